//! `import`.

use super::output::{Failure, Output};
use crate::config::Config;
use head_office_domain::names::shown;
use head_office_office::import::{Imported, Tally};
use head_office_office::office::{DATABASE, Office};
use serde_json::json;
use std::path::PathBuf;
use zeroize::Zeroizing;

/// How much of a file's name is kept.
const MOST_NAME: usize = 80;

/// Create or update company, policy, stores, salepoints, user groups and users from a TOML file.
///
/// Users are known by their ref, all others by their name; fields that are left out stay as they are. All of the file is
/// imported or, when anything in it is wrong, nothing. Works beside a running `serve`.
#[derive(clap::Args, Debug)]
pub struct Import {
    /// The file.
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

impl Import {
    pub fn run(&self, config: &Config, output: &Output) -> Result<(), Failure> {
        let text = std::fs::read_to_string(&self.file).map_err(|error| Failure::Other {
            message: format!("the file {} cannot be read: {error}", self.file.display()),
            refused: false,
        })?;
        let text = Zeroizing::new(text);
        data_folder::become_owner(&config.data, DATABASE)?;
        let office = Office::open(config)?;
        let progress = |done, of| {
            if output.progress_wanted() {
                output.progress("POS passwords hashed", done, of);
            }
        };
        let name = self.file.file_name().map(|name| shown(&name.to_string_lossy(), MOST_NAME));
        let imported = office.import_file(name, &text, &progress)?;
        output.answer(&json!(imported), &summary(&imported));
        Ok(())
    }
}

fn summary(imported: &Imported) -> String {
    let line = |what: &str, tally: &Tally| {
        format!("{what:<11} {} created, {} updated, {} unchanged\n", tally.created, tally.updated, tally.unchanged)
    };
    let mut text = line("stores", &imported.stores)
        + &line("salepoints", &imported.salepoints)
        + &line("groups", &imported.groups)
        + &line("users", &imported.users);
    text += &format!("POS passwords set: {}\n", imported.passwords_set);
    if imported.company_renamed {
        text += "the company has a new name\n";
    }
    if imported.language_changed {
        text += "lists are in the order of another language\n";
    }
    if imported.policy_changed {
        text += "the policy has changed\n";
    }
    match imported.new_revision {
        true => text + &format!("revision {}", imported.revision),
        false => text + &format!("nothing new for the terminals; still revision {}", imported.revision),
    }
}
