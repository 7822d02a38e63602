//! Terminals in the office.

use super::delivery::catch_up;
use super::*;
use crate::guard::encoded;
use head_office_office::testing::enrol;
use head_office_store::grants::Viewer;
use head_office_store::{DbError, Tx, audit, salepoints};
use sync_core::domain::{EnrolCode, Nonce, TerminalId};
use sync_core::sync::wire::{EnrolRequest, KeyPlace, OrderAction, Removal};

fn salepoint(office: &TestOffice, name: &str) -> String {
    office.db.read(|tx| salepoints::named(tx, Viewer::Everything, name)).unwrap().unwrap().id.to_string()
}

/// The names of a list's lines.
fn names(body: &str) -> Vec<String> {
    let cells = body.split("class=\"person\"><a href=\"").skip(1);
    cells.map(|rest| rest.split(['>', '<']).nth(1).unwrap().to_owned()).collect()
}

/// Who did what, the newest first: name and image afterwards.
fn trail(office: &TestOffice, id: TerminalId) -> Vec<(String, String)> {
    let recorded = office.db.read(|tx| audit::of_record(tx, Viewer::Everything, id.0, 10)).unwrap();
    let said = recorded
        .into_iter()
        .map(|one| (one.by_name.unwrap_or_else(|| "command".into()), one.entry.after.unwrap_or_default()));
    said.collect()
}

#[tokio::test]
async fn the_list_says_how_each_stands_and_is_searched_filtered_paged_and_exported() {
    let office = office();
    let mut browser = Browser::of(&office, ADMINISTRATOR).await;
    let body = browser.get("/terminals").await.body;
    assert!(body.contains("No terminal yet") && body.contains("href=\"/terminals/enrol\""), "{body}");

    let [one, two] = ["Till 1", "Till 2"].map(|name| enrol(&office, "Kesklinn", name, None).terminal);
    let lost = enrol(&office, "Sadama", "Lõunakassa", None).terminal;
    let gone = enrol(&office, "Sadama", "=Gone", None).terminal;
    office.remove_terminal(lost, Removal::Revoked).unwrap();
    office.remove_terminal(gone, Removal::Decommissioned).unwrap();
    catch_up(&office, one);
    catch_up(&office, two);
    office.import_str("[[user]]\nref = \"mari\"\nfirst_name = \"Marika\"").unwrap();
    let revision = office.cursor().unwrap().revision;
    catch_up(&office, one);
    for (query, expect) in [
        ("", vec!["Till 1", "Till 2"]),
        ("?status=behind", vec!["Till 2"]),
        ("?status=offline", vec![]),
        ("?status=removed", vec!["=Gone", "Lõunakassa"]),
        ("?search=LOUNA", vec![]),
        ("?search=LOUNA&status=removed", vec!["Lõunakassa"]),
        ("?search=kesk+2", vec!["Till 2"]),
        ("?search=kesk&status=removed", vec![]),
        ("?search=zzyzx", vec![]),
        ("?page=2", vec!["Till 1", "Till 2"]),
        ("?dir=desc", vec!["Till 2", "Till 1"]),
        ("?sort=terminal&dir=desc&status=removed", vec!["Lõunakassa", "=Gone"]),
        ("?sort=terminal&search=kesk", vec!["Till 1", "Till 2"]),
        ("?sort=revision&search=kesk", vec!["Till 2", "Till 1"]),
        ("?sort=revision&dir=desc&search=kesk", vec!["Till 1", "Till 2"]),
        ("?sort=last_seen&status=behind", vec!["Till 2"]),
        ("?sort=version&search=kesk", vec!["Till 1", "Till 2"]),
        ("?page=x&status=x", vec!["Till 1", "Till 2"]),
        ("?search=%22%3E%3Cscript%3E", vec![]),
    ] {
        let answer = browser.get(&format!("/terminals{query}")).await;
        assert_eq!(answer.status, StatusCode::OK, "{query}");
        assert_eq!(names(&answer.body), expect, "{query}");
        assert!(!answer.body.contains("<script"), "{query}");
    }
    assert_eq!(browser.get(&format!("/terminals?search={}", "x".repeat(10_000))).await.status, StatusCode::OK);
    let body = browser.get("/terminals?status=removed").await.body;
    for part in ["Revoked", "Decommissioned", "1–2 of 2 terminals"] {
        assert!(body.contains(part), "{part}: {body}");
    }
    let body = browser.get("/terminals").await.body;
    for part in ["Up to date", "1–2 of 2 terminals", "(1 behind)", ">now<", "Out of service <span class=\"quiet\">2<"]
    {
        assert!(body.contains(part), "{part}: {body}");
    }
    assert!(body.contains(&format!(">{revision}<")), "{revision}: {body}");
    office.clock.advance_ms(60_000);
    let body = browser.get("/terminals").await.body;
    assert!(body.contains("Offline since ") && !body.contains("Up to date"), "{body}");
    office.clock.advance_ms(4 * 86_400_000);
    // The session has ended meanwhile, too.
    let mut browser = Browser::of(&office, ADMINISTRATOR).await;
    assert!(browser.get("/terminals").await.body.contains("Data 4 days old"));

    let answer = browser.get("/terminals.csv").await;
    assert_eq!(answer.headers["content-type"], "text/csv; charset=utf-8");
    assert_eq!(answer.body.lines().count(), 3);
    assert!(answer.body.starts_with("\u{feff}Terminal,Salepoint,State,"), "{}", answer.body);
    let removed = browser.get("/terminals.csv?status=removed").await.body;
    assert_eq!(removed.lines().count(), 3);
    assert!(removed.contains("'=Gone,Sadama,Decommissioned,"), "{removed}");

    for number in 3..=30 {
        enrol(&office, "Kesklinn", &format!("Till {number}"), None);
    }
    assert_eq!(names(&browser.get("/terminals").await.body).len(), 25);
    let body = browser.get("/terminals?page=2").await.body;
    assert!(names(&body).len() == 5 && body.contains("26–30 of 30 terminals"), "{body}");
}

