//! `backup`.

use super::output::{Failure, Output};
use super::passphrase::{PassphraseFrom, Purpose};
use crate::config::Config;
use head_office_office::backup::{Overwrite, Staging, Target};
use head_office_office::office::{DATABASE, Office};
use serde_json::json;
use std::path::PathBuf;

/// Write the database into FILE and the keys, encrypted under a passphrase, into FILE.keys.
///
/// Works beside a running `serve`. Started as root, it needs room for one more copy in the data folder while it runs. Keep the two files apart: with both and the passphrase anybody can guess POS passwords,
/// and without the keys nothing can be restored.
#[derive(clap::Args, Debug)]
pub struct Backup {
    /// The file of the database; the keys' is named after it.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Replace an older backup of the same name, once the new one is whole.
    #[arg(long)]
    force: bool,
    #[command(flatten)]
    passphrase: PassphraseFrom,
}

impl Backup {
    pub fn run(&self, config: &Config, output: &Output) -> Result<(), Failure> {
        let passphrase = self.passphrase.get(Purpose::Choose)?;
        let overwrite = if self.force { Overwrite::Replace } else { Overwrite::Never };
        let target = Target::begin(&config.data, &self.file, overwrite)?;
        // Whoever typed the command named the files; who owns the data folder may not be able to write there.
        let owner = data_folder::become_owner_for_now(&config.data, DATABASE)?;
        let staging = if owner.is_some() { Staging::InDataFolder } else { Staging::InPlace };
        let progress = |done: u64, of: u64| {
            if output.progress_wanted() {
                let mib = |bytes: u64| usize::try_from(bytes >> 20).unwrap_or(usize::MAX);
                output.progress("MiB written", mib(done.min(of)), mib(of) + 1);
            }
        };
        let office = Office::open(config)?;
        let made = office.fill_backup(&target, &passphrase, staging, &progress)?;
        drop((office, owner));
        target.put()?;
        let owner = data_folder::become_owner_for_now(&config.data, DATABASE)?;
        Office::open(config)?.note_backup(&made)?;
        drop(owner);
        let (database, keys) = (made.database.display().to_string(), made.keys.display().to_string());
        output.answer(
            &json!({ "database": database, "database_bytes": made.database_bytes, "keys": keys,
                     "keys_bytes": made.keys_bytes, "epoch": made.cursor.epoch.0,
                     "revision": made.cursor.revision.0, "users": made.users }),
            &format!(
                "{database}  {} bytes: {} users, epoch {}, revision {}\n{keys}  {} bytes, encrypted",
                made.database_bytes, made.users, made.cursor.epoch.0, made.cursor.revision.0, made.keys_bytes
            ),
        );
        Ok(())
    }
}
