//! The list as a page.

use super::super::Failure;
use super::super::choose::{self, Hits, Match};
use super::super::frame::{Frame, LANGUAGES, html};
use super::super::guard::Member;
use super::super::list::{Asked, Cell, Empty, Head, Line, List as Common, PlacesCell, PlacesShown, Segment, Shown};
use super::super::place_field::up_to;
use super::super::texts::Texts;
use super::asked::{Addition, AskedSalepoint, active};
use super::bulk::words;
use super::columns::{Column, Layout, ROWS};
use super::find::{Found, NAMED, find};
use askama::Template;
use axum::extract::Query;
use axum::extract::rejection::QueryRejection;
use axum::response::{IntoResponse, Response};
use head_office_domain::office_rights::{Level, OfficeArea};
use head_office_office::personnel::bulk::BulkKind;
use head_office_store::salepoints::Salepoint;
use head_office_store::user_details::{Places, UserDetails};
use head_office_store::user_list::Counts;
use sync_core::domain::{Language, SalepointId, UnixMs, UserId};

/// Where it is.
pub const PATH: &str = "/users";
/// How many places a cell names.
const IN_A_CELL: usize = 2;

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
    /// The address of the list with another one, up to what is typed or chosen.
    look: String,
    /// Those that match what is typed.
    hits: Hits,
}

