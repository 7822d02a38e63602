//! Storing what a terminal uploads.

use crate::db::journal::{self, Branch, Link, NewEntry, Place};
use crate::db::terminals::Enrolled;
use crate::db::{DbError, Tx};
use sha2::{Digest, Sha256};
use sync_core::domain::{Bytes32, TerminalId, UnixMs, decode};
use sync_core::login::Entry;

/// An entry that can be stored.
#[derive(Clone, Debug)]
pub struct Uploaded {
    entry: Entry,
    body: Vec<u8>,
    hash: Bytes32,
}

/// An entry that is none.
#[derive(Debug, thiserror::Error)]
#[error("this is no entry of a journal")]
pub struct Malformed;

impl Uploaded {
    /// Reads an entry.
    ///
    /// # Errors
    /// When the bytes are no entry, or its numbers are none that a terminal writes.
    pub fn read(body: Vec<u8>) -> Result<Self, Malformed> {
        let entry: Entry = decode(&body).map_err(|_| Malformed)?;
        let hash = Bytes32(Sha256::digest(&body).into());
        // The last number has no successor.
        let storable = |number: u64| i64::try_from(number).is_ok_and(|number| number < i64::MAX);
        if entry.seq == 0 || !storable(entry.seq) || !storable(entry.count) {
            return Err(Malformed);
        }
        Ok(Self { entry, body, hash })
    }

    fn is_followed_by(&self, next: &Self) -> bool {
        next.entry.seq == self.entry.seq + 1 && next.entry.previous == self.hash
    }
}

/// Stores the entries that are new; the number of the last one that is stored, of these or else of the journal.
///
/// # Errors
/// Those of the database; then nothing is stored.
pub fn store(tx: &mut Tx<'_>, uploader: &Enrolled, uploaded: &[Uploaded], now: UnixMs) -> Result<Option<u64>, DbError> {
    let Some(last) = uploaded.iter().map(|one| one.entry.seq).max() else {
        return Ok(journal::latest(tx, uploader.chain)?.map(|(_, seq)| seq));
    };
    let own = journal::terminals_of(tx, uploader.chain)?;
    let mut run: Vec<&Uploaded> = Vec::new();
    for one in uploaded {
        if journal::knows(tx, one.hash)? || run.iter().any(|other| other.hash == one.hash) {
            continue;
        }
        if run.last().is_some_and(|before| !before.is_followed_by(one)) {
            store_run(tx, uploader, &own, &run, now)?;
            run.clear();
        }
        run.push(one);
    }
    store_run(tx, uploader, &own, &run, now)?;
    Ok(Some(last))
}

/// Stores entries that follow on one another, none of which is stored.
fn store_run(
    tx: &mut Tx<'_>,
    uploader: &Enrolled,
    own: &[TerminalId],
    run: &[&Uploaded],
    now: UnixMs,
) -> Result<(), DbError> {
    let (Some(first), Some(last)) = (run.first(), run.last()) else { return Ok(()) };
    let branch = Branch { chain: uploader.chain, number: branch_for(tx, uploader.chain, first, last)? };
    let mut link = link(tx, branch, first.entry.seq, first.entry.previous)?;
    for one in run {
        let new = NewEntry {
            entry: &one.entry,
            body: &one.body,
            hash: one.hash,
            branch,
            link,
            is_foreign: !own.contains(&one.entry.terminal),
            uploader: uploader.terminal.id,
            salepoint: uploader.terminal.salepoint,
            received_at: now,
        };
        journal::add(tx, &new)?;
        link = Link::Follows;
    }
    // What stood behind a gap may stand behind its predecessor now.
    let next = last.entry.seq + 1;
    if let Some(behind) = journal::numbered(tx, branch.chain, next)?.iter().find(|one| one.branch == branch.number) {
        let link = self::link(tx, branch, next, behind.previous)?;
        journal::relink(tx, branch, next, link)?;
    }
    Ok(())
}

/// The branch that a run belongs to: the one it was written in, if that is known; else the latest with room for it.
fn branch_for(tx: &mut Tx<'_>, chain: TerminalId, first: &Uploaded, last: &Uploaded) -> Result<u64, DbError> {
    let Some((latest, _)) = journal::latest(tx, chain)? else { return Ok(0) };
    let (from, to) = (first.entry.seq, last.entry.seq);
    let written_after = |place: &Place| place.hash == first.entry.previous;
    let mut candidates: Vec<_> = journal::numbered(tx, chain, from - 1)?.into_iter().filter(written_after).collect();
    let continued_twice = !candidates.is_empty();
    candidates.extend(journal::numbered(tx, chain, to + 1)?.into_iter().filter(|place| place.previous == last.hash));
    for place in candidates {
        if journal::is_free(tx, Branch { chain, number: place.branch }, from, to)? {
            return Ok(place.branch);
        }
    }
    let branch = Branch { chain, number: latest };
    // Nothing chains it to what is there. It fits where there is room; but a beginning that is younger than what has no
    // beginning yet is that of another journal.
    let begins_again = from == 1 && journal::began_at(tx, branch)?.is_some_and(|began_at| last.entry.at > began_at);
    let fits = !continued_twice && !begins_again && journal::is_free(tx, branch, from, to)?;
    Ok(if fits { latest } else { latest + 1 })
}

/// How an entry of a branch stands to what is stored before it.
fn link(tx: &mut Tx<'_>, branch: Branch, seq: u64, previous: Bytes32) -> Result<Link, DbError> {
    let before = journal::numbered(tx, branch.chain, seq - 1)?;
    if let Some(before) = before.iter().find(|place| place.branch == branch.number) {
        return Ok(if before.hash == previous { Link::Follows } else { Link::Broken });
    }
    if !journal::is_first(tx, branch, seq)? {
        return Ok(Link::Gap);
    }
    Ok(match (branch.number, seq) {
        (0, 1) if previous == Bytes32([0; 32]) => Link::Follows,
        (0, 1) => Link::Broken,
        (0, _) => Link::Gap,
        (_, 1) => Link::NewChain,
        _ => Link::Fork,
    })
}
