//! The replica in a SQLite file (write-ahead log, one fsync a commit).
//!
//! Every row is under a MAC, and where the replica stands is under one too, together with the digests its rows add up
//! to. Reading a row checks both: its MAC, and that the rows of its digest bucket, read along with it, still have the
//! hash they had when sync verified them. So a row that was changed, removed or put back from an older copy is refused,
//! at the price of reading a 512th of its collection.
//!
//! What no look-up reads is found by going through everything, and mended bucket by bucket.
//!
//! There are two slots. One serves; the other is filled by a reload and becomes visible by changing one number. Two
//! handles may be open on one file: staging in one does not hold up look-ups in the other.

mod live;
mod repair;
#[cfg(test)]
mod repair_tests;
mod staging;
mod table;
#[cfg(test)]
mod tests;

use super::rows::{self, Rows};
use super::{Changes, Replica, ReplicaError, ReplicaKeys, Staged, Standing};
use crate::domain::{
    Bytes32, Collection, Cursor, Kdf, KdfName, Policy, RowKey, Salepoint, SalepointId, UserId, Verifier,
};
use crate::login::LookUp;
use crate::sqlite_file::{self, OpenError};
use crate::sync::Row;
use crate::sync::verify::{VerifiedBucket, VerifiedFrame, VerifiedHead};
use live::Live;
use rusqlite::{Connection, Transaction, TransactionBehavior};
use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::sync::Arc;

refinery::embed_migrations!("../migrations/replica");

/// A replica in a file.
pub struct Sqlite {
    connection: Connection,
    keys: ReplicaKeys,
    salepoint: SalepointId,
    /// What was verified last, so that a look-up verifies only what changed since.
    verified: RefCell<Option<Arc<Live>>>,
}

impl Sqlite {
    /// Opens the replica of a terminal under this salepoint, made if it is not there.
    ///
    /// # Errors
    /// `Newer`, `DiskFull`, `Migration`, `Database`; with [`ReplicaError::is_damage`] when it is no usable database.
    pub fn open(path: &Path, keys: ReplicaKeys, salepoint: SalepointId) -> Result<Self, ReplicaError> {
        let (connection, _) =
            sqlite_file::open(path, &migrations::runner()).map_err(|error| open_error(path, error))?;
        Ok(Self::on(connection, keys, salepoint))
    }

    /// Opens a replica that is there to read it while another process may be writing. `None`: the file was made and
    /// never got its tables, so nothing was ever visible in it.
    ///
    /// # Errors
    /// `Newer`, `Database`.
    pub fn open_read_only(
        path: &Path,
        keys: ReplicaKeys,
        salepoint: SalepointId,
    ) -> Result<Option<Self>, ReplicaError> {
        let (connection, found) =
            sqlite_file::open_read_only(path, &migrations::runner()).map_err(|error| open_error(path, error))?;
        Ok(found.is_some().then(|| Self::on(connection, keys, salepoint)))
    }

    fn on(connection: Connection, keys: ReplicaKeys, salepoint: SalepointId) -> Self {
        connection.set_prepared_statement_cache_capacity(64);
        Self { connection, keys, salepoint, verified: RefCell::new(None) }
    }

    /// Throws a replica away: the way out when the file itself is damaged. Nobody may have it open.
    ///
    /// # Errors
    /// When the file or its log cannot be removed.
    pub fn destroy(path: &Path) -> std::io::Result<()> {
        for suffix in ["-wal", "-shm", ""] {
            let mut name = path.as_os_str().to_owned();
            name.push(suffix);
            match std::fs::remove_file(PathBuf::from(name)) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
        }
        // Gone for good only once the folder says so.
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        match std::fs::File::open(folder) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
            folder => folder?.sync_all(),
        }
    }

    fn collections(&self) -> [Collection; 2] {
        rows::collections(self.salepoint)
    }

    /// Reads with one consistent view; `None` while nothing is visible.
    fn read<T>(
        &self,
        then: impl FnOnce(&Connection, &Live) -> Result<T, ReplicaError>,
    ) -> Result<Option<T>, ReplicaError> {
        let transaction = self.connection.unchecked_transaction().map_err(failed("beginning to read"))?;
        match self.live(&transaction)? {
            Some(live) => then(&transaction, &live).map(Some),
            None => Ok(None),
        }
    }

    /// The same, by rows.
    fn read_rows<T>(&self, then: impl FnOnce(&Rows<'_>) -> Result<T, ReplicaError>) -> Result<Option<T>, ReplicaError> {
        self.read(|connection, live| {
            let read = |collection, key: &str| live.row(connection, &self.keys, self.collections(), collection, key);
            then(&Rows { salepoint: self.salepoint, read: &read })
        })
    }

    /// What serves, verified; from the last time if it is the same.
    fn live(&self, connection: &Connection) -> Result<Option<Arc<Live>>, ReplicaError> {
        let Some(stored) = table::standing(connection)? else { return Ok(None) };
        let mut verified = self.verified.borrow_mut();
        if let Some(live) = verified.as_ref().filter(|live| live.stored == stored) {
            return Ok(Some(Arc::clone(live)));
        }
        let live = Arc::new(Live::verify(connection, &self.keys, self.collections(), stored)?);
        *verified = Some(Arc::clone(&live));
        Ok(Some(live))
    }

    /// Begins a transaction that writes. It takes the lock at once, so that what it reads is what it changes.
    fn write(&self) -> Result<Transaction<'_>, ReplicaError> {
        Transaction::new_unchecked(&self.connection, TransactionBehavior::Immediate)
            .map_err(failed("beginning to write"))
    }
}

