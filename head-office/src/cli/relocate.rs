//! `move`.

use super::output::{Failure, Output};
use crate::config::Config;
use head_office_office::office::Office;
use serde_json::{Value, json};

/// Put a terminal under another salepoint. It keeps its id and its journal, and learns it at once if it is connected.
#[derive(clap::Args, Debug)]
pub struct Move {
    /// An id, "Salepoint / Name", or a name that only one terminal has.
    #[arg(value_name = "TERMINAL")]
    terminal: String,
    /// The salepoint it is to stand under.
    #[arg(long, value_name = "SALEPOINT")]
    to: String,
}

impl Move {
    pub fn run(&self, config: &Config, output: &Output) -> Result<(), Failure> {
        let (json, text) = self.answer(&Office::open(config)?)?;
        output.answer(&json, &text);
        Ok(())
    }

    pub fn answer(&self, office: &Office) -> Result<(Value, String), Failure> {
        let terminal = office.find_terminal(&self.terminal)?;
        let moved = office.move_terminal(terminal.id, &self.to)?;
        Ok((
            json!({ "terminal": terminal.id, "name": terminal.name, "from": moved.from, "to": moved.to }),
            format!("“{}” stands under “{}” now, no longer under “{}”", terminal.name, moved.to, moved.from),
        ))
    }
}
