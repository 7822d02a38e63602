//! From lines to what is to be paid, and to the VAT within it (R1 to R6).

use super::money::{AmountError, Money, Price, Quantity, Rate, divided, narrow, within};
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;

/// The most lines a receipt has, those that were taken off included.
pub const MOST_LINES: usize = 500;

/// How a line is taxed. Two classes may have one rate and still stand apart on paper.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct Tax {
    /// The letter of the VAT class.
    pub class: char,
    /// Its rate on the day of the sale.
    pub rate: Rate,
}

/// Where a line's amount comes from.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LineAmount {
    /// From price and quantity.
    Quantity,
    /// It stood in the code that was scanned; the quantity was derived from it.
    Code(Money),
}

/// What is taken off.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Discount {
    /// Nothing.
    #[default]
    None,
    /// A part of it.
    Percent(Rate),
    /// This much.
    Amount(Money),
}

impl Discount {
    /// What it takes off an amount (R2).
    ///
    /// # Errors
    /// [`AmountError::Discount`] when it is more than that.
    pub fn of(self, amount: Money) -> Result<Money, AmountError> {
        let discount = match self {
            Self::None => Money::ZERO,
            Self::Percent(rate) => rate.of(amount),
            Self::Amount(discount) => discount,
        };
        if discount < Money::ZERO || discount > amount { Err(AmountError::Discount) } else { Ok(discount) }
    }
}

/// One line as it is sold.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Line {
    /// For one unit.
    pub price: Price,
    /// How much.
    pub quantity: Quantity,
    /// What its amount is computed from.
    pub amount: LineAmount,
    /// What is taken off this line.
    pub discount: Discount,
    /// How it is taxed.
    pub tax: Tax,
    /// Whether a discount on the whole sale is taken off this line too.
    pub is_discountable: bool,
}

impl Line {
    /// What it comes to before anything is taken off (R1).
    ///
    /// # Errors
    /// [`AmountError::Line`]
    pub fn gross(&self) -> Result<Money, AmountError> {
        match self.amount {
            LineAmount::Quantity => self.price.times(self.quantity),
            LineAmount::Code(amount) => Money::of_a_line(amount.0.into()),
        }
    }
}

/// What a line comes to.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct LineTotal {
    /// Before anything is taken off.
    pub gross: Money,
    /// What is taken off this line.
    pub discount: Money,
    /// Its share of what is taken off the sale.
    pub share: Money,
    /// What is left.
    pub total: Money,
    /// The VAT within it, for reports: the lines of a [`Tax`] add up to its VAT.
    pub vat: Money,
}

/// What the lines of one tax come to.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct TaxTotal {
    /// Which.
    pub tax: Tax,
    /// With VAT.
    pub total: Money,
    /// The VAT within it.
    pub vat: Money,
}

impl TaxTotal {
    /// Without VAT.
    pub fn net(&self) -> Money {
        self.total - self.vat
    }
}

/// What a sale comes to.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Totals {
    /// Each line, in order.
    pub lines: Vec<LineTotal>,
    /// Each tax, by letter and then by rate.
    pub taxes: Vec<TaxTotal>,
    /// What is to be paid.
    pub total: Money,
}

/// The VAT within an amount that includes it (R5).
pub fn vat_within(amount: Money, rate: Rate) -> Money {
    let rate = i128::from(rate.get());
    // Less than the amount, which is an `i64`.
    Money(narrow(divided(i128::from(amount.0) * rate, 10_000 + rate)))
}

/// What the lines come to, after what is taken off each and off the sale.
///
/// # Errors
/// What is out of bounds.
pub fn totals(lines: &[Line], sale_discount: Discount) -> Result<Totals, AmountError> {
    if lines.len() > MOST_LINES {
        return Err(AmountError::Lines);
    }
    let mut made = Vec::with_capacity(lines.len());
    for line in lines {
        let gross = line.gross()?;
        let discount = line.discount.of(gross)?;
        made.push(LineTotal { gross, discount, share: Money::ZERO, total: gross - discount, vat: Money::ZERO });
    }
    share_out(lines, sale_discount, &mut made)?;
    let taxes = tax(lines, &mut made);
    let total: Money = made.iter().map(|line| line.total).sum();
    within(total.0.into(), 0, Money::MOST_OF_A_RECEIPT).ok_or(AmountError::Receipt)?;
    Ok(Totals { lines: made, taxes, total })
}

