//! The journals in the office.

use super::places::user;
use super::walk::add;
use super::*;
use crate::guard::encoded;
use head_office_domain::office_rights::{Level, OfficeArea};
use head_office_office::errors::OfficeError;
use head_office_office::journal::{self, Uploaded};
use head_office_office::testing::{NOW, enrol};
use head_office_store::grants::Viewer;
use head_office_store::terminals;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::ops::Range;
use sync_core::domain::{Bytes32, TerminalId, UnixMs, UserId, encode};
use sync_core::login::{Entry, EntryKind, OutcomeCode};
use uuid::Uuid;

/// A terminal hands in the entries of these numbers; an entry a minute, the last of all now.
pub fn hand_in(office: &TestOffice, terminal: TerminalId, count: u64, handed_in: Range<u64>, by: Option<UserId>) {
    let uploader = office.db.read(|tx| terminals::find(tx, Viewer::Everything, terminal)).unwrap().unwrap();
    let mut previous = Bytes32([0; 32]);
    let mut uploaded = Vec::new();
    for seq in 1..=count {
        let granted = seq % 2 == 0;
        let entry = Entry {
            id: Uuid::from_u64_pair(7, seq),
            terminal,
            seq,
            at: UnixMs(NOW.0 - (count - seq) as i64 * 60_000),
            kind: EntryKind::Login,
            user: by.filter(|_| granted),
            outcome: Some(if granted { OutcomeCode::Granted } else { OutcomeCode::WrongPassword }),
            cursor: None,
            count: 1,
            previous,
        };
        let body = encode(&entry);
        previous = Bytes32(Sha256::digest(&body).into());
        if handed_in.contains(&seq) {
            uploaded.push(Uploaded::read(body).unwrap());
        }
    }
    office.db.write(|tx| Ok::<_, OfficeError>(journal::store(tx, &uploader, &uploaded, NOW)?)).unwrap();
}

/// The numbers of a page's entries.
fn numbers(body: &str) -> Vec<u64> {
    let cells = body.split("class=\"number told\" data-label=\"No.\">").skip(1);
    let shown = |rest: &str| rest.split('<').next().unwrap().replace(',', "").parse().unwrap();
    cells.map(shown).collect()
}

/// Where the link to newer or older entries leads.
fn leads(body: &str, rel: &str) -> Option<String> {
    let (before, _) = body.split_once(&format!("\" rel=\"{rel}\""))?;
    Some(before.rsplit_once("href=\"")?.1.replace("&#38;", "&"))
}

/// Till 1 at Kesklinn, of whose 120 entries seven are missing.
fn office_with_entries() -> (TestOffice, TerminalId) {
    let office = office();
    let mari = user(&office, "mari");
    let till = enrol(&office, "Kesklinn", "Till 1", None).terminal;
    hand_in(&office, till, 120, 1..40, Some(mari));
    hand_in(&office, till, 120, 47..121, Some(mari));
    (office, till)
}

#[tokio::test]
async fn page_after_page_newest_first_with_what_is_missing_in_a_row_of_its_own() {
    let (office, till) = office_with_entries();
    let mut browser = Browser::of(&office, ADMINISTRATOR).await;
    let mut address = "/journal".to_owned();
    let (mut all, mut addresses) = (Vec::new(), Vec::new());
    loop {
        let body = browser.get(&address).await.body;
        let page = numbers(&body);
        assert_eq!(body.contains("7 entries are missing here"), page.contains(&47), "{address}: {body}");
        assert_eq!(body.contains("No. 40–46 of Kesklinn / Till 1 never arrived."), page.contains(&47));
        all.extend(page);
        addresses.push(address);
        let Some(older) = leads(&body, "next") else { break };
        address = older;
    }
    assert_eq!(all, (47..=120).rev().chain((1..40).rev()).collect::<Vec<_>>());
    assert_eq!(addresses.len(), 3);
    // And back, to the same pages.
    let body = browser.get(&addresses[2]).await.body;
    let body = browser.get(&leads(&body, "prev").unwrap()).await.body;
    assert_eq!((numbers(&body)[0], numbers(&body).len()), (70, 50), "the second page");
    let body = browser.get(&leads(&body, "prev").unwrap()).await.body;
    assert_eq!((numbers(&body)[0], leads(&body, "prev")), (120, None), "the first");
    let terminal = browser.get(&format!("/terminals/{till}")).await.body;
    assert!(terminal.contains(&format!("href=\"/journal?who={till}&#38;events=all\"")), "{terminal}");
    // What was late takes its place.
    hand_in(&office, till, 120, 40..47, None);
    assert!(!browser.get(&addresses[1]).await.body.contains("are missing"));
}

