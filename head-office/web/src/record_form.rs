//! The skeleton of every form of a record: user, group, salepoint, store.
//!
//! A form that somebody opens has an id, which is in its address: what was typed belongs to it and to whom it was opened
//! for, and what it makes it makes once. Its values travel as text, each under its key, beside those they are based on
//! (`base.KEY`). What somebody else saves meanwhile comes together with what was typed ([`crate::merge`]); where both
//! changed the same, the reader is asked (`keep.KEY`). What could not be saved is kept until it is, or discarded.

use super::guard::Member;
use super::texts::Texts;
use super::{Failure, form};
use axum::Form;
use axum::extract::FromRequestParts;
use axum::extract::rejection::FormRejection;
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Redirect, Response};
pub use head_office_domain::merge::{Merged, Values, merge};
use head_office_office::errors::OfficeError;
use head_office_office::left_forms::KEPT_MS;
pub use head_office_office::left_forms::OPENED_BY;
use head_office_office::office::Office;
use head_office_office::once::Sender;
use head_office_store::audit::Recorded;
use head_office_store::opened_forms::{self, Left};
use sync_core::domain::UnixMs;
use uuid::Uuid;

/// How often a form is brought together with what others save before the reader is asked after all.
const MOST_TOGETHER: usize = 5;

/// A form that somebody has open.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Open {
    /// Its id.
    pub id: Uuid,
    /// Whether it was opened by this request.
    pub is_fresh: bool,
}

impl Open {
    /// The one that an address names.
    pub fn named(query: &str) -> Option<Uuid> {
        query.split('&').find_map(|pair| pair.strip_prefix("form=")?.parse().ok())
    }

    /// Who sends it.
    pub fn sender(self, member: &Member) -> Sender {
        Sender { by: member.who.user.id, form: self.id }
    }

    /// What of it was kept for the reader.
    pub async fn kept(self, member: &Member) -> Result<Option<Sent>, Failure> {
        if self.is_fresh {
            return Ok(None);
        }
        let (by, form) = (member.who.user.id, self.id);
        let left = move |office: &Office| Ok(office.read(|tx| opened_forms::left(tx, by, form))?);
        let left = member.visit.web.ask(left).await?;
        Ok(left.filter(|left| left.path == member.visit.path).and_then(|left| Sent::of(&left)))
    }

    /// What stands at the head of the form.
    pub async fn head(self, member: &Member, base: Values) -> Result<Head, Failure> {
        let (by, form, path) = (member.who.user.id, self.id, member.visit.path.clone());
        let find = move |office: &Office| {
            let since = office.clock.now().plus_ms(-KEPT_MS);
            let mark = office.form_mark(form, by);
            Ok((mark, office.read(|tx| opened_forms::last_left(tx, by, &path, since))?))
        };
        let (mark, left) = member.visit.web.ask(find).await?;
        let now = member.visit.web.office.clock.now();
        let texts = member.visit.texts();
        let left = left.filter(|(other, _)| self.is_fresh && *other != form);
        let left = left.map(|(other, at)| LeftForm::new(&texts, other, at, now));
        Ok(Head { id: form, mark, base, left })
    }

    /// Takes in what was sent. It is kept before anything is tried with it, so that nothing is lost whatever happens.
    pub async fn receive(
        self,
        member: &Member,
        form: Result<Form<Vec<(String, String)>>, FormRejection>,
    ) -> Result<Received, Failure> {
        let pairs = form::fields(form)?;
        let (by, form, path) = (member.who.user.id, self.id, member.visit.path.clone());
        let go = pairs.iter().find(|(name, _)| name == "go").map(|(_, go)| go.clone()).unwrap_or_default();
        if go == "discard" {
            self.forget(member).await?;
            return Ok(Received::Answered(Redirect::to(&path).into_response()));
        }
        let sent = Sent::of_pairs(pairs.clone());
        member.visit.web.ask(move |office| office.leave_form(by, form, &path, pairs)).await?;
        Ok(match go.as_str() {
            "keep" => Received::Answered(StatusCode::NO_CONTENT.into_response()),
            _ => Received::Sent(sent),
        })
    }

    /// Forgets what was kept: it is saved or not wanted.
    pub async fn forget(self, member: &Member) -> Result<(), Failure> {
        let (by, form) = (member.who.user.id, self.id);
        member.visit.web.ask(move |office| office.forget_left_form(by, form)).await
    }
}

impl<S: Sync> FromRequestParts<S> for Open {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Failure> {
        Ok(match Self::named(parts.uri.query().unwrap_or_default()) {
            Some(id) => Self { id, is_fresh: false },
            None => Self { id: Uuid::now_v7(), is_fresh: true },
        })
    }
}

/// What a form begins with.
#[derive(Clone, Debug)]
pub struct Head {
    /// The opened form.
    pub id: Uuid,
    /// Whom it was opened for.
    pub mark: String,
    /// What it is based on.
    pub base: Values,
    /// Another one that was left with something typed.
    pub left: Option<LeftForm>,
}

/// A form that was left with something typed.
#[derive(Clone, Debug)]
pub struct LeftForm {
    /// Which.
    pub id: Uuid,
    /// "Unsaved changes from 30 Nov, 03:28"
    pub title: String,
}

