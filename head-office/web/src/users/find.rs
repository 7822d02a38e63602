//! What the database says for one page of the list.

use super::super::choose::FEW;
use super::super::list::{Asked, Span};
use super::asked::{self, AskedSalepoint};
use super::columns::{LIST, Layout};
use head_office_store::grants::Viewer;
use head_office_store::user_details::{self, UserDetails};
use head_office_store::user_list::{self, Counts, Filter, Part};
use head_office_store::{DbError, Tx, groups, list_layouts, salepoints};
use sync_core::domain::UserId;

/// How many places a popover names.
pub const NAMED: u64 = 12;

/// See the module.
pub struct Found {
    pub layout: Layout,
    pub salepoint: AskedSalepoint,
    pub counts: Counts,
    /// Which of those whom the status lets through.
    pub span: Span,
    pub users: Vec<UserDetails>,
    /// Those that can be chosen from; `None`: too many.
    pub salepoints: Option<Vec<salepoints::Salepoint>>,
    /// The name of the user group that is asked for; `None`: of any, or none that there is.
    pub group: Option<String>,
    /// How many there are with this name, whatever their state, salepoint and group.
    pub of_this_name: u64,
}

/// An office user's layout of the list.
pub fn layout(tx: &mut Tx<'_>, reader: UserId) -> Result<Layout, DbError> {
    Ok(list_layouts::find(tx, reader, LIST)?.map_or_else(Layout::default, |stored| Layout::read(&stored)))
}

/// Finds the page that is asked for; `viewer`: who sees the names of places.
pub fn find(
    tx: &mut Tx<'_>,
    reader: UserId,
    viewer: Viewer,
    asked: &Asked,
    layout_edited: Option<Layout>,
) -> Result<Found, DbError> {
    let layout = match layout_edited {
        Some(layout) => layout,
        None => layout(tx, reader)?,
    };
    let salepoint = asked::salepoint(tx, viewer, asked)?;
    let choice = salepoints::count(tx, viewer)? <= FEW as u64;
    let salepoints = if choice { Some(salepoints::open(tx, viewer)?) } else { None };
    let rows = layout.rows;
    let mut found = Found {
        layout,
        salepoint,
        counts: Counts::default(),
        span: Span::of(asked, rows, 0),
        users: Vec::new(),
        salepoints,
        group: None,
        of_this_name: 0,
    };
    if let Some(group) = asked::group(asked) {
        found.group = groups::find(tx, group)?.map(|group| group.name);
    }
    let Some(filter) = asked::filter(asked, &found.salepoint) else { return Ok(found) };
    found.counts = user_list::counts(tx, &filter)?;
    let Counts { active, deactivated } = found.counts;
    let total = match filter.active {
        Some(true) => active,
        Some(false) => deactivated,
        None => active + deactivated,
    };
    found.span = Span::of(asked, rows, total);
    let (sort, descending) = (asked::sort_by(asked), asked.descending());
    // With the last of them found the search is over.
    let take = rows.min(total.saturating_sub(found.span.skip()));
    let part = Part { sort, descending, skip: found.span.skip(), take };
    let ids = user_list::part(tx, &filter, &part)?;
    found.users = user_details::of(tx, viewer, &ids, NAMED)?;
    if found.users.is_empty() {
        let anywhere = user_list::counts(tx, &Filter { salepoint: None, group: None, ..filter })?;
        found.of_this_name = anywhere.active + anywhere.deactivated;
    }
    Ok(found)
}
