//! Enrolling a terminal: salepoint and name, the one-time code, and waiting for the terminal.

use super::super::Failure;
use super::super::choose::resolve;
use super::super::form::{self, Field};
use super::super::frame::{Frame, html};
use super::super::guard::Member;
use super::super::place_field::{PlaceField, meant, up_to};
use super::super::record_form::Open;
use super::super::texts::Texts;
use super::actions::{no_salepoint, nothing_yet, salepoints_of};
use super::qr::{self, Picture};
use askama::Template;
use axum::Form;
use axum::extract::rejection::{FormRejection, QueryRejection};
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Redirect, Response};
use head_office_domain::names::{self, NameError};
use head_office_office::enrolment::{CodeError, CodeState, KnownCode, NewCode};
use head_office_office::errors::{OfficeError, Refusal};
use head_office_store::salepoints;
use serde::Deserialize;
use sync_core::domain::{EnrolCode, SalepointId};
use uuid::Uuid;

#[derive(Template)]
#[template(path = "enrol.html")]
struct FormPage {
    frame: Frame,
    /// The opened form.
    form: Uuid,
    salepoint: PlaceField,
    terminal: Field,
    /// Whether there is none at all.
    no_salepoints: bool,
}

impl FormPage {
    async fn new(member: &Member, form: Open, salepoint: Field, terminal: Field) -> Result<Self, Failure> {
        let texts = member.visit.texts();
        let all = salepoints_of(member).await?;
        let look = up_to(&format!("/terminals/enrol?form={}", form.id), "salepoint");
        Ok(Self {
            frame: Frame::new(&member.visit, &texts.t("enrol-title")),
            form: form.id,
            salepoint: PlaceField::new(&texts, salepoint, nothing_yet(&texts), &all, look),
            terminal,
            no_salepoints: all.is_empty(),
        })
    }

    fn problems(&self) -> Vec<(&'static str, &str)> {
        let fields = [("salepoint", &self.salepoint.field), ("terminal", &self.terminal)];
        let wrong = fields.into_iter().filter(|(_, field)| !field.problem.is_empty());
        wrong.map(|(id, field)| (id, field.problem.as_str())).collect()
    }
}

/// What the address of the form may say.
#[derive(Deserialize)]
pub struct Asked {
    /// The salepoint that is meant, by its id, or a part of its name that was just typed.
    #[serde(default)]
    salepoint: String,
}

/// `GET /terminals/enrol`
pub async fn form(
    member: Member,
    opened: Open,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Result<Response, Failure> {
    let Query(Asked { salepoint }) = asked.map_err(|_| Failure::Malformed)?;
    let mut page = FormPage::new(&member, opened, Field::holding(&salepoint), Field::default()).await?;
    page.salepoint.is_asked = true;
    Ok(html(&page)?.into_response())
}

/// What the form holds.
#[derive(Deserialize)]
pub struct Typed {
    #[serde(default)]
    salepoint: String,
    #[serde(default)]
    found_by: String,
    #[serde(default)]
    salepoint_id: String,
    #[serde(default)]
    terminal: String,
}

/// `POST /terminals/enrol`
pub async fn make(member: Member, opened: Open, form: Result<Form<Typed>, FormRejection>) -> Result<Response, Failure> {
    let typed = form::fields(form)?;
    let texts = member.visit.texts();
    let mut salepoint = Field::holding(&typed.salepoint);
    let mut terminal = Field::holding(&typed.terminal);
    let meant = meant(&typed.salepoint, &typed.found_by, &typed.salepoint_id);
    let found = resolve(meant, &salepoints_of(&member).await?);
    // Left empty, it is numbered.
    let name = match names::name(&typed.terminal) {
        Err(NameError::Missing) => Ok(None),
        other => other.map(Some),
    };
    match (found, name) {
        (Ok(salepoint_id), Ok(name)) => match make_code(&member, opened, salepoint_id, name, None).await? {
            Ok(address) => return Ok(Redirect::to(&address).into_response()),
            Err(NoCode::Salepoint(problem)) => salepoint.problem = problem,
            Err(NoCode::Terminal(problem)) => terminal.problem = problem,
        },
        (found, name) => {
            salepoint.problem = found.err().map(|unresolved| no_salepoint(&texts, unresolved)).unwrap_or_default();
            terminal.problem = name.err().map(|error| form::name_problem(&texts, error)).unwrap_or_default();
        }
    }
    let page = FormPage::new(&member, opened, salepoint, terminal).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, html(&page)?).into_response())
}

