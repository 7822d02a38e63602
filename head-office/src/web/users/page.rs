//! The list as a page.

use super::super::Failure;
use super::super::frame::{Frame, LANGUAGES, html};
use super::super::guard::Member;
use super::super::texts::Texts;
use super::asked::{Asked, AskedSalepoint};
use super::bulk::words;
use super::columns::{Column, Layout, ROWS};
use super::find::{Found, NAMED, find};
use crate::db::user_details::{Places, UserDetails};
use crate::db::user_list::Counts;
use crate::office_rights::{Level, OfficeArea};
use crate::personnel::bulk::BulkKind;
use askama::Template;
use axum::extract::Query;
use axum::extract::rejection::QueryRejection;
use axum::response::{IntoResponse, Response};
use sync_core::domain::{Language, UnixMs, UserId};

/// How many places a cell names.
const IN_A_CELL: usize = 2;

struct Head {
    name: String,
    /// Where it leads; empty: it cannot be sorted by.
    address: String,
    /// `ascending`, `descending` or nothing.
    sorted: &'static str,
    is_time: bool,
}

struct StatusLink {
    name: String,
    count: String,
    address: String,
    is_current: bool,
}

struct PlacesCell {
    short: String,
    first: Vec<(String, Option<String>)>,
    more: String,
}

enum Cell {
    Name(String),
    Text(String),
    Salepoints,
    Stores,
    Status,
    Time(String),
}

struct Line {
    id: String,
    name: String,
    /// What ticking it is called.
    select: String,
    active: bool,
    salepoints: PlacesCell,
    stores: PlacesCell,
    /// Each with the words of its column.
    cells: Vec<(String, Cell)>,
}

struct PageLink {
    name: String,
    address: String,
    is_current: bool,
}

/// A column in the layout that is edited.
struct Choice {
    code: &'static str,
    name: String,
    is_shown: bool,
    /// Whether it cannot be left out.
    is_fixed: bool,
    is_first: bool,
    is_last: bool,
}

/// The field for the salepoint, where there are too many to choose from.
struct SalepointField {
    typed: String,
    problem: String,
    /// Those that match: name and address.
    matching: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "users.html")]
