//! Enrolment codes, by the first three characters of their secret.

use super::grants::{Kind, Sees, Viewer};
use super::{DbError, Tx};
use sync_core::domain::{Bytes32, Nonce, SalepointId, TerminalId, UnixMs, UserId};
use uuid::Uuid;

/// An enrolment code. The secret itself is kept nowhere.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StoredCode {
    /// The first three characters of the secret.
    pub name: String,
    /// SHA-256 of the secret.
    pub secret_hash: Bytes32,
    /// The salepoint the terminal will stand under.
    pub salepoint: SalepointId,
    /// The name the terminal will have.
    pub terminal_name: String,
    /// Not to be used after this.
    pub expires_at: UnixMs,
    /// How often the name was used with a wrong rest.
    pub wrong_tries: u32,
    /// Once used: with which nonce, by which terminal.
    pub used: Option<(Nonce, TerminalId)>,
    /// Who made it; `None`: whoever may run commands on head office's machine.
    pub made_by: Option<UserId>,
    /// What the secret is computed from, while who made it has not been shown the code.
    pub fresh: Option<Uuid>,
}

/// The code of this name.
///
/// # Errors
/// Those of the database.
pub fn named(tx: &mut Tx<'_>, viewer: Viewer, name: &str) -> Result<Option<StoredCode>, DbError> {
    let mut values = vec![name.into()];
    let has = viewer.has(Kind::Salepoints, "enrol_code.salepoint_id", &mut values);
    let sql = format!(
        "SELECT name, secret_hash, salepoint_id, terminal_name, expires_at, wrong_tries, nonce, terminal_id, made_by, fresh \
         FROM enrol_code WHERE name = ?1 AND {has}"
    );
    let Some(mut row) = tx.query_one(&sql, &values)? else { return Ok(None) };
    let nonce: Option<[u8; 16]> = row.take(6)?;
    let terminal: Option<TerminalId> = row.take(7)?;
    let fresh: Option<String> = row.take(9)?;
    Ok(Some(StoredCode {
        name: row.take(0)?,
        secret_hash: row.take(1)?,
        salepoint: row.take(2)?,
        terminal_name: row.take(3)?,
        expires_at: row.take(4)?,
        wrong_tries: row.take(5)?,
        used: nonce.map(Nonce).zip(terminal),
        made_by: row.take(8)?,
        fresh: fresh.and_then(|fresh| fresh.parse().ok()),
    }))
}

/// The names that codes which can still be used have promised to terminals of a salepoint.
///
/// # Errors
/// Those of the database.
pub fn promised_names(tx: &mut Tx<'_>, salepoint: SalepointId, now: UnixMs) -> Result<Vec<String>, DbError> {
    let rows = tx.query(
        "SELECT terminal_name FROM enrol_code WHERE salepoint_id = ?1 AND nonce IS NULL AND expires_at > ?2",
        &[salepoint.into(), now.into()],
    )?;
    rows.into_iter().map(|mut row| row.take(0)).collect()
}

/// Adds an unused code.
///
/// # Errors
/// Those of the database; also when the name is in use.
pub fn create(tx: &mut Tx<'_>, code: &StoredCode) -> Result<(), DbError> {
    tx.execute(
        "INSERT INTO enrol_code (name, secret_hash, salepoint_id, terminal_name, expires_at, wrong_tries, made_by, \
         fresh) VALUES (?1, ?2, ?3, ?4, ?5, 0, ?6, ?7)",
        &[
            (&code.name).into(),
            code.secret_hash.into(),
            code.salepoint.into(),
            (&code.terminal_name).into(),
            code.expires_at.into(),
            code.made_by.into(),
            code.fresh.map(|fresh| fresh.to_string()).into(),
        ],
    )?;
    Ok(())
}

/// Notes that a code was shown: it cannot be computed again.
///
/// # Errors
/// Those of the database.
pub fn mark_shown(tx: &mut Tx<'_>, name: &str) -> Result<(), DbError> {
    tx.execute("UPDATE enrol_code SET fresh = NULL WHERE name = ?1", &[name.into()])?;
    Ok(())
}

/// Counts a wrong try.
///
/// # Errors
/// Those of the database.
pub fn count_wrong_try(tx: &mut Tx<'_>, name: &str) -> Result<(), DbError> {
    tx.execute("UPDATE enrol_code SET wrong_tries = wrong_tries + 1 WHERE name = ?1", &[name.into()])?;
    Ok(())
}

/// Notes who used the code.
///
/// # Errors
/// Those of the database.
pub fn mark_used(tx: &mut Tx<'_>, name: &str, nonce: Nonce, terminal: TerminalId) -> Result<(), DbError> {
    tx.execute(
        "UPDATE enrol_code SET nonce = ?2, terminal_id = ?3 WHERE name = ?1",
        &[name.into(), nonce.0.to_vec().into(), terminal.into()],
    )?;
    Ok(())
}

/// Ends a code's time.
///
/// # Errors
/// Those of the database.
pub fn expire(tx: &mut Tx<'_>, name: &str, at: UnixMs) -> Result<(), DbError> {
    tx.execute("UPDATE enrol_code SET expires_at = ?2 WHERE name = ?1", &[name.into(), at.into()])?;
    Ok(())
}

/// Forgets codes that expired before a time.
///
/// # Errors
/// Those of the database.
pub fn forget_expired(tx: &mut Tx<'_>, before: UnixMs, ahead: UnixMs) -> Result<(), DbError> {
    tx.execute("DELETE FROM enrol_code WHERE expires_at < ?1 OR expires_at > ?2", &[before.into(), ahead.into()])?;
    Ok(())
}

/// Forgets the codes for a salepoint that nobody has used.
///
/// # Errors
/// Those of the database.
pub fn forget_unused_at(tx: &mut Tx<'_>, salepoint: SalepointId) -> Result<(), DbError> {
    tx.execute("DELETE FROM enrol_code WHERE salepoint_id = ?1 AND terminal_id IS NULL", &[salepoint.into()])?;
    Ok(())
}