#[derive(Template)]
#[template(path = "users.html")]
struct List {
    frame: Frame,
    list: Common,
    may_edit: bool,
    /// Id, name, whether chosen; `None`: too many.
    salepoints: Option<Vec<(String, String, bool)>>,
    salepoint: SalepointField,
    /// The user group that is asked for, and the address of the list without it.
    group: Option<(String, String)>,
    layout_address: String,
    is_editing_layout: bool,
    /// What was just pressed in it.
    moved: String,
    choices: Vec<Choice>,
    order: String,
    rows: Vec<(u64, bool)>,
    /// The class of a list whose columns need a box that scrolls.
    wide: &'static str,
    /// What ticks all of the page, or nobody, without a script: address and words.
    tick: (String, String),
    /// What the list hands to the page for several users.
    bulk_fields: Vec<(&'static str, String)>,
    bulk_actions: Vec<(&'static str, String)>,
    all_matching: String,
}

/// `GET /users`
pub async fn list(
    member: Member,
    asked: Asked,
    addition: Result<Query<Addition>, QueryRejection>,
) -> Result<Response, Failure> {
    let Query(addition) = addition.map_err(|_| Failure::Malformed)?;
    let (reader, viewer, layout) = (member.who.user.id, member.viewer_of_names(), addition.layout());
    let work = move |office: &head_office_office::office::Office| {
        Ok((office.read(|tx| find(tx, reader, viewer, &asked, layout))?, asked))
    };
    let (found, asked) = member.visit.web.ask(work).await?;
    Ok(html(&page(&member, asked, &addition, found))?.into_response())
}

fn page(member: &Member, mut asked: Asked, addition: &Addition, found: Found) -> List {
    let texts = member.visit.texts();
    let now = member.visit.web.office.clock.now();
    let may_edit = member.who.may(OfficeArea::Users, Level::Edit);
    let salepoint = salepoint_field(&texts, &asked, &found.salepoint);
    if let AskedSalepoint::One(salepoint) = &found.salepoint {
        asked.salepoint = salepoint.id.to_string();
    }
    let Counts { active: actives, deactivated } = found.counts;
    let status = |name: &str, value: &str, count: u64, of: Option<bool>| Segment {
        name: texts.t(name),
        count: texts.number(count),
        address: asked.address(PATH, &[("status", value)]),
        is_current: active(&asked) == of,
    };
    let shown = found.layout.shown();
    let ticks = addition.ticks_page();
    let (all_path, none_path) = (asked.here(PATH), asked.address(PATH, &[("page", &asked.page), ("tick", "page")]));
    let is_empty = found.users.is_empty();
    let line = |user: UserDetails| {
        let name = format!("{} {}", user.first_name, user.last_name);
        let address = asked.to(PATH, &format!("/users/{}", user.id));
        let places = asked.to(PATH, &format!("/users/{}/salepoints", user.id));
        Line {
            is_off: !user.active,
            tick: may_edit.then(|| (user.id.to_string(), texts.with("bulk-select", &[("name", &name)]))),
            is_ticked: ticks,
            cells: shown.iter().map(|column| cell(&texts, *column, &user, may_edit, &places, now)).collect(),
            address,
        }
    };
    let list = Common {
        path: PATH,
        search: texts.t("search-by-name"),
        add: may_edit.then(|| ("/users/new", texts.t("add-user"))),
        segments_name: texts.t("column-status"),
        segments: vec![
            status("status-active", "", actives, Some(true)),
            status("status-deactivated", "deactivated", deactivated, Some(false)),
            status("status-all", "all", actives + deactivated, None),
        ],
        range: found.span.words(&texts, "users-range"),
        export: asked.address("/users.csv", &[]),
        heads: shown.iter().map(|column| head(&texts, &asked, *column)).collect(),
        lines: found.users.into_iter().map(line).collect(),
        pages: found.span.links(&texts, |page| asked.address(PATH, &[("page", page)])),
        empty: is_empty.then(|| empty(&texts, &asked, &salepoint, found.of_this_name)),
        asked: asked.clone(),
    };
    let kept = asked.beside(&[]).into_iter().chain((!asked.page.is_empty()).then_some(("page", asked.page.as_str())));
    let bulk_fields = kept.map(|(name, value)| (name, value.to_owned()));
    List {
        frame: Frame::new(&member.visit, &texts.t("users")),
        may_edit,
        salepoints: found.salepoints.map(|salepoints| {
            let choices = salepoints.into_iter().map(|salepoint| (salepoint.id.to_string(), salepoint.name));
            choices.map(|(id, name)| (id.clone(), name, id == asked.salepoint)).collect()
        }),
        salepoint,
        group: found.group.map(|group| (group, asked.address(PATH, &[("group", "")]))),
        layout_address: asked.address("/users/layout", &[]),
        is_editing_layout: addition.layout().is_some(),
        moved: addition.moved.clone(),
        choices: choices(&texts, &found.layout),
        order: found.layout.columns.iter().map(|(column, _)| column.code()).collect::<Vec<_>>().join(","),
        rows: ROWS.map(|rows| (rows, rows == found.layout.rows)).to_vec(),
        wide: if Layout::is_wide(&shown) { " wide" } else { "" },
        tick: match ticks {
            true => (all_path, texts.t("bulk-select-nobody")),
            false => (none_path, texts.t("bulk-select-page")),
        },
        bulk_fields: bulk_fields.chain([("seen", found.span.total.to_string())]).collect(),
        bulk_actions: BulkKind::ALL.map(|(kind, code)| (code, texts.t(words(kind).offer))).to_vec(),
        all_matching: texts.counted("bulk-all-matching", found.span.total),
        list,
    }
}

fn empty(texts: &Texts, asked: &Asked, salepoint: &SalepointField, of_this_name: u64) -> Empty {
    let is_filtered =
        !asked.search.trim().is_empty() || !asked.salepoint.is_empty() || super::asked::group(asked).is_some();
    let clear = (PATH.to_owned(), texts.t("clear-filters"));
    let (title, text, links) = if !salepoint.problem.is_empty() {
        let matching =
            salepoint.hits.first.iter().map(|hit| (format!("{}{}", salepoint.look, hit.id), hit.name.clone()));
        ("users-no-result", salepoint.problem.clone(), matching.chain([clear]).collect())
    } else if is_filtered {
        let all = asked.address(PATH, &[("status", "all"), ("salepoint", ""), ("group", "")]);
        let all = (of_this_name > 0).then(|| (all, texts.t("users-look-among-all")));
        let elsewhere = texts.counted("users-no-result-text", of_this_name);
        ("users-no-result", elsewhere, all.into_iter().chain([clear]).collect())
    } else if asked.status == "deactivated" {
        ("users-none-deactivated", texts.t("users-none-deactivated-text"), Vec::new())
    } else {
        ("users-none", texts.t("users-none-text"), Vec::new())
    };
    Empty { is_first: false, title: texts.t(title), text, links }
}

fn salepoint_field(texts: &Texts, asked: &Asked, salepoint: &AskedSalepoint) -> SalepointField {
    let typed = asked.salepoint.clone();
    let is_chosen = typed.trim().parse::<SalepointId>().is_ok();
    let hit = |found: &Salepoint| choose::place(found.id, &found.name);
    let (standing, problem, matching) = match salepoint {
        AskedSalepoint::Any => (typed.clone(), String::new(), Match::Nothing),
        AskedSalepoint::One(found) if is_chosen => (found.name.clone(), String::new(), Match::Nothing),
        AskedSalepoint::One(found) => (found.name.clone(), String::new(), Match::One(hit(found))),
        AskedSalepoint::Several(first, count) => {
            let problem = texts.counted("salepoints-match", *count);
            (typed.clone(), problem, Match::Several(first.iter().map(hit).collect(), *count))
        }
        AskedSalepoint::Unknown => (typed.clone(), texts.t("salepoint-unknown"), Match::Nothing),
    };
    SalepointField {
        typed: standing,
        problem,
        look: up_to(&asked.address(PATH, &[("salepoint", "")]), "salepoint"),
        hits: if is_chosen { Hits::default() } else { Hits::new(texts, &typed, matching) },
    }
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
    let (name, class) = (
        texts.t(column.words()),
        match column {
            column if column.is_name() => "person",
            column if column.is_time() => "number",
            _ => "",
        },
    );
    match column.sort_code() {
        Some(code) => Head { class, ..Head::sortable(name, code, PATH, asked) },
        None => Head::plain(name, class),
    }
}

fn cell(texts: &Texts, column: Column, user: &UserDetails, may_edit: bool, address: &str, now: UnixMs) -> Cell {
    let time = |at: Option<UnixMs>| Shown::Text(at.map_or_else(|| "—".into(), |at| texts.time(at, now)));
    let or_dash = |text: Option<&String>| Shown::Text(text.cloned().unwrap_or_else(|| "—".into()));
    let shown = match column {
        Column::FirstName => return Cell::name(user.first_name.clone()),
        Column::LastName => return Cell::name(user.last_name.clone()),
        Column::Group => Shown::Text(user.group.clone()),
        Column::Salepoints if user.salepoints.count == 0 && may_edit => Shown::Warning(texts.t("none")),
        Column::Salepoints if user.salepoints.count == 0 => Shown::Text("—".into()),
        Column::Salepoints => Shown::Places(places(texts, user, address)),
        Column::Stores if user.stores.count == 0 => Shown::Text("—".into()),
        Column::Stores => Shown::Text(short(texts, &user.stores)),
        Column::Status if user.active => Shown::Text(texts.t("status-active")),
        Column::Status => Shown::Off(texts.t("status-deactivated")),
        Column::LastPosLogin => time(user.last_pos_login_at.map(|at| at.min(now))),
        Column::Language => Shown::Text(language_name(user.language).to_owned()),
        Column::Office => or_dash(office(texts, user).as_ref()),
        Column::DefaultStore => or_dash(user.default_store.as_ref()),
        Column::Created => time(created_at(user.id)),
        Column::Reference => or_dash(user.reference.as_ref()),
    };
    let class = if column.is_time() { "number" } else { "" };
    Cell { class, ..Cell::of(texts.t(column.words()), shown) }
}

/// The first places.
fn short(texts: &Texts, places: &Places) -> String {
    let names: Vec<_> = places.first.iter().take(IN_A_CELL).map(|(name, _)| name.as_str()).collect();
    match places.count.saturating_sub(IN_A_CELL as u64) {
        0 => names.join(", "),
        beyond => format!("{} +{}", names.join(", "), texts.number(beyond)),
    }
}

/// The salepoints, with the stores beside them; `address`: that of all salepoints.
fn places(texts: &Texts, user: &UserDetails, address: &str) -> PlacesCell {
    let shown = |name: &str, places: &Places, address: String| {
        let unnamed = places.count.saturating_sub(NAMED);
        let more = (unnamed > 0).then(|| (texts.counted("more-places", unnamed), address));
        PlacesShown { name: texts.t(name), first: places.first.clone(), more }
    };
    let mut stores = user.stores.clone();
    for (name, note) in &mut stores.first {
        *note = (user.default_store.as_ref() == Some(name)).then(|| texts.t("default-store"));
    }
    let mut kinds = vec![shown("column-salepoints", &user.salepoints, address.to_owned())];
    if stores.count > 0 {
        kinds.push(shown("column-stores", &stores, address.replacen("/salepoints", "/stores", 1)));
    }
    PlacesCell {
        id: user.id.to_string(),
        of: format!("{} {}", user.first_name, user.last_name),
        short: short(texts, &user.salepoints),
        kinds,
    }
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
