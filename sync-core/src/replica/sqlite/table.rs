//! The statements, one function each. They check nothing.

use super::failed;
use crate::domain::{Bytes32, Collection, Cursor, Epoch, Revision};
use crate::replica::rows::{self, Arrived, Stored};
use crate::replica::{ReplicaError, ReplicaKeys};
use crate::sqlite_file;
use crate::sync::digest::{bucket_hash, row_hash};
use crate::sync::{BUCKETS, Buckets, bucket_of};
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ValueRef};
use rusqlite::{Connection, OptionalExtension, named_params, params};
use std::collections::BTreeSet;

/// The row of `replica`, as it is stored.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct StoredStanding {
    pub live: i64,
    pub cursor: Cursor,
    /// Encoded `Vec<Signed<Head>>`.
    pub heads: Vec<u8>,
    /// What the buckets of each collection add up to.
    pub digests: Vec<u8>,
    pub device_key: String,
    pub mac: Bytes32,
}

/// 32 bytes in a BLOB.
pub(super) struct Blob32(pub Bytes32);

impl FromSql for Blob32 {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let bytes = value.as_blob()?;
        bytes
            .try_into()
            .map(|bytes| Self(Bytes32(bytes)))
            .map_err(|_| FromSqlError::InvalidBlobSize { expected_size: 32, blob_size: bytes.len() })
    }
}

pub(super) fn standing(connection: &Connection) -> Result<Option<StoredStanding>, ReplicaError> {
    let read = |row: &rusqlite::Row<'_>| {
        Ok(StoredStanding {
            live: row.get(0)?,
            cursor: cursor(row.get(1)?, row.get(2)?),
            heads: row.get(3)?,
            digests: row.get(4)?,
            device_key: row.get(5)?,
            mac: row.get::<_, Blob32>(6)?.0,
        })
    };
    connection
        .prepare_cached("SELECT live, epoch, revision, heads, digests, device_key, mac FROM replica")
        .and_then(|mut statement| statement.query_row([], read).optional())
        .map_err(failed("reading where the replica stands"))
}

