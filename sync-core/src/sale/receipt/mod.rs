//! The paper of a receipt: what is printed, line by line, at a width. Pure, so that screen, printer, spool and office show the same,
//! and a copy is the same paper years later.

mod paper;
mod words;

pub use paper::PaperLine;
pub use words::Words;

use super::calendar::time_on_paper;
use super::cash::PaymentKind;
use super::document::{Body, Buyer, GivenBack, Head, Heading, LineFacts, Refund, Sale, Unit, Written};
use super::money::{Money, Quantity};
use super::totals::{Discount, LineAmount, Tax, vat_within};
use paper::{Numbers, Paper};

/// Fewer columns than these are no paper.
pub const LEAST_COLUMNS: usize = 24;
/// The version of this layout; a heading says by which its receipts are laid out.
pub const LAYOUT: u32 = 1;
/// Of the lines below an article's name.
const INDENT: usize = 2;

/// What a paper is besides the receipt itself.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Print {
    /// The receipt.
    First,
    /// Once more: which time.
    Copy(u32),
    /// No receipt: somebody learns. It has no number.
    Training,
}

/// Why there is no paper.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum LayoutError {
    /// Only receipts are printed this way.
    #[error("this document is no receipt")]
    NotAReceipt,
    /// The receipt names another heading.
    #[error("this is not the heading that the receipt names")]
    OtherHeading,
    /// Too narrow.
    #[error("a receipt needs at least {LEAST_COLUMNS} columns")]
    TooNarrow,
}

/// The lines of a receipt, with the heading that it names.
///
/// # Errors
/// When it is none, the heading is another, or the paper is too narrow.
pub fn lines(
    receipt: &Written,
    heading: &Written,
    words: &Words,
    columns: usize,
    print: Print,
) -> Result<Vec<PaperLine>, LayoutError> {
    if columns < LEAST_COLUMNS {
        return Err(LayoutError::TooNarrow);
    }
    let named = match receipt.body() {
        Body::Sale(sale) => sale.heading,
        Body::Refund(refund) => refund.heading,
        _ => return Err(LayoutError::NotAReceipt),
    };
    let Body::Heading(top) = heading.body() else { return Err(LayoutError::OtherHeading) };
    if named != heading.hash() {
        return Err(LayoutError::OtherHeading);
    }
    let numbers = Numbers { decimal: words.decimal, minor_digits: top.minor_digits };
    let paper = Paper::new(columns);
    let mut layout = Layout { paper, words, numbers, heading: top, head: receipt.head() };
    layout.seller();
    match receipt.body() {
        Body::Sale(sale) => layout.sale(sale, print),
        Body::Refund(refund) => layout.refund(refund, print),
        _ => return Err(LayoutError::NotAReceipt),
    }
    layout.foot(print);
    Ok(layout.paper.lines)
}

struct Layout<'a> {
    paper: Paper,
    words: &'a Words,
    numbers: Numbers,
    heading: &'a Heading,
    head: &'a Head,
}

