//! The office over its router, as a browser sees it.

mod choosers;
mod clock_ahead;
mod closed_places;
mod company;
mod delivery;
mod groups;
mod hardening;
mod history;
mod home;
mod journal;
mod letters;
mod licences;
mod lists;
mod log_in_check;
mod long_work;
mod mail;
mod more_rights;
mod new_user;
mod order;
mod place_settings;
mod places;
mod plans;
mod policies;
mod salepoints;
mod sent_again;
mod signing_in;
mod stores;
mod terminals;
mod ungranted;
mod user_form;
mod users;
mod walk;
mod words;

use super::{Web, router};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::header::{COOKIE, LOCATION, SET_COOKIE};
use axum::http::{HeaderMap, Method, Request, StatusCode};
use head_office_domain::peer::Client;
use head_office_office::testing::{CHAIN, TestOffice, give_everything};
use head_office_store::{groups as groups_of_users, office_accounts, users as stored_users};
use std::net::SocketAddr;
use std::time::{Duration, Instant};
use tower::ServiceExt;

/// A good office password, and another.
pub const PASSWORD: &str = "four words in a row";
pub const OTHER_PASSWORD: &str = "quite another row";
pub const ADMINISTRATOR: &str = "First Administrator";

/// An office with the chain, whose administrator has all of it.
pub fn office() -> TestOffice {
    let office = TestOffice::with(CHAIN);
    give_everything(&office, "administrator");
    office
}

/// An answer, read to its end.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    /// Without the script that is on every page: what tests look for is somebody else's.
    pub body: String,
    /// The address of that script, or nothing.
    pub script: String,
}

impl Answer {
    /// Where it leads to.
    pub fn location(&self) -> &str {
        self.headers.get(LOCATION).map_or("", |location| location.to_str().unwrap())
    }
}

/// A browser: keeps the cookie and sends what browsers send.
#[derive(Clone)]
pub struct Browser {
    router: Router,
    pub cookie: Option<String>,
    /// The cookie that says what the next page says was done.
    pub done: Option<String>,
    /// The cookie that says that somebody once signed in with it.
    pub device: Option<String>,
    pub address: SocketAddr,
    pub site: &'static str,
}

impl Browser {
    pub fn new(office: &TestOffice) -> Self {
        let address = ([192, 0, 2, 1], 999).into();
        Self {
            router: router(Web::new(office.office.clone())),
            cookie: None,
            done: None,
            device: None,
            address,
            site: "same-origin",
        }
    }

    /// Signed in by a link.
    pub async fn of(office: &TestOffice, user: &str) -> Self {
        Self::new(office).signed_in(office, user).await
    }

    /// Another browser at the same head office process, signed in by a link.
    pub async fn beside(&self, office: &TestOffice, user: &str) -> Self {
        let router = self.router.clone();
        Self { router, ..Self::new(office) }.signed_in(office, user).await
    }

    async fn signed_in(self, office: &TestOffice, user: &str) -> Self {
        let mut browser = self;
        let link = link(office, user);
        assert_eq!(browser.post(&link, "").await.location(), "/account");
        browser
    }

    pub async fn get(&mut self, path: &str) -> Answer {
        self.send(Method::GET, path, "").await
    }

    /// Follows an answer to the page it leads to, as far as that leads on.
    pub async fn follow(&mut self, answer: &Answer) -> Answer {
        let mut page = self.get(answer.location()).await;
        while page.status.is_redirection() {
            let next = page.location().to_owned();
            page = self.get(&next).await;
        }
        page
    }

    /// Opens a form; its address and what it sends without anybody typing anything.
    pub async fn open(&mut self, path: &str) -> Opened {
        let form = Opened::read(&self.get(path).await.body);
        let address = match form.address.starts_with('?') {
            true => format!("{}{}", path.split('?').next().unwrap_or_default(), form.address),
            false => form.address,
        };
        Opened { address, ..form }
    }

    /// Sends an opened form with what was typed over it.
    pub async fn fill(&mut self, form: &Opened, typed: &str) -> Answer {
        self.post(&form.address, &form.with(typed)).await
    }

    /// Opens a form and sends it at once.
    pub async fn submit(&mut self, path: &str, typed: &str) -> Answer {
        let form = self.open(path).await;
        self.fill(&form, typed).await
    }

