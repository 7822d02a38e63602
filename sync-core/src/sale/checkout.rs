//! Paying: from *Pay* to *Paid*. Facts come in, steps go out; what has to be on disk before something is shown or opened is a step
//! of its own, and nothing behind it is taken before its answer came.
//!
//! A card without a connected terminal is asked for by a question on the screen (C4): that it was asked is on disk before the
//! question is, and the answer before anything follows from it. Stopped in between, the question is the first thing asked again.

mod card;

use super::cart::{Cart, CartError, DraftError, draft_bytes, read_draft};
use super::cash::{CashStep, Payment, PaymentError, PaymentKind, Payments, Settled};
use super::document::{Approval, CardAnswer, PaymentMade, Sale};
use super::ids::{DocumentId, VatClassId};
use super::money::Money;
use super::rights::{Deed, Leave, Wish};
use super::totals::Tax;
use crate::domain::{Bytes32, UnixMs, UserId};
use serde::{Deserialize, Serialize};

/// What a card terminal calls a payment, at most, in characters. A card's number would be longer, with its spaces.
pub const MOST_REFERENCE: usize = 20;

/// Names one state: a press that was meant for another is none.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Token(u64);

/// What is to be done, in order.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Step {
    /// Write the draft so that it survives a pulled plug, then say [`Checkout::draft_stored`] with the token.
    StoreDraft {
        /// Of this state.
        token: Token,
        /// What to write.
        bytes: Vec<u8>,
    },
    /// Ask what the card terminal said to this amount.
    AskCard(Money),
    /// In one transaction: append the document, raise its number, drop the draft. Then say [`Checkout::committed`].
    Commit {
        /// Of this state.
        token: Token,
        /// The document's identity: there is one of it at most.
        id: DocumentId,
        /// Its body.
        sale: Box<Sale>,
        /// What others allowed, for its head.
        approvals: Vec<Approval>,
    },
    /// Open the drawer: cash moved.
    OpenDrawer,
    /// Show that it is paid, and what is handed back.
    ShowPaid {
        /// What is handed back.
        change: Money,
    },
    /// Print the receipt.
    Print,
    /// Selling stops: the disk failed, and nobody knows whether the sale is on it (C3).
    DiskFailed,
}

/// How a transaction ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Committed {
    /// It is on disk; also when it was there already.
    Stored,
    /// It is not, and nothing of it.
    Failed,
    /// Nobody can tell, not even in a copy of the file (C3).
    Unknown,
}

/// Why nothing happens.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum CheckoutError {
    /// Not now.
    #[error("this cannot be done now")]
    NotNow,
    /// The payment is not taken.
    #[error(transparent)]
    Payment(#[from] PaymentError),
    /// The cart says no.
    #[error(transparent)]
    Cart(#[from] CartError),
    /// Something is left to be paid.
    #[error("{} is left to be paid", .0.0)]
    Left(Money),
    /// A reference that is too long.
    #[error("a reference has at most {MOST_REFERENCE} characters")]
    Reference,
    /// This leave is for something else.
    #[error("this was not allowed")]
    NotAllowed,
}

/// That a card was asked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
struct CardBegun {
    amount: Money,
    at: UnixMs,
    by: UserId,
}

/// What outlives the program.
#[derive(Serialize, Deserialize)]
struct Draft {
    cart: Cart,
    payments: Vec<Payment>,
    card: Option<CardBegun>,
}

/// Where it stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Phase {
    /// The cart can be changed.
    Open,
    /// Payments are taken.
    Paying,
    /// That a card is asked for is being written.
    CardBegins,
    /// What did the card terminal say?
    CardAsked,
    /// What it said is being written.
    CardAnswers,
    /// The document is being written. Scans wait; all else is dropped.
    Storing,
    /// It is paid.
    Paid,
    /// Nobody knows: nothing is sold any more.
    Stuck,
}

