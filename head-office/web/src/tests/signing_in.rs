//! Links, passwords and sessions.

use super::*;
use crate::HASHED_AT_ONCE;
use head_office_office::accounts::{Email, compared};
use head_office_office::testing::logged;
use head_office_store::audit;
use head_office_store::grants::Viewer;
use head_office_store::users::{self, User};

const HOUR_MS: i64 = 3_600_000;

fn set_active(office: &TestOffice, reference: &str, active: bool) {
    let changed = office.change(|tx, touched| {
        let user = users::by_reference(tx, reference)?.unwrap();
        touched.users.insert(user.id);
        users::update(tx, &User { active, ..user })
    });
    changed.unwrap();
}

/// The chain's Mari with an office password.
async fn mari(office: &TestOffice) -> Browser {
    let mut browser = Browser::of(office, "mari").await;
    assert_eq!(browser.choose("Mari@example.com", "", PASSWORD).await.location(), "/");
    browser
}

#[tokio::test]
async fn a_link_signs_in_once_and_leads_to_a_password_of_ones_own() {
    let office = office();
    let path = link(&office, ADMINISTRATOR);
    let mut browser = Browser::new(&office);
    for _ in 0..2 {
        let answer = browser.get(&path).await;
        assert!(answer.status == StatusCode::OK && answer.body.contains(ADMINISTRATOR), "looking uses nothing up");
    }
    assert_eq!(browser.post(&path, "").await.location(), "/account");
    assert!(browser.is_in().await);
    let mut other = Browser::new(&office);
    for _ in 0..2 {
        assert_eq!(other.post(&path, "").await.status, StatusCode::GONE);
        assert_eq!(other.get(&path).await.status, StatusCode::GONE);
    }
    assert!(!other.is_in().await);

    let by_link = browser.clone();
    assert_eq!(browser.choose("admin@example.com", "", PASSWORD).await.location(), "/");
    assert!(browser.is_in().await && !by_link.clone().is_in().await, "a new password is a new session");
    let mut elsewhere = Browser::new(&office);
    let answer = elsewhere.sign_in("ADMIN%40example.com", PASSWORD).await;
    assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, "/users"));
    assert!(elsewhere.is_in().await && browser.is_in().await);
}

#[tokio::test]
async fn a_link_ends_after_48_hours_when_another_is_made_and_with_its_user() {
    let office = office();
    let usable = async |path: &str| Browser::new(&office).get(path).await.status == StatusCode::OK;
    let first = link(&office, "mari");
    assert!(usable(&first).await);
    let second = link(&office, "mari");
    assert!(!usable(&first).await && usable(&second).await);
    set_active(&office, "mari", false);
    assert!(!usable(&second).await);
    assert!(office.sign_in_link("mari").is_err(), "nobody who is deactivated gets one");
    set_active(&office, "mari", true);
    office.clock.advance_ms(48 * HOUR_MS - 1);
    assert!(usable(&second).await);
    office.clock.advance_ms(1);
    assert!(!usable(&second).await);
    for unknown in ["nobody", "", "00000000-0000-0000-0000-000000000000"] {
        assert!(office.sign_in_link(unknown).is_err(), "{unknown}");
    }
    office
        .import_str(
            "[[user]]\nref = \"mari 2\"\nfirst_name = \"Mari\"\nlast_name = \"Maasikas\"\ngroup = \"Shift lead\"",
        )
        .unwrap();
    assert!(office.sign_in_link("Mari Maasikas").is_err(), "two have this name");
    assert_eq!(office.sign_in_link("mari 2").unwrap().name, "Mari Maasikas");
    for garbled in ["", "x", &"0".repeat(64), &"%F0".repeat(64)] {
        assert!(!usable(&format!("/sign-in/link/{garbled}")).await, "{garbled}");
    }
}

