//! An import in the web office: looked at before it is made, by somebody who may not do everything.
//!
//! A refused POS password tells that it is taken or common. Each refusal spends an attempt of who imports, and without
//! attempts nothing is looked at: a file is no faster way to guess than the form.

use super::MOST_REFUSED_PASSWORDS;
use super::apply::{Applied, How, apply};
use super::file::File;
use super::passwords::HashedPasswords;
use super::problems::ImportErrors;
use super::table::Table;
use super::users::UserOutcome;
use crate::accounts::throttle::Wait;
use crate::db::{DbError, users};
use crate::errors::{self, OfficeError};
use crate::office::{Changed, Office};
use crate::office_rights::{Level, OfficeArea};
use crate::passwords::must_still_count;
use crate::personnel::Editor;
use crate::personnel::pos_password::was_usable;
use std::sync::Arc;
use sync_core::domain::{Bytes32, Cursor, UserId};

/// What an import would come to.
#[derive(Clone, Debug)]
pub struct Report {
    /// What is wrong with the file; with anything, it cannot be imported.
    pub errors: ImportErrors,
    /// The users that would be created or changed.
    pub users: Vec<UserOutcome>,
    /// How many would stay as they are.
    pub unchanged: u64,
    /// How many would be deactivated, or lose a salepoint or a store, if that is many of all: a confirmation asks for it.
    pub losing: Option<u64>,
    /// Changes when what the file meets has changed.
    fingerprint: Bytes32,
}

/// A file that was read and whose POS passwords are hashed.
pub struct Ready {
    file: File,
    hashed: HashedPasswords,
}

/// What came of looking at a file.
pub enum Checked {
    /// It is wrong.
    Wrong(Report),
    /// It can be imported.
    Fine(Report, Arc<Ready>),
    /// Nobody wants to know any more.
    GivenUp,
}

/// An import that is made.
#[derive(Clone, Debug)]
pub struct Finished {
    /// What it came to.
    pub report: Report,
    /// Where head office stands with it.
    pub cursor: Cursor,
}

/// Why nothing was imported.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// Too many POS passwords were refused.
    #[error("too many POS passwords were refused")]
    Throttled(Wait),
    /// Something else than was reported: others have changed the same meanwhile.
    #[error("the users were changed since the report")]
    Changed(Box<Report>),
    /// Who imports may not change users any more: that was looked at again when it was to be written.
    #[error("who imports may not change users any more")]
    LacksRights,
    /// Head office failed.
    #[error(transparent)]
    Office(#[from] OfficeError),
}

impl From<DbError> for Refusal {
    fn from(error: DbError) -> Self {
        Self::Office(error.into())
    }
}

impl Office {
    /// Looks at a file of users for somebody, without importing it.
    pub fn check_import(
        &self,
        by: UserId,
        table: Table,
        is_wanted: &dyn Fn() -> bool,
        progress: &(dyn Fn(usize, usize) + Sync),
    ) -> Result<Checked, Refusal> {
        let Table { mut file, errors } = table;
        let keys = &self.keys.verifiers;
        let how = How { by: Some(by), hashes: None, most_refused: 0, keys, now: self.clock.now() };
        let mut applied = self.rehearse(&file, how)?;
        applied.errors = applied.errors.with(errors);
        let report = self.report(applied, &file)?;
        if report.errors.count() > 0 {
            return Ok(Checked::Wrong(report));
        }
        let Some(hashed) = self.hash_passwords_of(&mut file, is_wanted, progress)? else { return Ok(Checked::GivenUp) };
        if hashed.by_entry.is_empty() {
            return Ok(Checked::Fine(report, Arc::new(Ready { file, hashed })));
        }
        let attempts = self.spend_attempts(by, hashed.by_entry.len())?;
        let how = How { hashes: Some(&hashed.by_entry), most_refused: attempts, ..how };
        let rehearsed = self.rehearse(&file, how);
        self.give_back(by, attempts, rehearsed.as_ref().ok())?;
        let report = self.report(rehearsed?, &file)?;
        Ok(match report.errors.count() {
            0 => Checked::Fine(report, Arc::new(Ready { file, hashed })),
            _ => Checked::Wrong(report),
        })
    }

    /// Imports a file that was looked at, if it comes to what was reported.
    pub fn make_import(&self, by: UserId, ready: &Ready, seen: &Report) -> Result<Finished, Refusal> {
        let Ready { file, hashed } = ready;
        let now = self.clock.now();
        let attempts = self.spend_attempts(by, hashed.by_entry.len())?;
        let how = How {
            by: Some(by),
            hashes: Some(&hashed.by_entry),
            most_refused: attempts,
            keys: &self.keys.verifiers,
            now,
        };
        let (mut refused, mut lacks_rights) = (None, false);
        let changed = self.change(|tx, touched| {
            must_still_count(tx, &hashed.kdfs, now)?;
            if !Editor::of(tx, by, now)?.may(OfficeArea::Users, Level::Edit) {
                lacks_rights = true;
                return Err(OfficeError::from(errors::Refusal::MayNotImportAnyMore));
            }
            let applied = apply(tx, touched, file, how)?;
            if applied.errors.count() > 0 || applied.fingerprint != seen.fingerprint {
                refused = Some(applied);
                return Err(OfficeError::from(errors::Refusal::ChangedSinceReport));
            }
            Ok(applied)
        });
        let applied = refused.as_ref().or(changed.as_ref().ok().map(|changed| &changed.result));
        self.give_back(by, attempts, applied)?;
        if let Some(applied) = refused {
            return Err(Refusal::Changed(Box::new(self.report(applied, file)?)));
        }
        if lacks_rights {
            return Err(Refusal::LacksRights);
        }
        let Changed { result, cursor, .. } = changed?;
        self.sweep_after_import();
        Ok(Finished { report: self.report(result, file)?, cursor })
    }

    fn report(&self, applied: Applied, file: &File) -> Result<Report, OfficeError> {
        let Applied { errors, users, fingerprint, .. } = applied;
        let all = self.db.read(users::count)?;
        let losing = users.iter().filter(|user| user.loses).count() as u64;
        Ok(Report {
            unchanged: (file.users.len() - users.len()) as u64,
            losing: (losing >= 10 && losing * 5 > all).then_some(losing),
            errors,
            users,
            fingerprint,
        })
    }

    /// Spends as many attempts as there may be refusals; of what is left at least one.
    fn spend_attempts(&self, by: UserId, passwords: usize) -> Result<usize, Refusal> {
        let wanted = passwords.min(MOST_REFUSED_PASSWORDS);
        for spent in 0..wanted {
            match self.count_pos_password(by)? {
                Ok(()) => {}
                Err(wait) if spent == 0 => return Err(Refusal::Throttled(wait)),
                Err(_) => return Ok(spent),
            }
        }
        Ok(wanted)
    }

    /// Gives back those of the attempts that no refusal has used.
    fn give_back(&self, by: UserId, attempts: usize, applied: Option<&Applied>) -> Result<(), OfficeError> {
        let refused = applied.map_or(0, |applied| applied.refused_passwords);
        let now = self.clock.now();
        Ok(self.db.write(|tx| (refused..attempts).try_for_each(|_| was_usable(tx, by, now)))?)
    }
}
