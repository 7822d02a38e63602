//! What is changed of lines that are there: undone, taken off, made more or less, discounted, priced otherwise.

use super::{Cart, CartError, Now, UNDO_MS, allowed};
use crate::sale::document::{LineFacts, TakenOff, TakenOffWhy};
use crate::sale::money::{Money, Price, Quantity, Rate, narrow};
use crate::sale::rights::{Deed, Leave, Wish};
use crate::sale::totals::{Discount, LineAmount};

impl Cart {
    /// Takes off again what the same person scanned last, within [`UNDO_MS`]. No right is needed, and it is written down.
    ///
    /// # Errors
    /// [`CartError::NothingToUndo`]
    pub fn undo_last(&mut self, leave: &Leave, now: Now) -> Result<(), CartError> {
        self.may_change()?;
        allowed(leave, &Wish::of(Deed::UndoLast))?;
        let can = |last: &super::Last| {
            last.by == leave.by().id && now.steady_ms.checked_sub(last.steady_ms).is_some_and(|ms| ms <= UNDO_MS)
        };
        let last = self.last.filter(can).ok_or(CartError::NothingToUndo)?;
        self.take(last.line, last.quantity, TakenOffWhy::Undone, leave, now)
    }

    /// Takes a line off.
    ///
    /// # Errors
    /// When that is not allowed.
    pub fn void(&mut self, line: usize, leave: &Leave, now: Now) -> Result<(), CartError> {
        self.may_change()?;
        allowed(leave, &Wish::of(Deed::Void))?;
        let quantity = self.lines.get(line).ok_or(CartError::NoLine)?.quantity;
        self.take(line, quantity, TakenOffWhy::Voided, leave, now)
    }

    /// More of a line, which selling allows, or less of it, which is as much as taking it off.
    ///
    /// # Errors
    /// When that is not allowed, or out of bounds.
    pub fn set_quantity(&mut self, line: usize, quantity: Quantity, leave: &Leave, now: Now) -> Result<(), CartError> {
        self.may_change()?;
        let facts = self.lines.get(line).ok_or(CartError::NoLine)?;
        if facts.amount != LineAmount::Quantity {
            return Err(CartError::FromCode);
        }
        if facts.unit.is_whole() && !quantity.is_whole() {
            return Err(CartError::NotWhole);
        }
        if let Ok(less) = Quantity::new(facts.quantity.get().saturating_sub(quantity.get())) {
            allowed(leave, &Wish::of(Deed::Void))?;
            return self.take(line, less, TakenOffWhy::Voided, leave, now);
        }
        allowed(leave, &Wish::of(Deed::Sell))?;
        let before = self.clone();
        self.lines[line].quantity = quantity;
        self.meet(leave.by());
        self.last = None;
        self.keep_or(before)
    }

    /// What it takes to take so much off a line: with what another price takes off it.
    ///
    /// # Errors
    /// When there is no such line, nothing may be taken off it, or more than it comes to.
    pub fn wish_of_discount(&self, line: usize, discount: Discount) -> Result<Wish, CartError> {
        let facts = self.lines.get(line).ok_or(CartError::NoLine)?;
        if !facts.is_discountable {
            return Err(CartError::NotDiscountable);
        }
        Ok(Wish { rate: Some(taken_off_rate(&LineFacts { discount, ..facts.clone() })?), ..Wish::of(Deed::Discount) })
    }

    /// Takes so much off a line, instead of what was taken off it before.
    ///
    /// # Errors
    /// When that is not allowed, or out of bounds.
    pub fn discount_line(&mut self, line: usize, discount: Discount, leave: &Leave) -> Result<(), CartError> {
        self.may_change()?;
        allowed(leave, &self.wish_of_discount(line, discount)?)?;
        let before = self.clone();
        let approval = self.or_back(before.clone(), |cart| cart.use_up(leave))?;
        let facts = &mut self.lines[line];
        (facts.discount, facts.discount_approval) = (discount, approval);
        self.last = None;
        self.fit_discounts();
        self.keep_or(before)
    }

    /// Takes so much off the whole sale, instead of what was taken off it before.
    ///
    /// # Errors
    /// When that is not allowed, or out of bounds.
    pub fn discount_sale(&mut self, discount: Discount, leave: &Leave) -> Result<(), CartError> {
        self.may_change()?;
        allowed(leave, &wish_of_sale_discount(self, discount)?)?;
        let before = self.clone();
        let approval = self.or_back(before.clone(), |cart| cart.use_up(leave))?;
        (self.discount, self.discount_approval) = (discount, approval);
        self.fit_discounts();
        self.keep_or(before)
    }

    /// What it takes to sell a line at another price: below the list's it counts as a discount too.
    ///
    /// # Errors
    /// When there is no such line, or its amount stood in its code.
    pub fn wish_of_price(&self, line: usize, price: Price) -> Result<Wish, CartError> {
        let facts = self.lines.get(line).ok_or(CartError::NoLine)?;
        if facts.amount != LineAmount::Quantity {
            return Err(CartError::FromCode);
        }
        let changed = LineFacts { price, discount: fitting(facts, price)?, ..facts.clone() };
        Ok(Wish { rate: Some(taken_off_rate(&changed)?), ..Wish::of(Deed::ChangePrice) })
    }

