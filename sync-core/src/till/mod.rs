//! What only this terminal knows, and what nothing else can restore: the journal, the throttle's buckets, the highest
//! cursor ever applied, the last contact, and what head office acknowledged, ordered and stated.
//!
//! `till.db` lies beside the replica and is touched by no sync, reload or reset. Each method that writes is one
//! transaction and, with SQLite's write-ahead log, one fsync; it is durable when it returns. When the disk is full, a
//! preallocated reserve beside the file is given up so that logins go on; after that, writing is refused.
//!
//! A new file counts as a lost one ([`Till::is_lost`]) until [`Till::clear_lost`]: whoever deletes it to win attempts
//! finds the buckets empty and the terminal waiting for head office, also if the plug is pulled in between. The same
//! holds of a file that somebody changed or replaced by an older one (`seal`), or deletes while it is open (`place`).

mod boot;
mod journal;
mod office;
#[cfg(test)]
mod office_tests;
mod place;
mod reserve;
mod seal;
#[cfg(test)]
mod seal_tests;
#[cfg(test)]
mod tests;

pub use office::Removed;
pub use seal::{Floor, TillKey};

use crate::domain::{BootId, Cursor, Epoch, Moment, Revision, TerminalId, UnixMs};
use crate::login::{Bucket, ChainError, Contact, Entry, Limit, Record, Refill, Throttle};
use crate::sqlite_file::{self, OpenError};
use place::Place;
use reserve::Reserve;
use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior, params};
use std::path::Path;

mod schema {
    refinery::embed_migrations!("../migrations/till");
}

/// The log's usual length, in pages of 4 KiB: SQLite's own default.
const LOG_PAGES: u32 = 1_000;
/// Its length while there is no reserve: what is left of the disk is for entries, not for the log.
const LOG_PAGES_ON_FULL_DISK: u32 = 16;

/// An open `till.db`.
pub struct Till {
    connection: Connection,
    /// `None` where it was opened to read only.
    place: Option<Place>,
    /// `None` where it was opened to read only.
    reserve: Option<Reserve>,
    /// `None` while the terminal is not enrolled: there is no device key yet.
    seal: Option<seal::Seal>,
    /// What is there is sealed as it is.
    adopting: bool,
    /// The device key from the next transaction on.
    next_key: Option<TillKey>,
}

