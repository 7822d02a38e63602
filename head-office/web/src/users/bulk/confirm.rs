//! The page before a change of several users: with what, what it comes to, who is left out.

use super::super::super::Failure;
use super::super::super::choose::{self, FEW, Hits, Match};
use super::super::super::form;
use super::super::super::form::Field;
use super::super::super::frame::{Frame, html};
use super::super::super::guard::Member;
use super::super::super::list;
use super::super::super::long_work::{self, Ended};
use super::super::super::texts::Texts;
use super::asked::{BulkAsked, Target, targets};
use super::words::{self, words};
use askama::Template;
use axum::Form;
use axum::extract::Query;
use axum::extract::rejection::{FormRejection, QueryRejection};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use head_office_office::errors::OfficeError;
use head_office_office::office::Office;
use head_office_office::personnel::bulk::{BulkAction, BulkError, BulkKind, Chosen, LeftOut, Plan, plan};
use head_office_store::DbError;
use head_office_store::grants::Viewer;
use sync_core::domain::UserId;

/// How many names a list on the page has.
const NAMED: usize = 200;

/// Names, as far as a page lists them.
pub struct Names {
    /// What they have in common.
    pub heading: String,
    pub names: Vec<String>,
    /// "and 12 more", or nothing.
    pub more: String,
}

impl Names {
    pub fn new(texts: &Texts, heading: String, mut names: Vec<String>) -> Self {
        let beyond = names.len().saturating_sub(NAMED) as u64;
        names.truncate(NAMED);
        let more = if beyond == 0 { String::new() } else { texts.counted("more-places", beyond) };
        Self { heading, names, more }
    }
}

/// The field for the salepoint, store or group.
struct TargetField {
    label: String,
    /// `None`: too many to choose from.
    choices: Option<Vec<(String, String)>>,
    field: Field,
    /// The address of this page, without what is typed.
    look: String,
    /// Those that match.
    hits: Hits,
}

#[derive(Template)]
#[template(path = "bulk.html")]
struct Page {
    frame: Frame,
    /// What the next page needs.
    kept: Vec<(String, String)>,
    /// `None`: it is known, or none is needed.
    target: Option<TargetField>,
    /// What was chosen, as the form hands it on.
    target_id: String,
    problem: String,
    count_changed: String,
    effect: String,
    changed: Option<Names>,
    left_out: Vec<Names>,
    /// Who is changed, see [`shown`]; empty: nothing can be done.
    shown: String,
    /// Whether the number must be typed.
    asks_number: bool,
    number: String,
    number_label: String,
    number_problem: String,
    submit: String,
    /// Whether people are left without what they had: who is deactivated can use neither POS nor office.
    takes_away: bool,
    cancel: String,
}

/// What the database says.
struct Found {
    asked: BulkAsked,
    kind: BulkKind,
    target: Target,
    choices: Vec<(uuid::Uuid, String)>,
    chosen: Option<Chosen>,
    /// What it would come to, once it is known with what.
    planned: Option<(BulkAction, Plan)>,
    /// How many are chosen.
    count: u64,
}

fn find(office: &Office, by: UserId, viewer: Viewer, asked: BulkAsked) -> Result<Option<Found>, OfficeError> {
    let Some(kind) = asked.kind() else { return Ok(None) };
    let found = office.read(|tx| {
        let target = asked.target(tx, viewer, kind)?;
        let chosen = asked.chosen(tx, viewer)?;
        let action = match &target {
            Target::NotNeeded => kind.with(None),
            Target::One(id, _) => kind.with(Some(*id)),
            _ => None,
        };
        let choices = if action.is_none() { targets(tx, viewer, kind)? } else { Vec::new() };
        let planned = match (action, &chosen) {
            (Some(action), Some(chosen)) => Some((action, plan(tx, by, action, chosen)?)),
            _ => None,
        };
        let count = match (&planned, &chosen) {
            (Some((_, plan)), _) => plan.chosen() as u64,
            (None, Some(Chosen::These(users))) => users.len() as u64,
            (None, Some(Chosen::Matching(filter))) => {
                let counts = head_office_store::user_list::counts(tx, filter)?;
                match filter.active {
                    Some(true) => counts.active,
                    Some(false) => counts.deactivated,
                    None => counts.active + counts.deactivated,
                }
            }
            (None, None) => 0,
        };
        Ok::<_, DbError>(Found { asked, kind, target, choices, chosen, planned, count })
    });
    Ok(Some(found?))
}

