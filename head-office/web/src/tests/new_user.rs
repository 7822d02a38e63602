//! What the form of a user offers beside names and places: POS passwords that are made or typed, a reference, and for
//! somebody new the invitation to the office.

use super::places::user;
use super::*;
use head_office_domain::office_rights::{Level, OfficeArea};
use head_office_store::{groups, licences, mail, users};
use sync_core::domain::UserId;
use uuid::Uuid;

fn group(office: &TestOffice, name: &str) -> String {
    office.db.read(|tx| groups::named(tx, name)).unwrap().unwrap().id.to_string()
}

/// What a browser sends of the tab General.
fn general(office: &TestOffice, first: &str, of: &str, go: &str) -> String {
    format!("go={go}&first_name={first}&last_name=Tamm&group={}&language=en", group(office, of))
}

#[tokio::test]
async fn a_pos_password_is_made_first_and_typed_by_who_wants_to() {
    let office = office();
    let mut browser = Browser::of(&office, ADMINISTRATOR).await;
    let page = browser.get("/users/new").await.body;
    let at = |what: &str| page.find(what).unwrap_or_else(|| panic!("no {what}: {page}"));
    let order = [
        at("value=\"generate\""),
        at("<details><summary>Type it myself</summary>"),
        at("name=\"pos_password\""),
        at("name=\"pos_password_again\""),
    ];
    assert!(order.is_sorted(), "{order:?}: {page}");
    let short = format!("{}&pos_password=1&pos_password_again=1", general(&office, "Anna", "Cashier", "save"));
    let refused = browser.submit("/users/new", &short).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("<details open><summary>Type it myself"), "it is not hidden: {}", refused.body);
}

#[tokio::test]
async fn a_reference_is_typed_shown_found_and_one_users_only() {
    let office = office();
    let mut browser = Browser::of(&office, ADMINISTRATOR).await;
    let typed = format!("{}&ref=%20T%C3%B6%C3%B6-77%20", general(&office, "Anna", "Cashier", "save"));
    let saved = browser.submit("/users/new", &typed).await;
    let id: UserId = saved.location().split(['/', '?']).nth(2).unwrap().parse().unwrap();
    let anna = office.db.read(|tx| users::find(tx, id)).unwrap().unwrap();
    assert_eq!(anna.reference.as_deref(), Some("Töö-77"));
    let page = browser.follow(&saved).await.body;
    assert!(page.contains("value=\"Töö-77\"") && page.contains("Reference:"), "and in its history: {page}");
    for search in ["T%C3%B6%C3%B6-77", "too-77", "TOO", "anna+77"] {
        let found = browser.get(&format!("/users?search={search}")).await.body;
        assert!(found.contains(&format!("/users/{id}")), "{search}: {found}");
    }
    assert!(!browser.get("/users?search=too-78").await.body.contains(&id.to_string()));

    let mari = format!("/users/{}", user(&office, "mari"));
    let refused = browser.submit(&mari, "go=save&ref=T%C3%B6%C3%B6-77").await;
    assert!(refused.body.contains("Reference: Another user has this reference"), "{}", refused.body);
    let saved = browser.submit(&mari, "go=save&ref=").await;
    assert!(saved.location().ends_with("done=saved"), "{}", saved.body);
    assert_eq!(office.db.read(|tx| users::by_reference(tx, "mari")).unwrap(), None);

    let layout = "order=first_name,last_name,ref&shown=first_name&shown=last_name&shown=ref&rows=25&do=save";
    browser.post("/users/layout", layout).await;
    let list = browser.get("/users").await.body;
    assert!(list.contains(">Reference<") && list.contains("Töö-77"), "{list}");
    let csv = browser.get("/users.csv").await.body;
    assert!(csv.starts_with("\u{feff}First name,Last name,Reference,ID\n") && csv.contains("Töö-77"), "{csv}");
}

