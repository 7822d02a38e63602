//! Giving back of a receipt that was looked up: price, discount and rate are the receipt's, and money goes back by the kind it came
//! (R11, C11, C21).

use super::cash::{CashStep, NOT_ROUNDED_BELOW, PaymentKind};
use super::document::{GivenBack, ReceiptRef, Refund, RefundReason, RefundSource, RefundTax, ReturnedLine, Sale};
use super::money::{AmountError, Money, Quantity};
use super::refund::{CashReturned, RefundedLine, cash_to_return, refund_of_line, vat_of_refund};
use crate::domain::Bytes32;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What is known to have been given back of a receipt.
#[derive(Clone, PartialEq, Eq, Default, Debug, Serialize, Deserialize)]
pub struct ReturnedBefore {
    /// Thousandths of each line, counted from 0.
    pub lines: BTreeMap<u32, i64>,
    /// In cash.
    pub cash: CashReturned,
    /// To cards.
    pub card: Money,
}

impl ReturnedBefore {
    /// Takes one more refund of the same receipt.
    pub fn add(&mut self, refund: &Refund) {
        for line in &refund.lines {
            let returned = self.lines.entry(line.line).or_default();
            *returned = returned.saturating_add(line.quantity.get());
        }
        for one in &refund.given_back {
            match one.kind {
                PaymentKind::Cash => {
                    self.cash.exact += one.exact;
                    self.cash.handed_over += one.handed_over;
                }
                PaymentKind::Card => self.card += one.exact,
            }
        }
    }

    /// How much of a line can still be given back.
    pub fn left_of(&self, sale: &Sale, line: u32) -> Option<Quantity> {
        let sold = sale.lines.get(usize::try_from(line).ok()?)?.facts.quantity.get();
        Quantity::new(sold.checked_sub(self.of(line))?).ok()
    }

    /// Everything that is left of a receipt.
    pub fn all_left(&self, sale: &Sale) -> Vec<(u32, Quantity)> {
        let lines = (0..).take(sale.lines.len());
        lines.filter_map(|line| self.left_of(sale, line).map(|left| (line, left))).collect()
    }

    fn of(&self, line: u32) -> i64 {
        self.lines.get(&line).copied().unwrap_or_default()
    }
}

/// How a refund is made.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct RefundHow {
    /// The hash of the heading that is printed with it.
    pub heading: Bytes32,
    /// The receipt.
    pub of: ReceiptRef,
    /// Where it was looked up.
    pub source: RefundSource,
    /// Why.
    pub reason: RefundReason,
    /// What of it goes back to a card; the rest goes back in cash.
    pub by_card: Money,
}

/// By card what came by card and is still there, at most: how a whole receipt goes back.
pub fn back_by_card(sale: &Sale, before: &ReturnedBefore, total: Money) -> Money {
    (paid_by_card(sale) - before.card).clamp(Money::ZERO, total.max(Money::ZERO))
}

/// Gives so much of these lines back.
///
/// # Errors
/// [`AmountError::Refund`] when it is more than is left, of a line or by a kind, or nothing.
pub fn give_back(
    sale: &Sale,
    before: &ReturnedBefore,
    wanted: &[(u32, Quantity)],
    how: RefundHow,
) -> Result<Refund, AmountError> {
    let mut after = before.clone();
    let mut lines = Vec::with_capacity(wanted.len());
    for (line, quantity) in wanted {
        let sold = usize::try_from(*line).ok().and_then(|index| sale.lines.get(index)).ok_or(AmountError::Refund)?;
        let returned_before = after.of(*line);
        let of_line = RefundedLine { total: sold.made.total, quantity: sold.facts.quantity, returned_before };
        let amount = refund_of_line(of_line, quantity.get())?;
        after.lines.insert(*line, returned_before.saturating_add(quantity.get()));
        lines.push(ReturnedLine {
            line: *line,
            article: sold.facts.article,
            article_number: sold.facts.article_number.clone(),
            name: sold.facts.name.clone(),
            unit: sold.facts.unit,
            tax: sold.facts.tax,
            price: sold.facts.price,
            sold: of_line,
            quantity: *quantity,
            amount,
        });
    }
    if lines.is_empty() {
        return Err(AmountError::Refund);
    }
    let total: Money = lines.iter().map(|line| line.amount).sum();
    let taxes = taxes_of(sale, before, &lines)?;
    let by_cash = total - how.by_card;
    let came_in_cash = sale.total - paid_by_card(sale);
    let too_much = how.by_card < Money::ZERO
        || by_cash < Money::ZERO
        || how.by_card > paid_by_card(sale) - before.card
        || by_cash > came_in_cash - before.cash.exact;
    if too_much {
        return Err(AmountError::Refund);
    }
    let empties = after.all_left(sale).is_empty();
    let cash_step = step_of(sale);
    let kept = sale.payments.iter().filter(|paid| paid.kind == PaymentKind::Cash).map(|paid| paid.kept).sum();
    let handed_over = cash_to_return(cash_step, before.cash, by_cash, kept, empties);
    let mut given_back = Vec::new();
    if !how.by_card.is_zero() {
        given_back.push(GivenBack { kind: PaymentKind::Card, exact: how.by_card, handed_over: how.by_card });
    }
    if !by_cash.is_zero() || !handed_over.is_zero() {
        given_back.push(GivenBack { kind: PaymentKind::Cash, exact: by_cash, handed_over });
    }
    Ok(Refund {
        heading: how.heading,
        of: how.of,
        source: how.source,
        reason: how.reason,
        lines,
        taxes,
        total,
        cash_step,
        cash_before: before.cash,
        cash_kept: kept,
        empties,
        given_back,
        rounding: handed_over - by_cash,
        is_other_kind: false,
    })
}

/// What of each tax was left before, and what goes back of it.
fn taxes_of(sale: &Sale, before: &ReturnedBefore, lines: &[ReturnedLine]) -> Result<Vec<RefundTax>, AmountError> {
    let mut taxes: Vec<RefundTax> = Vec::new();
    for line in lines {
        if taxes.iter().any(|known| known.tax == line.tax) {
            continue;
        }
        let mut left_before = Money::ZERO;
        for (index, sold) in (0..).zip(&sale.lines).filter(|(_, sold)| sold.facts.tax == line.tax) {
            let whole = RefundedLine { total: sold.made.total, quantity: sold.facts.quantity, returned_before: 0 };
            let gone = before.of(index);
            left_before += sold.made.total - if gone == 0 { Money::ZERO } else { refund_of_line(whole, gone)? };
        }
        let amount: Money = lines.iter().filter(|other| other.tax == line.tax).map(|other| other.amount).sum();
        let vat = vat_of_refund(left_before, amount, line.tax.rate);
        taxes.push(RefundTax { tax: line.tax, left_before, amount, vat });
    }
    taxes.sort_unstable_by_key(|one| one.tax);
    Ok(taxes)
}

/// A refund is rounded as the receipt was: not at all if its last payment was no cash, or if it was too small (R8, R11).
fn step_of(sale: &Sale) -> CashStep {
    let ends_in_cash =
        sale.payments.last().is_none_or(|last| last.kind == PaymentKind::Cash) || !sale.rounding.is_zero();
    if ends_in_cash && sale.total >= NOT_ROUNDED_BELOW { sale.cash_step } else { CashStep::NONE }
}

fn paid_by_card(sale: &Sale) -> Money {
    sale.payments.iter().filter(|paid| paid.kind == PaymentKind::Card).map(|paid| paid.kept).sum()
}
