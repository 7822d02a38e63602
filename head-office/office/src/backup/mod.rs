//! `backup` and `restore`: the database in one file, the keys in a second one under a passphrase, because each alone
//! gives nobody a POS password and both together do.

mod draft;
mod last;
mod restore;
mod sealed_keys;
pub mod takeover;
mod target;
#[cfg(test)]
mod tests;

use crate::db::{CopyError, look_at};
use crate::errors::OfficeError;
use crate::fit::{Misfit, misfits};
use crate::keys::{KeyFiles, Keys};
use crate::office::Office;
use draft::Draft;
pub use last::NoBackupSince;
pub use restore::{KeysTaken, Restore, Restored, Source, is_occupied, restore, restore_from};
pub use sealed_keys::Passphrase;
use std::path::{Path, PathBuf};
use sync_core::domain::Cursor;
use sync_core::sync::KeyId;
pub use target::Target;

/// Why a backup was not made or not put back; says what to do.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// What would be overwritten.
    #[error("{} is already there; name another file, or give --force", .0.display())]
    Exists(PathBuf),
    /// A file that head office itself lives in.
    #[error(
        "{} is in the data folder {}, which a backup is to be kept apart from; name a file elsewhere. Nothing was changed",
        file.display(), data.display()
    )]
    InDataFolder {
        /// Which file.
        file: PathBuf,
        /// Which folder.
        data: PathBuf,
    },
    /// A file could not be read, written or put in place.
    #[error("{}: {source}", path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// No room for the copy.
    #[error("there is no room for {}; make room or name another place. Nothing was changed", .0.display())]
    NoRoom(PathBuf),
    /// Too easily guessed.
    #[error("a passphrase has at least {} characters", sealed_keys::SHORTEST)]
    ShortPassphrase,
    /// The keys do not open.
    #[error("the passphrase is wrong, or the file of keys was changed")]
    WrongPassphrase,
    /// Something else was named as the keys.
    #[error("{} is no backup of keys", .0.display())]
    NotKeys(PathBuf),
    /// Keys of a later format.
    #[error("{} was made by a newer version; install that version of head-office", .0.display())]
    NewerKeys(PathBuf),
    /// Keys that open to nonsense.
    #[error("the file of keys is damaged; use another copy of it")]
    KeysDamaged,
    /// The keys were named in the database's place.
    #[error("{} is the backup of the keys; name the database beside it, and this one with --keys", .0.display())]
    KeysNamedAsDatabase(PathBuf),
    /// No backup of a database.
    #[error("{}: {source}", path.display())]
    NotABackup {
        /// The file.
        path: PathBuf,
        /// What it is instead.
        source: CopyError,
    },
    /// A copied database whose newest changes are in another file.
    #[error("{} is a copy of a database in use: its last changes are in the -wal file beside it. Use a file that \
             `head-office backup` made", .0.display())]
    CopyInUse(PathBuf),
    /// A folder without keys, and none named.
    #[error("{} has no keys; name the backup of the keys with --keys", .0.display())]
    NoKeys(PathBuf),
    /// Keys and database of different origin.
    #[error("the keys in {} do not fit this backup: {misfit}. Name the backup of the keys that belongs to it with \
             --keys, or move the folder keys/ away and name it again", place.display())]
    DoNotFit {
        /// Which keys.
        place: PathBuf,
        /// Why.
        misfit: Misfit,
    },
    /// Keys of the folder and of the backup were both rotated since they were the same.
    #[error("the keys in {} and those of the backup went different ways: each was rotated since. Terminals may believe \
             either; move the folder keys/ away to use the backup's", .0.display())]
    KeysParted(PathBuf),
    /// `restore` over a head office without being told to.
    #[error("there is already a head office in {}; give --yes to move it aside and put the backup in its place",
            .0.display())]
    Occupied(PathBuf),
    /// The office.
    #[error(transparent)]
    Office(Box<OfficeError>),
}

impl BackupError {
    /// Whether what was asked for cannot be; otherwise it could not be done.
    pub fn is_refusal(&self) -> bool {
        !matches!(self, Self::File { .. } | Self::NoRoom(_) | Self::Office(_))
    }
}

impl From<OfficeError> for BackupError {
    fn from(error: OfficeError) -> Self {
        Self::Office(Box::new(error))
    }
}

