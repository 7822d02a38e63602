//! Head office moves: the terminal tries the new address, and keeps the old one until it has reached head office at the new
//! one. Whom it believes stays as it is: only who has the pinned CA's certificate and the signing key is head office.

use super::{Asked, Link, RoundResult};
use crate::client::{Address, OfficeClient};
use crate::identity::Identity;
use sync_core::sync::engine::{Failure, Goal};
use sync_core::sync::wire::Relocation;

/// After how long the new address is tried again, in milliseconds: at first, and at most.
const FIRST_RETRY_MS: u64 = 5_000;
const LAST_RETRY_MS: u64 = 300_000;

/// The new address, while the terminal is not there yet.
#[derive(Default)]
pub(super) struct Ahead {
    /// How to reach it; `None`: there is none.
    client: Option<OfficeClient>,
    /// When it is tried next, in milliseconds since boot.
    due_ms: u64,
    retry_ms: u64,
    /// Whether it is being tried just now.
    trying: bool,
}

impl Ahead {
    /// When the new address is to be tried; never, if there is none.
    pub(super) fn due_ms(&self) -> u64 {
        if self.client.is_some() { self.due_ms } else { u64::MAX }
    }
}

impl Link {
    /// What the till remembers of a move that is not done.
    pub(super) fn look_ahead(&mut self) {
        let stored = self.till.lock().relocation();
        match stored {
            Ok(Some(address)) => self.aim_at(&address),
            Ok(None) => self.ahead = Ahead::default(),
            Err(error) => tracing::error!(%error, "where head office moves to cannot be read"),
        }
    }

    fn aim_at(&mut self, address: &str) {
        let now_ms = self.till.now().boot_ms;
        let client = Some(self.client.elsewhere(address));
        self.ahead = Ahead { client, due_ms: now_ms, retry_ms: FIRST_RETRY_MS, trying: false };
    }

    /// Head office says where it moves to.
    pub(super) fn relocates(&mut self, relocation: &Relocation) {
        let Ok(address) = relocation.office.parse::<Address>() else {
            return tracing::error!(office = relocation.office, "head office moves to what is no address");
        };
        let here = self.file.identity().office == address.to_string();
        match self.till.lock().take_relocation(relocation, here) {
            // Said before.
            Ok(false) => return,
            Ok(true) => tracing::warn!(office = relocation.office, "head office moves"),
            Err(error) => return tracing::error!(%error, "where head office moves to cannot be stored"),
        }
        self.look_ahead();
    }

    /// The client of this conversation.
    pub(super) fn office(&self) -> OfficeClient {
        self.ahead.client.as_ref().filter(|_| self.ahead.trying).unwrap_or(&self.client).clone()
    }

    /// Forgets a trial that somebody interrupted.
    pub(super) fn break_off_trial(&mut self) {
        self.ahead.trying = false;
    }

    /// Tries the new address. If head office is there, the terminal stays there.
    pub(super) async fn try_new_address(&mut self, goal: Goal, asked: &mut Asked) -> RoundResult {
        self.ahead.trying = true;
        let result = self.converse(goal, asked).await;
        self.ahead.trying = false;
        match &result {
            Ok(_) => self.arrive(),
            Err(failure) => {
                let retry_ms = self.ahead.retry_ms;
                self.ahead.due_ms = self.till.now().boot_ms + retry_ms;
                self.ahead.retry_ms = (retry_ms * 2).min(LAST_RETRY_MS);
                tracing::info!(%failure, "head office is not reached at its new address yet");
            }
        }
        result
    }

    /// Tries the new address while the old one is in use.
    pub(super) async fn look_there(&mut self) {
        if let Ok((synced, changes)) = self.try_new_address(Goal::CatchUp, &mut Vec::new()).await {
            let now = self.till.now();
            self.succeeded(Goal::CatchUp, synced, &changes, now);
        }
        self.publish_standing();
    }

    /// Whether a failed round is to be tried at the new address.
    pub(super) fn is_worth_trying(&self, failure: &Failure) -> bool {
        self.ahead.client.is_some() && matches!(failure, Failure::Unreachable(_) | Failure::NotHeadOffice(_))
    }

    fn arrive(&mut self) {
        let Some(client) = self.ahead.client.take() else { return };
        let before = self.file.identity();
        let office = client.office();
        // In this order a terminal that is stopped in between is told once more, or tries what it already uses.
        let stored = self.file.replace_identity(Identity { office: office.clone(), ..(*before).clone() });
        if let Err(error) = stored {
            tracing::error!(%error, "head office's new address cannot be stored");
            return;
        }
        if let Err(error) = self.till.lock().end_relocation() {
            tracing::error!(%error, "that head office was reached at its new address cannot be stored");
        }
        tracing::warn!(office, "head office is at its new address");
        self.client.move_to(&office);
        self.ahead = Ahead::default();
    }
}
