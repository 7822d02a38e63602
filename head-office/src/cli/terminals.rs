//! `terminals`.

use super::output::{Failure, Output, table};
use crate::config::Config;
use head_office_office::office::Office;
use head_office_office::terminals::{TerminalState, TerminalSummary};
use serde_json::{Value, json};

/// List the terminals: where they stand, how far they have come, when they were last heard of, what they are to do.
///
/// A connected terminal is noted as seen every 15 seconds. Terminals out of service come last.
#[derive(clap::Args, Debug)]
pub struct Terminals {}

impl Terminals {
    pub fn run(&self, config: &Config, output: &Output) -> Result<(), Failure> {
        let (json, text) = self.answer(&Office::open(config)?)?;
        output.answer(&json, &text);
        Ok(())
    }

    pub fn answer(&self, office: &Office) -> Result<(Value, String), Failure> {
        let all = office.terminals()?;
        let now = office.cursor()?;
        let json = json!({
            "epoch": now.epoch.0,
            "revision": now.revision.0,
            "terminals": all.iter().map(as_json).collect::<Vec<_>>(),
        });
        if all.is_empty() {
            return Ok((json, "no terminal is enrolled; next: head-office enrol-code --salepoint NAME".into()));
        }
        let head = [
            "TERMINAL",
            "STATE",
            "VERSION",
            "KEY",
            "REVISION",
            "BEHIND",
            "LAST SEEN",
            "ORDERS",
            "REFUSED 24 H",
            "FLAGS",
            "ID",
        ];
        let rows = all.iter().map(as_row).collect();
        Ok((json, table(&head, rows) + &format!("head office is at revision {}", now.revision)))
    }
}

fn as_json(one: &TerminalSummary) -> Value {
    let removed_at = match one.state {
        TerminalState::Removed { at, .. } => Some(at.to_string()),
        TerminalState::InService | TerminalState::Replaced => None,
    };
    let orders = one
        .orders
        .iter()
        .map(|(id, action)| json!({ "epoch": id.epoch.0, "number": id.number, "action": action.code() }));
    json!({
        "id": one.id,
        "salepoint": one.salepoint,
        "name": one.name,
        "state": one.state.code(),
        "removed_at": removed_at,
        "app_version": one.app_version,
        "key_place": one.key_place,
        "applied": one.applied.map(|applied| json!({ "epoch": applied.epoch.0, "revision": applied.revision.0 })),
        "lag_revisions": one.lag_revisions,
        "enrolled_at": one.enrolled_at.to_string(),
        "last_seen_at": one.last_seen_at.map(|at| at.to_string()),
        "pending_orders": orders.collect::<Vec<_>>(),
        "refused_logins_24_h": one.refused_today,
        "journal_flags": one.journal_flags,
        "clock_off_s": one.clock_off_ms.map(|ms| ms / 1_000),
    })
}

fn as_row(one: &TerminalSummary) -> Vec<String> {
    let or_dash = |text: Option<String>| text.unwrap_or_else(|| "–".into());
    let orders: Vec<_> = one.orders.iter().map(|(_, action)| action.code()).collect();
    vec![
        one.full_name(),
        one.state.code().replace('_', " "),
        one.app_version.clone(),
        match one.key_place {
            sync_core::sync::wire::KeyPlace::File => "file".into(),
            sync_core::sync::wire::KeyPlace::SystemdCredential => "credential".into(),
        },
        or_dash(one.applied.map(|applied| applied.revision.to_string())),
        or_dash(one.lag_revisions.map(|lag| lag.to_string())),
        one.last_seen_at.map_or_else(|| "never".into(), |at| at.to_string()),
        if orders.is_empty() { "–".into() } else { orders.join(",") },
        one.refused_today.to_string(),
        one.journal_flags.to_string(),
        one.id.to_string(),
    ]
}
