//! Settings → Licences and modules: how many licences of the office there are, who holds them, and linking a free one.

pub mod access;
mod actions;
mod bought;
mod whom;

pub use actions::{ask_to_cancel, ask_to_unlink, cancel, change_email, email, part, send_again, unlink};
pub use bought::{buy, form as bought};

use super::super::Failure;
use super::super::choose::{Hit, Match};
use super::super::form::{self, Field};
use super::super::frame::{Frame, html};
use super::super::guard::Member;
use super::super::history::{self, History};
use super::super::list::{Head, Pages, ROWS, Span};
use super::super::message::Message;
use super::super::record_form::Open;
use super::super::texts::Texts;
use access::{Mailing, State, email_problem, is_about_email, may_decide, problem, state};
use askama::Template;
use axum::Form;
use axum::extract::Query;
use axum::extract::rejection::{FormRejection, QueryRejection};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use head_office_domain::office_rights::{Level, OfficeArea};
use head_office_office::accounts::{Email, LicenceError};
use head_office_store::audit::{AuditKind, Recorded};
use head_office_store::licences::{self, Holder, Licences};
use head_office_store::users::{self, User};
use head_office_store::{DbError, Tx, audit};
use serde::Deserialize;
use sync_core::domain::{UnixMs, UserId};
use uuid::Uuid;
use whom::{Whom, whom};

/// Where the page is.
const ADDRESS: &str = "/settings/licences";

#[derive(Template)]
#[template(path = "licences.html")]
struct Page {
    frame: Frame,
    message: Option<Message>,
    problems: Vec<(&'static str, String)>,
    bought: String,
    used: String,
    free: String,
    may_edit: bool,
    none_free: bool,
    /// The id of the form that links one.
    form: Uuid,
    whom: Whom,
    email: Field,
    lines: Vec<Line>,
    heads: Vec<Head>,
    pages: Pages,
    modules: Vec<(String, String)>,
    history: History,
}

/// Somebody with a licence.
struct Line {
    name: String,
    /// Where the user's page is; empty: the reader may not see it.
    page: String,
    /// Below this address are the things that can be done.
    address: String,
    email: String,
    state: State,
    may_change: bool,
    /// The id of the form that mails the link again, where that can be done.
    again: Option<Uuid>,
    is_invitation: bool,
}

/// What the address asks for.
#[derive(Clone, Default, Deserialize)]
pub struct Asked {
    /// What was just done.
    #[serde(default)]
    done: String,
    /// From 1.
    #[serde(default)]
    page: String,
    /// The id of a user to link a licence to.
    #[serde(default)]
    user: String,
    /// Part of the name of one.
    #[serde(default)]
    find: String,
}

/// What the form holds.
#[derive(Clone, Default, Deserialize)]
pub struct Typed {
    user: String,
    /// Which of several of that name.
    #[serde(default)]
    user_id: String,
    /// The name that these were found by.
    #[serde(default)]
    found_by: String,
    /// There: Search was pressed.
    #[serde(default)]
    search: String,
    email: String,
}

/// `GET /settings/licences`
pub async fn show(member: Member, asked: Result<Query<Asked>, QueryRejection>) -> Result<Response, Failure> {
    let Query(asked) = asked.map_err(|_| Failure::Malformed)?;
    let whom = if may_edit(&member) { asked_for(&member, &asked).await? } else { Whom::default() };
    Ok(html(&load(&member, &asked, whom, Field::default()).await?)?.into_response())
}

/// Who is meant by an address.
async fn asked_for(member: &Member, asked: &Asked) -> Result<Whom, Failure> {
    if let Ok(id) = asked.user.parse::<UserId>() {
        let user = member.visit.web.ask(move |office| Ok(office.read(|tx| users::find(tx, id))?)).await?;
        return Ok(user.map_or_else(Whom::default, |user| Whom::of(&user)));
    }
    if asked.find.is_empty() {
        return Ok(Whom::default());
    }
    let typed = Typed { user: asked.find.clone(), ..Typed::default() };
    let found = find(member, &typed).await?;
    Ok(Whom::found(&member.visit.texts(), &typed.user, found))
}

async fn find(member: &Member, typed: &Typed) -> Result<Match<Hit>, Failure> {
    let (viewer, texts, typed) = (member.viewer(), member.visit.texts(), typed.clone());
    member.visit.web.ask(move |office| Ok(office.read(|tx| whom(tx, viewer, &texts, &typed))?)).await
}

/// `POST /settings/licences`: links a free licence.
pub async fn link(member: Member, open: Open, form: Result<Form<Typed>, FormRejection>) -> Result<Response, Failure> {
    let typed = form::fields(form)?;
    let texts = member.visit.texts();
    let found = find(&member, &typed).await?;
    let mut whom = Whom::found(&texts, &typed.user, found.clone());
    let mut email = Field::holding(&typed.email);
    if !typed.search.is_empty() {
        return Ok(html(&load(&member, &Asked::default(), whom, email).await?)?.into_response());
    }
    let parsed = Email::parse(&typed.email);
    if let Err(error) = parsed {
        email.problem = email_problem(&texts, error);
    }
    let id = match found {
        Match::One(hit) => hit.id.parse::<UserId>().ok(),
        Match::Several(..) => {
            whom.field.problem = texts.t("licence-user-several");
            None
        }
        Match::Nothing => {
            let is_empty = typed.user.trim().is_empty();
            whom.field.problem = texts.t(if is_empty { "licence-user-missing" } else { "licence-user-unknown" });
            None
        }
    };
    let user = match id {
        Some(id) => member.visit.web.ask(move |office| Ok(office.read(|tx| users::find(tx, id))?)).await?,
        None => None,
    };
    if let Some(user) = &user {
        whom = Whom::of(user);
    }
    if let (Ok(parsed), Some(user)) = (parsed, user) {
        let (sender, id) = (open.sender(&member), user.id);
        match member.visit.web.ask(move |office| Ok(office.link_licence(sender, id, &parsed))).await? {
            Ok(()) => return Ok(Redirect::to(&format!("{ADDRESS}?done=linked")).into_response()),
            Err(LicenceError::Office(error)) => return Err(error.into()),
            Err(error) if is_about_email(&error) => email.problem = problem(&texts, &error),
            Err(error) => {
                whom.field.problem = problem(&texts, &error);
                if matches!(error, LicenceError::NothingAllowed) && member.who.may(OfficeArea::UserGroups, Level::Read)
                {
                    whom.group = Some(user.group.to_string());
                }
            }
        }
    }
    let page = load(&member, &Asked::default(), whom, email).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, html(&page)?).into_response())
}

