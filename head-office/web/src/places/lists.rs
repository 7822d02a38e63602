//! The lists.

use super::super::frame::{Frame, html};
use super::super::guard::Member;
use super::super::list::{ALL, Asked, Cell, Empty, Head, Line, List, ListPage, ROWS, Segment, Shown, Span};
use super::super::message::Message;
use super::super::texts::Texts;
use super::super::users::language_name;
use super::super::{Failure, csv_file};
use super::{Asked as Done, done_message, own_grants, store_name};
use axum::extract::Query;
use axum::response::{IntoResponse, Response};
use head_office_domain::office_rights::{Level, OfficeArea};
use head_office_store::grants::StoreName;
use head_office_store::place_list::{self, Counts, Filter, Kind, ListedSalepoint, ListedStore, Part};

/// Whether open or closed ones are asked for; `None`: all.
fn open(asked: &Asked) -> Option<bool> {
    match asked.status.as_str() {
        "all" => None,
        "closed" => Some(false),
        _ => Some(true),
    }
}

/// What one kind of list says.
struct Words {
    path: &'static str,
    export: &'static str,
    title: &'static str,
    add: (&'static str, &'static str),
    range: &'static str,
    none: [&'static str; 2],
    no_result: &'static str,
}

const SALEPOINTS: Words = Words {
    path: "/salepoints",
    export: "/salepoints.csv",
    title: "salepoints",
    add: ("/salepoints/new", "salepoint-add"),
    range: "salepoints-range",
    none: ["salepoints-none", "salepoints-none-text"],
    no_result: "salepoints-no-result",
};

const STORES: Words = Words {
    path: "/stores",
    export: "/stores.csv",
    title: "stores",
    add: ("/stores/new", "store-add"),
    range: "stores-range",
    none: ["stores-none", "stores-none-text"],
    no_result: "stores-no-result",
};

/// `GET /salepoints`
pub async fn list_salepoints(member: Member, asked: Asked, Query(done): Query<Done>) -> Result<Response, Failure> {
    let filter = Filter { viewer: member.viewer(), words: asked.words(), open: open(&asked) };
    let wanted = asked.clone();
    let work = move |office: &head_office_office::office::Office| {
        Ok(office.read(|tx| {
            let counts = place_list::counts(tx, Kind::Salepoints, &filter)?;
            let span = Span::of(&wanted, ROWS, counts.of(filter.open));
            let part = Part { descending: wanted.descending(), skip: span.skip(), take: ROWS };
            Ok::<_, head_office_store::DbError>((counts, span, place_list::salepoints(tx, &filter, part)?))
        })?)
    };
    let (counts, span, found) = member.visit.web.ask(work).await?;
    let texts = member.visit.texts();
    let heads = vec![
        Head::of_name(texts.t("column-name"), SALEPOINTS.path, &asked),
        Head::plain(texts.t("column-language"), ""),
        Head::plain(texts.t("column-store"), ""),
        Head::plain(texts.t("users"), "number"),
        Head::plain(texts.t("terminals"), "number"),
        Head::plain(texts.t("column-status"), ""),
    ];
    let lines = found.into_iter().map(|found| salepoint_line(&texts, &asked, found)).collect();
    let message = done_message(&member, &done, true).await?;
    page(&member, OfficeArea::Salepoints, &SALEPOINTS, (asked, message), (counts, span), heads, lines)
}

fn salepoint_line(texts: &Texts, asked: &Asked, found: ListedSalepoint) -> Line {
    let users = match found.users {
        0 if found.is_open => Cell::of(texts.t("users"), Shown::Warning(texts.t("place-no-users"))),
        users => Cell::number(texts.t("users"), texts.number(users)),
    };
    let cells = vec![
        Cell::text(texts.t("column-language"), language_name(found.language).to_owned()),
        Cell::text(texts.t("column-store"), store_name(texts, found.store)),
        Cell { class: "number told", ..users },
        Cell::number(texts.t("terminals"), texts.number(found.terminals)),
        state_cell(texts, found.is_open),
    ];
    let address = asked.to(SALEPOINTS.path, &format!("/salepoints/{}", found.id));
    Line::new(address, found.name, cells).off(!found.is_open)
}

fn state_cell(texts: &Texts, is_open: bool) -> Cell {
    let state = state(texts, is_open);
    Cell::of(texts.t("column-status"), if is_open { Shown::Text(state) } else { Shown::Off(state) })
}

fn state(texts: &Texts, is_open: bool) -> String {
    texts.t(if is_open { "place-state-open" } else { "place-state-closed" })
}

/// `GET /stores`
pub async fn list_stores(member: Member, asked: Asked, Query(done): Query<Done>) -> Result<Response, Failure> {
    let filter = Filter { viewer: member.viewer(), words: asked.words(), open: open(&asked) };
    let wanted = asked.clone();
    let work = move |office: &head_office_office::office::Office| {
        Ok(office.read(|tx| {
            let counts = place_list::counts(tx, Kind::Stores, &filter)?;
            let span = Span::of(&wanted, ROWS, counts.of(filter.open));
            let part = Part { descending: wanted.descending(), skip: span.skip(), take: ROWS };
            Ok::<_, head_office_store::DbError>((counts, span, place_list::stores(tx, &filter, part)?))
        })?)
    };
    let (counts, span, found) = member.visit.web.ask(work).await?;
    let texts = member.visit.texts();
    let heads = vec![
        Head::of_name(texts.t("column-name"), STORES.path, &asked),
        Head::plain(texts.t("column-sold-from"), "number"),
        Head::plain(texts.t("users"), "number"),
        Head::plain(texts.t("column-status"), ""),
    ];
    let lines = found.into_iter().map(|found| store_line(&texts, &asked, found)).collect();
    let message = done_message(&member, &done, true).await?;
    page(&member, OfficeArea::Stores, &STORES, (asked, message), (counts, span), heads, lines)
}

fn store_line(texts: &Texts, asked: &Asked, found: ListedStore) -> Line {
    let cells = vec![
        Cell::number(texts.t("column-sold-from"), texts.number(found.salepoints)),
        Cell::number(texts.t("users"), texts.number(found.users)),
        state_cell(texts, found.is_open),
    ];
    let address = asked.to(STORES.path, &format!("/stores/{}", found.id));
    Line::new(address, found.name, cells).off(!found.is_open)
}

fn page(
    member: &Member,
    area: OfficeArea,
    words: &Words,
    (asked, message): (Asked, Option<Message>),
    (counts, span): (Counts, Span),
    heads: Vec<Head>,
    lines: Vec<Line>,
) -> Result<Response, Failure> {
    let texts = member.visit.texts();
    let Counts { open: opened, closed } = counts;
    let segment = |name: &str, code: &str, count: u64, of: Option<bool>| Segment {
        name: texts.t(name),
        count: texts.number(count),
        address: asked.address(words.path, &[("status", code)]),
        is_current: open(&asked) == of,
    };
    let is_searched = !asked.search.trim().is_empty();
    let is_first = opened + closed == 0 && !is_searched;
    let empty = lines.is_empty().then(|| match is_first {
        true => Empty {
            is_first,
            title: texts.t(words.none[0]),
            text: texts.t(words.none[1]),
            links: own_grants(member).into_iter().collect(),
        },
        false => Empty {
            is_first,
            title: texts.t(words.no_result),
            text: texts.counted("places-no-result-text", opened + closed),
            links: vec![
                (asked.address(words.path, &[("status", "all")]), texts.t("places-look-among-all")),
                (words.path.to_owned(), texts.t("clear-filters")),
            ],
        },
    });
    let frame = Frame::new(&member.visit, &texts.t(words.title));
    let list = List {
        path: words.path,
        search: texts.t("search-by-name"),
        add: member.who.may(area, Level::Edit).then(|| (words.add.0, texts.t(words.add.1))),
        segments_name: texts.t("column-status"),
        segments: vec![
            segment("places-open", "", opened, Some(true)),
            segment("places-closed", "closed", closed, Some(false)),
            segment("status-all", "all", opened + closed, None),
        ],
        range: span.words(&texts, words.range),
        export: asked.address(words.export, &[]),
        heads,
        lines,
        pages: span.links(&texts, |page| asked.address(words.path, &[("page", page)])),
        empty,
        asked,
    };
    Ok(html(&ListPage { frame, message, list })?.into_response())
}

/// `GET /salepoints.csv`
pub async fn export_salepoints(member: Member, asked: Asked) -> Result<Response, Failure> {
    let filter = Filter { viewer: member.viewer(), words: asked.words(), open: open(&asked) };
    let part = Part { descending: asked.descending(), skip: 0, take: ALL };
    let work = move |office: &head_office_office::office::Office| {
        Ok(office.read(|tx| place_list::salepoints(tx, &filter, part))?)
    };
    let found = member.visit.web.ask(work).await?;
    let texts = member.visit.texts();
    let heads = ["column-name", "column-language", "column-store", "users", "terminals", "column-status"];
    let lines = found.into_iter().map(|found| {
        let (users, terminals) = (found.users.to_string(), found.terminals.to_string());
        let language = language_name(found.language).to_owned();
        let store = match found.store {
            StoreName::None => String::new(),
            store => store_name(&texts, store),
        };
        vec![found.name, language, store, users, terminals, state(&texts, found.is_open)]
    });
    csv_file::answer(&member, "salepoints", &heads.map(|head| texts.t(head)), lines)
}

/// `GET /stores.csv`
pub async fn export_stores(member: Member, asked: Asked) -> Result<Response, Failure> {
    let filter = Filter { viewer: member.viewer(), words: asked.words(), open: open(&asked) };
    let part = Part { descending: asked.descending(), skip: 0, take: ALL };
    let work =
        move |office: &head_office_office::office::Office| Ok(office.read(|tx| place_list::stores(tx, &filter, part))?);
    let found = member.visit.web.ask(work).await?;
    let texts = member.visit.texts();
    let heads = ["column-name", "column-sold-from", "users", "column-status"];
    let lines = found.into_iter().map(|found| {
        vec![found.name, found.salepoints.to_string(), found.users.to_string(), state(&texts, found.is_open)]
    });
    csv_file::answer(&member, "stores", &heads.map(|head| texts.t(head)), lines)
}
