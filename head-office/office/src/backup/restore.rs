//! `restore`: a backup in the place of what is there.
//!
//! Everything is prepared in a folder of its own and verified there. Then what is there is linked and copied into
//! `before-restore-…`, the keys take their place, and last the database does, by one rename: stopped before that, the
//! old one serves on or the same `restore` again goes through; after it, all is done.

use super::draft::{DraftFolder, sync_folder_of};
use super::{BackupError, Passphrase, at, keys_beside, must_fit, no_room, sealed_keys, takeover};
use crate::clock::Clock;
use crate::db::{CopyError, Db, Summary, company, confirmations, look_at, mail, office_sessions, one_time_links};
use crate::errors::OfficeError;
use crate::keys::{EpochNote, KeyError, Keys};
use crate::lock::DataLock;
use crate::office::{DATABASE, create_data_folder};
use crate::rotation::SIGNING_KEY;
use std::fs;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use sync_core::domain::{CompanyId, Cursor, Epoch};

/// What is to be put back, and where.
#[derive(Clone, Debug)]
pub struct Restore<'r> {
    /// The data folder; need not exist.
    pub data: &'r Path,
    /// The backup's database.
    pub file: &'r Path,
    /// The backup's keys; not needed where the keys are in place.
    pub keys: Option<&'r Path>,
    /// Whether a head office that is there may be moved aside.
    pub over_existing: bool,
}

/// Which keys serve after a restore.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum KeysTaken {
    /// Those that were in the folder: the same as the backup's, or newer.
    Folder,
    /// The backup's.
    Backup,
}

/// What a restore came to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Restored {
    /// Whose head office.
    pub company: String,
    /// Where it stands, in its new epoch.
    pub cursor: Cursor,
    /// How many users there are.
    pub users: u64,
    /// Which keys serve.
    pub keys: KeysTaken,
    /// Where what was there before is now.
    pub moved_to: Option<PathBuf>,
}

/// Whether there is a head office in a folder.
pub fn is_occupied(data: &Path) -> bool {
    data.join(DATABASE).exists()
}

/// The files of a backup, opened by whoever named them, who may be somebody else than the data folder's owner.
pub struct Source {
    path: PathBuf,
    file: fs::File,
    /// Whether changes that are not in the file are in another one beside it.
    is_in_use: bool,
    named: Option<SealedKeys>,
    beside: Option<SealedKeys>,
}

/// A file of keys as it was read.
struct SealedKeys {
    path: PathBuf,
    bytes: Vec<u8>,
}

impl Source {
    /// Opens the file of the database, and reads the keys that are named or lie beside it.
    ///
    /// # Errors
    /// When the database's file or the keys that are named cannot be read.
    pub fn open(file: &Path, keys: Option<&Path>) -> Result<Self, BackupError> {
        let read = |path: &Path| fs::read(path).map(|bytes| SealedKeys { path: path.to_owned(), bytes });
        let mut wal = file.as_os_str().to_owned();
        wal.push("-wal");
        Ok(Self {
            path: file.to_owned(),
            is_in_use: fs::metadata(&wal).is_ok_and(|wal| wal.len() > 0),
            named: keys.map(|path| read(path).map_err(at(path))).transpose()?,
            beside: read(&keys_beside(file)).ok(),
            file: fs::File::open(file).map_err(at(file))?,
        })
    }
}

/// Puts a backup in place, in a new epoch. The passphrase is asked for only when the backup's keys are looked at.
///
/// # Errors
/// When the backup, the keys or the folder cannot be used; then nothing was changed.
pub fn restore<E: From<BackupError>>(
    what: &Restore<'_>,
    clock: &Clock,
    passphrase: impl FnOnce() -> Result<Passphrase, E>,
) -> Result<Restored, E> {
    restore_from(Source::open(what.file, what.keys)?, what, clock, passphrase)
}

