//! Settings → Policies: what head office prescribes to every terminal, and what that comes to.

use super::super::Failure;
use super::super::frame::{Frame, html};
use super::super::guard::Member;
use super::super::history::{self, History};
use super::super::message::Message;
use super::super::record_form::{Apart, Conflict, Head, Merged, Open, Received, Values, bring_together};
use super::super::texts::Texts;
use super::policies_fields::{Typed, base, name, policy_of, shown};
use super::policies_figures::{Facts, Row, dangers, rows};
use askama::Template;
use axum::Form;
use axum::extract::Query;
use axum::extract::rejection::{FormRejection, QueryRejection};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use head_office_domain::office_rights::{Level, OfficeArea};
use head_office_office::errors::OfficeError;
use head_office_office::policy::{PolicyError, is_looser, settings_of};
use head_office_store::audit::{self, AuditKind, Recorded};
use head_office_store::policy::{load, settings};
use head_office_store::{DbError, terminals, users};
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
    form: Head,
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
    let work = move |office: &head_office_office::office::Office| {
        let now = office.clock.now();
        Ok(office.read(|tx| {
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
    fn new(member: &Member, found: Found, typed: Typed, form: Head) -> Self {
        let texts = member.visit.texts();
        Self {
            frame: Frame::new(&member.visit, &texts.t("area-policies")),
            message: None,
            conflict: None,
            dangers: Vec::new(),
            meant: fingerprint(&typed.policy),
            may_edit: member.who.may(OfficeArea::Policies, Level::Edit),
            form,
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
pub async fn show(
    member: Member,
    open: Open,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Result<Response, Failure> {
    let Query(asked) = asked.map_err(|_| Failure::Malformed)?;
    let texts = member.visit.texts();
    let found = find(&member).await?;
    let (typed, base) = match open.kept(&member).await? {
        Some(kept) => (Typed::read(&texts, &kept.typed, &found.policy), kept.base),
        None => (Typed::of(&texts, &found.policy), base(&found.policy)),
    };
    let mut page = Page::new(&member, found, typed, open.head(&member, base).await?);
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

/// Why what was typed is not saved.
enum Refusal {
    /// Somebody else has changed it meanwhile.
    Changed,
    /// Together with what others saved it is dangerous, and that was not said to be meant.
    Dangerous(Policy),
    /// Together with what others saved it cannot be.
    Impossible(Policy),
    /// Head office failed.
    Failed(OfficeError),
}

/// `POST /settings/policies`
pub async fn change(
    member: Member,
    open: Open,
    form: Result<Form<Vec<(String, String)>>, FormRejection>,
) -> Result<Response, Failure> {
    let sent = match open.receive(&member, form).await? {
        Received::Sent(sent) => sent,
        Received::Answered(answer) => return Ok(answer),
    };
    let texts = member.visit.texts();
    let found = find(&member).await?;
    let typed = Typed::read(&texts, &sent.typed, &found.policy);
    let is_wrong = !typed.problems.is_empty();
    if is_wrong || sent.typed.get("go") == "figures" {
        let status = if is_wrong { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
        return Page::new(&member, found, typed, open.head(&member, sent.base).await?).answer(status);
    }
    let (by, facts, policy) = (member.who.user.id, found.facts, typed.policy);
    let (meant, based_on) = (sent.typed.get("meant").to_owned(), sent.base);
    let words = member.visit.texts();
    let work = move |office: &head_office_office::office::Office| {
        let mut stored = None;
        let save = |expected: &Values, typed: &Values| {
            let (Some(expected), Some(policy)) = (policy_of(expected), policy_of(typed)) else {
                return Err(Refusal::Changed);
            };
            let saved = office.read(load).map_err(|error| Refusal::Failed(error.into()))?;
            if saved != expected {
                return Err(Refusal::Changed);
            }
            if !dangers(&words, &saved, &policy, &facts).is_empty() && meant != fingerprint(&policy) {
                return Err(Refusal::Dangerous(policy));
            }
            office.change_policy(by, &expected, &policy).map_err(|error| match error {
                PolicyError::ChangedMeanwhile => Refusal::Changed,
                PolicyError::Impossible(_) => Refusal::Impossible(policy),
                PolicyError::Db(error) => Refusal::Failed(error.into()),
            })?;
            stored = Some((expected, policy));
            Ok(())
        };
        let saved = || Ok(Some(base(&office.read(load)?)));
        let is_changed = |refusal: &Refusal| matches!(refusal, Refusal::Changed);
        let outcome = bring_together(based_on, base(&policy), &keys(), save, saved, is_changed)?;
        Ok((outcome, stored))
    };
    let (outcome, stored) = member.visit.web.ask(work).await?;
    match outcome {
        Ok(()) => {
            open.forget(&member).await?;
            let looser = stored.map(|(before, after)| looser(&before, &after)).unwrap_or_default();
            Ok(Redirect::to(&format!("{ADDRESS}?done=changed&looser={looser}")).into_response())
        }
        Err(Apart::Both(merged)) => told(&member, open, &merged).await,
        Err(Apart::Refused(Refusal::Dangerous(together) | Refusal::Impossible(together))) => {
            let typed = if together == policy { typed } else { Typed::of(&texts, &together) };
            asked_about(&member, open, typed).await
        }
        Err(Apart::Refused(Refusal::Failed(error))) => Err(error.into()),
        Err(Apart::Refused(Refusal::Changed) | Apart::Gone) => Err(Failure::NotFound),
    }
}

/// The names of all settings.
fn keys() -> [String; 8] {
    settings(&mut Policy::default()).map(|(setting, _)| setting.to_owned())
}

/// The names of the settings that are looser after than before, separated by commas.
fn looser(before: &Policy, after: &Policy) -> String {
    let both = settings_of(after).into_iter().zip(settings_of(before));
    let looser = both.filter(|(one, other)| is_looser(one.name, one.value, other.value)).map(|(one, _)| one.name);
    looser.collect::<Vec<_>>().join(",")
}

/// The form once more, with what is dangerous or impossible about it.
async fn asked_about(member: &Member, open: Open, typed: Typed) -> Result<Response, Failure> {
    let found = find(member).await?;
    let dangers = dangers(&member.visit.texts(), &found.policy, &typed.policy, &found.facts);
    let head = open.head(member, base(&found.policy)).await?;
    let mut page = Page::new(member, found, typed, head);
    page.dangers = dangers;
    page.answer(StatusCode::UNPROCESSABLE_ENTITY)
}

/// The form once more, with what somebody else saved meanwhile.
async fn told(member: &Member, open: Open, merged: &Merged) -> Result<Response, Failure> {
    let texts = member.visit.texts();
    let found = find(member).await?;
    let saved = base(&found.policy);
    let value = |setting: &str, value: &str| {
        value.parse().map_or_else(|_| value.to_owned(), |value| shown(&texts, setting, value))
    };
    let last = (found.trail.first(), found.facts.now);
    let conflict = Conflict::new(&texts, merged, &saved, last, |setting| name(&texts, setting), value);
    let typed = Typed::read(&texts, &merged.values, &found.policy);
    let mut page = Page::new(member, found, typed, open.head(member, saved).await?);
    page.conflict = Some(conflict);
    page.answer(StatusCode::CONFLICT)
}
