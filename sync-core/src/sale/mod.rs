//! What selling computes. Everything here is a value or a function of values: integers only, no clock, no file, no randomness.
//! A terminal computes with it what it prints, head office recomputes with it what arrives.
//!
//! [`Written`] is a document with its place in a chain, [`Leave`] that somebody may do what needs a right.
//!
//! Prices include VAT. What divides is rounded half away from zero, once, where a rule says so.

mod barcode;
mod calendar;
pub mod cart;
mod cash;
pub mod catalogue;
pub mod checkout;
pub mod day;
pub mod document;
pub mod give_back;
mod ids;
mod money;
mod number;
pub mod receipt;
pub mod recompute;
mod refund;
pub mod rights;
#[cfg(test)]
mod samples;
mod totals;

pub use barcode::{CodeAmount, CodePattern, InCode, ScannedCode, quantity_for};
pub use calendar::{Day, NotADay, UtcOffset, trading_day};
pub use cash::{CashStep, Payment, PaymentError, PaymentKind, Payments, Settled, quick_amounts};
pub use document::{Document, Written};
pub use ids::{ArticleId, CategoryId, DocumentId, PriceListId, RequestId, VatClassId};
pub use money::{AmountError, Money, Price, Quantity, Rate};
pub use number::{ReceiptName, ReceiptNumber, Series};
pub use refund::{CashReturned, RefundedLine, cash_to_return, refund_of_line, vat_of_refund};
pub use rights::{Actor, Deed, Leave, Limits, May, Wish};
pub use totals::{Discount, Line, LineAmount, LineTotal, MOST_LINES, Tax, TaxTotal, Totals, totals, vat_within};

/// How often a property is tried: 10,000 times, or as often as `PROPTEST_CASES` says.
#[cfg(test)]
fn many_cases() -> proptest::test_runner::Config {
    let asked = std::env::var_os("PROPTEST_CASES").is_some();
    let as_usual = proptest::test_runner::Config::default();
    if asked { as_usual } else { proptest::test_runner::Config { cases: 10_000, ..as_usual } }
}
