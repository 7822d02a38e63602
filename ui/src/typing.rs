//! What Slint's language cannot do with a string: tell letters from keys, cut, and spell an enrolment code.

use crate::{App, Shell, Typing, settle};
use slint::{ComponentHandle, SharedString};

/// Characters of an enrolment code; it is shown in groups of [`GROUP`].
const CODE_LENGTH: usize = 24;
const GROUP: usize = 4;

/// Gives the screens their string functions, and lets what they open themselves settle. To be called once, before the window is shown.
pub fn connect(app: &App) {
    let weak = app.as_weak();
    app.global::<Shell>().on_came_up(move || {
        if let Some(app) = weak.upgrade() {
            settle(&app);
        }
    });
    let typing = app.global::<Typing>();
    typing.on_printable(|text| is_printable(&text));
    typing.on_without_last(|text| without_last(&text));
    typing.on_code_of(|text| code_of(&text));
    typing.on_code_groups(|code| code_groups(&code));
}

/// Shows the screens in `language`: en, et, lv or ru. Another one shows English.
pub fn select_language(app: &App, language: &str) {
    if let Some(language) = select_words(language) {
        app.global::<Shell>().set_language(language.into());
    }
}

/// The same for a window that shows no choice of language; which one it is now.
pub fn select_words(language: &str) -> Option<&str> {
    let language = if ["et", "lv", "ru"].contains(&language) { language } else { "en" };
    // English is the language of the source: the bundle knows it by the empty name.
    let bundled = if language == "en" { "" } else { language };
    slint::select_bundled_translation(bundled).is_ok().then_some(language)
}

/// Whether a key event's text is something to type. Slint names the other keys with control characters and with
/// characters of the private use area.
fn is_printable(text: &str) -> bool {
    !text.is_empty() && !text.chars().any(|c| c.is_control() || ('\u{e000}'..='\u{f8ff}').contains(&c))
}

fn without_last(text: &str) -> SharedString {
    let mut characters = text.chars();
    characters.next_back();
    characters.as_str().into()
}

/// Crockford's base 32: capitals, `o` is 0, `i` and `l` are 1, no `u`. What is not in it is dropped.
fn code_of(text: &str) -> SharedString {
    let normal = |c: char| match c.to_ascii_uppercase() {
        'O' => Some('0'),
        'I' | 'L' => Some('1'),
        'U' => None,
        c if c.is_ascii_alphanumeric() => Some(c),
        _ => None,
    };
    text.chars().filter_map(normal).take(CODE_LENGTH).collect::<String>().into()
}

fn code_groups(code: &str) -> SharedString {
    let characters: Vec<char> = code.chars().collect();
    characters.chunks(GROUP).map(String::from_iter).collect::<Vec<_>>().join(" ").into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_that_type_are_told_from_those_that_do_not() {
        for (text, typed) in [("a", true), ("ģ", true), ("Я", true), (" ", true), ("€", true), ("", false)] {
            assert_eq!(is_printable(text), typed, "{text:?}");
        }
        for key in [slint::platform::Key::Return, slint::platform::Key::Tab, slint::platform::Key::LeftArrow] {
            assert!(!is_printable(&SharedString::from(key)), "{key:?}");
        }
    }

    #[test]
    fn a_code_is_read_as_people_type_it() {
        for (typed, code, shown) in [
            ("", "", ""),
            ("0o1iIlL", "0011111", "0011 111"),
            ("ab-cd ef", "ABCDEF", "ABCD EF"),
            ("aUb!ž", "AB", "AB"),
            ("abcdefghjkmnpqrstvwxyz0123456789", "ABCDEFGHJKMNPQRSTVWXYZ01", "ABCD EFGH JKMN PQRS TVWX YZ01"),
        ] {
            assert_eq!(code_of(typed), code);
            assert_eq!(code_groups(&code_of(typed)), shown);
        }
    }

    #[test]
    fn the_last_character_goes_whatever_its_length() {
        for (text, rest) in [("", ""), ("a", ""), ("aё", "a"), ("1€", "1")] {
            assert_eq!(without_last(text), rest);
        }
    }
}
