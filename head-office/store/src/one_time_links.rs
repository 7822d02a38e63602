//! Links that sign somebody in, once.

use super::{DbError, Tx};
use crate::domain::ahead::AHEAD_MS;
use sync_core::domain::{Bytes32, UnixMs, UserId};

/// What a link is for.
const SIGN_IN: &str = "sign_in";
/// The same, asked for by whoever said that the password is forgotten.
const FORGOTTEN: &str = "forgotten";

/// A link that can still be used.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct OneTimeLink {
    /// Whom it signs in.
    pub user: UserId,
    /// From when on it cannot be used.
    pub expires_at: UnixMs,
}

/// Adds a link; those made for this user before and not used are void.
///
/// # Errors
/// Those of the database.
pub fn replace(tx: &mut Tx<'_>, token_hash: Bytes32, link: &OneTimeLink, now: UnixMs) -> Result<(), DbError> {
    forget(tx, link.user)?;
    add(tx, token_hash, link, SIGN_IN, now)
}

/// Adds a link that was asked for by whoever said that the password is forgotten; earlier ones of that kind are void.
///
/// # Errors
/// Those of the database.
pub fn replace_mailed(tx: &mut Tx<'_>, token_hash: Bytes32, link: &OneTimeLink, now: UnixMs) -> Result<(), DbError> {
    let sql = "DELETE FROM one_time_link WHERE user_id = ?1 AND purpose = ?2 AND used_at IS NULL";
    tx.execute(sql, &[link.user.into(), FORGOTTEN.into()])?;
    add(tx, token_hash, link, FORGOTTEN, now)
}

fn add(tx: &mut Tx<'_>, token_hash: Bytes32, link: &OneTimeLink, purpose: &str, now: UnixMs) -> Result<(), DbError> {
    tx.execute(
        "INSERT INTO one_time_link (token_hash, user_id, purpose, created_at, expires_at) VALUES (?1, ?2, ?3, ?4, ?5)",
        &[token_hash.into(), link.user.into(), purpose.into(), now.into(), link.expires_at.into()],
    )?;
    Ok(())
}

/// The unused, unexpired link with this token, if its user is active.
///
/// # Errors
/// Those of the database.
pub fn usable(tx: &mut Tx<'_>, token_hash: Bytes32, now: UnixMs) -> Result<Option<OneTimeLink>, DbError> {
    let row = tx.query_one(
        "SELECT l.user_id, l.expires_at FROM one_time_link l JOIN app_user u ON u.id = l.user_id \
         WHERE l.token_hash = ?1 AND l.purpose IN (?2, ?5) AND l.used_at IS NULL AND l.expires_at > ?3 AND l.created_at <= ?4 AND u.active = 1",
        &[token_hash.into(), SIGN_IN.into(), now.into(), now.plus_ms(AHEAD_MS).into(), FORGOTTEN.into()],
    )?;
    row.map(|mut row| Ok(OneTimeLink { user: row.take(0)?, expires_at: row.take(1)? })).transpose()
}

/// Notes that a link was used, whatever it is for.
///
/// # Errors
/// Those of the database.
pub fn used(tx: &mut Tx<'_>, token_hash: Bytes32, now: UnixMs) -> Result<(), DbError> {
    tx.execute("UPDATE one_time_link SET used_at = ?2 WHERE token_hash = ?1", &[token_hash.into(), now.into()])?;
    Ok(())
}

/// Makes the links void that sign this user in.
///
/// # Errors
/// Those of the database.
pub fn forget(tx: &mut Tx<'_>, user: UserId) -> Result<(), DbError> {
    let sql = "DELETE FROM one_time_link WHERE user_id = ?1 AND purpose IN (?2, ?3) AND used_at IS NULL";
    tx.execute(sql, &[user.into(), SIGN_IN.into(), FORGOTTEN.into()])?;
    Ok(())
}

/// Makes all links void that sign in.
///
/// # Errors
/// Those of the database.
pub fn forget_all(tx: &mut Tx<'_>) -> Result<(), DbError> {
    tx.execute("DELETE FROM one_time_link WHERE purpose IN (?1, ?2)", &[SIGN_IN.into(), FORGOTTEN.into()])?;
    Ok(())
}
