//! What the lists of the office are made of: what their address asks for ([`Asked`]), which page that is ([`Span`]), and
//! the page with heads, rows, links to other pages, and what stands there instead of rows.

mod asked;

use super::frame::Frame;
use super::message::Message;
use super::terminals::State;
use super::texts::Texts;
use askama::Template;
pub use asked::{Asked, address, words};

/// Rows of a page.
pub const ROWS: u64 = 25;
/// More rows than there can be.
pub const ALL: u64 = u32::MAX as u64;

/// A page of a list.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Span {
    /// From 1.
    page: u64,
    /// Rows of a page.
    pub rows: u64,
    /// Of how many.
    pub total: u64,
}

impl Span {
    /// The page that is asked for, or the last, if there are fewer.
    pub fn of(asked: &Asked, rows: u64, total: u64) -> Self {
        Self::at(&asked.page, rows, total)
    }

    /// The page of this number.
    pub fn at(page: &str, rows: u64, total: u64) -> Self {
        Self { page: page.parse().unwrap_or(1).clamp(1, total.div_ceil(rows).max(1)), rows, total }
    }

    /// How many rows are before it.
    pub fn skip(self) -> u64 {
        (self.page - 1) * self.rows
    }

    /// "1–25 of 1,251 salepoints"; empty where there is no row.
    pub fn words(self, texts: &Texts, key: &str) -> String {
        let last = (self.skip() + self.rows).min(self.total);
        let (from, to) = (texts.number(self.skip() + 1), texts.number(last));
        match self.total {
            0 => String::new(),
            total => texts.counted_with(key, total, &[("from", &from), ("to", &to)]),
        }
    }

    /// Links to the first page, the last, those around this one and beside it; none, where there is one page.
    pub fn links(self, texts: &Texts, address: impl Fn(&str) -> String) -> Pages {
        let count = self.total.div_ceil(self.rows).max(1);
        let shown = (1..=count).filter(|page| *page == 1 || *page == count || page.abs_diff(self.page) <= 2);
        let link = |page: u64| PageLink {
            name: texts.number(page),
            address: address(&page.to_string()),
            is_current: page == self.page,
        };
        let beside = |page: u64| (1..=count).contains(&page).then(|| address(&page.to_string()));
        Pages {
            before: beside(self.page - 1),
            numbered: if count == 1 { Vec::new() } else { shown.map(link).collect() },
            after: beside(self.page + 1),
            words: ["page-before", "page-after"],
        }
    }
}

/// Links to other pages of a list.
pub struct Pages {
    /// To the page before this one.
    pub before: Option<String>,
    /// To pages by number; none, where they have none.
    pub numbered: Vec<PageLink>,
    /// To the page after this one.
    pub after: Option<String>,
    /// The keys of the words for the page before and after.
    pub words: [&'static str; 2],
}

/// A link to a page of the list.
pub struct PageLink {
    /// Its number.
    pub name: String,
    /// Where it leads.
    pub address: String,
    /// Whether this is it.
    pub is_current: bool,
}

/// What every list has.
pub struct List {
    /// The list's address.
    pub path: &'static str,
    /// What it is searched by.
    pub search: String,
    /// What was asked for.
    pub asked: Asked,
    /// Where something is added, and the words for it; `None`: the reader may not.
    pub add: Option<(&'static str, String)>,
    /// What the row of links is about.
    pub segments_name: String,
    /// The row of links.
    pub segments: Vec<Segment>,
    /// Which rows of how many these are.
    pub range: String,
    /// The address of the same as CSV.
    pub export: String,
    /// The heads.
    pub heads: Vec<Head>,
    /// The rows.
    pub lines: Vec<Line>,
    /// Links to pages.
    pub pages: Pages,
    /// What stands there instead of rows.
    pub empty: Option<Empty>,
}

impl List {
    /// Whether there is anything to search and filter.
    pub fn shows_tools(&self) -> bool {
        self.empty.as_ref().is_none_or(|empty| !empty.is_first)
    }
}

/// A list as a page, with nothing that the others do not have.
#[derive(Template)]
#[template(path = "list.html")]
pub struct ListPage {
    /// What is around it.
    pub frame: Frame,
    /// What was just done.
    pub message: Option<Message>,
    /// The list.
    pub list: List,
}

/// A row.
pub struct Line {
    /// Where the record's name leads.
    pub address: String,
    /// Whether it is out of use.
    pub is_off: bool,
    /// Its id and what ticking it is called, where rows can be chosen.
    pub tick: Option<(String, String)>,
    /// Whether it is ticked.
    pub is_ticked: bool,
    /// The cells.
    pub cells: Vec<Cell>,
}

impl Line {
    /// Of a record that is in use.
    pub fn new(address: String, name: String, cells: Vec<Cell>) -> Self {
        let cells = std::iter::once(Cell::name(name)).chain(cells).collect();
        Self { address, is_off: false, tick: None, is_ticked: false, cells }
    }

