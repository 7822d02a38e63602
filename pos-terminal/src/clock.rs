//! The terminal's clocks, read: the only place where the terminal asks what time it is.

use chrono::{DateTime, Local, Utc};
use rustix::time::{ClockId, clock_gettime};
use std::sync::OnceLock;
use sync_core::domain::{BootId, Moment, UnixMs};

/// Reads all clocks.
pub fn now() -> Moment {
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
        let (first, second) = (now(), now());
        assert_eq!(first.boot, second.boot);
        assert!(second.boot_ms >= first.boot_ms && first.boot_ms > 0);
    }

    #[test]
    fn today_is_a_time_and_another_day_has_its_date() {
        let noon = now().wall;
        assert_eq!(spoken(noon, noon).len(), "14:07".len());
        assert_eq!(spoken(noon.plus_ms(-3 * 86_400_000), noon).len(), "20.11.2026 14:07".len());
    }
}
