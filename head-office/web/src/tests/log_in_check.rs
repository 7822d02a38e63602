//! "Why can’t someone log in here?"

use super::places::{salepoint, user};
use super::*;
use crate::texts::AllTexts;
use head_office_office::journal::{self, Uploaded};
use head_office_store::grants::Viewer;
use head_office_store::users::{self, User};
use head_office_store::{Tx, terminals};
use std::path::Path;
use sync_core::domain::{Bytes32, Language, TerminalId, encode};
use sync_core::login::{Entry, EntryKind, OutcomeCode};
use sync_core::sync::wire::{KeyPlace, Report};
use uuid::Uuid;

fn report(office: &TestOffice, terminal: TerminalId) {
    let report = Report {
        applied: Some(office.cursor().unwrap()),
        app_version: "0.1.0".into(),
        key_place: KeyPlace::File,
        done: None,
        clock: None,
        journal: Vec::new(),
    };
    office.db.write(|tx| terminals::record_report(tx, terminal, &report, head_office_office::testing::NOW)).unwrap();
}

async fn check(browser: &mut Browser, place: &str, whom: &str) -> String {
    browser.get(&format!("/salepoints/{place}?check={whom}")).await.body
}

#[tokio::test]
async fn each_thing_in_the_way_is_named_with_its_cure() {
    let office = office();
    let place = salepoint(&office, "Kesklinn").id.to_string();
    let mut browser = Browser::of(&office, ADMINISTRATOR).await;
    let body = check(&mut browser, &place, "mari").await;
    assert!(
        body.contains("Mari Maasikas cannot log in at Kesklinn") && body.contains("No terminal stands here."),
        "{body}"
    );
    let till = head_office_office::testing::enrol(&office, "Kesklinn", "Till 1", None).terminal;
    let body = check(&mut browser, &place, "mari").await;
    assert!(body.contains("Not all terminals here have this user’s latest data.") && body.contains("Till 1"), "{body}");
    assert!(body.contains("Mari Maasikas can log in at Kesklinn, but may not be known yet at: Till 1"), "{body}");
    assert!(!body.contains("cannot log in"), "{body}");
    report(&office, till);
    let body = check(&mut browser, &place, "maasik").await;
    assert!(body.contains("Mari Maasikas can log in at Kesklinn") && !body.contains("class=\"not\""), "{body}");

    let ilze = user(&office, "ilze");
    let body = check(&mut browser, &place, &ilze.to_string()).await;
    for part in [
        "Ilze Ozola cannot log in at Kesklinn",
        "The terminal says: “You do not have the salepoint “Kesklinn”.”",
        &format!("href=\"/users/{ilze}/salepoints\""),
    ] {
        assert!(body.contains(part), "{part}: {body}");
    }
    let body = check(&mut browser, &place, "First+Administrator").await;
    assert!(body.contains("The terminal says: “Wrong POS password.”"), "{body}");

    let mari = user(&office, "mari");
    office
        .change(|tx, touched| {
            touched.users.insert(mari);
            let record = users::find(tx, mari)?.unwrap();
            users::update(tx, &User { active: false, ..record })
        })
        .unwrap();
    let body = check(&mut browser, &place, "mari").await;
    assert!(body.contains("The terminal says: “Your user is deactivated.”"), "{body}");
    assert!(body.contains("Not all terminals here have"), "that she is not, either, has not arrived: {body}");
}

/// An attempt as the terminal writes it down, heard of now.
fn write_down(office: &TestOffice, terminal: TerminalId, seq: u64, outcome: OutcomeCode) {
    let entry = Entry {
        id: Uuid::from_u64_pair(1, seq),
        terminal,
        seq,
        at: office.clock.now(),
        kind: EntryKind::Login,
        user: None,
        outcome: Some(outcome),
        cursor: None,
        count: 1,
        previous: Bytes32([0; 32]),
    };
    let uploaded = Uploaded::read(encode(&entry)).unwrap();
    let store = |tx: &mut Tx<'_>| {
        let uploader = terminals::find(tx, Viewer::Everything, terminal)?.unwrap();
        journal::store(tx, &uploader, &[uploaded], entry.at)
    };
    office.db.write(store).unwrap();
}

