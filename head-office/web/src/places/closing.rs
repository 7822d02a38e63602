//! Closing a salepoint or a store, which asks first and says whom it concerns, undoing that, and opening it again.

use super::super::Failure;
use super::super::form::Field;
use super::super::frame::{Frame, html};
use super::super::guard::Member;
use super::super::long_work;
use super::super::message::Message;
use super::super::record_form::Sent;
use super::super::texts::Texts;
use super::assistant::{self, Place};
use askama::Template;
use axum::Form;
use axum::extract::Path;
use axum::extract::rejection::FormRejection;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use head_office_office::office::Office;
use head_office_office::places::{PlaceError, SalepointUse, StoreUse, UNDONE_FOR_MS, can_be_undone, count_receivers};
use head_office_office::progress::Progress;
use head_office_store::{DbError, Tx, name_keys, users};
use head_office_store::{salepoints, stores};
use sync_core::domain::{SalepointId, StoreId, UnixMs, UserId};

/// How many users are named.
const NAMED: usize = 100;
/// From so many users on, and from this part of all on, their number must be typed.
const MANY: u64 = 10;
const PART: u64 = 5;

#[derive(Template)]
#[template(path = "closing.html")]
struct Page {
    frame: Frame,
    crumbs: Vec<(String, String)>,
    message: Option<Message>,
    problems: Vec<(&'static str, String)>,
    /// What forbids it.
    terminals: Vec<String>,
    /// What happens.
    points: Vec<String>,
    who: String,
    names: Vec<String>,
    more: String,
    salepoints: Vec<String>,
    /// How many others sell from it.
    others: String,
    /// Whether any does.
    loses: bool,
    lose: Field,
    lose_words: String,
    /// What must be typed, if anything.
    number_label: Option<String>,
    number: Field,
    seen: String,
    submit: String,
    cancel: String,
    /// How many users it concerns.
    users: u64,
}

/// What the page is made of.
struct Found {
    name: String,
    users: Vec<UserId>,
    names: Vec<String>,
    active: u64,
    terminals: Vec<String>,
    default_of: u64,
    /// The reader's salepoints that sell from it, and how many do whosoever.
    salepoints: Vec<String>,
    losing: u64,
    seen: String,
}

fn names(tx: &mut Tx<'_>, ids: &[UserId]) -> Result<Vec<String>, DbError> {
    let found = ids.iter().take(NAMED).filter_map(|id| users::find(tx, *id).transpose());
    let mut names = found
        .map(|user| user.map(|user| format!("{} {}", user.first_name, user.last_name)))
        .collect::<Result<Vec<_>, _>>()?;
    let order = name_keys::order(tx)?;
    names.sort_by_cached_key(|name| order.key(name));
    Ok(names)
}

async fn salepoint(member: &Member, id: SalepointId) -> Result<Found, Failure> {
    let viewer = member.viewer();
    let work = move |office: &Office| {
        Ok(office.read(|tx| {
            let open = salepoints::find(tx, viewer, id)?.filter(|salepoint| salepoint.closed_at.is_none());
            let Some(salepoint) = open else { return Ok(None) };
            let concerned = SalepointUse::find(tx, &salepoint)?;
            let seen = concerned.fingerprint();
            let (names, active) = (names(tx, &concerned.users)?, count_receivers(tx, None)?);
            let SalepointUse { users, terminals } = concerned;
            let (default_of, salepoints, losing) = (0, Vec::new(), 0);
            let name = salepoint.name;
            Ok::<_, DbError>(Some(Found {
                name,
                users,
                names,
                active,
                terminals,
                default_of,
                salepoints,
                losing,
                seen,
            }))
        })?)
    };
    member.visit.web.ask(work).await?.ok_or(Failure::NotFound)
}

async fn store(member: &Member, id: StoreId) -> Result<Found, Failure> {
    let viewer = member.viewer();
    let work = move |office: &Office| {
        Ok(office.read(|tx| {
            let open = stores::find(tx, viewer, id)?.filter(|store| store.closed_at.is_none());
            let Some(store) = open else { return Ok(None) };
            let concerned = StoreUse::find(tx, id)?;
            let seen = concerned.fingerprint();
            let (names, active) = (names(tx, &concerned.users)?, count_receivers(tx, None)?);
            let losing = concerned.sellers();
            let StoreUse { users, default_of, .. } = concerned;
            let salepoints = salepoints::selling_from(tx, viewer, id)?;
            let salepoints = salepoints.into_iter().map(|salepoint| salepoint.name).collect();
            let (name, terminals) = (store.name, Vec::new());
            Ok::<_, DbError>(Some(Found {
                name,
                users,
                names,
                active,
                terminals,
                default_of,
                salepoints,
                losing,
                seen,
            }))
        })?)
    };
    member.visit.web.ask(work).await?.ok_or(Failure::NotFound)
}

fn page(member: &Member, found: Found, path: &str, id: &str) -> Page {
    let texts = member.visit.texts();
    let users = found.users.len() as u64;
    let is_salepoint = path == "/salepoints";
    let title = texts.with("place-close-question", &[("name", &found.name)]);
    let cancel = format!("{path}/{id}");
    let keys = match is_salepoint {
        true => ["salepoint-close-users", "salepoint-close-codes", "salepoint-close-kept"],
        false => ["store-close-users", "store-close-defaults", "store-close-kept"],
    };
    let points = vec![
        texts.counted(keys[0], users),
        if is_salepoint { texts.t(keys[1]) } else { texts.counted(keys[1], found.default_of) },
        texts.t(keys[2]),
    ];
    let asks_number = users >= MANY && users * PART > found.active;
    let unnamed = users.saturating_sub(found.names.len() as u64);
    Page {
        crumbs: vec![
            (path.to_owned(), texts.t(if is_salepoint { "salepoints" } else { "stores" })),
            (cancel.clone(), found.name),
        ],
        message: None,
        problems: Vec::new(),
        terminals: found.terminals,
        points,
        who: texts.counted("users-count", users),
        names: found.names,
        more: if unnamed == 0 { String::new() } else { texts.counted("more-places", unnamed) },
        lose: Field::default(),
        lose_words: texts.counted("store-close-salepoints", found.losing),
        others: match found.losing - found.salepoints.len() as u64 {
            0 => String::new(),
            others => texts.counted("salepoints-not-yours", others),
        },
        salepoints: found.salepoints,
        loses: found.losing > 0,
        number_label: asks_number.then(|| texts.counted("place-close-number", users)),
        number: Field::default(),
        seen: found.seen,
        submit: texts.t(if is_salepoint { "salepoint-close-do" } else { "store-close-do" }),
        cancel,
        users,
        frame: Frame::new(&member.visit, &title),
    }
}

impl Page {
    /// What is wrong with what was sent; nothing: it can be done.
    fn judge(&mut self, texts: &Texts, sent: &Sent) {
        self.lose = Field::of(&sent.typed, "lose");
        self.number = Field::of(&sent.typed, "number");
        let number: String = self.number.typed.chars().filter(char::is_ascii_digit).collect();
        if self.number_label.is_some() && number != self.users.to_string() {
            self.number.problem = texts.t("place-close-number-wrong");
            self.problems.push(("number", self.number.problem.clone()));
        }
        if self.loses && self.lose.typed != "on" {
            self.lose.problem = texts.t("store-close-salepoints-missing");
            self.problems.push(("lose", self.lose.problem.clone()));
        }
        if sent.typed.get("seen") != self.seen {
            self.message = Some(Message::warning(texts.t("place-close-changed"), texts.t("place-close-changed-text")));
        }
    }