/// What can go wrong with `till.db`.
#[derive(Debug, thiserror::Error)]
pub enum TillError {
    /// The disk is full, and the reserve is used up.
    #[error("the disk is full; make room on it")]
    DiskFull,
    /// The file was made by a newer version of the program.
    #[error(
        "{path} was made by a newer version of this program (schema {found}, known is {known}); install that version"
    )]
    Newer {
        /// The file.
        path: String,
        /// Its schema.
        found: i64,
        /// The newest this program knows.
        known: i64,
    },
    /// The file was made by an older version of the program, and is only read here.
    #[error("{path} was made by an older version of this program; start the terminal once to bring it up to date")]
    Older {
        /// The file.
        path: String,
    },
    /// SQLite failed.
    #[error("{doing}: {source}")]
    Database {
        /// What was being done.
        doing: &'static str,
        /// What SQLite said.
        source: rusqlite::Error,
    },
    /// The file's schema could not be brought up to date.
    #[error("bringing {path} up to date")]
    Migration {
        /// The file.
        path: String,
        /// What went wrong.
        source: refinery::Error,
    },
    /// The file is gone, and no other can be put in its place.
    #[error("putting {path}, which is gone, in its place again: {source}")]
    Place {
        /// The file.
        path: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// What keeps an older file from being put back cannot be stored.
    #[error("noting how far till.db has come: {0}")]
    Floor(#[source] std::io::Error),
    /// An entry of the journal cannot be read.
    #[error("in the journal: {0}")]
    Entry(#[from] crate::domain::DecodeError),
    /// The journal was changed by something else than this program.
    #[error("in the journal: {0}")]
    Chain(#[from] ChainError),
}

impl TillError {
    /// Whether this process may not use the file, or not write beside it.
    pub fn is_denied(&self) -> bool {
        match self {
            Self::Database { source, .. } => sqlite_file::is_denied(source),
            Self::Migration { source, .. } => sqlite_file::of_migration(source).is_some_and(sqlite_file::is_denied),
            Self::Floor(_) => true,
            _ => false,
        }
    }

    /// Whether the file is no longer one of this program's: opening it again will not help.
    pub fn is_damage(&self) -> bool {
        match self {
            Self::Database { source, .. } => sqlite_file::is_damage(source),
            Self::Migration { source, .. } => sqlite_file::of_migration(source).is_some_and(sqlite_file::is_damage),
            _ => false,
        }
    }
}

impl Till {
    /// Opens the file, made if it is not there; the second value says whether it was.
    ///
    /// # Errors
    /// `Newer`, `DiskFull`, `Migration`, `Database`.
    pub fn open(path: &Path) -> Result<(Self, bool), TillError> {
        // Room for the file itself comes before room for the reserve.
        let (connection, created) =
            sqlite_file::open(path, &schema::migrations::runner()).map_err(|error| open_error(path, error))?;
        let mut till = Self::on(connection, Some(Reserve::beside(path)));
        // What was logged since the last checkpoint goes into the file now, and not during an attempt.
        till.checkpoint();
        till.refill_reserve();
        till.place = Some(Place::of(path));
        Ok((till, created))
    }

    /// Opens a file that is there, to read it while another process may be writing.
    ///
    /// # Errors
    /// `Newer`, `Older`, `Database`, also when it is not there.
    pub fn open_read_only(path: &Path) -> Result<Self, TillError> {
        let migrations = schema::migrations::runner();
        let (connection, found) =
            sqlite_file::open_read_only(path, &migrations).map_err(|error| open_error(path, error))?;
        if found.is_some_and(|found| found < sqlite_file::newest(&migrations)) {
            return Err(TillError::Older { path: path.display().to_string() });
        }
        Ok(Self::on(connection, None))
    }

    fn on(connection: Connection, reserve: Option<Reserve>) -> Self {
        Self { connection, place: None, reserve, seal: None, adopting: false, next_key: None }
    }

    /// A bucket as stored; `None` while it never was.
    ///
    /// # Errors
    /// `Database`.
    pub fn throttle(&self, bucket: Bucket) -> Result<Option<Throttle>, TillError> {
        let stored = self.read("reading the throttle", |connection| throttle(connection, bucket))?;
        Ok(stored.unwrap_or_else(|| Some(missing_throttle())))
    }

    /// Spends an attempt: durably, and so that no older file gives it back. If there is none, in how many milliseconds
    /// there will be one.
    ///
    /// # Errors
    /// `DiskFull`, `Floor`, `Database`.
    pub fn spend(&mut self, bucket: Bucket, limit: Limit, now: Moment) -> Result<Result<(), u64>, TillError> {
        let stored = self.throttle(bucket)?.unwrap_or_else(|| Throttle::full(now));
        if let Err(wait_ms) = stored.spend(limit, now) {
            if stored != stored.in_this_boot(now) {
                self.store_throttle(bucket, &stored.in_this_boot(now))?;
            }
            return Ok(Err(wait_ms));
        }
        self.write_above("spending an attempt", |transaction| {
            let stored = throttle(transaction, bucket)?.unwrap_or_else(|| Throttle::full(now));
            Ok(match stored.spend(limit, now) {
                Ok(spent) => Ok(store_throttle(transaction, bucket, &spent)?),
                Err(wait_ms) => Err(wait_ms),
            })
        })
    }

    /// Stores a bucket.
    ///
    /// # Errors
    /// `DiskFull`, `Database`.
    pub fn store_throttle(&mut self, bucket: Bucket, throttle: &Throttle) -> Result<(), TillError> {
        self.write("storing the throttle", |transaction| store_throttle(transaction, bucket, throttle))
    }

    /// Writes down how an attempt ended, together with what is given back.
    ///
    /// A refusal while throttled, or a scan, becomes no entry: it is counted, and the count becomes one entry before the next other
    /// one. `randomness` makes the entry's id unique.
    ///
    /// # Errors
    /// `DiskFull`, `Entry`, `Database`.
    pub fn finish(
        &mut self,
        terminal: TerminalId,
        record: &Record,
        refills: &[Refill],
        randomness: [u8; 10],
    ) -> Result<(), TillError> {
        self.write("writing the journal", |transaction| {
            give_back(transaction, refills)?;
            if record.is_counted() {
                journal::count(transaction, terminal, record)
            } else {
                journal::append(transaction, terminal, record, randomness)
            }
        })
    }

    /// Writes down anything else that happened.
    ///
    /// # Errors
    /// `DiskFull`, `Entry`, `Database`.
    pub fn record(&mut self, terminal: TerminalId, record: &Record, randomness: [u8; 10]) -> Result<(), TillError> {
        self.finish(terminal, record, &[], randomness)
    }

    /// Up to `limit` entries from number `from_seq` on.
    ///
    /// # Errors
    /// `Entry`, `Database`.
    pub fn journal(&self, from_seq: u64, limit: u32) -> Result<Vec<Entry>, TillError> {
        journal::read(&self.connection, from_seq, limit)
    }

    /// How many entries come after number `seq`.
    ///
    /// # Errors
    /// `Database`.
    pub fn entries_after(&self, seq: u64) -> Result<u64, TillError> {
        self.connection
            .query_row("SELECT count(*) FROM entry WHERE seq > ?1", [seq.cast_signed()], |row| row.get::<_, i64>(0))
            .map(i64::cast_unsigned)
            .map_err(failed("counting the journal"))
    }

    /// The same with their numbers, as they stand in the file: what is uploaded.
    ///
    /// # Errors
    /// `Database`.
    pub fn journal_bodies(&self, from_seq: u64, limit: u32) -> Result<Vec<(u64, Vec<u8>)>, TillError> {
        journal::bodies(&self.connection, from_seq, limit)
    }

    /// The last `limit` entries, oldest first.
    ///
    /// # Errors
    /// `Entry`, `Database`.
    pub fn journal_tail(&self, limit: u32) -> Result<Vec<Entry>, TillError> {
        let last = self.last_entry()?.map_or(0, |entry| entry.seq);
        self.journal((last + 1).saturating_sub(u64::from(limit)), limit)
    }

    /// The newest entry.
    ///
    /// # Errors
    /// `Entry`, `Database`.
    pub fn last_entry(&self) -> Result<Option<Entry>, TillError> {
        journal::last(&self.connection)
    }

    /// Refusals while throttled, and scans, that are not in the journal yet.
    ///
    /// # Errors
    /// `Database`.
    pub fn pending_refusals(&self) -> Result<u64, TillError> {
        self.connection
            .query_row("SELECT coalesce(sum(count), 0) FROM pending", [], |row| row.get::<_, i64>(0))
            .map(i64::cast_unsigned)
            .map_err(failed("reading the journal"))
    }

    /// Turns what is only counted into entries, so that they can be uploaded though nothing else happened.
    ///
    /// # Errors
    /// `DiskFull`, `Entry`, `Database`.
    pub fn write_pending(&mut self, randomness: [u8; 10]) -> Result<(), TillError> {
        if self.pending_refusals()? == 0 {
            return Ok(());
        }
        self.write("writing the journal", |transaction| journal::flush(transaction, &randomness))
    }

    /// Checks that every entry is there and as it was written.
    ///
    /// # Errors
    /// `Chain` or `Entry` where it is not; `Database`.
    pub fn integrity(&self) -> Result<(), TillError> {
        journal::verify(&self.connection)
    }

    /// The highest cursor ever applied here.
    ///
    /// # Errors
    /// `Database`.
    pub fn mark(&self) -> Result<Option<Cursor>, TillError> {
        Ok(self.read("reading the mark", mark)?.flatten())
    }

    /// Raises the mark to a cursor; never lowers it. Only to be called once the replica's commit is durable.
    ///
    /// # Errors
    /// `DiskFull`, `Database`.
    pub fn raise_mark(&mut self, cursor: Cursor) -> Result<(), TillError> {
        if self.mark()?.is_some_and(|mark| mark >= cursor) {
            return Ok(());
        }
        self.write_above("raising the mark", |transaction| {
            // Read again under the lock. The order of cursors, unlike that of the columns, is unsigned.
            if mark(transaction)?.is_some_and(|mark| mark >= cursor) {
                return Ok(());
            }
            let columns = params![cursor.epoch.0.cast_signed(), cursor.revision.0.cast_signed()];
            transaction.execute("UPDATE state SET mark_epoch = ?1, mark_revision = ?2", columns)?;
            Ok(())
        })
    }

    /// Forgets the mark: the terminal was put under another salepoint, and its replica begins anew. Contact, journal and
    /// throttle stay.
    ///
    /// # Errors
    /// `DiskFull`, `Database`.
    pub fn forget_mark(&mut self) -> Result<(), TillError> {
        self.write("forgetting the mark", |transaction| {
            transaction.execute("UPDATE state SET mark_epoch = NULL, mark_revision = NULL", [])?;
            Ok(())
        })
    }

    /// The last verified contact with head office.
    ///
    /// # Errors
    /// `Database`.
    pub fn contact(&self) -> Result<Option<Contact>, TillError> {
        let read = |row: &rusqlite::Row<'_>| {
            let Some(server_at) = row.get::<_, Option<i64>>(0)? else { return Ok(None) };
            let boot_ms = row.get::<_, i64>(3)?.cast_unsigned();
            Ok(Some(Contact::restore(UnixMs(server_at), UnixMs(row.get(1)?), BootId(row.get(2)?), boot_ms)))
        };
        let select = "SELECT contact_server_at, contact_wall, contact_boot, contact_boot_ms FROM state";
        let stored = self.read("reading the last contact", |connection| connection.query_row(select, [], read))?;
        Ok(stored.flatten())
    }

    /// Stores a verified contact, also one that is earlier than the last: head office's clock counts.
    ///
    /// # Errors
    /// `DiskFull`, `Database`.
    pub fn set_contact(&mut self, contact: &Contact) -> Result<(), TillError> {
        self.write("storing the contact", |transaction| {
            let here = contact.here;
            transaction.execute(
                "UPDATE state SET contact_server_at = ?1, contact_wall = ?2, contact_boot = ?3, contact_boot_ms = ?4",
                params![contact.server_at.0, here.wall.0, here.boot.0, here.boot_ms.cast_signed()],
            )?;
            Ok(())
        })
    }

    /// Whether an earlier file went missing, so that nothing in this one can be relied on until head office was reached.
    /// True of a new file.
    ///
    /// # Errors
    /// `Database`.
    pub fn is_lost(&self) -> Result<bool, TillError> {
        let select = "SELECT lost FROM state";
        let stored =
            self.read("reading the till's state", |connection| connection.query_row(select, [], |row| row.get(0)))?;
        Ok(stored.unwrap_or(true))
    }

    /// Says that this file can be relied on: head office was reached, or there was nothing before it.
    ///
    /// # Errors
    /// `DiskFull`, `Database`.
    pub fn clear_lost(&mut self) -> Result<(), TillError> {
        if !self.is_lost()? {
            return Ok(());
        }
        self.write("storing the till's state", |transaction| {
            transaction.execute("UPDATE state SET lost = 0", [])?;
            Ok(())
        })
    }

    /// Forgets mark and contact, and what was acknowledged, ordered and stated: all of it was about the terminal this
    /// one was before. A new enrolment begins. Journal and throttle stay.
    ///
    /// # Errors
    /// `DiskFull`, `Database`.
    pub fn begin_enrolment(&mut self) -> Result<(), TillError> {
        self.write("beginning an enrolment", |transaction| {
            transaction.execute(
                "UPDATE state SET lost = 0, mark_epoch = NULL, mark_revision = NULL, contact_server_at = NULL, \
                 contact_wall = NULL, contact_boot = NULL, contact_boot_ms = NULL, uploaded = NULL, \
                 order_epoch = NULL, order_number = NULL, removal = NULL, removed_at = NULL, \
                 relocation_office = NULL, relocation_epoch = NULL, relocation_number = NULL",
                [],
            )?;
            Ok(())
        })
    }

    /// Whether the reserve for a full disk is there.
    pub fn has_reserve(&self) -> bool {
        self.reserve.as_ref().is_some_and(Reserve::is_there)
    }

    /// Makes the reserve again if it was given up and there is room; done at opening and worth trying now and then.
    pub fn refill_reserve(&mut self) {
        if let Some(reserve) = &self.reserve {
            reserve.refill();
            self.keep_log_below(if reserve.is_there() { LOG_PAGES } else { LOG_PAGES_ON_FULL_DISK });
        }
    }

    /// One durable transaction. On a full disk it is tried again with the reserve given up and the log emptied.
    fn write<T>(
        &mut self,
        doing: &'static str,
        change: impl Fn(&Transaction<'_>) -> Result<T, WriteError>,
    ) -> Result<T, TillError> {
        self.put_in_place()?;
        let attempt = |till: &Self| -> Result<(T, Option<u64>), WriteError> {
            let transaction = Transaction::new_unchecked(&till.connection, TransactionBehavior::Immediate)?;
            till.before_change(&transaction)?;
            let changed = change(&transaction)?;
            let sealed_at = till.after_change(&transaction)?;
            transaction.commit()?;
            Ok((changed, sealed_at))
        };
        let done = match attempt(self) {
            Err(WriteError::Sqlite(error)) if sqlite_file::is_full(&error) => {
                self.make_room();
                attempt(self)
            }
            done => done,
        };
        let (changed, sealed_at) = done.map_err(|error| match error {
            WriteError::Sqlite(source) => failed(doing)(source),
            WriteError::Entry(error) => error.into(),
        })?;
        self.sealed_at(sealed_at);
        Ok(changed)
    }

    /// On a full disk: the reserve's room, and the log's.
    fn make_room(&self) {
        if let Some(reserve) = &self.reserve {
            reserve.give_up();
        }
        self.checkpoint();
        self.keep_log_below(LOG_PAGES_ON_FULL_DISK);
    }

    /// How many pages the log may have before a commit moves it into the file.
    fn keep_log_below(&self, pages: u32) {
        let _ = self.connection.pragma_update(None, "wal_autocheckpoint", pages);
    }

    /// Moves the log into the file and empties it. If that fails, because somebody reads or the disk is full, the log
    /// stays as it is and nothing is lost.
    fn checkpoint(&self) {
        let _ = self.connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()));
    }
}

/// What can go wrong within a transaction.
enum WriteError {
    Sqlite(rusqlite::Error),
    Entry(crate::domain::DecodeError),
}

impl From<rusqlite::Error> for WriteError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sqlite(error)
    }
}

