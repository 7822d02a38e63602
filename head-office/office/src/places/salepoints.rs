//! Salepoints.

use super::{ByAndAt, Given, PlaceError, can_be_undone, editor_of, forget_what_is_over};
use crate::db::audit::{self, AuditKind};
use crate::db::closed_places::{self, Lost};
use crate::db::grants::{self, Viewer};
use crate::db::salepoints::{self, Salepoint};
use crate::db::{DbError, Tx, enrol_codes, policy, stores, terminals};
use crate::derive::Touched;
use crate::fingerprint::fingerprint;
use crate::names;
use crate::office::Office;
use crate::office_rights::OfficeArea;
use crate::once::{Made, Sender, once};
use crate::own_limits::OwnLimits;
use crate::personnel;
use crate::progress::Progress;
use serde::Serialize;
use sync_core::domain::{Language, SalepointId, StoreId, UnixMs, UserId};
use uuid::Uuid;

/// What can be set of a salepoint.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct SalepointSettings {
    /// Its name.
    pub name: String,
    /// The language of its terminals while nobody is logged in.
    pub language: Language,
    /// The store it sells from.
    pub store: Option<StoreId>,
    /// Where it is, in lines; may be empty.
    pub address: String,
    /// What receipts begin with, in lines; may be empty.
    pub receipt_header: String,
    /// Where its terminals are held more strictly than the company's.
    pub own: OwnLimits,
}

impl From<&Salepoint> for SalepointSettings {
    fn from(salepoint: &Salepoint) -> Self {
        Self {
            name: salepoint.name.clone(),
            language: salepoint.language,
            store: salepoint.store,
            address: salepoint.address.clone(),
            receipt_header: salepoint.receipt_header.clone(),
            own: salepoint.own,
        }
    }
}

impl SalepointSettings {
    /// As a salepoint that is open.
    fn of(self, id: SalepointId) -> Salepoint {
        let Self { name, language, store, address, receipt_header, own } = self;
        Salepoint { id, name, language, store, address, receipt_header, own, closed_at: None }
    }
}

/// Who and what closing a salepoint concerns.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SalepointUse {
    /// The users who have it, by id.
    pub users: Vec<UserId>,
    /// The names of the terminals in service that stand there.
    pub terminals: Vec<String>,
}

impl SalepointUse {
    /// As of now.
    pub fn find(tx: &mut Tx<'_>, salepoint: &Salepoint) -> Result<Self, DbError> {
        Ok(Self { users: salepoints::users(tx, salepoint.id)?, terminals: terminals::names_at(tx, salepoint)? })
    }

    /// Another text for other users.
    pub fn fingerprint(&self) -> String {
        fingerprint(self.users.iter().map(|user| user.0))
    }
}

impl Office {
    /// Adds a salepoint that nobody has yet: it is in the keeping of who adds it, who sees it and may give it.
    pub fn add_salepoint(&self, sender: Sender, settings: &SalepointSettings) -> Result<Made<SalepointId>, PlaceError> {
        let now = self.clock.now();
        let made = self.change(|tx, touched| {
            once(tx, sender, now, |tx| {
                let id = SalepointId(Uuid::now_v7());
                put_salepoint(tx, touched, (Some(sender.by), now), None, &settings.clone().of(id))?;
                grants::keep_salepoint(tx, id, sender.by)?;
                Ok::<_, PlaceError>(id)
            })
        });
        made.map(|made| made.result)
    }

    /// Changes an open salepoint; `expected` is what the change is based on.
    pub fn change_salepoint(
        &self,
        by: UserId,
        id: SalepointId,
        expected: &SalepointSettings,
        settings: &SalepointSettings,
    ) -> Result<(), PlaceError> {
        let changed = self.change(|tx, touched| {
            let before = salepoints::find(tx, Viewer::User(by), id)?.ok_or(PlaceError::NotThere)?;
            if before.closed_at.is_some() {
                return Err(PlaceError::Closed);
            }
            if SalepointSettings::from(&before) != *expected {
                return Err(PlaceError::ChangedMeanwhile);
            }
            put_salepoint(tx, touched, (Some(by), self.clock.now()), Some(&before), &settings.clone().of(id))
        });
        changed.map(|_| ())
    }

