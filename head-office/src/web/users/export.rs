//! The list as CSV: what is shown, all pages of it, written while it is read. The import reads it again: each user's id
//! stands at the end, and places so that they can be told apart.

use super::super::Failure;
use super::super::csv_file::BYTE_ORDER_MARK;
use super::super::guard::Member;
use super::super::texts::Texts;
use super::asked::Asked;
use super::columns::Column;
use super::find::layout;
use super::page::{created_at, language_name, office};
use crate::db::user_details::{self, Places, UserDetails};
use crate::db::user_list::{self, Part};
use crate::fold::fold;
use crate::import::table::{guarded, quoted};
use axum::body::{Body, Bytes, HttpBody};
use axum::extract::Query;
use axum::extract::rejection::QueryRejection;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use std::pin::Pin;
use std::task::{Context, Poll};
use sync_core::domain::{UnixMs, UserId};
use tokio::sync::mpsc;

/// More than there can be.
const ALL: u64 = u32::MAX as u64;
/// How many users are read at once.
const AT_ONCE: usize = 500;
/// How many such parts wait for who reads slowly.
const WAITING: usize = 2;

/// `GET /users.csv`
pub async fn csv(member: Member, asked: Result<Query<Asked>, QueryRejection>) -> Result<Response, Failure> {
    let Query(asked) = asked.map_err(|_| Failure::Malformed)?;
    let (reader, viewer) = (member.who.user.id, member.viewer_of_names());
    let found = member.visit.web.ask(move |office| {
        Ok(office.db.read(|tx| {
            let shown = layout(tx, reader)?.shown(asked.active().is_none());
            let salepoint = asked.salepoint(tx, viewer)?;
            let Some(filter) = asked.filter(&salepoint) else { return Ok(None) };
            let part = Part { sort: asked.sort_by(), descending: asked.descending(), skip: 0, take: ALL };
            Ok::<_, crate::db::DbError>(Some((shown, user_list::part(tx, &filter, &part)?)))
        })?)
    });
    let (columns, users) = found.await?.ok_or(Failure::NotFound)?;
    let name = format!("attachment; filename=\"{}\"", file_name(&member));
    let (send, receive) = mpsc::channel(WAITING);
    tokio::spawn(write(member, columns, users, send));
    let headers = [(CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()), (CONTENT_DISPOSITION, name)];
    Ok((headers, Body::new(Parts(receive))).into_response())
}

/// Company and date, in letters that every system takes.
fn file_name(member: &Member) -> String {
    let company = fold(&member.visit.company);
    let words = company.split(|character: char| !character.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let day = member.visit.web.office.clock.now().to_string();
    let parts = std::iter::once("users").chain(words).chain(day.get(..10));
    parts.collect::<Vec<_>>().join("-") + ".csv"
}

/// Why the rest of a file is missing; the log says more. The browser notices that it has not got it all.
#[derive(Debug, thiserror::Error)]
#[error("the list could not be written to its end")]
struct Broken;

type Sent = Result<Bytes, Broken>;

async fn write(member: Member, columns: Vec<Column>, users: Vec<UserId>, send: mpsc::Sender<Sent>) {
    let (texts, viewer) = (member.visit.texts(), member.viewer_of_names());
    let heads = columns.iter().map(|column| texts.t(column.words())).chain([texts.t("column-id")]).collect();
    let mut part = lines(std::iter::once(heads)).map(|head| [BYTE_ORDER_MARK.as_bytes(), &head].concat().into());
    for users in users.chunks(AT_ONCE) {
        if send.send(part).await.is_err() {
            return;
        }
        let users = users.to_vec();
        let found =
            member.visit.web.ask(move |office| Ok(office.db.read(|tx| user_details::of(tx, viewer, &users, ALL))?));
        part = match found.await {
            Ok(found) => lines(found.iter().map(|user| cells(&texts, &columns, user))),
            Err(_) => Err(Broken),
        };
    }
    // Nobody reads any more: nothing to do about it.
    let _ = send.send(part).await;
}

fn lines(rows: impl Iterator<Item = Vec<String>>) -> Sent {
    let mut lines = csv::Writer::from_writer(Vec::new());
    for row in rows {
        let written = lines.write_record(row.iter().map(|cell| guarded(cell)));
        written.map_err(|error| {
            tracing::error!(%error, "the list could not be written as CSV");
            Broken
        })?;
    }
    lines.into_inner().map(Bytes::from).map_err(|_| Broken)
}

fn cells(texts: &Texts, columns: &[Column], user: &UserDetails) -> Vec<String> {
    let time = |at: Option<UnixMs>| at.map(|at| at.to_string()).unwrap_or_default();
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

/// The parts as the body of an answer.
struct Parts(mpsc::Receiver<Sent>);

impl HttpBody for Parts {
    type Data = Bytes;
    type Error = Broken;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<http_body::Frame<Bytes>, Broken>>> {
        self.0.poll_recv(context).map(|part| part.map(|part| part.map(http_body::Frame::data)))
    }
}
