//! A few attempts at once, then one after each interval. What is kept is a single time, when all will be given back.

use super::ahead::is_ahead;
use sync_core::domain::UnixMs;

/// A number of attempts and how fast they are given back.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Allowance {
    /// At once.
    attempts: i64,
    /// Milliseconds until one is given back.
    interval_ms: i64,
}

/// How long until the next attempt is allowed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Wait {
    /// In milliseconds.
    pub ms: i64,
}

impl Allowance {
    /// So many attempts at once, one given back after each interval.
    pub const fn new(attempts: i64, interval_ms: i64) -> Self {
        Self { attempts, interval_ms }
    }

    /// When all are given back after one more attempt now. More than all cannot be owed: what a clock that was ahead left
    /// behind counts as all but one, so that the next attempt counts rightly again.
    ///
    /// # Errors
    /// When none is left.
    pub fn spend(self, settled_at: Option<UnixMs>, now: UnixMs) -> Result<UnixMs, Wait> {
        self.spend_many(1, settled_at, now)
    }

    /// The same after so many at once.
    ///
    /// # Errors
    /// When so many are not left.
    pub fn spend_many(self, count: i64, settled_at: Option<UnixMs>, now: UnixMs) -> Result<UnixMs, Wait> {
        let all_owed = now.plus_ms(self.attempts * self.interval_ms);
        let settled_at = match settled_at {
            Some(settled_at) if is_ahead(settled_at, all_owed) => all_owed.plus_ms(-self.interval_ms),
            Some(settled_at) => settled_at.max(now),
            None => now,
        };
        let spent = settled_at.plus_ms(count.saturating_mul(self.interval_ms));
        match spent.since(now) - self.attempts * self.interval_ms {
            wait_ms @ 1.. => Err(Wait { ms: wait_ms }),
            _ => Ok(spent),
        }
    }

    /// The same with one attempt given back.
    pub fn give_back(self, settled_at: UnixMs) -> UnixMs {
        settled_at.plus_ms(-self.interval_ms)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: UnixMs = UnixMs(1_000_000);

    #[test]
    fn attempts_are_spent_and_given_back_one_by_one() {
        let allowance = Allowance { attempts: 3, interval_ms: 100 };
        let mut settled_at = None;
        for _ in 0..3 {
            settled_at = Some(allowance.spend(settled_at, NOW).unwrap());
        }
        assert_eq!(allowance.spend(settled_at, NOW), Err(Wait { ms: 100 }));
        assert_eq!(allowance.spend(settled_at, NOW.plus_ms(99)), Err(Wait { ms: 1 }));
        let after = allowance.spend(settled_at, NOW.plus_ms(100)).unwrap();
        assert!(allowance.spend(Some(after), NOW.plus_ms(100)).is_err());
        assert!(allowance.spend(Some(allowance.give_back(after)), NOW.plus_ms(100)).is_ok());
        // A clock that was set back a little gives nothing away; one that was ahead locks nobody out.
        assert_eq!(allowance.spend(settled_at, NOW.plus_ms(-1_000)), Err(Wait { ms: 1_100 }));
        let (years_ahead, now) = (settled_at, NOW.plus_ms(-10 * 365 * 86_400_000));
        let after = allowance.spend(years_ahead, now).unwrap();
        assert_eq!(allowance.spend(Some(after), now), Err(Wait { ms: 100 }));
    }
}
