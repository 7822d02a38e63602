//! The web office of a large company: pages of the list of users, a user who gets every salepoint, and changes of all
//! users at once.

use crate::{entries, median, ms};
use head_office::Generate;
use pos_terminal::device_keys::DeviceKeys;
use pos_terminal::{app, client};
use reqwest::header::{COOKIE, LOCATION, SET_COOKIE};
use reqwest::redirect::Policy;
use reqwest::{Certificate, Client, Method, Response};
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};
use sync_core::domain::{Nonce, UserId};
use tests::world::{Cost, World};
use uuid::Uuid;

const USERS: usize = 100_000;
const SALEPOINTS: usize = 10_000;
const STORES: usize = 200;
/// How often each page is asked for.
const TIMES: usize = 31;
/// How many users get every salepoint, one after the other.
const ADDED_TO: usize = 5;

/// One browser, over TLS on loopback; from sending the request to the last byte of the answer.
pub fn office() {
    println!("\nweb office with {USERS} users and {SALEPOINTS} salepoints, {TIMES} requests a page");
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("a folder");
    app::runtime().expect("threads").block_on(measure(folder.path()));
}

async fn measure(folder: &Path) {
    let world = World::begin_with(folder, Cost::Cheap, "").await.expect("a head office");
    let generate = Generate { users: USERS, salepoints: SALEPOINTS, stores: STORES, seed: 7 };
    tokio::task::block_in_place(|| world.office.generate(&generate, &|_, _| {})).expect("generated users");
    let browser = Browser::sign_in(&world, folder).await;
    let salepoint = browser.first_salepoint().await;
    for (what, path) in [
        ("first page", "/users".to_owned()),
        ("all, not only the active", "/users?status=all".to_owned()),
        ("the deactivated", "/users?status=deactivated".to_owned()),
        ("of one salepoint", format!("/users?salepoint={salepoint}")),
        ("of one salepoint by its name", "/users?salepoint=500".to_owned()),
        ("search, any part, many match", "/users?search=ar".to_owned()),
        ("search, two words", "/users?search=an+ov".to_owned()),
        ("search, nobody matches", "/users?search=zzyzx".to_owned()),
        ("search at one salepoint", format!("/users?search=a&salepoint={salepoint}")),
        ("by last name", "/users?sort=last_name".to_owned()),
        ("by last name, from the end", "/users?sort=last_name&dir=desc".to_owned()),
        ("by user group", "/users?sort=group".to_owned()),
        ("by user group, from the end", "/users?sort=group&dir=desc".to_owned()),
        ("search, by user group", "/users?search=ar&sort=group".to_owned()),
        ("page 2", "/users?page=2".to_owned()),
        ("page 500", "/users?page=500".to_owned()),
        ("last page", "/users?page=1000000".to_owned()),
        ("last page by user group", "/users?page=1000000&sort=group".to_owned()),
        ("salepoints", "/salepoints".to_owned()),
        ("salepoints, searched", "/salepoints?search=500".to_owned()),
        ("salepoints, last page", "/salepoints?page=1000000".to_owned()),
        ("one salepoint", format!("/salepoints/{salepoint}")),
        ("stores", "/stores".to_owned()),
        ("journal", "/journal".to_owned()),
        ("licences", "/settings/licences".to_owned()),
        ("mail", "/settings/mail".to_owned()),
        ("policies", "/settings/policies".to_owned()),
    ] {
        browser.page(what, &path).await;
    }
    browser.with_entries(&world).await;
    browser.add_all(&world, &folder.join("head-office.db")).await;
    // Those who have everything stand first.
    browser.page("first page, five of it have all", "/users").await;
    browser.change_many(&world, &salepoint).await;
    browser.page("of a salepoint that everybody has", &format!("/users?salepoint={salepoint}")).await;
}

/// The ids and names of a list's first page.
fn names_and_ids(page: &str, path: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for rest in page.split(&format!("href=\"{path}")).skip(1) {
        let (Some(id), Some((_, link))) = (rest.get(..36), rest.split_once('>')) else { continue };
        let words = link.split("</a>").next().unwrap_or_default();
        let name: String = words.split('<').map(|part| part.split_once('>').map_or(part, |(_, text)| text)).collect();
        let name = name.replace("&#38;", "&").replace("&#39;", "'");
        if id.parse::<Uuid>().is_ok() && !found.iter().any(|(known, _)| known == id) {
            found.push((id.to_owned(), name));
        }
    }
    found
}

struct Browser {
    client: Client,
    address: String,
    cookie: String,
}

impl Browser {
    async fn sign_in(world: &World, data: &Path) -> Self {
        let ca = fs::read(data.join("keys/ca.pem")).expect("the private CA");
        let ca = Certificate::from_pem(&ca).expect("a certificate");
        let client = Client::builder().tls_certs_only([ca]).redirect(Policy::none()).build().expect("a client");
        let address = format!("https://{}", world.listening);
        let link = world.office.sign_in_link("First Administrator").expect("a link").address;
        let path = link.split_once("/sign-in").expect("a path").1;
        let mut browser = Self { client, address, cookie: String::new() };
        let answer = browser.send(Method::POST, &format!("/sign-in{path}"), "").await;
        let cookie = answer.headers()[SET_COOKIE].to_str().expect("a cookie");
        browser.cookie = cookie.split(';').next().expect("a pair").to_owned();
        browser
    }

