//! `pos-terminal refresh`

use super::{End, link, not_enrolled, open, print_json};
use crate::config::Config;
use serde::Serialize;
use sync_core::login::{EntryKind, Record};
use sync_core::sync::engine::Goal;

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

pub fn run(config: &Config, json: bool) -> anyhow::Result<End> {
    let mut opened = open(config)?;
    let identity = opened.identity.take().ok_or_else(|| not_enrolled(config))?;
    let terminal = identity.terminal;
    let (mut link, _) = link(&opened, identity)?;
    let result = crate::app::runtime()?.block_on(link.round(Goal::CatchUp));
    let cursor = link.subscribe().borrow().cursor;
    let record = Record { at: opened.till.now().wall, kind: EntryKind::Refresh, user: None, outcome: None, cursor };
    opened.till.lock().record(terminal, &record, crate::random::bytes())?;
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
        Some(error) => eprintln!("Not refreshed: {error}."),
        None if changes.is_empty() => println!("Everything is up to date.{revision}"),
        None => println!(
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
