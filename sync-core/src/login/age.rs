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
    /// The own clock stands before the last contact, so nothing can be said: older than any limit, until contact.
    Unknown,
}

impl Age {
    /// The age now. Within the boot of the contact the boot clock counts; across a boot, the own clock against head
    /// office's clock at the contact.
    pub fn since(contact: Contact, now: Moment) -> Self {
        if contact.here.boot == now.boot {
            return Self::Ms(now.boot_ms.saturating_sub(contact.here.boot_ms));
        }
        match u64::try_from(now.wall.since(contact.server_at)) {
            Ok(ms) => Self::Ms(ms),
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
        for (now, expect) in [
            (Moment { wall: UnixMs(0), boot, boot_ms: 41_000 }, Age::Ms(1_000)),
            (Moment { wall: UnixMs(i64::MAX), boot, boot_ms: 40_000 }, Age::Ms(0)),
            (Moment { wall: UnixMs(1_060_000), boot: other, boot_ms: 3 }, Age::Ms(60_000)),
            (Moment { wall: UnixMs(999_999), boot: other, boot_ms: 3 }, Age::Unknown),
        ] {
            assert_eq!(Age::since(contact, now), expect, "{now:?}");
        }
        assert!(Age::Unknown.exceeds_s(u32::MAX) && Age::Ms(60_001).exceeds_s(60) && !Age::Ms(60_000).exceeds_s(60));
    }
}
