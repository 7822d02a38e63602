//! The link to head office: drives sync rounds, keeps till and replica in step, and tells everybody how it stands.

use crate::client::OfficeClient;
use crate::data::{self, OpenReplica, ReplicaFile, SharedTill};
use sync_core::domain::{Cursor, Moment};
use sync_core::login::{Contact, EntryKind, Readiness, Record};
use sync_core::replica::{Changes, Replica, ReplicaError};
use sync_core::sync::engine::{Answer, Failure, Goal, Progress, Resume, Round, Schedule, Step, Synced};
use sync_core::sync::wire::Report;
use tokio::sync::{mpsc, oneshot, watch};

/// The contact in `till.db` is renewed at most so often, in milliseconds: it costs a write to disk.
const STORE_CONTACT_MS: u64 = 60_000;

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
    /// When the next round begins, in milliseconds since boot.
    pub next_ms: u64,
}

/// The connection to head office.
#[derive(Clone, PartialEq, Debug)]
pub enum Connection {
    /// Not yet known.
    Connecting,
    /// Head office answers.
    Connected {
        /// Changes arrive by themselves at this moment.
        live: bool,
    },
    /// The last round did not reach head office, or not head office.
    Offline {
        /// Since when, by the terminal's clock.
        since: Moment,
        /// Why the last round failed.
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

    /// Why the last round failed, if it did.
    pub fn failure(&self) -> Option<&Failure> {
        match &self.connection {
            Connection::Offline { why, .. } | Connection::Refused { why } => Some(why),
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
    reported: Option<Cursor>,
}

impl Link {
    /// A link that has not been used yet.
    pub fn new(client: OfficeClient, file: ReplicaFile, till: SharedTill) -> Self {
        let state = LinkState {
            connection: Connection::Connecting,
            refreshing: false,
            progress: None,
            contact: None,
            cursor: None,
            readiness: Readiness::NotReady,
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
            reported: None,
        };
        link.publish_standing();
        link
    }

    /// How it stands, from now on.
    pub fn subscribe(&self) -> watch::Receiver<LinkState> {
        self.state.subscribe()
    }

    /// Runs rounds when they are due or asked for, until nobody can ask any more.
    pub async fn run(mut self, mut requests: mpsc::UnboundedReceiver<Request>) {
        loop {
            let clock = self.till.clock().clone();
            let due_ms = self.schedule.next_ms();
            tokio::select! {
                request = requests.recv() => match request {
                    Some(request) => {
                        // One round answers everybody who asked meanwhile.
                        let mut asked = vec![request];
                        while let Ok(another) = requests.try_recv() {
                            asked.push(another);
                        }
                        self.state.send_modify(|state| state.refreshing = true);
                        self.reload_wanted |= asked.iter().any(|request| request.goal == Goal::Reload);
                        let result = self.round(Goal::CatchUp).await;
                        self.state.send_modify(|state| state.refreshing = false);
                        for request in asked {
                            // Whoever asked may have stopped waiting.
                            let _ = request.reply.send(result.clone());
                        }
                    }
                    None => return,
                },
                () = clock.sleep_until(due_ms) => {
                    // Its failure is in the state.
                    let _ = self.round(Goal::CatchUp).await;
                }
            }
        }
    }

    /// One round, from its start to the schedule of the next.
    ///
    /// # Errors
    /// Why it did not reach its goal; the state says it too.
    pub async fn round(&mut self, goal: Goal) -> RoundResult {
        let result = self.converse(goal).await;
        let now = self.till.now();
        match &result {
            Ok((synced, changes)) => {
                self.schedule.succeeded(now.boot_ms, synced.retry_ms);
                self.in_contact(*synced, now);
                if !changes.is_empty() {
                    tracing::info!(revision = %synced.cursor.revision, ?changes, "data changed");
                }
                self.state.send_modify(|state| state.connection = Connection::Connected { live: false });
            }
            Err(failure) => {
                let retry_ms = if let Failure::Busy { retry_ms } = failure { Some(*retry_ms) } else { None };
                self.schedule.failed(now.boot_ms, u64::from_be_bytes(crate::random::bytes()), retry_ms);
                tracing::warn!(%failure, "a sync round failed");
                self.state.send_modify(|state| state.connection = after_failure(&state.connection, failure, now));
            }
        }
        self.publish_standing();
        if result.is_ok() {
            self.report().await;
        }
        result
    }

    async fn converse(&mut self, goal: Goal) -> RoundResult {
        let readiness = self.readiness()?;
        let goal = if readiness == Readiness::Ready && !self.reload_wanted { goal } else { Goal::Reload };
        let identity = self.file.identity();
        let mark = self.till.lock().mark().map_err(storage)?;
        let expect = identity.expectations(mark);
        let replica = &mut self.replica()?.replica;
        let standing = (readiness == Readiness::Ready)
            .then(|| replica.standing().map_err(stored))
            .transpose()?
            .flatten()
            .map(|standing| standing.cursor);
        let staged = replica.staged().map_err(stored)?;
        let resume = staged
            .into_iter()
            .map(|staged| Resume { collection: staged.collection, cursor: staged.cursor, chunks: staged.chunks })
            .collect();

        let mut changes = Changes::default();
        let mut reloaded = false;
        let (mut round, mut step) = Round::start(expect, goal, standing, resume);
        loop {
            let progress = round.is_reload().then(|| round.progress());
            self.state.send_if_modified(|state| std::mem::replace(&mut state.progress, progress) != progress);
            let answer = match step {
                Step::Fetch(fetch) => self.client.fetch(&fetch).await,
                Step::Done(synced) => {
                    if reloaded {
                        self.reload_wanted = false;
                        self.journal_reload(synced);
                    }
                    return Ok((synced, changes));
                }
                Step::Failed(failure) => return Err(failure),
                step => {
                    reloaded |= matches!(step, Step::Activate(..));
                    let replica = &mut self.replica()?.replica;
                    match tokio::task::block_in_place(|| store(replica, step)) {
                        Ok(changed) => {
                            changes = changed;
                            Answer::Stored
                        }
                        Err(error) => Answer::Failed(self.give_up_on(error)?),
                    }
                }
            };
            step = round.answer(answer);
        }
    }

    /// What a step that could not be stored leaves behind: a damaged file is thrown away, rows that are refused are not
    /// kept staged, or every later reload would meet them again.
    fn give_up_on(&mut self, error: ReplicaError) -> Result<Failure, Failure> {
        if error.is_damage() {
            tracing::warn!(%error, "the replica is thrown away");
            self.open = None;
            self.file.destroy().map_err(storage)?;
        } else if matches!(error, ReplicaError::Refused { .. }) {
            self.replica()?.replica.discard_staged().map_err(stored)?;
        }
        Ok(stored(error))
    }

    /// Whether there is data to decide on. A file that can not even be opened, or was made under another device key, is
    /// thrown away: everything in it comes from head office again.
    fn readiness(&mut self) -> Result<Readiness, Failure> {
        let replica = match self.replica() {
            Ok(open) => open.replica.standing().map(drop),
            Err(failure) => return Err(failure),
        };
        if matches!(&replica, Err(ReplicaError::OtherDeviceKey)) || replica.is_err_and(|error| error.is_damage()) {
            tracing::warn!("the replica is thrown away");
            self.open = None;
            self.file.destroy().map_err(storage)?;
        }
        let (till, file) = (self.till.clone(), self.file.clone());
        let open = self.replica()?;
        data::readiness(&open.replica, &till.lock(), file.identity()).map_err(storage)
    }

    fn replica(&mut self) -> Result<&mut OpenReplica, Failure> {
        let open = match self.open.take() {
            Some(open) if self.file.is_current(&open) => open,
            _ => match self.file.open() {
                Err(error) if error.is_damage() => {
                    tracing::warn!(%error, "the replica can not be opened and is thrown away");
                    self.file.destroy().map_err(storage)?;
                    self.file.open().map_err(stored)?
                }
                open => open.map_err(stored)?,
            },
        };
        Ok(self.open.insert(open))
    }

    /// After the replica's commit is durable: raises the mark, renews the contact.
    fn in_contact(&mut self, synced: Synced, now: Moment) {
        let contact = Contact { server_at: synced.server_at, here: now };
        let mut till = self.till.lock();
        let due = self.contact_stored_ms.is_none_or(|at| now.boot_ms.saturating_sub(at) >= STORE_CONTACT_MS);
        let stored =
            till.raise_mark(synced.cursor).and_then(|()| if due { till.set_contact(&contact) } else { Ok(()) });
        match stored.and_then(|()| if till.is_lost()? { till.clear_lost() } else { Ok(()) }) {
            Ok(()) if due => {
                self.contact_stored_ms = Some(now.boot_ms);
                till.refill_reserve();
            }
            Ok(()) => {}
            Err(error) => tracing::error!(%error, "the contact can not be stored"),
        }
        drop(till);
        self.state.send_modify(|state| state.contact = Some(contact));
    }

    fn journal_reload(&self, synced: Synced) {
        let cursor = Some(synced.cursor);
        let record = Record { at: self.till.now().wall, kind: EntryKind::Reload, user: None, outcome: None, cursor };
        let terminal = self.file.identity().terminal;
        if let Err(error) = self.till.lock().record(terminal, &record, crate::random::bytes()) {
            tracing::error!(%error, "a reload can not be journalled");
        }
    }

    fn publish_standing(&mut self) {
        let readiness = self.readiness().unwrap_or(Readiness::Damaged);
        let cursor =
            self.replica().ok().and_then(|open| open.replica.standing().ok().flatten()).map(|standing| standing.cursor);
        let next_ms = self.schedule.next_ms();
        let (till, file) = (self.till.clone(), self.file.clone());
        let stored = || data::last_contact(&till.lock(), &self.open.as_ref()?.replica, file.identity());
        self.state.send_modify(|state| {
            let contact = state.contact.or_else(stored);
            *state = LinkState { readiness, cursor, contact, next_ms, progress: None, ..state.clone() };
        });
    }

    /// Tells head office what is applied here, once for each cursor. A lost report is repeated with the next round.
    async fn report(&mut self) {
        let applied = self.state.borrow().cursor;
        if applied.is_none() || applied == self.reported {
            return;
        }
        let report = Report {
            applied,
            app_version: env!("CARGO_PKG_VERSION").into(),
            key_place: self.file.identity().key_place(),
            done: None,
            journal: Vec::new(),
        };
        match self.client.report(&report).await {
            Ok(()) => self.reported = applied,
            Err(failure) => tracing::warn!(%failure, "the report did not arrive"),
        }
    }
}

/// Performs a step that changes the replica.
fn store(replica: &mut impl Replica, step: Step) -> Result<Changes, ReplicaError> {
    match step {
        Step::BeginStaging(collection, cursor) => {
            replica.begin_staging(collection, cursor).map(|()| Changes::default())
        }
        Step::Stage(collection, chunk, rows) => replica.stage(collection, chunk, &rows).map(|()| Changes::default()),
        Step::Apply(frame) => replica.apply(&frame),
        Step::Activate(heads, catch_up) => replica.activate(&heads, catch_up.as_deref()),
        Step::Fetch(_) | Step::Done(_) | Step::Failed(_) => unreachable!("these steps store nothing"),
    }
}

fn stored(error: ReplicaError) -> Failure {
    match error {
        ReplicaError::Mismatch { collection } | ReplicaError::Refused { collection, .. } => {
            Failure::Mismatch(collection)
        }
        ReplicaError::DiskFull => Failure::DiskFull,
        other => Failure::Storage(other.to_string()),
    }
}

fn storage(error: impl std::fmt::Display) -> Failure {
    Failure::Storage(error.to_string())
}

/// "Unreachable" and "refused" stay two things; offline keeps its beginning.
fn after_failure(before: &Connection, failure: &Failure, now: Moment) -> Connection {
    match failure {
        Failure::Unreachable(_) | Failure::NotHeadOffice(_) | Failure::Busy { .. } => {
            let since = if let Connection::Offline { since, .. } = before { *since } else { now };
            Connection::Offline { since, why: failure.clone() }
        }
        Failure::Refused(..) | Failure::Disbelieved(_) | Failure::Mismatch(_) => {
            Connection::Refused { why: failure.clone() }
        }
        Failure::DiskFull | Failure::Storage(_) | Failure::Cancelled => match before {
            Connection::Connecting => Connection::Offline { since: now, why: failure.clone() },
            before => before.clone(),
        },
    }
}
