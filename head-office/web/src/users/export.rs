//! The list as CSV: what is shown, all pages of it, written while it is read. The import reads it again: each user's id
//! stands at the end, and places so that they can be told apart.

use super::super::Failure;
use super::super::csv_file::{self, Broken, Sender, head, lines};
use super::super::guard::Member;
use super::super::list::{ALL, Asked};
use super::super::texts::Texts;
use super::asked::{self, AskedSalepoint};
use super::columns::Column;
use super::find::layout;
use super::page::{created_at, language_name, office};
use axum::response::Response;
use head_office_office::import::table::quoted;
use head_office_store::user_details::{self, Places, UserDetails};
use head_office_store::user_list::{self, Part};
use sync_core::domain::{UnixMs, UserId};

/// How many users are read at once.
const AT_ONCE: usize = 500;

/// `GET /users.csv`
pub async fn csv(member: Member, asked: Asked) -> Result<Response, Failure> {
    let (reader, viewer) = (member.who.user.id, member.viewer_of_names());
    let found = member.visit.web.ask(move |office| {
        Ok(office.read(|tx| {
            let shown = layout(tx, reader)?.shown();
            let salepoint: AskedSalepoint = asked::salepoint(tx, viewer, &asked)?;
            let Some(filter) = asked::filter(&asked, &salepoint) else { return Ok(None) };
            let part = Part { sort: asked::sort_by(&asked), descending: asked.descending(), skip: 0, take: ALL };
            Ok::<_, head_office_store::DbError>(Some((shown, user_list::part(tx, &filter, &part)?)))
        })?)
    });
    let (columns, users) = found.await?.ok_or(Failure::NotFound)?;
    let (send, answer) = csv_file::streamed(&member, "users");
    tokio::spawn(write(member, columns, users, send));
    Ok(answer)
}

async fn write(member: Member, columns: Vec<Column>, users: Vec<UserId>, send: Sender) {
    let (texts, viewer) = (member.visit.texts(), member.viewer_of_names());
    let title = |column: &Column| match column.is_time() {
        true => texts.time_head(column.words()),
        false => texts.t(column.words()),
    };
    let heads = columns.iter().map(title).chain([texts.t("column-id")]).collect();
    let language = member.visit.language;
    let mut part = head(language, heads);
    for users in users.chunks(AT_ONCE) {
        if send.send(part).await.is_err() {
            return;
        }
        let users = users.to_vec();
        let found =
            member.visit.web.ask(move |office| Ok(office.read(|tx| user_details::of(tx, viewer, &users, ALL))?));
        part = match found.await {
            Ok(found) => lines(language, found.iter().map(|user| cells(&texts, &columns, user))),
            Err(_) => Err(Broken),
        };
    }
    // Nobody reads any more: nothing to do about it.
    let _ = send.send(part).await;
}

fn cells(texts: &Texts, columns: &[Column], user: &UserDetails) -> Vec<String> {
    let time = |at: Option<UnixMs>| at.map(|at| texts.cell(at)).unwrap_or_default();
    let cell = |column: &Column| match column {
        Column::FirstName => user.first_name.clone(),
        Column::LastName => user.last_name.clone(),
        Column::Group => user.group.clone(),
        Column::Salepoints => places(&user.salepoints, Some(&user.group)),
        Column::Stores => places(&user.stores, None),
        Column::Status => texts.t(if user.active { "status-active" } else { "status-deactivated" }),
        Column::LastPosLogin => time(user.last_pos_login_at),
        Column::Language => language_name(user.language).to_owned(),
        Column::Office => office(texts, user).unwrap_or_default(),
        Column::DefaultStore => user.default_store.clone().unwrap_or_default(),
        Column::Created => time(created_at(user.id)),
        Column::Reference => user.reference.clone().unwrap_or_default(),
    };
    columns.iter().map(cell).chain([user.id.to_string()]).collect()
}

/// Names in one cell, with the group there where it is another than the user's own.
fn places(places: &Places, own_group: Option<&String>) -> String {
    let part = |(name, group): &(String, Option<String>)| match group.as_ref().filter(|group| Some(*group) != own_group)
    {
        Some(group) => format!("{} = {}", quoted(name), quoted(group)),
        None => quoted(name).into_owned(),
    };
    places.first.iter().map(part).collect::<Vec<_>>().join(", ")
}
