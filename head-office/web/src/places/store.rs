//! A store's page, which is its form.

use super::super::Failure;
use super::super::form::{Field, lines_problem, name_problem};
use super::super::frame::{Frame, html};
use super::super::guard::Member;
use super::super::history::{self, History};
use super::super::message::Message;
use super::super::record_form::{Apart, Conflict, Head, Merged, Open, Received, Values, bring_together};
use super::super::texts::Texts;
use super::closing::undoing;
use super::{Asked, done_message};
use askama::Template;
use axum::Form;
use axum::extract::rejection::{FormRejection, QueryRejection};
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use head_office_domain::names;
use head_office_domain::office_rights::{Level, OfficeArea};
use head_office_office::places::{PlaceError, StoreSettings, StoreUse};
use head_office_store::audit::{self, Recorded};
use head_office_store::closed_places;
use head_office_store::salepoints::{self, Salepoint};
use head_office_store::stores::{self, Store};
use sync_core::domain::StoreId;

/// How many salepoints that sell from it are named.
const NAMED: usize = 12;

const KEYS: [&str; 2] = ["name", "address"];

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
    form: Head,
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
    /// What undoing its closing comes to; `None`: that cannot be undone.
    undo: Option<String>,
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
    /// How many had it when it was closed.
    had: u64,
}

async fn find(member: &Member, id: &str) -> Result<Found, Failure> {
    let id: StoreId = id.parse().map_err(|_| Failure::NotFound)?;
    let viewer = member.viewer();
    let may_read = member.who.may(OfficeArea::Salepoints, Level::Read);
    let work = move |office: &head_office_office::office::Office| {
        Ok(office.read(|tx| {
            let Some(store) = stores::find(tx, viewer, id)? else { return Ok(None) };
            let concerned = StoreUse::find(tx, id)?;
            let salepoints = if may_read { salepoints::selling_from(tx, viewer, id)? } else { Vec::new() };
            let trail = audit::of_record(tx, viewer, id.0, history::READ)?;
            let had = closed_places::count(tx, id.0)?;
            Ok::<_, head_office_store::DbError>(Some(Found { store, concerned, salepoints, trail, had }))
        })?)
    };
    member.visit.web.ask(work).await?.ok_or(Failure::NotFound)
}

