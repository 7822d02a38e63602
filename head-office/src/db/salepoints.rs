//! Salepoints.

use super::user_list::escaped;
use super::{DbError, Row, Tx};
use crate::fold::fold;
use sync_core::domain::{Language, SalepointId, StoreId, UnixMs, UserId};

/// A place of sale.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Salepoint {
    /// Its id.
    pub id: SalepointId,
    /// Its name, unique.
    pub name: String,
    /// The language of its terminals while nobody is logged in.
    pub language: Language,
    /// The store it sells from.
    pub store: Option<StoreId>,
    /// When it was closed; `None`: it is open.
    pub closed_at: Option<UnixMs>,
}

const SELECT: &str = "SELECT id, name, language, store_id, closed_at FROM salepoint";

/// All salepoints, closed ones too, by name.
///
/// # Errors
/// Those of the database.
pub fn all(tx: &mut Tx<'_>) -> Result<Vec<Salepoint>, DbError> {
    tx.query(&format!("{SELECT} ORDER BY name"), &[])?.into_iter().map(read).collect()
}

/// How many there are.
///
/// # Errors
/// Those of the database.
pub fn count(tx: &mut Tx<'_>) -> Result<u64, DbError> {
    tx.query_one("SELECT count(*) FROM salepoint", &[])?.map_or(Ok(0), |mut row| row.take(0))
}

/// One salepoint.
///
/// # Errors
/// Those of the database.
pub fn find(tx: &mut Tx<'_>, id: SalepointId) -> Result<Option<Salepoint>, DbError> {
    tx.query_one(&format!("{SELECT} WHERE id = ?1"), &[id.into()])?.map(read).transpose()
}

/// The salepoint of this name.
///
/// # Errors
/// Those of the database.
pub fn named(tx: &mut Tx<'_>, name: &str) -> Result<Option<Salepoint>, DbError> {
    tx.query_one(&format!("{SELECT} WHERE name = ?1"), &[name.into()])?.map(read).transpose()
}

/// The salepoints whose names have the same letters as this one, whatever their case and accents.
///
/// # Errors
/// Those of the database.
pub fn of_these_letters(tx: &mut Tx<'_>, name: &str) -> Result<Vec<Salepoint>, DbError> {
    let sql = format!("{SELECT} WHERE folded_name = ?1 ORDER BY id");
    tx.query(&sql, &[fold(name).into()])?.into_iter().map(read).collect()
}

/// All open salepoints, by name.
///
/// # Errors
/// Those of the database.
pub fn open(tx: &mut Tx<'_>) -> Result<Vec<Salepoint>, DbError> {
    let sql = format!("{SELECT} WHERE closed_at IS NULL ORDER BY folded_name, id");
    tx.query(&sql, &[])?.into_iter().map(read).collect()
}

/// The open salepoint of this folded name.
///
/// # Errors
/// Those of the database.
pub fn of_folded_name(tx: &mut Tx<'_>, name: &str) -> Result<Option<Salepoint>, DbError> {
    let sql = format!("{SELECT} WHERE folded_name = ?1 AND closed_at IS NULL ORDER BY id LIMIT 1");
    tx.query_one(&sql, &[name.into()])?.map(read).transpose()
}

/// The first open salepoints whose folded names hold this, by name.
///
/// # Errors
/// Those of the database.
pub fn like(tx: &mut Tx<'_>, part: &str, at_most: u64) -> Result<Vec<Salepoint>, DbError> {
    let sql = format!(
        "{SELECT} WHERE folded_name LIKE ?1 ESCAPE '\\' AND closed_at IS NULL ORDER BY folded_name, id LIMIT ?2"
    );
    let rows = tx.query(&sql, &[format!("%{}%", escaped(part)).into(), at_most.into()])?;
    rows.into_iter().map(read).collect()
}

/// The salepoints that sell from a store, by name.
///
/// # Errors
/// Those of the database.
pub fn selling_from(tx: &mut Tx<'_>, store: StoreId) -> Result<Vec<Salepoint>, DbError> {
    let sql = format!("{SELECT} WHERE store_id = ?1 ORDER BY folded_name, id");
    tx.query(&sql, &[store.into()])?.into_iter().map(read).collect()
}

/// Adds a salepoint, or changes the one with this id.
///
/// # Errors
/// Those of the database.
pub fn save(tx: &mut Tx<'_>, salepoint: &Salepoint) -> Result<(), DbError> {
    tx.execute(
        "INSERT INTO salepoint (id, name, language, store_id, closed_at, folded_name) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6) \
         ON CONFLICT (id) DO UPDATE SET name = excluded.name, language = excluded.language, \
         store_id = excluded.store_id, closed_at = excluded.closed_at, folded_name = excluded.folded_name",
        &[
            salepoint.id.into(),
            (&salepoint.name).into(),
            salepoint.language.into(),
            salepoint.store.into(),
            salepoint.closed_at.into(),
            fold(&salepoint.name).into(),
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

/// Whether a user may change a salepoint's settings: who has it, and anybody as long as nobody has it.
///
/// # Errors
/// Those of the database.
pub fn is_in_hands_of(tx: &mut Tx<'_>, id: SalepointId, user: UserId) -> Result<bool, DbError> {
    let row = tx.query_one(
        "SELECT 1 WHERE EXISTS (SELECT 1 FROM user_salepoint WHERE salepoint_id = ?1 AND user_id = ?2) \
         OR NOT EXISTS (SELECT 1 FROM user_salepoint WHERE salepoint_id = ?1)",
        &[id.into(), user.into()],
    )?;
    Ok(row.is_some())
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
    })
}
