//! What people in the office have typed about a record and not saved yet.

use super::{DbError, Tx};
use sync_core::domain::{UnixMs, UserId};

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

/// Somebody's draft of a record.
///
/// # Errors
/// Those of the database.
pub fn find(tx: &mut Tx<'_>, by: UserId, subject: &str) -> Result<Option<Draft>, DbError> {
    let sql = "SELECT changes, password, password_at, changed_at FROM draft \
               WHERE office_user_id = ?1 AND subject = ?2";
    let row = tx.query_one(sql, &[by.into(), subject.into()])?;
    row.map(|mut row| {
        let (password, at): (Option<String>, Option<UnixMs>) = (row.take(1)?, row.take(2)?);
        Ok(Draft { changes: row.take(0)?, password: password.zip(at), changed_at: row.take(3)? })
    })
    .transpose()
}

/// Keeps somebody's draft of a record, in place of the one before.
///
/// # Errors
/// Those of the database.
pub fn store(tx: &mut Tx<'_>, by: UserId, subject: &str, draft: &Draft) -> Result<(), DbError> {
    let (password, at) = draft.password.clone().unzip();
    tx.execute(
        "INSERT INTO draft (office_user_id, subject, changes, password, password_at, changed_at) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (office_user_id, subject) DO UPDATE SET \
         changes = excluded.changes, password = excluded.password, password_at = excluded.password_at, \
         changed_at = excluded.changed_at",
        &[by.into(), subject.into(), (&draft.changes).into(), password.into(), at.into(), draft.changed_at.into()],
    )?;
    Ok(())
}

/// Forgets somebody's draft of a record.
///
/// # Errors
/// Those of the database.
pub fn delete(tx: &mut Tx<'_>, by: UserId, subject: &str) -> Result<(), DbError> {
    tx.execute("DELETE FROM draft WHERE office_user_id = ?1 AND subject = ?2", &[by.into(), subject.into()])?;
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