/// Spreads what is taken off the sale over the discountable lines (R3): each its part rounded down, and the missing cents one
/// each to the largest remainders; among equal ones to the higher rate, then the letter, then the earlier line.
fn share_out(lines: &[Line], sale_discount: Discount, made: &mut [LineTotal]) -> Result<(), AmountError> {
    let open: Vec<usize> = (0..lines.len()).filter(|index| lines[*index].is_discountable).collect();
    let sum: Money = open.iter().map(|index| made[*index].total).sum();
    let discount = sale_discount.of(sum)?;
    if discount.is_zero() {
        return Ok(());
    }
    let mut missing = discount;
    let mut remainders = Vec::with_capacity(open.len());
    for index in open {
        let part = i128::from(discount.0) * i128::from(made[index].total.0);
        let share = Money(narrow(part / i128::from(sum.0)));
        missing -= share;
        made[index].share = share;
        remainders.push((
            Reverse(part % i128::from(sum.0)),
            Reverse(lines[index].tax.rate),
            lines[index].tax.class,
            index,
        ));
    }
    remainders.sort_unstable();
    for (.., index) in remainders {
        if missing.is_zero() {
            break;
        }
        made[index].share += Money(1);
        missing -= Money(1);
    }
    for line in made {
        line.total -= line.share;
    }
    Ok(())
}

