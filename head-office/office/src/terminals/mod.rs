//! The enrolled terminals as the office sees them: what each is, how far it has come, and what can be done with it.
//!
//! Everything here is a change of the database only. A serving head office, this process or another, notices it and
//! tells the terminal. What people change is in the audit trail, under the terminal.

mod change;
mod glance;
mod list;
mod report;
#[cfg(test)]
mod tests;
mod wire;

pub use change::{GivenOrder, Moved, TerminalError, Whom};
pub use glance::Glance;
pub use list::{Filter, ListState, Order, SortBy, TerminalPage};
pub use wire::{Signer, Wire};

use crate::db::grants::Viewer;
use crate::db::terminals::{self, Record, Removed};
use crate::db::{DbError, Tx, company, journal, name_keys, orders, policy, salepoints};
use crate::domain::ahead::AHEAD_MS;
use crate::errors::{OfficeError, Refusal};
use crate::names;
use crate::office::Office;
use std::collections::HashMap;
use sync_core::domain::{Cursor, SalepointId, TerminalId, UnixMs};
use sync_core::sync::wire::{KeyPlace, OrderAction, OrderId, Removal};

/// A terminal that was not heard of for so long is not connected, in milliseconds: three times as long as connected ones
/// are noted.
const ABSENT_MS: i64 = 45_000;

/// Whether a terminal is in service.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TerminalState {
    /// It is.
    InService,
    /// The office removed it.
    Removed {
        /// Which way.
        removal: Removal,
        /// When.
        at: UnixMs,
    },
    /// It was enrolled again and is another terminal now.
    Replaced,
}

impl TerminalState {
    /// The name in JSON and in tables.
    pub fn code(self) -> &'static str {
        match self {
            Self::InService => "in_service",
            Self::Removed { removal: Removal::Revoked, .. } => "revoked",
            Self::Removed { removal: Removal::Decommissioned, .. } => "decommissioned",
            Self::Replaced => "replaced",
        }
    }
}

impl From<Option<Removed>> for TerminalState {
    fn from(removed: Option<Removed>) -> Self {
        match removed {
            None => Self::InService,
            Some(Removed::ByOffice { removal, at }) => Self::Removed { removal, at },
            Some(Removed::Replaced) => Self::Replaced,
        }
    }
}

/// One terminal.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TerminalSummary {
    /// Its id.
    pub id: TerminalId,
    /// The salepoint it stands under.
    pub salepoint_id: SalepointId,
    /// That salepoint's name.
    pub salepoint: String,
    /// Its own name, unique there among those in service.
    pub name: String,
    /// Whether it is in service.
    pub state: TerminalState,
    /// Its program version.
    pub app_version: String,
    /// Where its device key lies.
    pub key_place: KeyPlace,
    /// What it has applied, as far as it has reported; `None` before its first report.
    pub applied: Option<Cursor>,
    /// How many revisions are newer; `None` if it has applied nothing of this epoch.
    pub lag_revisions: Option<u64>,
    /// When it was enrolled.
    pub enrolled_at: UnixMs,
    /// When it was last heard of.
    pub last_seen_at: Option<UnixMs>,
    /// After how many seconds without contact its data is old.
    pub fresh_for_s: u32,
    /// How far its clock is ahead of head office's, in milliseconds, by its last report; negative: behind.
    pub clock_off_ms: Option<i64>,
    /// What it has not reported done, the earliest first.
    pub orders: Vec<(OrderId, OrderAction)>,
    /// Attempts to log in or to unlock that it refused, of which it told in this hour or the 23 before it.
    pub refused_today: u64,
    /// Entries of its journal that are not as they should be.
    pub journal_flags: u64,
    /// It is in service and knows a signing key that is not known here: it believes nothing head office says.
    pub knows_later_key: bool,
}

impl TerminalSummary {
    /// How people name it.
    pub fn full_name(&self) -> String {
        format!("{} / {}", self.salepoint, self.name)
    }

    /// Whether it is in service and lacks something that is newer than what it has applied.
    pub fn is_behind(&self) -> bool {
        self.state == TerminalState::InService && self.lag_revisions != Some(0)
    }

