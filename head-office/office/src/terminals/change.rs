//! Removing and moving terminals, and giving them orders.

use super::TerminalState;
use crate::db::audit::{self, AuditKind};
use crate::db::grants::Viewer;
use crate::db::salepoints::Salepoint;
use crate::db::terminals::{self, Enrolled, Removed};
use crate::db::{DbError, Tx, enrol_codes, orders, salepoints};
use crate::errors::OfficeError;
use crate::office::Office;
use serde_json::json;
use sync_core::domain::TerminalId;
use sync_core::sync::wire::{OrderAction, OrderId, Removal};

/// Why something cannot be done with terminals.
#[derive(Debug, thiserror::Error)]
pub enum TerminalError {
    /// No such terminal.
    #[error("there is no terminal {0}")]
    Unknown(TerminalId),
    /// It is out of service.
    #[error("terminal {id} was {}{}; nothing was changed", state.code(), when(*state))]
    OutOfService {
        /// Which.
        id: TerminalId,
        /// How it went out of it.
        state: TerminalState,
    },
    /// It is where it should be put.
    #[error("it already stands under “{0}”; nothing was changed")]
    StandsThere(String),
    /// Another one has its name there, or will.
    #[error("“{salepoint}” already has a terminal “{name}”, or a live code for one; nothing was changed")]
    NameTaken {
        /// The salepoint's name.
        salepoint: String,
        /// The terminal's.
        name: String,
    },
    /// Nobody would be given the order.
    #[error("there is no terminal in service there; nothing was ordered")]
    Nobody,
    /// Anything else.
    #[error(transparent)]
    Office(#[from] OfficeError),
}

impl From<DbError> for TerminalError {
    fn from(error: DbError) -> Self {
        Self::Office(error.into())
    }
}

/// Who is given an order.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Whom {
    /// One terminal.
    Terminal(TerminalId),
    /// All terminals of the salepoint with this name.
    Salepoint(String),
    /// All terminals.
    All,
}

/// An order and whose it is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct GivenOrder {
    /// The terminal's id.
    pub terminal: TerminalId,
    /// Its name.
    pub name: String,
    /// The name of its salepoint.
    pub salepoint: String,
    /// Which order.
    pub id: OrderId,
}

/// Where a terminal was and is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Moved {
    /// The name of the salepoint it stood under.
    pub from: String,
    /// The name of the salepoint it stands under.
    pub to: String,
}

impl Office {
    /// Takes a terminal out of service for good: its token opens nothing any more, and once it connects it is told to
    /// delete what it knows. A decommissioned one may still be revoked.
    ///
    /// # Errors
    /// When it is out of service already.
    pub fn remove_terminal(&self, id: TerminalId, removal: Removal) -> Result<(), OfficeError> {
        Ok(self.remove_terminal_by(Viewer::Everything, id, removal)?)
    }

    /// The same by an office user, if the terminal is there for them.
    pub fn remove_terminal_by(&self, by: Viewer, id: TerminalId, removal: Removal) -> Result<(), TerminalError> {
        let at = self.clock.now();
        self.db.write(|tx| {
            let state = TerminalState::from(known(tx, by, id)?.removed);
            match state {
                TerminalState::InService => {}
                TerminalState::Removed { removal: Removal::Decommissioned, .. } if removal == Removal::Revoked => {}
                TerminalState::Removed { .. } | TerminalState::Replaced => {
                    return Err(TerminalError::OutOfService { id, state });
                }
            }
            orders::forget(tx, id)?;
            let removed = Removed::ByOffice { removal, at };
            terminals::remove(tx, id, removed)?;
            let [before, after] =
                [state, Some(removed).into()].map(|state: TerminalState| json!({ "state": state.code() }));
            let change = audit::Change { at, by: by.user(), kind: AuditKind::Terminal, record_id: id.0 };
            Ok(audit::record(tx, change, Some(&before), Some(&after))?)
        })
    }

    /// Puts a terminal under another salepoint; id and journal stay. It learns that from the next greeting.
    ///
    /// # Errors
    /// When there is no such salepoint, or its name is taken there.
    pub fn move_terminal(&self, id: TerminalId, to: &str) -> Result<Moved, OfficeError> {
        Ok(self.move_terminal_by(Viewer::Everything, id, |tx| crate::enrolment::salepoint_named(tx, to))?)
    }

