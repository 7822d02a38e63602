//! `import`: data from a file, created or updated, all or nothing.
//!
//! Text → entries of the right shape (`file`) → a rehearsal, so that mistakes are told before minutes of hashing →
//! the hashing, outside any transaction → the change (`apply`).

mod apply;
mod file;
mod problems;
mod reader;
#[cfg(test)]
mod tests;

use crate::accounts::administrators;
use crate::db::kdfs;
use crate::derive::Touched;
use crate::office::{Office, OfficeError};
use crate::passwords::{hash_all, must_still_count};
pub use problems::{ImportErrors, Problem as ImportProblem};
use serde::Serialize;
use sync_core::domain::Cursor;

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
    Fine,
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
        self.import_with_progress(text, &|_, _| ())
    }

    /// The same; `progress` is told how many POS passwords of how many are hashed.
    ///
    /// # Errors
    /// As [`Office::import_str`].
    pub fn import_with_progress(
        &self,
        text: &str,
        progress: &(dyn Fn(usize, usize) + Sync),
    ) -> Result<Imported, OfficeError> {
        let file = file::read(text)?;
        let (now, keys) = (self.clock.now(), &self.keys.verifiers);
        let rehearsed = self.db.write(|tx| -> Result<(), Rehearsed> {
            Err(match apply::apply(tx, &mut Touched::default(), &file, None, keys, now) {
                Ok(_) => Rehearsed::Fine,
                Err(error) => Rehearsed::Failed(error),
            })
        });
        if let Err(Rehearsed::Failed(error)) = rehearsed {
            return Err(error);
        }

        let kdfs = self.db.read(|tx| kdfs::compared(tx, now))?;
        let with_password = file.users.iter().enumerate();
        let (indexes, passwords): (Vec<_>, Vec<_>) =
            with_password.filter_map(|(index, user)| Some((index, &user.pos_password.as_ref()?.value))).unzip();
        let hashed = hash_all(&passwords, &kdfs, keys, &|done| progress(done, passwords.len()))?;
        let hashes = indexes.into_iter().zip(hashed).collect();

        let changed = self.change(|tx, touched| {
            must_still_count(tx, &kdfs, now)?;
            let had_administrator = administrators::exist(tx)?;
            let imported = apply::apply(tx, touched, &file, Some(&hashes), keys, now)?;
            if had_administrator {
                administrators::check(tx)?;
            }
            Ok::<_, OfficeError>(imported)
        })?;
        if let Err(error) = self.sweep_tombstones() {
            // The import is done; `serve` tries again within the hour.
            tracing::warn!(%error, "old tombstones could not be removed yet");
        }
        let Cursor { revision, .. } = changed.cursor;
        Ok(Imported { revision: revision.0, new_revision: changed.new_revision, ..changed.result })
    }
}
