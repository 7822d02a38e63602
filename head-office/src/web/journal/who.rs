//! Whose entries are asked for: a user or a terminal, by id or by name.

use super::super::choose::{self, Match};
use super::super::list::words;
use crate::db::grants::Viewer;
use crate::db::journal_list::{self, Wanted};
use crate::db::user_list::{self, Filter, Part, SortBy};
use crate::db::{DbError, Tx, name_keys, users};
use crate::fold::fold;
use crate::terminals;
use sync_core::domain::{TerminalId, UserId};

/// How many names are named when several match.
const NAMED: usize = 8;
/// How many users are looked at for one who reads no users, but the journal.
const LOOKED_AT: u64 = 50;

/// See the module.
pub enum Who {
    /// Nobody: everybody's entries.
    Anybody,
    /// A user, and what the user is called.
    User(UserId, String),
    /// A terminal, and what it is called.
    Terminal(TerminalId, String),
    /// The first who are called so, each with the id, and how many there are.
    Several(Vec<(String, String)>, u64),
    /// Nobody is called so.
    Unknown,
}

impl Who {
    /// Limits what is wanted to it; `None`: it is not clear who is meant.
    pub fn limit(&self, wanted: Wanted) -> Option<Wanted> {
        match self {
            Self::Anybody => Some(wanted),
            Self::User(user, _) => Some(Wanted { user: Some(*user), ..wanted }),
            Self::Terminal(terminal, _) => Some(Wanted { terminal: Some(*terminal), ..wanted }),
            Self::Several(..) | Self::Unknown => None,
        }
    }
}

/// Finds who is meant among the viewer's terminals and all users; for somebody who may not read users, among those who
/// are named in what the viewer may read of the journal.
pub fn find(tx: &mut Tx<'_>, viewer: Viewer, reads_users: bool, typed: &str) -> Result<Who, DbError> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Ok(Who::Anybody);
    }
    if let Ok(id) = typed.parse() {
        if let Some(name) = terminals::full_name(tx, viewer, id)? {
            return Ok(Who::Terminal(id, name));
        }
        let id = UserId(id.0);
        let may_know = reads_users || journal_list::names_user(tx, viewer, id)?;
        let named = if may_know { user_name(tx, id)? } else { None };
        return Ok(named.map_or(Who::Unknown, |name| Who::User(id, name)));
    }
    let names = terminals::full_names(tx, viewer)?;
    let mut names: Vec<_> = names.into_iter().map(|(id, name)| (name.clone(), (id, name))).collect();
    let order = name_keys::order(tx)?;
    names.sort_by_cached_key(|(name, (id, _))| (order.key(name), *id));
    let (first_terminals, terminals) = match choose::by_name(typed, names) {
        Match::One((id, name)) => (vec![(id, name)], 1),
        Match::Several(first, count) => (first, count),
        Match::Nothing => (Vec::new(), 0),
    };
    let (first_users, users) = users_called(tx, viewer, reads_users, typed)?;
    let exact: Vec<_> = first_users.iter().filter(|(_, name)| fold(name) == fold(typed)).collect();
    if let [(id, name)] = exact[..] {
        return Ok(Who::User(*id, name.clone()));
    }
    if let ([(id, name)], 0) = (&first_users[..], terminals) {
        return Ok(Who::User(*id, name.clone()));
    }
    if let ([(id, name)], 0) = (&first_terminals[..], users) {
        return Ok(Who::Terminal(*id, name.clone()));
    }
    if terminals + users == 0 {
        return Ok(Who::Unknown);
    }
    let first = first_terminals.into_iter().map(|(id, name)| (id.to_string(), name));
    let first = first.chain(first_users.into_iter().map(|(id, name)| (id.to_string(), name)));
    Ok(Who::Several(first.take(NAMED).collect(), terminals + users))
}

/// The first users whose names hold what was typed, and how many there are.
fn users_called(
    tx: &mut Tx<'_>,
    viewer: Viewer,
    reads_users: bool,
    typed: &str,
) -> Result<(Vec<(UserId, String)>, u64), DbError> {
    let words = words(typed);
    if words.is_empty() {
        return Ok((Vec::new(), 0));
    }
    let filter = Filter { words, ..Filter::default() };
    let part = Part { sort: SortBy::FirstName, descending: false, skip: 0, take: LOOKED_AT };
    let mut found = Vec::new();
    for id in user_list::part(tx, &filter, &part)? {
        if (reads_users || journal_list::names_user(tx, viewer, id)?)
            && let Some(name) = user_name(tx, id)?
        {
            found.push((id, name));
        }
    }
    let count = match reads_users {
        true => {
            let counts = user_list::counts(tx, &filter)?;
            counts.active + counts.deactivated
        }
        false => found.len() as u64,
    };
    Ok((found, count))
}

fn user_name(tx: &mut Tx<'_>, id: UserId) -> Result<Option<String>, DbError> {
    Ok(users::find(tx, id)?.map(|user| format!("{} {}", user.first_name, user.last_name)))
}
