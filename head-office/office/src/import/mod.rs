//! `import`: data from a file, created or updated, all or nothing. At the command line from TOML (`file`), in the web
//! office users from CSV (`table`).
//!
//! Text → entries of the right shape → a rehearsal, so that mistakes are told before minutes of hashing → the hashing,
//! outside any transaction → in the web office a second rehearsal, now with the hashes, for the report → the change
//! (`apply`).

mod apply;
mod file;
#[cfg(test)]
mod hostile;
mod known;
mod mistake;
mod passwords;
mod problems;
mod reader;
pub mod table;
#[cfg(test)]
mod tests;
mod typed;
mod users;
mod watched;

use crate::accounts::administrators::Standing;
use crate::derive::Touched;
use crate::errors::{Bug, HashError, OfficeError};
use crate::office::Office;
use crate::passwords::must_still_count;
use apply::{Applied, How, apply};
use file::File;
pub use mistake::{Mistake as ImportMistake, Unknown as UnknownName};
pub use problems::{ImportErrors, Problem as ImportProblem};
use serde::Serialize;
use sync_core::domain::Cursor;
pub use users::UserOutcome;
pub use watched::{Checked, Finished, Ready, Refusal, Report};

/// After so many refused POS passwords no more are looked at.
const MOST_REFUSED_PASSWORDS: usize = 10;

/// How many entries of a kind were created, changed or already so.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize)]
pub struct Tally {
    /// New.
    pub created: u64,
    /// Changed.
    pub updated: u64,
    /// As they were.
    pub unchanged: u64,
}

impl Tally {
    /// Counts an entry; whether there is something to store.
    fn count<T: PartialEq>(&mut self, before: Option<&T>, after: &T) -> bool {
        match before {
            None => self.created += 1,
            Some(before) if before == after => self.unchanged += 1,
            Some(_) => self.updated += 1,
        }
        before != Some(after)
    }
}

/// What an import came to.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize)]
pub struct Imported {
    /// Whether the company has a new name.
    pub company_renamed: bool,
    /// Whether the company has another language, so that lists are in another order.
    pub language_changed: bool,
    /// Whether the policy changed.
    pub policy_changed: bool,
    /// Stores.
    pub stores: Tally,
    /// Salepoints.
    pub salepoints: Tally,
    /// User groups.
    pub groups: Tally,
    /// Users.
    pub users: Tally,
    /// POS passwords set or replaced.
    pub passwords_set: u64,
    /// Where head office stands afterwards.
    pub revision: u64,
    /// Whether terminals have something new to fetch.
    pub new_revision: bool,
}

/// Why the rehearsal's transaction is not committed.
enum Rehearsed {
    To(Box<Applied>),
    Failed(OfficeError),
}

impl From<crate::db::DbError> for Rehearsed {
    fn from(error: crate::db::DbError) -> Self {
        Self::Failed(error.into())
    }
}

impl Office {
    /// Imports the text of a file.
    ///
    /// # Errors
    /// [`OfficeError::Import`] with everything that is wrong with it; then nothing is changed.
    pub fn import_str(&self, text: &str) -> Result<Imported, OfficeError> {
        self.import_file(None, text, &|_, _| ())
    }

    /// The same of a file of this name; `progress` is told how many POS passwords of how many are hashed.
    ///
    /// # Errors
    /// As [`Office::import_str`].
    pub fn import_file(
        &self,
        name: Option<String>,
        text: &str,
        progress: &(dyn Fn(usize, usize) + Sync),
    ) -> Result<Imported, OfficeError> {
        let mut file = File { name, ..file::read(text)? };
        let (now, keys) = (self.clock.now(), &self.keys.verifiers);
        let how = How { by: None, hashes: None, most_refused: MOST_REFUSED_PASSWORDS, keys, now };
        self.rehearse(&file, how)?.errors.into_result()?;

        let Some(hashed) = self.hash_passwords_of(&mut file, &|| true, progress)? else {
            return Err(HashError::GivenUp.into());
        };
        let how = How { hashes: Some(&hashed.by_entry), ..how };
        let changed = self.change(|tx, touched| {
            must_still_count(tx, &hashed.kdfs, now)?;
            let had_administrator = Standing::of(tx)?;
            let applied = apply(tx, touched, &file, how)?;
            applied.errors.into_result()?;
            had_administrator.kept(tx)?;
            Ok::<_, OfficeError>(applied.imported)
        })?;
        self.sweep_after_import();
        let Cursor { revision, .. } = changed.cursor;
        Ok(Imported { revision: revision.0, new_revision: changed.new_revision, ..changed.result })
    }

    /// What carrying out a file would come to; nothing of it stays.
    fn rehearse(&self, file: &File, how: How<'_>) -> Result<Applied, OfficeError> {
        let rehearsed = self.db.write(|tx| -> Result<(), Rehearsed> {
            Err(apply(tx, &mut Touched::default(), file, how)
                .map_or_else(Rehearsed::Failed, |applied| Rehearsed::To(Box::new(applied))))
        });
        match rehearsed {
            Err(Rehearsed::To(applied)) => Ok(*applied),
            Err(Rehearsed::Failed(error)) => Err(error),
            Ok(()) => Err(Bug::RehearsalCommitted.into()),
        }
    }

    fn sweep_after_import(&self) {
        if let Err(error) = self.sweep_tombstones() {
            // The import is done; `serve` tries again within the hour.
            tracing::warn!(%error, "old tombstones could not be removed yet");
        }
    }
}
