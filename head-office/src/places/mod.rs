//! Salepoints and stores as the office adds, changes, closes and opens them again, and who gets them. They are never
//! deleted: sales, journals and the audit trail name them for good.
//!
//! Whoever changes one says what the change was based on; what somebody else changed meanwhile is never overwritten.

mod give;
mod salepoints;
mod stores;

use crate::db::DbError;
use crate::own_limits::OwnProblem;
pub use give::{Receivers, count_receivers};
pub use salepoints::{SalepointSettings, SalepointUse};
use sha2::{Digest, Sha256};
pub use stores::{StoreSettings, StoreUse};
use uuid::Uuid;

/// Why a change of a place is refused.
#[derive(Debug, thiserror::Error)]
pub enum PlaceError {
    /// There is none with this id.
    #[error("there is no such place")]
    NotThere,
    /// Another one has this name, perhaps a closed one.
    #[error("another one has this name")]
    NameTaken,
    /// There is no such store, or it is closed.
    #[error("there is no such open store")]
    NoSuchStore,
    /// It is not any more what the change was based on.
    #[error("somebody else has changed it meanwhile")]
    ChangedMeanwhile,
    /// It is closed.
    #[error("it is closed")]
    Closed,
    /// Terminals in service stand there.
    #[error("terminals stand there; move or decommission them first")]
    HasTerminals,
    /// Salepoints sell from it, and it was not said that they are to lose it.
    #[error("salepoints sell from it")]
    SoldFrom,
    /// An own limit of a salepoint cannot be, perhaps because the company has become stricter meanwhile.
    #[error("{} {}", .0.setting(), .0)]
    OwnLimit(OwnProblem),
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// A short text for ids in their order.
fn fingerprint(ids: impl Iterator<Item = Uuid>) -> String {
    let mut hasher = Sha256::new();
    ids.for_each(|id| hasher.update(id.as_bytes()));
    hasher.finalize().iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}
