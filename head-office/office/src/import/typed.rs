//! What stands in a file as it is meant: the same whatever wrote it.

use super::mistake::Mistake;
use sync_core::domain::PosPassword;
use unicode_normalization::UnicodeNormalization;

/// A text as names are compared and stored: composed (NFC), whatever blanks it has as single spaces, none at the ends.
pub fn plain(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").nfc().collect()
}

/// A POS password that a file sets. What spreadsheets make of one is refused: nobody would find out before they stood at
/// the till.
pub fn password(text: &str) -> Result<PosPassword, Mistake> {
    match is_made_by_a_spreadsheet(text) {
        true => Err(Mistake::SpreadsheetPassword),
        false => PosPassword::chosen(text).map_err(Mistake::NotAPassword),
    }
}

/// A formula that holds a text, a number with exponent or decimals, or a blank at an end.
fn is_made_by_a_spreadsheet(text: &str) -> bool {
    let is_formula = text.starts_with("=\"") && text.ends_with('"');
    let has_blank = text.starts_with(char::is_whitespace) || text.ends_with(char::is_whitespace);
    is_formula || (has_blank && !text.trim().is_empty()) || is_number_with_more(text)
}

/// `1.23457E+11`, `482913.0`, `482913,00`.
fn is_number_with_more(text: &str) -> bool {
    let is_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let text = text.strip_prefix(['+', '-']).unwrap_or(text);
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent.strip_prefix(['+', '-']).unwrap_or(exponent))),
        None => (text, None),
    };
    let decimals = mantissa.split_once(['.', ',']);
    let is_mantissa = decimals.map_or(is_digits(mantissa), |(whole, part)| is_digits(whole) && is_digits(part));
    is_mantissa && exponent.map_or(decimals.is_some(), is_digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_spreadsheet_makes_of_a_password_is_refused_and_a_password_is_not() {
        for text in [
            "=\"004829\"",
            "1.23457E+11",
            "1,23457E+11",
            "1E+11",
            "1e5",
            "4829.0",
            "4829,00",
            "-4829,5",
            " 4829",
            "4829 ",
            "4829\u{a0}",
            "\u{202f}4829",
        ] {
            assert_eq!(password(text).map(drop), Err(Mistake::SpreadsheetPassword), "{text}");
        }
        for text in ["4829", "004829", "48 29", "e5", "1e", "E12", "4.829.1", "Kask7.", "=4829", "-", "4829,"] {
            assert!(password(text).is_ok(), "{text}");
        }
    }

    #[test]
    fn a_text_is_composed_and_its_blanks_are_single_spaces() {
        for (text, expect) in [("  O\u{303}una\u{a0}\t pood ", "Õuna pood"), ("\u{3000}", ""), ("E-1", "E-1")] {
            assert_eq!(plain(text), expect);
        }
    }
}
