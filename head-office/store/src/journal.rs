//! Journals as terminals uploaded them.

use super::{DbError, Row, Tx};
use sync_core::domain::{Bytes32, SalepointId, TerminalId, UnixMs};
use sync_core::login::{Entry, EntryKind, OutcomeCode};

/// Refusals are counted by the hour.
const HOUR_MS: i64 = 3_600_000;
/// How many hours of refusals are kept, the present one included.
const HOURS_KEPT: i64 = 48;

/// How an entry stands to the one before it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Link {
    /// It was written after it, or is the first of all.
    Follows,
    /// Numbers before it are missing.
    Gap,
    /// It was written after another one than that.
    Broken,
    /// Another entry has its number: the journal was continued twice.
    Fork,
    /// The journal began again: the file with the one before was lost.
    NewChain,
}

impl Link {
    pub(super) const ALL: [Self; 5] = [Self::Follows, Self::Gap, Self::Broken, Self::Fork, Self::NewChain];

    /// The name in the database and in JSON.
    pub fn code(self) -> &'static str {
        match self {
            Self::Follows => "follows",
            Self::Gap => "gap",
            Self::Broken => "broken",
            Self::Fork => "fork",
            Self::NewChain => "new_chain",
        }
    }
}

/// Which branch of which chain: the terminal it began with, and a number.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Branch {
    /// The terminal the journal began with.
    pub chain: TerminalId,
    /// 0 for the first; a fork or a new beginning has the next number.
    pub number: u64,
}

/// Where an entry is in its journal, and what it is chained by.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Place {
    /// The branch's number.
    pub branch: u64,
    /// The SHA-256 of the entry.
    pub hash: Bytes32,
    /// What it says that of the one before it is.
    pub previous: Bytes32,
}

/// An entry to be stored.
#[derive(Clone, Debug)]
pub struct NewEntry<'a> {
    /// The entry.
    pub entry: &'a Entry,
    /// Its bytes as they came in.
    pub body: &'a [u8],
    /// Their SHA-256.
    pub hash: Bytes32,
    /// Where it goes.
    pub branch: Branch,
    /// How it stands to the one before it.
    pub link: Link,
    /// Whether it names a terminal that is none of its chain.
    pub is_foreign: bool,
    /// Who brought it.
    pub uploader: TerminalId,
    /// Where that one stands.
    pub salepoint: SalepointId,
    /// When.
    pub received_at: UnixMs,
}

/// Whether this very entry is stored.
///
/// # Errors
/// Those of the database.
pub fn knows(tx: &mut Tx<'_>, hash: Bytes32) -> Result<bool, DbError> {
    Ok(tx.query_one("SELECT 1 FROM journal_entry WHERE hash = ?1", &[hash.into()])?.is_some())
}

/// The entries with a number, of all branches of a chain, the latest branch first.
///
/// # Errors
/// Those of the database.
pub fn numbered(tx: &mut Tx<'_>, chain: TerminalId, seq: u64) -> Result<Vec<Place>, DbError> {
    let sql = "SELECT branch, hash, previous_hash FROM journal_entry WHERE chain_id = ?1 AND seq = ?2 \
               ORDER BY branch DESC";
    let read = |mut row: Row| Ok(Place { branch: row.take(0)?, hash: row.take(1)?, previous: row.take(2)? });
    tx.query(sql, &[chain.into(), seq.into()])?.into_iter().map(read).collect()
}

/// Whether a branch has no entry with one of these numbers.
///
/// # Errors
/// Those of the database.
pub fn is_free(tx: &mut Tx<'_>, branch: Branch, first: u64, last: u64) -> Result<bool, DbError> {
    let sql = "SELECT 1 FROM journal_entry WHERE chain_id = ?1 AND branch = ?2 AND seq BETWEEN ?3 AND ?4 LIMIT 1";
    let values = [branch.chain.into(), branch.number.into(), first.into(), last.into()];
    Ok(tx.query_one(sql, &values)?.is_none())
}

/// Whether an entry would be the first of its branch.
///
/// # Errors
/// Those of the database.
pub fn is_first(tx: &mut Tx<'_>, branch: Branch, seq: u64) -> Result<bool, DbError> {
    is_free(tx, branch, 0, seq.saturating_sub(1))
}

/// When the first entry of a branch happened, by the terminal's clock; `None`: it has no entry.
///
/// # Errors
/// Those of the database.
pub fn began_at(tx: &mut Tx<'_>, branch: Branch) -> Result<Option<UnixMs>, DbError> {
    let sql = "SELECT happened_at FROM journal_entry WHERE chain_id = ?1 AND branch = ?2 ORDER BY seq LIMIT 1";
    let row = tx.query_one(sql, &[branch.chain.into(), branch.number.into()])?;
    row.map(|mut row| row.take(0)).transpose()
}

/// The latest branch of a chain and the last number in it; `None`: nothing of the chain is stored.
///
/// # Errors
/// Those of the database.
pub fn latest(tx: &mut Tx<'_>, chain: TerminalId) -> Result<Option<(u64, u64)>, DbError> {
    let sql = "SELECT branch, seq FROM journal_entry WHERE chain_id = ?1 ORDER BY branch DESC, seq DESC LIMIT 1";
    tx.query_one(sql, &[chain.into()])?.map(|mut row| Ok((row.take(0)?, row.take(1)?))).transpose()
}

