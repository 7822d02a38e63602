//! The first user of a new head office: may do everything, and signs in by a one-time link. There is no default password.

use crate::db::audit::{self, AuditKind};
use crate::db::groups::{self, Group};
use crate::db::users::{self, User};
use crate::db::{DbError, Tx, office_accounts};
use crate::derive::Touched;
use crate::office::OfficeError;
use crate::office_rights::{Level, OfficeArea};
use serde_json::json;
use sync_core::domain::{GroupId, Language, PosAction, UnixMs, UserId};
use uuid::Uuid;

/// The reference, by which an import knows the user.
const REFERENCE: &str = "administrator";
/// The group that may do everything.
const GROUP: &str = "Administrators";

/// Who the first administrator is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FirstAdministrator {
    /// First name.
    pub first_name: String,
    /// Last name.
    pub last_name: String,
    /// The language of the office's pages.
    pub language: Language,
}

impl Default for FirstAdministrator {
    fn default() -> Self {
        let (first_name, last_name) = (Self::FIRST_NAME.into(), Self::LAST_NAME.into());
        Self { first_name, last_name, language: Language::default() }
    }
}

impl FirstAdministrator {
    pub(crate) const FIRST_NAME: &str = "First";
    pub(crate) const LAST_NAME: &str = "Administrator";

    /// The user's record.
    ///
    /// # Errors
    /// When a name is missing.
    pub(crate) fn user(&self) -> Result<User, OfficeError> {
        let (first_name, last_name) = (self.first_name.trim().to_owned(), self.last_name.trim().to_owned());
        if first_name.is_empty() || last_name.is_empty() {
            return Err(OfficeError::Refused("the first administrator needs a first and a last name".into()));
        }
        Ok(User {
            id: UserId(Uuid::now_v7()),
            reference: Some(REFERENCE.into()),
            first_name,
            last_name,
            language: self.language,
            active: true,
            group: GroupId(Uuid::now_v7()),
            default_store: None,
        })
    }
}

/// Adds the administrator with group and account.
pub fn create(tx: &mut Tx<'_>, touched: &mut Touched, user: &User, now: UnixMs) -> Result<(), DbError> {
    let everything = OfficeArea::ALL.iter().map(|area| (*area, Level::Edit)).collect();
    let pos = PosAction::ALL.into_iter().collect();
    groups::save(tx, &Group { id: user.group, name: GROUP.into(), pos, office: everything })?;
    users::create(tx, user)?;
    touched.groups.insert(user.group);
    touched.users.insert(user.id);
    office_accounts::ensure(tx, user.id, now)?;
    let after =
        json!({ "ref": user.reference, "first_name": user.first_name, "last_name": user.last_name, "group": GROUP });
    let change = audit::Change { at: now, by: None, kind: AuditKind::User, record_id: user.id.0 };
    audit::record(tx, change, None, Some(&after))
}
