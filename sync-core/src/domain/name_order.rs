//! In which order a terminal lists names: as the reader's language has its letters, and numbers by their value. Head office
//! orders its lists by CLDR; this is the part of it that a short list of stores needs.

use super::Language;
use std::iter::Peekable;
use std::str::Chars;
use unicode_normalization::UnicodeNormalization;

const ENGLISH: &str = "abcdefghijklmnopqrstuvwxyz";
const ESTONIAN: &str = "abcdefghijklmnopqrsšzžtuvwõäöüxy";
const LATVIAN: &str = "abcčdefgģhiyjkķlļmnņopqrŗsštuvwxzž";
const RUSSIAN: &str = "абвгдежзийклмнопрстуфхцчшщъыьэюя";

/// What names are compared by first; a mark on a letter, and whether it is a capital, only decide between equals.
#[derive(PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct NameKey(Vec<Unit>, String);

/// Signs stand before numbers, numbers before letters.
#[derive(PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Unit {
    Sign(char),
    /// How many digits, without noughts before them, and which.
    Number(usize, String),
    /// Where in the alphabet.
    Letter(usize),
    /// Of no alphabet here.
    Other(char),
}

/// What to compare this name by.
pub fn name_key(language: Language, name: &str) -> NameKey {
    let lower: String = name.nfc().flat_map(char::to_lowercase).collect();
    let mut units = Vec::new();
    let mut rest = lower.chars().peekable();
    while let Some(first) = rest.next() {
        match first {
            '0'..='9' => units.push(number(first, &mut rest)),
            letter if letter.is_alphabetic() => units.extend(letters(language, letter)),
            sign => units.push(Unit::Sign(sign)),
        }
    }
    NameKey(units, name.to_owned())
}

fn number(first: char, rest: &mut Peekable<Chars<'_>>) -> Unit {
    let mut digits = String::from(first);
    digits.extend(std::iter::from_fn(|| rest.next_if(char::is_ascii_digit)));
    let value = digits.trim_start_matches('0');
    Unit::Number(value.len(), value.to_owned())
}

/// A letter that the language has none of stands where it does without its marks.
fn letters(language: Language, letter: char) -> Vec<Unit> {
    let place =
        |letter: char| alphabet(language).position(|known| known == letter).map_or(Unit::Other(letter), Unit::Letter);
    match place(letter) {
        Unit::Other(_) => [letter].into_iter().nfd().filter(|part| part.is_alphabetic()).map(place).collect(),
        known => vec![known],
    }
}

/// Letters of the other script stand behind the language's own.
fn alphabet(language: Language) -> impl Iterator<Item = char> {
    let [own, other] = match language {
        Language::En => [ENGLISH, RUSSIAN],
        Language::Et => [ESTONIAN, RUSSIAN],
        Language::Lv => [LATVIAN, RUSSIAN],
        Language::Ru => [RUSSIAN, ENGLISH],
    };
    own.chars().chain(other.chars())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_in_the_order_of_each_language_and_numbers_by_value() {
        for (language, names) in [
            (
                Language::En,
                &[
                    "-",
                    "7 up",
                    "08",
                    "Apple",
                    "Äpple",
                    "Apples",
                    "Till",
                    "Till 2",
                    "till 2",
                    "Till 10",
                    "Till 100000000000000000000000",
                    "Ёлка",
                    "Елка",
                    "Ель",
                    "Житница",
                    "王",
                ][..],
            ),
            (
                Language::Et,
                &["Rand", "Saar", "Sõmer", "Šaar", "Zaal", "Žanna", "Tamm", "Õun", "Äke", "Öö", "Ülo", "Xena"],
            ),
            (
                Language::Lv,
                &["Cēsis 2", "Cēsis 10", "Čiekuri", "Dārzs", "Gauja", "Ģirts", "Ķekava", "Lats", "Zāle", "Žagars"],
            ),
            (Language::Ru, &["Ёлка 2", "Ёлка 10", "Ель", "Жук", "Arka"]),
        ] {
            let mut sorted = names.to_vec();
            sorted.reverse();
            sorted.sort_by_cached_key(|name| name_key(language, name));
            assert_eq!(sorted, names, "{language}");
        }
    }
}
