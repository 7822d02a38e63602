//! `revoke` and `decommission`.

use super::confirm::{Person, confirm};
use super::output::{Failure, Output};
use crate::config::Config;
use head_office_office::office::Office;
use head_office_office::terminals::TerminalSummary;
use serde_json::{Value, json};
use sync_core::sync::wire::Removal;

/// Cancel a stolen or lost terminal: its token is dead at once, and when it connects it deletes what it knows.
#[derive(clap::Args, Debug)]
pub struct Revoke {
    #[command(flatten)]
    which: Which,
}

/// Put a terminal out of service in good order: as revoke, but it may still hand in its journal.
#[derive(clap::Args, Debug)]
pub struct Decommission {
    #[command(flatten)]
    which: Which,
}

#[derive(clap::Args, Debug)]
struct Which {
    /// An id, "Salepoint / Name", or a name that only one terminal has.
    #[arg(value_name = "TERMINAL")]
    terminal: String,
    /// Do not ask.
    #[arg(long)]
    yes: bool,
}

impl Revoke {
    pub fn run(&self, config: &Config, output: &Output) -> Result<(), Failure> {
        let (json, text) = self.answer(&Office::open(config)?, Person::now())?;
        output.answer(&json, &text);
        Ok(())
    }

    pub fn answer(&self, office: &Office, person: Person) -> Result<(Value, String), Failure> {
        self.which.remove(office, Removal::Revoked, person)
    }
}

impl Decommission {
    pub fn run(&self, config: &Config, output: &Output) -> Result<(), Failure> {
        let (json, text) = self.answer(&Office::open(config)?, Person::now())?;
        output.answer(&json, &text);
        Ok(())
    }

    pub fn answer(&self, office: &Office, person: Person) -> Result<(Value, String), Failure> {
        self.which.remove(office, Removal::Decommissioned, person)
    }
}

impl Which {
    fn remove(&self, office: &Office, removal: Removal, person: Person) -> Result<(Value, String), Failure> {
        let terminal = office.find_terminal(&self.terminal)?;
        confirm(&announcement(&terminal, removal), self.yes, person)?;
        office.remove_terminal(terminal.id, removal)?;
        let (state, advice) = match removal {
            Removal::Revoked => ("revoked", EXPOSURE),
            Removal::Decommissioned => ("decommissioned", "It may still hand in its journal."),
        };
        let text = format!("“{}” is {state}: its token is dead. {advice}", terminal.full_name());
        let json = json!({
            "terminal": terminal.id,
            "salepoint": terminal.salepoint,
            "name": terminal.name,
            "state": state,
            "advice": advice,
        });
        Ok((json, text))
    }
}

/// What a stolen terminal means.
const EXPOSURE: &str = "If its device key was read, every POS password of the company is exposed to guessing: have new \
                        ones set, for this salepoint's users first, or for all.";

fn announcement(terminal: &TerminalSummary, removal: Removal) -> String {
    let name = terminal.full_name();
    let consequence = "its token is dead at once and for good, it deletes its users when it next connects, and can only \
                       come back by being enrolled again";
    match removal {
        Removal::Revoked => format!("“{name}” is going to be revoked: {consequence}. {EXPOSURE}"),
        Removal::Decommissioned => format!("“{name}” is going to be decommissioned: {consequence}."),
    }
}
