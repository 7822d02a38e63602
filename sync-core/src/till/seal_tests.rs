//! What the seal finds, and that nothing but the file as it was written last gives an attempt.

use super::tests::{TERMINAL, now, open, path, randomness, record};
use super::*;
use crate::login::{Limit, OutcomeCode};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use tempfile::TempDir;

const LIMIT: Limit = Limit { attempts: 10, refill_ms: 600_000 };
const CURSOR: Cursor = Cursor { epoch: Epoch(7), revision: Revision(12) };

/// What stands in `identity`.
#[derive(Clone, Default)]
struct Identity(Arc<AtomicU64>);

impl Floor for Identity {
    fn raise(&self, counter: u64) -> std::io::Result<()> {
        self.0.fetch_max(counter, Ordering::SeqCst);
        Ok(())
    }
}

impl Identity {
    /// Opens the file as a terminal does that starts; whether it stands.
    fn start(&self, folder: &TempDir) -> (Till, bool) {
        let mut till = open(folder);
        let fits = till.under_seal(&[key(1)], self.0.load(Ordering::SeqCst), Box::new(self.clone())).unwrap();
        (till, fits)
    }
}

fn key(byte: u8) -> TillKey {
    TillKey::from_bytes([byte; 32])
}

/// A till that is sealed, with two attempts spent, a mark, a contact and a boot.
fn sealed(folder: &TempDir) -> Identity {
    let identity = Identity::default();
    let mut till = open(folder);
    till.clear_lost().unwrap();
    till.adopt(key(1), Box::new(identity.clone())).unwrap();
    till.begin_boot(now()).unwrap();
    till.raise_mark(CURSOR).unwrap();
    till.set_contact(&Contact { server_at: UnixMs(5), here: now() }).unwrap();
    for bucket in [Bucket::Login, Bucket::Login, Bucket::Supervisor] {
        till.spend(bucket, LIMIT, now()).unwrap().unwrap();
    }
    identity
}

fn copy(from: &Path, to: &Path) {
    for end in ["", "-wal", "-shm"] {
        let of = |path: &Path| PathBuf::from(format!("{}{end}", path.display()));
        let _ = std::fs::remove_file(of(to));
        let _ = std::fs::copy(of(from), of(to));
    }
}

fn is_missing(till: &Till) {
    assert!(till.is_lost().unwrap());
    assert_eq!((till.mark().unwrap(), till.contact().unwrap(), till.last_order().unwrap()), (None, None, None));
    for attempts in [1, 10, 1_000_000] {
        for bucket in [Bucket::Login, Bucket::Supervisor] {
            let limit = Limit { attempts, ..LIMIT };
            assert_eq!(till.throttle(bucket).unwrap().unwrap().wait_ms(limit, now()), limit.refill_ms, "{attempts}");
        }
    }
}

