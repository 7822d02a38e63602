//! Documents: whatever of trade a terminal wrote down. A document is the bytes it was written as: they are chained, hashed, sent and
//! kept as they are and never encoded anew, so that what a reader does not know survives.
//!
//! The bytes are CBOR (RFC 8949), maps by name: `{v, head, kind, body}`, the body a byte string with CBOR of its own, so that a
//! head can be read whose body cannot. Format: docs/documents.md.

mod body;
mod chain;
mod day;
mod line;
mod receipt;

pub use body::{Body, Kind};
pub use chain::{ChainError, Tip, verify_chain};
pub use day::{
    CashMoved, CopyPrinted, Counted, DayClosed, DayOpened, DaySums, DrawerOpened, GrandTotal, Heading, OfPayments,
    OfUser, Seller, SeriesBegun, SeriesClosed, SeriesWhy, Side, StillOpen, Tally, TrainingEnded, TrainingWhy,
};
pub use line::{LineFacts, SoldLine, TakenOff, TakenOffWhy, Unit};
pub use receipt::{
    Buyer, Cancelled, CancelledWhy, CardAnswer, CardAttempt, GivenBack, PaymentMade, ReceiptRef, Refund, RefundReason,
    RefundSource, RefundTax, ReturnedLine, Sale,
};

use super::calendar::{Day, UtcOffset};
use super::ids::{DocumentId, RequestId};
use super::money::{Money, Rate};
use super::number::{ReceiptName, ReceiptNumber, Series};
use super::rights::Deed;
use super::totals::MOST_LINES;
use crate::domain::{
    Bytes32, CompanyId, Cursor, DecodeError, GroupId, SalepointId, StoreId, TerminalId, UnixMs, UserId, decode, encode,
};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// The version of documents that this program writes.
pub const DOCUMENT_VERSION: u32 = 1;
/// The most bytes of a document: 256 KiB (C6).
pub const MOST_BYTES: usize = 256 * 1024;
/// Of those, what head, payments and sums have beside the lines.
pub const ROOM_BESIDE_LINES: usize = 32 * 1024;

/// How much the clock of a document is worth.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Clock {
    /// Head office was reached in this boot, and its time is within two minutes of it.
    Confirmed,
    /// The terminal's own.
    Own,
    /// Earlier than the last contact or the last document.
    Behind,
    /// Something a newer version says.
    #[serde(other)]
    Other,
}

/// A person, as named when the document was written.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Person {
    /// Who.
    pub id: UserId,
    /// First name.
    pub first: String,
    /// Last name.
    pub last: String,
}

impl Person {
    /// First and last name, as printed.
    pub fn name(&self) -> String {
        format!("{} {}", self.first, self.last).trim().to_owned()
    }
}

/// That somebody allowed somebody else one deed, once.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Approval {
    /// Which request it answers: no other.
    pub request: RequestId,
    /// What was asked for.
    pub deed: Deed,
    /// Who allowed it.
    pub by: Person,
    /// The user group that this was allowed by.
    pub group: GroupId,
    /// When.
    pub at: UnixMs,
    /// How much money it is about, if it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<Money>,
    /// What part is taken off, if it is about that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rate: Option<Rate>,
}

/// The day of a terminal: from when it is opened until it is closed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct DayName {
    /// Counts the days of the series.
    pub number: u32,
    /// The calendar day when it was opened: a sale after midnight belongs to the evening.
    pub business_day: Day,
}

/// What every document says: where it stands, and who wrote it when, where and from which data.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Head {
    /// Its identity. A sale has its own from its first line on.
    pub id: DocumentId,
    /// Whose trade it is (C17).
    pub company: CompanyId,
    /// Which chain it stands in.
    pub series: Series,
    /// Its place there: 1, 2, 3 and so on.
    pub seq: u64,
    /// The SHA-256 of the bytes of the document before; zeros for the first.
    pub previous: Bytes32,
    /// Its number, if it is a receipt.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<ReceiptNumber>,
    /// When it was written, by trading time (C8).
    pub at: UnixMs,
    /// How far local time was from UTC.
    pub utc_offset: UtcOffset,
    /// What that time is worth.
    pub clock: Clock,
    /// The day whose prices and rates held, and that the VAT report counts it by (C8, C9).
    pub calendar_day: Day,
    /// Which terminal.
    pub terminal: TerminalId,
    /// The salepoint it stood at.
    pub salepoint: SalepointId,
    /// The store that goods left.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub store: Option<StoreId>,
    /// The day it belongs to; none outside one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub day: Option<DayName>,
    /// Who; none where the terminal did it by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user: Option<Person>,
    /// The user group, whose rights held.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<GroupId>,
    /// Who decided, by right, to go on in yesterday's day with this (C9).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub went_on: Option<UserId>,
    /// What others allowed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub approvals: Vec<Approval>,
    /// How far the terminal's data was.
    pub cursor: Cursor,
    /// The version of the program.
    pub app: String,
    /// The note of the last place in the chain was missing, or behind (C18).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub mark_lost: bool,
}

