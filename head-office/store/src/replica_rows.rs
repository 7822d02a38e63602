//! The rows of the collections, as derived from the domain tables.

use super::{DbError, Tx, Value, many};
use std::collections::{BTreeMap, BTreeSet};
use sync_core::domain::{Collection, Revision, RowKey};
use sync_core::sync::bucket_of;

/// The number of a collection whose name is the first parameter.
const FIRST: &str = "(SELECT id FROM collection WHERE name = ?1)";

/// A row's key and its image; `None`: the row is gone.
pub type KeyedBody = (String, Option<Vec<u8>>);

/// Rows of collections, each with its image; `None`: a tombstone.
pub type Images = BTreeMap<(Collection, RowKey), Option<Vec<u8>>>;

/// The image of one row; `None` when it never was there or is gone.
///
/// # Errors
/// Those of the database.
pub fn body(tx: &mut Tx<'_>, collection: Collection, key: &RowKey) -> Result<Option<Vec<u8>>, DbError> {
    let sql = format!("SELECT body FROM replica_row WHERE collection_id = {FIRST} AND row_key = ?2");
    let row = tx.query_one(&sql, &[name(collection), key.into()])?;
    Ok(row.map(|mut row| row.take(0)).transpose()?.flatten())
}

/// In which collections a row of this key is, and its images there.
///
/// # Errors
/// Those of the database.
pub fn bodies_by_key(tx: &mut Tx<'_>, key: &RowKey) -> Result<Vec<(Collection, Vec<u8>)>, DbError> {
    let sql = "SELECT c.name, r.body FROM replica_row r JOIN collection c ON c.id = r.collection_id \
               WHERE r.row_key = ?1 AND r.body IS NOT NULL";
    let rows = tx.query(sql, &[key.into()])?;
    rows.into_iter().map(|mut row| Ok((collection(row.take(0)?)?, row.take(1)?))).collect()
}

/// In which collections a row of this key is.
///
/// # Errors
/// Those of the database.
pub fn holders(tx: &mut Tx<'_>, key: &RowKey) -> Result<BTreeSet<Collection>, DbError> {
    let sql = "SELECT c.name FROM replica_row r JOIN collection c ON c.id = r.collection_id \
               WHERE r.row_key = ?1 AND r.body IS NOT NULL";
    let rows = tx.query(sql, &[key.into()])?;
    rows.into_iter().map(|mut row| collection(row.take(0)?)).collect()
}

/// Stores images and tombstones as of a revision.
///
/// # Errors
/// Those of the database.
pub fn put(tx: &mut Tx<'_>, images: &Images, revision: Revision) -> Result<(), DbError> {
    let collections: BTreeSet<_> = images.keys().map(|(collection, _)| *collection).collect();
    let sql = "INSERT INTO collection (name) VALUES {rows} ON CONFLICT (name) DO NOTHING";
    many::insert(tx, sql, ["?"], collections.into_iter().map(|collection| [name(collection)]))?;
    let rows = images.iter().map(|((collection, key), body)| {
        let key = key.to_string();
        let bucket = (*collection == Collection::Directory).then(|| bucket_of(&key));
        [name(*collection), key.into(), revision.0.into(), bucket.into(), body.as_deref().into()]
    });
    many::insert(
        tx,
        "INSERT INTO replica_row (collection_id, row_key, revision, bucket, body) VALUES {rows} \
         ON CONFLICT (row_key, collection_id) DO UPDATE SET revision = excluded.revision, body = excluded.body",
        ["(SELECT id FROM collection WHERE name = ?)", "?", "?", "?", "?"],
        rows,
    )
}

/// The revision of a collection's last change; 0 when it never had a row.
///
/// # Errors
/// Those of the database.
pub fn latest(tx: &mut Tx<'_>, collection: Collection) -> Result<Revision, DbError> {
    let row = tx.query_one(
        &format!("SELECT max(revision) FROM replica_row WHERE collection_id = {FIRST}"),
        &[name(collection)],
    )?;
    let latest: Option<u64> = row.map(|mut row| row.take(0)).transpose()?.flatten();
    Ok(Revision(latest.unwrap_or(0)))
}

/// The rows a collection has now, by key.
///
/// # Errors
/// Those of the database.
pub fn live(tx: &mut Tx<'_>, collection: Collection) -> Result<Vec<(String, Vec<u8>)>, DbError> {
    let sql = format!(
        "SELECT row_key, body FROM replica_row WHERE collection_id = {FIRST} AND body IS NOT NULL ORDER BY row_key"
    );
    let rows = tx.query(&sql, &[name(collection)])?;
    rows.into_iter().map(|mut row| Ok((row.take(0)?, row.take(1)?))).collect()
}

