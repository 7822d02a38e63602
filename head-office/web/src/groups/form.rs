//! A group's page, which is its form.

use super::super::Failure;
use super::super::form::{Field, name_problem};
use super::super::frame::{Frame, html};
use super::super::guard::Member;
use super::super::history::{self, History};
use super::super::message::Message;
use super::super::record_form::{Apart, Conflict, Head, Merged, Open, Received, Sent, Values, bring_together};
use super::super::texts::Texts;
use super::delete::names as names_of;
use super::words::{self, LEVELS, OFFICE, POS};
use askama::Template;
use axum::Form;
use axum::extract::rejection::{FormRejection, QueryRejection};
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use head_office_domain::names;
use head_office_domain::office_rights::{Level, OfficeArea};
use head_office_office::user_groups::{GroupError, GroupSettings, level};
use head_office_store::DbError;
use head_office_store::audit::{self, Recorded};
use head_office_store::groups::{self, Group, GroupUse};
use serde::Deserialize;
use sync_core::domain::{GroupId, PosAction};

#[derive(Template)]
#[template(path = "group.html")]
struct Page {
    frame: Frame,
    crumbs: Vec<(String, String)>,
    message: Option<Message>,
    conflict: Option<Conflict>,
    problems: Vec<(&'static str, String)>,
    office_problem: String,
    /// Why nothing can be changed; empty: it can.
    read_only: String,
    may_edit: bool,
    form: Head,
    name: Field,
    pos: Vec<(String, Vec<Right>)>,
    levels: Vec<(Level, String)>,
    office: Vec<(String, Vec<Area>)>,
    any_locked: bool,
    submit: String,
    /// `None`: it is a new one.
    record: Option<Record>,
    history: History,
}

/// An action at the POS.
struct Right {
    key: String,
    name: String,
    is_on: bool,
}

/// An area of the office with its levels.
struct Area {
    key: String,
    name: String,
    /// Whether the group has more there than the reader.
    is_locked: bool,
    levels: Vec<Choice>,
}

struct Choice {
    code: &'static str,
    name: String,
    is_on: bool,
    is_disabled: bool,
}

/// What stands around the form of a group that is there.
struct Record {
    id: GroupId,
    users: String,
    /// Where they are listed.
    list: String,
    /// The first of them: address and name.
    names: Vec<(String, String)>,
    more: String,
}

/// What the page is made of.
struct Found {
    group: Group,
    in_use: GroupUse,
    names: Vec<(String, String)>,
    trail: Vec<Recorded>,
}

async fn find(member: &Member, id: &str) -> Result<Found, Failure> {
    let id: GroupId = id.parse().map_err(|_| Failure::NotFound)?;
    let (sees_users, viewer) = (member.who.may(OfficeArea::Users, Level::Read), member.viewer());
    let work = move |office: &head_office_office::office::Office| {
        Ok(office.read(|tx| {
            let Some(group) = groups::find(tx, id)? else { return Ok(None) };
            let names = if sees_users { names_of(tx, id)? } else { Vec::new() };
            let trail = audit::of_record(tx, viewer, id.0, history::READ)?;
            Ok::<_, DbError>(Some(Found { in_use: groups::in_use(tx, id)?, group, names, trail }))
        })?)
    };
    member.visit.web.ask(work).await?.ok_or(Failure::NotFound)
}

fn pos_key(action: PosAction) -> String {
    format!("pos.{}", action.code())
}

fn area_key(area: OfficeArea) -> String {
    format!("office.{}", area.code())
}

/// The keys of the form, in its order.
fn keys() -> Vec<String> {
    let pos = POS.iter().flat_map(|(_, actions)| *actions).map(|(action, _)| pos_key(*action));
    let office = OFFICE.iter().flat_map(|(_, areas)| *areas).map(|(area, _)| area_key(*area));
    std::iter::once("name".to_owned()).chain(pos).chain(office).collect()
}

fn values(settings: &GroupSettings) -> Values {
    let mut values = Values::default().holding("name", &settings.name);
    for action in &settings.pos.0 {
        values.set(&pos_key(*action), "on");
    }
    for area in OfficeArea::ALL {
        values.set(&area_key(*area), level(&settings.office, *area).code());
    }
    values
}

/// What the values mean; the name as it is.
fn settings(values: &Values) -> GroupSettings {
    let pos = PosAction::ALL.into_iter().filter(|action| !values.get(&pos_key(*action)).is_empty()).collect();
    let office = OfficeArea::ALL.iter().filter_map(|area| {
        let level = Level::from_code(values.get(&area_key(*area)))?;
        (level != Level::None).then_some((*area, level))
    });
    GroupSettings { name: values.get("name").to_owned(), pos, office: office.collect() }
}

/// What was typed. An area whose choice the form does not offer is sent by no browser: it is as it was.
fn typed(sent: &Sent) -> Values {
    let mut typed = sent.typed.clone();
    for key in OfficeArea::ALL.iter().map(|area| area_key(*area)) {
        if typed.get(&key).is_empty() {
            typed.set(&key, sent.base.get(&key));
        }
    }
    typed
}

fn page(member: &Member, found: Option<Found>, values: &Values, form: Head) -> Page {
    let texts = member.visit.texts();
    let title = found.as_ref().map_or_else(|| texts.t("group-new"), |found| found.group.name.clone());
    let may_edit = member.who.may(OfficeArea::UserGroups, Level::Edit);
    let own = &member.who.group.office;
    let right = |(action, words): &(PosAction, &str)| Right {
        key: pos_key(*action),
        name: texts.t(words),
        is_on: !values.get(&pos_key(*action)).is_empty(),
    };
    let before = settings(&form.base);
    let area = |(area, words): &(OfficeArea, &str)| {
        let key = area_key(*area);
        let chosen = Level::from_code(values.get(&key)).unwrap_or(Level::None);
        let mine = level(own, *area);
        let is_locked = level(&before.office, *area) > mine;
        let levels = LEVELS.iter().map(|(level, words)| Choice {
            code: level.code(),
            name: texts.t(words),
            is_on: *level == chosen,
            is_disabled: is_locked || *level > mine,
        });
        Area { levels: levels.collect(), name: texts.t(words), is_locked, key }
    };
    let is_offered = |(area, _): &&(OfficeArea, &str)| {
        let chosen = Level::from_code(values.get(&area_key(*area))).unwrap_or(Level::None);
        words::has_pages(*area) || level(&before.office, *area).max(chosen) != Level::None
    };
    let offered = OFFICE
        .iter()
        .map(|(heading, areas)| (texts.t(heading), areas.iter().filter(is_offered).map(area).collect::<Vec<_>>()));
    let office: Vec<_> = offered.filter(|(_, areas)| !areas.is_empty()).collect();
    let any_locked =
        office.iter().flat_map(|(_, areas)| areas).any(|area| area.levels.iter().any(|one| one.is_disabled));
    let submit = texts.t(if found.is_none() { "group-add" } else { "save-changes" });
    let trail = found.as_ref().map(|found| found.trail.clone()).unwrap_or_default();
    let address = found.as_ref().map(|found| format!("/groups/{}", found.group.id)).unwrap_or_default();
    let record = found.map(|found| {
        let unnamed = found.in_use.all().saturating_sub(found.names.len() as u64);
        Record {
            id: found.group.id,
            users: in_use(&texts, found.in_use),
            list: match found.in_use.own {
                0 => "#members".to_owned(),
                _ => of_group(found.group.id),
            },
            more: match found.names.is_empty() || unnamed == 0 {
                true => String::new(),
                false => texts.counted("more-places", unnamed),
            },
            names: found.names,
        }
    });
    Page {
        frame: Frame::new(&member.visit, &title),
        crumbs: vec![("/groups".to_owned(), texts.t("groups"))],
        message: None,
        conflict: None,
        problems: Vec::new(),
        office_problem: String::new(),
        read_only: if may_edit { String::new() } else { texts.t("look-only") },
        may_edit,
        form,
        name: Field::of(values, "name"),
        pos: POS.iter().map(|(heading, of)| (texts.t(heading), of.iter().map(right).collect())).collect(),
        levels: LEVELS.iter().map(|(level, words)| (*level, texts.t(words))).collect(),
        office,
        any_locked,
        submit,
        record,
        history: History::with_files(&texts, trail, member.visit.web.office.clock.now(), &address),
    }
}

/// The list of its users.
pub(super) fn of_group(group: GroupId) -> String {
    format!("/users?group={group}&status=all")
}

/// "14 users · 3 only at a salepoint"
pub(super) fn in_use(texts: &Texts, in_use: GroupUse) -> String {
    let own = texts.counted("users-count", in_use.own);
    match in_use.at_salepoints {
        0 => own,
        others => format!("{own} · {}", texts.counted("group-users-at-salepoints", others)),
    }
}

impl Page {
    fn refuse(mut self, field: &'static str, problem: String) -> Result<Response, Failure> {
        match field {
            "name" => self.name.problem.clone_from(&problem),
            _ => self.office_problem.clone_from(&problem),
        }
        self.problems.push((field, problem));
        Ok((StatusCode::UNPROCESSABLE_ENTITY, html(&self)?).into_response())
    }

