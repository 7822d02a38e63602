//! What holds across restarts, other hands and full disks.

use super::*;
use crate::domain::{Moment, UserId};
use crate::login::{EntryKind, Limit, OutcomeCode, verify_chain};
use std::fs;
use std::process::Command;
use tempfile::TempDir;
use uuid::Uuid;

pub(super) const TERMINAL: TerminalId = TerminalId(Uuid::from_u128(2));

pub(super) fn record(at: i64, outcome: OutcomeCode) -> Record {
    Record {
        at: UnixMs(at),
        kind: EntryKind::Login,
        user: (outcome == OutcomeCode::Granted).then_some(UserId(Uuid::from_u128(1))),
        outcome: Some(outcome),
        cursor: Some(Cursor { epoch: Epoch(7), revision: Revision(12) }),
    }
}

pub(super) fn now() -> Moment {
    Moment { wall: UnixMs(1_000), boot: BootId([3; 16]), boot_ms: 60_000 }
}

pub(super) fn path(folder: &TempDir) -> std::path::PathBuf {
    folder.path().join("till.db")
}

pub(super) fn open(folder: &TempDir) -> Till {
    Till::open(&path(folder)).unwrap().0
}

pub(super) fn randomness(number: u8) -> [u8; 10] {
    [number; 10]
}

#[test]
fn everything_is_there_after_opening_again() {
    let folder = TempDir::new().unwrap();
    let (mut till, created) = Till::open(&path(&folder)).unwrap();
    assert!(created && till.has_reserve());
    assert_eq!(till.throttle(Bucket::Login).unwrap(), None);
    assert_eq!((till.mark().unwrap(), till.contact().unwrap(), till.last_entry().unwrap()), (None, None, None));
    till.integrity().unwrap();

    let limit = Limit { attempts: 10, refill_ms: 600_000 };
    let spent = Throttle::full(now()).spend(limit, now()).unwrap();
    let supervisor = Refill::All(Bucket::Supervisor, now());
    let contact = Contact { server_at: UnixMs(5), here: now() };
    till.store_throttle(Bucket::Login, &spent).unwrap();
    till.finish(TERMINAL, &record(1_000, OutcomeCode::Granted), &[supervisor], randomness(1)).unwrap();
    till.record(
        TERMINAL,
        &Record { kind: EntryKind::Lock, outcome: None, ..record(2_000, OutcomeCode::Granted) },
        randomness(2),
    )
    .unwrap();
    till.set_contact(&contact).unwrap();
    drop(till);

    let (till, created) = Till::open(&path(&folder)).unwrap();
    assert!(!created);
    assert_eq!(till.throttle(Bucket::Login).unwrap(), Some(spent));
    assert_eq!(till.throttle(Bucket::Supervisor).unwrap(), Some(Throttle::full(now())));
    assert_eq!(till.contact().unwrap(), Some(contact));
    let entries = till.journal(1, 10).unwrap();
    assert_eq!(entries.iter().map(|entry| entry.seq).collect::<Vec<_>>(), [1, 2]);
    assert_eq!(entries[0].user, Some(UserId(Uuid::from_u128(1))));
    assert_eq!(entries[0].id.get_version_num(), 7);
    assert_eq!(entries[0].id.get_timestamp().unwrap().to_unix(), (1, 0));
    verify_chain(&entries).unwrap();
    till.integrity().unwrap();
    assert_eq!(till.journal_tail(1).unwrap(), entries[1..]);
    assert_eq!(till.journal_tail(9).unwrap(), entries);
    assert_eq!(till.last_entry().unwrap().as_ref(), entries.last());
}

#[test]
fn a_new_file_is_lost_until_somebody_knows_better() {
    let folder = TempDir::new().unwrap();
    let mut till = open(&folder);
    assert!(till.is_lost().unwrap());
    till.clear_lost().unwrap();
    drop(till);
    assert!(!open(&folder).is_lost().unwrap());
}

#[test]
fn refusals_while_throttled_become_one_entry() {
    let folder = TempDir::new().unwrap();
    let mut till = open(&folder);
    till.record(TERMINAL, &record(1_000, OutcomeCode::WrongPassword), randomness(1)).unwrap();
    for at in 0..40 {
        till.finish(TERMINAL, &record(2_000 + at, OutcomeCode::Throttled), &[], randomness(2)).unwrap();
    }
    let unlock = Record { kind: EntryKind::Unlock, ..record(3_000, OutcomeCode::Throttled) };
    till.finish(TERMINAL, &unlock, &[], randomness(3)).unwrap();
    assert_eq!(till.journal(1, 100).unwrap().len(), 1, "what is counted is not listed yet");
    drop(till);

    let mut till = open(&folder);
    assert_eq!(till.pending_refusals().unwrap(), 41);
    till.record(TERMINAL, &record(4_000, OutcomeCode::Granted), randomness(4)).unwrap();
    let entries = till.journal(1, 100).unwrap();
    let seen: Vec<_> =
        entries.iter().map(|entry| (entry.kind, entry.outcome.unwrap(), entry.count, entry.at.0)).collect();
    assert_eq!(
        seen,
        [
            (EntryKind::Login, OutcomeCode::WrongPassword, 1, 1_000),
            (EntryKind::Login, OutcomeCode::Throttled, 40, 2_039),
            (EntryKind::Unlock, OutcomeCode::Throttled, 1, 3_000),
            (EntryKind::Login, OutcomeCode::Granted, 1, 4_000),
        ]
    );
    let ids: std::collections::BTreeSet<_> = entries.iter().map(|entry| entry.id).collect();
    assert_eq!(ids.len(), 4);
    till.integrity().unwrap();
    assert_eq!(till.pending_refusals().unwrap(), 0);
}