struct List {
    frame: Frame,
    asked: Asked,
    may_edit: bool,
    /// Id, name, whether chosen; `None`: too many.
    salepoints: Option<Vec<(String, String, bool)>>,
    salepoint: SalepointField,
    /// The user group that is asked for, and the address of the list without it.
    group: Option<(String, String)>,
    statuses: Vec<StatusLink>,
    range: String,
    export: String,
    layout_address: String,
    is_editing_layout: bool,
    choices: Vec<Choice>,
    order: String,
    rows: Vec<(u64, bool)>,
    is_wide: bool,
    heads: Vec<Head>,
    lines: Vec<Line>,
    /// What the list hands to the page for several users.
    bulk_fields: Vec<(&'static str, String)>,
    bulk_actions: Vec<(&'static str, String)>,
    all_matching: String,
    previous: String,
    pages: Vec<PageLink>,
    next: String,
    is_filtered: bool,
    elsewhere: String,
    all_address: String,
}

/// `GET /users`
pub async fn list(member: Member, asked: Result<Query<Asked>, QueryRejection>) -> Result<Response, Failure> {
    let Query(asked) = asked.map_err(|_| Failure::Malformed)?;
    let (reader, viewer) = (member.who.user.id, member.viewer_of_names());
    let work =
        move |office: &crate::office::Office| Ok((office.db.read(|tx| find(tx, reader, viewer, &asked))?, asked));
    let (found, asked) = member.visit.web.ask(work).await?;
    Ok(html(&page(&member, asked, found))?.into_response())
}

fn page(member: &Member, mut asked: Asked, found: Found) -> List {
    let texts = member.visit.texts();
    let now = member.visit.web.office.clock.now();
    let salepoint = salepoint_field(&texts, &asked, &found.salepoint);
    if let AskedSalepoint::One(salepoint) = &found.salepoint {
        asked.salepoint = salepoint.id.to_string();
    }
    let Counts { active, deactivated } = found.counts;
    let status = |name: &str, value: &str, count: u64, of: Option<bool>| StatusLink {
        name: texts.t(name),
        count: texts.number(count),
        address: asked.address("/users", &[("status", value)]),
        is_current: asked.active() == of,
    };
    let shown = found.layout.shown(asked.active().is_none());
    let from = (found.page - 1) * found.layout.rows;
    let (first, last) = (texts.number(from + 1), texts.number(from + found.users.len() as u64));
    let ids = found.users.iter().map(|user| user.id.to_string()).collect::<Vec<_>>().join(",");
    let pages = found.total.div_ceil(found.layout.rows).max(1);
    let beside = |page: Option<u64>| match page.filter(|page| (1..=pages).contains(page)) {
        Some(page) => asked.address("/users", &[("page", &page.to_string())]),
        None => String::new(),
    };
    List {
        frame: Frame::new(&member.visit, &texts.t("users")),
        may_edit: member.who.may(OfficeArea::Users, Level::Edit),
        salepoints: found.salepoints.map(|salepoints| {
            let choices = salepoints.into_iter().map(|salepoint| (salepoint.id.to_string(), salepoint.name));
            choices.map(|(id, name)| (id.clone(), name, id == asked.salepoint)).collect()
        }),
        salepoint,
        group: found.group.map(|group| (group, asked.address("/users", &[("group", "")]))),
        statuses: vec![
            status("status-active", "", active, Some(true)),
            status("status-deactivated", "deactivated", deactivated, Some(false)),
            status("status-all", "all", active + deactivated, None),
        ],
        range: match found.users.len() {
            0 => String::new(),
            _ => texts.counted_with("users-range", found.total, &[("from", &first), ("to", &last)]),
        },
        export: asked.address("/users.csv", &[]),
        layout_address: asked.address("/users/layout", &[]),
        is_editing_layout: asked.layout().is_some(),
        choices: choices(&texts, &found.layout),
        order: found.layout.columns.iter().map(|(column, _)| column.code()).collect::<Vec<_>>().join(","),
        rows: ROWS.map(|rows| (rows, rows == found.layout.rows)).to_vec(),
        is_wide: Layout::is_wide(&shown),
        heads: shown.iter().map(|column| head(&texts, &asked, *column)).collect(),
        lines: found.users.into_iter().map(|user| line(&texts, &shown, user, now)).collect(),
        bulk_fields: vec![
            ("search", asked.search.clone()),
            ("salepoint", asked.salepoint.clone()),
            ("group", asked.group.clone()),
            ("status", asked.status.clone()),
            ("seen", found.total.to_string()),
            ("rows", ids),
        ],
        bulk_actions: BulkKind::ALL.map(|(kind, code)| (code, texts.t(words(kind).offer))).to_vec(),
        all_matching: texts.counted("bulk-all-matching", found.total),
        previous: beside(found.page.checked_sub(1)),
        pages: page_links(&asked, pages, found.page, |number| texts.number(number)),
        next: beside(Some(found.page + 1)),
        is_filtered: !asked.search.trim().is_empty() || !asked.salepoint.is_empty() || asked.group().is_some(),
        elsewhere: texts.counted("users-no-result-text", found.of_this_name),
        all_address: asked.address("/users", &[("status", "all"), ("salepoint", ""), ("group", "")]),
        asked,
    }
}

fn salepoint_field(texts: &Texts, asked: &Asked, salepoint: &AskedSalepoint) -> SalepointField {
    let mut field = SalepointField { typed: asked.salepoint.clone(), problem: String::new(), matching: Vec::new() };
    match salepoint {
        AskedSalepoint::Any => {}
        AskedSalepoint::One(salepoint) => field.typed = salepoint.name.clone(),
        AskedSalepoint::Several(first, count) => {
            field.problem = texts.counted("salepoints-match", *count);
            let address = |id: String| asked.address("/users", &[("salepoint", &id)]);
            let matching = first.iter().map(|found| (found.name.clone(), address(found.id.to_string())));
            field.matching = matching.collect();
        }
        AskedSalepoint::Unknown => field.problem = texts.t("salepoint-unknown"),
    }
    field
}

fn choices(texts: &Texts, layout: &Layout) -> Vec<Choice> {
    let count = layout.columns.len();
    let numbered = layout.columns.iter().enumerate();
    let choice = |(index, (column, is_shown)): (usize, &(Column, bool))| Choice {
        code: column.code(),
        name: texts.t(column.words()),
        is_shown: *is_shown,
        is_fixed: column.is_name(),
        is_first: index == 0,
        is_last: index + 1 == count,
    };
    numbered.map(choice).collect()
}

fn head(texts: &Texts, asked: &Asked, column: Column) -> Head {
    let (mut address, mut sorted) = (String::new(), "");
    if let Some(sort) = column.sort() {
        let is_current = asked.sort_by() == sort;
        sorted = match (is_current, asked.descending()) {
            (true, true) => "descending",
            (true, false) => "ascending",
            (false, _) => "",
        };
        let dir = if sorted == "ascending" { "desc" } else { "" };
        address = asked.address("/users", &[("sort", column.code()), ("dir", dir)]);
    }
    Head { name: texts.t(column.words()), address, sorted, is_time: column.is_time() }
}

fn line(texts: &Texts, shown: &[Column], user: UserDetails, now: UnixMs) -> Line {
    let time = |at: Option<UnixMs>| Cell::Time(at.map_or_else(|| "—".into(), |at| texts.time(at, now)));
    let or_dash = |text: Option<&String>| Cell::Text(text.cloned().unwrap_or_else(|| "—".into()));
    let cell = |column: &Column| {
        let cell = match column {
            Column::FirstName => Cell::Name(user.first_name.clone()),
            Column::LastName => Cell::Name(user.last_name.clone()),
            Column::Group => Cell::Text(user.group.clone()),
            Column::Salepoints => Cell::Salepoints,
            Column::Stores => Cell::Stores,
            Column::Status => Cell::Status,
            Column::LastPosLogin => time(user.last_pos_login_at.map(|at| at.min(now))),
            Column::Language => Cell::Text(language_name(user.language).to_owned()),
            Column::Office => or_dash(office(texts, &user).as_ref()),
            Column::DefaultStore => or_dash(user.default_store.as_ref()),
            Column::Created => time(created_at(user.id)),
            Column::Reference => or_dash(user.reference.as_ref()),
        };
        (texts.t(column.words()), cell)
    };
    let cells = shown.iter().map(cell).collect();
    let name = format!("{} {}", user.first_name, user.last_name);
    let mut stores = places(texts, &user.stores);
    for (name, note) in &mut stores.first {
        *note = (user.default_store.as_ref() == Some(name)).then(|| texts.t("default-store"));
    }
    Line {
        id: user.id.to_string(),
        select: texts.with("bulk-select", &[("name", &name)]),
        name,
        active: user.active,
        salepoints: places(texts, &user.salepoints),
        stores,
        cells,
    }
}

fn places(texts: &Texts, places: &Places) -> PlacesCell {
    let names: Vec<_> = places.first.iter().take(IN_A_CELL).map(|(name, _)| name.as_str()).collect();
    let beyond = places.count.saturating_sub(IN_A_CELL as u64);
    let short = match beyond {
        0 => names.join(", "),
        beyond => format!("{} +{}", names.join(", "), texts.number(beyond)),
    };
    let unnamed = places.count.saturating_sub(NAMED);
    let more = if unnamed == 0 { String::new() } else { texts.counted("more-places", unnamed) };
    PlacesCell { short, first: places.first.clone(), more }
}

/// The first, the last, and those around this one.
fn page_links(asked: &Asked, count: u64, current: u64, number: impl Fn(u64) -> String) -> Vec<PageLink> {
    let shown = (1..=count).filter(|page| *page == 1 || *page == count || page.abs_diff(current) <= 2);
    let links = shown.map(|page| PageLink {
        name: number(page),
        address: asked.address("/users", &[("page", &page.to_string())]),
        is_current: page == current,
    });
    links.collect()
}

/// A language's own name.
pub fn language_name(language: Language) -> &'static str {
    LANGUAGES.iter().find(|(known, _)| *known == language).map_or("", |(_, name)| name)
}

/// By which e-mail address a user may sign in, if at all.
pub fn office(texts: &Texts, user: &UserDetails) -> Option<String> {
    let email = user.office.as_ref()?;
    Some(email.clone().unwrap_or_else(|| texts.t("office-by-link")))
}

/// When a user was added, which the id holds.
pub fn created_at(user: UserId) -> Option<UnixMs> {
    let (seconds, nanoseconds) = user.0.get_timestamp()?.to_unix();
    Some(UnixMs(i64::try_from(seconds).ok()? * 1_000 + i64::from(nanoseconds / 1_000_000)))
}
