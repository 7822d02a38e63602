//! The terminal's clocks, read: the only place where the terminal asks what time it is.

use chrono::{DateTime, Local, Utc};
use rustix::time::{ClockId, clock_gettime};
use std::sync::OnceLock;
use std::time::Duration;
use sync_core::domain::{BootId, Moment, UnixMs};
use tokio::sync::watch;

/// The terminal's clocks. Clones show the same time.
#[derive(Clone, Debug, Default)]
pub struct Clock(Option<watch::Sender<Moment>>);

impl Clock {
    /// The system's clocks.
    pub fn system() -> Self {
        Self(None)
    }

    /// Clocks that stand until they are set: for tests.
    pub fn standing_at(moment: Moment) -> Self {
        Self(Some(watch::Sender::new(moment)))
    }

    /// Reads all clocks.
    pub fn now(&self) -> Moment {
        match &self.0 {
            Some(standing) => *standing.borrow(),
            None => system_now(),
        }
    }

    /// Sets standing clocks; the system's go their own way.
    pub fn set(&self, change: impl FnOnce(&mut Moment)) {
        if let Some(standing) = &self.0 {
            standing.send_modify(change);
        }
    }

    /// Waits until so many milliseconds since boot.
    pub async fn sleep_until(&self, boot_ms: u64) {
        match &self.0 {
            // The sender lives in `self`, so that the wait ends only as it should.
            Some(standing) => drop(standing.subscribe().wait_for(|now| now.boot_ms >= boot_ms).await),
            None => {
                let wait_ms = boot_ms.saturating_sub(system_now().boot_ms);
                tokio::time::sleep(Duration::from_millis(wait_ms)).await;
            }
        }
    }
}

fn system_now() -> Moment {
    let since_boot = clock_gettime(ClockId::Boottime);
    let boot_ms = since_boot.tv_sec.unsigned_abs() * 1_000 + since_boot.tv_nsec.unsigned_abs() / 1_000_000;
    Moment { wall: UnixMs(Utc::now().timestamp_millis()), boot: boot_id(), boot_ms }
}

/// Which boot this is. Where the system does not say (no `/proc`), every start of the program counts as a boot of its
/// own, which gives no attempt back and makes the age of the data count by the wall clock.
fn boot_id() -> BootId {
    static BOOT: OnceLock<BootId> = OnceLock::new();
    *BOOT.get_or_init(|| {
        let id = std::fs::read_to_string("/proc/sys/kernel/random/boot_id").unwrap_or_default();
        match uuid::Uuid::parse_str(id.trim()) {
            Ok(id) => BootId(id.into_bytes()),
            Err(_) => BootId(crate::random::bytes()),
        }
    })
}

/// A time in the terminal's time zone.
pub fn local(at: UnixMs) -> Option<DateTime<Local>> {
    at.to_utc().map(|time| time.with_timezone(&Local))
}

/// A time as a message says it: the time of day, with the date before it when that is not today's.
pub fn spoken(at: UnixMs, now: UnixMs) -> String {
    let (Some(at), Some(now)) = (local(at), local(now)) else { return String::new() };
    if at.date_naive() == now.date_naive() {
        at.format("%H:%M").to_string()
    } else {
        at.format("%d.%m.%Y %H:%M").to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_boot_clock_moves_and_the_boot_stays() {
        let (first, second) = (system_now(), system_now());
        assert_eq!(first.boot, second.boot);
        assert!(second.boot_ms >= first.boot_ms && first.boot_ms > 0);
    }

    #[test]
    fn today_is_a_time_and_another_day_has_its_date() {
        let noon = system_now().wall;
        assert_eq!(spoken(noon, noon).len(), "14:07".len());
        assert_eq!(spoken(noon.plus_ms(-3 * 86_400_000), noon).len(), "20.11.2026 14:07".len());
    }
}