/// One sale on its way.
#[derive(Clone, Debug)]
pub struct Checkout {
    cart: Cart,
    step: CashStep,
    payments: Payments,
    card: Option<CardBegun>,
    phase: Phase,
    token: u64,
    settled: Option<Settled>,
}

impl Checkout {
    /// A sale whose cart is open.
    pub fn new(cart: Cart, step: CashStep) -> Self {
        let payments = Payments::new(Money::ZERO, step);
        Self { cart, step, payments, card: None, phase: Phase::Open, token: 0, settled: None }
    }

    /// A sale that was begun before the program was started, by what [`Checkout::to_bytes`] or a step wrote. Where a card was
    /// asked for and nobody answered, it stands there again.
    ///
    /// # Errors
    /// When it is none, of a newer version, or out of bounds.
    pub fn from_bytes(bytes: &[u8], step: CashStep) -> Result<Self, DraftError> {
        let Draft { cart, payments, card } = read_draft(bytes)?;
        let cart = cart.checked()?;
        let total = cart.totals().map_err(CartError::from)?.total;
        let taken = Payments::replayed_or_cards(total, step, &payments);
        let phase = match (card, payments.is_empty()) {
            (Some(_), _) => Phase::CardAsked,
            (None, false) => Phase::Paying,
            (None, true) => Phase::Open,
        };
        let payments = taken.ok_or(CartError::Amount(super::AmountError::Receipt))?;
        Ok(Self { cart, step, payments, card, phase, token: 0, settled: None })
    }

    /// What of it outlives the program.
    pub fn to_bytes(&self) -> Vec<u8> {
        let (cart, payments) = (self.cart.clone(), self.payments.taken().to_vec());
        draft_bytes(&Draft { cart, payments, card: self.card })
    }

    /// Where it stands.
    pub fn phase(&self) -> Phase {
        self.phase
    }

    /// Names this state.
    pub fn token(&self) -> Token {
        Token(self.token)
    }

    /// The cart.
    pub fn cart(&self) -> &Cart {
        &self.cart
    }

    /// The cart, to be changed; none while it is paid for.
    pub fn cart_mut(&mut self) -> Option<&mut Cart> {
        (self.phase == Phase::Open).then_some(&mut self.cart)
    }

    /// The payments so far.
    pub fn payments(&self) -> &Payments {
        &self.payments
    }

    /// The amount whose card nobody answered for yet.
    pub fn card_asked(&self) -> Option<Money> {
        self.card.map(|card| card.amount)
    }

    /// Whether it can be put aside, cancelled, moved away or left to another user now. Locking always can be (C4).
    pub fn may_be_left(&self) -> bool {
        matches!(self.phase, Phase::Open | Phase::Paying) && !self.cart.is_paid_by_card()
    }

    /// The cart is full: now it is paid for.
    ///
    /// # Errors
    /// When it is empty, put aside, or not open.
    pub fn pay(&mut self, tax: impl Fn(VatClassId) -> Option<Tax>) -> Result<usize, CheckoutError> {
        self.only_in(Phase::Open)?;
        if self.cart.parked().is_some() {
            return Err(CartError::Parked.into());
        }
        let changed = self.cart.tax_again(tax);
        let (_, totals) = self.cart.sold()?;
        self.payments = Payments::new(totals.total, self.step);
        self.go(Phase::Paying);
        Ok(changed)
    }

    /// Back to the cart: cash is handed back.
    ///
    /// # Errors
    /// When a card paid.
    pub fn back(&mut self) -> Result<(), CheckoutError> {
        self.only_in(Phase::Paying)?;
        if self.cart.is_paid_by_card() {
            return Err(CartError::HeldByCard.into());
        }
        self.payments = Payments::new(Money::ZERO, self.step);
        self.go(Phase::Open);
        Ok(())
    }

    /// Takes cash.
    ///
    /// # Errors
    /// Why it is not taken.
    pub fn cash(&mut self, given: Money) -> Result<(), CheckoutError> {
        self.only_in(Phase::Paying)?;
        self.payments.take_cash(given)?;
        self.go(Phase::Paying);
        Ok(())
    }

