//! Undoing a change of many users.

use super::super::{AuthorityError, Editor, Record, load, store};
use super::{BulkAction, BulkError, BulkKind, LeftOut};
use crate::accounts::administrators::Standing;
use crate::db::bulk_changes::{self, BulkChange};
use crate::db::{DbError, Tx, groups};
use crate::office::{Changed, Office};
use crate::office_rights::{Level, OfficeArea};
use crate::progress::Progress;
use sync_core::domain::{GroupId, UnixMs, UserId};
use uuid::Uuid;

/// How long a change can be undone.
pub const KEPT_MS: i64 = 30 * 86_400_000;

/// Why a change was not undone.
#[derive(Debug, thiserror::Error)]
pub enum UndoError {
    /// There is none, it is too old, or somebody has undone it.
    #[error("there is no such change that can be undone")]
    NotThere,
    /// As when it was made.
    #[error(transparent)]
    Bulk(#[from] BulkError),
}

impl From<DbError> for UndoError {
    fn from(error: DbError) -> Self {
        Self::Bulk(error.into())
    }
}

/// Whether a change can be undone at this time.
pub fn can_be_undone(change: &BulkChange, now: UnixMs) -> bool {
    change.undone.is_none() && now.since(change.at) <= KEPT_MS
}

impl Office {
    /// Undoes a change; who was changed since in just this, or may not be changed by `by`, stays as is.
    pub fn undo_many(&self, by: UserId, id: Uuid, progress: &Progress) -> Result<Changed<()>, UndoError> {
        let now = self.clock.now();
        self.change(|tx, touched| {
            let change = bulk_changes::find(tx, id)?.filter(|change| can_be_undone(change, now));
            let change = change.ok_or(UndoError::NotThere)?;
            let kind = BulkKind::from_code(&change.action).ok_or(UndoError::NotThere)?;
            let action = kind.with(change.target).ok_or(UndoError::NotThere)?;
            let gives = matches!(kind, BulkKind::RemoveSalepoint | BulkKind::RemoveStore);
            let is_gone = gives && !action.can_be_given(tx)?;
            let mut editor = Editor::of(tx, by, now)?;
            if !editor.may(OfficeArea::Users, Level::Edit) {
                return Err(BulkError::LacksRights.into());
            }
            let had_administrator = Standing::of(tx)?;
            let users = bulk_changes::users(tx, id)?;
            progress.expect(users.len());
            for concerned in users {
                progress.one_done();
                let Some(before) = load(tx, concerned.user)? else { continue };
                let after = action.undone(&concerned.was, before.clone());
                let reason = match &after {
                    _ if is_gone => Some(LeftOut::Gone),
                    None => Some(LeftOut::ChangedSince),
                    Some(after) if !exists(tx, group_given_back(action, after))? => Some(LeftOut::Gone),
                    Some(_) if action.changes_authority() && concerned.user == by => Some(LeftOut::Oneself),
                    Some(after) => match store(tx, touched, &mut editor, Some(&before), after) {
                        Ok(_) => None,
                        Err(AuthorityError::Lacking) => Some(LeftOut::OfficeRights),
                        Err(AuthorityError::Db(error)) => return Err(error.into()),
                    },
                };
                if let Some(reason) = reason {
                    bulk_changes::set_kept(tx, id, concerned.user, reason.code())?;
                }
            }
            bulk_changes::set_undone(tx, id, now, by)?;
            Ok(had_administrator.kept(tx).map_err(BulkError::from)?)
        })
    }
}

/// The group that undoing gives back.
fn group_given_back(action: BulkAction, after: &Record) -> Option<GroupId> {
    match action {
        BulkAction::ChangeGroup(_) => Some(after.user.group),
        BulkAction::RemoveSalepoint(salepoint) => after.salepoints.get(&salepoint).copied().flatten(),
        _ => None,
    }
}

fn exists(tx: &mut Tx<'_>, group: Option<GroupId>) -> Result<bool, DbError> {
    group.map_or(Ok(true), |group| Ok(groups::find(tx, group)?.is_some()))
}
