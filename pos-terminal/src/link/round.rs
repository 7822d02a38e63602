//! One round: performs what `sync_core::sync::engine::Round` says.

use super::{Asked, Link, LinkState, Place, RoundResult};
use crate::client::OfficeClient;
use crate::data::{self, OpenReplica};
use sync_core::domain::Moment;
use sync_core::login::{EntryKind, Readiness};
use sync_core::replica::{Changes, Replica, ReplicaError};
use sync_core::sync::engine::{Answer, Failure, Fetch, Goal, Resume, Round, Step, Synced};
use sync_core::sync::{Head, Signed};

/// How often a conversation begins anew because head office's key or the terminal's place changed.
const MAX_BEGINNINGS: u32 = 3;

/// How a round ended.
enum End {
    Synced(Synced, Changes),
    /// Something this terminal believed has changed; the conversation begins anew.
    Again,
}

impl Link {
    pub(super) async fn converse(&mut self, goal: Goal, asked: &mut Asked) -> RoundResult {
        for _ in 0..MAX_BEGINNINGS {
            if let End::Synced(synced, changes) = self.drive(goal, asked).await? {
                return Ok((synced, changes));
            }
        }
        Err(Failure::Disbelieved("head office changes its key or this terminal's place again and again".into()))
    }

    async fn drive(&mut self, goal: Goal, asked: &mut Asked) -> Result<End, Failure> {
        let readiness = self.readiness()?;
        let goal = if readiness == Readiness::Ready && !self.reload_wanted { goal } else { Goal::Reload };
        let expect = self.file.identity().expectations(self.till.lock().mark().map_err(storage)?);
        let replica = &mut self.replica()?.replica;
        let standing =
            (readiness == Readiness::Ready).then(|| replica.standing().map_err(stored)).transpose()?.flatten();
        let last_head = standing.as_ref().and_then(|standing| standing.heads.first().cloned());
        let cursor = standing.map(|standing| standing.cursor);
        let staged = replica.staged().map_err(stored)?;
        let resume = staged
            .into_iter()
            .map(|staged| Resume { collection: staged.collection, cursor: staged.cursor, chunks: staged.chunks })
            .collect();

        let mut changes = Changes::default();
        let (mut reloaded, mut heard_at) = (false, self.till.now());
        let (mut round, mut step) = Round::start(expect, goal, cursor, resume);
        loop {
            let progress = (round.is_reload() || !asked.is_empty()).then(|| round.progress());
            self.state.send_if_modified(|state| std::mem::replace(&mut state.progress, progress) != progress);
            let answer = match step {
                Step::Fetch(fetch) => {
                    let answer = fetch_for(&self.office(), &fetch, last_head.as_ref(), asked).await;
                    if matches!(fetch, Fetch::Head | Fetch::Stream(..)) {
                        heard_at = self.till.now();
                    }
                    answer
                }
                Step::Verify => {
                    let replica = &self.replica()?.replica;
                    match tokio::task::block_in_place(|| replica.damaged()) {
                        Ok(damaged) => Answer::Damaged(damaged),
                        Err(error) => Answer::Failed(self.give_up_on(error)?),
                    }
                }
                Step::Done(synced) => {
                    if let Some(relocation) = round.relocation() {
                        self.relocates(relocation);
                    }
                    self.orders.extend(round.into_orders());
                    self.synced(synced, heard_at, reloaded);
                    return Ok(End::Synced(synced, changes));
                }
                Step::Failed(failure) => return Err(failure),
                Step::Trust(key) => {
                    self.trust(key)?;
                    return Ok(End::Again);
                }
                Step::Move(assignment) => {
                    self.moved(assignment)?;
                    return Ok(End::Again);
                }
                Step::Removed(revocation) => return Err(self.removed(&revocation)),
                step => {
                    reloaded |= matches!(step, Step::Activate(..));
                    let replica = &mut self.replica()?.replica;
                    match tokio::task::block_in_place(|| store(replica, step)) {
                        Ok(changed) => {
                            changes = changed.unwrap_or(changes);
                            Answer::Stored
                        }
                        Err(error) => Answer::Failed(self.give_up_on(error)?),
                    }
                }
            };
            step = round.answer(answer);
        }
    }

    /// The round reached its goal.
    fn synced(&mut self, synced: Synced, heard_at: Moment, reloaded: bool) {
        self.in_contact(synced.cursor, synced.server_at, heard_at);
        if reloaded {
            self.reload_wanted = false;
            self.record(EntryKind::Reload, Some(synced.cursor));
        }
        if synced.repaired > 0 {
            tracing::warn!(buckets = synced.repaired, "damaged rows were fetched again");
            self.record(EntryKind::Repair, Some(synced.cursor));
        }
    }

