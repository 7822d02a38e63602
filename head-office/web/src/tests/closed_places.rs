//! Closing a place, undone: what it took is given back, and nothing else is changed.

use super::places::{salepoint, store, trail, user};
use super::*;
use head_office_office::personnel::{self, Record};
use head_office_store::groups;

const DAY_MS: i64 = 86_400_000;

fn record(office: &TestOffice, reference: &str) -> Record {
    let id = user(office, reference);
    office.db.read(|tx| personnel::load(tx, id)).unwrap().unwrap()
}

fn records(office: &TestOffice) -> [Record; 4] {
    ["administrator", "mari", "jüri", "ilze"].map(|reference| record(office, reference))
}

/// Closes a place by its page.
async fn close(browser: &mut Browser, place: &str, more: &str) {
    let path = format!("{place}/close");
    let seen = places::hidden(&browser.get(&path).await.body);
    let closed = browser.post(&path, &format!("{seen}{more}")).await;
    assert_eq!(closed.location(), format!("{place}?done=closed"), "{closed:?}");
}

#[tokio::test]
async fn a_salepoint_is_as_it_was_for_everybody_who_had_it() {
    let office = office();
    let before = records(&office);
    let id = salepoint(&office, "Sadama").id;
    let place = format!("/salepoints/{id}");
    let mut browser = Browser::of(&office, ADMINISTRATOR).await;
    assert!(browser.get(&format!("{place}/close")).await.body.contains("For 30 days, closing it can be undone"));
    close(&mut browser, &place, "").await;
    assert_ne!(records(&office), before);
    let page = browser.get(&place).await.body;
    assert!(page.contains("2 users who had it have it again") && page.contains("Until 31.01.2026"), "{page}");
    let revision = office.cursor().unwrap().revision.0;
    let undone = browser.post(&format!("{place}/undo-close"), "").await;
    assert_eq!(undone.location(), format!("{place}?done=undone&users=2"));
    assert_eq!(office.cursor().unwrap().revision.0, revision + 1, "all in one");
    assert_eq!(records(&office), before, "Mari is shift lead there again");
    assert!(salepoint(&office, "Sadama").closed_at.is_none());
    let page = browser.get(undone.location()).await.body;
    assert!(page.contains("Open again, and 2 users have it again") && !page.contains("Undo closing"), "{page}");
    assert!(trail(&office, before[1].user.id.0)[0].2.contains("Sadama"), "in the trail of each of them");
    // Pressed twice.
    assert_eq!(browser.post(&format!("{place}/undo-close"), "").await.location(), place);
    assert_eq!(records(&office), before);
}

#[tokio::test]
async fn a_store_is_the_default_again_and_sold_from() {
    let office = office();
    let before = records(&office);
    let id = store(&office, "Main").id;
    let place = format!("/stores/{id}");
    let mut browser = Browser::of(&office, ADMINISTRATOR).await;
    close(&mut browser, &place, "&lose=on").await;
    assert_eq!((record(&office, "mari").user.default_store, salepoint(&office, "Kesklinn").store), (None, None));
    // Meanwhile one salepoint is given another store: that stays.
    office.import_str("[[salepoint]]\nname = \"Sadama\"\nstore = \"Harbour store\"").unwrap();
    let undone = browser.post(&format!("{place}/undo-close"), "").await;
    assert_eq!(undone.location(), format!("{place}?done=undone&users=2"));
    assert_eq!(records(&office), before);
    assert_eq!(salepoint(&office, "Kesklinn").store, Some(id));
    assert_eq!(salepoint(&office, "Sadama").store, Some(store(&office, "Harbour store").id));
}

