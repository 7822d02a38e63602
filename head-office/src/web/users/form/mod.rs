//! The form of one user: tabs General, Salepoint and Store over one draft that is kept on the server, so that nothing
//! typed is lost on the way from tab to tab, and one Save for all of them.

mod general;
mod page;
mod places;
mod typed;
mod words;

use super::super::Failure;
use super::super::choice::Unresolved;
use super::super::form;
use super::super::frame::html;
use super::super::guard::{Member, Visit, encoded};
use crate::office_rights::{Level, OfficeArea};
use crate::personnel::{Editing, FieldName, Problem, SaveError, Subject};
use axum::Form;
use axum::extract::rejection::{FormRejection, QueryRejection};
use axum::extract::{FromRequestParts, Query};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Redirect, Response};
use page::{Page, Said};
use serde::Deserialize;
use std::sync::Arc;
use typed::{Go, PasswordTyped, Typed};

/// A part of the form.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Tab {
    /// Names, POS password, group, language.
    General,
    /// The salepoints.
    Salepoints,
    /// The stores.
    Stores,
}

impl Tab {
    const ALL: [Self; 3] = [Self::General, Self::Salepoints, Self::Stores];

    fn code(self) -> &'static str {
        match self {
            Self::General => "general",
            Self::Salepoints => "salepoints",
            Self::Stores => "stores",
        }
    }
}

/// What an address of the form names.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Place {
    subject: Subject,
    tab: Tab,
}

impl Place {
    fn address(self) -> String {
        let subject = match self.subject {
            Subject::New => "new".to_owned(),
            Subject::Of(id) => id.to_string(),
        };
        match self.tab {
            Tab::General => format!("/users/{subject}"),
            tab => format!("/users/{subject}/{}", tab.code()),
        }
    }

    fn at(self, tab: Tab) -> Self {
        Self { tab, ..self }
    }
}

impl<S: Sync> FromRequestParts<S> for Place {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Failure> {
        let mut segments = parts.uri.path().trim_start_matches("/users/").split('/');
        let subject = match segments.next().unwrap_or_default() {
            "new" => Subject::New,
            id => Subject::Of(id.parse().map_err(|_| Failure::NotFound)?),
        };
        let tab = match segments.next() {
            Some("salepoints") => Tab::Salepoints,
            Some("stores") => Tab::Stores,
            _ => Tab::General,
        };
        Ok(Self { subject, tab })
    }
}

/// What the address of the form asks for besides.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Asked {
    /// There: the reader comes from another tab and knows of the draft.
    editing: Option<String>,
    /// The revision of what was just saved.
    saved: Option<String>,
    /// There: Cancel was pressed and more than one tab would lose something.
    cancel: Option<String>,
    /// Part of a place's name.
    #[serde(default)]
    find: String,
    /// From 1.
    #[serde(default)]
    page: String,
}

impl Asked {
    /// The address of a tab that goes on with the draft.
    fn address(&self, place: Place) -> String {
        let mut address = format!("{}?editing", place.address());
        for (name, value) in [("find", &self.find), ("page", &self.page)] {
            if !value.is_empty() && place.tab != Tab::General {
                address.push_str(&format!("&{name}={}", encoded(value)));
            }
        }
        address
    }
}

