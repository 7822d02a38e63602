//! Other hands change any column of any kind of row: it is refused where it is used, found, and mended.

use super::Sqlite;
use super::tests::{found, synced};
use crate::domain::{Collection, Credential, RowBody, RowKey};
use crate::login::LookUp;
use crate::replica::suite::{
    GROUP, InFile, STORES, World, bucket, catch_up, credential, directory, kdf_name, keys, profile, salepoint, user,
    verifier,
};
use crate::replica::{Replica, ReplicaError};
use crate::sync::test_office::{self, TestOffice};
use crate::sync::{BUCKETS, bucket_of};
use rusqlite::{Connection, params};

/// A row of each kind, and whether user 1's login reads it.
fn kinds() -> [(Collection, String, bool); 9] {
    let row = |collection, key: RowKey, needed| (collection, key.to_string(), needed);
    [
        row(directory(), RowKey::Credential(user(1)), true),
        row(directory(), RowKey::Credential(user(3)), false),
        row(directory(), RowKey::Kdf(kdf_name()), false),
        row(salepoint(), RowKey::Salepoint, false),
        row(salepoint(), RowKey::Policy, false),
        row(salepoint(), RowKey::Profile(user(1)), true),
        row(salepoint(), RowKey::Group(GROUP), true),
        row(salepoint(), RowKey::Store(STORES[1]), true),
        (salepoint(), "levitation/1".into(), false),
    ]
}

/// What is done to the row `?1`, and whether its MAC or bucket shows it to whoever reads the row.
const HARMS: [(&str, bool); 22] = [
    ("UPDATE row SET key = key || 'x' WHERE key = ?1", true),
    ("UPDATE row SET key = CAST(x'ff' AS TEXT) WHERE key = ?1", true),
    ("UPDATE row SET key = 'kdf/zzz' WHERE key = ?1", true),
    ("UPDATE row SET body = CAST(x'01' || body AS BLOB) WHERE key = ?1", true),
    ("UPDATE row SET body = x'' WHERE key = ?1", true),
    ("UPDATE row SET tag = randomblob(32) WHERE key = ?1", false),
    ("UPDATE row SET tag = NULL WHERE key = ?1 AND tag IS NOT NULL", false),
    ("UPDATE row SET tag = x'00' WHERE key = ?1", false),
    ("UPDATE row SET mac = randomblob(32) WHERE key = ?1", true),
    ("UPDATE row SET mac = x'00' WHERE key = ?1", true),
    ("UPDATE row SET bucket = (bucket + 1) % 512 WHERE key = ?1", true),
    ("UPDATE row SET bucket = -1 WHERE key = ?1", true),
    ("UPDATE row SET bucket = 512 WHERE key = ?1", true),
    ("UPDATE row SET bucket = 9223372036854775807 WHERE key = ?1", true),
    ("UPDATE row SET collection = 'a' WHERE key = ?1", true),
    ("UPDATE row SET collection = 'e' WHERE key = ?1", true),
    ("UPDATE row SET collection = 'salepoint-x' WHERE key = ?1", true),
    ("UPDATE row SET slot = 7 WHERE key = ?1", true),
    ("DELETE FROM row WHERE key = ?1", true),
    (
        "INSERT INTO row SELECT slot, collection, (bucket + 1) % 512, key, body, NULL, mac FROM row WHERE key = ?1",
        false,
    ),
    ("INSERT INTO row SELECT slot, 'x', bucket, key, body, NULL, mac FROM row WHERE key = ?1", false),
    ("INSERT INTO row SELECT slot, collection, bucket, 'ghost', body, NULL, mac FROM row WHERE key = ?1", true),
];

/// Mends what is damaged, first things first; how many buckets it took.
fn mend(replica: &mut Sqlite, office: &TestOffice, what: &str) -> usize {
    for mended in 0..BUCKETS {
        let Some((collection, number)) = replica.damaged().unwrap().first().copied() else { return mended };
        replica.repair(&bucket(office, collection, number)).unwrap_or_else(|error| panic!("{what}: {error}"));
        let still = replica.damaged().unwrap();
        assert!(!still.contains(&(collection, number)), "{what}: mended and still damaged");
    }
    panic!("{what}: there is no end to it");
}

