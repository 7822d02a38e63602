//! Salepoints.

use super::grants::{Kind, Sees, Viewer};
use super::user_list::escaped;
use super::{DbError, Row, Tx, Value, name_keys};
pub use crate::domain::records::Salepoint;
use crate::own_limits::OwnLimits;
use sync_core::domain::{SalepointId, StoreId, TerminalId, UserId, fold};

const SELECT: &str = "SELECT id, name, language, store_id, closed_at, address, receipt_header, throttle_attempts, \
                      auto_lock_s, fresh_for_s, valid_for_s FROM salepoint";

/// Those of the viewer's salepoints that fulfil a condition, whose values come first.
fn select(tx: &mut Tx<'_>, viewer: Viewer, condition: &str, mut values: Vec<Value>) -> Result<Vec<Salepoint>, DbError> {
    let sees = viewer.sees(Kind::Salepoints, "salepoint", &mut values);
    let sql = format!("{SELECT} WHERE {sees} AND {condition}");
    tx.query(&sql, &values)?.into_iter().map(read).collect()
}

/// All salepoints, closed ones too, by name.
///
/// # Errors
/// Those of the database.
pub fn all(tx: &mut Tx<'_>, viewer: Viewer) -> Result<Vec<Salepoint>, DbError> {
    select(tx, viewer, "1 = 1 ORDER BY name_key, id", Vec::new())
}

/// Those that terminals stand under, or this one does.
///
/// # Errors
/// Those of the database.
pub fn with_terminals(tx: &mut Tx<'_>, viewer: Viewer, only: Option<TerminalId>) -> Result<Vec<Salepoint>, DbError> {
    let (condition, values) = match only {
        None => ("id IN (SELECT salepoint_id FROM terminal)", Vec::new()),
        Some(terminal) => ("id = (SELECT salepoint_id FROM terminal WHERE id = ?1)", vec![terminal.into()]),
    };
    select(tx, viewer, condition, values)
}

/// How many there are.
///
/// # Errors
/// Those of the database.
pub fn count(tx: &mut Tx<'_>, viewer: Viewer) -> Result<u64, DbError> {
    let mut values = Vec::new();
    let sees = viewer.sees(Kind::Salepoints, "salepoint", &mut values);
    let row = tx.query_one(&format!("SELECT count(*) FROM salepoint WHERE {sees}"), &values)?;
    row.map_or(Ok(0), |mut row| row.take(0))
}

/// One salepoint.
///
/// # Errors
/// Those of the database.
pub fn find(tx: &mut Tx<'_>, viewer: Viewer, id: SalepointId) -> Result<Option<Salepoint>, DbError> {
    Ok(select(tx, viewer, "id = ?1", vec![id.into()])?.pop())
}

/// The salepoint of this name.
///
/// # Errors
/// Those of the database.
pub fn named(tx: &mut Tx<'_>, viewer: Viewer, name: &str) -> Result<Option<Salepoint>, DbError> {
    Ok(select(tx, viewer, "name = ?1", vec![name.into()])?.pop())
}

/// The salepoints whose names have the same letters as this one, whatever their case and accents.
///
/// # Errors
/// Those of the database.
pub fn of_these_letters(tx: &mut Tx<'_>, viewer: Viewer, name: &str) -> Result<Vec<Salepoint>, DbError> {
    let letters = [name.to_owned(), crate::names::in_latin(name)].map(|name| fold(&name).into());
    select(tx, viewer, "folded_name IN (?1, ?2) ORDER BY id", letters.into())
}

/// All open salepoints, by name.
///
/// # Errors
/// Those of the database.
pub fn open(tx: &mut Tx<'_>, viewer: Viewer) -> Result<Vec<Salepoint>, DbError> {
    select(tx, viewer, "closed_at IS NULL ORDER BY name_key, id", Vec::new())
}

/// The open salepoints that the viewer has, not only in keeping, by name: terminals are put under these only.
///
/// # Errors
/// Those of the database.
pub fn had(tx: &mut Tx<'_>, viewer: Viewer) -> Result<Vec<Salepoint>, DbError> {
    let mut values = Vec::new();
    let has = viewer.has(Kind::Salepoints, "salepoint.id", &mut values);
    let sql = format!("{SELECT} WHERE {has} AND closed_at IS NULL ORDER BY name_key, id");
    tx.query(&sql, &values)?.into_iter().map(read).collect()
}

