//! Making a change of many users.

use super::super::{load, store};
use super::undo::KEPT_MS;
use super::{BulkAction, Chosen, plan};
use crate::accounts::administrators::{self, CheckError};
use crate::db::DbError;
use crate::db::bulk_changes::{self, BulkChange};
use crate::office::{Changed, Office, OfficeError};
use sync_core::domain::UserId;
use uuid::Uuid;

/// Why a change was not made.
#[derive(Debug, thiserror::Error)]
pub enum BulkError {
    /// It would concern another number of users than was seen.
    #[error("the change would concern another number of users by now")]
    CountChanged,
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

impl From<CheckError> for BulkError {
    fn from(error: CheckError) -> Self {
        match error {
            CheckError::LastAdministrator => Self::LastAdministrator,
            CheckError::Db(error) => error.into(),
        }
    }
}

impl Office {
    /// Makes a change of many users, of whom `by` has seen `seen`; says under which id it can be undone.
    pub(crate) fn change_many(
        &self,
        by: UserId,
        action: BulkAction,
        chosen: &Chosen,
        seen: u64,
    ) -> Result<Changed<Uuid>, BulkError> {
        let now = self.clock.now();
        self.change(|tx, touched| {
            let target_name = action.target_name(tx)?;
            if !action.can_be_given(tx)? {
                return Err(BulkError::Gone);
            }
            let plan = plan(tx, by, action, chosen)?;
            let users = plan.changed.len() as u64;
            if users != seen {
                return Err(BulkError::CountChanged);
            }
            if users == 0 {
                return Err(BulkError::Nobody);
            }
            bulk_changes::forget_before(tx, now.plus_ms(-KEPT_MS))?;
            let id = Uuid::now_v7();
            let code = action.kind().code().to_owned();
            let change =
                BulkChange { id, at: now, by, action: code, target: action.target(), target_name, users, undone: None };
            bulk_changes::create(tx, &change)?;
            for (user, _) in &plan.changed {
                let Some(before) = load(tx, *user)? else { continue };
                bulk_changes::add_user(tx, id, *user, &action.noted(&before))?;
                store(tx, touched, Some(by), Some(&before), &action.applied(before.clone()), now)?;
            }
            if action.changes_authority() {
                administrators::check(tx)?;
            }
            Ok(id)
        })
    }
}