impl From<crate::domain::DecodeError> for WriteError {
    fn from(error: crate::domain::DecodeError) -> Self {
        Self::Entry(error)
    }
}

fn mark(connection: &Connection) -> rusqlite::Result<Option<Cursor>> {
    connection.query_row("SELECT mark_epoch, mark_revision FROM state", [], |row| cursor(row.get(0)?, row.get(1)?))
}

fn cursor(epoch: Option<i64>, revision: Option<i64>) -> rusqlite::Result<Option<Cursor>> {
    Ok(epoch.zip(revision).map(|(epoch, revision)| Cursor {
        epoch: Epoch(epoch.cast_unsigned()),
        revision: Revision(revision.cast_unsigned()),
    }))
}

/// A bucket as it counts while the file is missing: none, and none comes back before it was looked at.
fn missing_throttle() -> Throttle {
    Throttle::restore(i64::MAX.unsigned_abs(), None, BootId([0; 16]), 0)
}

fn throttle(connection: &Connection, bucket: Bucket) -> rusqlite::Result<Option<Throttle>> {
    let read = |row: &rusqlite::Row<'_>| {
        let (debt_ms, at_boot_ms): (i64, i64) = (row.get(0)?, row.get(3)?);
        let refill_ms = row.get::<_, Option<i64>>(1)?.map(i64::cast_unsigned);
        Ok(Throttle::restore(debt_ms.cast_unsigned(), refill_ms, BootId(row.get(2)?), at_boot_ms.cast_unsigned()))
    };
    connection
        .prepare_cached("SELECT debt_ms, refill_ms, boot, at_boot_ms FROM throttle WHERE bucket = ?1")?
        .query_row([bucket_name(bucket)], read)
        .optional()
}

