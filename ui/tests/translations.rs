//! Every language says everything, says it with the same placeholders, and says nothing that nobody asks for.
//!
//! Reads the sources themselves: each `@tr(…)` of the `.slint` files against each entry of the `.po` files.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// With the number of plural forms its grammar has.
const LANGUAGES: [(&str, usize); 3] = [("et", 2), ("lv", 3), ("ru", 3)];

/// Context and singular.
type Key = (String, String);

#[test]
fn every_language_is_complete() {
    let asked = asked();
    assert!(asked.len() > 100, "the sources are found: {} texts", asked.len());
    let mut faults = Vec::new();
    for (language, forms) in LANGUAGES {
        let said = said(language);
        for (key, plural) in &asked {
            match said.get(key) {
                None => faults.push(format!("{language}: {key:?} is missing")),
                Some(entry) => {
                    faults.extend(entry.faults(key, plural, forms).map(|fault| format!("{language}: {fault}")))
                }
            }
        }
        faults.extend(
            said.keys().filter(|key| !asked.contains_key(*key)).map(|key| format!("{language}: {key:?} is stale")),
        );
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn the_two_readers_read() {
    let texts = texts_of(r#"a: @tr("ctx" => "one {n}" | "many {n}" % n); b: @tr("say \"{}\"", x);"#);
    assert_eq!(texts[&("ctx".into(), "one {n}".into())], "many {n}");
    assert_eq!(texts[&(String::new(), r#"say "{}""#.into())], "");
    let entries = entries_of("msgctxt \"c\"\nmsgid \"a\"\nmsgid_plural \"b\"\nmsgstr[0] \"x\"\nmsgstr[1] \"y\"\n");
    assert_eq!(entries[&("c".into(), "a".into())], Entry { plural: "b".into(), forms: vec!["x".into(), "y".into()] });
    assert_eq!(placeholders("{0}, {1} of {n} {}"), ["{0}", "{1}", "{n}", "{}"]);
}

#[derive(Debug, Default, PartialEq)]
struct Entry {
    plural: String,
    forms: Vec<String>,
}

impl Entry {
    fn faults(&self, key: &Key, plural: &str, forms: usize) -> impl Iterator<Item = String> {
        let expected = if plural.is_empty() { 1 } else { forms };
        let mut faults = Vec::new();
        if self.plural != plural || self.forms.len() != expected {
            faults.push(format!("{key:?} has other plural forms"));
        }
        for form in &self.forms {
            if form.trim().is_empty() {
                faults.push(format!("{key:?} is empty"));
            } else if sorted(placeholders(form)) != sorted(placeholders(&key.1)) {
                faults.push(format!("{key:?} has other placeholders: {form:?}"));
            }
        }
        faults.into_iter()
    }
}

/// What the `.slint` files ask for, with its plural.
fn asked() -> BTreeMap<Key, String> {
    let mut files = Vec::new();
    collect(&Path::new(env!("CARGO_MANIFEST_DIR")).join("slint"), &mut files);
    let read = |file: PathBuf| fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    files.into_iter().flat_map(|file| texts_of(&read(file))).collect()
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "slint") {
            files.push(path);
        }
    }
}

/// `@tr("text")`, `@tr("context" => "text")` and `@tr("one" | "many" % count)`.
fn texts_of(source: &str) -> BTreeMap<Key, String> {
    let mut texts = BTreeMap::new();
    for call in source.split("@tr(").skip(1) {
        let (first, rest) = quoted(call).unwrap_or_else(|| panic!("no text in @tr({call:.40}"));
        if let Some((text, _)) = rest.trim_start().strip_prefix("=>").and_then(quoted) {
            let after = rest.trim_start().trim_start_matches("=>");
            texts.insert((first, text), plural_of(quoted(after).unwrap().1));
        } else {
            texts.insert((String::new(), first), plural_of(rest));
        }
    }
    texts
}

fn plural_of(rest: &str) -> String {
    rest.trim_start().strip_prefix('|').and_then(quoted).map(|(plural, _)| plural).unwrap_or_default()
}

/// What one language says.
fn said(language: &str) -> BTreeMap<Key, Entry> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("lang").join(language).join("LC_MESSAGES/ui.po");
    let mut entries = entries_of(&fs::read_to_string(file).unwrap());
    entries.remove(&Key::default()).expect("the file has a head");
    entries
}

fn entries_of(source: &str) -> BTreeMap<Key, Entry> {
    let mut entries = BTreeMap::new();
    for block in source.split("\n\n") {
        let (mut key, mut entry) = (Key::default(), Entry::default());
        for line in block.lines().filter(|line| !line.starts_with('#')) {
            let text = quoted(line).map(|(text, _)| text).unwrap_or_default();
            match line.split([' ', '[']).next() {
                Some("msgctxt") => key.0 = text,
                Some("msgid") => key.1 = text,
                Some("msgid_plural") => entry.plural = text,
                Some("msgstr") => entry.forms.push(text),
                _ => {}
            }
        }
        if !entry.forms.is_empty() {
            assert!(entries.insert(key, entry).is_none(), "twice in one file: {block}");
        }
    }
    entries
}

/// The first string literal, unescaped, and what follows it.
fn quoted(source: &str) -> Option<(String, &str)> {
    let start = source.find('"')? + 1;
    let mut text = String::new();
    let mut escaped = false;
    for (at, character) in source[start..].char_indices() {
        match character {
            '\\' if !escaped => escaped = true,
            '"' if !escaped => return Some((text, &source[start + at + 1..])),
            _ => {
                text.push(character);
                escaped = false;
            }
        }
    }
    None
}

fn placeholders(text: &str) -> Vec<&str> {
    text.match_indices('{').filter_map(|(at, _)| text[at..].find('}').map(|end| &text[at..=at + end])).collect()
}

fn sorted(mut list: Vec<&str>) -> Vec<&str> {
    list.sort_unstable();
    list
}
