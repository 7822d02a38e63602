//! The second step of adding a salepoint or a store: which users get it?

use super::super::Failure;
use super::super::choose::{self, FEW, Hits, Match};
use super::super::form::Field;
use super::super::frame::{Frame, html};
use super::super::guard::Member;
use super::super::long_work::{self, Ended};
use super::super::message::Message;
use super::super::place_field::meant;
use super::super::record_form::Sent;
use super::super::texts::Texts;
use super::Asked;
use askama::Template;
use axum::Form;
use axum::extract::rejection::{FormRejection, QueryRejection};
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use head_office_domain::office_rights::{Level, OfficeArea};
use head_office_office::errors::OfficeError;
use head_office_office::office::Office;
use head_office_office::places::{Given, PlaceError, Receivers, count_receivers};
use head_office_office::progress::Progress;
use head_office_store::grants::{self, Bound, Kind, Viewer};
use head_office_store::salepoints::Salepoint;
use head_office_store::{DbError, Tx, place_list, salepoints, stores};
use sync_core::domain::{SalepointId, StoreId, UserId};

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
    fn after(self, office: &Office, viewer: Viewer, done: &str) -> Result<String, DbError> {
        let (kind, id, list) = match self {
            Self::Salepoint(id) => (Kind::Salepoints, id.to_string(), "/salepoints"),
            Self::Store(id) => (Kind::Stores, id.to_string(), "/stores"),
        };
        let is_theirs = office.read(|tx| grants::allows(tx, viewer, Bound::Place(kind), &id))?;
        let address = if is_theirs { self.address() } else { list.to_owned() };
        Ok(format!("{address}?done={done}"))
    }

    /// Does what may concern all users, which may take long, and goes on to what came of it; `came_to` says that in the
    /// words of an address.
    pub(super) async fn change<T: Send + 'static>(
        self,
        member: &Member,
        asked: long_work::LongWorkRequest,
        work: impl FnOnce(&Office, &Progress) -> Result<T, PlaceError> + Send + 'static,
        came_to: impl FnOnce(T) -> String + Send + 'static,
    ) -> Result<Result<Response, PlaceError>, Failure> {
        let (viewer, texts) = (member.viewer(), member.visit.texts());
        let done = long_work::run(
            member,
            asked,
            move |office, progress| {
                let done = came_to(work(office, progress)?);
                Ok(self.after(office, viewer, &done)?)
            },
            move |done: &Result<String, PlaceError>| match done {
                Ok(address) => Ended::At(address.clone()),
                Err(PlaceError::Db(_)) => Ended::Problem(texts.t("long-work-failed")),
                Err(_) => Ended::Problem(texts.t("place-changed-meanwhile")),
            },
        );
        Ok(match done.await {
            Ok(Ok(address)) => Ok(redirect(&address)),
            Ok(Err(PlaceError::Db(error))) => return Err(OfficeError::from(error).into()),
            Ok(Err(refusal)) => Err(refusal),
            Err(goes_on) => Ok(goes_on),
        })
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
    fn give(self, office: &Office, by: UserId, to: &Receivers, progress: &Progress) -> Result<Given, PlaceError> {
        match self {
            Self::Salepoint(id) => office.give_salepoint(by, id, to, progress),
            Self::Store(id) => office.give_store(by, id, to, progress),
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
    of: Field,
    /// The salepoints whose names hold what was typed, which of them is meant, and where they are looked for.
    hits: Hits,
    chosen: String,
    look: String,
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
        open if open <= FEW as u64 => {
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
    let found = member.visit.web.ask(move |office| Ok(office.read(|tx| find(tx, place, viewer))?)).await?;
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
        of: Field::holding(if others.is_none() { "" } else { &of }),
        hits: Hits::default(),
        chosen: String::new(),
        look: format!("{}/users?of=", place.address()),
        of_help: texts.t(match place {
            Place::Salepoint(_) => "give-of-help",
            Place::Store(_) => "give-of-help-store",
        }),
        others,
        shows_users: member.who.may(OfficeArea::Users, Level::Read),
        show: of_users.map_or_else(|| texts.t("give-show"), |users| texts.counted("give-show-count", users)),
    })
}

/// The open salepoint that is meant.
async fn salepoint_meant(member: &Member, typed: String) -> Result<Match<Salepoint>, Failure> {
    let viewer = member.viewer();
    let find = move |office: &Office| Ok(office.read(|tx| choose::salepoint(tx, viewer, &typed))?);
    member.visit.web.ask(find).await
}

impl Page {
    fn offer(&mut self, texts: &Texts, found: Match<Salepoint>) {
        self.hits = Hits::new(texts, &self.of.typed, found.map(|found| choose::place(found.id, &found.name)));
    }

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
    if !asked.of.is_empty() {
        (page.who, page.of) = ("of".into(), Field::holding(&asked.of));
        let found = salepoint_meant(&member, asked.of).await?;
        page.offer(&texts, found);
    }
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
    let typed = sent.typed.get("of");
    if !typed.is_empty() {
        page.of = Field::holding(typed);
    }
    if meant(typed, sent.typed.get("found_by"), sent.typed.get("of_id")) != typed {
        sent.typed.get("of_id").clone_into(&mut page.chosen);
    }
    let to = match page.who.as_str() {
        "all" => Receivers::All,
        "of" => {
            let asked = if page.chosen.is_empty() { page.of.typed.clone() } else { page.chosen.clone() };
            match salepoint_meant(&member, asked).await? {
                Match::One(other) => Receivers::Of(other.id),
                Match::Nothing => return page.refuse(texts.t("give-of-unknown")),
                Match::Several(first, count) => {
                    page.offer(&texts, Match::Several(first, count));
                    return page.refuse(texts.counted("give-of-several", count));
                }
            }
        }
        "pick" if page.shows_users => return Ok(redirect(&format!("{}/users/pick", place.address()))),
        "nobody" => {
            let viewer = member.viewer();
            let on = member.visit.web.ask(move |office| Ok(place.after(office, viewer, "nobody")?)).await?;
            return Ok(redirect(&on));
        }
        _ => return page.refuse(texts.t("give-missing")),
    };
    if !sent.typed.get("show").is_empty() && page.shows_users {
        return Ok(redirect(&match to {
            Receivers::Of(salepoint) => format!("/users?salepoint={salepoint}"),
            Receivers::All | Receivers::These(_) => "/users".to_owned(),
        }));
    }
    finish(&member, place, (page.frame.title, to)).await
}

/// Gives the place, and goes on.
pub(super) async fn finish(
    member: &Member,
    place: Place,
    (title, to): (String, Receivers),
) -> Result<Response, Failure> {
    let by = member.who.user.id;
    let asked = long_work::LongWorkRequest { title, back: place.address(), key: format!("give {place:?} {to:?}") };
    let work = move |office: &Office, progress: &Progress| place.give(office, by, &to, progress);
    Ok(place.change(member, asked, work, |given| said("given", &given)).await??)
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