/// Why there is no code: what is wrong with one of the two.
enum NoCode {
    Salepoint(String),
    Terminal(String),
}

/// Makes a code; the address of its page.
async fn make_code(
    member: &Member,
    opened: Open,
    salepoint: SalepointId,
    name: Option<String>,
    instead_of: Option<String>,
) -> Result<Result<String, NoCode>, Failure> {
    let (by, sender) = (member.viewer(), opened.sender(member));
    let made = member.visit.web.ask(move |office| {
        let gone = || OfficeError::from(Refusal::SalepointGone);
        let find = |tx: &mut head_office_store::Tx<'_>| salepoints::find(tx, by, salepoint)?.ok_or_else(gone);
        match office.enrol_code_by(by, sender, find, name.as_deref(), instead_of.as_deref()) {
            Err(CodeError::Office(error)) if !matches!(error, OfficeError::Refused(_)) => Err(error),
            result => Ok(result),
        }
    });
    let texts = member.visit.texts();
    Ok(match made.await? {
        Ok(code) => Ok(address(&code)),
        // Closed meanwhile.
        Err(CodeError::Office(_)) => Err(NoCode::Salepoint(texts.t("salepoint-missing"))),
        Err(CodeError::NameTaken(name)) => {
            Err(NoCode::Terminal(texts.with("enrol-name-taken", &[("terminal", &name)])))
        }
        Err(CodeError::NameMissing) => Err(NoCode::Terminal(texts.t("name-missing"))),
        Err(CodeError::TooMany) => Err(NoCode::Terminal(texts.t("enrol-too-many"))),
    })
}

fn address(code: &str) -> String {
    format!("/terminals/enrol/{code}")
}

/// What stands beside the code.
struct Waiting {
    title: String,
    text: String,
    /// Where the terminal is, once it is enrolled.
    terminal: Option<String>,
    /// Whether the code can be used.
    is_live: bool,
}

impl Waiting {
    fn new(texts: &Texts, known: &KnownCode) -> Self {
        let named = |key: &str| texts.with(key, &[("terminal", &known.terminal), ("salepoint", &known.salepoint.name)]);
        let until = texts.clock(known.expires_at);
        let (title, text, terminal) = match known.state {
            CodeState::Live => (texts.t("enrol-waiting"), texts.with("enrol-until", &[("time", &until)]), None),
            CodeState::Used(id) => {
                (named("terminal-enrolled"), named("enrol-enrolled-text"), Some(super::address(id, "")))
            }
            CodeState::Expired => (texts.t("enrol-expired"), texts.t("enrol-expired-text"), None),
            CodeState::Exhausted => (texts.t("enrol-exhausted"), texts.t("enrol-exhausted-text"), None),
        };
        Self { title, text, terminal, is_live: known.state == CodeState::Live }
    }
}

#[derive(Template)]
#[template(path = "enrol_code.html")]
struct CodePage {
    frame: Frame,
    /// The form that makes another code.
    again: Uuid,
    address: String,
    salepoint: String,
    terminal: String,
    /// The address to type.
    office: String,
    /// The code to type, this once.
    shown: Option<Shown>,
    waiting: Waiting,
}

struct Shown {
    /// What a scanner types: the address, the key that leads to the next field, and the code.
    picture: Option<Picture>,
    code: String,
    groups: Vec<String>,
}