#[test]
fn whatever_is_done_to_a_row_is_refused_found_and_mended() {
    let (_world, mut replica, mut office, raw) = synced();
    office.put(salepoint(), "levitation/1", b"\xff");
    catch_up(&mut replica, &office).unwrap();
    let granted = found(&replica);
    assert!(matches!(granted, LookUp::User { granted: Some(_), .. }));
    assert_eq!(replica.damaged().unwrap(), []);
    for (collection, key, needed) in kinds() {
        for (harm, shows) in HARMS {
            let what = format!("{harm} of {key}");
            if raw.execute(harm, [&key]).unwrap() == 0 {
                assert!(harm.contains("tag IS NOT NULL"), "{what}");
                continue;
            }
            match (needed && shows, needed, found(&replica)) {
                (true, _, after) => assert!(matches!(after, LookUp::Damaged | LookUp::Nobody), "{what}: {after:?}"),
                (false, true, after) => {
                    assert!(matches!(after, LookUp::User { .. } | LookUp::Damaged | LookUp::Nobody))
                }
                (false, false, after) => assert!(matches!(after, LookUp::Damaged) || after == granted, "{what}"),
            }
            let damaged = replica.damaged().unwrap();
            let due = (collection, bucket_of(&key));
            assert!(damaged.contains(&due) || harm.starts_with("INSERT"), "{what}: {damaged:?}");
            // A row that now lies in another bucket of ours makes that one damaged too.
            assert!(!damaged.is_empty() && damaged.len() <= 2 && damaged.is_sorted(), "{what}: {damaged:?}");
            let took = mend(&mut replica, &office, &what);
            assert!(took == 1, "{what} took {took} repairs");
            assert_eq!(found(&replica), granted, "{what}");
        }
    }
}

#[test]
fn yesterdays_rows_are_found_and_mended() {
    let (_world, mut replica, mut office, raw) = synced();
    raw.execute_batch("CREATE TABLE kept AS SELECT * FROM row").unwrap();
    credential(&mut office, user(1), &verifier(1), 1, false);
    profile(&mut office, user(1), "Maria");
    catch_up(&mut replica, &office).unwrap();
    let deactivated = found(&replica);
    for (collection, key) in [(directory(), RowKey::Credential(user(1))), (salepoint(), RowKey::Profile(user(1)))] {
        raw.execute("REPLACE INTO row SELECT * FROM kept WHERE key = ?1", [key.to_string()]).unwrap();
        assert_eq!(found(&replica), LookUp::Damaged);
        assert_eq!(replica.damaged().unwrap(), [(collection, bucket_of(&key.to_string()))]);
        assert_eq!(mend(&mut replica, &office, "yesterday's"), 1);
        assert_eq!(found(&replica), deactivated);
    }
}

#[test]
fn a_stolen_tag_does_not_stand_in_the_way() {
    let (_world, mut replica, office, raw) = synced();
    let [one, two] = [1, 2].map(|number| RowKey::Credential(user(number)).to_string());
    let tag = |number| keys(1).tag(&verifier(number)).0;
    let steal = |thief: &str, tag: [u8; 32]| raw.execute("UPDATE row SET tag = ?2 WHERE key = ?1", params![thief, tag]);
    // Each has the other's: neither can be mended unless the other one gives way.
    steal(&one, [0; 32]).unwrap();
    steal(&two, tag(1)).unwrap();
    steal(&one, tag(2)).unwrap();
    assert_eq!(replica.damaged().unwrap().len(), 2);
    assert_eq!(mend(&mut replica, &office, "swapped"), 2);
    assert!(matches!(found(&replica), LookUp::User { user: who, .. } if who == user(1)));
}

