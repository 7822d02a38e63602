//! What to ask head office for next, as a sans-IO machine.
//!
//! A [`Round`] is one conversation: it says what to fetch or to store ([`Step`]), is told what came of it ([`Answer`]),
//! verifies everything in between, and ends in what changed or why not.
//!
//! ```text
//! catch up:  Stream ─ frame → Apply ─→ Done            gone, or the rows do not add up: go on as a reload
//! verify:    catch up → Verify ─ damaged → (Bucket → Repair)* → Done      too much is damaged: go on as a reload
//! reload:    Head → for each collection: SnapshotHead → [BeginStaging] → (Chunk → Stage)*
//!                 → [Stream, if they are of different revisions] → Activate → Done
//! anywhere:  a key that is not known → Keys → Trust      removed → Stream → Removed      another salepoint → Move
//! ```
//!
//! A reload goes on where an interrupted one stopped, as long as head office still serves that snapshot. When rounds
//! begin is the [`Schedule`]'s to say; a stream that stays open is heard by a [`Listener`].

use super::signed::{SignatureError, Signed};
use super::verify::{self, Expectations, Refusal, VerifiedFrame, VerifiedHead};
use super::wire::{
    BucketAnswer, ChunkInfo, HeadAnswer, LONGEST_WAIT_S, MAX_CHUNK, Message, Order, ProblemKind, Relocation,
};
use crate::domain::{Collection, Cursor, Epoch, Nonce, UnixMs};

mod listener;
mod schedule;
mod steps;
pub use listener::{Heard, Listener};
pub use schedule::{Schedule, StreamEnd, Transport};
pub use steps::{Answer, Assignment, Failure, Fetch, Goal, Phase, Progress, Resume, Step, Synced};

/// How often a round begins something anew before it gives up.
const MAX_RESTARTS: u32 = 3;
/// With more damaged buckets than this a reload is cheaper, and something worse than a flipped bit has happened.
const MOST_BUCKETS: usize = 32;

/// One conversation with head office.
#[derive(Debug)]
pub struct Round {
    expect: Expectations,
    goal: Goal,
    resume: Vec<Resume>,
    state: State,
    restarts: u32,
    progress: Progress,
    orders: Vec<Order>,
    relocation: Option<Relocation>,
}

#[derive(Debug)]
enum State {
    /// Waiting for what is newer than the replica.
    CatchingUp {
        cursor: Cursor,
    },
    /// Waiting for the replica to apply a frame.
    Applying {
        synced: Synced,
    },
    /// Waiting for the replica to check all its rows.
    Verifying {
        synced: Synced,
    },
    /// Waiting for the first of these buckets.
    Mending {
        synced: Synced,
        damaged: Vec<(Collection, usize)>,
    },
    /// Waiting for the replica to take it in; these are left.
    Repairing {
        synced: Synced,
        damaged: Vec<(Collection, usize)>,
    },
    /// Waiting for head office's clock and heads.
    FetchingHead,
    /// Fetching and staging the collections.
    Staging {
        server_at: UnixMs,
        staged: Vec<VerifiedHead>,
        now: Box<Staging>,
    },
    /// Waiting for what lies between two snapshots of different revisions.
    Bridging {
        heads: Box<[VerifiedHead; 2]>,
    },
    /// Waiting for the replica to show what was staged.
    Activating {
        synced: Synced,
    },
    /// Waiting for the statements that lead to a key that is not known.
    AskingKeys {
        unknown: Failure,
    },
    /// Waiting for the signed statement that this terminal was removed.
    ReadingRemoval {
        said: Failure,
    },
    Over,
}

/// Where the staging of one collection is.
#[derive(Debug)]
enum Staging {
    Head { collection: Collection, resume: Option<Resume> },
    Beginning(Snapshot),
    Chunk(Snapshot),
    Storing(Snapshot),
}

#[derive(Debug)]
struct Snapshot {
    head: VerifiedHead,
    chunks: Vec<ChunkInfo>,
    next: u32,
}

