//! The list as a page.

use super::super::Failure;
use super::super::frame::{Frame, LANGUAGES, html};
use super::super::guard::Member;
use super::asked::Asked;
use crate::db::salepoints;
use crate::db::user_list::{self, Counts, Filter, Listed, Part, Places, SortBy};
use crate::office::{Office, OfficeError};
use askama::Template;
use axum::extract::Query;
use axum::extract::rejection::QueryRejection;
use axum::response::{IntoResponse, Response};
use sync_core::domain::{Language, UnixMs};

/// Rows of a page.
const ROWS: u64 = 25;
/// How many places a popover names.
const NAMED: u64 = 12;
/// How many places a cell names.
const IN_A_CELL: usize = 2;

/// What the database says for one page.
pub struct Found {
    counts: Counts,
    users: Vec<FoundUser>,
    salepoints: Vec<salepoints::Salepoint>,
    /// How many there are with this name, whatever their state and salepoint.
    of_this_name: u64,
}

/// One user with what stands beside.
pub struct FoundUser {
    pub user: Listed,
    pub salepoints: Places,
    pub stores: Places,
    pub last_pos_login_at: Option<UnixMs>,
}

/// Finds a part of the list; of each user's places at most so many are named.
pub fn users_of(office: &Office, filter: &Filter, part: &Part, named: u64) -> Result<Vec<FoundUser>, OfficeError> {
    office.db.read(|tx| {
        let mut users = Vec::new();
        for user in user_list::part(tx, filter, part)? {
            users.push(FoundUser {
                salepoints: user_list::salepoints(tx, user.id, named)?,
                stores: user_list::stores(tx, user.id, named)?,
                last_pos_login_at: user_list::last_pos_login_at(tx, user.id)?,
                user,
            });
        }
        Ok(users)
    })
}

fn find(office: &Office, filter: &Filter, part: &Part) -> Result<Found, OfficeError> {
    let users = users_of(office, filter, part, NAMED)?;
    office.db.read(|tx| {
        let anywhere = Filter { salepoint: None, ..filter.clone() };
        let counts = user_list::counts(tx, filter)?;
        let of_this_name = match users.is_empty() {
            true => user_list::counts(tx, &anywhere).map(|counts| counts.active + counts.deactivated)?,
            false => 0,
        };
        Ok(Found { counts, users, salepoints: salepoints::all(tx)?, of_this_name })
    })
}

