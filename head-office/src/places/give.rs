//! Who gets a salepoint or a store that was just added: everybody forgets that it must be given to users, too.

use super::PlaceError;
use crate::db::audit::{self, AuditKind};
use crate::db::grants::Viewer;
use crate::db::salepoints::Salepoint;
use crate::db::{DbError, Tx, receivers, salepoints, stores};
use crate::office::Office;
use crate::personnel::{self, Record};
use serde::Serialize;
use sync_core::domain::{SalepointId, StoreId, UserId};

/// To whom. Deactivated users get nothing.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Receivers {
    /// All active users.
    All,
    /// The active users who have this salepoint; another salepoint is given with the group they have there.
    Of(SalepointId),
    /// These, if they are active.
    These(Vec<UserId>),
}

/// How many users that are.
pub fn count_receivers(tx: &mut Tx<'_>, of: Option<&Salepoint>) -> Result<u64, DbError> {
    receivers::count(tx, of)
}

impl Receivers {
    fn find(&self, tx: &mut Tx<'_>, viewer: Viewer) -> Result<Vec<UserId>, PlaceError> {
        Ok(match self {
            Self::All => receivers::active(tx, None)?,
            Self::Of(other) => {
                let other = salepoints::find(tx, viewer, *other)?.ok_or(PlaceError::NotThere)?;
                receivers::active(tx, Some(&other))?
            }
            Self::These(users) => users.clone(),
        })
    }
}

/// How many users have the place, as the audit trail has it.
#[derive(Serialize)]
struct Image {
    users: usize,
}

impl Office {
    /// Gives a salepoint to users, all in one revision; says how many did not have it.
    pub(crate) fn give_salepoint(&self, by: UserId, id: SalepointId, to: &Receivers) -> Result<u64, PlaceError> {
        let now = self.clock.now();
        let changed = self.change(|tx, touched| {
            let viewer = Viewer::User(by);
            if salepoints::to_give(tx, viewer, id)?.ok_or(PlaceError::NotThere)?.closed_at.is_some() {
                return Err(PlaceError::Closed);
            }
            let had = salepoints::users(tx, id)?.len();
            let mut given = 0;
            for user in to.find(tx, viewer)? {
                let Some(before) = personnel::load(tx, user)?.filter(|record| record.user.active) else { continue };
                if before.salepoints.contains_key(&id) {
                    continue;
                }
                let group = match to {
                    Receivers::Of(other) => before.salepoints.get(other).copied().flatten(),
                    Receivers::All | Receivers::These(_) => None,
                };
                let mut after = Record { ..before.clone() };
                after.salepoints.insert(id, group);
                personnel::store(tx, touched, Some(by), Some(&before), &after, now)?;
                given += 1;
            }
            let change = audit::Change { at: now, by: Some(by), kind: AuditKind::Salepoint, record_id: id.0 };
            audit::record(tx, change, Some(&Image { users: had }), Some(&Image { users: had + given }))?;
            Ok(given as u64)
        });
        changed.map(|changed| changed.result)
    }

    /// Gives a store to users, all in one revision; says how many did not have it.
    pub(crate) fn give_store(&self, by: UserId, id: StoreId, to: &Receivers) -> Result<u64, PlaceError> {
        let now = self.clock.now();
        let changed = self.change(|tx, touched| {
            let viewer = Viewer::User(by);
            let store = stores::to_give(tx, viewer, id)?.ok_or(PlaceError::NotThere)?;
            if store.closed_at.is_some() {
                return Err(PlaceError::Closed);
            }
            let had = stores::users(tx, id)?.len();
            let mut given = 0;
            for user in to.find(tx, viewer)? {
                let Some(before) = personnel::load(tx, user)?.filter(|record| record.user.active) else { continue };
                let mut after = before.clone();
                if after.stores.insert(id) {
                    personnel::store(tx, touched, Some(by), Some(&before), &after, now)?;
                    given += 1;
                }
            }
            let change = audit::Change { at: now, by: Some(by), kind: AuditKind::Store, record_id: id.0 };
            audit::record(tx, change, Some(&Image { users: had }), Some(&Image { users: had + given }))?;
            Ok(given as u64)
        });
        changed.map(|changed| changed.result)
    }
}
