//! What head office acknowledged, ordered and stated; and a file from before all that.

use super::tests::{TERMINAL, now, open, path, randomness, record};
use super::*;
use crate::domain::{CompanyId, encode};
use crate::login::{EntryKind, OutcomeCode, verify_chain};
use crate::sync::wire::{OrderId, Relocation, Removal, Revocation};
use tempfile::TempDir;
use uuid::Uuid;

fn order(epoch: u64, number: u64) -> OrderId {
    OrderId { epoch: Epoch(epoch), number }
}

fn cursor(epoch: u64, revision: u64) -> Cursor {
    Cursor { epoch: Epoch(epoch), revision: Revision(revision) }
}

fn of_kind(kind: EntryKind, at: i64) -> Record {
    Record { at: UnixMs(at), kind, user: None, outcome: None, cursor: Some(cursor(7, 12)) }
}

fn statement(removal: Removal, removed_at: i64) -> Revocation {
    Revocation { company: CompanyId(Uuid::nil()), terminal: TERMINAL, removal, removed_at: UnixMs(removed_at) }
}

#[test]
fn what_is_uploaded_never_counts_back() {
    let folder = TempDir::new().unwrap();
    let mut till = open(&folder);
    assert_eq!(till.uploaded().unwrap(), None);
    for (acknowledged, due) in [(0, 0), (5, 5), (4, 5), (5, 5), (6, 6), (0, 6)] {
        till.set_uploaded(acknowledged).unwrap();
        assert_eq!(till.uploaded().unwrap(), Some(due), "{acknowledged}");
    }
    drop(till);
    assert_eq!(open(&folder).uploaded().unwrap(), Some(6));
}

#[test]
fn bodies_are_the_bytes_that_the_chain_is_made_of() {
    use sha2::{Digest, Sha256};
    let folder = TempDir::new().unwrap();
    let mut till = open(&folder);
    for number in 1..=5 {
        till.record(TERMINAL, &record(number.into(), OutcomeCode::WrongPassword), randomness(number)).unwrap();
    }
    let numbers = |from, limit| -> Vec<u64> {
        till.journal_bodies(from, limit).unwrap().into_iter().map(|(number, _)| number).collect()
    };
    for (from, limit, due) in
        [(0, 9, &[1, 2, 3, 4, 5][..]), (1, 2, &[1, 2]), (4, 9, &[4, 5]), (6, 9, &[]), (1, 0, &[]), (u64::MAX, 9, &[])]
    {
        assert_eq!(numbers(from, limit), due, "{limit} from {from}");
    }
    let bodies = till.journal_bodies(1, 9).unwrap();
    for ((_, body), next) in bodies.iter().zip(&till.journal(2, 9).unwrap()) {
        assert_eq!(next.previous.0, <[u8; 32]>::from(Sha256::digest(body)));
    }
}

/// An order is done once, in order, and what belongs to it comes with it or not at all.
#[test]
fn an_order_is_done_once() {
    let folder = TempDir::new().unwrap();
    let mut till = open(&folder);
    let empty = Throttle::empty(now());
    till.store_throttle(Bucket::Login, &empty).unwrap();
    assert_eq!(till.last_order().unwrap(), None);
    let mut entries = 0;
    for (id, done) in [
        (order(7, 0), true),
        (order(7, 0), false),
        (order(7, 3), true),
        (order(7, 2), false),
        (order(6, 900), false),
        (order(8, 1), true),
        (order(7, 900), false),
        (order(u64::MAX, 1), true),
        (order(9, u64::MAX), false),
    ] {
        till.store_throttle(Bucket::Login, &empty).unwrap();
        let full = Throttle::full(now());
        let record = of_kind(EntryKind::OrderUnlock, 1);
        let result = till
            .finish_order(TERMINAL, id, &record, &[Refill::All(Bucket::Login, now())], randomness(entries))
            .unwrap();
        assert_eq!(result, done, "{id:?}");
        entries += u8::from(done);
        assert_eq!(till.throttle(Bucket::Login).unwrap(), Some(if done { full } else { empty }), "{id:?}");
        assert_eq!(till.last_entry().unwrap().map_or(0, |entry| entry.seq), entries.into(), "{id:?}");
    }
    assert_eq!(till.last_order().unwrap(), Some(order(u64::MAX, 1)));

    till.connection
        .execute_batch("CREATE TRIGGER no BEFORE INSERT ON entry BEGIN SELECT RAISE(ABORT, 'no'); END")
        .unwrap();
    till.store_throttle(Bucket::Login, &empty).unwrap();
    let next = order(u64::MAX, 2);
    let full = [Refill::All(Bucket::Login, now())];
    till.finish_order(TERMINAL, next, &of_kind(EntryKind::OrderUnlock, 1), &full, randomness(99)).unwrap_err();
    drop(till);
    let till = open(&folder);
    assert_eq!(till.last_order().unwrap(), Some(order(u64::MAX, 1)), "without its entry it is not done");
    assert_eq!(till.throttle(Bucket::Login).unwrap(), Some(empty));
    till.integrity().unwrap();
}