#[tokio::test]
async fn the_page_of_a_salepoint_leads_to_its_own_terminals() {
    let office = office();
    enrol(&office, "Kesklinn", "Till 1", None);
    let till = enrol(&office, "Sadama", "Till 2", None).terminal;
    let mut browser = Browser::of(&office, ADMINISTRATOR).await;
    let page = browser.get(&format!("/salepoints/{}", salepoint(&office, "Sadama"))).await.body;
    let links: Vec<_> = page.split("href=\"/terminals/").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
    assert_eq!(links, [format!("enrol?salepoint={}", salepoint(&office, "Sadama")), till.to_string()], "{page}");
}

#[tokio::test]
async fn a_terminal_is_given_orders_moved_and_put_out_of_service_and_its_history_says_who_did_it() {
    let office = office();
    let mut browser = Browser::of(&office, ADMINISTRATOR).await;
    let till = enrol(&office, "Kesklinn", "Till 1", None).terminal;
    enrol(&office, "Sadama", "Till 2", None);
    let address = format!("/terminals/{till}");
    let body = browser.get(&address).await.body;
    for part in
        ["Kesklinn", "Never connected", "If this till is lost or stolen", "POS passwords could be guessed", "Reload…"]
    {
        assert!(body.contains(part), "{part}: {body}");
    }

    for action in OrderAction::ALL {
        let answer = browser.post(&format!("{address}/{}", action.code()), "").await;
        assert_eq!(answer.location(), format!("{address}?done={}", action.code()));
        assert!(browser.get(answer.location()).await.body.contains("It does it when it is back."));
    }
    let ordered: Vec<_> =
        office.terminal(Viewer::Everything, till).unwrap().unwrap().orders.iter().map(|(_, action)| *action).collect();
    assert_eq!(ordered, OrderAction::ALL);
    assert!(browser.get(&format!("{address}/reload")).await.body.contains("fetches everything again"));

    let move_address = format!("{address}/move");
    for (typed, problem) in [
        ("", "Choose a salepoint"),
        ("Nowhere", "There is no “Nowhere”"),
        ("kesklinn", "already stands under this salepoint"),
        ("%3Cscript%3E", "There is no “&#60;script&#62;”"),
        ("%00%E2%80%AE", "There is no “"),
    ] {
        let answer = browser.post(&move_address, &format!("salepoint={typed}")).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{typed}");
        assert!(answer.body.contains(problem) && !answer.body.contains("<script"), "{typed}: {}", answer.body);
    }
    office.import_str("[[salepoint]]\nname = \"Riga\"").unwrap();
    enrol(&office, "Riga", "Till 1", None);
    give_everything(&office, "administrator");
    let answer = browser.post(&move_address, &format!("salepoint={}", salepoint(&office, "Riga"))).await;
    assert!(answer.body.contains("Riga already has a terminal “Till 1”"), "{}", answer.body);
    let answer = browser.post(&move_address, &format!("salepoint={}", salepoint(&office, "Sadama"))).await;
    assert_eq!(answer.location(), format!("{address}?done=moved"));
    assert!(browser.get(answer.location()).await.body.contains("Moved to Sadama"));
    assert_eq!(office.terminal(Viewer::Everything, till).unwrap().unwrap().salepoint, "Sadama");

    let answer = browser.post(&format!("{address}/decommission"), "").await;
    assert!(browser.get(answer.location()).await.body.contains("The terminal is decommissioned"));
    for path in ["reload", "move", "decommission"] {
        assert_eq!(browser.get(&format!("{address}/{path}")).await.location(), address, "{path}");
    }
    assert_eq!(
        browser.post(&format!("{address}/refresh"), "").await.location(),
        address,
        "nothing is ordered any more"
    );

    // A decommissioned one may still turn out to be stolen.
    let revoke = format!("{address}/revoke");
    assert!(browser.get(&revoke).await.body.contains("There is no undo."));
    for typed in ["", "Till", "till+1", "%3Cscript%3E", &"x".repeat(10_000)] {
        let answer = browser.post(&revoke, &format!("name={typed}")).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{typed}");
        assert!(answer.body.contains("Type Till 1, the terminal’s name") && !answer.body.contains("<script"));
    }
    let answer = browser.post(&revoke, "name=+Till+1").await;
    let body = browser.get(answer.location()).await.body;
    assert!(body.contains("The terminal is revoked") && body.contains("/users?salepoint="), "{body}");
    assert_eq!(browser.get(&revoke).await.location(), address, "for good");

    let expect = [
        ("First Administrator", "{\"state\":\"revoked\"}"),
        ("First Administrator", "{\"state\":\"decommissioned\"}"),
        ("First Administrator", "{\"salepoint\":\"Sadama\"}"),
        ("First Administrator", "{\"order\":\"unlock\"}"),
        ("First Administrator", "{\"order\":\"reload\"}"),
        ("First Administrator", "{\"order\":\"refresh\"}"),
        ("command", "{\"name\":\"Till 1\",\"salepoint\":\"Kesklinn\",\"state\":\"in_service\"}"),
    ];
    assert_eq!(trail(&office, till), expect.map(|(who, what)| (who.to_owned(), what.to_owned())));
    for part in ["Salepoint:</span> Kesklinn → Sadama", "State:</span> In service → Decommissioned"] {
        assert!(body.contains(part), "{part}: {body}");
    }
}

