//! Active users as those who may get something.

use super::salepoints::Salepoint;
use super::{DbError, Tx};
use sync_core::domain::UserId;

/// The active users, all or those who have a salepoint, by id.
///
/// # Errors
/// Those of the database.
pub fn active(tx: &mut Tx<'_>, of: Option<&Salepoint>) -> Result<Vec<UserId>, DbError> {
    let rows = match of {
        None => tx.query("SELECT id FROM app_user WHERE active = 1", &[])?,
        Some(salepoint) => tx.query(
            "SELECT u.id FROM user_salepoint g JOIN app_user u ON u.id = g.user_id \
             WHERE g.salepoint_id = ?1 AND u.active = 1",
            &[salepoint.id.into()],
        )?,
    };
    rows.into_iter().map(|mut row| row.take(0)).collect()
}

/// How many these are.
///
/// # Errors
/// Those of the database.
pub fn count(tx: &mut Tx<'_>, of: Option<&Salepoint>) -> Result<u64, DbError> {
    let row = match of {
        None => tx.query_one("SELECT count(*) FROM app_user WHERE active = 1", &[])?,
        Some(salepoint) => tx.query_one(
            "SELECT count(*) FROM user_salepoint g JOIN app_user u ON u.id = g.user_id \
             WHERE g.salepoint_id = ?1 AND u.active = 1",
            &[salepoint.id.into()],
        )?,
    };
    row.map_or(Ok(0), |mut row| row.take(0))
}
