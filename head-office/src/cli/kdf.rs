//! `kdf`.

use super::output::{Failure, Output};
use crate::config::Config;
use clap::Subcommand;
use head_office_office::kdf_change::PasswordsLeft;
use head_office_office::office::Office;
use serde_json::json;

/// Say what POS passwords cost to compute, or change it for new ones.
#[derive(clap::Args, Debug)]
pub struct Kdf {
    #[command(subcommand)]
    command: Option<KdfCommand>,
}

#[derive(Subcommand, Debug)]
enum KdfCommand {
    /// Set passwords under another cost from now on. Those that are set stay valid; while both are in use, a login at a
    /// terminal computes both.
    New {
        /// KiB of memory one password costs.
        #[arg(long, value_name = "KIB")]
        memory_kib: u32,
        /// Passes over that memory.
        #[arg(long, value_name = "N")]
        passes: u32,
        /// Lanes that can be computed beside each other.
        #[arg(long, value_name = "N", default_value_t = 1)]
        lanes: u32,
    },
    /// Take a KDF out of use that no password is under any more.
    Retire {
        /// Its name, as `head-office kdf` lists it.
        #[arg(value_name = "NAME")]
        name: String,
        /// Take the POS passwords that are under it away; their users cannot log in until they have new ones.
        #[arg(long, requires = "yes")]
        remove_passwords: bool,
        /// Yes, take them away.
        #[arg(long)]
        yes: bool,
    },
}

impl Kdf {
    pub fn run(&self, config: &Config, output: &Output) -> Result<(), Failure> {
        let office = Office::open(config)?;
        match &self.command {
            None => list(&office, output),
            Some(KdfCommand::New { memory_kib, passes, lanes }) => {
                let name = office.new_kdf(*memory_kib, *passes, *lanes)?.0;
                output.answer(&json!({ "for_new": name }), &format!("passwords are set under {name} from now on"));
                Ok(())
            }
            Some(KdfCommand::Retire { name, remove_passwords, .. }) => {
                let left = if *remove_passwords { PasswordsLeft::Remove } else { PasswordsLeft::Keep };
                let removed = office.retire_kdf(name, left)?;
                output.answer(
                    &json!({ "retired": name, "passwords_removed": removed }),
                    &format!("{name} is out of use; POS passwords taken away: {removed}"),
                );
                Ok(())
            }
        }
    }
}

fn list(office: &Office, output: &Output) -> Result<(), Failure> {
    let live = office.kdfs()?;
    let mut text = format!("{:<28} {:>10} {:>6} {:>5} {:>8}\n", "name", "memory KiB", "passes", "lanes", "users");
    for one in &live {
        let (kdf, for_new) = (&one.kdf, if one.for_new { "  for new passwords" } else { "" });
        text += &format!(
            "{:<28} {:>10} {:>6} {:>5} {:>8}{for_new}\n",
            kdf.name.0, kdf.memory_kib, kdf.passes, kdf.lanes, one.users
        );
    }
    let rows: Vec<_> = live
        .iter()
        .map(|one| {
            json!({ "name": one.kdf.name.0, "memory_kib": one.kdf.memory_kib, "passes": one.kdf.passes,
                    "lanes": one.kdf.lanes, "users": one.users, "for_new": one.for_new })
        })
        .collect();
    output.answer(&json!({ "kdfs": rows }), &text);
    Ok(())
}
