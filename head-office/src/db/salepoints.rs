//! Salepoints.

use super::{DbError, Row, Tx};
use sync_core::domain::{Language, SalepointId, StoreId};

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
}

const SELECT: &str = "SELECT id, name, language, store_id FROM salepoint";

/// All salepoints, by name.
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

/// Adds a salepoint, or changes the one with this id.
///
/// # Errors
/// Those of the database.
pub fn save(tx: &mut Tx<'_>, salepoint: &Salepoint) -> Result<(), DbError> {
    tx.execute(
        "INSERT INTO salepoint (id, name, language, store_id) VALUES (?1, ?2, ?3, ?4) \
         ON CONFLICT (id) DO UPDATE SET name = excluded.name, language = excluded.language, \
         store_id = excluded.store_id",
        &[salepoint.id.into(), (&salepoint.name).into(), salepoint.language.into(), salepoint.store.into()],
    )?;
    Ok(())
}

fn read(mut row: Row) -> Result<Salepoint, DbError> {
    Ok(Salepoint { id: row.take(0)?, name: row.take(1)?, language: row.take(2)?, store: row.take(3)? })
}