/// The code that a page shows.
fn shown(body: &str) -> Option<EnrolCode> {
    let written = body.split("name=\"code\" value=\"").nth(1)?;
    Some(written.split('"').next().unwrap().parse().unwrap())
}

fn use_code(office: &TestOffice, code: &EnrolCode) -> TerminalId {
    let request = EnrolRequest {
        secret: code.secret.expose().into(),
        nonce: Nonce([1; 16]),
        app_version: "0.1.0".into(),
        key_place: KeyPlace::File,
        former: None,
    };
    office.enrol(&request).unwrap().unwrap().terminal
}

#[tokio::test]
async fn a_code_is_shown_once_and_its_page_waits_for_the_terminal() {
    let office = office();
    let mut browser = Browser::of(&office, ADMINISTRATOR).await;
    let form = format!("salepoint={}&terminal=Till+9", salepoint(&office, "Kesklinn"));
    let answer = browser.post("/terminals/enrol", &form).await;
    let address = answer.location().to_owned();
    assert!(address.starts_with("/terminals/enrol/"), "{answer:?}");

    let mut other = Browser::of(&office, ADMINISTRATOR).await;
    let page = browser.get(&address).await.body;
    let code = shown(&page).unwrap();
    let groups = page.split("class=\"code\">").nth(1).unwrap().split("</p>").next().unwrap().matches("<span>").count();
    assert_eq!(groups, 6);
    for part in ["Type this on the terminal", "Waiting for the terminal…", "Kesklinn", "Till 9", "data-follow"] {
        assert!(page.contains(part), "{part}: {page}");
    }
    assert!(shown(&other.get(&address).await.body).is_none());
    let again = browser.get(&address).await.body;
    assert!(shown(&again).is_none() && again.contains("The code was shown already"), "{again}");
    assert!(!again.contains(&code.to_string()) && again.contains("http-equiv=\"refresh\""), "{again}");
    let part = browser.get(&format!("{address}/part")).await.body;
    assert!(part.contains("Waiting for the terminal…") && !part.contains("data-settled"), "{part}");
    assert!(page.contains("class=\"qr\"") && page.contains("https://"), "a picture that a scanner types: {page}");
    assert!(!again.contains("class=\"qr\"") && again.contains("https://"), "the address stays: {again}");
    let file = browser.post("/terminals/enrol/file", &format!("code={code}")).await;
    assert!(file.headers["content-disposition"].to_str().unwrap().starts_with("attachment"));
    assert!(file.body.contains(&code.to_string()) && file.body.contains("https://"), "{}", file.body);
    for hostile in ["", "x", "%3Cscript%3E", "%0d%0aSet-Cookie:+a=b"] {
        let answer = browser.post("/terminals/enrol/file", &format!("code={hostile}")).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{hostile}");
    }

    // A new one voids the one before and keeps the name.
    let answer = browser.post(&format!("{address}/again"), "").await;
    let newer = answer.location().to_owned();
    assert_ne!(newer, address);
    assert!(browser.get(&address).await.body.contains("cannot be used any more"));
    let newer_code = shown(&browser.get(&newer).await.body).unwrap();
    let till = use_code(&office, &newer_code);
    let part = browser.get(&format!("{newer}/part")).await.body;
    assert!(part.contains("Till 9 is enrolled") && part.contains("data-settled"), "{part}");
    assert!(part.contains(&format!("/terminals/{till}")), "{part}");
    assert_eq!(trail(&office, till)[0].0, "First Administrator");
    browser.post(&format!("{newer}/cancel"), "").await;
    assert!(browser.get(&newer).await.body.contains("Till 9 is enrolled"), "what is used cannot be cancelled");

    let answer = browser.post("/terminals/enrol", &form.replace("Till+9", "")).await;
    let (cancelled, page) = (answer.location().to_owned(), browser.get(answer.location()).await.body);
    assert!(page.contains("Till 1"), "the next free name: {page}");
    assert_eq!(browser.post(&format!("{cancelled}/cancel"), "").await.location(), cancelled);
    assert!(browser.get(&cancelled).await.body.contains("cannot be used any more"));
    let code = shown(&page).unwrap();
    let request = EnrolRequest {
        secret: code.secret.expose().into(),
        nonce: Nonce([2; 16]),
        app_version: "0.1.0".into(),
        key_place: KeyPlace::File,
        former: None,
    };
    assert!(office.enrol(&request).unwrap().is_err(), "nor used");
    assert_eq!(browser.get("/terminals/enrol/ZZZ").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_code_outlives_a_restart_until_it_was_shown_once() {
    let office = office();
    let mut browser = Browser::of(&office, ADMINISTRATOR).await;
    let form = format!("salepoint={}&terminal=Till+9", salepoint(&office, "Kesklinn"));
    let address = browser.post("/terminals/enrol", &form).await.location().to_owned();
    let stored = |column: &str| -> Option<String> {
        let sql = format!("SELECT {column} FROM enrol_code WHERE terminal_name = 'Till 9'");
        office.db.read(|tx| tx.query_one(&sql, &[])?.unwrap().take(0)).map_err(|error: DbError| error).unwrap()
    };
    assert!(stored("fresh").is_some());

    let after = TestOffice::sharing(&office);
    let mut restarted = Browser { cookie: browser.cookie.clone(), ..Browser::new(&after) };
    let code = shown(&restarted.get(&address).await.body).expect("the code is shown after the restart");
    assert_eq!(stored("fresh"), None, "nothing is left to compute it from");
    for browser in [&mut restarted, &mut browser] {
        assert!(shown(&browser.get(&address).await.body).is_none(), "once");
    }
    use_code(&after, &code);
}

/// The address, from here on, that a form of the page is sent to.
fn sent_to(page: &str, start: &str) -> String {
    let forms = page.split("<form method=\"post\" action=\"").skip(1).map(|form| form.split('"').next().unwrap());
    forms.into_iter().find(|action| action.starts_with(start)).unwrap().to_owned()
}

#[tokio::test]
async fn a_form_that_is_sent_again_makes_one_code() {
    let office = office();
    let mut browser = Browser::of(&office, ADMINISTRATOR).await;
    let codes = || -> i64 {
        let count = |tx: &mut Tx<'_>| tx.query_one("SELECT count(*) FROM enrol_code", &[])?.unwrap().take(0);
        office.db.read(count).map_err(|error: DbError| error).unwrap()
    };
    let page = browser.get("/terminals/enrol").await.body;
    let (form, typed) = (sent_to(&page, "/terminals/enrol"), format!("salepoint={}", salepoint(&office, "Kesklinn")));
    let address = browser.post(&form, &typed).await.location().to_owned();
    assert_eq!((browser.post(&form, &typed).await.location(), codes()), (address.as_str(), 1));

    let again = sent_to(&browser.get(&address).await.body, &format!("{address}/again"));
    let newer = browser.post(&again, "").await.location().to_owned();
    assert_eq!((browser.post(&again, "").await.location(), codes()), (newer.as_str(), 2));
    assert!(shown(&browser.get(&newer).await.body).is_some());
}

#[tokio::test]
async fn what_can_not_be_enrolled_is_said_beside_its_field_and_what_was_typed_stays() {
    let office = office();
    let mut browser = Browser::of(&office, ADMINISTRATOR).await;
    enrol(&office, "Kesklinn", "Till 1", None);
    let kesklinn = salepoint(&office, "Kesklinn");
    let long = "x".repeat(10_000);
    for (salepoint, terminal, problem) in [
        ("", "Till 2", "Choose a salepoint"),
        ("Nowhere", "Till 2", "There is no “Nowhere”"),
        (&kesklinn, "Till 1", "This salepoint already has a terminal “Till 1”"),
        (&kesklinn, "Till\u{0}2", "Remove the characters that cannot be seen"),
        (&kesklinn, "\u{202e}2 lliT", "Remove the characters that cannot be seen"),
        (&kesklinn, &long, "Enter at most 100 characters"),
        ("<script>", "<script>", "There is no “&#60;script&#62;”"),
    ] {
        let form = format!("salepoint={}&terminal={}", encoded(salepoint), encoded(terminal));
        let answer = browser.post("/terminals/enrol", &form).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{terminal}");
        assert!(answer.body.contains(problem) && !answer.body.contains("<script"), "{problem}: {}", answer.body);
        assert!(answer.body.contains("<title>Error: "), "{}", answer.body);
        let kept = terminal.replace('<', "&#60;").replace('>', "&#62;");
        assert!(answer.body.contains(&format!("value=\"{kept}\"")), "{terminal:?} stays");
    }
    for form in ["salepoint=%FF&terminal=a", "salepoint=a&salepoint=b"] {
        assert!(browser.post("/terminals/enrol", form).await.status.is_client_error(), "{form}");
    }
    // A part of a name will do; markup is a name, and harmless.
    let answer = browser.post("/terminals/enrol", "salepoint=sada&terminal=%3Cb%3E").await;
    let page = browser.get(answer.location()).await.body;
    assert!(page.contains("Sadama") && page.contains("&#60;b&#62;") && !page.contains("<b>"), "{page}");
}

#[tokio::test]
async fn whoever_may_only_look_is_offered_nothing_else() {
    let office = office();
    let lookers = "[[group]]\nname = \"Looker\"\noffice = { terminals = \"read\" }\n\
                   [[user]]\nref = \"looker\"\nfirst_name = \"Liis\"\nlast_name = \"Kuusk\"\ngroup = \"Looker\"\nsalepoints = [{ name = \"Kesklinn\" }]\n";
    office.import_str(lookers).unwrap();
    let till = enrol(&office, "Kesklinn", "Till 1", None).terminal;
    let mut browser = Browser::of(&office, "looker").await;
    assert!(browser.get("/").await.body.contains("1 of 1 terminal is offline"), "the first page is what one may see");
    let list = browser.get("/terminals").await.body;
    assert!(list.contains("Till 1") && !list.contains("/terminals/enrol"), "{list}");
    let page = browser.get(&format!("/terminals/{till}")).await.body;
    assert!(!page.contains("<form method=\"post\" action=\"/terminals") && !page.contains("/revoke"), "{page}");
    assert!(!page.contains("Newest journal entries") && !page.contains("/users?"), "{page}");
    for action in ["refresh", "unlock", "reload", "move", "revoke", "decommission"] {
        let answer = browser.post(&format!("/terminals/{till}/{action}"), "").await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{action}");
    }
    assert_eq!(office.terminal(Viewer::Everything, till).unwrap().unwrap().orders, []);
}
