//! A store's page, which is its form.

use super::super::Failure;
use super::super::form::{Field, lines_problem, name_problem};
use super::super::frame::{Frame, html};
use super::super::guard::Member;
use super::super::history::{self, History};
use super::super::message::Message;
use super::super::record_form::{Conflict, Sent, Values, merge};
use super::super::texts::Texts;
use super::{Asked, done_message};
use crate::db::audit::{self, Recorded};
use crate::db::salepoints::{self, Salepoint};
use crate::db::stores::{self, Store};
use crate::names;
use crate::office_rights::{Level, OfficeArea};
use crate::places::{PlaceError, StoreSettings, StoreUse};
use askama::Template;
use axum::Form;
use axum::extract::rejection::{FormRejection, QueryRejection};
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use sync_core::domain::StoreId;

/// How many salepoints that sell from it are named.
const NAMED: usize = 12;

#[derive(Template)]
#[template(path = "store.html")]
struct Page {
    frame: Frame,
    crumbs: Vec<(String, String)>,
    message: Option<Message>,
    conflict: Option<Conflict>,
    problems: Vec<(String, String)>,
    /// Why nothing can be changed; empty: it can.
    read_only: String,
    base: Values,
    name: Field,
    address: Field,
    submit: String,
    /// `None`: it is a new one.
    record: Option<Record>,
    history: History,
}

/// What stands around the form of a store that is there.
struct Record {
    id: StoreId,
    is_open: bool,
    may_change: bool,
    users: String,
    salepoints: Vec<(String, String)>,
    more: String,
}

/// What the page is made of.
struct Found {
    store: Store,
    concerned: StoreUse,
    /// The reader's salepoints that sell from it.
    salepoints: Vec<Salepoint>,
    trail: Vec<Recorded>,
}

async fn find(member: &Member, id: &str) -> Result<Found, Failure> {
    let id: StoreId = id.parse().map_err(|_| Failure::NotFound)?;
    let viewer = member.viewer();
    let may_read = member.who.may(OfficeArea::Salepoints, Level::Read);
    let work = move |office: &crate::Office| {
        Ok(office.db.read(|tx| {
            let Some(store) = stores::find(tx, viewer, id)? else { return Ok(None) };
            let concerned = StoreUse::find(tx, id)?;
            let salepoints = if may_read { salepoints::selling_from(tx, viewer, id)? } else { Vec::new() };
            let trail = audit::of_record(tx, viewer, id.0, history::READ)?;
            Ok::<_, crate::DbError>(Some(Found { store, concerned, salepoints, trail }))
        })?)
    };
    member.visit.web.ask(work).await?.ok_or(Failure::NotFound)
}

fn page(member: &Member, found: Option<Found>, values: &Values, base: Values) -> Page {
    let texts = member.visit.texts();
    let title = found.as_ref().map_or_else(|| texts.t("store-new"), |found| found.store.name.clone());
    let may_edit = member.who.may(OfficeArea::Stores, Level::Edit);
    let is_open = found.as_ref().is_none_or(|found| found.store.closed_at.is_none());
    let read_only = match (may_edit, is_open) {
        (true, true) => String::new(),
        (true, false) => texts.t("store-closed-read-only"),
        (false, _) => texts.t("look-only"),
    };
    let submit = texts.t(if found.is_none() { "store-add" } else { "save-changes" });
    let trail = found.as_ref().map(|found| found.trail.clone()).unwrap_or_default();
    let history = History::new(&texts, trail, member.visit.web.office.clock.now());
    let record = found.map(|found| {
        let sellers = found.salepoints.into_iter();
        let mut salepoints: Vec<_> = sellers.map(|one| (format!("/salepoints/{}", one.id), one.name)).collect();
        let more = salepoints.len().saturating_sub(NAMED);
        salepoints.truncate(NAMED);
        Record {
            id: found.store.id,
            is_open,
            may_change: may_edit,
            users: texts.counted("users-count", found.concerned.users.len() as u64),
            salepoints,
            more: if more == 0 { String::new() } else { texts.counted("more-places", more as u64) },
        }
    });
    Page {
        frame: Frame::new(&member.visit, &title),
        crumbs: vec![("/stores".to_owned(), texts.t("stores"))],
        message: None,
        conflict: None,
        problems: Vec::new(),
        read_only,
        base,
        name: values.field("name"),
        address: values.field("address"),
        submit,
        record,
        history,
    }
}

impl Page {
    fn refuse(mut self, problems: Vec<(String, String)>) -> Result<Response, Failure> {
        for (id, problem) in &problems {
            let field = if id == "address" { &mut self.address } else { &mut self.name };
            field.problem.clone_from(problem);
        }
        self.problems = problems;
        Ok((StatusCode::UNPROCESSABLE_ENTITY, html(&self)?).into_response())
    }
}

