//! Signing in by a one-time link. Opening it only shows a button: what looks at links before people do uses none up.

use super::Failure;
use super::frame::{Frame, html};
use super::guard::{Visit, with_session};
use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use head_office_office::accounts::Token;

#[derive(Template)]
#[template(path = "link.html")]
struct Link {
    frame: Frame,
    /// Whom it signs in; empty: it cannot be used.
    name: String,
}

/// `GET /sign-in/link/{token}`
pub async fn show(visit: Visit, Path(token): Path<String>) -> Result<Response, Failure> {
    let user = match Token::from_text(&token) {
        Some(token) => visit.web.ask(move |office| office.look_at_link(&token)).await?,
        None => None,
    };
    match user {
        Some(user) => page(&visit, format!("{} {}", user.first_name, user.last_name)),
        None => used_up(&visit),
    }
}

/// `POST /sign-in/link/{token}`
pub async fn sign_in(visit: Visit, Path(token): Path<String>) -> Result<Response, Failure> {
    let session = match Token::from_text(&token) {
        Some(token) => visit.web.ask(move |office| office.use_link(&token)).await?,
        None => None,
    };
    match session {
        Some(session) => Ok(with_session(&visit.web, &session, Redirect::to("/account"))),
        None => used_up(&visit),
    }
}

fn used_up(visit: &Visit) -> Result<Response, Failure> {
    Ok((StatusCode::GONE, page(visit, String::new())?).into_response())
}

fn page(visit: &Visit, name: String) -> Result<Response, Failure> {
    let signed_out = Visit { who: None, ..visit.clone() };
    let frame = Frame::new(&signed_out, &visit.texts().t("sign-in"));
    Ok(html(&Link { frame, name })?.into_response())
}
