//! What can be typed on the terminal's screen. `ui/slint/components/keyboard.slint` draws these keys, and a test compares
//! the two: a POS password that somebody chooses must be one that can be typed at every terminal.

/// The letters, as the keys say them; with Shift they are capitals.
const LETTERS: &str = "qwertyuiopasdfghjklzxcvbnmāčēģīķļņšūžõäöüåæøéąęėįųćłйцукенгшщзхфывапролджэячсмитьбюёъ";

/// What has no capitals.
const OTHERS: &str = "1234567890!@#$%^&*()-_=+[]{}\\;:'\",.?~`|<>€£§°№«»„“”‘’–…¢¥₽×÷±¬ ";

/// Whether the keyboard on the terminal's screen has a key for this character.
pub fn can_be_typed(character: char) -> bool {
    let is_letter = |lower: char| lower == character || lower.to_uppercase().eq([character]);
    OTHERS.contains(character) || LETTERS.chars().any(is_letter)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    /// The texts in quotation marks between two words of a source.
    fn quoted(source: &str, from: &str, to: &str) -> BTreeSet<char> {
        let (_, part) = source.split_once(from).unwrap();
        let (part, _) = part.split_once(to).unwrap();
        let mut found = BTreeSet::new();
        let mut characters = part.chars();
        while let Some(character) = characters.next() {
            if character != '"' {
                continue;
            }
            let mut text = String::new();
            while let Some(character) = characters.next().filter(|character| *character != '"') {
                text.push(if character == '\\' { characters.next().unwrap() } else { character });
            }
            let mut text = text.chars();
            found.extend(text.next());
            assert_eq!(text.next(), None, "a key types one character");
        }
        found
    }

    #[test]
    fn what_can_be_typed_is_what_the_keyboard_on_the_screen_shows() {
        let drawn = include_str!("../../../ui/slint/components/keyboard.slint");
        let mut keys = quoted(drawn, "property <[string]> digits-row:", "function type(");
        assert!(drawn.contains("root.key(\" \")"), "the space bar");
        keys.insert(' ');
        assert_eq!(keys, LETTERS.chars().chain(OTHERS.chars()).collect());
    }

    #[test]
    fn capitals_are_typed_with_shift_and_what_has_no_key_not_at_all() {
        for character in "aZõÕŠžйЙ0 €\\\"".chars() {
            assert!(can_be_typed(character), "{character}");
        }
        for character in "ñß中😀\u{a0}/\u{301}ığ".chars() {
            assert!(!can_be_typed(character), "{character}");
        }
    }
}
