//! How the terminal's two database files are opened: the same settings, the same care about versions, the same reading
//! of what SQLite says went wrong.

use refinery::Runner;
use rusqlite::{Connection, ErrorCode, OpenFlags, OptionalExtension, ffi};
use std::path::Path;
use std::time::Duration;

/// How long a statement waits for another connection's transaction. Longer than the longest one, which activates a
/// reload of 100,000 users.
const BUSY_TIMEOUT: Duration = Duration::from_secs(15);

/// To what length the log is cut back once it has been moved into the file; a large reload makes it longer.
const LOG_BYTES: i64 = 4 << 20;

/// Why a file could not be opened.
#[derive(Debug)]
pub(crate) enum OpenError {
    /// A newer version of the program made it.
    Newer { found: i64, known: i64 },
    /// SQLite failed.
    Sqlite(rusqlite::Error),
    /// A migration failed.
    Migration(refinery::Error),
}

/// Opens a file, made if it is not there, and brings it to the newest schema. Also says whether it was new.
pub(crate) fn open(path: &Path, migrations: &Runner) -> Result<(Connection, bool), OpenError> {
    let mut connection = Connection::open(path).map_err(OpenError::Sqlite)?;
    connection.busy_timeout(BUSY_TIMEOUT).map_err(OpenError::Sqlite)?;
    // Write-ahead log, flushed at every commit: readers are never blocked, one commit is one fsync.
    connection.query_row("PRAGMA journal_mode = WAL", [], |row| row.get::<_, String>(0)).map_err(OpenError::Sqlite)?;
    for (pragma, value) in [("synchronous", "FULL"), ("temp_store", "MEMORY"), ("trusted_schema", "OFF")] {
        connection.pragma_update(None, pragma, value).map_err(OpenError::Sqlite)?;
    }
    connection.pragma_update(None, "journal_size_limit", LOG_BYTES).map_err(OpenError::Sqlite)?;
    let found = schema(&connection, migrations)?;
    // A file of this version is left alone: refinery trusts what its own table says, and this file may be damaged.
    if found != Some(newest(migrations)) {
        migrations.run(&mut connection).map_err(OpenError::Migration)?;
    }
    Ok((connection, found.is_none()))
}

/// Opens a file that is there, to read only; another process may be writing. Also gives its schema; a process killed
/// while it made the file leaves one without.
pub(crate) fn open_read_only(path: &Path, migrations: &Runner) -> Result<(Connection, Option<i64>), OpenError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags).map_err(OpenError::Sqlite)?;
    connection.busy_timeout(BUSY_TIMEOUT).map_err(OpenError::Sqlite)?;
    let found = match schema(&connection, migrations) {
        // Only before its very first commit has a file a journal to roll back; afterwards it has a write-ahead log.
        Err(OpenError::Sqlite(error)) if is_unfinished(&error) => None,
        found => found?,
    };
    Ok((connection, found))
}

/// The file's schema version; `None` when it has none yet.
fn schema(connection: &Connection, migrations: &Runner) -> Result<Option<i64>, OpenError> {
    let exists = connection
        .query_row("SELECT 1 FROM sqlite_schema WHERE name = 'refinery_schema_history'", [], |_| Ok(()))
        .optional()
        .map_err(OpenError::Sqlite)?;
    if exists.is_none() {
        return Ok(None);
    }
    let found: Option<i64> = connection
        .query_row("SELECT max(version) FROM refinery_schema_history", [], |row| row.get(0))
        .map_err(OpenError::Sqlite)?;
    match found {
        Some(found) if found > newest(migrations) => Err(OpenError::Newer { found, known: newest(migrations) }),
        found => Ok(found),
    }
}

/// The newest schema this program knows.
pub(crate) fn newest(migrations: &Runner) -> i64 {
    migrations.get_migrations().iter().map(|migration| i64::from(migration.version())).max().unwrap_or(0)
}

/// What SQLite said while a migration ran.
pub(crate) fn of_migration(error: &refinery::Error) -> Option<&rusqlite::Error> {
    match error.kind() {
        refinery::error::Kind::Connection(_, source) => source.downcast_ref(),
        _ => None,
    }
}

/// Whether the disk is full. Growing the shared memory of the log fails with a code of its own.
pub(crate) fn is_full(error: &rusqlite::Error) -> bool {
    error.sqlite_error_code() == Some(ErrorCode::DiskFull)
        || error.sqlite_error().is_some_and(|error| error.extended_code == ffi::SQLITE_IOERR_SHMSIZE)
}

/// Whether a transaction was cut off that a reader cannot roll back.
fn is_unfinished(error: &rusqlite::Error) -> bool {
    error.sqlite_error().is_some_and(|error| error.extended_code == ffi::SQLITE_READONLY_ROLLBACK)
}

/// Whether the file is not, or no longer, a database of this program. The program's own statements are fixed, so that
/// one SQLite does not understand means that tables are missing.
pub(crate) fn is_damage(error: &rusqlite::Error) -> bool {
    match error {
        rusqlite::Error::SqliteFailure(failure, _) => {
            matches!(failure.code, ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase)
                || failure.extended_code == ffi::SQLITE_ERROR
        }
        rusqlite::Error::SqlInputError { .. }
        | rusqlite::Error::FromSqlConversionFailure(..)
        | rusqlite::Error::IntegralValueOutOfRange(..)
        | rusqlite::Error::InvalidColumnType(..)
        | rusqlite::Error::Utf8Error(..) => true,
        _ => false,
    }
}

/// Whether the system keeps this process from the file, or from writing beside it.
pub(crate) fn is_denied(error: &rusqlite::Error) -> bool {
    matches!(error.sqlite_error_code(), Some(ErrorCode::CannotOpen | ErrorCode::ReadOnly | ErrorCode::PermissionDenied))
}

/// Whether two rows claim what only one may have.
pub(crate) fn is_conflict(error: &rusqlite::Error) -> bool {
    error.sqlite_error_code() == Some(ErrorCode::ConstraintViolation)
}
