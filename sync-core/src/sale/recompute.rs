//! Computing a document again from what it carries, as head office does with each that arrives. What differs is named; a difference
//! changes no document.

use super::cash::{Payment, PaymentKind, Payments};
use super::day::{OpenDay, expected};
use super::document::{Body, Cancelled, DayClosed, Refund, Sale, TakenOffWhy};
use super::money::Money;
use super::refund::{cash_to_return, refund_of_line, vat_of_refund};
use super::totals::totals;

/// What of a document is not what it comes to.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Field {
    /// Something is out of bounds, and nothing can be computed.
    Bounds,
    /// A line before anything is taken off.
    Gross,
    /// What is taken off a line.
    Discount,
    /// A line's share of what is taken off the sale.
    Share,
    /// A line.
    Line,
    /// The VAT of a line.
    LineVat,
    /// Which taxes there are.
    Taxes,
    /// The total of a tax.
    TaxTotal,
    /// Its VAT.
    TaxVat,
    /// The total.
    Total,
    /// The payments do not pay it, or cannot have been taken.
    Payments,
    /// What of a payment was kept.
    Kept,
    /// What was handed back.
    Change,
    /// What cash was rounded by.
    Rounding,
    /// What is paid back for a line.
    Returned,
    /// How the money goes back.
    GivenBack,
    /// The sums of a day.
    DaySums,
    /// What ought to be in the drawer.
    Expected,
    /// What was counted less that.
    Difference,
    /// What the series came to.
    GrandTotal,
}

impl Field {
    /// The name in flags.
    pub fn code(self) -> &'static str {
        match self {
            Self::Bounds => "bounds",
            Self::Gross => "gross",
            Self::Discount => "discount",
            Self::Share => "share",
            Self::Line => "line",
            Self::LineVat => "line_vat",
            Self::Taxes => "taxes",
            Self::TaxTotal => "tax_total",
            Self::TaxVat => "tax_vat",
            Self::Total => "total",
            Self::Payments => "payments",
            Self::Kept => "kept",
            Self::Change => "change",
            Self::Rounding => "rounding",
            Self::Returned => "returned",
            Self::GivenBack => "given_back",
            Self::DaySums => "day_sums",
            Self::Expected => "expected",
            Self::Difference => "difference",
            Self::GrandTotal => "grand_total",
        }
    }
}

/// One difference.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Difference {
    /// Of what.
    pub field: Field,
    /// Of which line, tax or payment, counted from 0.
    pub index: Option<usize>,
    /// What the document says.
    pub theirs: Money,
    /// What it comes to.
    pub ours: Money,
}

/// All differences of a document by itself. A kind that nothing is computed of has none; a day's are [`of_day`].
pub fn differences(body: &Body) -> Vec<Difference> {
    let mut found = Found(Vec::new());
    match body {
        Body::Sale(sale) => found.of_sale(sale),
        Body::Refund(refund) => found.of_refund(refund),
        Body::Cancelled(cancelled) => found.of_cancelled(cancelled),
        Body::DayClosed(closed) => found.of_closed(closed),
        Body::CashIn(moved) | Body::CashOut(moved) if moved.amount <= Money::ZERO => {
            found.push(Field::Bounds, None, moved.amount, Money(1));
        }
        Body::DayOpened(opened) if opened.float < Money::ZERO => {
            found.push(Field::Bounds, None, opened.float, Money::ZERO);
        }
        _ => {}
    }
    found.0
}

/// All differences of a closed day and the documents that came of it.
pub fn of_day(day: &OpenDay, closed: &DayClosed) -> Vec<Difference> {
    let mut found = Found(Vec::new());
    if *day.sums() != closed.sums {
        let come_to = |sums: &super::document::DaySums| sums.sales.total - sums.refunds.total;
        found.push(Field::DaySums, None, come_to(&closed.sums), come_to(day.sums()));
    }
    let ours = day.grand_total();
    found.same(Field::GrandTotal, Some(0), closed.grand_total.sold, ours.sold);
    found.same(Field::GrandTotal, Some(1), closed.grand_total.refunded, ours.refunded);
    found.of_closed(closed);
    found.0
}

struct Found(Vec<Difference>);

impl Found {
    fn push(&mut self, field: Field, index: Option<usize>, theirs: Money, ours: Money) {
        self.0.push(Difference { field, index, theirs, ours });
    }

    fn same(&mut self, field: Field, index: Option<usize>, theirs: Money, ours: Money) {
        if theirs != ours {
            self.push(field, index, theirs, ours);
        }
    }

