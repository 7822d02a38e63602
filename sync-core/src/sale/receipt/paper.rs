//! Lines of a given width: what is centred, what stands left and right, and what is wrapped, so that nothing is wider and no
//! letter or digit gets lost.

use crate::domain::as_drawn;
use crate::sale::money::{Money, Price, Quantity, Rate};
use unicode_normalization::UnicodeNormalization;

/// One line of paper. A letter is one cell; a line of double height has as many.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum PaperLine {
    /// Text.
    Text {
        /// At most as many letters as the paper has columns.
        text: String,
        /// With thicker strokes.
        bold: bool,
        /// Twice as high.
        double: bool,
    },
    /// A line across.
    Rule,
    /// A barcode of digits: Code 128, set C.
    Code(String),
}

/// The columns of a paper that is being filled.
pub(super) struct Paper {
    columns: usize,
    pub lines: Vec<PaperLine>,
}

impl Paper {
    pub fn new(columns: usize) -> Self {
        Self { columns, lines: Vec::new() }
    }

    pub fn rule(&mut self) {
        self.lines.push(PaperLine::Rule);
    }

    pub fn centred(&mut self, text: &str, bold: bool) {
        for line in wrapped(&drawn(text), self.columns) {
            let left = (self.columns - width(&line)) / 2;
            self.push(format!("{}{line}", " ".repeat(left)), bold, false);
        }
    }

    /// Text from the left, its further lines indented as its first.
    pub fn left(&mut self, text: &str, bold: bool) {
        self.indented(0, text, bold);
    }

    pub fn indented(&mut self, indent: usize, text: &str, bold: bool) {
        for line in wrapped(&drawn(text), self.columns - indent) {
            self.push(format!("{}{line}", " ".repeat(indent)), bold, false);
        }
    }

    /// Something left and something right, on one line if there is room, else the right one on the last line that has.
    pub fn pair(&mut self, indent: usize, left: &str, right: &str, double: bool) {
        let (mut lines, right) = (wrapped(&drawn(left), self.columns - indent), drawn(right));
        let fits = |line: &str| indent + width(line) + 1 + width(&right) <= self.columns;
        let last = lines
            .pop()
            .filter(|last| {
                fits(last) || {
                    lines.push(last.clone());
                    false
                }
            })
            .unwrap_or_default();
        for line in lines {
            self.push(format!("{}{line}", " ".repeat(indent)), double, double);
        }
        let beside = if last.is_empty() { String::new() } else { format!("{}{last}", " ".repeat(indent)) };
        for (index, part) in wrapped(&right, self.columns).into_iter().enumerate() {
            let before = if index == 0 { beside.as_str() } else { "" };
            let room = self.columns - width(before) - width(&part);
            self.push(format!("{before}{}{part}", " ".repeat(room)), double, double);
        }
    }

    /// A table whose first column is left and the others right; where it is too wide, each row below itself.
    pub fn table(&mut self, head: &[String], rows: &[Vec<String>]) {
        let all = || std::iter::once(head).chain(rows.iter().map(Vec::as_slice));
        let widths: Vec<usize> = (0..head.len())
            .map(|at| all().filter_map(|row| row.get(at)).map(|cell| width(cell)).max().unwrap_or(0))
            .collect();
        let gaps = widths.len().saturating_sub(1);
        let Some(room) = self.columns.checked_sub(widths.iter().sum::<usize>() + gaps) else {
            for row in rows {
                self.left(row.first().map_or("", String::as_str), false);
                for (name, cell) in head.iter().zip(row).skip(1) {
                    self.pair(2, name, cell, false);
                }
            }
            return;
        };
        for row in all() {
            let mut line = String::new();
            for (at, (cell, wide)) in row.iter().zip(&widths).enumerate() {
                let pad = " ".repeat(wide - width(cell));
                match at {
                    0 => line.push_str(&format!("{cell}{pad}")),
                    // What is left of the line is spread before the others.
                    _ => line.push_str(&format!("{} {pad}{cell}", " ".repeat(spread(room, gaps, at)))),
                }
            }
            self.push(line, false, false);
        }
    }

    fn push(&mut self, text: String, bold: bool, double: bool) {
        self.lines.push(PaperLine::Text { text, bold, double });
    }
}

fn spread(room: usize, gaps: usize, at: usize) -> usize {
    room * at / gaps.max(1) - room * (at - 1) / gaps.max(1)
}

/// Letters that the paper has, one cell each; a box for each that it lacks.
pub(super) fn drawn(text: &str) -> String {
    as_drawn(&text.nfc().map(|letter| if letter.is_whitespace() { ' ' } else { letter }).collect::<String>())
}

pub(super) fn width(text: &str) -> usize {
    text.chars().count()
}

/// Text in lines of at most so many letters: between words if it can be, else within one. Only blanks between words get lost.
pub(super) fn wrapped(text: &str, columns: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let mut word: Vec<char> = word.chars().collect();
        loop {
            let line = match lines.last_mut() {
                Some(line) => line,
                None => return lines,
            };
            let gap = usize::from(!line.is_empty());
            if width(line) + gap + word.len() <= columns {
                line.extend(std::iter::repeat_n(' ', gap).chain(word));
                break;
            }
            if line.is_empty() {
                let rest = word.split_off(columns.max(1).min(word.len()));
                line.extend(std::mem::replace(&mut word, rest));
            }
            lines.push(String::new());
        }
    }
    if lines.len() > 1 && lines.last().is_some_and(String::is_empty) {
        lines.pop();
    }
    lines
}

/// How numbers are written on a paper.
#[derive(Clone, Copy)]
pub(super) struct Numbers {
    pub decimal: char,
    pub minor_digits: u8,
}

impl Numbers {
    pub fn money(self, amount: Money) -> String {
        let digits = self.fixed(amount.0.unsigned_abs(), self.minor_digits);
        if amount < Money::ZERO { format!("−{digits}") } else { digits }
    }

    /// With its sign, also above zero.
    pub fn signed(self, amount: Money) -> String {
        let plus = if amount > Money::ZERO { "+" } else { "" };
        format!("{plus}{}", self.money(amount))
    }

    pub fn price(self, price: Price) -> String {
        self.money(Money(price.get()))
    }

    /// Pieces whole, anything else to the thousandth.
    pub fn quantity(self, quantity: Quantity, is_whole: bool) -> String {
        let thousandths = quantity.get().unsigned_abs();
        if is_whole && quantity.is_whole() { (thousandths / 1_000).to_string() } else { self.fixed(thousandths, 3) }
    }

    /// A rate in percent, with as many decimals as it has.
    pub fn rate(self, rate: Rate) -> String {
        let written = self.fixed(rate.get().unsigned_abs(), 2);
        let short = written.trim_end_matches('0').trim_end_matches(self.decimal);
        format!("{short} %")
    }

    fn fixed(self, number: u64, digits: u8) -> String {
        let digits = usize::from(digits.min(6));
        let written = format!("{number:0>width$}", width = digits + 1);
        let (whole, rest) = written.split_at(written.len() - digits);
        if rest.is_empty() { whole.to_owned() } else { format!("{whole}{}{rest}", self.decimal) }
    }
}
