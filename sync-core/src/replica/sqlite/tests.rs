//! What only a file can suffer: other hands, other keys, other versions, a full disk; and how fast it is.

use super::Sqlite;
use crate::domain::{Collection, Credential, RowBody, RowKey, UserId, Verifier};
use crate::login::LookUp;
use crate::replica::suite::{
    GROUP, InFile, STORES, World, catch_up, credential, directory, heads, kdf_name, keys, office, profile, salepoint,
    snapshot, stage_all, user, verifier,
};
use crate::replica::{Replica, ReplicaError};
use crate::sync::Row;
use crate::sync::test_office::{self, TestOffice};
use crate::sync::wire::CHUNK_ROWS;
use rusqlite::{Connection, params};
use sha2::{Digest, Sha256};
use std::path::Path;
use std::sync::mpsc::RecvTimeoutError;
use std::time::{Duration, Instant};
use uuid::Uuid;

pub(super) fn synced() -> (InFile, Sqlite, TestOffice, Connection) {
    let (mut world, office) = (InFile::new(), office());
    let mut replica = world.open();
    snapshot(&mut replica, &office);
    let raw = Connection::open(world.path()).unwrap();
    (world, replica, office, raw)
}

pub(super) fn found(replica: &Sqlite) -> LookUp {
    replica.look_up(&kdf_name(), &verifier(1)).unwrap()
}

fn is_tampered<T>(result: Result<T, ReplicaError>) -> bool {
    matches!(result, Err(ReplicaError::Tampered { .. }))
}

/// The keys of all rows, and which of them user 1's login depends on.
fn keys_of_rows(raw: &Connection) -> Vec<(String, bool)> {
    let needed = [
        RowKey::Credential(user(1)),
        RowKey::Profile(user(1)),
        RowKey::Group(GROUP),
        RowKey::Store(STORES[0]),
        RowKey::Store(STORES[1]),
    ]
    .map(|key| key.to_string());
    let mut statement = raw.prepare("SELECT key FROM row").unwrap();
    let keys = statement.query_map([], |row| row.get::<_, String>(0)).unwrap();
    keys.map(|key| key.unwrap()).map(|key| (needed.contains(&key), key)).map(|(needed, key)| (key, needed)).collect()
}

#[test]
fn no_byte_of_a_row_can_be_changed() {
    let (_world, replica, _office, raw) = synced();
    let granted = found(&replica);
    let (mut refused, mut elsewhere) = (0, 0);
    for (key, needed) in keys_of_rows(&raw) {
        for column in ["body", "tag", "mac"] {
            let read = format!("SELECT {column} FROM row WHERE key = ?1");
            let Some(bytes) = raw.query_row(&read, [&key], |row| row.get::<_, Option<Vec<u8>>>(0)).unwrap() else {
                continue;
            };
            let write = format!("UPDATE row SET {column} = ?2 WHERE key = ?1");
            for place in 0..bytes.len() {
                let mut changed = bytes.clone();
                changed[place] ^= 1;
                raw.execute(&write, params![key, changed]).unwrap();
                match (needed, column) {
                    (false, _) => assert_eq!(found(&replica), granted, "{key} {column} {place} is not needed"),
                    (true, "tag") => assert_eq!(found(&replica), LookUp::Nobody),
                    (true, _) => assert_eq!(found(&replica), LookUp::Damaged, "{key} {column} {place}"),
                }
                let all = [
                    is_tampered(replica.kdfs()),
                    is_tampered(replica.salepoint()),
                    is_tampered(replica.policy()),
                    replica.user(user(1)).unwrap() == LookUp::Damaged,
                    replica.user(user(2)).unwrap() == LookUp::Damaged,
                    replica.user(user(3)).unwrap() == LookUp::Damaged,
                ];
                assert!(all.contains(&true), "{key} {column} {place}");
                if needed { refused += 1 } else { elsewhere += 1 }
            }
            raw.execute(&write, params![key, bytes]).unwrap();
        }
    }
    assert!(refused > 200 && elsewhere > 200, "{refused} {elsewhere}");
    assert_eq!(found(&replica), granted);
}