pub(super) fn set_standing(connection: &Connection, standing: &StoredStanding) -> Result<(), ReplicaError> {
    connection
        .prepare_cached(
            "INSERT OR REPLACE INTO replica (id, live, epoch, revision, heads, digests, device_key, mac)
             VALUES (1, ?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        )
        .and_then(|mut statement| {
            statement.execute(params![
                standing.live,
                standing.cursor.epoch.0.cast_signed(),
                standing.cursor.revision.0.cast_signed(),
                standing.heads,
                standing.digests,
                standing.device_key,
                standing.mac.0,
            ])
        })
        .map(drop)
        .map_err(failed("storing where the replica stands"))
}

/// The number of the slot that serves, whether or not it verifies.
pub(super) fn live_slot(connection: &Connection) -> Result<Option<i64>, ReplicaError> {
    connection
        .prepare_cached("SELECT live FROM replica")
        .and_then(|mut statement| statement.query_row([], |row| row.get(0)).optional())
        .map_err(failed("reading which slot serves"))
}

pub(super) fn kdf_keys(connection: &Connection, slot: i64) -> Result<Vec<String>, ReplicaError> {
    connection
        .prepare_cached(
            "SELECT key FROM row INDEXED BY row_kdf
             WHERE slot = ?1 AND collection = 'directory' AND key >= 'kdf/' AND key < 'kdf0' ORDER BY key",
        )
        .and_then(|mut statement| statement.query_map([slot], |row| row.get(0))?.collect())
        .map_err(failed("listing the KDFs"))
}

pub(super) fn key_of_tag(connection: &Connection, slot: i64, tag: &Bytes32) -> Result<Option<String>, ReplicaError> {
    connection
        .prepare_cached("SELECT key FROM row INDEXED BY row_by_tag WHERE slot = ?1 AND tag = ?2 AND tag IS NOT NULL")
        .and_then(|mut statement| statement.query_row(params![slot, tag.0], |row| row.get(0)).optional())
        .map_err(failed("looking up a user"))
}

/// One digest bucket as it is in the table: its number of rows, its hash, and, if it is there, the row with this key.
pub(super) struct BucketRead {
    pub count: u64,
    pub hash: Bytes32,
    pub row: Option<(Stored, Bytes32)>,
}

pub(super) fn read_bucket(
    connection: &Connection,
    slot: i64,
    collection: Collection,
    bucket: usize,
    wanted: Option<&str>,
) -> Result<BucketRead, ReplicaError> {
    let read = || -> rusqlite::Result<BucketRead> {
        let mut statement = connection.prepare_cached(
            "SELECT key, body, tag, mac FROM row WHERE slot = ?1 AND collection = ?2 AND bucket = ?3",
        )?;
        let mut found = statement.query(params![slot, collection.to_string(), number(bucket)])?;
        let (mut hashes, mut row) = (Vec::new(), None);
        while let Some(one) = found.next()? {
            let (key, body) = (one.get_ref(0)?.as_str()?, one.get_ref(1)?.as_blob()?);
            hashes.push(row_hash(key, body));
            if wanted == Some(key) {
                let tag = one.get::<_, Option<Blob32>>(2)?.map(|tag| tag.0);
                row = Some((Stored { body: body.into(), tag }, one.get::<_, Blob32>(3)?.0));
            }
        }
        Ok(BucketRead { count: hashes.len() as u64, hash: bucket_hash(hashes), row })
    };
    read().map_err(failed("reading rows"))
}

/// All buckets of a collection, computed from its rows.
pub(super) fn computed_buckets(
    connection: &Connection,
    slot: i64,
    collection: Collection,
) -> Result<Buckets, ReplicaError> {
    let read = || -> rusqlite::Result<Buckets> {
        let mut statement = connection
            .prepare_cached("SELECT bucket, key, body FROM row WHERE slot = ?1 AND collection = ?2 ORDER BY bucket")?;
        let mut found = statement.query(params![slot, collection.to_string()])?;
        let (mut buckets, mut current, mut hashes) = (Buckets::default(), 0, Vec::new());
        while let Some(row) = found.next()? {
            let bucket = bucket_number(row.get(0)?)?;
            if bucket != current {
                buckets.set(current, std::mem::take(&mut hashes));
                current = bucket;
            }
            hashes.push(row_hash(row.get_ref(1)?.as_str()?, row.get_ref(2)?.as_blob()?));
        }
        buckets.set(current, hashes);
        Ok(buckets)
    };
    read().map_err(failed("adding up rows"))
}

/// The buckets of a collection as they were stored.
pub(super) fn stored_buckets(
    connection: &Connection,
    slot: i64,
    collection: Collection,
) -> Result<Buckets, ReplicaError> {
    let read = || -> rusqlite::Result<Buckets> {
        let mut statement =
            connection.prepare_cached("SELECT bucket, count, hash FROM bucket WHERE slot = ?1 AND collection = ?2")?;
        let mut found = statement.query(params![slot, collection.to_string()])?;
        let mut buckets = Buckets::default();
        while let Some(row) = found.next()? {
            let count: i64 = row.get(1)?;
            buckets.restore(bucket_number(row.get(0)?)?, count.cast_unsigned(), row.get::<_, Blob32>(2)?.0);
        }
        Ok(buckets)
    };
    read().map_err(failed("reading digests"))
}

pub(super) fn store_bucket(
    connection: &Connection,
    slot: i64,
    collection: Collection,
    bucket: usize,
    (count, hash): (u64, Bytes32),
) -> Result<(), ReplicaError> {
    connection
        .prepare_cached(
            "INSERT OR REPLACE INTO bucket (slot, collection, bucket, count, hash) VALUES (?1, ?2, ?3, ?4, ?5)",
        )
        .and_then(|mut statement| {
            statement.execute(params![slot, collection.to_string(), number(bucket), count.cast_signed(), hash.0])
        })
        .map(drop)
        .map_err(failed("storing digests"))
}

/// A row as it is in the table, whatever somebody made of it.
pub(super) struct RawRow<'a> {
    pub collection: &'a str,
    pub bucket: i64,
    /// `None` if it is no text.
    pub key: Option<&'a str>,
    pub body: &'a [u8],
    /// Unless it has another length than a tag.
    pub tag: Result<Option<Bytes32>, FromSqlError>,
    /// Unless it has another length than a MAC.
    pub mac: Result<Bytes32, FromSqlError>,
}

