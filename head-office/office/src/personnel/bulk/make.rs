//! Making a change of many users.

use super::super::{AuthorityError, Editor, load, store};
use super::plan::plan_for;
use super::undo::KEPT_MS;
use super::{BulkAction, Chosen};
use crate::accounts::administrators::{CheckError, Standing};
use crate::db::DbError;
use crate::db::bulk_changes::{self, BulkChange};
use crate::errors::OfficeError;
use crate::office::{Changed, Office};
use crate::office_rights::{Level, OfficeArea};
use crate::progress::Progress;
use sync_core::domain::UserId;
use uuid::Uuid;

/// Why a change was not made.
#[derive(Debug, thiserror::Error)]
pub enum BulkError {
    /// It would concern other users than were seen.
    #[error("the change would concern other users by now")]
    OthersByNow,
    /// Who makes it may not change users any more.
    #[error("only somebody who may change users may do this")]
    LacksRights,
    /// It would concern nobody.
    #[error("the change would concern nobody")]
    Nobody,
    /// The salepoint, store or group is not there.
    #[error("what the change is about is gone")]
    Gone,
    /// It would take the last administrator.
    #[error("nobody would be left who may do everything in the office")]
    LastAdministrator,
    /// Anything else.
    #[error(transparent)]
    Office(#[from] OfficeError),
}

impl From<DbError> for BulkError {
    fn from(error: DbError) -> Self {
        Self::Office(error.into())
    }
}

impl From<AuthorityError> for BulkError {
    fn from(error: AuthorityError) -> Self {
        match error {
            AuthorityError::Lacking => Self::LacksRights,
            AuthorityError::Db(error) => error.into(),
        }
    }
}

impl From<CheckError> for BulkError {
    fn from(error: CheckError) -> Self {
        match error {
            CheckError::LastAdministrator => Self::LastAdministrator,
            CheckError::Db(error) => error.into(),
        }
    }
}

impl Office {
    /// Makes a change of many users; `seen` is the fingerprint of those whom `by` was shown. Says under which id it can be
    /// undone.
    pub fn change_many(
        &self,
        by: UserId,
        action: BulkAction,
        chosen: &Chosen,
        seen: &str,
        progress: &Progress,
    ) -> Result<Changed<Uuid>, BulkError> {
        let now = self.clock.now();
        self.change(|tx, touched| {
            let target_name = action.target_name(tx)?;
            if !action.can_be_given(tx)? {
                return Err(BulkError::Gone);
            }
            let mut editor = Editor::of(tx, by, now)?;
            if !editor.may(OfficeArea::Users, Level::Edit) {
                return Err(BulkError::LacksRights);
            }
            let plan = plan_for(tx, &mut editor, action, chosen)?;
            let users = plan.changed.len() as u64;
            if plan.fingerprint() != seen {
                return Err(BulkError::OthersByNow);
            }
            if users == 0 {
                return Err(BulkError::Nobody);
            }
            let had_administrator = Standing::of(tx)?;
            bulk_changes::forget_before(tx, now.plus_ms(-KEPT_MS))?;
            let id = Uuid::now_v7();
            let code = action.kind().code().to_owned();
            let change =
                BulkChange { id, at: now, by, action: code, target: action.target(), target_name, users, undone: None };
            bulk_changes::create(tx, &change)?;
            progress.expect(plan.changed.len());
            for (user, _) in &plan.changed {
                progress.one_done();
                let Some(before) = load(tx, *user)? else { continue };
                bulk_changes::add_user(tx, id, *user, &action.noted(&before))?;
                store(tx, touched, &mut editor, Some(&before), &action.applied(before.clone()))?;
            }
            had_administrator.kept(tx)?;
            Ok(id)
        })
    }
}
