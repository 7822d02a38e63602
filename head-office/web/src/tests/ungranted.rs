//! Places that somebody does not have: there is nothing of them, whatever is asked for and however.

use super::super::routes::table;
use super::journal::hand_in;
use super::places::{administrator, hidden, salepoint, store, user};
use super::walk::add;
use super::*;
use head_office_domain::office_rights::{Level, OfficeArea};
use head_office_office::testing::enrol;
use head_office_store::grants::{Bound, Kind};
use std::collections::BTreeMap;
use sync_core::domain::{TerminalId, UserId};
use uuid::Uuid;

/// Names that nobody types here as they are, so that no page says them back.
const SALEPOINT: &str = "Salajane Koht";
const STORE: &str = "Peidetud Ladu";
const TERMINAL: &str = "Varju Kassa";
const HIDDEN: [&str; 3] = [SALEPOINT, STORE, TERMINAL];

/// Parts of them, and all of them in other letters.
const TYPED: [&str; 6] = ["salajan", "peidetu", "varju", "SALAJANE+KOHT", "PEIDETUD+LADU", "VARJU+KASSA"];

/// A visitor with all rights but perhaps the one to edit users, who has Kesklinn and the store Main.
struct World {
    office: TestOffice,
    browser: Browser,
    salepoint: String,
    store: String,
    terminal: TerminalId,
    code: String,
}

/// Kesklinn sells from the hidden store, the hidden salepoint from Main; Mari has all, and a terminal was moved.
async fn world(edits_users: bool) -> World {
    let office = office();
    let more = format!(
        "[[store]]\nname = \"{STORE}\"\n[[salepoint]]\nname = \"{SALEPOINT}\"\nstore = \"Main\"\n\
         [[salepoint]]\nname = \"Kesklinn\"\nstore = \"{STORE}\"\n\
         [[user]]\nref = \"mari\"\nsalepoints = [{{ name = \"Kesklinn\" }}, {{ name = \"{SALEPOINT}\" }}]\n\
         stores = [\"Main\", \"{STORE}\"]\ndefault_store = \"{STORE}\"\n"
    );
    office.import_str(&more).unwrap();
    give_everything(&office, "administrator");
    let terminal = enrol(&office, SALEPOINT, TERMINAL, None).terminal;
    let moved = enrol(&office, SALEPOINT, "Till 7", None).terminal;
    office.move_terminal(moved, "Kesklinn").unwrap();
    // Mari was at both before the one was moved, and is at the hidden one still.
    hand_in(&office, terminal, 4, 2..5, Some(user(&office, "mari")));
    hand_in(&office, moved, 3, 1..4, Some(user(&office, "mari")));
    let code = office.enrol_code(SALEPOINT, None).unwrap().code.secret.name().to_owned();
    let [hidden_salepoint, hidden_store] =
        [salepoint(&office, SALEPOINT).id.to_string(), store(&office, STORE).id.to_string()];
    // What somebody who has them did to them, which is in the trails.
    let mut administrator = Browser::of(&office, ADMINISTRATOR).await;
    for (place, form) in [
        (format!("/salepoints/{}/edit", salepoint(&office, "Kesklinn").id), "language=lv&store="),
        (
            format!("/salepoints/{}/edit", salepoint(&office, "Kesklinn").id),
            &*format!("language=et&store={hidden_store}"),
        ),
    ] {
        let base = hidden(&administrator.get(&place).await.body);
        let saved = administrator.post(&place, &format!("{base}&name=Kesklinn&{form}")).await;
        assert_eq!(saved.status, StatusCode::SEE_OTHER, "{saved:?}");
    }
    let mut rights: BTreeMap<_, _> = OfficeArea::ALL.iter().map(|area| (*area, Level::Edit)).collect();
    if !edits_users {
        rights.insert(OfficeArea::Users, Level::Read);
    }
    add(&office, UserId(Uuid::now_v7()), "Visitor", &rights);
    office
        .import_str("[[user]]\nref = \"Visitor\"\nsalepoints = [{ name = \"Kesklinn\" }]\nstores = [\"Main\"]")
        .unwrap();
    let browser = Browser::of(&office, "Visitor").await;
    World { office, browser, salepoint: hidden_salepoint, store: hidden_store, terminal, code }
}

