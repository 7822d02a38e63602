//! Who edits users does not rule over who has more office rights: from no way in, but for what they are given.

use super::users::import::{report, rows};
use super::*;
use head_office_office::personnel::{self, Editor, Record};
use head_office_office::progress::Progress;
use head_office_office::testing::NOW;
use head_office_store::audit;
use head_office_store::grants::Viewer;
use head_office_store::users;
use head_office_store::{pos_passwords, salepoints, stores};
use sync_core::domain::{SalepointId, UserId};

/// Edits users and places, and no more.
const MANAGER: &str = "[[group]]\nname = \"Manager\"\noffice = { users = \"edit\", salepoints = \"edit\", stores = \"edit\" }\n\
                       [[user]]\nref = \"mari\"\ngroup = \"Manager\"";

fn id(office: &TestOffice, reference: &str) -> UserId {
    office.db.read(|tx| users::by_reference(tx, reference)).unwrap().unwrap().id
}

fn record(office: &TestOffice, reference: &str) -> Record {
    office.db.read(|tx| personnel::load(tx, id(office, reference))).unwrap().unwrap()
}

fn salepoint(office: &TestOffice, name: &str) -> SalepointId {
    office.db.read(|tx| salepoints::named(tx, Viewer::Everything, name)).unwrap().unwrap().id
}

async fn manager() -> (TestOffice, Browser, Record) {
    let office = office();
    office.import_str(MANAGER).unwrap();
    let browser = Browser::of(&office, "mari").await;
    let administrator = record(&office, "administrator");
    (office, browser, administrator)
}

#[tokio::test]
async fn by_the_form_nothing_changes_of_who_has_more() {
    let (office, mut browser, administrator) = manager().await;
    let user = administrator.user.clone();
    let form = format!("/users/{}", user.id);
    let general = |first: &str, password: &str| {
        format!(
            "go=save&first_name={first}&last_name=Administrator&group={}&language=en&has-active=1&active=on\
             &pos_password={password}&pos_password_again={password}",
            user.group
        )
    };
    for (first, password) in [("Fast", ""), ("First", "918273")] {
        let refused = browser.submit(&form, &general(first, password)).await;
        assert!(refused.body.contains("office rights that you do not have"), "{refused:?}");
    }
    let opened = browser.open(&format!("{form}/salepoints")).await;
    browser.fill(&opened, "go=delete-all").await;
    browser.submit(&opened.address, "go=save").await;
    assert_eq!(record(&office, "administrator"), administrator);
    let has_password = office.db.read(|tx| pos_passwords::of_user(tx, user.id)).unwrap().is_some();
    assert!(!has_password);
}

#[tokio::test]
async fn by_a_file_nothing_changes_of_who_has_more() {
    let (office, mut browser, administrator) = manager().await;
    for csv in [
        "ref,first_name\nadministrator,Fast\n",
        "ref,pos_password\nadministrator,918273\n",
        "ref,salepoints\nadministrator,-\n",
        "ref,language\nadministrator,lv\n",
    ] {
        let (_, page) = report(&mut browser, csv).await;
        assert!(rows(&page).iter().any(|row| row.contains("all office rights")), "{csv}: {page}");
    }
    assert_eq!(record(&office, "administrator"), administrator);
}

#[tokio::test]
async fn many_at_once_leave_out_who_has_more_and_name_them() {
    let (office, mut browser, administrator) = manager().await;
    let kesklinn = salepoint(&office, "Kesklinn");
    let users = format!("user={}&user={}", administrator.user.id, id(&office, "jüri"));
    let confirm = browser.get(&format!("/users/bulk?do=remove_salepoint&target={kesklinn}&{users}")).await.body;
    let (changed, left_out) = confirm.split_once("Left out").unwrap();
    assert!(changed.contains("Jüri Tamm") && !changed.contains("First Administrator"), "{confirm}");
    assert!(left_out.contains("First Administrator"), "{confirm}");
}

#[tokio::test]
async fn giving_is_open_for_everybody_but_with_the_own_group_only() {
    let (office, mut browser, administrator) = manager().await;
    let (sadama, store) = (salepoint(&office, "Sadama"), *administrator.stores.first().unwrap());
    let lead = record(&office, "mari").salepoints[&sadama];
    // The administrator has a lesser group at the salepoint whose users get the new one, as Mari has.
    office
        .change(|tx, touched| {
            let mut after = administrator.clone();
            after.salepoints.insert(sadama, lead);
            let mut editor = Editor::machine(NOW);
            personnel::store(tx, touched, &mut editor, Some(&administrator), &after)
        })
        .unwrap();
    for (name, who, gets) in [("Tartu", format!("who=of&of={sadama}"), false), ("Narva", "who=all".to_owned(), true)] {
        let added = browser.post("/salepoints/new", &format!("name={name}&language=en&save=save")).await;
        let assistant = added.location().split('?').next().unwrap().to_owned();
        let given = browser.post(&assistant, &who).await;
        let told = browser.get(given.location()).await.body;
        assert_eq!(told.contains("First Administrator"), !gets, "{name}: {told}");
        let has = record(&office, "administrator").salepoints;
        assert_eq!(has.get(&salepoint(&office, name)), gets.then_some(&None), "{name}");
        assert!(record(&office, "mari").salepoints.contains_key(&salepoint(&office, name)), "{name}");
    }
    // Closing a place takes it from everybody.
    let seen = office.db.read(|tx| head_office_office::places::StoreUse::find(tx, store)).unwrap().fingerprint();
    office.close_store(id(&office, "mari"), store, &seen, true, &Progress::default()).unwrap();
    assert!(!record(&office, "administrator").stores.contains(&store));
    let name = office.db.read(|tx| stores::find(tx, Viewer::Everything, store)).unwrap().unwrap().name;
    let trail = office.db.read(|tx| audit::of_record(tx, Viewer::Everything, administrator.user.id.0, 1)).unwrap();
    assert!(trail[0].entry.before.as_ref().is_some_and(|before| before.contains(&name)), "{trail:?}");
}
