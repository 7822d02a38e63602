//! How many attempts to sign in were made under a name or from an address, as the time when all are given back.

use super::{DbError, Tx};
use sync_core::domain::{Bytes32, UnixMs};

/// When all attempts of this subject are given back; `None`: nothing is missing.
///
/// # Errors
/// Those of the database.
pub fn settled_at(tx: &mut Tx<'_>, subject_hash: Bytes32) -> Result<Option<UnixMs>, DbError> {
    let sql = "SELECT settled_at FROM sign_in_throttle WHERE subject_hash = ?1";
    tx.query_one(sql, &[subject_hash.into()])?.map(|mut row| row.take(0)).transpose()
}

/// Notes when all attempts will be given back, and forgets subjects of which nothing is missing any more.
///
/// # Errors
/// Those of the database.
pub fn store(tx: &mut Tx<'_>, subject_hash: Bytes32, settled_at: UnixMs, now: UnixMs) -> Result<(), DbError> {
    tx.execute(
        "INSERT INTO sign_in_throttle (subject_hash, settled_at) VALUES (?1, ?2) \
         ON CONFLICT (subject_hash) DO UPDATE SET settled_at = excluded.settled_at",
        &[subject_hash.into(), settled_at.into()],
    )?;
    tx.execute("DELETE FROM sign_in_throttle WHERE settled_at <= ?1", &[now.into()])?;
    Ok(())
}
