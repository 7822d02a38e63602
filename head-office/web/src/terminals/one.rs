//! One terminal.

use super::super::Failure;
use super::super::frame::{Frame, html};
use super::super::guard::Member;
use super::super::history::{self, History};
use super::super::journal::{self, JournalEntry};
use super::super::message::{Kind, Message};
use super::super::texts::Texts;
use super::words::{self, State};
use super::{find, may_edit};
use askama::Template;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query};
use axum::response::{IntoResponse, Response};
use head_office_domain::office_rights::{Level, OfficeArea};
use head_office_office::journal::lines;
use head_office_office::terminals::{TerminalState, TerminalSummary};
use head_office_store::journal_list::{self, Start, Wanted};
use head_office_store::{DbError, audit};
use serde::Deserialize;
use sync_core::domain::UnixMs;
use sync_core::sync::wire::Removal;

/// How many entries of its journal are shown.
const ENTRIES: usize = 10;

/// What an address may say beside its path.
#[derive(Deserialize)]
pub struct Asked {
    /// What was just done.
    #[serde(default)]
    done: String,
}

#[derive(Template)]
#[template(path = "terminal.html")]
struct Page {
    frame: Frame,
    message: Option<Message>,
    address: String,
    salepoint: String,
    state: State,
    /// Names and values.
    facts: Vec<(String, String)>,
    /// What it has not reported done.
    orders: Vec<String>,
    may_edit: bool,
    in_service: bool,
    /// Whether it may still be revoked.
    may_revoke: bool,
    /// The newest entries of its journal, the newest first; `None`: not for this reader.
    journal: Option<Vec<JournalEntry>>,
    /// Where all of them are.
    all_entries: String,
    /// Where the users of its salepoint are; `None`: not for this reader.
    users: Option<String>,
    history: History,
}

/// `GET /terminals/{id}`
pub async fn show(
    member: Member,
    Path(id): Path<String>,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Result<Response, Failure> {
    let Query(Asked { done }) = asked.map_err(|_| Failure::Malformed)?;
    let one = find(&member, &id).await?;
    let (terminal, viewer) = (one.id, member.viewer());
    let reads_journal = member.who.may(OfficeArea::Journal, Level::Read);
    let read = move |office: &head_office_office::office::Office| {
        Ok(office.read(|tx| {
            let journal = if reads_journal {
                let wanted = Wanted { terminal: Some(terminal), ..Wanted::by(viewer) };
                let newest = journal_list::page(tx, &wanted, Start::Newest, ENTRIES)?;
                Some(lines(tx, viewer, newest)?)
            } else {
                None
            };
            let trail = audit::of_record(tx, viewer, terminal.0, history::READ)?;
            Ok::<_, DbError>((journal, trail))
        })?)
    };
    let (journal, trail) = member.visit.web.ask(read).await?;
    let texts = member.visit.texts();
    let now = member.visit.web.office.clock.now();
    let in_service = one.state == TerminalState::InService;
    let may_edit = may_edit(&member);
    let is_decommissioned = matches!(one.state, TerminalState::Removed { removal: Removal::Decommissioned, .. });
    let reads_users = member.who.may(OfficeArea::Users, Level::Read);
    let page = Page {
        frame: Frame::new(&member.visit, &one.name),
        message: message(&texts, &one, &done, now).or_else(|| later_key(&texts, &one)),
        address: super::address(one.id, ""),
        state: State::new(&texts, &one, now),
        facts: facts(&texts, &one, now),
        orders: one.orders.iter().map(|(_, action)| words::order(&texts, *action)).collect(),
        may_edit,
        in_service,
        may_revoke: may_edit && (in_service || is_decommissioned),
        journal: journal.map(|lines| lines.into_iter().map(|line| journal::entry(&texts, line, now)).collect()),
        all_entries: journal::address_of_all(one.id),
        users: reads_users.then(|| format!("/users?salepoint={}", one.salepoint_id)),
        history: History::new(&texts, trail, now),
        salepoint: one.salepoint,
    };
    Ok(html(&page)?.into_response())
}

fn facts(texts: &Texts, one: &TerminalSummary, now: UnixMs) -> Vec<(String, String)> {
    let mut facts = vec![
        ("column-last-seen", words::last_seen(texts, one, now)),
        ("column-revision", words::revision(texts, one)),
        ("column-refused", words::refused(texts, one)),
        ("column-version", one.app_version.clone()),
        ("column-key-place", words::key_place(texts, one)),
        ("column-enrolled", texts.time(one.enrolled_at, now)),
    ];
    if let Some(off_ms) = one.clock_off_ms.filter(|_| one.state == TerminalState::InService) {
        facts.push(("terminal-clock", words::clock(texts, off_ms)));
    }
    if let TerminalState::Removed { at, .. } = one.state {
        facts.push(("terminal-removed-at", texts.time(at, now)));
    }
    if one.journal_flags > 0 {
        facts.push(("terminal-journal-flags", texts.number(one.journal_flags)));
    }
    facts.into_iter().map(|(name, value)| (texts.t(name), value)).collect()
}

/// That it believes nothing head office says, and what to do.
fn later_key(texts: &Texts, one: &TerminalSummary) -> Option<Message> {
    let (title, text) = (texts.t("terminal-later-key"), texts.t("terminal-later-key-text"));
    one.knows_later_key.then_some(Message { kind: Kind::Warn, title, text, link: None })
}

/// What was just done.
fn message(texts: &Texts, one: &TerminalSummary, done: &str, now: UnixMs) -> Option<Message> {
    let ordered = |key: &str| {
        let when = if one.is_connected(now) { "order-at-once" } else { "order-later" };
        Message { kind: Kind::Ok, title: texts.t(key), text: texts.t(when), link: None }
    };
    Some(match done {
        "refresh" => ordered("ordered-refresh"),
        "reload" => ordered("ordered-reload"),
        "unlock" => ordered("ordered-unlock"),
        "moved" => Message::done(texts.with("terminal-moved", &[("salepoint", &one.salepoint)])),
        "enrolled" => Message::done(texts.with("terminal-enrolled", &[("terminal", &one.name)])),
        "decommissioned" => {
            Message { text: texts.t("decommissioned-text"), ..Message::done(texts.t("decommissioned")) }
        }
        "revoked" => Message {
            kind: Kind::Warn,
            title: texts.t("revoked"),
            text: texts.t("terminal-exposure"),
            link: Some((format!("/users?salepoint={}", one.salepoint_id), texts.t("terminal-users-there"))),
        },
        _ => return None,
    })
}
