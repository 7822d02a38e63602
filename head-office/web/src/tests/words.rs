//! The words: every language has all of them, and none too many.

use super::super::texts::{AllTexts, SOURCES};
use std::collections::BTreeSet;
use std::path::Path;
use sync_core::domain::{Language, UnixMs};

/// Where words are asked for.
const PLACES: [&str; 2] = ["templates", "src"];

/// The keys of a language, and of each what is filled in.
fn keys(sources: &[&str]) -> BTreeSet<(String, BTreeSet<String>)> {
    let mut keys: Vec<(String, BTreeSet<String>)> = Vec::new();
    for line in sources.iter().flat_map(|source| source.lines()).filter(|line| !line.starts_with('#')) {
        if !line.starts_with([' ', '}'])
            && let Some((key, _)) = line.split_once(" =")
        {
            keys.push((key.to_owned(), BTreeSet::new()));
        }
        for (at, _) in line.match_indices("{ $") {
            let name = line[at + 3..].chars().take_while(|character| character.is_alphanumeric()).collect();
            keys.last_mut().unwrap().1.insert(name);
        }
    }
    let set: BTreeSet<_> = keys.iter().cloned().collect();
    assert_eq!(set.len(), keys.len(), "a key twice");
    set
}

/// The text of a file, or of each in a folder and those in it, but for tests.
fn each_file(path: &Path, read: &mut impl FnMut(&str)) {
    if path.is_file() {
        return read(&std::fs::read_to_string(path).unwrap());
    }
    for entry in std::fs::read_dir(path).unwrap() {
        let path = entry.unwrap().path();
        if path.file_name().unwrap() != "tests" {
            each_file(&path, read);
        }
    }
}

#[test]
fn every_language_has_the_same_words_and_they_are_all_used() {
    let [english, others @ ..] = SOURCES.map(|(language, sources)| (language, keys(sources)));
    for (language, keys) in others {
        let differ: Vec<_> = english.1.symmetric_difference(&keys).collect();
        assert!(differ.is_empty(), "{language} differs from English in {differ:?}");
    }
    let mut found = BTreeSet::new();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for place in PLACES {
        // Everything in quotation marks.
        each_file(&root.join(place), &mut |text| found.extend(text.split('"').map(str::to_owned)));
    }
    let unused: Vec<_> = english.1.iter().map(|(key, _)| key).filter(|key| !found.contains(*key)).collect();
    assert!(unused.is_empty(), "nobody says {unused:?}");
}

#[test]
fn whatever_a_page_asks_for_is_there() {
    let known: BTreeSet<_> = keys(SOURCES[0].1).into_iter().map(|(key, _)| key).collect();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut asked = BTreeSet::new();
    for place in PLACES {
        each_file(&root.join(place), &mut |text| {
            for start in [".t(\"", ".with(\"", ".counted(\"", ".counted_with(\""] {
                for (at, _) in text.match_indices(start) {
                    let key = text[at + start.len()..].split('"').next().unwrap();
                    asked.insert(key.to_owned());
                }
            }
        });
    }
    assert!(asked.len() > 20, "the search finds what pages ask for");
    let missing: Vec<_> = asked.difference(&known).collect();
    assert!(missing.is_empty(), "there are no words for {missing:?}");
}

#[test]
fn plurals_and_numbers_are_each_languages_own() {
    let texts = AllTexts::load();
    for (language, count, number, waits) in [
        (Language::En, 1, "1", "in 1 minute."),
        (Language::En, 1_284, "1,284", "in 1,284 minutes."),
        (Language::Et, 1_284, "1284", "1284 minuti"),
        (Language::Et, 12_840, "12\u{a0}840", "12\u{a0}840 minuti"),
        (Language::Lv, 21, "21", "pēc 21 minūtes."),
        (Language::Lv, 11, "11", "pēc 11 minūtēm."),
        (Language::Ru, 1, "1", "через 1 минуту."),
        (Language::Ru, 22, "22", "через 22 минуты."),
        (Language::Ru, 1_000_000, "1\u{a0}000\u{a0}000", "через 1\u{a0}000\u{a0}000 минут."),
    ] {
        assert_eq!(texts.of(language).number(count), number);
        let sentence = texts.of(language).counted("sign-in-throttled", count);
        assert!(sentence.contains(waits), "{language}: {sentence}");
    }
}

#[test]
fn a_time_has_its_year_only_when_it_is_not_this_one() {
    let english = AllTexts::load().of(Language::En);
    let july = UnixMs(1_784_030_400_000);
    assert!(english.time(july, july).starts_with("14 Jul, "), "{}", english.time(july, july));
    let next_year = july.plus_ms(365 * 86_400_000);
    assert!(english.time(july, next_year).starts_with("14 Jul 2026, "));
}
