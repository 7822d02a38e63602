//! Stores.

use super::salepoints::{with_store, without_store};
use super::{ByAndAt, Given, PlaceError, can_be_undone, editor_of, forget_what_is_over};
use crate::db::audit::{self, AuditKind};
use crate::db::closed_places::{self, Lost};
use crate::db::grants::{self, Viewer};
use crate::db::salepoints::{self, Salepoint};
use crate::db::stores::{self, Store};
use crate::db::{DbError, Tx};
use crate::derive::Touched;
use crate::fingerprint::fingerprint;
use crate::names;
use crate::office::Office;
use crate::office_rights::OfficeArea;
use crate::once::{Made, Sender, once};
use crate::personnel;
use crate::progress::Progress;
use serde::Serialize;
use sync_core::domain::{StoreId, UnixMs, UserId};
use uuid::Uuid;

/// What can be set of a store.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct StoreSettings {
    /// Its name.
    pub name: String,
    /// Where it is, in lines; may be empty.
    pub address: String,
}

impl From<&Store> for StoreSettings {
    fn from(store: &Store) -> Self {
        Self { name: store.name.clone(), address: store.address.clone() }
    }
}

/// Who and what closing a store concerns.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StoreUse {
    /// The users who have it, by id.
    pub users: Vec<UserId>,
    /// How many users it is selected for at login.
    pub default_of: u64,
    /// The salepoints that sell from it, whosoever they are.
    salepoints: Vec<Salepoint>,
}

impl StoreUse {
    /// As of now.
    pub fn find(tx: &mut Tx<'_>, id: StoreId) -> Result<Self, DbError> {
        Ok(Self {
            users: stores::users(tx, id)?,
            default_of: stores::default_of(tx, id)?,
            salepoints: salepoints::selling_from(tx, Viewer::Everything, id)?,
        })
    }

    /// How many salepoints sell from it.
    pub fn sellers(&self) -> u64 {
        self.salepoints.len() as u64
    }

    /// Another text for other users or salepoints.
    pub fn fingerprint(&self) -> String {
        let salepoints = self.salepoints.iter().map(|salepoint| salepoint.id.0);
        fingerprint(self.users.iter().map(|user| user.0).chain(salepoints))
    }
}

impl Office {
    /// Adds a store that nobody has yet: it is in the keeping of who adds it.
    pub fn add_store(&self, sender: Sender, settings: &StoreSettings) -> Result<Made<StoreId>, PlaceError> {
        let now = self.clock.now();
        let made = self.change(|tx, touched| {
            once(tx, sender, now, |tx| {
                let StoreSettings { name, address } = settings.clone();
                let id = StoreId(Uuid::now_v7());
                put_store(tx, touched, (Some(sender.by), now), None, &Store { id, name, address, closed_at: None })?;
                grants::keep_store(tx, id, sender.by)?;
                Ok::<_, PlaceError>(id)
            })
        });
        made.map(|made| made.result)
    }

    /// Changes an open store; `expected` is what the change is based on.
    pub fn change_store(
        &self,
        by: UserId,
        id: StoreId,
        expected: &StoreSettings,
        settings: &StoreSettings,
    ) -> Result<(), PlaceError> {
        let changed = self.change(|tx, touched| {
            let before = stores::find(tx, Viewer::User(by), id)?.ok_or(PlaceError::NotThere)?;
            if before.closed_at.is_some() {
                return Err(PlaceError::Closed);
            }
            if StoreSettings::from(&before) != *expected {
                return Err(PlaceError::ChangedMeanwhile);
            }
            let StoreSettings { name, address } = settings.clone();
            let after = Store { name, address, ..before.clone() };
            put_store(tx, touched, (Some(by), self.clock.now()), Some(&before), &after)
        });
        changed.map(|_| ())
    }

