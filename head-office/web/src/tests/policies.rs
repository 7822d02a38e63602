//! Settings → Policies.

use super::places::{administrator, hidden, user};
use super::*;
use head_office_domain::office_rights::{Level, OfficeArea};
use head_office_office::testing::enrol;
use head_office_store::audit::{self, AuditKind};
use head_office_store::groups::{self, Group};
use head_office_store::{DbError, policy, users};
use std::collections::BTreeMap;
use sync_core::domain::{GroupId, Policy};
use uuid::Uuid;

const PATH: &str = "/settings/policies";

/// What a browser sends for the default policy, with other values for some fields.
fn form(page: &str, other: &[(&str, &str)]) -> String {
    let mut fields = BTreeMap::from([
        ("min_password_length", "4"),
        ("throttle_attempts", "10"),
        ("throttle_refill", "10"),
        ("throttle_refill_unit", "60"),
        ("supervisor_attempts", "3"),
        ("supervisor_refill", "1"),
        ("supervisor_refill_unit", "3600"),
        ("auto_lock", "2"),
        ("auto_lock_unit", "60"),
        ("fresh_for", "3"),
        ("fresh_for_unit", "86400"),
        ("valid_for", "30"),
        ("valid_for_unit", "86400"),
    ]);
    fields.extend(other.iter().copied());
    let fields = fields.iter().map(|(name, value)| format!("{name}={value}"));
    std::iter::once(hidden(page)).chain(fields).collect::<Vec<_>>().join("&")
}

fn policy(office: &TestOffice) -> Policy {
    office.db.read(policy::load).unwrap()
}

fn trail(office: &TestOffice) -> Vec<audit::Recorded> {
    office
        .db
        .read(|tx| audit::of_record(tx, head_office_store::grants::Viewer::Everything, office.company().0, 10))
        .unwrap()
}