#[tokio::test]
async fn the_journal_is_filtered_by_who_when_and_how_and_exported_so() {
    let (office, till) = office_with_entries();
    let (mari, other) = (user(&office, "mari"), enrol(&office, "Sadama", "Till 1", None).terminal);
    hand_in(&office, other, 2, 1..3, None);
    let mut browser = Browser::of(&office, ADMINISTRATOR).await;
    let today = crate::texts::AllTexts::load().of(sync_core::domain::Language::En).day(NOW);
    for (query, expected) in [
        (String::new(), 113 + 2),
        ("?who=Mari+Maasikas".into(), 56),
        (format!("?who={mari}"), 56),
        ("?who=maasi&outcome=granted".into(), 56),
        ("?who=maasi&outcome=wrong_password".into(), 0),
        ("?who=kesklinn".into(), 113),
        (format!("?who={other}"), 2),
        (format!("?who={till}&outcome=wrong_password"), 57),
        ("?outcome=nonsense".into(), 115),
        (format!("?to={}", encoded("01.01.2020")), 0),
        (format!("?from={}&who={other}", encoded("01.01.2020")), 2),
        (format!("?from={}", encoded(&today)), 2),
    ] {
        let file = browser.get(&format!("/journal.csv{query}")).await;
        assert_eq!(file.body.lines().count(), 1 + expected, "{query}: {}", file.body);
        let page = browser.get(&format!("/journal{query}")).await.body;
        assert_eq!(numbers(&page).len(), expected.min(50), "{query}: {page}");
        assert_eq!(page.contains("No entry matches"), expected == 0, "{query}");
    }
    let file = browser.get("/journal.csv?outcome=granted").await.body;
    assert!(file.contains(",Kesklinn / Till 1,Mari Maasikas,Login,1,Granted,120,"), "{file}");
    assert!(!file.contains("missing"), "the one after the gap was refused: {file}");
    assert!(browser.get("/journal.csv").await.body.contains(",47,7 entries are missing before it"));
    for (query, words) in [
        ("?who=till", "2 match"),
        ("?who=zzyzx", "No user or terminal with this name"),
        ("?from=yesterday", "Enter a day such as"),
        ("?to=31.02.2026", "Enter a day such as"),
        ("?from=24.11.2026&to=23.11.2026", "Enter an end that is after the beginning"),
    ] {
        let body = browser.get(&format!("/journal{query}")).await.body;
        assert!(body.contains(words) && numbers(&body).is_empty(), "{query}: {body}");
    }
    let several = browser.get("/journal?who=till&outcome=granted").await.body;
    assert!(several.contains(&format!("/journal?outcome=granted&#38;who={other}")), "{several}");
    for typed in ["<b>bold</b>", "\u{202e}\u{0}", &"a".repeat(10_000), "%FF%FE", "'; DROP TABLE journal_entry; --"] {
        for field in ["who", "from", "to", "outcome", "before", "after"] {
            let typed = if typed.starts_with('%') { typed.to_owned() } else { encoded(typed) };
            let answer = browser.get(&format!("/journal?{field}={typed}")).await;
            assert!(!answer.status.is_server_error() && !answer.body.contains("<b>bold"), "{field} {answer:?}");
        }
    }
    let kept = browser.get("/journal?who=zzyzx&from=morgen").await.body;
    assert!(kept.contains("value=\"zzyzx\"") && kept.contains("value=\"morgen\""), "{kept}");
}

