//! `policy`.

use super::output::{Failure, Output};
use crate::config::Config;
use clap::Subcommand;
use head_office_office::office::Office;
use serde_json::json;

/// Say what is prescribed to terminals, or change it.
#[derive(clap::Args, Debug)]
pub struct Policy {
    #[command(subcommand)]
    command: Option<PolicyCommand>,
}

#[derive(Subcommand, Debug)]
enum PolicyCommand {
    /// Change settings, all of them at once; terminals that are connected have them within a second.
    Set {
        /// What to change, such as auto_lock_s=60.
        #[arg(value_name = "NAME=VALUE", required = true, value_parser = setting)]
        values: Vec<(String, u32)>,
    },
}

impl Policy {
    pub fn run(&self, config: &Config, output: &Output) -> Result<(), Failure> {
        let office = Office::open(config)?;
        let revision = match &self.command {
            None => office.cursor()?.revision.0,
            Some(PolicyCommand::Set { values }) => office.set_policy(values)?,
        };
        let settings = office.policy()?;
        let values: serde_json::Map<_, _> =
            settings.iter().map(|setting| (setting.name.to_owned(), setting.value.into())).collect();
        let mut text = String::new();
        for setting in &settings {
            text += &format!(
                "{:<22} {:>9} {:<10} ({} to {})\n",
                setting.name, setting.value, setting.unit, setting.least, setting.most
            );
        }
        output.answer(&json!({ "policy": values, "revision": revision }), &format!("{text}revision {revision}"));
        Ok(())
    }
}

fn setting(text: &str) -> Result<(String, u32), String> {
    let (name, value) = text.split_once('=').ok_or("write it like auto_lock_s=60")?;
    let value = value.trim().parse().map_err(|_| format!("{name} is a whole number, without a unit"))?;
    Ok((name.trim().to_owned(), value))
}
