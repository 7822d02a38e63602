//! Enrolled terminals.

use super::grants::{Kind, Sees, Viewer};
use super::salepoints::Salepoint;
use super::{DbError, Row, Tx, Value, company, name_keys};
pub use crate::domain::records::Terminal;
use sync_core::domain::{Bytes32, Cursor, Epoch, Revision, SalepointId, TerminalId, UnixMs};
use sync_core::sync::KeyId;
use sync_core::sync::wire::{KeyPlace, Removal, Report};

/// Beside its identity, what a terminal says about itself.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Facts {
    /// Its program version.
    pub app_version: String,
    /// Where its device key lies.
    pub key_place: KeyPlace,
}

/// A version longer than this is none.
const LONGEST_VERSION: usize = 64;

/// Whether what a terminal says can be its program version: short, and nothing that a screen would act upon.
pub fn can_be_version(text: &str) -> bool {
    text.len() <= LONGEST_VERSION && text.chars().all(|character| character.is_ascii_graphic() || character == ' ')
}

/// What was stored of a version, as far as it can be one: it may have been stored before that was asked.
fn cleaned(version: String) -> String {
    match can_be_version(&version) {
        true => version,
        false => version.chars().filter(char::is_ascii_graphic).take(LONGEST_VERSION).collect(),
    }
}

/// Why a terminal is out of service. Each is for ever.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Removed {
    /// Said by the office, and to be told to the terminal.
    ByOffice {
        /// Which way.
        removal: Removal,
        /// When.
        at: UnixMs,
    },
    /// It was enrolled again and is another terminal now.
    Replaced,
}

/// A terminal with what decides whether and what it is answered.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Enrolled {
    /// The terminal.
    pub terminal: Terminal,
    /// Whose journal it continues; itself, unless it was enrolled again.
    pub chain: TerminalId,
    /// `None`: in service.
    pub removed: Option<Removed>,
    /// The key that signed the last head it showed, if that is none of ours.
    pub later_key: Option<KeyId>,
}

/// The columns that [`read`] reads; others come after them.
macro_rules! columns {
    () => {
        "id, salepoint_id, name, chain_id, removal, removed_at, later_key"
    };
}

const SELECT: &str = concat!("SELECT ", columns!(), " FROM terminal");

/// The condition that a terminal is there for the viewer: as long as it stands under a salepoint the viewer has.
fn there(viewer: Viewer, values: &mut Vec<Value>) -> String {
    viewer.has(Kind::Salepoints, "terminal.salepoint_id", values)
}

/// The terminal whose token has this hash.
///
/// # Errors
/// Those of the database.
pub fn by_token(tx: &mut Tx<'_>, token_hash: Bytes32) -> Result<Option<Enrolled>, DbError> {
    tx.query_one(&format!("{SELECT} WHERE token_hash = ?1"), &[token_hash.into()])?.map(read).transpose()
}

/// One terminal.
///
/// # Errors
/// Those of the database.
pub fn find(tx: &mut Tx<'_>, viewer: Viewer, id: TerminalId) -> Result<Option<Enrolled>, DbError> {
    let mut values = vec![id.into()];
    let there = there(viewer, &mut values);
    tx.query_one(&format!("{SELECT} WHERE id = ?1 AND {there}"), &values)?.map(read).transpose()
}

/// All terminals, those out of service too, each with the hash of its token.
///
/// # Errors
/// Those of the database.
pub fn all_by_token(tx: &mut Tx<'_>) -> Result<Vec<(Bytes32, Enrolled)>, DbError> {
    let sql = concat!("SELECT ", columns!(), ", token_hash FROM terminal");
    tx.query(sql, &[])?.into_iter().map(|mut row| Ok((row.take(7)?, read(row)?))).collect()
}

/// All that is known of a terminal.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Record {
    /// The terminal.
    pub enrolled: Enrolled,
    /// What it says about itself.
    pub facts: Facts,
    /// When it was enrolled.
    pub enrolled_at: UnixMs,
    /// What it has applied.
    pub applied: Option<Cursor>,
    /// When it was heard to have applied that.
    pub applied_at: Option<UnixMs>,
    /// When it was last heard of.
    pub last_seen_at: Option<UnixMs>,
    /// How far its clock was ahead of head office's at its last report.
    pub clock_off_ms: Option<i64>,
}

const SELECT_RECORD: &str = concat!(
    "SELECT ",
    columns!(),
    ", app_version, key_place, enrolled_at, applied_epoch, applied_revision, applied_at, last_seen_at, clock_off_ms \
     FROM terminal"
);