    /// Closes a store: nobody has it any more, but who closed it may open it again, and where it was selected at login none is. `seen` is the
    /// fingerprint of what it was said to concern; salepoints that sell from it lose it only if `salepoints_lose_it`.
    pub fn close_store(
        &self,
        by: UserId,
        id: StoreId,
        seen: &str,
        salepoints_lose_it: bool,
        progress: &Progress,
    ) -> Result<(), PlaceError> {
        let now = self.clock.now();
        let changed = self.change(|tx, touched| {
            let before = stores::find(tx, Viewer::User(by), id)?.ok_or(PlaceError::NotThere)?;
            if before.closed_at.is_some() {
                return Err(PlaceError::Closed);
            }
            let concerned = StoreUse::find(tx, id)?;
            if concerned.fingerprint() != seen {
                return Err(PlaceError::ChangedMeanwhile);
            }
            if !concerned.salepoints.is_empty() && !salepoints_lose_it {
                return Err(PlaceError::SoldFrom);
            }
            let mut editor = editor_of(tx, by, now, OfficeArea::Stores)?;
            forget_what_is_over(tx, id.0, now)?;
            progress.expect(concerned.users.len());
            for user in concerned.users {
                progress.one_done();
                if let Some(was_default) = personnel::lose_store(tx, touched, &mut editor, user, id)? {
                    closed_places::note(tx, id.0, Lost { user, group: None, was_default })?;
                }
            }
            for salepoint in &concerned.salepoints {
                without_store(tx, touched, (Some(by), now), salepoint)?;
                closed_places::note_seller(tx, id, salepoint.id)?;
            }
            let after = Store { closed_at: Some(now), ..before.clone() };
            put_store(tx, touched, (Some(by), now), Some(&before), &after)?;
            Ok(grants::keep_store(tx, id, by)?)
        });
        changed.map(|_| ())
    }

    /// Opens a closed store again. Nobody has it, and no salepoint sells from it; it is in the keeping of who opens it.
    pub fn reopen_store(&self, by: UserId, id: StoreId) -> Result<(), PlaceError> {
        let changed = self.change(|tx, touched| {
            open(tx, touched, (by, self.clock.now()), id)?;
            Ok(closed_places::forget(tx, id.0)?)
        });
        changed.map(|_| ())
    }

    /// Opens a closed store as it was: who had it has it again, it is selected at login where it was and no other is, and
    /// salepoints that sold from it and have no other sell from it.
    pub fn undo_closing_store(&self, by: UserId, id: StoreId, progress: &Progress) -> Result<Given, PlaceError> {
        let now = self.clock.now();
        let changed = self.change(|tx, touched| {
            let before = stores::find(tx, Viewer::User(by), id)?.ok_or(PlaceError::NotThere)?;
            if !before.closed_at.is_some_and(|at| can_be_undone(at, now)) {
                return Err(PlaceError::ChangedMeanwhile);
            }
            let mut editor = editor_of(tx, by, now, OfficeArea::Stores)?;
            open(tx, touched, (by, now), id)?;
            for salepoint in closed_places::sellers(tx, id)? {
                with_store(tx, touched, (Some(by), now), salepoint, id)?;
            }
            let mut given = Given::default();
            let lost = closed_places::of(tx, id.0)?;
            progress.expect(lost.len());
            for Lost { user, was_default, .. } in lost {
                progress.one_done();
                let is_back = personnel::regain_store(tx, touched, &mut editor, user, (id, was_default))?;
                given.count(user, is_back);
            }
            closed_places::forget(tx, id.0)?;
            Ok(given)
        });
        changed.map(|changed| changed.result)
    }
}

/// Opens a closed store that nobody has, in the keeping of who opens it.
fn open(tx: &mut Tx<'_>, touched: &mut Touched, (by, now): (UserId, UnixMs), id: StoreId) -> Result<(), PlaceError> {
    let before = stores::find(tx, Viewer::User(by), id)?.ok_or(PlaceError::NotThere)?;
    let after = Store { closed_at: None, ..before.clone() };
    put_store(tx, touched, (Some(by), now), Some(&before), &after)?;
    Ok(grants::keep_store(tx, id, by)?)
}

/// A store as the audit trail has it.
#[derive(Serialize)]
struct Image<'a> {
    name: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    address: &'a str,
    open: bool,
}

/// Writes a store, whose name is like no other's, and what changed into the audit trail; `before` is what the database
/// holds, `None`: it is new.
pub fn put_store(
    tx: &mut Tx<'_>,
    touched: &mut Touched,
    (by, at): ByAndAt,
    before: Option<&Store>,
    after: &Store,
) -> Result<(), PlaceError> {
    if before.is_none_or(|before| before.name != after.name) {
        let others = stores::of_these_letters(tx, Viewer::Everything, &after.name)?;
        if others.iter().any(|other| other.id != after.id && names::are_alike(&other.name, &after.name)) {
            return Err(PlaceError::NameTaken);
        }
    }
    stores::save(tx, after)?;
    touched.stores.insert(after.id);
    let [was, is] = [before, Some(after)].map(|store| {
        store.map(|store| Image { name: &store.name, address: &store.address, open: store.closed_at.is_none() })
    });
    let change = audit::Change { at, by, kind: AuditKind::Store, record_id: after.id.0 };
    Ok(audit::record(tx, change, was.as_ref(), is.as_ref())?)
}
