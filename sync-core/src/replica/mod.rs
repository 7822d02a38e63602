//! The terminal's local copy of its two collections.
//!
//! A replica is visible only whole: rows, cursor and heads change in one transaction, and only when the rows add up to
//! the signed heads. What a reload fetches is staged beside what serves, survives a restart, and replaces it in one
//! step. No verifier is stored: a credential's verifier becomes a tag keyed by the device key on arrival, and every row
//! carries a MAC under the device key, so that a copied file cannot be searched and a changed row is refused.
//!
//! [`Sqlite`] is the real one; [`Memory`] is the same behaviour without a file, for simulated worlds. One behaviour
//! suite runs over both.

mod keys;
mod memory;
mod rows;
mod sqlite;
#[cfg(test)]
mod suite;

pub use keys::{DeviceKey, DeviceKeyId, ReplicaKeys};
pub use memory::Memory;
pub use sqlite::Sqlite;

use crate::domain::{Collection, Cursor, Kdf, KdfName, Policy, Salepoint, UserId, Verifier};
use crate::login::LookUp;
use crate::sqlite_file;
use crate::sync::verify::{VerifiedBucket, VerifiedFrame, VerifiedHead};
use crate::sync::{Head, Row, Signed};

/// Where a visible replica stands.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Standing {
    /// What it has applied.
    pub cursor: Cursor,
    /// The heads it was verified against, one a collection, in the collections' order. To be verified again by whoever
    /// opens the file (`sync::verify::stored_head`).
    pub heads: Vec<Signed<Head>>,
}

/// How far the staging of one collection has come.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Staged {
    /// Which collection.
    pub collection: Collection,
    /// The snapshot it comes from.
    pub cursor: Cursor,
    /// Chunks 0 to `chunks` − 1 are there.
    pub chunks: u32,
    /// Rows in them.
    pub rows: u64,
}

/// What a change did, for the line "+2 users, 1 deactivated, 3 salepoint changes".
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Changes {
    /// Users who became known to the directory.
    pub users_added: u64,
    /// Users whose credential changed otherwise, or whose name, group or stores here did.
    pub users_changed: u64,
    /// Users who went from active to not active.
    pub users_deactivated: u64,
    /// Users who are gone from the directory.
    pub users_removed: u64,
    /// Rows of the salepoint's collection that came, changed or went, but for users who changed.
    pub salepoint_changes: u64,
}