    /// The same, out of use or not.
    pub fn off(self, is_off: bool) -> Self {
        Self { is_off, ..self }
    }
}

/// A cell.
pub struct Cell {
    /// The head of its column.
    pub label: String,
    /// `number` or nothing.
    pub class: &'static str,
    /// What it says.
    pub shown: Shown,
}

/// How a cell says what it says.
pub enum Shown {
    /// The record's name, or a part of it, which leads to its page.
    Name(String),
    /// Plainly.
    Text(String),
    /// It leads somewhere: words and address.
    Link(String, String),
    /// So that it is noticed.
    Warning(String),
    /// Out of use.
    Off(String),
    /// A terminal's state.
    State(State),
    /// Places, all of which are shown to whoever points at them.
    Places(PlacesCell),
}

/// A cell with places.
pub struct PlacesCell {
    /// What the popover is called.
    pub id: String,
    /// Whose they are.
    pub of: String,
    /// The first of them.
    pub short: String,
    /// The kinds of places.
    pub kinds: Vec<PlacesShown>,
}

/// Places of a kind.
pub struct PlacesShown {
    /// What they are.
    pub name: String,
    /// The first of them, each with what stands beside it.
    pub first: Vec<(String, Option<String>)>,
    /// How many more there are, in words, and where they stand.
    pub more: Option<(String, String)>,
}

impl Cell {
    /// A part of the record's name.
    pub fn name(name: String) -> Self {
        Self { label: String::new(), class: "person", shown: Shown::Name(name) }
    }

    /// Text.
    pub fn text(label: String, text: String) -> Self {
        Self::of(label, Shown::Text(text))
    }

    /// A number, which stands at the right and is there on the phone, too.
    pub fn number(label: String, text: String) -> Self {
        Self { class: "number told", ..Self::text(label, text) }
    }

    /// Anything else.
    pub fn of(label: String, shown: Shown) -> Self {
        Self { label, class: "", shown }
    }
}

/// What stands there instead of rows.
pub struct Empty {
    /// Whether there is no record at all yet.
    pub is_first: bool,
    /// What is so.
    pub title: String,
    /// What a record is, or what is near; may be empty.
    pub text: String,
    /// What to do: addresses and words.
    pub links: Vec<(String, String)>,
}

/// The head of a column.
pub struct Head {
    /// Its words.
    pub name: String,
    /// Where it leads; empty: it cannot be sorted by.
    pub address: String,
    /// `ascending`, `descending` or nothing.
    pub sorted: &'static str,
    /// `number`, `person` or nothing.
    pub class: &'static str,
}

impl Head {
    /// One that cannot be sorted by.
    pub fn plain(name: String, class: &'static str) -> Self {
        Self { name, address: String::new(), sorted: "", class }
    }

    /// One that is sorted by when `asked` says so; the standard has no code.
    pub fn sortable(name: String, code: &str, path: &str, asked: &Asked) -> Self {
        let sorted = match (asked.sort == code, asked.descending()) {
            (true, true) => "descending",
            (true, false) => "ascending",
            (false, _) => "",
        };
        let dir = if sorted == "ascending" { "desc" } else { "" };
        Self { name, address: asked.address(path, &[("sort", code), ("dir", dir)]), sorted, class: "" }
    }

    /// The one of the records' names, by which the list is sorted to begin with.
    pub fn of_name(name: String, path: &str, asked: &Asked) -> Self {
        Self { class: "person", ..Self::sortable(name, "", path, asked) }
    }
}

/// One of a row of links with counts.
pub struct Segment {
    /// Its words.
    pub name: String,
    /// How many there are; may be empty.
    pub count: String,
    /// Where it leads.
    pub address: String,
    /// Whether this page is there.
    pub is_current: bool,
}