    /// What a step that could not be stored leaves behind: a damaged file is thrown away, rows that are refused are not
    /// kept staged, or every later reload would meet them again.
    pub(super) fn give_up_on(&mut self, error: ReplicaError) -> Result<Failure, Failure> {
        if error.is_damage() {
            tracing::warn!(%error, "the replica is thrown away");
            self.throw_replica_away()?;
        } else if matches!(error, ReplicaError::Refused { .. }) {
            self.replica()?.replica.discard_staged().map_err(stored)?;
        }
        Ok(stored(error))
    }

    pub(super) fn throw_replica_away(&mut self) -> Result<(), Failure> {
        self.open = None;
        self.file.destroy().map_err(storage)
    }

    /// Whether there is data to decide on. A file that cannot even be opened, or was made under another device key, is
    /// thrown away: everything in it comes from head office again.
    pub(super) fn readiness(&mut self) -> Result<Readiness, Failure> {
        // Whatever may be wrong with what is left of the replica: a removed terminal is removed.
        if self.is_removed() {
            return Ok(Readiness::Revoked);
        }
        let replica = match self.replica() {
            Ok(open) => open.replica.standing().map(drop),
            Err(failure) => return Err(failure),
        };
        if matches!(&replica, Err(ReplicaError::OtherDeviceKey)) || replica.is_err_and(|error| error.is_damage()) {
            tracing::warn!("the replica is thrown away");
            self.throw_replica_away()?;
        }
        let (till, identity) = (self.till.clone(), self.file.identity());
        let open = self.replica()?;
        data::readiness(&open.replica, &till.lock(), &identity).map_err(storage)
    }

    pub(super) fn replica(&mut self) -> Result<&mut OpenReplica, Failure> {
        let open = match self.open.take() {
            Some(open) if self.file.is_current(&open) => open,
            _ => match self.file.open() {
                Err(error) if error.is_damage() => {
                    tracing::warn!(%error, "the replica cannot be opened and is thrown away");
                    self.file.destroy().map_err(storage)?;
                    self.file.open().map_err(stored)?
                }
                open => open.map_err(stored)?,
            },
        };
        Ok(self.open.insert(open))
    }

    pub(super) fn publish_standing(&mut self) {
        let readiness = self.readiness().unwrap_or(Readiness::Damaged);
        let cursor =
            self.replica().ok().and_then(|open| open.replica.standing().ok().flatten()).map(|standing| standing.cursor);
        let next_ms = self.schedule.next_ms();
        let (till, identity) = (self.till.clone(), self.file.identity());
        let place = Place { salepoint: identity.salepoint, terminal_name: identity.terminal_name.clone() };
        let now = self.till.now();
        let stored = || data::last_contact(&till.lock(), &self.open.as_ref()?.replica, &identity, now);
        self.state.send_modify(|state| {
            let contact = state.contact.or_else(stored);
            *state = LinkState { readiness, cursor, contact, place, next_ms, progress: None, ..state.clone() };
        });
    }
}

/// Fetches, unless everybody who asked has gone meanwhile.
async fn fetch_for(
    client: &OfficeClient,
    fetch: &Fetch,
    last_head: Option<&Signed<Head>>,
    asked: &mut Asked,
) -> Answer {
    let unwanted = async {
        if asked.is_empty() {
            std::future::pending::<()>().await;
        }
        for request in asked {
            request.reply.closed().await;
        }
    };
    tokio::select! {
        answer = client.fetch(fetch, last_head) => answer,
        () = unwanted => Answer::Failed(Failure::Cancelled),
    }
}

/// Performs a step that changes the replica; what changed, where the step has something visible to change.
pub(super) fn store(replica: &mut impl Replica, step: Step) -> Result<Option<Changes>, ReplicaError> {
    match step {
        Step::BeginStaging(collection, cursor) => replica.begin_staging(collection, cursor).map(|()| None),
        Step::Stage(collection, chunk, rows) => replica.stage(collection, chunk, &rows).map(|()| None),
        Step::Repair(bucket) => replica.repair(&bucket).map(|()| None),
        Step::Apply(frame) => replica.apply(&frame).map(Some),
        Step::Activate(heads, catch_up) => replica.activate(&heads, catch_up.as_deref()).map(Some),
        step => unreachable!("{step:?} stores nothing"),
    }
}

pub(super) fn stored(error: ReplicaError) -> Failure {
    match error {
        ReplicaError::Mismatch { collection } | ReplicaError::Refused { collection, .. } => {
            Failure::Mismatch(collection)
        }
        ReplicaError::DiskFull => Failure::DiskFull,
        other => Failure::Storage(other.to_string()),
    }
}

pub(super) fn storage(error: impl std::fmt::Display) -> Failure {
    Failure::Storage(error.to_string())
}