#[test]
fn a_removal_stays_until_the_terminal_is_enrolled_again() {
    let folder = TempDir::new().unwrap();
    let mut till = open(&folder);
    assert_eq!(till.removed().unwrap(), None);
    let record = of_kind(EntryKind::Removal, 5);
    let first = statement(Removal::Decommissioned, 1_000);
    assert!(till.finish_removal(TERMINAL, &first, &record, randomness(1)).unwrap());
    let second = statement(Removal::Revoked, 2_000);
    assert!(!till.finish_removal(TERMINAL, &second, &record, randomness(2)).unwrap());
    drop(till);

    let mut till = open(&folder);
    let due = Removed { removal: Removal::Decommissioned, removed_at: UnixMs(1_000) };
    assert_eq!(till.removed().unwrap(), Some(due));
    assert_eq!(till.journal(1, 9).unwrap().len(), 1);
    till.raise_mark(cursor(7, 1)).unwrap();
    till.forget_mark().unwrap();
    till.clear_lost().unwrap();
    till.set_contact(&Contact { server_at: UnixMs(5), here: now() }).unwrap();
    assert_eq!(till.removed().unwrap(), Some(due));
    till.begin_enrolment().unwrap();
    assert_eq!(till.removed().unwrap(), None);
    assert_eq!(till.journal(1, 9).unwrap().len(), 1, "the journal stays");
}

#[test]
fn a_new_enrolment_forgets_what_was_about_the_terminal_before() {
    let folder = TempDir::new().unwrap();
    let mut till = open(&folder);
    let full = Throttle::full(now());
    till.finish_order(
        TERMINAL,
        order(9, 9),
        &of_kind(EntryKind::OrderUnlock, 1),
        &[Refill::All(Bucket::Login, now())],
        randomness(1),
    )
    .unwrap();
    till.set_uploaded(1).unwrap();
    till.begin_enrolment().unwrap();
    assert_eq!((till.uploaded().unwrap(), till.last_order().unwrap()), (None, None));
    assert_eq!(till.throttle(Bucket::Login).unwrap(), Some(full));
    assert_eq!(till.last_entry().unwrap().unwrap().seq, 1);
}

#[test]
fn a_move_forgets_the_mark_and_nothing_else() {
    let folder = TempDir::new().unwrap();
    let mut till = open(&folder);
    let contact = Contact { server_at: UnixMs(5), here: now() };
    let full = Throttle::full(now());
    till.raise_mark(cursor(7, 12)).unwrap();
    till.set_contact(&contact).unwrap();
    till.finish_order(
        TERMINAL,
        order(9, 9),
        &of_kind(EntryKind::OrderUnlock, 1),
        &[Refill::All(Bucket::Login, now())],
        randomness(1),
    )
    .unwrap();
    till.set_uploaded(1).unwrap();
    till.forget_mark().unwrap();
    drop(till);
    let mut till = open(&folder);
    assert_eq!((till.mark().unwrap(), till.contact().unwrap()), (None, Some(contact)));
    assert_eq!((till.uploaded().unwrap(), till.last_order().unwrap()), (Some(1), Some(order(9, 9))));
    assert_eq!(till.throttle(Bucket::Login).unwrap(), Some(full));
    till.raise_mark(cursor(7, 3)).unwrap();
    assert_eq!(till.mark().unwrap(), Some(cursor(7, 3)), "the other salepoint's data counts from where it is");
}

#[test]
fn counted_refusals_can_be_written_without_anything_else_happening() {
    let folder = TempDir::new().unwrap();
    let mut till = open(&folder);
    till.write_pending(randomness(1)).unwrap();
    assert_eq!(till.last_entry().unwrap(), None);
    let unlock = |at| Record { kind: EntryKind::Unlock, ..record(at, OutcomeCode::Throttled) };
    for at in 1..=3 {
        till.finish(TERMINAL, &record(at, OutcomeCode::Throttled), &[], randomness(2)).unwrap();
    }
    till.finish(TERMINAL, &unlock(4), &[], randomness(3)).unwrap();
    till.write_pending(randomness(4)).unwrap();
    till.finish(TERMINAL, &unlock(5), &[], randomness(5)).unwrap();
    till.write_pending(randomness(6)).unwrap();
    till.write_pending(randomness(7)).unwrap();
    let entries = till.journal(1, 9).unwrap();
    let seen: Vec<_> = entries.iter().map(|entry| (entry.kind, entry.count, entry.at.0)).collect();
    assert_eq!(seen, [(EntryKind::Login, 3, 3), (EntryKind::Unlock, 1, 4), (EntryKind::Unlock, 1, 5)]);
    assert_eq!(till.pending_refusals().unwrap(), 0);
    let ids: std::collections::BTreeSet<_> = entries.iter().map(|entry| entry.id).collect();
    assert_eq!(ids.len(), 3);
    verify_chain(&entries).unwrap();
    till.integrity().unwrap();
}

