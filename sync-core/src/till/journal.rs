//! The journal's rows. An entry is kept as the bytes its successor carries the hash of.

use super::{TillError, WriteError, cursor, failed};
use crate::domain::{Bytes32, Cursor, TerminalId, UnixMs, decode, encode};
use crate::login::{ChainError, Entry, EntryKind, OutcomeCode, Record, verify_chain};
use rusqlite::{Connection, OptionalExtension, Transaction, params};
use sha2::{Digest, Sha256};
use uuid::{Builder, Uuid};

/// How many entries are checked at a time.
const PAGE: u32 = 1_000;

/// Appends what is counted, then the record.
pub(super) fn append(
    transaction: &Transaction<'_>,
    terminal: TerminalId,
    record: &Record,
    randomness: [u8; 10],
) -> Result<(), WriteError> {
    flush(transaction, &randomness)?;
    chain(transaction, terminal, record, 1, randomness)
}

/// Counts what is not listed.
pub(super) fn count(transaction: &Transaction<'_>, terminal: TerminalId, record: &Record) -> Result<(), WriteError> {
    transaction
        .prepare_cached(
            "INSERT INTO pending (kind, terminal, last_at, epoch, revision, count) VALUES (?1, ?2, ?3, ?4, ?5, 1)
             ON CONFLICT (kind) DO UPDATE
             SET terminal = ?2, last_at = ?3, epoch = ?4, revision = ?5, count = count + 1",
        )?
        .execute(params![
            encode(&record.kind),
            encode(&terminal),
            record.at.0,
            record.cursor.map(|cursor| cursor.epoch.0.cast_signed()),
            record.cursor.map(|cursor| cursor.revision.0.cast_signed()),
        ])?;
    Ok(())
}

pub(super) fn read(connection: &Connection, from_seq: u64, limit: u32) -> Result<Vec<Entry>, TillError> {
    let bodies = bodies(connection, from_seq, limit)?;
    Ok(bodies.iter().map(|(_, body)| decode(body)).collect::<Result<_, _>>()?)
}

pub(super) fn bodies(connection: &Connection, from_seq: u64, limit: u32) -> Result<Vec<(u64, Vec<u8>)>, TillError> {
    let from_seq = i64::try_from(from_seq).unwrap_or(i64::MAX);
    let read = |row: &rusqlite::Row<'_>| Ok((row.get::<_, i64>(0)?.cast_unsigned(), row.get(1)?));
    connection
        .prepare_cached("SELECT seq, body FROM entry WHERE seq >= ?1 ORDER BY seq LIMIT ?2")
        .and_then(|mut statement| statement.query_map(params![from_seq, limit], read)?.collect())
        .map_err(failed("reading the journal"))
}

pub(super) fn last(connection: &Connection) -> Result<Option<Entry>, TillError> {
    let body = last_body(connection).map_err(failed("reading the journal"))?;
    Ok(body.map(|body| decode(&body)).transpose()?)
}

/// Checks the whole chain, page by page.
pub(super) fn verify(connection: &Connection) -> Result<(), TillError> {
    let mut before: Option<Entry> = None;
    loop {
        let next = before.as_ref().map_or(0, |entry| entry.seq + 1);
        let page = read(connection, next, PAGE)?;
        if before.is_none()
            && let Some(first) = page.first()
        {
            is_first(first)?;
        }
        verify_chain(before.iter().chain(&page))?;
        match page.into_iter().next_back() {
            Some(last) => before = Some(last),
            None => return Ok(()),
        }
    }
}

fn is_first(entry: &Entry) -> Result<(), ChainError> {
    if entry.seq != 1 {
        return Err(ChainError::Sequence { after: 0, found: entry.seq });
    }
    if entry.previous != Bytes32([0; 32]) {
        return Err(ChainError::Hash(1));
    }
    Ok(())
}

/// Turns what is counted into entries, each dated by the last refusal it counts.
pub(super) fn flush(transaction: &Transaction<'_>, randomness: &[u8; 10]) -> Result<(), WriteError> {
    type Pending = (Vec<u8>, Vec<u8>, i64, Option<Cursor>, i64);
    let pending: Vec<Pending> = transaction
        .prepare_cached("SELECT kind, terminal, last_at, epoch, revision, count FROM pending ORDER BY last_at, kind")?
        .query_map([], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, cursor(row.get(3)?, row.get(4)?)?, row.get(5)?))
        })?
        .collect::<Result<_, _>>()?;
    for (kind, terminal, last_at, cursor, count) in &pending {
        let what = decode::<EntryKind>(kind)?;
        let outcome = (what != EntryKind::Scan).then_some(OutcomeCode::Throttled);
        let record = Record { at: UnixMs(*last_at), kind: what, user: None, outcome, cursor: *cursor };
        let own = Sha256::new().chain_update(randomness).chain_update(kind).finalize();
        let own = own.first_chunk().expect("a SHA-256 has more than ten bytes");
        chain(transaction, decode(terminal)?, &record, count.cast_unsigned(), *own)?;
    }
    if !pending.is_empty() {
        transaction.execute("DELETE FROM pending", [])?;
    }
    Ok(())
}

fn chain(
    transaction: &Transaction<'_>,
    terminal: TerminalId,
    record: &Record,
    count: u64,
    randomness: [u8; 10],
) -> Result<(), WriteError> {
    let (seq, previous) = match last_body(transaction)? {
        Some(body) => (decode::<Entry>(&body)?.seq + 1, Bytes32(Sha256::digest(&body).into())),
        None => (1, Bytes32([0; 32])),
    };
    let entry = Entry {
        id: id(record.at, randomness),
        terminal,
        seq,
        at: record.at,
        kind: record.kind,
        user: record.user,
        outcome: record.outcome,
        cursor: record.cursor,
        count,
        previous,
    };
    transaction
        .prepare_cached("INSERT INTO entry (seq, body) VALUES (?1, ?2)")?
        .execute(params![seq.cast_signed(), encode(&entry)])?;
    Ok(())
}

fn last_body(connection: &Connection) -> rusqlite::Result<Option<Vec<u8>>> {
    connection
        .prepare_cached("SELECT body FROM entry ORDER BY seq DESC LIMIT 1")
        .and_then(|mut statement| statement.query_row([], |row| row.get(0)).optional())
}

/// A UUIDv7 (RFC 9562): sorted by time, unique by its random part.
fn id(at: UnixMs, randomness: [u8; 10]) -> Uuid {
    Builder::from_unix_timestamp_millis(u64::try_from(at.0).unwrap_or(0), &randomness).into_uuid()
}