/// Stores an entry.
///
/// # Errors
/// Those of the database.
pub fn add(tx: &mut Tx<'_>, new: &NewEntry<'_>) -> Result<(), DbError> {
    let NewEntry { entry, branch, .. } = new;
    tx.execute(
        "INSERT INTO journal_entry (hash, previous_hash, chain_id, branch, seq, link, is_foreign, entry_id, \
         terminal_id, uploader_id, salepoint_id, happened_at, received_at, counted_at, kind, outcome, is_machine, \
         is_trouble, user_id, repeats, body) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21)",
        &[
            new.hash.into(),
            entry.previous.into(),
            branch.chain.into(),
            branch.number.into(),
            entry.seq.into(),
            new.link.code().into(),
            new.is_foreign.into(),
            entry.id.to_string().into(),
            entry.terminal.into(),
            new.uploader.into(),
            new.salepoint.into(),
            entry.at.into(),
            new.received_at.into(),
            entry.at.min(new.received_at).into(),
            entry.kind.code().into(),
            entry.outcome.map(|outcome| outcome.code()).into(),
            is_machine(entry.kind).into(),
            is_trouble(entry).into(),
            entry.user.into(),
            entry.count.into(),
            new.body.into(),
        ],
    )?;
    match entry.kind {
        EntryKind::Login | EntryKind::Unlock if is_trouble(entry) => {
            count_refused(tx, new.uploader, entry.count, new.received_at)
        }
        _ => Ok(()),
    }
}

/// Whether the terminal did it by itself, with nobody at it.
fn is_machine(kind: EntryKind) -> bool {
    match kind {
        EntryKind::Enrolment
        | EntryKind::Refresh
        | EntryKind::Reload
        | EntryKind::OrderRefresh
        | EntryKind::OrderReload
        | EntryKind::OrderUnlock
        | EntryKind::Repair
        | EntryKind::Disbelieved
        | EntryKind::Move
        | EntryKind::Removal
        | EntryKind::KeyRotation => true,
        EntryKind::Login
        | EntryKind::Lock
        | EntryKind::Unlock
        | EntryKind::Switch
        | EntryKind::Logout
        | EntryKind::ForceResync
        | EntryKind::UnlockTerminal
        | EntryKind::Scan
        | EntryKind::Unknown => false,
    }
}

/// Whether somebody was refused, or data was damaged or not believed.
fn is_trouble(entry: &Entry) -> bool {
    entry.outcome.is_some_and(|outcome| outcome != OutcomeCode::Granted)
        || matches!(entry.kind, EntryKind::Repair | EntryKind::Disbelieved)
}

/// Counts refused attempts by when head office heard of them: a terminal's clock may say anything.
fn count_refused(tx: &mut Tx<'_>, terminal: TerminalId, attempts: u64, heard_at: UnixMs) -> Result<(), DbError> {
    let hour = heard_at.0 / HOUR_MS;
    let forgotten = "DELETE FROM refused_attempts WHERE terminal_id = ?1 AND (hour <= ?2 OR hour > ?3)";
    tx.execute(forgotten, &[terminal.into(), (hour - HOURS_KEPT).into(), hour.into()])?;
    tx.execute(
        "INSERT INTO refused_attempts (terminal_id, hour, attempts) VALUES (?1, ?2, ?3) \
         ON CONFLICT (terminal_id, hour) DO UPDATE SET attempts = refused_attempts.attempts + excluded.attempts",
        &[terminal.into(), hour.into(), attempts.into()],
    )?;
    Ok(())
}

/// Says anew how an entry stands to the one before it.
///
/// # Errors
/// Those of the database.
pub fn relink(tx: &mut Tx<'_>, branch: Branch, seq: u64, link: Link) -> Result<(), DbError> {
    tx.execute(
        "UPDATE journal_entry SET link = ?4 WHERE chain_id = ?1 AND branch = ?2 AND seq = ?3",
        &[branch.chain.into(), branch.number.into(), seq.into(), link.code().into()],
    )?;
    Ok(())
}

/// The terminals that continue a chain.
///
/// # Errors
/// Those of the database.
pub fn terminals_of(tx: &mut Tx<'_>, chain: TerminalId) -> Result<Vec<TerminalId>, DbError> {
    let rows = tx.query("SELECT id FROM terminal WHERE chain_id = ?1", &[chain.into()])?;
    rows.into_iter().map(|mut row| row.take(0)).collect()
}

/// How many entries a terminal brought that are flagged.
///
/// # Errors
/// Those of the database.
pub fn flagged(tx: &mut Tx<'_>, terminal: TerminalId) -> Result<u64, DbError> {
    let sql = "SELECT count(*) FROM journal_entry WHERE uploader_id = ?1 AND (link <> 'follows' OR is_foreign <> 0)";
    tx.query_one(sql, &[terminal.into()])?.map_or(Ok(0), |mut row| row.take(0))
}

/// How many attempts to log in or to unlock a terminal has refused that head office heard of in this hour and the 23
/// before it.
///
/// # Errors
/// Those of the database.
pub fn refused_in_a_day(tx: &mut Tx<'_>, terminal: TerminalId, now: UnixMs) -> Result<u64, DbError> {
    let hour = now.0 / HOUR_MS;
    let row = tx.query_one(
        "SELECT CAST(coalesce(sum(attempts), 0) AS BIGINT) FROM refused_attempts WHERE terminal_id = ?1 \
         AND hour BETWEEN ?2 AND ?3",
        &[terminal.into(), (hour - 23).into(), hour.into()],
    )?;
    row.map_or(Ok(0), |mut row| row.take(0))
}