impl Snapshot {
    fn collection(&self) -> Collection {
        self.head.head().collection
    }
}

/// What an answer of the stream came to.
enum Read {
    News { frame: Option<VerifiedFrame>, synced: Synced },
    Ended(Step),
}

impl Round {
    /// Begins a round. `standing` is where the replica stands, `resume` what is staged of an interrupted reload. Without
    /// a standing every round is a reload.
    pub fn start(expect: Expectations, goal: Goal, standing: Option<Cursor>, resume: Vec<Resume>) -> (Self, Step) {
        let progress = Progress::default();
        let mut round = Self {
            expect,
            goal,
            resume,
            state: State::Over,
            restarts: 0,
            progress,
            orders: Vec::new(),
            relocation: None,
        };
        let step = match (goal, standing) {
            (Goal::Reload, _) | (_, None) => round.reload(),
            (_, Some(cursor)) => round.catch_up(cursor),
        };
        (round, step)
    }

    /// How far it has come.
    pub fn progress(&self) -> Progress {
        self.progress
    }

    /// Whether it fetches everything again.
    pub fn is_reload(&self) -> bool {
        matches!(
            self.state,
            State::FetchingHead | State::Staging { .. } | State::Bridging { .. } | State::Activating { .. }
        )
    }

    /// The orders head office gave in between, oldest first.
    pub fn into_orders(self) -> Vec<Order> {
        self.orders
    }

    /// Where head office said in between that it moves to.
    pub fn relocation(&self) -> Option<&Relocation> {
        self.relocation.as_ref()
    }

    /// Goes on with what came of the last step.
    ///
    /// # Panics
    /// When the answer does not belong to the last step: the driver is wrong then.
    pub fn answer(&mut self, answer: Answer) -> Step {
        let state = std::mem::replace(&mut self.state, State::Over);
        if let Answer::Failed(failure) = answer {
            return self.failed(state, failure);
        }
        let step = match (state, answer) {
            (State::CatchingUp { cursor }, Answer::Stream(nonce, messages)) => self.caught_up(cursor, nonce, &messages),
            (State::Applying { synced }, Answer::Stored) => Ok(self.settled(synced)),
            (State::Verifying { synced }, Answer::Damaged(damaged)) if damaged.len() <= MOST_BUCKETS => {
                Ok(self.mend(synced, damaged))
            }
            (State::Verifying { .. }, Answer::Damaged(_)) => Ok(self.reload()),
            (State::Mending { synced, damaged }, Answer::Bucket(signed)) => self.repair(synced, damaged, &signed),
            (State::Repairing { synced, damaged }, Answer::Stored) => {
                Ok(self.mend(Synced { repaired: synced.repaired + 1, ..synced }, damaged))
            }
            (State::Activating { synced }, Answer::Stored) => Ok(Step::Done(synced)),
            (State::FetchingHead, Answer::Head(nonce, answer)) => self.head(nonce, &answer),
            (State::Staging { server_at, staged, now }, answer) => self.staging(server_at, staged, *now, answer),
            (State::Bridging { heads }, Answer::Stream(nonce, messages)) => self.bridged(heads, nonce, &messages),
            (State::AskingKeys { unknown }, Answer::Keys(answer)) => {
                return match verify::rotations(&answer.rotations, &self.expect) {
                    Ok(key) => Step::Trust(key),
                    Err(Refusal::BrokenRotation)
                        if !answer.keys.iter().any(|key| self.expect.keys.contains(&key.id())) =>
                    {
                        Step::Failed(Failure::OtherKey(unknown.to_string()))
                    }
                    Err(_) => Step::Failed(unknown),
                };
            }
            (State::ReadingRemoval { said }, Answer::Stream(nonce, messages)) => {
                let read = self.read(Cursor::default(), nonce, &messages);
                read.map(|read| if let Read::Ended(step) = read { step } else { Step::Failed(said) })
            }
            (state, answer) => panic!("the answer {answer:?} does not belong to {state:?}"),
        };
        step.unwrap_or_else(|refusal| self.refused(refusal))
    }

