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
//! | `GET stream?cursor=&nonce=&wait=0` | | [`Message`]s, each behind its length |
//! | `POST report` | [`Report`] | nothing |
//!
//! All but `enrol` and `keys` carry the device token (`Authorization: Bearer`, RFC 6750).

use super::signed::{KeyId, PublicKey, Signable, Signed};
use crate::domain::{
    Bytes32, Collection, CompanyId, Cursor, DecodeError, DeviceToken, Epoch, Nonce, Revision, SalepointId, TerminalId,
    UnixMs, Verifier, decode, encode,
};
use serde::{Deserialize, Serialize};

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

/// The first message of every answer that carries data: head office's clock, bound to this request by its nonce.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Hello {
    /// Whose head office.
    pub company: CompanyId,
    /// Whom it answers.
    pub terminal: TerminalId,
    /// The request's nonce.
    pub nonce: Nonce,
    /// Head office's clock.
    pub server_at: UnixMs,
    /// Its epoch.
    pub epoch: Epoch,
    /// Its revision.
    pub revision: Revision,
}

impl Signable for Hello {
    const CONTEXT: &'static str = "tillgate hello 1";
}

/// Everything newer than `from`, up to `revision`, as whole images and tombstones. The signature over it is checked and
/// not kept.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Frame {
    /// The epoch.
    pub epoch: Epoch,
    /// Applies to a replica at this revision or later, but before `revision`.
    pub from: Revision,
    /// Where the replica stands afterwards.
    pub revision: Revision,
    /// The collections that changed, each at most once.
    pub parts: Vec<FramePart>,
}

impl Signable for Frame {
    const CONTEXT: &'static str = "tillgate frame 1";
}

/// One collection's share of a frame.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct FramePart {
    /// What the collection is once the rows are applied.
    pub head: Signed<Head>,
    /// Images and tombstones.
    pub rows: Vec<Row>,
}

/// One message of a stream. On the wire: its length (u32, big-endian, of what follows), its kind (one byte), its CBOR.
/// A kind this version does not know is skipped.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Message {
    /// Always first.
    Hello(Signed<Hello>),
    /// What is newer.
    Frame(Signed<Frame>),
    /// Nothing is newer: the current heads.
    Mark(Vec<Signed<Head>>),
    /// Head office ends the answer; come back after so long.
    Bye(Bye),
}

/// See [`Message::Bye`].
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Bye {
    /// Milliseconds until the terminal should ask again.
    pub retry_ms: u64,
}

/// Why bytes are no stream of messages.
#[derive(Debug, thiserror::Error)]
pub enum StreamError {
    /// A message announces more bytes than a terminal reads.
    #[error("a message of {0} bytes is too long")]
    TooLong(usize),
    /// The stream ends within a message.
    #[error("the stream ends within a message")]
    Truncated,
    /// A message is not what its kind says.
    #[error(transparent)]
    Decode(#[from] DecodeError),
}

impl Message {
    /// The message with its length and kind before it.
    pub fn to_bytes(&self) -> Vec<u8> {
        let (kind, body) = match self {
            Self::Hello(hello) => (1u8, encode(hello)),
            Self::Frame(frame) => (2, encode(frame)),
            Self::Mark(heads) => (3, encode(heads)),
            Self::Bye(bye) => (4, encode(bye)),
        };
        let length = u32::try_from(body.len() + 1).expect("messages are bounded far below 4 GiB");
        [&length.to_be_bytes(), &[kind][..], &body].concat()
    }

    /// Takes the first message off the front of `bytes`: the message, unless its kind is unknown, and how many bytes it
    /// took. `None` while it is not all there yet.
    ///
    /// # Errors
    /// When it is longer than allowed or not what its kind says.
    pub fn take(bytes: &[u8]) -> Result<Option<(Option<Self>, usize)>, StreamError> {
        let Some((length, rest)) = bytes.split_first_chunk::<4>() else { return Ok(None) };
        let length = u32::from_be_bytes(*length) as usize;
        if length > MAX_CHUNK {
            return Err(StreamError::TooLong(length));
        }
        if rest.len() < length {
            return Ok(None);
        }
        let Some((kind, body)) = rest[..length].split_first() else { return Err(StreamError::Truncated) };
        let message = match kind {
            1 => Some(Self::Hello(decode(body)?)),
            2 => Some(Self::Frame(decode(body)?)),
            3 => Some(Self::Mark(decode(body)?)),
            4 => Some(Self::Bye(decode(body)?)),
            _ => None,
        };
        Ok(Some((message, 4 + length)))
    }