impl Layout<'_> {
    fn seller(&mut self) {
        let Heading { seller, address, header, .. } = self.heading;
        self.paper.centred(&seller.name, true);
        // The place of sale; the company's own address where that is another.
        let own = Some(&seller.address).filter(|own| *own != address);
        for address in [Some(address), own].into_iter().flatten().filter(|address| !address.is_empty()) {
            self.paper.centred(address, false);
        }
        let numbers =
            [(self.words.registration, &seller.registration_number), (self.words.vat_number, &seller.vat_number)];
        for (word, number) in numbers.into_iter().filter(|(_, number)| !number.is_empty()) {
            self.paper.centred(&format!("{word} {number}"), false);
        }
        for line in header {
            self.paper.centred(line, false);
        }
    }

    fn title(&mut self, title: &str, print: Print, by: &str) {
        let number = self.head.receipt_name().map(|name| format!("{} {name}", self.words.number)).unwrap_or_default();
        let title = match print {
            Print::Training => self.words.training.to_owned(),
            _ => format!("{title} {number}"),
        };
        let (at, offset) = (self.head.at, self.head.utc_offset);
        let day = super::Day::at(at, offset).map(super::Day::on_paper).unwrap_or_default();
        self.paper.pair(0, &title, &format!("{day} {}", time_on_paper(at, offset)), false);
        if let Print::Copy(copy) = print {
            self.paper.left(&format!("{} {copy}", self.words.copy), true);
        }
        let place = [self.heading.salepoint.as_str(), self.heading.terminal.as_str()];
        self.paper.left(&place.join(" · "), false);
        // First and last name, as in the record at that moment.
        if let Some(user) = &self.head.user {
            self.paper.left(&format!("{by}: {}", user.name()), false);
        }
    }

    fn sale(&mut self, sale: &Sale, print: Print) {
        let title = if sale.buyer.is_some() { self.words.invoice } else { self.words.receipt };
        self.title(title, print, self.words.sold_by);
        if let Some(buyer) = &sale.buyer {
            self.buyer(buyer);
        }
        self.paper.rule();
        for line in &sale.lines {
            self.name(&line.facts.name, line.facts.tax);
            self.amount(&line.facts, line.made.gross);
            if sale.buyer.is_some() && !line.facts.is_unpriced {
                let price = Money(line.facts.price.get());
                let net = price - vat_within(price, line.facts.tax.rate);
                self.paper.pair(INDENT, self.words.net_price, &self.numbers.money(net), false);
            }
            if !line.made.discount.is_zero() {
                self.discount(INDENT, line.facts.discount, line.made.discount);
            }
        }
        self.paper.rule();
        let shared: Money = sale.lines.iter().map(|line| line.made.share).sum();
        if !shared.is_zero() {
            self.discount(0, sale.discount, shared);
        }
        self.total(sale.total);
        if !sale.rounding.is_zero() {
            self.paper.pair(0, self.words.rounding, &self.numbers.signed(sale.rounding), false);
        }
        for payment in &sale.payments {
            match payment.kind {
                PaymentKind::Cash => {
                    self.paper.pair(0, self.words.to_pay_in_cash, &self.numbers.money(payment.kept), false);
                    self.paper.pair(0, self.words.cash, &self.numbers.money(payment.given), false);
                    self.paper.pair(0, self.words.change, &self.numbers.money(sale.change), false);
                }
                PaymentKind::Card => {
                    self.paper.pair(0, self.words.card, &self.numbers.money(payment.given), false);
                    if let Some(reference) = &payment.reference {
                        self.paper.indented(INDENT, &format!("{}: {reference}", self.words.reference), false);
                    }
                }
            }
        }
        let taxes: Vec<_> = sale.taxes.iter().map(|one| (one.tax, one.net(), one.vat, one.total)).collect();
        self.taxes(&taxes);
    }

    fn refund(&mut self, refund: &Refund, print: Print) {
        self.title(self.words.refund, print, self.words.refunded_by);
        let of = format!("{}: {}, {}", self.words.refund_of, refund.of.name, refund.of.day.on_paper());
        self.paper.left(&of, false);
        self.paper.left(&format!("{}: {}", self.words.reason, self.words.why(refund.reason)), false);
        self.paper.rule();
        for line in &refund.lines {
            self.name(&line.name, line.tax);
            let left = self.times(line.quantity, line.unit, &self.numbers.price(line.price));
            self.paper.pair(INDENT, &left, &self.numbers.money(-line.amount), false);
        }
        self.paper.rule();
        self.total(-refund.total);
        if !refund.rounding.is_zero() {
            self.paper.pair(0, self.words.rounding, &self.numbers.signed(-refund.rounding), false);
        }
        for GivenBack { kind, handed_over, .. } in &refund.given_back {
            let word = match kind {
                PaymentKind::Cash => self.words.back_in_cash,
                PaymentKind::Card => self.words.back_to_card,
            };
            self.paper.pair(0, word, &self.numbers.money(*handed_over), false);
        }
        let taxes: Vec<_> =
            refund.taxes.iter().map(|one| (one.tax, one.vat - one.amount, -one.vat, -one.amount)).collect();
        self.taxes(&taxes);
    }

    fn buyer(&mut self, buyer: &Buyer) {
        self.paper.left(&format!("{}: {}", self.words.buyer, buyer.name), false);
        if !buyer.address.is_empty() {
            self.paper.indented(INDENT, &buyer.address, false);
        }
        let numbers =
            [(self.words.registration, &buyer.registration_number), (self.words.vat_number, &buyer.vat_number)];
        for (word, number) in numbers.into_iter().filter(|(_, number)| !number.is_empty()) {
            self.paper.indented(INDENT, &format!("{word} {number}"), false);
        }
    }

    /// The name, and the letter of its tax behind it, where the seller pays VAT.
    fn name(&mut self, name: &str, tax: Tax) {
        if self.pays_vat() {
            self.paper.left(&format!("{name} {}", tax.class), false);
        } else {
            self.paper.left(name, false);
        }
    }

    fn amount(&mut self, facts: &LineFacts, gross: Money) {
        let left = match facts.amount {
            LineAmount::Code(_) if facts.is_unpriced => String::new(),
            _ => self.times(facts.quantity, facts.unit, &self.numbers.price(facts.price)),
        };
        self.paper.pair(INDENT, &left, &self.numbers.money(gross), false);
    }

    fn times(&self, quantity: Quantity, unit: Unit, price: &str) -> String {
        let quantity = self.numbers.quantity(quantity, unit.is_whole());
        let blank = if unit.sign().is_empty() { "" } else { " " };
        format!("{quantity}{blank}{} × {price}", unit.sign())
    }

    fn discount(&mut self, indent: usize, discount: Discount, amount: Money) {
        let word = match discount {
            Discount::Percent(rate) => format!("{} {}", self.words.discount, self.numbers.rate(rate)),
            _ => self.words.discount.to_owned(),
        };
        self.paper.pair(indent, &word, &self.numbers.money(-amount), false);
    }

    fn total(&mut self, total: Money) {
        let word = format!("{} {}", self.words.total, self.heading.currency);
        self.paper.pair(0, &word, &self.numbers.money(total), true);
    }

    /// Each tax: without, VAT, with.
    fn taxes(&mut self, taxes: &[(Tax, Money, Money, Money)]) {
        if !self.pays_vat() || taxes.is_empty() {
            return;
        }
        let head = [self.words.vat, self.words.net, self.words.vat, self.words.gross].map(str::to_owned);
        let row = |(tax, net, vat, total): &(Tax, Money, Money, Money)| {
            let name = format!("{} {}", tax.class, self.numbers.rate(tax.rate));
            vec![paper::drawn(&name), self.numbers.money(*net), self.numbers.money(*vat), self.numbers.money(*total)]
        };
        let rows: Vec<_> = taxes.iter().map(row).collect();
        self.paper.table(&head, &rows);
    }

    fn pays_vat(&self) -> bool {
        !self.heading.seller.vat_number.is_empty()
    }

    fn foot(&mut self, print: Print) {
        if let Some(name) = self.head.receipt_name().filter(|_| print != Print::Training) {
            self.paper.lines.push(PaperLine::Code(name.code()));
        }
        for line in &self.heading.footer {
            self.paper.centred(line, false);
        }
    }
}

/// The lines as text: for spool, tests and the office.
pub fn as_text(lines: &[PaperLine], columns: usize) -> String {
    let mut text = String::new();
    for line in lines {
        match line {
            PaperLine::Text { text: line, .. } => text.push_str(line.trim_end()),
            PaperLine::Rule => text.push_str(&"─".repeat(columns)),
            PaperLine::Code(digits) => {
                text.push_str(&" ".repeat(columns.saturating_sub(digits.len() + 2) / 2));
                text.push_str(&format!("[{digits}]"));
            }
        }
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests;
