//! Who gets a salepoint or a store that was just added: everybody forgets that it must be given to users, too.

use super::{PlaceError, editor_of};
use crate::db::audit::{self, AuditKind};
use crate::db::grants::Viewer;
use crate::db::salepoints::Salepoint;
use crate::db::{DbError, Tx, receivers, salepoints, stores};
use crate::derive::Touched;
use crate::office::Office;
use crate::office_rights::OfficeArea;
use crate::personnel::{self, AuthorityError, Editor, Record};
use crate::progress::Progress;
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
    /// Who that is, with `by`, who gives it, if nobody `had` it: or it would be gone from the hands that made it.
    fn find(&self, tx: &mut Tx<'_>, viewer: Viewer, (by, had): (UserId, u64)) -> Result<Vec<UserId>, PlaceError> {
        let mut found = match self {
            Self::All => receivers::active(tx, None)?,
            Self::Of(other) => {
                let other = salepoints::find(tx, viewer, *other)?.ok_or(PlaceError::NotThere)?;
                receivers::active(tx, Some(&other))?
            }
            Self::These(users) => users.clone(),
        };
        if had == 0 && !found.contains(&by) {
            found.push(by);
        }
        Ok(found)
    }
}

/// How many users have the place, as the audit trail has it.
#[derive(Serialize)]
struct Image {
    users: u64,
}

/// What giving came to.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Given {
    /// How many got it who did not have it.
    pub users: u64,
    /// Who was left out: they have more office rights, and would have got it with another group than their own. When
    /// closing was undone: the group they had there is gone.
    pub left_out: Vec<UserId>,
}

impl Given {
    /// Counts a user who got it, or was left out.
    pub(super) fn count(&mut self, user: UserId, got_it: bool) {
        match got_it {
            true => self.users += 1,
            false => self.left_out.push(user),
        }
    }
}

/// Gives a place to users who do not have it; `add` puts it into a record of one, and says whether it was not there.
fn give(
    tx: &mut Tx<'_>,
    touched: &mut Touched,
    editor: &mut Editor,
    to: (Vec<UserId>, &Progress),
    add: impl Fn(&mut Record) -> bool,
) -> Result<Given, DbError> {
    let (to, progress) = to;
    let mut given = Given::default();
    progress.expect(to.len());
    for user in to {
        progress.one_done();
        let Some(before) = personnel::load(tx, user)?.filter(|record| record.user.active) else { continue };
        let mut after = before.clone();
        if !add(&mut after) {
            continue;
        }
        match personnel::store(tx, touched, editor, Some(&before), &after) {
            Ok(_) => given.users += 1,
            Err(AuthorityError::Lacking) => given.left_out.push(user),
            Err(AuthorityError::Db(error)) => return Err(error),
        }
    }
    Ok(given)
}

impl Office {
    /// Gives a salepoint to users, all in one revision.
    pub fn give_salepoint(
        &self,
        by: UserId,
        id: SalepointId,
        to: &Receivers,
        progress: &Progress,
    ) -> Result<Given, PlaceError> {
        let now = self.clock.now();
        let changed = self.change(|tx, touched| {
            let viewer = Viewer::User(by);
            if salepoints::find(tx, viewer, id)?.ok_or(PlaceError::NotThere)?.closed_at.is_some() {
                return Err(PlaceError::Closed);
            }
            let mut editor = editor_of(tx, by, now, OfficeArea::Salepoints)?;
            let had = salepoints::users(tx, id)?.len() as u64;
            let receivers = to.find(tx, viewer, (by, had))?;
            let given = give(tx, touched, &mut editor, (receivers, progress), |record| {
                let group = match to {
                    Receivers::Of(other) => record.salepoints.get(other).copied().flatten(),
                    Receivers::All | Receivers::These(_) => None,
                };
                let is_new = !record.salepoints.contains_key(&id);
                record.salepoints.entry(id).or_insert(group);
                is_new
            })?;
            let change = audit::Change { at: now, by: Some(by), kind: AuditKind::Salepoint, record_id: id.0 };
            audit::record(tx, change, Some(&Image { users: had }), Some(&Image { users: had + given.users }))?;
            Ok(given)
        });
        changed.map(|changed| changed.result)
    }

    /// Gives a store to users, all in one revision.
    pub fn give_store(
        &self,
        by: UserId,
        id: StoreId,
        to: &Receivers,
        progress: &Progress,
    ) -> Result<Given, PlaceError> {
        let now = self.clock.now();
        let changed = self.change(|tx, touched| {
            let viewer = Viewer::User(by);
            if stores::find(tx, viewer, id)?.ok_or(PlaceError::NotThere)?.closed_at.is_some() {
                return Err(PlaceError::Closed);
            }
            let mut editor = editor_of(tx, by, now, OfficeArea::Stores)?;
            let had = stores::users(tx, id)?.len() as u64;
            let receivers = to.find(tx, viewer, (by, had))?;
            let given = give(tx, touched, &mut editor, (receivers, progress), |record| record.stores.insert(id))?;
            let change = audit::Change { at: now, by: Some(by), kind: AuditKind::Store, record_id: id.0 };
            audit::record(tx, change, Some(&Image { users: had }), Some(&Image { users: had + given.users }))?;
            Ok(given)
        });
        changed.map(|changed| changed.result)
    }
}
