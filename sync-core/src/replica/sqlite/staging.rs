//! A reload: filling the slot that does not serve, then making it the one that does.

use super::{Sqlite, failed, live, table};
use crate::domain::{Collection, Cursor};
use crate::replica::rows;
use crate::replica::{Changes, ReplicaError, ReplicaKeys, Staged};
use crate::sync::verify::{VerifiedFrame, VerifiedHead};
use crate::sync::{BUCKETS, Row, bucket_of};
use rusqlite::{Connection, OptionalExtension, params};

/// How much of the file a reload may keep in memory while it fills a slot, and how much is enough otherwise (SQLite's
/// own default), in KiB. Tags come in no order, so that every chunk touches all of their index.
const CACHE_KIB: [i64; 2] = [32_768, 2_000];
/// How many digest buckets of a slot are emptied in one transaction: few enough that nobody notices.
const SWEEP_BUCKETS: i64 = 32;

pub(super) fn staged(
    connection: &Connection,
    keys: &ReplicaKeys,
    collections: [Collection; 2],
) -> Result<Vec<Staged>, ReplicaError> {
    collections.into_iter().filter_map(|collection| one_staged(connection, keys, collection).transpose()).collect()
}

pub(super) fn begin(replica: &Sqlite, collection: Collection, cursor: Cursor) -> Result<(), ReplicaError> {
    let connection = &replica.connection;
    cache(connection, CACHE_KIB[0]);
    let slot = spare_slot(connection)?;
    // First forget what is staged, then remove it: a crash in between leaves rows that nobody counts on.
    forget(connection, Some(collection))?;
    empty(replica, slot)?;
    is_empty(connection, slot)?;
    connection
        .execute(
            "INSERT INTO staging (collection, epoch, revision, chunks, rows, device_key) VALUES (?1, ?2, ?3, 0, 0, ?4)",
            params![
                collection.to_string(),
                cursor.epoch.0.cast_signed(),
                cursor.revision.0.cast_signed(),
                replica.keys.id().0
            ],
        )
        .map(drop)
        .map_err(failed("beginning to stage"))
}

pub(super) fn stage(
    connection: &Connection,
    keys: &ReplicaKeys,
    collection: Collection,
    chunk: u32,
    rows: &[Row],
) -> Result<(), ReplicaError> {
    let staged = one_staged(connection, keys, collection)?.ok_or(ReplicaError::Order(rows::NOT_STAGING))?;
    rows::is_next(&staged, chunk)?;
    let slot = spare_slot(connection)?;
    let mut arrived = rows::take_in_chunk(keys, collection, rows)?;
    // In the order of the table, so that a page is written once a chunk.
    arrived.sort_by_cached_key(|row| (bucket_of(row.key), row.key));
    for row in &arrived {
        table::insert(connection, keys, slot, collection, row)?;
    }
    connection
        .prepare_cached("UPDATE staging SET chunks = chunks + 1, rows = rows + ?2 WHERE collection = ?1")
        .and_then(|mut statement| statement.execute(params![collection.to_string(), (rows.len() as u64).cast_signed()]))
        .map(drop)
        .map_err(failed("storing a chunk"))
}

