//! The KDFs: live ones, and retired ones for as long as what was released under them stays taken.

use super::{DbError, Row, Tx};
use sync_core::domain::{Kdf, KdfName, UnixMs};

const SELECT: &str = "SELECT name, salt, memory_kib, passes, lanes FROM kdf";
/// The one under which passwords are set comes first.
const ORDER: &str = "ORDER BY retired_until IS NOT NULL, created_at DESC, name";

/// All live KDFs, the one under which passwords are set first.
///
/// # Errors
/// Those of the database.
pub fn all(tx: &mut Tx<'_>) -> Result<Vec<Kdf>, DbError> {
    tx.query(&format!("{SELECT} WHERE retired_until IS NULL {ORDER}"), &[])?.into_iter().map(read).collect()
}

/// The KDFs under which a POS password must be unique: live ones first, then retired ones under which something is
/// still taken.
///
/// # Errors
/// Those of the database.
pub fn compared(tx: &mut Tx<'_>, now: UnixMs) -> Result<Vec<Kdf>, DbError> {
    let sql = format!("{SELECT} WHERE retired_until IS NULL OR retired_until > ?1 {ORDER}");
    tx.query(&sql, &[now.into()])?.into_iter().map(read).collect()
}

/// The names of those out of use.
///
/// # Errors
/// Those of the database.
pub fn retired(tx: &mut Tx<'_>) -> Result<Vec<KdfName>, DbError> {
    let rows = tx.query("SELECT name FROM kdf WHERE retired_until IS NOT NULL", &[])?;
    rows.into_iter().map(|mut row| row.take(0)).collect()
}

/// Adds a KDF, or takes the one of this name into use again; from now on passwords are set under it.
///
/// # Errors
/// Those of the database.
pub fn create(tx: &mut Tx<'_>, kdf: &Kdf, now: UnixMs) -> Result<(), DbError> {
    // The newest is the one for new passwords, whatever the clock says.
    tx.execute(
        "INSERT INTO kdf (name, salt, memory_kib, passes, lanes, created_at) VALUES (?1, ?2, ?3, ?4, ?5, \
         (SELECT max(?6, coalesce(max(created_at) + 1, ?6)) FROM kdf)) \
         ON CONFLICT (name) DO UPDATE SET created_at = excluded.created_at, retired_until = NULL",
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

/// Takes a KDF out of use. What was released until now stays taken under it for as long as under any other.
///
/// # Errors
/// Those of the database.
pub fn retire(tx: &mut Tx<'_>, name: &KdfName, now: UnixMs) -> Result<(), DbError> {
    tx.execute(
        "UPDATE kdf SET retired_until = coalesce((SELECT max(taken_until) FROM released_password), ?2) WHERE name = ?1",
        &[name.into(), now.into()],
    )?;
    Ok(())
}

fn read(mut row: Row) -> Result<Kdf, DbError> {
    Ok(Kdf {
        name: row.take::<KdfName>(0)?,
        salt: row.take(1)?,
        memory_kib: row.take(2)?,
        passes: row.take(3)?,
        lanes: row.take(4)?,
    })
}
