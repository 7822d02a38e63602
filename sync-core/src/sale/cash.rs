//! Paying: what is due in cash, what is handed back, and when a sale is paid (R8). Only a sale's last payment is rounded to the
//! cash step, and only if it is made in cash (Estonia: EKVS § 5¹ (1) to (3), in force since 1 January 2025).

use super::money::{Money, divided, narrow};
use serde::{Deserialize, Serialize};

/// Below this a receipt is not rounded: three cents.
pub(super) const NOT_ROUNDED_BELOW: Money = Money(3);
/// What is offered to be handed over, in whole units of the currency, above what is due.
const NOTES: [i64; 6] = [5, 10, 20, 50, 100, 200];
/// Minor units in a unit of the currency.
const MINOR_UNITS: i64 = 100;
/// No more amounts are offered.
const MOST_OFFERED: usize = 5;

/// The smallest coin in minor units: 5 rounds to five cents, 1 not at all.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(try_from = "i64", into = "i64")]
pub struct CashStep(i64);

impl CashStep {
    /// Nothing is rounded.
    pub const NONE: Self = Self(1);
    /// Five cents.
    pub const FIVE: Self = Self(5);

    /// A step of 1 to 100 minor units.
    pub const fn new(minor_units: i64) -> Option<Self> {
        if minor_units < 1 || minor_units > 100 { None } else { Some(Self(minor_units)) }
    }

    /// To the nearest multiple; halves away from zero.
    pub fn rounded(self, amount: Money) -> Money {
        Money(narrow(divided(amount.0.into(), self.0.into())).saturating_mul(self.0))
    }
}

impl TryFrom<i64> for CashStep {
    type Error = &'static str;
    fn try_from(minor_units: i64) -> Result<Self, &'static str> {
        Self::new(minor_units).ok_or("a cash step is between 1 and 100 minor units")
    }
}

impl From<CashStep> for i64 {
    fn from(step: CashStep) -> Self {
        step.0
    }
}

/// How somebody pays.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaymentKind {
    /// Notes and coins.
    Cash,
    /// By card.
    Card,
}

/// One payment.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Payment {
    /// How.
    pub kind: PaymentKind,
    /// What was handed over, or debited.
    pub given: Money,
}

/// Why a payment is not taken.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum PaymentError {
    /// Nothing, or less.
    #[error("a payment is more than nothing")]
    Nothing,
    /// A card is debited no more than what is left.
    #[error("a card pays at most what is left")]
    MoreThanLeft,
    /// It is paid already.
    #[error("nothing is left to be paid")]
    Paid,
    /// It would pay all to the cent, and in cash it is this much.
    #[error("in cash it is {}", .0.0)]
    InCash(Money),
    /// More than anybody hands over.
    #[error("this is more than a receipt can come to")]
    TooMuch,
}

/// A sale that is being paid: payments in the order they were made. Cash handed over in parts is one payment, made last.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Payments {
    total: Money,
    step: CashStep,
    taken: Vec<Payment>,
}

/// A sale that is paid.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Settled {
    /// By card.
    pub by_card: Money,
    /// What of the cash stays in the drawer.
    pub cash_kept: Money,
    /// What is handed back.
    pub change: Money,
    /// What the cash that is kept is more than what it pays for; less if below zero. Outside sales and VAT (R9).
    pub rounding: Money,
}

impl Payments {
    /// Nothing is paid yet.
    pub fn new(total: Money, step: CashStep) -> Self {
        Self { total, step, taken: Vec::new() }
    }

    /// Payments as they were taken before; `None`: they cannot have been.
    pub fn replayed(total: Money, step: CashStep, taken: &[Payment]) -> Option<Self> {
        let mut payments = Self::new(total, step);
        for payment in taken {
            match payment.kind {
                PaymentKind::Cash => payments.take_cash(payment.given).ok()?,
                PaymentKind::Card => payments.take_card(payment.given).ok()?,
            }
        }
        // Cash in parts is one payment: two of it were never taken.
        (payments.taken == taken).then_some(payments)
    }

