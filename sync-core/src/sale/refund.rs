//! Giving back (R10, R11). Whatever the parts in which a receipt is given back, money and VAT of all of them are those of the
//! receipt.

use super::cash::CashStep;
use super::money::{AmountError, Money, Quantity, Rate, divided, narrow};
use super::totals::vat_within;
use serde::{Deserialize, Serialize};

/// A line of a receipt, and what was given back of it before.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct RefundedLine {
    /// What the line came to.
    pub total: Money,
    /// What was sold.
    pub quantity: Quantity,
    /// Thousandths of it that were given back before.
    pub returned_before: i64,
}

/// What is paid back for so many more thousandths of a line: what all that was returned comes to, less what it came to before.
///
/// # Errors
/// [`AmountError::Refund`] when it is more than what is left, or nothing.
pub fn refund_of_line(line: RefundedLine, returned: i64) -> Result<Money, AmountError> {
    let sold = line.quantity.get();
    let left = sold.checked_sub(line.returned_before).filter(|left| line.returned_before >= 0 && *left >= 0);
    if returned < 1 || left.is_none_or(|left| returned > left) {
        return Err(AmountError::Refund);
    }
    let worth = |quantity: i64| {
        let part = divided(i128::from(line.total.0) * i128::from(quantity), sold.into());
        // At most the line's total.
        Money(narrow(part))
    };
    Ok(worth(line.returned_before + returned) - worth(line.returned_before))
}

/// The VAT within what is given back now at one tax: what the VAT of all that was left is more than that of what is left now.
pub fn vat_of_refund(left_before: Money, refunded: Money, rate: Rate) -> Money {
    vat_within(left_before, rate) - vat_within(left_before - refunded, rate)
}

/// What was given back in cash of a receipt before.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug, Serialize, Deserialize)]
pub struct CashReturned {
    /// To the cent.
    pub exact: Money,
    /// What was handed over.
    pub handed_over: Money,
}

/// What is handed over in cash for a refund. `empties`: the whole receipt is given back with it, and `kept` is what of its cash
/// the drawer kept: then exactly what is still there, whatever was rounded before.
pub fn cash_to_return(step: CashStep, before: CashReturned, refunded: Money, kept: Money, empties: bool) -> Money {
    if empties {
        return kept - before.handed_over;
    }
    step.rounded(before.exact + refunded) - step.rounded(before.exact)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::collection::vec;
    use proptest::prelude::*;

    fn line(total: i64, quantity: i64, returned_before: i64) -> RefundedLine {
        RefundedLine { total: Money(total), quantity: Quantity::new(quantity).unwrap(), returned_before }
    }

    #[test]
    fn thirds_of_a_euro_add_up() {
        let parts = [0, 1_000, 2_000].map(|before| refund_of_line(line(100, 3_000, before), 1_000).unwrap().0);
        assert_eq!(parts, [33, 34, 33]);
    }

    #[test]
    fn more_than_was_sold_is_refused() {
        for (before, returned) in [(0, 3_001), (3_000, 1), (1_000, 2_001), (0, 0), (0, -1), (-1, 1), (4_000, 1)] {
            assert_eq!(
                refund_of_line(line(100, 3_000, before), returned),
                Err(AmountError::Refund),
                "{before} {returned}"
            );
        }
    }

    #[test]
    fn the_last_part_in_cash_is_what_is_still_in_the_drawer() {
        // 0.06 was paid with 0.05; given back in two parts of 0.03.
        let step = CashStep::FIVE;
        let first = cash_to_return(step, CashReturned::default(), Money(3), Money(5), false);
        let before = CashReturned { exact: Money(3), handed_over: first };
        let last = cash_to_return(step, before, Money(3), Money(5), true);
        assert_eq!((first, last), (Money(5), Money(0)));
    }

    proptest! {
        #![proptest_config(super::super::many_cases())]

        #[test]
        fn any_parts_in_any_order_end_at_nothing(
            lines in vec((0..100_000i64, 1..30_000i64), 1..6), cuts in vec((any::<u16>(), any::<u16>()), 1..40), rate in 0..=10_000i64
        ) {
            let rate = Rate::new(rate).unwrap();
            let total: Money = lines.iter().map(|(total, _)| Money(*total)).sum();
            let mut returned = vec![0i64; lines.len()];
            let (mut left, mut vat, step) = (total, Money::ZERO, CashStep::FIVE);
            let kept = step.rounded(total);
            let mut cash = CashReturned::default();
            let mut cuts: Vec<_> = cuts.into_iter().map(|(which, much)| (usize::from(which) % lines.len(), i64::from(much))).collect();
            // At the end all that is left, line by line.
            cuts.extend((0..lines.len()).map(|index| (index, i64::MAX)));
            for (index, wanted) in cuts {
                let (worth, sold) = lines[index];
                let open = sold - returned[index];
                let now = wanted.min(open);
                if now < 1 {
                    continue;
                }
                let refunded = refund_of_line(line(worth, sold, returned[index]), now).unwrap();
                prop_assert!(refunded >= Money::ZERO);
                returned[index] += now;
                let of_vat = vat_of_refund(left, refunded, rate);
                prop_assert!(of_vat >= Money::ZERO && of_vat <= refunded);
                vat += of_vat;
                left -= refunded;
                let empties = returned.iter().zip(&lines).all(|(returned, (_, sold))| returned == sold);
                let handed = cash_to_return(step, cash, refunded, kept, empties);
                cash = CashReturned { exact: cash.exact + refunded, handed_over: cash.handed_over + handed };
            }
            prop_assert_eq!(left, Money::ZERO);
            prop_assert_eq!(vat, vat_within(total, rate));
            prop_assert_eq!(cash, CashReturned { exact: total, handed_over: kept });
        }
    }
}
