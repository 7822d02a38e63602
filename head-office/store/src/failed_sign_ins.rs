//! Sign-ins that failed, for whose account it is: the last ones of each.

use super::{DbError, Tx};
use std::net::IpAddr;
use sync_core::domain::{UnixMs, UserId};

/// So many of the last ones of an account are kept.
const KEPT: u64 = 10;

/// A sign-in that failed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FailedSignIn {
    /// When.
    pub at: UnixMs,
    /// From which address.
    pub from: String,
}

/// Notes one.
///
/// # Errors
/// Those of the database.
pub fn note(tx: &mut Tx<'_>, user: UserId, from: IpAddr, at: UnixMs) -> Result<(), DbError> {
    tx.execute(
        "INSERT INTO failed_sign_in (user_id, at, peer) VALUES (?1, ?2, ?3)",
        &[user.into(), at.into(), from.to_string().into()],
    )?;
    tx.execute(
        "DELETE FROM failed_sign_in WHERE user_id = ?1 AND number NOT IN \
         (SELECT number FROM failed_sign_in WHERE user_id = ?1 ORDER BY number DESC LIMIT ?2)",
        &[user.into(), KEPT.into()],
    )?;
    Ok(())
}

/// Those of an account since then, the newest first.
///
/// # Errors
/// Those of the database.
pub fn since(tx: &mut Tx<'_>, user: UserId, at: UnixMs) -> Result<Vec<FailedSignIn>, DbError> {
    let sql = "SELECT at, peer FROM failed_sign_in WHERE user_id = ?1 AND at >= ?2 ORDER BY number DESC";
    let rows = tx.query(sql, &[user.into(), at.into()])?;
    rows.into_iter().map(|mut row| Ok(FailedSignIn { at: row.take(0)?, from: row.take(1)? })).collect()
}