    /// The same by an office user (see [`Office::remove_terminal_by`]), to the salepoint that `find` finds.
    pub fn move_terminal_by(
        &self,
        by: Viewer,
        id: TerminalId,
        find: impl FnOnce(&mut Tx<'_>) -> Result<Salepoint, OfficeError>,
    ) -> Result<Moved, TerminalError> {
        let now = self.clock.now();
        self.db.write(|tx| {
            let terminal = in_service(tx, by, id)?.terminal;
            let to = crate::enrolment::open(find(tx)?)?;
            let from =
                salepoints::find(tx, by, terminal.salepoint)?.map(|salepoint| salepoint.name).unwrap_or_default();
            if to.id == terminal.salepoint {
                return Err(TerminalError::StandsThere(from));
            }
            let mut taken = terminals::names_at(tx, &to)?;
            taken.extend(enrol_codes::promised_names(tx, to.id, now)?);
            if taken.contains(&terminal.name) {
                return Err(TerminalError::NameTaken { salepoint: to.name, name: terminal.name });
            }
            terminals::relocate(tx, id, to.id)?;
            let [before, after] = [&from, &to.name].map(|name| json!({ "salepoint": name }));
            let change = audit::Change { at: now, by: by.user(), kind: AuditKind::Terminal, record_id: id.0 };
            audit::record(tx, change, Some(&before), Some(&after))?;
            Ok(Moved { from, to: to.name })
        })
    }

    /// Gives an order to terminals in service; each is sent it until it reports it done.
    ///
    /// # Errors
    /// When there is no such terminal or salepoint, or none in service.
    pub fn give_order(&self, whom: &Whom, action: OrderAction) -> Result<Vec<GivenOrder>, OfficeError> {
        Ok(self.give_order_by(Viewer::Everything, whom, action)?)
    }

    /// The same by an office user (see [`Office::remove_terminal_by`]).
    pub fn give_order_by(
        &self,
        by: Viewer,
        whom: &Whom,
        action: OrderAction,
    ) -> Result<Vec<GivenOrder>, TerminalError> {
        let at = self.clock.now();
        self.db.write(|tx| {
            let concerned = concerned(tx, by, whom)?;
            if concerned.is_empty() {
                return Err(TerminalError::Nobody);
            }
            let mut given = Vec::new();
            for Enrolled { terminal, .. } in concerned {
                let salepoint = salepoints::find(tx, by, terminal.salepoint)?;
                let id = orders::give(tx, terminal.id, action, at)?;
                let change =
                    audit::Change { at, by: by.user(), kind: AuditKind::TerminalOrder, record_id: terminal.id.0 };
                audit::record(tx, change, None, Some(&json!({ "order": action.code() })))?;
                let salepoint = salepoint.map(|salepoint| salepoint.name).unwrap_or_default();
                given.push(GivenOrder { terminal: terminal.id, name: terminal.name, salepoint, id });
            }
            Ok(given)
        })
    }
}

fn concerned(tx: &mut Tx<'_>, by: Viewer, whom: &Whom) -> Result<Vec<Enrolled>, TerminalError> {
    if let Whom::Terminal(id) = whom {
        return Ok(vec![in_service(tx, by, *id)?]);
    }
    let mut all: Vec<_> = terminals::all(tx, by)?.into_iter().map(|record| record.enrolled).collect();
    all.retain(|enrolled| enrolled.removed.is_none());
    if let Whom::Salepoint(name) = whom {
        let salepoint = crate::enrolment::salepoint_named(tx, name)?.id;
        all.retain(|enrolled| enrolled.terminal.salepoint == salepoint);
    }
    Ok(all)
}

fn known(tx: &mut Tx<'_>, by: Viewer, id: TerminalId) -> Result<Enrolled, TerminalError> {
    terminals::find(tx, by, id)?.ok_or(TerminalError::Unknown(id))
}

fn in_service(tx: &mut Tx<'_>, by: Viewer, id: TerminalId) -> Result<Enrolled, TerminalError> {
    let enrolled = known(tx, by, id)?;
    match enrolled.removed {
        None => Ok(enrolled),
        removed => Err(TerminalError::OutOfService { id, state: removed.into() }),
    }
}

fn when(state: TerminalState) -> String {
    match state {
        TerminalState::Removed { at, .. } => format!(" at {at}"),
        TerminalState::InService | TerminalState::Replaced => String::new(),
    }
}
