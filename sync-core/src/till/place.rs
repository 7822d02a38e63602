//! Whether what is open is still the file at its path: whoever deletes or replaces it while the terminal runs is found out at
//! once and not at the next start.

use super::{Till, TillError, failed, open_error, schema, seal};
use crate::sqlite_file;
use rusqlite::Connection;
use std::fs::{self, File};
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

/// What tells a file from every other: device and number.
type FileId = (u64, u64);

/// Where the open file and its log were when they were opened.
pub(super) struct Place {
    path: PathBuf,
    database: Option<FileId>,
    /// `None` where there was none yet.
    log: Option<FileId>,
}

impl Place {
    /// Of a file that was just opened.
    pub(super) fn of(path: &Path) -> Self {
        Self { path: path.to_owned(), database: id(path), log: id(&beside(path, "-wal")) }
    }

    /// Whether the file there is still the one that was opened.
    fn holds(&self) -> bool {
        id(&self.path) == self.database && (self.log.is_none() || id(&beside(&self.path, "-wal")) == self.log)
    }
}

impl Till {
    /// Whether what is open is the file at its path. If not, it counts as missing, as it would after the next start.
    pub(super) fn is_in_place(&self) -> bool {
        self.place.as_ref().is_none_or(Place::holds)
    }

    /// Before anything is written: where the file is gone or another one, there is one again, which counts as missing. The
    /// journal, which nobody can read any more but this process, is kept in it.
    pub(super) fn put_in_place(&mut self) -> Result<(), TillError> {
        let Some(place) = self.place.as_ref().filter(|place| !place.holds()) else { return Ok(()) };
        let path = place.path.clone();
        let kept = path.with_extension("kept");
        let io = |source| TillError::Place { path: path.display().to_string(), source };
        remove(&kept).map_err(io)?;
        self.connection
            .execute("VACUUM INTO ?1", [kept.to_string_lossy()])
            .map_err(failed("keeping the journal of a till.db that is gone"))?;
        if self.seal.is_some() {
            let missing = Connection::open(&kept).and_then(|copy| seal::set_missing(&copy));
            missing.map_err(failed("storing that till.db is missing"))?;
        }
        // Closed before another file has its name: what closes tidies up beside it.
        self.connection = Connection::open_in_memory().map_err(failed("closing a till.db that is gone"))?;
        File::open(&kept).and_then(|file| file.sync_all()).map_err(io)?;
        for log in ["-wal", "-shm"] {
            remove(&beside(&path, log)).map_err(io)?;
        }
        fs::rename(&kept, &path).map_err(io)?;
        let folder = path.parent().unwrap_or(Path::new("."));
        File::open(folder).and_then(|folder| folder.sync_all()).map_err(io)?;
        let opened = sqlite_file::open(&path, &schema::migrations::runner());
        (self.connection, _) = opened.map_err(|error| open_error(&path, error))?;
        self.place = Some(Place::of(&path));
        Ok(())
    }
}

fn id(path: &Path) -> Option<FileId> {
    fs::metadata(path).ok().map(|file| (file.dev(), file.ino()))
}

/// The file of this name with an ending.
fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}
