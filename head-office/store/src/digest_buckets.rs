//! The directory's digest, a bucket at a time.

use super::{DbError, Tx};
use sync_core::domain::{Bytes32, Collection};
use sync_core::sync::Buckets;

/// The directory's buckets as stored.
///
/// # Errors
/// Those of the database.
pub fn load(tx: &mut Tx<'_>) -> Result<Buckets, DbError> {
    let sql = "SELECT bucket, row_count, hash FROM digest_bucket WHERE collection = ?1";
    let mut buckets = Buckets::default();
    for mut row in tx.query(sql, &[Collection::Directory.to_string().into()])? {
        let bucket = row.take::<u32>(0)? as usize;
        if bucket >= sync_core::sync::BUCKETS {
            return Err(DbError::Unreadable { column: 0, due: "the number of a bucket" });
        }
        buckets.restore(bucket, row.take(1)?, row.take(2)?);
    }
    Ok(buckets)
}

/// Stores one of the directory's buckets.
///
/// # Errors
/// Those of the database.
pub fn put(tx: &mut Tx<'_>, bucket: usize, count: u64, hash: Bytes32) -> Result<(), DbError> {
    tx.execute(
        "INSERT INTO digest_bucket (collection, bucket, row_count, hash) VALUES (?1, ?2, ?3, ?4) \
         ON CONFLICT (collection, bucket) DO UPDATE SET row_count = excluded.row_count, hash = excluded.hash",
        &[Collection::Directory.to_string().into(), bucket.into(), count.into(), hash.into()],
    )?;
    Ok(())
}
