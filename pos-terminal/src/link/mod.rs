//! The link to head office: holds a stream open, drives sync rounds, keeps till and replica in step, and tells everybody
//! how it stands.
//!
//! While all is well the link listens: what is new is applied as it comes (`listen`). Everything else is a round
//! (`round`): the first sync, a refresh somebody asked for, what follows a failure, and long-polls where the network
//! lets no stream live. One conversation at a time; whoever asks for a round interrupts the stream, which is opened
//! again right after. What head office says about the terminal itself is done in `obey`.

mod background;
mod listen;
mod obey;
mod relocation;
mod round;

pub use background::Following;

use crate::client::OfficeClient;
use crate::data::{OpenReplica, ReplicaFile, SharedTill};
use crate::report::Reporter;
use relocation::Ahead;
use std::collections::VecDeque;
use sync_core::domain::{Cursor, Moment, SalepointId, UnixMs};
use sync_core::login::{Contact, EntryKind, Readiness, Record};
use sync_core::replica::Changes;
use sync_core::sync::engine::{Failure, Goal, Progress, Schedule, Synced, Transport};
use sync_core::sync::wire::Order;
use tokio::sync::{mpsc, oneshot, watch};
use tokio::task::JoinSet;

/// The contact in `till.db` is renewed at most so often, in milliseconds: it costs a write to disk.
const STORE_CONTACT_MS: u64 = 60_000;
/// How often every row is checked, in milliseconds.
const VERIFY_EVERY_MS: u64 = 3_600_000;

/// How the terminal stands with head office.
#[derive(Clone, PartialEq, Debug)]
pub struct LinkState {
    /// The connection.
    pub connection: Connection,
    /// A round somebody asked for is under way.
    pub refreshing: bool,
    /// How far a round has come, while one is under way that fetches everything, or that somebody asked for.
    pub progress: Option<Progress>,
    /// The last verified contact.
    pub contact: Option<Contact>,
    /// What the replica has applied.
    pub cursor: Option<Cursor>,
    /// Whether there is data to decide on, as of the last round.
    pub readiness: Readiness,
    /// Where the terminal stands.
    pub place: Place,
    /// When the next round begins, in milliseconds since boot.
    pub next_ms: u64,
}

/// Where a terminal stands: head office may put it under another salepoint.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Place {
    /// Under this salepoint.
    pub salepoint: SalepointId,
    /// By this name.
    pub terminal_name: String,
}

/// The connection to head office.
#[derive(Clone, PartialEq, Debug)]
pub enum Connection {
    /// Not yet known, or just broken off.
    Connecting,
    /// Head office answers.
    Connected {
        /// Changes arrive by themselves at this moment.
        live: bool,
    },
    /// The last round did not reach head office, or not head office; or what it brought cannot be kept here.
    Offline {
        /// Since when, by the terminal's clock.
        since: Moment,
        /// Why the last round failed.
        why: Failure,
    },
    /// What head office sends cannot be kept here: whatever it changes does not arrive.
    Faulty {
        /// Why.
        why: Failure,
    },
    /// Head office was reached and says no, or says something that is not believed.
    Refused {
        /// Why.
        why: Failure,
    },
}

impl LinkState {
    /// Whether changes arrive by themselves at this moment.
    pub fn is_live(&self) -> bool {
        matches!(self.connection, Connection::Connected { live: true })
    }

    /// Whether head office was reached when last tried.
    pub fn is_online(&self) -> bool {
        matches!(self.connection, Connection::Connected { .. })
    }

    /// Whether there is anybody to tell what was written down: also when what comes back cannot be kept.
    pub fn is_worth_reporting(&self) -> bool {
        matches!(self.connection, Connection::Connected { .. } | Connection::Faulty { .. })
    }

    /// Why the last round failed, if it did.
    pub fn failure(&self) -> Option<&Failure> {
        match &self.connection {
            Connection::Offline { why, .. } | Connection::Faulty { why } | Connection::Refused { why } => Some(why),
            Connection::Connecting | Connection::Connected { .. } => None,
        }
    }
}

