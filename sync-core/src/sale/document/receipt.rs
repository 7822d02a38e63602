//! Bodies of sales, refunds and cancelled sales.

use super::super::calendar::Day;
use super::super::cash::{CashStep, PaymentKind};
use super::super::ids::{ArticleId, RequestId};
use super::super::money::{Money, Price, Quantity};
use super::super::number::ReceiptName;
use super::super::refund::{CashReturned, RefundedLine};
use super::super::totals::{Discount, Tax, TaxTotal};
use super::{Person, SoldLine, TakenOff, Unit};
use crate::domain::{Bytes32, UnixMs, UserId};
use serde::{Deserialize, Serialize};

/// Who is named on an invoice.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Buyer {
    /// Name.
    pub name: String,
    /// Address.
    #[serde(default)]
    pub address: String,
    /// Number in the register of companies.
    #[serde(default)]
    pub registration_number: String,
    /// VAT number.
    #[serde(default)]
    pub vat_number: String,
}

/// A payment of a receipt.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct PaymentMade {
    /// How.
    pub kind: PaymentKind,
    /// What was handed over, or debited.
    pub given: Money,
    /// What of it stayed: less the change.
    pub kept: Money,
    /// What the card terminal called it, at most 20 characters; never a card's number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
}

/// What became of asking for a card.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CardAnswer {
    /// The bank paid.
    Approved,
    /// The bank did not.
    Declined,
    /// The bank paid, and it was taken back at the card terminal (C4).
    Reversed,
    /// Something a newer version says.
    #[serde(other)]
    Other,
}

/// Each time a card was asked for, also in vain.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct CardAttempt {
    /// How much.
    pub amount: Money,
    /// When it was asked.
    pub begun_at: UnixMs,
    /// When somebody said what the card terminal answered.
    pub answered_at: UnixMs,
    /// What it answered.
    pub answer: CardAnswer,
    /// Who said so.
    pub by: UserId,
    /// What the card terminal called it, at most 20 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// The approval of taking it back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approval: Option<RequestId>,
}

/// A paid sale.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Sale {
    /// The hash of the heading that is printed with it.
    pub heading: Bytes32,
    /// When its first line was added.
    pub begun_at: UnixMs,
    /// Everybody who added a line, took one off or answered for a card, as named then.
    pub people: Vec<Person>,
    /// What was sold, in order.
    pub lines: Vec<SoldLine>,
    /// What was taken off before.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub taken_off: Vec<TakenOff>,
    /// What is taken off the whole sale.
    pub discount: Discount,
    /// The approval of that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub discount_approval: Option<RequestId>,
    /// Each tax, by letter and rate.
    pub taxes: Vec<TaxTotal>,
    /// What is to be paid.
    pub total: Money,
    /// To what cash was rounded.
    pub cash_step: CashStep,
    /// The payments, in order.
    pub payments: Vec<PaymentMade>,
    /// What was handed back.
    pub change: Money,
    /// What the cash that was kept is more than what it paid for (R9).
    pub rounding: Money,
    /// Each time a card was asked for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cards: Vec<CardAttempt>,
    /// Whom an invoice names.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub buyer: Option<Buyer>,
    /// The receipt that this one sells again, after a wrong payment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub again: Option<ReceiptRef>,
}

/// Names a receipt: as printed, and by the hash of its document where that is known.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ReceiptRef {
    /// As printed.
    pub name: ReceiptName,
    /// Of its document.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hash: Option<Bytes32>,
    /// The calendar day it is of.
    pub day: Day,
}

/// Why something is given back.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RefundReason {
    /// It was the wrong article.
    WrongArticle,
    /// It is damaged.
    Damaged,
    /// The buyer thinks otherwise now.
    ChangedMind,
    /// It was paid the wrong way, and is sold again.
    WrongPayment,
    /// Something else.
    #[serde(other)]
    Other,
}

/// Where the receipt that is given back was looked up.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RefundSource {
    /// It is this terminal's own.
    Own,
    /// Head office had it.
    Office,
    /// Nobody could look it up: typed from paper.
    Paper,
    /// Something a newer version says.
    #[serde(other)]
    Other,
}

/// A line that something is given back of.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ReturnedLine {
    /// Which line of the receipt, counted from 0.
    pub line: u32,
    /// The article.
    pub article: ArticleId,
    /// Its number then.
    pub article_number: String,
    /// Its name then.
    pub name: String,
    /// What it is counted in.
    pub unit: Unit,
    /// How it was taxed: the receipt's rate, never today's (R11).
    pub tax: Tax,
    /// What one cost.
    pub price: Price,
    /// What the line came to, and what was known to be given back of it before.
    pub sold: RefundedLine,
    /// How much is given back now.
    pub quantity: Quantity,
    /// What is paid back for it.
    pub amount: Money,
}

/// What is given back at one tax.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct RefundTax {
    /// Which.
    pub tax: Tax,
    /// What of the receipt at this tax was left before.
    pub left_before: Money,
    /// What is given back of it now.
    pub amount: Money,
    /// The VAT within that.
    pub vat: Money,
}

/// Money that goes back by one kind.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct GivenBack {
    /// How.
    pub kind: PaymentKind,
    /// To the cent.
    pub exact: Money,
    /// What was handed over: in cash rounded.
    pub handed_over: Money,
}

/// Money given back against a receipt. It carries what it is computed from.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Refund {
    /// The hash of the heading that is printed with it.
    pub heading: Bytes32,
    /// The receipt.
    pub of: ReceiptRef,
    /// Where it was looked up.
    pub source: RefundSource,
    /// Why.
    pub reason: RefundReason,
    /// The lines something is given back of.
    pub lines: Vec<ReturnedLine>,
    /// Each tax, by letter and rate.
    pub taxes: Vec<RefundTax>,
    /// What is given back, to the cent.
    pub total: Money,
    /// To what cash is rounded; none where the receipt's last payment was none of cash (R11).
    pub cash_step: CashStep,
    /// What was known to be given back in cash before.
    pub cash_before: CashReturned,
    /// What the drawer kept of the receipt.
    pub cash_kept: Money,
    /// Nothing of the receipt is left with this.
    pub empties: bool,
    /// How the money goes back.
    pub given_back: Vec<GivenBack>,
    /// What was handed over less than the total; more if below zero.
    pub rounding: Money,
    /// Money goes back by another kind than it came (C11).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_other_kind: bool,
}

/// Why a sale came to nothing.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CancelledWhy {
    /// Somebody took all off.
    Cancelled,
    /// The terminal was put under another salepoint (C24).
    Moved,
    /// Something a newer version says.
    #[serde(other)]
    Other,
}

/// A sale that came to nothing.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Cancelled {
    /// When its first line was added.
    pub begun_at: UnixMs,
    /// Everybody who added a line, took one off or answered for a card, as named then.
    pub people: Vec<Person>,
    /// Why.
    pub why: CancelledWhy,
    /// Each line it had.
    pub taken_off: Vec<TakenOff>,
    /// What its lines came to when it was cancelled, before anything was taken off the whole.
    pub total: Money,
    /// Each time a card was asked for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cards: Vec<CardAttempt>,
}