impl LeftForm {
    /// In words.
    pub fn new(texts: &Texts, id: Uuid, at: UnixMs, now: UnixMs) -> Self {
        Self { id, title: texts.with("left-title", &[("when", &texts.time(at, now))]) }
    }
}

/// What became of a form that came in.
pub enum Received {
    /// It is to be saved.
    Sent(Sent),
    /// All is done already.
    Answered(Response),
}

/// A form that was sent.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Sent {
    /// What was typed, and what else the form says.
    pub typed: Values,
    /// What that was based on.
    pub base: Values,
    /// What was ticked more than once under one name.
    pub ticked: Vec<(String, String)>,
}

impl Sent {
    /// Reads a form that keeps nothing.
    pub fn read(form: Result<Form<Vec<(String, String)>>, FormRejection>) -> Result<Self, Failure> {
        Ok(Self::of_pairs(form::fields(form)?))
    }

    fn of(left: &Left) -> Option<Self> {
        Some(Self::of_pairs(serde_json::from_str(&left.pairs).ok()?))
    }

    /// Reads it. Where the reader keeps what is saved, that counts as typed. Browsers end lines otherwise than we do.
    fn of_pairs(pairs: Vec<(String, String)>) -> Self {
        let mut sent = Self::default();
        let mut kept = Vec::new();
        for (name, value) in &pairs {
            let value = value.replace("\r\n", "\n");
            let value = value.as_str();
            match (name.strip_prefix("base."), name.strip_prefix("keep.")) {
                (Some(key), _) => sent.base.set(key, value),
                (_, Some(key)) if value == "saved" => kept.push(key),
                (_, Some(_)) => {}
                _ => sent.typed.set(name, value),
            }
        }
        for key in kept {
            let saved = sent.base.get(key).to_owned();
            sent.typed.set(key, &saved);
        }
        sent.ticked = pairs;
        sent
    }

    /// All values under one name.
    pub fn all(&self, name: &str) -> Vec<&str> {
        self.ticked.iter().filter(|(known, _)| known == name).map(|(_, value)| value.as_str()).collect()
    }
}

/// Why a form could not be saved.
pub enum Apart<E> {
    /// Somebody else changed the same.
    Both(Merged),
    /// Something is wrong with it.
    Refused(E),
    /// The record is not there any more.
    Gone,
}

/// Saves a form, together with what others save at the same time. `save` is given what the values are based on and the
/// values, `saved` is the record as it is; `is_changed`: whether it was refused only because the two differ.
pub fn bring_together<E>(
    mut base: Values,
    mut typed: Values,
    keys: &[String],
    mut save: impl FnMut(&Values, &Values) -> Result<(), E>,
    mut saved: impl FnMut() -> Result<Option<Values>, OfficeError>,
    is_changed: impl Fn(&E) -> bool,
) -> Result<Result<(), Apart<E>>, OfficeError> {
    for round in 1..=MOST_TOGETHER {
        match save(&base, &typed) {
            Ok(()) => return Ok(Ok(())),
            Err(error) if !is_changed(&error) => return Ok(Err(Apart::Refused(error))),
            Err(_) => {}
        }
        let Some(now) = saved()? else { break };
        let merged = merge(&base, &typed, &now, keys);
        if !merged.both.is_empty() || round == MOST_TOGETHER {
            return Ok(Err(Apart::Both(merged)));
        }
        (base, typed) = (now, merged.values);
    }
    Ok(Err(Apart::Gone))
}

/// A conflict as the page shows it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Conflict {
    /// Who saved, and when.
    pub title: String,
    /// What to do.
    pub text: String,
    /// What both changed.
    pub lines: Vec<ConflictLine>,
    /// The names of what only the other one changed; may be empty.
    pub taken_over: String,
}

/// A field that both changed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ConflictLine {
    /// The key.
    pub key: String,
    /// What it is called.
    pub name: String,
    /// What is saved now.
    pub saved: String,
    /// What was typed.
    pub typed: String,
}

impl Conflict {
    /// In words: `name` and `shown` say what a key and its value are called, `last` is the newest entry of the trail.
    pub fn new(
        texts: &Texts,
        merged: &Merged,
        saved: &Values,
        (last, now): (Option<&Recorded>, UnixMs),
        name: impl Fn(&str) -> String,
        shown: impl Fn(&str, &str) -> String,
    ) -> Self {
        let line = |key: &String| ConflictLine {
            key: key.clone(),
            name: name(key),
            saved: shown(key, saved.get(key)),
            typed: shown(key, merged.values.get(key)),
        };
        let taken_over = merged.taken_over.iter().map(|key| format!("{}: {}", name(key), shown(key, saved.get(key))));
        let who = last.and_then(|last| last.by_name.clone()).unwrap_or_else(|| texts.t("history-by-command"));
        let when = last.map(|last| texts.time(last.entry.at, now)).unwrap_or_default();
        let taken_over = taken_over.collect::<Vec<_>>().join("; ");
        let text = if merged.both.is_empty() { "both-text" } else { "conflict-text" };
        Self {
            title: texts.with("conflict-title", &[("name", &who), ("when", &when)]),
            text: texts.t(text),
            lines: merged.both.iter().map(line).collect(),
            taken_over,
        }
    }
}
