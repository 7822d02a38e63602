//! The day: what all its documents come to, and what ought to be in the drawer. A day's sums are computed from its documents, at the
//! terminal as they are written and at head office as they arrive.

use super::calendar::Day;
use super::cash::PaymentKind;
use super::document::{
    Body, Counted, DayClosed, DayName, DaySums, GrandTotal, Head, LineFacts, OfPayments, OfUser, Refund, Sale,
    StillOpen, TakenOff, TakenOffWhy, Tally, Written,
};
use super::money::{AmountError, Money};
use super::totals::{Tax, TaxTotal};
use crate::domain::UnixMs;
use serde::{Deserialize, Serialize};

/// A day that is open for longer is said to be.
const LONG_MS: i64 = 24 * 3_600_000;
/// A day that is open for longer, and another calendar day begins: it is asked whether to go on (C9).
const ASKED_MS: i64 = 20 * 3_600_000;

/// How long a day is open.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DayAge {
    /// As days are.
    Usual,
    /// Another calendar day, and open for more than 20 hours: close it first, or go on by right.
    Asks,
    /// Open for more than 24 hours.
    Long,
}

/// A day that is open at a terminal.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct OpenDay {
    name: DayName,
    opened_at: UnixMs,
    sums: DaySums,
    before: GrandTotal,
    last_calendar_day: Day,
    x_reports: u32,
}

/// Why a document is no part of a day.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum DayError {
    /// It opens none.
    #[error("this document opens no day")]
    NotOpening,
    /// It belongs to another day, or to none.
    #[error("this document belongs to another day")]
    OtherDay,
    /// What it says is out of bounds.
    #[error(transparent)]
    Amount(#[from] AmountError),
}

impl OpenDay {
    /// Begins with the document that opens it. `before`: what the series came to until then.
    ///
    /// # Errors
    /// [`DayError::NotOpening`]
    pub fn begin(opening: &Written, before: GrandTotal) -> Result<Self, DayError> {
        let head = opening.head();
        let (Body::DayOpened(opened), Some(name)) = (opening.body(), head.day) else {
            return Err(DayError::NotOpening);
        };
        Ok(Self {
            name,
            opened_at: head.at,
            sums: DaySums { float: opened.float, ..DaySums::default() },
            before,
            last_calendar_day: head.calendar_day,
            x_reports: 0,
        })
    }

    /// Which day it is.
    pub fn name(&self) -> DayName {
        self.name
    }

    /// What its documents came to so far. Shown, it is an X.
    pub fn sums(&self) -> &DaySums {
        &self.sums
    }

    /// Somebody looked at the sums: the end of the day says how often (C25).
    pub fn x_shown(&mut self) {
        self.x_reports = self.x_reports.saturating_add(1);
    }

    /// Takes the next document of the day.
    ///
    /// # Errors
    /// When it is of another; then nothing is added.
    pub fn add(&mut self, document: &Written) -> Result<(), DayError> {
        let head = document.head();
        if head.day != Some(self.name) {
            return Err(DayError::OtherDay);
        }
        let before = self.sums.clone();
        if let Err(error) = self.add_body(head, document.body()) {
            self.sums = before;
            return Err(error.into());
        }
        self.last_calendar_day = self.last_calendar_day.max(head.calendar_day);
        Ok(())
    }

    /// What ought to be in the drawer: float, cash that was kept, less cash given back, and what was put in and taken out. What was
    /// kept is what was due; change is not in the drawer.
    pub fn expected(&self) -> Money {
        expected(&self.sums)
    }

    /// What is left open when the day is closed, and what was counted. `None`: nobody did, as the terminal was moved.
    pub fn close(&self, counted: Option<Counted>, still_open: Vec<StillOpen>) -> DayClosed {
        let expected = self.expected();
        DayClosed {
            sums: self.sums.clone(),
            expected,
            difference: counted.as_ref().map(|counted| counted.sum - expected),
            counted,
            x_reports: self.x_reports,
            still_open,
            grand_total: self.grand_total(),
            last_calendar_day: self.last_calendar_day,
        }
    }

    /// What the series came to since it began, with this day.
    pub fn grand_total(&self) -> GrandTotal {
        GrandTotal {
            sold: self.before.sold + self.sums.sales.total,
            refunded: self.before.refunded + self.sums.refunds.total,
        }
    }

    /// How long it is open.
    pub fn age(&self, now: UnixMs, today: Day) -> DayAge {
        let open_ms = now.since(self.opened_at);
        if open_ms > ASKED_MS && today > self.last_calendar_day.max(self.name.business_day) {
            DayAge::Asks
        } else if open_ms > LONG_MS {
            DayAge::Long
        } else {
            DayAge::Usual
        }
    }

