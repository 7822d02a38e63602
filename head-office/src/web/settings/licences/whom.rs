//! Whom a licence is for: typed as parts of a name, and chosen where several have it.

use super::super::super::form::Field;
use super::super::super::list::words;
use super::Typed;
use crate::db::user_list::{self, Filter, Part, SortBy};
use crate::db::users::{self, User};
use crate::db::{DbError, Tx, groups};
use crate::fold::fold;

/// How many can be chosen from when several match.
const NAMED: u64 = 12;

/// The field with what belongs to it.
#[derive(Default)]
pub struct Whom {
    /// What was typed.
    pub field: Field,
    /// What the choices were found by.
    pub found_by: String,
    /// The id of the one that is meant.
    pub chosen: String,
    /// Whom else it may mean: id, name and user group.
    pub several: Vec<(String, String, String)>,
    /// The id of the user's group, where that must be changed first.
    pub group: Option<String>,
}

impl Whom {
    /// That of somebody known.
    pub fn of(user: &User) -> Self {
        let name = name(user);
        let (field, chosen) = (Field::holding(&name), user.id.to_string());
        Self { field, found_by: name, chosen, ..Self::default() }
    }

    /// That of a form.
    pub fn typed(typed: &Typed) -> Self {
        Self { field: Field::holding(&typed.user), ..Self::default() }
    }
}

/// Who is meant by what was typed.
pub enum Meant {
    /// This user.
    One(Box<User>),
    /// One of these: id, name and user group.
    Several(Vec<(String, String, String)>),
    /// Nobody there is.
    Unknown,
    /// Nothing was typed.
    Nothing,
}

/// Finds who is meant.
pub fn whom(tx: &mut Tx<'_>, typed: &Typed) -> Result<Meant, DbError> {
    let chosen = typed.user_id.parse().ok().filter(|_| typed.found_by == typed.user);
    if let Some(id) = chosen {
        return Ok(users::find(tx, id)?.map_or(Meant::Unknown, |user| Meant::One(Box::new(user))));
    }
    let words = words(&typed.user);
    if words.is_empty() {
        return Ok(Meant::Nothing);
    }
    let filter = Filter { words, active: Some(true), ..Filter::default() };
    let part = Part { sort: SortBy::FirstName, descending: false, skip: 0, take: NAMED };
    let mut found = Vec::new();
    for id in user_list::part(tx, &filter, &part)? {
        found.extend(users::find(tx, id)?);
    }
    let wanted = fold(typed.user.trim());
    let exact: Vec<_> = found.iter().filter(|user| fold(&name(user)) == wanted).cloned().collect();
    let mut candidates = if exact.is_empty() { found } else { exact };
    match (candidates.pop(), &candidates[..]) {
        (None, _) => Ok(Meant::Unknown),
        (Some(user), []) => Ok(Meant::One(Box::new(user))),
        (Some(last), _) => {
            candidates.push(last);
            let mut several = Vec::new();
            for user in candidates {
                let group = groups::find(tx, user.group)?.map(|group| group.name).unwrap_or_default();
                several.push((user.id.to_string(), name(&user), group));
            }
            Ok(Meant::Several(several))
        }
    }
}

fn name(user: &User) -> String {
    format!("{} {}", user.first_name, user.last_name)
}