fn store_throttle(connection: &Connection, bucket: Bucket, throttle: &Throttle) -> Result<(), WriteError> {
    let (debt_ms, refill_ms, boot, at_boot_ms) = throttle.parts();
    connection
        .prepare_cached(
            "INSERT OR REPLACE INTO throttle (bucket, debt_ms, refill_ms, boot, at_boot_ms)
             VALUES (?1, ?2, ?3, ?4, ?5)",
        )?
        .execute(params![
            bucket_name(bucket),
            debt_ms.cast_signed(),
            refill_ms.map(u64::cast_signed),
            boot.0,
            at_boot_ms.cast_signed()
        ])?;
    Ok(())
}

/// Gives attempts back to the buckets as they are now.
fn give_back(connection: &Connection, refills: &[Refill]) -> Result<(), WriteError> {
    for refill in refills {
        let after = refill.after(throttle(connection, refill.bucket())?);
        store_throttle(connection, refill.bucket(), &after)?;
    }
    Ok(())
}

fn bucket_name(bucket: Bucket) -> &'static str {
    match bucket {
        Bucket::Login => "login",
        Bucket::Supervisor => "supervisor",
    }
}

/// Names what was being done when SQLite failed.
fn failed(doing: &'static str) -> impl FnOnce(rusqlite::Error) -> TillError {
    move |source| match sqlite_file::is_full(&source) {
        true => TillError::DiskFull,
        false => TillError::Database { doing, source },
    }
}

fn open_error(path: &Path, error: OpenError) -> TillError {
    let path = path.display().to_string();
    match error {
        OpenError::Newer { found, known } => TillError::Newer { path, found, known },
        OpenError::Sqlite(source) => failed("opening till.db")(source),
        OpenError::Migration(source) if sqlite_file::of_migration(&source).is_some_and(sqlite_file::is_full) => {
            TillError::DiskFull
        }
        OpenError::Migration(source) => TillError::Migration { path, source },
    }
}