pub(super) fn activate(
    replica: &Sqlite,
    heads: &[VerifiedHead; 2],
    catch_up: Option<&VerifiedFrame>,
) -> Result<Changes, ReplicaError> {
    let (keys, collections) = (&replica.keys, replica.collections());
    let transaction = replica.write()?;
    let (cursor, goal) = rows::goal(collections, heads, catch_up)?;
    not_older(replica, &transaction, cursor)?;
    if staged(&transaction, keys, collections)?.len() < collections.len() {
        return Err(ReplicaError::Order(rows::NOT_STAGED));
    }
    let (old, new) = (table::live_slot(&transaction)?, spare_slot(&transaction)?);
    if let Some(frame) = catch_up {
        live::apply_rows(&transaction, keys, collections, new, frame)?;
    }
    let buckets = [
        table::computed_buckets(&transaction, new, collections[0])?,
        table::computed_buckets(&transaction, new, collections[1])?,
    ];
    transaction.execute("DELETE FROM bucket", []).map_err(failed("storing digests"))?;
    let mut changes = Changes::default();
    for ((collection, buckets), head) in collections.into_iter().zip(&buckets).zip(goal) {
        rows::add_up(buckets, head.head())?;
        for bucket in (0..BUCKETS).filter(|bucket| buckets.get(*bucket).0 > 0) {
            table::store_bucket(&transaction, new, collection, bucket, buckets.get(bucket))?;
        }
        compare(&transaction, old.unwrap_or(-1), new, collection, &mut changes)?;
    }
    let heads: Vec<_> = goal.iter().map(|head| head.signed().clone()).collect();
    table::set_standing(&transaction, &live::standing(keys, new, cursor, &heads, &buckets))?;
    transaction.execute("DELETE FROM staging", []).map_err(failed("activating"))?;
    transaction.commit().map_err(failed("activating"))?;
    // It is done; what served before takes nothing but room. If there is none to make room, the next reload removes it.
    let _ = old.map(|old| empty(replica, old));
    cache(&replica.connection, CACHE_KIB[1]);
    Ok(changes)
}

pub(super) fn discard(replica: &Sqlite) -> Result<(), ReplicaError> {
    forget(&replica.connection, None)?;
    empty(replica, spare_slot(&replica.connection)?)?;
    cache(&replica.connection, CACHE_KIB[1]);
    Ok(())
}

/// Sets how much of the file is kept in memory, and gives back what is above. Nothing depends on it but speed.
fn cache(connection: &Connection, kib: i64) {
    let _ = connection.pragma_update(None, "cache_size", -kib);
    let _ = connection.execute_batch("PRAGMA shrink_memory");
}

/// Refuses to put older data in place of newer that verifies.
fn not_older(replica: &Sqlite, connection: &Connection, cursor: Cursor) -> Result<(), ReplicaError> {
    match replica.live(connection) {
        Ok(Some(live)) if live.standing.cursor.epoch == cursor.epoch => rows::may_follow(live.standing.cursor, cursor),
        Err(error) if !error.is_damage() => Err(error),
        _ => Ok(()),
    }
}

fn one_staged(
    connection: &Connection,
    keys: &ReplicaKeys,
    collection: Collection,
) -> Result<Option<Staged>, ReplicaError> {
    connection
        .prepare_cached("SELECT epoch, revision, chunks, rows FROM staging WHERE collection = ?1 AND device_key = ?2")
        .and_then(|mut statement| {
            let read = |row: &rusqlite::Row<'_>| {
                Ok(Staged {
                    collection,
                    cursor: table::cursor(row.get(0)?, row.get(1)?),
                    chunks: row.get(2)?,
                    rows: row.get::<_, i64>(3)?.cast_unsigned(),
                })
            };
            statement.query_row(params![collection.to_string(), keys.id().0], read).optional()
        })
        .map_err(failed("reading what is staged"))
}

/// The slot that does not serve.
fn spare_slot(connection: &Connection) -> Result<i64, ReplicaError> {
    Ok(if table::live_slot(connection)? == Some(0) { 1 } else { 0 })
}

fn forget(connection: &Connection, collection: Option<Collection>) -> Result<(), ReplicaError> {
    connection
        .execute(
            "DELETE FROM staging WHERE ?1 IS NULL OR collection = ?1",
            params![collection.map(|collection| collection.to_string())],
        )
        .map(drop)
        .map_err(failed("dropping what is staged"))
}

