//! What closing a salepoint or a store took, kept as long as that can be undone.

use super::grants::Kind;
use super::{DbError, Tx};
use sync_core::domain::{GroupId, SalepointId, StoreId, UnixMs, UserId};
use uuid::Uuid;

/// Who had a closed place.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Lost {
    /// The user.
    pub user: UserId,
    /// At a salepoint: the group there, if it was another than the user's own.
    pub group: Option<GroupId>,
    /// Whether the store was the one selected at login.
    pub was_default: bool,
}

/// Notes what a user lost with a place.
///
/// # Errors
/// Those of the database.
pub fn note(tx: &mut Tx<'_>, place: Uuid, lost: Lost) -> Result<(), DbError> {
    let Lost { user, group, was_default } = lost;
    tx.execute(
        "INSERT INTO closed_place_user (place_id, user_id, group_id, was_default) VALUES (?1, ?2, ?3, ?4)",
        &[place.to_string().into(), user.into(), group.into(), was_default.into()],
    )?;
    Ok(())
}

/// Notes that a salepoint sold from a store that is closed.
///
/// # Errors
/// Those of the database.
pub fn note_seller(tx: &mut Tx<'_>, store: StoreId, salepoint: SalepointId) -> Result<(), DbError> {
    let sql = "INSERT INTO closed_store_salepoint (store_id, salepoint_id) VALUES (?1, ?2)";
    tx.execute(sql, &[store.into(), salepoint.into()])?;
    Ok(())
}

/// Who had a closed place, by id.
///
/// # Errors
/// Those of the database.
pub fn of(tx: &mut Tx<'_>, place: Uuid) -> Result<Vec<Lost>, DbError> {
    let sql = "SELECT user_id, group_id, was_default FROM closed_place_user WHERE place_id = ?1 ORDER BY user_id";
    let rows = tx.query(sql, &[place.to_string().into()])?;
    rows.into_iter()
        .map(|mut row| Ok(Lost { user: row.take(0)?, group: row.take(1)?, was_default: row.take(2)? }))
        .collect()
}

/// How many users had a closed place.
///
/// # Errors
/// Those of the database.
pub fn count(tx: &mut Tx<'_>, place: Uuid) -> Result<u64, DbError> {
    let sql = "SELECT count(*) FROM closed_place_user WHERE place_id = ?1";
    tx.query_one(sql, &[place.to_string().into()])?.map_or(Ok(0), |mut row| row.take(0))
}

/// The salepoints that sold from a closed store.
///
/// # Errors
/// Those of the database.
pub fn sellers(tx: &mut Tx<'_>, store: StoreId) -> Result<Vec<SalepointId>, DbError> {
    let sql = "SELECT salepoint_id FROM closed_store_salepoint WHERE store_id = ?1 ORDER BY salepoint_id";
    tx.query(sql, &[store.into()])?.into_iter().map(|mut row| row.take(0)).collect()
}

/// Forgets what closing this place took.
///
/// # Errors
/// Those of the database.
pub fn forget(tx: &mut Tx<'_>, place: Uuid) -> Result<(), DbError> {
    for (table, id) in [("closed_place_user", "place_id"), ("closed_store_salepoint", "store_id")] {
        tx.execute(&format!("DELETE FROM {table} WHERE {id} = ?1"), &[place.to_string().into()])?;
    }
    Ok(())
}

/// Forgets what closing places before then took, which nobody can undo any more.
///
/// # Errors
/// Those of the database.
pub fn forget_before(tx: &mut Tx<'_>, at: UnixMs) -> Result<(), DbError> {
    for kind in [Kind::Salepoints, Kind::Stores] {
        let sql = format!("SELECT id FROM {} WHERE closed_at < ?1", kind.table());
        for mut row in tx.query(&sql, &[at.into()])? {
            let id: String = row.take(0)?;
            tx.execute("DELETE FROM closed_place_user WHERE place_id = ?1", &[id.as_str().into()])?;
            tx.execute("DELETE FROM closed_store_salepoint WHERE store_id = ?1", &[id.as_str().into()])?;
        }
    }
    Ok(())
}