    /// Closes a salepoint: nobody has it any more, but who closed it may open it again, and codes for terminals there are
    /// void. `seen` is the fingerprint of
    /// whom it was said to concern. Terminals are another person's business: while one stands there it cannot be closed.
    pub fn close_salepoint(
        &self,
        by: UserId,
        id: SalepointId,
        seen: &str,
        progress: &Progress,
    ) -> Result<(), PlaceError> {
        let now = self.clock.now();
        let changed = self.change(|tx, touched| {
            let before = salepoints::find(tx, Viewer::User(by), id)?.ok_or(PlaceError::NotThere)?;
            if before.closed_at.is_some() {
                return Err(PlaceError::Closed);
            }
            let concerned = SalepointUse::find(tx, &before)?;
            if !concerned.terminals.is_empty() {
                return Err(PlaceError::HasTerminals);
            }
            if concerned.fingerprint() != seen {
                return Err(PlaceError::ChangedMeanwhile);
            }
            let mut editor = editor_of(tx, by, now, OfficeArea::Salepoints)?;
            forget_what_is_over(tx, id.0, now)?;
            progress.expect(concerned.users.len());
            for user in concerned.users {
                progress.one_done();
                if let Some(group) = personnel::lose_salepoint(tx, touched, &mut editor, user, id)? {
                    closed_places::note(tx, id.0, Lost { user, group, was_default: false })?;
                }
            }
            enrol_codes::forget_unused_at(tx, id)?;
            let after = Salepoint { closed_at: Some(now), ..before.clone() };
            put_salepoint(tx, touched, (Some(by), now), Some(&before), &after)?;
            Ok(grants::keep_salepoint(tx, id, by)?)
        });
        changed.map(|_| ())
    }

    /// Opens a closed salepoint again. Nobody has it; it is in the keeping of who opens it.
    pub fn reopen_salepoint(&self, by: UserId, id: SalepointId) -> Result<(), PlaceError> {
        let changed = self.change(|tx, touched| {
            open(tx, touched, (by, self.clock.now()), id)?;
            Ok(closed_places::forget(tx, id.0)?)
        });
        changed.map(|_| ())
    }

    /// Opens a closed salepoint as it was: who had it has it again, with the group there.
    pub fn undo_closing_salepoint(
        &self,
        by: UserId,
        id: SalepointId,
        progress: &Progress,
    ) -> Result<Given, PlaceError> {
        let now = self.clock.now();
        let changed = self.change(|tx, touched| {
            let before = salepoints::find(tx, Viewer::User(by), id)?.ok_or(PlaceError::NotThere)?;
            if !before.closed_at.is_some_and(|at| can_be_undone(at, now)) {
                return Err(PlaceError::ChangedMeanwhile);
            }
            let mut editor = editor_of(tx, by, now, OfficeArea::Salepoints)?;
            open(tx, touched, (by, now), id)?;
            let mut given = Given::default();
            let lost = closed_places::of(tx, id.0)?;
            progress.expect(lost.len());
            for Lost { user, group, .. } in lost {
                progress.one_done();
                let is_back = personnel::regain_salepoint(tx, touched, &mut editor, user, (id, group))?;
                given.count(user, is_back);
            }
            closed_places::forget(tx, id.0)?;
            Ok(given)
        });
        changed.map(|changed| changed.result)
    }
}

