//! How a terminal stands, in words.

use super::super::texts::Texts;
use head_office_office::terminals::{TerminalState, TerminalSummary};
use sync_core::domain::UnixMs;
use sync_core::sync::wire::{KeyPlace, OrderAction, Removal};

/// Clocks that differ by no more are called right, in milliseconds.
const CLOCK_RIGHT_WITHIN_MS: i64 = 30_000;
const DAY_MS: i64 = 24 * 3_600_000;

/// How a state is drawn, always beside its words.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Sign {
    /// All is well.
    Good,
    /// Something is on its way.
    Busy,
    /// Nobody is there.
    Away,
    /// Somebody should look after it.
    Old,
    /// Lost or stolen.
    Revoked,
    /// Out of service in good order.
    Off,
}

/// A state in words.
pub struct State {
    /// How it is drawn.
    pub sign: Sign,
    /// What it is called.
    pub text: String,
}

impl State {
    /// Of a terminal.
    pub fn new(texts: &Texts, one: &TerminalSummary, now: UnixMs) -> Self {
        let (sign, text) = match (one.state, one.last_seen_at) {
            (TerminalState::Removed { removal: Removal::Revoked, .. }, _) => {
                (Sign::Revoked, texts.t("terminal-revoked"))
            }
            (TerminalState::Removed { removal: Removal::Decommissioned, .. }, _) => {
                (Sign::Off, texts.t("terminal-decommissioned"))
            }
            (TerminalState::Replaced, _) => (Sign::Off, texts.t("terminal-replaced")),
            (TerminalState::InService, _) if one.is_connected(now) => match one.is_behind() {
                false => (Sign::Good, texts.t("terminal-up-to-date")),
                true => (Sign::Busy, texts.t("terminal-catching-up")),
            },
            (TerminalState::InService, None) => (Sign::Away, texts.t("terminal-never-seen")),
            (TerminalState::InService, Some(at)) if now.since(at) > i64::from(one.fresh_for_s) * 1_000 => {
                let days = u64::try_from(now.since(at) / DAY_MS).unwrap_or(0);
                (Sign::Old, texts.counted("terminal-data-old", days.max(1)))
            }
            (TerminalState::InService, Some(at)) => {
                (Sign::Away, texts.with("terminal-offline-since", &[("at", &texts.since(at, now))]))
            }
        };
        Self { sign, text }
    }
}

/// When it was last heard of.
pub fn last_seen(texts: &Texts, one: &TerminalSummary, now: UnixMs) -> String {
    match one.last_seen_at {
        _ if one.is_connected(now) => texts.t("terminal-now"),
        Some(at) => texts.last_seen(at, now),
        None => "—".into(),
    }
}

/// "806 (6 behind)".
pub fn revision(texts: &Texts, one: &TerminalSummary) -> String {
    let applied = one.applied.filter(|_| one.state == TerminalState::InService);
    match (applied, one.lag_revisions) {
        (Some(applied), Some(0)) => texts.number(applied.revision.0),
        (Some(applied), Some(lag)) => {
            texts.counted_with("terminal-behind", lag, &[("revision", &texts.number(applied.revision.0))])
        }
        _ => "—".into(),
    }
}

/// Attempts refused in the last 24 hours.
pub fn refused(texts: &Texts, one: &TerminalSummary) -> String {
    match one.state {
        TerminalState::InService => texts.number(one.refused_today),
        TerminalState::Removed { .. } | TerminalState::Replaced => "—".into(),
    }
}

/// How a terminal's clock stands to head office's. What a report takes on its way is no difference.
pub fn clock(texts: &Texts, off_ms: i64) -> String {
    let off_s = u32::try_from(off_ms.unsigned_abs() / 1_000).unwrap_or(u32::MAX);
    if off_ms.saturating_abs() <= CLOCK_RIGHT_WITHIN_MS {
        return texts.t("terminal-clock-right");
    }
    let key = if off_ms < 0 { "terminal-clock-behind" } else { "terminal-clock-ahead" };
    texts.with(key, &[("time", &texts.about(off_s))])
}

/// Where the device key lies.
pub fn key_place(texts: &Texts, one: &TerminalSummary) -> String {
    texts.t(match one.key_place {
        KeyPlace::File => "terminal-key-file",
        KeyPlace::SystemdCredential => "terminal-key-credential",
    })
}

/// What an order is called.
pub fn order(texts: &Texts, action: OrderAction) -> String {
    texts.t(match action {
        OrderAction::Refresh => "order-refresh",
        OrderAction::Reload => "order-reload",
        OrderAction::Unlock => "order-unlock",
    })
}
