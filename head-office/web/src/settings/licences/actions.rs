//! What can be done with one licence: mailing the link again, withdrawing it, another address, and freeing the licence.

use super::super::super::Failure;
use super::super::super::form::{self, Field};
use super::super::super::frame::{Frame, html};
use super::super::super::guard::Member;
use super::super::super::record_form::Open;
use super::ADDRESS;
use super::access::{Card, Mailing, State, find, problem, set_email, state};
use askama::Template;
use axum::Form;
use axum::extract::rejection::{FormRejection, QueryRejection};
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use head_office_office::accounts::LicenceError;
use head_office_office::office::Office;
use serde::Deserialize;
use sync_core::domain::UserId;

/// Which page the reader came from and goes back to.
#[derive(Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
enum From {
    /// The page of licences.
    #[default]
    Licences,
    /// The user's.
    User,
}

impl From {
    fn code(self) -> &'static str {
        match self {
            Self::Licences => "licences",
            Self::User => "user",
        }
    }

    fn address(self, id: UserId) -> String {
        match self {
            Self::Licences => ADDRESS.to_owned(),
            Self::User => format!("/users/{id}/office-access"),
        }
    }

    fn after(self, id: UserId, done: &str) -> Response {
        Redirect::to(&format!("{}?done={done}", self.address(id))).into_response()
    }
}

/// What addresses and forms hold.
#[derive(Deserialize)]
pub struct Asked {
    #[serde(default)]
    from: From,
    #[serde(default)]
    email: String,
}

type Sent = Result<Form<Asked>, FormRejection>;
type Wanted = Result<Query<Asked>, QueryRejection>;

/// `POST /settings/licences/{id}/send-again`
pub async fn send_again(member: Member, open: Open, Path(id): Path<String>, form: Sent) -> Result<Response, Failure> {
    let sender = open.sender(&member);
    act(&member, &id, form, "sent", move |office, _, id| office.send_confirmation_again(sender, id)).await
}

#[derive(Template)]
#[template(path = "licence_part.html")]
struct Part {
    state: State,
}

/// `GET /settings/licences/{id}/part`: how it stands with somebody's licence, for a page that follows it.
pub async fn part(member: Member, Path(id): Path<String>) -> Result<Response, Failure> {
    let holder = find(&member, user_id(&id)?).await?.holder.ok_or(Failure::NotFound)?;
    let office = &member.visit.web.office;
    let state = state(&member.visit.texts(), &holder, Mailing::of(office), office.clock.now());
    Ok(html(&Part { state })?.into_response())
}

#[derive(Template)]
#[template(path = "licence_cancel.html")]
struct CancelPage {
    frame: Frame,
    crumbs: Vec<(String, String)>,
    from: &'static str,
    back: String,
}

/// `GET /settings/licences/{id}/cancel`: whoever is only invited loses the licence with the invitation.
pub async fn ask_to_cancel(member: Member, Path(id): Path<String>, asked: Wanted) -> Result<Response, Failure> {
    let Query(Asked { from, .. }) = asked.map_err(|_| Failure::Malformed)?;
    let id = user_id(&id)?;
    let found = find(&member, id).await?;
    let name = found.name();
    if !found.holder.is_some_and(|holder| holder.email.is_none() && holder.pending.is_some()) {
        return Ok(Redirect::to(&from.address(id)).into_response());
    }
    let title = member.visit.texts().with("licence-cancel-question", &[("name", &name)]);
    let page = CancelPage {
        frame: Frame::new(&member.visit, &title),
        crumbs: crumbs(&member, from, &name, id),
        from: from.code(),
        back: from.address(id),
    };
    Ok(html(&page)?.into_response())
}

/// `POST /settings/licences/{id}/cancel`
pub async fn cancel(member: Member, Path(id): Path<String>, form: Sent) -> Result<Response, Failure> {
    act(&member, &id, form, "cancelled", |office, by, id| office.cancel_confirmation(by, id)).await
}

async fn act(
    member: &Member,
    id: &str,
    form: Sent,
    done: &str,
    work: impl FnOnce(&Office, UserId, UserId) -> Result<(), LicenceError> + Send + 'static,
) -> Result<Response, Failure> {
    let (id, Asked { from, .. }) = (user_id(id)?, form::fields(form)?);
    let by = member.who.user.id;
    match member.visit.web.ask(move |office| Ok(work(office, by, id))).await? {
        Ok(()) => Ok(from.after(id, done)),
        Err(LicenceError::Office(error)) => Err(error.into()),
        Err(error) => {
            let problem = problem(&member.visit.texts(), &error);
            let page = EmailPage::load(member, id, None, from, vec![("email", problem)]).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, html(&page)?).into_response())
        }
    }
}