    fn of_sale(&mut self, sale: &Sale) {
        let lines: Vec<_> = sale.lines.iter().map(|line| line.facts.line()).collect();
        let Ok(ours) = totals(&lines, sale.discount) else {
            return self.push(Field::Bounds, None, sale.total, Money::ZERO);
        };
        for (index, (line, made)) in sale.lines.iter().zip(&ours.lines).enumerate() {
            let at = Some(index);
            self.same(Field::Gross, at, line.made.gross, made.gross);
            self.same(Field::Discount, at, line.made.discount, made.discount);
            self.same(Field::Share, at, line.made.share, made.share);
            self.same(Field::Line, at, line.made.total, made.total);
            self.same(Field::LineVat, at, line.made.vat, made.vat);
        }
        let taxes = |taxes: &[super::TaxTotal]| taxes.iter().map(|one| one.tax).collect::<Vec<_>>();
        if taxes(&sale.taxes) == taxes(&ours.taxes) {
            for (index, (theirs, ours)) in sale.taxes.iter().zip(&ours.taxes).enumerate() {
                self.same(Field::TaxTotal, Some(index), theirs.total, ours.total);
                self.same(Field::TaxVat, Some(index), theirs.vat, ours.vat);
            }
        } else {
            self.push(Field::Taxes, None, sale.total, ours.total);
        }
        self.same(Field::Total, None, sale.total, ours.total);
        self.of_payments(sale, ours.total);
    }

    fn of_payments(&mut self, sale: &Sale, total: Money) {
        let taken: Vec<_> = sale.payments.iter().map(|paid| Payment { kind: paid.kind, given: paid.given }).collect();
        let settled = Payments::replayed(total, sale.cash_step, &taken).and_then(|payments| payments.settled());
        let Some(settled) = settled else {
            let given = taken.iter().map(|paid| paid.given).sum();
            return self.push(Field::Payments, None, given, total);
        };
        for (index, paid) in sale.payments.iter().enumerate() {
            let kept = if paid.kind == PaymentKind::Cash { settled.cash_kept } else { paid.given };
            self.same(Field::Kept, Some(index), paid.kept, kept);
        }
        self.same(Field::Change, None, sale.change, settled.change);
        self.same(Field::Rounding, None, sale.rounding, settled.rounding);
    }

    fn of_refund(&mut self, refund: &Refund) {
        let mut total = Money::ZERO;
        for (index, line) in refund.lines.iter().enumerate() {
            let Ok(ours) = refund_of_line(line.sold, line.quantity.get()) else {
                return self.push(Field::Bounds, Some(index), line.amount, Money::ZERO);
            };
            self.same(Field::Returned, Some(index), line.amount, ours);
            total += ours;
        }
        let has_tax = |tax| refund.taxes.iter().any(|one| one.tax == tax);
        let is_sorted = refund.taxes.is_sorted_by(|one, next| one.tax < next.tax);
        if !is_sorted || !refund.lines.iter().all(|line| has_tax(line.tax)) {
            self.push(Field::Taxes, None, refund.total, total);
        }
        for (index, one) in refund.taxes.iter().enumerate() {
            let lines = refund.lines.iter().filter(|line| line.tax == one.tax);
            self.same(Field::TaxTotal, Some(index), one.amount, lines.map(|line| line.amount).sum());
            let vat = vat_of_refund(one.left_before, one.amount, one.tax.rate);
            self.same(Field::TaxVat, Some(index), one.vat, vat);
            if one.amount > one.left_before {
                self.push(Field::Bounds, Some(index), one.amount, one.left_before);
            }
        }
        self.same(Field::Total, None, refund.total, total);
        self.of_given_back(refund, total);
    }

    fn of_given_back(&mut self, refund: &Refund, total: Money) {
        let exact: Money = refund.given_back.iter().map(|one| one.exact).sum();
        self.same(Field::GivenBack, None, exact, total);
        let mut handed_over = Money::ZERO;
        for (index, one) in refund.given_back.iter().enumerate() {
            let ours = match one.kind {
                PaymentKind::Card => one.exact,
                PaymentKind::Cash => {
                    cash_to_return(refund.cash_step, refund.cash_before, one.exact, refund.cash_kept, refund.empties)
                }
            };
            self.same(Field::GivenBack, Some(index), one.handed_over, ours);
            handed_over += one.handed_over;
        }
        self.same(Field::Rounding, None, refund.rounding, handed_over - exact);
    }

    fn of_cancelled(&mut self, cancelled: &Cancelled) {
        let mut total = Money::ZERO;
        for (index, taken) in cancelled.taken_off.iter().enumerate() {
            match taken.facts.after() {
                Ok(after) if taken.why == TakenOffWhy::Cancelled => total += after,
                Ok(_) => {}
                Err(_) => return self.push(Field::Bounds, Some(index), cancelled.total, Money::ZERO),
            }
        }
        self.same(Field::Total, None, cancelled.total, total);
    }

    fn of_closed(&mut self, closed: &DayClosed) {
        let ours = expected(&closed.sums);
        self.same(Field::Expected, None, closed.expected, ours);
        let difference = closed.counted.as_ref().map(|counted| counted.sum - ours);
        if closed.difference != difference {
            let shown = |difference: Option<Money>| difference.unwrap_or_default();
            self.push(Field::Difference, None, shown(closed.difference), shown(difference));
        }
    }
}

#[cfg(test)]
pub(super) mod tests;
