//! `check`.

use super::output::{Failure, Output};
use crate::config::Config;
use crate::office::Office;
use serde_json::json;

/// Check configuration, key files, database, and that what terminals get is what the data says. Changes nothing.
#[derive(clap::Args, Debug)]
pub struct Check {}

impl Check {
    pub fn run(&self, config: &Config, output: &Output) -> Result<(), Failure> {
        let office = Office::open(config)?;
        let found = office.check()?;
        let revision = office.cursor()?.revision.0;
        let text = match found.is_empty() {
            true => format!("all is well; revision {revision}"),
            false => found.join("\n"),
        };
        output.answer(&json!({ "ok": found.is_empty(), "found": found, "revision": revision }), &text);
        match found.len() {
            0 => Ok(()),
            count => Err(Failure::Other { message: format!("{count} things are wrong"), refused: true }),
        }
    }
}