    fn add_body(&mut self, head: &Head, body: &Body) -> Result<(), AmountError> {
        let sums = &mut self.sums;
        if let Some(number) = head.number {
            sums.first = sums.first.or(Some(number));
            sums.last = Some(number);
        }
        match body {
            Body::Sale(sale) => self.add_sale(head, sale)?,
            Body::Refund(refund) => self.add_refund(head, refund),
            Body::Cancelled(cancelled) => {
                add_voids(&mut sums.voids, &cancelled.taken_off)?;
                sums.cancelled.add(cancelled.total);
            }
            Body::CashIn(moved) => sums.cash_in.add(moved.amount),
            Body::CashOut(moved) => sums.cash_out.add(moved.amount),
            Body::DrawerOpened(_) => sums.drawer_openings = sums.drawer_openings.saturating_add(1),
            Body::CopyPrinted(_) => sums.copies = sums.copies.saturating_add(1),
            Body::TrainingEnded(ended) => {
                sums.training.count = sums.training.count.saturating_add(ended.count);
                sums.training.sum += ended.sum;
            }
            _ => {}
        }
        Ok(())
    }

    fn add_sale(&mut self, head: &Head, sale: &Sale) -> Result<(), AmountError> {
        let sums = &mut self.sums;
        sums.sales.count = sums.sales.count.saturating_add(1);
        sums.sales.total += sale.total;
        for one in &sale.taxes {
            add_tax(&mut sums.sales.taxes, one.tax, one.total, one.vat);
        }
        for payment in &sale.payments {
            of_kind(&mut sums.payments, payment.kind).kept += payment.kept;
        }
        sums.rounding += sale.rounding;
        for line in &sale.lines {
            if !line.made.discount.is_zero() {
                sums.discounts.add(line.made.discount);
            }
            if let Some(less) = price_change(&line.facts)? {
                sums.price_changes.add(less);
            }
        }
        let shared: Money = sale.lines.iter().map(|line| line.made.share).sum();
        if !shared.is_zero() {
            sums.discounts.add(shared);
        }
        add_voids(&mut sums.voids, &sale.taken_off)?;
        if let Some(user) = of_user(&mut sums.users, head) {
            user.sales.add(sale.total);
        }
        Ok(())
    }

    fn add_refund(&mut self, head: &Head, refund: &Refund) {
        let sums = &mut self.sums;
        sums.refunds.count = sums.refunds.count.saturating_add(1);
        sums.refunds.total += refund.total;
        for one in &refund.taxes {
            add_tax(&mut sums.refunds.taxes, one.tax, one.amount, one.vat);
        }
        for one in &refund.given_back {
            of_kind(&mut sums.payments, one.kind).given_back += one.handed_over;
        }
        sums.rounding -= refund.rounding;
        if let Some(user) = of_user(&mut sums.users, head) {
            user.refunds.add(refund.total);
        }
    }
}

/// The drawer's equation, of any sums.
pub fn expected(sums: &DaySums) -> Money {
    let cash = sums.payments.iter().filter(|one| one.kind == PaymentKind::Cash);
    let kept: Money = cash.map(|one| one.kept - one.given_back).sum();
    sums.float + kept + sums.cash_in.sum - sums.cash_out.sum
}

/// By how much another price than the list's is less; `None`: it is the list's, or there is none.
fn price_change(facts: &LineFacts) -> Result<Option<Money>, AmountError> {
    let Some(listed) = facts.listed()?.filter(|_| facts.list_price != Some(facts.price)) else { return Ok(None) };
    Ok(Some(listed - facts.gross()?))
}

fn add_voids(voids: &mut Tally, taken_off: &[TakenOff]) -> Result<(), AmountError> {
    for taken in taken_off.iter().filter(|taken| taken.why == TakenOffWhy::Voided) {
        voids.add(taken.facts.gross()?);
    }
    Ok(())
}

fn add_tax(taxes: &mut Vec<TaxTotal>, tax: Tax, total: Money, vat: Money) {
    let at = taxes.binary_search_by_key(&tax, |one| one.tax).unwrap_or_else(|at| {
        taxes.insert(at, TaxTotal { tax, total: Money::ZERO, vat: Money::ZERO });
        at
    });
    taxes[at].total += total;
    taxes[at].vat += vat;
}

fn of_kind(payments: &mut Vec<OfPayments>, kind: PaymentKind) -> &mut OfPayments {
    let at = payments.iter().position(|one| one.kind == kind).unwrap_or_else(|| {
        payments.push(OfPayments { kind, kept: Money::ZERO, given_back: Money::ZERO });
        payments.len() - 1
    });
    &mut payments[at]
}

fn of_user<'a>(users: &'a mut Vec<OfUser>, head: &Head) -> Option<&'a mut OfUser> {
    let user = head.user.as_ref()?;
    let at = users.iter().position(|one| one.user.id == user.id).unwrap_or_else(|| {
        users.push(OfUser { user: user.clone(), sales: Tally::default(), refunds: Tally::default() });
        users.len() - 1
    });
    users[at].user = user.clone();
    Some(&mut users[at])
}

#[cfg(test)]
mod tests;