impl World {
    /// The path with the hidden records in place of its parameters.
    fn hidden(&self, path: &str, bound: Bound) -> String {
        let id = match bound {
            Bound::Place(Kind::Salepoints) | Bound::ToGive(Kind::Salepoints) => self.salepoint.clone(),
            Bound::Place(Kind::Stores) | Bound::ToGive(Kind::Stores) => self.store.clone(),
            Bound::Terminal => self.terminal.to_string(),
            Bound::EnrolCode => self.code.clone(),
        };
        with(path, &id)
    }

    /// The path with records in place of its parameters that are there for the visitor, and with Mari.
    fn visible(&self, path: &str) -> String {
        let id = match path.split('/').nth(1) {
            Some("users") => user(&self.office, "mari").to_string(),
            Some("salepoints") => salepoint(&self.office, "Kesklinn").id.to_string(),
            Some("stores") => store(&self.office, "Main").id.to_string(),
            Some("terminals") if path.contains("{code}") => {
                self.office.enrol_code("Kesklinn", None).unwrap().code.secret.name().to_owned()
            }
            Some("terminals") => self.office.find_terminal("Kesklinn / Till 7").unwrap().id.to_string(),
            _ => Uuid::nil().to_string(),
        };
        with(path, &id)
    }

    /// What there is of the hidden places: codes and terminals there, orders to those, and who has them.
    fn hidden_records(&self) -> Vec<u64> {
        let counts = [
            ("SELECT count(*) FROM enrol_code WHERE salepoint_id = ?1 AND expires_at > ?2", &self.salepoint),
            ("SELECT count(*) FROM terminal WHERE salepoint_id = ?1 AND removal IS NULL AND ?2 > 0", &self.salepoint),
            ("SELECT count(*) FROM user_salepoint WHERE salepoint_id = ?1 AND ?2 > 0", &self.salepoint),
            ("SELECT count(*) FROM user_store WHERE store_id = ?1 AND ?2 > 0", &self.store),
            ("SELECT count(*) FROM salepoint WHERE store_id = ?1 AND ?2 > 0", &self.store),
            ("SELECT count(*) FROM terminal_order WHERE terminal_id = ?1 AND ?2 > 0", &self.terminal.to_string()),
        ];
        let now = self.office.clock.now();
        let count = |(sql, id): (&str, &String)| {
            let row = self.office.db.read(|tx| tx.query_one(sql, &[id.as_str().into(), now.into()]));
            row.map_err(|error: head_office_store::DbError| error).unwrap().unwrap().take(0).unwrap()
        };
        counts.map(count).to_vec()
    }

    /// Where head office stands, and how much is in its trail.
    fn state(&self) -> (u64, u64) {
        let entries = self.office.db.read(|tx| {
            let row = tx.query_one("SELECT count(*) FROM audit_entry", &[])?;
            row.map_or(Ok(0), |mut row| row.take(0))
        });
        (self.office.cursor().unwrap().revision.0, entries.map_err(|error: head_office_store::DbError| error).unwrap())
    }
}

fn with(path: &str, id: &str) -> String {
    path.split('/').map(|part| if part.starts_with('{') { id } else { part }).collect::<Vec<_>>().join("/")
}

/// The hidden names that an answer says.
fn said(answer: &Answer) -> Vec<&'static str> {
    let headers = format!("{:?}", answer.headers);
    HIDDEN.into_iter().filter(|name| answer.body.contains(name) || headers.contains(name)).collect()
}

#[test]
fn every_address_of_a_place_or_a_terminal_says_that_it_is_one() {
    for route in table() {
        let of = route.path.split('/').nth(1).unwrap_or_default();
        let is_bound = ["salepoints", "stores", "terminals"].contains(&of) && route.path.contains('{');
        assert_eq!(route.bound.is_some(), is_bound, "{}", route.path);
        let fits = match route.bound {
            None => true,
            Some(Bound::Place(Kind::Salepoints) | Bound::ToGive(Kind::Salepoints)) => of == "salepoints",
            Some(Bound::Place(Kind::Stores) | Bound::ToGive(Kind::Stores)) => of == "stores",
            Some(Bound::Terminal) => of == "terminals" && route.path.contains("{id}"),
            Some(Bound::EnrolCode) => of == "terminals" && route.path.contains("{code}"),
        };
        assert!(fits, "{}", route.path);
    }
}

