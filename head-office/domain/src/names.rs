//! Names that people type for records: what can be read, printed and told apart.

use sync_core::domain::plain_sign;
use unicode_normalization::UnicodeNormalization;

/// The most characters a name has.
pub const MOST_CHARACTERS: usize = 100;

/// Why something typed is no name.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum NameError {
    /// Nothing, or only spaces.
    #[error("a name is missing")]
    Missing,
    /// More than [`MOST_CHARACTERS`].
    #[error("a name has at most {MOST_CHARACTERS} characters")]
    TooLong,
    /// A control character, or one that is invisible or turns the direction of the text.
    #[error("a name has only characters that can be seen")]
    Invisible,
}

/// A name as it is stored: composed (NFC), without spaces around it and with single ones in it.
///
/// # Errors
/// Why it is none.
pub fn name(typed: &str) -> Result<String, NameError> {
    let name = typed.split_whitespace().collect::<Vec<_>>().join(" ").nfc().collect::<String>();
    if name.is_empty() {
        return Err(NameError::Missing);
    }
    let characters = name.chars().collect::<Vec<_>>();
    let is_kept = |at: usize| at > 0 && is_joiner_between(&characters[at - 1..]);
    if characters.iter().enumerate().any(|(at, character)| is_invisible(*character) && !is_kept(at)) {
        return Err(NameError::Invisible);
    }
    if characters.len() > MOST_CHARACTERS {
        return Err(NameError::TooLong);
    }
    Ok(name)
}

/// How many lines something has, and how long they are, at most.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct LinesLimit {
    /// Lines.
    pub lines: usize,
    /// Characters in a line.
    pub characters: usize,
}

/// An address.
pub const ADDRESS: LinesLimit = LinesLimit { lines: 6, characters: 100 };
/// What receipts begin with: paper of 80 mm takes 48 characters a line.
pub const RECEIPT_HEADER: LinesLimit = LinesLimit { lines: 8, characters: 48 };

/// Why something typed cannot be lines.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum LinesError {
    /// More lines than there may be.
    #[error("has at most {} lines", .0.lines)]
    TooMany(LinesLimit),
    /// A line is longer than it may be.
    #[error("has at most {} characters in a line", .0.characters)]
    TooLong(LinesLimit),
    /// As of names.
    #[error("has only characters that can be seen")]
    Invisible,
}

/// Lines as they are stored: each as a name is, without empty ones at the beginning and the end. Nothing typed is no line.
///
/// # Errors
/// Why they are none.
pub fn lines(typed: &str, limit: LinesLimit) -> Result<String, LinesError> {
    let mut lines = Vec::new();
    for line in typed.trim().lines() {
        let line = line.split_whitespace().collect::<Vec<_>>().join(" ").nfc().collect::<String>();
        if line.chars().any(is_invisible) {
            return Err(LinesError::Invisible);
        }
        if line.chars().count() > limit.characters {
            return Err(LinesError::TooLong(limit));
        }
        lines.push(line);
    }
    match lines.len() > limit.lines {
        true => Err(LinesError::TooMany(limit)),
        false => Ok(lines.join("\n")),
    }
}

/// Whether people would take two names for one: they differ in nothing but small and capital letters, blanks, the shape of
/// apostrophes and hyphens, or letters of another alphabet that look the same.
pub fn are_alike(one: &str, other: &str) -> bool {
    seen(one) == seen(other)
}

/// A name as the eye reads it: by its capitals, which look the same in more alphabets than small letters do.
fn seen(name: &str) -> String {
    let name: String = name.split_whitespace().collect::<Vec<_>>().join(" ").nfc().collect();
    let capitals = name.to_lowercase().chars().flat_map(char::to_uppercase).collect::<Vec<_>>();
    capitals.into_iter().map(|character| look_alike(plain_sign(character))).collect()
}

/// A name with Latin letters in place of those of other alphabets that look the same.
pub fn in_latin(name: &str) -> String {
    seen(name).to_lowercase()
}

/// Cyrillic and Greek capitals as the Latin ones they look like.
fn look_alike(capital: char) -> char {
    match capital {
        'А' | 'Α' => 'A',
        'В' | 'Β' => 'B',
        'С' | 'Ϲ' => 'C',
        'Е' | 'Ε' => 'E',
        'Н' | 'Η' => 'H',
        'І' | 'Ӏ' | 'Ι' => 'I',
        'Ј' => 'J',
        'К' | 'Κ' => 'K',
        'М' | 'Μ' => 'M',
        'Ν' => 'N',
        'О' | 'Ο' => 'O',
        'Р' | 'Ρ' => 'P',
        'Ѕ' => 'S',
        'Т' | 'Τ' => 'T',
        'Х' | 'Χ' => 'X',
        'У' | 'Ү' | 'Υ' => 'Y',
        'Ζ' => 'Z',
        other => other,
    }
}

/// The beginning of any text as it can be shown to people: what cannot be seen is replaced by a sign that can.
pub fn shown(text: &str, most_characters: usize) -> String {
    let mut characters = text.trim().chars();
    let visible = |character| if is_invisible(character) { char::REPLACEMENT_CHARACTER } else { character };
    let mut shown: String = characters.by_ref().take(most_characters).map(visible).collect();
    if characters.next().is_some() {
        shown.push('…');
    }
    shown
}