#[tokio::test]
async fn who_may_not_read_users_finds_only_those_the_journal_names_and_no_link_to_them() {
    let (office, _) = office_with_entries();
    add(&office, UserId(Uuid::now_v7()), "Reader", &BTreeMap::from([(OfficeArea::Journal, Level::Read)]));
    let mut reader = Browser::of(&office, "Reader").await;
    let none = reader.get("/journal").await.body;
    assert!(none.contains("No entries yet") && none.contains("your name → Salepoint"), "{none}");
    assert!(reader.get("/journal?who=mari").await.body.contains("with this name"), "nothing of Mari is there");
    office.import_str("[[user]]\nref = \"Reader\"\nsalepoints = [{ name = \"Kesklinn\" }]").unwrap();
    let body = reader.get("/journal?who=mari").await.body;
    assert_eq!(numbers(&body).len(), 50);
    assert!(body.contains("Mari Maasikas") && !body.contains("href=\"/users") && !body.contains("href=\"/terminals"));
    assert!(reader.get("/journal?who=j%C3%BCri").await.body.contains("with this name"), "Jüri is not in the journal");
}

#[tokio::test]
async fn entries_belong_where_they_were_written_wherever_the_terminal_went() {
    let (office, till) = office_with_entries();
    office.import_str("[[salepoint]]\nname = \"Salajane Koht\"\nstore = \"Main\"").unwrap();
    office.move_terminal(till, "Salajane Koht").unwrap();
    let mari = user(&office, "mari");
    hand_in(&office, till, 125, 121..126, Some(mari));
    let mut browser = Browser::of(&office, ADMINISTRATOR).await;
    let body = browser.get("/journal").await.body;
    assert_eq!(numbers(&body)[0], 120, "what was written there is not to be seen: {body}");
    let file = browser.get("/journal.csv").await.body;
    assert_eq!(file.lines().count(), 1 + 113, "nor is it exported: {file}");
    assert!(body.contains("a terminal you do not have") && !body.contains("Till 1") && !body.contains("Salajane"));
    assert!(browser.get(&format!("/journal?who={till}")).await.body.contains("with this name"));
    assert!(browser.get("/journal?who=salajane").await.body.contains("with this name"));
    give_everything(&office, "administrator");
    let body = browser.get("/journal").await.body;
    assert!(numbers(&body)[0] == 125 && body.contains("Salajane Koht / Till 1"), "{body}");
    assert_eq!(numbers(&browser.get(&format!("/journal?who={till}")).await.body).len(), 50);
}

#[tokio::test]
async fn of_many_salepoints_the_newest_come_first_and_none_twice() {
    let office = office();
    let many: String = (0..60).map(|n| format!("[[salepoint]]\nname = \"Place {n}\"\nstore = \"Main\"\n")).collect();
    office.import_str(&many).unwrap();
    give_everything(&office, "administrator");
    for n in 0..60 {
        let till = enrol(&office, &format!("Place {n}"), "Till", None).terminal;
        hand_in(&office, till, 3, 1..4, None);
    }
    let mut browser = Browser::of(&office, ADMINISTRATOR).await;
    let (mut address, mut seen) = ("/journal".to_owned(), Vec::new());
    loop {
        let body = browser.get(&address).await.body;
        seen.extend(numbers(&body));
        let Some(older) = leads(&body, "next") else { break };
        address = older;
    }
    assert_eq!(seen, [[3_u64; 60], [2; 60], [1; 60]].concat(), "all that happened at one time, then what was before");
}