#[tokio::test]
async fn what_belongs_to_a_place_one_does_not_have_is_not_there() {
    for edits_users in [true, false] {
        let mut world = world(edits_users).await;
        let (before, records) = (world.state(), world.hidden_records());
        for route in table() {
            let Some(bound) = route.bound else { continue };
            let (hidden, unknown) = (world.hidden(route.path, bound), with(route.path, &Uuid::now_v7().to_string()));
            let what = format!("{} {}, edits users: {edits_users}", route.method, route.path);
            let answer = world.browser.send(route.method.clone(), &hidden, "name=x&seen=x&who=all").await;
            let none = world.browser.send(route.method, &unknown, "name=x&seen=x&who=all").await;
            assert_eq!(
                (answer.status, none.status),
                (StatusCode::NOT_FOUND, StatusCode::NOT_FOUND),
                "{what}: {answer:?}"
            );
            assert_eq!(answer.body, none.body, "{what}: the same as if there were no such thing");
        }
        assert_eq!(world.state(), before, "nothing is changed");
        assert_eq!(world.hidden_records(), records, "no order, no code, nothing cancelled");
    }
}

#[tokio::test]
async fn the_name_of_a_place_one_does_not_have_is_said_nowhere() {
    for edits_users in [true, false] {
        let mut world = world(edits_users).await;
        let queries = TYPED.iter().flat_map(|typed| {
            ["search", "salepoint", "check", "find", "who", "from", "target", "status=all&search"]
                .map(|field| format!("?{field}={typed}"))
        });
        let mut queries: Vec<_> = queries.collect();
        for id in [&world.salepoint, &world.store, &world.terminal.to_string()] {
            queries.extend(["salepoint", "check", "who", "target"].map(|field| format!("?{field}={id}")));
        }
        queries.push("?status=all&page=1&sort=salepoint&dir=desc".into());
        for route in table().into_iter().filter(|route| route.method == Method::GET) {
            // Whoever may edit users may give any place to any user, and so sees what they are called.
            if edits_users && route.path.starts_with("/users") && !route.path.contains("delivery") {
                continue;
            }
            let path = world.visible(route.path);
            for query in std::iter::once(String::new()).chain(queries.iter().cloned()) {
                let answer = world.browser.get(&format!("{path}{query}")).await;
                assert!(!answer.status.is_server_error(), "{path}{query}: {answer:?}");
                assert_eq!(said(&answer), [""; 0], "{path}{query}, edits users: {edits_users}: {}", answer.body);
            }
        }
        let (before, records) = (world.state(), world.hidden_records());
        for route in table().into_iter().filter(|route| route.method == Method::POST) {
            if route.path.starts_with("/sign-") || (edits_users && route.path.starts_with("/users")) {
                continue;
            }
            for typed in TYPED.iter().copied().chain([world.salepoint.clone().as_str(), world.store.clone().as_str()]) {
                let path = world.visible(route.path);
                let form = format!(
                    "name={typed}&language=et&store={typed}&salepoint={typed}&terminal={typed}&who=of&of={typed}"
                );
                if ["refresh", "reload", "unlock", "decommission", "again", "cancel"]
                    .iter()
                    .any(|end| path.ends_with(end))
                {
                    continue;
                }
                let answer = world.browser.post(&path, &form).await;
                assert_eq!(said(&answer), [""; 0], "POST {path} {form}, edits users: {edits_users}: {}", answer.body);
            }
        }
        assert_eq!(world.state().0, before.0, "nothing that terminals get is changed, edits users: {edits_users}");
        assert_eq!(world.hidden_records(), records, "no order, no code, nothing cancelled, edits users: {edits_users}");
    }
}

