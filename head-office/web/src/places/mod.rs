//! Places → Salepoints and Stores.
//!
//! There are those that the reader has. Who adds one may give it to users without having it, as long as nobody has it;
//! who closes one may open it again.

mod assistant;
mod check;
mod closing;
mod lists;
mod own_fields;
mod pick;
mod salepoint;
mod salepoint_form;
mod store;

use super::Failure;
use super::guard::Member;
use super::message::Message;
use super::texts::Texts;
use assistant::MOST_NAMED;
pub use assistant::{give_salepoint, give_store, show_salepoint_assistant, show_store_assistant};
pub use closing::{
    ask_to_close_salepoint, ask_to_close_store, close_salepoint, close_store, reopen_salepoint, reopen_store,
    undo_closing_salepoint, undo_closing_store,
};
use head_office_domain::office_rights::{Level, OfficeArea};
use head_office_office::errors::OfficeError;
use head_office_office::places::PlaceError;
use head_office_store::grants::StoreName;
use head_office_store::{DbError, users};
pub use lists::{export_salepoints, export_stores, list_salepoints, list_stores};
pub use pick::{pick_for_salepoint, pick_for_store, picked_for_salepoint, picked_for_store};
pub use salepoint::show_salepoint;
pub use salepoint_form::{add_salepoint, change_salepoint, edit_salepoint, new_salepoint};
use serde::Deserialize;
pub use store::{add_store, change_store, new_store, show_store};
use sync_core::domain::UserId;

/// What an address may say beside its path.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Asked {
    /// What was just done.
    #[serde(default)]
    pub done: String,
    /// How many users got it.
    #[serde(default)]
    pub users: String,
    /// How many users were left out, and the ids of the first of them.
    #[serde(default)]
    pub left: String,
    #[serde(default)]
    pub named: String,
    /// A user to be checked: an id, or parts of a name.
    #[serde(default)]
    pub check: String,
    /// The page of the list, from 1.
    #[serde(default)]
    pub page: String,
    /// Part of the name of the salepoint whose users are meant.
    #[serde(default)]
    pub of: String,
}

/// What a salepoint's store is called.
fn store_name(texts: &Texts, store: StoreName) -> String {
    match store {
        StoreName::None => "—".into(),
        StoreName::Named(name) => name,
        StoreName::NotYours => texts.t("store-not-yours"),
    }
}

/// Where somebody sees the salepoints and stores they have, and the words for it; `None`: not for this reader.
fn own_grants(member: &Member) -> Option<(String, String)> {
    let may_edit = member.who.may(OfficeArea::Users, Level::Edit);
    may_edit.then(|| (format!("/users/{}/salepoints", member.who.user.id), member.visit.texts().t("own-grants")))
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

/// What the message slot says after `done`, on the page of a place or, if the reader does not have it, on the list.
async fn done_message(member: &Member, asked: &Asked, on_the_list: bool) -> Result<Option<Message>, Failure> {
    let left_out = left_out(member, asked).await?;
    let texts = member.visit.texts();
    let title = match asked.done.as_str() {
        "changed" => texts.t("saved"),
        "closed" => texts.t("place-closed"),
        "given" => texts.counted("place-given", asked.users.parse().unwrap_or(0)),
        "undone" => texts.counted("place-undone", asked.users.parse().unwrap_or(0)),
        "nobody" => texts.t("place-given-nobody"),
        _ => return Ok(None),
    };
    let done = Message { text: left_out, ..Message::done(title) };
    Ok(Some(match on_the_list && done.text.is_empty() {
        true => Message { text: texts.t("place-not-yours"), link: own_grants(member), ..done },
        false => done,
    }))
}

/// Who did not get a place although they were meant, because they have more office rights, or did not get it back,
/// because the group they had there is gone; empty: nobody.
async fn left_out(member: &Member, asked: &Asked) -> Result<String, Failure> {
    let count: u64 = asked.left.parse().unwrap_or(0);
    let key = match asked.done.as_str() {
        "given" => "place-left-out",
        "undone" => "place-not-given-back",
        _ => return Ok(String::new()),
    };
    if count == 0 {
        return Ok(String::new());
    }
    let ids: Vec<UserId> = asked.named.split(',').take(MOST_NAMED).filter_map(|id| id.parse().ok()).collect();
    let sees_users = member.who.may(OfficeArea::Users, Level::Read);
    let ids = if sees_users { ids } else { Vec::new() };
    let find = move |office: &head_office_office::office::Office| {
        let named = office.read(|tx| {
            let found = ids.into_iter().map(|id| users::find(tx, id));
            found.collect::<Result<Vec<_>, DbError>>()
        })?;
        Ok(named.into_iter().flatten().map(|user| format!("{} {}", user.first_name, user.last_name)).collect())
    };
    let mut names: Vec<String> = member.visit.web.ask(find).await?;
    let texts = member.visit.texts();
    let beyond = count.saturating_sub(names.len() as u64);
    if beyond > 0 && !names.is_empty() {
        names.push(texts.counted("more-places", beyond));
    }
    Ok(format!("{} {}", texts.counted(key, count), names.join(", ")).trim().to_owned())
}
