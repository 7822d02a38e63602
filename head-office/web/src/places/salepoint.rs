//! A salepoint's page: who can log in there, and what was changed.

use super::super::Failure;
use super::super::choose::{Hits, Match};
use super::super::frame::{Frame, html};
use super::super::guard::Member;
use super::super::history::{self, History};
use super::super::list::{Pages, ROWS, Span};
use super::super::message::Message;
use super::super::users::language_name;
use super::check::{self, Checked, Verdict};
use super::closing::undoing;
use super::{Asked, done_message};
use askama::Template;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query};
use axum::response::{IntoResponse, Response};
use head_office_domain::office_rights::{Level, OfficeArea};
use head_office_office::terminals::is_present;
use head_office_store::audit::{self, Recorded};
use head_office_store::grants::StoreName;
use head_office_store::place_users::{self, TerminalHere, UserHere};
use head_office_store::salepoints::{self, Salepoint};
use head_office_store::{DbError, closed_places, stores};
use sync_core::domain::{SalepointId, UnixMs};

#[derive(Template)]
#[template(path = "salepoint.html")]
struct Page {
    frame: Frame,
    crumbs: Vec<(String, String)>,
    message: Option<Message>,
    id: SalepointId,
    is_open: bool,
    /// What undoing its closing comes to; `None`: that cannot be undone.
    undo: Option<String>,
    may_change: bool,
    store: String,
    /// Where the store is shown, if it is to this reader.
    store_address: Option<String>,
    terminals: String,
    terminals_here: Vec<Till>,
    /// Where one is enrolled here, if this reader may.
    enrol_address: Option<String>,
    /// What it is like: names and values.
    facts: Vec<(String, String)>,
    users_here: String,
    is_empty: bool,
    sees_users: bool,
    /// Who is checked, as typed or by name.
    checked: String,
    check_problem: String,
    /// Who is meant, when several are called so.
    hits: Hits,
    /// Where one of them leads, without the id.
    check_address: String,
    verdict: Option<Verdict>,
    users: Vec<User>,
    pages: Option<Pages>,
    history: History,
}

struct User {
    id: String,
    name: String,
    group: String,
    last_login: String,
}

/// A terminal that stands there.
struct Till {
    name: String,
    /// Its page, if this reader sees it.
    address: Option<String>,
    seen: String,
}

/// What the page is made of.
struct Found {
    salepoint: Salepoint,
    store: StoreName,
    terminals: Vec<TerminalHere>,
    span: Span,
    part: Vec<UserHere>,
    trail: Vec<Recorded>,
    checked: Checked,
    /// How many had it when it was closed.
    had: u64,
}

