//! SQLite behind the seam. The only file that knows rusqlite.

mod copies;
mod look;
#[cfg(any(test, feature = "testing"))]
mod plans;
mod readers;
mod upgrade;

use super::{DbError, Row, Value};
pub use copies::{CopyError, Summary, look_at};
use look::Access;
use readers::{Holding, Readers};
use rusqlite::{Connection, ErrorCode, OpenFlags, TransactionBehavior, types::ValueRef};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
pub use upgrade::Upgraded;

mod migrations {
    refinery::embed_migrations!("../../migrations/head-office/sqlite");
}

/// How long a statement waits for another process's transaction.
const BUSY: Duration = Duration::from_secs(20);
/// Statements kept prepared, a connection.
const PREPARED: usize = 128;

/// An opened database. One connection writes; some others read, each its own moment of the data.
pub struct Db {
    path: PathBuf,
    access: Access,
    writer: Mutex<Connection>,
    readers: Readers,
    /// How often this `Db` has committed.
    commits: Mutex<u64>,
    committed: Condvar,
    /// How often it was read, for tests that count.
    #[cfg(any(test, feature = "testing"))]
    reads: std::sync::atomic::AtomicU64,
    /// How it goes about statements, for tests that look at that.
    #[cfg(any(test, feature = "testing"))]
    pub plans: plans::Plans,
}

impl std::fmt::Debug for Db {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Db({})", self.path.display())
    }
}

impl Db {
    /// Makes the file with its tables. One that is there with tables stays as it is.
    ///
    /// # Errors
    /// When the file cannot be opened, is no database of ours, or is of a newer version.
    pub fn create(path: &Path) -> Result<Self, DbError> {
        // The files that SQLite puts beside it have the same permissions.
        let mut owner_only = std::fs::OpenOptions::new();
        owner_only.create(true).truncate(false).write(true).mode(0o600);
        owner_only.open(path).map_err(|error| DbError::NoAccess(Box::new(error)))?;
        let mut writer = connect(path)?;
        if version(&writer)? == 0 {
            migrate(&mut writer, path)?;
        }
        Ok(Self::with(writer, path, Access::Write))
    }

    /// Opens an existing file of this version.
    ///
    /// # Errors
    /// When there is no such file, it cannot be opened, is no database of ours, or is of another version.
    pub fn open(path: &Path) -> Result<Self, DbError> {
        let writer = connect(path)?;
        of_this_version(&writer, path)?;
        Ok(Self::with(writer, path, Access::Write))
    }

    /// Makes a file as an older version of this program left it, and leaves it so.
    #[cfg(any(test, feature = "testing"))]
    pub fn create_at_version(path: &Path, version: i32) -> Result<Self, DbError> {
        std::fs::File::create_new(path).map_err(|error| DbError::NoAccess(Box::new(error)))?;
        let mut writer = connect(path)?;
        let runner = migrations::migrations::runner().set_grouped(true);
        let older = runner.set_target(refinery::Target::Version(version));
        older.run(&mut writer).map_err(|error| DbError::Migration(Box::new(error)))?;
        Ok(Self::with(writer, path, Access::Write))
    }

    /// Runs statements as somebody with another program would, past all that this one looks after.
    #[cfg(any(test, feature = "testing"))]
    pub fn damage(&self, sql: &str) {
        lock(&self.writer).execute_batch(sql).expect("a test knows what it damages");
    }

    fn with(writer: Connection, path: &Path, access: Access) -> Self {
        Self {
            path: path.to_owned(),
            access,
            writer: Mutex::new(writer),
            readers: Readers::default(),
            commits: Mutex::default(),
            committed: Condvar::new(),
            #[cfg(any(test, feature = "testing"))]
            reads: Default::default(),
            #[cfg(any(test, feature = "testing"))]
            plans: Default::default(),
        }
    }

