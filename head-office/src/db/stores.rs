//! Stores.

use super::{DbError, Row, Tx};
use sync_core::domain::StoreId;

/// A stock location.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Store {
    /// Its id.
    pub id: StoreId,
    /// Its name, unique.
    pub name: String,
}

/// All stores, by name.
///
/// # Errors
/// Those of the database.
pub fn all(tx: &mut Tx<'_>) -> Result<Vec<Store>, DbError> {
    tx.query("SELECT id, name FROM store ORDER BY name", &[])?.into_iter().map(read).collect()
}

/// One store.
///
/// # Errors
/// Those of the database.
pub fn find(tx: &mut Tx<'_>, id: StoreId) -> Result<Option<Store>, DbError> {
    tx.query_one("SELECT id, name FROM store WHERE id = ?1", &[id.into()])?.map(read).transpose()
}

/// Adds a store, or changes the one with this id.
///
/// # Errors
/// Those of the database.
pub fn save(tx: &mut Tx<'_>, store: &Store) -> Result<(), DbError> {
    tx.execute(
        "INSERT INTO store (id, name) VALUES (?1, ?2) ON CONFLICT (id) DO UPDATE SET name = excluded.name",
        &[store.id.into(), (&store.name).into()],
    )?;
    Ok(())
}

fn read(mut row: Row) -> Result<Store, DbError> {
    Ok(Store { id: row.take(0)?, name: row.take(1)? })
}