/// `GET /salepoints/{id}`
pub async fn show_salepoint(
    member: Member,
    Path(id): Path<String>,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Result<Response, Failure> {
    let Query(asked) = asked.map_err(|_| Failure::Malformed)?;
    let id: SalepointId = id.parse().map_err(|_| Failure::NotFound)?;
    let (viewer, texts) = (member.viewer(), member.visit.texts());
    let sees_users = member.who.may(OfficeArea::Users, Level::Read);
    let page = asked.page.clone();
    let whom = if sees_users { asked.check.clone() } else { String::new() };
    let work = move |office: &head_office_office::office::Office| {
        Ok(office.read(|tx| {
            let Some(salepoint) = salepoints::find(tx, viewer, id)? else { return Ok(None) };
            let checked = check::find(tx, viewer, &texts, &salepoint, &whom)?;
            let span = Span::at(&page, ROWS, place_users::count(tx, &salepoint)?);
            let part = if sees_users { place_users::part(tx, &salepoint, span.skip(), ROWS)? } else { Vec::new() };
            Ok::<_, DbError>(Some(Found {
                store: stores::name_for(tx, viewer, salepoint.store)?,
                terminals: place_users::terminals(tx, &salepoint)?,
                span,
                part,
                trail: audit::of_record(tx, viewer, id.0, history::READ)?,
                checked,
                had: closed_places::count(tx, id.0)?,
                salepoint,
            }))
        })?)
    };
    let found = member.visit.web.ask(work).await?.ok_or(Failure::NotFound)?;
    let texts = member.visit.texts();
    let now = member.visit.web.office.clock.now();
    let may_edit = member.who.may(OfficeArea::Salepoints, Level::Edit);
    let sees = |area| member.who.may(area, Level::Read);
    let is_named = matches!(found.store, StoreName::Named(_)) && sees(OfficeArea::Stores);
    let store_address = found.salepoint.store.filter(|_| is_named).map(|store| format!("/stores/{store}"));
    let may_enrol = member.who.may(OfficeArea::Terminals, Level::Edit);
    let sees_terminals = sees(OfficeArea::Terminals);
    let seen = |at: Option<UnixMs>| match at {
        at if is_present(at, now) => texts.t("terminal-now"),
        Some(at) => texts.last_seen(at, now),
        None => texts.t("terminal-never-seen"),
    };
    let terminals = texts.counted("terminals-count", found.terminals.len() as u64);
    let till = |one: TerminalHere| Till {
        address: sees_terminals.then(|| format!("/terminals/{}", one.id)),
        seen: seen(one.last_seen_at),
        name: one.name,
    };
    let filled = |text: &str| if text.is_empty() { "—".to_owned() } else { text.to_owned() };
    let facts = vec![
        (texts.t("salepoint-language"), language_name(found.salepoint.language).to_owned()),
        (texts.t("address"), filled(&found.salepoint.address)),
        (texts.t("receipt-header"), filled(&found.salepoint.receipt_header)),
    ];
    let store = match found.store {
        StoreName::None => texts.t("salepoint-no-store"),
        StoreName::Named(name) => texts.with("salepoint-store-is", &[("name", &name)]),
        StoreName::NotYours => texts.with("salepoint-store-is", &[("name", &texts.t("store-not-yours"))]),
    };
    let users = found.part.into_iter().map(|user| User {
        id: user.id.to_string(),
        name: user.name,
        group: user.group,
        last_login: user.last_login_at.map_or_else(|| "—".into(), |at| texts.time(at.min(now), now)),
    });
    let mut checked = asked.check.trim().to_owned();
    let (mut check_problem, mut hits, mut verdict) = (String::new(), Hits::default(), None);
    match found.checked {
        Checked::Nothing => {}
        Checked::Unknown => check_problem = texts.t("check-unknown"),
        Checked::Several(first, count) => {
            check_problem = texts.counted("check-several", count);
            hits = Hits::new(&texts, &checked, Match::Several(first, count));
        }
        Checked::One(facts) => {
            checked = facts.name();
            verdict = Some(Verdict::new(&member, &found.salepoint, &facts));
        }
    }
    let page = Page {
        checked,
        check_problem,
        hits,
        check_address: format!("/salepoints/{id}?check="),
        verdict,
        frame: Frame::new(&member.visit, &found.salepoint.name),
        crumbs: vec![("/salepoints".to_owned(), texts.t("salepoints"))],
        message: done_message(&member, &asked, false).await?,
        id,
        is_open: found.salepoint.closed_at.is_none(),
        undo: undoing(&texts, found.salepoint.closed_at, found.had, now),
        may_change: may_edit,
        store,
        store_address,
        terminals_here: found.terminals.into_iter().map(till).collect(),
        enrol_address: may_enrol.then(|| format!("/terminals/enrol?salepoint={id}")),
        facts,
        terminals,
        users_here: texts.counted("salepoint-users-here", found.span.total),
        is_empty: found.span.total == 0,
        sees_users,
        users: users.collect(),
        pages: sees_users.then(|| {
            let address = |page: &str| member.visit.back.at(&format!("/salepoints/{id}?page={page}"));
            found.span.links(&texts, address)
        }),
        history: History::with_files(&texts, found.trail, now, &format!("/salepoints/{id}")),
    };
    Ok(html(&page)?.into_response())
}
