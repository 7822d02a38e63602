//! The list of terminals.

use super::super::frame::{Frame, html};
use super::super::guard::Member;
use super::super::list::{ALL, Asked, Cell, Empty, Head, Line, List, ListPage, ROWS, Segment, Shown, Span};
use super::super::texts::Texts;
use super::super::{Failure, csv_file};
use super::may_edit;
use super::words::{self, Sign, State};
use axum::response::{IntoResponse, Response};
use head_office_office::terminals::{Filter, ListState, Order, SortBy, TerminalPage, TerminalSummary};
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

/// `GET /terminals`
pub async fn list(member: Member, asked: Asked) -> Result<Response, Failure> {
    let (wanted, viewer) = (asked.clone(), member.viewer());
    let find = move |office: &head_office_office::office::Office| {
        office.terminal_page(viewer, &filter(&wanted), order(&wanted), |total| {
            let span = Span::of(&wanted, ROWS, total);
            (span.skip(), span.rows)
        })
    };
    let found = member.visit.web.ask(find).await?;
    let frame = Frame::new(&member.visit, &member.visit.texts().t("terminals"));
    let page = ListPage { frame, message: None, list: page(&member, asked, found) };
    Ok(html(&page)?.into_response())
}

fn page(member: &Member, asked: Asked, found: TerminalPage) -> List {
    let texts = member.visit.texts();
    let now = member.visit.web.office.clock.now();
    let state = filter(&asked).state;
    let segments = STATES.map(|(of, code, name)| Segment {
        name: texts.t(name),
        count: texts.number(found.count(of)),
        address: asked.address(PATH, &[("status", code)]),
        is_current: state == of,
    });
    let span = Span::of(&asked, ROWS, found.count(state));
    let is_first = found.of_any_name == 0;
    let text = match (is_first, found.has_salepoints) {
        (false, _) => String::new(),
        (true, true) => texts.t("terminals-none-text"),
        (true, false) => texts.t("no-salepoint-text"),
    };
    let add = may_edit(member) && (!is_first || found.has_salepoints);
    List {
        path: PATH,
        search: texts.t("terminals-search"),
        add: add.then(|| ("/terminals/enrol", texts.t("enrol-title"))),
        segments_name: texts.t("column-state"),
        segments: segments.into(),
        range: span.words(&texts, "terminals-range"),
        export: asked.address("/terminals.csv", &[]),
        heads: heads(&texts, &asked),
        pages: span.links(&texts, |page| asked.address(PATH, &[("page", page)])),
        empty: found.terminals.is_empty().then(|| Empty {
            is_first,
            title: texts.t(if is_first { "terminals-none" } else { "terminals-no-result" }),
            text,
            links: if is_first { Vec::new() } else { vec![(PATH.to_owned(), texts.t("clear-filters"))] },
        }),
        lines: found.terminals.into_iter().map(|one| line(&texts, &asked, one, now)).collect(),
        asked,
    }
}

fn line(texts: &Texts, asked: &Asked, one: TerminalSummary, now: UnixMs) -> Line {
    let state = State::new(texts, &one, now);
    let is_off = matches!(state.sign, Sign::Revoked | Sign::Off);
    let label = |index: usize| texts.t(COLUMNS[index]);
    let cells = vec![
        Cell::text(label(1), one.salepoint.clone()),
        Cell { class: "state", ..Cell::of(label(2), Shown::State(state)) },
        Cell::text(label(3), words::last_seen(texts, &one, now)),
        Cell::number(label(4), words::revision(texts, &one)),
        Cell::number(label(5), words::refused(texts, &one)),
        Cell::text(label(6), one.app_version.clone()),
        Cell::text(label(7), words::key_place(texts, &one)),
    ];
    Line::new(asked.to(PATH, &super::address(one.id, "")), one.name, cells).off(is_off)
}

fn heads(texts: &Texts, asked: &Asked) -> Vec<Head> {
    let shown = COLUMNS.iter().filter(|column| **column != "column-enrolled");
    let head = |column: &&str| {
        let class = match *column {
            "column-terminal" => "person",
            column if NUMBERS.contains(&column) => "number",
            _ => "",
        };
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
pub async fn csv(member: Member, asked: Asked) -> Result<Response, Failure> {
    let viewer = member.viewer();
    let find = move |office: &head_office_office::office::Office| {
        office.terminal_page(viewer, &filter(&asked), order(&asked), |_| (0, ALL))
    };
    let found = member.visit.web.ask(find).await?;
    let texts = member.visit.texts();
    let now = member.visit.web.office.clock.now();
    let lines = found.terminals.into_iter().map(|one| {
        let last_seen = one.last_seen_at.map(|at| texts.cell(at)).unwrap_or_default();
        let state = State::new(&texts, &one, now).text;
        let (revision, refused) = (words::revision(&texts, &one), words::refused(&texts, &one));
        let (key_place, enrolled) = (words::key_place(&texts, &one), texts.cell(one.enrolled_at));
        vec![one.name, one.salepoint, state, last_seen, revision, refused, one.app_version, key_place, enrolled]
    });
    let title = |column: &str| match column {
        "column-last-seen" | "column-enrolled" => texts.time_head(column),
        _ => texts.t(column),
    };
    csv_file::answer(&member, "terminals", &COLUMNS.map(title), lines)
}