/// Opens a closed salepoint that nobody has, in the keeping of who opens it.
fn open(
    tx: &mut Tx<'_>,
    touched: &mut Touched,
    (by, now): (UserId, UnixMs),
    id: SalepointId,
) -> Result<(), PlaceError> {
    let before = salepoints::find(tx, Viewer::User(by), id)?.ok_or(PlaceError::NotThere)?;
    // A store that was closed meanwhile is not sold from.
    let store = match before.store {
        Some(store) => stores::find(tx, Viewer::Everything, store)?.filter(|store| store.closed_at.is_none()),
        None => None,
    };
    let store = store.map(|store| store.id);
    let after = Salepoint { closed_at: None, store, ..before.clone() };
    put_salepoint(tx, touched, (Some(by), now), Some(&before), &after)?;
    Ok(grants::keep_salepoint(tx, id, by)?)
}

/// A salepoint as the audit trail has it.
#[derive(Serialize)]
struct Image<'a> {
    name: &'a str,
    language: &'static str,
    store: Option<String>,
    #[serde(skip_serializing_if = "str::is_empty")]
    address: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    receipt_header: &'a str,
    #[serde(flatten)]
    own: OwnLimits,
    open: bool,
}

fn image<'a>(tx: &mut Tx<'_>, salepoint: &'a Salepoint) -> Result<Image<'a>, DbError> {
    let store = match salepoint.store {
        Some(store) => stores::find(tx, Viewer::Everything, store)?.map(|store| store.name),
        None => None,
    };
    Ok(Image {
        name: &salepoint.name,
        language: salepoint.language.code(),
        store,
        address: &salepoint.address,
        receipt_header: &salepoint.receipt_header,
        own: salepoint.own,
        open: salepoint.closed_at.is_none(),
    })
}

/// Writes a salepoint, whose name is like no other's, and what changed into the audit trail; `before` is what the database
/// holds, `None`: it is new.
pub fn put_salepoint(
    tx: &mut Tx<'_>,
    touched: &mut Touched,
    (by, at): ByAndAt,
    before: Option<&Salepoint>,
    after: &Salepoint,
) -> Result<(), PlaceError> {
    if before.is_none_or(|before| before.name != after.name) {
        let others = salepoints::of_these_letters(tx, Viewer::Everything, &after.name)?;
        if others.iter().any(|other| other.id != after.id && names::are_alike(&other.name, &after.name)) {
            return Err(PlaceError::NameTaken);
        }
    }
    if let Some(store) = after.store.filter(|store| before.and_then(|before| before.store) != Some(*store)) {
        let found = stores::find(tx, by.map_or(Viewer::Everything, Viewer::User), store)?;
        found.filter(|store| store.closed_at.is_none()).ok_or(PlaceError::NoSuchStore)?;
    }
    let own_before = before.map(|before| before.own).unwrap_or_default();
    if let Some(problem) = after.own.problems(&policy::load(tx)?, own_before).into_iter().next() {
        return Err(PlaceError::OwnLimit(problem));
    }
    let was = before.map(|before| image(tx, before)).transpose()?;
    salepoints::save(tx, after)?;
    touched.salepoints.insert(after.id);
    let is = image(tx, after)?;
    let change = audit::Change { at, by, kind: AuditKind::Salepoint, record_id: after.id.0 };
    Ok(audit::record(tx, change, was.as_ref(), Some(&is))?)
}

/// Takes its store from a salepoint, because that is closed.
pub(super) fn without_store(
    tx: &mut Tx<'_>,
    touched: &mut Touched,
    by_and_at: ByAndAt,
    salepoint: &Salepoint,
) -> Result<(), PlaceError> {
    put_salepoint(tx, touched, by_and_at, Some(salepoint), &Salepoint { store: None, ..salepoint.clone() })
}

/// Gives its store back to a salepoint that has none since that was closed.
pub(super) fn with_store(
    tx: &mut Tx<'_>,
    touched: &mut Touched,
    by_and_at: ByAndAt,
    salepoint: SalepointId,
    store: StoreId,
) -> Result<(), PlaceError> {
    let found = salepoints::find(tx, Viewer::Everything, salepoint)?;
    let Some(before) = found.filter(|salepoint| salepoint.store.is_none()) else { return Ok(()) };
    put_salepoint(tx, touched, by_and_at, Some(&before), &Salepoint { store: Some(store), ..before.clone() })
}