#[test]
fn any_change_of_what_security_hangs_on_counts_as_a_missing_file_and_stays_so() {
    for change in [
        "UPDATE throttle SET debt_ms = 0",
        "UPDATE throttle SET debt_ms = debt_ms - 1 WHERE bucket = 'supervisor'",
        "UPDATE throttle SET refill_ms = refill_ms * 1000",
        "UPDATE throttle SET refill_ms = NULL WHERE bucket = 'login'",
        "UPDATE throttle SET at_boot_ms = 0",
        "UPDATE throttle SET boot = zeroblob(16)",
        "DELETE FROM throttle",
        "DELETE FROM throttle WHERE bucket = 'login'",
        "UPDATE throttle SET bucket = 'x' WHERE bucket = 'login'",
        "UPDATE throttle SET bucket = 'swap' WHERE bucket = 'login'",
        "UPDATE state SET mark_revision = mark_revision - 1",
        "UPDATE state SET mark_epoch = NULL, mark_revision = NULL",
        "UPDATE state SET contact_server_at = contact_server_at + 1",
        "UPDATE state SET contact_boot_ms = contact_boot_ms + 1",
        "UPDATE state SET boot_wall = 0",
        "UPDATE state SET boot = NULL",
        "UPDATE state SET order_number = 5",
        "UPDATE state SET removed_at = 5",
        "UPDATE state SET uploaded = 5",
        "UPDATE state SET relocation_office = 'https://thief.example'",
        "UPDATE state SET relocation_epoch = 7, relocation_number = 1",
        "UPDATE state SET seal_counter = seal_counter + 1",
        "UPDATE state SET seal_counter = NULL",
        "UPDATE state SET seal = NULL",
        "UPDATE state SET seal = zeroblob(32)",
        "DELETE FROM state",
    ] {
        let folder = TempDir::new().unwrap();
        let identity = sealed(&folder);
        let (till, fits) = identity.start(&folder);
        assert!(fits && !till.is_lost().unwrap(), "untouched it stands");
        Connection::open(path(&folder)).unwrap().execute_batch(change).unwrap();
        // While it runs as well as after a start.
        println!("{change}");
        is_missing(&till);
        drop(till);
        let (till, fits) = identity.start(&folder);
        assert!(!fits, "{change}");
        is_missing(&till);
        drop(till);
        let (mut till, fits) = identity.start(&folder);
        assert!(fits, "{change}: what was made of it is sealed");
        is_missing(&till);
        till.clear_lost().unwrap();
        let spent = till.spend(Bucket::Login, LIMIT, now()).unwrap();
        assert_eq!(spent, Err(LIMIT.refill_ms), "{change}: contact returns no attempt");
        let later = Moment { boot_ms: now().boot_ms + LIMIT.refill_ms, ..now() };
        assert_eq!(till.spend(Bucket::Login, LIMIT, later).unwrap(), Ok(()), "{change}: time does");
        till.integrity().unwrap();
    }
}

/// Whatever is done to the file's name while it is open: it counts as missing at the next look, not at the next start, and a
/// file is there again. Nothing of the journal is lost with it.
#[test]
fn a_file_that_is_deleted_or_replaced_while_it_is_open_counts_as_missing_at_once() {
    let all = ["", "-wal", "-shm"];
    for (harm, names, replaced) in [
        ("all of it deleted", &all[..], false),
        ("deleted but for its log", &[""], false),
        ("its log deleted", &["-wal"], false),
        ("an older one put there", &all, true),
    ] {
        println!("{harm}");
        let folder = TempDir::new().unwrap();
        let identity = sealed(&folder);
        let older = folder.path().join("older.db");
        copy(&path(&folder), &older);
        let (mut till, _) = identity.start(&folder);
        for (number, outcome) in [(1, OutcomeCode::Granted), (2, OutcomeCode::WrongPassword)] {
            till.finish(TERMINAL, &record(number, outcome), &[], randomness(2)).unwrap();
        }
        assert!(!till.is_lost().unwrap(), "{harm}");
        for name in names {
            std::fs::remove_file(format!("{}{name}", path(&folder).display())).unwrap();
        }
        if replaced {
            copy(&older, &path(&folder));
        }
        is_missing(&till);
        assert_eq!(till.spend(Bucket::Login, LIMIT, now()).unwrap(), Err(LIMIT.refill_ms), "{harm}");
        is_missing(&till);
        till.finish(TERMINAL, &record(3, OutcomeCode::Throttled), &[], randomness(3)).unwrap();
        till.clear_lost().unwrap();
        assert!(!till.is_lost().unwrap(), "{harm}: a contact makes it stand again");
        assert!(till.throttle(Bucket::Login).unwrap().unwrap().is_lost(), "{harm}: and returns no attempt");
        drop(till);
        let (till, fits) = identity.start(&folder);
        assert!(fits && !till.is_lost().unwrap(), "{harm}: what was put there is sealed");
        till.integrity().unwrap();
        assert_eq!((till.last_entry().unwrap().unwrap().seq, till.pending_refusals().unwrap()), (2, 1), "{harm}");
    }
}