#[test]
fn no_row_can_be_removed_added_or_put_back() {
    let (_world, mut replica, mut office, raw) = synced();
    let granted = found(&replica);
    raw.execute_batch("CREATE TABLE kept AS SELECT * FROM row").unwrap();
    for (key, _) in keys_of_rows(&raw).iter().filter(|(_, needed)| *needed) {
        raw.execute("DELETE FROM row WHERE key = ?1", [key]).unwrap();
        assert_eq!(replica.user(user(1)).unwrap(), LookUp::Damaged, "{key}");
        raw.execute("INSERT INTO row SELECT * FROM kept WHERE key = ?1", [key]).unwrap();
    }
    assert_eq!(found(&replica), granted);

    // Deactivated, renamed; then yesterday's rows, with yesterday's genuine MACs, come back one at a time.
    credential(&mut office, user(1), &verifier(1), 1, false);
    profile(&mut office, user(1), "Maria");
    catch_up(&mut replica, &office).unwrap();
    let deactivated = found(&replica);
    assert!(matches!(deactivated, LookUp::User { active: false, .. }));
    for key in [RowKey::Credential(user(1)).to_string(), RowKey::Profile(user(1)).to_string()] {
        raw.execute("CREATE TEMP TABLE new AS SELECT * FROM row WHERE key = ?1", [&key]).unwrap();
        raw.execute("REPLACE INTO row SELECT * FROM kept WHERE key = ?1", [&key]).unwrap();
        assert_eq!(found(&replica), LookUp::Damaged, "{key}");
        raw.execute_batch("REPLACE INTO row SELECT * FROM new; DROP TABLE new").unwrap();
        assert_eq!(found(&replica), deactivated);
    }
}

#[test]
fn where_it_stands_can_not_be_edited() {
    let (mut world, replica, _office, raw) = synced();
    raw.execute_batch("CREATE TABLE kept AS SELECT * FROM replica; CREATE TABLE kept_bucket AS SELECT * FROM bucket")
        .unwrap();
    for edit in [
        "UPDATE replica SET revision = revision + 1",
        "UPDATE replica SET revision = revision - 1",
        "UPDATE replica SET epoch = epoch + 1",
        "UPDATE replica SET live = 1",
        "UPDATE replica SET heads = CAST(heads || x'00' AS BLOB)",
        "UPDATE replica SET digests = zeroblob(64)",
        "UPDATE replica SET mac = zeroblob(32)",
        "UPDATE bucket SET hash = zeroblob(32) WHERE bucket = (SELECT min(bucket) FROM bucket)",
    ] {
        raw.execute(edit, []).unwrap();
        let after = Sqlite::open(&world.path(), keys(1), test_office::salepoint()).unwrap();
        assert!(is_tampered(after.standing()), "{edit}");
        assert!(is_tampered(after.policy()), "{edit}");
        assert_eq!(found(&after), LookUp::Damaged, "{edit}");
        raw.execute_batch(
            "DELETE FROM replica; INSERT INTO replica SELECT * FROM kept;
             DELETE FROM bucket; INSERT INTO bucket SELECT * FROM kept_bucket",
        )
        .unwrap();
    }
    let replica = world.reopen(replica);
    assert!(matches!(found(&replica), LookUp::User { granted: Some(_), .. }));
}

#[test]
fn a_tampered_replica_can_be_reloaded() {
    let (_world, mut replica, office, raw) = synced();
    raw.execute("UPDATE replica SET revision = 1", []).unwrap();
    assert_eq!(found(&replica), LookUp::Damaged);
    snapshot(&mut replica, &office);
    assert!(matches!(found(&replica), LookUp::User { granted: Some(_), .. }));
}

#[test]
fn another_device_key_opens_nothing_and_reloads() {
    let (world, replica, office, _raw) = synced();
    drop(replica);
    let mut other = Sqlite::open(&world.path(), keys(2), test_office::salepoint()).unwrap();
    assert!(matches!(other.standing(), Err(ReplicaError::OtherDeviceKey)));
    assert_eq!(found(&other), LookUp::Damaged);
    stage_all(&mut other, &office, 100);
    let third = Sqlite::open(&world.path(), keys(3), test_office::salepoint()).unwrap();
    assert_eq!(third.staged().unwrap(), [], "what was staged under another key does not count");
    assert!(other.activate(&heads(&office), None).unwrap().is_empty());
    assert!(matches!(found(&other), LookUp::User { granted: Some(_), .. }));
}