    /// The same; where they cannot have been, because a card was taken back, those by card: cash is counted anew.
    pub fn replayed_or_cards(total: Money, step: CashStep, taken: &[Payment]) -> Option<Self> {
        let cards = || taken.iter().filter(|paid| paid.kind == PaymentKind::Card).copied().collect::<Vec<_>>();
        Self::replayed(total, step, taken).or_else(|| Self::replayed(total, step, &cards()))
    }

    /// Those that were taken, in order.
    pub fn taken(&self) -> &[Payment] {
        &self.taken
    }

    /// What is left to be paid, to the cent; never less than nothing.
    pub fn left(&self) -> Money {
        (self.total - self.given(PaymentKind::Card) - self.given(PaymentKind::Cash)).max(Money::ZERO)
    }

    /// What would have to be handed over now to end it in cash.
    pub fn left_in_cash(&self) -> Money {
        (self.due_in_cash() - self.given(PaymentKind::Cash)).max(Money::ZERO)
    }

    /// What ending it in cash now would add to what is left, or take off it.
    pub fn rounding_in_cash(&self) -> Money {
        self.due_in_cash() - (self.total - self.given(PaymentKind::Card))
    }

    /// Takes cash: what pays it all, or a part. What is too much is change.
    ///
    /// # Errors
    /// When it is nothing, or what is left to the cent and too little in cash, or all is paid.
    pub fn take_cash(&mut self, given: Money) -> Result<(), PaymentError> {
        self.may_take(given)?;
        let (cash, due) = (self.given(PaymentKind::Cash) + given, self.due_in_cash());
        if cash < due && given >= self.left() {
            return Err(PaymentError::InCash(self.left_in_cash()));
        }
        let before = self.taken.iter().position(|one| one.kind == PaymentKind::Cash);
        let earlier = before.map_or(Money::ZERO, |at| self.taken.remove(at).given);
        self.taken.push(Payment { kind: PaymentKind::Cash, given: earlier + given });
        Ok(())
    }

    /// Takes a card: what is left, or a part of it.
    ///
    /// # Errors
    /// When it is nothing or more than what is left, or all is paid.
    pub fn take_card(&mut self, amount: Money) -> Result<(), PaymentError> {
        self.may_take(amount)?;
        if amount > self.left() {
            return Err(PaymentError::MoreThanLeft);
        }
        self.taken.push(Payment { kind: PaymentKind::Card, given: amount });
        Ok(())
    }

    /// Takes a payment off again.
    pub fn take_off(&mut self, index: usize) -> Option<Payment> {
        (index < self.taken.len()).then(|| self.taken.remove(index))
    }

    /// What it came to, once it is paid: with a card last to the cent, else in cash to what is due. A rest that is rounded to
    /// nothing is paid with nothing.
    pub fn settled(&self) -> Option<Settled> {
        let (by_card, cash) = (self.given(PaymentKind::Card), self.given(PaymentKind::Cash));
        let ends_by_card = self.taken.last().is_some_and(|last| last.kind == PaymentKind::Card);
        if ends_by_card && by_card + cash == self.total {
            return Some(Settled { by_card, cash_kept: cash, change: Money::ZERO, rounding: Money::ZERO });
        }
        let kept = self.due_in_cash();
        let rounding = kept - (self.total - by_card);
        (cash >= kept).then(|| Settled { by_card, cash_kept: kept, change: cash - kept, rounding })
    }

    fn may_take(&self, amount: Money) -> Result<(), PaymentError> {
        if amount <= Money::ZERO {
            return Err(PaymentError::Nothing);
        }
        if amount.0 > Money::MOST_OF_A_RECEIPT {
            return Err(PaymentError::TooMuch);
        }
        if self.left().is_zero() { Err(PaymentError::Paid) } else { Ok(()) }
    }

    fn given(&self, kind: PaymentKind) -> Money {
        self.taken.iter().filter(|one| one.kind == kind).map(|one| one.given).sum()
    }

