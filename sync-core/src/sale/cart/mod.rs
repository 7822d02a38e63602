//! The cart: the lines of a sale while it is open, and what was taken off them. Each change either happens whole or leaves the cart
//! as it was; what needs a right takes a [`Leave`]; and nothing is added that a document has no room for.

mod change;
mod end;
mod refused;

pub use change::{least_rate, wish_of_sale_discount};
pub use end::DraftError;
pub(super) use end::{draft_bytes, read_draft};
pub use refused::CartError;

use super::barcode::{ScannedCode, quantity_for};
use super::catalogue::Goods;
use super::document::{
    Approval, Buyer, CardAnswer, CardAttempt, LineFacts, MOST_BYTES, Person, ROOM_BESIDE_LINES, ReceiptRef, TakenOff,
};
use super::ids::{DocumentId, RequestId, VatClassId};
use super::money::{AmountError, Money, Price, Quantity};
use super::rights::{Deed, Leave, Wish};
use super::totals::{Discount, LineAmount, MOST_LINES, Tax, Totals, totals};
use crate::domain::{Cursor, UnixMs, UserId, encode};
use serde::{Deserialize, Serialize};

/// Within so long somebody may undo what they scanned last; afterwards it takes a right.
pub const UNDO_MS: u64 = 10_000;
/// What a line in a document has beside its facts, as sold or as taken off, in bytes.
const BESIDE_FACTS: usize = 160;
/// Each time a card is asked for takes room in the document; nobody tries as often.
pub(super) const MOST_CARDS: usize = 50;
/// What a note on a parked sale has room for, in bytes.
const MOST_NOTE: usize = 200;

/// One reading of the clocks: what a document says, and what counts seconds whatever anybody sets.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Now {
    /// Trading time.
    pub at: UnixMs,
    /// Milliseconds of a clock that cannot be set.
    pub steady_ms: u64,
}

/// What somebody adds of an article.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct How {
    /// The code that was scanned or typed.
    pub code: Option<ScannedCode>,
    /// How much: weighed, or what the code stands for; one piece if nobody says.
    pub quantity: Option<Quantity>,
    /// What the line comes to, where the code says so (C12).
    pub amount: Option<Money>,
    /// The price, where it is asked for.
    pub price: Option<Price>,
}

/// Put aside.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Parked {
    /// Since when.
    pub at: UnixMs,
    /// What somebody wrote on it.
    pub note: String,
}

/// What was scanned last, while it can be undone. Not kept over a restart.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Last {
    line: usize,
    quantity: Quantity,
    by: UserId,
    steady_ms: u64,
}

/// A sale from its first line until it is paid.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Cart {
    id: DocumentId,
    owner: UserId,
    begun_at: UnixMs,
    lines: Vec<LineFacts>,
    taken_off: Vec<TakenOff>,
    discount: Discount,
    discount_approval: Option<RequestId>,
    approvals: Vec<Approval>,
    people: Vec<Person>,
    pub(super) cards: Vec<CardAttempt>,
    parked: Option<Parked>,
    buyer: Option<Buyer>,
    again: Option<ReceiptRef>,
    #[serde(skip)]
    last: Option<Last>,
}

impl Cart {
    /// An empty cart of somebody. `id` becomes the document's.
    pub fn new(id: DocumentId, owner: UserId, now: Now) -> Self {
        Self {
            id,
            owner,
            begun_at: now.at,
            lines: Vec::new(),
            taken_off: Vec::new(),
            discount: Discount::None,
            discount_approval: None,
            approvals: Vec::new(),
            people: Vec::new(),
            cards: Vec::new(),
            parked: None,
            buyer: None,
            again: None,
            last: None,
        }
    }

    /// Its identity, and its document's.
    pub fn id(&self) -> DocumentId {
        self.id
    }

    /// Whose it is.
    pub fn owner(&self) -> UserId {
        self.owner
    }

    /// When it was begun.
    pub fn begun_at(&self) -> UnixMs {
        self.begun_at
    }

    /// Its lines, in order.
    pub fn lines(&self) -> &[LineFacts] {
        &self.lines
    }

    /// What was taken off, in order.
    pub fn taken_off(&self) -> &[TakenOff] {
        &self.taken_off
    }

