//! A field for one of the places that a reader may choose: a list while they are few; of more a name is typed, and those
//! whose names hold it are offered below.

use super::choose::{self, FEW, Hits};
use super::form::Field;
use super::texts::Texts;
use head_office_domain::names::MOST_CHARACTERS;
use std::fmt::Display;

/// The field; `choose::place` in the templates draws it.
pub struct PlaceField {
    /// What stands in it, and what is wrong with that.
    pub field: Field,
    /// Id and name of those in the list; `None`: too many for one.
    pub choices: Option<Vec<(String, String)>>,
    /// The address of a page with this field, up to what is typed.
    pub look: String,
    /// Whether this page was asked for those that match.
    pub is_asked: bool,
    matching: Hits,
}

impl PlaceField {
    /// `first` are what a list begins with.
    pub fn new<I: Display>(
        texts: &Texts,
        mut field: Field,
        first: Vec<(String, String)>,
        all: &[(I, String)],
        look: String,
    ) -> Self {
        let named = all.iter().map(|(id, name)| (id.to_string(), name.clone()));
        let mut matching = Hits::default();
        let choices = (all.len() <= FEW).then(|| first.into_iter().chain(named).collect());
        if choices.is_none() {
            match all.iter().find(|(id, _)| id.to_string() == field.typed) {
                Some((_, name)) => field.typed.clone_from(name),
                None => matching = offered(texts, &field.typed, all),
            }
        }
        Self { field, choices, look, is_asked: false, matching }
    }

    /// Those that are offered: if they are asked for, or something is wrong with what is typed.
    pub fn hits(&self) -> Hits {
        if self.is_asked || !self.field.problem.is_empty() { self.matching.clone() } else { Hits::default() }
    }
}

fn offered<I: Display>(texts: &Texts, typed: &str, all: &[(I, String)]) -> Hits {
    let typed: String = typed.chars().take(MOST_CHARACTERS).collect();
    if typed.trim().is_empty() {
        return Hits::default();
    }
    let found = choose::by_name(&typed, all.iter().map(|(id, name)| (name.clone(), choose::place(id, name))));
    Hits::new(texts, &typed, found)
}

/// What is meant: the one that was chosen of those found by what is typed, or else what is typed.
pub fn meant<'a>(typed: &'a str, found_by: &str, chosen: &'a str) -> &'a str {
    if !chosen.is_empty() && found_by == typed { chosen } else { typed }
}

/// An address with room at its end for what is typed or chosen.
pub fn up_to(address: &str, name: &str) -> String {
    let joint = if address.contains('?') { '&' } else { '?' };
    format!("{address}{joint}{name}=")
}
