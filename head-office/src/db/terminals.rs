//! Enrolled terminals.

use super::{DbError, Row, Tx};
use sync_core::domain::{Bytes32, SalepointId, TerminalId, UnixMs};
use sync_core::sync::wire::{KeyPlace, Report};

/// A terminal, as far as answering it needs.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Terminal {
    /// Its id.
    pub id: TerminalId,
    /// The salepoint it stands under.
    pub salepoint: SalepointId,
    /// Its name, unique within the salepoint.
    pub name: String,
}

/// Beside its identity, what a terminal says about itself.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Facts {
    /// Its program version.
    pub app_version: String,
    /// Where its device key lies.
    pub key_place: KeyPlace,
}

const SELECT: &str = "SELECT id, salepoint_id, name FROM terminal";

/// The terminal whose token has this hash.
///
/// # Errors
/// Those of the database.
pub fn by_token(tx: &mut Tx<'_>, token_hash: Bytes32) -> Result<Option<Terminal>, DbError> {
    tx.query_one(&format!("{SELECT} WHERE token_hash = ?1"), &[token_hash.into()])?.map(read).transpose()
}

/// One terminal.
///
/// # Errors
/// Those of the database.
pub fn find(tx: &mut Tx<'_>, id: TerminalId) -> Result<Option<Terminal>, DbError> {
    tx.query_one(&format!("{SELECT} WHERE id = ?1"), &[id.into()])?.map(read).transpose()
}

/// The names of a salepoint's terminals.
///
/// # Errors
/// Those of the database.
pub fn names_at(tx: &mut Tx<'_>, salepoint: SalepointId) -> Result<Vec<String>, DbError> {
    let rows = tx.query("SELECT name FROM terminal WHERE salepoint_id = ?1 ORDER BY name", &[salepoint.into()])?;
    rows.into_iter().map(|mut row| row.take(0)).collect()
}

/// Adds a terminal.
///
/// # Errors
/// Those of the database.
pub fn create(
    tx: &mut Tx<'_>,
    terminal: &Terminal,
    facts: &Facts,
    token_hash: Bytes32,
    now: UnixMs,
) -> Result<(), DbError> {
    tx.execute(
        "INSERT INTO terminal (id, salepoint_id, name, token_hash, app_version, key_place, enrolled_at) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        &[
            terminal.id.into(),
            terminal.salepoint.into(),
            (&terminal.name).into(),
            token_hash.into(),
            (&facts.app_version).into(),
            key_place_code(facts.key_place).into(),
            now.into(),
        ],
    )?;
    Ok(())
}

/// Gives a terminal another token; the one before is void.
///
/// # Errors
/// Those of the database.
pub fn replace_token(tx: &mut Tx<'_>, id: TerminalId, token_hash: Bytes32) -> Result<(), DbError> {
    tx.execute("UPDATE terminal SET token_hash = ?2 WHERE id = ?1", &[id.into(), token_hash.into()])?;
    Ok(())
}

/// Notes what a terminal reports. What it has applied never counts back within an epoch.
///
/// # Errors
/// Those of the database.
pub fn record_report(tx: &mut Tx<'_>, id: TerminalId, report: &Report, now: UnixMs) -> Result<(), DbError> {
    tx.execute(
        "UPDATE terminal SET app_version = ?2, key_place = ?3, last_seen_at = ?4 WHERE id = ?1",
        &[id.into(), (&report.app_version).into(), key_place_code(report.key_place).into(), now.into()],
    )?;
    if let Some(applied) = report.applied {
        tx.execute(
            "UPDATE terminal SET applied_epoch = ?2, applied_revision = ?3 WHERE id = ?1 AND (applied_epoch IS NULL \
             OR applied_epoch < ?2 OR (applied_epoch = ?2 AND applied_revision < ?3))",
            &[id.into(), applied.epoch.0.into(), applied.revision.0.into()],
        )?;
    }
    Ok(())
}

/// What a terminal has applied: epoch and revision.
#[cfg(test)]
pub fn applied(tx: &mut Tx<'_>, id: TerminalId) -> Result<Option<(u64, u64)>, DbError> {
    let sql = "SELECT applied_epoch, applied_revision FROM terminal WHERE id = ?1 AND applied_epoch IS NOT NULL";
    tx.query_one(sql, &[id.into()])?.map(|mut row| Ok((row.take(0)?, row.take(1)?))).transpose()
}

fn read(mut row: Row) -> Result<Terminal, DbError> {
    Ok(Terminal { id: row.take(0)?, salepoint: row.take(1)?, name: row.take(2)? })
}

fn key_place_code(place: KeyPlace) -> &'static str {
    match place {
        KeyPlace::File => "file",
        KeyPlace::SystemdCredential => "systemd_credential",
    }
}
