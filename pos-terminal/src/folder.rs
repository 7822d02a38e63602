//! The terminal's data folder and who may write in it.

use std::fs::{DirBuilder, File, OpenOptions, TryLockError};
use std::io;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

/// The data folder.
#[derive(Clone, Debug)]
pub struct Folder(PathBuf);

/// Held by the one process that may write in the folder; given up when dropped, also by a killed process.
#[derive(Debug)]
pub struct FolderLock(#[expect(dead_code, reason = "holding the file open is what locks")] File);

/// Why the folder cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum FolderError {
    /// Another process has it.
    #[error("terminal is running: another process uses {0}; only `status` and `journal` work beside it")]
    InUse(PathBuf),
    /// There is none.
    #[error("there is no terminal in {0}: enrol it first, or name its folder with --data")]
    Missing(PathBuf),
    /// It cannot be made or written to.
    #[error("the data folder {path} cannot be used: {source}")]
    Io {
        /// Which file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

impl Folder {
    /// The folder at this path, which need not exist.
    pub fn at(path: impl Into<PathBuf>) -> Self {
        Self(path.into())
    }

    /// What this program tells the system of fonts.
    pub fn fonts(&self) -> PathBuf {
        self.0.join("fonts")
    }

    /// Makes the folder, readable by its owner only, and locks it.
    ///
    /// # Errors
    /// `InUse` when another process holds it, `Io` when it cannot be made or written to.
    pub fn lock(&self) -> Result<FolderLock, FolderError> {
        let failed = |path: &Path| {
            let path = path.to_path_buf();
            move |source| FolderError::Io { path, source }
        };
        DirBuilder::new().recursive(true).mode(0o700).create(&self.0).map_err(failed(&self.0))?;
        let path = self.0.join("lock");
        let file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .mode(0o600)
            .open(&path)
            .map_err(failed(&path))?;
        match file.try_lock() {
            Ok(()) => Ok(FolderLock(file)),
            Err(TryLockError::WouldBlock) => Err(FolderError::InUse(self.0.clone())),
            Err(TryLockError::Error(source)) => Err(FolderError::Io { path, source }),
        }
    }

    /// The folder itself.
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// Device key, token and what was pinned at enrolment.
    pub fn identity(&self) -> PathBuf {
        self.0.join("identity")
    }

    /// The replica: can be rebuilt at any time.
    pub fn replica(&self) -> PathBuf {
        self.0.join("replica.db")
    }

    /// Journal, throttle, marks: cannot be rebuilt.
    pub fn till(&self) -> PathBuf {
        self.0.join("till.db")
    }

    /// The logs.
    pub fn logs(&self) -> PathBuf {
        self.0.join("logs")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_terminal_is_told_that_the_first_is_running() {
        let dir = tempfile::tempdir().unwrap();
        let folder = Folder::at(dir.path().join("a/b"));
        let lock = folder.lock().unwrap();
        let error = folder.lock().unwrap_err();
        assert!(error.to_string().starts_with("terminal is running"), "{error}");
        drop(lock);
        assert!(folder.lock().is_ok());
    }
}
