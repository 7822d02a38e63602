//! Orders, and moving a terminal.

use super::super::choose::{Unresolved, resolve};
use super::super::form::{self, Field};
use super::super::frame::{Frame, html};
use super::super::guard::Member;
use super::super::place_field::{PlaceField, meant, up_to};
use super::super::{Failure, texts::Texts};
use super::{address, find};
use askama::Template;
use axum::Form;
use axum::extract::rejection::{FormRejection, QueryRejection};
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use head_office_office::errors::{OfficeError, Refusal};
use head_office_office::terminals::{TerminalError, TerminalState, TerminalSummary, Whom};
use head_office_store::salepoints;
use serde::Deserialize;
use sync_core::domain::SalepointId;
use sync_core::sync::wire::OrderAction;

/// `POST /terminals/{id}/refresh`
pub async fn refresh(member: Member, Path(id): Path<String>) -> Result<Redirect, Failure> {
    order(&member, &id, OrderAction::Refresh).await
}

/// `POST /terminals/{id}/reload`
pub async fn reload(member: Member, Path(id): Path<String>) -> Result<Redirect, Failure> {
    order(&member, &id, OrderAction::Reload).await
}

/// `POST /terminals/{id}/unlock`
pub async fn unlock(member: Member, Path(id): Path<String>) -> Result<Redirect, Failure> {
    order(&member, &id, OrderAction::Unlock).await
}

async fn order(member: &Member, id: &str, action: OrderAction) -> Result<Redirect, Failure> {
    let (one, by) = (find(member, id).await?, member.viewer());
    let given =
        member.visit.web.ask(move |office| settled(office.give_order_by(by, &Whom::Terminal(one.id), action))).await?;
    // Out of service meanwhile: its page says so.
    Ok(Redirect::to(&address(one.id, if given.is_ok() { action.code() } else { "" })))
}

/// Keeps refusals apart from failures.
fn settled<T>(result: Result<T, TerminalError>) -> Result<Result<T, TerminalError>, OfficeError> {
    match result {
        Err(TerminalError::Office(error)) if !matches!(error, OfficeError::Refused(_)) => Err(error),
        other => Ok(other),
    }
}

#[derive(Template)]
#[template(path = "terminal_reload.html")]
struct ReloadPage {
    frame: Frame,
    address: String,
    name: String,
}

/// `GET /terminals/{id}/reload`
pub async fn ask_to_reload(member: Member, Path(id): Path<String>) -> Result<Response, Failure> {
    let one = find(&member, &id).await?;
    if one.state != TerminalState::InService {
        return Ok(Redirect::to(&address(one.id, "")).into_response());
    }
    let title = member.visit.texts().with("reload-question", &[("terminal", &one.full_name())]);
    let page = ReloadPage { frame: Frame::new(&member.visit, &title), address: address(one.id, ""), name: one.name };
    Ok(html(&page)?.into_response())
}

#[derive(Template)]
#[template(path = "terminal_move.html")]
struct MovePage {
    frame: Frame,
    address: String,
    one: TerminalSummary,
    salepoint: PlaceField,
}

/// `GET /terminals/{id}/move`
pub async fn ask_to_move(
    member: Member,
    Path(id): Path<String>,
    asked: Result<Query<To>, QueryRejection>,
) -> Result<Response, Failure> {
    let Query(To { salepoint, .. }) = asked.map_err(|_| Failure::Malformed)?;
    let one = find(&member, &id).await?;
    if one.state != TerminalState::InService {
        return Ok(Redirect::to(&address(one.id, "")).into_response());
    }
    let mut page = move_page(&member, one, Field::holding(&salepoint)).await?;
    page.salepoint.is_asked = true;
    Ok(html(&page)?.into_response())
}

async fn move_page(member: &Member, one: TerminalSummary, salepoint: Field) -> Result<MovePage, Failure> {
    let texts = member.visit.texts();
    let all = salepoints_of(member).await?;
    let title = texts.with("move-title", &[("terminal", &one.full_name())]);
    let elsewhere: Vec<_> = all.into_iter().filter(|(id, _)| *id != one.salepoint_id).collect();
    let look = up_to(&format!("/terminals/{}/move", one.id), "salepoint");
    Ok(MovePage {
        frame: Frame::new(&member.visit, &title),
        address: address(one.id, ""),
        one,
        salepoint: PlaceField::new(&texts, salepoint, nothing_yet(&texts), &elsewhere, look),
    })
}

/// The open salepoints that the reader has, with their names.
pub async fn salepoints_of(member: &Member) -> Result<Vec<(SalepointId, String)>, Failure> {
    let viewer = member.viewer();
    let all = member.visit.web.ask(move |office| Ok(office.read(|tx| salepoints::had(tx, viewer))?)).await?;
    Ok(all.into_iter().map(|salepoint| (salepoint.id, salepoint.name)).collect())
}

/// What a list begins with while none is chosen.
pub fn nothing_yet(texts: &Texts) -> Vec<(String, String)> {
    vec![(String::new(), texts.t("choose"))]
}

/// Why what was typed names no salepoint.
pub fn no_salepoint(texts: &Texts, unresolved: Unresolved) -> String {
    match unresolved {
        Unresolved::Nothing => texts.t("salepoint-missing"),
        other => other.words(texts),
    }
}

/// What the form holds.
#[derive(Deserialize)]
pub struct To {
    #[serde(default)]
    salepoint: String,
    #[serde(default)]
    found_by: String,
    #[serde(default)]
    salepoint_id: String,
}

/// `POST /terminals/{id}/move`
pub async fn relocate(
    member: Member,
    Path(id): Path<String>,
    form: Result<Form<To>, FormRejection>,
) -> Result<Response, Failure> {
    let one = find(&member, &id).await?;
    let To { salepoint: typed, found_by, salepoint_id } = form::fields(form)?;
    let texts = member.visit.texts();
    let problem = match resolve(meant(&typed, &found_by, &salepoint_id), &salepoints_of(&member).await?) {
        Err(unresolved) => no_salepoint(&texts, unresolved),
        Ok(to) => {
            let (id, by) = (one.id, member.viewer());
            let moved = member.visit.web.ask(move |office| {
                let gone = || OfficeError::from(Refusal::SalepointGone);
                settled(office.move_terminal_by(by, id, |tx| salepoints::find(tx, by, to)?.ok_or_else(gone)))
            });
            match moved.await? {
                Ok(_) => return Ok(Redirect::to(&address(one.id, "moved")).into_response()),
                Err(TerminalError::StandsThere(_)) => texts.t("move-stands-there"),
                Err(TerminalError::NameTaken { salepoint, name }) => {
                    texts.with("terminal-name-taken", &[("salepoint", &salepoint), ("terminal", &name)])
                }
                // Closed meanwhile.
                Err(TerminalError::Office(_)) => texts.t("salepoint-missing"),
                Err(_) => return Ok(Redirect::to(&address(one.id, "")).into_response()),
            }
        }
    };
    let page = move_page(&member, one, Field { typed, problem }).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, html(&page)?).into_response())
}