#[tokio::test]
async fn what_is_shown_of_places_one_has_says_that_there_are_others_without_naming_them() {
    let mut world = world(false).await;
    let kesklinn = salepoint(&world.office, "Kesklinn").id;
    let page = format!("/salepoints/{kesklinn}");
    assert!(world.browser.get(&page).await.body.contains("Store: a store you do not have"));
    assert!(world.browser.get("/salepoints.csv").await.body.contains("Kesklinn,Eesti,a store you do not have,"));
    // Saved as it is, it keeps its store.
    let edit = format!("{page}/edit");
    let body = world.browser.get(&edit).await.body;
    assert!(body.contains(&format!("value=\"{}\" selected>a store you do not have", world.store)), "{body}");
    let form = format!("{}&name=Kesk&language=et&store={}", hidden(&body), world.store);
    assert_eq!(world.browser.post(&edit, &form).await.location(), format!("{page}?done=changed"));
    assert_eq!(salepoint(&world.office, "Kesk").store, Some(store(&world.office, STORE).id));
    // It is no store to choose for another salepoint.
    let form = format!("name=Uus&language=et&store={}", world.store);
    assert!(world.browser.post("/salepoints/new", &form).await.body.contains("There is no such open store"));
    // A name is taken wherever it is; more is not told.
    let taken = world.browser.post("/salepoints/new", "name=SALAJANE+KOHT&language=et&store=").await.body;
    assert!(taken.contains("Another one has this name"), "{taken}");
    // Closing the store takes it from a salepoint that is not named.
    let close = world.browser.get(&format!("/stores/{}/close", store(&world.office, "Main").id)).await.body;
    assert!(close.contains("2 salepoints that you do not have"), "Sadama sells from it, too: {close}");
    let mari = user(&world.office, "mari");
    let body = world.browser.get("/users?search=mari").await.body;
    assert!(body.contains(">Kesk<span") && body.contains(">Main<"), "only what both have: {body}");
    let history = world.browser.get(&format!("/users/{mari}")).await.body;
    assert!(
        history.contains("a salepoint you do not have") && history.contains("a store you do not have"),
        "{history}"
    );
    let delivery = world.browser.get(&format!("/users/{mari}/delivery/part")).await.body;
    assert!(delivery.contains("of 1 terminal") && delivery.contains("Till 7"), "{delivery}");
}

#[tokio::test]
async fn who_adds_a_place_gives_it_until_somebody_has_it_and_who_closes_it_opens_it_again() {
    let office = office();
    let mut browser = Browser::of(&office, ADMINISTRATOR).await;
    let mut other = {
        let rights: BTreeMap<_, _> = OfficeArea::ALL.iter().map(|area| (*area, Level::Edit)).collect();
        add(&office, UserId(Uuid::now_v7()), "Visitor", &rights);
        Browser::of(&office, "Visitor").await
    };
    let mari = user(&office, "mari");
    for (list, form) in [("/salepoints", "name=Uus&language=et&store="), ("/stores", "name=Uus")] {
        let added = browser.post(&format!("{list}/new"), form).await;
        let assistant = added.location().split('?').next().unwrap().to_owned();
        let page = assistant.trim_end_matches("/users").to_owned();
        assert_eq!(browser.get(&assistant).await.status, StatusCode::OK);
        assert_eq!(browser.get(&page).await.status, StatusCode::OK, "whoever left the assistant finds it again");
        assert!(browser.get(list).await.body.contains(">Uus<"));
        assert_eq!(other.get(&assistant).await.status, StatusCode::NOT_FOUND, "only who added it");
        assert_eq!(other.post(&assistant, "who=all").await.status, StatusCode::NOT_FOUND);
        assert!(!other.get(list).await.body.contains(">Uus<"));
        assert_eq!(browser.post(&assistant, "who=nobody").await.location(), format!("{page}?done=nobody"));
        assert!(browser.get(list).await.body.contains(">Uus<"), "until somebody has it");
        let picked = browser.post(&format!("{assistant}/pick"), &format!("user={mari}&save=save")).await;
        assert_eq!(picked.location(), format!("{page}?done=given&users=2"), "Mari, and who gave it");
        assert_eq!(other.get(&page).await.status, StatusCode::NOT_FOUND);
        let asked = browser.get(&format!("{page}/close")).await.body;
        assert_eq!(
            browser.post(&format!("{page}/close"), &hidden(&asked)).await.location(),
            format!("{page}?done=closed")
        );
        assert!(browser.get(&format!("{list}?status=closed")).await.body.contains(">Uus<"), "who closed it sees it");
        assert!(browser.get(&page).await.body.contains("Open again"));
        assert!(!other.get(&format!("{list}?status=all")).await.body.contains(">Uus<"));
        assert_eq!(other.post(&format!("{page}/reopen"), "").await.status, StatusCode::NOT_FOUND);
        let opened = browser.post(&format!("{page}/reopen"), "").await;
        assert_eq!(opened.location(), format!("{assistant}?done=reopened"));
        assert_eq!(browser.get(opened.location()).await.status, StatusCode::OK);
        assert_eq!(browser.post(&assistant, "who=all").await.location().split('?').next(), Some(&*page));
    }
    office.check().unwrap();
}