#[test]
fn the_mark_never_goes_down() {
    let folder = TempDir::new().unwrap();
    let mut till = open(&folder);
    let at = |epoch, revision| Cursor { epoch: Epoch(epoch), revision: Revision(revision) };
    for (raise, due) in [
        (at(7, 12), at(7, 12)),
        (at(7, 11), at(7, 12)),
        (at(6, 900), at(7, 12)),
        (at(7, 13), at(7, 13)),
        (at(8, 1), at(8, 1)),
        (at(7, 900), at(8, 1)),
        (at(u64::MAX, 0), at(u64::MAX, 0)),
        (at(9, 9), at(u64::MAX, 0)),
    ] {
        till.raise_mark(raise).unwrap();
        assert_eq!(till.mark().unwrap(), Some(due), "{raise}");
    }
}

#[test]
fn a_changed_a_missing_and_a_first_entry_cut_off_are_noticed() {
    let folder = TempDir::new().unwrap();
    let mut till = open(&folder);
    for number in 0..5 {
        till.record(TERMINAL, &record(i64::from(number), OutcomeCode::WrongPassword), randomness(number)).unwrap();
    }
    till.connection.execute_batch("CREATE TABLE kept AS SELECT * FROM entry").unwrap();
    for (harm, due) in [
        ("DELETE FROM entry WHERE seq = 3", ChainError::Sequence { after: 2, found: 4 }),
        ("DELETE FROM entry WHERE seq = 1", ChainError::Sequence { after: 0, found: 2 }),
        (
            "UPDATE entry SET body = (SELECT body FROM kept WHERE seq = 3) WHERE seq = 2",
            ChainError::Sequence { after: 1, found: 3 },
        ),
    ] {
        till.connection.execute(harm, []).unwrap();
        assert!(matches!(till.integrity(), Err(TillError::Chain(error)) if error == due), "{harm}");
        till.connection.execute_batch("DELETE FROM entry; INSERT INTO entry SELECT * FROM kept").unwrap();
    }
    let mut second = till.journal(2, 1).unwrap().remove(0);
    second.outcome = Some(OutcomeCode::Granted);
    let forged = crate::domain::encode(&second);
    till.connection.execute("UPDATE entry SET body = ?1 WHERE seq = 2", [&forged]).unwrap();
    assert!(matches!(till.integrity(), Err(TillError::Chain(ChainError::Hash(3)))));
    till.connection.execute("UPDATE entry SET body = x'ff' WHERE seq = 2", []).unwrap();
    assert!(matches!(till.integrity(), Err(TillError::Entry(_))));
}

#[test]
fn another_process_can_read_along_and_write_nothing() {
    let folder = TempDir::new().unwrap();
    assert!(matches!(Till::open_read_only(&path(&folder)), Err(TillError::Database { .. })), "it is not there");
    assert!(!path(&folder).exists());
    let mut till = open(&folder);
    let mut reader = Till::open_read_only(&path(&folder)).unwrap();
    till.record(TERMINAL, &record(1, OutcomeCode::Granted), randomness(1)).unwrap();
    assert_eq!(reader.journal_tail(5).unwrap().len(), 1);
    reader.integrity().unwrap();
    assert!(matches!(reader.clear_lost(), Err(TillError::Database { .. })));
}

#[test]
fn a_newer_file_and_what_is_no_database_are_refused() {
    let folder = TempDir::new().unwrap();
    let till = open(&folder);
    till.connection.execute("UPDATE refinery_schema_history SET version = 99 WHERE version = 2", []).unwrap();
    drop(till);
    for refused in [Till::open(&path(&folder)).map(|(till, _)| till), Till::open_read_only(&path(&folder))] {
        let Err(error) = refused else { panic!("it is newer") };
        assert!(matches!(error, TillError::Newer { found: 99, known: 7, .. }), "{error}");
    }
    fs::write(path(&folder), "this is no database, whatever its name says").unwrap();
    let Err(TillError::Database { .. }) = Till::open(&path(&folder)) else { panic!("it is no database") };
    assert!(fs::read(path(&folder)).unwrap().starts_with(b"this is"), "it is left as it is");
}

