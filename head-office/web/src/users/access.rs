//! The tab Office access of a user's form. Nothing of it waits in the draft: what is saved here mails a link at once.

use super::super::Failure;
use super::super::form::{self, Field};
use super::super::frame::{Frame, html};
use super::super::groups::words;
use super::super::guard::Member;
use super::super::history::{self, History};
use super::super::message::Message;
use super::super::record_form::Open;
use super::super::settings::licences::access::{Card, Mailing, find, set_email};
use super::super::settings::licences::done;
use askama::Template;
use axum::Form;
use axum::extract::rejection::{FormRejection, QueryRejection};
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use head_office_domain::office_rights::{Level, OfficeArea};
use head_office_store::{audit, salepoints, stores, users};
use serde::Deserialize;
use std::collections::BTreeSet;
use sync_core::domain::UserId;

#[derive(Template)]
#[template(path = "user_access.html")]
struct Page {
    frame: Frame,
    /// The form's other tabs: address, name, count.
    tabs: [(String, String, String); 3],
    message: Option<Message>,
    problems: Vec<(&'static str, String)>,
    card: Card,
    /// Where the card's e-mail goes.
    address: String,
    /// Which group that is from, in words.
    from_group: String,
    /// Where the group's page is, if the reader may see it.
    group: Option<String>,
    /// What it allows: area and level.
    areas: Vec<(String, String)>,
    history: History,
}

/// What the address asks for.
#[derive(Deserialize)]
pub struct Asked {
    #[serde(default)]
    done: String,
}

/// What the form holds.
#[derive(Deserialize)]
pub struct Typed {
    email: String,
}

/// `GET /users/{id}/office-access`
pub async fn show(
    member: Member,
    Path(id): Path<String>,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Result<Response, Failure> {
    let Query(asked) = asked.map_err(|_| Failure::Malformed)?;
    let id = id.parse().map_err(|_| Failure::NotFound)?;
    let mut page = load(&member, id, None).await?;
    page.message = done(&member.visit.texts(), &asked.done, Mailing::of(&member.visit.web.office));
    Ok(html(&page)?.into_response())
}

/// `POST /users/{id}/office-access`
pub async fn save(
    member: Member,
    open: Open,
    Path(id): Path<String>,
    form: Result<Form<Typed>, FormRejection>,
) -> Result<Response, Failure> {
    let (id, Typed { email }) = (id.parse().map_err(|_| Failure::NotFound)?, form::fields(form)?);
    match set_email(&member, open, id, &email).await? {
        Ok(done) => Ok(Redirect::to(&format!("{}?done={done}", address(id))).into_response()),
        Err(field) => {
            let problems = vec![("email", field.problem.clone())];
            let page = Page { problems, ..load(&member, id, Some(field)).await? };
            Ok((StatusCode::UNPROCESSABLE_ENTITY, html(&page)?).into_response())
        }
    }
}

fn address(id: UserId) -> String {
    format!("/users/{id}/office-access")
}

async fn load(member: &Member, id: UserId, email: Option<Field>) -> Result<Page, Failure> {
    let texts = member.visit.texts();
    let found = find(member, id).await?;
    let viewer = member.viewer_of_names();
    let work = move |office: &head_office_office::office::Office| {
        Ok(office.read(|tx| {
            let salepoints = salepoints::open(tx, viewer)?;
            let has: BTreeSet<_> = users::salepoints(tx, id)?.into_iter().map(|grant| grant.salepoint).collect();
            let salepoints = salepoints.iter().filter(|one| has.contains(&one.id)).count();
            let has: BTreeSet<_> = users::stores(tx, id)?.into_iter().collect();
            let stores = stores::open(tx, viewer)?.iter().filter(|one| has.contains(&one.id)).count();
            let counts = [salepoints, stores];
            Ok::<_, head_office_store::DbError>((counts, audit::of_record(tx, viewer, id.0, history::READ)?))
        })?)
    };
    let ([salepoints, stores], trail) = member.visit.web.ask(work).await?;
    let tab = |path: &str, key: &str, count: Option<usize>| {
        let count = count.map(|count| texts.number(count as u64)).unwrap_or_default();
        (format!("/users/{id}{path}?editing"), texts.t(key), count)
    };
    let areas = OfficeArea::ALL.iter().filter_map(|area| {
        let level = found.group.office.get(area).copied().filter(|level| *level != Level::None)?;
        Some((texts.t(words::area(*area)), texts.t(words::level(level))))
    });
    let sees_groups = member.who.may(OfficeArea::UserGroups, Level::Read);
    Ok(Page {
        frame: Frame::new(&member.visit, &found.name()),
        tabs: [
            tab("", "tab-general", None),
            tab("/salepoints", "tab-salepoint", Some(salepoints)),
            tab("/stores", "tab-store", Some(stores)),
        ],
        message: None,
        problems: Vec::new(),
        card: Card::new(member, &found, email, "user"),
        address: address(id),
        areas: areas.collect(),
        from_group: texts.with("office-may-from", &[("group", &found.group.name)]),
        group: sees_groups.then(|| format!("/groups/{}", found.group.id)),
        history: History::with_files(&texts, trail, member.visit.web.office.clock.now(), &format!("/users/{id}")),
    })
}
