//! User groups as they are added, changed and deleted. Whoever changes one, from whichever way in, comes through
//! [`put_group`] (`arrows.rs` sees to it).
//!
//! Nobody gives office rights they lack, nor takes them: in an area where a group has, or is to have, more than who
//! changes it, nothing changes. What a group allows at the POS is free. A group that somebody is in is not deleted.

use crate::accounts::administrators::{CheckError, Standing};
use crate::db::audit::{self, AuditKind};
use crate::db::groups::{self, Group, GroupUse};
use crate::db::{DbError, Tx, users};
use crate::derive::Touched;
use crate::names;
use crate::office::Office;
use crate::office_rights::{Level, OfficeArea};
use crate::once::{Made, Sender, once};
use serde::Serialize;
use std::collections::BTreeMap;
use sync_core::domain::{GroupId, PosRights, UnixMs, UserId};
use uuid::Uuid;

/// What can be set of a group.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct GroupSettings {
    /// Its name.
    pub name: String,
    /// What it allows at the POS.
    pub pos: PosRights,
    /// What it allows in the office; never with [`Level::None`].
    pub office: BTreeMap<OfficeArea, Level>,
}

impl From<&Group> for GroupSettings {
    fn from(group: &Group) -> Self {
        let office = group.office.iter().map(|(area, level)| (*area, *level));
        let office = office.filter(|(_, level)| *level != Level::None).collect();
        Self { name: group.name.clone(), pos: group.pos.clone(), office }
    }
}

/// Why a change of a group is refused.
#[derive(Debug, thiserror::Error)]
pub enum GroupError {
    /// There is none with this id.
    #[error("there is no such user group")]
    NotThere,
    /// Another one has this name.
    #[error("another user group has this name")]
    NameTaken,
    /// It is not any more what the change was based on.
    #[error("somebody else has changed it meanwhile")]
    ChangedMeanwhile,
    /// It is about office rights in these areas that who makes it lacks.
    #[error("only somebody who has these office rights may give or take them")]
    Lacking(Vec<OfficeArea>),
    /// Somebody is in it.
    #[error("somebody is in this user group")]
    InUse(GroupUse),
    /// Nobody would be left who may do everything.
    #[error(transparent)]
    LastAdministrator(CheckError),
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// A level; an area that is missing has none.
pub fn level(office: &BTreeMap<OfficeArea, Level>, area: OfficeArea) -> Level {
    office.get(&area).copied().unwrap_or(Level::None)
}

impl Office {
    /// Adds a group that nobody is in yet.
    pub fn add_group(&self, sender: Sender, settings: &GroupSettings) -> Result<Made<GroupId>, GroupError> {
        let now = self.clock.now();
        let made = self.change(|tx, touched| {
            once(tx, sender, now, |tx| {
                let id = GroupId(Uuid::now_v7());
                put_group(tx, touched, (Some(sender.by), now), id, None, settings).map(|()| id)
            })
        });
        made.map(|made| made.result)
    }

    /// Changes a group; `expected` is what the change is based on.
    pub fn change_group(
        &self,
        by: UserId,
        id: GroupId,
        expected: &GroupSettings,
        settings: &GroupSettings,
    ) -> Result<(), GroupError> {
        let changed = self.change(|tx, touched| {
            let before = GroupSettings::from(&groups::find(tx, id)?.ok_or(GroupError::NotThere)?);
            if before != *expected {
                return Err(GroupError::ChangedMeanwhile);
            }
            let had_administrator = Standing::of(tx)?;
            put_group(tx, touched, (Some(by), self.clock.now()), id, Some(&before), settings)?;
            had_administrator.kept(tx).map_err(|error| match error {
                CheckError::Db(error) => GroupError::Db(error),
                last => GroupError::LastAdministrator(last),
            })
        });
        changed.map(|_| ())
    }

    /// Deletes a group that nobody is in.
    pub fn delete_group(&self, by: UserId, id: GroupId) -> Result<(), GroupError> {
        let changed = self.change(|tx, touched| {
            let before = GroupSettings::from(&groups::find(tx, id)?.ok_or(GroupError::NotThere)?);
            let in_use = groups::in_use(tx, id)?;
            if in_use.all() > 0 {
                return Err(GroupError::InUse(in_use));
            }
            check_rights(tx, by, &before.office, &BTreeMap::new())?;
            groups::delete(tx, id)?;
            touched.groups.insert(id);
            let change = audit::Change { at: self.clock.now(), by: Some(by), kind: AuditKind::Group, record_id: id.0 };
            Ok(audit::record(tx, change, Some(&image(&before)), None)?)
        });
        changed.map(|_| ())
    }
}

/// Refuses to change what is, or would be, more than the group of `by` has.
fn check_rights(
    tx: &mut Tx<'_>,
    by: UserId,
    before: &BTreeMap<OfficeArea, Level>,
    after: &BTreeMap<OfficeArea, Level>,
) -> Result<(), GroupError> {
    let editor = users::find(tx, by)?.map_or(Ok(None), |user| groups::find(tx, user.group))?;
    let own = editor.map(|group| group.office).unwrap_or_default();
    let lacking = OfficeArea::ALL.iter().copied().filter(|area| {
        let (was, is) = (level(before, *area), level(after, *area));
        was != is && was.max(is) > level(&own, *area)
    });
    let lacking: Vec<_> = lacking.collect();
    if lacking.is_empty() { Ok(()) } else { Err(GroupError::Lacking(lacking)) }
}

/// A group as the audit trail has it.
#[derive(Serialize)]
struct Image<'a> {
    name: &'a str,
    pos: Vec<&'static str>,
    office: BTreeMap<&'static str, &'static str>,
}

fn image(settings: &GroupSettings) -> Image<'_> {
    Image {
        name: &settings.name,
        pos: settings.pos.0.iter().map(|action| action.code()).collect(),
        office: settings.office.iter().map(|(area, level)| (area.code(), level.code())).collect(),
    }
}

/// Writes a group, whose name is like no other's, and what changed into the audit trail; `before` is what the database
/// holds, `None`: it is new. `by` is `None` for whoever may run commands on head office's machine.
pub fn put_group(
    tx: &mut Tx<'_>,
    touched: &mut Touched,
    (by, at): (Option<UserId>, UnixMs),
    id: GroupId,
    before: Option<&GroupSettings>,
    after: &GroupSettings,
) -> Result<(), GroupError> {
    if before.is_none_or(|before| before.name != after.name)
        && groups::names(tx)?.iter().any(|(other, name)| *other != id && names::are_alike(name, &after.name))
    {
        return Err(GroupError::NameTaken);
    }
    let none = BTreeMap::new();
    if let Some(by) = by {
        check_rights(tx, by, before.map_or(&none, |before| &before.office), &after.office)?;
    }
    let GroupSettings { name, pos, office } = after.clone();
    groups::save(tx, &Group { id, name, pos, office })?;
    touched.groups.insert(id);
    let change = audit::Change { at, by, kind: AuditKind::Group, record_id: id.0 };
    Ok(audit::record(tx, change, before.map(image).as_ref(), Some(&image(after)))?)
}
