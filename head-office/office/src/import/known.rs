//! What a file may name, found whatever the capitals and blanks it is named with.

use super::typed::plain;
use std::collections::BTreeMap;

/// Records of a kind by their names.
pub struct Known<T> {
    by_name: BTreeMap<String, T>,
    /// The names that differ in capitals and blanks only.
    spelled: BTreeMap<String, Vec<String>>,
}

impl<T> Known<T> {
    /// Those with these names.
    pub fn new(all: impl IntoIterator<Item = (String, T)>) -> Self {
        let mut known = Self { by_name: BTreeMap::new(), spelled: BTreeMap::new() };
        all.into_iter().for_each(|(name, record)| known.insert(name, record));
        known
    }

    /// The one that something refers to: the one of exactly this name, or else the only one that is spelled so.
    pub fn meant(&self, name: &str) -> Option<&T> {
        self.by_name.get(name).or_else(|| match self.spelled.get(&spelling(name)).map(Vec::as_slice) {
            Some([only]) => self.by_name.get(only),
            _ => None,
        })
    }

    /// The one that an entry is about. With other capitals an entry is about none: it would be a twin.
    pub fn of_entry(&self, name: &str) -> Option<&T> {
        let same_but_blanks = || {
            let spelled = self.spelled.get(&spelling(name))?;
            self.by_name.get(spelled.iter().find(|known| plain(known) == name)?)
        };
        self.by_name.get(name).or_else(same_but_blanks)
    }

    /// Adds one, or another of the same name.
    pub fn insert(&mut self, name: String, record: T) {
        let spelled = self.spelled.entry(spelling(&name)).or_default();
        if !spelled.contains(&name) {
            spelled.push(name.clone());
        }
        self.by_name.insert(name, record);
    }

    /// All names.
    pub fn names(&self) -> impl Iterator<Item = &String> {
        self.by_name.keys()
    }
}

fn spelling(name: &str) -> String {
    plain(name).to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_finds_what_is_meant_and_an_entry_only_its_own() {
        let names = ["Sadama", "Kesk", "KESK", "Õuna  pood"];
        let known = Known::new(names.map(|name| (name.to_owned(), name)));
        for (name, meant, of_entry) in [
            ("Sadama", Some("Sadama"), Some("Sadama")),
            ("SADAMA", Some("Sadama"), None),
            ("KESK", Some("KESK"), Some("KESK")),
            ("kesk", None, None),
            ("Õuna pood", Some("Õuna  pood"), Some("Õuna  pood")),
            ("õuna pood", Some("Õuna  pood"), None),
            ("Narva", None, None),
        ] {
            assert_eq!((known.meant(name).copied(), known.of_entry(name).copied()), (meant, of_entry), "{name}");
        }
    }
}
