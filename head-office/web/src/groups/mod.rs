//! Personnel → User groups: the list, and what each allows.

mod delete;
mod form;
mod list;
pub mod words;

use super::Failure;
pub use delete::{ask_to_delete, delete};
pub use form::{add, change, new, show};
use head_office_office::errors::OfficeError;
use head_office_office::user_groups::GroupError;
pub use list::{export, list};

impl From<GroupError> for Failure {
    fn from(error: GroupError) -> Self {
        match error {
            GroupError::Db(error) => OfficeError::from(error).into(),
            GroupError::NotThere => Self::NotFound,
            _ => Self::Malformed,
        }
    }
}
