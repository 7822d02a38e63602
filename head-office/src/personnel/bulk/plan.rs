//! Whom a change concerns, and who is left out and why.

use super::super::authority::may_give;
use super::{BulkAction, BulkKind};
use crate::db::bulk_changes::{self, Asked, Candidate};
use crate::db::groups::{self, Group};
use crate::db::user_list::{self, Filter, Part, SortBy};
use crate::db::{DbError, Tx, users};
use std::collections::BTreeMap;
use sync_core::domain::{GroupId, UserId};

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
    /// How many were chosen.
    pub fn chosen(&self) -> usize {
        self.changed.len() + self.left_out.values().map(Vec::len).sum::<usize>()
    }
}

/// Plans a change that `by` makes.
pub fn plan(tx: &mut Tx<'_>, by: UserId, action: BulkAction, chosen: &Chosen) -> Result<Plan, DbError> {
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
    let authority = Authority::of(tx, by)?;
    let mut plan = Plan::default();
    for candidate in bulk_changes::candidates(tx, &ids, &asked)? {
        let left_out =
            if is_so(action, &candidate) { Some(LeftOut::AlreadySo) } else { authority.forbids(action, &candidate) };
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

/// What somebody may do with users of which group.
pub struct Authority {
    by: UserId,
    own: Option<Group>,
    groups: BTreeMap<GroupId, Group>,
}

impl Authority {
    /// Somebody's.
    pub fn of(tx: &mut Tx<'_>, by: UserId) -> Result<Self, DbError> {
        let groups: BTreeMap<_, _> = groups::all(tx)?.into_iter().map(|group| (group.id, group)).collect();
        let own = users::find(tx, by)?.and_then(|user| groups.get(&user.group).cloned());
        Ok(Self { by, own, groups })
    }

    fn forbids(&self, action: BulkAction, candidate: &Candidate) -> Option<LeftOut> {
        if !action.changes_authority() {
            return None;
        }
        if candidate.id == self.by {
            return Some(LeftOut::Oneself);
        }
        let given = match action {
            BulkAction::ChangeGroup(group) => vec![candidate.group, group],
            _ => vec![candidate.group],
        };
        self.lacks(&given).then_some(LeftOut::OfficeRights)
    }

    /// Whether some of these groups have rights that are lacking here, or are not there.
    pub fn lacks(&self, groups: &[GroupId]) -> bool {
        let given =
            |id: &GroupId| self.own.as_ref().zip(self.groups.get(id)).is_some_and(|(own, group)| may_give(own, group));
        !groups.iter().all(given)
    }
}
