//! "Live on 2 of 3 terminals".

use super::*;
use head_office_office::testing::enrol;
use head_office_store::{terminals, users};
use sync_core::domain::TerminalId;
use sync_core::sync::wire::{KeyPlace, Report};

/// A terminal says that it has everything.
pub fn catch_up(office: &TestOffice, terminal: TerminalId) {
    let applied = Some(office.cursor().unwrap());
    let (app_version, key_place) = ("0.1.0".into(), KeyPlace::File);
    let report = Report { applied, app_version, key_place, done: None, clock: None, journal: Vec::new() };
    let now = office.clock.now();
    office.db.write(|tx| terminals::record_report(tx, terminal, &report, now)).unwrap();
}

fn address(office: &TestOffice, reference: &str) -> String {
    let user = office.db.read(|tx| users::by_reference(tx, reference)).unwrap().unwrap();
    format!("/users/{}/delivery", user.id)
}

#[tokio::test]
async fn it_counts_says_why_not_and_follows_until_all_have_it() {
    let office = office();
    let mut browser = Browser::of(&office, ADMINISTRATOR).await;
    let [ilze, mari] = ["ilze", "mari"].map(|reference| address(&office, reference));
    assert!(browser.get(&ilze).await.body.contains("No terminal of your salepoints needs this change"));
    let [front, back] = ["Front", "Back"].map(|name| enrol(&office, "Kesklinn", name, None).terminal);
    let third = enrol(&office, "Sadama", "<b>", None).terminal;
    catch_up(&office, front);
    let page = browser.get(&mari).await.body;
    for part in ["Live on 1 of 3 terminals", "Kesklinn, Front", "Kesklinn, Back", "Not heard of yet.", "&#60;b&#62;"] {
        assert!(page.contains(part), "{part}: {page}");
    }
    let follows = format!("data-follow=\"{mari}/part\"");
    let reloads = |looks| format!("<noscript><meta http-equiv=\"refresh\" content=\"10; url={mari}?looks={looks}\">");
    assert!(page.contains(&follows) && page.contains(&reloads(11)), "{page}");
    assert!(browser.get(&format!("{mari}?looks=3")).await.body.contains(&reloads(2)));
    assert!(!browser.get(&format!("{mari}?looks=0")).await.body.contains("http-equiv"), "not for ever");

    let part = browser.get(&format!("{mari}/part")).await.body;
    assert!(part.contains("Live on 1 of 3 terminals") && !part.contains("<html") && !part.contains("data-settled"));
    catch_up(&office, third);
    office.clock.advance_ms(60_000);
    let part = browser.get(&format!("{mari}/part")).await.body;
    assert!(part.contains("Live on 2 of 3 terminals"), "{part}");
    catch_up(&office, back);
    let part = browser.get(&format!("{mari}/part")).await.body;
    assert!(part.contains("Live on 3 of 3 terminals") && part.contains("data-settled"), "{part}");
    let page = browser.get(&mari).await.body;
    assert!(!page.contains("data-follow") && !page.contains("http-equiv"), "{page}");

    office.import_str("[[user]]\nref = \"mari\"\nfirst_name = \"Marika\"").unwrap();
    catch_up(&office, front);
    office.clock.advance_ms(60_000);
    let part = browser.get(&format!("{mari}/part")).await.body;
    assert!(part.contains("Live on 1 of 3 terminals") && part.contains("Offline, last seen today"), "{part}");
}

#[tokio::test]
async fn of_many_terminals_those_are_named_that_lack_something() {
    let office = office();
    let mut browser = Browser::of(&office, ADMINISTRATOR).await;
    let ids: Vec<_> =
        (1..=20).map(|number| enrol(&office, "Kesklinn", &format!("Till {number}"), None).terminal).collect();
    let mari = address(&office, "mari");
    let part = browser.get(&format!("{mari}/part")).await.body;
    assert_eq!(part.matches("<li>").count(), 8);
    assert!(part.contains("Live on 0 of 20 terminals") && part.contains("And 12 more terminals do not have it yet."));
    for id in &ids[..18] {
        catch_up(&office, *id);
    }
    let part = browser.get(&format!("{mari}/part")).await.body;
    assert!(part.contains("Live on 18 of 20 terminals") && !part.contains("more terminal"), "{part}");
    assert_eq!(part.matches("<li>").count(), 2);
    assert!(part.contains("Till 19") && part.contains("Till 20"));
}

#[tokio::test]
async fn there_is_none_of_nobody() {
    let mut browser = Browser::of(&office(), ADMINISTRATOR).await;
    for path in ["/users/x/delivery", "/users/00000000-0000-0000-0000-000000000000/delivery/part"] {
        assert_eq!(browser.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
}
