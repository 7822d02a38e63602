//! Deleting a group, which asks first, or says who is in it.

use super::super::Failure;
use super::super::frame::{Frame, html};
use super::super::guard::Member;
use super::form::in_use;
use super::words;
use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use head_office_domain::office_rights::{Level, OfficeArea};
use head_office_office::user_groups::GroupError;
use head_office_store::groups::{self, Group, GroupUse};
use head_office_store::{DbError, Tx, users};
use sync_core::domain::GroupId;

/// How many users are named.
const NAMED: u64 = 25;

#[derive(Template)]
#[template(path = "group_delete.html")]
struct Page {
    frame: Frame,
    crumbs: Vec<(String, String)>,
    /// Why it cannot be deleted.
    reason: Option<String>,
    /// Who is in it: address and name.
    names: Vec<(String, String)>,
    more: String,
    cancel: String,
}

struct Found {
    group: Group,
    in_use: GroupUse,
    names: Vec<(String, String)>,
}

/// The first users who are in it: address and name.
pub(super) fn names(tx: &mut Tx<'_>, id: GroupId) -> Result<Vec<(String, String)>, DbError> {
    let mut names = Vec::new();
    for user in groups::users(tx, id, NAMED)? {
        let found = users::find(tx, user)?;
        names
            .extend(found.map(|found| (format!("/users/{user}"), format!("{} {}", found.first_name, found.last_name))));
    }
    Ok(names)
}

async fn find(member: &Member, id: GroupId) -> Result<Found, Failure> {
    let sees_users = member.who.may(OfficeArea::Users, Level::Read);
    let work = move |office: &head_office_office::office::Office| {
        Ok(office.read(|tx| {
            let Some(group) = groups::find(tx, id)? else { return Ok(None) };
            let names = if sees_users { names(tx, id)? } else { Vec::new() };
            Ok::<_, DbError>(Some(Found { in_use: groups::in_use(tx, id)?, group, names }))
        })?)
    };
    member.visit.web.ask(work).await?.ok_or(Failure::NotFound)
}

fn page(member: &Member, found: Found, error: Option<GroupError>) -> Page {
    let texts = member.visit.texts();
    let title = texts.with("group-delete-question", &[("name", &found.group.name)]);
    let reason = match error {
        Some(GroupError::Lacking(areas)) => {
            let names = areas.iter().map(|area| texts.t(words::area(*area))).collect::<Vec<_>>().join(", ");
            Some(texts.with("group-lacking", &[("names", &names)]))
        }
        _ if found.in_use.all() > 0 => {
            Some(texts.with("group-delete-used", &[("users", &in_use(&texts, found.in_use))]))
        }
        _ => None,
    };
    let unnamed = found.in_use.all().saturating_sub(found.names.len() as u64);
    let cancel = format!("/groups/{}", found.group.id);
    Page {
        frame: Frame::new(&member.visit, &title),
        crumbs: vec![("/groups".to_owned(), texts.t("groups")), (cancel.clone(), found.group.name)],
        reason,
        more: match found.names.is_empty() || unnamed == 0 {
            true => String::new(),
            false => texts.counted("more-places", unnamed),
        },
        names: found.names,
        cancel,
    }
}

/// `GET /groups/{id}/delete`
pub async fn ask_to_delete(member: Member, Path(id): Path<String>) -> Result<Response, Failure> {
    let id: GroupId = id.parse().map_err(|_| Failure::NotFound)?;
    let found = find(&member, id).await?;
    Ok(html(&page(&member, found, None))?.into_response())
}

/// `POST /groups/{id}/delete`
pub async fn delete(member: Member, Path(id): Path<String>) -> Result<Response, Failure> {
    let id: GroupId = id.parse().map_err(|_| Failure::NotFound)?;
    let by = member.who.user.id;
    match member.visit.web.ask(move |office| Ok(office.delete_group(by, id))).await? {
        Ok(()) => Ok(Redirect::to("/groups?done=deleted").into_response()),
        Err(error @ (GroupError::InUse(_) | GroupError::Lacking(_))) => {
            let found = find(&member, id).await?;
            Ok((StatusCode::CONFLICT, html(&page(&member, found, Some(error)))?).into_response())
        }
        Err(error) => Err(error.into()),
    }
}