    async fn send(&self, method: Method, path: &str, form: &str) -> Response {
        let request = self.client.request(method, format!("{}{path}", self.address));
        let request = request.header(COOKIE, &self.cookie).header("sec-fetch-site", "same-origin");
        let request = request.header("content-type", "application/x-www-form-urlencoded").body(form.to_owned());
        request.send().await.expect("an answer")
    }

    async fn text(&self, path: &str) -> String {
        let answer = self.send(Method::GET, path, "").await;
        assert!(answer.status().is_success(), "{path}: {}", answer.status());
        answer.text().await.expect("a page")
    }

    /// The id of a salepoint that some user on the first page has.
    async fn first_salepoint(&self) -> String {
        let users = self.text("/salepoints").await;
        let id = users.split("href=\"/salepoints/").find_map(|rest| {
            let id = rest.split('"').next()?;
            (id.len() == 36).then(|| id.to_owned())
        });
        id.expect("a salepoint")
    }

    async fn page(&self, what: &str, path: &str) {
        let mut times = Vec::new();
        let mut bytes = 0;
        for _ in 0..TIMES {
            let begun = Instant::now();
            bytes = self.text(path).await.len();
            times.push(ms(begun.elapsed()));
        }
        let (middle, last) = (median(&mut times), times.len() - 1);
        println!("  {what:<34} median {middle:>6.1} ms   p95 {:>6.1} ms   {bytes} bytes", times[last * 95 / 100]);
    }

    /// The pages that show journals, and what follows from them, with a day of entries.
    async fn with_entries(&self, world: &World) {
        let salepoints = names_and_ids(&self.text("/salepoints").await, "/salepoints/");
        let users = names_and_ids(&self.text("/users").await, "/users/");
        let users: Vec<UserId> = users.iter().filter_map(|(id, _)| id.parse().ok()).collect();
        let mut terminals = Vec::new();
        for number in 0..entries::TERMINALS {
            let (_, name) = &salepoints[number % salepoints.len()];
            let address = format!("https://{}", world.listening).parse().expect("an address");
            let code = world.code(name).expect("a code").parse().expect("a code");
            let nonce = Nonce(Uuid::now_v7().into_bytes());
            let enrolled = client::enrol(&address, &code, nonce, &DeviceKeys::File, None).await.expect("a terminal");
            terminals.push(enrolled.terminal);
        }
        let begun = Instant::now();
        tokio::task::block_in_place(|| entries::hand_in(world, &terminals, &users));
        let count = entries::TERMINALS as u64 * entries::EACH;
        println!("  {count} entries of one day, handed in within {:.0} s; with them:", begun.elapsed().as_secs_f64());
        let (terminal, user) = (terminals[7], users[7]);
        let salepoint = &salepoints[0].0;
        for (what, path) in [
            ("journal", "/journal".to_owned()),
            ("journal, everything", "/journal?events=all".to_owned()),
            ("journal, problems", "/journal?events=problems".to_owned()),
            ("journal, throttled", "/journal?outcome=throttled".to_owned()),
            ("journal, an outcome nothing ended in", "/journal?outcome=damaged".to_owned()),
            ("journal of a terminal", format!("/journal?who={terminal}")),
            ("journal of a user", format!("/journal?who={user}")),
            ("journal of a user, problems", format!("/journal?who={user}&events=problems")),
            ("terminals", "/terminals".to_owned()),
            ("terminals, by when last seen", "/terminals?sort=last_seen".to_owned()),
            ("a terminal", format!("/terminals/{terminal}")),
            ("a salepoint with terminals", format!("/salepoints/{salepoint}")),
            ("users", "/users".to_owned()),
            ("a user", format!("/users/{user}")),
        ] {
            self.page(what, &path).await;
        }
        let mut times = Vec::new();
        for _ in 0..TIMES {
            let begun = Instant::now();
            let all = tokio::task::block_in_place(|| world.office.terminals()).expect("the terminals");
            assert_eq!(all.len(), entries::TERMINALS);
            assert!(all.iter().all(|one| one.refused_today > 0));
            times.push(ms(begun.elapsed()));
        }
        println!("  {:<34} median {:>6.1} ms", "what the command `terminals` reads", median(&mut times));
    }