#[tokio::test]
async fn who_had_a_group_there_that_is_gone_is_left_out_and_named() {
    let office = office();
    let import = "[[group]]\nname = \"Night\"\npos = [\"sell\"]\n[[user]]\nref = \"jüri\"\n\
                  salepoints = [{ name = \"Kesklinn\" }, { name = \"Sadama\", group = \"Night\" }]\n";
    office.import_str(import).unwrap();
    let place = format!("/salepoints/{}", salepoint(&office, "Sadama").id);
    let mut browser = Browser::of(&office, ADMINISTRATOR).await;
    close(&mut browser, &place, "").await;
    let night = office.db.read(groups::all).unwrap().into_iter().find(|group| group.name == "Night").unwrap().id;
    let deleted = browser.post(&format!("/groups/{night}/delete"), "").await;
    assert_eq!(deleted.status, StatusCode::SEE_OTHER, "nobody is in it any more: {deleted:?}");
    let undone = browser.post(&format!("{place}/undo-close"), "").await;
    let page = browser.get(undone.location()).await.body;
    assert!(page.contains("1 user was left out, whose user group there is gone: Jüri Tamm"), "{page}");
    assert!(!record(&office, "jüri").salepoints.contains_key(&salepoint(&office, "Sadama").id));
}

#[tokio::test]
async fn after_thirty_days_or_when_it_was_opened_nothing_is_given_back() {
    let office = office();
    let place = format!("/salepoints/{}", salepoint(&office, "Sadama").id);
    let mut browser = Browser::of(&office, ADMINISTRATOR).await;
    close(&mut browser, &place, "").await;
    office.clock.advance_ms(30 * DAY_MS - 1);
    let mut browser = Browser::of(&office, ADMINISTRATOR).await;
    assert!(browser.get(&place).await.body.contains("Undo closing"));
    office.clock.advance_ms(1);
    assert!(!browser.get(&place).await.body.contains("Undo closing"), "it is too late");
    let late = browser.post(&format!("{place}/undo-close"), "").await;
    assert_eq!(late.location(), place);
    assert!(salepoint(&office, "Sadama").closed_at.is_some());
    // What was kept of it is forgotten with the next one that is closed.
    let kept = |name: &str| {
        let id = salepoint(&office, name).id;
        office.db.read(|tx| head_office_store::closed_places::count(tx, id.0)).unwrap()
    };
    assert_eq!(kept("Sadama"), 2);
    close(&mut browser, &format!("/salepoints/{}", salepoint(&office, "Kesklinn").id), "").await;
    assert_eq!((kept("Sadama"), kept("Kesklinn")), (2, 3), "on its last day it is still there");
    office.clock.advance_ms(DAY_MS);
    let mut browser = Browser::of(&office, ADMINISTRATOR).await;
    let kesklinn = format!("/salepoints/{}", salepoint(&office, "Kesklinn").id);
    browser.post(&format!("{kesklinn}/reopen"), "").await;
    assert_eq!(kept("Kesklinn"), 0, "opened for nobody: nobody gets it back later");
    assert!(!browser.get(&kesklinn).await.body.contains("Undo closing"));
    close(&mut browser, &kesklinn, "").await;
    assert_eq!(kept("Sadama"), 0);
}

#[tokio::test]
async fn nobody_undoes_what_they_could_not_open() {
    let office = office();
    let strangers = "[[group]]\nname = \"Places\"\noffice = { salepoints = \"edit\" }\n[[user]]\nref = \"stranger\"\n\
                     first_name = \"Liis\"\nlast_name = \"Kuusk\"\ngroup = \"Places\"\nsalepoints = [{ name = \"Kesklinn\" }]\n";
    office.import_str(strangers).unwrap();
    let place = format!("/salepoints/{}", salepoint(&office, "Sadama").id);
    let mut browser = Browser::of(&office, ADMINISTRATOR).await;
    close(&mut browser, &place, "").await;
    let mut stranger = Browser::of(&office, "stranger").await;
    assert_eq!(stranger.post(&format!("{place}/undo-close"), "").await.status, StatusCode::NOT_FOUND);
    assert!(salepoint(&office, "Sadama").closed_at.is_some());
}