/// Whether the reader may change licences.
fn may_edit(member: &Member) -> bool {
    member.who.may(OfficeArea::Licences, Level::Edit)
}

/// What the page reads.
struct Read {
    licences: Licences,
    holders: Vec<(Holder, bool)>,
    trail: Vec<Recorded>,
    span: Span,
}

fn read(tx: &mut Tx<'_>, reader: &User, company: Uuid, page: &str) -> Result<Read, DbError> {
    let licences = licences::count(tx)?;
    let span = Span::at(page, ROWS, licences.used);
    let mut holders = Vec::new();
    for holder in licences::holders(tx, span.skip(), ROWS)? {
        let user = users::find(tx, holder.user)?;
        let may = user.map_or(Ok(false), |user| may_decide(tx, reader.id, &user))?;
        holders.push((holder, may));
    }
    let trail = audit::of_kind(tx, company, AuditKind::LicencesBought, history::READ)?;
    Ok(Read { licences, holders, trail, span })
}

async fn load(member: &Member, asked: &Asked, whom: Whom, email: Field) -> Result<Page, Failure> {
    let texts = member.visit.texts();
    let web = &member.visit.web;
    let (reader, page, company) = (member.who.user.clone(), asked.page.clone(), web.office.company().0);
    let found = web.ask(move |office| Ok(office.read(|tx| read(tx, &reader, company, &page))?)).await?;
    let now = web.office.clock.now();
    let mailing = Mailing::of(&web.office);
    let lines = found.holders.into_iter().map(|(holder, may)| line(member, &texts, holder, may, mailing, now));
    let problems = [("user", &whom.field), ("email", &email)];
    let problems = problems.into_iter().filter(|(_, field)| !field.problem.is_empty());
    let licences = found.licences;
    Ok(Page {
        frame: Frame::new(&member.visit, &texts.t("licences")),
        message: done(&texts, &asked.done, mailing),
        problems: problems.map(|(id, field)| (id, field.problem.clone())).collect(),
        bought: texts.number(licences.bought),
        used: texts.number(licences.used),
        free: texts.number(licences.free()),
        may_edit: may_edit(member),
        none_free: licences.free() == 0,
        lines: lines.collect(),
        heads: [("licence-user", "person"), ("email", ""), ("column-state", "")]
            .map(|(head, class)| Head::plain(texts.t(head), class))
            .into(),
        pages: found.span.links(&texts, |page| format!("{ADDRESS}?page={page}")),
        modules: vec![
            (texts.t("module-terminal"), texts.t("module-included")),
            (texts.t("module-sync"), texts.t("module-included")),
            (texts.t("module-office"), texts.counted("module-licences", licences.bought)),
        ],
        history: History::new(&texts, found.trail, now),
        form: Uuid::now_v7(),
        whom,
        email,
    })
}

fn line(member: &Member, texts: &Texts, holder: Holder, may: bool, mailing: Mailing, now: UnixMs) -> Line {
    let may_change = may && may_edit(member);
    let is_invitation = holder.email.is_none() && holder.pending.is_some();
    let page = match member.who.may(OfficeArea::Users, Level::Read) {
        true => format!("/users/{}/office-access", holder.user),
        false => String::new(),
    };
    let state = state(texts, &holder, mailing, now);
    let email = holder.email.or_else(|| holder.pending.as_ref().map(|pending| pending.email.clone()));
    Line {
        name: holder.name,
        page,
        address: format!("{ADDRESS}/{}", holder.user),
        email: email.unwrap_or_else(|| "—".into()),
        state,
        may_change,
        again: (may_change && holder.active && holder.pending.is_some()).then(Uuid::now_v7),
        is_invitation,
    }
}

/// What was just done, in words.
pub fn done(texts: &Texts, done: &str, mailing: Mailing) -> Option<Message> {
    let (title, text) = match done {
        "linked" => ("licence-done-linked", mailing.key()),
        "sent" => ("licence-done-sent", mailing.key()),
        "changed" => ("licence-done-changed", mailing.key()),
        "cancelled" => ("licence-done-cancelled", "licence-done-cancelled-text"),
        "unlinked" => ("licence-done-unlinked", ""),
        "bought" => ("licence-done-bought", ""),
        _ => return None,
    };
    let text = if text.is_empty() { String::new() } else { texts.t(text) };
    Some(Message { text, ..Message::done(texts.t(title)) })
}
