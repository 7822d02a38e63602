//! Notices that the machine's clock was set while head office runs, or stands before the time at which it last ran.
//!
//! Nothing rests on it being noticed: what a clock that was ahead has dated is judged where it is used (`ahead::is_over`).

use head_office_office::blocking::blocking;
use head_office_office::office::Office;
use rustix::time::{ClockId, clock_gettime};
use std::sync::Arc;
use std::time::Duration;
use sync_core::domain::{JumpWatch, UnixMs};

/// How often both clocks are looked at.
const LOOK_EVERY: Duration = Duration::from_secs(2);
/// How often the time is noted, in milliseconds.
const NOTED_EVERY_MS: i64 = 60_000;

/// Watches for as long as it runs.
pub async fn watch(office: Arc<Office>) {
    let (mut jumps, mut noted_at, mut is_start) = (JumpWatch::default(), None, true);
    let mut next = tokio::time::interval(LOOK_EVERY);
    loop {
        next.tick().await;
        let now = office.clock.now();
        if let Some(by_ms) = jumps.look(now, steady_ms()) {
            tracing::error!(by_s = by_ms / 1_000, %now, "this machine's clock was set by more than five minutes");
            noted_at = None;
        }
        if noted_at.is_none_or(|noted_at: UnixMs| now.since(noted_at) >= NOTED_EVERY_MS) {
            let office = Arc::clone(&office);
            match blocking(move || office.note_time(now)).await {
                Ok(Some(ran_at)) if is_start => tracing::error!(
                    %now, %ran_at,
                    "this machine's clock stands before the time at which head office last ran: it was wrong then, or is now"
                ),
                Ok(_) => {}
                Err(error) => tracing::warn!(%error, "the time could not be noted"),
            }
            (noted_at, is_start) = (Some(now), false);
        }
    }
}

/// By a clock that nobody can set and that goes on while the machine sleeps.
fn steady_ms() -> u64 {
    let since_boot = clock_gettime(ClockId::Boottime);
    since_boot.tv_sec.unsigned_abs() * 1_000 + since_boot.tv_nsec.unsigned_abs() / 1_000_000
}
