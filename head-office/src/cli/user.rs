//! `user`.

use super::output::{Failure, Output};
use crate::config::Config;
use clap::Subcommand;
use head_office_office::office::Office;
use serde_json::{Value, json};

/// Deactivate a user whom nobody in the office may deactivate.
///
/// In the office somebody with more rights is left alone by all who have fewer. When such a person is dismissed and nobody
/// is there who has as many, this does it. Works beside a running `serve`.
#[derive(clap::Args, Debug)]
pub struct User {
    #[command(subcommand)]
    command: UserCommand,
}

#[derive(Subcommand, Debug)]
enum UserCommand {
    /// The user can use neither the office nor a terminal any more; whoever is signed in as the user is signed out.
    Deactivate {
        /// The user: reference, id, or first and last name.
        #[arg(value_name = "USER")]
        user: String,
    },
}

impl User {
    pub fn run(&self, config: &Config, output: &Output) -> Result<(), Failure> {
        let (json, text) = self.answer(&Office::open(config)?)?;
        output.answer(&json, &text);
        Ok(())
    }

    pub(super) fn answer(&self, office: &Office) -> Result<(Value, String), Failure> {
        let UserCommand::Deactivate { user } = &self.command;
        let deactivated = office.deactivate_user(user)?;
        let name = format!("{} {}", deactivated.first_name, deactivated.last_name);
        let json = json!({ "user": deactivated.id.to_string(), "name": name, "active": false });
        Ok((
            json,
            format!("{name} is deactivated and signed out of the office; terminals learn it as they are reached"),
        ))
    }
}