/// What came of a round.
pub type RoundResult = Result<(Synced, Changes), Failure>;

/// A round that somebody asks for. Who drops the receiver of the answer no longer wants it: when nobody does, the round
/// ends at the next thing it would have fetched, and nothing visible has changed.
pub struct Request {
    /// What for.
    pub goal: Goal,
    /// Where the answer goes.
    pub reply: oneshot::Sender<RoundResult>,
}

/// Those who wait for the round under way.
type Asked = Vec<Request>;

/// What ended a conversation that goes on by itself.
enum Left {
    /// It is over.
    Over,
    /// Somebody asks for a round.
    Asked(Request),
    /// There is nobody who could ask any more.
    Alone,
}

/// The link itself.
pub struct Link {
    client: OfficeClient,
    file: ReplicaFile,
    open: Option<OpenReplica>,
    till: SharedTill,
    schedule: Schedule,
    state: watch::Sender<LinkState>,
    contact_stored_ms: Option<u64>,
    /// Somebody met damaged data: rounds reload until one has.
    reload_wanted: bool,
    /// When every row is to be checked next, in milliseconds since boot.
    verify_ms: u64,
    /// Given by head office and not yet done.
    orders: VecDeque<Order>,
    /// Where head office moves to.
    ahead: Ahead,
}

impl Link {
    /// A link that has not been used yet.
    pub fn new(client: OfficeClient, file: ReplicaFile, till: SharedTill) -> Self {
        let identity = file.identity();
        let place = Place { salepoint: identity.salepoint, terminal_name: identity.terminal_name.clone() };
        let state = LinkState {
            connection: Connection::Connecting,
            refreshing: false,
            progress: None,
            contact: None,
            cursor: None,
            readiness: Readiness::NotReady,
            place,
            next_ms: 0,
        };
        let mut link = Self {
            client,
            file,
            open: None,
            till,
            schedule: Schedule::default(),
            state: watch::Sender::new(state),
            contact_stored_ms: None,
            reload_wanted: false,
            verify_ms: 0,
            orders: VecDeque::new(),
            ahead: Ahead::default(),
        };
        link.look_ahead();
        link.publish_standing();
        link
    }

    /// How it stands, from now on.
    pub fn subscribe(&self) -> watch::Receiver<LinkState> {
        self.state.subscribe()
    }

    /// Follows head office, and runs rounds when asked to, until nobody can ask any more.
    pub async fn run(mut self, mut requests: mpsc::UnboundedReceiver<Request>) {
        // Dropped with the link, so that nothing is said for a terminal that has become another one.
        let mut reporting = JoinSet::new();
        reporting.spawn(self.reporter().run(self.subscribe()));
        loop {
            self.break_off_trial();
            while let Some(order) = self.orders.pop_front() {
                self.obey(order).await;
            }
            let (clock, due_ms, ahead_ms) = (self.till.clock().clone(), self.schedule.next_ms(), self.ahead.due_ms());
            let left = tokio::select! {
                biased;
                request = requests.recv() => request.map_or(Left::Alone, Left::Asked),
                () = clock.sleep_until(ahead_ms), if !self.is_removed() => tokio::select! {
                    request = requests.recv() => request.map_or(Left::Alone, Left::Asked),
                    () = self.look_there() => Left::Over,
                },
                () = clock.sleep_until(due_ms), if !self.is_removed() => self.follow(&mut requests).await,
            };
            match left {
                Left::Over => {}
                Left::Asked(request) => self.serve(request, &mut requests).await,
                Left::Alone => return,
            }
        }
    }

    /// Tells head office what is applied, done and written down here; while the link runs it does so by itself.
    pub fn reporter(&self) -> Reporter {
        Reporter::new(self.client.clone(), self.file.clone(), self.till.clone())
    }

