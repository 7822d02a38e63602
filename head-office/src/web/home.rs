//! The first page: the first of what the group may read.

use super::Failure;
use super::frame::{Frame, html};
use super::guard::Member;
use askama::Template;
use axum::response::{IntoResponse, Redirect, Response};

#[derive(Template)]
#[template(path = "home.html")]
struct Home {
    frame: Frame,
}

/// `GET /`
pub async fn home(member: Member) -> Result<Response, Failure> {
    let title = member.visit.texts().t("home");
    let frame = Frame::new(&member.visit, &title);
    match frame.navigation.iter().flat_map(|group| &group.links).next() {
        Some(first) => Ok(Redirect::to(first.address).into_response()),
        None => Ok(html(&Home { frame })?.into_response()),
    }
}
