//! How old the terminal's data is, by clocks that nobody at the terminal can turn back.

use crate::domain::{BootId, Moment, UnixMs};

/// The last verified contact with head office, as it is stored.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Contact {
    /// Head office's clock.
    pub server_at: UnixMs,
    /// The terminal's clocks at that moment.
    pub here: Moment,
}

impl Contact {
    /// A contact from what was stored of it.
    pub fn restore(server_at: UnixMs, wall: UnixMs, boot: BootId, boot_ms: u64) -> Self {
        Self { server_at, here: Moment { wall, boot, boot_ms } }
    }
}

/// Time since the last verified contact.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Age {
    /// Milliseconds.
    Ms(u64),
    /// The own clock stood before the last contact when this boot began, so nothing can be said: older than any limit,
    /// until contact.
    Unknown,
}

impl Age {
    /// The age now. Within the boot of the contact the boot clock counts. Across a boot it is the own clock at the
    /// `first` reading in this boot against head office's clock at the contact, and the boot clock from there on: a
    /// clock that is turned while the terminal runs changes nothing.
    pub fn since(contact: Contact, first: Moment, now: Moment) -> Self {
        if contact.here.boot == now.boot {
            return Self::Ms(now.boot_ms.saturating_sub(contact.here.boot_ms));
        }
        match u64::try_from(first.wall.since(contact.server_at)) {
            Ok(ms) => Self::Ms(ms.saturating_add(now.boot_ms.saturating_sub(first.boot_ms))),
            Err(_) => Self::Unknown,
        }
    }

    /// Whether it is above a limit in seconds.
    pub fn exceeds_s(self, limit_s: u32) -> bool {
        match self {
            Self::Ms(ms) => ms > u64::from(limit_s) * 1_000,
            Self::Unknown => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_age_by_which_clock() {
        let boot = BootId([1; 16]);
        let other = BootId([2; 16]);
        let contact = Contact::restore(UnixMs(1_000_000), UnixMs(5), boot, 40_000);
        let first = |wall| Moment { wall: UnixMs(wall), boot: other, boot_ms: 3 };
        for (first, wall, passed_ms, expect) in [
            (Moment { wall: UnixMs(0), boot, boot_ms: 39_000 }, 0, 2_000, Age::Ms(1_000)),
            (Moment { wall: UnixMs(i64::MAX), boot, boot_ms: 40_000 }, i64::MAX, 0, Age::Ms(0)),
            (first(1_060_000), 1_060_000, 0, Age::Ms(60_000)),
            (first(1_060_000), 1_061_000, 1_000, Age::Ms(61_000)),
            (first(1_060_000), 0, 1_000, Age::Ms(61_000)),
            (first(1_060_000), i64::MAX, 1_000, Age::Ms(61_000)),
            (first(999_999), 999_999, 0, Age::Unknown),
            (first(999_999), 5_000_000, 4_000_001, Age::Unknown),
            (first(i64::MIN), 1_060_000, 0, Age::Unknown),
            (first(i64::MAX), 1_060_000, 0, Age::Ms(i64::MAX.unsigned_abs() - 1_000_000)),
        ] {
            let now = Moment { wall: UnixMs(wall), boot_ms: first.boot_ms + passed_ms, ..first };
            assert_eq!(Age::since(contact, first, now), expect, "{first:?} {now:?}");
        }
        assert!(Age::Unknown.exceeds_s(u32::MAX) && Age::Ms(60_001).exceeds_s(60) && !Age::Ms(60_000).exceeds_s(60));
    }
}
