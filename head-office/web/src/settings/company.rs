//! Settings → Company: what is so for all of it.

use super::super::Failure;
use super::super::form::{Field, name_problem};
use super::super::frame::{Frame, LANGUAGES, html};
use super::super::guard::Member;
use super::super::history::{self, History};
use super::super::message::Message;
use super::super::record_form::{Apart, Conflict, Head, Merged, Open, Received, Values, bring_together};
use super::super::texts::Texts;
use super::super::users::language_name;
use askama::Template;
use axum::Form;
use axum::extract::Query;
use axum::extract::rejection::{FormRejection, QueryRejection};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use head_office_domain::names;
use head_office_domain::office_rights::{Level, OfficeArea};
use head_office_domain::zone::Zone;
use head_office_office::company::{CompanyError, CompanySettings};
use head_office_store::DbError;
use head_office_store::audit::{self, AuditKind, Recorded};
use serde::Deserialize;

/// Where the page is.
const ADDRESS: &str = "/settings/company";

const KEYS: [&str; 3] = ["name", "language", "time_zone"];

#[derive(Template)]
#[template(path = "company.html")]
struct Page {
    frame: Frame,
    message: Option<Message>,
    conflict: Option<Conflict>,
    problems: Vec<(String, String)>,
    may_edit: bool,
    form: Head,
    name: Field,
    language: Field,
    time_zone: Field,
    languages: Vec<(String, String)>,
    time_zones: Vec<(String, String)>,
    /// What clocks show there now.
    now: String,
    history: History,
}

/// What the page is made of.
struct Found {
    settings: CompanySettings,
    trail: Vec<Recorded>,
}

/// What was just done.
#[derive(Deserialize)]
pub struct Done {
    #[serde(default)]
    done: String,
}

async fn find(member: &Member) -> Result<Found, Failure> {
    let work = |office: &head_office_office::office::Office| {
        Ok(office.read(|tx| {
            let trail = audit::of_kind(tx, office.company().0, AuditKind::Company, history::READ)?;
            Ok::<_, DbError>(Found { settings: CompanySettings::load(tx)?, trail })
        })?)
    };
    member.visit.web.ask(work).await
}

fn values(settings: &CompanySettings) -> Values {
    Values::default()
        .holding("name", &settings.name)
        .holding("language", settings.language.code())
        .holding("time_zone", settings.zone.name())
}

/// What the values mean, or what is wrong with them.
fn settings(texts: &Texts, values: &Values) -> Result<CompanySettings, Vec<(String, String)>> {
    let mut problems = Vec::new();
    let mut wrong = |field: &str, problem: String| problems.push((field.to_owned(), problem));
    let name = names::name(values.get("name"));
    let name = name.map_err(|error| wrong("name", name_problem(texts, error))).ok();
    let language = values.get("language").parse();
    let language = language.map_err(|_| wrong("language", texts.t("salepoint-language-missing"))).ok();
    let zone = values.get("time_zone").parse::<Zone>();
    let zone = zone.map_err(|_| wrong("time_zone", texts.t("company-time-zone-unknown"))).ok();
    match (name, language, zone) {
        (Some(name), Some(language), Some(zone)) => Ok(CompanySettings { name, language, zone }),
        _ => Err(problems),
    }
}

fn page(member: &Member, found: Found, values: &Values, form: Head) -> Page {
    let texts = member.visit.texts();
    let now = member.visit.web.office.clock.now();
    // Also one that is called by a name of earlier times.
    let saved = found.settings.zone;
    let mut zones: Vec<_> = Zone::offered().map(Zone::name).collect();
    if !zones.contains(&saved.name()) {
        zones.insert(0, saved.name());
    }
    let typed: Zone = values.get("time_zone").parse().unwrap_or(saved);
    Page {
        frame: Frame::new(&member.visit, &texts.t("company")),
        message: None,
        conflict: None,
        problems: Vec::new(),
        may_edit: member.who.may(OfficeArea::Policies, Level::Edit),
        form,
        name: Field::of(values, "name"),
        language: Field::of(values, "language"),
        time_zone: Field::of(values, "time_zone"),
        languages: LANGUAGES.map(|(code, name)| (code.code().to_owned(), name.to_owned())).to_vec(),
        time_zones: zones.into_iter().map(|name| (name.to_owned(), name.replace('_', " "))).collect(),
        now: texts.with("company-time-now", &[("time", &texts.in_zone(typed).time_and_zone(now, now))]),
        history: History::new(&texts, found.trail, now),
    }
}

