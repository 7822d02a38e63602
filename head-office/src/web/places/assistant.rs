//! The second step of adding a salepoint or a store: which users get it?

use super::super::Failure;
use super::super::frame::{Frame, html};
use super::super::guard::Member;
use super::super::list::words;
use super::super::message::Message;
use super::super::record_form::Sent;
use super::super::texts::Texts;
use super::Asked;
use crate::db::grants::{self, Bound, Kind, Viewer};
use crate::db::salepoints::Salepoint;
use crate::db::{DbError, Tx, place_list, salepoints, stores};
use crate::errors::OfficeError;
use crate::office::Office;
use crate::office_rights::{Level, OfficeArea};
use crate::places::{Given, PlaceError, Receivers, count_receivers};
use askama::Template;
use axum::Form;
use axum::extract::rejection::{FormRejection, QueryRejection};
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use sync_core::domain::{SalepointId, StoreId, UserId};

/// Up to so many salepoints are offered to choose from; of more, one is typed.
const CHOICES: u64 = 200;

/// So many of those who were left out are named.
pub(super) const MOST_NAMED: usize = 20;

/// What is given.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Place {
    Salepoint(SalepointId),
    Store(StoreId),
}

impl Place {
    /// The address of its page.
    pub(super) fn address(self) -> String {
        match self {
            Self::Salepoint(id) => format!("/salepoints/{id}"),
            Self::Store(id) => format!("/stores/{id}"),
        }
    }

    /// Its name, if this reader may give it and it is open.
    pub(super) fn name(self, tx: &mut Tx<'_>, viewer: Viewer) -> Result<Option<String>, DbError> {
        Ok(match self {
            Self::Salepoint(id) => {
                let found = salepoints::find(tx, viewer, id)?;
                found.filter(|found| found.closed_at.is_none()).map(|found| found.name)
            }
            Self::Store(id) => {
                let found = stores::find(tx, viewer, id)?;
                found.filter(|found| found.closed_at.is_none()).map(|found| found.name)
            }
        })
    }

    /// Where somebody goes on who has dealt with it: to its page, or to the list if it is not there for them.
    pub(super) async fn after(self, member: &Member, done: &str) -> Result<Response, Failure> {
        let (kind, id, list) = match self {
            Self::Salepoint(id) => (Kind::Salepoints, id.to_string(), "/salepoints"),
            Self::Store(id) => (Kind::Stores, id.to_string(), "/stores"),
        };
        let viewer = member.viewer();
        let ask =
            move |office: &Office| Ok(office.db.read(|tx| grants::allows(tx, viewer, Bound::Place(kind), &id))?);
        let address = if member.visit.web.ask(ask).await? { self.address() } else { list.to_owned() };
        Ok(redirect(&format!("{address}?done={done}")))
    }

    /// The way to its page.
    pub(super) fn crumbs(self, texts: &Texts, name: &str) -> Vec<(String, String)> {
        let list = match self {
            Self::Salepoint(_) => ("/salepoints".to_owned(), texts.t("salepoints")),
            Self::Store(_) => ("/stores".to_owned(), texts.t("stores")),
        };
        vec![list, (self.address(), name.to_owned())]
    }

    /// Gives it.
    pub(super) fn give(self, office: &Office, by: UserId, to: &Receivers) -> Result<Given, PlaceError> {
        match self {
            Self::Salepoint(id) => office.give_salepoint(by, id, to),
            Self::Store(id) => office.give_store(by, id, to),
        }
    }
}

