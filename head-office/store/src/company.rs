//! The company, the counter that orders all changes, and facts about this installation.

use super::{DbError, Tx, machine};
pub use crate::domain::records::Company;
use crate::zone::Zone;
use sync_core::domain::{Cursor, Epoch, Revision};
use sync_core::sync::wire::OrderId;

/// The company; `None` before `init` has ended.
///
/// # Errors
/// Those of the database.
pub fn find(tx: &mut Tx<'_>) -> Result<Option<Company>, DbError> {
    let row = tx.query_one("SELECT id, name FROM company", &[])?;
    row.map(|mut row| Ok(Company { id: row.take(0)?, name: row.take(1)? })).transpose()
}

/// Begins the company's data.
///
/// # Errors
/// Those of the database.
pub fn create(tx: &mut Tx<'_>, company: &Company, epoch: Epoch) -> Result<(), DbError> {
    tx.execute("INSERT INTO company (id, name) VALUES (?1, ?2)", &[company.id.into(), (&company.name).into()])?;
    tx.execute("INSERT INTO counter (id, epoch, revision, floor) VALUES (1, ?1, 0, 0)", &[epoch.0.into()])?;
    Ok(())
}

/// Gives the company another name.
///
/// # Errors
/// Those of the database.
pub fn rename(tx: &mut Tx<'_>, name: &str) -> Result<(), DbError> {
    tx.execute("UPDATE company SET name = ?1", &[name.into()])?;
    Ok(())
}

/// The company's time zone. Until one was chosen it is that of this machine.
///
/// # Errors
/// Those of the database.
pub fn zone(tx: &mut Tx<'_>) -> Result<Zone, DbError> {
    let row = tx.query_one("SELECT time_zone FROM company", &[])?;
    let name: String = row.map_or_else(|| Ok(String::new()), |mut row| row.take(0))?;
    Ok(name.parse().unwrap_or_else(|_| machine::zone()))
}

/// Gives the company another time zone.
///
/// # Errors
/// Those of the database.
pub fn set_zone(tx: &mut Tx<'_>, zone: Zone) -> Result<(), DbError> {
    tx.execute("UPDATE company SET time_zone = ?1", &[zone.name().into()])?;
    Ok(())
}

/// The counter's row.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Counter {
    /// Where head office stands.
    pub cursor: Cursor,
    /// A terminal at this revision or later can be told of every row that went since.
    pub floor: Revision,
}

/// Where head office stands.
///
/// # Errors
/// Those of the database; also when there is no company yet.
pub fn counter(tx: &mut Tx<'_>) -> Result<Counter, DbError> {
    let mut row = tx
        .query_one("SELECT epoch, revision, floor FROM counter WHERE id = 1", &[])?
        .ok_or(DbError::Unreadable { column: 0, due: "a counter" })?;
    let cursor = Cursor { epoch: Epoch(row.take(0)?), revision: Revision(row.take(1)?) };
    Ok(Counter { cursor, floor: Revision(row.take(2)?) })
}

/// Where head office stands, and until the transaction ends nobody else moves it.
///
/// # Errors
/// As [`counter`].
pub fn lock_counter(tx: &mut Tx<'_>) -> Result<Counter, DbError> {
    tx.execute("UPDATE counter SET revision = revision WHERE id = 1", &[])?;
    counter(tx)
}

/// Moves the locked counter.
///
/// # Errors
/// Those of the database.
pub fn set_revision(tx: &mut Tx<'_>, revision: Revision) -> Result<(), DbError> {
    tx.execute("UPDATE counter SET revision = ?1 WHERE id = 1", &[revision.0.into()])?;
    Ok(())
}

/// Raises the floor of the locked counter: tombstones at or below it may be missing.
///
/// # Errors
/// Those of the database.
pub fn set_floor(tx: &mut Tx<'_>, floor: Revision) -> Result<(), DbError> {
    tx.execute("UPDATE counter SET floor = ?1 WHERE id = 1", &[floor.0.into()])?;
    Ok(())
}

/// Begins an epoch by the locked counter; revisions go on.
///
/// # Errors
/// Those of the database.
pub fn set_epoch(tx: &mut Tx<'_>, epoch: Epoch) -> Result<(), DbError> {
    tx.execute("UPDATE counter SET epoch = ?1 WHERE id = 1", &[epoch.0.into()])?;
    Ok(())
}

/// Notes that terminals or their orders have changed, for those who keep them in memory.
///
/// # Errors
/// Those of the database.
pub fn terminals_changed(tx: &mut Tx<'_>) -> Result<(), DbError> {
    tx.execute("UPDATE counter SET terminals_version = terminals_version + 1 WHERE id = 1", &[])?;
    Ok(())
}

/// How often terminals and their orders have changed.
///
/// # Errors
/// As [`counter`].
pub fn terminals_version(tx: &mut Tx<'_>) -> Result<u64, DbError> {
    let row = tx.query_one("SELECT terminals_version FROM counter WHERE id = 1", &[])?;
    row.ok_or(DbError::Unreadable { column: 0, due: "a counter" })?.take(0)
}

/// The id of a new order.
///
/// # Errors
/// Those of the database; also when there is no company yet.
pub fn next_order(tx: &mut Tx<'_>) -> Result<OrderId, DbError> {
    tx.execute("UPDATE counter SET order_number = order_number + 1 WHERE id = 1", &[])?;
    let mut row = tx
        .query_one("SELECT epoch, order_number FROM counter WHERE id = 1", &[])?
        .ok_or(DbError::Unreadable { column: 0, due: "a counter" })?;
    Ok(OrderId { epoch: Epoch(row.take(0)?), number: row.take(1)? })
}

/// The fact that names the key that signed when the last backup was made, or that the backup holds that was put back.
pub const BACKUP_KEY: &str = "backup_key";

/// A fact about this installation.
///
/// # Errors
/// Those of the database.
pub fn fact(tx: &mut Tx<'_>, name: &str) -> Result<Option<String>, DbError> {
    let row = tx.query_one("SELECT value FROM fact WHERE name = ?1", &[name.into()])?;
    row.map(|mut row| row.take(0)).transpose()
}

/// Forgets a fact about this installation.
///
/// # Errors
/// Those of the database.
pub fn forget_fact(tx: &mut Tx<'_>, name: &str) -> Result<(), DbError> {
    tx.execute("DELETE FROM fact WHERE name = ?1", &[name.into()])?;
    Ok(())
}

/// Notes a fact about this installation.
///
/// # Errors
/// Those of the database.
pub fn set_fact(tx: &mut Tx<'_>, name: &str, value: &str) -> Result<(), DbError> {
    tx.execute(
        "INSERT INTO fact (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        &[name.into(), value.into()],
    )?;
    Ok(())
}
