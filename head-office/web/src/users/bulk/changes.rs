//! Users → Recent bulk changes: what was done with several users in the last 30 days, and undoing it.

use super::super::super::Failure;
use super::super::super::frame::{Frame, html};
use super::super::super::guard::Member;
use super::super::super::long_work::{self, Ended};
use super::super::super::texts::Texts;
use super::confirm::{self, Names, left_out};
use super::words::words;
use askama::Template;
use axum::extract::{Path, RawQuery};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use head_office_office::personnel::bulk::{BulkError, BulkKind, KEPT_MS, LeftOut, UndoError, can_be_undone};
use head_office_store::bulk_changes::{self, BulkChange, Concerned};
use head_office_store::users::{self, User};
use head_office_store::{DbError, Tx};
use std::collections::BTreeMap;
use sync_core::domain::{UnixMs, UserId};
use uuid::Uuid;

/// How many changes the page lists.
const MOST: u64 = 200;

struct Line {
    id: String,
    what: String,
    who: String,
    when: String,
    exactly_when: String,
    users: String,
    undone: String,
}

#[derive(Template)]
#[template(path = "bulk_changes.html")]
struct Recent {
    frame: Frame,
    lines: Vec<Line>,
}

#[derive(Template)]
#[template(path = "bulk_change.html")]
struct One {
    frame: Frame,
    line: Line,
    was_just_made: bool,
    can_be_undone: bool,
    problem: String,
    undo: String,
    users: Names,
    kept: Vec<Names>,
}

/// `GET /users/bulk-changes`
pub async fn recent(member: Member) -> Result<Response, Failure> {
    let now = member.visit.web.office.clock.now();
    let work = move |office: &head_office_office::office::Office| {
        Ok(office.read(|tx| {
            let changes = bulk_changes::since(tx, now.plus_ms(-KEPT_MS), MOST)?;
            changes.into_iter().map(|change| with_names(tx, change)).collect::<Result<Vec<_>, DbError>>()
        })?)
    };
    let changes = member.visit.web.ask(work).await?;
    let texts = member.visit.texts();
    let frame = Frame::new(&member.visit, &texts.t("bulk-recent"));
    let lines = changes.into_iter().map(|change| line(&texts, change, now)).collect();
    Ok(html(&Recent { frame, lines })?.into_response())
}

/// `GET /users/bulk-changes/{id}`
pub async fn one(member: Member, Path(id): Path<String>, RawQuery(query): RawQuery) -> Result<Response, Failure> {
    let page = page(&member, &id, query.is_some_and(|query| query.split('&').any(|pair| pair == "made"))).await?;
    Ok(html(&page)?.into_response())
}

/// `POST /users/bulk-changes/{id}/undo`
pub async fn undo(member: Member, Path(id): Path<String>) -> Result<Response, Failure> {
    let change = Uuid::parse_str(&id).map_err(|_| Failure::NotFound)?;
    let by = member.who.user.id;
    let (texts, address) = (member.visit.texts(), format!("/users/bulk-changes/{change}"));
    let asked = long_work::LongWorkRequest {
        title: page(&member, &id, false).await?.undo,
        back: address.clone(),
        key: format!("bulk undo {change}"),
    };
    let (done, words) = (address.clone(), texts.clone());
    let undone = long_work::run(
        &member,
        asked,
        move |office, progress| office.undo_many(by, change, progress),
        move |undone| match undone {
            Ok(_) => Ended::At(done),
            Err(error) => Ended::Problem(words.t(problem(error))),
        },
    );
    let why = match undone.await {
        Ok(Ok(_)) => return Ok(Redirect::to(&address).into_response()),
        Ok(Err(UndoError::Bulk(BulkError::Office(error)))) => return Err(error.into()),
        Ok(Err(error)) => problem(&error),
        Err(goes_on) => return Ok(goes_on),
    };
    let mut page = page(&member, &id, false).await?;
    page.problem = texts.t(why);
    Ok((StatusCode::UNPROCESSABLE_ENTITY, html(&page)?).into_response())
}

/// What is said of why a change was not undone.
fn problem(error: &UndoError) -> &'static str {
    match error {
        UndoError::NotThere => "bulk-undo-too-late",
        UndoError::Bulk(error) => confirm::problem(error),
    }
}

async fn page(member: &Member, id: &str, was_just_made: bool) -> Result<One, Failure> {
    let id = Uuid::parse_str(id).map_err(|_| Failure::NotFound)?;
    let now = member.visit.web.office.clock.now();
    let work = move |office: &head_office_office::office::Office| {
        Ok(office.read(|tx| {
            let Some(change) = bulk_changes::find(tx, id)? else { return Ok(None) };
            let users = bulk_changes::users(tx, id)?;
            Ok::<_, DbError>(Some((with_names(tx, change)?, users)))
        })?)
    };
    let (change, users) = member.visit.web.ask(work).await?.ok_or(Failure::NotFound)?;
    let texts = member.visit.texts();
    let mut kept: BTreeMap<LeftOut, Vec<String>> = BTreeMap::new();
    for Concerned { name, kept_because, .. } in &users {
        if let Some(reason) = kept_because.as_deref().and_then(LeftOut::from_code) {
            kept.entry(reason).or_default().push(name.clone());
        }
    }
    let count = change.0.users;
    let can_be_undone = can_be_undone(&change.0, now);
    let line = line(&texts, change, now);
    let names = users.into_iter().map(|concerned| concerned.name).collect();
    Ok(One {
        frame: Frame::new(&member.visit, &line.what),
        line,
        was_just_made,
        can_be_undone,
        problem: String::new(),
        undo: texts.counted("bulk-undo", count),
        users: Names::new(&texts, texts.counted("bulk-changed-then", count), names),
        kept: kept.into_iter().map(|(reason, names)| left_out(&texts, reason, names)).collect(),
    })
}

type WithNames = (BulkChange, Option<String>, Option<String>);

/// A change with the names of who made and who undid it.
fn with_names(tx: &mut Tx<'_>, change: BulkChange) -> Result<WithNames, DbError> {
    let mut name = |id: UserId| -> Result<Option<String>, DbError> {
        Ok(users::find(tx, id)?.map(|User { first_name, last_name, .. }| format!("{first_name} {last_name}")))
    };
    let by = name(change.by)?;
    let undone_by = match change.undone {
        Some((_, by)) => name(by)?,
        None => None,
    };
    Ok((change, by, undone_by))
}

fn line(texts: &Texts, (change, by, undone_by): WithNames, now: UnixMs) -> Line {
    let name = change.target_name.unwrap_or_default();
    let undone = change.undone.map(|(at, _)| {
        let (when, who) = (texts.time(at, now), undone_by.unwrap_or_default());
        texts.with("bulk-undone", &[("when", &when), ("who", &who)])
    });
    Line {
        id: change.id.to_string(),
        what: BulkKind::from_code(&change.action)
            .map(|kind| texts.counted_with(words(kind).done, change.users, &[("name", &name)]))
            .unwrap_or_default(),
        who: by.unwrap_or_default(),
        when: texts.time(change.at, now),
        exactly_when: change.at.to_string(),
        users: texts.number(change.users),
        undone: undone.unwrap_or_default(),
    }
}