#[tokio::test]
async fn what_is_typed_in_units_is_stored_in_seconds_in_one_revision() {
    let office = office();
    let mut browser = Browser::of(&office, ADMINISTRATOR).await;
    let page = browser.get(PATH).await.body;
    for part in [
        "value=\"30\"",
        "154 attempts a day, at most",
        "27 attempts a day, at most",
        "A former employee can still log in at an offline terminal for up to 30 days.",
        "Nothing has been changed yet.",
        "No changes",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
    let before = office.cursor().unwrap().revision.0;
    let changed = form(
        &page,
        &[
            ("valid_for", "36"),
            ("valid_for_unit", "3600"),
            ("fresh_for", "1"),
            ("auto_lock", "+90+"),
            ("auto_lock_unit", "1"),
        ],
    );
    let answer = browser.post(PATH, &changed).await;
    assert_eq!(answer.location(), "/settings/policies?done=changed&looser=");
    let expect = Policy { valid_for_s: 129_600, fresh_for_s: 86_400, auto_lock_s: 90, ..Policy::default() };
    assert_eq!((policy(&office), office.cursor().unwrap().revision.0), (expect, before + 1));
    let page = browser.get(answer.location()).await.body;
    for part in [
        "Saved",
        "have it within a second",
        "for up to 36 hours",
        "within 90 seconds",
        "First Administrator",
        "Lock after:</span> 2 minutes → 90 seconds",
        "Data is valid for:</span> 30 days → 36 hours",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
    let trail = trail(&office);
    let entry = &trail[0].entry;
    assert_eq!((trail.len(), entry.kind, entry.by), (1, AuditKind::Policy, Some(administrator(&office))));
    assert!(entry.before.as_ref().unwrap().contains("\"valid_for_s\":2592000"), "{entry:?}");
    assert!(entry.after.as_ref().unwrap().contains("\"valid_for_s\":129600"), "{entry:?}");
    let again = form(
        &page,
        &[
            ("valid_for", "36"),
            ("valid_for_unit", "3600"),
            ("fresh_for", "1"),
            ("auto_lock", "90"),
            ("auto_lock_unit", "1"),
        ],
    );
    assert_eq!(browser.post(PATH, &again).await.status, StatusCode::SEE_OTHER);
    assert_eq!(office.cursor().unwrap().revision.0, before + 1, "nothing new is no revision");
    office.set_policy(&[("auto_lock_s".into(), 60)]).unwrap();
    assert!(browser.get(PATH).await.body.contains("Head office’s command line"));
    assert_eq!(office.check().unwrap(), Vec::<String>::new());
}

#[tokio::test]
async fn figures_are_shown_for_what_is_typed_and_nothing_is_saved() {
    let office = office();
    let mut browser = Browser::of(&office, ADMINISTRATOR).await;
    let page = browser.get(PATH).await.body;
    let what_if = form(
        &page,
        &[("throttle_attempts", "20"), ("valid_for", "2"), ("fresh_for", "1"), ("auto_lock", "0"), ("go", "figures")],
    );
    let answer = browser.post(PATH, &what_if).await;
    assert_eq!(answer.status, StatusCode::OK);
    for part in [
        "164 attempts a day",
        "for up to 2 days",
        "however late",
        "attempts: 164",
        "Not saved yet:",
        "Wrong attempts allowed, Lock after, Data is fresh for, Data is valid for",
        "value=\"20\"",
    ] {
        assert!(answer.body.contains(part), "{part}: {}", answer.body);
    }
    assert_eq!(policy(&office), Policy::default());
    assert_eq!(trail(&office).len(), 0);
    let kept = browser.post(PATH, &form(&answer.body, &[("throttle_attempts", "x"), ("go", "figures")])).await;
    assert_eq!(kept.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(kept.body.contains("154 attempts a day"), "what cannot be read counts as it is: {}", kept.body);
}

#[tokio::test]
async fn what_is_wrong_is_said_beside_the_field_and_what_was_typed_is_kept() {
    let office = office();
    let mut browser = Browser::of(&office, ADMINISTRATOR).await;
    let page = browser.get(PATH).await.body;
    let long = "9".repeat(10_000);
    for (field, typed, kept, problem) in [
        ("throttle_attempts", "0", "0", "Between 1 and 1,000"),
        ("throttle_attempts", "", "", "Enter a whole number"),
        ("throttle_attempts", "-1", "-1", "Enter a whole number"),
        ("throttle_attempts", "1.5", "1.5", "Enter a whole number"),
        ("throttle_attempts", "%D9%A1%D9%A2", "١٢", "Enter a whole number"),
        ("throttle_attempts", "%22%3E%3Cscript%3E", "&#34;&#62;&#60;script&#62;", "Enter a whole number"),
        ("throttle_attempts", "1%00", "1\0", "Enter a whole number"),
        ("throttle_attempts", "%E2%80%AE10", "\u{202e}10", "Enter a whole number"),
        ("supervisor_attempts", long.as_str(), long.as_str(), "Between 1 and 1,000"),
        ("min_password_length", "65", "65", "Between 1 and 64"),
        ("auto_lock", "1441", "1441", "Between 0 seconds and 1 day"),
        ("valid_for", "367", "367", "Between 1 second and 366 days"),
        ("valid_for", "99999999999999999999", "99999999999999999999", "Between 1 second and 366 days"),
        ("fresh_for", "31", "31", "Not longer than the data is valid for"),
        ("fresh_for_unit", "7", "3", "Enter a whole number"),
    ] {
        let answer = browser.post(PATH, &form(&page, &[(field, typed)])).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{field} {typed}");
        assert_eq!(answer.body.matches(problem).count(), 2, "{field}: on top and beside: {}", answer.body);
        assert!(answer.body.contains(&format!("value=\"{kept}\"")), "{field}: {}", answer.body);
        assert!(answer.body.contains("<title>Error: ") && !answer.body.contains("<script"), "{field}");
        assert_eq!(policy(&office), Policy::default(), "{field} {typed}");
    }
    let several = browser.post(PATH, &form(&page, &[("throttle_attempts", "0"), ("valid_for", "x")])).await;
    assert!(several.body.contains("href=\"#throttle_attempts\"") && several.body.contains("href=\"#valid_for\""));
    assert!(browser.post(PATH, "throttle_attempts=%FF%FE").await.status.is_client_error());
    assert_eq!(browser.post(PATH, "").await.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn two_who_change_it_at_once_are_told() {
    let office = office();
    let mut one = Browser::of(&office, ADMINISTRATOR).await;
    let mut other = one.clone();
    let page = one.get(PATH).await.body;
    one.post(PATH, &form(&page, &[("auto_lock", "1"), ("valid_for", "20")])).await;
    let told = other.post(PATH, &form(&page, &[("throttle_attempts", "5"), ("valid_for", "10")])).await;
    assert_eq!(told.status, StatusCode::CONFLICT);
    assert!(told.body.contains(">20 days</td>") && told.body.contains(">10 days</td>"), "{}", told.body);
    assert!(told.body.contains("Lock after: 1 minute"), "taken over: {}", told.body);
    assert_eq!(policy(&office).throttle_attempts, 10);
    let kept = form(
        &told.body,
        &[("auto_lock", "1"), ("throttle_attempts", "5"), ("valid_for", "10"), ("keep.valid_for_s", "saved")],
    );
    assert_eq!(other.post(PATH, &kept).await.status, StatusCode::SEE_OTHER);
    let expect = Policy { auto_lock_s: 60, throttle_attempts: 5, valid_for_s: 20 * 86_400, ..Policy::default() };
    assert_eq!(policy(&office), expect);
}

#[tokio::test]
async fn what_two_change_of_different_settings_comes_together() {
    let office = office();
    let mut one = Browser::of(&office, ADMINISTRATOR).await;
    let mut other = one.clone();
    let (hers, his) = (one.open(PATH).await, other.open(PATH).await);
    assert_eq!(one.post(&hers.address, &hers.with("auto_lock=1")).await.status, StatusCode::SEE_OTHER);
    let saved = other.post(&his.address, &his.with("throttle_attempts=5")).await;
    assert_eq!(saved.location(), "/settings/policies?done=changed&looser=", "{}", saved.body);
    let together = Policy { auto_lock_s: 60, throttle_attempts: 5, ..Policy::default() };
    assert_eq!(policy(&office), together, "nobody's change is taken back");
    assert!(trail(&office)[0].entry.before.as_ref().unwrap().contains("\"auto_lock_s\":60"));
    // Each can be, both cannot: that is said, and nothing is saved.
    let (hers, his) = (one.open(PATH).await, other.open(PATH).await);
    assert_eq!(one.post(&hers.address, &hers.with("valid_for=4")).await.status, StatusCode::SEE_OTHER);
    let refused = other.post(&his.address, &his.with("fresh_for=6")).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("Not longer than the data is valid for"), "{}", refused.body);
    assert_eq!(policy(&office), Policy { valid_for_s: 4 * 86_400, ..together });
    // What was typed and could not be saved comes back.
    let page = other.get(&his.address).await.body;
    assert!(Opened::read(&page).fields.contains(&("fresh_for".into(), "6".into())), "{page}");
    let page = other.get(PATH).await.body;
    assert!(page.contains("Unsaved changes from") && page.contains("Continue editing"), "{page}");
}

#[tokio::test]
async fn what_is_dangerous_has_to_be_meant() {
    let office = office();
    let mut browser = Browser::of(&office, ADMINISTRATOR).await;
    let page = browser.get(PATH).await.body;
    for (values, said) in [
        (&[("valid_for", "91")][..], "offline terminal for up to 91 days."),
        (&[("auto_lock", "0")], "however late."),
        (&[("min_password_length", "2")], "finds a POS password: Certainly, about 6."),
        (&[("min_password_length", "3"), ("throttle_attempts", "1000")], "finds a POS password: Certainly, about 5."),
    ] {
        let answer = browser.post(PATH, &form(&page, values)).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{values:?}");
        let warning = answer.body.split("Nothing is saved yet").nth(1).expect("a warning").split("</ul>").next();
        assert!(warning.unwrap().contains(said), "{said}: {}", answer.body);
        assert_eq!(policy(&office), Policy::default(), "{values:?}");
    }
    let answer = browser.post(PATH, &form(&page, &[("valid_for", "91")])).await;
    let meant = answer.body.split("name=\"meant\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let another = form(&answer.body, &[("valid_for", "300"), ("meant", &meant)]);
    assert_eq!(
        browser.post(PATH, &another).await.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "that was not what was meant"
    );
    let saved = browser.post(PATH, &form(&answer.body, &[("valid_for", "91"), ("meant", &meant)])).await;
    assert_eq!(saved.location(), "/settings/policies?done=changed&looser=valid_for_s");
    assert!(browser.get(saved.location()).await.body.contains("Less strict than before: Data is valid for"));
    let hostile = "/settings/policies?done=changed&looser=%3Cb%3E,x";
    let named = super::super::said_once::name_of(hostile);
    browser.done = Some(format!("{}={named}", super::super::said_once::COOKIE));
    let page = browser.get(hostile).await.body;
    assert!(!page.contains("&#60;b") && !page.contains("Less strict"), "{page}");
    let less = browser.post(PATH, &form(&page, &[("valid_for", "90")])).await;
    assert_eq!(less.location(), "/settings/policies?done=changed&looser=", "stricter is never dangerous");
}

#[tokio::test]
async fn who_may_only_read_can_not_change_it_and_terminals_out_of_touch_are_counted() {
    let office = office();
    enrol(&office, "Kesklinn", "Till 1", None);
    let terminal = office.terminals().unwrap()[0].id;
    let at = head_office_office::testing::NOW.plus_ms(-4 * 86_400_000);
    office.db.write(|tx| head_office_store::terminals::record_seen(tx, &[(terminal, at)], at)).unwrap();
    let group = Group {
        id: GroupId(Uuid::now_v7()),
        name: "Auditor".into(),
        pos: Default::default(),
        office: [(OfficeArea::Policies, Level::Read)].into(),
    };
    office
        .change(|tx, touched| {
            groups::save(tx, &group)?;
            let mari = users::find(tx, user(&office, "mari"))?.unwrap();
            users::update(tx, &users::User { group: group.id, ..mari.clone() })?;
            touched.users.insert(mari.id);
            Ok::<_, DbError>(())
        })
        .unwrap();
    let mut browser = Browser::of(&office, "mari").await;
    let page = browser.get(PATH).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.contains("may look at this, but not change it") && !page.body.contains("Save changes"));
    assert!(page.body.contains("1 terminal has not been heard of for more than 3 days."), "{}", page.body);
    assert!(!page.body.contains("hardly anybody"));
    assert_eq!(browser.post(PATH, &form(&page.body, &[("auto_lock", "1")])).await.status, StatusCode::FORBIDDEN);
    let mut browser = Browser::of(&office, ADMINISTRATOR).await;
    let body = browser.get(PATH).await.body;
    let shorter = form(&body, &[("fresh_for", "1"), ("valid_for", "4"), ("go", "figures")]);
    assert!(!browser.post(PATH, &shorter).await.body.contains("hardly anybody"), "not more than four days");
    let shorter = form(&body, &[("fresh_for", "1"), ("valid_for", "3"), ("go", "figures")]);
    assert!(browser.post(PATH, &shorter).await.body.contains("for more than 3 days: hardly anybody can log in there"));
}
