//! `restore`.

use super::output::{Failure, Output};
use super::passphrase::{PassphraseFrom, Purpose};
use crate::config::Config;
use head_office_office::backup::{self, KeysTaken, Source, is_occupied, restore_from};
use head_office_office::clock::Clock;
use head_office_office::office::DATABASE;
use serde_json::json;
use std::io::{BufRead, IsTerminal, Write};
use std::path::PathBuf;

/// Put a backup in the place of what is in the data folder, in a new epoch. `serve` must not run.
///
/// What is there is moved aside within the data folder, not deleted. Keys that are there stay if they are the backup's or
/// newer. Terminals fetch everything again; those enrolled after the backup was made must be enrolled again.
#[derive(clap::Args, Debug)]
pub struct Restore {
    /// The file of the database that `backup` wrote.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// The file of the keys [default: FILE.keys if the data folder has no keys].
    #[arg(long, value_name = "FILE")]
    keys: Option<PathBuf>,
    /// Move a head office that is there aside without asking.
    #[arg(long)]
    yes: bool,
    #[command(flatten)]
    passphrase: PassphraseFrom,
}

impl Restore {
    pub fn run(&self, config: &Config, output: &Output) -> Result<(), Failure> {
        let passphrase = self.passphrase.read_file()?;
        let source = Source::open(&self.file, self.keys.as_deref())?;
        data_folder::become_owner(&config.data, DATABASE)?;
        let over_existing = self.yes || (is_occupied(&config.data) && agreed(config));
        let what = backup::Restore { data: &config.data, file: &self.file, keys: self.keys.as_deref(), over_existing };
        let restored = restore_from(source, &what, &Clock::system(), || match passphrase {
            Some(passphrase) => Ok(passphrase),
            None => self.passphrase.get(Purpose::Enter),
        })?;
        let moved_to = restored.moved_to.map(|path| path.display().to_string());
        let (cursor, keys) = (restored.cursor, restored.keys);
        let from = match keys {
            KeysTaken::Folder => "the keys are those that were in the folder",
            KeysTaken::Backup => "the keys are the backup's",
        };
        let aside = moved_to.as_ref().map(|path| format!("\nwhat was there is in {path}")).unwrap_or_default();
        output.answer(
            &json!({ "company": restored.company, "epoch": cursor.epoch.0, "revision": cursor.revision.0,
                     "users": restored.users, "keys": if keys == KeysTaken::Folder { "folder" } else { "backup" },
                     "moved_to": moved_to }),
            &format!(
                "{}: {} users, revision {} in the new epoch {}\n{from}{aside}\nnext: head-office check, then \
                 head-office serve; every terminal fetches everything again",
                restored.company, restored.users, cursor.revision.0, cursor.epoch.0
            ),
        );
        Ok(())
    }
}

/// Asks, if somebody is there to answer.
fn agreed(config: &Config) -> bool {
    let stdin = std::io::stdin();
    if !stdin.is_terminal() {
        return false;
    }
    let question =
        format!("move the head office in {} aside and put the backup in its place? [y/N] ", config.data.display());
    let mut answer = String::new();
    // Who cannot be asked has not agreed.
    let asked = std::io::stderr().write_all(question.as_bytes()).and_then(|()| stdin.lock().read_line(&mut answer));
    asked.is_ok() && matches!(answer.trim(), "y" | "Y" | "yes")
}
