//! Time as the engines see it: a value, read by the driver.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::fmt;

/// Milliseconds since 1970-01-01T00:00:00Z, as some wall clock said it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct UnixMs(pub i64);

impl UnixMs {
    /// This time plus (or minus) milliseconds; stops at the ends of the range.
    pub fn plus_ms(self, ms: i64) -> Self {
        Self(self.0.saturating_add(ms))
    }

    /// Milliseconds from `earlier` to this; negative if this is the earlier one.
    pub fn since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }

    /// The same in chrono's type; `None` beyond its range.
    pub fn to_utc(self) -> Option<DateTime<Utc>> {
        DateTime::from_timestamp_millis(self.0)
    }
}

/// RFC 3339 in UTC, to the second.
impl fmt::Display for UnixMs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.to_utc() {
            Some(time) => write!(f, "{}", time.format("%Y-%m-%dT%H:%M:%SZ")),
            None => write!(f, "{} ms", self.0),
        }
    }
}

/// A wall clock that was set by more than this was wrong, before or afterwards, in milliseconds.
pub const JUMP_MS: i64 = 5 * 60_000;

/// Notices that a wall clock was set, by comparing it with one that cannot be.
#[derive(Clone, Copy, Debug, Default)]
pub struct JumpWatch {
    /// By how much the wall clock was ahead of the other one when last looked at.
    ahead_ms: Option<i64>,
}

impl JumpWatch {
    /// Looks at both clocks; by how many milliseconds the wall clock was set since the last look, if that is more than
    /// [`JUMP_MS`] (negative: back).
    pub fn look(&mut self, wall: UnixMs, steady_ms: u64) -> Option<i64> {
        let ahead_ms = wall.0.saturating_sub_unsigned(steady_ms);
        let before_ms = self.ahead_ms.replace(ahead_ms)?;
        Some(ahead_ms.saturating_sub(before_ms)).filter(|by_ms| by_ms.unsigned_abs() > JUMP_MS.unsigned_abs())
    }
}

/// Which boot of the machine this is (Linux: `/proc/sys/kernel/random/boot_id`).
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct BootId(#[serde(with = "super::bytes::byte_array")] pub [u8; 16]);

/// One reading of the terminal's clocks.
///
/// `boot_ms` (CLOCK_BOOTTIME) counts also while the machine sleeps and cannot be set; two readings compare only within
/// one boot. `wall` can be set by anybody.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Moment {
    /// The wall clock.
    pub wall: UnixMs,
    /// The boot that `boot_ms` counts from.
    pub boot: BootId,
    /// Milliseconds since that boot.
    pub boot_ms: u64,
}

impl Moment {
    /// This moment `ms` later, by both clocks.
    pub fn plus_ms(self, ms: u64) -> Self {
        Self {
            wall: self.wall.plus_ms(i64::try_from(ms).unwrap_or(i64::MAX)),
            boot: self.boot,
            boot_ms: self.boot_ms.saturating_add(ms),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_jump_is_noticed_once_and_drift_is_none() {
        let mut watch = JumpWatch::default();
        let minute = 60_000;
        let looks = [(0, 0), (minute, minute as u64), (7 * minute, 2 * minute as u64), (8 * minute, 3 * minute as u64)];
        let seen = looks.map(|(wall, steady)| watch.look(UnixMs(wall), steady));
        assert_eq!(seen, [None, None, None, None], "five minutes are no jump");
        assert_eq!(watch.look(UnixMs(100 * minute), 4 * minute as u64), Some(91 * minute));
        assert_eq!(watch.look(UnixMs(101 * minute), 5 * minute as u64), None, "one error a jump");
        assert_eq!(watch.look(UnixMs(10 * minute), 6 * minute as u64), Some(-92 * minute));
    }
}
