//! The first sync: how far it is, or why it stopped.

use super::{Send, countdown, progress};
use crate::view::FirstSyncView;
use crate::worker::Command;
use slint::ComponentHandle;
use ui::{App, FirstSync};

/// The longest wait between two tries, in milliseconds: what a full bar stands for.
const LONGEST_WAIT_MS: u64 = 60_000;

pub fn connect(app: &App, send: &Send) {
    let screen = app.global::<FirstSync>();
    screen.on_retry_now(send.when(|| Command::RetryFirstSync));
    screen.on_network_settings(send.when(|| Command::NetworkSettings));
}

pub fn show(app: &App, view: &FirstSyncView) {
    let screen = app.global::<FirstSync>();
    let reached = view.progress.unwrap_or_default();
    screen.set_phase(progress::phase(&reached));
    screen.set_rows(progress::rows(&reached).into());
    screen.set_bytes(progress::bytes(&reached).into());
    screen.set_fraction(progress::fraction(&reached));
    screen.set_failed(view.failed.is_some());
    if let Some((failure, wait_ms)) = &view.failed {
        let (error, code) = progress::error(failure);
        screen.set_error(error);
        screen.set_support_code(code.into());
        let (left, fraction) = countdown(Some((*wait_ms, LONGEST_WAIT_MS)));
        screen.set_retry_countdown(left);
        screen.set_retry_fraction(fraction);
    }
}
