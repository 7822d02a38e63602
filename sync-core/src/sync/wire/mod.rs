//! The sync API's messages, version 1, under `/sync/v1`. Bodies are CBOR (`application/cbor`); errors are [`Problem`]s
//! in JSON (RFC 9457).
//!
//! | call | request | answer |
//! |---|---|---|
//! | `POST enrol` | [`EnrolRequest`] | [`EnrolAnswer`] |
//! | `GET keys` | | [`KeysAnswer`] |
//! | `GET head?nonce=` | | [`HeadAnswer`] |
//! | `GET snapshot/{collection}?revision=` | revision left out: the newest | `Signed<`[`SnapshotHead`]`>` |
//! | `GET snapshot/{collection}/{revision}/{chunk}` | | a zstd frame (RFC 8878) of `Vec<`[`Row`]`>` |
//! | `GET bucket/{collection}/{bucket}?cursor=` | of a terminal that stands at the cursor | `Signed<`[`BucketAnswer`]`>` |
//! | `GET stream?cursor=&nonce=` | header [`LAST_HEAD`] | [`Message`]s, each behind its length, for as long as both sides live |
//! | the same with `&wait=` seconds | 0 to [`LONGEST_WAIT_S`] | what is newer as soon as there is something, then it ends |
//! | `POST report` | [`Report`] | [`ReportAnswer`] |
//!
//! All but `enrol` and `keys` carry the device token (`Authorization: Bearer`, RFC 6750). A removed terminal's token
//! opens only `stream`, which then says just [`Message::Revoked`], and, after a decommissioning, `report`.

mod enrol;
mod keys;
mod problem;
mod report;
mod snapshot;
mod stream;

pub use enrol::{EnrolAnswer, EnrolRequest, KeyPlace};
pub use keys::{KeysAnswer, Rotation};
pub use problem::{Problem, ProblemKind};
pub use report::{Report, ReportAnswer};
pub use snapshot::{BucketAnswer, ChunkInfo, SnapshotHead};
pub use stream::{
    Bye, Frame, FramePart, Hello, Message, Order, OrderAction, OrderId, Relocation, Removal, Revocation, StreamError,
};

use super::signed::{KeyId, Signable, Signed};
use crate::domain::{Bytes32, Collection, CompanyId, Cursor, Epoch, Revision, UnixMs, Verifier};
use serde::{Deserialize, Serialize};

/// The request header in which a terminal shows the last head it applied (hex of its `Signed<`[`Head`]`>`), so that a
/// head office whose database was copied back notices that it is behind what it once signed.
pub const LAST_HEAD: &str = "tillgate-last-head";
/// The application protocol (ALPN, RFC 7301) by which a terminal says in its first TLS message that it is one: head
/// office then shows the certificate that terminals pin, and not the operator's. It is only said, never agreed on.
pub const TERMINAL_PROTOCOL: &[u8] = b"tillgate-terminal";
/// A live stream says at least a mark so often, in milliseconds.
pub const MARK_EVERY_MS: u64 = 20_000;
/// A live stream silent for so long is dead, in milliseconds.
pub const SILENCE_MS: u64 = 45_000;
/// The longest a terminal may ask to wait for news, in seconds.
pub const LONGEST_WAIT_S: u64 = 25;

/// The most rows in a snapshot chunk.
pub const CHUNK_ROWS: usize = 4_096;
/// The longest body a terminal reads of anything but a chunk or a stream, in bytes.
pub const MAX_BODY: usize = 1 << 20;
/// The longest chunk, compressed, and the longest message of a stream, in bytes.
pub const MAX_CHUNK: usize = 8 << 20;
/// The longest chunk, decompressed, in bytes.
pub const MAX_CHUNK_ROWS: usize = 32 << 20;
/// The longest request head office reads, in bytes.
pub const MAX_REQUEST: usize = 1 << 20;

/// One row, or, without a body, the tombstone of one.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Row {
    /// Which row (`domain::RowKey` as text; a key of the future is kept and ignored).
    pub key: String,
    /// The encoded image; `None` = the row is gone.
    #[serde(with = "serde_bytes", default, skip_serializing_if = "Option::is_none")]
    pub body: Option<Vec<u8>>,
    /// Beside a credential: its verifier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verifier: Option<Verifier>,
}

/// What is signed about a collection: that at this revision it has so many rows with this digest.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Head {
    /// Whose data.
    pub company: CompanyId,
    /// Which collection.
    pub collection: Collection,
    /// The epoch.
    pub epoch: Epoch,
    /// Head office's revision when it was signed; at least the collection's last change.
    pub revision: Revision,
    /// Rows in the collection.
    pub count: u64,
    /// Their digest (see [`super::digest`]).
    pub digest: Bytes32,
    /// When it was signed, by head office's clock.
    pub issued_at: UnixMs,
    /// Not to be accepted from the network after this, by head office's clock.
    pub expires_at: UnixMs,
    /// The key that signs it.
    pub key_id: KeyId,
}

impl Head {
    /// The cursor of a replica that stands at this head.
    pub fn cursor(&self) -> Cursor {
        Cursor { epoch: self.epoch, revision: self.revision }
    }
}

impl Signable for Head {
    const CONTEXT: &'static str = "tillgate head 1";
}

/// Current heads.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct HeadAnswer {
    /// Head office's clock.
    pub hello: Signed<Hello>,
    /// The directory's and the salepoint's head, of one revision.
    pub heads: Vec<Signed<Head>>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{decode, encode};

    #[test]
    fn a_row_without_body_is_a_tombstone_and_no_verifier_prints() {
        let tombstone = Row { key: "policy".into(), body: None, verifier: None };
        assert_eq!(decode::<Row>(&encode(&tombstone)).unwrap(), tombstone);
        let credential =
            Row { key: "x".into(), body: Some(vec![1, 2]), verifier: Some(Verifier::from_bytes([0x61; 32])) };
        assert_eq!(decode::<Row>(&encode(&credential)).unwrap(), credential);
        assert!(!format!("{credential:?}").contains("97"));
    }
}
