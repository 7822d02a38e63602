//! How a prepared restore takes effect: by one rename, after which it is only ever finished, never undone.
//!
//! Keys and database are prepared together in one folder. Renaming that folder is what counts. What follows puts the
//! two in their places; stopped anywhere in between, it is finished by whoever opens the data folder next, before
//! anything in it is used. So nobody ever sees the keys of one moment beside the database of another.

use super::draft::{DraftFolder, sync_folder_of};
use super::{BackupError, at};
use crate::office::DATABASE;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

const KEYS: &str = "keys";
/// The keys that were in place, until the folder is removed.
const FORMER_KEYS: &str = "former-keys";

fn ready(data: &Path) -> PathBuf {
    data.join("restored")
}

/// Whether a restore took effect and is not finished.
pub fn is_unfinished(data: &Path) -> bool {
    ready(data).exists()
}

/// Makes a prepared database, with the keys beside it if there are any, take effect.
///
/// # Errors
/// When the system does not let files be renamed. Once the first rename is done, the next to open the folder goes on.
pub fn take_effect(data: &Path, prepared: DraftFolder) -> Result<(), BackupError> {
    let path = ready(data);
    for file in [prepared.path().join(DATABASE), prepared.path().to_owned(), prepared.path().join(KEYS)] {
        match fs::File::open(&file).and_then(|file| file.sync_all()) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(at(&file)(error)),
            _ => {}
        }
    }
    fs::rename(prepared.path(), &path).map_err(at(&path))?;
    sync_folder_of(&path)?;
    finish(data)
}

/// Finishes what took effect, if anything did. Whoever calls it uses the folder alone.
///
/// # Errors
/// When the system does not let files be renamed or removed.
pub fn finish(data: &Path) -> Result<(), BackupError> {
    let ready = ready(data);
    if !ready.exists() {
        return Ok(());
    }
    let (keys, former) = (data.join(KEYS), ready.join(FORMER_KEYS));
    if ready.join(KEYS).exists() {
        if keys.exists() {
            rename(&keys, &former)?;
        }
        rename(&ready.join(KEYS), &keys)?;
    }
    if ready.join(DATABASE).exists() {
        // Left in place, they would be taken for the new file's.
        for beside in ["-wal", "-shm"] {
            let path = data.join(format!("{DATABASE}{beside}"));
            match fs::remove_file(&path) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(at(&path)(error)),
                _ => {}
            }
        }
        rename(&ready.join(DATABASE), &data.join(DATABASE))?;
    }
    fs::remove_dir_all(&ready).map_err(at(&ready))?;
    sync_folder_of(&ready)
}

fn rename(from: &Path, to: &Path) -> Result<(), BackupError> {
    fs::rename(from, to).map_err(at(to))?;
    sync_folder_of(from)?;
    sync_folder_of(to)
}
