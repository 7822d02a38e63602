//! The first user of a new head office: may do everything, and signs in by a one-time link. There is no default password.

use crate::db::users::User;
use crate::db::{Tx, office_accounts};
use crate::derive::Touched;
use crate::errors::{OfficeError, Refusal};
use crate::office_rights::{Level, OfficeArea};
use crate::personnel::{self, Editor, Record};
use crate::user_groups::{GroupSettings, put_group};
use std::collections::{BTreeMap, BTreeSet};
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
    /// The first name, unless another is given.
    pub const FIRST_NAME: &str = "First";
    /// The last name, unless another is given.
    pub const LAST_NAME: &str = "Administrator";

    /// The user's record.
    ///
    /// # Errors
    /// When a name is missing.
    pub fn user(&self) -> Result<User, OfficeError> {
        let (first_name, last_name) = (self.first_name.trim().to_owned(), self.last_name.trim().to_owned());
        if first_name.is_empty() || last_name.is_empty() {
            return Err(Refusal::AdministratorNameMissing.into());
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
pub fn create(tx: &mut Tx<'_>, touched: &mut Touched, user: &User, now: UnixMs) -> Result<(), OfficeError> {
    let office = OfficeArea::ALL.iter().map(|area| (*area, Level::Edit)).collect();
    let group = GroupSettings { name: GROUP.into(), pos: PosAction::ALL.into_iter().collect(), office };
    put_group(tx, touched, (None, now), user.group, None, &group)?;
    let record = Record { user: user.clone(), salepoints: BTreeMap::new(), stores: BTreeSet::new() };
    personnel::store(tx, touched, &mut Editor::machine(now), None, &record)?;
    Ok(office_accounts::ensure(tx, user.id, now)?)
}