    /// The conversation that is due.
    async fn follow(&mut self, requests: &mut mpsc::UnboundedReceiver<Request>) -> Left {
        let now_ms = self.till.now().boot_ms;
        let ready = self.state.borrow().readiness == Readiness::Ready && !self.reload_wanted;
        let goal = match self.schedule.transport(now_ms) {
            _ if !ready || now_ms >= self.verify_ms => Goal::Verify,
            Transport::Stream if self.state.borrow().failure().is_none() => return self.listen(requests).await,
            Transport::LongPoll if self.state.borrow().is_online() => Goal::Wait,
            // After a failure a round says first that all is well again: an answer that waits says so only in the end.
            Transport::Stream | Transport::LongPoll => Goal::CatchUp,
        };
        if goal != Goal::Wait {
            // Its failure is in the state.
            let _ = self.round(goal).await;
            return Left::Over;
        }
        tokio::select! {
            request = requests.recv() => request.map_or(Left::Alone, Left::Asked),
            _ = self.round(goal) => Left::Over,
        }
    }

    /// One round for everybody who asked meanwhile.
    async fn serve(&mut self, request: Request, requests: &mut mpsc::UnboundedReceiver<Request>) {
        let mut asked = vec![request];
        while let Ok(another) = requests.try_recv() {
            asked.push(another);
        }
        let wants = |goal| asked.iter().any(|request| request.goal == goal);
        let goal = [Goal::Reload, Goal::Verify].into_iter().find(|goal| wants(*goal)).unwrap_or(Goal::CatchUp);
        self.state.send_modify(|state| state.refreshing = true);
        let result = self.round_for(goal, &mut asked).await;
        self.state.send_modify(|state| state.refreshing = false);
        for request in asked {
            // Whoever asked may have stopped waiting.
            let _ = request.reply.send(result.clone());
        }
    }

    /// One round, from its start to the schedule of the next.
    ///
    /// # Errors
    /// Why it did not reach its goal; the state says it too.
    pub async fn round(&mut self, goal: Goal) -> RoundResult {
        self.round_for(goal, &mut Vec::new()).await
    }

    async fn round_for(&mut self, goal: Goal, asked: &mut Asked) -> RoundResult {
        if self.is_removed() {
            return Err(Failure::Removed);
        }
        let mut result = self.converse(goal, asked).await;
        if let Err(failure) = &result
            && self.is_worth_trying(failure)
        {
            let there = self.try_new_address(goal, asked).await;
            result = if there.is_ok() { there } else { result };
        }
        let now = self.till.now();
        match &result {
            Ok((synced, changes)) => self.succeeded(goal, *synced, changes, now),
            Err(failure) => {
                if goal == Goal::Verify {
                    // What was to be mended still is: as soon as head office is reached.
                    self.verify_ms = now.boot_ms;
                }
                self.failed(failure, now);
            }
        }
        self.publish_standing();
        result
    }

    /// What a round that reached its goal means for the schedule.
    fn succeeded(&mut self, goal: Goal, synced: Synced, changes: &Changes, now: Moment) {
        self.schedule.succeeded(now.boot_ms);
        if goal == Goal::Verify {
            self.verify_ms = now.boot_ms + VERIFY_EVERY_MS;
        }
        if !changes.is_empty() {
            tracing::info!(revision = %synced.cursor.revision, ?changes, "data changed");
        }
        // The next long-poll begins right away; a stream has to greet first.
        self.connected(self.schedule.transport(now.boot_ms) == Transport::LongPoll);
    }

    /// Head office answers.
    fn connected(&self, live: bool) {
        let connection = Connection::Connected { live };
        self.state.send_if_modified(|state| std::mem::replace(&mut state.connection, connection.clone()) != connection);
    }