/// Images and tombstones that are newer than a revision, at most `limit`; by key.
///
/// # Errors
/// Those of the database.
pub fn newer(tx: &mut Tx<'_>, collection: Collection, than: Revision, limit: usize) -> Result<Vec<KeyedBody>, DbError> {
    let rows = tx.query(
        &format!("SELECT row_key, body FROM replica_row WHERE collection_id = {FIRST} AND revision > ?2 LIMIT ?3"),
        &[name(collection), than.0.into(), limit.into()],
    )?;
    rows.into_iter().map(|mut row| Ok((row.take(0)?, row.take(1)?))).collect()
}

/// The rows the directory has now in one bucket.
///
/// # Errors
/// Those of the database.
pub fn in_bucket(tx: &mut Tx<'_>, bucket: usize) -> Result<Vec<(String, Vec<u8>)>, DbError> {
    let sql = format!(
        "SELECT row_key, body FROM replica_row WHERE collection_id = {FIRST} AND bucket = ?2 AND bucket IS NOT NULL \
         AND body IS NOT NULL"
    );
    let rows = tx.query(&sql, &[name(Collection::Directory), bucket.into()])?;
    rows.into_iter().map(|mut row| Ok((row.take(0)?, row.take(1)?))).collect()
}

/// All collections that have a row.
///
/// # Errors
/// Those of the database.
pub fn collections(tx: &mut Tx<'_>) -> Result<Vec<Collection>, DbError> {
    let sql = "SELECT c.name FROM collection c WHERE EXISTS \
               (SELECT 1 FROM replica_row r WHERE r.collection_id = c.id AND r.body IS NOT NULL)";
    let rows = tx.query(sql, &[])?;
    rows.into_iter().map(|mut row| collection(row.take(0)?)).collect()
}

/// Tombstones that were removed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct RemovedTombstones {
    /// How many.
    pub count: u64,
    /// The revision of the newest of them.
    pub newest: Revision,
}

/// A tombstone that is not its collection's last change: digests and snapshots are kept by that.
const REMOVABLE: &str = "body IS NULL AND revision < (SELECT max(revision) FROM replica_row AS other \
                         WHERE other.collection_id = replica_row.collection_id)";

/// Removes all but the newest tombstones; a few more stay where one revision made several.
///
/// # Errors
/// Those of the database.
pub fn remove_tombstones(tx: &mut Tx<'_>, keep: u32) -> Result<Option<RemovedTombstones>, DbError> {
    let oldest_kept = match keep.checked_sub(1) {
        None => Some(i64::MAX),
        Some(skip) => {
            let sql = "SELECT revision FROM replica_row WHERE body IS NULL ORDER BY revision DESC LIMIT 1 OFFSET ?1";
            tx.query_one(sql, &[skip.into()])?.map(|mut row| row.take(0)).transpose()?
        }
    };
    let Some(oldest_kept) = oldest_kept else { return Ok(None) };
    let sql = format!("SELECT max(revision) FROM replica_row WHERE {REMOVABLE} AND revision < ?1");
    let newest: Option<u64> = tx.query_one(&sql, &[oldest_kept.into()])?.map_or(Ok(None), |mut row| row.take(0))?;
    let Some(newest) = newest else { return Ok(None) };
    let sql = format!("DELETE FROM replica_row WHERE {REMOVABLE} AND revision < ?1");
    let count = tx.execute(&sql, &[oldest_kept.into()])? as u64;
    Ok(Some(RemovedTombstones { count, newest: Revision(newest) }))
}

/// How many tombstones at or below a revision should have been removed with the newest of them.
///
/// # Errors
/// Those of the database.
pub fn tombstones_through(tx: &mut Tx<'_>, floor: Revision) -> Result<u64, DbError> {
    let sql = format!("SELECT count(*) FROM replica_row WHERE {REMOVABLE} AND revision <= ?1");
    tx.query_one(&sql, &[floor.0.into()])?.map_or(Ok(0), |mut row| row.take(0))
}

fn name(collection: Collection) -> Value {
    Value::Text(collection.to_string())
}

fn collection(text: String) -> Result<Collection, DbError> {
    text.parse().map_err(|_| DbError::Unreadable { column: 0, due: "the name of a collection" })
}
