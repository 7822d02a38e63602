//! Where a user's record is live: "Live on 2 of 3 terminals", a line a terminal. It follows what happens by itself.
//!
//! The user's form shows the card: it makes a [`Status`] of `office.delivery(user)` and calls `delivery::card` of
//! `templates/delivery.html`. The part that changes is fetched again by the script; without one, the card's link leads to
//! a page that reloads itself for two minutes.

use super::Failure;
use super::frame::{Frame, html};
use super::guard::Member;
use super::texts::Texts;
use askama::Template;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query};
use axum::response::{IntoResponse, Response};
use head_office_office::delivery::{Delivered, Delivery, Progress};
use head_office_office::errors::OfficeError;
use head_office_office::office::Office;
use head_office_store::users::{self, User};
use serde::Deserialize;
use sync_core::domain::{UnixMs, UserId};

/// How many terminals are named; of more, only those that lack something.
const NAMED: usize = 8;
/// How often the page reloads itself without a script.
const LOOKS: u8 = 12;

/// What the card says.
pub struct Status {
    /// Where the same stands as a page of its own.
    pub address: String,
    /// "Live on 2 of 3 terminals".
    pub title: String,
    /// What was changed when, or why nobody needs it.
    pub note: String,
    /// Terminals.
    pub lines: Vec<Line>,
    /// How many more there are.
    pub more: String,
    /// Whether all have it.
    pub is_settled: bool,
}

/// A terminal.
pub struct Line {
    /// "Kesklinn, Till 1".
    pub terminal: String,
    /// Since when it has it, or why not.
    pub text: String,
    /// Whether it has it.
    pub is_live: bool,
}

impl Status {
    /// In the reader's language.
    pub fn new(texts: &Texts, user: UserId, delivery: &Delivery, now: UnixMs) -> Self {
        let (live, total) = (delivery.live(), delivery.total());
        let all_named = delivery.terminals.len() <= NAMED;
        let shown = delivery.terminals.iter().filter(|one| all_named || !one.is_live());
        let lines: Vec<_> = shown.take(NAMED).map(|one| line(texts, one, now)).collect();
        let unnamed = if all_named { 0 } else { (total - live).saturating_sub(lines.len() as u64) };
        let (title, note) = match total {
            0 => (texts.t("delivery-nobody"), texts.t("delivery-nobody-text")),
            _ => {
                let live = texts.number(live);
                (texts.counted_with("delivery-live-on", total, &[("live", &live)]), note(texts, delivery, now))
            }
        };
        let more = if unnamed == 0 { String::new() } else { texts.counted("delivery-more", unnamed) };
        Self { address: format!("/users/{user}/delivery"), title, note, lines, more, is_settled: live == total }
    }
}

fn note(texts: &Texts, delivery: &Delivery, now: UnixMs) -> String {
    let revision = delivery.revision.map(|revision| texts.number(revision.0)).unwrap_or_default();
    match delivery.changed_at {
        Some(at) => texts.with("delivery-changed", &[("at", &texts.moment(at, now)), ("revision", &revision)]),
        None => texts.with("delivery-revision", &[("revision", &revision)]),
    }
}

fn line(texts: &Texts, one: &Delivered, now: UnixMs) -> Line {
    let text = match one.progress {
        Progress::Live { at } => at.map(|at| texts.moment(at, now)).unwrap_or_default(),
        Progress::OnItsWay => texts.t("delivery-on-its-way"),
        Progress::Offline { last_seen_at: Some(at) } => {
            texts.with("delivery-offline", &[("at", &texts.last_seen(at, now))])
        }
        Progress::Offline { last_seen_at: None } => texts.t("delivery-never-seen"),
    };
    Line { terminal: format!("{}, {}", one.salepoint, one.name), text, is_live: one.is_live() }
}

#[derive(Template)]
#[template(path = "delivery_part.html")]
struct Part {
    status: Status,
}

/// `GET /users/{id}/delivery/part`
pub async fn part(member: Member, Path(user): Path<String>) -> Result<Response, Failure> {
    let (_, status) = ask(&member, &user).await?;
    Ok(html(&Part { status })?.into_response())
}

#[derive(Template)]
#[template(path = "delivery_page.html")]
struct Page {
    frame: Frame,
    /// Where the user's form is.
    user: String,
    status: Status,
    /// Where the page goes by itself.
    next: Option<String>,
}

/// What the address may say beside its path.
#[derive(Deserialize)]
pub struct Asked {
    /// How often it looks again.
    #[serde(default)]
    looks: String,
}

/// `GET /users/{id}/delivery`
pub async fn show(
    member: Member,
    Path(user): Path<String>,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Result<Response, Failure> {
    let Query(asked) = asked.map_err(|_| Failure::Malformed)?;
    let (user, status) = ask(&member, &user).await?;
    let looks = asked.looks.parse().unwrap_or(LOOKS).min(LOOKS);
    let next = (!status.is_settled && looks > 0).then(|| format!("{}?looks={}", status.address, looks - 1));
    let frame = Frame::new(&member.visit, &format!("{} {}", user.first_name, user.last_name));
    Ok(html(&Page { frame, user: format!("/users/{}", user.id), status, next })?.into_response())
}

async fn ask(member: &Member, user: &str) -> Result<(User, Status), Failure> {
    let id: UserId = user.parse().map_err(|_| Failure::NotFound)?;
    let viewer = member.viewer();
    let find = move |office: &Office| {
        let user = office.read(|tx| users::find(tx, id))?;
        Ok::<_, OfficeError>(user.zip(Some(office.delivery(viewer, id)?)))
    };
    let (user, delivery) = member.visit.web.ask(find).await?.ok_or(Failure::NotFound)?;
    let now = member.visit.web.office.clock.now();
    Ok((user, Status::new(&member.visit.texts(), id, &delivery, now)))
}
