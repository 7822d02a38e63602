//! Signing in by e-mail address and office password.

use super::frame::{Frame, html};
use super::guard::{Visit, with_device, with_session};
use super::texts::Texts;
use super::{Failure, form};
use askama::Template;
use axum::extract::Query;
use axum::extract::rejection::{FormRejection, QueryRejection};
use axum::http::StatusCode;
use axum::http::header::RETRY_AFTER;
use axum::response::{IntoResponse, Redirect, Response};
use axum::{Extension, Form};
use head_office_domain::peer::Client;
use head_office_office::accounts::throttle::Wait;
use head_office_office::accounts::{Entered, SignInError};
use serde::Deserialize;
use zeroize::Zeroizing;

#[derive(Template)]
#[template(path = "sign_in.html")]
struct SignIn {
    frame: Frame,
    next: String,
    email: String,
    problem: String,
}

/// What the address may hold.
#[derive(Deserialize)]
pub struct Wanted {
    #[serde(default)]
    next: String,
}

/// What the form holds.
#[derive(Deserialize)]
pub struct Typed {
    email: String,
    password: Zeroizing<String>,
    #[serde(default)]
    next: String,
}

/// `GET /sign-in`
pub async fn show(visit: Visit, wanted: Result<Query<Wanted>, QueryRejection>) -> Result<Response, Failure> {
    let Query(wanted) = wanted.map_err(|_| Failure::Malformed)?;
    let next = own_address(&wanted.next);
    if visit.who.is_some() {
        return Ok(Redirect::to(next).into_response());
    }
    Ok(page(&visit, "", next, String::new())?.into_response())
}

/// `POST /sign-in`
pub async fn sign_in(
    visit: Visit,
    client: Option<Extension<Client>>,
    form: Result<Form<Typed>, FormRejection>,
) -> Result<Response, Failure> {
    let Typed { email, password, next } = form::fields(form)?;
    let Extension(Client(from)) = client.unwrap_or_default();
    let next = own_address(&next).to_owned();
    let typed_email = email.clone();
    let (shown, former) = (visit.device.clone(), visit.token.clone());
    let sign_in = move |office: &head_office_office::office::Office| {
        office.sign_in(&email, &password, from, shown.as_ref(), former.as_ref())
    };
    let outcome = visit.web.ask_hashing(sign_in).await?;
    let texts = visit.texts();
    match outcome {
        Ok(Entered { session, device }) => {
            let answer = with_session(&visit.web, &session, Redirect::to(&next));
            Ok(with_device(&visit.web, &device, answer))
        }
        Err(SignInError::Refused) => {
            let refused = page(&visit, &typed_email, &next, texts.t("sign-in-refused"))?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, refused).into_response())
        }
        Err(SignInError::Throttled(wait)) => {
            too_many(wait, |problem| page(&visit, &typed_email, &next, problem), &texts)
        }
        Err(SignInError::Office(error)) => Err(error.into()),
    }
}

/// A page that says how long to wait (RFC 6585, section 4).
pub fn too_many<T: IntoResponse>(
    wait: Wait,
    page: impl FnOnce(String) -> Result<T, Failure>,
    texts: &Texts,
) -> Result<Response, Failure> {
    let seconds = wait.ms.max(0).unsigned_abs().div_ceil(1_000);
    let refused = page(try_again(texts, wait.ms))?;
    Ok((StatusCode::TOO_MANY_REQUESTS, [(RETRY_AFTER, seconds.to_string())], refused).into_response())
}

/// How long to wait, in whole minutes.
pub fn try_again(texts: &Texts, wait_ms: i64) -> String {
    texts.counted("sign-in-throttled", wait_ms.max(0).unsigned_abs().div_ceil(60_000))
}

fn page(visit: &Visit, email: &str, next: &str, problem: String) -> Result<impl IntoResponse + use<>, Failure> {
    let frame = Frame::new(visit, &visit.texts().t("sign-in"));
    html(&SignIn { frame, next: next.to_owned(), email: email.to_owned(), problem })
}

/// An address of ours to go on to; anything else leads to the first page.
fn own_address(next: &str) -> &str {
    let is_own = next.starts_with('/')
        && !next.starts_with("//")
        && next.chars().all(|character| character != '\\' && !character.is_control());
    if is_own { next } else { "/" }
}

#[cfg(test)]
mod tests {
    use super::own_address;

    #[test]
    fn after_signing_in_nobody_is_sent_elsewhere() {
        for (next, expect) in [
            ("/users?page=2", "/users?page=2"),
            ("", "/"),
            ("//evil.example", "/"),
            ("/\\evil.example", "/"),
            ("/\t/evil.example", "/"),
            ("https://evil.example", "/"),
            ("javascript:alert(1)", "/"),
        ] {
            assert_eq!(own_address(next), expect);
        }
    }
}
