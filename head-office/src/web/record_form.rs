//! The form of a record: what was typed, what it was based on, and what to do when somebody else saved meanwhile.
//!
//! Values travel as text, each under its key; the form holds those it was based on too (`base.KEY`). If the record is not
//! that any more, what only one side changed is kept from that side; where both did, the reader is asked (`keep.KEY`).

use super::Failure;
use super::form::Field;
use super::texts::Texts;
use crate::db::audit::Recorded;
use axum::Form;
use axum::extract::rejection::FormRejection;
use std::collections::BTreeMap;
use sync_core::domain::UnixMs;

/// Values by their keys. A key that is missing: empty.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
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

    /// As a field with nothing wrong.
    pub fn field(&self, key: &str) -> Field {
        Field::holding(self.get(key))
    }
}

/// A form that was sent.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Sent {
    /// What was typed, and what else the form says.
    pub typed: Values,
    /// What that was based on.
    pub base: Values,
    /// What was ticked more than once under one name.
    pub ticked: Vec<(String, String)>,
}

impl Sent {
    /// Reads it. Where the reader keeps what is saved, that counts as typed. Browsers end lines otherwise than we do.
    pub fn read(form: Result<Form<Vec<(String, String)>>, FormRejection>) -> Result<Self, Failure> {
        let pairs = super::form::fields(form)?;
        let mut sent = Self::default();
        let mut kept = Vec::new();
        for (name, value) in &pairs {
            let value = value.replace("\r\n", "\n");
            let value = value.as_str();
            match (name.strip_prefix("base."), name.strip_prefix("keep.")) {
                (Some(key), _) => sent.base.set(key, value),
                (_, Some(key)) if value == "saved" => kept.push(key),
                (_, Some(_)) => {}
                _ => sent.typed.set(name, value),
            }
        }
        for key in kept {
            let saved = sent.base.get(key).to_owned();
            sent.typed.set(key, &saved);
        }
        sent.ticked = pairs;
        Ok(sent)
    }

    /// All values under one name.
    pub fn all(&self, name: &str) -> Vec<&str> {
        self.ticked.iter().filter(|(known, _)| known == name).map(|(_, value)| value.as_str()).collect()
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

/// A conflict as the page shows it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Conflict {
    /// Who saved, and when.
    pub who: String,
    /// What both changed.
    pub lines: Vec<ConflictLine>,
    /// The names of what only the other one changed; may be empty.
    pub taken_over: String,
}

/// A field that both changed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ConflictLine {
    /// The key.
    pub key: String,
    /// What it is called.
    pub name: String,
    /// What is saved now.
    pub saved: String,
    /// What was typed.
    pub typed: String,
}

impl Conflict {
    /// In words: `name` and `shown` say what a key and its value are called, `last` is the newest entry of the trail.
    pub fn new(
        texts: &Texts,
        merged: &Merged,
        saved: &Values,
        (last, now): (Option<&Recorded>, UnixMs),
        name: impl Fn(&str) -> String,
        shown: impl Fn(&str, &str) -> String,
    ) -> Self {
        let line = |key: &String| ConflictLine {
            key: key.clone(),
            name: name(key),
            saved: shown(key, saved.get(key)),
            typed: shown(key, merged.values.get(key)),
        };
        let taken_over = merged.taken_over.iter().map(|key| format!("{}: {}", name(key), shown(key, saved.get(key))));
        let who = last.map_or_else(String::new, |last| {
            let by = last.by_name.clone().unwrap_or_else(|| texts.t("history-by-command"));
            format!("{by}, {}.", texts.time(last.entry.at, now))
        });
        let taken_over = taken_over.collect::<Vec<_>>().join("; ");
        Self { who, lines: merged.both.iter().map(line).collect(), taken_over }
    }
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
            let merged = merge(&base, &values(&typed), &values(&saved), &keys);
            let result = keys.iter().map(|key| merged.values.get(key)).collect::<Vec<_>>().join(" ");
            assert_eq!(
                (result.as_str(), merged.both.join(" ").as_str(), merged.taken_over.join(" ").as_str()),
                (expect, both, taken_over),
                "{typed:?} over {saved:?}"
            );
        }
    }
}