/// The open salepoint of this folded name.
///
/// # Errors
/// Those of the database.
pub fn of_folded_name(tx: &mut Tx<'_>, viewer: Viewer, name: &str) -> Result<Option<Salepoint>, DbError> {
    let condition = "folded_name = ?1 AND closed_at IS NULL ORDER BY id LIMIT 1";
    Ok(select(tx, viewer, condition, vec![name.into()])?.pop())
}

/// The first open salepoints whose folded names hold this, by name.
///
/// # Errors
/// Those of the database.
pub fn like(tx: &mut Tx<'_>, viewer: Viewer, part: &str, at_most: u64) -> Result<Vec<Salepoint>, DbError> {
    let condition = "folded_name LIKE ?1 ESCAPE '\\' AND closed_at IS NULL ORDER BY name_key, id LIMIT ?2";
    select(tx, viewer, condition, vec![format!("%{}%", escaped(part)).into(), at_most.into()])
}

/// The salepoints that sell from a store, by name.
///
/// # Errors
/// Those of the database.
pub fn selling_from(tx: &mut Tx<'_>, viewer: Viewer, store: StoreId) -> Result<Vec<Salepoint>, DbError> {
    select(tx, viewer, "store_id = ?1 ORDER BY name_key, id", vec![store.into()])
}

/// Adds a salepoint, or changes the one with this id.
///
/// # Errors
/// Those of the database.
pub fn save(tx: &mut Tx<'_>, salepoint: &Salepoint) -> Result<(), DbError> {
    let key = name_keys::key(tx, &salepoint.name)?;
    tx.execute(
        "INSERT INTO salepoint (id, name, language, store_id, closed_at, folded_name, address, receipt_header, \
         throttle_attempts, auto_lock_s, fresh_for_s, valid_for_s, name_key) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13) \
         ON CONFLICT (id) DO UPDATE SET name = excluded.name, language = excluded.language, \
         store_id = excluded.store_id, closed_at = excluded.closed_at, folded_name = excluded.folded_name, \
         address = excluded.address, receipt_header = excluded.receipt_header, \
         throttle_attempts = excluded.throttle_attempts, auto_lock_s = excluded.auto_lock_s, \
         fresh_for_s = excluded.fresh_for_s, valid_for_s = excluded.valid_for_s, \
         name_key = excluded.name_key",
        &[
            salepoint.id.into(),
            (&salepoint.name).into(),
            salepoint.language.into(),
            salepoint.store.into(),
            salepoint.closed_at.into(),
            fold(&salepoint.name).into(),
            (&salepoint.address).into(),
            (&salepoint.receipt_header).into(),
            salepoint.own.throttle_attempts.into(),
            salepoint.own.auto_lock_s.into(),
            salepoint.own.fresh_for_s.into(),
            salepoint.own.valid_for_s.into(),
            key.into(),
        ],
    )?;
    Ok(())
}

/// Who has a salepoint, by id.
///
/// # Errors
/// Those of the database.
pub fn users(tx: &mut Tx<'_>, id: SalepointId) -> Result<Vec<UserId>, DbError> {
    let rows = tx.query("SELECT user_id FROM user_salepoint WHERE salepoint_id = ?1", &[id.into()])?;
    rows.into_iter().map(|mut row| row.take(0)).collect()
}

/// Whether there are salepoints whose names an earlier version of this program wrote.
///
/// # Errors
/// Those of the database.
pub fn any_not_folded(tx: &mut Tx<'_>) -> Result<bool, DbError> {
    Ok(tx.query_one("SELECT 1 FROM salepoint WHERE folded_name IS NULL LIMIT 1", &[])?.is_some())
}

/// Folds the names of those salepoints.
///
/// # Errors
/// Those of the database.
pub fn fold_names(tx: &mut Tx<'_>) -> Result<(), DbError> {
    for mut row in tx.query("SELECT id, name FROM salepoint WHERE folded_name IS NULL", &[])? {
        let (id, name) = (row.take::<SalepointId>(0)?, row.take::<String>(1)?);
        tx.execute("UPDATE salepoint SET folded_name = ?2 WHERE id = ?1", &[id.into(), fold(&name).into()])?;
    }
    Ok(())
}

fn read(mut row: Row) -> Result<Salepoint, DbError> {
    Ok(Salepoint {
        id: row.take(0)?,
        name: row.take(1)?,
        language: row.take(2)?,
        store: row.take(3)?,
        closed_at: row.take(4)?,
        address: row.take(5)?,
        receipt_header: row.take(6)?,
        own: OwnLimits {
            throttle_attempts: row.take(7)?,
            auto_lock_s: row.take(8)?,
            fresh_for_s: row.take(9)?,
            valid_for_s: row.take(10)?,
        },
    })
}