    fn refuse_for(self, texts: &Texts, error: GroupError) -> Result<Response, Failure> {
        match error {
            GroupError::NameTaken => self.refuse("name", texts.t("name-taken")),
            GroupError::Lacking(areas) => {
                let names = areas.iter().map(|area| texts.t(words::area(*area))).collect::<Vec<_>>().join(", ");
                self.refuse("office", texts.with("group-lacking", &[("names", &names)]))
            }
            GroupError::LastAdministrator(_) => self.refuse("office", texts.t("group-last-administrator")),
            error => Err(error.into()),
        }
    }
}

/// What the address of a new group may say.
#[derive(Deserialize)]
pub struct From {
    /// The group it begins as.
    #[serde(default)]
    from: String,
}

/// `GET /groups/new`
pub async fn new(member: Member, open: Open, from: Result<Query<From>, QueryRejection>) -> Result<Response, Failure> {
    let Query(From { from }) = from.map_err(|_| Failure::Malformed)?;
    let form = open.head(&member, values(&GroupSettings::default())).await?;
    if let Some(kept) = open.kept(&member).await? {
        return Ok(html(&page(&member, None, &kept.typed, form))?.into_response());
    }
    if from.is_empty() {
        let blank = values(&GroupSettings::default());
        return Ok(html(&page(&member, None, &blank, form))?.into_response());
    }
    let texts = member.visit.texts();
    let original = GroupSettings::from(&find(&member, &from).await?.group);
    let own = &member.who.group.office;
    let mut copy = original.clone();
    copy.name = texts.with("group-copy-of", &[("name", &original.name)]);
    // Nobody gives what they lack, so the copy has not more than who makes it.
    copy.office = original.office.iter().map(|(area, of)| (*area, (*of).min(level(own, *area)))).collect();
    copy.office.retain(|_, level| *level != Level::None);
    let mut page = page(&member, None, &values(&copy), form);
    page.message = Some(match copy.office == original.office {
        true => Message::done(texts.with("group-copied", &[("name", &original.name)])),
        false => {
            Message::warning(texts.with("group-copied", &[("name", &original.name)]), texts.t("group-copied-less"))
        }
    });
    Ok(html(&page)?.into_response())
}

/// `POST /groups/new`
pub async fn add(
    member: Member,
    open: Open,
    form: Result<Form<Vec<(String, String)>>, FormRejection>,
) -> Result<Response, Failure> {
    let sent = match open.receive(&member, form).await? {
        Received::Sent(sent) => sent,
        Received::Answered(answer) => return Ok(answer),
    };
    let texts = member.visit.texts();
    let form = open.head(&member, values(&GroupSettings::default())).await?;
    let page = page(&member, None, &sent.typed, form);
    let name = match names::name(sent.typed.get("name")) {
        Ok(name) => name,
        Err(error) => return page.refuse("name", name_problem(&texts, error)),
    };
    let (sender, settings) = (open.sender(&member), GroupSettings { name, ..settings(&sent.typed) });
    match member.visit.web.ask(move |office| Ok(office.add_group(sender, &settings))).await? {
        Ok(made) => {
            let done = if made.before { "already" } else { "added" };
            Ok(Redirect::to(&format!("/groups/{}?done={done}", made.id)).into_response())
        }
        Err(error) => page.refuse_for(&texts, error),
    }
}

/// What was just done.
#[derive(Deserialize)]
pub struct Done {
    #[serde(default)]
    done: String,
}

/// `GET /groups/{id}`
pub async fn show(
    member: Member,
    open: Open,
    Path(id): Path<String>,
    done: Result<Query<Done>, QueryRejection>,
) -> Result<Response, Failure> {
    let Query(Done { done }) = done.map_err(|_| Failure::Malformed)?;
    let found = find(&member, &id).await?;
    let texts = member.visit.texts();
    let saved = values(&GroupSettings::from(&found.group));
    let (shown, base) = match open.kept(&member).await? {
        Some(kept) => (typed(&kept), kept.base),
        None => (saved.clone(), saved),
    };
    let mut page = page(&member, Some(found), &shown, open.head(&member, base).await?);
    page.message = match done.as_str() {
        "added" => {
            let message = Message::done(texts.t("saved"));
            Some(Message { text: texts.t("group-added-text"), ..message })
        }
        "changed" => Some(Message::done(texts.t("saved"))),
        "already" => Some(Message::warning(texts.t("already-added"), texts.t("already-added-text"))),
        _ => None,
    };
    Ok(html(&page)?.into_response())
}

/// `POST /groups/{id}`
pub async fn change(
    member: Member,
    open: Open,
    Path(id): Path<String>,
    form: Result<Form<Vec<(String, String)>>, FormRejection>,
) -> Result<Response, Failure> {
    let found = find(&member, &id).await?;
    let sent = match open.receive(&member, form).await? {
        Received::Sent(sent) => sent,
        Received::Answered(answer) => return Ok(answer),
    };
    let texts = member.visit.texts();
    let (id, typed) = (found.group.id, typed(&sent));
    let page = page(&member, Some(found), &typed, open.head(&member, sent.base.clone()).await?);
    let name = match names::name(typed.get("name")) {
        Ok(name) => name,
        Err(error) => return page.refuse("name", name_problem(&texts, error)),
    };
    let by = member.who.user.id;
    let base = values(&settings(&sent.base));
    let typed = values(&GroupSettings { name, ..settings(&typed) });
    let changed = move |office: &head_office_office::office::Office| {
        let save = |base: &Values, typed: &Values| office.change_group(by, id, &settings(base), &settings(typed));
        let saved = || {
            let group = office.read(|tx| groups::find(tx, id))?;
            Ok(group.map(|group| values(&GroupSettings::from(&group))))
        };
        let is_changed = |error: &GroupError| matches!(error, GroupError::ChangedMeanwhile);
        bring_together(base, typed, &keys(), save, saved, is_changed)
    };
    match member.visit.web.ask(changed).await? {
        Ok(()) => {
            open.forget(&member).await?;
            Ok(Redirect::to(&format!("/groups/{id}?done=changed")).into_response())
        }
        Err(Apart::Both(merged)) => told(&member, open, &id.to_string(), &merged).await,
        Err(Apart::Refused(error)) => page.refuse_for(&texts, error),
        Err(Apart::Gone) => Err(Failure::NotFound),
    }
}

/// The form once more, with what somebody else saved meanwhile.
async fn told(member: &Member, open: Open, id: &str, merged: &Merged) -> Result<Response, Failure> {
    let texts = member.visit.texts();
    let found = find(member, id).await?;
    let saved = values(&GroupSettings::from(&found.group));
    let name = |key: &str| {
        let right = key.strip_prefix("pos.").and_then(|code| code.parse().ok()).map(words::action);
        let area = key.strip_prefix("office.").and_then(OfficeArea::from_code).map(words::area);
        texts.t(right.or(area).unwrap_or("column-name"))
    };
    let shown = |key: &str, value: &str| match key.split_once('.') {
        None => value.to_owned(),
        Some(("pos", _)) => texts.t(if value.is_empty() { "no" } else { "yes" }),
        Some(_) => texts.t(words::level(Level::from_code(value).unwrap_or(Level::None))),
    };
    let now = member.visit.web.office.clock.now();
    let conflict = Conflict::new(&texts, merged, &saved, (found.trail.first(), now), name, shown);
    let mut page = page(member, Some(found), &merged.values, open.head(member, saved).await?);
    page.conflict = Some(conflict);
    Ok((StatusCode::CONFLICT, html(&page)?).into_response())
}
