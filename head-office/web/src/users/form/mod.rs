//! The form of one user: tabs General, Salepoint and Store over one draft that is kept on the server, so that nothing
//! typed is lost on the way from tab to tab, and one Save for all of them.

mod general;
mod generated;
mod page;
mod places;
mod typed;
mod words;

use super::super::Failure;
use super::super::form;
use super::super::frame::html;
use super::super::guard::{Member, Visit, encoded};
use super::super::record_form::Open;
use super::super::settings::licences::access::problem as licence_problem;
use axum::Form;
use axum::extract::rejection::{FormRejection, QueryRejection};
use axum::extract::{FromRequestParts, Query};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Redirect, Response};
pub use generated::Generated;
use head_office_domain::office_rights::{Level, OfficeArea};
use head_office_office::accounts::LicenceError;
use head_office_office::office::Office;
use head_office_office::personnel::{Editing, FieldName, Opened, Problem, SaveError, Subject};
use head_office_store::opened_forms;
use page::{Page, Said};
use places::NotDone;
use serde::Deserialize;
use std::sync::Arc;
use typed::{Go, PasswordTyped, Typed};
use uuid::Uuid;

/// A part of the form.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Tab {
    /// Names, POS password, group, language.
    General,
    /// The salepoints.
    Salepoints,
    /// The stores.
    Stores,
    /// The invitation to the office of somebody new. Who is there already has a page of its own for it (`access`).
    Access,
}

impl Tab {
    const ALL: [Self; 4] = [Self::General, Self::Salepoints, Self::Stores, Self::Access];

    fn code(self) -> &'static str {
        match self {
            Self::General => "general",
            Self::Salepoints => "salepoints",
            Self::Stores => "stores",
            Self::Access => "office-access",
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

    /// The same in an opened form.
    fn in_form(self, form: Uuid) -> String {
        format!("{}?form={form}", self.address())
    }

    fn at(self, tab: Tab) -> Self {
        Self { tab, ..self }
    }
}

impl<S: Sync> FromRequestParts<S> for Place {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Failure> {
        Self::of(parts.uri.path())
    }
}

impl Place {
    fn of(path: &str) -> Result<Self, Failure> {
        let mut segments = path.trim_start_matches("/users/").split('/');
        let subject = match segments.next().unwrap_or_default() {
            "new" => Subject::New,
            id => Subject::Of(id.parse().map_err(|_| Failure::NotFound)?),
        };
        let tab = match segments.next() {
            Some("salepoints") => Tab::Salepoints,
            Some("stores") => Tab::Stores,
            Some("office-access") => Tab::Access,
            _ => Tab::General,
        };
        Ok(Self { subject, tab })
    }
}

/// What the address of the form asks for besides.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Asked {
    /// What was just done.
    #[serde(default)]
    done: String,
    /// There: Cancel was pressed and more than one tab would lose something.
    cancel: Option<String>,
    /// Part of a place's name.
    #[serde(default)]
    find: String,
    /// Part of the name of a place that is to be added.
    #[serde(default)]
    add: String,
    /// From 1.
    #[serde(default)]
    page: String,
}