/// Whether the second of these is a joiner or non-joiner between two letters of a script that is not written right without:
/// the Arabic and the Indic ones.
fn is_joiner_between(characters: &[char]) -> bool {
    let needs_it =
        |letter: char| matches!(u32::from(letter), 0x620..=0x6D3 | 0x6FA..=0x77F | 0x900..=0xDFF | 0x1000..=0x109F);
    matches!(characters, [before, '\u{200c}' | '\u{200d}', after, ..] if needs_it(*before) && needs_it(*after))
}

/// Controls, formats (Unicode category Cf), fillers that look like spaces, and what is for private use.
fn is_invisible(character: char) -> bool {
    character.is_control()
        || matches!(
            u32::from(character),
            0xAD | 0x34F | 0x600..=0x605 | 0x61C | 0x6DD | 0x70F | 0x8E2 | 0x115F..=0x1160 | 0x17B4..=0x17B5
                | 0x180B..=0x180F | 0x200B..=0x200F | 0x2028..=0x202E | 0x2060..=0x206F | 0x2800 | 0x3164
                | 0xE000..=0xF8FF | 0xFE00..=0xFE0F | 0xFEFF | 0xFFA0 | 0xFFF0..=0xFFFF | 0x1D173..=0x1D17A
                | 0xE0000..=0x10FFFF
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_bounded_and_can_be_seen() {
        const LIMIT: LinesLimit = LinesLimit { lines: 3, characters: 8 };
        for (typed, expect) in [
            ("", Ok("")),
            (" \r\n \n", Ok("")),
            ("  Viru  4 \r\n\r\nTallinn\n\n", Ok("Viru 4\n\nTallinn")),
            ("a\tb\rc", Ok("a b c")),
            ("o\u{303}", Ok("õ")),
            ("12345678", Ok("12345678")),
            ("123456789", Err(LinesError::TooLong(LIMIT))),
            ("1\n2\n3\n4", Err(LinesError::TooMany(LIMIT))),
            ("a\u{202e}b", Err(LinesError::Invisible)),
            ("a\0", Err(LinesError::Invisible)),
            ("a\n\u{1b}[2J", Err(LinesError::Invisible)),
            ("<b>", Ok("<b>")),
        ] {
            assert_eq!(lines(typed, LIMIT), expect.map(str::to_owned), "{typed:?}");
        }
    }

    #[test]
    fn names_are_alike_whatever_their_capitals() {
        for (one, other, expect) in [
            ("Sadama", "sadama", true),
            ("ÕUNA POOD", "Õuna pood", true),
            ("Пушкина", "ПУШКИНА", true),
            ("Kesk", "Кеsк", true),
            ("COOP", "СООР", true),
            ("Sadama  4", "sadama\u{a0}4", true),
            ("O’Neill", "o'neill", true),
            ("Kesk–Tallinn", "Kesk-Tallinn", true),
            ("Пушкина", "Pushkina", false),
            ("Põld", "Pold", false),
            ("Kesk 1", "Kesk 11", false),
        ] {
            assert_eq!(are_alike(one, other), expect, "{one} {other}");
        }
    }

    #[test]
    fn of_any_text_something_can_be_shown() {
        assert_eq!(shown(" Mari ", 10), "Mari");
        assert_eq!(shown("a\u{202e}b\nc\u{0}", 10), "a\u{fffd}b\u{fffd}c\u{fffd}");
        assert_eq!(shown(&"õ".repeat(10_000), 3), "õõõ…");
    }

    #[test]
    fn what_can_be_seen_is_a_name() {
        for (typed, expect) in [
            ("Kesklinn", Ok("Kesklinn")),
            ("  Rīga \t Spice\n", Ok("Rīga Spice")),
            ("O\u{303}un", Ok("Õun")),
            ("Магазин №1", Ok("Магазин №1")),
            ("<script>alert(1)</script>", Ok("<script>alert(1)</script>")),
            ("", Err(NameError::Missing)),
            ("\u{a0} \u{3000}", Err(NameError::Missing)),
            ("Till\u{0}", Err(NameError::Invisible)),
            ("\u{1b}[31mred", Err(NameError::Invisible)),
            ("\u{202e}nnilkseK", Err(NameError::Invisible)),
            ("Kesk\u{200b}linn", Err(NameError::Invisible)),
            ("\u{feff}Kesklinn", Err(NameError::Invisible)),
            ("Kesk\u{e0061}", Err(NameError::Invisible)),
            ("क्\u{200d}ष", Ok("क्\u{200d}ष")),
            ("می\u{200c}خواهم", Ok("می\u{200c}خواهم")),
            ("Kesk\u{200d}linn", Err(NameError::Invisible)),
            ("क\u{200d}", Err(NameError::Invisible)),
            ("क\u{200d}\u{200d}ष", Err(NameError::Invisible)),
        ] {
            assert_eq!(name(typed).as_deref(), expect.as_ref().copied(), "{typed:?}");
        }
        assert!(name(&"õ".repeat(MOST_CHARACTERS)).is_ok());
        assert_eq!(name(&"õ".repeat(MOST_CHARACTERS + 1)), Err(NameError::TooLong));
        assert_eq!(name(&"x".repeat(10_000)), Err(NameError::TooLong));
    }
}
