//! How many licences the company has.

use super::super::super::Failure;
use super::super::super::form::{self, Field};
use super::super::super::frame::{Frame, html};
use super::super::super::guard::Member;
use super::ADDRESS;
use super::access::problem;
use askama::Template;
use axum::Form;
use axum::extract::rejection::FormRejection;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use head_office_office::accounts::LicenceError;
use serde::Deserialize;

#[derive(Template)]
#[template(path = "licences_bought.html")]
struct Page {
    frame: Frame,
    crumbs: Vec<(String, String)>,
    bought: Field,
}

/// What the form holds.
#[derive(Deserialize)]
pub struct Typed {
    bought: String,
}

/// `GET /settings/licences/bought`
pub async fn form(member: Member) -> Result<Response, Failure> {
    let licences = member.visit.web.ask(|office| office.licences()).await?;
    Ok(html(&page(&member, Field::holding(&licences.bought.to_string())))?.into_response())
}

/// `POST /settings/licences/bought`
pub async fn buy(member: Member, form: Result<Form<Typed>, FormRejection>) -> Result<Response, Failure> {
    let Typed { bought: typed } = form::fields(form)?;
    let by = member.who.user.id;
    // What is no number at all is refused like a wrong one.
    let wanted = typed.trim().parse().unwrap_or(0);
    match member.visit.web.ask(move |office| Ok(office.set_licences(Some(by), wanted))).await? {
        Ok(_) => Ok(Redirect::to(&format!("{ADDRESS}?done=bought")).into_response()),
        Err(LicenceError::Office(error)) => Err(error.into()),
        Err(error) => {
            let problem = problem(&member.visit.texts(), &error);
            let page = page(&member, Field { typed, problem });
            Ok((StatusCode::UNPROCESSABLE_ENTITY, html(&page)?).into_response())
        }
    }
}

fn page(member: &Member, bought: Field) -> Page {
    let texts = member.visit.texts();
    let crumbs = vec![(ADDRESS.to_owned(), texts.t("licences"))];
    Page { frame: Frame::new(&member.visit, &texts.t("licences-add")), crumbs, bought }
}
