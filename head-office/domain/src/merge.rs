//! The one three-way merge: what somebody typed, what that was based on, and what is saved now.
//!
//! Values are texts by their keys. What only one side changed is kept from that side; what both changed, and differently, is
//! for whoever saves to decide. So nobody gives back what was taken away meanwhile without having touched it.

use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Values by their keys. A key that is missing: empty.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Values(pub BTreeMap<String, String>);

impl Values {
    /// The value of a key.
    pub fn get(&self, key: &str) -> &str {
        self.0.get(key).map_or("", String::as_str)
    }

    /// With another value.
    pub fn holding(mut self, key: &str, value: &str) -> Self {
        self.set(key, value);
        self
    }

    /// Sets a value.
    pub fn set(&mut self, key: &str, value: &str) {
        match value {
            "" => self.0.remove(key),
            value => self.0.insert(key.to_owned(), value.to_owned()),
        };
    }

    /// The keys that begin so, each without that, with their values.
    pub fn under<'v>(&'v self, prefix: &'v str) -> impl Iterator<Item = (&'v str, &'v str)> {
        let from = self.0.range(prefix.to_owned()..);
        from.map_while(move |(key, value)| Some((key.strip_prefix(prefix)?, value.as_str())))
    }

    /// Only what begins so, and the rest.
    pub fn split(self, prefix: &str) -> (Self, Self) {
        let (those, others) = self.0.into_iter().partition(|(key, _)| key.starts_with(prefix));
        (Self(those), Self(others))
    }
}

/// What becomes of a form whose record is not any more what it was based on.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Merged {
    /// What the form holds now.
    pub values: Values,
    /// Keys that both sides changed, and differently.
    pub both: Vec<String>,
    /// Keys that only the other side changed.
    pub taken_over: Vec<String>,
}

/// Merges what was typed with what is saved now.
pub fn merge(base: &Values, typed: &Values, saved: &Values, keys: &[String]) -> Merged {
    let mut merged = Merged { values: typed.clone(), ..Merged::default() };
    for key in keys {
        let (base, typed, saved) = (base.get(key), typed.get(key), saved.get(key));
        if saved == base || saved == typed {
            continue;
        }
        if typed == base {
            merged.values.set(key, saved);
            merged.taken_over.push(key.clone());
        } else {
            merged.both.push(key.clone());
        }
    }
    merged
}

/// The same for every key that any of the three has.
pub fn merge_all(base: &Values, typed: &Values, saved: &Values) -> Merged {
    let keys: BTreeSet<_> = [base, typed, saved].into_iter().flat_map(|values| values.0.keys()).collect();
    merge(base, typed, saved, &keys.into_iter().cloned().collect::<Vec<_>>())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(pairs: &[(&str, &str)]) -> Values {
        pairs.iter().fold(Values::default(), |values, (key, value)| values.holding(key, value))
    }

    #[test]
    fn nobodys_change_is_lost() {
        let base = values(&[("name", "A"), ("language", "et")]);
        let keys = ["name", "language", "store"].map(str::to_owned);
        for (typed, saved, expect, both, taken_over) in [
            (vec![("name", "B"), ("language", "et")], vec![("name", "A"), ("language", "lv")], "B lv ", "", "language"),
            (vec![("name", "B"), ("language", "et")], vec![("name", "C"), ("language", "et")], "B et ", "name", ""),
            (vec![("name", "B"), ("language", "et")], vec![("name", "B"), ("language", "et")], "B et ", "", ""),
            (vec![("name", "A")], vec![("name", "A"), ("language", "et"), ("store", "S")], "A  S", "", "store"),
            (
                vec![("name", "A"), ("language", "et"), ("store", "T")],
                vec![("store", "S")],
                "  T",
                "store",
                "name language",
            ),
        ] {
            let (typed, saved) = (values(&typed), values(&saved));
            let merged = merge(&base, &typed, &saved, &keys);
            let result = keys.iter().map(|key| merged.values.get(key)).collect::<Vec<_>>().join(" ");
            assert_eq!(
                (result.as_str(), merged.both.join(" ").as_str(), merged.taken_over.join(" ").as_str()),
                (expect, both, taken_over),
                "{typed:?} over {saved:?}"
            );
            assert_eq!(merge_all(&base, &typed, &saved).values, merged.values);
        }
    }

    #[test]
    fn what_was_taken_away_comes_back_only_by_who_touched_it() {
        let base = values(&[("place.1", "own"), ("place.2", "own")]);
        let saved = values(&[("place.2", "own"), ("place.3", "own")]);
        let all = values(&[("place.1", "own"), ("place.2", "own"), ("place.3", "own"), ("place.4", "own")]);
        let add_all = merge_all(&base, &all, &saved);
        assert_eq!(add_all.values.under("place.").map(|(id, _)| id).collect::<String>(), "234");
        let delete_all = merge_all(&base, &Values::default(), &saved);
        assert_eq!(delete_all.values.under("place.").map(|(id, _)| id).collect::<String>(), "3");
        let other_group = values(&[("place.1", "lead"), ("place.2", "own")]);
        assert_eq!(merge_all(&base, &other_group, &saved).both, ["place.1"]);
    }
}