    /// Whether it is connected, as far as head office knows.
    pub fn is_connected(&self, now: UnixMs) -> bool {
        self.state == TerminalState::InService && is_present(self.last_seen_at, now)
    }
}

/// Whether a terminal that was last heard of then counts as connected.
pub fn is_present(last_seen_at: Option<UnixMs>, now: UnixMs) -> bool {
    last_seen_at.is_some_and(|at| (-AHEAD_MS..ABSENT_MS).contains(&now.since(at)))
}

impl Office {
    /// All terminals, by salepoint and name, those out of service last.
    ///
    /// # Errors
    /// Those of the database.
    pub fn terminals(&self) -> Result<Vec<TerminalSummary>, OfficeError> {
        let now = self.clock.now();
        Ok(self.db.read(|tx| {
            let all = summaries(tx, Viewer::Everything, None)?;
            with_journal(tx, all, now)
        })?)
    }

    /// How many terminals are in service.
    pub(crate) fn terminals_in_service(&self) -> Result<u64, OfficeError> {
        Ok(self.db.read(terminals::in_service)?)
    }

    /// One terminal, if it is there for the viewer.
    ///
    /// # Errors
    /// Those of the database.
    pub fn terminal(&self, viewer: Viewer, id: TerminalId) -> Result<Option<TerminalSummary>, OfficeError> {
        let now = self.clock.now();
        Ok(self.db.read(|tx| {
            let one = summaries(tx, viewer, Some(id))?;
            with_journal(tx, one, now).map(|mut one| one.pop())
        })?)
    }

    /// The terminal that somebody means: by id, as "Salepoint / Name", or by a name that only one has. Those in service
    /// come first. What its journal says is not looked at.
    ///
    /// # Errors
    /// When there is none or more than one; says which there are.
    pub fn find_terminal(&self, meant: &str) -> Result<TerminalSummary, OfficeError> {
        let all = self.db.read(|tx| summaries(tx, Viewer::Everything, None))?;
        find(&all, meant).cloned().map_err(|error| Refusal::from(error).into())
    }
}

/// The names of the viewer's terminals, those out of service too.
pub fn full_names(tx: &mut Tx<'_>, viewer: Viewer) -> Result<HashMap<TerminalId, String>, DbError> {
    Ok(summaries(tx, viewer, None)?.into_iter().map(|one| (one.id, one.full_name())).collect())
}

/// The name of one of the viewer's terminals.
pub fn full_name(tx: &mut Tx<'_>, viewer: Viewer, id: TerminalId) -> Result<Option<String>, DbError> {
    let Some(found) = terminals::find(tx, viewer, id)? else { return Ok(None) };
    let salepoint = salepoints::find(tx, viewer, found.terminal.salepoint)?;
    Ok(salepoint.map(|salepoint| format!("{} / {}", salepoint.name, found.terminal.name)))
}

/// The viewer's terminals or one of them, without what their journals say.
fn summaries(tx: &mut Tx<'_>, viewer: Viewer, only: Option<TerminalId>) -> Result<Vec<TerminalSummary>, DbError> {
    let now = company::counter(tx)?.cursor;
    let records = match only {
        None => terminals::all(tx, viewer)?,
        Some(id) => terminals::record(tx, viewer, id)?.into_iter().collect(),
    };
    let policy = policy::load(tx)?;
    let places: HashMap<SalepointId, (String, u32)> = salepoints::with_terminals(tx, viewer, only)?
        .into_iter()
        .map(|salepoint| (salepoint.id, (salepoint.name, salepoint.own.in_force(&policy).fresh_for_s)))
        .collect();
    let mut pending: HashMap<TerminalId, Vec<_>> = HashMap::new();
    for (terminal, order) in orders::pending(tx)? {
        pending.entry(terminal).or_default().push((order.id, order.action));
    }
    let mut all: Vec<_> = records
        .into_iter()
        .map(|record| {
            let place = places.get(&record.enrolled.terminal.salepoint).cloned();
            let place = place.unwrap_or_else(|| (String::new(), policy.fresh_for_s));
            let orders = pending.remove(&record.enrolled.terminal.id).unwrap_or_default();
            summary(record, place, orders, now)
        })
        .collect();
    let order = name_keys::order(tx)?;
    all.sort_by_cached_key(|one| {
        (one.state != TerminalState::InService, order.key(&one.salepoint), order.key(&one.name), one.id)
    });
    Ok(all)
}