/// What a backup holds.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BackedUp {
    /// The database.
    pub database: PathBuf,
    /// Its size in bytes.
    pub database_bytes: u64,
    /// The keys.
    pub keys: PathBuf,
    /// Their size in bytes.
    pub keys_bytes: u64,
    /// Where head office stands in it.
    pub cursor: Cursor,
    /// How many users are in it.
    pub users: u64,
    /// Which key signs by it.
    pub signing_key: KeyId,
}

/// Whether a backup may take the place of another.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Overwrite {
    /// What is there stays.
    Never,
    /// What is there is replaced, once the new one is whole.
    Replace,
}

/// Where the copy of the database grows.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Staging {
    /// In its target.
    InPlace,
    /// In the data folder first, because the folder's owner cannot write at the target's place.
    InDataFolder,
}

impl Office {
    /// Writes database and keys into two files, `file` and `file` followed by `.keys`, while others read and write.
    /// `progress` is told how many bytes of the database are written of about how many.
    ///
    /// # Errors
    /// When one of the two could not be written or does not hold; then neither is there.
    pub fn backup(
        &self,
        file: &Path,
        passphrase: &Passphrase,
        overwrite: Overwrite,
        progress: &(dyn Fn(u64, u64) + Sync),
    ) -> Result<BackedUp, BackupError> {
        let target = Target::begin(self.data(), file, overwrite)?;
        let made = self.fill_backup(&target, passphrase, Staging::InPlace, progress)?;
        target.put()?;
        self.note_backup(&made)?;
        Ok(made)
    }

    /// Writes both files of a backup that was begun; [`Target::put`] then names them.
    ///
    /// # Errors
    /// When one of the two could not be written or does not hold.
    pub fn fill_backup(
        &self,
        target: &Target,
        passphrase: &Passphrase,
        staging: Staging,
        progress: &(dyn Fn(u64, u64) + Sync),
    ) -> Result<BackedUp, BackupError> {
        let staged = match staging {
            Staging::InPlace => None,
            Staging::InDataFolder => Some(Draft::beside(&self.data().join("backup"))?),
        };
        let copy = staged.as_ref().unwrap_or(&target.database);
        self.db.copy_to(copy.path(), progress).map_err(|error| no_room(error.into(), &target.file))?;
        let summary =
            look_at(copy.path()).map_err(|source| BackupError::NotABackup { path: copy.path().to_owned(), source })?;
        if let Some(staged) = &staged {
            target.database.write_from(staged)?;
        }

        // The keys after the database: if they are rotated in between, they know the key that the database names.
        self.settle_signing_key()?;
        let (files, signing_key) = self.db.write(|_| {
            self.keys.reload()?;
            Ok::<_, OfficeError>((KeyFiles::read(self.data())?, self.keys.signing().key.public().id()))
        })?;
        target.keys.write(&sealed_keys::seal(&files, self.company(), passphrase)?)?;
        let [database_bytes, keys_bytes] = [target.database.sync()?, target.keys.sync()?];
        Ok(BackedUp {
            database: target.file.clone(),
            database_bytes,
            keys: target.keys_file.clone(),
            keys_bytes,
            cursor: summary.counter.cursor,
            users: summary.users,
            signing_key,
        })
    }
}

/// The file of the keys that belongs to a backup.
fn keys_beside(file: &Path) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".keys");
    name.into()
}

/// Checks that keys and database belong together.
fn must_fit(keys: &Keys, place: &Path, db: &crate::db::Db) -> Result<(), BackupError> {
    let found = db.read(|tx| misfits(tx, keys))?;
    let fit = |misfit| BackupError::DoNotFit { place: place.to_owned(), misfit };
    found.into_iter().next().map_or(Ok(()), |misfit| Err(fit(misfit)))
}

fn no_room(error: OfficeError, path: &Path) -> BackupError {
    match error {
        OfficeError::Db(crate::db::DbError::DiskFull) => BackupError::NoRoom(path.to_owned()),
        other => other.into(),
    }
}

fn at(path: &Path) -> impl Fn(std::io::Error) -> BackupError {
    let path = path.to_owned();
    move |source| match source.kind() {
        std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => BackupError::NoRoom(path.clone()),
        _ => BackupError::File { path: path.clone(), source },
    }
}