#[tokio::test]
async fn few_entries_are_found_among_and_behind_thousands_at_other_salepoints() {
    let office = office();
    office.import_str("[[salepoint]]\nname = \"Elsewhere\"\nstore = \"Main\"\n").unwrap();
    let there = enrol(&office, "Elsewhere", "Till", None).terminal;
    hand_in(&office, there, 2_400, 1..2_401, None);
    // Its last are as late as any, then nothing for a day, the others before all that happened elsewhere.
    let till = enrol(&office, "Kesklinn", "Till 1", None).terminal;
    hand_in(&office, till, 2_500, 1..101, None);
    hand_in(&office, till, 2_500, 2_471..2_501, None);
    let mut browser = Browser::of(&office, ADMINISTRATOR).await;
    let newest_first: Vec<u64> = (1..101).chain(2_471..2_501).rev().collect();
    let is_problem = |seq: &u64| seq % 2 == 1 || *seq == 2_471;
    for (filter, only_problems) in [("", false), ("?events=problems", true)] {
        let wanted: Vec<_> = newest_first.iter().copied().filter(|seq| !only_problems || is_problem(seq)).collect();
        let (mut address, mut older, mut addresses) = (format!("/journal{filter}"), Vec::new(), Vec::new());
        loop {
            let body = browser.get(&address).await.body;
            older.push(numbers(&body));
            addresses.push(address);
            let Some(next) = leads(&body, "next") else { break };
            address = next;
        }
        assert_eq!(older.concat(), wanted, "{filter}");
        let mut address = addresses.pop().unwrap();
        while let Some(before) = leads(&browser.get(&address).await.body, "prev") {
            older.pop();
            assert_eq!(numbers(&browser.get(&before).await.body), *older.last().unwrap(), "{before}");
            address = before;
        }
        assert_eq!(older.len(), 1, "back at the newest");
    }
}

#[tokio::test]
async fn what_terminals_do_by_themselves_is_left_out_at_first_and_problems_can_be_asked_for() {
    let office = office();
    let mari = user(&office, "mari");
    let till = enrol(&office, "Kesklinn", "Till 1", None).terminal;
    let uploader = office.db.read(|tx| terminals::find(tx, Viewer::Everything, till)).unwrap().unwrap();
    let mut browser = Browser::of(&office, ADMINISTRATOR).await;
    let mut previous = Bytes32([0; 32]);
    let mut write = |seq: u64, kind, outcome| {
        let (id, user) = (Uuid::from_u64_pair(7, seq), Some(mari).filter(|_| outcome == Some(OutcomeCode::Granted)));
        let at = UnixMs(NOW.0 - (10 - seq as i64) * 60_000);
        let entry = Entry { id, terminal: till, seq, at, kind, user, outcome, cursor: None, count: 1, previous };
        let body = encode(&entry);
        previous = Bytes32(Sha256::digest(&body).into());
        let uploaded = [Uploaded::read(body).unwrap()];
        office.db.write(|tx| Ok::<_, OfficeError>(journal::store(tx, &uploader, &uploaded, NOW)?)).unwrap();
    };
    write(1, EntryKind::Enrolment, None);
    let none = browser.get("/journal").await.body;
    assert!(none.contains("No entry matches") && none.contains("href=\"/journal?events=all\""), "{none}");
    write(2, EntryKind::Login, Some(OutcomeCode::WrongPassword));
    write(3, EntryKind::Login, Some(OutcomeCode::Granted));
    write(4, EntryKind::Reload, None);
    write(5, EntryKind::Disbelieved, None);
    write(6, EntryKind::Lock, None);
    for (query, expected) in [
        ("", vec![6, 3, 2]),
        ("?events=problems", vec![5, 2]),
        ("?events=all", vec![6, 5, 4, 3, 2, 1]),
        ("?events=nonsense", vec![6, 3, 2]),
        ("?outcome=granted", vec![3]),
        ("?events=problems&outcome=wrong_password", vec![2]),
    ] {
        let body = browser.get(&format!("/journal{query}")).await.body;
        assert_eq!(numbers(&body), expected, "{query}");
        let file = browser.get(&format!("/journal.csv{query}")).await.body;
        assert_eq!(file.lines().count(), 1 + expected.len(), "{query}: the file holds what is shown");
    }
    let body = browser.get("/journal?events=problems&from=01.01.2020").await.body;
    assert!(body.contains("aria-current=\"true\">Problems"), "{body}");
    assert!(body.contains("type=\"date\" value=\"2020-01-01\"") && body.contains("name=\"events\" value=\"problems\""));
    assert!(body.contains("arrived "), "it arrived minutes after it was written down: {body}");
    let newest = browser.get("/journal").await.body;
    assert_eq!(newest.matches("class=\"arrived").count(), 3, "{newest}");
}