fn values(settings: &StoreSettings) -> Values {
    Values::default().holding("name", &settings.name).holding("address", &settings.address)
}

/// What the values mean, or what is wrong with them.
fn settings(texts: &Texts, values: &Values) -> Result<StoreSettings, Vec<(String, String)>> {
    let name = names::name(values.get("name")).map_err(|error| ("name".into(), name_problem(texts, error)));
    let address = names::lines(values.get("address"), names::ADDRESS);
    let address = address.map_err(|error| ("address".into(), lines_problem(texts, error)));
    match (name, address) {
        (Ok(name), Ok(address)) => Ok(StoreSettings { name, address }),
        (name, address) => Err(name.err().into_iter().chain(address.err()).collect()),
    }
}

/// What is wrong, beside its field.
fn problem(texts: &Texts, error: PlaceError) -> Result<(String, String), Failure> {
    match error {
        PlaceError::NameTaken => Ok(("name".into(), texts.t("name-taken"))),
        error => Err(error.into()),
    }
}

/// `GET /stores/new`
pub async fn new_store(member: Member) -> Result<Response, Failure> {
    Ok(html(&page(&member, None, &Values::default(), Values::default()))?.into_response())
}

/// `POST /stores/new`
pub async fn add_store(
    member: Member,
    form: Result<Form<Vec<(String, String)>>, FormRejection>,
) -> Result<Response, Failure> {
    let sent = Sent::read(form)?;
    let texts = member.visit.texts();
    let page = page(&member, None, &sent.typed, Values::default());
    let settings = match settings(&texts, &sent.typed) {
        Ok(settings) => settings,
        Err(problems) => return page.refuse(problems),
    };
    let by = member.who.user.id;
    match member.visit.web.ask(move |office| Ok(office.add_store(by, &settings))).await? {
        Ok(id) => Ok(Redirect::to(&format!("/stores/{id}/users?done=added")).into_response()),
        Err(error) => page.refuse(vec![problem(&texts, error)?]),
    }
}

/// `GET /stores/{id}`
pub async fn show_store(
    member: Member,
    Path(id): Path<String>,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Result<Response, Failure> {
    let Query(asked) = asked.map_err(|_| Failure::Malformed)?;
    let found = find(&member, &id).await?;
    let saved = values(&StoreSettings::from(&found.store));
    let mut page = page(&member, Some(found), &saved, saved.clone());
    page.message = done_message(&member, &asked, false).await?;
    Ok(html(&page)?.into_response())
}

/// `POST /stores/{id}`
pub async fn change_store(
    member: Member,
    Path(id): Path<String>,
    form: Result<Form<Vec<(String, String)>>, FormRejection>,
) -> Result<Response, Failure> {
    let sent = Sent::read(form)?;
    let texts = member.visit.texts();
    let found = find(&member, &id).await?;
    let id = found.store.id;
    let page = page(&member, Some(found), &sent.typed, sent.base.clone());
    if !page.read_only.is_empty() {
        return page.refuse(Vec::new());
    }
    let yours = match settings(&texts, &sent.typed) {
        Ok(settings) => settings,
        Err(problems) => return page.refuse(problems),
    };
    let (by, typed) = (member.who.user.id, values(&yours));
    let base = StoreSettings { name: sent.base.get("name").to_owned(), address: sent.base.get("address").to_owned() };
    match member.visit.web.ask(move |office| Ok(office.change_store(by, id, &base, &yours))).await? {
        Ok(()) => Ok(Redirect::to(&format!("/stores/{id}?done=changed")).into_response()),
        Err(PlaceError::ChangedMeanwhile) => told(&member, &id.to_string(), &typed, &sent.base).await,
        Err(error) => page.refuse(vec![problem(&texts, error)?]),
    }
}

/// The form once more, with what somebody else saved meanwhile.
async fn told(member: &Member, id: &str, typed: &Values, base: &Values) -> Result<Response, Failure> {
    let texts = member.visit.texts();
    let found = find(member, id).await?;
    let saved = values(&StoreSettings::from(&found.store));
    let merged = merge(base, typed, &saved, &["name", "address"].map(str::to_owned));
    let now = member.visit.web.office.clock.now();
    let name = |key: &str| texts.t(if key == "address" { "address" } else { "column-name" });
    let shown = |_: &str, value: &str| value.replace('\n', " / ");
    let conflict = Conflict::new(&texts, &merged, &saved, (found.trail.first(), now), name, shown);
    let mut page = page(member, Some(found), &merged.values, saved);
    page.conflict = Some(conflict);
    Ok((StatusCode::CONFLICT, html(&page)?).into_response())
}