    fn as_long_work(&self, what: &str) -> long_work::LongWorkRequest {
        let (title, back) = (self.frame.title.clone(), self.cancel.clone());
        long_work::LongWorkRequest { key: format!("{what} {back} {}", self.seen), title, back }
    }

    fn refused(&self) -> bool {
        !self.problems.is_empty() || self.message.is_some() || !self.terminals.is_empty()
    }

    fn answer(&self) -> Result<Response, Failure> {
        Ok((StatusCode::UNPROCESSABLE_ENTITY, html(self)?).into_response())
    }
}

/// `GET /salepoints/{id}/close`
pub async fn ask_to_close_salepoint(member: Member, Path(id): Path<String>) -> Result<Response, Failure> {
    let found = salepoint(&member, id.parse().map_err(|_| Failure::NotFound)?).await?;
    Ok(html(&page(&member, found, "/salepoints", &id))?.into_response())
}

/// `POST /salepoints/{id}/close`
pub async fn close_salepoint(
    member: Member,
    Path(id): Path<String>,
    form: Result<Form<Vec<(String, String)>>, FormRejection>,
) -> Result<Response, Failure> {
    let sent = Sent::read(form)?;
    let place: SalepointId = id.parse().map_err(|_| Failure::NotFound)?;
    let texts = member.visit.texts();
    let mut asked = page(&member, salepoint(&member, place).await?, "/salepoints", &id);
    asked.judge(&texts, &sent);
    if asked.refused() {
        return asked.answer();
    }
    let (by, seen) = (member.who.user.id, asked.seen.clone());
    let work = move |office: &Office, progress: &Progress| office.close_salepoint(by, place, &seen, progress);
    match Place::Salepoint(place).change(&member, asked.as_long_work("close"), work, |()| "closed".into()).await? {
        Ok(done) => Ok(done),
        Err(PlaceError::ChangedMeanwhile | PlaceError::HasTerminals) => {
            let mut asked = page(&member, salepoint(&member, place).await?, "/salepoints", &id);
            asked.judge(&texts, &sent);
            asked.answer()
        }
        Err(error) => Err(error.into()),
    }
}

/// `GET /stores/{id}/close`
pub async fn ask_to_close_store(member: Member, Path(id): Path<String>) -> Result<Response, Failure> {
    let found = store(&member, id.parse().map_err(|_| Failure::NotFound)?).await?;
    Ok(html(&page(&member, found, "/stores", &id))?.into_response())
}

/// `POST /stores/{id}/close`
pub async fn close_store(
    member: Member,
    Path(id): Path<String>,
    form: Result<Form<Vec<(String, String)>>, FormRejection>,
) -> Result<Response, Failure> {
    let sent = Sent::read(form)?;
    let place: StoreId = id.parse().map_err(|_| Failure::NotFound)?;
    let texts = member.visit.texts();
    let mut asked = page(&member, store(&member, place).await?, "/stores", &id);
    asked.judge(&texts, &sent);
    if asked.refused() {
        return asked.answer();
    }
    let (by, seen, lose) = (member.who.user.id, asked.seen.clone(), asked.lose.typed == "on");
    let work = move |office: &Office, progress: &Progress| office.close_store(by, place, &seen, lose, progress);
    match Place::Store(place).change(&member, asked.as_long_work("close"), work, |()| "closed".into()).await? {
        Ok(done) => Ok(done),
        Err(PlaceError::ChangedMeanwhile | PlaceError::SoldFrom) => {
            let mut asked = page(&member, store(&member, place).await?, "/stores", &id);
            asked.judge(&texts, &sent);
            asked.answer()
        }
        Err(error) => Err(error.into()),
    }
}

/// `POST /salepoints/{id}/reopen`
pub async fn reopen_salepoint(member: Member, Path(id): Path<String>) -> Result<Response, Failure> {
    let place: SalepointId = id.parse().map_err(|_| Failure::NotFound)?;
    let by = member.who.user.id;
    member.visit.web.ask(move |office| Ok(office.reopen_salepoint(by, place))).await??;
    Ok(Redirect::to(&format!("/salepoints/{id}/users?done=reopened")).into_response())
}

/// `POST /stores/{id}/reopen`
pub async fn reopen_store(member: Member, Path(id): Path<String>) -> Result<Response, Failure> {
    let place: StoreId = id.parse().map_err(|_| Failure::NotFound)?;
    let by = member.who.user.id;
    member.visit.web.ask(move |office| Ok(office.reopen_store(by, place))).await??;
    Ok(Redirect::to(&format!("/stores/{id}/users?done=reopened")).into_response())
}

/// `POST /salepoints/{id}/undo-close`
pub async fn undo_closing_salepoint(member: Member, Path(id): Path<String>) -> Result<Response, Failure> {
    undo(&member, assistant::salepoint(&id)?).await
}

/// `POST /stores/{id}/undo-close`
pub async fn undo_closing_store(member: Member, Path(id): Path<String>) -> Result<Response, Failure> {
    undo(&member, assistant::store(&id)?).await
}

async fn undo(member: &Member, place: Place) -> Result<Response, Failure> {
    let by = member.who.user.id;
    let asked = long_work::LongWorkRequest {
        title: member.visit.texts().t("place-undo"),
        back: place.address(),
        key: format!("undo closing {place:?}"),
    };
    let work = move |office: &Office, progress: &Progress| match place {
        Place::Salepoint(id) => office.undo_closing_salepoint(by, id, progress),
        Place::Store(id) => office.undo_closing_store(by, id, progress),
    };
    match place.change(member, asked, work, |given| assistant::said("undone", &given)).await? {
        Ok(done) => Ok(done),
        // It is open by now, perhaps because this was pressed twice; or it is too late, which its page says.
        Err(PlaceError::ChangedMeanwhile) => Ok(Redirect::to(&place.address()).into_response()),
        Err(error) => Err(error.into()),
    }
}

/// What undoing comes to, while that can be done.
pub(super) fn undoing(texts: &Texts, closed_at: Option<UnixMs>, had: u64, now: UnixMs) -> Option<String> {
    let closed_at = closed_at.filter(|at| can_be_undone(*at, now) && had > 0)?;
    Some(texts.counted_with("place-undo-text", had, &[("until", &texts.day(closed_at.plus_ms(UNDONE_FOR_MS)))]))
}