impl Changes {
    /// Whether nothing changed.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// What can go wrong with a replica.
#[derive(Debug, thiserror::Error)]
pub enum ReplicaError {
    /// The rows do not add up to the signed head; nothing was changed.
    #[error("the rows of {collection} do not add up to the signed head")]
    Mismatch {
        /// Which collection.
        collection: Collection,
    },
    /// Rows that head office cannot have meant, such as two with one key; nothing was changed. For whoever called it is
    /// the same as `Mismatch`.
    #[error("the rows of {collection} cannot be taken in: {why}")]
    Refused {
        /// Which collection.
        collection: Collection,
        /// What is wrong with them.
        why: &'static str,
    },
    /// A row's MAC, or that of the standing, does not fit: it was changed by something else than sync.
    #[error("{what} was changed by something else than sync")]
    Tampered {
        /// Which row.
        what: String,
    },
    /// A row that verifies but cannot be read by this version.
    #[error(transparent)]
    Row(#[from] crate::domain::DecodeError),
    /// A frame for a replica that shows nothing yet, or a chunk out of order.
    #[error("{0}")]
    Order(&'static str),
    /// The replica was made under another device key.
    #[error("the replica was made under another device key")]
    OtherDeviceKey,
    /// The disk is full.
    #[error("the disk is full")]
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
}

impl ReplicaError {
    /// Whether what is stored is of no use and has to be fetched again: opening it again, or later, will not help.
    pub fn is_damage(&self) -> bool {
        match self {
            Self::Tampered { .. } | Self::Row(_) | Self::OtherDeviceKey => true,
            Self::Database { source, .. } => sqlite_file::is_damage(source),
            Self::Migration { source, .. } => sqlite_file::of_migration(source).is_none_or(sqlite_file::is_damage),
            Self::Mismatch { .. } | Self::Refused { .. } | Self::Order(_) | Self::DiskFull | Self::Newer { .. } => {
                false
            }
        }
    }
}

/// What login and sync need of a replica. Every method that changes something is atomic and durable when it returns.
pub trait Replica {
    /// Where it stands; `None` while nothing is visible.
    ///
    /// # Errors
    /// `Tampered` when the standing's own MAC does not fit, `OtherDeviceKey`, `Database`.
    fn standing(&self) -> Result<Option<Standing>, ReplicaError>;

    /// The KDFs of the directory.
    ///
    /// # Errors
    /// `Tampered`, `Row`, `Database`.
    fn kdfs(&self) -> Result<Vec<Kdf>, ReplicaError>;

    /// The terminal's salepoint.
    ///
    /// # Errors
    /// `Tampered`, `Row`, `Database`.
    fn salepoint(&self) -> Result<Option<Salepoint>, ReplicaError>;

    /// The policy in force; the default one while none is there.
    ///
    /// # Errors
    /// `Tampered`, `Row`, `Database`.
    fn policy(&self) -> Result<Policy, ReplicaError>;

    /// Who has this verifier under this KDF: one indexed look-up. A row that does not verify is reported in the answer,
    /// not as an error; so is a replica that shows nothing.
    ///
    /// # Errors
    /// `Database`.
    fn look_up(&self, kdf: &KdfName, verifier: &Verifier) -> Result<LookUp, ReplicaError>;

    /// The same user as a former look-up gave, as the data is now: what a session asks after each change.
    ///
    /// # Errors
    /// `Database`.
    fn user(&self, user: UserId) -> Result<LookUp, ReplicaError>;

    /// Applies a verified frame to the visible replica. One without parts moves the cursor and keeps the heads.
    ///
    /// # Errors
    /// `Mismatch` or `Refused` when the rows do not add up to its heads (nothing is changed then), `Order`, `DiskFull`, `Database`.
    fn apply(&mut self, frame: &VerifiedFrame) -> Result<Changes, ReplicaError>;

    /// The digest buckets of what is visible that are not, row for row, as sync wrote them, sorted. A look-up reads only
    /// the rows it needs, and a changed tag hides its user from it; this reads everything. None while nothing is
    /// visible.
    ///
    /// # Errors
    /// With [`ReplicaError::is_damage`] when the standing does not verify or rows were found that belong to no bucket:
    /// only a reload mends that. `Database`.
    fn damaged(&self) -> Result<Vec<(Collection, usize)>, ReplicaError>;

    /// Replaces one bucket of what is visible by head office's rows. What lies in no bucket of this terminal goes with
    /// it.
    ///
    /// # Errors
    /// `Order` when the rows are not of exactly the revision at which the replica stands, or nothing is visible;
    /// `Mismatch` or `Refused` when they do not add up to their head; nothing is changed then. Else as [`Self::apply`].
    fn repair(&mut self, bucket: &VerifiedBucket) -> Result<(), ReplicaError>;

    /// What is staged of a reload, in the collections' order. What was staged under another device key does not count.
    ///
    /// # Errors
    /// `Database`.
    fn staged(&self) -> Result<Vec<Staged>, ReplicaError>;

    /// Begins to stage a collection from the snapshot at `cursor`, dropping what was staged of it before.
    ///
    /// # Errors
    /// `DiskFull`, `Database`.
    fn begin_staging(&mut self, collection: Collection, cursor: Cursor) -> Result<(), ReplicaError>;

    /// Stages the next chunk of a collection.
    ///
    /// # Errors
    /// `Order` when it is not the next one, `Refused`, `DiskFull`, `Database`.
    fn stage(&mut self, collection: Collection, chunk: u32, rows: &[Row]) -> Result<(), ReplicaError>;

    /// Makes what is staged visible in place of what was, after applying `catch_up` to it, if everything adds up to the
    /// heads: those of `catch_up` where it has any, else `heads`.
    ///
    /// # Errors
    /// `Mismatch` or `Refused` when it does not add up (what was visible stays; what is staged is dropped), `Order` when a
    /// collection is not staged, the heads are of different revisions or older than what is visible (both stay), `DiskFull`, `Database`.
    fn activate(
        &mut self,
        heads: &[VerifiedHead; 2],
        catch_up: Option<&VerifiedFrame>,
    ) -> Result<Changes, ReplicaError>;

    /// Drops what is staged.
    ///
    /// # Errors
    /// `Database`.
    fn discard_staged(&mut self) -> Result<(), ReplicaError>;
}
