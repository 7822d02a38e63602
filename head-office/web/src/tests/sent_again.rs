//! Forms of records that are sent twice, by two people, by somebody who may not any more, or from two tabs.

use super::places::{administrator, salepoint, store, user};
use super::*;
use crate::texts::AllTexts;
use head_office_office::import::table;
use head_office_office::import::{Checked, Refusal};
use head_office_office::personnel::bulk::{BulkAction, BulkError, Chosen, plan};
use head_office_office::progress::Progress;
use head_office_store::grants::Viewer;
use head_office_store::users::{self, User};
use head_office_store::{DbError, groups, salepoints, stores, terminals};
use sync_core::domain::UserId;
use sync_core::sync::wire::{KeyPlace, Report};

#[tokio::test]
async fn a_form_that_is_sent_again_makes_one_record_of_every_kind() {
    let office = office();
    let mut browser = Browser::of(&office, ADMINISTRATOR).await;
    let count = || {
        let count = office.db.read(|tx| {
            let places = salepoints::all(tx, Viewer::Everything)?.len() + stores::all(tx, Viewer::Everything)?.len();
            Ok::<_, DbError>(groups::all(tx)?.len() + places)
        });
        count.unwrap()
    };
    for (path, typed, words) in [
        ("/groups/new", "name=Trainee", "This was added before"),
        ("/salepoints/new", "language=lv&name=Riga", "Step 2 of 2"),
        ("/stores/new", "name=Riga+store", "Step 2 of 2"),
    ] {
        let (before, form) = (count(), browser.open(path).await);
        let made = browser.fill(&form, typed).await;
        assert!(made.location().contains("done=added"), "{path}: {made:?}");
        for again in [typed, &format!("{typed}+2")] {
            let again = browser.fill(&form, again).await;
            let record = |answer: &Answer| match answer.location().split('/').nth(2) {
                Some(id) => id[..36].to_owned(),
                None => panic!("{path}: {answer:?}"),
            };
            assert_eq!(record(&again), record(&made), "{path}: it leads to what there is");
            let page = browser.follow(&again).await.body;
            assert!(page.contains(words), "{path}: {page}");
        }
        assert_eq!(count(), before + 1, "{path}");
    }
}

#[tokio::test]
async fn what_two_people_change_of_a_store_comes_together_or_is_told() {
    let office = office();
    let id = store(&office, "Main").id;
    let path = format!("/stores/{id}");
    let mut browser = Browser::of(&office, ADMINISTRATOR).await;
    let (mine, yours) = (browser.open(&path).await, browser.open(&path).await);
    browser.fill(&mine, "address=Viru+1").await;
    let together = browser.fill(&yours, "name=Old+town").await;
    assert!(together.location().contains("done=changed"), "{together:?}");
    let saved = store(&office, "Old town");
    assert_eq!((saved.id, saved.address.as_str()), (id, "Viru 1"));

    let (mine, yours) = (browser.open(&path).await, browser.open(&path).await);
    browser.fill(&mine, "name=Viru+store").await;
    let told = browser.fill(&yours, "name=Harju+store").await;
    assert_eq!(told.status, StatusCode::CONFLICT);
    assert!(told.body.contains("Viru store") && told.body.contains("value=\"Harju store\""), "{}", told.body);
    assert_eq!(store(&office, "Viru store").id, id, "nothing was overwritten");
    let again = Opened { address: yours.address.clone(), ..Opened::read(&told.body) };
    let saved = browser.fill(&again, "").await;
    assert!(saved.location().contains("done=changed"), "who was told decides: {saved:?}");
    assert_eq!(store(&office, "Harju store").id, id);
}

/// Takes the right to change users from an administrator; another one is left.
fn demote(office: &TestOffice, who: UserId) {
    office
        .change(|tx, touched| {
            touched.users.insert(who);
            let cashier = groups::named(tx, "Cashier")?.unwrap().id;
            let user = users::find(tx, who)?.unwrap();
            users::update(tx, &User { group: cashier, ..user })
        })
        .unwrap();
}

