//! Whom a licence is for: typed as parts of a name, and chosen where several have it.

use super::super::super::choose::{self, Hits, Match};
use super::super::super::form::Field;
use super::super::super::texts::Texts;
use super::Typed;
use head_office_store::grants::Viewer;
use head_office_store::users::{self, User};
use head_office_store::{DbError, Tx};

/// The field with what belongs to it.
#[derive(Default)]
pub struct Whom {
    /// What was typed.
    pub field: Field,
    /// The id of the one that is meant.
    pub chosen: String,
    /// Whom it may mean.
    pub hits: Hits,
    /// The id of the user's group, where that must be changed first.
    pub group: Option<String>,
}

impl Whom {
    /// That of somebody known.
    pub fn of(user: &User) -> Self {
        let name = format!("{} {}", user.first_name, user.last_name);
        let hits = Hits { typed: name.clone(), ..Hits::default() };
        Self { field: Field::holding(&name), chosen: user.id.to_string(), hits, group: None }
    }

    /// That of what was typed, with those it may mean.
    pub fn found(texts: &Texts, typed: &str, found: Match<choose::Hit>) -> Self {
        Self { field: Field::holding(typed), hits: Hits::new(texts, typed, found), ..Self::default() }
    }
}

/// Finds who is meant.
pub fn whom(tx: &mut Tx<'_>, viewer: Viewer, texts: &Texts, typed: &Typed) -> Result<Match<choose::Hit>, DbError> {
    // What was chosen counts as long as nothing else is typed.
    let chosen = typed.user_id.parse().ok().filter(|_| typed.found_by == typed.user);
    match chosen {
        Some(id) => Ok(match users::find(tx, id)? {
            Some(user) => Match::One(choose::place(id, &format!("{} {}", user.first_name, user.last_name))),
            None => Match::Nothing,
        }),
        None => choose::user(tx, viewer, texts, &typed.user, Some(true)),
    }
}
