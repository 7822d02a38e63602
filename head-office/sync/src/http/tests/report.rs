//! What terminals report.

use super::*;
use head_office_office::journal::JournalQuery;
use serde_bytes::ByteBuf;
use sync_core::domain::TerminalId;
use sync_core::login::{Entry, EntryKind};
use sync_core::sync::wire::ReportAnswer;
use uuid::Uuid;

pub fn about_nothing() -> Report {
    Report {
        applied: None,
        app_version: "0.2.0".into(),
        key_place: KeyPlace::File,
        done: None,
        clock: None,
        journal: Vec::new(),
    }
}

pub async fn send(till: &Till, report: &Report) -> Result<ReportAnswer, (StatusCode, ProblemKind)> {
    let request = Request::post("/sync/v1/report")
        .header("authorization", format!("Bearer {}", till.token.to_bearer()))
        .body(encode(report).into())
        .unwrap();
    super::send(&till.router, request).await.map(|bytes| decode(&bytes).unwrap())
}

/// A journal's first entries.
fn journal(terminal: TerminalId, count: u64) -> Vec<ByteBuf> {
    let mut previous = Bytes32([0; 32]);
    let mut entries = Vec::new();
    for seq in 1..=count {
        let entry = Entry {
            id: Uuid::from_u64_pair(1, seq),
            terminal,
            seq,
            at: head_office_office::testing::NOW,
            kind: EntryKind::Login,
            user: None,
            outcome: None,
            cursor: None,
            count: 1,
            previous,
        };
        previous = entry.hash();
        entries.push(ByteBuf::from(encode(&entry)));
    }
    entries
}

/// As at enrolment: nothing that a screen would act upon is stored or shown, and nothing long.
#[tokio::test]
async fn what_a_terminal_says_of_its_version_in_a_report_is_bounded_too() {
    let office = TestOffice::with(CHAIN);
    let till = Till::enrolled(&office, "Kesklinn").await;
    send(&till, &about_nothing()).await.unwrap();
    for version in ["1".repeat(65), "\u{1b}[2J".repeat(225_000), "1\u{1b}[2J".into(), "1\n2".into(), "\u{202e}1".into()]
    {
        let refused = send(&till, &Report { app_version: version, ..about_nothing() }).await.unwrap_err();
        assert_eq!(refused, (StatusCode::BAD_REQUEST, ProblemKind::Malformed));
        assert_eq!(office.terminals().unwrap()[0].app_version, "0.2.0");
    }
}

#[tokio::test]
async fn reports_are_kept_and_never_count_back() {
    let office = TestOffice::with(CHAIN);
    let till = Till::enrolled(&office, "Kesklinn").await;
    for (epoch, revision, due) in [(5, 7, (5, 7)), (5, 6, (5, 7)), (5, 8, (5, 8)), (4, 9, (5, 8)), (6, 1, (6, 1))] {
        let applied = Cursor { epoch: Epoch(epoch), revision: Revision(revision) };
        let report = Report { applied: Some(applied), key_place: KeyPlace::SystemdCredential, ..about_nothing() };
        assert_eq!(send(&till, &report).await.unwrap().journal, None);
        let terminal = office.terminals().unwrap().remove(0);
        assert_eq!(terminal.applied.map(|applied| (applied.epoch.0, applied.revision.0)), Some(due));
        assert_eq!((terminal.app_version.as_str(), terminal.key_place), ("0.2.0", KeyPlace::SystemdCredential));
        assert_eq!(terminal.last_seen_at, Some(office.clock.now()));
    }
}

#[tokio::test]
async fn what_is_no_report_changes_nothing() {
    let office = TestOffice::with(CHAIN);
    let till = Till::enrolled(&office, "Kesklinn").await;
    let id = office.terminals().unwrap()[0].id;
    let entries = journal(id, u64::from(Report::MOST_ENTRIES) + 1);
    let mut garbled = entries[..3].to_vec();
    garbled[2] = ByteBuf::from(*b"x");
    for report in [
        Report { journal: garbled, ..about_nothing() },
        Report { journal: entries.clone(), ..about_nothing() },
        Report { app_version: "0".repeat(65), journal: entries[..3].to_vec(), ..about_nothing() },
    ] {
        assert_eq!(send(&till, &report).await, Err((StatusCode::BAD_REQUEST, ProblemKind::Malformed)));
    }
    assert!(office.journal(&JournalQuery::default(), 10).unwrap().is_empty());
    assert_eq!(office.terminals().unwrap()[0].app_version, "0.1.0");
    let most = Report { journal: entries[..1_000].to_vec(), ..about_nothing() };
    assert_eq!(send(&till, &most).await.unwrap().journal, Some(1_000));
}

#[tokio::test(flavor = "multi_thread")]
async fn reports_at_the_same_time_store_each_entry_once() {
    let office = TestOffice::with(CHAIN);
    let till = Till::enrolled(&office, "Kesklinn").await;
    let entries = journal(office.terminals().unwrap()[0].id, 60);
    let (till, mut sent) = (std::sync::Arc::new(till), Vec::new());
    for report in 0..12_usize {
        let (till, journal) = (till.clone(), entries[..(report % 6 + 1) * 10].to_vec());
        sent.push(tokio::spawn(async move {
            let last = journal.len() as u64;
            let answer = send(&till, &Report { journal, ..about_nothing() }).await.unwrap();
            assert_eq!(answer.journal, Some(last));
        }));
    }
    for report in sent {
        report.await.unwrap();
    }
    let lines = office.journal(&JournalQuery::default(), 100).unwrap();
    assert_eq!(lines.iter().map(|line| line.seq).collect::<Vec<_>>(), (1..=60).collect::<Vec<_>>());
    assert!(lines.iter().all(|line| line.flags().is_empty()));
}

#[tokio::test]
async fn who_reports_too_much_is_told_when_to_come_again() {
    let office = TestOffice::with(CHAIN);
    let till = Till::enrolled(&office, "Kesklinn").await;
    let journal = journal(office.terminals().unwrap()[0].id, 1_000);
    let brought = encode(&Report { journal, ..about_nothing() });
    let mut refused = None;
    for _ in 0..101 {
        let request = Request::post("/sync/v1/report")
            .header("authorization", format!("Bearer {}", till.token.to_bearer()))
            .body(Body::from(brought.clone()))
            .unwrap();
        let response = till.router.clone().oneshot(request).await.unwrap();
        refused = Some(response).filter(|response| response.status() == StatusCode::TOO_MANY_REQUESTS).or(refused);
    }
    let after: u32 = refused.unwrap().headers()["retry-after"].to_str().unwrap().parse().unwrap();
    assert_eq!(after, 20, "as soon as there is room for so many");
}
