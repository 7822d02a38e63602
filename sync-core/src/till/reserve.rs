//! Room on the disk that is kept for the day the disk is full.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

/// How much, in bytes: some hundred attempts.
const SIZE: usize = 1 << 20;

/// A file of random bytes, which no file system stores in less than their size.
pub(super) struct Reserve {
    path: PathBuf,
}

impl Reserve {
    /// The reserve of this database: the same name, ending in `.reserve`.
    pub fn beside(database: &Path) -> Self {
        Self { path: database.with_extension("reserve") }
    }

    pub fn is_there(&self) -> bool {
        fs::metadata(&self.path).is_ok_and(|file| file.len() == SIZE as u64)
    }

    /// Makes it unless it is there. It is a precaution: without room for it the terminal works all the same.
    pub fn refill(&self) {
        if !self.is_there() && self.write().is_err() {
            self.give_up();
        }
    }

    /// Makes its room free.
    pub fn give_up(&self) {
        let _ = fs::remove_file(&self.path);
    }

    fn write(&self) -> std::io::Result<()> {
        let mut bytes = vec![0; SIZE];
        getrandom::fill(&mut bytes).map_err(std::io::Error::other)?;
        let mut file = File::create(&self.path)?;
        file.write_all(&bytes)?;
        file.sync_all()
    }
}
