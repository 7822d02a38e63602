//! What people in the office have typed about a user and not saved yet, each in a form that was opened.

use super::{DbError, Tx};
use sync_core::domain::{UnixMs, UserId};
use uuid::Uuid;

/// A draft as it is kept.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Draft {
    /// What is different, as JSON.
    pub changes: String,
    /// A new POS password, sealed, as JSON, and when it was typed.
    pub password: Option<(String, UnixMs)>,
    /// When it was last changed.
    pub changed_at: UnixMs,
}

/// Somebody's draft of a record, in this form.
///
/// # Errors
/// Those of the database.
pub fn find(tx: &mut Tx<'_>, by: UserId, form: Uuid, subject: &str) -> Result<Option<Draft>, DbError> {
    let sql = "SELECT changes, password, password_at, changed_at FROM draft \
               WHERE office_user_id = ?1 AND form_id = ?2 AND subject = ?3";
    let row = tx.query_one(sql, &[by.into(), form.to_string().into(), subject.into()])?;
    row.map(|mut row| {
        let (password, at): (Option<String>, Option<UnixMs>) = (row.take(1)?, row.take(2)?);
        Ok(Draft { changes: row.take(0)?, password: password.zip(at), changed_at: row.take(3)? })
    })
    .transpose()
}

/// The form of a record in which somebody typed last, since then, but for one.
///
/// # Errors
/// Those of the database.
pub fn last(
    tx: &mut Tx<'_>,
    by: UserId,
    subject: &str,
    but_for: Uuid,
    since: UnixMs,
) -> Result<Option<(Uuid, UnixMs)>, DbError> {
    let sql = "SELECT form_id, changed_at FROM draft WHERE office_user_id = ?1 AND subject = ?2 AND form_id <> ?3 \
               AND changed_at >= ?4 ORDER BY changed_at DESC LIMIT 1";
    let asked = [by.into(), subject.into(), but_for.to_string().into(), since.into()];
    let row = tx.query_one(sql, &asked)?;
    row.map(|mut row| {
        let id = row.take::<String>(0)?.parse();
        Ok((id.map_err(|_| DbError::Unreadable { column: 0, due: "the id of a form" })?, row.take(1)?))
    })
    .transpose()
}

/// Keeps somebody's draft of a record, in place of the one before.
///
/// # Errors
/// Those of the database.
pub fn store(tx: &mut Tx<'_>, by: UserId, form: Uuid, subject: &str, draft: &Draft) -> Result<(), DbError> {
    let (password, at) = draft.password.clone().unzip();
    tx.execute(
        "INSERT INTO draft (office_user_id, form_id, subject, changes, password, password_at, changed_at) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (office_user_id, form_id) DO UPDATE SET \
         subject = excluded.subject, changes = excluded.changes, password = excluded.password, password_at = excluded.password_at, \
         changed_at = excluded.changed_at",
        &[
            by.into(),
            form.to_string().into(),
            subject.into(),
            (&draft.changes).into(),
            password.into(),
            at.into(),
            draft.changed_at.into(),
        ],
    )?;
    Ok(())
}

/// Forgets what somebody typed in a form.
///
/// # Errors
/// Those of the database.
pub fn delete(tx: &mut Tx<'_>, by: UserId, form: Uuid) -> Result<(), DbError> {
    let sql = "DELETE FROM draft WHERE office_user_id = ?1 AND form_id = ?2";
    tx.execute(sql, &[by.into(), form.to_string().into()])?;
    Ok(())
}

/// Forgets drafts and POS passwords in them that nobody has touched since these times.
///
/// # Errors
/// Those of the database.
pub fn forget(tx: &mut Tx<'_>, drafts_before: UnixMs, passwords_before: UnixMs) -> Result<(), DbError> {
    tx.execute("DELETE FROM draft WHERE changed_at < ?1", &[drafts_before.into()])?;
    let sql = "UPDATE draft SET password = NULL, password_at = NULL WHERE password_at < ?1";
    tx.execute(sql, &[passwords_before.into()])?;
    Ok(())
}