    /// Add all, and Save: the button, the draft, and the change with all that terminals get of it.
    async fn add_all(&self, world: &World, database: &Path) {
        let list = self.text("/users").await;
        let ids = list.split("<td role=\"cell\" class=\"person\"><a href=\"/users/").skip(1);
        let mut ids: Vec<_> = ids.filter_map(|rest| Some(rest.split('"').next()?.to_owned())).collect();
        ids.dedup();
        let (mut presses, mut saves) = (Vec::new(), Vec::new());
        let bytes = || fs::metadata(database).expect("the database").len();
        let before_all = bytes();
        for id in ids.iter().take(ADDED_TO) {
            let (address, form) = self.opened(&format!("/users/{id}/salepoints")).await;
            let begun = Instant::now();
            let answer = self.send(Method::POST, &address, &format!("{form}&go=add-all")).await;
            assert!(answer.status().is_redirection(), "{}", answer.status());
            presses.push(ms(begun.elapsed()));
            let (address, form) = self.opened(answer.headers()[LOCATION].to_str().expect("where to")).await;
            let (took, location) = self.change(world, &address, &format!("{form}&go=save")).await;
            saves.push(took);
            assert!(location.contains(id.as_str()), "{location}");
        }
        let grown = (bytes() - before_all) / ADDED_TO as u64 / 1_000;
        println!("  Add all, {SALEPOINTS} salepoints: press     median {:>6.1} ms", median(&mut presses));
        println!("  Add all, {SALEPOINTS} salepoints: Save      median {:>6.1} ms, one revision", median(&mut saves));
        println!("  Add all, {SALEPOINTS} salepoints: the database grows by {grown} kB");
    }

    /// Changes of all active users: a salepoint for all, each kind of change and its undoing.
    async fn change_many(&self, world: &World, salepoint: &str) {
        let (took, _) = self.change(world, &format!("/salepoints/{salepoint}/users"), "who=all").await;
        println!("  {:<34} {took:>10.0} ms, one revision", "a salepoint to all active users");
        let groups = self.text("/groups").await;
        let group = groups.split("href=\"/groups/").find_map(|rest| rest.split('"').next().filter(|id| id.len() == 36));
        for (what, action, target) in [
            ("remove a salepoint from all", "remove_salepoint", salepoint),
            ("another group for all", "change_group", group.expect("a group")),
            ("deactivate all", "deactivate", ""),
        ] {
            let form = format!("all=1&status=active&do={action}&target={target}");
            let begun = Instant::now();
            let page = self.text(&format!("/users/bulk?{form}")).await;
            let asked = ms(begun.elapsed());
            let count = page.split("name=\"confirmed\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
            let count = count.expect("how many");
            let number = count.split('.').next().unwrap_or_default();
            let form = format!("{form}&confirmed={count}&number={number}");
            let (took, location) = self.change(world, "/users/bulk", &form).await;
            let undo = format!("{}/undo", location.split('?').next().unwrap_or_default());
            let (undone, _) = self.change(world, &undo, "").await;
            println!(
                "  {what:<34} {took:>10.0} ms, undo {undone:.0} ms; the page that asks {asked:.0} ms ({number} users)"
            );
        }
    }

    /// Where a page's form "record" is sent, and what it sends by itself.
    async fn opened(&self, path: &str) -> (String, String) {
        let page = self.text(path).await;
        let tags = page.split('<').skip_while(|tag| !tag.contains(" id=\"record\""));
        let tags: Vec<_> = tags.take_while(|tag| !tag.starts_with("/form")).collect();
        let attribute = |tag: &str, name: &str| {
            let value = tag.split(&format!(" {name}=\"")).nth(1)?.split('"').next()?;
            Some(value.replace("&#38;", "&").replace("&#34;", "\"").replace("&#39;", "'"))
        };
        let encoded = |text: &str| -> String { text.bytes().map(|byte| format!("%{byte:02X}")).collect() };
        let action = tags.first().and_then(|tag| attribute(tag, "action")).expect("a form");
        let hidden = tags.iter().filter(|tag| attribute(tag, "type").as_deref() == Some("hidden"));
        let pair =
            |tag: &&str| Some(format!("{}={}", encoded(&attribute(tag, "name")?), encoded(&attribute(tag, "value")?)));
        let fields: Vec<_> = hidden.filter_map(pair).collect();
        let address = if action.starts_with('?') {
            format!("{}{action}", path.split('?').next().unwrap_or_default())
        } else {
            action
        };
        (address, fields.join("&"))
    }

    /// Sends what changes something, in one revision; says how long it took, also where that is not waited for, and where
    /// it leads.
    async fn change(&self, world: &World, path: &str, form: &str) -> (f64, String) {
        let before = world.office.cursor().expect("where head office stands");
        let begun = Instant::now();
        let answer = self.send(Method::POST, path, form).await;
        assert!(answer.status().is_redirection(), "{}: {}", answer.status(), answer.text().await.expect("why"));
        let location = |answer: &Response| answer.headers()[LOCATION].to_str().expect("where to").to_owned();
        let mut leads_to = location(&answer);
        if leads_to.starts_with("/working/") {
            let part = format!("{leads_to}/part");
            while !self.text(&part).await.contains("data-settled") {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
            let ended = self.send(Method::GET, &leads_to, "").await;
            assert!(ended.status().is_redirection(), "{}", ended.text().await.expect("why"));
            leads_to = location(&ended);
        }
        let took = ms(begun.elapsed());
        let after = world.office.cursor().expect("where head office stands");
        assert_eq!(after.revision.0, before.revision.0 + 1, "{path}: one revision");
        (took, leads_to)
    }
}