/// The same from files that are open.
///
/// # Errors
/// As [`restore`].
pub fn restore_from<E: From<BackupError>>(
    source: Source,
    what: &Restore<'_>,
    clock: &Clock,
    passphrase: impl FnOnce() -> Result<Passphrase, E>,
) -> Result<Restored, E> {
    let data = what.data;
    create_data_folder(data).map_err(BackupError::from)?;
    let _alone = DataLock::alone(data).map_err(BackupError::from)?;
    takeover::finish(data)?;
    if is_occupied(data) && !what.over_existing {
        return Err(BackupError::Occupied(data.to_owned()).into());
    }
    let prepared = DraftFolder::new(data.join("restoring"))?;
    let (db, summary) = copy_of(&source, prepared.path())?;
    let present = keys_of(data)?;
    let named = source.named.or(source.beside.filter(|_| present.is_none()));
    if let Some(sealed) = &named {
        unseal(sealed, prepared.path(), summary.company.id, &passphrase()?)?;
    }
    Ok(carry_out(data, prepared, db, summary, present, named.map(|sealed| sealed.path), clock)?)
}

/// A verified copy of the backup's database, in the folder where it is prepared.
fn copy_of(source: &Source, prepared: &Path) -> Result<(Db, Summary), BackupError> {
    let (file, path) = (&*source.path, prepared.join(DATABASE));
    let not_a_backup = |source| BackupError::NotABackup { path: file.to_owned(), source };
    if source.is_in_use {
        return Err(BackupError::CopyInUse(file.to_owned()));
    }
    let mut options = fs::OpenOptions::new();
    let mut copy = options.write(true).create_new(true).mode(0o600).open(&path).map_err(at(&path))?;
    std::io::copy(&mut &source.file, &mut copy).map_err(at(file))?;
    let summary = match look_at(&path) {
        Err(CopyError::NotADatabase) if fs::read(&path).is_ok_and(|bytes| sealed_keys::is_one(&bytes)) => {
            return Err(BackupError::KeysNamedAsDatabase(file.to_owned()));
        }
        looked => looked.map_err(not_a_backup)?,
    };
    let db = Db::migrated(&path).map_err(|error| no_room(error.into(), file))?;
    Ok((db, summary))
}

/// The keys in a folder; `None` when there are none.
fn keys_of(data: &Path) -> Result<Option<Keys>, BackupError> {
    match Keys::open(data) {
        Ok(keys) => Ok(Some(keys)),
        Err(KeyError::Missing(_)) if !data.join("keys").exists() => Ok(None),
        Err(error) => Err(error.into()),
    }
}

fn unseal(
    sealed: &SealedKeys,
    prepared: &Path,
    company: CompanyId,
    passphrase: &Passphrase,
) -> Result<(), BackupError> {
    let (whose, files) = sealed_keys::open(&sealed.bytes, &sealed.path, passphrase)?;
    if whose != company {
        let misfit = crate::fit::Misfit::Company { keys: whose, database: company };
        return Err(BackupError::DoNotFit { place: sealed.path.clone(), misfit });
    }
    Ok(files.write(prepared)?)
}

/// From here on nothing is asked any more.
fn carry_out(
    data: &Path,
    prepared: DraftFolder,
    db: Db,
    summary: Summary,
    present: Option<Keys>,
    named: Option<PathBuf>,
    clock: &Clock,
) -> Result<Restored, BackupError> {
    let company = summary.company.id;
    let offered = named.as_ref().map(|_| Keys::open(prepared.path())).transpose()?;
    let mut noted = Epoch(0);
    for keys in present.iter().chain(&offered) {
        let note = keys.epoch_note()?.filter(|note| note.company == company);
        noted = noted.max(note.map_or(Epoch(0), |note| note.highest_epoch));
    }
    let offered_key = offered.as_ref().map(|keys| keys.signing().key.public().id().0);
    let (taken, keys) = choose(data, present, offered)?;
    let place = match (taken, named) {
        (KeysTaken::Backup, Some(path)) => path,
        _ => data.join("keys"),
    };
    must_fit(&keys, &place, &db)?;

    // The note knows better, but a version that made none may have been here.
    let replaced = look_at(&data.join(DATABASE)).ok().filter(|replaced| replaced.company.id == company);
    noted = noted.max(replaced.as_ref().map_or(Epoch(0), |replaced| replaced.counter.cursor.epoch));
    let unix_s = u64::try_from(clock.now().0 / 1_000).unwrap_or(0);
    let epoch = Epoch(summary.counter.cursor.epoch.max(noted).0.saturating_add(1).max(unix_s));
    let signing_key = keys.signing().key.public().id().0;
    // Of the keys that serve there is this backup, or the one that what is replaced knows of.
    let held = offered_key.filter(|key| *key == signing_key).or(replaced.and_then(|replaced| replaced.backup_key));
    db.write(|tx| {
        company::lock_counter(tx)?;
        company::set_epoch(tx, epoch)?;
        if let Some(held) = &held {
            company::set_fact(tx, company::BACKUP_KEY, held)?;
        }
        company::set_fact(tx, SIGNING_KEY, &signing_key)?;
        // Who was signed out since, or used a link, stays so: nobody is let in by what was true once.
        office_sessions::end_all(tx)?;
        one_time_links::forget_all(tx)?;
        confirmations::expire_all(tx, clock.now())?;
        // What waited may have been sent since.
        mail::cancel_waiting(tx, clock.now())
    })
    .map_err(|error| no_room(error.into(), data))?;
    // The last connection leaves no second file behind.
    drop(db);

    let moved_to = aside(data, clock);
    if let Some(path) = &moved_to {
        set_aside(data, path).inspect_err(|_| drop(fs::remove_dir_all(path)))?;
    }
    keys.note_epoch(EpochNote { company, highest_epoch: epoch })?;
    if taken == KeysTaken::Folder && prepared.path().join("keys").exists() {
        let path = prepared.path().join("keys");
        fs::remove_dir_all(&path).map_err(at(&path))?;
    }
    takeover::take_effect(data, prepared)?;
    Ok(Restored {
        company: summary.company.name,
        cursor: Cursor { epoch, ..summary.counter.cursor },
        users: summary.users,
        keys: taken,
        moved_to,
    })
}

