//! The chain: each document names the one before by the hash of its bytes, so that one that is missing, changed or written twice
//! is noticed.

use super::super::number::{ReceiptNumber, Series};
use super::{Body, Written};
use crate::domain::Bytes32;
use serde::{Deserialize, Serialize};

/// Where a chain ends: what the next document follows on.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Tip {
    /// Which series.
    pub series: Series,
    /// The place of the last document; 0 before the first.
    pub seq: u64,
    /// Its hash; zeros before the first.
    pub hash: Bytes32,
    /// The number of the last receipt; none before the first, or where it is not known.
    pub number: Option<ReceiptNumber>,
}

/// Where a chain breaks.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum ChainError {
    /// A document of another series.
    #[error("document {seq} is of series {}", .series.get())]
    Series {
        /// Which one it is of.
        series: Series,
        /// Its place there.
        seq: u64,
    },
    /// Documents are missing or doubled.
    #[error("document {found} follows on document {after}")]
    Sequence {
        /// The last one in order.
        after: u64,
        /// The one found behind it.
        found: u64,
    },
    /// A document is not the one that its successor was chained to.
    #[error("document {0} was not written after the document before it")]
    Hash(u64),
    /// A chain begins with something else than its beginning, or has a second one.
    #[error("document {0} begins a series, or should")]
    Beginning(u64),
    /// A receipt's number is not the one behind the last.
    #[error("document {seq} has the number {}", .number.get())]
    Number {
        /// The document's place.
        seq: u64,
        /// Its number.
        number: ReceiptNumber,
    },
}

impl Tip {
    /// Before the first document of a series.
    pub fn before(series: Series) -> Self {
        Self { series, seq: 0, hash: Bytes32([0; 32]), number: None }
    }

    /// The number of the next receipt; `None`: the series has none left, and the terminal needs another (C1).
    pub fn next_number(&self) -> Option<ReceiptNumber> {
        self.number.map_or(Some(ReceiptNumber::FIRST), ReceiptNumber::next)
    }

    /// Where the chain ends with this document.
    ///
    /// # Errors
    /// When it does not follow.
    pub fn with(&self, next: &Written) -> Result<Self, ChainError> {
        let head = next.head();
        let seq = head.seq;
        if head.series != self.series {
            return Err(ChainError::Series { series: head.series, seq });
        }
        if self.seq.checked_add(1) != Some(seq) {
            return Err(ChainError::Sequence { after: self.seq, found: seq });
        }
        if head.previous != self.hash {
            return Err(ChainError::Hash(seq));
        }
        if matches!(next.body(), Body::SeriesBegun(_)) != (seq == 1) {
            return Err(ChainError::Beginning(seq));
        }
        if let Some(number) = head.number.filter(|number| self.next_number() != Some(*number)) {
            return Err(ChainError::Number { seq, number });
        }
        Ok(Self { series: self.series, seq, hash: next.hash(), number: head.number.or(self.number) })
    }

    /// Where a chain ends that begins anywhere, with this document.
    fn at(document: &Written) -> Self {
        let head = document.head();
        Self { series: head.series, seq: head.seq, hash: document.hash(), number: head.number }
    }
}

/// Checks that documents, in order and beginning anywhere, follow on one another, and their numbers too: where it begins in the
/// middle, from the first receipt on. Where they end; `None`: there are none.
///
/// # Errors
/// The first place where they do not.
pub fn verify_chain<'a>(documents: impl IntoIterator<Item = &'a Written>) -> Result<Option<Tip>, ChainError> {
    let mut documents = documents.into_iter();
    let Some(first) = documents.next() else { return Ok(None) };
    let is_whole = first.head().seq == 1;
    let mut tip = if is_whole { Tip::before(first.head().series).with(first)? } else { Tip::at(first) };
    for document in documents {
        if tip.number.is_none() && !is_whole {
            // Whatever it is, it is right: the one before is not here.
            tip.number = document.head().number.and_then(|number| ReceiptNumber::new(number.get().saturating_sub(1)));
        }
        tip = tip.with(document)?;
    }
    Ok(Some(tip))
}
