//! What is noted of the last backup: when it was made, and which key signed then. A backup from before a rotation, put back
//! elsewhere, signs with a key that no terminal believes any more; so a rotation wants a backup after it.

use super::BackedUp;
use crate::db::company::{self, BACKUP_KEY};
use crate::db::{DbError, Tx};
use crate::errors::OfficeError;
use crate::office::Office;
use sync_core::domain::UnixMs;

/// The fact that says when the last backup was made, in milliseconds since 1970.
const BACKUP_AT: &str = "backup_at";

/// The signing key was changed and no backup is known to hold the new one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct NoBackupSince {
    /// When the last backup was made, as far as it was noted.
    pub last: Option<UnixMs>,
}

impl Office {
    /// Notes that a backup was made, once its files have their names.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn note_backup(&self, made: &BackedUp) -> Result<(), OfficeError> {
        let now = self.clock.now();
        self.db.write(|tx| {
            company::set_fact(tx, BACKUP_KEY, &made.signing_key.0)?;
            company::set_fact(tx, BACKUP_AT, &now.0.to_string())?;
            Ok(())
        })
    }

    /// Whether the signing key was changed since the last backup.
    pub fn no_backup_since_rotation(&self, tx: &mut Tx<'_>) -> Result<Option<NoBackupSince>, DbError> {
        let signing = self.keys.signing();
        let held = company::fact(tx, BACKUP_KEY)?;
        if signing.rotations().is_empty() || held.is_some_and(|key| key == signing.key.public().id().0) {
            return Ok(None);
        }
        let at = company::fact(tx, BACKUP_AT)?.and_then(|at| at.parse().ok());
        Ok(Some(NoBackupSince { last: at.map(UnixMs) }))
    }
}
