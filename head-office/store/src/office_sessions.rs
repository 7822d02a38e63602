//! Who is signed in to the office. A session counts while its user is active.

use super::{DbError, Tx};
use sync_core::domain::{Bytes32, UnixMs, UserId};

/// What a session was begun by.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum BegunBy {
    /// A one-time link.
    Link,
    /// E-mail address and office password.
    Password,
}

impl BegunBy {
    fn code(self) -> &'static str {
        match self {
            Self::Link => "link",
            Self::Password => "password",
        }
    }
}

/// A session.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Session {
    /// Whose.
    pub user: UserId,
    /// What it was begun by.
    pub begun_by: BegunBy,
    /// When it was begun.
    pub created_at: UnixMs,
    /// When it was last used, as far as that was written down.
    pub last_seen_at: UnixMs,
}

/// Begins a session.
///
/// # Errors
/// Those of the database.
pub fn create(tx: &mut Tx<'_>, id_hash: Bytes32, session: &Session) -> Result<(), DbError> {
    tx.execute(
        "INSERT INTO office_session (id_hash, user_id, begun_by, created_at, last_seen_at) VALUES (?1, ?2, ?3, ?4, ?5)",
        &[
            id_hash.into(),
            session.user.into(),
            session.begun_by.code().into(),
            session.created_at.into(),
            session.last_seen_at.into(),
        ],
    )?;
    Ok(())
}

/// The session with this id, if its user is active.
///
/// # Errors
/// Those of the database.
pub fn find(tx: &mut Tx<'_>, id_hash: Bytes32) -> Result<Option<Session>, DbError> {
    let row = tx.query_one(
        "SELECT s.user_id, s.begun_by, s.created_at, s.last_seen_at FROM office_session s \
         JOIN app_user u ON u.id = s.user_id WHERE s.id_hash = ?1 AND u.active = 1",
        &[id_hash.into()],
    )?;
    row.map(|mut row| {
        let begun_by = match row.take::<String>(1)?.as_str() {
            "link" => BegunBy::Link,
            "password" => BegunBy::Password,
            _ => return Err(DbError::Unreadable { column: 1, due: "what a session was begun by" }),
        };
        Ok(Session { user: row.take(0)?, begun_by, created_at: row.take(2)?, last_seen_at: row.take(3)? })
    })
    .transpose()
}

/// Notes that a session was used.
///
/// # Errors
/// Those of the database.
pub fn seen(tx: &mut Tx<'_>, id_hash: Bytes32, now: UnixMs) -> Result<(), DbError> {
    tx.execute("UPDATE office_session SET last_seen_at = ?2 WHERE id_hash = ?1", &[id_hash.into(), now.into()])?;
    Ok(())
}

/// Ends one session.
///
/// # Errors
/// Those of the database.
pub fn end(tx: &mut Tx<'_>, id_hash: Bytes32) -> Result<(), DbError> {
    tx.execute("DELETE FROM office_session WHERE id_hash = ?1", &[id_hash.into()])?;
    Ok(())
}

/// Ends all sessions of everybody.
///
/// # Errors
/// Those of the database.
pub fn end_all(tx: &mut Tx<'_>) -> Result<(), DbError> {
    tx.execute("DELETE FROM office_session", &[])?;
    Ok(())
}

/// Ends all sessions of a user.
///
/// # Errors
/// Those of the database.
pub fn end_all_of(tx: &mut Tx<'_>, user: UserId) -> Result<(), DbError> {
    tx.execute("DELETE FROM office_session WHERE user_id = ?1", &[user.into()])?;
    Ok(())
}

/// Forgets sessions that nobody has used since then, or that were begun before.
///
/// # Errors
/// Those of the database.
pub fn forget(tx: &mut Tx<'_>, last_seen_before: UnixMs, created_before: UnixMs) -> Result<(), DbError> {
    tx.execute(
        "DELETE FROM office_session WHERE last_seen_at < ?1 OR created_at < ?2",
        &[last_seen_before.into(), created_before.into()],
    )?;
    Ok(())
}