    /// What is taken off the whole sale.
    pub fn discount(&self) -> Discount {
        self.discount
    }

    /// What others allowed.
    pub fn approvals(&self) -> &[Approval] {
        &self.approvals
    }

    /// Whether it is put aside, and since when.
    pub fn parked(&self) -> Option<&Parked> {
        self.parked.as_ref()
    }

    /// Whether nothing was ever put in: then there is nothing to write down.
    pub fn is_untouched(&self) -> bool {
        self.lines.is_empty() && self.taken_off.is_empty() && self.cards.is_empty()
    }

    /// Names a buyer: the receipt is an invoice.
    ///
    /// # Errors
    /// When the document has no room for it.
    pub fn name_buyer(&mut self, buyer: Option<Buyer>) -> Result<(), CartError> {
        let before = std::mem::replace(&mut self.buyer, buyer);
        if self.room().is_none() {
            self.buyer = before;
            return Err(CartError::Full);
        }
        Ok(())
    }

    /// Sells a receipt again, after a wrong payment.
    pub fn sells_again(&mut self, receipt: ReceiptRef) {
        self.again = Some(receipt);
    }

    /// What it comes to.
    ///
    /// # Errors
    /// Never, for a cart that was made here: what would be out of bounds is not added.
    pub fn totals(&self) -> Result<Totals, AmountError> {
        totals(&self.lines.iter().map(LineFacts::line).collect::<Vec<_>>(), self.discount)
    }

    /// Adds an article. The same article at the same price by the same person makes the line's quantity grow, if it is counted in
    /// pieces and nothing is taken off; anything else is a line of its own. Which line it is.
    ///
    /// # Errors
    /// What is missing, or out of bounds, or that there is no room.
    pub fn add(
        &mut self,
        goods: &Goods,
        how: How,
        leave: &Leave,
        now: Now,
        cursor: Cursor,
    ) -> Result<usize, CartError> {
        self.may_change()?;
        allowed(leave, &Wish::of(Deed::Sell))?;
        let by = leave.by().id;
        let line = self.line_of(goods, how, by, now, cursor)?;
        let quantity = line.quantity;
        let with = self.lines.iter().position(|other| is_same(other, &line));
        let before = self.clone();
        let index = match with {
            Some(index) => {
                let sum = self.lines[index].quantity.get().saturating_add(quantity.get());
                self.lines[index].quantity = Quantity::new(sum)?;
                index
            }
            None => {
                self.lines.push(line);
                self.lines.len() - 1
            }
        };
        self.meet(leave.by());
        self.keep_or(before)?;
        self.last = Some(Last { line: index, quantity, by, steady_ms: now.steady_ms });
        Ok(index)
    }

    /// Takes up the rates of a day (R7): gross prices stay. How many lines are taxed otherwise now.
    pub fn tax_again(&mut self, tax: impl Fn(VatClassId) -> Option<Tax>) -> usize {
        let mut changed = 0;
        for line in &mut self.lines {
            if let Some(now) = tax(line.class).filter(|now| *now != line.tax) {
                line.tax = now;
                changed += 1;
            }
        }
        changed
    }

    /// Puts it aside.
    ///
    /// # Errors
    /// When a card holds it, it is empty, or is put aside already.
    pub fn park(&mut self, note: &str, leave: &Leave, now: Now) -> Result<(), CartError> {
        self.may_change()?;
        allowed(leave, &Wish::of(Deed::Park))?;
        if self.lines.is_empty() {
            return Err(CartError::Empty);
        }
        if note.len() > MOST_NOTE {
            return Err(CartError::Note);
        }
        self.parked = Some(Parked { at: now.at, note: note.to_owned() });
        self.last = None;
        Ok(())
    }

    /// Takes it up again: it is theirs who did.
    ///
    /// # Errors
    /// When that is not allowed.
    pub fn resume(&mut self, leave: &Leave) -> Result<(), CartError> {
        allowed(leave, &Wish::of(Deed::Resume))?;
        self.parked = None;
        self.owner = leave.by().id;
        Ok(())
    }

    /// Whether an approved card payment holds it: taken back first, or else sold (C4).
    pub fn is_paid_by_card(&self) -> bool {
        self.cards.iter().any(|card| card.answer == CardAnswer::Approved)
    }