    fn catch_up(&mut self, cursor: Cursor) -> Step {
        self.progress = Progress::default();
        self.state = State::CatchingUp { cursor };
        let wait_s = if self.goal == Goal::Wait { LONGEST_WAIT_S } else { 0 };
        Step::Fetch(Fetch::Stream(cursor, wait_s))
    }

    fn reload(&mut self) -> Step {
        self.progress = Progress::default();
        self.state = State::FetchingHead;
        Step::Fetch(Fetch::Head)
    }

    /// An answer that is not believed; if only because its key is not known, head office may have changed it.
    fn refused(&mut self, refusal: Refusal) -> Step {
        let key_is_unknown = matches!(refusal, Refusal::Signature(SignatureError::UnknownKey(_)));
        let failure = Failure::from(refusal);
        if !key_is_unknown {
            return Step::Failed(failure);
        }
        self.state = State::AskingKeys { unknown: failure };
        Step::Fetch(Fetch::Keys)
    }

    /// What a failure means depends on what was under way: some only mean that everything must be fetched again.
    fn failed(&mut self, state: State, failure: Failure) -> Step {
        let gone = matches!(
            failure,
            Failure::Refused(ProblemKind::BelowFloor | ProblemKind::EpochChanged | ProblemKind::Superseded, _)
        );
        match state {
            State::ReadingRemoval { .. } | State::AskingKeys { .. } => Step::Failed(failure),
            _ if matches!(failure, Failure::Refused(ProblemKind::Revoked, _)) => {
                self.state = State::ReadingRemoval { said: failure };
                Step::Fetch(Fetch::Stream(Cursor::default(), 0))
            }
            State::CatchingUp { .. } if gone => self.reload(),
            State::Applying { .. } | State::Repairing { .. } if matches!(failure, Failure::Mismatch(_)) => {
                self.reload()
            }
            State::Mending { synced, .. } if gone && self.restarts < MAX_RESTARTS => {
                self.restarts += 1;
                self.catch_up(synced.cursor)
            }
            State::Staging { server_at, staged, now } if gone && self.restarts < MAX_RESTARTS => {
                self.restarts += 1;
                let collection = match &*now {
                    Staging::Head { collection, .. } => *collection,
                    Staging::Beginning(snapshot) | Staging::Chunk(snapshot) | Staging::Storing(snapshot) => {
                        snapshot.collection()
                    }
                };
                self.stage_collection(server_at, staged, collection, None)
            }
            State::Bridging { .. } if gone && self.restarts < MAX_RESTARTS => {
                self.restarts += 1;
                self.resume.clear();
                self.reload()
            }
            _ => Step::Failed(failure),
        }
    }

    fn caught_up(&mut self, cursor: Cursor, nonce: Nonce, messages: &[Message]) -> Result<Step, Refusal> {
        Ok(match self.read(cursor, nonce, messages)? {
            Read::News { frame: Some(frame), synced } => {
                let rows = frame.parts().iter().map(|part| part.rows.len() as u64).sum();
                self.progress = Progress { phase: Phase::Directory, rows, rows_total: rows, ..Progress::default() };
                self.state = State::Applying { synced };
                Step::Apply(Box::new(frame))
            }
            Read::News { frame: None, synced } => self.settled(synced),
            Read::Ended(step) => step,
        })
    }

    /// Everything newer is there.
    fn settled(&mut self, synced: Synced) -> Step {
        if self.goal != Goal::Verify {
            return Step::Done(synced);
        }
        self.progress.phase = Phase::Verifying;
        self.state = State::Verifying { synced };
        Step::Verify
    }

