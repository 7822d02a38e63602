//! `GET stream`: what is newer than a terminal's cursor, as one frame.

use super::access::Caller;
use super::problem::Problem;
use super::{Service, body};
use crate::db::{Tx, company, replica_rows};
use crate::heads::hello;
use crate::office::OfficeError;
use crate::rows::with_verifiers;
use crate::snapshots::blocking;
use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::response::Response;
use serde::Deserialize;
use sync_core::domain::{Cursor, Nonce};
use sync_core::sync::wire::{Bye, FramePart, LAST_HEAD, MAX_CHUNK, Message, ProblemKind};
use sync_core::sync::{Frame, Signed};

/// More rows than this: a snapshot is cheaper for both sides.
const MOST_ROWS: usize = 20_000;
/// When a terminal asks again.
const RETRY_MS: u64 = 20_000;

#[derive(Deserialize)]
pub struct Asked {
    cursor: String,
    nonce: String,
}

pub async fn stream(
    State(service): State<Service>,
    caller: Caller,
    headers: HeaderMap,
    asked: Result<Query<Asked>, axum::extract::rejection::QueryRejection>,
) -> Result<Response, Problem> {
    let malformed = || Problem::new(ProblemKind::Malformed, "a cursor and a nonce of 32 hex digits are due");
    let Query(asked) = asked.map_err(|_| malformed())?;
    let cursor: Cursor = asked.cursor.parse().map_err(|()| malformed())?;
    let nonce: Nonce = asked.nonce.parse().map_err(|()| malformed())?;
    let last_head = headers.get(LAST_HEAD).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let answered = blocking(move || {
        // A new epoch that this begins is told by the answer.
        last_head.map_or(Ok(None), |header| service.office.heed_last_head(&header))?;
        service.office.db.read(|tx| answer(&service, tx, &caller, cursor, nonce))
    })
    .await?;
    let bytes = answered.map_err(|kind| match kind {
        ProblemKind::EpochChanged => Problem::new(kind, "head office's data began anew; fetch a snapshot"),
        _ => Problem::new(kind, "too much is newer; fetch a snapshot"),
    })?;
    Ok(body("application/octet-stream", bytes))
}

fn answer(
    service: &Service,
    tx: &mut Tx<'_>,
    caller: &Caller,
    from: Cursor,
    nonce: Nonce,
) -> Result<Result<Vec<u8>, ProblemKind>, OfficeError> {
    let counter = company::counter(tx)?;
    let now = counter.cursor;
    if from.epoch != now.epoch || from.revision > now.revision {
        return Ok(Err(ProblemKind::EpochChanged));
    }
    if from.revision < counter.floor {
        return Ok(Err(ProblemKind::BelowFloor));
    }
    let news = if from == now {
        mark(service, tx, caller)?
    } else {
        match frame(service, tx, caller, from, now)? {
            Some(frame) => frame,
            None => return Ok(Err(ProblemKind::BelowFloor)),
        }
    };
    let news = news.to_bytes();
    if news.len() > MAX_CHUNK {
        return Ok(Err(ProblemKind::BelowFloor));
    }
    let hello = Message::Hello(hello(&service.office, &caller.0, nonce, now)).to_bytes();
    Ok(Ok([hello, news, Message::Bye(Bye { retry_ms: RETRY_MS }).to_bytes()].concat()))
}

fn mark(service: &Service, tx: &mut Tx<'_>, caller: &Caller) -> Result<Message, OfficeError> {
    let mut heads = Vec::new();
    for collection in caller.collections() {
        heads.push(service.heads.head(&service.office, tx, collection)?);
    }
    Ok(Message::Mark(heads))
}

/// Both collections, so that both heads end at the same revision. `None` when that is too much.
fn frame(
    service: &Service,
    tx: &mut Tx<'_>,
    caller: &Caller,
    from: Cursor,
    to: Cursor,
) -> Result<Option<Message>, OfficeError> {
    let office = &service.office;
    let mut room = MOST_ROWS;
    let mut parts = Vec::new();
    for collection in caller.collections() {
        let newer = replica_rows::newer(tx, collection, from.revision, room + 1)?;
        let Some(left) = room.checked_sub(newer.len()) else { return Ok(None) };
        room = left;
        let rows = with_verifiers(tx, &office.keys.verifiers, newer)?;
        parts.push(FramePart { head: service.heads.head(office, tx, collection)?, rows });
    }
    let frame = Frame { epoch: to.epoch, from: from.revision, revision: to.revision, parts };
    Ok(Some(Message::Frame(Signed::sign(&frame, &office.keys.signing().key))))
}