    fn line_of(&self, goods: &Goods, how: How, by: UserId, now: Now, cursor: Cursor) -> Result<LineFacts, CartError> {
        let unit_price = goods.price.or(how.price);
        let (price, quantity, amount) = match how.amount {
            Some(amount) => {
                (unit_price.unwrap_or(Price::ZERO), quantity_for(amount, unit_price), LineAmount::Code(amount))
            }
            None => {
                let by_itself = goods.unit.is_whole().then_some(Quantity::ONE);
                let quantity = how.quantity.or(by_itself).ok_or(CartError::NeedsQuantity)?;
                if goods.unit.is_whole() && !quantity.is_whole() {
                    return Err(CartError::NotWhole);
                }
                (unit_price.ok_or(CartError::NeedsPrice)?, quantity, LineAmount::Quantity)
            }
        };
        Ok(LineFacts {
            article: goods.article,
            article_number: goods.number.clone(),
            name: goods.name.clone(),
            unit: goods.unit,
            code: how.code,
            class: goods.class,
            tax: goods.tax,
            quantity,
            amount,
            list_price: goods.price,
            price,
            is_early: goods.is_early,
            is_unpriced: how.amount.is_some() && price == Price::ZERO,
            discount: Discount::None,
            is_discountable: goods.is_discountable,
            by,
            at: now.at,
            cursor,
            price_approval: None,
            discount_approval: None,
        })
    }

    fn may_change(&self) -> Result<(), CartError> {
        if self.parked.is_some() {
            return Err(CartError::Parked);
        }
        if self.is_paid_by_card() { Err(CartError::HeldByCard) } else { Ok(()) }
    }

    /// Notes who did something, by the name of that moment.
    pub(super) fn meet(&mut self, person: &Person) {
        if !self.people.iter().any(|known| known.id == person.id) {
            self.people.push(person.clone());
        }
    }

    /// Uses an approval, which nobody can a second time.
    pub(super) fn use_up(&mut self, leave: &Leave) -> Result<Option<RequestId>, CartError> {
        self.meet(leave.by());
        let Some(approval) = leave.approval() else { return Ok(None) };
        if self.approvals.iter().any(|used| used.request == approval.request) {
            return Err(CartError::Used(approval.request));
        }
        self.approvals.push(approval.clone());
        Ok(Some(approval.request))
    }

    /// The bytes that are left in the document; `None`: it is full.
    pub(super) fn room(&self) -> Option<usize> {
        let count = self.lines.len() + self.taken_off.len();
        let lines: usize = self.lines.iter().chain(self.taken_off.iter().map(|one| &one.facts)).map(cost).sum();
        let rest = encode(&self.approvals).len() + encode(&self.people).len() + encode(&self.buyer).len();
        let used = ROOM_BESIDE_LINES + lines + rest;
        (count <= MOST_LINES).then(|| MOST_BYTES.checked_sub(used)).flatten()
    }

    /// Keeps a change if it is within bounds; else all is as before.
    fn keep_or(&mut self, before: Self) -> Result<(), CartError> {
        let refused = match (self.room(), self.totals()) {
            (Some(_), Ok(_)) => return Ok(()),
            (None, _) => CartError::Full,
            (_, Err(error)) => error.into(),
        };
        *self = before;
        Err(refused)
    }
}

fn cost(line: &LineFacts) -> usize {
    encode(line).len() + BESIDE_FACTS
}

/// Whether one more of it is the same line.
fn is_same(line: &LineFacts, other: &LineFacts) -> bool {
    let is_plain = |line: &LineFacts| {
        line.unit.is_whole() && line.amount == LineAmount::Quantity && line.discount == Discount::None
    };
    is_plain(line)
        && is_plain(other)
        && (line.article, line.by, line.price, line.list_price, line.tax, line.is_early)
            == (other.article, other.by, other.price, other.list_price, other.tax, other.is_early)
}

fn allowed(leave: &Leave, wish: &Wish) -> Result<(), CartError> {
    if leave.covers(wish) { Ok(()) } else { Err(CartError::NotAllowed(wish.clone())) }
}

#[cfg(test)]
mod tests;