#[test]
fn who_lost_the_right_between_the_check_and_the_writing_writes_nothing() {
    let office = office();
    let (by, mari) = (administrator(&office), user(&office, "mari"));
    let csv = format!("id,last_name\n{mari},Mustikas\n");
    let words = super::super::users::import::words(&AllTexts::load());
    let table = table::read(csv.as_bytes(), &words).unwrap_or_else(|error| panic!("{error:?}"));
    let checked = office.check_import(by, table, &|| true, &|_, _| ());
    let Ok(Checked::Fine(report, ready)) = checked else { panic!("the file is fine") };
    let action = BulkAction::Deactivate;
    let chosen = Chosen::These(vec![mari]);
    let seen = office.db.read(|tx| plan(tx, by, action, &chosen)).unwrap().fingerprint();

    demote(&office, by);
    let refused = office.make_import(by, &ready, &report);
    assert!(matches!(refused, Err(Refusal::LacksRights)), "{refused:?}");
    let refused = office.change_many(by, action, &chosen, &seen, &Progress::default());
    assert!(matches!(refused, Err(BulkError::LacksRights)), "{refused:?}");
    let mari = office.db.read(|tx| users::find(tx, mari)).unwrap().unwrap();
    assert_eq!((mari.last_name.as_str(), mari.active), ("Maasikas", true));
}

#[tokio::test]
async fn a_refused_save_in_another_tab_takes_nothing_from_this_one() {
    let office = office();
    let mari = user(&office, "mari");
    let path = format!("/users/{mari}");
    let mut browser = Browser::of(&office, ADMINISTRATOR).await;
    let (this, other) = (browser.open(&path).await, browser.open(&path).await);
    let kept = browser.fill(&this, "go=keep&last_name=Mustikas").await;
    assert_eq!(kept.status, StatusCode::NO_CONTENT);
    let refused = browser.fill(&other, "go=save&first_name=&last_name=Vaarikas").await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("value=\"Vaarikas\""), "nor from that: {}", refused.body);
    let page = browser.get(&this.address).await.body;
    assert!(page.contains("value=\"Mustikas\"") && page.contains("value=\"Mari\""), "{page}");
    let page = browser.get(&other.address).await.body;
    assert!(page.contains("value=\"Vaarikas\"") && !page.contains("Mustikas"), "{page}");
    // The same of the forms that are no drafts of users.
    let path = format!("/salepoints/{}/edit", salepoint(&office, "Kesklinn").id);
    let (this, other) = (browser.open(&path).await, browser.open(&path).await);
    browser.fill(&this, "go=keep&address=Viru+1").await;
    assert_eq!(browser.fill(&other, "name=&address=Harju+2").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(browser.get(&this.address).await.body.contains("Viru 1"));
    assert!(browser.get(&other.address).await.body.contains("Harju 2"));
}

#[tokio::test]
async fn how_wrong_a_terminals_clock_is_stands_on_its_page() {
    let office = office();
    let till = head_office_office::testing::enrol(&office, "Kesklinn", "Till 1", None).terminal;
    let mut browser = Browser::of(&office, ADMINISTRATOR).await;
    let page = format!("/terminals/{till}");
    assert!(!browser.get(&page).await.body.contains("Its clock"), "nothing is known of it");
    let now = office.clock.now();
    for (off_ms, words) in
        [(7_200_000, "2 hours ahead of head office"), (-259_200_000, "3 days behind head office"), (2_000, "right")]
    {
        let report = Report {
            applied: None,
            app_version: "0.1.0".into(),
            key_place: KeyPlace::File,
            done: None,
            clock: Some(now.plus_ms(off_ms)),
            journal: Vec::new(),
        };
        office.db.write(|tx| terminals::record_report(tx, till, &report, now)).unwrap();
        let body = browser.get(&page).await.body;
        let fact = body.split("<dt>Its clock</dt><dd>").nth(1).unwrap_or_default();
        assert!(fact.starts_with(words), "{off_ms}: {body}");
    }
}
