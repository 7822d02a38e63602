//! `POST enrol`.

use super::access::came_to;
use super::problem::Problem;
use super::{Cbor, Service};
use crate::clock::Clock;
use crate::db::terminals;
use crate::snapshots::blocking;
use axum::body::Bytes;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use axum::http::HeaderMap;
use std::sync::{Arc, Mutex, PoisonError};
use sync_core::domain::{UnixMs, decode};
use sync_core::sync::wire::{EnrolAnswer, EnrolRequest, ProblemKind};

pub async fn enrol(
    State(service): State<Service>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Cbor<EnrolAnswer>, Problem> {
    let body = body.map_err(|_| malformed())?;
    let request: EnrolRequest = decode(&body).map_err(|_| malformed())?;
    if !service.wrong_codes.another_try(&service.office.clock) {
        return Err(Problem::new(ProblemKind::Busy, "too many wrong enrolment codes; try again in a moment"));
    }
    let office = Arc::clone(&service.office);
    let came_to = came_to(&headers);
    let enrolled = blocking(move || {
        let answer = office.enrol(&request)?;
        if let (Ok(answer), Some(came_to)) = (&answer, came_to) {
            let (terminal, now) = (answer.terminal, office.clock.now());
            office.db.write(|tx| {
                terminals::came_by(tx, terminal, &came_to.host)?;
                office.came_by(tx, &came_to.host, now)
            })?;
        }
        Ok(answer)
    });
    match enrolled.await? {
        Ok(answer) => {
            service.wrong_codes.give_back();
            tracing::info!(terminal = %answer.terminal, name = answer.terminal_name, "a terminal was enrolled");
            Ok(Cbor(answer))
        }
        Err(kind) => {
            tracing::warn!(?kind, "an enrolment was refused");
            Err(Problem::new(kind, sentence(kind)))
        }
    }
}

fn malformed() -> Problem {
    Problem::new(ProblemKind::Malformed, "this is not an enrolment request of version 1")
}

fn sentence(kind: ProblemKind) -> &'static str {
    match kind {
        ProblemKind::CodeUsed => "this code was used by another terminal; ask the office for a new one",
        ProblemKind::CodeExpired => "this code's 10 minutes are over; ask the office for a new one",
        ProblemKind::CodeExhausted => "this code was mistyped five times; ask the office for a new one",
        ProblemKind::CodeWrong => "there is no such code; compare it with the office's",
        _ => "head office failed; its log says why",
    }
}

/// Bounds wrong codes of all terminals together: so many at once, then one a second. Right ones cost nothing.
pub struct WrongCodes(Mutex<Bucket>);

struct Bucket {
    left: u32,
    refilled_at: Option<UnixMs>,
}

impl WrongCodes {
    const MOST: u32 = 60;
    const REFILL_MS: i64 = 1_000;

    fn another_try(&self, clock: &Clock) -> bool {
        let mut bucket = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let now = clock.now();
        let since = now.since(*bucket.refilled_at.get_or_insert(now));
        if !(0..Self::REFILL_MS).contains(&since) {
            let refill = u32::try_from(since / Self::REFILL_MS).unwrap_or(0);
            bucket.left = bucket.left.saturating_add(refill).min(Self::MOST);
            bucket.refilled_at = Some(now);
        }
        let allowed = bucket.left > 0;
        bucket.left = bucket.left.saturating_sub(1);
        allowed
    }

    fn give_back(&self) {
        let mut bucket = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        bucket.left = (bucket.left + 1).min(Self::MOST);
    }
}

impl Default for WrongCodes {
    fn default() -> Self {
        Self(Mutex::new(Bucket { left: Self::MOST, refilled_at: None }))
    }
}