#[tokio::test]
async fn a_terminal_that_takes_no_attempt_is_named_until_it_does_again() {
    let office = office();
    let place = salepoint(&office, "Kesklinn").id.to_string();
    let tills =
        ["Till 1", "Till 2"].map(|name| head_office_office::testing::enrol(&office, "Kesklinn", name, None).terminal);
    tills.iter().for_each(|till| report(&office, *till));
    let mut browser = Browser::of(&office, ADMINISTRATOR).await;
    let said = "Till 2: The terminal says: “Too many wrong attempts.”";
    write_down(&office, tills[1], 1, OutcomeCode::Throttled);
    let body = check(&mut browser, &place, "mari").await;
    assert!(body.contains("Mari Maasikas cannot log in at Kesklinn") && body.contains(said), "{body}");
    assert!(body.contains(&format!("href=\"/terminals/{}\"", tills[1])), "{body}");
    write_down(&office, tills[1], 2, OutcomeCode::Granted);
    assert!(check(&mut browser, &place, "mari").await.contains("Mari Maasikas can log in at Kesklinn"));

    // All attempts are given back after a while.
    write_down(&office, tills[1], 3, OutcomeCode::Throttled);
    let policy = office.db.read(head_office_store::policy::load).unwrap();
    let refill_ms = i64::from(policy.throttle_refill_s) * 1_000 * i64::from(policy.throttle_attempts);
    office.clock.advance_ms(refill_ms - 1);
    let mut browser = Browser::of(&office, ADMINISTRATOR).await;
    assert!(check(&mut browser, &place, "mari").await.contains(said));
    office.clock.advance_ms(1);
    assert!(!check(&mut browser, &place, "mari").await.contains(said));
}

#[tokio::test]
async fn several_are_links_nobody_is_a_problem_and_hostile_names_are_harmless() {
    let office = office();
    let place = salepoint(&office, "Kesklinn").id.to_string();
    let mut browser = Browser::of(&office, ADMINISTRATOR).await;
    let body = check(&mut browser, &place, "a").await;
    assert!(body.contains("users match:") && body.contains(&format!("?check={}", user(&office, "mari"))), "{body}");
    let long = "x".repeat(10_000);
    for whom in ["zzyzx", "%25", "%3Cscript%3E", "00000000-0000-0000-0000-000000000000", "%E2%80%AE", &long] {
        let body = check(&mut browser, &place, whom).await;
        assert!(body.contains("No user with this name") && !body.contains("<script"), "{whom}");
    }
    assert!(!check(&mut browser, &place, "+").await.contains("No user with this name"), "nothing was asked");
}

/// The sentences in quotation marks are those of the terminal, in each language.
#[test]
fn the_terminal_is_quoted_word_by_word() {
    let lang = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../ui/lang");
    let texts = AllTexts::load();
    for (key, english) in [
        ("terminal-says-wrong-password", "Wrong POS password."),
        ("terminal-says-not-active", "Your user is deactivated."),
        ("terminal-says-no-salepoint", "You do not have the salepoint “{}”."),
        ("terminal-says-throttled", "Too many wrong attempts."),
    ] {
        let said = |language| texts.of(language).with(key, &[("name", "{}")]);
        assert_eq!(said(Language::En), english);
        for language in [Language::Et, Language::Lv, Language::Ru] {
            let file = lang.join(language.code()).join("LC_MESSAGES/ui.po");
            let translations = std::fs::read_to_string(file).unwrap();
            let after = translations.split(&format!("msgid \"{english}\"\nmsgstr \"")).nth(1).unwrap();
            assert_eq!(said(language), after.split("\"\n").next().unwrap());
        }
    }
}