    /// Runs `work` on one moment of the data.
    ///
    /// # Errors
    /// Those of `work`, and those of the database.
    pub fn read<T, E: From<DbError>>(&self, work: impl FnOnce(&mut Tx<'_>) -> Result<T, E>) -> Result<T, E> {
        #[cfg(any(test, feature = "testing"))]
        self.reads.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
        let mut reader = self.readers.take(|| self.access.connect(&self.path))?;
        let transaction = reader.transaction().map_err(DbError::from)?;
        work(&mut self.tx(&transaction))
    }

    /// Runs `work` as one change: all of it is stored, or, when `work` fails, none.
    ///
    /// # Errors
    /// Those of `work`, and those of the database.
    pub fn write<T, E: From<DbError>>(&self, work: impl FnOnce(&mut Tx<'_>) -> Result<T, E>) -> Result<T, E> {
        let mut connection = lock(&self.writer);
        let holding = Holding::begin();
        let transaction =
            connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(DbError::from)?;
        let result = work(&mut self.tx(&transaction))?;
        transaction.commit().map_err(DbError::from)?;
        drop((holding, connection));
        self.wake();
        Ok(result)
    }

    fn tx<'c>(&self, connection: &'c Connection) -> Tx<'c> {
        Tx {
            #[cfg(any(test, feature = "testing"))]
            plans: self.plans.clone(),
            ..Tx::over(connection)
        }
    }

    /// How often this `Db` has committed; other processes' commits are not in it.
    pub(super) fn commits(&self) -> u64 {
        *lock(&self.commits)
    }

    /// Waits until this `Db` has committed more often than `seen`, but no longer than that.
    pub(super) fn wait_for_commit(&self, seen: u64, at_most: Duration) {
        let waited = self.committed.wait_timeout_while(lock(&self.commits), at_most, |commits| *commits == seen);
        drop(waited.unwrap_or_else(PoisonError::into_inner));
    }

    /// Wakes who waits for commits.
    pub(super) fn wake(&self) {
        *lock(&self.commits) += 1;
        self.committed.notify_all();
    }

    /// How often it was read.
    #[cfg(any(test, feature = "testing"))]
    pub fn reads(&self) -> u64 {
        self.reads.load(std::sync::atomic::Ordering::SeqCst)
    }

    /// Whether the file is whole, by the database's own check; otherwise what it says.
    ///
    /// # Errors
    /// Those of the database.
    pub fn integrity(&self) -> Result<Vec<String>, DbError> {
        self.read(|tx| {
            let rows = tx.query("PRAGMA integrity_check", &[])?;
            let lines = rows.into_iter().map(|mut row| row.take(0)).collect::<Result<Vec<String>, _>>()?;
            Ok(lines.into_iter().filter(|line| line != "ok").collect())
        })
    }

    /// A connection that tells whether anybody has committed since it was last asked.
    ///
    /// # Errors
    /// Those of the database.
    pub(super) fn change_counter(&self) -> Result<ChangeCounter, DbError> {
        Ok(ChangeCounter(connect(&self.path)?))
    }
}

/// See [`Db::change_counter`].
pub(super) struct ChangeCounter(Connection);

impl ChangeCounter {
    /// Another number after each commit of another connection, of this or another process.
    pub(super) fn read(&self) -> Result<i64, DbError> {
        Ok(self.0.query_row("PRAGMA data_version", [], |row| row.get(0))?)
    }

    /// As [`Db::read`], over this connection.
    pub(super) fn look<T>(&mut self, work: impl FnOnce(&mut Tx<'_>) -> Result<T, DbError>) -> Result<T, DbError> {
        let transaction = self.0.transaction()?;
        work(&mut Tx::over(&transaction))
    }
}

/// A transaction.
pub struct Tx<'c> {
    connection: &'c Connection,
    #[cfg(any(test, feature = "testing"))]
    plans: plans::Plans,
}

impl<'c> Tx<'c> {
    fn over(connection: &'c Connection) -> Self {
        Self {
            connection,
            #[cfg(any(test, feature = "testing"))]
            plans: Default::default(),
        }
    }
}

impl Tx<'_> {
    /// Runs a statement; says how many rows it changed.
    ///
    /// # Errors
    /// Those of the database.
    pub fn execute(&mut self, sql: &str, values: &[Value]) -> Result<usize, DbError> {
        #[cfg(any(test, feature = "testing"))]
        self.plans.note(self.connection, sql)?;
        let mut statement = self.connection.prepare_cached(sql)?;
        Ok(statement.execute(rusqlite::params_from_iter(values.iter().map(to_sql)))?)
    }

    /// Runs a query to its end.
    ///
    /// # Errors
    /// Those of the database.
    pub fn query(&mut self, sql: &str, values: &[Value]) -> Result<Vec<Row>, DbError> {
        #[cfg(any(test, feature = "testing"))]
        self.plans.note(self.connection, sql)?;
        let mut statement = self.connection.prepare_cached(sql)?;
        let columns = statement.column_count();
        let mut found = statement.query(rusqlite::params_from_iter(values.iter().map(to_sql)))?;
        let mut rows = Vec::new();
        while let Some(row) = found.next()? {
            let values = (0..columns).map(|column| row.get_ref(column).map(from_sql)).collect::<Result<_, _>>()?;
            rows.push(Row(values));
        }
        Ok(rows)
    }

    /// Runs a query of which at most one row is wanted.
    ///
    /// # Errors
    /// Those of the database.
    pub fn query_one(&mut self, sql: &str, values: &[Value]) -> Result<Option<Row>, DbError> {
        Ok(self.query(sql, values)?.into_iter().next())
    }
}

