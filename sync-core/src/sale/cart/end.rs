//! How a cart ends: as the lines of a receipt, as a cancelled sale, or as bytes that outlive the program.

use super::{Cart, CartError, Now, allowed};
use crate::domain::{Bytes32, DecodeError, decode, encode};
use crate::sale::cash::{CashStep, Settled};
use crate::sale::document::{
    Approval, Cancelled, CancelledWhy, LineFacts, PaymentMade, Person, Sale, SoldLine, StillOpen, TakenOff, TakenOffWhy,
};
use crate::sale::ids::RequestId;
use crate::sale::money::Money;
use crate::sale::rights::{Deed, Leave, Wish};
use crate::sale::totals::{MOST_LINES, Totals};
use serde::{Deserialize, Serialize};

/// The version of drafts that this program writes.
pub(in crate::sale) const DRAFT_VERSION: u32 = 1;

/// Why a draft does not come back.
#[derive(Debug, thiserror::Error)]
pub enum DraftError {
    /// Written by a newer version of the program.
    #[error("this sale was written by a newer version: {0}")]
    Newer(u32),
    /// Its bytes say nothing.
    #[error(transparent)]
    Unreadable(#[from] DecodeError),
    /// It is out of bounds.
    #[error(transparent)]
    Bounds(#[from] CartError),
}

/// Something with its version beside it.
#[derive(Serialize, Deserialize)]
struct Versioned<T> {
    v: u32,
    draft: T,
}

#[derive(Deserialize)]
struct Version {
    v: u32,
}

/// The bytes of a draft.
pub(in crate::sale) fn draft_bytes<T: Serialize>(draft: &T) -> Vec<u8> {
    encode(&Versioned { v: DRAFT_VERSION, draft })
}

/// Reads the bytes of a draft.
pub(in crate::sale) fn read_draft<T: serde::de::DeserializeOwned>(bytes: &[u8]) -> Result<T, DraftError> {
    let Version { v } = decode(bytes)?;
    if v > DRAFT_VERSION {
        return Err(DraftError::Newer(v));
    }
    let Versioned { draft, .. } = decode::<Versioned<T>>(bytes)?;
    Ok(draft)
}

impl Cart {
    /// The lines of its receipt, and what they come to.
    ///
    /// # Errors
    /// [`CartError::Empty`] when there are none.
    pub fn sold(&self) -> Result<(Vec<SoldLine>, Totals), CartError> {
        if self.lines.is_empty() {
            return Err(CartError::Empty);
        }
        let totals = self.totals()?;
        let lines = self.lines.iter().zip(&totals.lines);
        Ok((lines.map(|(facts, made)| SoldLine { facts: facts.clone(), made: *made }).collect(), totals))
    }

    /// The body of its receipt.
    pub(in crate::sale) fn sale_of(
        &self,
        heading: Bytes32,
        lines: Vec<SoldLine>,
        totals: Totals,
        cash_step: CashStep,
        payments: Vec<PaymentMade>,
        settled: &Settled,
    ) -> Sale {
        Sale {
            heading,
            begun_at: self.begun_at,
            people: self.people.clone(),
            lines,
            taken_off: self.taken_off.clone(),
            discount: self.discount,
            discount_approval: self.discount_approval,
            taxes: totals.taxes,
            total: totals.total,
            cash_step,
            payments,
            change: settled.change,
            rounding: settled.rounding,
            cards: self.cards.clone(),
            buyer: self.buyer.clone(),
            again: self.again,
        }
    }

    /// Everybody who did something in it.
    pub fn people(&self) -> &[Person] {
        &self.people
    }

    /// Takes all off: the body of the document that says so, and what others allowed.
    ///
    /// # Errors
    /// When that is not allowed, or a card holds it.
    pub fn cancel(mut self, leave: &Leave, now: Now) -> Result<(Cancelled, Vec<Approval>), CartError> {
        allowed(leave, &Wish::of(Deed::Cancel))?;
        let approval = self.use_up(leave)?;
        self.cancelled(CancelledWhy::Cancelled, leave.by(), approval, now)
    }

    /// Takes all off because the terminal moves (C24).
    ///
    /// # Errors
    /// When a card holds it: then the move waits.
    pub fn cancel_for_move(mut self, owner: &Person, now: Now) -> Result<(Cancelled, Vec<Approval>), CartError> {
        self.meet(owner);
        self.cancelled(CancelledWhy::Moved, owner, None, now)
    }

    fn cancelled(
        self,
        why: CancelledWhy,
        by: &Person,
        approval: Option<RequestId>,
        now: Now,
    ) -> Result<(Cancelled, Vec<Approval>), CartError> {
        if self.is_paid_by_card() {
            return Err(CartError::HeldByCard);
        }
        let mut total = Money::ZERO;
        for facts in &self.lines {
            total += facts.after()?;
        }
        let mut taken_off = self.taken_off;
        let of_line =
            |facts: LineFacts| TakenOff { facts, why: TakenOffWhy::Cancelled, by: by.id, at: now.at, approval };
        taken_off.extend(self.lines.into_iter().map(of_line));
        let cancelled =
            Cancelled { begun_at: self.begun_at, people: self.people, why, taken_off, total, cards: self.cards };
        Ok((cancelled, self.approvals))
    }

    /// How it is named at the end of the day.
    pub fn still_open(&self, is_card_asked: bool) -> StillOpen {
        let total = self.totals().map_or(Money::ZERO, |totals| totals.total);
        StillOpen { id: self.id, owner: self.owner, begun_at: self.begun_at, total, is_card_asked }
    }

    /// Its bytes, for as long as it is open.
    pub fn to_bytes(&self) -> Vec<u8> {
        draft_bytes(self)
    }

    /// Reads what [`Cart::to_bytes`] wrote.
    ///
    /// # Errors
    /// When it is none, of a newer version, or out of bounds.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, DraftError> {
        let cart: Self = read_draft(bytes)?;
        cart.checked().map_err(DraftError::Bounds)
    }

    /// A cart that came from somewhere is within the bounds of one that was made here.
    pub(in crate::sale) fn checked(self) -> Result<Self, CartError> {
        self.totals()?;
        let is_within = self.lines.len() + self.taken_off.len() <= MOST_LINES && self.cards.len() <= super::MOST_CARDS;
        if is_within && self.room().is_some() { Ok(self) } else { Err(CartError::Full) }
    }
}
