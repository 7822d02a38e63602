//! What selling computes. Everything here is a value or a function of values: integers only, no clock, no file, no randomness.
//! A terminal computes with it what it prints, head office recomputes with it what arrives.
//!
//! Prices include VAT. What divides is rounded half away from zero, once, where a rule says so.

mod barcode;
mod cash;
mod money;
mod refund;
mod totals;

pub use barcode::{CodeAmount, CodePattern, InCode, ScannedCode, quantity_for};
pub use cash::{CashStep, Payment, PaymentError, PaymentKind, Payments, Settled, quick_amounts};
pub use money::{AmountError, Money, Price, Quantity, Rate};
pub use refund::{CashReturned, RefundedLine, cash_to_return, refund_of_line, vat_of_refund};
pub use totals::{Discount, Line, LineAmount, LineTotal, MOST_LINES, Tax, TaxTotal, Totals, totals, vat_within};

/// How often a property is tried: 10,000 times, or as often as `PROPTEST_CASES` says.
#[cfg(test)]
fn many_cases() -> proptest::test_runner::Config {
    let asked = std::env::var_os("PROPTEST_CASES").is_some();
    let as_usual = proptest::test_runner::Config::default();
    if asked { as_usual } else { proptest::test_runner::Config { cases: 10_000, ..as_usual } }
}
