//! What somebody had typed in a form that could not be saved: kept for whom the form was opened for, until it is saved or
//! not wanted. Which user that was, a mark in the form says.

use crate::db::opened_forms::{self, Left};
use crate::errors::{Bug, OfficeError};
use crate::office::Office;
use sync_core::domain::UserId;
use uuid::Uuid;

/// How long it is kept.
pub const KEPT_MS: i64 = 7 * 86_400_000;
/// The field that says whom a form was opened for.
pub const OPENED_BY: &str = "opened-by";

impl Office {
    /// Keeps a form as it was sent, without its passwords.
    pub fn leave_form(
        &self,
        by: UserId,
        form: Uuid,
        path: &str,
        mut pairs: Vec<(String, String)>,
    ) -> Result<(), OfficeError> {
        pairs.retain(|(name, _)| !name.contains("password") && name != OPENED_BY);
        let pairs = serde_json::to_string(&pairs);
        let pairs = pairs.map_err(Bug::Unkept)?;
        let at = self.clock.now();
        let left = Left { path: path.to_owned(), pairs, at };
        Ok(self.db.write(|tx| opened_forms::leave(tx, by, form, &left, at.plus_ms(-KEPT_MS)))?)
    }

    /// Forgets what was kept of a form.
    pub fn forget_left_form(&self, by: UserId, form: Uuid) -> Result<(), OfficeError> {
        Ok(self.db.write(|tx| opened_forms::forget_left(tx, by, form))?)
    }

    /// The mark of a form of this user.
    pub fn form_mark(&self, form: Uuid, by: UserId) -> String {
        self.keys.forms.mark(form, by)
    }

    /// Whose form it is, if the mark is one of ours.
    pub fn form_owner(&self, form: Uuid, mark: &str) -> Option<UserId> {
        self.keys.forms.owner(form, mark)
    }
}
