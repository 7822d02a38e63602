//! What the address of the list asks for.

use super::columns::Layout;
use super::matching::{self, Match};
use crate::db::grants::Viewer;
use crate::db::salepoints::{self, Salepoint};
use crate::db::user_list::{Filter, SortBy};
use crate::db::{DbError, Tx};
use crate::fold::fold;
use serde::Deserialize;
use sync_core::domain::GroupId;

/// As it stands in the address; what is missing or makes no sense is the standard.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Asked {
    /// Parts of a name.
    #[serde(default)]
    pub search: String,
    /// A salepoint's id, or a part of its name.
    #[serde(default)]
    pub salepoint: String,
    /// A user group's id; what is none is not asked for.
    #[serde(default)]
    pub group: String,
    /// `active`, `deactivated` or `all`.
    #[serde(default)]
    pub status: String,
    /// `first_name`, `last_name` or `group`.
    #[serde(default)]
    pub sort: String,
    /// `desc`: from the end.
    #[serde(default)]
    pub dir: String,
    /// From 1.
    #[serde(default)]
    pub page: String,
    /// A layout that is not kept yet.
    #[serde(default)]
    pub layout: String,
    /// What was just pressed in it.
    #[serde(default)]
    pub moved: String,
}

/// Which salepoint is asked for.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub enum AskedSalepoint {
    /// None: the users of all.
    #[default]
    Any,
    /// This one.
    One(Salepoint),
    /// The first of those whose names hold what was typed, and how many there are.
    Several(Vec<Salepoint>, u64),
    /// There is no such salepoint.
    Unknown,
}

/// The most characters of a search that are looked at, and words.
const MOST_CHARACTERS: usize = 100;
const MOST_WORDS: usize = 8;

impl Asked {
    /// What is sorted by.
    pub fn sort_by(&self) -> SortBy {
        match self.sort.as_str() {
            "last_name" => SortBy::LastName,
            "group" => SortBy::Group,
            _ => SortBy::FirstName,
        }
    }

    /// Whether from the end.
    pub fn descending(&self) -> bool {
        self.dir == "desc"
    }

    /// The page, from 1.
    pub fn page(&self) -> u64 {
        self.page.parse().ok().filter(|page| (1..=1_000_000).contains(page)).unwrap_or(1)
    }

    /// Whom the status lets through.
    pub fn active(&self) -> Option<bool> {
        match self.status.as_str() {
            "all" => None,
            "deactivated" => Some(false),
            _ => Some(true),
        }
    }

    /// The layout that is being edited.
    pub fn layout(&self) -> Option<Layout> {
        Layout::from_address(&self.layout)
    }

    /// Which salepoint: by id, by its whole name, or by a part that only one has.
    pub fn salepoint(&self, tx: &mut Tx<'_>, viewer: Viewer) -> Result<AskedSalepoint, DbError> {
        let typed = self.salepoint.trim();
        if typed.is_empty() {
            return Ok(AskedSalepoint::Any);
        }
        if let Ok(id) = typed.parse() {
            return Ok(salepoints::find(tx, viewer, id)?.map_or(AskedSalepoint::Unknown, AskedSalepoint::One));
        }
        Ok(match matching::salepoint(tx, viewer, typed)? {
            Match::One(salepoint) => AskedSalepoint::One(salepoint),
            Match::Several(first, count) => AskedSalepoint::Several(first, count),
            Match::Nothing => AskedSalepoint::Unknown,
        })
    }

    /// Whose own group this is.
    pub fn group(&self) -> Option<GroupId> {
        self.group.parse().ok()
    }

    /// Which users, at which salepoint. `None`: which salepoint is not known.
    pub fn filter(&self, salepoint: &AskedSalepoint) -> Option<Filter> {
        let searched: String = self.search.chars().take(MOST_CHARACTERS).collect();
        let words = fold(&searched).split_whitespace().take(MOST_WORDS).map(str::to_owned).collect();
        let salepoint = match salepoint {
            AskedSalepoint::Any => None,
            AskedSalepoint::One(salepoint) => Some(salepoint.id),
            AskedSalepoint::Several(..) | AskedSalepoint::Unknown => return None,
        };
        Some(Filter { words, salepoint, group: self.group(), active: self.active() })
    }

    /// The address of the list or its export with one thing different.
    pub fn address(&self, path: &str, changed: &[(&str, &str)]) -> String {
        let mut pairs = vec![
            ("search", self.search.as_str()),
            ("salepoint", &self.salepoint),
            ("group", &self.group),
            ("status", &self.status),
            ("sort", &self.sort),
            ("dir", &self.dir),
        ];
        for (name, value) in changed {
            pairs.retain(|(known, _)| known != name);
            pairs.push((name, value));
        }
        let query = pairs.iter().filter(|(_, value)| !value.is_empty());
        let query = query.map(|(name, value)| format!("{name}={}", super::super::guard::encoded(value)));
        let query = query.collect::<Vec<_>>().join("&");
        if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
    }
}
