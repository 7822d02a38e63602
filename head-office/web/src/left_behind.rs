//! A form that is sent when nobody is signed in any more, or somebody else is: what was typed is kept for whom it was
//! opened for, and comes back when that user opens the form again.

use super::guard::{Visit, encoded};
use super::record_form::{OPENED_BY, Open};
use super::{Failure, MOST_FORM_BYTES};
use axum::Form;
use axum::body::{Body, to_bytes};
use axum::extract::{FromRequest, Request};
use axum::http::request::Parts;
use axum::http::{Method, header};
use axum::response::{IntoResponse, Redirect, Response};
use sync_core::domain::UserId;
use uuid::Uuid;

/// The request's body, and what is answered instead of handing it on, if it is another user's form.
pub async fn keep(visit: &Visit, parts: &Parts, body: Body) -> Result<(Body, Option<Response>), Failure> {
    let Some(form) = Open::named(parts.uri.query().unwrap_or_default()).filter(|_| is_form(parts)) else {
        return Ok((body, None));
    };
    let bytes = to_bytes(body, MOST_FORM_BYTES).await.map_err(|_| Failure::Malformed)?;
    let who = visit.who.as_ref().map(|who| who.user.id);
    let mut request = Request::new(Body::from(bytes.clone()));
    (*request.method_mut(), *request.headers_mut()) = (parts.method.clone(), parts.headers.clone());
    let pairs = Form::<Vec<(String, String)>>::from_request(request, &()).await;
    let pairs = pairs.map(|Form(pairs)| pairs).unwrap_or_default();
    let Some(owner) = other_owner(visit, form, &pairs, who) else { return Ok((bytes.into(), None)) };
    let path = visit.path.clone();
    visit.web.ask(move |office| office.leave_form(owner, form, &path, pairs)).await?;
    let address = match who {
        Some(_) => visit.path.clone(),
        None => format!("/sign-in?next={}", encoded(&format!("{}?form={form}", visit.path))),
    };
    Ok((Body::empty(), Some(Redirect::to(&address).into_response())))
}

fn is_form(parts: &Parts) -> bool {
    let kind = parts.headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    parts.method == Method::POST && kind.starts_with("application/x-www-form-urlencoded")
}

/// Whose form it is, if it is not that of who sends it.
fn other_owner(visit: &Visit, form: Uuid, pairs: &[(String, String)], who: Option<UserId>) -> Option<UserId> {
    let (_, mark) = pairs.iter().find(|(name, _)| name == OPENED_BY)?;
    visit.web.office.form_owner(form, mark).filter(|owner| Some(*owner) != who)
}
