//! Revoking and decommissioning: pages that say what happens, and the deed.

use super::super::Failure;
use super::super::form::{self, Field};
use super::super::frame::{Frame, html};
use super::super::guard::Member;
use super::{address, find};
use askama::Template;
use axum::Form;
use axum::extract::Path;
use axum::extract::rejection::FormRejection;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use head_office_office::terminals::{TerminalError, TerminalState, TerminalSummary};
use serde::Deserialize;
use sync_core::sync::wire::Removal;

#[derive(Template)]
#[template(path = "terminal_removal.html")]
struct Page {
    frame: Frame,
    address: String,
    /// The terminal's own name.
    name: String,
    is_revocation: bool,
    /// What was typed as the terminal's name, where that is asked for.
    typed: Field,
}

/// `GET /terminals/{id}/revoke`
pub async fn ask_to_revoke(member: Member, Path(id): Path<String>) -> Result<Response, Failure> {
    ask(&member, &id, Removal::Revoked).await
}

/// `GET /terminals/{id}/decommission`
pub async fn ask_to_decommission(member: Member, Path(id): Path<String>) -> Result<Response, Failure> {
    ask(&member, &id, Removal::Decommissioned).await
}

async fn ask(member: &Member, id: &str, removal: Removal) -> Result<Response, Failure> {
    let one = find(member, id).await?;
    match may_still_be(&one, removal) {
        true => Ok(html(&page(member, &one, removal, Field::default()))?.into_response()),
        false => Ok(Redirect::to(&address(one.id, "")).into_response()),
    }
}

fn may_still_be(one: &TerminalSummary, removal: Removal) -> bool {
    match one.state {
        TerminalState::InService => true,
        TerminalState::Removed { removal: Removal::Decommissioned, .. } => removal == Removal::Revoked,
        TerminalState::Removed { .. } | TerminalState::Replaced => false,
    }
}

fn page(member: &Member, one: &TerminalSummary, removal: Removal, typed: Field) -> Page {
    let is_revocation = removal == Removal::Revoked;
    let question = if is_revocation { "revoke-question" } else { "decommission-question" };
    let title = member.visit.texts().with(question, &[("terminal", &one.full_name())]);
    Page {
        frame: Frame::new(&member.visit, &title),
        address: address(one.id, ""),
        name: one.name.clone(),
        is_revocation,
        typed,
    }
}

/// What the page's form holds.
#[derive(Deserialize)]
pub struct Confirmed {
    #[serde(default)]
    name: String,
}

/// `POST /terminals/{id}/revoke`
pub async fn revoke(
    member: Member,
    Path(id): Path<String>,
    form: Result<Form<Confirmed>, FormRejection>,
) -> Result<Response, Failure> {
    let one = find(&member, &id).await?;
    let Confirmed { name } = form::fields(form)?;
    if name.trim() != one.name {
        let problem = member.visit.texts().with("revoke-name-differs", &[("terminal", &one.name)]);
        let page = page(&member, &one, Removal::Revoked, Field { typed: name, problem });
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, html(&page)?).into_response());
    }
    remove(&member, &one, Removal::Revoked, "revoked").await
}

/// `POST /terminals/{id}/decommission`
pub async fn decommission(member: Member, Path(id): Path<String>) -> Result<Response, Failure> {
    let one = find(&member, &id).await?;
    remove(&member, &one, Removal::Decommissioned, "decommissioned").await
}

async fn remove(member: &Member, one: &TerminalSummary, removal: Removal, done: &str) -> Result<Response, Failure> {
    let (id, by) = (one.id, member.viewer());
    let removed = member.visit.web.ask(move |office| match office.remove_terminal_by(by, id, removal) {
        Err(TerminalError::Office(error)) => Err(error),
        result => Ok(result.is_ok()),
    });
    // Out of service already: its page says so.
    let done = if removed.await? { done } else { "" };
    Ok(Redirect::to(&address(id, done)).into_response())
}