#[test]
fn a_newer_file_and_what_is_no_database_are_refused() {
    let (mut world, replica, office, raw) = synced();
    raw.execute("UPDATE refinery_schema_history SET version = 99", []).unwrap();
    drop(replica);
    let Err(error) = Sqlite::open(&world.path(), keys(1), test_office::salepoint()) else { panic!("it is newer") };
    assert!(matches!(error, ReplicaError::Newer { found: 99, .. }) && !error.is_damage(), "{error}");
    drop(raw);

    Sqlite::destroy(&world.path()).unwrap();
    std::fs::write(world.path(), b"this is no database, whatever its name says").unwrap();
    let Err(error) = Sqlite::open(&world.path(), keys(1), test_office::salepoint()) else { panic!("no database") };
    assert!(error.is_damage(), "{error}");
    Sqlite::destroy(&world.path()).unwrap();
    assert_eq!(std::fs::read_dir(world.0.path()).unwrap().count(), 0);
    Sqlite::destroy(&world.path()).unwrap();
    snapshot(&mut world.open(), &office);
}

#[test]
fn missing_tables_and_garbled_pages_are_damage() {
    for harm in
        ["DROP TABLE row", "UPDATE row SET mac = x'00'", "PRAGMA writable_schema = ON; DELETE FROM sqlite_schema"]
    {
        let (mut world, replica, _office, raw) = synced();
        raw.execute_batch(harm).unwrap();
        drop(raw);
        drop(replica);
        match Sqlite::open(&world.path(), keys(1), test_office::salepoint()) {
            Ok(replica) => assert!(matches!(found(&replica), LookUp::Damaged | LookUp::Nobody), "{harm}"),
            Err(error) => assert!(error.is_damage(), "{harm}: {error}"),
        }
        Sqlite::destroy(&world.path()).unwrap();
        assert_eq!(world.open().standing().unwrap(), None);
    }
}

/// Fills the slot that does not serve and makes it the one that does.
fn reload(replica: &mut Sqlite, office: &TestOffice) -> Result<(), ReplicaError> {
    for collection in test_office::collections() {
        replica.begin_staging(collection, office.cursor())?;
        replica.stage(collection, 0, &office.present(collection))?;
    }
    replica.activate(&heads(office), None).map(drop)
}

/// The rows are kept in the order of their keys; whoever writes into the file breaks it, and what SQLite finds in a place
/// is not what it then looks for there.
#[test]
fn rows_out_of_their_order_hold_up_no_reload() {
    let (world, replica, office, raw) = synced();
    drop(replica);
    drop(raw);
    let whole = std::fs::read(world.path()).unwrap();
    let names = test_office::collections().map(|collection| collection.to_string().into_bytes());
    let places: Vec<usize> =
        (0..whole.len()).filter(|at| names.iter().any(|name| whole[*at..].starts_with(name))).collect();
    assert!(places.len() > 20, "{}", places.len());
    let (reloaded, ended) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        for place in places {
            for bit in [2, 64] {
                let mut changed = whole.clone();
                // In the first bytes they may be told apart by and in the bucket's number behind them.
                for at in [place, place + 9, place + names[0].len()] {
                    changed[at] ^= bit;
                    Sqlite::destroy(&world.path()).unwrap();
                    std::fs::write(world.path(), &changed).unwrap();
                    let open = || Sqlite::open(&world.path(), keys(1), test_office::salepoint());
                    // Each slot is filled once, and removed once.
                    let twice = open().and_then(|mut replica| {
                        reload(&mut replica, &office)?;
                        reload(&mut replica, &office)
                    });
                    reloaded.send(twice).unwrap();
                }
            }
        }
    });
    let (mut whole, mut damaged) = (0, 0);
    loop {
        match ended.recv_timeout(Duration::from_secs(20)) {
            Ok(Ok(())) => whole += 1,
            Ok(Err(error)) if error.is_damage() => damaged += 1,
            Ok(Err(error)) => panic!("{error}"),
            Err(RecvTimeoutError::Disconnected) => break,
            Err(RecvTimeoutError::Timeout) => panic!("a reload does not end"),
        }
    }
    assert!(whole > 20 && damaged > 20, "{whole} {damaged}");
}