/// Every row of a slot, by collection and bucket, one at a time.
pub(super) fn each_row(
    connection: &Connection,
    slot: i64,
    mut take: impl FnMut(RawRow<'_>),
) -> Result<(), ReplicaError> {
    let failed = || failed("reading all rows");
    let mut statement = connection
        .prepare_cached(
            "SELECT collection, bucket, key, body, tag, mac FROM row WHERE slot = ?1 ORDER BY collection, bucket",
        )
        .map_err(failed())?;
    let mut found = statement.query([slot]).map_err(failed())?;
    while let Some(row) = found.next().map_err(failed())? {
        let read = || -> rusqlite::Result<RawRow<'_>> {
            Ok(RawRow {
                collection: row.get_ref(0)?.as_str()?,
                bucket: row.get(1)?,
                key: row.get_ref(2)?.as_str().ok(),
                body: row.get_ref(3)?.as_blob()?,
                tag: Option::<Blob32>::column_result(row.get_ref(4)?).map(|tag| tag.map(|tag| tag.0)),
                mac: Blob32::column_result(row.get_ref(5)?).map(|mac| mac.0),
            })
        };
        take(read().map_err(failed())?);
    }
    Ok(())
}

/// Whether look-ups by index find what is in the table.
pub(super) fn indexes_agree(connection: &Connection) -> Result<(), ReplicaError> {
    let found: String = connection
        .query_row("PRAGMA integrity_check('row')", [], |row| row.get(0))
        .map_err(failed("checking the replica's file"))?;
    if found == "ok" { Ok(()) } else { Err(ReplicaError::Tampered { what: format!("the replica's file ({found})") }) }
}

/// Removes what lies in no bucket of these two collections: what is before, between and behind them in the table's order.
pub(super) fn remove_strays(
    connection: &Connection,
    slot: i64,
    collections: [Collection; 2],
) -> Result<(), ReplicaError> {
    let [directory, salepoint] = collections.map(|collection| collection.to_string());
    let (first, last, beyond) = (number(0), number(BUCKETS - 1), char::MAX.to_string());
    [
        ("", i64::MIN, directory.as_str(), first),
        (&directory, last, &salepoint, first),
        (&salepoint, last, &beyond, i64::MAX),
    ]
    .into_iter()
    .try_for_each(|(after, after_bucket, before, before_bucket)| {
        connection
            .prepare_cached(
                "DELETE FROM row
                 WHERE slot = ?1 AND (collection, bucket) > (?2, ?3) AND (collection, bucket) < (?4, ?5)",
            )?
            .execute(params![slot, after, after_bucket, before, before_bucket])
            .map(drop)
    })
    .map_err(failed("removing rows"))
}

/// Removes a bucket's rows.
pub(super) fn remove_bucket(
    connection: &Connection,
    slot: i64,
    collection: Collection,
    bucket: usize,
) -> Result<(), ReplicaError> {
    connection
        .prepare_cached("DELETE FROM row WHERE slot = ?1 AND collection = ?2 AND bucket = ?3")
        .and_then(|mut statement| statement.execute(params![slot, collection.to_string(), number(bucket)]))
        .map(drop)
        .map_err(failed("removing rows"))
}

