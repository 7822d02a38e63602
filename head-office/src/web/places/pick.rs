//! Picking users who get a salepoint or a store. What was ticked travels with the form from search to search.

use super::super::Failure;
use super::super::frame::{Frame, html};
use super::super::guard::Member;
use super::super::list::words;
use super::super::record_form::Sent;
use super::assistant::{Place, finish, salepoint, store};
use crate::db::grants::Viewer;
use crate::db::user_list::{self, Filter, Part, SortBy};
use crate::db::{DbError, Tx, groups, users};
use crate::places::Receivers;
use askama::Template;
use axum::Form;
use axum::extract::Path;
use axum::extract::rejection::FormRejection;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use sync_core::domain::UserId;

/// How many users are offered at once.
const OFFERED: u64 = 50;
/// How many can be picked at once.
const MOST_PICKED: usize = 500;

#[derive(Template)]
#[template(path = "pick.html")]
struct Page {
    frame: Frame,
    crumbs: Vec<(String, String)>,
    problems: Vec<(&'static str, String)>,
    search: String,
    found: String,
    /// Id, name and user group.
    picked: Vec<(String, String, String)>,
    picked_count: String,
    others: Vec<(String, String, String)>,
    cancel: String,
}

struct Found {
    name: String,
    picked: Vec<(String, String, String)>,
    offered: Vec<(String, String, String)>,
    count: u64,
}

/// Users by id, name and user group.
fn known(tx: &mut Tx<'_>, ids: &[UserId]) -> Result<Vec<(String, String, String)>, DbError> {
    let mut known = Vec::new();
    for id in ids {
        let Some(user) = users::find(tx, *id)? else { continue };
        let group = groups::find(tx, user.group)?.map(|group| group.name).unwrap_or_default();
        known.push((id.to_string(), format!("{} {}", user.first_name, user.last_name), group));
    }
    Ok(known)
}

fn find(
    tx: &mut Tx<'_>,
    place: Place,
    viewer: Viewer,
    search: &str,
    picked: &[UserId],
) -> Result<Option<Found>, DbError> {
    let Some(name) = place.name(tx, viewer)? else { return Ok(None) };
    let filter = Filter { words: words(search), active: Some(true), ..Filter::default() };
    let part = Part { sort: SortBy::FirstName, descending: false, skip: 0, take: OFFERED };
    let mut offered = user_list::part(tx, &filter, &part)?;
    offered.retain(|user| !picked.contains(user));
    let (picked, offered) = (known(tx, picked)?, known(tx, &offered)?);
    Ok(Some(Found { name, picked, offered, count: user_list::counts(tx, &filter)?.active }))
}

async fn page(member: &Member, place: Place, search: &str, picked: &[UserId]) -> Result<Page, Failure> {
    let (viewer, search, picked) = (member.viewer(), search.to_owned(), picked.to_vec());
    let words = search.clone();
    let work = move |office: &crate::Office| Ok(office.db.read(|tx| find(tx, place, viewer, &words, &picked))?);
    let found = member.visit.web.ask(work).await?.ok_or(Failure::NotFound)?;
    let texts = member.visit.texts();
    Ok(Page {
        frame: Frame::new(&member.visit, &texts.with("give-question", &[("name", &found.name)])),
        crumbs: place.crumbs(&texts, &found.name),
        problems: Vec::new(),
        search,
        found: texts.counted("users-count", found.count),
        picked_count: texts.counted("give-picked", found.picked.len() as u64),
        picked: found.picked,
        others: found.offered,
        cancel: format!("{}/users", place.address()),
    })
}

/// `GET /salepoints/{id}/users/pick`
pub async fn pick_for_salepoint(member: Member, Path(id): Path<String>) -> Result<Response, Failure> {
    Ok(html(&page(&member, salepoint(&id)?, "", &[]).await?)?.into_response())
}

/// `GET /stores/{id}/users/pick`
pub async fn pick_for_store(member: Member, Path(id): Path<String>) -> Result<Response, Failure> {
    Ok(html(&page(&member, store(&id)?, "", &[]).await?)?.into_response())
}

/// `POST /salepoints/{id}/users/pick`
pub async fn picked_for_salepoint(
    member: Member,
    Path(id): Path<String>,
    form: Result<Form<Vec<(String, String)>>, FormRejection>,
) -> Result<Response, Failure> {
    picked(member, salepoint(&id)?, form).await
}

/// `POST /stores/{id}/users/pick`
pub async fn picked_for_store(
    member: Member,
    Path(id): Path<String>,
    form: Result<Form<Vec<(String, String)>>, FormRejection>,
) -> Result<Response, Failure> {
    picked(member, store(&id)?, form).await
}

async fn picked(
    member: Member,
    place: Place,
    form: Result<Form<Vec<(String, String)>>, FormRejection>,
) -> Result<Response, Failure> {
    let sent = Sent::read(form)?;
    let ids: Vec<UserId> = sent.all("user").iter().take(MOST_PICKED).filter_map(|id| id.parse().ok()).collect();
    let mut page = page(&member, place, sent.typed.get("search"), &ids).await?;
    if sent.typed.get("save").is_empty() {
        return Ok(html(&page)?.into_response());
    }
    if !ids.is_empty() {
        return finish(&member, place, Receivers::These(ids)).await;
    }
    page.problems = vec![("users", member.visit.texts().t("give-pick-missing"))];
    Ok((StatusCode::UNPROCESSABLE_ENTITY, html(&page)?).into_response())
}
