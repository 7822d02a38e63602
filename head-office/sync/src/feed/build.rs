//! Makes the message that brings a terminal up to date, in one moment of the data.

use crate::heads::Heads;
use axum::body::Bytes;
use head_office_office::errors::OfficeError;
use head_office_office::terminals::Wire;
use head_office_store::{Tx, company, replica_rows};
use sync_core::domain::{Collection, Cursor, SalepointId};
use sync_core::sync::Frame;
use sync_core::sync::wire::{FramePart, MAX_CHUNK, Message, ProblemKind};

/// More rows than this: a snapshot is cheaper for both sides.
const MOST_ROWS: usize = 20_000;

/// A message for all terminals of a salepoint that stand at the same cursor.
#[derive(Clone, Debug)]
pub struct News {
    /// Where a terminal stands afterwards.
    pub cursor: Cursor,
    /// Whether nothing was newer.
    pub is_mark: bool,
    /// The message as it travels.
    pub bytes: Bytes,
}

/// What is newer than `from`, or why a snapshot is due.
pub fn news(
    office: &Wire,
    heads: &Heads,
    tx: &mut Tx<'_>,
    salepoint: SalepointId,
    from: Cursor,
) -> Result<Result<News, ProblemKind>, OfficeError> {
    let counter = company::counter(tx)?;
    let now = counter.cursor;
    if from.epoch != now.epoch || from.revision > now.revision {
        return Ok(Err(ProblemKind::EpochChanged));
    }
    if from.revision < counter.floor {
        return Ok(Err(ProblemKind::BelowFloor));
    }
    let collections = [Collection::Directory, Collection::Salepoint(salepoint)];
    let is_mark = from == now;
    let message = if is_mark {
        mark(office, heads, tx, collections)?
    } else {
        match frame(office, heads, tx, collections, from, now)? {
            Some(frame) => frame,
            None => return Ok(Err(ProblemKind::BelowFloor)),
        }
    };
    let bytes = Bytes::from(message.to_bytes());
    if bytes.len() > MAX_CHUNK {
        return Ok(Err(ProblemKind::BelowFloor));
    }
    Ok(Ok(News { cursor: now, is_mark, bytes }))
}

fn mark(office: &Wire, heads: &Heads, tx: &mut Tx<'_>, collections: [Collection; 2]) -> Result<Message, OfficeError> {
    let mut signed = Vec::new();
    for collection in collections {
        signed.push(heads.head(office, tx, collection)?);
    }
    Ok(Message::Mark(signed))
}

/// Both collections, so that both heads end at the same revision. `None` when that is too much.
fn frame(
    office: &Wire,
    heads: &Heads,
    tx: &mut Tx<'_>,
    collections: [Collection; 2],
    from: Cursor,
    to: Cursor,
) -> Result<Option<Message>, OfficeError> {
    let mut room = MOST_ROWS;
    let mut parts = Vec::new();
    for collection in collections {
        let newer = replica_rows::newer(tx, collection, from.revision, room + 1)?;
        let Some(left) = room.checked_sub(newer.len()) else { return Ok(None) };
        room = left;
        let rows = office.with_verifiers(tx, newer)?;
        parts.push(FramePart { head: heads.head(office, tx, collection)?, rows });
    }
    let frame = Frame { epoch: to.epoch, from: from.revision, revision: to.revision, parts };
    Ok(Some(Message::Frame(office.sign(&frame))))
}