/// A file as the first version made it, with all it knew.
fn first_version(folder: &TempDir) -> Vec<Entry> {
    let mut till = open(folder);
    till.store_throttle(Bucket::Login, &Throttle::empty(now())).unwrap();
    for number in 1..=3 {
        till.record(TERMINAL, &record(number.into(), OutcomeCode::Granted), randomness(number)).unwrap();
    }
    till.finish(TERMINAL, &record(9, OutcomeCode::Throttled), &[], randomness(9)).unwrap();
    let entries = till.journal(1, 9).unwrap();
    drop(till);
    let kept = folder.path().join("kept.db");
    std::fs::rename(path(folder), &kept).unwrap();

    let old = Connection::open(path(folder)).unwrap();
    old.execute_batch(include_str!("../../../migrations/till/V1__till.sql")).unwrap();
    old.execute("ATTACH ?1 AS kept", [kept.to_str()]).unwrap();
    old.execute_batch(
        "CREATE TABLE refinery_schema_history AS SELECT * FROM kept.refinery_schema_history WHERE version = 1;
         INSERT INTO entry SELECT * FROM kept.entry;
         INSERT INTO pending SELECT * FROM kept.pending;
         INSERT INTO throttle SELECT bucket, debt_ms, boot, at_boot_ms FROM kept.throttle;
         UPDATE state SET lost = 0, mark_epoch = 7, mark_revision = 12, contact_server_at = 5, contact_wall = 6,
                contact_boot = x'03030303030303030303030303030303', contact_boot_ms = 7",
    )
    .unwrap();
    entries
}

#[test]
fn a_file_of_the_first_version_is_brought_up_to_date_and_loses_nothing() {
    let folder = TempDir::new().unwrap();
    let entries = first_version(&folder);
    let Err(error) = Till::open_read_only(&path(&folder)) else { panic!("whoever only reads cannot bring it up") };
    assert!(matches!(error, TillError::Older { .. }), "{error}");

    let (mut till, created) = Till::open(&path(&folder)).unwrap();
    assert!(!created && !till.is_lost().unwrap());
    assert_eq!(till.journal(1, 9).unwrap(), entries);
    assert_eq!((till.pending_refusals().unwrap(), till.mark().unwrap()), (1, Some(cursor(7, 12))));
    assert_eq!(till.throttle(Bucket::Login).unwrap(), Some(Throttle::empty(now())));
    assert_eq!(till.contact().unwrap(), Some(Contact::restore(UnixMs(5), UnixMs(6), BootId([3; 16]), 7)));
    assert_eq!((till.uploaded().unwrap(), till.last_order().unwrap(), till.removed().unwrap()), (None, None, None));
    till.record(TERMINAL, &record(10, OutcomeCode::Granted), randomness(10)).unwrap();
    till.integrity().unwrap();
    assert!(Till::open_read_only(&path(&folder)).is_ok());
}

#[test]
fn a_removal_that_can_not_be_read_is_no_removal_forgotten() {
    let folder = TempDir::new().unwrap();
    let mut till = open(&folder);
    let record = of_kind(EntryKind::Removal, 5);
    till.finish_removal(TERMINAL, &statement(Removal::Revoked, 1), &record, randomness(1)).unwrap();
    till.connection.execute("UPDATE state SET removal = ?1", [encode(&"abolished")]).unwrap();
    assert!(matches!(till.removed(), Err(TillError::Entry(_))));
}

#[test]
fn of_two_moves_of_head_office_the_later_counts_and_one_that_was_made_is_not_made_again() {
    let folder = TempDir::new().unwrap();
    let mut till = open(&folder);
    let to = |number, office: &str| Relocation {
        company: CompanyId(Uuid::nil()),
        id: order(7, number),
        office: office.into(),
        made_at: UnixMs(0),
    };
    assert_eq!(till.relocation().unwrap(), None);
    assert!(till.take_relocation(&to(2, "https://b.example"), false).unwrap());
    for again in [to(2, "https://b.example"), to(1, "https://a.example")] {
        assert!(!till.take_relocation(&again, false).unwrap());
    }
    drop(till);
    let mut till = open(&folder);
    assert_eq!(till.relocation().unwrap().as_deref(), Some("https://b.example"));
    till.end_relocation().unwrap();
    assert!(!till.take_relocation(&to(2, "https://b.example"), false).unwrap(), "it was made");
    assert_eq!(till.relocation().unwrap(), None);
    assert!(till.take_relocation(&to(3, "https://c.example"), false).unwrap());
    assert!(till.take_relocation(&to(4, "https://b.example"), true).unwrap());
    assert_eq!(till.relocation().unwrap(), None, "it is there already");
    till.begin_enrolment().unwrap();
    assert!(till.take_relocation(&to(1, "https://a.example"), false).unwrap(), "another head office counts anew");
}