/// `GET /users/bulk`
pub async fn show(
    member: Member,
    asked: Result<Query<Vec<(String, String)>>, QueryRejection>,
) -> Result<Response, Failure> {
    let Query(fields) = asked.map_err(|_| Failure::Malformed)?;
    let (by, viewer, asked) = (member.who.user.id, member.viewer_of_names(), BulkAsked::new(fields));
    let found = member.visit.web.ask(move |office| find(office, by, viewer, asked)).await?.ok_or(Failure::Malformed)?;
    Ok(html(&page(&member, &found))?.into_response())
}

/// `POST /users/bulk`
pub async fn save(
    member: Member,
    form: Result<Form<Vec<(String, String)>>, FormRejection>,
) -> Result<Response, Failure> {
    let asked = BulkAsked::new(form::fields(form)?);
    let list = asked.list();
    let (by, viewer) = (member.who.user.id, member.viewer_of_names());
    let typed: String = asked.field("number").chars().filter(char::is_ascii_digit).take(12).collect();
    let confirmed = asked.field("confirmed").to_owned();
    let found = member.visit.web.ask(move |office| find(office, by, viewer, asked)).await?.ok_or(Failure::Malformed)?;
    let mut page = page(&member, &found);
    let (Some((action, plan)), Some(chosen)) = (&found.planned, &found.chosen) else { return refused(&page) };
    let texts = member.visit.texts();
    let count = plan.changed.len() as u64;
    if confirmed != shown(plan) {
        let is_other_count = confirmed.split('.').next() != Some(&count.to_string());
        page.count_changed = match is_other_count {
            true => texts.counted("bulk-count-changed", count),
            false => texts.t("bulk-just-changed"),
        };
        return refused(&page);
    }
    if count == 0 {
        return refused(&page);
    }
    if plan.is_far_reaching && typed.parse() != Ok(count) {
        page.number_problem = texts.with("bulk-number-wrong", &[("number", &count.to_string())]);
        return refused(&page);
    }
    let (action, chosen, seen) = (*action, chosen.clone(), plan.fingerprint());
    let asked = long_work::LongWorkRequest {
        title: page.submit.clone(),
        back: list.here("/users"),
        key: format!("bulk {action:?} {seen}"),
    };
    let to_its_page = move |id| list.to("/users", &format!("/users/bulk-changes/{id}?made"));
    let (address, words) = (to_its_page.clone(), texts.clone());
    let made = long_work::run(
        &member,
        asked,
        move |office, progress| office.change_many(by, action, &chosen, &seen, progress),
        move |made| match made {
            Ok(changed) => Ended::At(address(changed.result)),
            Err(error) => Ended::Problem(words.t(problem(error))),
        },
    );
    match made.await {
        Ok(Ok(changed)) => return Ok(Redirect::to(&to_its_page(changed.result)).into_response()),
        Ok(Err(BulkError::Office(error))) => return Err(error.into()),
        // Between the two looks at it; the next page says how many there are by then.
        Ok(Err(error @ (BulkError::OthersByNow | BulkError::Nobody))) => page.count_changed = texts.t(problem(&error)),
        Ok(Err(error)) => page.problem = texts.t(problem(&error)),
        Err(goes_on) => return Ok(goes_on),
    }
    refused(&page)
}

/// What is said of why a change was not made.
pub fn problem(error: &BulkError) -> &'static str {
    match error {
        BulkError::OthersByNow | BulkError::Nobody => "bulk-just-changed",
        BulkError::Gone => "bulk-target-gone",
        BulkError::LastAdministrator => "bulk-last-administrator",
        BulkError::LacksRights => "bulk-lacks-rights",
        BulkError::Office(_) => "long-work-failed",
    }
}

/// Who would be changed, as the form says what was shown: how many, and which.
fn shown(plan: &Plan) -> String {
    format!("{}.{}", plan.changed.len(), plan.fingerprint())
}

