//! Copies of a database as files: made while others write, and looked at before they are believed.

use super::{Db, connect, known_version, version};
use crate::company::Counter;
use crate::{DbError, Tx, company, users};
use rusqlite::{Connection, OpenFlags};
use std::io::Read;
use std::path::Path;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

/// How every SQLite file begins (its file format, section 1.3).
const MAGIC: &[u8; 16] = b"SQLite format 3\0";
/// How often progress is told.
const EVERY: Duration = Duration::from_millis(200);

/// What a copy holds.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Summary {
    /// Whose.
    pub company: company::Company,
    /// Where head office stood.
    pub counter: Counter,
    /// How many users there are.
    pub users: u64,
    /// The key of the last backup, as far as one was noted.
    pub backup_key: Option<String>,
}

/// Why a file is no copy of a head office's database that can be used here.
#[derive(Debug, thiserror::Error)]
pub enum CopyError {
    /// Nothing in it.
    #[error("it is empty")]
    Empty,
    /// Something else altogether.
    #[error("it is not a database")]
    NotADatabase,
    /// Another program's, or a terminal's.
    #[error("it is a database, but not a head office's")]
    Foreign,
    /// Made by a newer version of this program.
    #[error("it is of version {found}, this program knows up to {known}: install the newer version of head-office")]
    Newer {
        /// Its version.
        found: i64,
        /// The newest known here.
        known: i64,
    },
    /// A head office's, but broken.
    #[error("it is damaged: {0}")]
    Damaged(String),
    /// It cannot be read.
    #[error("it cannot be read: {0}")]
    Unreadable(#[source] std::io::Error),
    /// The database could not be asked.
    #[error(transparent)]
    Db(DbError),
}

impl Db {
    /// Writes one moment of the data into an empty file, while others go on reading and writing. `progress` is told how
    /// many bytes are written of about how many.
    ///
    /// # Errors
    /// Those of the database; the file then holds nothing of use.
    pub fn copy_to(&self, path: &Path, progress: &(dyn Fn(u64, u64) + Sync)) -> Result<(), DbError> {
        let connection = connect(&self.path)?;
        let sql = "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()";
        let bytes: i64 = connection.query_row(sql, [], |row| row.get(0))?;
        let name = path.to_str().ok_or_else(|| DbError::NoAccess("its name is not in UTF-8".into()))?;
        let (ended, wait) = channel::<()>();
        std::thread::scope(|scope| {
            scope.spawn(move || {
                while wait.recv_timeout(EVERY) == Err(RecvTimeoutError::Timeout) {
                    let written = std::fs::metadata(path).map_or(0, |file| file.len());
                    progress(written, bytes.unsigned_abs());
                }
            });
            let copied = connection.execute("VACUUM INTO ?1", [name]);
            drop(ended);
            copied
        })?;
        Ok(())
    }
}

/// Checks that a file, which nobody else uses, is a whole database of a head office of this version or an older one, and
/// says what it holds. Nothing is changed.
///
/// # Errors
/// What it is instead.
pub fn look_at(path: &Path) -> Result<Summary, CopyError> {
    let mut magic = Vec::new();
    let file = std::fs::File::open(path).map_err(CopyError::Unreadable)?;
    file.take(MAGIC.len() as u64).read_to_end(&mut magic).map_err(CopyError::Unreadable)?;
    if magic.is_empty() {
        return Err(CopyError::Empty);
    }
    if magic != MAGIC {
        return Err(CopyError::NotADatabase);
    }
    let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY).map_err(DbError::from)?;
    let found = version(&connection)?;
    let known = known_version();
    if found > known {
        return Err(CopyError::Newer { found, known });
    }
    let tables: i64 = connection
        .query_row(
            "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name IN ('company', 'counter', 'app_user')",
            [],
            |row| row.get(0),
        )
        .map_err(DbError::from)?;
    if found == 0 || tables != 3 {
        return Err(CopyError::Foreign);
    }
    let mut tx = Tx::over(&connection);
    let mut lines = Vec::new();
    for mut row in tx.query("PRAGMA integrity_check(3)", &[])? {
        lines.extend(Some(row.take::<String>(0)?).filter(|line| line != "ok"));
    }
    if !lines.is_empty() {
        return Err(CopyError::Damaged(lines.join("; ")));
    }
    let company = company::find(&mut tx)?.ok_or(CopyError::Foreign)?;
    let backup_key = company::fact(&mut tx, company::BACKUP_KEY)?;
    Ok(Summary { company, counter: company::counter(&mut tx)?, users: users::count(&mut tx)?, backup_key })
}

impl From<DbError> for CopyError {
    fn from(error: DbError) -> Self {
        match error {
            DbError::Damaged(source) => Self::Damaged(source.to_string()),
            other => Self::Db(other),
        }
    }
}
