//! Numbers of receipts: the series that head office gave out, and the number within it.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// What a printed code begins with, so that no article's code is one: no GTIN has 18 digits.
const PREFIX: &str = "98";
/// Digits of a printed code: the prefix, seven of the series, seven of the number, two that check them.
const DIGITS: usize = 18;

macro_rules! counted {
    ($(#[$doc:meta])+ $name:ident) => {
        $(#[$doc])+
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
        #[serde(try_from = "u32", into = "u32")]
        pub struct $name(u32);

        impl $name {
            /// The first one.
            pub const FIRST: Self = Self(1);
            /// The last one: seven digits have room for no more.
            pub const LAST: Self = Self(9_999_999);

            /// The number, if it is one of 1 to 9,999,999.
            pub const fn new(number: u32) -> Option<Self> {
                if number < Self::FIRST.0 || number > Self::LAST.0 { None } else { Some(Self(number)) }
            }

            /// The number.
            pub const fn get(self) -> u32 {
                self.0
            }

            /// The one behind it; none behind the last.
            pub const fn next(self) -> Option<Self> {
                Self::new(self.0 + 1)
            }
        }

        impl TryFrom<u32> for $name {
            type Error = &'static str;
            fn try_from(number: u32) -> Result<Self, &'static str> {
                Self::new(number).ok_or("a number is between 1 and 9,999,999")
            }
        }

        impl From<$name> for u32 {
            fn from(number: $name) -> u32 {
                number.0
            }
        }
    };
}

counted! {
    /// The chain and the numbers of one life of one terminal's records. Head office gives each out once, for ever (C1).
    Series
}
counted! {
    /// Counts a series' receipts, of sales and of refunds: 1, 2, 3 and so on, none left out.
    ReceiptNumber
}

/// What a receipt is called: its series and its number. Printed as `12-000345`, and as a code of 18 digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct ReceiptName {
    /// The series.
    pub series: Series,
    /// The number within it.
    pub number: ReceiptNumber,
}

impl ReceiptName {
    /// The code of 18 digits that is scanned from paper. Digits only: scanners type letters in the keyboard's layout.
    pub fn code(self) -> String {
        let digits = format!("{PREFIX}{:07}{:07}", self.series.0, self.number.0);
        let check = 98 - remainder(&digits) * 100 % 97;
        format!("{digits}{check:02}")
    }

    /// Reads what [`ReceiptName::code`] wrote. `None`: it is no such code, or a digit is wrong.
    pub fn from_code(text: &str) -> Option<Self> {
        let text = text.trim();
        let is_one = text.len() == DIGITS && text.bytes().all(|byte| byte.is_ascii_digit()) && text.starts_with(PREFIX);
        if !is_one {
            return None;
        }
        let part = |from: usize, to: usize| text.get(from..to).and_then(|part| part.parse::<u32>().ok());
        let name = Self { series: Series::new(part(2, 9)?)?, number: ReceiptNumber::new(part(9, 16)?)? };
        // One name, one code: then its check digits are right.
        (name.code() == text).then_some(name)
    }
}

/// What is left of a number of many digits, divided by 97 (ISO/IEC 7064, MOD 97-10).
fn remainder(digits: &str) -> u32 {
    digits.bytes().fold(0, |left, digit| (left * 10 + u32::from(digit.wrapping_sub(b'0'))) % 97)
}

impl fmt::Display for ReceiptName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{:06}", self.series.0, self.number.0)
    }
}

/// Reads a name as it is printed, also without the noughts.
impl FromStr for ReceiptName {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (series, number) = text.trim().split_once('-').ok_or(())?;
        let read = |digits: &str| {
            let is_number = !digits.is_empty() && digits.len() <= 7 && digits.bytes().all(|byte| byte.is_ascii_digit());
            if is_number { digits.parse::<u32>().map_err(drop) } else { Err(()) }
        };
        Ok(Self { series: Series::new(read(series)?).ok_or(())?, number: ReceiptNumber::new(read(number)?).ok_or(())? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn name(series: u32, number: u32) -> ReceiptName {
        ReceiptName { series: Series::new(series).unwrap(), number: ReceiptNumber::new(number).unwrap() }
    }

    #[test]
    fn a_receipt_is_called_by_series_and_number() {
        assert_eq!(name(12, 345).to_string(), "12-000345");
        assert_eq!(name(12, 345).code(), "980000012000034548");
        assert_eq!(name(9_999_999, 9_999_999).to_string(), "9999999-9999999");
        assert_eq!(name(9_999_999, 9_999_999).code().len(), DIGITS);
        assert_eq!(ReceiptNumber::LAST.next(), None);
        assert_eq!(" 12-345 ".parse(), Ok(name(12, 345)));
        for wrong in ["", "12", "12-", "-5", "0-1", "1-0", "12-+45", "1-10000000", "12-0000000345"] {
            assert_eq!(wrong.parse::<ReceiptName>(), Err(()), "{wrong}");
        }
    }

    proptest! {
        #![proptest_config(super::super::many_cases())]

        #[test]
        fn one_wrong_digit_or_two_exchanged_are_no_code(series in 1..=9_999_999u32, number in 1..=9_999_999u32, at in 0..DIGITS, digit in b'0'..=b'9') {
            let name = name(series, number);
            let code = name.code();
            prop_assert_eq!(ReceiptName::from_code(&code), Some(name));
            prop_assert_eq!(name.to_string().parse(), Ok(name));
            let mut wrong = code.clone().into_bytes();
            wrong[at] = digit;
            let wrong = String::from_utf8(wrong).unwrap();
            prop_assert_eq!(ReceiptName::from_code(&wrong).is_some(), wrong == code);
            let mut swapped = code.clone().into_bytes();
            swapped.swap(at, (at + 1) % DIGITS);
            let swapped = String::from_utf8(swapped).unwrap();
            let is_neighbour = at + 1 < DIGITS;
            prop_assert!(!is_neighbour || ReceiptName::from_code(&swapped).is_some() == (swapped == code));
        }
    }
}
