//! Journals as terminals uploaded them.

use super::grants::{Kind, Viewer};
use super::{DbError, Row, Tx, Value};
use std::collections::HashMap;
use sync_core::domain::{Bytes32, SalepointId, TerminalId, UnixMs, UserId};

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
    const ALL: [Self; 5] = [Self::Follows, Self::Gap, Self::Broken, Self::Fork, Self::NewChain];

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
    pub entry: &'a sync_core::login::Entry,
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
         terminal_id, uploader_id, salepoint_id, happened_at, received_at, kind, outcome, user_id, repeats, body) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)",
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
            entry.kind.code().into(),
            entry.outcome.map(|outcome| outcome.code()).into(),
            entry.user.into(),
            entry.count.into(),
            new.body.into(),
        ],
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

/// How many entries each terminal brought that are flagged.
///
/// # Errors
/// Those of the database.
pub fn flagged(tx: &mut Tx<'_>) -> Result<HashMap<TerminalId, u64>, DbError> {
    let sql = "SELECT uploader_id, count(*) FROM journal_entry WHERE link <> 'follows' OR is_foreign <> 0 \
               GROUP BY uploader_id";
    tx.query(sql, &[])?.into_iter().map(|mut row| Ok((row.take(0)?, row.take(1)?))).collect()
}

/// How many attempts to log in or to unlock a terminal has refused since a time, by its own clock.
///
/// # Errors
/// Those of the database.
pub fn refused_since(tx: &mut Tx<'_>, terminal: TerminalId, since: UnixMs) -> Result<u64, DbError> {
    let row = tx.query_one(
        "SELECT CAST(coalesce(sum(repeats), 0) AS BIGINT) FROM journal_entry WHERE uploader_id = ?1 \
         AND happened_at >= ?2 AND kind IN ('login', 'unlock') AND outcome <> 'granted'",
        &[terminal.into(), since.into()],
    )?;
    row.map_or(Ok(0), |mut row| row.take(0))
}

/// Which entries are wanted; what is `None` does not matter.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Wanted {
    /// For whom: what was written at the viewer's salepoints.
    pub viewer: Viewer,
    /// Naming this terminal, or brought by it.
    pub terminal: Option<TerminalId>,
    /// Brought by a terminal that then stood here.
    pub salepoint: Option<SalepointId>,
    /// That ended so.
    pub outcome: Option<&'static str>,
    /// Of this kind.
    pub kind: Option<&'static str>,
    /// By this user.
    pub user: Option<UserId>,
    /// Not before, by the terminal's clock.
    pub from: Option<UnixMs>,
    /// Before, by the terminal's clock.
    pub to: Option<UnixMs>,
}

/// An entry as it is shown.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StoredEntry {
    /// Its number in the journal.
    pub seq: u64,
    /// The branch of the journal.
    pub branch: u64,
    /// How it stands to the one before it.
    pub link: Link,
    /// At a gap: the number before it that is there, 0 if there is none.
    pub after: u64,
    /// Whether it names a terminal that is none of its chain.
    pub is_foreign: bool,
    /// The terminal it names.
    pub terminal: TerminalId,
    /// Who brought it.
    pub uploader: TerminalId,
    /// Where that one then stood.
    pub salepoint: SalepointId,
    /// When it happened, by the terminal's clock.
    pub happened_at: UnixMs,
    /// When it arrived here.
    pub received_at: UnixMs,
    /// What happened.
    pub kind: String,
    /// How it ended.
    pub outcome: Option<String>,
    /// By whom.
    pub user: Option<UserId>,
    /// How many like it it stands for.
    pub repeats: u64,
}

/// The newest entries that are wanted, newest last.
///
/// # Errors
/// Those of the database.
pub fn newest(tx: &mut Tx<'_>, wanted: &Wanted, limit: usize) -> Result<Vec<StoredEntry>, DbError> {
    let mut sql = "SELECT seq, branch, link, is_foreign, terminal_id, uploader_id, salepoint_id, happened_at, \
                   received_at, kind, outcome, user_id, repeats, CASE WHEN link = 'gap' THEN (SELECT max(before.seq) \
                   FROM journal_entry before WHERE before.chain_id = entry.chain_id AND before.branch = entry.branch \
                   AND before.seq < entry.seq) END FROM journal_entry entry WHERE "
        .to_owned();
    let mut values = Vec::new();
    sql += &wanted.viewer.has(Kind::Salepoints, "entry.salepoint_id", &mut values);
    let mut only = |condition: &str, value: Option<Value>| {
        if let Some(value) = value {
            values.push(value);
            sql += &condition.replace('?', &format!("?{}", values.len()));
        }
    };
    only(" AND (terminal_id = ? OR uploader_id = ?)", wanted.terminal.map(Value::from));
    only(" AND salepoint_id = ?", wanted.salepoint.map(Value::from));
    only(" AND outcome = ?", wanted.outcome.map(Value::from));
    only(" AND kind = ?", wanted.kind.map(Value::from));
    only(" AND user_id = ?", wanted.user.map(Value::from));
    only(" AND happened_at >= ?", wanted.from.map(Value::from));
    only(" AND happened_at < ?", wanted.to.map(Value::from));
    only(" ORDER BY happened_at DESC, chain_id DESC, branch DESC, seq DESC LIMIT ?", Some(limit.into()));
    let mut found: Vec<_> = tx.query(&sql, &values)?.into_iter().map(read).collect::<Result<_, _>>()?;
    found.reverse();
    Ok(found)
}

fn read(mut row: Row) -> Result<StoredEntry, DbError> {
    let code: String = row.take(2)?;
    let link = Link::ALL.into_iter().find(|link| link.code() == code);
    let after: Option<u64> = row.take(13)?;
    Ok(StoredEntry {
        seq: row.take(0)?,
        branch: row.take(1)?,
        link: link.ok_or(DbError::Unreadable { column: 2, due: "how an entry follows" })?,
        after: after.unwrap_or(0),
        is_foreign: row.take(3)?,
        terminal: row.take(4)?,
        uploader: row.take(5)?,
        salepoint: row.take(6)?,
        happened_at: row.take(7)?,
        received_at: row.take(8)?,
        kind: row.take(9)?,
        outcome: row.take(10)?,
        user: row.take(11)?,
        repeats: row.take(12)?,
    })
}
