//! `GET stream`: what head office tells a terminal, message by message.

use super::{Head, MAX_CHUNK, Row};
use crate::domain::{CompanyId, DecodeError, Epoch, Nonce, Revision, SalepointId, TerminalId, UnixMs, decode, encode};
use crate::sync::signed::{Signable, Signed};
use serde::{Deserialize, Serialize};

/// The first message of every answer that carries data: head office's clock, bound to this request by its nonce.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Hello {
    /// Whose head office.
    pub company: CompanyId,
    /// Whom it answers.
    pub terminal: TerminalId,
    /// The terminal's name.
    pub terminal_name: String,
    /// The salepoint it stands under: another one than before is how a terminal learns that it was moved.
    pub salepoint: SalepointId,
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
    /// Do something, once.
    Do(Signed<Order>),
    /// This terminal was removed. Nothing follows.
    Revoked(Signed<Revocation>),
    /// Head office moves to another address.
    Relocates(Signed<Relocation>),
}

/// See [`Message::Bye`].
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Bye {
    /// Milliseconds until the terminal should ask again.
    pub retry_ms: u64,
}

/// Numbers head office's orders. A later order has a greater id, also after a restore.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct OrderId {
    /// The epoch in which it was given.
    pub epoch: Epoch,
    /// Counts orders within it.
    pub number: u64,
}

/// What head office may ask of a terminal.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrderAction {
    /// Catch up and verify every row.
    Refresh,
    /// Fetch everything again.
    Reload,
    /// Give all attempts back.
    Unlock,
}

impl OrderAction {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Refresh, Self::Reload, Self::Unlock];

    /// The name on the wire, in files and on the command line.
    pub fn code(self) -> &'static str {
        match self {
            Self::Refresh => "refresh",
            Self::Reload => "reload",
            Self::Unlock => "unlock",
        }
    }
}

/// See [`Message::Do`]. Sent until the terminal reports it done; done only if its id is greater than that of every
/// order done before.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Order {
    /// Whose.
    pub company: CompanyId,
    /// For which terminal.
    pub terminal: TerminalId,
    /// Which order.
    pub id: OrderId,
    /// What to do.
    pub action: OrderAction,
    /// When it was given, by head office's clock.
    pub given_at: UnixMs,
}

impl Signable for Order {
    const CONTEXT: &'static str = "tillgate order 1";
}

/// Why a terminal was removed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Removal {
    /// Stolen or lost: nothing of it is trusted any more.
    Revoked,
    /// Put out of service.
    Decommissioned,
}

/// See [`Message::Revoked`]. A terminal that enrols again is a new terminal, so this stays true for ever.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Revocation {
    /// Whose.
    pub company: CompanyId,
    /// Which terminal.
    pub terminal: TerminalId,
    /// Why.
    pub removal: Removal,
    /// When, by head office's clock.
    pub removed_at: UnixMs,
}

impl Signable for Revocation {
    const CONTEXT: &'static str = "tillgate revocation 1";
}

/// See [`Message::Relocates`]. Said to terminals that come to another address. A terminal keeps the address it has until it
/// has reached head office at the new one; whom it believes does not change.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Relocation {
    /// Whose.
    pub company: CompanyId,
    /// Numbered like orders: of two the greater one counts.
    pub id: OrderId,
    /// The new address: `https://`, a host, perhaps a port.
    pub office: String,
    /// When it was said, by head office's clock.
    pub made_at: UnixMs,
}

impl Signable for Relocation {
    const CONTEXT: &'static str = "tillgate relocation 1";
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
            Self::Do(order) => (5, encode(order)),
            Self::Revoked(revocation) => (6, encode(revocation)),
            Self::Relocates(relocation) => (7, encode(relocation)),
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
            5 => Some(Self::Do(decode(body)?)),
            6 => Some(Self::Revoked(decode(body)?)),
            7 => Some(Self::Relocates(decode(body)?)),
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
}