impl Asked {
    /// The address of a tab that goes on with the draft.
    fn address(&self, place: Place, form: Uuid) -> String {
        let mut address = place.in_form(form);
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
    opened: Open,
    place: Place,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Result<Response, Failure> {
    let Query(asked) = asked.map_err(|_| Failure::Malformed)?;
    let editing = match open(&member, opened, place).await? {
        Ok(editing) => editing,
        Err(made) => return Ok(made),
    };
    let (by, subject) = (member.who.user.id, place.subject);
    let left = match opened.is_fresh {
        true => member.visit.web.ask(move |office| office.last_draft(by, subject, opened.id)).await?,
        false => None,
    };
    let said = Said {
        generated: member.visit.web.generated.take(by, opened.id),
        done: asked.done.clone(),
        asks_to_cancel: asked.cancel.is_some(),
        left,
        ..Said::default()
    };
    Ok(html(&Page::load(&member, place, editing, asked, said).await?)?.into_response())
}

/// `POST` to the same addresses: everything the form's buttons do.
pub async fn act(
    member: Member,
    opened: Open,
    place: Place,
    form: Result<Form<Vec<(String, String)>>, FormRejection>,
) -> Result<Response, Failure> {
    let typed = Typed::new(form::fields(form)?, place.tab);
    let mut editing = match open(&member, opened, place).await? {
        Ok(editing) => editing,
        Err(made) => return Ok(made),
    };
    let mut asked = Asked { find: typed.find(), page: typed.page(), ..Asked::default() };
    let go = typed.go();
    if let Go::Add(name) = &go {
        asked.add.clone_from(name);
    }
    if !matches!(go, Go::Cancel | Go::Discard) || page::changed_tabs(&editing) > 1 && go == Go::Cancel {
        typed.apply(&mut editing);
        // Before anything is tried with it: nothing is lost whatever happens.
        keep(&member, &editing).await?;
    }
    match go {
        Go::Keep => return Ok(StatusCode::NO_CONTENT.into_response()),
        Go::Cancel if page::changed_tabs(&editing) > 1 => {
            return Ok(Redirect::to(&format!("{}&cancel", place.in_form(opened.id))).into_response());
        }
        Go::Cancel | Go::Discard => {
            let by = member.who.user.id;
            member.visit.web.ask(move |office| office.discard_draft(by, opened.id)).await?;
            let address = if go == Go::Cancel { "/users".to_owned() } else { place.address() };
            return Ok(Redirect::to(&address).into_response());
        }
        _ => {}
    }
    let seen = typed.seen().to_owned();
    let password = member.visit.web.ask(move |office| typed.password(office)).await?;
    match password {
        PasswordTyped::Nothing => {}
        PasswordTyped::Wrong(problems) => {
            return refused(&member, place, editing, asked, Refusal::typed(problems)).await;
        }
        PasswordTyped::Good(password) => {
            let user = editing.draft.id;
            let web = &member.visit.web;
            let at = web.office.clock.now();
            let prepared = web
                .ask_hashing_signed_in(&member, move |office| office.prepare_pos_password(user, &password))
                .await??;
            editing.password = Some((prepared, at));
            keep(&member, &editing).await?;
        }
    }
    match go {
        Go::Save if switches_oneself_off(&member, &editing) => {
            let said = Said { asks_oneself: true, ..Said::default() };
            let page = Page::load(&member, place, editing, asked, said).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, html(&page)?).into_response())
        }
        Go::Save | Go::SaveSurely => save(&member, place, editing, asked).await,
        Go::Generate => generate(&member, place, editing).await,
        Go::To(tab) => Ok(Redirect::to(&Asked::default().address(place.at(tab), opened.id)).into_response()),
        Go::ToOfficeAccess => {
            let access = match editing.saved {
                Some(_) => format!("/users/{}/office-access", editing.draft.id),
                None => place.at(Tab::Access).in_form(opened.id),
            };
            Ok(Redirect::to(&access).into_response())
        }
        go => {
            let (tab, viewer) = (place.tab, member.viewer_of_names());
            let pressed = move |office: &Office| {
                let not_done = places::act(office, viewer, &mut editing, tab, (&go, &seen))?;
                Ok((editing, not_done))
            };
            let (editing, not_done) = member.visit.web.ask(pressed).await?;
            keep(&member, &editing).await?;
            match not_done {
                None => Ok(Redirect::to(&asked.address(place, opened.id)).into_response()),
                Some(not_done) => {
                    let refusal = Refusal { not_done: Some(not_done), ..Refusal::default() };
                    refused(&member, place, editing, asked, refusal).await
                }
            }
        }
    }
}

/// Whether who saves would be signed out by it, and could not sign in again.
fn switches_oneself_off(member: &Member, editing: &Editing) -> bool {
    let is_oneself = editing.draft.id == member.who.user.id;
    is_oneself && editing.draft.changed().contains(&FieldName::Active) && editing.draft.typed.get("active").is_empty()
}

