//! Bodies of what is no receipt: the series, the heading, the day and what is done with its drawer.

use super::super::calendar::Day;
use super::super::cash::{CashStep, PaymentKind};
use super::super::ids::DocumentId;
use super::super::money::Money;
use super::super::number::{ReceiptNumber, Series};
use super::super::totals::TaxTotal;
use super::{Person, ReceiptRef};
use crate::domain::{Bytes32, Epoch, Language, UnixMs, UserId};
use serde::{Deserialize, Serialize};

/// Why a chain begins.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SeriesWhy {
    /// The terminal had none.
    First,
    /// Its records were lost, or set back.
    Lost,
    /// Two terminals had one.
    Fork,
    /// The one before has no numbers left.
    Full,
    /// Something a newer version says.
    #[serde(other)]
    Other,
}

/// The chain before this one, as far as the terminal knew it (C7).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct SeriesClosed {
    /// Which.
    pub series: Series,
    /// Its last place.
    pub seq: u64,
    /// The hash there.
    pub hash: Bytes32,
}

/// A chain begins.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct SeriesBegun {
    /// The life of head office's data in which it was given out (C1).
    pub epoch: Epoch,
    /// Why.
    pub why: SeriesWhy,
    /// The one before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed: Option<SeriesClosed>,
}

/// Who sells.
#[derive(Clone, PartialEq, Eq, Default, Debug, Serialize, Deserialize)]
pub struct Seller {
    /// The company's legal name.
    pub name: String,
    /// Where the company is.
    pub address: String,
    /// Number in the register of companies.
    pub registration_number: String,
    /// VAT number; empty where the company is not registered: then no paper has a VAT table.
    pub vat_number: String,
}

/// What is printed above and below every receipt. Written when it changed, named by each receipt by hash, so that a copy is the
/// same paper years later.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Heading {
    /// Who sells.
    pub seller: Seller,
    /// The salepoint's name.
    pub salepoint: String,
    /// The address of the place of sale.
    pub address: String,
    /// The terminal's name.
    pub terminal: String,
    /// Lines of the salepoint above.
    pub header: Vec<String>,
    /// Lines of the salepoint below.
    pub footer: Vec<String>,
    /// The language of the paper.
    pub language: Language,
    /// The currency (ISO 4217).
    pub currency: String,
    /// How many digits its minor unit has.
    pub minor_digits: u8,
    /// To what cash is rounded.
    pub cash_step: CashStep,
    /// By which rules the paper is laid out.
    pub layout: u32,
}

/// A day was opened.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct DayOpened {
    /// What is in the drawer.
    pub float: Money,
    /// What the day before left there, if it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suggested: Option<Money>,
}

/// Cash was put into the drawer, or taken out.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct CashMoved {
    /// How much; more than nothing.
    pub amount: Money,
    /// Why.
    pub reason: String,
}

/// The drawer was opened without a payment.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct DrawerOpened {
    /// Why.
    pub reason: String,
}

/// A receipt was printed once more.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct CopyPrinted {
    /// Which.
    pub receipt: ReceiptRef,
    /// Which copy: the paper says the number.
    pub copy: u32,
}

/// Who ended the training, or what did.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TrainingWhy {
    /// Somebody.
    Ended,
    /// Whoever trained left, or locked.
    Left,
    /// Nothing was done for 15 minutes.
    Idle,
    /// Something a newer version says.
    #[serde(other)]
    Other,
}

/// From here on sales count again (C10).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct TrainingEnded {
    /// By what.
    pub why: TrainingWhy,
    /// How many sales were trained.
    pub count: u32,
    /// What they would have come to.
    pub sum: Money,
}

/// How often, and how much.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug, Serialize, Deserialize)]
pub struct Tally {
    /// How often.
    pub count: u32,
    /// How much.
    pub sum: Money,
}

impl Tally {
    /// Once more.
    pub fn add(&mut self, amount: Money) {
        self.count = self.count.saturating_add(1);
        self.sum += amount;
    }
}

/// Sales, or refunds.
#[derive(Clone, PartialEq, Eq, Default, Debug, Serialize, Deserialize)]
pub struct Side {
    /// How many.
    pub count: u32,
    /// What they came to.
    pub total: Money,
    /// By tax.
    pub taxes: Vec<TaxTotal>,
}

/// One kind of payment.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct OfPayments {
    /// Which.
    pub kind: PaymentKind,
    /// What was kept of it.
    pub kept: Money,
    /// What was given back by it.
    pub given_back: Money,
}

/// One person's part of a day.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct OfUser {
    /// Who, by the name on the last document of the day.
    pub user: Person,
    /// What was sold.
    pub sales: Tally,
    /// What was given back.
    pub refunds: Tally,
}

/// What all the documents of a day come to.
#[derive(Clone, PartialEq, Eq, Default, Debug, Serialize, Deserialize)]
pub struct DaySums {
    /// What was in the drawer when it was opened.
    pub float: Money,
    /// The first receipt.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first: Option<ReceiptNumber>,
    /// The last receipt.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last: Option<ReceiptNumber>,
    /// Sales.
    pub sales: Side,
    /// Refunds.
    pub refunds: Side,
    /// By kind of payment.
    pub payments: Vec<OfPayments>,
    /// What cash was rounded by.
    pub rounding: Money,
    /// Discounts, of lines and of sales.
    pub discounts: Tally,
    /// Other prices than the list's: by how much they were less.
    pub price_changes: Tally,
    /// What was taken off by right.
    pub voids: Tally,
    /// Sales that came to nothing.
    pub cancelled: Tally,
    /// How often the drawer was opened without a payment.
    pub drawer_openings: u32,
    /// Copies of receipts.
    pub copies: u32,
    /// Cash put in.
    pub cash_in: Tally,
    /// Cash taken out.
    pub cash_out: Tally,
    /// Trained sales, which count nowhere else.
    pub training: Tally,
    /// By person, in the order they came.
    pub users: Vec<OfUser>,
}

/// What a series has come to since it began.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug, Serialize, Deserialize)]
pub struct GrandTotal {
    /// All sales.
    pub sold: Money,
    /// All refunds.
    pub refunded: Money,
}

/// What somebody counted in the drawer.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Counted {
    /// All of it.
    pub sum: Money,
    /// How many of each coin and note, if that was asked.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pieces: Vec<(Money, u32)>,
}

/// A sale that waits over the end of the day.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct StillOpen {
    /// Which.
    pub id: DocumentId,
    /// Whose.
    pub owner: UserId,
    /// Since when.
    pub begun_at: UnixMs,
    /// What it comes to so far.
    pub total: Money,
    /// A card was asked for, and nobody said what it answered (C4).
    pub is_card_asked: bool,
}

/// A day was closed.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct DayClosed {
    /// What its documents come to.
    pub sums: DaySums,
    /// What ought to be in the drawer.
    pub expected: Money,
    /// What was counted; nothing where the terminal was moved with the day open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub counted: Option<Counted>,
    /// What was counted less what was expected. It may be anything.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub difference: Option<Money>,
    /// How often somebody looked at the sums before (C25).
    pub x_reports: u32,
    /// What waits.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub still_open: Vec<StillOpen>,
    /// Since the series began, with this day.
    pub grand_total: GrandTotal,
    /// The last calendar day on which it sold.
    pub last_calendar_day: Day,
}
