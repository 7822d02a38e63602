//! `restore`: a backup in the place of what is there.
//!
//! Everything is prepared in a folder of its own and verified there. Then what is there is linked and copied into
//! `before-restore-…`, the keys take their place, and last the database does, by one rename: stopped before that, the
//! old one serves on or the same `restore` again goes through; after it, all is done.

use super::draft::{DraftFolder, sync_folder_of};
use super::{BackupError, Passphrase, at, keys_beside, must_fit, no_room, sealed_keys};
use crate::clock::Clock;
use crate::db::{CopyError, Db, Summary, company, confirmations, look_at, mail, office_sessions, one_time_links};
use crate::keys::{EpochNote, KeyError, Keys};
use crate::lock::DataLock;
use crate::office::{DATABASE, OfficeError, create_data_folder};
use crate::rotation::SIGNING_KEY;
use std::fs;
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

/// Puts a backup in place, in a new epoch. The passphrase is asked for only when the backup's keys are looked at.
///
/// # Errors
/// When the backup, the keys or the folder cannot be used; then nothing was changed.
pub fn restore<E: From<BackupError>>(
    what: &Restore<'_>,
    clock: &Clock,
    passphrase: impl FnOnce() -> Result<Passphrase, E>,
) -> Result<Restored, E> {
    let data = what.data;
    create_data_folder(data).map_err(BackupError::from)?;
    let _alone = DataLock::alone(data).map_err(BackupError::from)?;
    if is_occupied(data) && !what.over_existing {
        return Err(BackupError::Occupied(data.to_owned()).into());
    }
    let prepared = DraftFolder::new(data.join("restoring"))?;
    let (db, summary) = copy_of(what.file, prepared.path())?;
    let present = keys_of(data)?;
    let beside = keys_beside(what.file);
    let named = what.keys.or_else(|| (present.is_none() && beside.exists()).then_some(&*beside));
    if let Some(path) = named {
        unseal(path, prepared.path(), summary.company.id, &passphrase()?)?;
    }
    Ok(carry_out(data, prepared, db, summary, present, named, clock)?)
}

/// A verified copy of the backup's database, in the folder where it is prepared.
fn copy_of(file: &Path, prepared: &Path) -> Result<(Db, Summary), BackupError> {
    let not_a_backup = |source| BackupError::NotABackup { path: file.to_owned(), source };
    let path = prepared.join(DATABASE);
    let mut wal = file.as_os_str().to_owned();
    wal.push("-wal");
    if fs::metadata(&wal).is_ok_and(|wal| wal.len() > 0) {
        return Err(BackupError::CopyInUse(file.to_owned()));
    }
    fs::copy(file, &path).map_err(at(file))?;
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).map_err(at(&path))?;
    }
    let summary = match look_at(&path) {
        Err(CopyError::NotADatabase) if fs::read(&path).is_ok_and(|bytes| sealed_keys::is_one(&bytes)) => {
            return Err(BackupError::KeysNamedAsDatabase(file.to_owned()));
        }
        looked => looked.map_err(not_a_backup)?,
    };
    let db = Db::open(&path).map_err(|error| no_room(error.into(), file))?;
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

fn unseal(path: &Path, prepared: &Path, company: CompanyId, passphrase: &Passphrase) -> Result<(), BackupError> {
    let bytes = fs::read(path).map_err(at(path))?;
    let (whose, files) = sealed_keys::open(&bytes, path, passphrase)?;
    if whose != company {
        let misfit = crate::fit::Misfit::Company { keys: whose, database: company };
        return Err(BackupError::DoNotFit { place: path.to_owned(), misfit });
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
    named: Option<&Path>,
    clock: &Clock,
) -> Result<Restored, BackupError> {
    let company = summary.company.id;
    let offered = named.map(|_| Keys::open(prepared.path())).transpose()?;
    let mut noted = Epoch(0);
    for keys in present.iter().chain(&offered) {
        let note = keys.epoch_note()?.filter(|note| note.company == company);
        noted = noted.max(note.map_or(Epoch(0), |note| note.highest_epoch));
    }
    let (taken, keys) = choose(data, present, offered)?;
    let place = match (taken, named) {
        (KeysTaken::Backup, Some(path)) => path.to_owned(),
        _ => data.join("keys"),
    };
    must_fit(&keys, &place, &db)?;

    // The note knows better, but a version that made none may have been here.
    let replaced = look_at(&data.join(DATABASE)).ok().filter(|replaced| replaced.company.id == company);
    noted = noted.max(replaced.map_or(Epoch(0), |replaced| replaced.counter.cursor.epoch));
    let unix_s = u64::try_from(clock.now().0 / 1_000).unwrap_or(0);
    let epoch = Epoch(summary.counter.cursor.epoch.max(noted).0.saturating_add(1).max(unix_s));
    let signing_key = keys.signing().key.public().id().0;
    db.write(|tx| {
        company::lock_counter(tx)?;
        company::set_epoch(tx, epoch)?;
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
    if taken == KeysTaken::Backup {
        put_keys(data, prepared.path())?;
    }
    put_database(data, prepared.path())?;
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

/// Puts prepared keys in place; those that were there are then among what was prepared, and go with it.
fn put_keys(data: &Path, prepared: &Path) -> Result<(), BackupError> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    let (from, to) = (prepared.join("keys"), data.join("keys"));
    let flags = if to.exists() { RenameFlags::EXCHANGE } else { RenameFlags::empty() };
    renameat_with(CWD, &from, CWD, &to, flags).map_err(|error| at(&to)(error.into()))?;
    sync_folder_of(&to)
}

fn put_database(data: &Path, prepared: &Path) -> Result<(), BackupError> {
    // Left in place, they would be taken for the new file's.
    for beside in ["-wal", "-shm"] {
        let path = data.join(format!("{DATABASE}{beside}"));
        match fs::remove_file(&path) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(at(&path)(error)),
            _ => {}
        }
    }
    let to = data.join(DATABASE);
    fs::rename(prepared.join(DATABASE), &to).map_err(at(&to))?;
    sync_folder_of(&to)
}

impl From<crate::db::DbError> for BackupError {
    fn from(error: crate::db::DbError) -> Self {
        OfficeError::from(error).into()
    }
}
