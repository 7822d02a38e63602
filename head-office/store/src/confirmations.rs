//! Links in mail by which somebody proves to read what comes to an address. Of a user's links at most one can be used.

use super::{DbError, Row, Tx};
use crate::domain::ahead::AHEAD_MS;
use sync_core::domain::{Bytes32, UnixMs, UserId};
use uuid::Uuid;

/// What such a link is for.
const CONFIRM: &str = "confirm";

/// A link, and what it proves.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Confirmation {
    /// Whose address it is to be.
    pub user: UserId,
    /// The address, as typed.
    pub email: String,
    /// The same as accounts are found by.
    pub folded_email: String,
    /// The mail the link travels in.
    pub mail: Uuid,
    /// From when on it cannot be used.
    pub expires_at: UnixMs,
}

/// What became of a link.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LinkState {
    /// It was neither used nor voided.
    Open,
    /// It was used.
    Used,
    /// A newer one took its place, or it was withdrawn.
    Void,
}

const COLUMNS: &str = "user_id, email, folded_email, mail_id, expires_at, used_at, voided_at";

/// Adds a link; earlier ones of this user are void.
///
/// # Errors
/// Those of the database.
pub fn replace(tx: &mut Tx<'_>, token_hash: Bytes32, link: &Confirmation, now: UnixMs) -> Result<(), DbError> {
    void(tx, link.user, now)?;
    tx.execute(
        "INSERT INTO one_time_link (token_hash, user_id, purpose, created_at, expires_at, email, folded_email, mail_id) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        &[
            token_hash.into(),
            link.user.into(),
            CONFIRM.into(),
            now.into(),
            link.expires_at.into(),
            (&link.email).into(),
            (&link.folded_email).into(),
            link.mail.to_string().into(),
        ],
    )?;
    Ok(())
}

/// The link with this token, whatever became of it.
///
/// # Errors
/// Those of the database.
pub fn find(tx: &mut Tx<'_>, token_hash: Bytes32) -> Result<Option<(Confirmation, LinkState)>, DbError> {
    let sql = format!("SELECT {COLUMNS} FROM one_time_link WHERE token_hash = ?1 AND purpose = ?2");
    tx.query_one(&sql, &[token_hash.into(), CONFIRM.into()])?.map(read).transpose()
}

/// The link of a user that was neither used nor voided. It may have expired.
///
/// # Errors
/// Those of the database.
pub fn pending(tx: &mut Tx<'_>, user: UserId) -> Result<Option<Confirmation>, DbError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM one_time_link WHERE user_id = ?1 AND purpose = ?2 AND used_at IS NULL AND voided_at IS NULL"
    );
    let row = tx.query_one(&sql, &[user.into(), CONFIRM.into()])?;
    Ok(row.map(read).transpose()?.map(|(link, _)| link))
}

/// Whether somebody else is invited with this address. Who asks for it to replace another one keeps it from nobody.
///
/// # Errors
/// Those of the database.
pub fn is_others(tx: &mut Tx<'_>, folded_email: &str, user: UserId, now: UnixMs) -> Result<bool, DbError> {
    let row = tx.query_one(
        "SELECT 1 FROM one_time_link l JOIN office_account a ON a.user_id = l.user_id WHERE l.folded_email = ?1 \
         AND l.user_id <> ?2 AND l.purpose = ?3 AND l.used_at IS NULL AND l.voided_at IS NULL AND l.expires_at > ?4 \
         AND l.created_at <= ?5 AND a.email IS NULL LIMIT 1",
        &[folded_email.into(), user.into(), CONFIRM.into(), now.into(), now.plus_ms(AHEAD_MS).into()],
    )?;
    Ok(row.is_some())
}

/// Voids the links of a user that were not used.
///
/// # Errors
/// Those of the database.
pub fn void(tx: &mut Tx<'_>, user: UserId, now: UnixMs) -> Result<(), DbError> {
    tx.execute(
        "UPDATE one_time_link SET voided_at = ?2 WHERE user_id = ?1 AND purpose = ?3 AND used_at IS NULL \
         AND voided_at IS NULL",
        &[user.into(), now.into(), CONFIRM.into()],
    )?;
    Ok(())
}

/// Lets all links that are under way expire; who they are for and which address they prove is kept.
///
/// # Errors
/// Those of the database.
pub fn expire_all(tx: &mut Tx<'_>, now: UnixMs) -> Result<(), DbError> {
    tx.execute(
        "UPDATE one_time_link SET expires_at = ?1 WHERE purpose = ?2 AND expires_at > ?1",
        &[now.into(), CONFIRM.into()],
    )?;
    Ok(())
}

fn read(mut row: Row) -> Result<(Confirmation, LinkState), DbError> {
    let mail = row.take::<String>(3)?.parse();
    let link = Confirmation {
        user: row.take(0)?,
        email: row.take(1)?,
        folded_email: row.take(2)?,
        mail: mail.map_err(|_| DbError::Unreadable { column: 3, due: "an id" })?,
        expires_at: row.take(4)?,
    };
    let (used, voided) = (row.take::<Option<UnixMs>>(5)?, row.take::<Option<UnixMs>>(6)?);
    let state = match (used, voided) {
        (Some(_), _) => LinkState::Used,
        (None, Some(_)) => LinkState::Void,
        (None, None) => LinkState::Open,
    };
    Ok((link, state))
}