/// Opens the record, with what was kept of the form; or leads to what the form has made.
async fn open(member: &Member, opened: Open, place: Place) -> Result<Result<Editing, Response>, Failure> {
    let (by, language, form) = (member.who.user.id, member.visit.language, opened.id);
    let may_edit = may_edit(&member.visit);
    let find = move |office: &Office| {
        let mut editing = match office.edit_user(by, form, place.subject, language)? {
            Opened::Editing(editing) => editing,
            other => return Ok(other),
        };
        // What was sent when nobody was signed in any more.
        if let Some(left) = office.read(|tx| opened_forms::left(tx, by, form))?.filter(|_| may_edit) {
            let sent_to = Place::of(&left.path).ok().filter(|sent_to| sent_to.subject == place.subject);
            if let (Some(sent_to), Ok(pairs)) = (sent_to, serde_json::from_str(&left.pairs)) {
                Typed::new(pairs, sent_to.tab).apply(&mut editing);
                office.keep_draft(by, &editing)?;
            }
            office.forget_left_form(by, form)?;
        }
        Ok(Opened::Editing(editing))
    };
    match member.visit.web.ask(find).await? {
        Opened::NotThere => Err(Failure::NotFound),
        Opened::HasMade(id) => {
            let place = Place { subject: Subject::Of(id), ..place };
            Ok(Err(Redirect::to(&format!("{}?done=already", place.address())).into_response()))
        }
        Opened::Editing(editing) => Ok(Ok(*editing)),
    }
}

async fn keep(member: &Member, editing: &Editing) -> Result<(), Failure> {
    let (by, editing) = (member.who.user.id, editing.clone());
    member.visit.web.ask(move |office| office.keep_draft(by, &editing)).await
}

/// Draws a POS password. The page that it leads to shows it once; loaded again, that makes no other.
async fn generate(member: &Member, place: Place, mut editing: Editing) -> Result<Response, Failure> {
    let user = editing.draft.id;
    let web = &member.visit.web;
    let (password, prepared) =
        web.ask_hashing_signed_in(member, move |office| office.generate_pos_password(user)).await??;
    let now = web.office.clock.now();
    editing.password = Some((prepared, now));
    keep(member, &editing).await?;
    web.generated.keep(member.who.user.id, editing.form, password, now);
    Ok(Redirect::to(&place.in_form(editing.form)).into_response())
}

async fn save(member: &Member, place: Place, mut editing: Editing, asked: Asked) -> Result<Response, Failure> {
    let by = member.who.user.id;
    let outcome = {
        let editing = editing.clone();
        member.visit.web.ask(move |office| Ok(office.save_draft(by, &editing))).await?
    };
    let refusal = match outcome {
        Ok(saved) => {
            let tab = if place.tab == Tab::Access { Tab::General } else { place.tab };
            let place = Place { subject: Subject::Of(saved.made.id), tab };
            let done = if saved.made.before { "already" } else { "saved" };
            let address = format!("{}?done={done}", place.address());
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
            let opened = Open { id: editing.form, is_fresh: false };
            editing = match open(member, opened, place).await? {
                Ok(editing) => editing,
                Err(made) => return Ok(made),
            };
            Refusal::default()
        }
        Err(SaveError::Invitation(error)) => Refusal { invitation: Some(error), ..Refusal::default() },
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
    invitation: Option<LicenceError>,
    not_done: Option<NotDone>,
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
    problems.extend(refusal.invitation.map(|error| ("email".to_owned(), licence_problem(&texts, &error))));
    let said = Said { problems, not_done: refusal.not_done, ..Said::default() };
    let page = Page::load(member, place, editing, asked, said).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, html(&page)?).into_response())
}

/// Whether the reader may change users.
fn may_edit(visit: &Visit) -> bool {
    visit.who.as_ref().map(Arc::as_ref).is_some_and(|who| who.may(OfficeArea::Users, Level::Edit))
}
