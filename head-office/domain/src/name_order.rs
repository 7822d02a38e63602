//! The order of names in lists: that of the company's language, with numbers by their value. What is stored and compared is
//! a key of bytes, so that every database puts names in the same order and a page of a list is found along an index.

use icu_collator::options::CollatorOptions;
use icu_collator::preferences::CollationNumericOrdering;
use icu_collator::{CollatorBorrowed, CollatorPreferences};
use icu_locale_core::{Locale, locale};
use std::sync::LazyLock;
use sync_core::domain::{Language, plain_sign};

/// The order of one language (CLDR).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct NameOrder(Language);

/// What compares, a language each, in the order of [`Language::ALL`].
static COLLATORS: LazyLock<[CollatorBorrowed<'static>; 4]> =
    LazyLock::new(|| Language::ALL.map(|language| collator(&locale_of(language))));

impl NameOrder {
    /// That of a language.
    pub fn of(language: Language) -> Self {
        Self(language)
    }

    /// The key of a name: keys compare as their names do. Typographic apostrophes and hyphens stand where those of a
    /// keyboard do.
    pub fn key(self, name: &str) -> Vec<u8> {
        let [en, et, lv, ru] = &*COLLATORS;
        let collator = match self.0 {
            Language::En => en,
            Language::Et => et,
            Language::Lv => lv,
            Language::Ru => ru,
        };
        let plain: String = name.chars().map(plain_sign).collect();
        let mut key = Vec::with_capacity(plain.len() * 2);
        let Ok(()) = collator.write_sort_key_to(&plain, &mut key);
        key
    }
}

fn locale_of(language: Language) -> Locale {
    match language {
        Language::En => locale!("en"),
        Language::Et => locale!("et"),
        Language::Lv => locale!("lv"),
        Language::Ru => locale!("ru"),
    }
}

fn collator(locale: &Locale) -> CollatorBorrowed<'static> {
    let mut preferences = CollatorPreferences::from(locale);
    preferences.numeric_ordering = Some(CollationNumericOrdering::True);
    let collator = CollatorBorrowed::try_new(preferences, CollatorOptions::default());
    collator.expect("the data of all languages is compiled in")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sorted(language: Language, names: &[&str]) -> Vec<String> {
        let mut names: Vec<_> = names.iter().map(|name| (*name).to_owned()).collect();
        names.reverse();
        names.sort_by_cached_key(|name| NameOrder::of(language).key(name));
        names
    }

    #[test]
    fn names_are_in_the_order_of_each_language_and_numbers_by_value() {
        for (language, names) in [
            (
                Language::Et,
                &[
                    "Rand", "Saar", "Sõmer", "Šaar", "Zaal", "Žanna", "Tamm", "Uibo", "Vaher", "Wagner", "Õun", "Äke",
                    "Öö", "Ülo", "Xena", "Yngve",
                ][..],
            ),
            (
                Language::Lv,
                &[
                    "Cālis", "Česka", "Gaile", "Ģirts", "Kalns", "Ķirsis", "Lapa", "Ļaudis", "Sala", "Šalle", "Zars",
                    "Žagars",
                ],
            ),
            (Language::Ru, &["Елена", "Ёлкин", "Жанна", "Йод", "Anna"]),
            (Language::En, &["Oak", "Õun", "Ox", "Sal", "Šar", "Zed", "Žuk"]),
            (Language::Et, &["Till 1", "Till 2", "Till 2b", "Till 10", "Till 010a", "Till 100", "Tillid"]),
            (Language::En, &["Anna-Liisa", "Anna‑Mari", "Anna", "O'Neal", "O’Neill"]),
        ] {
            let shuffled = sorted(language, names);
            if language == Language::En && names[0].starts_with("Anna") {
                assert_eq!(shuffled, ["Anna", "Anna-Liisa", "Anna‑Mari", "O'Neal", "O’Neill"]);
            } else {
                assert_eq!(shuffled, names, "{language}");
            }
        }
    }

    /// When this fails, another version of the library makes other keys: those that are stored must be made anew, by a
    /// migration that empties them.
    #[test]
    fn keys_that_are_stored_stay_what_they_are() {
        let keys = ["Till 10", "Õunapuu", "Žanna"].map(|name| {
            NameOrder::of(Language::Et).key(name).iter().map(|byte| format!("{byte:02x}")).collect::<String>()
        });
        assert_eq!(keys, ["513b414104100c010a01dc09", "580d53452b495353010b01c60a", "50332b45452b010901c608"]);
    }
}
