//! Whose entries are asked for: a user or a terminal, by id or by name.

use super::super::choose::{self, Hit, Match, NAMED};
use super::super::guard::Member;
use super::super::list::words;
use super::super::texts::Texts;
use head_office_domain::office_rights::{Level, OfficeArea};
use head_office_office::terminals;
use head_office_store::grants::Viewer;
use head_office_store::journal_list::{self, Wanted};
use head_office_store::user_list::{self, Filter, Part, SortBy};
use head_office_store::{DbError, Tx, name_keys, users};
use std::sync::Arc;
use sync_core::domain::{TerminalId, UserId, fold};

/// How many users are looked at for one who reads no users, but the journal.
const LOOKED_AT: u64 = 50;

/// See the module.
pub enum Who {
    /// Nobody: everybody's entries.
    Anybody,
    /// A user.
    User(UserId, Hit),
    /// A terminal.
    Terminal(TerminalId, Hit),
    /// The first with this name, and how many there are.
    Several(Vec<Hit>, u64),
    /// Neither a user nor a terminal has this name.
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

/// Whose journal somebody reads.
#[derive(Clone)]
pub struct Reader {
    /// Whose salepoints decide which terminals there are.
    pub viewer: Viewer,
    /// Whether all users are there for them, with what tells namesakes apart, or only those whom the journal names.
    pub reads_users: bool,
    /// In which language.
    pub texts: Arc<Texts>,
}

/// Finds who is meant among the reader's terminals and users.
pub fn find(tx: &mut Tx<'_>, reader: &Reader, typed: &str) -> Result<Who, DbError> {
    let viewer = reader.viewer;
    let typed = typed.trim();
    if typed.is_empty() {
        return Ok(Who::Anybody);
    }
    if let Ok(id) = typed.parse() {
        if let Some(name) = terminals::full_name(tx, viewer, id)? {
            return Ok(Who::Terminal(id, choose::place(id, &name)));
        }
        let id = UserId(id.0);
        return Ok(reader.user(tx, id)?.map_or(Who::Unknown, |hit| Who::User(id, hit)));
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
    let (first_users, users) = reader.users_called(tx, typed)?;
    let exact: Vec<_> = first_users.iter().filter(|(_, hit)| fold(&hit.name) == fold(typed)).collect();
    if let [(id, hit)] = exact[..] {
        return Ok(Who::User(*id, hit.clone()));
    }
    if let ([(id, hit)], 0) = (&first_users[..], terminals) {
        return Ok(Who::User(*id, hit.clone()));
    }
    if let ([(id, name)], 0) = (&first_terminals[..], users) {
        return Ok(Who::Terminal(*id, choose::place(id, name)));
    }
    if terminals + users == 0 {
        return Ok(Who::Unknown);
    }
    let first = first_terminals.into_iter().map(|(id, name)| choose::place(id, &name));
    let first = first.chain(first_users.into_iter().map(|(_, hit)| hit));
    Ok(Who::Several(first.take(NAMED).collect(), terminals + users))
}

impl Reader {
    /// Who is signed in.
    pub fn of(member: &Member) -> Self {
        let reads_users = member.who.may(OfficeArea::Users, Level::Read);
        Self { viewer: member.viewer(), reads_users, texts: member.visit.texts() }
    }

    /// The first users whose names hold what was typed, and how many there are.
    fn users_called(&self, tx: &mut Tx<'_>, typed: &str) -> Result<(Vec<(UserId, Hit)>, u64), DbError> {
        let words = words(typed);
        if words.is_empty() {
            return Ok((Vec::new(), 0));
        }
        let filter = Filter { words, ..Filter::default() };
        let part = Part { sort: SortBy::FirstName, descending: false, skip: 0, take: LOOKED_AT };
        let mut found = Vec::new();
        for id in user_list::part(tx, &filter, &part)? {
            found.extend(self.user(tx, id)?.map(|hit| (id, hit)));
        }
        let count = match self.reads_users {
            true => {
                let counts = user_list::counts(tx, &filter)?;
                counts.active + counts.deactivated
            }
            false => found.len() as u64,
        };
        Ok((found, count))
    }

    /// A user, if there for this reader.
    fn user(&self, tx: &mut Tx<'_>, id: UserId) -> Result<Option<Hit>, DbError> {
        if self.reads_users {
            return Ok(choose::people(tx, self.viewer, &self.texts, &[id])?.pop());
        }
        if !journal_list::names_user(tx, self.viewer, id)? {
            return Ok(None);
        }
        let found = users::find(tx, id)?;
        Ok(found.map(|user| choose::place(id, &format!("{} {}", user.first_name, user.last_name))))
    }
}