/// Written under the right key, as a version with a mistake in it might: only the tag is missing, or one too many.
#[test]
fn a_tag_is_there_exactly_where_it_should_be() {
    for (collection, key, tag) in
        [(directory(), RowKey::Credential(user(2)), None), (salepoint(), RowKey::Policy, Some([5; 32]))]
    {
        let (_world, mut replica, office, raw) = synced();
        let key = key.to_string();
        let read = "SELECT body FROM row WHERE key = ?1";
        let body: Vec<u8> = raw.query_row(read, [&key], |row| row.get(0)).unwrap();
        let mac = keys(1).row_mac(collection, &key, &body, tag.map(crate::domain::Bytes32).as_ref());
        raw.execute("UPDATE row SET tag = ?2, mac = ?3 WHERE key = ?1", params![key, tag, mac.0]).unwrap();
        assert_eq!(replica.damaged().unwrap(), [(collection, bucket_of(&key))]);
        assert_eq!(mend(&mut replica, &office, &key), 1);
    }
}

#[test]
fn what_lies_in_no_bucket_and_has_no_name_is_said_as_a_whole() {
    let (_world, mut replica, office, raw) = synced();
    let nameless = "INSERT INTO row SELECT slot, collection, 700, CAST(x'ff' AS TEXT), body, NULL, mac FROM row \
                    WHERE key = 'policy'";
    raw.execute(nameless, []).unwrap();
    assert!(matches!(replica.damaged(), Err(ReplicaError::Tampered { .. })));
    raw.execute("UPDATE row SET mac = x'00' WHERE key = 'salepoint'", []).unwrap();
    assert_eq!(mend(&mut replica, &office, "with another one"), 1);
}

#[test]
fn rows_of_the_slot_that_does_not_serve_are_no_damage() {
    let (_world, replica, _office, raw) = synced();
    raw.execute("INSERT INTO row SELECT 1 - slot, 'x', 900, key, body, NULL, x'00' FROM row", []).unwrap();
    assert_eq!(replica.damaged().unwrap(), []);
}

/// Byte by byte through the file itself, tables, indexes and all: never somebody else, and what hides somebody is found.
#[test]
fn no_byte_of_the_file_hides_a_user() {
    let (world, replica, _office, raw) = synced();
    let granted = found(&replica);
    drop((replica, raw));
    Connection::open(world.path()).unwrap().execute_batch("PRAGMA wal_checkpoint(TRUNCATE)").unwrap();
    let whole = std::fs::read(world.path()).unwrap();
    let tag = keys(1).tag(&verifier(1)).0;
    let places: Vec<usize> = (0..whole.len() - 32).filter(|at| whole[*at..*at + 32] == tag).collect();
    assert_eq!(places.len(), 2, "in the table and in its index");
    for place in places.into_iter().flat_map(|place| place..place + 32) {
        let mut bytes = whole.clone();
        bytes[place] ^= 1;
        let copy = InFile::new();
        std::fs::write(copy.path(), &bytes).unwrap();
        let replica = Sqlite::open(&copy.path(), keys(1), test_office::salepoint()).unwrap();
        assert_ne!(found(&replica), granted, "byte {place}");
        match replica.damaged() {
            Ok(damaged) => assert!(!damaged.is_empty(), "byte {place}"),
            Err(error) => assert!(error.is_damage(), "byte {place}: {error}"),
        }
    }
}

/// A repair that is interrupted leaves what was there.
#[test]
fn a_repair_is_there_whole_or_not_at_all() {
    let (_world, mut replica, office, raw) = synced();
    let body = RowBody::Credential(Credential { kdf: kdf_name(), verifier_revision: 1, active: true, language: None })
        .encode();
    raw.execute("UPDATE row SET tag = randomblob(32) WHERE body = ?1", [&body]).unwrap();
    let before = replica.damaged().unwrap();
    assert!(!before.is_empty());
    raw.execute_batch("CREATE TRIGGER no BEFORE UPDATE ON replica BEGIN SELECT RAISE(ABORT, 'no'); END").unwrap();
    raw.execute_batch("CREATE TRIGGER never BEFORE INSERT ON replica BEGIN SELECT RAISE(ABORT, 'no'); END").unwrap();
    let (collection, number) = before[0];
    assert!(replica.repair(&bucket(&office, collection, number)).is_err());
    raw.execute_batch("DROP TRIGGER no; DROP TRIGGER never").unwrap();
    assert_eq!(replica.damaged().unwrap(), before);
    assert_eq!(mend(&mut replica, &office, "interrupted"), before.len());
}
