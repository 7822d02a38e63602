//! One mail.

use super::super::super::Failure;
use super::super::super::frame::{Frame, html};
use super::super::super::guard::Member;
use super::super::super::letters::Letter;
use super::super::super::message::Message;
use super::super::super::texts::Texts;
use super::{PATH, words};
use crate::texts::AllTexts;
use askama::Template;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Redirect, Response};
use head_office_domain::office_rights::{Level, OfficeArea};
use head_office_office::office::Office;
use head_office_store::mail::{self, Mail, MailState};
use head_office_store::{DbError, users};
use serde::Deserialize;
use std::sync::Arc;
use sync_core::domain::UnixMs;
use uuid::Uuid;

/// What an address may say beside its path.
#[derive(Deserialize)]
pub struct Asked {
    /// What was just done.
    #[serde(default)]
    done: String,
}

#[derive(Template)]
#[template(path = "kept_mail.html")]
struct Page {
    frame: Frame,
    message: Option<Message>,
    address: String,
    to: String,
    /// Names and values.
    facts: Vec<(String, String)>,
    /// Whom it tells: address, if the reader may see users, and name.
    user: (Option<String>, String),
    state: String,
    /// Whether somebody should look after it.
    warns: bool,
    /// What the button says that has it handed over once more; `None`: it cannot be, or not by this reader.
    again: Option<String>,
    /// Whether its link is void.
    is_void: bool,
    /// What it says, where mail is kept and may be shown.
    content: Option<Content>,
}

/// A mail as its recipient reads it.
struct Content {
    text: String,
    /// What the link is called, and where it leads.
    link: Option<(String, String)>,
}

struct Found {
    mail: Mail,
    name: String,
    can_be_sent_again: bool,
    content: Option<Content>,
}

/// What is known of a mail.
fn look(office: &Office, texts: &AllTexts, id: Uuid) -> Result<Option<Found>, head_office_office::errors::OfficeError> {
    let found = office.read(|tx| {
        let Some(mail) = mail::find(tx, id)? else { return Ok(None) };
        let user = users::find(tx, mail.user)?;
        let name = user.map(|user| format!("{} {}", user.first_name, user.last_name)).unwrap_or_default();
        let can_be_sent_again = office.can_be_sent_again(tx, &mail)?;
        Ok::<_, DbError>(Some(Found { mail, name, can_be_sent_again, content: None }))
    })?;
    let Some(found) = found else { return Ok(None) };
    let is_shown = office.shows_kept_mail() && found.mail.state == MailState::Sent;
    let content = if is_shown { office.mail_content(&found.mail)?.ok() } else { None };
    let letter = content.map(|content| Letter::new(&content, texts));
    let content = letter.and_then(|letter| Some(Content { text: letter.text().ok()?, link: letter.link().cloned() }));
    Ok(Some(Found { content, ..found }))
}

/// `GET /settings/mail/{id}`
pub async fn show(
    member: Member,
    Path(id): Path<String>,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Result<Response, Failure> {
    let Query(Asked { done }) = asked.map_err(|_| Failure::Malformed)?;
    let id: Uuid = id.parse().map_err(|_| Failure::NotFound)?;
    let all_texts = Arc::clone(&member.visit.web.texts);
    let found = member.visit.web.ask(move |office| look(office, &all_texts, id)).await?;
    let Found { mail, name, can_be_sent_again, content } = found.ok_or(Failure::NotFound)?;
    let texts = member.visit.texts();
    let now = member.visit.web.office.clock.now();
    let (state, warns) = words::state(&texts, &mail, now);
    let may_edit = member.who.may(OfficeArea::Licences, Level::Edit);
    let reads_users = member.who.may(OfficeArea::Users, Level::Read);
    let is_open = matches!(mail.state, MailState::Waiting | MailState::Refused);
    let again = if mail.state == MailState::Waiting { "mail-try-now" } else { "mail-send-again" };
    let page = Page {
        frame: Frame::new(&member.visit, &words::subject(&texts, &mail)),
        message: match done.as_str() {
            "again" => Some(Message::done(texts.t("mail-sent-again"))),
            "void" => Some(Message::warning(texts.t("mail-not-sent-again"), String::new())),
            _ => None,
        },
        address: format!("{PATH}/{id}"),
        facts: facts(&texts, &mail, now),
        user: (reads_users.then(|| format!("/users/{}", mail.user)), name),
        state,
        warns,
        again: (may_edit && can_be_sent_again).then(|| texts.t(again)),
        is_void: is_open && !can_be_sent_again,
        content: content.filter(|_| may_edit),
        to: mail.address,
    };
    Ok(html(&page)?.into_response())
}

fn facts(texts: &Texts, mail: &Mail, now: UnixMs) -> Vec<(String, String)> {
    let expires = if mail.state == MailState::Waiting { Some(mail.expires_at) } else { None };
    let facts = [
        ("mail-queued", Some(texts.time(mail.queued_at, now))),
        ("mail-attempts", Some(texts.number(mail.attempts.into()))),
        ("mail-answer", mail.answer.clone()),
        ("mail-expires", expires.map(|at| texts.time(at, now))),
        ("mail-message-id", Some(mail.id.to_string())),
    ];
    facts.into_iter().filter_map(|(name, value)| Some((texts.t(name), value?))).collect()
}

/// `POST /settings/mail/{id}/again`
pub async fn again(member: Member, Path(id): Path<String>) -> Result<Redirect, Failure> {
    let id: Uuid = id.parse().map_err(|_| Failure::NotFound)?;
    let work = move |office: &Office| {
        let is_there = office.read(|tx| mail::find(tx, id))?.is_some();
        if is_there { Ok(Some(office.send_mail_again(id)?)) } else { Ok(None) }
    };
    let sent = member.visit.web.ask(work).await?.ok_or(Failure::NotFound)?;
    Ok(Redirect::to(&format!("{PATH}/{id}?done={}", if sent { "again" } else { "void" })))
}

/// `GET /settings/mail/{id}/file`: as it was kept, where that may be shown.
pub async fn file(member: Member, Path(id): Path<String>) -> Result<Response, Failure> {
    let id: Uuid = id.parse().map_err(|_| Failure::NotFound)?;
    let work = move |office: &Office| {
        let path = office.mail_folder().join(format!("{id}.eml"));
        Ok(if office.shows_kept_mail() { std::fs::read(path).ok() } else { None })
    };
    let bytes = member.visit.web.ask(work).await?.ok_or(Failure::NotFound)?;
    let name = format!("attachment; filename=\"{id}.eml\"");
    Ok(([(CONTENT_TYPE, "message/rfc822".to_owned()), (CONTENT_DISPOSITION, name)], bytes).into_response())
}