    /// All that is due in cash when the sale ends in cash: what cards leave, rounded.
    fn due_in_cash(&self) -> Money {
        let left = self.total - self.given(PaymentKind::Card);
        if self.total < NOT_ROUNDED_BELOW { left } else { self.step.rounded(left) }
    }
}

/// Amounts that are likely to be handed over: exactly what is due, and the next notes above it.
pub fn quick_amounts(due: Money) -> Vec<Money> {
    let mut amounts = vec![due];
    for note in NOTES.map(|units| units * MINOR_UNITS) {
        // As many of the note as reach it: 35.10 is paid with 40 as well as with 50.
        let next =
            Money(due.0.div_euclid(note).saturating_add(i64::from(due.0.rem_euclid(note) > 0)).saturating_mul(note));
        if next > due && !amounts.contains(&next) {
            amounts.push(next);
        }
    }
    amounts.sort_unstable();
    amounts.truncate(MOST_OFFERED);
    amounts
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn cash_of(total: i64) -> Settled {
        let mut payments = Payments::new(Money(total), CashStep::FIVE);
        if !payments.left_in_cash().is_zero() {
            payments.take_cash(payments.left_in_cash()).unwrap();
        }
        payments.settled().unwrap()
    }

    #[test]
    fn the_enacted_rounding() {
        // EKVS § 5¹: 1, 2 → 0; 3, 4 → 5; 6, 7 → 5; 8, 9 → 10; not below three cents.
        for (total, due) in [
            (0, 0),
            (1, 1),
            (2, 2),
            (3, 5),
            (4, 5),
            (5, 5),
            (6, 5),
            (7, 5),
            (8, 10),
            (9, 10),
            (10, 10),
            (11, 10),
            (12, 10),
            (13, 15),
            (101, 100),
            (102, 100),
            (103, 105),
            (1_134, 1_135),
            (1_136, 1_135),
            (1_137, 1_135),
            (1_138, 1_140),
        ] {
            let settled = cash_of(total);
            assert_eq!((settled.cash_kept.0, settled.rounding.0), (due, due - total), "{total}");
        }
    }

    #[test]
    fn change_is_what_is_given_above_what_is_due() {
        let mut payments = Payments::new(Money(1_134), CashStep::FIVE);
        assert_eq!((payments.left_in_cash(), payments.rounding_in_cash()), (Money(1_135), Money(1)));
        payments.take_cash(Money(2_000)).unwrap();
        let settled = payments.settled().unwrap();
        assert_eq!(
            settled,
            Settled { by_card: Money(0), cash_kept: Money(1_135), change: Money(865), rounding: Money(1) }
        );
        assert_eq!(payments.take_card(Money(1)), Err(PaymentError::Paid));
        assert_eq!(payments.take_cash(Money(1)), Err(PaymentError::Paid));
    }

    #[test]
    fn a_card_is_debited_to_the_cent_and_gives_no_change() {
        let mut payments = Payments::new(Money(1_134), CashStep::FIVE);
        assert_eq!(payments.take_card(Money(1_135)), Err(PaymentError::MoreThanLeft));
        assert_eq!(payments.take_card(Money(0)), Err(PaymentError::Nothing));
        payments.take_card(Money(1_134)).unwrap();
        let settled = payments.settled().unwrap();
        assert_eq!((settled.by_card, settled.change, settled.rounding), (Money(1_134), Money(0), Money(0)));
    }

    #[test]
    fn only_the_last_payment_is_rounded_and_only_if_it_is_cash() {
        // (what is paid in order, what stays in the drawer, rounding)
        let (cash, card) = (PaymentKind::Cash, PaymentKind::Card);
        for (paid, kept, rounding) in [
            (vec![(card, 534), (cash, 600)], 600, 0),
            (vec![(card, 500), (cash, 635)], 635, 1),
            (vec![(cash, 634), (card, 500)], 634, 0),
            // Cash in parts is one payment.
            (vec![(cash, 333), (card, 500), (cash, 302)], 635, 1),
            (vec![(cash, 333), (cash, 802)], 1_135, 1),
        ] {
            let mut payments = Payments::new(Money(1_134), CashStep::FIVE);
            for (index, (kind, amount)) in paid.iter().enumerate() {
                match kind {
                    PaymentKind::Cash => payments.take_cash(Money(*amount)).unwrap(),
                    PaymentKind::Card => payments.take_card(Money(*amount)).unwrap(),
                }
                assert_eq!(payments.settled().is_some(), index + 1 == paid.len(), "{paid:?} after {index}");
            }
            let settled = payments.settled().unwrap();
            assert_eq!((settled.cash_kept.0, settled.rounding.0), (kept, rounding), "{paid:?}");
        }
    }

    #[test]
    fn all_to_the_cent_is_too_little_where_it_is_rounded_up() {
        let mut payments = Payments::new(Money(1_134), CashStep::FIVE);
        assert_eq!(payments.take_cash(Money(1_134)), Err(PaymentError::InCash(Money(1_135))));
        payments.take_cash(Money(1_133)).unwrap();
        assert_eq!(payments.take_cash(Money(1)), Err(PaymentError::InCash(Money(2))));
        payments.take_cash(Money(2)).unwrap();
        assert_eq!(payments.settled().unwrap().rounding, Money(1));
    }

    #[test]
    fn a_rest_that_is_rounded_to_nothing_is_paid_with_nothing() {
        let mut payments = Payments::new(Money(1_002), CashStep::FIVE);
        payments.take_cash(Money(500)).unwrap();
        assert!(payments.settled().is_none());
        payments.take_cash(Money(500)).unwrap();
        assert_eq!(payments.settled().unwrap().rounding, Money(-2));
        let mut payments = Payments::new(Money(1_002), CashStep::FIVE);
        payments.take_card(Money(1_000)).unwrap();
        assert_eq!(payments.settled().unwrap().rounding, Money(-2));
        payments.take_card(Money(2)).unwrap();
        assert_eq!(payments.settled().unwrap().rounding, Money(0));
        let nothing = Payments::new(Money(0), CashStep::FIVE);
        assert_eq!(
            nothing.settled().unwrap(),
            Settled { by_card: Money(0), cash_kept: Money(0), change: Money(0), rounding: Money(0) }
        );
    }

    #[test]
    fn likely_amounts_are_what_is_due_and_the_next_notes() {
        for (due, offered) in [
            (1_135, vec![1_135, 1_500, 2_000, 5_000, 10_000]),
            (500, vec![500, 1_000, 2_000, 5_000, 10_000]),
            (3_510, vec![3_510, 4_000, 5_000, 10_000, 20_000]),
            (31_000, vec![31_000, 32_000, 35_000, 40_000]),
            (65, vec![65, 500, 1_000, 2_000, 5_000]),
        ] {
            assert_eq!(quick_amounts(Money(due)).iter().map(|one| one.0).collect::<Vec<_>>(), offered, "{due}");
        }
    }

    proptest! {
        #![proptest_config(super::super::many_cases())]

        #[test]
        fn money_in_the_drawer_and_on_the_card_is_the_total_and_its_rounding(
            total in 0..30_000i64, step in prop_oneof![Just(1i64), Just(5), Just(10)], parts in proptest::collection::vec((any::<bool>(), 1..20_000i64), 0..8)
        ) {
            let step = CashStep::new(step).unwrap();
            let mut payments = Payments::new(Money(total), step);
            for (by_card, amount) in parts {
                let left = payments.left();
                let taken = if by_card { payments.take_card(Money(amount)) } else { payments.take_cash(Money(amount)) };
                prop_assert!(taken.is_err() || !left.is_zero());
            }
            if payments.settled().is_none() {
                let due = payments.left_in_cash();
                if !due.is_zero() { payments.take_cash(due).unwrap(); }
            }
            let settled = payments.settled();
            prop_assert!(settled.is_some() , "{payments:?}");
            let settled = settled.unwrap();
            prop_assert_eq!(settled.by_card + settled.cash_kept - settled.rounding, Money(total));
            prop_assert!(settled.rounding.0.abs() * 2 <= i64::from(step));
            prop_assert!(settled.change >= Money::ZERO);
        }
    }
}
