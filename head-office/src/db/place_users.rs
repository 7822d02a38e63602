//! Who can log in at a salepoint.

use super::{DbError, Tx};
use sync_core::domain::{SalepointId, UnixMs, UserId};

/// A user who can log in there.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct UserHere {
    /// The id.
    pub id: UserId,
    /// First and last name.
    pub name: String,
    /// The name of the user group there.
    pub group: String,
    /// When the user last logged in there, as far as terminals have told.
    pub last_login_at: Option<UnixMs>,
}

const WHO: &str = "FROM user_salepoint s JOIN app_user u ON u.id = s.user_id JOIN pos_password p ON p.user_id = s.user_id \
                   WHERE s.salepoint_id = ?1 AND u.active = 1";

/// How many users can log in at a salepoint: the active ones who have it and a POS password.
///
/// # Errors
/// Those of the database.
pub fn count(tx: &mut Tx<'_>, salepoint: SalepointId) -> Result<u64, DbError> {
    let row = tx.query_one(&format!("SELECT count(*) {WHO}"), &[salepoint.into()])?;
    row.map_or(Ok(0), |mut row| row.take(0))
}

/// Some of them, by first name.
///
/// # Errors
/// Those of the database.
pub fn part(tx: &mut Tx<'_>, salepoint: SalepointId, skip: u64, take: u64) -> Result<Vec<UserHere>, DbError> {
    let sql = format!(
        "SELECT u.id, u.first_name || ' ' || u.last_name, \
         (SELECT g.name FROM user_group g WHERE g.id = coalesce(s.group_id, u.group_id)) {WHO} \
         ORDER BY u.folded_first_name, u.folded_last_name, u.id LIMIT ?2 OFFSET ?3"
    );
    let rows = tx.query(&sql, &[salepoint.into(), take.into(), skip.into()])?;
    let mut users = Vec::new();
    for mut row in rows {
        let (id, name, group) = (row.take(0)?, row.take(1)?, row.take(2)?);
        users.push(UserHere { id, name, group, last_login_at: last_login_at(tx, id, salepoint)? });
    }
    Ok(users)
}

fn last_login_at(tx: &mut Tx<'_>, user: UserId, salepoint: SalepointId) -> Result<Option<UnixMs>, DbError> {
    let row = tx.query_one(
        "SELECT happened_at FROM journal_entry WHERE user_id = ?1 AND kind = 'login' AND outcome = 'granted' \
         AND salepoint_id = ?2 ORDER BY happened_at DESC LIMIT 1",
        &[user.into(), salepoint.into()],
    )?;
    row.map(|mut row| row.take(0)).transpose()
}
