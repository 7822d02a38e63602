//! Which letters of a name terminals cannot draw, said while it is typed.

use std::ops::RangeInclusive;
pub use sync_core::domain::DRAWN;
use sync_core::domain::is_drawn;

/// The letters of a name that terminals cannot draw, each once.
pub fn not_drawn(name: &str) -> String {
    let mut missing = String::new();
    for letter in name.chars().filter(|letter| !is_drawn(*letter)) {
        if !missing.contains(letter) {
            missing.push(letter);
        }
    }
    missing
}

/// [`DRAWN`] as the script reads it: first and last in hexadecimal, separated by blanks.
pub fn as_attribute() -> String {
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