#[test]
fn users_of_an_older_version_are_found_by_their_reference() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.db");
    let older = head_office_store::Db::create_at_version(&path, 31).unwrap();
    let id = "00000000-0000-0000-0000-000000000001";
    older.damage(&format!(
        "INSERT INTO company (id, name) VALUES ('{id}', 'Kohvik');
         INSERT INTO user_group (id, name) VALUES ('{id}', 'Cashier');
         INSERT INTO app_user (id, ref, first_name, last_name, language, active, group_id, verifier_revision,
                               folded_first_name, folded_last_name)
         VALUES ('{id}', 'TÖÖ-1', 'Anna', 'Tamm', 'et', 1, '{id}', 0, 'anna', 'tamm');"
    ));
    drop(older);
    head_office_store::Db::upgrade(&path).unwrap();
    let db = head_office_store::Db::open(&path).unwrap();
    let found = |word: &str| {
        let filter = head_office_store::user_list::Filter { words: vec![word.to_owned()], ..Default::default() };
        db.read(|tx| head_office_store::user_list::counts(tx, &filter)).unwrap().active
    };
    assert_eq!((found("too-1"), found("anna"), found("too-2")), (1, 1, 0));
}

#[tokio::test]
async fn somebody_new_is_invited_with_the_first_save_or_is_not_added() {
    let office = office();
    let mut browser = Browser::of(&office, ADMINISTRATOR).await;
    let count = || office.db.read(users::count).unwrap();
    let used = || office.db.read(licences::count).unwrap().used;
    let (users_before, used_before) = (count(), used());
    let form = browser.open("/users/new").await;
    let tab = browser.fill(&form, &general(&office, "Anna", "Shift lead", "office-access")).await;
    assert!(tab.location().starts_with("/users/new/office-access?form="), "{tab:?}");
    let page = browser.get(tab.location()).await.body;
    assert!(page.contains("name=\"email\"") && page.contains("Office access"), "{page}");

    let refused = browser.submit(tab.location(), "go=save&email=anna%40").await;
    assert_eq!((refused.status, count()), (StatusCode::UNPROCESSABLE_ENTITY, users_before));
    assert!(refused.body.contains("E-mail: ") && refused.body.contains("value=\"anna@\""), "{}", refused.body);
    // Whose group allows nothing in the office is not invited, and so not added either.
    let general_tab = tab.location().replace("/office-access", "");
    browser.submit(&general_tab, &general(&office, "Anna", "Cashier", "office-access")).await;
    let refused = browser.submit(tab.location(), "go=save&email=anna%40example.com").await;
    assert_eq!((refused.status, count(), used()), (StatusCode::UNPROCESSABLE_ENTITY, users_before, used_before));

    browser.submit(&general_tab, &general(&office, "Anna", "Shift lead", "office-access")).await;
    let saved = browser.submit(tab.location(), "go=save&email=anna%40example.com").await;
    assert!(saved.location().ends_with("?done=saved"), "{}", saved.body);
    assert_eq!((count(), used()), (users_before + 1, used_before + 1));
    let sent = office.db.read(|tx| mail::newest(tx, 1)).unwrap();
    assert_eq!(sent[0].address, "anna@example.com");
    let page = browser.follow(&saved).await.body;
    assert!(page.contains("Office licence linked") && page.contains("Added"), "{page}");
}

#[tokio::test]
async fn who_may_link_no_licences_sees_no_invitation_and_makes_none() {
    let office = office();
    let id = UserId(Uuid::now_v7());
    walk::add(&office, id, "Personnel", &[(OfficeArea::Users, Level::Edit)].into());
    let mut browser = Browser::of(&office, "Personnel").await;
    assert!(!browser.get("/users/new").await.body.contains("Office access"));
    assert_eq!(browser.get("/users/new/office-access").await.status, StatusCode::FORBIDDEN);
    let form = browser.open("/users/new").await;
    let typed = format!("{}&email=anna%40example.com", general(&office, "Anna", "Cashier", "save"));
    let saved = browser.fill(&form, &typed).await;
    assert!(saved.location().ends_with("?done=saved"), "{}", saved.body);
    assert!(office.db.read(|tx| mail::newest(tx, 1)).unwrap().is_empty());
}