impl Replica for Sqlite {
    fn standing(&self) -> Result<Option<Standing>, ReplicaError> {
        self.read(|_, live| Ok(live.standing.clone()))
    }

    fn kdfs(&self) -> Result<Vec<Kdf>, ReplicaError> {
        let kdfs = self.read(|connection, live| table::kdf_keys(connection, live.stored.live))?.unwrap_or_default();
        let kdfs = kdfs.iter().filter_map(|key| key.parse::<RowKey>().ok());
        let found = self.read_rows(|rows| kdfs.filter_map(|key| rows.directory(&key).transpose()).collect())?;
        Ok(found.unwrap_or_default())
    }

    fn salepoint(&self) -> Result<Option<Salepoint>, ReplicaError> {
        Ok(self.read_rows(|rows| rows.salepoint(&RowKey::Salepoint))?.flatten())
    }

    fn policy(&self) -> Result<Policy, ReplicaError> {
        Ok(self.read_rows(|rows| rows.salepoint(&RowKey::Policy))?.flatten().unwrap_or_default())
    }

    fn look_up(&self, kdf: &KdfName, verifier: &Verifier) -> Result<LookUp, ReplicaError> {
        let tag: Bytes32 = self.keys.tag(verifier);
        let found = self.read(|connection, live| {
            let Some(key) = table::key_of_tag(connection, live.stored.live, &tag)? else { return Ok(LookUp::Nobody) };
            let read = |collection, key: &str| live.row(connection, &self.keys, self.collections(), collection, key);
            Rows { salepoint: self.salepoint, read: &read }.owner(&key, &tag, kdf)
        });
        rows::or_damaged(found.map(|found| found.unwrap_or(LookUp::Damaged)))
    }

    fn user(&self, user: UserId) -> Result<LookUp, ReplicaError> {
        let found = self.read_rows(|rows| rows.user(user));
        rows::or_damaged(found.map(|found| found.unwrap_or(LookUp::Damaged)))
    }

    fn apply(&mut self, frame: &VerifiedFrame) -> Result<Changes, ReplicaError> {
        let transaction = self.write()?;
        let live = self.live(&transaction)?.ok_or(ReplicaError::Order(rows::NOTHING_VISIBLE))?;
        let changes = live.apply(&transaction, &self.keys, self.collections(), frame)?;
        transaction.commit().map_err(failed("storing a frame"))?;
        Ok(changes)
    }

    fn damaged(&self) -> Result<Vec<(Collection, usize)>, ReplicaError> {
        Ok(self.read(|connection, live| live.damaged(connection, &self.keys, self.collections()))?.unwrap_or_default())
    }

    fn repair(&mut self, bucket: &VerifiedBucket) -> Result<(), ReplicaError> {
        let transaction = self.write()?;
        let live = self.live(&transaction)?.ok_or(ReplicaError::Order(rows::NOTHING_VISIBLE))?;
        live.repair(&transaction, &self.keys, self.collections(), bucket)?;
        transaction.commit().map_err(failed("repairing rows"))
    }

    fn staged(&self) -> Result<Vec<Staged>, ReplicaError> {
        staging::staged(&self.connection, &self.keys, self.collections())
    }

    fn begin_staging(&mut self, collection: Collection, cursor: Cursor) -> Result<(), ReplicaError> {
        rows::place_of(self.collections(), collection)?;
        staging::begin(self, collection, cursor)
    }

    fn stage(&mut self, collection: Collection, chunk: u32, rows: &[Row]) -> Result<(), ReplicaError> {
        let transaction = self.write()?;
        staging::stage(&transaction, &self.keys, collection, chunk, rows)?;
        transaction.commit().map_err(failed("storing a chunk"))
    }

    fn activate(
        &mut self,
        heads: &[VerifiedHead; 2],
        catch_up: Option<&VerifiedFrame>,
    ) -> Result<Changes, ReplicaError> {
        match staging::activate(self, heads, catch_up) {
            Err(error @ (ReplicaError::Mismatch { .. } | ReplicaError::Refused { .. })) => {
                self.discard_staged()?;
                Err(error)
            }
            done => done,
        }
    }

    fn discard_staged(&mut self) -> Result<(), ReplicaError> {
        staging::discard(self)
    }
}

/// Names what was being done when SQLite failed.
fn failed(doing: &'static str) -> impl FnOnce(rusqlite::Error) -> ReplicaError {
    move |source| match sqlite_file::is_full(&source) {
        true => ReplicaError::DiskFull,
        false => ReplicaError::Database { doing, source },
    }
}

fn open_error(path: &Path, error: OpenError) -> ReplicaError {
    let path = path.display().to_string();
    match error {
        OpenError::Newer { found, known } => ReplicaError::Newer { path, found, known },
        OpenError::Sqlite(source) => failed("opening the replica")(source),
        OpenError::Migration(source) if sqlite_file::of_migration(&source).is_some_and(sqlite_file::is_full) => {
            ReplicaError::DiskFull
        }
        OpenError::Migration(source) => ReplicaError::Migration { path, source },
    }
}