/// Removes the rows with these keys from whatever bucket they claim.
pub(super) fn remove_named(
    connection: &Connection,
    slot: i64,
    collection: Collection,
    keys: &BTreeSet<&str>,
) -> Result<(), ReplicaError> {
    let remove = || -> rusqlite::Result<()> {
        let mut misplaced: Vec<(i64, String)> = Vec::new();
        {
            let mut statement =
                connection.prepare_cached("SELECT bucket, key FROM row WHERE slot = ?1 AND collection = ?2")?;
            let mut found = statement.query(params![slot, collection.to_string()])?;
            while let Some(row) = found.next()? {
                if let Ok(key) = row.get_ref(1)?.as_str()
                    && keys.contains(key)
                {
                    misplaced.push((row.get(0)?, key.into()));
                }
            }
        }
        let mut statement = connection
            .prepare_cached("DELETE FROM row WHERE slot = ?1 AND collection = ?2 AND bucket = ?3 AND key = ?4")?;
        for (bucket, key) in &misplaced {
            statement.execute(params![slot, collection.to_string(), bucket, key])?;
        }
        Ok(())
    };
    remove().map_err(failed("removing rows"))
}

/// Removes the row that carries a tag.
pub(super) fn remove_tagged(connection: &Connection, slot: i64, tag: &Bytes32) -> Result<(), ReplicaError> {
    connection
        .prepare_cached("DELETE FROM row INDEXED BY row_by_tag WHERE slot = ?1 AND tag = ?2 AND tag IS NOT NULL")
        .and_then(|mut statement| statement.execute(params![slot, tag.0]))
        .map(drop)
        .map_err(failed("removing rows"))
}

/// Stores a row that came; nothing for one that is gone.
pub(super) fn insert(
    connection: &Connection,
    keys: &ReplicaKeys,
    slot: i64,
    collection: Collection,
    row: &Arrived<'_>,
) -> Result<(), ReplicaError> {
    let Some(body) = row.body else { return Ok(()) };
    let mac = keys.row_mac(collection, row.key, body, row.tag.as_ref());
    connection
        .prepare_cached(
            "INSERT INTO row (slot, collection, bucket, key, body, tag, mac)
             VALUES (:slot, :collection, :bucket, :key, :body, :tag, :mac)",
        )
        .and_then(|mut statement| {
            statement.execute(named_params! {
                ":slot": slot,
                ":collection": collection.to_string(),
                ":bucket": number(bucket_of(row.key)),
                ":key": row.key,
                ":body": body,
                ":tag": row.tag.map(|tag| tag.0),
                ":mac": mac.0,
            })
        })
        .map(drop)
        .map_err(|error| match sqlite_file::is_conflict(&error) {
            true => ReplicaError::Refused { collection, why: rows::CONFLICT },
            false => failed("storing rows")(error),
        })
}

/// Removes a row and gives what its image was.
pub(super) fn remove(
    connection: &Connection,
    slot: i64,
    collection: Collection,
    key: &str,
) -> Result<Option<Vec<u8>>, ReplicaError> {
    connection
        .prepare_cached(
            "DELETE FROM row WHERE slot = ?1 AND collection = ?2 AND bucket = ?3 AND key = ?4 RETURNING body",
        )
        .and_then(|mut statement| {
            let place = params![slot, collection.to_string(), number(bucket_of(key)), key];
            statement.query_row(place, |row| row.get(0)).optional()
        })
        .map_err(failed("removing rows"))
}

pub(super) fn cursor(epoch: i64, revision: i64) -> Cursor {
    Cursor { epoch: Epoch(epoch.cast_unsigned()), revision: Revision(revision.cast_unsigned()) }
}

fn number(bucket: usize) -> i64 {
    i64::try_from(bucket).expect("there are 512 buckets")
}

fn bucket_number(stored: i64) -> rusqlite::Result<usize> {
    usize::try_from(stored)
        .ok()
        .filter(|bucket| *bucket < BUCKETS)
        .ok_or(rusqlite::Error::IntegralValueOutOfRange(0, stored))
}
