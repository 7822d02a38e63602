//! Which letters terminals can draw: those of their own font.

use std::ops::RangeInclusive;

/// The characters of the terminals' font; compared with the font by a test of the whole system.
pub const DRAWN: [RangeInclusive<char>; 20] = [
    '\u{20}'..='\u{7e}',
    '\u{a0}'..='\u{148}',
    '\u{14a}'..='\u{17f}',
    '\u{218}'..='\u{21b}',
    '\u{400}'..='\u{45f}',
    '\u{490}'..='\u{491}',
    '\u{2010}'..='\u{2014}',
    '\u{2018}'..='\u{201e}',
    '\u{2022}'..='\u{2022}',
    '\u{2026}'..='\u{2026}',
    '\u{202f}'..='\u{2030}',
    '\u{2032}'..='\u{2033}',
    '\u{2039}'..='\u{203a}',
    '\u{20ac}'..='\u{20ac}',
    '\u{20bd}'..='\u{20bd}',
    '\u{2116}'..='\u{2116}',
    '\u{2122}'..='\u{2122}',
    '\u{2190}'..='\u{2193}',
    '\u{2212}'..='\u{2212}',
    '\u{2264}'..='\u{2265}',
];

/// The letters of a name that terminals cannot draw, each once.
pub(crate) fn not_drawn(name: &str) -> String {
    let mut missing = String::new();
    for letter in name.chars().filter(|letter| !DRAWN.iter().any(|range| range.contains(letter))) {
        if !missing.contains(letter) {
            missing.push(letter);
        }
    }
    missing
}

/// [`DRAWN`] as the script reads it: first and last in hexadecimal, separated by blanks.
pub(crate) fn as_attribute() -> String {
    let range = |range: &RangeInclusive<char>| format!("{:x}-{:x}", u32::from(*range.start()), u32::from(*range.end()));
    DRAWN.iter().map(range).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_that_terminals_lack_are_named_once_each() {
        for (name, missing) in [
            ("Kärt Õun-Žagars O’Neill", ""),
            ("Ольга Иванова №1", ""),
            ("王小明 王", "王小明"),
            ("สมชาย", "สมชาย"),
            ("Nguyễn Thị", "ễị"),
            ("Mari 😀", "😀"),
            ("\u{149}a", "\u{149}"),
            ("", ""),
        ] {
            assert_eq!(not_drawn(name), missing, "{name}");
        }
        assert!(as_attribute().starts_with("20-7e a0-148 "));
    }
}
