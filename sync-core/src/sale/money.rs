//! Amounts of money, quantities and rates, as integers within bounds. Whatever is within them can be added up without
//! overflow: 500 lines of 10¹⁰ each are far from the end of an `i64`; products are made in `i128`.

use serde::{Deserialize, Serialize};
use std::iter::Sum;
use std::ops::{Add, AddAssign, Neg, Sub, SubAssign};

/// A number that is out of its bounds.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum AmountError {
    /// An amount that nothing here comes to.
    #[error("an amount of money is at most {} either way", Money::MOST)]
    Money,
    /// A price.
    #[error("a price is between 0 and {}", Price::MOST)]
    Price,
    /// A quantity.
    #[error("a quantity is between 1 and {} thousandths", Quantity::MOST)]
    Quantity,
    /// A rate.
    #[error("a rate is between 0 and {} basis points", Rate::MOST)]
    Rate,
    /// A line's amount.
    #[error("a line's amount is between 0 and {}", Money::MOST_OF_A_LINE)]
    Line,
    /// A receipt's total.
    #[error("a receipt's total is between 0 and {}", Money::MOST_OF_A_RECEIPT)]
    Receipt,
    /// More is taken off than there is.
    #[error("a discount cannot be more than what it is taken from")]
    Discount,
    /// More lines than a receipt has room for.
    #[error("a receipt has at most {} lines", super::MOST_LINES)]
    Lines,
    /// More is given back than was sold.
    #[error("more cannot be given back than was sold")]
    Refund,
}

/// An amount of money in the currency's minor units: cents. What is read from bytes is at most [`Money::MOST`] either way, so
/// that as many as a document has room for can be added up.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Debug, Serialize, Deserialize)]
#[serde(try_from = "i64", into = "i64")]
pub struct Money(pub i64);

impl Money {
    /// Nothing.
    pub const ZERO: Self = Self(0);
    /// The most that is read: what ten thousand of the largest receipts come to.
    pub const MOST: i64 = 1_000_000_000_000_000;
    /// The most that one line comes to.
    pub const MOST_OF_A_LINE: i64 = 10_000_000_000;
    /// The most that one receipt comes to.
    pub const MOST_OF_A_RECEIPT: i64 = 100_000_000_000;

    /// Whether it is nothing.
    pub fn is_zero(self) -> bool {
        self == Self::ZERO
    }

    pub(super) fn of_a_line(minor_units: i128) -> Result<Self, AmountError> {
        within(minor_units, 0, Self::MOST_OF_A_LINE).map(Self).ok_or(AmountError::Line)
    }
}

impl TryFrom<i64> for Money {
    type Error = AmountError;
    fn try_from(minor_units: i64) -> Result<Self, AmountError> {
        within(minor_units.into(), -Self::MOST, Self::MOST).map(Self).ok_or(AmountError::Money)
    }
}

impl From<Money> for i64 {
    fn from(money: Money) -> Self {
        money.0
    }
}

/// At the end of the range it stays there; nothing within the bounds comes near it.
impl Add for Money {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl Sub for Money {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl Neg for Money {
    type Output = Self;
    fn neg(self) -> Self {
        Self(self.0.saturating_neg())
    }
}

impl AddAssign for Money {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl SubAssign for Money {
    fn sub_assign(&mut self, other: Self) {
        *self = *self - other;
    }
}

impl Sum for Money {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self::ZERO, Add::add)
    }
}

/// The price of one unit, in minor units, VAT included.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(try_from = "i64", into = "i64")]
pub struct Price(i64);

/// How much of an article, in thousandths of its unit: 1 piece is 1,000, 742 g of what is sold by the kilogram are 742.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(try_from = "i64", into = "i64")]
pub struct Quantity(i64);

/// A part of a whole in basis points: 24 % are 2,400. Of VAT, and of discounts.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(try_from = "i64", into = "i64")]
pub struct Rate(i64);

macro_rules! bounded {
    ($name:ident, $least:literal ..= $most:literal, $error:ident) => {
        impl $name {
            /// The least there is.
            pub const LEAST: i64 = $least;
            /// The most there is.
            pub const MOST: i64 = $most;

            /// The number, if it is within the bounds.
            ///
            /// # Errors
            #[doc = concat!("[`AmountError::", stringify!($error), "`]")]
            pub const fn new(number: i64) -> Result<Self, AmountError> {
                if number < $least || number > $most { Err(AmountError::$error) } else { Ok(Self(number)) }
            }

            /// The number.
            pub const fn get(self) -> i64 {
                self.0
            }
        }

        impl TryFrom<i64> for $name {
            type Error = AmountError;
            fn try_from(number: i64) -> Result<Self, AmountError> {
                Self::new(number)
            }
        }

        impl From<$name> for i64 {
            fn from(bounded: $name) -> i64 {
                bounded.0
            }
        }
    };
}

bounded!(Price, 0..=100_000_000, Price);
bounded!(Quantity, 1..=10_000_000, Quantity);
bounded!(Rate, 0..=10_000, Rate);

impl Quantity {
    /// One piece, or one of whatever unit.
    pub const ONE: Self = Self(1_000);

