//! A database that is only looked at, perhaps on a file system that cannot be written to; and what its tables should be.

use super::{BUSY, Db, PREPARED, connect, migrations, of_this_version, version};
use crate::DbError;
use rusqlite::{Connection, OpenFlags};
use std::collections::BTreeMap;
use std::path::Path;

/// How connections to a database are opened.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Access {
    /// To read and write.
    Write,
    /// To read beside others who write.
    Look,
    /// To read a file that nobody can write, and beside which nothing can be made.
    LookAtStill,
}

impl Access {
    pub(super) fn connect(self, path: &Path) -> Result<Connection, DbError> {
        if self == Self::Write {
            return connect(path);
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_URI;
        let connection = match self {
            Self::LookAtStill => Connection::open_with_flags(still(path), flags)?,
            _ => Connection::open_with_flags(path, flags)?,
        };
        connection.busy_timeout(BUSY)?;
        connection.set_prepared_statement_cache_capacity(PREPARED);
        connection.pragma_update(None, "cache_size", -65_536)?;
        connection.pragma_update(None, "temp_store", "MEMORY")?;
        Ok(connection)
    }
}

/// The address of a file that does not change (<https://www.sqlite.org/uri.html>).
fn still(path: &Path) -> String {
    let mut address = String::from("file:");
    for byte in path.as_os_str().as_encoded_bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'.' | b'-' | b'_' => address.push(char::from(*byte)),
            other => address += &format!("%{other:02X}"),
        }
    }
    address + "?immutable=1"
}

impl Db {
    /// Opens an existing file of this version to look at it. Nothing is changed, and its folder need not be writable.
    ///
    /// # Errors
    /// As [`Db::open`].
    pub fn open_to_look(path: &Path) -> Result<Self, DbError> {
        let look = |access: Access| {
            let connection = access.connect(path)?;
            version(&connection).map(|_| connection)
        };
        let mut wal = path.as_os_str().to_owned();
        wal.push("-wal");
        let is_still = std::fs::metadata(&wal).map_or(true, |wal| wal.len() == 0);
        let (connection, access) = match look(Access::Look) {
            Err(DbError::NoAccess(_)) if is_still => (look(Access::LookAtStill)?, Access::LookAtStill),
            looked => (looked?, Access::Look),
        };
        of_this_version(&connection, path)?;
        Ok(Self::with(connection, path, access))
    }

    /// Tables and indexes that are not as this version makes them, a sentence each.
    ///
    /// # Errors
    /// Those of the database.
    pub fn schema_problems(&self) -> Result<Vec<String>, DbError> {
        let mut fresh = Connection::open_in_memory()?;
        let runner = migrations::migrations::runner().set_grouped(true);
        runner.run(&mut fresh).map_err(|error| DbError::Migration(Box::new(error)))?;
        let due = schema(&fresh)?;
        let found = schema(&self.access.connect(&self.path)?)?;
        let mut problems = Vec::new();
        for (key, sql) in &due {
            match found.get(key) {
                None => problems.push(format!("the {} {} is missing", key.0, key.1)),
                Some(found) if found != sql => problems.push(format!("the {} {} is not as it was made", key.0, key.1)),
                Some(_) => {}
            }
        }
        Ok(problems)
    }

    /// Rows that name a row of another table which is not there, a sentence each.
    ///
    /// # Errors
    /// Those of the database.
    pub fn dangling_rows(&self, at_most: usize) -> Result<Vec<String>, DbError> {
        self.read(|tx| {
            let mut problems = Vec::new();
            for mut row in tx.query("PRAGMA foreign_key_check", &[])?.into_iter().take(at_most) {
                let (table, rowid): (String, Option<i64>) = (row.take(0)?, row.take(1)?);
                let parent: String = row.take(2)?;
                let id = match rowid {
                    Some(rowid) => {
                        let first =
                            tx.query_one(&format!("SELECT * FROM {table} WHERE rowid = ?1"), &[rowid.into()])?;
                        let named = first.and_then(|mut row| row.take::<String>(0).ok());
                        named.map_or_else(|| format!("row {rowid}"), |id| format!("row {id}"))
                    }
                    None => "a row".to_owned(),
                };
                problems.push(format!("{table}: {id} names a row of {parent} that is not there"));
            }
            Ok(problems)
        })
    }
}

/// Each table and index with the statement that makes it.
fn schema(connection: &Connection) -> Result<BTreeMap<(String, String), String>, DbError> {
    let sql = "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'";
    let mut statement = connection.prepare(sql)?;
    let rows = statement.query_map([], |row| Ok(((row.get(0)?, row.get(1)?), row.get(2)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}