/// Empties a slot of everything that is not staged, whatever collections are in it.
fn empty(replica: &Sqlite, slot: i64) -> Result<(), ReplicaError> {
    let mut before = String::new();
    loop {
        let next: Option<(String, bool)> = replica
            .connection
            .prepare_cached(
                "SELECT found, found IN (SELECT collection FROM staging)
                 FROM (SELECT min(collection) AS found FROM row WHERE slot = ?1 AND collection > ?2)
                 WHERE found IS NOT NULL",
            )
            .and_then(|mut statement| {
                statement.query_row(params![slot, before], |row| Ok((row.get(0)?, row.get(1)?))).optional()
            })
            .map_err(failed("removing old rows"))?;
        let Some((collection, is_staged)) = next else { return Ok(()) };
        if collection <= before {
            return Err(out_of_order());
        }
        if !is_staged {
            sweep_named(replica, slot, &collection)?;
        }
        before = collection;
    }
}

/// Looks at every row and at every tag whether it is in a slot of which nothing is staged: one that removing did not find
/// would be in the way of head office's.
fn is_empty(connection: &Connection, slot: i64) -> Result<(), ReplicaError> {
    let left_over: bool = connection
        .query_row(
            "SELECT NOT EXISTS (SELECT 1 FROM staging)
             AND (EXISTS (SELECT 1 FROM row WHERE +slot = ?1)
               OR EXISTS (SELECT 1 FROM row INDEXED BY row_by_tag WHERE +slot = ?1 AND tag IS NOT NULL))",
            [slot],
            |row| row.get(0),
        )
        .map_err(failed("removing old rows"))?;
    if left_over { Err(out_of_order()) } else { Ok(()) }
}

/// Removes a collection's rows from a slot that does not serve, a few buckets at a time.
fn sweep_named(replica: &Sqlite, slot: i64, collection: &str) -> Result<(), ReplicaError> {
    loop {
        let transaction = replica.write()?;
        let first: Option<i64> = transaction
            .prepare_cached("SELECT min(bucket) FROM row WHERE slot = ?1 AND collection = ?2")
            .and_then(|mut statement| statement.query_row(params![slot, collection], |row| row.get(0)))
            .map_err(failed("removing old rows"))?;
        let Some(first) = first else { return Ok(()) };
        let removed = transaction
            .prepare_cached("DELETE FROM row WHERE slot = ?1 AND collection = ?2 AND bucket < ?3")
            .and_then(|mut statement| statement.execute(params![slot, collection, first.saturating_add(SWEEP_BUCKETS)]))
            .map_err(failed("removing old rows"))?;
        if removed == 0 {
            return Err(out_of_order());
        }
        transaction.commit().map_err(failed("removing old rows"))?;
    }
}

/// Somebody wrote into the file past SQLite: what is found in a place is not what is looked for there, and asking again
/// would find it again for ever.
fn out_of_order() -> ReplicaError {
    ReplicaError::Tampered { what: "the order of the stored rows".to_owned() }
}

/// What differs between what served and what is to serve.
fn compare(
    connection: &Connection,
    old: i64,
    new: i64,
    collection: Collection,
    changes: &mut Changes,
) -> Result<(), ReplicaError> {
    let mut count = |sql: &str| -> rusqlite::Result<()> {
        let mut statement = connection.prepare_cached(sql)?;
        let mut found = statement.query(params![old, new, collection.to_string()])?;
        while let Some(row) = found.next()? {
            let body = |column| row.get_ref(column)?.as_blob_or_null().map_err(rusqlite::Error::from);
            rows::tally(changes, collection, row.get_ref(0)?.as_str()?, body(1)?, body(2)?);
        }
        Ok(())
    };
    count(
        "SELECT new.key, old.body, new.body FROM row AS new
         LEFT JOIN row AS old
           ON old.slot = ?1 AND old.collection = ?3 AND old.bucket = new.bucket AND old.key = new.key
         WHERE new.slot = ?2 AND new.collection = ?3 AND old.body IS NOT new.body",
    )
    .and_then(|()| {
        count(
            "SELECT old.key, old.body, NULL FROM row AS old
             WHERE old.slot = ?1 AND old.collection = ?3 AND NOT EXISTS
               (SELECT 1 FROM row AS new
                WHERE new.slot = ?2 AND new.collection = ?3 AND new.bucket = old.bucket AND new.key = old.key)",
        )
    })
    .map_err(failed("comparing with what served before"))
}
