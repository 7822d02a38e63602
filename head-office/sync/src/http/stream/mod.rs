//! `GET stream`: what is newer than a terminal's cursor, and from then on whatever happens.
//!
//! With `wait` the answer is made once and ends (`answer`); without, it goes on (`live`). Both begin with a greeting
//! and the news from the [`Feed`](crate::feed::Feed); both look at the terminal again when terminals have changed.

mod answer;
mod live;
mod turns;

pub use turns::Turns;

use super::access::{Anybody, unauthorized};
use super::problem::Problem;
use super::{Service, body};
use crate::feed::{Feed, News};
use crate::heads::hello;
use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::response::Response;
use head_office_office::blocking::blocking;
use head_office_office::errors::OfficeError;
use head_office_office::terminals::Wire;
use head_office_store::addresses::StoredRelocation;
use head_office_store::orders::PendingOrder;
use head_office_store::terminals::{Removed, Terminal};
use serde::Deserialize;
use std::sync::Arc;
use std::time::Duration;
use sync_core::domain::{Cursor, Nonce, UnixMs};
use sync_core::sync::wire::{
    Bye, LAST_HEAD, LONGEST_WAIT_S, Message, Order, OrderId, ProblemKind, Relocation, Removal, Revocation,
};

/// The kind of all these answers.
const KIND: &str = "application/octet-stream";

#[derive(Deserialize)]
pub struct Asked {
    cursor: String,
    nonce: String,
    wait: Option<u64>,
}

pub async fn stream(
    State(service): State<Service>,
    anybody: Anybody,
    headers: HeaderMap,
    asked: Result<Query<Asked>, axum::extract::rejection::QueryRejection>,
) -> Result<Response, Problem> {
    let malformed = || {
        let due = "a cursor and a nonce of 32 hex digits are due, and at most 25 seconds to wait";
        Problem::new(ProblemKind::Malformed, due)
    };
    let Query(asked) = asked.map_err(|_| malformed())?;
    let from: Cursor = asked.cursor.parse().map_err(|()| malformed())?;
    let nonce: Nonce = asked.nonce.parse().map_err(|()| malformed())?;
    if asked.wait.is_some_and(|wait_s| wait_s > LONGEST_WAIT_S) {
        return Err(malformed());
    }
    let Service { office, feed, turns, .. } = service;
    let asking = Asking { office, feed, anybody, from, nonce };
    match asking.anybody.known.enrolled.removed {
        None => {}
        Some(Removed::ByOffice { removal, at }) => return Ok(body(KIND, asking.farewell(removal, at).await?)),
        Some(Removed::Replaced) => return Err(unauthorized()),
    }
    if let Some(last_head) = headers.get(LAST_HEAD).and_then(|value| value.to_str().ok()) {
        asking.heed(last_head.to_owned()).await?;
    }
    match asked.wait {
        // Only asks, perhaps beside its stream.
        Some(0) => Ok(body(KIND, answer::answer(asking, Duration::ZERO).await?)),
        Some(wait_s) => {
            let turn = turns.begin(asking.terminal().id, turns::Kind::Wait);
            tokio::select! {
                answer = answer::answer(asking, Duration::from_secs(wait_s)) => Ok(body(KIND, answer?)),
                () = turn.over() => Err(Problem::new(ProblemKind::Busy, "this terminal asked again since")),
            }
        }
        None => {
            let turn = turns.begin(asking.terminal().id, turns::Kind::Stream);
            live::live(asking, turn).await
        }
    }
}

/// A request and the terminal behind it, as last looked at.
struct Asking {
    office: Wire,
    feed: Arc<Feed>,
    anybody: Anybody,
    from: Cursor,
    nonce: Nonce,
}

/// How a terminal stands, looked at again.
enum Look {
    /// As before, but for its orders.
    Same,
    /// Under another salepoint, or with another name.
    Moved,
    /// Out of service.
    Removed(Removal, UnixMs),
    /// Its token is dead.
    Unknown,
}

impl Asking {
    fn terminal(&self) -> &Terminal {
        &self.anybody.known.enrolled.terminal
    }