    /// Whether there are only whole ones of it.
    pub const fn is_whole(self) -> bool {
        self.0 % Self::ONE.0 == 0
    }
}

impl Price {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// What so much comes to (R1).
    ///
    /// # Errors
    /// [`AmountError::Line`]
    pub fn times(self, quantity: Quantity) -> Result<Money, AmountError> {
        Money::of_a_line(divided(i128::from(self.0) * i128::from(quantity.0), 1_000))
    }
}

impl Rate {
    /// All of it.
    pub const ALL: Self = Self(10_000);

    /// So much of an amount, rounded.
    pub fn of(self, amount: Money) -> Money {
        // Not more than the amount, which is an `i64`.
        Money(narrow(divided(i128::from(amount.0) * i128::from(self.0), 10_000)))
    }
}

/// `n / d` rounded half away from zero; `d` is above zero.
pub(super) fn divided(n: i128, d: i128) -> i128 {
    n.signum() * ((2 * n.abs() + d) / (2 * d))
}

pub(super) fn within(number: i128, least: i64, most: i64) -> Option<i64> {
    i64::try_from(number).ok().filter(|number| (least..=most).contains(number))
}

/// A number that cannot be out of range where it is made; were it, the end of the range, and not another number.
pub(super) fn narrow(number: i128) -> i64 {
    i64::try_from(number).unwrap_or(if number < 0 { i64::MIN } else { i64::MAX })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_are_rounded_away_from_zero() {
        for (n, d, rounded) in [
            (5, 10, 1),
            (4, 10, 0),
            (-5, 10, -1),
            (-4, 10, 0),
            (15, 10, 2),
            (25, 10, 3),
            (0, 7, 0),
            (1, 3, 0),
            (2, 3, 1),
        ] {
            assert_eq!(divided(n, d), rounded, "{n} / {d}");
        }
    }

    #[test]
    fn what_is_out_of_bounds_is_named() {
        assert_eq!(Price::new(-1), Err(AmountError::Price));
        assert_eq!(Price::new(Price::MOST + 1), Err(AmountError::Price));
        assert_eq!(Quantity::new(0), Err(AmountError::Quantity));
        assert_eq!(Quantity::new(Quantity::MOST + 1), Err(AmountError::Quantity));
        assert_eq!(Rate::new(10_001), Err(AmountError::Rate));
        let (dear, many) = (Price::new(Price::MOST).unwrap(), Quantity::new(Quantity::MOST).unwrap());
        assert_eq!(dear.times(many), Err(AmountError::Line));
        assert_eq!(dear.times(Quantity::new(100_000).unwrap()), Ok(Money(Money::MOST_OF_A_LINE)));
    }

    #[test]
    fn a_quantity_may_be_a_part() {
        let price = Price::new(239).unwrap();
        assert_eq!(price.times(Quantity::new(742).unwrap()), Ok(Money(177)));
        assert_eq!(price.times(Quantity::new(1).unwrap()), Ok(Money(0)));
        assert_eq!(price.times(Quantity::ONE), Ok(Money(239)));
    }
}