    /// Takes cash off again.
    ///
    /// # Errors
    /// When there is none.
    pub fn take_cash_off(&mut self) -> Result<(), CheckoutError> {
        self.only_in(Phase::Paying)?;
        let at = self.payments.taken().iter().position(|paid| paid.kind == PaymentKind::Cash);
        self.payments.take_off(at.ok_or(CheckoutError::NotNow)?);
        self.go(Phase::Paying);
        Ok(())
    }

    /// Confirms the sale in the state that the token names: a second press, of another state, is none. The rates are those of
    /// the day of now (R7); gross prices stay, so all payments do.
    ///
    /// # Errors
    /// When something is left to be paid.
    pub fn confirm(
        &mut self,
        token: Token,
        heading: Bytes32,
        leave: &Leave,
        tax: impl Fn(VatClassId) -> Option<Tax>,
    ) -> Result<Vec<Step>, CheckoutError> {
        if token != self.token() || self.phase != Phase::Paying {
            return Ok(Vec::new());
        }
        if !leave.covers(&Wish::of(Deed::Sell)) {
            return Err(CheckoutError::NotAllowed);
        }
        let settled = self.payments.settled().ok_or(CheckoutError::Left(self.payments.left()))?;
        self.cart.tax_again(tax);
        let sale = self.sale(heading, &settled)?;
        self.settled = Some(settled);
        self.go(Phase::Storing);
        let approvals = self.cart.approvals().to_vec();
        Ok(vec![Step::Commit { token: self.token(), id: self.cart.id(), sale: Box::new(sale), approvals }])
    }

    /// How the transaction ended. Nothing that follows can undo or delay the sale.
    pub fn committed(&mut self, token: Token, result: Committed) -> Vec<Step> {
        if token != self.token() || self.phase != Phase::Storing {
            return Vec::new();
        }
        match (result, &self.settled) {
            (Committed::Stored, Some(settled)) => {
                let (change, moved) =
                    (settled.change, self.payments.taken().iter().any(|paid| paid.kind == PaymentKind::Cash));
                self.go(Phase::Paid);
                let drawer = moved.then_some(Step::OpenDrawer);
                drawer.into_iter().chain([Step::ShowPaid { change }, Step::Print]).collect()
            }
            (Committed::Unknown, _) => {
                self.go(Phase::Stuck);
                vec![Step::DiskFailed]
            }
            _ => {
                self.settled = None;
                self.go(Phase::Paying);
                Vec::new()
            }
        }
    }

    fn sale(&self, heading: Bytes32, settled: &Settled) -> Result<Sale, CheckoutError> {
        let (lines, totals) = self.cart.sold()?;
        let mut approved = self.cart.cards.iter().filter(|card| card.answer == CardAnswer::Approved);
        let paid = |payment: &Payment| match payment.kind {
            PaymentKind::Cash => {
                PaymentMade { kind: PaymentKind::Cash, given: payment.given, kept: settled.cash_kept, reference: None }
            }
            PaymentKind::Card => {
                let reference = approved.next().and_then(|card| card.reference.clone());
                PaymentMade { kind: PaymentKind::Card, given: payment.given, kept: payment.given, reference }
            }
        };
        Ok(self.cart.sale_of(
            heading,
            lines,
            totals,
            self.step,
            self.payments.taken().iter().map(paid).collect(),
            settled,
        ))
    }

    fn store_draft(&self) -> Step {
        Step::StoreDraft { token: self.token(), bytes: self.to_bytes() }
    }

    fn only_in(&self, phase: Phase) -> Result<(), CheckoutError> {
        if self.phase == phase { Ok(()) } else { Err(CheckoutError::NotNow) }
    }

    fn go(&mut self, phase: Phase) {
        self.phase = phase;
        self.token = self.token.wrapping_add(1);
    }
}

#[cfg(test)]
mod tests;