/// `GET /users/new`, `/users/{id}` and their tabs.
pub async fn show(
    member: Member,
    place: Place,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Result<Response, Failure> {
    let Query(asked) = asked.map_err(|_| Failure::Malformed)?;
    let editing = open(&member, place).await?;
    let said = Said {
        generated: None,
        saved: asked.saved.as_ref().and_then(|revision| revision.parse().ok()),
        asks_to_cancel: asked.cancel.is_some(),
        returns: asked.editing.is_none() && asked.cancel.is_none(),
        problems: Vec::new(),
        unresolved: None,
    };
    Ok(html(&Page::load(&member, place, editing, asked, said).await?)?.into_response())
}

/// `POST` to the same addresses: everything the form's buttons do.
pub async fn act(
    member: Member,
    place: Place,
    form: Result<Form<Vec<(String, String)>>, FormRejection>,
) -> Result<Response, Failure> {
    let mut typed = Typed::new(form::fields(form)?, place.tab);
    let mut editing = open(&member, place).await?;
    let asked = Asked { find: typed.find(), page: typed.page(), ..Asked::default() };
    let go = typed.go();
    match go {
        Go::Cancel if page::changed_tabs(&editing) > 1 => {
            typed.apply(&mut editing);
            keep(&member, &editing).await?;
            return Ok(Redirect::to(&format!("{}?cancel", place.address())).into_response());
        }
        Go::Cancel | Go::Discard => {
            let (by, subject) = (member.who.user.id, place.subject);
            member.visit.web.ask(move |office| office.discard_draft(by, subject)).await?;
            let is_over = go == Go::Cancel || subject == Subject::New;
            let address = if is_over { "/users".to_owned() } else { place.address() };
            return Ok(Redirect::to(&address).into_response());
        }
        _ => typed.apply(&mut editing),
    }
    let password = member.visit.web.ask(move |office| typed.password(office)).await?;
    match password {
        PasswordTyped::Nothing => {}
        PasswordTyped::Wrong(problems) => {
            keep(&member, &editing).await?;
            return refused(&member, place, editing, asked, Refusal::typed(problems)).await;
        }
        PasswordTyped::Good(password) => {
            let user = editing.draft.id;
            let web = &member.visit.web;
            let at = web.office.clock.now();
            let prepared = web.ask_hashing(move |office| office.prepare_pos_password(user, &password)).await??;
            editing.password = Some((prepared, at));
        }
    }
    match go {
        Go::Save => save(&member, place, editing, asked).await,
        Go::Generate => generate(&member, place, editing, asked).await,
        Go::To(tab) => {
            keep(&member, &editing).await?;
            Ok(Redirect::to(&Asked::default().address(place.at(tab))).into_response())
        }
        Go::ToOfficeAccess => {
            keep(&member, &editing).await?;
            let access = format!("/users/{}/office-access", editing.draft.id);
            Ok(Redirect::to(if editing.saved.is_some() { &access } else { "/users/new" }).into_response())
        }
        go => {
            let done = {
                let mut editing = editing.clone();
                let (tab, viewer) = (place.tab, member.viewer_of_names());
                member
                    .visit
                    .web
                    .ask(move |office| places::act(office, viewer, &mut editing, tab, &go).map(|done| (editing, done)))
            };
            let (editing, unresolved) = done.await?;
            keep(&member, &editing).await?;
            match unresolved {
                None => Ok(Redirect::to(&asked.address(place)).into_response()),
                Some(unresolved) => {
                    let refusal = Refusal { unresolved: Some(unresolved), ..Refusal::default() };
                    refused(&member, place, editing, asked, refusal).await
                }
            }
        }
    }
}

async fn open(member: &Member, place: Place) -> Result<Editing, Failure> {
    let (by, language) = (member.who.user.id, member.visit.language);
    let editing = member.visit.web.ask(move |office| office.edit_user(by, place.subject, language)).await?;
    editing.ok_or(Failure::NotFound)
}

async fn keep(member: &Member, editing: &Editing) -> Result<(), Failure> {
    let (by, editing) = (member.who.user.id, editing.clone());
    member.visit.web.ask(move |office| office.keep_draft(by, &editing)).await
}

async fn generate(member: &Member, place: Place, mut editing: Editing, asked: Asked) -> Result<Response, Failure> {
    let user = editing.draft.id;
    let web = &member.visit.web;
    let (password, prepared) = web.ask_hashing(move |office| office.generate_pos_password(user)).await??;
    editing.password = Some((prepared, web.office.clock.now()));
    keep(member, &editing).await?;
    let said = Said { generated: Some(password), ..Said::default() };
    Ok(html(&Page::load(member, place, editing, asked, said).await?)?.into_response())
}

async fn save(member: &Member, place: Place, mut editing: Editing, asked: Asked) -> Result<Response, Failure> {
    let by = member.who.user.id;
    let outcome = {
        let editing = editing.clone();
        member.visit.web.ask(move |office| Ok(office.save_draft(by, &editing))).await?
    };
    let refusal = match outcome {
        Ok(saved) => {
            let place = Place { subject: Subject::Of(saved.id), ..place };
            let address = format!("{}?saved={}", place.address(), saved.cursor.revision.0);
            return Ok(Redirect::to(&address).into_response());
        }
        Err(SaveError::Refused(problems)) => {
            // A refused POS password is not offered again.
            if problems.iter().any(|(field, _)| *field == FieldName::PosPassword) {
                editing.password = None;
            }
            Refusal { problems, ..Refusal::default() }
        }
        Err(SaveError::Conflict(draft)) => {
            editing.draft = *draft;
            keep(member, &editing).await?;
            editing = open(member, place).await?;
            Refusal::default()
        }
        Err(SaveError::Gone) => return Err(Failure::NotFound),
        Err(SaveError::Office(error)) => return Err(error.into()),
    };
    keep(member, &editing).await?;
    refused(member, place, editing, asked, refusal).await
}

/// Why a page comes back instead of what was asked for.
#[derive(Default)]
struct Refusal {
    problems: Vec<(FieldName, Problem)>,
    password: Vec<typed::PasswordProblem>,
    unresolved: Option<Unresolved>,
}

impl Refusal {
    fn typed(password: Vec<typed::PasswordProblem>) -> Self {
        Self { password, ..Self::default() }
    }
}

async fn refused(
    member: &Member,
    place: Place,
    editing: Editing,
    asked: Asked,
    refusal: Refusal,
) -> Result<Response, Failure> {
    let texts = member.visit.texts();
    let mut problems = words::of_fields(&texts, &refusal.problems);
    problems.extend(words::of_password(&texts, &refusal.password));
    let said = Said { problems, unresolved: refusal.unresolved, ..Said::default() };
    let page = Page::load(member, place, editing, asked, said).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, html(&page)?).into_response())
}

/// Whether the reader may change users.
fn may_edit(visit: &Visit) -> bool {
    visit.who.as_ref().map(Arc::as_ref).is_some_and(|who| who.may(OfficeArea::Users, Level::Edit))
}