    fn mend(&mut self, synced: Synced, damaged: Vec<(Collection, usize)>) -> Step {
        let Some((collection, bucket)) = damaged.first().copied() else { return Step::Done(synced) };
        self.state = State::Mending { synced, damaged };
        Step::Fetch(Fetch::Bucket(collection, bucket, synced.cursor))
    }

    fn repair(
        &mut self,
        synced: Synced,
        mut damaged: Vec<(Collection, usize)>,
        signed: &Signed<BucketAnswer>,
    ) -> Result<Step, Refusal> {
        let (collection, bucket) = damaged.remove(0);
        let verified = verify::bucket(signed, collection, bucket, synced.cursor, synced.server_at, &self.expect)?;
        self.state = State::Repairing { synced, damaged };
        Ok(Step::Repair(Box::new(verified)))
    }

    fn head(&mut self, nonce: Nonce, answer: &HeadAnswer) -> Result<Step, Refusal> {
        let hello = verify::hello(&answer.hello, nonce, &self.expect)?;
        if hello.salepoint != self.expect.salepoint {
            return Ok(Step::Move(Assignment::of(hello)));
        }
        verify::head_pair(&answer.heads, hello.server_at, &self.expect)?;
        let first = self.expect.collections()[0];
        Ok(self.stage_collection(hello.server_at, Vec::new(), first, Some(hello.epoch)))
    }

    /// Asks for a collection's snapshot: the one partly staged, if it is of `resume_epoch`, else the newest.
    fn stage_collection(
        &mut self,
        server_at: UnixMs,
        staged: Vec<VerifiedHead>,
        collection: Collection,
        resume_epoch: Option<Epoch>,
    ) -> Step {
        let resume = self
            .resume
            .iter()
            .copied()
            .filter(|resume| self.expect.mark.is_none_or(|mark| resume.cursor >= mark))
            .find(|resume| resume.collection == collection && Some(resume.cursor.epoch) == resume_epoch);
        let phase = if staged.is_empty() { Phase::Directory } else { Phase::Salepoint };
        self.progress = Progress { phase, ..Progress::default() };
        self.state = State::Staging { server_at, staged, now: Box::new(Staging::Head { collection, resume }) };
        Step::Fetch(Fetch::SnapshotHead(collection, resume.map(|resume| resume.cursor.revision)))
    }

    fn staging(
        &mut self,
        server_at: UnixMs,
        staged: Vec<VerifiedHead>,
        now: Staging,
        answer: Answer,
    ) -> Result<Step, Refusal> {
        match (now, answer) {
            (Staging::Head { collection, resume }, Answer::SnapshotHead(signed)) => {
                let (head, chunks) = verify::snapshot_head(&signed, collection, server_at, &self.expect)?;
                let cursor = head.head().cursor();
                let next = resume.filter(|resume| resume.cursor == cursor).map_or(0, |resume| resume.chunks);
                self.progress.rows_total = chunks.iter().map(|chunk| chunk.rows).sum();
                self.progress.bytes_total = chunks.iter().map(|chunk| chunk.bytes).sum();
                let snapshot = Snapshot { head, chunks, next };
                if resume.is_some_and(|resume| resume.cursor == cursor) {
                    self.count(&snapshot);
                    return Ok(self.next_chunk(server_at, staged, snapshot));
                }
                self.state = State::Staging { server_at, staged, now: Box::new(Staging::Beginning(snapshot)) };
                Ok(Step::BeginStaging(collection, cursor))
            }
            (Staging::Beginning(snapshot), Answer::Stored) => Ok(self.next_chunk(server_at, staged, snapshot)),
            (Staging::Chunk(snapshot), Answer::Chunk(bytes)) => {
                let chunk = snapshot.next;
                let rows = verify::chunk(&bytes, &snapshot.chunks[chunk as usize])?;
                let collection = snapshot.collection();
                self.state = State::Staging { server_at, staged, now: Box::new(Staging::Storing(snapshot)) };
                Ok(Step::Stage(collection, chunk, rows))
            }
            (Staging::Storing(mut snapshot), Answer::Stored) => {
                snapshot.next += 1;
                self.count(&snapshot);
                Ok(self.next_chunk(server_at, staged, snapshot))
            }
            (now, answer) => panic!("the answer {answer:?} does not belong to {now:?}"),
        }
    }