    /// Sends a form; what takes long is waited for, as a reader would on its page.
    pub async fn post(&mut self, path: &str, form: &str) -> Answer {
        let answer = self.send(Method::POST, path, form).await;
        match answer.location().starts_with("/working/") {
            true => self.ended(answer.location()).await,
            false => answer,
        }
    }

    /// Waits for long work; what its page then says, or leads to.
    pub async fn ended(&mut self, page: &str) -> Answer {
        let (part, settled) = (format!("{page}/part"), format!("data-settled=\"{page}\""));
        let end = Instant::now() + Duration::from_secs(60);
        while Instant::now() < end {
            if self.get(&part).await.body.contains(&settled) {
                return self.get(page).await;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("it has not ended: {:?}", self.get(page).await)
    }

    pub async fn send(&mut self, method: Method, path: &str, form: &str) -> Answer {
        self.send_as("application/x-www-form-urlencoded", method, path, form.as_bytes()).await
    }

    /// Sends a file in the field of a form.
    pub async fn send_file(&mut self, path: &str, name: &str, content: &[u8]) -> Answer {
        let head = format!(
            "--limit\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
             Content-Type: text/csv\r\n\r\n"
        );
        let form = [head.as_bytes(), content, b"\r\n--limit--\r\n"].concat();
        self.send_as("multipart/form-data; boundary=limit", Method::POST, path, &form).await
    }

    async fn send_as(&mut self, content_type: &str, method: Method, path: &str, form: &[u8]) -> Answer {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header("host", "office.example")
            .header("sec-fetch-site", self.site)
            .header("content-type", content_type)
            .extension(Client(self.address.ip()));
        if let Some(cookie) = &self.cookie {
            request = request.header(COOKIE, format!("other=1; {cookie}"));
        }
        for cookie in self.done.iter().chain(&self.device) {
            request = request.header(COOKIE, cookie);
        }
        let request = request.body(Body::from(form.to_vec())).unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (status, headers) = (response.status(), response.headers().clone());
        for cookie in headers.get_all(SET_COOKIE) {
            let pair = cookie.to_str().unwrap().split(';').next().unwrap();
            let kept = match pair {
                pair if pair.starts_with("__Host-done=") => &mut self.done,
                pair if pair.starts_with("__Host-device-") => &mut self.device,
                _ => &mut self.cookie,
            };
            *kept = Some(pair.to_owned()).filter(|pair| !pair.ends_with('='));
        }
        let body = String::from_utf8(to_bytes(response.into_body(), usize::MAX).await.unwrap().to_vec()).unwrap();
        let (body, script) = without_own_script(&body);
        each_problem_names_its_field(&body);
        Answer { status, headers, body, script }
    }

    /// Signs in by e-mail address and password.
    pub async fn sign_in(&mut self, email: &str, password: &str) -> Answer {
        let form = format!("email={email}&password={}&next=%2Fusers", password.replace(' ', "+"));
        self.post("/sign-in", &form).await
    }

    /// Chooses e-mail address and password; `present` as far as it must be typed.
    pub async fn choose(&mut self, email: &str, present: &str, password: &str) -> Answer {
        let [present, password] = [present, password].map(|text| text.replace(' ', "+"));
        let form = format!("email={email}&present={present}&password={password}&again={password}");
        self.post("/account", &form).await
    }

    /// Whether somebody is signed in.
    pub async fn is_in(&mut self) -> bool {
        self.get("/account").await.status == StatusCode::OK
    }
}

/// The form "record" of a page, as a browser would send it.
#[derive(Clone, Debug)]
pub struct Opened {
    /// Where it is sent.
    pub address: String,
    /// Names and values, encoded.
    pub fields: Vec<(String, String)>,
}

impl Opened {
    pub fn read(page: &str) -> Self {
        let form = page.split(" id=\"record\"").nth(1).unwrap_or_else(|| panic!("no form in {page}"));
        let form = form.split("</form>").next().unwrap();
        let attribute = |tag: &str, name: &str| {
            let value = tag.split(&format!(" {name}=\"")).nth(1)?.split('"').next()?;
            Some(value.replace("&#38;", "&").replace("&#34;", "\"").replace("&#39;", "'"))
        };
        let opens = page.split(" id=\"record\"").next().unwrap().rsplit('<').next().unwrap();
        let mut fields = Vec::new();
        for tag in form.split('<') {
            let Some(name) = attribute(tag, "name") else { continue };
            let inner = || tag.split_once('>').map(|(_, text)| text.to_owned());
            let is_sent =
                !matches!(attribute(tag, "type").as_deref(), Some("checkbox" | "radio")) || tag.contains(" checked");
            if tag.starts_with("input ") && is_sent {
                let unsaid = if tag.contains(" checked") { "on" } else { "" };
                fields.push((name, attribute(tag, "value").unwrap_or_else(|| unsaid.into())));
            } else if tag.starts_with("textarea ") {
                fields.push((name, inner().unwrap_or_default()));
            } else if tag.starts_with("select ") {
                let options = form.split(tag).nth(1).unwrap().split("</select>").next().unwrap();
                let options: Vec<_> = options.split("<option").skip(1).collect();
                let chosen = options.iter().find(|option| option.contains(" selected")).or(options.first());
                fields.push((name, chosen.and_then(|option| attribute(option, "value")).unwrap_or_default()));
            }
        }
        Self { address: attribute(opens, "action").unwrap_or_default(), fields }
    }

    /// What is sent when this was typed; a name alone, without "=", is not sent.
    pub fn with(&self, typed: &str) -> String {
        let typed: Vec<_> = typed.split('&').filter(|pair| !pair.is_empty()).collect();
        let names: Vec<_> = typed.iter().map(|pair| pair.split('=').next().unwrap()).collect();
        let fields = self.fields.iter().filter(|(name, _)| !names.contains(&name.as_str()));
        let encode = |text: &str| super::guard::encoded(text);
        let fields = fields.map(|(name, value)| format!("{}={}", encode(name), encode(value)));
        let typed = typed.iter().filter(|pair| pair.contains('=')).map(|pair| (*pair).to_owned());
        fields.chain(typed).collect::<Vec<_>>().join("&")
    }
}

/// What is wrong with a form is said with the name of the field it is about, and leads there: on every page that a test
/// comes by.
fn each_problem_names_its_field(page: &str) {
    let summaries = page.split("<div class=\"message bad\" role=\"alert\">").skip(1);
    let lists =
        summaries.filter_map(|summary| summary.split("</div>").next()?.split_once("<ul>")?.1.split_once("</ul>"));
    for line in lists.flat_map(|(list, _)| list.split("<li>").skip(1).collect::<Vec<_>>()) {
        let words = line.split('>').nth(1).and_then(|text| text.split('<').next()).unwrap_or_default();
        let field = words.split_once(": ").map_or("", |(field, _)| field);
        assert!(!field.is_empty(), "a problem without the name of its field: {line}");
        match line.strip_prefix("<a href=\"#").and_then(|rest| rest.split('"').next()) {
            Some(id) => assert!(page.contains(&format!(" id=\"{id}\"")), "no field {id} for: {line}"),
            None => {
                assert!(line.starts_with("<button class=\"as-link\" form=\"record\""), "no way to the field: {line}")
            }
        }
    }
}

fn without_own_script(body: &str) -> (String, String) {
    const OPENS: &str = "<script defer src=\"";
    const CLOSES: &str = "\"></script>\n";
    let Some((before, rest)) = body.split_once(OPENS) else { return (body.to_owned(), String::new()) };
    let (script, after) = rest.split_once(CLOSES).unwrap();
    (format!("{before}{after}"), script.to_owned())
}

/// The path of a new link for a user, who may have had an account when the user's group still allowed something.
pub fn link(office: &TestOffice, user: &str) -> String {
    let made = office.db.write(|tx| {
        let Ok(meant) = stored_users::meant(tx, user)? else { return Ok(()) };
        let group = groups_of_users::find(tx, meant.group)?.unwrap();
        match group.allows_anything_in_the_office() {
            true => Ok(()),
            false => office_accounts::ensure(tx, meant.id, office.clock.now()),
        }
    });
    made.map_err(|error: head_office_store::DbError| error).unwrap();
    let address = office.sign_in_link(user).unwrap().address;
    address[address.find("/sign-in").unwrap()..].to_owned()
}