#[derive(Template)]
#[template(path = "assistant.html")]
struct Page {
    frame: Frame,
    crumbs: Vec<(String, String)>,
    message: Option<Message>,
    problems: Vec<(&'static str, String)>,
    problem: String,
    /// What is chosen.
    who: String,
    all_count: String,
    /// The salepoint whose users are chosen: an id, or a name where one is typed.
    of: String,
    of_help: String,
    /// What is offered; `None`: one is typed.
    others: Option<Vec<(String, String)>>,
    shows_users: bool,
    show: String,
}

/// What the page is made of.
struct Found {
    name: String,
    active: u64,
    /// Salepoints with how many users each has; `None`: too many.
    others: Option<Vec<(Salepoint, u64)>>,
    /// The one other salepoint with the same store.
    sibling: Option<SalepointId>,
}

fn find(tx: &mut Tx<'_>, place: Place, viewer: Viewer) -> Result<Option<Found>, DbError> {
    let Some(name) = place.name(tx, viewer)? else { return Ok(None) };
    let store = match place {
        Place::Salepoint(id) => salepoints::find(tx, viewer, id)?.and_then(|found| found.store),
        Place::Store(id) => Some(id),
    };
    let mut siblings = match store {
        Some(store) => salepoints::selling_from(tx, viewer, store)?,
        None => Vec::new(),
    };
    siblings.retain(|other| other.closed_at.is_none() && Place::Salepoint(other.id) != place);
    let sibling = match &siblings[..] {
        [only] => Some(only.id),
        _ => None,
    };
    let open = place_list::Filter { viewer, open: Some(true), words: Vec::new() };
    let others = match place_list::counts(tx, Kind::Salepoints, &open)?.open {
        0..=CHOICES => {
            let mut others = Vec::new();
            for other in salepoints::open(tx, viewer)? {
                if Place::Salepoint(other.id) != place {
                    let users = count_receivers(tx, Some(&other))?;
                    others.push((other, users));
                }
            }
            Some(others)
        }
        _ => None,
    };
    Ok(Some(Found { name, active: count_receivers(tx, None)?, others, sibling }))
}

async fn page(member: &Member, place: Place) -> Result<Page, Failure> {
    let viewer = member.viewer();
    let found = member.visit.web.ask(move |office| Ok(office.db.read(|tx| find(tx, place, viewer))?)).await?;
    let Found { name, active, others, sibling } = found.ok_or(Failure::NotFound)?;
    let texts = member.visit.texts();
    let title = texts.with("give-question", &[("name", &name)]);
    // Those of the only other salepoint with the same store, else of the one that most users have.
    let busiest = others.iter().flatten().filter(|(_, users)| *users > 0).rev().max_by_key(|(_, users)| *users);
    let likely = sibling.or(busiest.map(|(other, _)| other.id));
    let of = likely.map(|likely| likely.to_string()).unwrap_or_default();
    let with_count = |users: u64, name: &str| texts.counted_with("give-of-choice", users, &[("name", name)]);
    let of_users = others.iter().flatten().find(|(other, _)| other.id.to_string() == of).map(|(_, users)| *users);
    let others = others.map(|others| {
        others.iter().map(|(other, users)| (other.id.to_string(), with_count(*users, &other.name))).collect()
    });
    Ok(Page {
        frame: Frame::new(&member.visit, &title),
        crumbs: place.crumbs(&texts, &name),
        message: None,
        problems: Vec::new(),
        problem: String::new(),
        who: if likely.is_some() || others.is_none() { "of".into() } else { String::new() },
        all_count: texts.counted("users-count", active),
        of: if others.is_none() { String::new() } else { of },
        of_help: texts.t(match place {
            Place::Salepoint(_) => "give-of-help",
            Place::Store(_) => "give-of-help-store",
        }),
        others,
        shows_users: member.who.may(OfficeArea::Users, Level::Read),
        show: of_users.map_or_else(|| texts.t("give-show"), |users| texts.counted("give-show-count", users)),
    })
}

impl Page {
    fn refuse(mut self, problem: String) -> Result<Response, Failure> {
        self.problems = vec![("who", problem.clone())];
        self.problem = problem;
        Ok((StatusCode::UNPROCESSABLE_ENTITY, html(&self)?).into_response())
    }
}

async fn show(
    member: Member,
    place: Place,
    asked: Result<Query<Asked>, QueryRejection>,
    [saved, step]: [&'static str; 2],
) -> Result<Response, Failure> {
    let Query(asked) = asked.map_err(|_| Failure::Malformed)?;
    let mut page = page(&member, place).await?;
    let texts = member.visit.texts();
    let name = page.crumbs.last().map(|(_, name)| name.clone()).unwrap_or_default();
    let title = match asked.done.as_str() {
        "added" => Some(texts.with(saved, &[("name", &name)])),
        "reopened" => Some(texts.with("place-reopened", &[("name", &name)])),
        _ => None,
    };
    page.message = title.map(|title| Message { text: texts.t(step), ..Message::done(title) });
    Ok(html(&page)?.into_response())
}

/// `GET /salepoints/{id}/users`
pub async fn show_salepoint_assistant(
    member: Member,
    Path(id): Path<String>,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Result<Response, Failure> {
    show(member, salepoint(&id)?, asked, ["salepoint-saved", "salepoint-step-2"]).await
}

/// `GET /stores/{id}/users`
pub async fn show_store_assistant(
    member: Member,
    Path(id): Path<String>,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Result<Response, Failure> {
    show(member, store(&id)?, asked, ["store-saved", "store-step-2"]).await
}

/// The salepoint that an address names.
pub(super) fn salepoint(id: &str) -> Result<Place, Failure> {
    id.parse().map(Place::Salepoint).map_err(|_| Failure::NotFound)
}

/// The store that an address names.
pub(super) fn store(id: &str) -> Result<Place, Failure> {
    id.parse().map(Place::Store).map_err(|_| Failure::NotFound)
}

/// `POST /salepoints/{id}/users`
pub async fn give_salepoint(
    member: Member,
    Path(id): Path<String>,
    form: Result<Form<Vec<(String, String)>>, FormRejection>,
) -> Result<Response, Failure> {
    give(member, salepoint(&id)?, form).await
}

/// `POST /stores/{id}/users`
pub async fn give_store(
    member: Member,
    Path(id): Path<String>,
    form: Result<Form<Vec<(String, String)>>, FormRejection>,
) -> Result<Response, Failure> {
    give(member, store(&id)?, form).await
}

async fn give(
    member: Member,
    place: Place,
    form: Result<Form<Vec<(String, String)>>, FormRejection>,
) -> Result<Response, Failure> {
    let sent = Sent::read(form)?;
    let texts = member.visit.texts();
    let mut page = page(&member, place).await?;
    sent.typed.get("who").clone_into(&mut page.who);
    if !sent.typed.get("of").is_empty() {
        sent.typed.get("of").clone_into(&mut page.of);
    }
    let to = match page.who.as_str() {
        "all" => Receivers::All,
        "of" => {
            let (of, viewer) = (page.of.clone(), member.viewer());
            match member.visit.web.ask(move |office| salepoint_meant(office, &of, viewer)).await? {
                Ok(other) => Receivers::Of(other),
                Err(0) => return page.refuse(texts.t("give-of-unknown")),
                Err(several) => return page.refuse(texts.counted("give-of-several", several)),
            }
        }
        "pick" if page.shows_users => return Ok(redirect(&format!("{}/users/pick", place.address()))),
        "nobody" => return place.after(&member, "nobody").await,
        _ => return page.refuse(texts.t("give-missing")),
    };
    if !sent.typed.get("show").is_empty() && page.shows_users {
        return Ok(redirect(&match to {
            Receivers::Of(salepoint) => format!("/users?salepoint={salepoint}"),
            Receivers::All | Receivers::These(_) => "/users".to_owned(),
        }));
    }
    finish(&member, place, to).await
}

/// Gives the place, and goes on.
pub(super) async fn finish(member: &Member, place: Place, to: Receivers) -> Result<Response, Failure> {
    let by = member.who.user.id;
    let given = member.visit.web.ask(move |office| Ok(place.give(office, by, &to))).await??;
    place.after(member, &said("given", &given)).await
}

/// What the next page says was done, for its address.
pub(super) fn said(what: &str, Given { users, left_out }: &Given) -> String {
    let mut done = format!("{what}&users={users}");
    if !left_out.is_empty() {
        let named: Vec<_> = left_out.iter().take(MOST_NAMED).map(UserId::to_string).collect();
        done += &format!("&left={}&named={}", left_out.len(), named.join(","));
    }
    done
}

fn redirect(address: &str) -> Response {
    Redirect::to(address).into_response()
}

/// The open salepoint of this id or name, or the only one whose name contains that; else how many do.
fn salepoint_meant(office: &Office, typed: &str, viewer: Viewer) -> Result<Result<SalepointId, u64>, OfficeError> {
    Ok(office.db.read(|tx| {
        let exact = match typed.parse() {
            Ok(id) => salepoints::find(tx, viewer, id)?,
            Err(_) => salepoints::named(tx, viewer, typed.trim())?,
        };
        if let Some(exact) = exact.filter(|found| found.closed_at.is_none()) {
            return Ok(Ok(exact.id));
        }
        let words = words(typed);
        if words.is_empty() {
            return Ok(Err(0));
        }
        let filter = place_list::Filter { viewer, words, open: Some(true) };
        let count = place_list::counts(tx, Kind::Salepoints, &filter)?.open;
        let part = place_list::Part { descending: false, skip: 0, take: 1 };
        match (count, place_list::salepoints(tx, &filter, part)?.pop()) {
            (1, Some(only)) => Ok::<_, DbError>(Ok(only.id)),
            (count, _) => Ok(Err(count)),
        }
    })?)
}
