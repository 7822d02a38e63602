//! The enrolled terminals as the office sees them: what each is, how far it has come, and what can be done with it.
//!
//! Everything here is a change of the database only. A serving head office, this process or another, notices it and
//! tells the terminal.

mod change;
#[cfg(test)]
mod tests;

pub use change::{GivenOrder, Moved, Whom};

use crate::db::terminals::{self, Removed};
use crate::db::{Tx, company, journal, orders, salepoints};
use crate::office::{Office, OfficeError};
use std::collections::HashMap;
use sync_core::domain::{Cursor, SalepointId, TerminalId, UnixMs};
use sync_core::sync::wire::{KeyPlace, OrderAction, OrderId, Removal};

const DAY_MS: i64 = 24 * 3_600_000;

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
    /// The name of the salepoint it stands under.
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
    /// What it has not reported done, the earliest first.
    pub orders: Vec<(OrderId, OrderAction)>,
    /// Attempts to log in or to unlock that it refused in the last 24 hours, as far as it has reported.
    pub refused_today: u64,
    /// Entries of its journal that are not as they should be.
    pub journal_flags: u64,
}

impl TerminalSummary {
    /// How people name it.
    pub fn full_name(&self) -> String {
        format!("{} / {}", self.salepoint, self.name)
    }
}

impl Office {
    /// All terminals, by salepoint and name, those out of service last.
    ///
    /// # Errors
    /// Those of the database.
    pub fn terminals(&self) -> Result<Vec<TerminalSummary>, OfficeError> {
        let a_day_ago = self.clock.now().plus_ms(-DAY_MS);
        self.db.read(|tx| summaries(tx, a_day_ago))
    }

    /// The terminal that somebody means: by id, as "Salepoint / Name", or by a name that only one has. Those in service
    /// come first.
    ///
    /// # Errors
    /// When there is none or more than one; says which there are.
    pub fn find_terminal(&self, meant: &str) -> Result<TerminalSummary, OfficeError> {
        let all = self.terminals()?;
        find(&all, meant).cloned().map_err(OfficeError::Refused)
    }
}

fn summaries(tx: &mut Tx<'_>, a_day_ago: UnixMs) -> Result<Vec<TerminalSummary>, OfficeError> {
    let now = company::counter(tx)?.cursor;
    let names: HashMap<SalepointId, String> =
        salepoints::all(tx)?.into_iter().map(|salepoint| (salepoint.id, salepoint.name)).collect();
    let mut pending: HashMap<TerminalId, Vec<_>> = HashMap::new();
    for (terminal, order) in orders::pending(tx)? {
        pending.entry(terminal).or_default().push((order.id, order.action));
    }
    let refused = journal::refused_since(tx, a_day_ago)?;
    let flagged = journal::flagged(tx)?;
    let mut all = Vec::new();
    for record in terminals::all(tx)? {
        let terminal = record.enrolled.terminal;
        let of_this_epoch = record.applied.filter(|applied| applied.epoch == now.epoch);
        all.push(TerminalSummary {
            id: terminal.id,
            salepoint: names.get(&terminal.salepoint).cloned().unwrap_or_default(),
            name: terminal.name,
            state: record.enrolled.removed.into(),
            app_version: record.facts.app_version,
            key_place: record.facts.key_place,
            applied: record.applied,
            lag_revisions: of_this_epoch.map(|applied| now.revision.0.saturating_sub(applied.revision.0)),
            enrolled_at: record.enrolled_at,
            last_seen_at: record.last_seen_at,
            orders: pending.remove(&terminal.id).unwrap_or_default(),
            refused_today: refused.get(&terminal.id).copied().unwrap_or(0),
            journal_flags: flagged.get(&terminal.id).copied().unwrap_or(0),
        });
    }
    all.sort_by_cached_key(|one| {
        (one.state != TerminalState::InService, one.salepoint.clone(), one.name.clone(), one.id)
    });
    Ok(all)
}

fn find<'a>(all: &'a [TerminalSummary], meant: &str) -> Result<&'a TerminalSummary, String> {
    let meant = meant.trim();
    if let Ok(id) = meant.parse::<TerminalId>() {
        return all.iter().find(|one| one.id == id).ok_or_else(|| format!("there is no terminal {id}"));
    }
    let named = |in_service: bool| {
        let of_state = all.iter().filter(move |one| (one.state == TerminalState::InService) == in_service);
        of_state.filter(|one| one.name == meant || one.full_name() == meant).collect::<Vec<_>>()
    };
    let mut found = named(true);
    if found.is_empty() {
        found = named(false);
    }
    match found[..] {
        [one] => Ok(one),
        [] => {
            let full: Vec<_> = all.iter().map(TerminalSummary::full_name).collect();
            let known = full.iter().map(String::as_str).chain(all.iter().map(|one| one.name.as_str()));
            let hint = crate::suggest::similar(meant, known).unwrap_or_default();
            Err(format!("there is no terminal “{meant}”{hint}"))
        }
        _ => {
            let which: Vec<_> = found.iter().map(|one| format!("“{}” ({})", one.full_name(), one.id)).collect();
            Err(format!("more than one terminal is called “{meant}”: {}; say which", which.join(", ")))
        }
    }
}
