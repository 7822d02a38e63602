//! Salepoints and stores as the office adds, changes, closes and opens them again, and who gets them. They are never
//! deleted: sales, journals and the audit trail name them for good.
//!
//! Whoever changes one, from whichever way in, comes through [`put_salepoint`] or [`put_store`] (`arrows.rs` sees to it): there
//! names are kept apart and the audit trail is written. Whoever changes one in the office says what the change was based on; what somebody else changed meanwhile is never overwritten.

mod give;
mod salepoints;
mod stores;

use crate::db::{DbError, Tx, closed_places};
use crate::domain::ahead::is_over;
use crate::office_rights::{Level, OfficeArea};
use crate::own_limits::OwnProblem;
use crate::personnel::{AuthorityError, Editor};
pub use give::{Given, Receivers, count_receivers};
pub use salepoints::{SalepointSettings, SalepointUse, put_salepoint};
pub use stores::{StoreSettings, StoreUse, put_store};
use sync_core::domain::{UnixMs, UserId};
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
    /// It is about users who have office rights that who does it lacks, or who does it may not change places any more.
    #[error("only somebody who has all office rights of this user group may do this")]
    LacksRights,
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl From<AuthorityError> for PlaceError {
    fn from(error: AuthorityError) -> Self {
        match error {
            AuthorityError::Lacking => Self::LacksRights,
            AuthorityError::Db(error) => Self::Db(error),
        }
    }
}

/// Who changes a place, and when. `None`: whoever may run commands on head office's machine.
pub type ByAndAt = (Option<UserId>, UnixMs);

/// Somebody who may still change places of this kind.
fn editor_of(tx: &mut Tx<'_>, by: UserId, at: UnixMs, area: OfficeArea) -> Result<Editor, PlaceError> {
    let editor = Editor::of(tx, by, at)?;
    if editor.may(area, Level::Edit) { Ok(editor) } else { Err(PlaceError::LacksRights) }
}

/// How long closing a place can be undone.
pub const UNDONE_FOR_MS: i64 = 30 * 86_400_000;

/// Whether closing a place at that time can be undone now.
pub fn can_be_undone(closed_at: UnixMs, now: UnixMs) -> bool {
    !is_over(closed_at.plus_ms(UNDONE_FOR_MS), UNDONE_FOR_MS, now)
}

/// Forgets what closing this place took before, and what closing others took that cannot be undone any more.
fn forget_what_is_over(tx: &mut Tx<'_>, place: Uuid, now: UnixMs) -> Result<(), DbError> {
    closed_places::forget(tx, place)?;
    closed_places::forget_before(tx, now.plus_ms(-UNDONE_FOR_MS))
}
