//! What the address of the list means.

use super::super::choose::{self, Match};
use super::super::list::Asked;
use super::columns::{Column, Layout};
use head_office_store::grants::Viewer;
use head_office_store::salepoints::{self, Salepoint};
use head_office_store::user_list::{Filter, SortBy};
use head_office_store::{DbError, Tx};
use serde::Deserialize;
use sync_core::domain::GroupId;

/// What only this list knows of its address.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Addition {
    /// A layout that is not kept yet.
    layout: String,
    /// What was just pressed in it.
    pub moved: String,
    /// `page`: all rows are ticked.
    tick: String,
}

impl Addition {
    /// The layout that is being edited.
    pub fn layout(&self) -> Option<Layout> {
        Layout::from_address(&self.layout)
    }

    /// Whether all rows are ticked, for somebody without a script to take some away.
    pub fn ticks_page(&self) -> bool {
        self.tick == "page"
    }
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

/// What is sorted by.
pub fn sort_by(asked: &Asked) -> SortBy {
    Column::from_code(&asked.sort).and_then(Column::sort).unwrap_or(SortBy::FirstName)
}

/// Whom the status lets through.
pub fn active(asked: &Asked) -> Option<bool> {
    match asked.status.as_str() {
        "all" => None,
        "deactivated" => Some(false),
        _ => Some(true),
    }
}

/// Whose own group this is.
pub fn group(asked: &Asked) -> Option<GroupId> {
    asked.group.parse().ok()
}

/// Which salepoint: by id, by its whole name, or by a part that only one has.
pub fn salepoint(tx: &mut Tx<'_>, viewer: Viewer, asked: &Asked) -> Result<AskedSalepoint, DbError> {
    let typed = asked.salepoint.trim();
    if typed.is_empty() {
        return Ok(AskedSalepoint::Any);
    }
    if let Ok(id) = typed.parse() {
        return Ok(salepoints::find(tx, viewer, id)?.map_or(AskedSalepoint::Unknown, AskedSalepoint::One));
    }
    Ok(match choose::salepoint(tx, viewer, typed)? {
        Match::One(salepoint) => AskedSalepoint::One(salepoint),
        Match::Several(first, count) => AskedSalepoint::Several(first, count),
        Match::Nothing => AskedSalepoint::Unknown,
    })
}

/// Which users, at which salepoint. `None`: which salepoint is not known.
pub fn filter(asked: &Asked, salepoint: &AskedSalepoint) -> Option<Filter> {
    let salepoint = match salepoint {
        AskedSalepoint::Any => None,
        AskedSalepoint::One(salepoint) => Some(salepoint.id),
        AskedSalepoint::Several(..) | AskedSalepoint::Unknown => return None,
    };
    Some(Filter { words: asked.words(), salepoint, group: group(asked), active: active(asked) })
}