    /// Sells a line at another price.
    ///
    /// # Errors
    /// When that is not allowed, or out of bounds.
    pub fn change_price(&mut self, line: usize, price: Price, leave: &Leave) -> Result<(), CartError> {
        self.may_change()?;
        allowed(leave, &self.wish_of_price(line, price)?)?;
        let before = self.clone();
        let approval = self.or_back(before.clone(), |cart| cart.use_up(leave))?;
        let facts = &mut self.lines[line];
        (facts.price, facts.price_approval) = (price, approval);
        self.last = None;
        self.fit_discounts();
        self.keep_or(before)
    }

    /// Moves so much of a line to what was taken off.
    fn take(
        &mut self,
        line: usize,
        quantity: Quantity,
        why: TakenOffWhy,
        leave: &Leave,
        now: Now,
    ) -> Result<(), CartError> {
        let before = self.clone();
        let approval = self.or_back(before.clone(), |cart| cart.use_up(leave))?;
        let facts = self.lines.get(line).ok_or(CartError::NoLine)?.clone();
        match Quantity::new(facts.quantity.get().saturating_sub(quantity.get())) {
            Ok(left) => self.lines[line].quantity = left,
            Err(_) => drop(self.lines.remove(line)),
        }
        let taken = TakenOff { facts: LineFacts { quantity, ..facts }, why, by: leave.by().id, at: now.at, approval };
        self.taken_off.push(taken);
        self.last = None;
        self.fit_discounts();
        self.keep_or(before)
    }

    /// An amount that is more than what is left to take it from is none any more.
    fn fit_discounts(&mut self) {
        for facts in &mut self.lines {
            if facts.gross().is_ok_and(|gross| facts.discount.of(gross).is_err()) {
                (facts.discount, facts.discount_approval) = (Discount::None, None);
            }
        }
        let open = open_sum(&self.lines).unwrap_or_default();
        if open.is_zero() || self.discount.of(open).is_err() {
            (self.discount, self.discount_approval) = (Discount::None, None);
        }
    }

    fn or_back<T>(
        &mut self,
        before: Self,
        step: impl FnOnce(&mut Self) -> Result<T, CartError>,
    ) -> Result<T, CartError> {
        step(self).inspect_err(|_| *self = before)
    }
}

/// What it takes to take so much off a whole sale: with what was taken off its lines.
///
/// # Errors
/// When it is more than what is left to take it from.
pub fn wish_of_sale_discount(cart: &Cart, discount: Discount) -> Result<Wish, CartError> {
    let open = open_sum(cart.lines())?;
    let off = discount.of(open)?;
    let mut listed = Money::ZERO;
    for facts in cart.lines().iter().filter(|facts| facts.is_discountable) {
        listed += list_amount(facts)?;
    }
    Ok(Wish { rate: Some(least_rate(listed, listed - (open - off))), ..Wish::of(Deed::Discount) })
}

/// The least rate that takes so much off so much, rounded as discounts are: what a limit is compared with.
pub fn least_rate(of: Money, off: Money) -> Rate {
    let (of, off) = (i128::from(of.0), i128::from(off.0));
    let least = if off <= 0 || of <= 0 { 0 } else { ((2 * off - 1) * i128::from(Rate::MOST)).div_euclid(2 * of) };
    let rounds_up = off > 0 && of > 0 && ((2 * off - 1) * i128::from(Rate::MOST)) % (2 * of) != 0;
    let rate = narrow(least + i128::from(rounds_up)).clamp(Rate::LEAST, Rate::MOST);
    Rate::new(rate).unwrap_or(Rate::ALL)
}

/// What a line comes to after what is taken off it, against what it comes to by the list.
fn taken_off_rate(facts: &LineFacts) -> Result<Rate, CartError> {
    let listed = list_amount(facts)?;
    Ok(least_rate(listed, listed - facts.after()?))
}

/// What a line comes to by the list; what it comes to anyway, where that has no price for it, or a lower one.
fn list_amount(facts: &LineFacts) -> Result<Money, CartError> {
    let gross = facts.gross()?;
    Ok(facts.listed()?.map_or(gross, |listed| gross.max(listed)))
}

/// What is left of the discountable lines.
fn open_sum(lines: &[LineFacts]) -> Result<Money, CartError> {
    let mut sum = Money::ZERO;
    for facts in lines.iter().filter(|facts| facts.is_discountable) {
        sum += facts.after()?;
    }
    Ok(sum)
}

/// The discount of a line at another price: none, if it were more than the line.
fn fitting(facts: &LineFacts, price: Price) -> Result<Discount, CartError> {
    let gross = LineFacts { price, ..facts.clone() }.gross()?;
    Ok(if facts.discount.of(gross).is_ok() { facts.discount } else { Discount::None })
}
