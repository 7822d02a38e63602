//! The live KDFs.

use super::{DbError, Tx};
use sync_core::domain::{Kdf, KdfName, UnixMs};

/// All live KDFs, the one under which passwords are set first.
///
/// # Errors
/// Those of the database.
pub fn all(tx: &mut Tx<'_>) -> Result<Vec<Kdf>, DbError> {
    let sql = "SELECT name, salt, memory_kib, passes, lanes FROM kdf ORDER BY created_at DESC, name";
    let rows = tx.query(sql, &[])?;
    rows.into_iter()
        .map(|mut row| {
            Ok(Kdf {
                name: row.take::<KdfName>(0)?,
                salt: row.take(1)?,
                memory_kib: row.take(2)?,
                passes: row.take(3)?,
                lanes: row.take(4)?,
            })
        })
        .collect()
}

/// Adds a KDF; from now on passwords are set under it.
///
/// # Errors
/// Those of the database.
pub fn create(tx: &mut Tx<'_>, kdf: &Kdf, now: UnixMs) -> Result<(), DbError> {
    tx.execute(
        "INSERT INTO kdf (name, salt, memory_kib, passes, lanes, created_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        &[
            (&kdf.name).into(),
            kdf.salt.to_vec().into(),
            kdf.memory_kib.into(),
            kdf.passes.into(),
            kdf.lanes.into(),
            now.into(),
        ],
    )?;
    Ok(())
}
