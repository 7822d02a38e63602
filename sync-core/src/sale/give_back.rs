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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sale::Discount;
    use crate::sale::samples::*;

    const HEADING: Bytes32 = Bytes32([7; 32]);

    fn how(by_card: i64) -> RefundHow {
        let name = crate::sale::ReceiptName { series: series(), number: crate::sale::ReceiptNumber::FIRST };
        let of = ReceiptRef { name, hash: None, day: day("2026-11-23") };
        let (source, reason) = (RefundSource::Own, RefundReason::Damaged);
        RefundHow { heading: HEADING, of, source, reason, by_card: Money(by_card) }
    }

    /// Two pieces at 1.12 each, taxed at 9 %; one at 2.99, not taxed.
    fn sale(paid: &[(PaymentKind, i64)]) -> Sale {
        let mut sale =
            sale_of(HEADING, &[facts(1, "Sai", 112, 2_000, 'B', 900), facts(2, "Raamat", 299, 1_000, 'C', 0)]);
        let mut payments = crate::sale::Payments::new(sale.total, sale.cash_step);
        for (kind, amount) in paid {
            match kind {
                PaymentKind::Cash => payments.take_cash(Money(*amount)).unwrap(),
                PaymentKind::Card => payments.take_card(Money(*amount)).unwrap(),
            }
        }
        let settled = payments.settled().unwrap();
        let made = |one: &crate::sale::Payment| crate::sale::document::PaymentMade {
            kind: one.kind,
            given: one.given,
            kept: if one.kind == PaymentKind::Cash { settled.cash_kept } else { one.given },
            reference: None,
        };
        sale.payments = payments.taken().iter().map(made).collect();
        (sale.change, sale.rounding, sale.discount) = (settled.change, settled.rounding, Discount::None);
        sale
    }

    fn part(sale: &Sale, before: &ReturnedBefore, wanted: &[(u32, i64)], by_card: i64) -> Result<Refund, AmountError> {
        let wanted: Vec<_> = wanted.iter().map(|(line, much)| (*line, Quantity::new(*much).unwrap())).collect();
        give_back(sale, before, &wanted, how(by_card))
    }

    #[test]
    fn money_goes_back_by_the_kind_it_came_and_no_more_than_came() {
        let (card, cash) = (PaymentKind::Card, PaymentKind::Cash);
        let none = ReturnedBefore::default();
        let by_card = sale(&[(card, 523)]);
        assert_eq!(part(&by_card, &none, &[(0, 1_000)], 0), Err(AmountError::Refund), "cash for a card");
        assert_eq!(part(&by_card, &none, &[(0, 1_000)], 113), Err(AmountError::Refund));
        assert_eq!(part(&by_card, &none, &[(0, 1_000)], -1), Err(AmountError::Refund));
        let refund = part(&by_card, &none, &[(0, 1_000)], 112).unwrap();
        assert_eq!(refund.given_back, [GivenBack { kind: card, exact: Money(112), handed_over: Money(112) }]);
        let in_cash = sale(&[(cash, 1_000)]);
        assert_eq!(part(&in_cash, &none, &[(0, 1_000)], 112), Err(AmountError::Refund), "a card for cash");
        // 5.23 was paid with 5.25: 1.12 is 1.10 in cash, and all of it what was kept.
        let refund = part(&in_cash, &none, &[(0, 1_000)], 0).unwrap();
        assert_eq!((refund.given_back[0].handed_over, refund.rounding), (Money(110), Money(-2)));
        let whole = give_back(&in_cash, &none, &none.all_left(&in_cash), how(0)).unwrap();
        assert_eq!((whole.total, whole.given_back[0].handed_over, whole.empties), (Money(523), Money(525), true));
        // The last payment was a card: cash was to the cent, and goes back so (R11).
        let mixed = sale(&[(cash, 200), (card, 323)]);
        let refund = part(&mixed, &none, &[(0, 1_000)], 0).unwrap();
        assert_eq!(
            (refund.given_back[0].handed_over, refund.rounding, refund.cash_step),
            (Money(112), Money(0), CashStep::NONE)
        );
        assert_eq!(back_by_card(&mixed, &none, Money(523)), Money(323));
        assert_eq!(back_by_card(&in_cash, &none, Money(523)), Money(0));
    }

    #[test]
    fn more_than_was_sold_is_never_given_back() {
        // Field fault 12: also in parts, and twice in one refund.
        let sold = sale(&[(PaymentKind::Cash, 1_000)]);
        let mut before = ReturnedBefore::default();
        assert_eq!(part(&sold, &before, &[(0, 2_000), (0, 1)], 0), Err(AmountError::Refund));
        assert_eq!(part(&sold, &before, &[(2, 1)], 0), Err(AmountError::Refund));
        assert_eq!(part(&sold, &before, &[], 0), Err(AmountError::Refund));
        let first = part(&sold, &before, &[(0, 1_000), (0, 500)], 0).unwrap();
        assert_eq!(first.total, Money(168));
        before.add(&first);
        assert_eq!(before.left_of(&sold, 0).map(Quantity::get), Some(500));
        assert_eq!(part(&sold, &before, &[(0, 501)], 0), Err(AmountError::Refund));
        before.add(&part(&sold, &before, &[(0, 500)], 0).unwrap());
        assert_eq!(before.all_left(&sold).len(), 1);
    }

    #[test]
    fn the_rate_is_that_of_the_receipt() {
        // Field fault 11: the day may have another by now; nobody asks.
        let sold = sale(&[(PaymentKind::Cash, 1_000)]);
        let refund = part(&sold, &ReturnedBefore::default(), &[(0, 2_000)], 0).unwrap();
        assert_eq!((refund.taxes[0].tax, refund.taxes[0].vat), (sold.taxes[0].tax, sold.taxes[0].vat));
        assert_eq!(refund.taxes.len(), 1, "what is not given back is not taxed");
    }
}
