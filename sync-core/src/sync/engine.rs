//! What to ask head office for next, as a sans-IO machine.
//!
//! A [`Round`] is one conversation: it says what to fetch or to store ([`Step`]), is told what came of it ([`Answer`]),
//! verifies everything in between, and ends in what changed or why not.
//!
//! ```text
//! catch up:  Stream ─ frame → Apply ─→ Done            gone, or the rows do not add up: go on as a reload
//! reload:    Head → for each collection: SnapshotHead → [BeginStaging] → (Chunk → Stage)*
//!                 → [Stream, if they are of different revisions] → Activate → Done
//! ```
//!
//! A reload goes on where an interrupted one stopped, as long as head office still serves that snapshot. When rounds
//! begin is the [`Schedule`]'s to say.

use super::signed::Signed;
use super::verify::{self, Expectations, Refusal, VerifiedFrame, VerifiedHead};
use super::wire::{ChunkInfo, HeadAnswer, MAX_CHUNK, Message, ProblemKind, Row, SnapshotHead};
use crate::domain::{Collection, Cursor, Nonce, Revision, UnixMs};
use zeroize::Zeroizing;

mod schedule;
pub use schedule::Schedule;

/// How often a round begins a collection's snapshot anew before it gives up.
const MAX_RESTARTS: u32 = 3;

/// What a round is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Goal {
    /// Fetch what is newer.
    CatchUp,
    /// Fetch everything again.
    Reload,
}

/// How far the staging of one collection has come, from the replica.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Resume {
    /// Which collection.
    pub collection: Collection,
    /// The snapshot it comes from.
    pub cursor: Cursor,
    /// How many chunks are there.
    pub chunks: u32,
}

/// What to fetch.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Fetch {
    /// `GET head`.
    Head,
    /// `GET snapshot/{collection}`, of a certain revision or the newest.
    SnapshotHead(Collection, Option<Revision>),
    /// `GET snapshot/{collection}/{revision}/{chunk}`, of so many bytes.
    Chunk(Collection, Revision, u32, u64),
    /// `GET stream?wait=0`.
    Stream(Cursor),
}

/// What to do next.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Step {
    /// Ask head office.
    Fetch(Fetch),
    /// `Replica::begin_staging`.
    BeginStaging(Collection, Cursor),
    /// `Replica::stage`.
    Stage(Collection, u32, Vec<Row>),
    /// `Replica::apply`.
    Apply(Box<VerifiedFrame>),
    /// `Replica::activate`.
    Activate(Box<[VerifiedHead; 2]>, Option<Box<VerifiedFrame>>),
    /// It is over.
    Done(Synced),
    /// It is over, and nothing visible changed by the step that failed.
    Failed(Failure),
}

/// A round that reached its goal.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Synced {
    /// Where the replica stands.
    pub cursor: Cursor,
    /// Head office's clock in this contact.
    pub server_at: UnixMs,
    /// When head office wants to be asked again, in milliseconds, if it said.
    pub retry_ms: Option<u64>,
}

/// Why a round did not reach its goal. "Unreachable" and "refused" are two things.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// No answer.
    #[error("head office is not reached: {0}")]
    Unreachable(String),
    /// Somebody answers, but not as head office does: a captive portal, a proxy's error page.
    #[error("what answers is not head office: {0}")]
    NotHeadOffice(String),
    /// Head office answers no.
    #[error("head office refuses: {1}")]
    Refused(ProblemKind, String),
    /// Head office asks to come later.
    #[error("head office is busy")]
    Busy {
        /// After so many milliseconds.
        retry_ms: u64,
    },
    /// An answer that is not believed.
    #[error("head office's answer is not believed: {0}")]
    Disbelieved(String),
    /// The rows do not add up to what head office signed.
    #[error("the rows of {0} do not add up to what head office signed")]
    Mismatch(Collection),
    /// Nobody wants it any more.
    #[error("it was cancelled")]
    Cancelled,
    /// The terminal's disk is full.
    #[error("this terminal's disk is full")]
    DiskFull,
    /// The terminal's own database failed.
    #[error("this terminal's database failed: {0}")]
    Storage(String),
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        Self::Disbelieved(refusal.to_string())
    }
}

/// What came of a step.
#[derive(Debug)]
pub enum Answer {
    /// Of [`Fetch::Head`], with the nonce that was sent.
    Head(Nonce, HeadAnswer),
    /// Of [`Fetch::SnapshotHead`].
    SnapshotHead(Signed<SnapshotHead>),
    /// Of [`Fetch::Chunk`].
    Chunk(Zeroizing<Vec<u8>>),
    /// Of [`Fetch::Stream`], with the nonce that was sent.
    Stream(Nonce, Vec<Message>),
    /// It is stored.
    Stored,
    /// It did not work. For a store step that means: nothing changed.
    Failed(Failure),
}

/// What a round is doing.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub enum Phase {
    /// Asking head office.
    #[default]
    Connecting,
    /// Fetching the directory: who has which POS password.
    Directory,
    /// Fetching the salepoint's collection.
    Salepoint,
    /// Checking that everything adds up to what head office signed.
    Verifying,
}

