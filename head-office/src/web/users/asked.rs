//! What the address of the list asks for.

use crate::db::user_list::{Filter, SortBy};
use crate::fold::fold;
use serde::Deserialize;

/// As it stands in the address; what is missing or makes no sense is the standard.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Asked {
    /// Parts of a name.
    #[serde(default)]
    pub search: String,
    /// A salepoint's id.
    #[serde(default)]
    pub salepoint: String,
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

    /// Which users.
    pub fn filter(&self) -> Filter {
        let searched: String = self.search.chars().take(MOST_CHARACTERS).collect();
        let words = fold(&searched).split_whitespace().take(MOST_WORDS).map(str::to_owned).collect();
        Filter { words, salepoint: self.salepoint.parse().ok(), active: self.active() }
    }

    /// The address of the list or its export with one thing different.
    pub fn address(&self, path: &str, changed: &[(&str, &str)]) -> String {
        let mut pairs = vec![
            ("search", self.search.as_str()),
            ("salepoint", &self.salepoint),
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
