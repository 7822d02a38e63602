//! What the address of a list asks for.

use super::super::Failure;
use super::super::back;
use super::super::guard::encoded;
use axum::extract::{FromRequestParts, Query};
use axum::http::request::Parts;
use serde::Deserialize;
use sync_core::domain::fold;

/// The most characters of a search that are looked at, and words.
const MOST_CHARACTERS: usize = 100;
const MOST_WORDS: usize = 8;

/// As it stands in the address; what is missing or makes no sense is the standard. No list knows all of it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// Parts of a name.
    pub search: String,
    /// A salepoint's id, or a part of its name.
    pub salepoint: String,
    /// A user group's id; what is none is not asked for.
    pub group: String,
    /// Empty (the standard), or the code of another state.
    pub status: String,
    /// The code of a column; empty: the first.
    pub sort: String,
    /// `desc`: from the end.
    pub dir: String,
    /// From 1.
    pub page: String,
}

impl Asked {
    /// Whether from the end.
    pub fn descending(&self) -> bool {
        self.dir == "desc"
    }

    /// The words of the search, folded.
    pub fn words(&self) -> Vec<String> {
        words(&self.search)
    }

    /// Names and values but the page.
    fn pairs(&self) -> Vec<(&'static str, &str)> {
        vec![
            ("search", &self.search),
            ("salepoint", &self.salepoint),
            ("group", &self.group),
            ("status", &self.status),
            ("sort", &self.sort),
            ("dir", &self.dir),
        ]
    }

    /// What a form that leads to the list again must hold beside its fields with these names.
    pub fn beside(&self, fields: &[&str]) -> Vec<(&'static str, &str)> {
        self.pairs().into_iter().filter(|(name, value)| !value.is_empty() && !fields.contains(name)).collect()
    }

    /// The address of the list or its export with one thing different, at the first page.
    pub fn address(&self, path: &str, changed: &[(&str, &str)]) -> String {
        address(path, self.pairs(), changed)
    }

    /// The address of the list as it is.
    pub fn here(&self, path: &str) -> String {
        self.address(path, &[("page", &self.page)])
    }

    /// The address of what the list leads to, from which there is a way back to the list as it is.
    pub fn to(&self, path: &str, leads_to: &str) -> String {
        back::Back::from_list(&self.here(path)).at(leads_to)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Asked {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Failure> {
        Query::try_from_uri(&parts.uri).map(|Query(asked)| asked).map_err(|_| Failure::Malformed)
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