/// How far a round has come.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Progress {
    /// What it is doing.
    pub phase: Phase,
    /// Rows staged of it.
    pub rows: u64,
    /// Rows it has.
    pub rows_total: u64,
    /// Compressed bytes fetched of it.
    pub bytes: u64,
    /// Compressed bytes it has.
    pub bytes_total: u64,
}

/// One conversation with head office.
#[derive(Debug)]
pub struct Round {
    expect: Expectations,
    resume: Vec<Resume>,
    state: State,
    restarts: u32,
    progress: Progress,
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

impl Round {
    /// Begins a round. `standing` is where the replica stands, `resume` what is staged of an interrupted reload. Without
    /// a standing every round is a reload.
    pub fn start(expect: Expectations, goal: Goal, standing: Option<Cursor>, resume: Vec<Resume>) -> (Self, Step) {
        let mut round = Self { expect, resume, state: State::Over, restarts: 0, progress: Progress::default() };
        let step = match (goal, standing) {
            (Goal::CatchUp, Some(cursor)) => {
                round.state = State::CatchingUp { cursor };
                Step::Fetch(Fetch::Stream(cursor))
            }
            _ => round.reload(),
        };
        (round, step)
    }

    /// How far it has come.
    pub fn progress(&self) -> Progress {
        self.progress
    }

    /// Whether it fetches everything again.
    pub fn is_reload(&self) -> bool {
        !matches!(self.state, State::CatchingUp { .. } | State::Applying { .. })
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
            (State::Applying { synced } | State::Activating { synced }, Answer::Stored) => Ok(Step::Done(synced)),
            (State::FetchingHead, Answer::Head(nonce, answer)) => self.head(nonce, &answer),
            (State::Staging { server_at, staged, now }, answer) => self.staging(server_at, staged, *now, answer),
            (State::Bridging { heads }, Answer::Stream(nonce, messages)) => self.bridged(heads, nonce, &messages),
            (state, answer) => panic!("the answer {answer:?} does not belong to {state:?}"),
        };
        step.unwrap_or_else(|refusal| Step::Failed(refusal.into()))
    }

    fn reload(&mut self) -> Step {
        self.state = State::FetchingHead;
        Step::Fetch(Fetch::Head)
    }

    /// What a failure means depends on what was under way: some only mean that everything must be fetched again.
    fn failed(&mut self, state: State, failure: Failure) -> Step {
        let gone = matches!(
            failure,
            Failure::Refused(ProblemKind::BelowFloor | ProblemKind::EpochChanged | ProblemKind::Superseded, _)
        );
        match state {
            State::CatchingUp { .. } if gone => self.reload(),
            State::Applying { .. } if matches!(failure, Failure::Mismatch(_)) => self.reload(),
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
        let news = self.read(cursor, nonce, messages)?;
        Ok(match news.frame {
            Some(frame) => {
                self.state = State::Applying { synced: news.synced };
                Step::Apply(Box::new(frame))
            }
            None => Step::Done(news.synced),
        })
    }

    fn head(&mut self, nonce: Nonce, answer: &HeadAnswer) -> Result<Step, Refusal> {
        let hello = verify::hello(&answer.hello, nonce, &self.expect)?;
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
        resume_epoch: Option<crate::domain::Epoch>,
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
            self.state = State::Activating { synced: Synced { cursor: directory, server_at, retry_ms: None } };
            return Step::Activate(Box::new(heads), None);
        }
        self.state = State::Bridging { heads: Box::new(heads) };
        Step::Fetch(Fetch::Stream(directory.min(salepoint)))
    }

    fn bridged(&mut self, heads: Box<[VerifiedHead; 2]>, nonce: Nonce, messages: &[Message]) -> Result<Step, Refusal> {
        let from = heads[0].head().cursor().min(heads[1].head().cursor());
        let news = self.read(from, nonce, messages)?;
        self.state = State::Activating { synced: news.synced };
        Ok(Step::Activate(heads, news.frame.map(Box::new)))
    }

    /// Reads an answer of `stream?wait=0`: the hello, then what is newer than `cursor` or a mark.
    fn read(&self, cursor: Cursor, nonce: Nonce, messages: &[Message]) -> Result<News, Refusal> {
        let Some((Message::Hello(hello), rest)) = messages.split_first() else { return Err(Refusal::WrongNonce) };
        let server_at = verify::hello(hello, nonce, &self.expect)?.server_at;
        let mut news = News { frame: None, synced: Synced { cursor, server_at, retry_ms: None } };
        for message in rest {
            let frame = match message {
                Message::Frame(signed) => verify::frame(signed, news.synced.cursor, server_at, &self.expect)?,
                Message::Mark(heads) => verify::mark(heads, news.synced.cursor, server_at, &self.expect)?,
                Message::Bye(bye) => {
                    news.synced.retry_ms = Some(bye.retry_ms);
                    break;
                }
                Message::Hello(_) => return Err(Refusal::WrongNonce),
                Message::Do(_) | Message::Revoked(_) => continue,
            };
            let moves = frame.cursor() != news.synced.cursor;
            news.synced.cursor = frame.cursor();
            if moves {
                news.frame = Some(frame);
            }
        }
        Ok(news)
    }
}

struct News {
    frame: Option<VerifiedFrame>,
    synced: Synced,
}

#[cfg(test)]
mod tests;
