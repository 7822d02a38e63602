//! `GET snapshot` and `GET bucket`: everything, or a 512th of it.

use super::{Head, Row};
use crate::domain::Bytes32;
use crate::sync::signed::{Signable, Signed};
use serde::{Deserialize, Serialize};

/// What a snapshot consists of. Not kept by the terminal: the hashes cover verifiers.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct SnapshotHead {
    /// What the rows add up to; its revision is the snapshot's.
    pub head: Signed<Head>,
    /// The chunks, in order.
    pub chunks: Vec<ChunkInfo>,
}

impl Signable for SnapshotHead {
    const CONTEXT: &'static str = "tillgate snapshot 1";
}

/// One chunk of a snapshot.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ChunkInfo {
    /// SHA-256 of the compressed bytes.
    pub hash: Bytes32,
    /// How many compressed bytes.
    pub bytes: u64,
    /// How many rows.
    pub rows: u64,
}

/// The rows one digest bucket has at a revision. Used only by a replica that stands at exactly that revision.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct BucketAnswer {
    /// What the whole collection adds up to at that revision.
    pub head: Signed<Head>,
    /// Which bucket (see [`crate::sync::bucket_of`]).
    pub bucket: u64,
    /// All its rows, images only.
    pub rows: Vec<Row>,
}

impl Signable for BucketAnswer {
    const CONTEXT: &'static str = "tillgate bucket 1";
}
