//! Files and folders that are written beside where they belong and put there whole; what was not put there is removed.

use super::{BackupError, at};
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

/// A file, readable by its owner only, open until it is put in place.
pub struct Draft {
    path: PathBuf,
    file: File,
}

impl Draft {
    /// Begins an empty one in the folder of `file`.
    pub fn beside(file: &Path) -> Result<Self, BackupError> {
        let mut name = file.as_os_str().to_owned();
        name.push(format!(".draft-{}", std::process::id()));
        let path = PathBuf::from(name);
        let opened = OpenOptions::new().read(true).write(true).create_new(true).mode(0o600).open(&path);
        Ok(Self { file: opened.map_err(at(file))?, path })
    }

    /// Where it is until it is put in place.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Writes all of it.
    pub fn write(&self, bytes: &[u8]) -> Result<(), BackupError> {
        (&self.file).write_all(bytes).map_err(at(&self.path))
    }

    /// Writes what another one holds into this one, which is empty.
    pub fn write_from(&self, other: &Self) -> Result<(), BackupError> {
        io::copy(&mut &other.file, &mut &self.file).map_err(at(&self.path))?;
        Ok(())
    }

    /// Makes it survive a power failure; its size in bytes.
    pub fn sync(&self) -> Result<u64, BackupError> {
        self.file.sync_all().map_err(at(&self.path))?;
        Ok(self.file.metadata().map_err(at(&self.path))?.len())
    }

    /// Puts it in its place, over what is there.
    pub fn put(self, file: &Path) -> Result<(), BackupError> {
        fs::rename(&self.path, file).map_err(at(file))?;
        sync_folder_of(file)
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        // It was put in place, or nothing is left to be done about it.
        let _ = fs::remove_file(&self.path);
    }
}

/// A folder for files that are put elsewhere one by one.
pub struct DraftFolder(PathBuf);

impl DraftFolder {
    /// Makes it, readable by its owner only; what an interrupted command left there is removed.
    pub fn new(path: PathBuf) -> Result<Self, BackupError> {
        if path.exists() {
            fs::remove_dir_all(&path).map_err(at(&path))?;
        }
        DirBuilder::new().mode(0o700).create(&path).map_err(at(&path))?;
        Ok(Self(path))
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for DraftFolder {
    fn drop(&mut self) {
        // As with a file.
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Makes what was renamed into a folder survive a power failure.
pub fn sync_folder_of(path: &Path) -> Result<(), BackupError> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(at(folder))
}
