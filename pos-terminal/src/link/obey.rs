//! What head office says about the terminal itself: orders, another place, another key, removal.

use super::Link;
use super::round::{storage, stored};
use crate::identity::Identity;
use sync_core::login::{Bucket, EntryKind, Readiness, Record, Refill};
use sync_core::replica::Replica;
use sync_core::sync::PublicKey;
use sync_core::sync::engine::{Assignment, Failure, Goal};
use sync_core::sync::wire::{Order, OrderAction, Revocation};

impl Link {
    /// Does an order, once. One that fails is given again by head office, until it is reported done.
    pub(super) async fn obey(&mut self, order: Order) {
        let last = self.till.lock().last_order();
        if last.is_ok_and(|last| last.is_some_and(|last| last >= order.id)) {
            return;
        }
        tracing::info!(action = order.action.code(), "head office orders");
        let (kind, goal) = match order.action {
            OrderAction::Refresh => (EntryKind::OrderRefresh, Some(Goal::Verify)),
            OrderAction::Reload => (EntryKind::OrderReload, Some(Goal::Reload)),
            OrderAction::Unlock => (EntryKind::OrderUnlock, None),
        };
        if let Some(goal) = goal
            && self.round(goal).await.is_err()
        {
            return;
        }
        let now = self.till.now();
        let full = [Bucket::Login, Bucket::Supervisor].map(|bucket| Refill::All(bucket, now));
        let refills = if order.action == OrderAction::Unlock { &full[..] } else { &[] };
        let cursor = self.state.borrow().cursor;
        let record = Record { at: now.wall, kind, user: None, outcome: None, cursor };
        let terminal = self.file.identity().terminal;
        let done = self.till.lock().finish_order(terminal, order.id, &record, refills, crate::random::bytes());
        if let Err(error) = done {
            tracing::error!(%error, "that an order was done cannot be stored");
        }
    }

    /// Head office signs with another key from now on.
    pub(super) fn trust(&mut self, key: PublicKey) -> Result<(), Failure> {
        tracing::warn!(key = %key.id(), "head office signs with another key from now on");
        let before = self.file.identity();
        // The one before still vouches for what is stored here, until the first head under the new one replaces that.
        let keys = std::iter::once(key).chain(before.keys.iter().copied().filter(|known| *known != key).take(1));
        self.file.replace_identity(Identity { keys: keys.collect(), ..(*before).clone() }).map_err(storage)
    }

    /// Once everything stored is signed by the newest key, only that one is believed.
    pub(super) fn forget_former_key(&mut self) -> Result<(), Failure> {
        let identity = self.file.identity();
        let [newest, _, ..] = identity.keys.as_slice() else { return Ok(()) };
        let newest = *newest;
        let standing = self.replica()?.replica.standing().map_err(stored)?;
        if standing.is_some_and(|standing| standing.heads.iter().all(|head| *head.key_id() == newest.id())) {
            self.file.replace_identity(Identity { keys: vec![newest], ..(*identity).clone() }).map_err(storage)?;
        }
        Ok(())
    }

    /// The terminal stands elsewhere: what it has is another salepoint's and nobody's business here.
    pub(super) fn moved(&mut self, assignment: Assignment) -> Result<(), Failure> {
        let Assignment { salepoint, terminal_name } = assignment;
        tracing::warn!(%salepoint, terminal_name, "head office moved this terminal");
        let before = self.file.identity();
        self.record(EntryKind::Move, self.state.borrow().cursor);
        // In this order a crash leaves a terminal that is told once more.
        self.throw_replica_away()?;
        self.till.lock().forget_mark().map_err(storage)?;
        self.file.replace_identity(Identity { salepoint, terminal_name, ..(*before).clone() }).map_err(storage)?;
        self.publish_standing();
        Ok(())
    }

    /// The terminal was removed: what it knows of users is destroyed, its journal is kept.
    pub(super) fn removed(&mut self, revocation: &Revocation) -> Failure {
        tracing::warn!(removal = ?revocation.removal, "head office removed this terminal");
        let cursor = self.state.borrow().cursor;
        let record = Record { at: self.till.now().wall, kind: EntryKind::Removal, user: None, outcome: None, cursor };
        let terminal = self.file.identity().terminal;
        let stored = self.till.lock().finish_removal(terminal, revocation, &record, crate::random::bytes());
        self.open = None;
        let done = stored.map_err(storage).and_then(|_| self.file.erase(&self.till).map_err(storage));
        self.state.send_modify(|state| state.readiness = Readiness::Revoked);
        done.err().unwrap_or(Failure::Removed)
    }

    /// Whether head office has removed this terminal.
    pub(super) fn is_removed(&self) -> bool {
        matches!(self.till.lock().removed(), Ok(Some(_)))
    }
}
