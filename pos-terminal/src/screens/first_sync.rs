//! The first sync: how far it is, or why it stopped.

use super::{Send, countdown, fraction};
use crate::view::FirstSyncView;
use crate::worker::Command;
use slint::ComponentHandle;
use sync_core::sync::engine::{Failure, Phase, Progress};
use ui::{App, FirstSync, SyncError, SyncPhase};

/// The longest wait between two tries, in milliseconds: what a full bar stands for.
const LONGEST_WAIT_MS: u64 = 60_000;

pub fn connect(app: &App, send: &Send) {
    let screen = app.global::<FirstSync>();
    let sender = send.clone();
    screen.on_retry_now(move || sender.command(Command::RetryFirstSync));
    let sender = send.clone();
    screen.on_network_settings(move || sender.command(Command::NetworkSettings));
}

pub fn show(app: &App, view: &FirstSyncView) {
    let screen = app.global::<FirstSync>();
    let number = |count: u64| i32::try_from(count).unwrap_or(i32::MAX);
    let progress = view.progress.unwrap_or_default();
    screen.set_phase(match (view.progress, progress.phase) {
        (None, _) => SyncPhase::Connecting,
        (Some(_), Phase::Connecting) => SyncPhase::Connecting,
        (Some(_), Phase::Directory) if progress.rows_total == 0 => SyncPhase::Connecting,
        (Some(_), Phase::Directory) => SyncPhase::Users,
        (Some(_), Phase::Salepoint) => SyncPhase::Salepoint,
        (Some(_), Phase::Verifying) => SyncPhase::Verifying,
    });
    screen.set_rows_done(number(progress.rows));
    screen.set_rows_total(number(progress.rows_total));
    screen.set_bytes(bytes(&progress).into());
    screen.set_fraction(fraction(progress.bytes, progress.bytes_total));
    screen.set_failed(view.failed.is_some());
    if let Some((failure, wait_ms)) = &view.failed {
        let (error, code) = error(failure);
        screen.set_error(error);
        screen.set_support_code(code.into());
        screen.set_retry_countdown(countdown(*wait_ms).into());
        screen.set_retry_fraction(fraction(*wait_ms, LONGEST_WAIT_MS));
    }
}

/// "1.4 / 3.9 MB", in units of 1000 bytes.
fn bytes(progress: &Progress) -> String {
    if progress.bytes_total == 0 {
        return String::new();
    }
    let (unit, name) = if progress.bytes_total >= 1_000_000 { (1e6, "MB") } else { (1e3, "kB") };
    format!("{:.1} / {:.1} {name}", progress.bytes as f64 / unit, progress.bytes_total as f64 / unit)
}

/// What it is, and a short code to read to support.
fn error(failure: &Failure) -> (SyncError, &'static str) {
    match failure {
        Failure::Unreachable(_) => (SyncError::Unreachable, "S-1"),
        Failure::NotHeadOffice(_) => (SyncError::Unreachable, "S-2"),
        Failure::Busy { .. } => (SyncError::Unreachable, "S-3"),
        Failure::Refused(..) => (SyncError::Refused, "S-4"),
        Failure::Disbelieved(_) => (SyncError::Damaged, "S-5"),
        Failure::Mismatch(_) => (SyncError::Damaged, "S-6"),
        Failure::DiskFull => (SyncError::Disk, "S-7"),
        Failure::Storage(_) | Failure::Cancelled | Failure::Removed => (SyncError::Other, "S-8"),
    }
}