fn refused(page: &Page) -> Result<Response, Failure> {
    Ok((StatusCode::UNPROCESSABLE_ENTITY, html(page)?).into_response())
}

fn page(member: &Member, found: &Found) -> Page {
    let texts = member.visit.texts();
    let mut page = Page {
        frame: Frame::new(&member.visit, &texts.counted(words(found.kind).choose, found.count)),
        kept: found.asked.kept(),
        target: None,
        target_id: String::new(),
        problem: String::new(),
        count_changed: String::new(),
        effect: String::new(),
        changed: None,
        left_out: Vec::new(),
        shown: String::new(),
        asks_number: false,
        number: String::new(),
        number_label: String::new(),
        number_problem: String::new(),
        submit: texts.t("bulk-continue"),
        takes_away: found.kind == BulkKind::Deactivate,
        cancel: found.asked.list().here("/users"),
    };
    if found.count == 0 {
        page.frame = Frame::new(&member.visit, &texts.t("bulk-nobody"));
        page.problem = texts.t("bulk-nobody-text");
        return page;
    }
    if let Some(seen) = found.asked.seen().filter(|seen| *seen != found.count) {
        let then = texts.number(seen);
        page.count_changed = texts.counted_with("bulk-matching-changed", found.count, &[("then", &then)]);
    }
    let Some((_, plan)) = &found.planned else {
        page.target = Some(target_field(&texts, found));
        return page;
    };
    let name = match &found.target {
        Target::One(id, name) => {
            page.target_id = id.to_string();
            name.as_str()
        }
        _ => "",
    };
    let count = plan.changed.len() as u64;
    if count > 0 {
        let question = texts.counted_with(words(found.kind).ask, count, &[("name", name)]);
        page.frame = Frame::new(&member.visit, &question);
    }
    let left_out = plan.left_out.iter().map(|(reason, names)| left_out(&texts, *reason, names.clone()));
    page.left_out = left_out.collect();
    if count == 0 {
        page.problem = texts.t("bulk-changes-nobody");
        return page;
    }
    let names = plan.changed.iter().map(|(_, name)| name.clone()).collect();
    page.changed = Some(Names::new(&texts, texts.counted("bulk-changed", count), names));
    page.effect = texts.t(words(found.kind).effect);
    page.shown = shown(plan);
    page.asks_number = plan.is_far_reaching;
    page.number = found.asked.field("number").chars().take(20).collect();
    page.number_label = texts.with("bulk-number", &[("number", &count.to_string())]);
    page.submit = texts.counted(words(found.kind).make, count);
    page
}

/// Who is left out for a reason.
pub fn left_out(texts: &Texts, reason: LeftOut, names: Vec<String>) -> Names {
    let heading = texts.counted(words::reason(reason), names.len() as u64);
    Names::new(texts, heading, names)
}

fn target_field(texts: &Texts, found: &Found) -> TargetField {
    let label = match found.kind {
        BulkKind::AddSalepoint | BulkKind::RemoveSalepoint => "bulk-salepoint",
        BulkKind::AddStore | BulkKind::RemoveStore => "bulk-store",
        _ => "column-group",
    };
    let few = found.choices.len() <= FEW;
    let choices = found.choices.iter().map(|(id, name)| (id.to_string(), name.clone()));
    let typed: String = found.asked.field("target").chars().take(200).collect();
    let (problem, matching) = match &found.target {
        Target::Several(first, count) => {
            let first = first.iter().map(|(id, name)| choose::place(id, name)).collect();
            (texts.counted("bulk-several-match", *count), Match::Several(first, *count))
        }
        Target::Unknown => (texts.t("bulk-target-unknown"), Match::Nothing),
        _ => (String::new(), Match::Nothing),
    };
    let kept = found.asked.kept();
    let kept = kept.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    TargetField {
        label: texts.t(label),
        choices: few.then(|| choices.collect()),
        look: format!("{}&target=", list::address("/users/bulk", kept, &[])),
        hits: Hits::new(texts, &typed, matching),
        field: Field { typed, problem },
    }
}