fn connect(path: &Path) -> Result<Connection, DbError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(BUSY)?;
    connection.set_prepared_statement_cache_capacity(PREPARED);
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "cache_size", -65_536)?;
    // What undoes a statement that stores many rows, and what sorts.
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    Ok(connection)
}

/// Brings the tables up to this version, in one transaction.
fn migrate(connection: &mut Connection, path: &Path) -> Result<(), DbError> {
    match of_this_version(connection, path) {
        Err(DbError::Older { .. }) => {
            let runner = migrations::migrations::runner().set_grouped(true);
            runner.run(connection).map(drop).map_err(|error| match disk_full(&error) {
                true => DbError::DiskFull,
                false => DbError::Migration(Box::new(error)),
            })
        }
        other => other,
    }
}

/// Whether there was no room for a migration.
fn disk_full(error: &refinery::Error) -> bool {
    let mut next = std::error::Error::source(error);
    while let Some(error) = next {
        if let Some(error) = error.downcast_ref::<rusqlite::Error>() {
            return error.sqlite_error_code() == Some(ErrorCode::DiskFull);
        }
        next = error.source();
    }
    false
}

fn of_this_version(connection: &Connection, path: &Path) -> Result<(), DbError> {
    let (found, known, path) = (version(connection)?, known_version(), path.to_owned());
    match found.cmp(&known) {
        std::cmp::Ordering::Greater => Err(DbError::Newer { path, found, known }),
        std::cmp::Ordering::Less => Err(DbError::Older { path, found, known }),
        std::cmp::Ordering::Equal => Ok(()),
    }
}

/// The version of the tables that this program works with.
fn known_version() -> i64 {
    let runner = migrations::migrations::runner();
    runner.get_migrations().iter().map(|migration| i64::from(migration.version())).max().unwrap_or(0)
}

/// The version of the file's tables; 0: none yet.
fn version(connection: &Connection) -> Result<i64, DbError> {
    let exists: bool = connection.query_row(
        "SELECT count(*) > 0 FROM sqlite_master WHERE type = 'table' AND name = 'refinery_schema_history'",
        [],
        |row| row.get(0),
    )?;
    if !exists {
        return Ok(0);
    }
    Ok(connection.query_row("SELECT coalesce(max(version), 0) FROM refinery_schema_history", [], |row| row.get(0))?)
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // A panic within a transaction rolled it back; the connection behind the lock is sound.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn to_sql(value: &Value) -> rusqlite::types::ToSqlOutput<'_> {
    rusqlite::types::ToSqlOutput::Borrowed(match value {
        Value::Null => ValueRef::Null,
        Value::Int(number) => ValueRef::Integer(*number),
        Value::Text(text) => ValueRef::Text(text.as_bytes()),
        Value::Blob(bytes) => ValueRef::Blob(bytes),
    })
}

fn from_sql(value: ValueRef<'_>) -> Value {
    match value {
        ValueRef::Integer(number) => Value::Int(number),
        ValueRef::Text(text) => Value::Text(String::from_utf8_lossy(text).into_owned()),
        ValueRef::Blob(bytes) => Value::Blob(bytes.to_vec()),
        // No column of ours holds a fraction.
        ValueRef::Null | ValueRef::Real(_) => Value::Null,
    }
}

impl From<rusqlite::Error> for DbError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy,
            Some(ErrorCode::DiskFull) => Self::DiskFull,
            Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => Self::Damaged(Box::new(error)),
            Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied | ErrorCode::CannotOpen) => {
                Self::NoAccess(Box::new(error))
            }
            _ => Self::Statement(Box::new(error)),
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn each_version_of_the_tables_has_one_migration() {
        let mut versions: Vec<_> =
            super::migrations::migrations::runner().get_migrations().iter().map(|one| one.version()).collect();
        versions.sort_unstable();
        let count = versions.len();
        versions.dedup();
        assert_eq!(versions.len(), count, "{versions:?}");
    }
}