fn page(member: &Member, found: Option<Found>, values: &Values, form: Head) -> Page {
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
    let address = found.as_ref().map(|found| format!("/stores/{}", found.store.id)).unwrap_or_default();
    let history = History::with_files(&texts, trail, member.visit.web.office.clock.now(), &address);
    let record = found.map(|found| {
        let sellers = found.salepoints.into_iter();
        let mut salepoints: Vec<_> = sellers.map(|one| (format!("/salepoints/{}", one.id), one.name)).collect();
        let more = salepoints.len().saturating_sub(NAMED);
        salepoints.truncate(NAMED);
        Record {
            id: found.store.id,
            is_open,
            undo: undoing(&texts, found.store.closed_at, found.had, member.visit.web.office.clock.now()),
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
        form,
        name: Field::of(values, "name"),
        address: Field::of(values, "address"),
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
pub async fn new_store(member: Member, open: Open) -> Result<Response, Failure> {
    let kept = open.kept(&member).await?.unwrap_or_default();
    let form = open.head(&member, Values::default()).await?;
    Ok(html(&page(&member, None, &kept.typed, form))?.into_response())
}

/// `POST /stores/new`
pub async fn add_store(
    member: Member,
    open: Open,
    form: Result<Form<Vec<(String, String)>>, FormRejection>,
) -> Result<Response, Failure> {
    let sent = match open.receive(&member, form).await? {
        Received::Sent(sent) => sent,
        Received::Answered(answer) => return Ok(answer),
    };
    let texts = member.visit.texts();
    let page = page(&member, None, &sent.typed, open.head(&member, Values::default()).await?);
    let settings = match settings(&texts, &sent.typed) {
        Ok(settings) => settings,
        Err(problems) => return page.refuse(problems),
    };
    let sender = open.sender(&member);
    match member.visit.web.ask(move |office| Ok(office.add_store(sender, &settings))).await? {
        Ok(made) => Ok(Redirect::to(&format!("/stores/{}/users?done=added", made.id)).into_response()),
        Err(error) => page.refuse(vec![problem(&texts, error)?]),
    }
}

/// `GET /stores/{id}`
pub async fn show_store(
    member: Member,
    open: Open,
    Path(id): Path<String>,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Result<Response, Failure> {
    let Query(asked) = asked.map_err(|_| Failure::Malformed)?;
    let found = find(&member, &id).await?;
    let saved = values(&StoreSettings::from(&found.store));
    let (typed, base) = match open.kept(&member).await? {
        Some(kept) => (kept.typed, kept.base),
        None => (saved.clone(), saved),
    };
    let mut page = page(&member, Some(found), &typed, open.head(&member, base).await?);
    page.message = done_message(&member, &asked, false).await?;
    Ok(html(&page)?.into_response())
}

/// `POST /stores/{id}`
pub async fn change_store(
    member: Member,
    open: Open,
    Path(id): Path<String>,
    form: Result<Form<Vec<(String, String)>>, FormRejection>,
) -> Result<Response, Failure> {
    let found = find(&member, &id).await?;
    let sent = match open.receive(&member, form).await? {
        Received::Sent(sent) => sent,
        Received::Answered(answer) => return Ok(answer),
    };
    let texts = member.visit.texts();
    let id = found.store.id;
    let page = page(&member, Some(found), &sent.typed, open.head(&member, sent.base.clone()).await?);
    if !page.read_only.is_empty() {
        return page.refuse(Vec::new());
    }
    let yours = match settings(&texts, &sent.typed) {
        Ok(settings) => settings,
        Err(problems) => return page.refuse(problems),
    };
    let (by, viewer) = (member.who.user.id, member.viewer());
    let changed = move |office: &head_office_office::office::Office| {
        let save = |base: &Values, typed: &Values| office.change_store(by, id, &meant(base), &meant(typed));
        let saved = || {
            let store = office.read(|tx| stores::find(tx, viewer, id))?;
            Ok(store.map(|store| values(&StoreSettings::from(&store))))
        };
        let is_changed = |error: &PlaceError| matches!(error, PlaceError::ChangedMeanwhile);
        bring_together(sent.base, values(&yours), &KEYS.map(str::to_owned), save, saved, is_changed)
    };
    match member.visit.web.ask(changed).await? {
        Ok(()) => {
            open.forget(&member).await?;
            Ok(Redirect::to(&format!("/stores/{id}?done=changed")).into_response())
        }
        Err(Apart::Both(merged)) => told(&member, open, &id.to_string(), &merged).await,
        Err(Apart::Refused(error)) => page.refuse(vec![problem(&texts, error)?]),
        Err(Apart::Gone) => Err(Failure::NotFound),
    }
}

/// What values that were read before mean.
fn meant(values: &Values) -> StoreSettings {
    StoreSettings { name: values.get("name").to_owned(), address: values.get("address").to_owned() }
}

/// The form once more, with what somebody else saved meanwhile.
async fn told(member: &Member, open: Open, id: &str, merged: &Merged) -> Result<Response, Failure> {
    let texts = member.visit.texts();
    let found = find(member, id).await?;
    let saved = values(&StoreSettings::from(&found.store));
    let now = member.visit.web.office.clock.now();
    let name = |key: &str| texts.t(if key == "address" { "address" } else { "column-name" });
    let shown = |_: &str, value: &str| value.replace('\n', " / ");
    let conflict = Conflict::new(&texts, merged, &saved, (found.trail.first(), now), name, shown);
    let mut page = page(member, Some(found), &merged.values, open.head(member, saved).await?);
    page.conflict = Some(conflict);
    Ok((StatusCode::CONFLICT, html(&page)?).into_response())
}
