//! Picking users who get a salepoint or a store. What was ticked travels with the form from search to search.

use super::super::Failure;
use super::super::choose::{self, Hit};
use super::super::frame::{Frame, html};
use super::super::guard::Member;
use super::super::list::{PageLink, Span, words};
use super::super::record_form::Sent;
use super::super::texts::Texts;
use super::assistant::{Place, finish, salepoint, store};
use askama::Template;
use axum::Form;
use axum::extract::Path;
use axum::extract::rejection::FormRejection;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use head_office_office::places::Receivers;
use head_office_store::grants::Viewer;
use head_office_store::user_list::{self, Filter, Part, SortBy};
use head_office_store::{DbError, Tx};
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
    picked: Vec<Hit>,
    picked_count: String,
    others: Vec<Hit>,
    /// Buttons that lead to other pages of them; each by its number.
    pages: Vec<PageLink>,
    cancel: String,
}

struct Found {
    name: String,
    picked: Vec<Hit>,
    offered: Vec<Hit>,
    span: Span,
}

/// What was typed and pressed.
#[derive(Clone, Default)]
struct Looked {
    search: String,
    /// The page, from 1.
    page: String,
    picked: Vec<UserId>,
}

fn find(
    tx: &mut Tx<'_>,
    place: Place,
    viewer: Viewer,
    texts: &Texts,
    looked: &Looked,
) -> Result<Option<Found>, DbError> {
    let Some(name) = place.name(tx, viewer)? else { return Ok(None) };
    let filter = Filter { words: words(&looked.search), active: Some(true), ..Filter::default() };
    let span = Span::at(&looked.page, OFFERED, user_list::counts(tx, &filter)?.active);
    let part = Part { sort: SortBy::FirstName, descending: false, skip: span.skip(), take: OFFERED };
    let mut offered = user_list::part(tx, &filter, &part)?;
    offered.retain(|user| !looked.picked.contains(user));
    let picked = choose::people(tx, viewer, texts, &looked.picked)?;
    Ok(Some(Found { name, picked, offered: choose::people(tx, viewer, texts, &offered)?, span }))
}

async fn page(member: &Member, place: Place, looked: &Looked) -> Result<Page, Failure> {
    let (viewer, texts, asked) = (member.viewer(), member.visit.texts(), looked.clone());
    let work = move |office: &head_office_office::office::Office| {
        Ok(office.read(|tx| find(tx, place, viewer, &texts, &asked))?)
    };
    let found = member.visit.web.ask(work).await?.ok_or(Failure::NotFound)?;
    let texts = member.visit.texts();
    Ok(Page {
        frame: Frame::new(&member.visit, &texts.with("give-question", &[("name", &found.name)])),
        crumbs: place.crumbs(&texts, &found.name),
        problems: Vec::new(),
        search: looked.search.clone(),
        found: found.span.words(&texts, "users-range"),
        pages: found.span.links(&texts, str::to_owned).numbered,
        picked_count: texts.counted("give-picked", found.picked.len() as u64),
        picked: found.picked,
        others: found.offered,
        cancel: format!("{}/users", place.address()),
    })
}

/// `GET /salepoints/{id}/users/pick`
pub async fn pick_for_salepoint(member: Member, Path(id): Path<String>) -> Result<Response, Failure> {
    Ok(html(&page(&member, salepoint(&id)?, &Looked::default()).await?)?.into_response())
}

/// `GET /stores/{id}/users/pick`
pub async fn pick_for_store(member: Member, Path(id): Path<String>) -> Result<Response, Failure> {
    Ok(html(&page(&member, store(&id)?, &Looked::default()).await?)?.into_response())
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
    let [search, number] = ["search", "page"].map(|name| sent.typed.get(name).to_owned());
    let mut page = page(&member, place, &Looked { search, page: number, picked: ids.clone() }).await?;
    if sent.typed.get("save").is_empty() {
        return Ok(html(&page)?.into_response());
    }
    if !ids.is_empty() {
        return finish(&member, place, (page.frame.title, Receivers::These(ids))).await;
    }
    page.problems = vec![("users", member.visit.texts().t("give-pick-missing"))];
    Ok((StatusCode::UNPROCESSABLE_ENTITY, html(&page)?).into_response())
}
