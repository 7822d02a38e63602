//! What the lists of the office share: what their address asks for, and the parts around the rows.

use super::frame::Frame;
use super::guard::encoded;
use super::message::Message;
use super::texts::Texts;
use crate::fold::fold;
use askama::Template;
use serde::Deserialize;

/// Rows of a page.
pub const ROWS: u64 = 25;
/// More rows than there can be.
pub const ALL: u64 = u32::MAX as u64;

/// The most characters of a search that are looked at, and words.
const MOST_CHARACTERS: usize = 100;
const MOST_WORDS: usize = 8;

/// As it stands in the address; what is missing or makes no sense is the standard.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Asked {
    /// Parts of a name.
    #[serde(default)]
    pub search: String,
    /// Empty (the standard), or the code of another state.
    #[serde(default)]
    pub status: String,
    /// The code of a column; empty: the first.
    #[serde(default)]
    pub sort: String,
    /// `desc`: from the end.
    #[serde(default)]
    pub dir: String,
    /// From 1.
    #[serde(default)]
    pub page: String,
}

impl Asked {
    /// Whether from the end.
    pub fn descending(&self) -> bool {
        self.dir == "desc"
    }

    /// The page, from 1.
    pub fn page(&self) -> u64 {
        self.page.parse().ok().filter(|page| (1..=1_000_000).contains(page)).unwrap_or(1)
    }

    /// How many rows are before this page.
    pub fn skip(&self) -> u64 {
        (self.page() - 1) * ROWS
    }

    /// The words of the search, folded.
    pub fn words(&self) -> Vec<String> {
        words(&self.search)
    }

    /// The address of the list or its export with one thing different, at the first page.
    pub fn address(&self, path: &str, changed: &[(&str, &str)]) -> String {
        let pairs =
            vec![("search", self.search.as_str()), ("status", &self.status), ("sort", &self.sort), ("dir", &self.dir)];
        address(path, pairs, changed)
    }
}

/// An address with these names and values in its query, some of them changed; what is empty is left out.
pub fn address<'a>(path: &str, mut pairs: Vec<(&'a str, &'a str)>, changed: &[(&'a str, &'a str)]) -> String {
    for (name, value) in changed {
        pairs.retain(|(known, _)| known != name);
        pairs.push((name, value));
    }
    let query = pairs.iter().filter(|(_, value)| !value.is_empty());
    let query = query.map(|(name, value)| format!("{name}={}", encoded(value))).collect::<Vec<_>>().join("&");
    if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
}

/// The words of a search, folded.
pub fn words(search: &str) -> Vec<String> {
    let searched: String = search.chars().take(MOST_CHARACTERS).collect();
    fold(&searched).split_whitespace().take(MOST_WORDS).map(str::to_owned).collect()
}

/// A list as a page.
#[derive(Template)]
#[template(path = "list.html")]
pub struct ListPage {
    /// What is around it.
    pub frame: Frame,
    /// What was just done.
    pub message: Option<Message>,
    /// The list's address.
    pub path: &'static str,
    /// What it is searched by.
    pub search: String,
    /// What was asked for.
    pub asked: Asked,
    /// Where something is added, and the words for it; `None`: the reader may not.
    pub add: Option<(&'static str, String)>,
    /// Whether there is anything to search and filter.
    pub shows_tools: bool,
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
    pub pages: Vec<PageLink>,
    /// What stands there instead of rows.
    pub empty: Option<Empty>,
}

/// A row: the record's name leads to its page.
pub struct Line {
    /// Where to.
    pub address: String,
    /// The name.
    pub name: String,
    /// Whether it is out of use.
    pub is_off: bool,
    /// The other cells.
    pub cells: Vec<Cell>,
}

/// A cell.
pub struct Cell {
    /// The head of its column.
    pub label: String,
    /// What it says.
    pub text: String,
    /// `number`, `tagged` (which warns) or nothing.
    pub class: &'static str,
    /// Where it leads.
    pub address: Option<String>,
}

impl Cell {
    /// Text.
    pub fn text(label: String, text: String) -> Self {
        Self { label, text, class: "", address: None }
    }

    /// A number.
    pub fn number(label: String, text: String) -> Self {
        Self { label, text, class: "number told", address: None }
    }
}

/// What stands there instead of rows.
pub struct Empty {
    /// Whether there is no record at all yet.
    pub is_first: bool,
    /// What is so.
    pub title: String,
    /// What a record is, or what is near.
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
    /// `number` or nothing.
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
}

/// One of a row of links with counts.
pub struct Segment {
    /// Its words.
    pub name: String,
    /// How many there are.
    pub count: String,
    /// Where it leads.
    pub address: String,
    /// Whether this page is there.
    pub is_current: bool,
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

/// The first page, the last, and those around this one.
pub fn pages(texts: &Texts, asked: &Asked, path: &str, total: u64) -> Vec<PageLink> {
    pages_by(texts, asked.page(), total, |page| asked.address(path, &[("page", page)]))
}

/// The same for addresses of another kind.
pub fn pages_by(texts: &Texts, current: u64, total: u64, address: impl Fn(&str) -> String) -> Vec<PageLink> {
    let count = total.div_ceil(ROWS).max(1);
    let shown = (1..=count).filter(|page| *page == 1 || *page == count || page.abs_diff(current) <= 2);
    let link = |page: u64| PageLink {
        name: texts.number(page),
        address: address(&page.to_string()),
        is_current: page == current,
    };
    if count == 1 { Vec::new() } else { shown.map(link).collect() }
}

/// "1–25 of 1,251 salepoints"; empty where there is no row.
pub fn range(texts: &Texts, key: &str, asked: &Asked, rows: usize, total: u64) -> String {
    let (first, last) = (texts.number(asked.skip() + 1), texts.number(asked.skip() + rows as u64));
    match rows {
        0 => String::new(),
        _ => texts.counted_with(key, total, &[("from", &first), ("to", &last)]),
    }
}
