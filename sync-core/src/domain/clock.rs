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
