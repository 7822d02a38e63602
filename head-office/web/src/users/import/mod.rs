//! Users → Import: a CSV file is uploaded, looked at, reported on and, if it is confirmed, imported whole. Decision 0015.

mod jobs;
mod report;
mod upload;
mod words;

use super::super::Failure;
use super::super::csv_file::{BYTE_ORDER_MARK, separator};
use super::super::frame::{Frame, html};
use super::super::guard::Member;
use super::super::long_work::{Standing, StandingPart};
use super::super::{Web, form};
use askama::Template;
use axum::Form;
use axum::extract::Path;
use axum::extract::multipart::{Multipart, MultipartRejection};
use axum::extract::rejection::FormRejection;
use axum::http::StatusCode;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Redirect, Response};
use head_office_office::import::table::{self, Column, MOST_USERS, Unreadable, guarded};
pub use jobs::Imports;
use jobs::{Job, Stage};
use report::{Page, address, standing};
use serde::Deserialize;
use std::sync::Arc;
pub use upload::MOST_BODY_BYTES;
use upload::{MOST_BYTES, NoFile};
pub use words::all as words;

#[derive(Template)]
#[template(path = "import.html")]
struct FormPage {
    frame: Frame,
    /// A file that waits: its name and where it stands.
    waiting: Option<(String, String)>,
    /// Whether a file was asked for that is not here any more.
    is_gone: bool,
    /// What is wrong with the file.
    problem: String,
}

impl FormPage {
    fn new(member: &Member, problem: String) -> Self {
        let texts = member.visit.texts();
        let waiting = of(member).filter(|job| !matches!(*job.stage(), Stage::Finished(_) | Stage::Failed));
        Self {
            frame: Frame::new(&member.visit, &texts.t("import-title")),
            waiting: waiting.map(|job| (job.file_name.clone(), address(&job))),
            is_gone: false,
            problem,
        }
    }

    fn problems(&self) -> Vec<(&'static str, &str)> {
        Some(self.problem.as_str())
            .filter(|problem| !problem.is_empty())
            .map(|problem| ("file", problem))
            .into_iter()
            .collect()
    }
}

/// `GET /users/import`
pub async fn show(member: Member) -> Result<Response, Failure> {
    Ok(html(&FormPage::new(&member, String::new()))?.into_response())
}

/// `POST /users/import`
pub async fn upload(member: Member, form: Result<Multipart, MultipartRejection>) -> Result<Response, Failure> {
    let form = form.map_err(|_| Failure::Malformed)?;
    let texts = member.visit.texts();
    let problem = match upload::read(form).await? {
        Ok((name, bytes)) => {
            let Web { office, imports, import_words, .. } = &member.visit.web;
            let words = Arc::clone(import_words);
            match member.visit.web.ask(move |_| Ok(table::read(&bytes, &words))).await? {
                Ok(table) => {
                    let job = imports.begin(office, member.who.user.id, name, table).await;
                    return Ok(Redirect::to(&address(&job)).into_response());
                }
                Err(Unreadable::Empty) => texts.t("import-empty"),
                Err(Unreadable::NotText) => texts.t("import-not-text"),
                Err(Unreadable::TooLong) => texts.counted("import-too-many-rows", MOST_USERS as u64),
            }
        }
        Err(NoFile::NotChosen) => texts.t("import-no-file"),
        Err(NoFile::TooLarge) => texts.counted("import-too-large", (MOST_BYTES / 1_000_000) as u64),
    };
    Ok((StatusCode::UNPROCESSABLE_ENTITY, html(&FormPage::new(&member, problem))?).into_response())
}

/// `GET /users/import/{file}`
pub async fn file(member: Member, Path(id): Path<String>) -> Result<Response, Failure> {
    match find(&member, &id) {
        Some(job) => Ok(html(&Page::new(&member, &job))?.into_response()),
        None => gone(&member),
    }
}

/// `GET /users/import/{file}/part`
pub async fn part(member: Member, Path(id): Path<String>) -> Result<Response, Failure> {
    let texts = member.visit.texts();
    let standing = match find(&member, &id) {
        Some(job) => standing(&texts, &job),
        // Head office was started again: the page says so.
        None => Standing { words: texts.t("import-settled"), done: None, settled: Some(format!("/users/import/{id}")) },
    };
    Ok(html(&StandingPart { standing })?.into_response())
}

/// What confirms an import.
#[derive(Deserialize)]
pub struct Confirmed {
    #[serde(default)]
    number: String,
}

/// `POST /users/import/{file}`
pub async fn confirm(
    member: Member,
    Path(id): Path<String>,
    form: Result<Form<Confirmed>, FormRejection>,
) -> Result<Response, Failure> {
    let Confirmed { number } = form::fields(form)?;
    let Some(job) = find(&member, &id) else { return gone(&member) };
    let to_its_page = Redirect::to(&address(&job)).into_response();
    let (report, ready) = {
        let mut stage = job.stage();
        let Stage::Fine { report, ready, .. } = &*stage else { return Ok(to_its_page) };
        if let Some(losing) = report.losing.filter(|losing| number.trim().parse() != Ok(*losing)) {
            drop(stage);
            let page = Page::new(&member, &job).with_wrong_number(&member.visit.texts(), &number, losing);
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, html(&page)?).into_response());
        }
        if report.users.is_empty() {
            return Ok(to_its_page);
        }
        let taken = (report.clone(), Arc::clone(ready));
        // Pressed twice, it is imported once.
        *stage = Stage::Importing;
        taken
    };
    let Web { office, imports, .. } = &member.visit.web;
    imports.import(office, &job, ready, report).await;
    Ok(to_its_page)
}

/// `POST /users/import/{file}/cancel`
pub async fn cancel(member: Member, Path(id): Path<String>) -> Result<Redirect, Failure> {
    if find(&member, &id).is_some() {
        member.visit.web.imports.discard(member.who.user.id);
    }
    Ok(Redirect::to("/users/import"))
}

/// `GET /users-template.csv`: only a head, which spreadsheets take for UTF-8 by its first sign.
pub async fn template(member: Member) -> Response {
    let texts = member.visit.texts();
    let titles = Column::ALL.into_iter().filter(|(column, _)| *column != Column::Id);
    let titles: Vec<_> = titles.map(|(column, _)| guarded(&words::title(&texts, column))).collect();
    let headers = [
        (CONTENT_TYPE, "text/csv; charset=utf-8"),
        (CONTENT_DISPOSITION, "attachment; filename=\"users-template.csv\""),
    ];
    (headers, format!("{BYTE_ORDER_MARK}{}\r\n", titles.join(&separator(member.visit.language).to_string())))
        .into_response()
}

fn of(member: &Member) -> Option<Arc<Job>> {
    let Web { office, imports, .. } = &member.visit.web;
    imports.of(member.who.user.id, &office.clock)
}

/// The file of this name, if it is this user's.
fn find(member: &Member, id: &str) -> Option<Arc<Job>> {
    of(member).filter(|job| job.id.to_string() == id)
}

fn gone(member: &Member) -> Result<Response, Failure> {
    let page = FormPage { is_gone: true, ..FormPage::new(member, String::new()) };
    Ok((StatusCode::NOT_FOUND, html(&page)?).into_response())
}