#[test]
fn a_full_disk_is_said_and_changes_nothing() {
    let (_world, mut replica, mut office, raw) = synced();
    drop(raw);
    let pages: i64 = replica.connection.query_row("PRAGMA page_count", [], |row| row.get(0)).unwrap();
    replica.connection.pragma_update(None, "max_page_count", pages).unwrap();
    let before = (replica.standing().unwrap(), found(&replica));
    office.put(salepoint(), "poster", &[1; 100_000]);
    assert!(matches!(catch_up(&mut replica, &office), Err(ReplicaError::DiskFull)));
    replica.begin_staging(salepoint(), office.cursor()).unwrap();
    let rows = office.present(salepoint());
    assert!(matches!(replica.stage(salepoint(), 0, &rows), Err(ReplicaError::DiskFull)));
    assert_eq!((replica.standing().unwrap(), found(&replica)), before);
    replica.connection.pragma_update(None, "max_page_count", 1_000_000).unwrap();
    replica.stage(salepoint(), 0, &rows).unwrap();
    catch_up(&mut replica, &office).unwrap();
}

#[test]
fn one_handle_stages_while_another_serves() {
    let (mut world, replica, mut office, _raw) = synced();
    let mut stager = world.open();
    profile(&mut office, user(2), "Piret");
    let found_2 = |replica: &Sqlite| replica.look_up(&kdf_name(), &verifier(2)).unwrap();
    let transaction = stager.write().unwrap();
    assert!(matches!(found_2(&replica), LookUp::User { granted: None, .. }), "a writer does not hold up a reader");
    drop(transaction);
    stage_all(&mut stager, &office, 2);
    assert!(matches!(found_2(&replica), LookUp::User { granted: None, .. }));
    stager.activate(&heads(&office), None).unwrap();
    assert!(matches!(found_2(&replica), LookUp::User { granted: Some(_), .. }));
}

#[test]
fn neither_verifiers_nor_their_hashes_are_in_the_files() {
    let (mut world, office) = (InFile::new(), office());
    let mut replica = world.open();
    let mut secrets = Vec::new();
    for number in 1..=3 {
        let verifier = verifier(number);
        secrets.push(verifier.expose().to_vec());
        secrets.push(Sha256::digest(verifier.expose()).to_vec());
    }
    let tag = keys(1).tag(&verifier(1)).0.to_vec();
    let count = |secret: &[u8]| -> usize {
        let read = |suffix: &str| {
            let mut name = world.path().into_os_string();
            name.push(suffix);
            std::fs::read(name).unwrap_or_default()
        };
        ["", "-wal", "-shm"].map(|suffix| read(suffix).windows(32).filter(|part| *part == secret).count()).iter().sum()
    };
    stage_all(&mut replica, &office, 2);
    assert!(count(&tag) > 0, "the search finds what is there");
    assert_eq!(secrets.iter().map(|secret| count(secret)).sum::<usize>(), 0, "while staged");
    replica.activate(&heads(&office), None).unwrap();
    assert_eq!(secrets.iter().map(|secret| count(secret)).sum::<usize>(), 0, "in the log");
    drop(replica);
    assert!(count(&tag) > 0);
    assert_eq!(secrets.iter().map(|secret| count(secret)).sum::<usize>(), 0, "in the file");
}

fn many(users: u128) -> (TestOffice, Vec<Row>) {
    let mut office = office();
    let body = RowBody::Credential(Credential { kdf: kdf_name(), verifier_revision: 1, active: true, language: None })
        .encode();
    let secret = |number: u128| Verifier::from_bytes(Sha256::digest(number.to_be_bytes()).into());
    for number in 100..100 + users {
        let key = RowKey::Credential(UserId(Uuid::from_u128(number))).to_string();
        office.change(directory(), Row { key, body: Some(body.clone()), verifier: Some(secret(number)) });
    }
    let rows = office.present(directory());
    (office, rows)
}

