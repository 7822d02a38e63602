//! When the next round begins.

/// Between two rounds that worked, in milliseconds.
const INTERVAL_MS: u64 = 20_000;
/// The first back-off after a failure, in milliseconds.
const FIRST_BACK_OFF_MS: u64 = 1_000;
/// The longest back-off, in milliseconds.
const LONGEST_BACK_OFF_MS: u64 = 60_000;
/// How long rounds must have worked before the back-off begins anew, in milliseconds.
const HEALTHY_MS: u64 = 60_000;

/// Decides when the next round begins: every 20 s while all is well, after failures with full-jitter exponential
/// back-off from 1 s to 60 s, begun anew only after a healthy minute. Times are milliseconds since boot.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Schedule {
    next_ms: u64,
    failures: u32,
    healthy_since_ms: Option<u64>,
}

impl Schedule {
    /// When the next round begins.
    pub fn next_ms(&self) -> u64 {
        self.next_ms
    }

    /// A round worked; head office may have said when to come again.
    pub fn succeeded(&mut self, now_ms: u64, retry_ms: Option<u64>) {
        let since = *self.healthy_since_ms.get_or_insert(now_ms);
        if now_ms - since >= HEALTHY_MS {
            self.failures = 0;
        }
        self.next_ms = now_ms + retry_ms.unwrap_or(INTERVAL_MS).min(INTERVAL_MS);
    }

    /// A round failed. `random` spreads many terminals evenly over the back-off; `retry_ms` is what head office asked
    /// for, at least.
    pub fn failed(&mut self, now_ms: u64, random: u64, retry_ms: Option<u64>) {
        let ceiling = (FIRST_BACK_OFF_MS << self.failures.min(16)).min(LONGEST_BACK_OFF_MS);
        self.failures = self.failures.saturating_add(1);
        self.healthy_since_ms = None;
        self.next_ms = now_ms + (random % (ceiling + 1)).max(retry_ms.unwrap_or(0).min(LONGEST_BACK_OFF_MS));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn back_off_doubles_up_to_a_minute_and_forgets_only_after_a_healthy_one() {
        let mut schedule = Schedule::default();
        // `random` at the ceiling itself gives the longest delay of each step.
        for ceiling_ms in [1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000] {
            schedule.failed(0, ceiling_ms, None);
            assert_eq!(schedule.next_ms(), ceiling_ms);
        }
        schedule.failed(0, 60_000, None);
        assert_eq!(schedule.next_ms(), 60_000);
        schedule.succeeded(0, None);
        assert_eq!(schedule.next_ms(), 20_000);
        schedule.failed(59_999, 60_000, None);
        assert_eq!(schedule.next_ms(), 119_999, "one good round does not forget the bad ones");

        schedule.succeeded(100_000, None);
        schedule.succeeded(160_000, None);
        schedule.failed(160_000, 1_000, None);
        assert_eq!(schedule.next_ms(), 161_000, "a healthy minute does");
    }

    #[test]
    fn head_office_can_ask_for_more_patience_but_not_for_silence() {
        let mut schedule = Schedule::default();
        schedule.failed(0, 0, Some(5_000));
        assert_eq!(schedule.next_ms(), 5_000);
        schedule.failed(0, 0, Some(3_600_000));
        assert_eq!(schedule.next_ms(), 60_000);
        schedule.succeeded(0, Some(3_600_000));
        assert_eq!(schedule.next_ms(), 20_000);
    }
}
