//! Reading the journals.

use crate::db::grants::Viewer;
use crate::db::journal::Link;
use crate::db::journal_list::{self, Position, Start, StoredEntry, Wanted};
use crate::db::{DbError, Tx, users};
use crate::errors::{OfficeError, Refusal};
use crate::office::Office;
use crate::terminals;
use std::collections::HashMap;
use sync_core::domain::{TerminalId, UnixMs, UserId};
use sync_core::login::{EntryKind, OutcomeCode};

/// Which entries are asked for; what is `None` does not matter.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct JournalQuery {
    /// Naming this terminal, or brought by it: an id, "Salepoint / Name" or a name.
    pub terminal: Option<String>,
    /// Brought by a terminal that then stood under the salepoint of this name.
    pub salepoint: Option<String>,
    /// That ended so.
    pub outcome: Option<OutcomeCode>,
    /// Of this kind.
    pub kind: Option<EntryKind>,
    /// By this user: a reference, "First Last" or an id.
    pub user: Option<String>,
    /// Not before, by the terminal's clock; nothing counts as later than it arrived.
    pub from: Option<UnixMs>,
    /// Before: the same.
    pub to: Option<UnixMs>,
}

/// An entry as people read it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct JournalLine {
    /// When it happened, by the terminal's clock.
    pub happened_at: UnixMs,
    /// When it arrived here.
    pub received_at: UnixMs,
    /// The terminal it names.
    pub terminal_id: TerminalId,
    /// That terminal as people name it now; `None`: it is none of this head office, or none of the viewer's.
    pub terminal: Option<String>,
    /// Its number in the journal.
    pub seq: u64,
    /// Which branch of the journal: 0, until the journal was continued twice or began again.
    pub branch: u64,
    /// Where it stands among all entries.
    pub position: Position,
    /// What happened.
    pub kind: String,
    /// How it ended.
    pub outcome: Option<String>,
    /// By whom.
    pub user: Option<UserId>,
    /// That user's name; `None` if nobody was recognised, or the user is none of this head office.
    pub user_name: Option<String>,
    /// How many like it it stands for.
    pub repeats: u64,
    /// How it stands to the entry before it.
    pub link: Link,
    /// At a gap: how many numbers are missing before it.
    pub missing_before: u64,
    /// Whether it names a terminal that is none of its journal's.
    pub is_foreign: bool,
}

impl JournalLine {
    /// What is not as it should be with it.
    pub fn flags(&self) -> Vec<&'static str> {
        let link = (self.link != Link::Follows).then(|| self.link.code());
        link.into_iter().chain(self.is_foreign.then_some("foreign")).collect()
    }
}

impl Office {
    /// The newest entries of the journals, newest last, at most `limit`.
    ///
    /// # Errors
    /// When there is no such terminal, salepoint or user.
    pub fn journal(&self, query: &JournalQuery, limit: usize) -> Result<Vec<JournalLine>, OfficeError> {
        let terminal = query.terminal.as_deref().map(|meant| self.find_terminal(meant)).transpose()?;
        self.db.read(|tx| {
            let salepoint = query.salepoint.as_deref();
            let salepoint = salepoint.map(|name| crate::enrolment::salepoint_named(tx, name)).transpose()?;
            let wanted = Wanted {
                terminal: terminal.map(|terminal| terminal.id),
                salepoint: salepoint.map(|salepoint| salepoint.id),
                outcome: query.outcome.map(OutcomeCode::code),
                kind: query.kind.map(EntryKind::code),
                user: query.user.as_deref().map(|meant| user(tx, meant)).transpose()?,
                from: query.from,
                to: query.to,
                ..Wanted::by(Viewer::Everything)
            };
            let stored = journal_list::page(tx, &wanted, Start::Newest, limit)?;
            let mut lines = lines(tx, Viewer::Everything, stored)?;
            lines.reverse();
            Ok(lines)
        })
    }
}

/// Entries as this viewer reads them.
///
/// # Errors
/// Those of the database.
pub fn lines(tx: &mut Tx<'_>, viewer: Viewer, stored: Vec<StoredEntry>) -> Result<Vec<JournalLine>, DbError> {
    let mut names = Names { viewer, terminals: HashMap::new(), users: HashMap::new() };
    let mut lines = Vec::with_capacity(stored.len());
    for entry in stored {
        let (branch, seq) = (entry.branch, entry.seq);
        let at_gap = entry.link == Link::Gap;
        lines.push(JournalLine {
            happened_at: entry.happened_at,
            received_at: entry.received_at,
            terminal_id: entry.terminal,
            terminal: names.terminal(tx, entry.terminal)?,
            seq,
            branch,
            position: entry.position,
            kind: entry.kind,
            outcome: entry.outcome,
            user: entry.user,
            user_name: entry.user.map(|user| names.user(tx, user)).transpose()?.flatten(),
            repeats: entry.repeats,
            link: entry.link,
            missing_before: if at_gap { seq - entry.after - 1 } else { 0 },
            is_foreign: entry.is_foreign,
        });
    }
    Ok(lines)
}

/// What terminals and users are called, as far as it was asked.
struct Names {
    viewer: Viewer,
    terminals: HashMap<TerminalId, Option<String>>,
    users: HashMap<UserId, Option<String>>,
}

impl Names {
    fn terminal(&mut self, tx: &mut Tx<'_>, id: TerminalId) -> Result<Option<String>, DbError> {
        if let Some(name) = self.terminals.get(&id) {
            return Ok(name.clone());
        }
        let name = terminals::full_name(tx, self.viewer, id)?;
        self.terminals.insert(id, name.clone());
        Ok(name)
    }

    fn user(&mut self, tx: &mut Tx<'_>, id: UserId) -> Result<Option<String>, DbError> {
        if let Some(name) = self.users.get(&id) {
            return Ok(name.clone());
        }
        let name = users::find(tx, id)?.map(|user| format!("{} {}", user.first_name, user.last_name));
        self.users.insert(id, name.clone());
        Ok(name)
    }
}

/// The user that somebody means.
fn user(tx: &mut Tx<'_>, meant: &str) -> Result<UserId, OfficeError> {
    if let Ok(id) = meant.parse() {
        return Ok(id);
    }
    Ok(users::meant(tx, meant)?.map_err(Refusal::from)?.id)
}
