//! Finding one of many by what was typed of its name.

use crate::fold::fold;

/// The most characters that are looked at.
const MOST_CHARACTERS: usize = 100;
/// How many are named when several match.
const NAMED: usize = 8;

/// What was found.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Match<T> {
    /// The one of just this name, or the only one whose name holds what was typed.
    One(T),
    /// The first of those whose names hold it, and how many there are.
    Several(Vec<T>, u64),
    /// None.
    Nothing,
}

/// Finds among names in their order; case and accents do not count.
pub fn by_name<T>(typed: &str, all: impl IntoIterator<Item = (String, T)>) -> Match<T> {
    let typed: String = typed.trim().chars().take(MOST_CHARACTERS).collect();
    let typed = fold(&typed);
    let names = all.into_iter().map(|(name, one)| (fold(&name), one));
    let mut matching: Vec<_> = names.filter(|(name, _)| name.contains(&typed)).collect();
    if let Some(exact) = matching.iter().position(|(name, _)| *name == typed) {
        return Match::One(matching.swap_remove(exact).1);
    }
    let count = matching.len() as u64;
    let mut first: Vec<_> = matching.into_iter().take(NAMED).map(|(_, one)| one).collect();
    match count {
        1 => first.pop().map_or(Match::Nothing, Match::One),
        0 => Match::Nothing,
        count => Match::Several(first, count),
    }
}
