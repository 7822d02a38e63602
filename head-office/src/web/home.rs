//! The first page: the first of what the group may read.

use super::Failure;
use super::frame::{Frame, html};
use super::guard::Member;
use crate::office_rights::{Level, OfficeArea};
use askama::Template;
use axum::response::{IntoResponse, Redirect, Response};

#[derive(Template)]
#[template(path = "home.html")]
struct Home {
    frame: Frame,
}

/// `GET /`
pub async fn home(member: Member) -> Result<Response, Failure> {
    if member.who.may(OfficeArea::Users, Level::Read) {
        return Ok(Redirect::to("/users").into_response());
    }
    let title = member.visit.texts().t("home");
    Ok(html(&Home { frame: Frame::new(&member.visit, &title) })?.into_response())
}