/// All terminals, those out of service too.
///
/// # Errors
/// Those of the database.
pub fn all(tx: &mut Tx<'_>, viewer: Viewer) -> Result<Vec<Record>, DbError> {
    let mut values = Vec::new();
    let there = there(viewer, &mut values);
    tx.query(&format!("{SELECT_RECORD} WHERE {there}"), &values)?.into_iter().map(read_record).collect()
}

/// How many terminals are in service.
///
/// # Errors
/// Those of the database.
pub fn in_service(tx: &mut Tx<'_>) -> Result<u64, DbError> {
    let row = tx.query_one("SELECT count(*) FROM terminal WHERE removal IS NULL", &[])?;
    row.map_or(Ok(0), |mut row| row.take(0))
}

/// Notes the name in the address that a terminal came to.
///
/// # Errors
/// Those of the database.
pub fn came_by(tx: &mut Tx<'_>, id: TerminalId, name: &str) -> Result<(), DbError> {
    let sql = "UPDATE terminal SET office_name = ?2 WHERE id = ?1 AND (office_name IS NULL OR office_name <> ?2)";
    tx.execute(sql, &[id.into(), name.into()])?;
    Ok(())
}

/// Notes the key that signed the last head a terminal showed, if it is none of ours; whether that is new.
///
/// # Errors
/// Those of the database.
pub fn note_later_key(tx: &mut Tx<'_>, id: TerminalId, key: Option<&KeyId>) -> Result<bool, DbError> {
    let sql = "UPDATE terminal SET later_key = ?2 WHERE id = ?1 AND later_key IS DISTINCT FROM ?2";
    let is_new = tx.execute(sql, &[id.into(), key.map(|key| key.0.as_str()).into()])? > 0;
    if is_new {
        company::terminals_changed(tx)?;
    }
    Ok(is_new)
}

/// All that is known of one terminal.
///
/// # Errors
/// Those of the database.
pub fn record(tx: &mut Tx<'_>, viewer: Viewer, id: TerminalId) -> Result<Option<Record>, DbError> {
    let mut values = vec![id.into()];
    let there = there(viewer, &mut values);
    tx.query_one(&format!("{SELECT_RECORD} WHERE id = ?1 AND {there}"), &values)?.map(read_record).transpose()
}

/// The names of a salepoint's terminals in service.
///
/// # Errors
/// Those of the database.
pub fn names_at(tx: &mut Tx<'_>, salepoint: &Salepoint) -> Result<Vec<String>, DbError> {
    let sql = "SELECT name FROM terminal WHERE salepoint_id = ?1 AND removal IS NULL ORDER BY name_key, id";
    let rows = tx.query(sql, &[salepoint.id.into()])?;
    rows.into_iter().map(|mut row| row.take(0)).collect()
}

/// Adds a terminal that continues the journal of `chain`.
///
/// # Errors
/// Those of the database.
pub fn create(
    tx: &mut Tx<'_>,
    terminal: &Terminal,
    chain: TerminalId,
    facts: &Facts,
    token_hash: Bytes32,
    now: UnixMs,
) -> Result<(), DbError> {
    let key = name_keys::key(tx, &terminal.name)?;
    tx.execute(
        "INSERT INTO terminal (id, salepoint_id, name, token_hash, app_version, key_place, enrolled_at, \
         chain_id, name_key) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        &[
            terminal.id.into(),
            terminal.salepoint.into(),
            (&terminal.name).into(),
            token_hash.into(),
            (&facts.app_version).into(),
            key_place_code(facts.key_place).into(),
            now.into(),
            chain.into(),
            key.into(),
        ],
    )?;
    company::terminals_changed(tx)
}

/// Gives a terminal another token; the one before is void.
///
/// # Errors
/// Those of the database.
pub fn replace_token(tx: &mut Tx<'_>, id: TerminalId, token_hash: Bytes32) -> Result<(), DbError> {
    tx.execute("UPDATE terminal SET token_hash = ?2 WHERE id = ?1", &[id.into(), token_hash.into()])?;
    company::terminals_changed(tx)
}