#[tokio::test]
async fn a_session_ends_with_deactivation_signing_out_disuse_and_age() {
    let office = office();
    let mut first = mari(&office).await;
    let mut second = Browser::new(&office);
    second.sign_in("mari@example.com", PASSWORD).await;
    assert!(first.is_in().await && second.is_in().await);

    first.post("/sign-out", "").await;
    assert!(first.cookie.is_none() && !first.is_in().await && second.is_in().await);
    first.sign_in("mari@example.com", PASSWORD).await;
    let kept = second.clone();
    second.post("/sign-out-everywhere", "").await;
    assert!(!first.is_in().await && !kept.clone().is_in().await);

    first.sign_in("mari@example.com", PASSWORD).await;
    set_active(&office, "mari", false);
    assert!(!first.is_in().await);
    assert_eq!(second.sign_in("mari@example.com", PASSWORD).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    set_active(&office, "mari", true);
    assert!(!first.is_in().await, "what has ended stays so");

    first.sign_in("mari@example.com", PASSWORD).await;
    for hours in [11, 11, 11] {
        office.clock.advance_ms(hours * HOUR_MS);
        assert!(first.is_in().await, "used often enough");
    }
    office.clock.advance_ms(12 * HOUR_MS);
    assert!(!first.is_in().await, "not used for 12 hours");
    first.sign_in("mari@example.com", PASSWORD).await;
    for _ in 0..15 {
        office.clock.advance_ms(11 * HOUR_MS);
        assert!(first.is_in().await);
    }
    office.clock.advance_ms(3 * HOUR_MS);
    assert!(!first.is_in().await, "seven days old");
}

#[tokio::test]
async fn a_password_is_changed_by_who_knows_it_and_everybody_else_is_out() {
    let office = office();
    let mut browser = mari(&office).await;
    let mut other = Browser::new(&office);
    other.sign_in("mari@example.com", PASSWORD).await;
    for (email, present, password, expect) in [
        ("mari@example.com", "", OTHER_PASSWORD, "Enter your present office password"),
        ("mari@example.com", "wrong wrong wrong", OTHER_PASSWORD, "This is not your present office password"),
        ("mari@example.com", PASSWORD, "short", "at least 10 characters"),
        ("mari@example.com", PASSWORD, "Maasikas-2026", "easily guessed"),
        ("mari", PASSWORD, OTHER_PASSWORD, "Enter an e-mail address"),
        ("", PASSWORD, OTHER_PASSWORD, "Enter your e-mail"),
    ] {
        let answer = browser.choose(email, present, password).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{expect}");
        assert!(answer.body.contains(expect), "{expect}: {}", answer.body);
        assert!(answer.body.contains("<title>Error: ") && !answer.body.contains(OTHER_PASSWORD));
        assert!(answer.body.contains(&format!("value=\"{email}\"")), "what was typed is kept");
    }
    assert!(other.is_in().await);
    assert_eq!(browser.choose("mari@example.com", PASSWORD, OTHER_PASSWORD).await.location(), "/");
    assert!(browser.is_in().await && !other.is_in().await);
    assert_eq!(other.sign_in("mari@example.com", PASSWORD).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(other.sign_in("mari@example.com", OTHER_PASSWORD).await.status, StatusCode::SEE_OTHER);

    let mut ilze = Browser::of(&office, "ilze").await;
    let answer = ilze.choose("MARI@example.com", "", PASSWORD).await;
    assert!(answer.body.contains("Another account has this e-mail"), "{}", answer.body);
}

#[tokio::test]
async fn the_language_is_the_users_and_the_trail_tells_who_did_what() {
    let office = office();
    let cashiers = "[[group]]\nname = \"Cashier\"\npos = [\"sell\"]\noffice = { inventory_counts = \"read\" }";
    office.import_str(cashiers).unwrap();
    let mut browser = mari(&office).await;
    let revision = office.cursor().unwrap().revision;
    browser.post("/account/language", "language=lv").await;
    assert!(browser.get("/account").await.body.contains("<html lang=\"lv\""));
    assert!(office.cursor().unwrap().revision > revision, "terminals get the language too");
    assert_eq!(browser.post("/account/language", "language=xx").await.status, StatusCode::BAD_REQUEST);
    let entries = office.db.read(|tx| {
        let mari = users::by_reference(tx, "mari")?.unwrap();
        audit::of_record(tx, Viewer::Everything, mari.id.0, 100)
    });
    let entries = entries.unwrap();
    assert_eq!(entries.len(), 7, "{entries:?}");
    assert!(entries.iter().all(|entry| !format!("{entry:?}").contains(PASSWORD)));
    assert_eq!(
        entries.iter().filter(|entry| entry.by_name.is_none()).count(),
        4,
        "import, its POS password, licence and link are by a command"
    );
}

#[tokio::test]
async fn the_appearance_is_kept_in_the_browser_and_one_stays_where_one_was() {
    let office = office();
    let browser = mari(&office).await;
    let send = async |from: &str, appearance: &str| {
        let request = Request::builder()
            .method(Method::POST)
            .uri("/account/appearance")
            .header("host", "office.example")
            .header("sec-fetch-site", "same-origin")
            .header("content-type", "application/x-www-form-urlencoded")
            .header("referer", from)
            .header(COOKIE, browser.cookie.clone().unwrap())
            .extension(Client(browser.address.ip()));
        browser
            .router
            .clone()
            .oneshot(request.body(Body::from(format!("appearance={appearance}"))).unwrap())
            .await
            .unwrap()
    };
    for (from, expect) in [
        ("https://office.example/account?x=1", "/account?x=1"),
        ("https://elsewhere.example/account", "/"),
        ("https://office.example//elsewhere.example", "/"),
        ("https://office.example.elsewhere.example/", "/"),
        ("nonsense", "/"),
    ] {
        let answer = send(from, "dark").await;
        assert_eq!(answer.headers().get(LOCATION).unwrap(), expect, "{from}");
        let cookie = answer.headers().get(SET_COOKIE).unwrap().to_str().unwrap().to_owned();
        assert!(
            cookie.starts_with(&format!("__Host-appearance-{}=dark;", office.company())) && cookie.contains("HttpOnly"),
            "{cookie}"
        );
    }
    assert_eq!(send("", "pink").await.status(), StatusCode::BAD_REQUEST);
    let mut browser = browser.clone();
    assert!(browser.get("/account").await.body.contains("data-theme=\"auto\""));
    browser.cookie = browser.cookie.map(|cookie| format!("{cookie}; __Host-appearance-{}=dark", office.company()));
    assert!(browser.get("/account").await.body.contains("data-theme=\"dark\""));
}

#[tokio::test]
async fn strangers_who_sign_in_keep_nobody_waiting_who_is_signed_in_and_the_other_way_round() {
    let office = office();
    let web = Web::new(office.office.clone());
    let mut browser = Browser { router: router(web.clone()), ..Browser::new(&office) };
    browser.post(&link(&office, "mari"), "").await;
    let places = HASHED_AT_ONCE as u32;
    let in_time = Duration::from_secs(20);
    let strangers = web.hashing.strangers.acquire_many(places).await.unwrap();
    let chosen = tokio::time::timeout(in_time, browser.choose("mari@example.com", "", PASSWORD)).await;
    assert_eq!(chosen.expect("strangers have all places").location(), "/");
    drop(strangers);

    let _members = web.hashing.members.acquire_many(places).await.unwrap();
    let mut other = Browser { router: router(web.clone()), ..Browser::new(&office) };
    let signed_in = tokio::time::timeout(in_time, other.sign_in("mari%40example.com", PASSWORD)).await;
    assert_eq!(signed_in.expect("those at work have all places").status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_session_by_link_chooses_a_password_and_leaves_the_address_alone() {
    let office = office();
    mari(&office).await;
    let mut by_link = Browser::of(&office, "mari").await;
    for password in ["", OTHER_PASSWORD] {
        let refused = by_link.choose("thief@example.com", "", password).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{password}");
        assert!(refused.body.contains("Choose an office password first"), "{}", refused.body);
    }
    assert_eq!(office.mails(5).unwrap(), Vec::new(), "nothing was begun");
    let kept = Browser::new(&office).sign_in("mari%40example.com", PASSWORD).await;
    assert_eq!(kept.status, StatusCode::SEE_OTHER, "nor was the password changed");
    // With the address as it is, in whatever case, the password is chosen once; then it must be proven.
    assert_eq!(by_link.choose("MARI@example.com", "", OTHER_PASSWORD).await.location(), "/");
    let again = by_link.choose("mari@example.com", "", PASSWORD).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(by_link.choose("new@example.com", OTHER_PASSWORD, OTHER_PASSWORD).await.location(), "/account");
}

#[tokio::test]
async fn signing_in_costs_one_hash_whoever_it_is_or_is_not() {
    let office = office();
    mari(&office).await;
    let mut dismissed = Browser::of(&office, "jüri").await;
    assert_eq!(dismissed.choose("dismissed@example.com", "", PASSWORD).await.location(), "/");
    set_active(&office, "jüri", false);
    let ilze = office.db.read(|tx| users::by_reference(tx, "ilze")).unwrap().unwrap().id;
    let administrator = office.db.read(|tx| users::by_reference(tx, "administrator")).unwrap().unwrap().id;
    let invited = Email::parse("invited@example.com").unwrap();
    let sender = head_office_office::once::Sender { by: administrator, form: uuid::Uuid::now_v7() };
    office.link_licence(sender, ilze, &invited).unwrap();
    let mut has_no_password = Browser::of(&office, ADMINISTRATOR).await;
    assert!(has_no_password.is_in().await);
    for (number, who) in ["mari", "dismissed", "invited", "nobody"].into_iter().enumerate() {
        let password = format!("counted in this test alone {number}");
        let answer = Browser::new(&office).sign_in(&format!("{who}%40example.com"), &password).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{who}");
        assert_eq!(compared(&password), 1, "{who}: how long it takes would tell");
    }
}

#[tokio::test]
async fn failed_sign_ins_are_in_the_log_and_on_the_accounts_page() {
    let office = office();
    let mut mari = mari(&office).await;
    let id = office.db.read(|tx| users::by_reference(tx, "mari")).unwrap().unwrap().id.to_string();
    assert!(!mari.get("/account").await.body.contains("Failed sign-ins"));
    let stranger = [203, 0, 113, 9].into();
    let try_as = |email: &str, password: &str| {
        let (mut email, password) = (email.to_owned(), password.to_owned());
        email.push_str("@example.com");
        logged(|| drop(office.sign_in(&email, &password, stranger, None, None)))
    };
    let said = try_as("mari", "a wrong password");
    for part in ["WARN", "not signed in", "203.0.113.9", &id] {
        assert!(said.contains(part), "{part}: {said}");
    }
    assert!(!said.contains("a wrong password"), "{said}");
    assert!(try_as("nobody", "a wrong password").contains("203.0.113.9"), "of nobody's account, too");
    assert_eq!(try_as("mari", PASSWORD), "", "who is signed in is no failure");
    let (user, from) = (stored_users::by_reference, std::net::IpAddr::from([203, 0, 113, 9]));
    office
        .db
        .write(|tx| {
            let mari = user(tx, "mari")?.unwrap().id;
            (0..12).try_for_each(|_| head_office_store::failed_sign_ins::note(tx, mari, from, office.clock.now()))
        })
        .map_err(|error: head_office_store::DbError| error)
        .unwrap();
    let body = mari.get("/account").await.body;
    let shown = body.split("Failed sign-ins").nth(1).expect("a list").to_owned();
    assert_eq!(shown.matches("<dd>203.0.113.9</dd>").count(), 10, "the last ones: {shown}");
    let mut other = Browser::of(&office, ADMINISTRATOR).await;
    assert!(!other.get("/account").await.body.contains("Failed sign-ins"), "of one's own account only");
}