/// The VAT of each tax (R5), and of its lines (R6): what the VAT of all up to a line is more than that of all before it.
fn tax(lines: &[Line], made: &mut [LineTotal]) -> Vec<TaxTotal> {
    let mut taxes: Vec<TaxTotal> = Vec::new();
    for (line, made) in lines.iter().zip(made) {
        let at = taxes.binary_search_by_key(&line.tax, |one| one.tax).unwrap_or_else(|at| {
            taxes.insert(at, TaxTotal { tax: line.tax, total: Money::ZERO, vat: Money::ZERO });
            at
        });
        let of_tax = &mut taxes[at];
        of_tax.total += made.total;
        let vat = vat_within(of_tax.total, line.tax.rate);
        made.vat = vat - of_tax.vat;
        of_tax.vat = vat;
    }
    taxes
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::collection::vec;
    use proptest::prelude::*;

    fn line(price: i64, quantity: i64, class: char, rate: i64) -> Line {
        Line {
            price: Price::new(price).unwrap(),
            quantity: Quantity::new(quantity).unwrap(),
            amount: LineAmount::Quantity,
            discount: Discount::None,
            tax: Tax { class, rate: Rate::new(rate).unwrap() },
            is_discountable: true,
        }
    }

    #[test]
    fn a_cent_between_till_and_back_office() {
        // What others report: VAT by line against VAT by receipt.
        let two = totals(&[line(2_890, 1_000, 'A', 2_200), line(125, 1_000, 'B', 1_000)], Discount::None).unwrap();
        assert_eq!((two.total, two.taxes[0].vat, two.taxes[1].vat), (Money(3_015), Money(521), Money(11)));
        let four = [148, 148, 148, 148, 152, 154, 39].map(|price| line(price, 1_000, 'A', 2_100));
        let four = totals(&four, Discount::None).unwrap();
        assert_eq!((four.total, four.taxes[0].vat, four.taxes[0].net()), (Money(937), Money(163), Money(774)));
        assert_eq!(four.lines.iter().map(|line| line.vat).sum::<Money>(), Money(163));
    }

    #[test]
    fn a_discount_on_the_sale_is_taken_off_by_rate() {
        let lines = [line(10_000, 1_000, 'B', 600), line(10_000, 1_000, 'A', 2_100)];
        let tenth = totals(&lines, Discount::Percent(Rate::new(1_000).unwrap())).unwrap();
        let by_tax: Vec<_> = tenth.taxes.iter().map(|one| (one.tax.class, one.total.0, one.vat.0)).collect();
        assert_eq!(by_tax, [('A', 9_000, 1_562), ('B', 9_000, 509)]);
    }

    #[test]
    fn cents_that_are_missing_go_to_the_larger_remainder_then_the_higher_rate_then_the_letter() {
        let cases = [
            // One cent over two equal lines: the higher rate has it, in either order.
            (vec![line(100, 1_000, 'B', 900), line(100, 1_000, 'A', 2_400)], 1, vec![0, 1]),
            (vec![line(100, 1_000, 'A', 2_400), line(100, 1_000, 'B', 900)], 1, vec![1, 0]),
            // One rate, two letters.
            (vec![line(100, 1_000, 'D', 0), line(100, 1_000, 'C', 0)], 1, vec![0, 1]),
            // One tax: the earlier line.
            (vec![line(100, 1_000, 'A', 0), line(100, 1_000, 'A', 0)], 3, vec![2, 1]),
            // The larger remainder comes first.
            (vec![line(100, 1_000, 'A', 2_400), line(199, 1_000, 'B', 0)], 1, vec![0, 1]),
        ];
        for (lines, cents, shares) in cases {
            let made = totals(&lines, Discount::Amount(Money(cents))).unwrap();
            assert_eq!(made.lines.iter().map(|line| line.share.0).collect::<Vec<_>>(), shares, "{lines:?}");
        }
    }

    #[test]
    fn what_cannot_be_is_refused() {
        let one = line(100, 1_000, 'A', 2_400);
        assert_eq!(totals(&[one; MOST_LINES + 1], Discount::None), Err(AmountError::Lines));
        assert_eq!(totals(&[one], Discount::Amount(Money(101))), Err(AmountError::Discount));
        assert_eq!(totals(&[one], Discount::Amount(Money(-1))), Err(AmountError::Discount));
        let undiscountable = Line { is_discountable: false, ..one };
        assert_eq!(totals(&[undiscountable], Discount::Amount(Money(1))), Err(AmountError::Discount));
        let free = Line { discount: Discount::Amount(Money(100)), ..one };
        assert_eq!(totals(&[free], Discount::Percent(Rate::new(5_000).unwrap())).unwrap().total, Money::ZERO);
        let in_code = Line { amount: LineAmount::Code(Money(-1)), ..one };
        assert_eq!(totals(&[in_code], Discount::None), Err(AmountError::Line));
        let dear = line(Price::MOST, 100_000, 'A', 2_400);
        assert_eq!(totals(&[dear; 11], Discount::None), Err(AmountError::Receipt));
    }

    fn any_line() -> impl Strategy<Value = Line> {
        let price = prop_oneof![0..1_000i64, 0..1_000_000i64];
        let quantity = prop_oneof![Just(1_000i64), 1..20_000i64];
        let tax =
            prop_oneof![Just(('A', 2_400)), Just(('B', 900)), Just(('C', 0)), Just(('D', 2_400)), Just(('E', 1_300))];
        let discount = prop_oneof![3 => Just(Discount::None), 1 => (0..=10_000i64).prop_map(|rate| Discount::Percent(Rate::new(rate).unwrap()))];
        (price, quantity, tax, discount, any::<bool>(), any::<bool>()).prop_map(
            |(price, quantity, (class, rate), discount, is_discountable, in_code)| {
                let line = line(price, quantity, class, rate);
                let amount = if in_code { LineAmount::Code(Money(price)) } else { LineAmount::Quantity };
                Line { discount, is_discountable, amount, ..line }
            },
        )
    }

    fn by_tax(totals: &Totals) -> Vec<(Tax, Money, Money)> {
        totals.taxes.iter().map(|one| (one.tax, one.total, one.vat)).collect()
    }

    proptest! {
        #![proptest_config(super::super::many_cases())]

        #[test]
        fn sums_add_up_and_no_order_matters(lines in vec(any_line(), 1..40), percent in 0..=10_000i64, seed in any::<u64>()) {
            let discount = Discount::Percent(Rate::new(percent).unwrap());
            let made = totals(&lines, discount).unwrap();
            prop_assert_eq!(made.total, made.lines.iter().map(|line| line.total).sum());
            prop_assert_eq!(made.total, made.taxes.iter().map(|one| one.net() + one.vat).sum());
            let open: Money = made.lines.iter().zip(&lines).filter(|(_, line)| line.is_discountable).map(|(made, _)| made.gross - made.discount).sum();
            prop_assert_eq!(made.lines.iter().map(|line| line.share).sum::<Money>(), discount.of(open).unwrap());
            for (made, line) in made.lines.iter().zip(&lines) {
                prop_assert!(made.share >= Money::ZERO && made.total >= Money::ZERO && made.discount <= made.gross);
                prop_assert!(line.is_discountable || made.share.is_zero());
                // Less than a cent from what it exactly is.
                let exact = made.total.0 as f64 * line.tax.rate.get() as f64 / (10_000.0 + line.tax.rate.get() as f64);
                prop_assert!((made.vat.0 as f64 - exact).abs() <= 1.0, "{made:?} {exact}");
            }
            for one in &made.taxes {
                prop_assert!(Money::ZERO <= one.vat && one.vat <= one.total);
                let of_lines = made.lines.iter().zip(&lines).filter(|(_, line)| line.tax == one.tax).map(|(made, _)| made.vat);
                prop_assert_eq!(one.vat, of_lines.sum());
            }
            // Another order of the lines.
            let mut shuffled = lines.clone();
            let mut state = seed | 1;
            for index in (1..shuffled.len()).rev() {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                shuffled.swap(index, (state >> 33) as usize % (index + 1));
            }
            let other = totals(&shuffled, discount).unwrap();
            prop_assert_eq!(by_tax(&made), by_tax(&other));
            prop_assert_eq!(made.total, other.total);
        }
    }
}