/// Takes a terminal out of service, or says another way it was.
///
/// # Errors
/// Those of the database.
pub fn remove(tx: &mut Tx<'_>, id: TerminalId, removed: Removed) -> Result<(), DbError> {
    let (code, at) = match removed {
        Removed::ByOffice { removal: Removal::Revoked, at } => ("revoked", Some(at)),
        Removed::ByOffice { removal: Removal::Decommissioned, at } => ("decommissioned", Some(at)),
        Removed::Replaced => ("replaced", None),
    };
    tx.execute(
        "UPDATE terminal SET removal = ?2, removed_at = ?3 WHERE id = ?1",
        &[id.into(), code.into(), at.into()],
    )?;
    company::terminals_changed(tx)
}

/// Puts a terminal under another salepoint.
///
/// # Errors
/// Those of the database.
pub fn relocate(tx: &mut Tx<'_>, id: TerminalId, salepoint: SalepointId) -> Result<(), DbError> {
    tx.execute("UPDATE terminal SET salepoint_id = ?2 WHERE id = ?1", &[id.into(), salepoint.into()])?;
    company::terminals_changed(tx)
}

/// Notes when terminals were last heard of; never an earlier time than before, unless that was noted by a clock that was
/// ahead.
///
/// # Errors
/// Those of the database.
pub fn record_seen(tx: &mut Tx<'_>, seen: &[(TerminalId, UnixMs)], now: UnixMs) -> Result<(), DbError> {
    for (id, at) in seen {
        tx.execute(
            "UPDATE terminal SET last_seen_at = ?2 WHERE id = ?1 AND \
             (last_seen_at IS NULL OR last_seen_at < ?2 OR last_seen_at > ?3)",
            &[(*id).into(), (*at).into(), now.into()],
        )?;
    }
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
    if let Some(clock) = report.clock {
        let sql = "UPDATE terminal SET clock_off_ms = ?2 WHERE id = ?1";
        tx.execute(sql, &[id.into(), clock.since(now).into()])?;
    }
    if let Some(applied) = report.applied {
        tx.execute(
            "UPDATE terminal SET applied_epoch = ?2, applied_revision = ?3, applied_at = ?4 WHERE id = ?1 AND \
             (applied_epoch IS NULL OR applied_epoch < ?2 OR (applied_epoch = ?2 AND applied_revision < ?3))",
            &[id.into(), applied.epoch.0.into(), applied.revision.0.into(), now.into()],
        )?;
    }
    Ok(())
}

fn read_record(mut row: Row) -> Result<Record, DbError> {
    let code: String = row.take(8)?;
    let key_place = [KeyPlace::File, KeyPlace::SystemdCredential];
    let key_place = key_place.into_iter().find(|place| key_place_code(*place) == code);
    let key_place = key_place.ok_or(DbError::Unreadable { column: 8, due: "a key place" })?;
    Ok(Record {
        facts: Facts { app_version: cleaned(row.take(7)?), key_place },
        enrolled_at: row.take(9)?,
        applied: cursor(&mut row, 10)?,
        applied_at: row.take(12)?,
        last_seen_at: row.take(13)?,
        clock_off_ms: row.take(14)?,
        enrolled: read(row)?,
    })
}

/// A cursor in two columns, the first of which is this.
pub(super) fn cursor(row: &mut Row, epoch: usize) -> Result<Option<Cursor>, DbError> {
    let (epoch, revision): (Option<u64>, Option<u64>) = (row.take(epoch)?, row.take(epoch + 1)?);
    Ok(epoch.zip(revision).map(|(epoch, revision)| Cursor { epoch: Epoch(epoch), revision: Revision(revision) }))
}

fn read(mut row: Row) -> Result<Enrolled, DbError> {
    let removal: Option<String> = row.take(4)?;
    let at: Option<UnixMs> = row.take(5)?;
    let removed = match (removal.as_deref(), at) {
        (None, _) => None,
        (Some("revoked"), Some(at)) => Some(Removed::ByOffice { removal: Removal::Revoked, at }),
        (Some("decommissioned"), Some(at)) => Some(Removed::ByOffice { removal: Removal::Decommissioned, at }),
        (Some("replaced"), _) => Some(Removed::Replaced),
        _ => return Err(DbError::Unreadable { column: 4, due: "how a terminal was removed" }),
    };
    let terminal = Terminal { id: row.take(0)?, salepoint: row.take(1)?, name: row.take(2)? };
    let later_key: Option<String> = row.take(6)?;
    Ok(Enrolled { terminal, chain: row.take(3)?, removed, later_key: later_key.map(KeyId) })
}

fn key_place_code(place: KeyPlace) -> &'static str {
    match place {
        KeyPlace::File => "file",
        KeyPlace::SystemdCredential => "systemd_credential",
    }
}
