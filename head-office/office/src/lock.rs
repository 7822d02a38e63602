//! Who uses the data folder: every command that opens head office, together, or one that replaces what is in it, alone.

use crate::errors::OfficeError;
use std::fs::{File, OpenOptions, TryLockError};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

const LOCK: &str = "lock";
/// Held by the one `serve` of a folder.
const SERVING: &str = "serving";

/// Given up when dropped, also by a killed process.
pub struct DataLock(#[expect(dead_code, reason = "holding the file open is what locks")] File);

impl DataLock {
    /// For using what is in the folder, beside others who do.
    ///
    /// # Errors
    /// While it is being replaced.
    pub fn shared(data: &Path) -> Result<Self, OfficeError> {
        let file = open(data, LOCK)?;
        let locked = file.try_lock_shared();
        held(file, locked, data, OfficeError::BeingReplaced)
    }

    /// For replacing what is in the folder.
    ///
    /// # Errors
    /// While anybody uses it.
    pub fn alone(data: &Path) -> Result<Self, OfficeError> {
        let file = open(data, LOCK)?;
        let locked = file.try_lock();
        held(file, locked, data, OfficeError::InUse)
    }

    /// For serving from the folder: one process does.
    ///
    /// # Errors
    /// While another one does; also when there is no folder.
    pub fn serving(data: &Path) -> Result<Self, OfficeError> {
        if !data.is_dir() {
            return Err(OfficeError::NotInitialised(data.to_owned()));
        }
        let file = open(data, SERVING)?;
        let locked = file.try_lock();
        held(file, locked, data, OfficeError::AlreadyServed)
    }

    /// For looking at what is in the folder, which may be one that cannot be written to: then nobody else writes either.
    ///
    /// # Errors
    /// While it is being replaced.
    pub fn looking(data: &Path) -> Result<Option<Self>, OfficeError> {
        let file = match open(data, LOCK) {
            Ok(file) => file,
            Err(_) => match File::open(data.join(LOCK)) {
                Ok(file) => file,
                Err(_) => return Ok(None),
            },
        };
        let locked = file.try_lock_shared();
        held(file, locked, data, OfficeError::BeingReplaced).map(Some)
    }
}

fn open(data: &Path, name: &str) -> Result<File, OfficeError> {
    let path = data.join(name);
    let opened = OpenOptions::new().create(true).truncate(false).write(true).mode(0o600).open(&path);
    opened.map_err(|source| OfficeError::Folder { path, source })
}

fn held(
    file: File,
    locked: Result<(), TryLockError>,
    data: &Path,
    taken: impl FnOnce(std::path::PathBuf) -> OfficeError,
) -> Result<DataLock, OfficeError> {
    match locked {
        Ok(()) => Ok(DataLock(file)),
        Err(TryLockError::WouldBlock) => Err(taken(data.to_owned())),
        Err(TryLockError::Error(source)) => Err(OfficeError::Folder { path: data.join(LOCK), source }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_use_it_or_one_replaces_it() {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path();
        let (first, second) = (DataLock::shared(data).unwrap(), DataLock::shared(data).unwrap());
        drop(first);
        assert!(matches!(DataLock::alone(data), Err(OfficeError::InUse(_))));
        drop(second);
        let alone = DataLock::alone(data).unwrap();
        assert!(matches!(DataLock::shared(data), Err(OfficeError::BeingReplaced(_))));
        assert!(matches!(DataLock::alone(data), Err(OfficeError::InUse(_))));
        drop(alone);
        assert!(DataLock::shared(data).is_ok());
    }

    #[test]
    fn one_process_serves_from_a_folder() {
        let folder = tempfile::tempdir().unwrap();
        let first = DataLock::serving(folder.path()).unwrap();
        assert!(matches!(DataLock::serving(folder.path()), Err(OfficeError::AlreadyServed(_))));
        assert!(DataLock::shared(folder.path()).is_ok(), "commands work beside it");
        drop(first);
        assert!(DataLock::serving(folder.path()).is_ok());
        assert!(matches!(DataLock::serving(&folder.path().join("none")), Err(OfficeError::NotInitialised(_))));
    }
}