#[tokio::test]
async fn a_place_that_nobody_has_or_keeps_is_there_for_whoever_edits_users() {
    let office = office();
    office.import_str("[[salepoint]]\nname = \"Orb\"\n[[store]]\nname = \"Orvuladu\"").unwrap();
    let mut rights: BTreeMap<_, _> = OfficeArea::ALL.iter().map(|area| (*area, Level::Edit)).collect();
    add(&office, UserId(Uuid::now_v7()), "Editor", &rights);
    rights.insert(OfficeArea::Users, Level::Read);
    add(&office, UserId(Uuid::now_v7()), "Visitor", &rights);
    let (mut editor, mut visitor) = (Browser::of(&office, "Editor").await, Browser::of(&office, "Visitor").await);
    for (list, name) in [("/salepoints", "Orb"), ("/stores", "Orvuladu")] {
        assert!(editor.get(list).await.body.contains(&format!(">{name}<")), "{name}");
        assert!(!visitor.get(list).await.body.contains(&format!(">{name}<")), "{name}");
    }
    // Somebody else keeps one, until they leave.
    let mut first = Browser::of(&office, ADMINISTRATOR).await;
    assert_eq!(first.post("/salepoints/new", "name=Uus&language=et&store=").await.status, StatusCode::SEE_OTHER);
    assert!(!editor.get("/salepoints").await.body.contains(">Uus<"));
    office.import_str("[[user]]\nref = \"administrator\"\nactive = false").unwrap();
    assert!(editor.get("/salepoints").await.body.contains(">Uus<"));
    let assistant = format!("/salepoints/{}/users", salepoint(&office, "Uus").id);
    let given = editor.post(&assistant, &format!("who=pick&user={}", user(&office, "mari"))).await;
    assert_eq!(given.location(), format!("{assistant}/pick"));
    editor.post(given.location(), &format!("user={}&save=save", user(&office, "mari"))).await;
    assert!(editor.get("/salepoints").await.body.contains(">Uus<"), "whoever gives it first has it, too");
}

#[tokio::test]
async fn a_fresh_administrator_sees_none_and_is_told_where_they_are_given() {
    let office = TestOffice::with(CHAIN);
    let mut browser = Browser::of(&office, ADMINISTRATOR).await;
    let own = administrator(&office);
    for (path, words) in [("/salepoints", "You have no salepoints yet"), ("/stores", "You have no stores yet")] {
        let body = browser.get(path).await.body;
        assert!(body.contains(words) && body.contains("Personnel → Users → your name"), "{path}: {body}");
        assert!(body.contains(&format!("href=\"/users/{own}/salepoints\"")), "{path}: {body}");
        assert!(!body.contains("Kesklinn") && !body.contains("Harbour"), "{path}: {body}");
    }
    let terminals = browser.get("/terminals").await.body;
    assert!(terminals.contains("Personnel → Users → your name → Salepoint"), "{terminals}");
    assert!(browser.get("/terminals/enrol").await.body.contains("You have no salepoint"));
    for tab in ["salepoints", "stores"] {
        let path = format!("/users/{own}/{tab}");
        let added = browser.submit(&path, "go=add-all").await;
        assert_eq!(browser.submit(added.location(), "go=save").await.status, StatusCode::SEE_OTHER);
    }
    assert!(browser.get("/salepoints").await.body.contains("Kesklinn"));
    assert!(browser.get("/stores").await.body.contains("Harbour store"));
}
