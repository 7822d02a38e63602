//! Codes of articles: what was scanned or typed, as office, import and terminal all write it; and codes that carry a weight or
//! a price.

use super::money::{Money, Price, Quantity, divided, within};
use serde::{Deserialize, Serialize};

/// Digits of a GTIN-14.
const GTIN: usize = 14;
/// Lengths of codes whose last digit checks the others: EAN-8, UPC-A, EAN-13, GTIN-14 (GS1 General Specifications, 3.3).
const CHECKED: [usize; 4] = [8, 12, 13, GTIN];

/// A code as it is kept and compared.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ScannedCode(String);

impl ScannedCode {
    /// Digits of one of the checked lengths with a right check digit become a GTIN-14 with zeros in front, in which UPC-A and
    /// EAN-13 are one number space; anything else stays as it is, but for blanks at its ends. `None`: nothing is left.
    pub fn of(text: &str) -> Option<Self> {
        let text = text.trim();
        if text.is_empty() {
            return None;
        }
        let is_checked = CHECKED.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
        if is_checked && has_right_check_digit(text) {
            return Some(Self(format!("{text:0>GTIN$}")));
        }
        Some(Self(text.to_owned()))
    }

    /// The code.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The last digit checks those before it: they count 3, 1, 3, … from the right (GS1 General Specifications, 7.9).
fn has_right_check_digit(digits: &str) -> bool {
    let weighed =
        digits.bytes().rev().enumerate().map(|(at, digit)| u32::from(digit - b'0') * if at % 2 == 0 { 1 } else { 3 });
    weighed.sum::<u32>() % 10 == 0
}

/// What the four digits of a code count.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CodeAmount {
    /// So many minor units each.
    Price(i64),
    /// So many thousandths of a unit each: grams of a kilogram.
    Quantity(i64),
}

/// How an EAN-13 with a number of the shop's own is read: two digits of prefix, six of the article, four of the amount, and the
/// check digit.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct CodePattern {
    /// 20 to 29.
    pub prefix: u8,
    /// What one of its amount is.
    pub amount: CodeAmount,
}

/// What a code with an amount says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct InCode {
    /// The six digits that name the article.
    pub article: String,
    /// What the line comes to, if the code says so.
    pub price: Option<Money>,
    /// How much it is, if the code says so and it is more than nothing.
    pub quantity: Option<Quantity>,
}

impl CodePattern {
    /// As Estonia's shops use them (kma.ee, "Kaalukaup ja joonkood"): 20 to 22 a price in cents, ten cents and euros, 23 and 24 a
    /// weight in grams and ten grams.
    pub const ESTONIA: [Self; 5] = [
        Self { prefix: 20, amount: CodeAmount::Price(1) },
        Self { prefix: 21, amount: CodeAmount::Price(10) },
        Self { prefix: 22, amount: CodeAmount::Price(100) },
        Self { prefix: 23, amount: CodeAmount::Quantity(1) },
        Self { prefix: 24, amount: CodeAmount::Quantity(10) },
    ];

    /// What the code says by the pattern whose prefix it has; `None`: it is none with an amount, or its check digit is wrong.
    pub fn read(patterns: &[Self], text: &str) -> Option<InCode> {
        let text = text.trim();
        if text.len() != 13 || !text.bytes().all(|byte| byte.is_ascii_digit()) || !has_right_check_digit(text) {
            return None;
        }
        let prefix: u8 = text[..2].parse().ok()?;
        let pattern = patterns.iter().find(|pattern| pattern.prefix == prefix)?;
        let amount: i64 = text[8..12].parse().ok()?;
        let (price, quantity) = match pattern.amount {
            CodeAmount::Price(each) => (Some(Money(amount.saturating_mul(each))), None),
            CodeAmount::Quantity(each) => (None, Quantity::new(amount.saturating_mul(each)).ok()),
        };
        (price.is_some() || quantity.is_some()).then(|| InCode { article: text[2..8].to_owned(), price, quantity })
    }
}

/// The quantity that an amount in a code stands for, which only moves stock: one piece where the unit costs nothing.
pub fn quantity_for(amount: Money, unit: Option<Price>) -> Quantity {
    let Some(unit) = unit.filter(|unit| unit.get() > 0) else { return Quantity::ONE };
    let thousandths = divided(i128::from(amount.0) * 1_000, unit.get().into()).max(Quantity::LEAST.into());
    let most = within(thousandths, Quantity::LEAST, Quantity::MOST).unwrap_or(Quantity::MOST);
    Quantity::new(most).unwrap_or(Quantity::ONE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn twelve_thirteen_and_fourteen_digits_of_one_number_are_one_code() {
        for same in ["036000291452", "0036000291452", "00036000291452", " 036000291452 "] {
            assert_eq!(ScannedCode::of(same).unwrap().as_str(), "00036000291452", "{same}");
        }
        for (typed, kept) in [
            ("4740123456785", "04740123456785"),
            ("4740123456784", "4740123456784"),
            ("96385074", "00000096385074"),
            ("96385075", "96385075"),
            ("KOHV-250", "KOHV-250"),
            (" abc d ", "abc d"),
            ("007", "007"),
        ] {
            assert_eq!(ScannedCode::of(typed).unwrap().as_str(), kept, "{typed}");
        }
        assert_eq!(ScannedCode::of("  "), None);
    }

    #[test]
    fn a_weight_or_a_price_is_read_from_the_code() {
        let read = |text: &str| CodePattern::read(&CodePattern::ESTONIA, text);
        let weight = read("2300123007428").unwrap();
        assert_eq!((weight.article.as_str(), weight.quantity.unwrap().get(), weight.price), ("001230", 742, None));
        let with_check = |digits: &str| {
            (0..10).map(|check| format!("{digits}{check}")).find(|code| has_right_check_digit(code)).unwrap()
        };
        for (digits, price, quantity) in [
            ("200012300742", Some(742), None),
            ("210012300742", Some(7_420), None),
            ("220012300007", Some(700), None),
            ("240012300742", None, Some(7_420)),
        ] {
            let read = read(&with_check(digits)).unwrap();
            assert_eq!(
                (read.price.map(|money| money.0), read.quantity.map(Quantity::get)),
                (price, quantity),
                "{digits}"
            );
        }
        // The last digit is wrong; another prefix; a weight of nothing; not 13 digits.
        for unread in ["2300123007427", &with_check("250012300742"), &with_check("230012300000"), "230012300742"] {
            assert_eq!(read(unread), None, "{unread}");
        }
    }

    #[test]
    fn a_price_in_the_code_moves_as_much_stock_as_it_pays_for() {
        let unit = |price| Some(Price::new(price).unwrap());
        for (amount, price, quantity) in [
            (177, unit(239), 741),
            (239, unit(239), 1_000),
            (0, unit(239), 1),
            (177, unit(0), 1_000),
            (177, None, 1_000),
            (99_990_000, unit(1), Quantity::MOST),
        ] {
            assert_eq!(quantity_for(Money(amount), price).get(), quantity, "{amount} {price:?}");
        }
    }
}