/// The newer keys, which are those whose chain has the others' key in use.
fn choose(data: &Path, present: Option<Keys>, offered: Option<Keys>) -> Result<(KeysTaken, Keys), BackupError> {
    let (present, offered) = match (present, offered) {
        (None, None) => return Err(BackupError::NoKeys(data.to_owned())),
        (Some(present), None) => return Ok((KeysTaken::Folder, present)),
        (None, Some(offered)) => return Ok((KeysTaken::Backup, offered)),
        (Some(present), Some(offered)) => (present, offered),
    };
    let (ours, theirs) = (present.signing(), offered.signing());
    if ours.publics().contains(&theirs.key.public()) {
        Ok((KeysTaken::Folder, present))
    } else if !theirs.publics().contains(&ours.key.public()) && ours.publics()[0] == theirs.publics()[0] {
        Err(BackupError::KeysParted(data.join("keys")))
    } else {
        Ok((KeysTaken::Backup, offered))
    }
}

/// Where what is there goes; `None` when nothing is there.
fn aside(data: &Path, clock: &Clock) -> Option<PathBuf> {
    if !data.join(DATABASE).exists() && !data.join("keys").exists() {
        return None;
    }
    let time = clock.now().to_utc().map_or_else(String::new, |time| time.format("%Y%m%dT%H%M%SZ").to_string());
    let mut names = (1..).map(|number: u32| match number {
        1 => format!("before-restore-{time}"),
        number => format!("before-restore-{time}-{number}"),
    });
    names.find_map(|name| Some(data.join(name)).filter(|path| !path.exists()))
}

/// Links the database and copies the keys, so that nothing that follows can lose anything.
fn set_aside(data: &Path, path: &Path) -> Result<(), BackupError> {
    create_data_folder(path)?;
    for name in [DATABASE.to_owned(), format!("{DATABASE}-wal")] {
        let from = data.join(&name);
        if from.exists() {
            fs::hard_link(&from, path.join(&name)).map_err(at(&from))?;
        }
    }
    let keys = data.join("keys");
    if keys.exists() {
        create_data_folder(&path.join("keys"))?;
        for entry in fs::read_dir(&keys).map_err(at(&keys))? {
            let entry = entry.map_err(at(&keys))?;
            let to = path.join("keys").join(entry.file_name());
            fs::copy(entry.path(), &to).map_err(at(&to))?;
            fs::File::open(&to).and_then(|file| file.sync_all()).map_err(at(&to))?;
        }
        sync_folder_of(&path.join("keys").join("any"))?;
    }
    sync_folder_of(&path.join(DATABASE))?;
    sync_folder_of(path)
}

impl From<crate::db::DbError> for BackupError {
    fn from(error: crate::db::DbError) -> Self {
        OfficeError::from(error).into()
    }
}