#[test]
fn an_older_file_counts_as_missing_once_a_guess_could_have_been_hashed() {
    let folder = TempDir::new().unwrap();
    let identity = sealed(&folder);
    let kept = folder.path().join("kept.db");
    copy(&path(&folder), &kept);
    let (mut till, fits) = identity.start(&folder);
    assert!(fits);
    till.spend(Bucket::Login, LIMIT, now()).unwrap().unwrap();
    // Its rows put back under the running terminal.
    let rows =
        "UPDATE state SET seal = (SELECT seal FROM old.state), seal_counter = (SELECT seal_counter FROM old.state);
         DELETE FROM throttle; INSERT INTO throttle SELECT * FROM old.throttle";
    let other = Connection::open(path(&folder)).unwrap();
    other.execute("ATTACH ?1 AS old", [kept.to_str()]).unwrap();
    other.execute_batch(rows).unwrap();
    drop(other);
    is_missing(&till);
    drop(till);
    // The whole file put back.
    copy(&kept, &path(&folder));
    let (till, fits) = identity.start(&folder);
    assert!(!fits);
    is_missing(&till);
}

/// The guess is hashed only once the floor is raised: if the plug is pulled before that, nothing is locked.
#[test]
fn a_power_cut_between_the_file_and_the_floor_locks_nobody() {
    let folder = TempDir::new().unwrap();
    let identity = sealed(&folder);
    let before = identity.0.load(Ordering::SeqCst);
    let (mut till, _) = identity.start(&folder);
    till.spend(Bucket::Login, LIMIT, now()).unwrap().unwrap();
    assert!(identity.0.load(Ordering::SeqCst) > before, "raised before anything is hashed");
    drop(till);
    identity.0.store(before, Ordering::SeqCst);
    let (till, fits) = identity.start(&folder);
    assert!(fits && !till.is_lost().unwrap());
    assert_eq!(till.throttle(Bucket::Login).unwrap().unwrap().parts().0, 3 * LIMIT.refill_ms);
}

/// What cannot be noted is not spent, and so not hashed.
#[test]
fn an_attempt_whose_floor_cannot_be_raised_is_an_error() {
    struct ReadOnly;
    impl Floor for ReadOnly {
        fn raise(&self, _: u64) -> std::io::Result<()> {
            Err(std::io::Error::from(std::io::ErrorKind::ReadOnlyFilesystem))
        }
    }
    let folder = TempDir::new().unwrap();
    let identity = sealed(&folder);
    let mut till = open(&folder);
    let at_least = identity.0.load(Ordering::SeqCst);
    assert!(till.under_seal(&[key(1)], at_least, Box::new(ReadOnly)).unwrap());
    assert!(matches!(till.spend(Bucket::Login, LIMIT, now()), Err(TillError::Floor(_))));
}

#[test]
fn a_file_without_a_seal_is_adopted_with_all_it_knows_and_a_crash_adopts_again() {
    let folder = TempDir::new().unwrap();
    let mut till = open(&folder);
    till.clear_lost().unwrap();
    till.raise_mark(CURSOR).unwrap();
    for _ in 0..7 {
        till.spend(Bucket::Login, LIMIT, now()).unwrap().unwrap();
    }
    till.record(TERMINAL, &record(1, OutcomeCode::WrongPassword), randomness(1)).unwrap();
    drop(till);
    let unsealed = folder.path().join("unsealed.db");
    copy(&path(&folder), &unsealed);
    let identity = Identity::default();
    for _ in 0..2 {
        let mut till = open(&folder);
        till.adopt(key(1), Box::new(identity.clone())).unwrap();
        assert!(!till.is_lost().unwrap());
        assert_eq!(till.mark().unwrap(), Some(CURSOR));
        assert_eq!(till.throttle(Bucket::Login).unwrap().unwrap().parts().0, 7 * LIMIT.refill_ms);
    }
    assert!(identity.0.load(Ordering::SeqCst) > 0, "identity says that seals are in force");
    assert!(identity.start(&folder).1);
    copy(&unsealed, &path(&folder));
    let (till, fits) = identity.start(&folder);
    assert!(!fits, "put there later it counts as missing");
    is_missing(&till);
}