#[derive(Template)]
#[template(path = "licence_email.html")]
struct EmailPage {
    frame: Frame,
    crumbs: Vec<(String, String)>,
    problems: Vec<(&'static str, String)>,
    card: Card,
}

impl EmailPage {
    async fn load(
        member: &Member,
        id: UserId,
        email: Option<Field>,
        from: From,
        problems: Vec<(&'static str, String)>,
    ) -> Result<Self, Failure> {
        let texts = member.visit.texts();
        let found = find(member, id).await?;
        let title = texts.with("office-access-of", &[("name", &found.name())]);
        Ok(Self {
            frame: Frame::new(&member.visit, &title),
            crumbs: crumbs(member, from, &found.name(), id),
            problems,
            card: Card::new(member, &found, email, from.code()),
        })
    }
}

fn crumbs(member: &Member, from: From, name: &str, id: UserId) -> Vec<(String, String)> {
    let texts = member.visit.texts();
    match from {
        From::Licences => vec![(ADDRESS.to_owned(), texts.t("licences"))],
        From::User => vec![("/users".to_owned(), texts.t("users")), (from.address(id), name.to_owned())],
    }
}

/// `GET /settings/licences/{id}/email`
pub async fn email(member: Member, Path(id): Path<String>, asked: Wanted) -> Result<Response, Failure> {
    let Query(asked) = asked.map_err(|_| Failure::Malformed)?;
    let page = EmailPage::load(&member, user_id(&id)?, None, asked.from, Vec::new()).await?;
    Ok(html(&page)?.into_response())
}

/// `POST /settings/licences/{id}/email`
pub async fn change_email(member: Member, open: Open, Path(id): Path<String>, form: Sent) -> Result<Response, Failure> {
    let (id, Asked { from, email }) = (user_id(&id)?, form::fields(form)?);
    match set_email(&member, open, id, &email).await? {
        Ok(done) => Ok(from.after(id, done)),
        Err(field) => {
            let problems = vec![("email", field.problem.clone())];
            let page = EmailPage::load(&member, id, Some(field), from, problems).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, html(&page)?).into_response())
        }
    }
}

#[derive(Template)]
#[template(path = "licence_unlink.html")]
struct UnlinkPage {
    frame: Frame,
    crumbs: Vec<(String, String)>,
    /// Why it is not done; empty: nothing is in the way yet.
    problem: String,
    from: &'static str,
    back: String,
}

/// `GET /settings/licences/{id}/unlink`
pub async fn ask_to_unlink(member: Member, Path(id): Path<String>, asked: Wanted) -> Result<Response, Failure> {
    let Query(asked) = asked.map_err(|_| Failure::Malformed)?;
    let id = user_id(&id)?;
    if find(&member, id).await?.holder.is_none() {
        return Ok(Redirect::to(&asked.from.address(id)).into_response());
    }
    Ok(html(&unlink_page(&member, id, asked.from, String::new()).await?)?.into_response())
}

/// `POST /settings/licences/{id}/unlink`
pub async fn unlink(member: Member, Path(id): Path<String>, form: Sent) -> Result<Response, Failure> {
    let (id, Asked { from, .. }) = (user_id(&id)?, form::fields(form)?);
    let by = member.who.user.id;
    match member.visit.web.ask(move |office| Ok(office.unlink_licence(by, id))).await? {
        Ok(()) => Ok(from.after(id, "unlinked")),
        Err(LicenceError::Office(error)) => Err(error.into()),
        Err(error) => {
            let problem = problem(&member.visit.texts(), &error);
            let page = unlink_page(&member, id, from, problem).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, html(&page)?).into_response())
        }
    }
}

async fn unlink_page(member: &Member, id: UserId, from: From, problem: String) -> Result<UnlinkPage, Failure> {
    let name = find(member, id).await?.name();
    let title = member.visit.texts().with("licence-unlink-question", &[("name", &name)]);
    Ok(UnlinkPage {
        frame: Frame::new(&member.visit, &title),
        crumbs: crumbs(member, from, &name, id),
        problem,
        from: from.code(),
        back: from.address(id),
    })
}

fn user_id(text: &str) -> Result<UserId, Failure> {
    text.parse().map_err(|_| Failure::NotFound)
}
