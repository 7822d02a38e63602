//! Places → Salepoints and Stores.
//!
//! Whoever may look at salepoints sees those they have and those nobody has; whoever may edit users, who could give
//! themselves any, sees all. Settings of a salepoint are for those who have it.

mod assistant;
mod check;
mod closing;
mod lists;
mod pick;
mod salepoint;
mod salepoint_form;
mod store;

use super::Failure;
use super::guard::Member;
use super::message::Message;
use super::texts::Texts;
use crate::db::salepoints::{self, Salepoint};
use crate::db::{DbError, Tx};
use crate::office::OfficeError;
use crate::office_rights::{Level, OfficeArea};
use crate::places::PlaceError;
pub use assistant::{give_salepoint, give_store, show_salepoint_assistant, show_store_assistant};
pub use closing::{
    ask_to_close_salepoint, ask_to_close_store, close_salepoint, close_store, reopen_salepoint, reopen_store,
};
pub use lists::{export_salepoints, export_stores, list_salepoints, list_stores};
pub use pick::{pick_for_salepoint, pick_for_store, picked_for_salepoint, picked_for_store};
pub use salepoint::show_salepoint;
pub use salepoint_form::{add_salepoint, change_salepoint, edit_salepoint, new_salepoint};
use serde::Deserialize;
pub use store::{add_store, change_store, new_store, show_store};
use sync_core::domain::{SalepointId, UserId};

/// What an address may say beside its path.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Asked {
    /// What was just done.
    #[serde(default)]
    pub done: String,
    /// How many users got it.
    #[serde(default)]
    pub users: String,
    /// A user to be checked: an id, or parts of a name.
    #[serde(default)]
    pub check: String,
    /// The page of the list, from 1.
    #[serde(default)]
    pub page: String,
}

/// Whose salepoints a list is limited to; `None`: it is not.
fn limit(member: &Member) -> Option<UserId> {
    (!member.who.may(OfficeArea::Users, Level::Edit)).then_some(member.who.user.id)
}

/// A salepoint that this reader may see.
fn visible(tx: &mut Tx<'_>, limit: Option<UserId>, id: SalepointId) -> Result<Option<Salepoint>, DbError> {
    match limit {
        Some(user) if !salepoints::is_in_hands_of(tx, id, user)? => Ok(None),
        _ => salepoints::find(tx, id),
    }
}

impl From<PlaceError> for Failure {
    fn from(error: PlaceError) -> Self {
        match error {
            PlaceError::Db(error) => OfficeError::from(error).into(),
            PlaceError::NotThere => Self::NotFound,
            _ => Self::Malformed,
        }
    }
}

/// What the message slot of a place says after `done`.
fn done_message(texts: &Texts, asked: &Asked) -> Option<Message> {
    let title = match asked.done.as_str() {
        "changed" => texts.t("saved"),
        "closed" => texts.t("place-closed"),
        "given" => texts.counted("place-given", asked.users.parse().unwrap_or(0)),
        "nobody" => texts.t("place-given-nobody"),
        _ => return None,
    };
    Some(Message::done(title))
}
