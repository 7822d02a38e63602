//! The two files that a backup is written into: never ones that head office lives in, by whatever name they are given.

use super::draft::Draft;
use super::{BackupError, Overwrite, at, keys_beside};
use std::fs;
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

/// What head office lives in, besides the folder itself and everything below it.
const LIVED_IN: [&str; 2] = [".", "keys"];

/// Where a backup goes; begun by whoever named the files, who may be somebody else than the data folder's owner.
pub struct Target {
    pub(super) file: PathBuf,
    pub(super) keys_file: PathBuf,
    pub(super) database: Draft,
    pub(super) keys: Draft,
}

impl Target {
    /// Begins two empty files beside those that are wanted.
    ///
    /// # Errors
    /// When a file is there already and may not be replaced, lies in the data folder, or cannot be made.
    pub fn begin(data: &Path, file: &Path, overwrite: Overwrite) -> Result<Self, BackupError> {
        let keys_file = keys_beside(file);
        if file.is_dir() {
            return Err(at(file)(io::ErrorKind::IsADirectory.into()));
        }
        let lived_in = LivedIn::of(data);
        for path in [file, &keys_file] {
            if lived_in.has(path).map_err(at(path))? {
                return Err(BackupError::InDataFolder { file: path.to_owned(), data: data.to_owned() });
            }
            if overwrite == Overwrite::Never && path.exists() {
                return Err(BackupError::Exists(path.to_owned()));
            }
        }
        let (database, keys) = (Draft::beside(file)?, Draft::beside(&keys_file)?);
        Ok(Self { file: file.to_owned(), keys_file, database, keys })
    }

    /// Gives both files their names.
    ///
    /// # Errors
    /// When the system does not let them be renamed.
    pub fn put(self) -> Result<(), BackupError> {
        // First the keys: beside an older database they still hold all it needs.
        self.keys.put(&self.keys_file)?;
        self.database.put(&self.file)
    }
}

/// A file or folder as the system knows it, whatever its name is.
type Identity = (u64, u64);

fn identity(path: &Path) -> Option<Identity> {
    fs::metadata(path).ok().map(|found| (found.dev(), found.ino()))
}

/// The data folder, and the files in it and in `keys/`, which links may give other names.
struct LivedIn {
    folder: Option<Identity>,
    files: Vec<Identity>,
}

impl LivedIn {
    fn of(data: &Path) -> Self {
        let entries = LIVED_IN.iter().filter_map(|name| fs::read_dir(data.join(name)).ok()).flatten().flatten();
        Self { folder: identity(data), files: entries.filter_map(|entry| identity(&entry.path())).collect() }
    }

    /// Whether a file lies in the folder, at any depth, or is one of its files.
    fn has(&self, file: &Path) -> io::Result<bool> {
        if identity(file).is_some_and(|found| self.files.contains(&found)) {
            return Ok(true);
        }
        let parent = file.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let parent = fs::canonicalize(parent)?;
        Ok(self.folder.is_some() && parent.ancestors().any(|folder| identity(folder) == self.folder))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::symlink;

    #[test]
    fn no_spelling_of_a_place_in_the_data_folder_is_taken_for_another() {
        let outside = tempfile::tempdir().unwrap();
        let path = |name: &str| outside.path().join(name);
        let data = path("data");
        fs::create_dir_all(data.join("keys")).unwrap();
        fs::create_dir(path("elsewhere")).unwrap();
        for name in ["head-office.db", "keys/ca-key.pem"] {
            fs::write(data.join(name), "alive").unwrap();
        }
        symlink(&data, path("link")).unwrap();
        symlink(data.join("head-office.db"), path("linked.db")).unwrap();
        fs::hard_link(data.join("head-office.db"), path("hard.db")).unwrap();
        fs::hard_link(data.join("keys/ca-key.pem"), path("x.keys")).unwrap();
        for file in [
            "data/head-office.db",
            "data/new",
            "data/keys/new",
            "data/../data/new",
            "elsewhere/../data/new",
            "link/head-office.db",
            "link/new",
            "linked.db",
            "hard.db",
            "x",
        ] {
            let begun = Target::begin(&data, &path(file), Overwrite::Replace);
            assert!(matches!(begun, Err(BackupError::InDataFolder { .. })), "{file}");
        }
        assert_eq!(fs::read(data.join("head-office.db")).unwrap(), b"alive");
        assert_eq!(fs::read_dir(&data).unwrap().count(), 2, "no draft is left");
        assert!(Target::begin(&data, &path("elsewhere/data"), Overwrite::Never).is_ok());
    }
}