    /// Reads a whole, ended stream.
    ///
    /// # Errors
    /// As [`Message::take`], and when bytes of an unfinished message are left.
    pub fn read_all(mut bytes: &[u8]) -> Result<Vec<Self>, StreamError> {
        let mut messages = Vec::new();
        while !bytes.is_empty() {
            let (message, taken) = Self::take(bytes)?.ok_or(StreamError::Truncated)?;
            messages.extend(message);
            bytes = &bytes[taken..];
        }
        Ok(messages)
    }
}

/// What a terminal enrols with.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct EnrolRequest {
    /// The secret part of the code, 8 characters.
    pub secret: String,
    /// Chosen once an attempt to enrol; the same again means that the first answer was lost.
    pub nonce: Nonce,
    /// The terminal's program version.
    pub app_version: String,
    /// Where the terminal keeps its device key.
    pub key_place: KeyPlace,
}

/// What it is told.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct EnrolAnswer {
    /// Its id.
    pub terminal: TerminalId,
    /// Its name, for the screen.
    pub terminal_name: String,
    /// The token for all other calls.
    pub token: DeviceToken,
    /// Whose head office this is.
    pub company: CompanyId,
    /// The salepoint it stands under.
    pub salepoint: SalepointId,
    /// The CA that signs head office's sync certificates, in PEM.
    pub ca_pem: String,
    /// The keys that sign heads and frames.
    pub keys: Vec<PublicKey>,
}

/// Where a device key lies.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeyPlace {
    /// In the `identity` file, readable by the terminal's user only.
    File,
    /// In a systemd credential.
    SystemdCredential,
}

/// The signing keys, and what links a newer one to an older.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct KeysAnswer {
    /// Keys in use, the current one first.
    pub keys: Vec<PublicKey>,
    /// Each newer key, signed by the one before it.
    pub rotations: Vec<Signed<Rotation>>,
}

/// "From now on this key signs", said by the key before it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Rotation {
    /// Whose key.
    pub company: CompanyId,
    /// The new key.
    pub key: PublicKey,
    /// When it was made, by head office's clock.
    pub made_at: UnixMs,
}

impl Signable for Rotation {
    const CONTEXT: &'static str = "tillgate key rotation 1";
}

/// Current heads.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct HeadAnswer {
    /// Head office's clock.
    pub hello: Signed<Hello>,
    /// The directory's and the salepoint's head, of one revision.
    pub heads: Vec<Signed<Head>>,
}

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

/// Facts a terminal reports. Idempotent.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Report {
    /// What it has applied; `None` before the first sync is done.
    pub applied: Option<Cursor>,
    /// Its program version.
    pub app_version: String,
    /// Where its device key lies.
    pub key_place: KeyPlace,
}

/// A typed error, in JSON (RFC 9457, `application/problem+json`).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Problem {
    /// Which.
    #[serde(rename = "type")]
    pub kind: ProblemKind,
    /// A sentence for people.
    pub detail: String,
}

/// What can be wrong with a request.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProblemKind {
    /// 400: not a request of this version.
    Malformed,
    /// 401: the device token is missing, unknown or no longer valid.
    Unauthorized,
    /// 403: no live enrolment code with this name, or the rest of it is wrong.
    CodeWrong,
    /// 403: the code was used by another terminal.
    CodeUsed,
    /// 403: the code's 10 minutes are over.
    CodeExpired,
    /// 403: five wrong tries ended the code.
    CodeExhausted,
    /// 404: nothing at this address.
    NotFound,
    /// 410: the cursor is older than the oldest tombstone kept, or too much is newer: fetch a snapshot.
    BelowFloor,
    /// 410: head office's data began a new epoch: fetch a snapshot.
    EpochChanged,
    /// 410: this version of the terminal can not read what head office has now.
    Schema,
    /// 410: this snapshot is no longer served: begin with the newest.
    Superseded,
    /// 429 or 503, with `Retry-After`: later.
    Busy,
    /// 500: head office failed.
    Internal,
    /// A kind of a newer head office.
    #[serde(other)]
    Unknown,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_reads_back_and_skips_kinds_of_the_future() {
        let bye = Message::Bye(Bye { retry_ms: 250 });
        let mut bytes = bye.to_bytes();
        bytes.extend([0, 0, 0, 3, 99, 1, 2]);
        bytes.extend(Message::Mark(vec![]).to_bytes());
        assert_eq!(Message::read_all(&bytes).unwrap(), [bye, Message::Mark(vec![])]);
    }

    #[test]
    fn what_is_too_long_cut_or_garbled_is_refused() {
        let bytes = Message::Bye(Bye { retry_ms: 250 }).to_bytes();
        for cut in 1..bytes.len() {
            assert!(matches!(Message::read_all(&bytes[..cut]), Err(StreamError::Truncated)), "cut at {cut}");
        }
        assert!(matches!(Message::read_all(&[0xff, 0xff, 0xff, 0xff, 1]), Err(StreamError::TooLong(_))));
        assert!(matches!(Message::read_all(&[0, 0, 0, 0]), Err(StreamError::Truncated)));
        assert!(matches!(Message::read_all(&[0, 0, 0, 2, 4, 0xff]), Err(StreamError::Decode(_))));
    }

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