/// A file exactly as the last version without seals left it: updating costs no attempt and no login.
#[test]
fn a_landed_file_is_brought_up_to_date_and_adopted_with_every_attempt_it_had() {
    let folder = TempDir::new().unwrap();
    let mut old = Connection::open(path(&folder)).unwrap();
    schema::migrations::runner().set_target(refinery::Target::Version(3)).run(&mut old).unwrap();
    let boot = now().boot.0;
    old.execute(
        "UPDATE state SET lost = 0, mark_epoch = 7, mark_revision = 12, boot = ?1, boot_wall = 1, boot_ms = 1,
                contact_server_at = 5, contact_wall = 6, contact_boot = ?1, contact_boot_ms = 7, uploaded = 3",
        [boot],
    )
    .unwrap();
    let spent = (7 * LIMIT.refill_ms).cast_signed();
    let sql = "INSERT INTO throttle (bucket, debt_ms, boot, at_boot_ms) VALUES ('login', ?1, ?2, ?3)";
    old.execute(sql, params![spent, boot, now().boot_ms.cast_signed()]).unwrap();
    drop(old);
    let identity = Identity::default();
    let mut till = open(&folder);
    till.adopt(key(1), Box::new(identity.clone())).unwrap();
    drop(till);
    let (mut till, fits) = identity.start(&folder);
    assert!(fits && !till.is_lost().unwrap());
    assert_eq!((till.mark().unwrap(), till.uploaded().unwrap()), (Some(CURSOR), Some(3)));
    assert_eq!(till.contact().unwrap().unwrap().server_at, UnixMs(5));
    let left = (0..10).take_while(|_| till.spend(Bucket::Login, LIMIT, now()).unwrap().is_ok()).count();
    assert_eq!(left, 3, "not one less, and not one more");
}

#[test]
fn a_new_device_key_seals_anew_and_either_is_good_until_the_former_is_dropped() {
    let folder = TempDir::new().unwrap();
    let identity = sealed(&folder);
    let start = |keys: &[TillKey]| {
        let mut till = open(&folder);
        let at_least = identity.0.load(Ordering::SeqCst);
        let fits = till.read_under_seal(keys, at_least).unwrap();
        (till, fits)
    };
    assert!(start(&[key(1), key(2)]).1 && !start(&[key(2)]).1);
    let (mut till, _) = identity.start(&folder);
    till.seal_anew(key(2)).unwrap();
    assert_eq!(till.mark().unwrap(), Some(CURSOR), "it goes on under the new one");
    till.spend(Bucket::Login, LIMIT, now()).unwrap().unwrap();
    drop(till);
    assert!(start(&[key(1), key(2)]).1 && start(&[key(2)]).1 && !start(&[key(1)]).1);
}

/// An order that came while a password was hashed has refilled the bucket: the attempt that is returned then does not
/// put back what it was before.
#[test]
fn an_unlock_order_during_an_attempt_is_not_overwritten() {
    let folder = TempDir::new().unwrap();
    let mut till = open(&folder);
    for _ in 0..10 {
        till.spend(Bucket::Login, LIMIT, now()).unwrap().unwrap();
    }
    let order = crate::sync::wire::OrderId { epoch: Epoch(7), number: 1 };
    let unlock =
        Record { kind: crate::login::EntryKind::OrderUnlock, outcome: None, ..record(1, OutcomeCode::Granted) };
    assert!(till.finish_order(TERMINAL, order, &unlock, &[Refill::All(Bucket::Login, now())], randomness(1)).unwrap());
    let own = [Refill::One(Bucket::Login, LIMIT, now())];
    till.finish(TERMINAL, &record(2, OutcomeCode::Granted), &own, randomness(2)).unwrap();
    for attempt in 1..=10 {
        assert_eq!(till.spend(Bucket::Login, LIMIT, now()).unwrap(), Ok(()), "attempt {attempt} of a full bucket");
    }
}
