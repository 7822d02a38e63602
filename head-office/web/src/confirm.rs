//! Confirming an e-mail address by the link that was mailed to it. Opening it only shows a form: what looks at links
//! before people do uses none up.

use super::Failure;
use super::account::password_problem;
use super::form::{self, Field};
use super::frame::{Frame, html};
use super::guard::{Visit, with_session};
use askama::Template;
use axum::Form;
use axum::extract::Path;
use axum::extract::rejection::FormRejection;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use head_office_office::accounts::{ConfirmError, OfficePassword, ToConfirm, Token};
use serde::Deserialize;
use zeroize::Zeroizing;

#[derive(Template)]
#[template(path = "confirm.html")]
struct Page {
    frame: Frame,
    welcome: String,
    email: String,
    needs_password: bool,
    password: Field,
    again: Field,
}

#[derive(Template)]
#[template(path = "confirmed.html")]
struct Said {
    frame: Frame,
    text: String,
    /// Where to go on: address and words.
    next: (&'static str, String),
}

/// What the form holds.
#[derive(Deserialize)]
pub struct Typed {
    #[serde(default)]
    password: Zeroizing<String>,
    #[serde(default)]
    again: Zeroizing<String>,
}

/// `GET /sign-in/confirm/{token}`
pub async fn show(visit: Visit, Path(token): Path<String>) -> Result<Response, Failure> {
    match look(&visit, &token).await? {
        Ok((_, asked)) => Ok(html(&page(&visit, &asked))?.into_response()),
        Err(error) => refused(&visit, error),
    }
}

/// `POST /sign-in/confirm/{token}`
pub async fn confirm(
    visit: Visit,
    Path(token): Path<String>,
    form: Result<Form<Typed>, FormRejection>,
) -> Result<Response, Failure> {
    let typed = form::fields(form)?;
    let (token, asked) = match look(&visit, &token).await? {
        Ok(found) => found,
        Err(error) => return refused(&visit, error),
    };
    let texts = visit.texts();
    let mut password = None;
    if asked.needs_password {
        let local_part = asked.email.split('@').next().unwrap_or_default();
        let own = [&asked.user.first_name, &asked.user.last_name, local_part, &visit.company];
        let mut page = page(&visit, &asked);
        match OfficePassword::choose(&typed.password, &own) {
            Ok(chosen) => password = Some(chosen),
            Err(error) => page.password.problem = password_problem(&texts, error),
        }
        if typed.password != typed.again {
            page.again.problem = texts.t("password-differs");
        }
        if !page.problems().is_empty() {
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, html(&page)?).into_response());
        }
    }
    match visit.web.ask_hashing(move |office| office.confirm_email(&token, password.as_ref())).await? {
        Ok(Some(session)) => Ok(with_session(&visit.web, &session, Redirect::to("/"))),
        Ok(None) => {
            let next = match visit.who {
                Some(_) => ("/", texts.t("confirm-to-office")),
                None => ("/sign-in", texts.t("sign-in")),
            };
            Ok(said(&visit, "confirm-done", "confirm-done-text", next)?.into_response())
        }
        Err(error) => refused(&visit, error),
    }
}

/// What the link would confirm, or why nothing.
async fn look(visit: &Visit, token: &str) -> Result<Result<(Token, ToConfirm), ConfirmError>, Failure> {
    let Some(token) = Token::from_text(token) else { return Ok(Err(ConfirmError::Unknown)) };
    visit.web.ask(move |office| Ok(office.look_at_confirmation(&token).map(|asked| (token, asked)))).await
}

impl Page {
    fn problems(&self) -> Vec<(&'static str, &str)> {
        let fields = [("password", &self.password), ("again", &self.again)];
        let wrong = fields.into_iter().filter(|(_, field)| !field.problem.is_empty());
        wrong.map(|(id, field)| (id, &*field.problem)).collect()
    }
}

fn page(visit: &Visit, asked: &ToConfirm) -> Page {
    let name = format!("{} {}", asked.user.first_name, asked.user.last_name);
    Page {
        frame: frame(visit, "confirm"),
        welcome: visit.texts().with("confirm-welcome", &[("name", &name)]),
        email: asked.email.clone(),
        needs_password: asked.needs_password,
        password: Field::default(),
        again: Field::default(),
    }
}

/// Whoever has no link is told no more than that there is none.
fn refused(visit: &Visit, error: ConfirmError) -> Result<Response, Failure> {
    let (title, text) = match error {
        ConfirmError::Used => ("confirm-used", "confirm-used-text"),
        ConfirmError::Replaced => ("confirm-replaced", "confirm-replaced-text"),
        ConfirmError::Expired => ("confirm-expired", "confirm-expired-text"),
        ConfirmError::Unknown => ("link-void", "confirm-unknown-text"),
        ConfirmError::EmailTaken => ("link-void", "confirm-taken-text"),
        ConfirmError::Office(error) => return Err(error.into()),
    };
    let page = said(visit, title, text, ("/sign-in", visit.texts().t("sign-in")))?;
    Ok((StatusCode::GONE, page).into_response())
}

fn said(
    visit: &Visit,
    title: &str,
    text: &str,
    next: (&'static str, String),
) -> Result<impl IntoResponse + use<>, Failure> {
    html(&Said { frame: frame(visit, title), text: visit.texts().t(text), next })
}

/// The page is the same whoever is signed in in this browser.
fn frame(visit: &Visit, title: &str) -> Frame {
    let signed_out = Visit { who: None, ..visit.clone() };
    Frame::new(&signed_out, &visit.texts().t(title))
}
