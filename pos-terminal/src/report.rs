//! Tells head office what this terminal has applied, done and written down.
//!
//! It runs beside the link: whenever the link is connected and there is something to say, it says it, a batch at a time,
//! until head office has acknowledged all. What is not acknowledged is said again; nothing is lost by a crash.

use crate::client::OfficeClient;
use crate::data::{ReplicaFile, SharedTill};
use crate::link::LinkState;
use serde_bytes::ByteBuf;
use std::time::Duration;
use sync_core::domain::{Cursor, Epoch, JumpWatch};
use sync_core::sync::engine::Failure;
use sync_core::sync::wire::{OrderId, Removal, Report};
use sync_core::till::TillError;
use tokio::sync::watch;

/// How often the journal is looked at for new entries.
const LOOK_EVERY: Duration = Duration::from_secs(5);
/// Reports of many terminals about the same change are spread over so long, in milliseconds.
const SPREAD_MS: u64 = 300;
/// After a report that did not arrive, the next one waits at least so long.
const AFTER_FAILURE: Duration = Duration::from_secs(5);

/// Why a report was not made.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// The till's own file.
    #[error(transparent)]
    Till(#[from] TillError),
    /// Head office.
    #[error(transparent)]
    Office(#[from] Failure),
}

/// What head office was told last.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Said {
    applied: Option<Cursor>,
    done: Option<OrderId>,
}

/// Reports.
pub struct Reporter {
    client: OfficeClient,
    file: ReplicaFile,
    till: SharedTill,
    said: Option<Said>,
    has: Option<Has>,
}

/// Up to which entry head office has the journal, by its own word. It is asked anew in each epoch: a restored head office
/// may have less than it once acknowledged. Kept here beside the till's own note, which a full disk keeps from growing.
#[derive(Clone, Copy)]
struct Has {
    epoch: Option<Epoch>,
    seq: u64,
}

impl Reporter {
    /// A reporter that has said nothing yet.
    pub fn new(client: OfficeClient, file: ReplicaFile, till: SharedTill) -> Self {
        Self { client, file, till, said: None, has: None }
    }

    /// Reports for as long as the link lives.
    pub async fn run(mut self, mut link: watch::Receiver<LinkState>) {
        let mut jumps = JumpWatch::default();
        loop {
            let now = self.till.now();
            if let Some(by_ms) = jumps.look(now.wall, now.boot_ms) {
                tracing::error!(by_s = by_ms / 1_000, now = %now.wall, "this machine's clock was set by more than five minutes");
                // Head office is told what it says now.
                self.said = None;
            }
            let state = link.borrow_and_update().clone();
            if (state.is_worth_reporting() || self.hands_in())
                && let Err(error) = self.report(state.cursor).await
            {
                tracing::warn!(%error, "a report did not arrive");
                tokio::time::sleep(AFTER_FAILURE).await;
            }
            let ended = tokio::select! {
                changed = link.changed() => changed.is_err(),
                () = tokio::time::sleep(LOOK_EVERY) => link.has_changed().is_err(),
            };
            if ended {
                return;
            }
            let random = u64::from_be_bytes(crate::random::bytes());
            tokio::time::sleep(Duration::from_millis(random % SPREAD_MS)).await;
        }
    }

    /// A terminal that was put out of service still hands in its journal.
    fn hands_in(&self) -> bool {
        let removed = self.till.lock().removed();
        matches!(removed, Ok(Some(removed)) if removed.removal == Removal::Decommissioned)
    }

    /// Says everything that is not acknowledged yet, also on a full disk.
    ///
    /// # Errors
    /// When the till cannot be read or head office does not acknowledge. What was acknowledged by then stays so.
    pub async fn report(&mut self, applied: Option<Cursor>) -> Result<(), ReportError> {
        // What is only counted stays counted.
        unless_full(self.till.lock().write_pending(crate::random::bytes()))?;
        let epoch = applied.map(|applied| applied.epoch);
        loop {
            let has = self.has.filter(|has| has.epoch == epoch);
            let (saying, uploaded, entries) = {
                let till = self.till.lock();
                let entries = match has {
                    Some(has) => till.journal_bodies(has.seq + 1, Report::MOST_ENTRIES)?,
                    None => Vec::new(),
                };
                (Said { applied, done: till.last_order()? }, till.uploaded()?, entries)
            };
            if has.is_some() && entries.is_empty() && self.said == Some(saying) {
                return Ok(());
            }
            let sent = entries.last().map(|(seq, _)| *seq);
            let report = Report {
                applied,
                app_version: env!("CARGO_PKG_VERSION").into(),
                key_place: self.file.identity().key_place(),
                done: saying.done,
                clock: Some(self.till.now().wall),
                journal: entries.into_iter().map(|(_, body)| ByteBuf::from(body)).collect(),
            };
            let acknowledged = self.client.report(&report).await?.journal.unwrap_or(0);
            self.said = Some(saying);
            let seq = match (has, sent) {
                (None, _) => acknowledged.min(uploaded.unwrap_or(0)),
                (Some(has), None) => has.seq,
                (Some(has), Some(last)) if acknowledged > has.seq => acknowledged.min(last),
                (Some(_), Some(_)) => {
                    return Err(Failure::NotHeadOffice("the journal was not acknowledged".into()).into());
                }
            };
            self.has = Some(Has { epoch, seq });
            if sent.is_some() {
                unless_full(self.till.lock().set_uploaded(seq))?;
            }
        }
    }
}

/// A full disk is no reason to keep from head office what is on it.
fn unless_full(stored: Result<(), TillError>) -> Result<(), TillError> {
    match stored {
        Err(TillError::DiskFull) => Ok(()),
        stored => stored,
    }
}
