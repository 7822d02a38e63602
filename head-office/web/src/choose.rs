//! Choosing one of many people or places: what is typed of the name is looked for, case and accents do not count, and the
//! first ten are offered with what tells namesakes apart. Of some dozens all are offered at once.

use super::texts::Texts;
use head_office_store::grants::Viewer;
use head_office_store::place_list::{self, Kind};
use head_office_store::salepoints::{self, Salepoint};
use head_office_store::user_details::{self, Places, UserDetails};
use head_office_store::user_list::{self, Filter, Part, SortBy};
use head_office_store::{DbError, Tx, users};
use std::str::FromStr;
use sync_core::domain::{UserId, fold};

/// Up to so many are offered at once; of more, a name is typed.
pub const FEW: usize = 50;
/// The most characters that are looked at.
const MOST_CHARACTERS: usize = 100;
/// How many are offered when several match.
pub const NAMED: usize = 10;
/// How many places are named that tell people of one name apart.
const PLACES: u64 = 2;

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

/// One that is offered.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Hit {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What tells it apart from others of that name; may be empty.
    pub note: String,
}

/// Those that are offered.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Hits {
    /// What they were found by.
    pub typed: String,
    /// The first of them.
    pub first: Vec<Hit>,
    /// "The first 10 of 34. Type more of the name."; empty: nothing was looked for.
    pub words: String,
}

impl Hits {
    /// Those that match.
    pub fn new(texts: &Texts, typed: &str, found: Match<Hit>) -> Self {
        let (first, count) = match found {
            Match::One(hit) => (vec![hit], 1),
            Match::Several(first, count) => (first, count),
            Match::Nothing => (Vec::new(), 0),
        };
        let words = match count.saturating_sub(first.len() as u64) {
            _ if typed.trim().is_empty() => String::new(),
            0 => texts.counted("choose-found", count),
            _ => texts.counted_with("choose-first", count, &[("first", &texts.number(first.len() as u64))]),
        };
        Self { typed: typed.to_owned(), first, words }
    }
}

/// Finds among names in their order.
pub fn by_name<T>(typed: &str, all: impl IntoIterator<Item = (String, T)>) -> Match<T> {
    let typed = folded(typed);
    let names = all.into_iter().map(|(name, one)| (fold(&name), one));
    let (exact, alike): (Vec<_>, Vec<_>) =
        names.filter(|(name, _)| name.contains(&typed)).partition(|(name, _)| *name == typed);
    let matching = if exact.is_empty() { alike } else { exact };
    let count = matching.len() as u64;
    Match::of(matching.into_iter().take(NAMED).map(|(_, one)| one).collect(), count)
}

/// Finds one of the viewer's open salepoints. Of these there may be so many that the database has to look.
pub fn salepoint(tx: &mut Tx<'_>, viewer: Viewer, typed: &str) -> Result<Match<Salepoint>, DbError> {
    if let Ok(id) = typed.trim().parse() {
        let found = salepoints::find(tx, viewer, id)?.filter(|found| found.closed_at.is_none());
        return Ok(found.map_or(Match::Nothing, Match::One));
    }
    let typed = folded(typed);
    if typed.is_empty() {
        return Ok(Match::Nothing);
    }
    if let Some(exact) = salepoints::of_folded_name(tx, viewer, &typed)? {
        return Ok(Match::One(exact));
    }
    let first = salepoints::like(tx, viewer, &typed, NAMED as u64)?;
    let filter = place_list::Filter { viewer, words: vec![typed], open: Some(true) };
    Ok(Match::of(first, place_list::counts(tx, Kind::Salepoints, &filter)?.open))
}

/// A place as it is offered.
pub fn place(id: impl ToString, name: &str) -> Hit {
    Hit { id: id.to_string(), name: name.to_owned(), note: String::new() }
}

/// Finds users, all or only those who are active, with those of their salepoints that are there for the viewer. Whose
/// whole name was typed goes before whose name holds it.
pub fn user(
    tx: &mut Tx<'_>,
    viewer: Viewer,
    texts: &Texts,
    typed: &str,
    active: Option<bool>,
) -> Result<Match<Hit>, DbError> {
    let words = super::list::words(typed);
    if words.is_empty() {
        return Ok(Match::Nothing);
    }
    let filter = Filter { words, active, ..Filter::default() };
    let part = Part { sort: SortBy::FirstName, descending: false, skip: 0, take: NAMED as u64 };
    let found = user_list::part(tx, &filter, &part)?;
    let first = people(tx, viewer, texts, &found)?;
    let wanted = folded(typed);
    let exact: Vec<_> = first.iter().filter(|hit| fold(&hit.name) == wanted).cloned().collect();
    if !exact.is_empty() {
        let count = exact.len() as u64;
        return Ok(Match::of(exact, count));
    }
    let counts = user_list::counts(tx, &filter)?;
    let count = match active {
        Some(true) => counts.active,
        Some(false) => counts.deactivated,
        None => counts.active + counts.deactivated,
    };
    Ok(Match::of(first, count))
}

/// These users as they are offered.
pub fn people(tx: &mut Tx<'_>, viewer: Viewer, texts: &Texts, ids: &[UserId]) -> Result<Vec<Hit>, DbError> {
    let mut hits = Vec::new();
    for user in user_details::of(tx, viewer, ids, PLACES)? {
        let reference = users::find(tx, user.id)?.and_then(|user| user.reference);
        let UserDetails { id, first_name, last_name, group, salepoints, .. } = user;
        let known = [group, places(texts, &salepoints), reference.unwrap_or_default()];
        let known: Vec<_> = known.into_iter().filter(|one| !one.is_empty()).collect();
        hits.push(Hit { id: id.to_string(), name: format!("{first_name} {last_name}"), note: known.join(" · ") });
    }
    Ok(hits)
}

fn places(texts: &Texts, places: &Places) -> String {
    let names: Vec<_> = places.first.iter().map(|(name, _)| name.as_str()).collect();
    match places.count.saturating_sub(names.len() as u64) {
        0 => names.join(", "),
        beyond => format!("{} +{}", names.join(", "), texts.number(beyond)),
    }
}

/// Why what was typed, or chosen, names no place.
pub enum Unresolved {
    /// Nothing was typed or chosen.
    Nothing,
    /// No place is called so.
    Unknown(String),
    /// Several are: the first names, and how many.
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

/// The place that is meant: its id, its name, or a part of the name that no other has.
pub fn resolve<I: Clone + FromStr + PartialEq>(typed: &str, all: &[(I, String)]) -> Result<I, Unresolved> {
    if let Ok(id) = typed.parse::<I>()
        && all.iter().any(|(known, _)| *known == id)
    {
        return Ok(id);
    }
    if folded(typed).is_empty() {
        return Err(Unresolved::Nothing);
    }
    match by_name(typed, all.iter().map(|(id, name)| (name.clone(), (id, name)))) {
        Match::One((id, _)) => Ok(id.clone()),
        Match::Nothing => {
            Err(Unresolved::Unknown(typed.trim().chars().take(head_office_domain::names::MOST_CHARACTERS).collect()))
        }
        Match::Several(first, count) => {
            Err(Unresolved::Several(first.into_iter().map(|(_, name)| name.clone()).collect(), count))
        }
    }
}

fn folded(typed: &str) -> String {
    fold(&typed.trim().chars().take(MOST_CHARACTERS).collect::<String>())
}
