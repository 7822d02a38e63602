//! Who can log in at a salepoint: of one that the viewer was let to, for whoever holds it got it from a query with a viewer.

use super::salepoints::Salepoint;
use super::terminals::cursor;
use super::{DbError, Tx};
use sync_core::domain::{Collection, Cursor, Revision, RowKey, SalepointId, TerminalId, UnixMs, UserId};

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
pub fn count(tx: &mut Tx<'_>, salepoint: &Salepoint) -> Result<u64, DbError> {
    let row = tx.query_one(&format!("SELECT count(*) {WHO}"), &[salepoint.id.into()])?;
    row.map_or(Ok(0), |mut row| row.take(0))
}

/// Some of them, by first name.
///
/// # Errors
/// Those of the database.
pub fn part(tx: &mut Tx<'_>, salepoint: &Salepoint, skip: u64, take: u64) -> Result<Vec<UserHere>, DbError> {
    let sql = format!(
        "SELECT u.id, u.first_name || ' ' || u.last_name, \
         (SELECT g.name FROM user_group g WHERE g.id = coalesce(s.group_id, u.group_id)) {WHO} \
         ORDER BY u.first_name_key, u.last_name_key, u.id LIMIT ?2 OFFSET ?3"
    );
    let rows = tx.query(&sql, &[salepoint.id.into(), take.into(), skip.into()])?;
    let mut users = Vec::new();
    for mut row in rows {
        let (id, name, group) = (row.take(0)?, row.take(1)?, row.take(2)?);
        users.push(UserHere { id, name, group, last_login_at: last_login_at(tx, id, salepoint.id)? });
    }
    Ok(users)
}

fn last_login_at(tx: &mut Tx<'_>, user: UserId, salepoint: SalepointId) -> Result<Option<UnixMs>, DbError> {
    let row = tx.query_one(
        "SELECT counted_at FROM journal_entry WHERE user_id = ?1 AND kind = 'login' AND outcome = 'granted' \
         AND salepoint_id = ?2 ORDER BY counted_at DESC LIMIT 1",
        &[user.into(), salepoint.into()],
    )?;
    row.map(|mut row| row.take(0)).transpose()
}

/// A terminal in service at a salepoint, as far as it decides whether somebody can log in.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TerminalHere {
    /// The id.
    pub id: TerminalId,
    /// Its name.
    pub name: String,
    /// What it has applied.
    pub applied: Option<Cursor>,
    /// When it was last heard of.
    pub last_seen_at: Option<UnixMs>,
    /// When it last refused an attempt because of too many wrong ones, if that is the last it told of attempts.
    pub throttled_at: Option<UnixMs>,
}

/// The terminals in service at a salepoint, by name.
///
/// # Errors
/// Those of the database.
pub fn terminals(tx: &mut Tx<'_>, salepoint: &Salepoint) -> Result<Vec<TerminalHere>, DbError> {
    let rows = tx.query(
        "SELECT id, name, applied_epoch, applied_revision, last_seen_at FROM terminal \
         WHERE salepoint_id = ?1 AND removal IS NULL ORDER BY name_key, id",
        &[salepoint.id.into()],
    )?;
    let mut terminals = Vec::new();
    for mut row in rows {
        let (id, name, applied, last_seen_at) = (row.take(0)?, row.take(1)?, cursor(&mut row, 2)?, row.take(4)?);
        terminals.push(TerminalHere { id, name, applied, last_seen_at, throttled_at: throttled_at(tx, id)? });
    }
    Ok(terminals)
}

fn throttled_at(tx: &mut Tx<'_>, terminal: TerminalId) -> Result<Option<UnixMs>, DbError> {
    let row = tx.query_one(
        "SELECT outcome, counted_at FROM journal_entry WHERE uploader_id = ?1 \
         AND kind IN ('login', 'unlock', 'unlock_terminal', 'order_unlock') ORDER BY counted_at DESC, number DESC LIMIT 1",
        &[terminal.into()],
    )?;
    let Some(mut row) = row else { return Ok(None) };
    let outcome: Option<String> = row.take(0)?;
    if outcome.as_deref() == Some("throttled") { row.take(1).map(Some) } else { Ok(None) }
}

/// As of which revision what terminals of a salepoint have of a user is as it is; `None`: they have nothing.
///
/// # Errors
/// Those of the database.
pub fn revision(tx: &mut Tx<'_>, salepoint: &Salepoint, user: UserId) -> Result<Option<Revision>, DbError> {
    let row = tx.query_one(
        "SELECT max(r.revision) FROM collection c JOIN replica_row r ON r.collection_id = c.id \
         WHERE (c.name = ?1 AND r.row_key = ?2) OR (c.name = ?3 AND r.row_key = ?4)",
        &[
            Collection::Directory.to_string().into(),
            (&RowKey::Credential(user)).into(),
            Collection::Salepoint(salepoint.id).to_string().into(),
            (&RowKey::Profile(user)).into(),
        ],
    )?;
    let revision: Option<u64> = row.map_or(Ok(None), |mut row| row.take(0))?;
    Ok(revision.map(Revision))
}
