//! Stores.

use super::grants::{Kind, Sees, StoreName, Viewer};
use super::{DbError, Row, Tx, Value, name_keys};
pub use crate::domain::records::Store;
use sync_core::domain::{StoreId, UserId, fold};

const SELECT: &str = "SELECT id, name, closed_at, address FROM store";

/// Those of the viewer's stores that fulfil a condition, whose values come first.
fn select(tx: &mut Tx<'_>, viewer: Viewer, condition: &str, mut values: Vec<Value>) -> Result<Vec<Store>, DbError> {
    let sees = viewer.sees(Kind::Stores, "store", &mut values);
    let sql = format!("{SELECT} WHERE {sees} AND {condition}");
    tx.query(&sql, &values)?.into_iter().map(read).collect()
}

/// All stores, closed ones too, by name.
///
/// # Errors
/// Those of the database.
pub fn all(tx: &mut Tx<'_>, viewer: Viewer) -> Result<Vec<Store>, DbError> {
    select(tx, viewer, "1 = 1 ORDER BY name_key, id", Vec::new())
}

/// One store.
///
/// # Errors
/// Those of the database.
pub fn find(tx: &mut Tx<'_>, viewer: Viewer, id: StoreId) -> Result<Option<Store>, DbError> {
    Ok(select(tx, viewer, "id = ?1", vec![id.into()])?.pop())
}

/// What the viewer may know of a salepoint's store.
///
/// # Errors
/// Those of the database.
pub fn name_for(tx: &mut Tx<'_>, viewer: Viewer, id: Option<StoreId>) -> Result<StoreName, DbError> {
    let Some(id) = id else { return Ok(StoreName::None) };
    Ok(find(tx, viewer, id)?.map_or(StoreName::NotYours, |store| StoreName::Named(store.name)))
}

/// The store of this name.
///
/// # Errors
/// Those of the database.
#[cfg(any(test, feature = "testing"))]
pub fn named(tx: &mut Tx<'_>, viewer: Viewer, name: &str) -> Result<Option<Store>, DbError> {
    Ok(select(tx, viewer, "name = ?1", vec![name.into()])?.pop())
}

/// The stores whose names have the same letters as this one, whatever their case and accents.
///
/// # Errors
/// Those of the database.
pub fn of_these_letters(tx: &mut Tx<'_>, viewer: Viewer, name: &str) -> Result<Vec<Store>, DbError> {
    let letters = [name.to_owned(), crate::names::in_latin(name)].map(|name| fold(&name).into());
    select(tx, viewer, "folded_name IN (?1, ?2) ORDER BY id", letters.into())
}

/// All open stores, by name.
///
/// # Errors
/// Those of the database.
pub fn open(tx: &mut Tx<'_>, viewer: Viewer) -> Result<Vec<Store>, DbError> {
    select(tx, viewer, "closed_at IS NULL ORDER BY name_key, id", Vec::new())
}

/// Adds a store, or changes the one with this id.
///
/// # Errors
/// Those of the database.
pub fn save(tx: &mut Tx<'_>, store: &Store) -> Result<(), DbError> {
    let key = name_keys::key(tx, &store.name)?;
    tx.execute(
        "INSERT INTO store (id, name, closed_at, folded_name, address, name_key) VALUES (?1, ?2, ?3, ?4, ?5, ?6) \
         ON CONFLICT (id) DO UPDATE SET name = excluded.name, closed_at = excluded.closed_at, \
         folded_name = excluded.folded_name, address = excluded.address, name_key = excluded.name_key",
        &[
            store.id.into(),
            (&store.name).into(),
            store.closed_at.into(),
            fold(&store.name).into(),
            (&store.address).into(),
            key.into(),
        ],
    )?;
    Ok(())
}

/// Who has a store, by id.
///
/// # Errors
/// Those of the database.
pub fn users(tx: &mut Tx<'_>, id: StoreId) -> Result<Vec<UserId>, DbError> {
    let rows = tx.query("SELECT user_id FROM user_store WHERE store_id = ?1", &[id.into()])?;
    rows.into_iter().map(|mut row| row.take(0)).collect()
}

/// How many users have this store as their default.
///
/// # Errors
/// Those of the database.
pub fn default_of(tx: &mut Tx<'_>, id: StoreId) -> Result<u64, DbError> {
    let row = tx.query_one("SELECT count(*) FROM app_user WHERE default_store_id = ?1", &[id.into()])?;
    row.map_or(Ok(0), |mut row| row.take(0))
}

/// Whether there are stores whose names an earlier version of this program wrote.
///
/// # Errors
/// Those of the database.
pub fn any_not_folded(tx: &mut Tx<'_>) -> Result<bool, DbError> {
    Ok(tx.query_one("SELECT 1 FROM store WHERE folded_name IS NULL LIMIT 1", &[])?.is_some())
}

/// Folds the names of those stores.
///
/// # Errors
/// Those of the database.
pub fn fold_names(tx: &mut Tx<'_>) -> Result<(), DbError> {
    for mut row in tx.query("SELECT id, name FROM store WHERE folded_name IS NULL", &[])? {
        let (id, name) = (row.take::<StoreId>(0)?, row.take::<String>(1)?);
        tx.execute("UPDATE store SET folded_name = ?2 WHERE id = ?1", &[id.into(), fold(&name).into()])?;
    }
    Ok(())
}

fn read(mut row: Row) -> Result<Store, DbError> {
    Ok(Store { id: row.take(0)?, name: row.take(1)?, closed_at: row.take(2)?, address: row.take(3)? })
}