impl Page {
    fn refuse(mut self, problems: Vec<(String, String)>) -> Result<Response, Failure> {
        for (id, problem) in &problems {
            let field = match id.as_str() {
                "language" => &mut self.language,
                "time_zone" => &mut self.time_zone,
                _ => &mut self.name,
            };
            field.problem.clone_from(problem);
        }
        self.problems = problems;
        Ok((StatusCode::UNPROCESSABLE_ENTITY, html(&self)?).into_response())
    }
}

/// `GET /settings/company`
pub async fn show(member: Member, open: Open, done: Result<Query<Done>, QueryRejection>) -> Result<Response, Failure> {
    let Query(Done { done }) = done.map_err(|_| Failure::Malformed)?;
    let found = find(&member).await?;
    let saved = values(&found.settings);
    let (shown, base) = match open.kept(&member).await? {
        Some(kept) => (kept.typed, kept.base),
        None => (saved.clone(), saved),
    };
    let mut page = page(&member, found, &shown, open.head(&member, base).await?);
    page.message = (done == "changed").then(|| Message::done(member.visit.texts().t("saved")));
    Ok(html(&page)?.into_response())
}

/// `POST /settings/company`
pub async fn change(
    member: Member,
    open: Open,
    form: Result<Form<Vec<(String, String)>>, FormRejection>,
) -> Result<Response, Failure> {
    let sent = match open.receive(&member, form).await? {
        Received::Sent(sent) => sent,
        Received::Answered(answer) => return Ok(answer),
    };
    let texts = member.visit.texts();
    let typed = match settings(&texts, &sent.typed) {
        Ok(typed) => typed,
        Err(problems) => {
            let head = open.head(&member, sent.base).await?;
            return page(&member, find(&member).await?, &sent.typed, head).refuse(problems);
        }
    };
    let (by, base, words) = (member.who.user.id, sent.base, member.visit.texts());
    let work = move |office: &head_office_office::office::Office| {
        let save = |base: &Values, typed: &Values| {
            let read = |values: &Values| settings(&words, values).map_err(|_| CompanyError::ChangedMeanwhile);
            office.change_company(by, &read(base)?, &read(typed)?)
        };
        let saved = || Ok(Some(values(&office.read(CompanySettings::load)?)));
        let is_changed = |error: &CompanyError| matches!(error, CompanyError::ChangedMeanwhile);
        bring_together(base, values(&typed), &KEYS.map(str::to_owned), save, saved, is_changed)
    };
    match member.visit.web.ask(work).await? {
        Ok(()) => {
            open.forget(&member).await?;
            Ok(Redirect::to(&format!("{ADDRESS}?done=changed")).into_response())
        }
        Err(Apart::Both(merged)) => told(&member, open, &merged).await,
        Err(Apart::Refused(CompanyError::Office(error))) => Err(error.into()),
        Err(Apart::Refused(CompanyError::ChangedMeanwhile) | Apart::Gone) => Err(Failure::NotFound),
    }
}

/// The form once more, with what somebody else saved meanwhile.
async fn told(member: &Member, open: Open, merged: &Merged) -> Result<Response, Failure> {
    let texts = member.visit.texts();
    let found = find(member).await?;
    let saved = values(&found.settings);
    let name = |key: &str| texts.t(super::super::form::label(key));
    let shown = |key: &str, value: &str| match key {
        "language" => value.parse().map_or_else(|_| value.to_owned(), |language| language_name(language).to_owned()),
        _ => value.to_owned(),
    };
    let last = (found.trail.first(), member.visit.web.office.clock.now());
    let conflict = Conflict::new(&texts, merged, &saved, last, name, shown);
    let mut page = page(member, found, &merged.values, open.head(member, saved).await?);
    page.conflict = Some(conflict);
    Ok((StatusCode::CONFLICT, html(&page)?).into_response())
}