/// An attempt is two commits, and each is one flush of the log.
#[test]
fn an_attempt_is_two_commits() {
    let folder = TempDir::new().unwrap();
    let mut till = open(&folder);
    let commits = std::sync::Arc::new(std::sync::atomic::AtomicU32::new(0));
    let counter = std::sync::Arc::clone(&commits);
    let count = move || {
        counter.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        false
    };
    till.connection.commit_hook(Some(count)).unwrap();
    let throttle = Throttle::full(now());
    till.store_throttle(Bucket::Login, &throttle).unwrap();
    till.finish(TERMINAL, &record(1, OutcomeCode::Granted), &[Refill::All(Bucket::Login, now())], randomness(1))
        .unwrap();
    assert_eq!(commits.load(std::sync::atomic::Ordering::Relaxed), 2);
    let synchronous: i64 = till.connection.query_row("PRAGMA synchronous", [], |row| row.get(0)).unwrap();
    assert_eq!(synchronous, 2, "FULL: flushed at every commit");
}

#[test]
fn a_file_that_may_not_grow_refuses_and_loses_nothing() {
    let folder = TempDir::new().unwrap();
    let mut till = open(&folder);
    let pages: i64 = till.connection.query_row("PRAGMA page_count", [], |row| row.get(0)).unwrap();
    till.connection.pragma_update(None, "max_page_count", pages + 1).unwrap();
    let written = write_until_full(&mut till, 10_000);
    assert!(written < 10_000 && !till.has_reserve(), "the reserve was given up for it");
    till.integrity().unwrap();
    assert_eq!(till.last_entry().unwrap().unwrap().seq, written);
    till.connection.pragma_update(None, "max_page_count", 1_000_000).unwrap();
    till.record(TERMINAL, &record(1, OutcomeCode::Granted), randomness(1)).unwrap();
    till.refill_reserve();
    assert!(till.has_reserve());
    till.integrity().unwrap();
}

/// Attempts until one cannot be stored; how many could.
fn write_until_full(till: &mut Till, limit: u64) -> u64 {
    for number in 0..limit {
        let spent = till.store_throttle(Bucket::Login, &Throttle::restore(number, None, BootId([3; 16]), 1));
        let finished = spent.and_then(|()| {
            till.finish(TERMINAL, &record(1, OutcomeCode::WrongPassword), &[], randomness(number.to_le_bytes()[0]))
        });
        match finished {
            Ok(()) => {}
            Err(TillError::DiskFull) => return number,
            Err(error) => panic!("{error}"),
        }
    }
    limit
}

/// A real, small, full file system.
struct SmallDisk(TempDir);

impl SmallDisk {
    fn mount() -> Option<Self> {
        let folder = TempDir::new().unwrap();
        let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", "size=4m", "tmpfs"]).arg(folder.path()).output();
        mounted.is_ok_and(|mounted| mounted.status.success()).then_some(Self(folder))
    }

    /// Leaves no block free.
    fn fill(&self) -> std::path::PathBuf {
        use std::io::Write;
        let ballast = self.0.path().join("ballast");
        let mut file = fs::File::create(&ballast).unwrap();
        while file.write_all(&[1; 512]).is_ok() {}
        ballast
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(self.0.path()).status();
    }
}

#[test]
fn on_a_full_disk_logins_go_on_from_the_reserve() {
    let Some(disk) = SmallDisk::mount() else {
        eprintln!("skipped: needs the right to mount a tmpfs");
        return;
    };
    let mut till = open(&disk.0);
    assert!(till.has_reserve());
    let ballast = disk.fill();
    let written = write_until_full(&mut till, 20_000);
    println!("{written} attempts on a full disk");
    assert!((500..20_000).contains(&written), "{written}");
    assert!(!till.has_reserve());
    till.integrity().unwrap();
    drop(till);

    let (mut till, created) = Till::open(&path(&disk.0)).unwrap();
    assert!(!created);
    assert_eq!(till.last_entry().unwrap().map(|entry| entry.seq), Some(written));
    fs::remove_file(ballast).unwrap();
    till.record(TERMINAL, &record(1, OutcomeCode::Granted), randomness(1)).unwrap();
    till.integrity().unwrap();
    drop(till);
    assert!(open(&disk.0).has_reserve(), "there is room again");
}

#[test]
fn scans_are_counted_and_end_in_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let mut till = open(&folder);
    for at in 0..12 {
        let scan = Record { kind: EntryKind::Scan, outcome: None, ..record(2_000 + at, OutcomeCode::Granted) };
        till.finish(TERMINAL, &scan, &[], randomness(2)).unwrap();
    }
    assert_eq!(till.journal(1, 100).unwrap().len(), 0);
    till.write_pending(randomness(3)).unwrap();
    let entries = till.journal(1, 100).unwrap();
    let seen: Vec<_> = entries.iter().map(|entry| (entry.kind, entry.outcome, entry.count, entry.at.0)).collect();
    assert_eq!(seen, [(EntryKind::Scan, None, 12, 2_011)]);
}
