//! The list of terminals.

use super::super::frame::{Frame, html};
use super::super::guard::Member;
use super::super::list::{ALL, Asked, Head, PageLink, ROWS, Segment, pages, range};
use super::super::texts::Texts;
use super::super::{Failure, csv_file};
use super::may_edit;
use super::words::{self, Sign, State};
use crate::terminals::{Filter, ListState, Order, SortBy, TerminalPage, TerminalSummary};
use askama::Template;
use axum::extract::Query;
use axum::extract::rejection::QueryRejection;
use axum::response::{IntoResponse, Response};
use sync_core::domain::UnixMs;

const PATH: &str = "/terminals";

/// The states it is filtered by, each with its code in the address and its words. The standard has no code.
const STATES: [(ListState, &str, &str); 4] = [
    (ListState::InService, "", "terminals-in-service"),
    (ListState::Offline, "offline", "terminals-offline"),
    (ListState::Behind, "behind", "terminals-behind"),
    (ListState::Removed, "removed", "terminals-removed"),
];

fn filter(asked: &Asked) -> Filter {
    let state = STATES.iter().find(|(_, code, _)| *code == asked.status).map(|(state, ..)| *state);
    Filter { words: asked.words(), state: state.unwrap_or_default() }
}

fn order(asked: &Asked) -> Order {
    let by = SORTED.iter().find(|(_, code, _)| *code == asked.sort).map_or(SortBy::Salepoint, |(_, _, by)| *by);
    Order { by, descending: asked.descending() }
}

struct Line {
    address: String,
    name: String,
    salepoint: String,
    is_off: bool,
    state: State,
    last_seen: String,
    revision: String,
    refused: String,
    version: String,
    key_place: String,
}

impl Line {
    fn new(texts: &Texts, one: TerminalSummary, now: UnixMs) -> Self {
        let state = State::new(texts, &one, now);
        Self {
            address: super::address(one.id, ""),
            is_off: matches!(state.sign, Sign::Revoked | Sign::Off),
            last_seen: words::last_seen(texts, &one, now),
            revision: words::revision(texts, &one),
            refused: words::refused(texts, &one),
            key_place: words::key_place(texts, &one),
            version: one.app_version,
            name: one.name,
            salepoint: one.salepoint,
            state,
        }
    }
}

#[derive(Template)]
#[template(path = "terminals.html")]
struct List {
    frame: Frame,
    asked: Asked,
    may_edit: bool,
    /// Whether there is no terminal yet.
    is_empty: bool,
    has_salepoints: bool,
    segments: Vec<Segment>,
    range: String,
    export: String,
    heads: Vec<Head>,
    lines: Vec<Line>,
    pages: Vec<PageLink>,
}

/// `GET /terminals`
pub async fn list(member: Member, asked: Result<Query<Asked>, QueryRejection>) -> Result<Response, Failure> {
    let Query(asked) = asked.map_err(|_| Failure::Malformed)?;
    let (filter, order, skip, viewer) = (filter(&asked), order(&asked), asked.skip(), member.viewer());
    let found = member.visit.web.ask(move |office| office.terminal_page(viewer, &filter, order, skip, ROWS)).await?;
    Ok(html(&page(&member, asked, found))?.into_response())
}

fn page(member: &Member, asked: Asked, found: TerminalPage) -> List {
    let texts = member.visit.texts();
    let now = member.visit.web.office.clock.now();
    let state = filter(&asked).state;
    let count = |of: ListState| {
        let counted = ListState::ALL.into_iter().zip(found.counts).find(|(state, _)| *state == of);
        counted.map_or(0, |(_, count)| count)
    };
    let segments = STATES.map(|(of, code, name)| Segment {
        name: texts.t(name),
        count: texts.number(count(of)),
        address: asked.address(PATH, &[("status", code)]),
        is_current: state == of,
    });
    let total = count(state);
    List {
        frame: Frame::new(&member.visit, &texts.t("terminals")),
        may_edit: may_edit(member),
        is_empty: found.of_any_name == 0,
        has_salepoints: found.has_salepoints,
        segments: segments.into(),
        range: range(&texts, "terminals-range", &asked, found.terminals.len(), total),
        export: asked.address("/terminals.csv", &[]),
        heads: heads(&texts, &asked),
        pages: pages(&texts, &asked, PATH, total),
        lines: found.terminals.into_iter().map(|one| Line::new(&texts, one, now)).collect(),
        asked,
    }
}

fn heads(texts: &Texts, asked: &Asked) -> Vec<Head> {
    let shown = COLUMNS.iter().filter(|column| **column != "column-enrolled");
    let head = |column: &&str| {
        let class = if NUMBERS.contains(column) { "number" } else { "" };
        match SORTED.iter().find(|(sorted, ..)| sorted == column) {
            Some((_, code, _)) => Head { class, ..Head::sortable(texts.t(column), code, PATH, asked) },
            None => Head::plain(texts.t(column), class),
        }
    };
    shown.map(head).collect()
}

/// The columns of the list; the last is in the export only.
const COLUMNS: [&str; 9] = [
    "column-terminal",
    "column-salepoint",
    "column-state",
    "column-last-seen",
    "column-revision",
    "column-refused",
    "column-version",
    "column-key-place",
    "column-enrolled",
];
/// Those it can be sorted by, each with its code in the address. The standard has none.
const SORTED: [(&str, &str, SortBy); 5] = [
    ("column-terminal", "terminal", SortBy::Terminal),
    ("column-salepoint", "", SortBy::Salepoint),
    ("column-last-seen", "last_seen", SortBy::LastSeen),
    ("column-revision", "revision", SortBy::Revision),
    ("column-version", "version", SortBy::Version),
];
/// Those with numbers.
const NUMBERS: [&str; 2] = ["column-revision", "column-refused"];

/// `GET /terminals.csv`
pub async fn csv(member: Member, asked: Result<Query<Asked>, QueryRejection>) -> Result<Response, Failure> {
    let Query(asked) = asked.map_err(|_| Failure::Malformed)?;
    let (filter, order, viewer) = (filter(&asked), order(&asked), member.viewer());
    let found = member.visit.web.ask(move |office| office.terminal_page(viewer, &filter, order, 0, ALL)).await?;
    let texts = member.visit.texts();
    let now = member.visit.web.office.clock.now();
    let lines = found.terminals.into_iter().map(|one| {
        let last_seen = one.last_seen_at.map(|at| texts.cell(at)).unwrap_or_default();
        let enrolled = texts.cell(one.enrolled_at);
        let line = Line::new(&texts, one, now);
        let Line { name, salepoint, state, revision, refused, version, key_place, .. } = line;
        vec![name, salepoint, state.text, last_seen, revision, refused, version, key_place, enrolled]
    });
    let title = |column: &str| match column {
        "column-last-seen" | "column-enrolled" => texts.time_head(column),
        _ => texts.t(column),
    };
    csv_file::answer(&member, "terminals", &COLUMNS.map(title), lines)
}
