//! `licences`.

use super::output::{Failure, Output, table};
use crate::config::Config;
use clap::Subcommand;
use head_office_office::errors::OfficeError;
use head_office_office::office::Office;
use serde_json::{Value, json};

/// Show the licences of the web office and who holds them, or say how many the company has.
///
/// Each user of the web office needs one. Works beside a running `serve`.
#[derive(clap::Args, Debug)]
pub struct Licences {
    #[command(subcommand)]
    command: Option<LicencesCommand>,
}

#[derive(Subcommand, Debug)]
enum LicencesCommand {
    /// Add licences to those there are.
    Add {
        /// How many.
        #[arg(value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
        count: u64,
    },
    /// Say how many there are in all; not fewer than are linked.
    Set {
        /// How many.
        #[arg(value_name = "N")]
        count: u64,
    },
}

impl Licences {
    pub fn run(&self, config: &Config, output: &Output) -> Result<(), Failure> {
        let (json, text) = self.answer(&Office::open(config)?)?;
        output.answer(&json, &text);
        Ok(())
    }

    pub(super) fn answer(&self, office: &Office) -> Result<(Value, String), Failure> {
        let licences = match self.command {
            None => office.licences()?,
            Some(LicencesCommand::Add { count }) => office.add_licences(count).map_err(OfficeError::from)?,
            Some(LicencesCommand::Set { count }) => office.set_licences(None, count).map_err(OfficeError::from)?,
        };
        let holders = office.licence_holders()?;
        let shown: Vec<Value> = holders
            .iter()
            .map(|one| {
                json!({
                    "user": one.user.to_string(), "name": one.name, "email": one.email,
                    "waits_for": one.pending.as_ref().map(|pending| &pending.email),
                    "last_sign_in_at": one.last_sign_in_at.map(|at| at.to_string()),
                })
            })
            .collect();
        let rows = holders.iter().map(|one| {
            let waits = one.pending.as_ref().map(|pending| format!("{} (not confirmed)", pending.email));
            let last = one.last_sign_in_at.map_or_else(|| "never".into(), |at| at.to_string());
            vec![one.name.clone(), waits.or_else(|| one.email.clone()).unwrap_or_default(), last]
        });
        let counted = format!("{} bought, {} used, {} free", licences.bought, licences.used, licences.free());
        let text = format!("{}\n{counted}", table(&["NAME", "E-MAIL", "LAST SIGN-IN"], rows.collect()).trim_end());
        let (bought, used, free) = (licences.bought, licences.used, licences.free());
        Ok((json!({ "bought": bought, "used": used, "free": free, "holders": shown }), text))
    }
}
