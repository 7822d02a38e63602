//! Who uses the data folder: every command that opens head office, together, or one that replaces what is in it, alone.

use crate::office::OfficeError;
use std::fs::{File, OpenOptions, TryLockError};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

const LOCK: &str = "lock";

/// Given up when dropped, also by a killed process.
pub struct DataLock(#[expect(dead_code, reason = "holding the file open is what locks")] File);

impl DataLock {
    /// For using what is in the folder, beside others who do.
    ///
    /// # Errors
    /// While it is being replaced.
    pub fn shared(data: &Path) -> Result<Self, OfficeError> {
        let file = open(data)?;
        let locked = file.try_lock_shared();
        held(file, locked, data, OfficeError::BeingReplaced)
    }

    /// For replacing what is in the folder.
    ///
    /// # Errors
    /// While anybody uses it.
    pub fn alone(data: &Path) -> Result<Self, OfficeError> {
        let file = open(data)?;
        let locked = file.try_lock();
        held(file, locked, data, OfficeError::InUse)
    }
}

fn open(data: &Path) -> Result<File, OfficeError> {
    let path = data.join(LOCK);
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
}
