//! Finding one of many by what was typed of its name; case and accents do not count.

use crate::db::grants::Viewer;
use crate::db::place_list::{self, Filter, Kind};
use crate::db::salepoints::{self, Salepoint};
use crate::db::{DbError, Tx};
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

impl<T> Match<T> {
    /// The same of something else.
    pub fn map<U>(self, other: impl Fn(T) -> U) -> Match<U> {
        match self {
            Self::One(found) => Match::One(other(found)),
            Self::Several(first, count) => Match::Several(first.into_iter().map(other).collect(), count),
            Self::Nothing => Match::Nothing,
        }
    }

    fn of(mut first: Vec<T>, count: u64) -> Self {
        match count {
            1 => first.pop().map_or(Self::Nothing, Self::One),
            0 => Self::Nothing,
            count => Self::Several(first, count),
        }
    }
}

/// Finds among names in their order.
pub fn by_name<T>(typed: &str, all: impl IntoIterator<Item = (String, T)>) -> Match<T> {
    let typed = folded(typed);
    let names = all.into_iter().map(|(name, one)| (fold(&name), one));
    let mut matching: Vec<_> = names.filter(|(name, _)| name.contains(&typed)).collect();
    if let Some(exact) = matching.iter().position(|(name, _)| *name == typed) {
        return Match::One(matching.swap_remove(exact).1);
    }
    let count = matching.len() as u64;
    Match::of(matching.into_iter().take(NAMED).map(|(_, one)| one).collect(), count)
}

/// Finds one of the viewer's open salepoints. Of these there may be so many that the database has to look.
pub fn salepoint(tx: &mut Tx<'_>, viewer: Viewer, typed: &str) -> Result<Match<Salepoint>, DbError> {
    let typed = folded(typed);
    if let Some(exact) = salepoints::of_folded_name(tx, viewer, &typed)? {
        return Ok(Match::One(exact));
    }
    let first = salepoints::like(tx, viewer, &typed, NAMED as u64)?;
    let filter = Filter { viewer, words: vec![typed], open: Some(true) };
    Ok(Match::of(first, place_list::counts(tx, Kind::Salepoints, &filter)?.open))
}

fn folded(typed: &str) -> String {
    fold(&typed.trim().chars().take(MOST_CHARACTERS).collect::<String>())
}
