//! The names that terminals reach head office by, and its move to another address.

use super::{DbError, Tx};
use sync_core::domain::{Epoch, UnixMs};
use sync_core::sync::wire::OrderId;

/// How many names are kept: those last used.
pub const MOST_NAMES: usize = 50;

/// A name that terminals were enrolled or moved with, or came by.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OfficeName {
    /// A host's name or address, without a port.
    pub name: String,
    /// When it was last used, as far as that was written down.
    pub used_at: UnixMs,
    /// How many terminals in service last came by it.
    pub terminals: u64,
}

/// The names, the last used first.
///
/// # Errors
/// Those of the database.
pub fn names(tx: &mut Tx<'_>) -> Result<Vec<OfficeName>, DbError> {
    let rows = tx.query(
        "SELECT n.name, n.used_at, (SELECT count(*) FROM terminal t WHERE t.office_name = n.name AND t.removal IS NULL) \
         FROM office_name n ORDER BY n.used_at DESC, n.name",
        &[],
    )?;
    rows.into_iter()
        .map(|mut row| Ok(OfficeName { name: row.take(0)?, used_at: row.take(1)?, terminals: row.take(2)? }))
        .collect()
}

/// Notes that a name is used; the one that was not for the longest time makes room.
///
/// # Errors
/// Those of the database.
pub fn used(tx: &mut Tx<'_>, name: &str, at: UnixMs) -> Result<(), DbError> {
    tx.execute(
        "INSERT INTO office_name (name, used_at) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET used_at = excluded.used_at",
        &[name.into(), at.into()],
    )?;
    tx.execute(
        "DELETE FROM office_name WHERE name NOT IN (SELECT name FROM office_name ORDER BY used_at DESC, name LIMIT ?1)",
        &[MOST_NAMES.into()],
    )?;
    Ok(())
}

/// Drops a name; whether it was there.
///
/// # Errors
/// Those of the database.
pub fn forget(tx: &mut Tx<'_>, name: &str) -> Result<bool, DbError> {
    Ok(tx.execute("DELETE FROM office_name WHERE name = ?1", &[name.into()])? > 0)
}

/// Where head office last said that it moves to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StoredRelocation {
    /// The address.
    pub office: String,
    /// A later one has a greater number.
    pub id: OrderId,
    /// When it was said.
    pub made_at: UnixMs,
}

/// Where head office last said that it moves to, if it ever did.
///
/// # Errors
/// Those of the database.
pub fn relocation(tx: &mut Tx<'_>) -> Result<Option<StoredRelocation>, DbError> {
    let row = tx.query_one("SELECT office, epoch, number, made_at FROM office_relocation WHERE id = 1", &[])?;
    row.map(|mut row| {
        let id = OrderId { epoch: Epoch(row.take(1)?), number: row.take(2)? };
        Ok(StoredRelocation { office: row.take(0)?, id, made_at: row.take(3)? })
    })
    .transpose()
}

/// Says where head office moves to.
///
/// # Errors
/// Those of the database.
pub fn relocate(tx: &mut Tx<'_>, relocation: &StoredRelocation) -> Result<(), DbError> {
    tx.execute("DELETE FROM office_relocation", &[])?;
    tx.execute(
        "INSERT INTO office_relocation (id, office, epoch, number, made_at) VALUES (1, ?1, ?2, ?3, ?4)",
        &[
            (&relocation.office).into(),
            relocation.id.epoch.0.into(),
            relocation.id.number.into(),
            relocation.made_at.into(),
        ],
    )?;
    super::company::terminals_changed(tx)
}