    /// What a failure means for the connection, the schedule and the journal.
    fn failed(&mut self, failure: &Failure, now: Moment) {
        if matches!(failure, Failure::Cancelled) {
            return;
        }
        let retry_ms = if let Failure::Busy { retry_ms } = failure { Some(*retry_ms) } else { None };
        self.schedule.failed(now.boot_ms, u64::from_be_bytes(crate::random::bytes()), retry_ms);
        tracing::warn!(%failure, "a sync round failed");
        let disbelieved =
            |failure: Option<&Failure>| matches!(failure, Some(Failure::Disbelieved(_) | Failure::OtherKey(_)));
        if disbelieved(Some(failure)) && !disbelieved(self.state.borrow().failure()) {
            // Once, however often it is tried again: the log has each.
            self.record(EntryKind::Disbelieved, self.state.borrow().cursor);
        }
        self.state.send_modify(|state| state.connection = after_failure(&state.connection, failure, now));
    }

    /// After the replica's commit is durable: raises the mark, renews the contact. `at` is when head office's clock said
    /// `server_at`.
    fn in_contact(&mut self, cursor: Cursor, server_at: UnixMs, at: Moment) {
        if let Err(error) = self.forget_former_key() {
            tracing::error!(%error, "head office's former key is still believed");
        }
        let contact = Contact { server_at, here: at };
        let mut till = self.till.lock();
        let due = self.contact_stored_ms.is_none_or(|stored| at.boot_ms.saturating_sub(stored) >= STORE_CONTACT_MS);
        let stored = till.raise_mark(cursor).and_then(|()| if due { till.set_contact(&contact) } else { Ok(()) });
        let found_again = stored.and_then(|()| {
            if till.is_lost()? {
                till.clear_lost()?;
                // Attempts come back from now on, also where nothing was started anew.
                till.begin_boot(at)?;
            }
            Ok(())
        });
        match found_again {
            Ok(()) if due => {
                self.contact_stored_ms = Some(at.boot_ms);
                till.refill_reserve();
            }
            Ok(()) => {}
            Err(error) => tracing::error!(%error, "the contact cannot be stored"),
        }
        drop(till);
        self.state.send_modify(|state| state.contact = Some(contact));
    }

    fn record(&self, kind: EntryKind, cursor: Option<Cursor>) {
        let record = Record { at: self.till.now().wall, kind, user: None, outcome: None, cursor };
        let terminal = self.file.identity().terminal;
        if let Err(error) = self.till.lock().record(terminal, &record, crate::random::bytes()) {
            tracing::error!(%error, kind = kind.code(), "it cannot be journalled");
        }
    }
}

/// "Unreachable" and "refused" stay two things; offline keeps its beginning.
fn after_failure(before: &Connection, failure: &Failure, now: Moment) -> Connection {
    match failure {
        Failure::Unreachable(_) | Failure::NotHeadOffice(_) | Failure::Busy { .. } => {
            let since = if let Connection::Offline { since, .. } = before { *since } else { now };
            Connection::Offline { since, why: failure.clone() }
        }
        Failure::Refused(..)
        | Failure::Disbelieved(_)
        | Failure::OtherKey(_)
        | Failure::Mismatch(_)
        | Failure::Removed => Connection::Refused { why: failure.clone() },
        Failure::DiskFull | Failure::Storage(_) => Connection::Faulty { why: failure.clone() },
        Failure::Cancelled => before.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sync_core::domain::BootId;

    /// Whatever the connection was: a round that could not store what came is never followed by "up to date".
    #[test]
    fn what_cannot_be_stored_is_not_up_to_date() {
        let now = Moment { wall: UnixMs(7), boot: BootId([1; 16]), boot_ms: 7 };
        let offline = Connection::Offline { since: now, why: Failure::Unreachable("no route".into()) };
        let live = Connection::Connected { live: true };
        for why in [Failure::DiskFull, Failure::Storage("read-only file system".into())] {
            for before in [&Connection::Connecting, &live, &offline, &Connection::Refused { why: Failure::Removed }] {
                let after = after_failure(before, &why, now);
                assert_eq!(after, Connection::Faulty { why: why.clone() }, "{before:?}");
            }
        }
        assert_eq!(after_failure(&live, &Failure::Cancelled, now), live, "who cancels changes nothing");
    }
}
