//! Forms that somebody opened: as they were sent when they could not be saved, and what they have made.

use super::{DbError, Tx};
use sync_core::domain::{UnixMs, UserId};
use uuid::Uuid;

/// For how long it is known what a form has made.
const MADE_KNOWN_MS: i64 = 90 * 86_400_000;

/// A form as it was sent and not saved.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Left {
    /// The address it was sent to.
    pub path: String,
    /// Names and values, as JSON.
    pub pairs: String,
    /// When.
    pub at: UnixMs,
}

/// Somebody's form, if it was left.
///
/// # Errors
/// Those of the database.
pub fn left(tx: &mut Tx<'_>, by: UserId, form: Uuid) -> Result<Option<Left>, DbError> {
    let sql = "SELECT path, pairs, left_at FROM left_form WHERE office_user_id = ?1 AND form_id = ?2";
    let row = tx.query_one(sql, &[by.into(), form.to_string().into()])?;
    row.map(|mut row| Ok(Left { path: row.take(0)?, pairs: row.take(1)?, at: row.take(2)? })).transpose()
}

/// The form of this address that somebody left last, since then.
///
/// # Errors
/// Those of the database.
pub fn last_left(tx: &mut Tx<'_>, by: UserId, path: &str, since: UnixMs) -> Result<Option<(Uuid, UnixMs)>, DbError> {
    let sql = "SELECT form_id, left_at FROM left_form WHERE office_user_id = ?1 AND path = ?2 AND left_at >= ?3 \
               ORDER BY left_at DESC LIMIT 1";
    let row = tx.query_one(sql, &[by.into(), path.into(), since.into()])?;
    row.map(|mut row| Ok((id(&row.take::<String>(0)?)?, row.take(1)?))).transpose()
}

/// Keeps a form as it was sent, and forgets those of before that time.
///
/// # Errors
/// Those of the database.
pub fn leave(tx: &mut Tx<'_>, by: UserId, form: Uuid, left: &Left, before: UnixMs) -> Result<(), DbError> {
    tx.execute("DELETE FROM left_form WHERE left_at < ?1", &[before.into()])?;
    tx.execute(
        "INSERT INTO left_form (office_user_id, form_id, path, pairs, left_at) VALUES (?1, ?2, ?3, ?4, ?5) \
         ON CONFLICT (office_user_id, form_id) DO UPDATE SET path = excluded.path, pairs = excluded.pairs, \
         left_at = excluded.left_at",
        &[by.into(), form.to_string().into(), (&left.path).into(), (&left.pairs).into(), left.at.into()],
    )?;
    Ok(())
}

/// Forgets a form that was left.
///
/// # Errors
/// Those of the database.
pub fn forget_left(tx: &mut Tx<'_>, by: UserId, form: Uuid) -> Result<(), DbError> {
    let sql = "DELETE FROM left_form WHERE office_user_id = ?1 AND form_id = ?2";
    tx.execute(sql, &[by.into(), form.to_string().into()])?;
    Ok(())
}

/// The record that a form has made.
///
/// # Errors
/// Those of the database.
pub fn made(tx: &mut Tx<'_>, by: UserId, form: Uuid) -> Result<Option<String>, DbError> {
    let sql = "SELECT record_id FROM made_by_form WHERE office_user_id = ?1 AND form_id = ?2";
    tx.query_one(sql, &[by.into(), form.to_string().into()])?.map(|mut row| row.take(0)).transpose()
}

/// Notes what a form has made: nothing of it waits any more.
///
/// # Errors
/// Those of the database.
pub fn note_made(tx: &mut Tx<'_>, by: UserId, form: Uuid, record: &str, at: UnixMs) -> Result<(), DbError> {
    tx.execute("DELETE FROM made_by_form WHERE made_at < ?1", &[at.plus_ms(-MADE_KNOWN_MS).into()])?;
    tx.execute(
        "INSERT INTO made_by_form (office_user_id, form_id, record_id, made_at) VALUES (?1, ?2, ?3, ?4)",
        &[by.into(), form.to_string().into(), record.into(), at.into()],
    )?;
    forget_left(tx, by, form)
}

fn id(text: &str) -> Result<Uuid, DbError> {
    text.parse().map_err(|_| DbError::Unreadable { column: 0, due: "the id of a form" })
}
