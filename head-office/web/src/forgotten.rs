//! "Forgot your password?": a link by mail, and one answer whoever asks.

use super::Failure;
use super::form::{self, Field};
use super::frame::{Frame, html};
use super::guard::Visit;
use super::sign_in::too_many;
use askama::Template;
use axum::extract::rejection::FormRejection;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::{Extension, Form};
use head_office_domain::peer::Client;
use head_office_office::accounts::{Email, EmailError, ForgottenError};
use serde::Deserialize;

#[derive(Template)]
#[template(path = "forgotten.html")]
struct Forgotten {
    frame: Frame,
    email: Field,
    /// What stands above the form; empty: nothing.
    problem: String,
    /// It was asked for.
    asked: bool,
    /// Whether there is a mail server; else mail is kept on head office's machine.
    is_sent: bool,
}

/// What the form holds.
#[derive(Deserialize)]
pub struct Typed {
    email: String,
}

/// `GET /sign-in/forgotten`
pub async fn show(visit: Visit) -> Result<Response, Failure> {
    page(&visit, Field::default(), String::new(), false)
}

/// `POST /sign-in/forgotten`
pub async fn ask(
    visit: Visit,
    client: Option<Extension<Client>>,
    form: Result<Form<Typed>, FormRejection>,
) -> Result<Response, Failure> {
    let Typed { email: typed } = form::fields(form)?;
    let Extension(Client(from)) = client.unwrap_or_default();
    let texts = visit.texts();
    let email = match Email::parse(&typed) {
        Ok(email) => email,
        Err(error) => {
            let key = match error {
                EmailError::Empty => "email-empty",
                EmailError::NotAnAddress => "email-not-an-address",
                EmailError::NotCarried => "email-not-carried",
            };
            let refused = page(&visit, Field { typed, problem: texts.t(key) }, String::new(), false)?;
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, refused).into_response());
        }
    };
    match visit.web.ask(move |office| Ok(office.forgot_password(&email, from))).await? {
        Ok(()) => page(&visit, Field::default(), String::new(), true),
        Err(ForgottenError::Throttled(wait)) => {
            too_many(wait, |problem| page(&visit, Field::holding(&typed), problem, false), &texts)
        }
        Err(ForgottenError::Office(error)) => Err(error.into()),
    }
}

fn page(visit: &Visit, email: Field, problem: String, asked: bool) -> Result<Response, Failure> {
    let signed_out = Visit { who: None, ..visit.clone() };
    let frame = Frame::new(&signed_out, &visit.texts().t("forgotten"));
    let is_sent = visit.web.office.mail_server().is_some();
    Ok(html(&Forgotten { frame, email, problem, asked, is_sent })?.into_response())
}