impl Head {
    /// What the receipt is called; none if it is no receipt.
    pub fn receipt_name(&self) -> Option<ReceiptName> {
        self.number.map(|number| ReceiptName { series: self.series, number })
    }
}

/// A document's content, before it is written or after it was read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Document {
    /// What every document says.
    pub head: Head,
    /// What this kind says.
    pub body: Body,
}

/// Why bytes are no document, or a document cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum DocumentError {
    /// Too large.
    #[error("a document has at most {MOST_BYTES} bytes, and this one has {0}")]
    TooLarge(usize),
    /// Too many lines, those taken off included.
    #[error("a document has at most {MOST_LINES} lines, and this one has {0}")]
    TooManyLines(usize),
    /// By a version of the future: kept, and read again after an update.
    #[error("this document is of version {0}, and this program reads up to {DOCUMENT_VERSION}")]
    Newer(u32),
    /// Its bytes say nothing.
    #[error(transparent)]
    Unreadable(#[from] DecodeError),
    /// A receipt without a number, or another document with one.
    #[error("a receipt has a number, and no other document has one")]
    Number,
}

#[derive(Serialize, Deserialize)]
struct Wire {
    v: u32,
    head: Head,
    kind: Kind,
    #[serde(with = "serde_bytes")]
    body: Vec<u8>,
}

/// Only what says how to read the rest.
#[derive(Deserialize)]
struct Version {
    v: u32,
}

/// A document as it is kept: its bytes, their hash, and what they say.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Written {
    bytes: Vec<u8>,
    hash: Bytes32,
    document: Document,
}

impl Written {
    /// Writes a document. The same document always makes the same bytes.
    ///
    /// # Errors
    /// When it is out of bounds.
    pub fn seal(document: Document) -> Result<Self, DocumentError> {
        let (kind, body) = (document.body.kind(), document.body.encode());
        // What was written can be read: it is read once, before anybody relies on it.
        Self::read(encode(&Wire { v: DOCUMENT_VERSION, head: document.head, kind, body }))
    }

    /// Reads the bytes of a document. They stay as they are, with all that this version does not know.
    ///
    /// # Errors
    /// When they are none, out of bounds, or of a newer version.
    pub fn read(bytes: Vec<u8>) -> Result<Self, DocumentError> {
        if bytes.len() > MOST_BYTES {
            return Err(DocumentError::TooLarge(bytes.len()));
        }
        let Version { v } = decode(&bytes)?;
        if v > DOCUMENT_VERSION {
            return Err(DocumentError::Newer(v));
        }
        let wire: Wire = decode(&bytes)?;
        let document = Document { head: wire.head, body: Body::decode(wire.kind, wire.body)? };
        checked(&document, bytes.len())?;
        Ok(Self { hash: hash_of(&bytes), bytes, document })
    }

    /// The bytes, as chained, sent and kept.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Their SHA-256: what the next document names, and what this one is known by (C5).
    pub fn hash(&self) -> Bytes32 {
        self.hash
    }

    /// What every document says.
    pub fn head(&self) -> &Head {
        &self.document.head
    }

    /// What this one says.
    pub fn body(&self) -> &Body {
        &self.document.body
    }
}

/// The hash of a document's bytes, also of bytes that cannot be read.
pub fn hash_of(bytes: &[u8]) -> Bytes32 {
    Bytes32(Sha256::digest(bytes).into())
}

fn checked(document: &Document, bytes: usize) -> Result<(), DocumentError> {
    if bytes > MOST_BYTES {
        return Err(DocumentError::TooLarge(bytes));
    }
    let lines = document.body.line_count();
    if lines > MOST_LINES {
        return Err(DocumentError::TooManyLines(lines));
    }
    match document.body.is_receipt() {
        Some(is_receipt) if is_receipt != document.head.number.is_some() => Err(DocumentError::Number),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests;
