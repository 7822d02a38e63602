//! What a [`Round`](super::Round) asks for and is told.

use crate::domain::{Collection, Cursor, Nonce, Revision, SalepointId, UnixMs};
use crate::sync::signed::{PublicKey, Signed};
use crate::sync::verify::{Refusal, VerifiedBucket, VerifiedFrame, VerifiedHead};
use crate::sync::wire::{
    BucketAnswer, HeadAnswer, Hello, KeysAnswer, Message, ProblemKind, Revocation, Row, SnapshotHead,
};
use zeroize::Zeroizing;

/// What a round is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Goal {
    /// Fetch what is newer.
    CatchUp,
    /// The same, but wait for it where nothing is newer yet: for networks that let no stream live.
    Wait,
    /// Fetch what is newer, then check every row and fetch again what is damaged.
    Verify,
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
    /// `GET stream?wait=`, so many seconds.
    Stream(Cursor, u64),
    /// `GET bucket/{collection}/{bucket}`, of a replica at this cursor.
    Bucket(Collection, usize, Cursor),
    /// `GET keys`.
    Keys,
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
    /// `Replica::damaged`.
    Verify,
    /// `Replica::repair`.
    Repair(Box<VerifiedBucket>),
    /// It is over.
    Done(Synced),
    /// It is over, and nothing visible changed by the step that failed.
    Failed(Failure),
    /// Head office signs with this key from now on: believe it and only it, and begin again.
    Trust(PublicKey),
    /// The terminal stands elsewhere: what it has is another salepoint's, and everything begins again.
    Move(Assignment),
    /// Head office removed this terminal: its data is to be destroyed, its journal kept.
    Removed(Revocation),
}

/// Where head office says that the terminal stands.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Assignment {
    /// Under this salepoint.
    pub salepoint: SalepointId,
    /// By this name.
    pub terminal_name: String,
}

impl Assignment {
    /// What a greeting says about it.
    pub(super) fn of(hello: Hello) -> Self {
        Self { salepoint: hello.salepoint, terminal_name: hello.terminal_name }
    }
}

/// A round that reached its goal.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Synced {
    /// Where the replica stands.
    pub cursor: Cursor,
    /// Head office's clock in this contact.
    pub server_at: UnixMs,
    /// How many digest buckets were damaged and are mended.
    pub repaired: usize,
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
    /// Head office signs with a key that no statement links to the ones believed here. It has the right certificate: it was
    /// put back from a backup that is older than its signing key.
    #[error(
        "{0}: head office was restored from a backup from before its signing key was changed. Restore it from a later \
         backup, with its keys, or enrol this terminal again (pos-terminal enrol --again)"
    )]
    OtherKey(String),
    /// The rows do not add up to what head office signed.
    #[error("the rows of {0} do not add up to what head office signed")]
    Mismatch(Collection),
    /// This terminal was removed.
    #[error("head office removed this terminal")]
    Removed,
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
    /// Of [`Fetch::Bucket`].
    Bucket(Signed<BucketAnswer>),
    /// Of [`Fetch::Keys`].
    Keys(KeysAnswer),
    /// Of [`Step::Verify`]: the buckets with damaged rows.
    Damaged(Vec<(Collection, usize)>),
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