    async fn look_again(&mut self) -> Result<Look, OfficeError> {
        let (version, known) = self.feed.known(self.anybody.token_hash).await?;
        let Some(known) = known else { return Ok(Look::Unknown) };
        let before = std::mem::replace(&mut self.anybody.known, known);
        self.anybody.version = version;
        Ok(match self.anybody.known.enrolled.removed {
            Some(Removed::ByOffice { removal, at }) => Look::Removed(removal, at),
            Some(Removed::Replaced) => Look::Unknown,
            None if *self.terminal() != before.enrolled.terminal => Look::Moved,
            None => Look::Same,
        })
    }

    /// Looks at the last head of a terminal: which key signed it, and, of one that is ahead of head office, how far it is. A
    /// new epoch that this begins is told by the answer.
    async fn heed(&self, last_head: String) -> Result<(), OfficeError> {
        let is_ahead = self.from > self.feed.standing().await?.cursor;
        let (office, known) = (self.office.clone(), Arc::clone(&self.anybody.known));
        blocking(move || {
            office.heed_key(&known.enrolled, &last_head)?;
            if is_ahead { office.heed_last_head(&last_head).map(drop) } else { Ok(()) }
        })
        .await
    }

    /// What is newer for a terminal at this cursor.
    async fn news(&self, from: Cursor) -> Result<Result<News, ProblemKind>, OfficeError> {
        self.feed.news(self.terminal().salepoint, from).await
    }

    fn hello(&self, cursor: Cursor) -> Vec<u8> {
        self.feed.greeted(self.terminal());
        Message::Hello(hello(&self.office, self.terminal(), self.nonce, cursor)).to_bytes()
    }

    /// The orders given after one of them, each signed; and the last one's id.
    fn orders(&self, after: Option<OrderId>) -> (Vec<u8>, Option<OrderId>) {
        let newer = self.anybody.known.orders.iter().filter(|order| after.is_none_or(|after| order.id > after));
        let bytes = newer.clone().flat_map(|order| self.order(order).to_bytes()).collect();
        (bytes, newer.map(|order| order.id).max().or(after))
    }

    /// Where head office moves to, unless the terminal comes there, or was told; and what it is told then.
    fn relocation(&self, told: Option<OrderId>) -> (Vec<u8>, Option<OrderId>) {
        let Some(stored) = &self.anybody.known.relocation else { return (Vec::new(), told) };
        let is_there = self.anybody.came_to.as_ref().is_some_and(|address| address.url == stored.office);
        if is_there || told >= Some(stored.id) {
            return (Vec::new(), told);
        }
        let StoredRelocation { office, id, made_at } = (**stored).clone();
        let relocation = Relocation { company: self.office.company(), id, office, made_at };
        let signed = self.office.sign(&relocation);
        (Message::Relocates(signed).to_bytes(), Some(id))
    }

    fn order(&self, order: &PendingOrder) -> Message {
        let PendingOrder { id, action, given_at } = *order;
        let order = Order { company: self.office.company(), terminal: self.terminal().id, id, action, given_at };
        Message::Do(self.office.sign(&order))
    }

    fn revocation(&self, removal: Removal, removed_at: UnixMs) -> Vec<u8> {
        let (company, terminal) = (self.office.company(), self.terminal().id);
        let revocation = Revocation { company, terminal, removal, removed_at };
        Message::Revoked(self.office.sign(&revocation)).to_bytes()
    }

    /// All that a removed terminal is told.
    async fn farewell(&self, removal: Removal, removed_at: UnixMs) -> Result<Vec<u8>, OfficeError> {
        let cursor = self.feed.standing().await?.cursor;
        Ok([self.hello(cursor), self.revocation(removal, removed_at)].concat())
    }
}

fn bye(retry_ms: u64) -> Vec<u8> {
    Message::Bye(Bye { retry_ms }).to_bytes()
}

/// Why there is no news but a snapshot.
fn gone(kind: ProblemKind) -> Problem {
    match kind {
        ProblemKind::EpochChanged => Problem::new(kind, "head office's data began anew; fetch a snapshot"),
        _ => Problem::new(kind, "too much is newer; fetch a snapshot"),
    }
}
