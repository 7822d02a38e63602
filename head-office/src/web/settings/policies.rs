//! Settings → Policies: what head office prescribes to every terminal, and what that comes to.

use super::super::Failure;
use super::super::frame::{Frame, html};
use super::super::guard::Member;
use super::super::history::{self, History};
use super::super::message::Message;
use super::super::record_form::{Conflict, Sent, Values, merge};
use super::super::texts::Texts;
use super::policies_fields::{Typed, base, name, policy_of, shown};
use super::policies_figures::{Facts, Row, dangers, rows};
use crate::db::audit::{self, AuditKind, Recorded};
use crate::db::policy::{load, settings};
use crate::db::{DbError, terminals, users};
use crate::office_rights::{Level, OfficeArea};
use crate::policy::{PolicyError, is_looser, settings_of};
use askama::Template;
use axum::Form;
use axum::extract::Query;
use axum::extract::rejection::{FormRejection, QueryRejection};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use sync_core::domain::Policy;

/// Where the page is.
const ADDRESS: &str = "/settings/policies";

#[derive(Template)]
#[template(path = "policies.html")]
struct Page {
    frame: Frame,
    message: Option<Message>,
    conflict: Option<Conflict>,
    problems: Vec<(String, String)>,
    /// What is dangerous and has to be said to be meant.
    dangers: Vec<String>,
    /// Another text for other settings: what was said to be meant.
    meant: String,
    may_edit: bool,
    base: Values,
    rows: Vec<Row>,
    /// What is typed and not saved; empty: nothing.
    unsaved: String,
    history: History,
}

/// What the page is made of.
#[derive(Clone)]
struct Found {
    policy: Policy,
    facts: Facts,
    trail: Vec<Recorded>,
}

/// What the address says after a Save.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Asked {
    /// Something was saved.
    #[serde(default)]
    done: String,
    /// The settings that are looser now, separated by commas.
    #[serde(default)]
    looser: String,
}

async fn find(member: &Member) -> Result<Found, Failure> {
    let viewer = member.viewer();
    let work = move |office: &crate::Office| {
        let now = office.clock.now();
        Ok(office.db.read(|tx| {
            Ok::<_, DbError>(Found {
                policy: load(tx)?,
                facts: Facts::new(users::count(tx)?, &terminals::all(tx, viewer)?, now),
                trail: audit::of_kind(tx, office.company().0, AuditKind::Policy, history::READ)?,
            })
        })?)
    };
    member.visit.web.ask(work).await
}

impl Page {
    fn new(member: &Member, found: Found, typed: Typed, base: Values) -> Self {
        let texts = member.visit.texts();
        Self {
            frame: Frame::new(&member.visit, &texts.t("area-policies")),
            message: None,
            conflict: None,
            dangers: Vec::new(),
            meant: fingerprint(&typed.policy),
            may_edit: member.who.may(OfficeArea::Policies, Level::Edit),
            base,
            rows: rows(&texts, &typed, &found.facts),
            unsaved: names(
                &texts,
                &found.policy,
                |setting, value, saved| {
                    value != saved || typed.problems.iter().any(|(id, _)| setting.starts_with(id.as_str()))
                },
                &typed.policy,
            ),
            history: History::new(&texts, found.trail, found.facts.now),
            problems: typed.problems,
        }
    }

    fn answer(&self, status: StatusCode) -> Result<Response, Failure> {
        Ok((status, html(self)?).into_response())
    }
}

/// The names of the settings of `policy` that are so, compared with what is saved.
fn names(texts: &Texts, saved: &Policy, is_so: impl Fn(&str, u32, u32) -> bool, policy: &Policy) -> String {
    let both = settings_of(policy).into_iter().zip(settings_of(saved));
    let named =
        both.filter(|(one, other)| is_so(one.name, one.value, other.value)).map(|(one, _)| name(texts, one.name));
    named.collect::<Vec<_>>().join(", ")
}

/// Another text for another policy.
fn fingerprint(policy: &Policy) -> String {
    settings_of(policy).iter().map(|setting| setting.value.to_string()).collect::<Vec<_>>().join("-")
}