fn fill(replica: &mut Sqlite, office: &TestOffice, rows: &[Row]) {
    let chunks =
        |collection: Collection| if collection == directory() { rows.to_vec() } else { office.present(collection) };
    for collection in test_office::collections() {
        replica.begin_staging(collection, office.cursor()).unwrap();
        for (chunk, rows) in chunks(collection).chunks(CHUNK_ROWS).enumerate() {
            replica.stage(collection, u32::try_from(chunk).unwrap(), rows).unwrap();
        }
    }
}

/// Figures for `docs/performance.md`: `cargo test --release … -- --ignored --nocapture at_100_000`.
#[test]
#[ignore = "measures, and takes its time"]
fn at_100_000_users() {
    let (mut office, rows) = many(100_000);
    let mut world = InFile::new();
    let mut replica = world.open();
    for reload in 0..2 {
        let start = Instant::now();
        fill(&mut replica, &office, &rows);
        let staged = start.elapsed();
        let start = Instant::now();
        replica.activate(&heads(&office), None).unwrap();
        println!("reload {reload}: staged in {staged:?}, activated in {:?}", start.elapsed());
    }
    let (log, file) = (size(&world.path(), "-wal"), size(&world.path(), ""));
    let start = Instant::now();
    let replica_2 = world.open();
    let opened = start.elapsed();
    replica_2.standing().unwrap();
    println!("file {file} bytes, log {log} bytes; opened in {opened:?}, verified in {:?}", start.elapsed());
    let start = Instant::now();
    for _ in 0..1_000 {
        assert!(matches!(found(&replica), LookUp::User { granted: Some(_), .. }));
    }
    println!("look_up, granted: {:?}", start.elapsed() / 1_000);
    let start = Instant::now();
    for _ in 0..1_000 {
        assert_eq!(replica.look_up(&kdf_name(), &verifier(99)).unwrap(), LookUp::Nobody);
    }
    println!("look_up, nobody: {:?}", start.elapsed() / 1_000);
    let mut elapsed = Duration::ZERO;
    for revision in 2..102 {
        credential(&mut office, user(1), &verifier(1), revision, true);
        let frame = crate::replica::suite::frame(&office, replica.standing().unwrap().unwrap().cursor);
        let start = Instant::now();
        replica.apply(&frame).unwrap();
        elapsed += start.elapsed();
    }
    println!("apply of one row: {:?}", elapsed / 100);
    let start = Instant::now();
    assert_eq!(replica.damaged().unwrap(), []);
    println!("verifying every row: {:?}", start.elapsed());
    let one = crate::replica::suite::bucket(&office, directory(), 7);
    let start = Instant::now();
    replica.repair(&one).unwrap();
    println!("repair of one bucket: {:?}", start.elapsed());
}

fn size(path: &Path, suffix: &str) -> u64 {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    std::fs::metadata(name).map_or(0, |file| file.len())
}

/// What a process killed while it made the file leaves behind is a file without tables, not a damaged one.
#[test]
fn a_file_that_never_got_its_tables_is_told_from_a_damaged_one() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("replica.db");
    let salepoint = test_office::salepoint;
    // Killed within its first commit: one page, and the journal that takes it back (SQLite's file format, 3).
    let first = Connection::open(&path).unwrap();
    first.execute_batch("PRAGMA page_size = 4096; PRAGMA user_version = 1").unwrap();
    drop(first);
    let numbers = [0u32, 7, 0, 512, 4096].map(u32::to_be_bytes).concat();
    let mut journal = [b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7".as_slice(), &numbers].concat();
    journal.resize(512, 0);
    std::fs::write(folder.path().join("replica.db-journal"), journal).unwrap();
    assert!(Sqlite::open_read_only(&path, keys(1), salepoint()).unwrap().is_none());

    Connection::open(&path).unwrap().execute_batch("PRAGMA journal_mode = WAL").unwrap();
    assert!(Sqlite::open_read_only(&path, keys(1), salepoint()).unwrap().is_none());
    drop(Sqlite::open(&path, keys(1), salepoint()).unwrap());
    assert!(Sqlite::open_read_only(&path, keys(1), salepoint()).unwrap().is_some());
}