impl From<NewCode> for Shown {
    fn from(new: NewCode) -> Self {
        let code = new.code.to_string();
        Self {
            picture: qr::picture(&format!("{}\t{code}", new.office)),
            groups: code.split('-').map(str::to_owned).collect(),
            code,
        }
    }
}

/// `GET /terminals/enrol/{code}`
pub async fn code(member: Member, Path(name): Path<String>) -> Result<Response, Failure> {
    let known = known(&member, &name).await?;
    let office = member.visit.web.ask(|office| office.address()).await?;
    let texts = member.visit.texts();
    let (viewer, asked) = (member.viewer(), name.clone());
    let shown = member.visit.web.ask(move |office| office.show_code(viewer, &asked)).await?;
    let page = CodePage {
        frame: Frame::new(&member.visit, &texts.t("enrol-title")),
        address: address(&name),
        office,
        again: Uuid::now_v7(),
        shown: shown.map(Shown::from),
        waiting: Waiting::new(&texts, &known),
        salepoint: known.salepoint.name,
        terminal: known.terminal,
    };
    Ok(html(&page)?.into_response())
}

#[derive(Template)]
#[template(path = "enrol_part.html")]
struct Part {
    waiting: Waiting,
}

/// `GET /terminals/enrol/{code}/part`
pub async fn part(member: Member, Path(name): Path<String>) -> Result<Response, Failure> {
    let known = known(&member, &name).await?;
    Ok(html(&Part { waiting: Waiting::new(&member.visit.texts(), &known) })?.into_response())
}

async fn known(member: &Member, name: &str) -> Result<KnownCode, Failure> {
    let (viewer, name) = (member.viewer(), name.to_owned());
    member.visit.web.ask(move |office| office.known_code(viewer, &name)).await?.ok_or(Failure::NotFound)
}

/// `POST /terminals/enrol/{code}/again`
pub async fn again(member: Member, opened: Open, Path(name): Path<String>) -> Result<Response, Failure> {
    let known = known(&member, &name).await?;
    let mut salepoint = Field::holding(&known.salepoint.id.to_string());
    let mut terminal = Field::holding(&known.terminal);
    match make_code(&member, opened, known.salepoint.id, Some(known.terminal), Some(name)).await? {
        Ok(address) => return Ok(Redirect::to(&address).into_response()),
        Err(NoCode::Salepoint(problem)) => salepoint.problem = problem,
        Err(NoCode::Terminal(problem)) => terminal.problem = problem,
    }
    let page = FormPage::new(&member, opened, salepoint, terminal).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, html(&page)?).into_response())
}

/// `POST /terminals/enrol/{code}/cancel`
pub async fn cancel(member: Member, Path(name): Path<String>) -> Result<Redirect, Failure> {
    known(&member, &name).await?;
    let by = member.viewer();
    let code = name.clone();
    // Used meanwhile, or its time was over: its page says what became of it.
    member.visit.web.ask(move |office| office.end_code(by, &code)).await?;
    Ok(Redirect::to(&address(&name)))
}

/// What the button that makes a file sends along.
#[derive(Deserialize)]
pub struct Written {
    code: String,
}

/// `POST /terminals/enrol/file`: the code comes from the page; nothing here keeps it.
pub async fn as_file(member: Member, form: Result<Form<Written>, FormRejection>) -> Result<Response, Failure> {
    let Written { code } = form::fields(form)?;
    let code: EnrolCode = code.parse().map_err(|_| Failure::Malformed)?;
    let address = member.visit.web.ask(|office| office.address()).await?;
    let headers = [
        (CONTENT_TYPE, "text/plain; charset=utf-8"),
        (CONTENT_DISPOSITION, "attachment; filename=\"enrol-a-terminal.txt\""),
    ];
    Ok((headers, format!("address  {address}\ncode     {code}\n")).into_response())
}
