//! One of many places, chosen by its id or typed: its name, or a part of it that no other has.

use super::texts::Texts;
use crate::fold::fold;
use std::str::FromStr;

/// Up to so many can be chosen from; of more, a name is typed.
pub const MOST_TO_CHOOSE_FROM: usize = 200;
/// How many names that match are named.
const NAMED: usize = 8;

/// A name that is not the name of one place.
pub enum Unresolved {
    /// Nothing was typed or chosen.
    Nothing,
    /// No place is called so.
    Unknown(String),
    /// Several are.
    Several(Vec<String>, u64),
}

impl Unresolved {
    /// In words.
    pub fn words(self, texts: &Texts) -> String {
        match self {
            Self::Nothing => texts.t("place-choose"),
            Self::Unknown(typed) => texts.with("place-unknown", &[("typed", &typed)]),
            Self::Several(names, count) => texts.counted_with("place-several", count, &[("names", &names.join(", "))]),
        }
    }
}

/// The place that is meant.
pub fn resolve<I: Clone + FromStr + PartialEq>(typed: &str, all: &[(I, String)]) -> Result<I, Unresolved> {
    if let Ok(id) = typed.parse::<I>()
        && all.iter().any(|(known, _)| *known == id)
    {
        return Ok(id);
    }
    let folded = fold(typed.trim());
    if folded.is_empty() {
        return Err(Unresolved::Nothing);
    }
    let exact: Vec<_> = all.iter().filter(|(_, name)| fold(name) == folded).collect();
    let alike: Vec<_> = match exact.is_empty() {
        true => all.iter().filter(|(_, name)| fold(name).contains(&folded)).collect(),
        false => exact,
    };
    match &alike[..] {
        [] => Err(Unresolved::Unknown(typed.trim().chars().take(crate::names::MOST_CHARACTERS).collect())),
        [(id, _)] => Ok(id.clone()),
        several => {
            let names = several.iter().take(NAMED).map(|(_, name)| name.clone()).collect();
            Err(Unresolved::Several(names, several.len() as u64))
        }
    }
}
