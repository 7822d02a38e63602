//! How office users want their lists.

use super::{DbError, Tx};
use sync_core::domain::UserId;

/// A layout as it is stored.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ListLayout {
    /// The columns in order, separated by commas; what else a name says is the list's own business.
    pub columns: String,
    /// Rows of a page.
    pub rows_per_page: u64,
}

/// A user's layout of a list.
///
/// # Errors
/// Those of the database.
pub fn find(tx: &mut Tx<'_>, user: UserId, list: &str) -> Result<Option<ListLayout>, DbError> {
    let sql = "SELECT columns, rows_per_page FROM list_layout WHERE user_id = ?1 AND list = ?2";
    let row = tx.query_one(sql, &[user.into(), list.into()])?;
    row.map(|mut row| Ok(ListLayout { columns: row.take(0)?, rows_per_page: row.take(1)? })).transpose()
}

/// Keeps a user's layout of a list.
///
/// # Errors
/// Those of the database.
pub fn keep(tx: &mut Tx<'_>, user: UserId, list: &str, layout: &ListLayout) -> Result<(), DbError> {
    tx.execute(
        "INSERT INTO list_layout (user_id, list, columns, rows_per_page) VALUES (?1, ?2, ?3, ?4) \
         ON CONFLICT (user_id, list) DO UPDATE SET columns = excluded.columns, rows_per_page = excluded.rows_per_page",
        &[user.into(), list.into(), (&layout.columns).into(), layout.rows_per_page.into()],
    )?;
    Ok(())
}

/// Goes back to the standard layout.
///
/// # Errors
/// Those of the database.
pub fn forget(tx: &mut Tx<'_>, user: UserId, list: &str) -> Result<(), DbError> {
    tx.execute("DELETE FROM list_layout WHERE user_id = ?1 AND list = ?2", &[user.into(), list.into()])?;
    Ok(())
}
