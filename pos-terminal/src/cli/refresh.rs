//! `pos-terminal refresh`

use super::output::{complain, print_json, say};
use super::{End, link, not_enrolled, open};
use crate::config::Config;
use clap::Args;
use serde::Serialize;
use sync_core::login::{EntryKind, Record};
use sync_core::sync::engine::Goal;

#[derive(Args)]
pub struct Options {
    /// Fetch everything again, not only what is newer. What is here serves until all of it is there
    #[arg(long)]
    reload: bool,
}

#[derive(Serialize)]
struct Refreshed {
    revision: Option<u64>,
    users_added: u64,
    users_changed: u64,
    users_deactivated: u64,
    users_removed: u64,
    salepoint_changes: u64,
    error: Option<String>,
}

pub fn run(config: &Config, options: &Options, json: bool) -> anyhow::Result<End> {
    let mut opened = open(config)?;
    let identity = opened.identity.take().ok_or_else(|| not_enrolled(config))?;
    let terminal = identity.terminal;
    let (mut link, _) = link(&opened, identity)?;
    let goal = if options.reload { Goal::Reload } else { Goal::CatchUp };
    let result = crate::app::runtime()?.block_on(link.round(goal));
    let cursor = link.subscribe().borrow().cursor;
    // A reload is journalled by the link, when there was one.
    if goal == Goal::CatchUp {
        let record = Record { at: opened.till.now().wall, kind: EntryKind::Refresh, user: None, outcome: None, cursor };
        opened.till.lock().record(terminal, &record, crate::random::bytes())?;
    }
    let changes = result.as_ref().map(|(_, changes)| *changes).unwrap_or_default();
    let error = result.as_ref().err().map(ToString::to_string);
    let end = if error.is_none() { End::Done } else { End::Refused };
    if json {
        print_json(&Refreshed {
            revision: cursor.map(|cursor| cursor.revision.0),
            users_added: changes.users_added,
            users_changed: changes.users_changed,
            users_deactivated: changes.users_deactivated,
            users_removed: changes.users_removed,
            salepoint_changes: changes.salepoint_changes,
            error,
        });
        return Ok(end);
    }
    let revision = cursor.map(|cursor| format!(" Revision {}.", cursor.revision)).unwrap_or_default();
    match error {
        Some(error) => complain!("Not refreshed: {error}."),
        None if changes.is_empty() => say!("Everything is up to date.{revision}"),
        None => say!(
            "Users: {} added, {} changed, {} deactivated, {} removed; salepoint: {} changes.{revision}",
            changes.users_added,
            changes.users_changed,
            changes.users_deactivated,
            changes.users_removed,
            changes.salepoint_changes
        ),
    }
    Ok(end)
}