    fn count(&mut self, snapshot: &Snapshot) {
        let fetched = &snapshot.chunks[..(snapshot.next as usize).min(snapshot.chunks.len())];
        self.progress.rows = fetched.iter().map(|chunk| chunk.rows).sum();
        self.progress.bytes = fetched.iter().map(|chunk| chunk.bytes).sum();
    }

    fn next_chunk(&mut self, server_at: UnixMs, mut staged: Vec<VerifiedHead>, snapshot: Snapshot) -> Step {
        if let Some(info) = snapshot.chunks.get(snapshot.next as usize) {
            let cursor = snapshot.head.head().cursor();
            let bytes = info.bytes.min(MAX_CHUNK as u64);
            let fetch = Fetch::Chunk(snapshot.collection(), cursor.revision, snapshot.next, bytes);
            self.state = State::Staging { server_at, staged, now: Box::new(Staging::Chunk(snapshot)) };
            return Step::Fetch(fetch);
        }
        let epoch = snapshot.head.head().epoch;
        staged.push(snapshot.head);
        match <[VerifiedHead; 2]>::try_from(staged) {
            Ok(heads) => self.staged(server_at, heads),
            Err(staged) => {
                let second = self.expect.collections()[1];
                self.stage_collection(server_at, staged, second, Some(epoch))
            }
        }
    }

    /// Both collections are there: show them, or first fetch what lies between their revisions.
    fn staged(&mut self, server_at: UnixMs, heads: [VerifiedHead; 2]) -> Step {
        self.progress = Progress { phase: Phase::Verifying, ..Progress::default() };
        let [directory, salepoint] = [heads[0].head().cursor(), heads[1].head().cursor()];
        if directory == salepoint {
            self.state = State::Activating { synced: Synced { cursor: directory, server_at, repaired: 0 } };
            return Step::Activate(Box::new(heads), None);
        }
        self.state = State::Bridging { heads: Box::new(heads) };
        Step::Fetch(Fetch::Stream(directory.min(salepoint), 0))
    }

    fn bridged(&mut self, heads: Box<[VerifiedHead; 2]>, nonce: Nonce, messages: &[Message]) -> Result<Step, Refusal> {
        let from = heads[0].head().cursor().min(heads[1].head().cursor());
        Ok(match self.read(from, nonce, messages)? {
            Read::News { frame, synced } => {
                self.state = State::Activating { synced };
                Step::Activate(heads, frame.map(Box::new))
            }
            Read::Ended(step) => step,
        })
    }

    /// Reads an answer of the stream that has ended: the greeting, then what is newer than `cursor` or a mark.
    fn read(&mut self, cursor: Cursor, nonce: Nonce, messages: &[Message]) -> Result<Read, Refusal> {
        let mut listener = Listener::start(self.expect.clone(), cursor, nonce, 0);
        let mut news = None;
        for message in messages {
            match listener.hear(message, 0)? {
                Heard::Greeted | Heard::NothingNew => {}
                Heard::News(frame) => news = Some(*frame),
                Heard::Order(order) => self.orders.push(order),
                Heard::Relocates(relocation) => self.relocation = Some(relocation),
                Heard::Moved(assignment) => return Ok(Read::Ended(Step::Move(assignment))),
                Heard::Removed(revocation) => return Ok(Read::Ended(Step::Removed(revocation))),
                Heard::Bye(_) => break,
            }
        }
        let server_at = listener.server_at(0).ok_or(Refusal::WrongNonce)?;
        let synced = Synced { cursor: listener.cursor(), server_at, repaired: 0 };
        Ok(Read::News { frame: news, synced })
    }
}

#[cfg(test)]
mod tests;