/// `GET /settings/policies`
pub async fn show(member: Member, asked: Result<Query<Asked>, QueryRejection>) -> Result<Response, Failure> {
    let Query(asked) = asked.map_err(|_| Failure::Malformed)?;
    let texts = member.visit.texts();
    let found = find(&member).await?;
    let typed = Typed::of(&texts, &found.policy);
    let base = base(&found.policy);
    let mut page = Page::new(&member, found, typed, base);
    page.message = (asked.done == "changed").then(|| done(&texts, &asked.looser));
    page.answer(StatusCode::OK)
}

fn done(texts: &Texts, looser: &str) -> Message {
    let known = settings(&mut Policy::default()).map(|(setting, _)| setting);
    let looser: Vec<_> =
        looser.split(',').filter(|setting| known.contains(setting)).map(|one| name(texts, one)).collect();
    let live = texts.t("policy-saved-text");
    match looser.is_empty() {
        true => Message { text: live, ..Message::done(texts.t("saved")) },
        false => Message::warning(texts.with("policy-saved-looser", &[("names", &looser.join(", "))]), live),
    }
}

/// `POST /settings/policies`
pub async fn change(
    member: Member,
    form: Result<Form<Vec<(String, String)>>, FormRejection>,
) -> Result<Response, Failure> {
    let sent = Sent::read(form)?;
    let texts = member.visit.texts();
    let found = find(&member).await?;
    let typed = Typed::read(&texts, &sent.typed, &found.policy);
    let (saved, policy) = (found.policy, typed.policy);
    let is_wrong = !typed.problems.is_empty();
    let dangers = dangers(&texts, &saved, &policy, &found.facts);
    let mut page = Page::new(&member, found, typed, sent.base.clone());
    if is_wrong {
        return page.answer(StatusCode::UNPROCESSABLE_ENTITY);
    }
    if sent.typed.get("go") == "figures" {
        return page.answer(StatusCode::OK);
    }
    let Some(expected) = policy_of(&sent.base).filter(|expected| *expected == saved) else {
        return told(&member, &sent.base, &policy).await;
    };
    if !dangers.is_empty() && sent.typed.get("meant") != page.meant {
        page.dangers = dangers;
        return page.answer(StatusCode::UNPROCESSABLE_ENTITY);
    }
    let by = member.who.user.id;
    let work = move |office: &crate::Office| Ok(office.change_policy(by, &expected, &policy));
    match member.visit.web.ask(work).await? {
        Ok(()) => {
            let both = settings_of(&policy).into_iter().zip(settings_of(&saved));
            let looser =
                both.filter(|(one, other)| is_looser(one.name, one.value, other.value)).map(|(one, _)| one.name);
            let looser = looser.collect::<Vec<_>>().join(",");
            Ok(Redirect::to(&format!("{ADDRESS}?done=changed&looser={looser}")).into_response())
        }
        Err(PolicyError::ChangedMeanwhile) => told(&member, &sent.base, &policy).await,
        Err(PolicyError::Impossible(_)) => Err(Failure::Malformed),
        Err(PolicyError::Db(error)) => Err(crate::office::OfficeError::from(error).into()),
    }
}

/// The form once more, with what somebody else saved meanwhile.
async fn told(member: &Member, based_on: &Values, policy: &Policy) -> Result<Response, Failure> {
    let texts = member.visit.texts();
    let found = find(member).await?;
    let saved = base(&found.policy);
    let keys = settings(&mut Policy::default()).map(|(setting, _)| setting.to_owned());
    let merged = merge(based_on, &base(policy), &saved, &keys);
    let value = |setting: &str, value: &str| {
        value.parse().map_or_else(|_| value.to_owned(), |value| shown(&texts, setting, value))
    };
    let last = (found.trail.first(), found.facts.now);
    let conflict = Conflict::new(&texts, &merged, &saved, last, |setting| name(&texts, setting), value);
    let typed = Typed::read(&texts, &merged.values, &found.policy);
    let mut page = Page::new(member, found, typed, saved);
    page.conflict = Some(conflict);
    page.answer(StatusCode::CONFLICT)
}