fn summary(
    record: Record,
    (salepoint, fresh_for_s): (String, u32),
    orders: Vec<(OrderId, OrderAction)>,
    now: Cursor,
) -> TerminalSummary {
    let knows_later_key = record.enrolled.removed.is_none() && record.enrolled.later_key.is_some();
    let terminal = record.enrolled.terminal;
    let of_this_epoch = record.applied.filter(|applied| applied.epoch == now.epoch);
    TerminalSummary {
        id: terminal.id,
        salepoint_id: terminal.salepoint,
        salepoint,
        name: terminal.name,
        state: record.enrolled.removed.into(),
        app_version: record.facts.app_version,
        key_place: record.facts.key_place,
        applied: record.applied,
        lag_revisions: of_this_epoch.map(|applied| now.revision.0.saturating_sub(applied.revision.0)),
        enrolled_at: record.enrolled_at,
        last_seen_at: record.last_seen_at,
        fresh_for_s,
        clock_off_ms: record.clock_off_ms,
        orders,
        refused_today: 0,
        journal_flags: 0,
        knows_later_key,
    }
}

/// The same with what the journals say.
fn with_journal(tx: &mut Tx<'_>, mut all: Vec<TerminalSummary>, now: UnixMs) -> Result<Vec<TerminalSummary>, DbError> {
    for one in &mut all {
        one.refused_today = journal::refused_in_a_day(tx, one.id, now)?;
        one.journal_flags = journal::flagged(tx, one.id)?;
    }
    Ok(all)
}

/// Why it is unknown which terminal is meant.
#[derive(Debug, thiserror::Error)]
pub enum NoTerminal {
    /// There is none with this id.
    #[error("there is no terminal {0}")]
    Unknown(TerminalId),
    /// There is none of this name.
    #[error("there is no terminal “{name}”{hint}")]
    NotNamed {
        /// As it was named.
        name: String,
        /// Which was perhaps meant.
        hint: String,
    },
    /// There are several.
    #[error("more than one terminal is called “{name}”: {}; say which", which.join(", "))]
    Several {
        /// As it was named.
        name: String,
        /// Those, with their ids.
        which: Vec<String>,
    },
}

fn find<'a>(all: &'a [TerminalSummary], meant: &str) -> Result<&'a TerminalSummary, NoTerminal> {
    let typed = meant.trim();
    let composed = names::name(typed);
    let meant = composed.as_deref().unwrap_or(typed);
    if let Ok(id) = meant.parse::<TerminalId>() {
        return all.iter().find(|one| one.id == id).ok_or(NoTerminal::Unknown(id));
    }
    let named = |in_service: bool, is: fn(&str, &str) -> bool| {
        let of_state = all.iter().filter(move |one| (one.state == TerminalState::InService) == in_service);
        of_state.filter(|one| is(&one.name, meant) || is(&one.full_name(), meant)).collect::<Vec<_>>()
    };
    let ways = [true, false].into_iter().flat_map(|in_service| {
        let ways: [fn(&str, &str) -> bool; 2] = [|one, other| one == other, names::are_alike];
        ways.map(|is| named(in_service, is))
    });
    let found = ways.into_iter().find(|found| !found.is_empty()).unwrap_or_default();
    match found[..] {
        [one] => Ok(one),
        [] => {
            let full: Vec<_> = all.iter().map(TerminalSummary::full_name).collect();
            let known = full.iter().map(String::as_str).chain(all.iter().map(|one| one.name.as_str()));
            let hint = crate::suggest::similar(meant, known).unwrap_or_default();
            Err(NoTerminal::NotNamed { name: meant.to_owned(), hint })
        }
        _ => {
            let which: Vec<_> = found.iter().map(|one| format!("“{}” ({})", one.full_name(), one.id)).collect();
            Err(NoTerminal::Several { name: meant.to_owned(), which })
        }
    }
}
