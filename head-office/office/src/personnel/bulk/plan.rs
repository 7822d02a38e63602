//! Whom a change concerns, and who is left out and why.

use super::super::authority::Editor;
use super::{BulkAction, BulkKind};
use crate::db::bulk_changes::{self, Asked, Candidate};
use crate::db::user_list::{self, Filter, Part, SortBy};
use crate::db::{DbError, Tx, users};
use crate::fingerprint::fingerprint;
use std::collections::BTreeMap;
use sync_core::domain::{UnixMs, UserId};

/// Who was chosen.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Chosen {
    /// These.
    These(Vec<UserId>),
    /// All whom a list shows.
    Matching(Filter),
}

/// Why somebody who was chosen is left out.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum LeftOut {
    /// Nothing would change.
    AlreadySo,
    /// It is about office rights that who makes the change lacks.
    OfficeRights,
    /// Nobody changes their own rights here.
    Oneself,
    /// Somebody changed just this since. When undoing.
    ChangedSince,
    /// What it was before is there no more. When undoing.
    Gone,
}

impl LeftOut {
    const ALL: [(Self, &str); 5] = [
        (Self::AlreadySo, "already_so"),
        (Self::OfficeRights, "office_rights"),
        (Self::Oneself, "oneself"),
        (Self::ChangedSince, "changed_since"),
        (Self::Gone, "gone"),
    ];

    /// The name in the database.
    pub fn code(self) -> &'static str {
        Self::ALL.iter().find(|(reason, _)| *reason == self).map_or("", |(_, code)| code)
    }

    /// The one with this name.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, known)| *known == code).map(|(reason, _)| *reason)
    }
}

/// What a change would come to. The names are those of the users, as ids may be many.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Plan {
    /// Whom it changes.
    pub changed: Vec<(UserId, String)>,
    /// Whom it does not, by reason.
    pub left_out: BTreeMap<LeftOut, Vec<String>>,
    /// Of those who are changed, whether more than a fifth of all users and at least ten.
    pub is_far_reaching: bool,
}

impl Plan {
    /// Another text for other users who are changed.
    pub fn fingerprint(&self) -> String {
        let mut users: Vec<_> = self.changed.iter().map(|(user, _)| user.0).collect();
        users.sort_unstable();
        fingerprint(users.into_iter())
    }

    /// How many were chosen.
    pub fn chosen(&self) -> usize {
        self.changed.len() + self.left_out.values().map(Vec::len).sum::<usize>()
    }
}

/// Plans a change that `by` would make.
pub fn plan(tx: &mut Tx<'_>, by: UserId, action: BulkAction, chosen: &Chosen) -> Result<Plan, DbError> {
    let mut editor = Editor::of(tx, by, UnixMs(0))?;
    plan_for(tx, &mut editor, action, chosen)
}

/// Plans a change.
pub(super) fn plan_for(
    tx: &mut Tx<'_>,
    editor: &mut Editor,
    action: BulkAction,
    chosen: &Chosen,
) -> Result<Plan, DbError> {
    let ids = match chosen {
        Chosen::These(ids) => ids.clone(),
        Chosen::Matching(filter) => {
            let all = Part { sort: SortBy::FirstName, descending: false, skip: 0, take: u64::from(u32::MAX) };
            user_list::part(tx, filter, &all)?
        }
    };
    let asked = match action {
        BulkAction::AddSalepoint(id) | BulkAction::RemoveSalepoint(id) => Asked::Salepoint(id.into()),
        BulkAction::AddStore(id) | BulkAction::RemoveStore(id) => Asked::Store(id.into()),
        _ => Asked::Nothing,
    };
    let mut plan = Plan::default();
    for candidate in bulk_changes::candidates(tx, &ids, &asked)? {
        let left_out = match is_so(action, &candidate) {
            true => Some(LeftOut::AlreadySo),
            false => forbidden(tx, editor, action, &candidate)?,
        };
        match left_out {
            Some(reason) => plan.left_out.entry(reason).or_default().push(candidate.name),
            None => plan.changed.push((candidate.id, candidate.name)),
        }
    }
    let changed = plan.changed.len() as u64;
    plan.is_far_reaching = changed >= 10 && changed * 5 > users::count(tx)?;
    Ok(plan)
}

fn is_so(action: BulkAction, candidate: &Candidate) -> bool {
    match action.kind() {
        BulkKind::AddSalepoint | BulkKind::AddStore => candidate.has_place,
        BulkKind::RemoveSalepoint | BulkKind::RemoveStore => !candidate.has_place,
        BulkKind::ChangeGroup => action.target() == Some(candidate.group.0),
        BulkKind::Deactivate => !candidate.active,
        BulkKind::Activate => candidate.active,
    }
}

/// Why `editor` may not do this with a user.
fn forbidden(
    tx: &mut Tx<'_>,
    editor: &mut Editor,
    action: BulkAction,
    candidate: &Candidate,
) -> Result<Option<LeftOut>, DbError> {
    if action.changes_authority() && editor.by() == Some(candidate.id) {
        return Ok(Some(LeftOut::Oneself));
    }
    if matches!(action, BulkAction::AddSalepoint(_) | BulkAction::AddStore(_)) {
        return Ok(None);
    }
    let decides = match action {
        BulkAction::ChangeGroup(group) => editor.decides(tx, candidate.group)? && editor.decides(tx, group)?,
        _ => editor.decides(tx, candidate.group)?,
    };
    Ok((!decides).then_some(LeftOut::OfficeRights))
}
