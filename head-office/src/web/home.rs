//! The first page: the first of what the group may read.

use super::Failure;
use super::frame::{Frame, html};
use super::guard::Member;
use askama::Template;
use axum::response::{IntoResponse, Response};

#[derive(Template)]
#[template(path = "home.html")]
struct Home {
    frame: Frame,
}

/// `GET /`
pub async fn home(member: Member) -> Result<Response, Failure> {
    let title = member.visit.texts().t("home");
    Ok(html(&Home { frame: Frame::new(&member.visit, &title) })?.into_response())
}
