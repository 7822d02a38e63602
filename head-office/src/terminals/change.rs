//! Removing and moving terminals, and giving them orders.

use super::TerminalState;
use crate::db::terminals::{self, Enrolled, Removed};
use crate::db::{Tx, enrol_codes, orders, salepoints};
use crate::office::{Office, OfficeError};
use sync_core::domain::TerminalId;
use sync_core::sync::wire::{OrderAction, OrderId, Removal};

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
        let at = self.clock.now();
        self.db.write(|tx| {
            let state = TerminalState::from(known(tx, id)?.removed);
            match state {
                TerminalState::InService => {}
                TerminalState::Removed { removal: Removal::Decommissioned, .. } if removal == Removal::Revoked => {}
                TerminalState::Removed { .. } | TerminalState::Replaced => return Err(out_of_service(id, state)),
            }
            orders::forget(tx, id)?;
            Ok(terminals::remove(tx, id, Removed::ByOffice { removal, at })?)
        })
    }

    /// Puts a terminal under another salepoint; id and journal stay. It learns that from the next greeting.
    ///
    /// # Errors
    /// When there is no such salepoint, or its name is taken there.
    pub fn move_terminal(&self, id: TerminalId, to: &str) -> Result<Moved, OfficeError> {
        let now = self.clock.now();
        self.db.write(|tx| {
            let terminal = in_service(tx, id)?.terminal;
            let to = crate::enrolment::salepoint_named(tx, to)?;
            let from = salepoints::find(tx, terminal.salepoint)?.map(|salepoint| salepoint.name).unwrap_or_default();
            if to.id == terminal.salepoint {
                return Err(OfficeError::Refused(format!("it already stands under “{from}”; nothing was changed")));
            }
            let mut taken = terminals::names_at(tx, to.id)?;
            taken.extend(enrol_codes::promised_names(tx, to.id, now)?);
            if taken.contains(&terminal.name) {
                return Err(OfficeError::Refused(format!(
                    "“{}” already has a terminal “{}”, or a live code for one; nothing was changed",
                    to.name, terminal.name
                )));
            }
            terminals::relocate(tx, id, to.id)?;
            Ok(Moved { from, to: to.name })
        })
    }

    /// Gives an order to terminals in service; each is sent it until it reports it done.
    ///
    /// # Errors
    /// When there is no such terminal or salepoint, or none in service.
    pub fn give_order(&self, whom: &Whom, action: OrderAction) -> Result<Vec<GivenOrder>, OfficeError> {
        let now = self.clock.now();
        self.db.write(|tx| {
            let concerned = concerned(tx, whom)?;
            if concerned.is_empty() {
                return Err(OfficeError::Refused("there is no terminal in service there; nothing was ordered".into()));
            }
            let mut given = Vec::new();
            for Enrolled { terminal, .. } in concerned {
                let salepoint = salepoints::find(tx, terminal.salepoint)?;
                let id = orders::give(tx, terminal.id, action, now)?;
                let salepoint = salepoint.map(|salepoint| salepoint.name).unwrap_or_default();
                given.push(GivenOrder { terminal: terminal.id, name: terminal.name, salepoint, id });
            }
            Ok(given)
        })
    }
}

fn concerned(tx: &mut Tx<'_>, whom: &Whom) -> Result<Vec<Enrolled>, OfficeError> {
    if let Whom::Terminal(id) = whom {
        return Ok(vec![in_service(tx, *id)?]);
    }
    let mut all: Vec<_> = terminals::all(tx)?.into_iter().map(|record| record.enrolled).collect();
    all.retain(|enrolled| enrolled.removed.is_none());
    if let Whom::Salepoint(name) = whom {
        let salepoint = crate::enrolment::salepoint_named(tx, name)?.id;
        all.retain(|enrolled| enrolled.terminal.salepoint == salepoint);
    }
    Ok(all)
}

fn known(tx: &mut Tx<'_>, id: TerminalId) -> Result<Enrolled, OfficeError> {
    terminals::find(tx, id)?.ok_or_else(|| OfficeError::Refused(format!("there is no terminal {id}")))
}

fn in_service(tx: &mut Tx<'_>, id: TerminalId) -> Result<Enrolled, OfficeError> {
    let enrolled = known(tx, id)?;
    match enrolled.removed {
        None => Ok(enrolled),
        removed => Err(out_of_service(id, removed.into())),
    }
}

fn out_of_service(id: TerminalId, state: TerminalState) -> OfficeError {
    let when = match state {
        TerminalState::Removed { at, .. } => format!(" at {at}"),
        TerminalState::InService | TerminalState::Replaced => String::new(),
    };
    OfficeError::Refused(format!("terminal {id} was {}{when}; nothing was changed", state.code()))
}