struct Head {
    name: String,
    /// Where it leads; empty: it can not be sorted by.
    address: String,
    /// `ascending`, `descending` or nothing.
    sorted: &'static str,
    class: &'static str,
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

struct Line {
    id: String,
    first_name: String,
    last_name: String,
    active: bool,
    group: String,
    salepoints: PlacesCell,
    stores: PlacesCell,
    last_pos_login: String,
}

struct PageLink {
    name: String,
    address: String,
    is_current: bool,
}

#[derive(Template)]
#[template(path = "users.html")]
struct List {
    frame: Frame,
    asked: Asked,
    salepoints: Vec<(String, String, bool)>,
    statuses: Vec<StatusLink>,
    shows_status: bool,
    range: String,
    export: String,
    heads: Vec<Head>,
    lines: Vec<Line>,
    pages: Vec<PageLink>,
    is_filtered: bool,
    elsewhere: String,
    all_address: String,
}

/// `GET /users`
pub async fn list(member: Member, asked: Result<Query<Asked>, QueryRejection>) -> Result<Response, Failure> {
    let Query(asked) = asked.map_err(|_| Failure::Malformed)?;
    let filter = asked.filter();
    let part =
        Part { sort: asked.sort_by(), descending: asked.descending(), skip: (asked.page() - 1) * ROWS, take: ROWS };
    let found = member.visit.web.ask(move |office| find(office, &filter, &part)).await?;
    Ok(html(&page(&member, asked, found))?.into_response())
}

fn page(member: &Member, asked: Asked, found: Found) -> List {
    let texts = member.visit.texts();
    let now = member.visit.web.office.clock.now();
    let Counts { active, deactivated } = found.counts;
    let total = match asked.active() {
        Some(true) => active,
        Some(false) => deactivated,
        None => active + deactivated,
    };
    let from = (asked.page() - 1) * ROWS;
    let (first, last) = (texts.number(from + 1), texts.number(from + found.users.len() as u64));
    let status = |name: &str, value: &str, count: u64, of: Option<bool>| StatusLink {
        name: texts.t(name),
        count: texts.number(count),
        address: asked.address("/users", &[("status", value)]),
        is_current: asked.active() == of,
    };
    let cell = |places: Places| {
        let names: Vec<_> = places.first.iter().take(IN_A_CELL).map(|(name, _)| name.as_str()).collect();
        let beyond = places.count.saturating_sub(IN_A_CELL as u64);
        let short = match beyond {
            0 => names.join(", "),
            beyond => format!("{} +{}", names.join(", "), texts.number(beyond)),
        };
        let unnamed = places.count.saturating_sub(NAMED);
        let more = if unnamed == 0 { String::new() } else { texts.counted("more-places", unnamed) };
        PlacesCell { short, first: places.first, more }
    };
    let lines = found.users.into_iter().map(|found| {
        let default = found.user.default_store.clone();
        let mut stores = cell(found.stores);
        for (name, note) in &mut stores.first {
            *note = (default.as_ref() == Some(name)).then(|| texts.t("default-store"));
        }
        Line {
            id: found.user.id.to_string(),
            first_name: found.user.first_name,
            last_name: found.user.last_name,
            active: found.user.active,
            group: found.user.group,
            salepoints: cell(found.salepoints),
            stores,
            last_pos_login: found.last_pos_login_at.map_or_else(|| "—".into(), |at| texts.time(at, now)),
        }
    });
    List {
        frame: Frame::new(&member.visit, &texts.t("users")),
        salepoints: found
            .salepoints
            .into_iter()
            .map(|salepoint| (salepoint.id.to_string(), salepoint.name))
            .map(|(id, name)| (id.clone(), name, id == asked.salepoint))
            .collect(),
        statuses: vec![
            status("status-active", "", active, Some(true)),
            status("status-deactivated", "deactivated", deactivated, Some(false)),
            status("status-all", "all", active + deactivated, None),
        ],
        shows_status: asked.active().is_none(),
        range: match lines.len() {
            0 => String::new(),
            _ => texts.counted_with("users-range", total, &[("from", &first), ("to", &last)]),
        },
        export: asked.address("/users.csv", &[]),
        heads: heads(&asked, |key| texts.t(key)),
        lines: lines.collect(),
        pages: pages(&asked, total.div_ceil(ROWS).max(1), |number| texts.number(number)),
        is_filtered: !asked.search.trim().is_empty() || !asked.salepoint.is_empty(),
        elsewhere: texts.counted("users-no-result-text", found.of_this_name),
        all_address: asked.address("/users", &[("status", "all"), ("salepoint", "")]),
        asked,
    }
}

fn heads(asked: &Asked, t: impl Fn(&str) -> String) -> Vec<Head> {
    let plain = |key: &str, class| Head { name: t(key), address: String::new(), sorted: "", class };
    let sortable = |key: &str, sort: SortBy, code: &str| {
        let is_current = asked.sort_by() == sort;
        let sorted = match (is_current, asked.descending()) {
            (true, true) => "descending",
            (true, false) => "ascending",
            (false, _) => "",
        };
        let dir = if sorted == "ascending" { "desc" } else { "" };
        Head { name: t(key), address: asked.address("/users", &[("sort", code), ("dir", dir)]), sorted, class: "" }
    };
    let mut heads = vec![
        sortable("column-first-name", SortBy::FirstName, "first_name"),
        sortable("column-last-name", SortBy::LastName, "last_name"),
        sortable("column-group", SortBy::Group, "group"),
        plain("column-salepoints", ""),
        plain("column-stores", ""),
    ];
    if asked.active().is_none() {
        heads.push(plain("column-status", ""));
    }
    heads.push(plain("column-last-pos-login", "number"));
    heads
}

/// The first, the last, and those around this one.
fn pages(asked: &Asked, count: u64, number: impl Fn(u64) -> String) -> Vec<PageLink> {
    let current = asked.page();
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
