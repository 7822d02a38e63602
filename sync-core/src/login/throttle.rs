//! The throttle: a leaky bucket of wrong attempts, counted in time since boot.
//!
//! It is kept as a debt of milliseconds at a refill interval: an attempt adds one interval, time takes it away again. An
//! attempt is allowed while the debt leaves room for it. Another interval in the policy changes how long an attempt takes
//! to come back, not how many are owed. Only the boot clock counts: setting the wall clock gives nothing back, and nor
//! does a reboot, for then the debt stays as it was.

use crate::domain::{BootId, Moment, Policy};
use serde::{Deserialize, Serialize};

/// What is owed after a loss: more than any policy's bucket holds, and as much as the database can say.
const LOST_MS: u64 = i64::MAX.unsigned_abs();

/// Which of the two buckets.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Bucket {
    /// Logins, unlocks and approvals.
    Login,
    /// Supervisor dialogs.
    Supervisor,
}

/// How much a bucket holds and how fast it refills.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Limit {
    /// Attempts in a full bucket.
    pub attempts: u32,
    /// Milliseconds until one is given back.
    pub refill_ms: u64,
}

impl Limit {
    /// What the policy says for a bucket; never less than one attempt, never an instant refill.
    pub fn of(policy: &Policy, bucket: Bucket) -> Self {
        let (attempts, refill_s) = match bucket {
            Bucket::Login => (policy.throttle_attempts, policy.throttle_refill_s),
            Bucket::Supervisor => (policy.supervisor_attempts, policy.supervisor_refill_s),
        };
        Self { attempts: attempts.max(1), refill_ms: u64::from(refill_s.max(1)) * 1_000 }
    }

    fn capacity_ms(self) -> u64 {
        u64::from(self.attempts).saturating_mul(self.refill_ms)
    }
}

/// What is given back to a bucket as it is by then: not to what it was when an attempt began, for an order of head
/// office may have refilled it meanwhile.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Refill {
    /// One attempt.
    One(Bucket, Limit, Moment),
    /// All of them.
    All(Bucket, Moment),
}

impl Refill {
    /// Which bucket.
    pub fn bucket(self) -> Bucket {
        match self {
            Self::One(bucket, ..) | Self::All(bucket, _) => bucket,
        }
    }

    /// The bucket afterwards; one that was never stored is full.
    pub fn after(self, stored: Option<Throttle>) -> Throttle {
        match self {
            Self::One(_, limit, now) => stored.map_or_else(|| Throttle::full(now), |it| it.give_back(limit, now)),
            Self::All(_, now) => Throttle::full(now),
        }
    }
}

/// A bucket as it is stored.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Throttle {
    debt_ms: u64,
    /// The interval the debt was made at; `None` = the one in force.
    refill_ms: Option<u64>,
    boot: BootId,
    at_boot_ms: u64,
}

impl Throttle {
    /// A bucket with all its attempts.
    pub fn full(now: Moment) -> Self {
        Self { debt_ms: 0, refill_ms: None, boot: now.boot, at_boot_ms: now.boot_ms }
    }

    /// A bucket with none, whatever the policy says: what a terminal has that lost the stored one.
    pub fn empty(now: Moment) -> Self {
        Self { debt_ms: LOST_MS, ..Self::full(now) }
    }

    /// Whether it is one of a terminal that lost the stored one, and no attempt was made since: then nobody tried too often.
    pub fn is_lost(&self) -> bool {
        self.debt_ms >= LOST_MS
    }

    /// A bucket from what was stored of it.
    pub fn restore(debt_ms: u64, refill_ms: Option<u64>, boot: BootId, at_boot_ms: u64) -> Self {
        Self { debt_ms, refill_ms, boot, at_boot_ms }
    }

    /// What to store: the debt in milliseconds, at which refill interval, and as of which boot and which millisecond of it.
    pub fn parts(&self) -> (u64, Option<u64>, BootId, u64) {
        (self.debt_ms, self.refill_ms, self.boot, self.at_boot_ms)
    }

    /// The bucket as of another boot: what it owed is owed still, and begins to be given back now.
    pub fn in_this_boot(self, now: Moment) -> Self {
        if self.boot == now.boot { self } else { Self { boot: now.boot, at_boot_ms: now.boot_ms, ..self } }
    }

    /// The bucket with one attempt spent, or, if there is none left, in how many milliseconds there will be one.
    ///
    /// # Errors
    /// The milliseconds to wait.
    pub fn spend(self, limit: Limit, now: Moment) -> Result<Self, u64> {
        let settled = self.settled(limit, now);
        let debt_ms = settled.debt_ms.saturating_add(limit.refill_ms);
        match debt_ms.checked_sub(limit.capacity_ms()) {
            None | Some(0) => Ok(Self { debt_ms, ..settled }),
            Some(wait_ms) => Err(wait_ms),
        }
    }

    /// The bucket with one attempt returned.
    pub fn give_back(self, limit: Limit, now: Moment) -> Self {
        let settled = self.settled(limit, now);
        Self { debt_ms: settled.debt_ms.saturating_sub(limit.refill_ms), ..settled }
    }

    /// How many milliseconds until an attempt is possible; 0 = now.
    pub fn wait_ms(self, limit: Limit, now: Moment) -> u64 {
        self.spend(limit, now).err().unwrap_or(0)
    }

    /// How many attempts are possible at once.
    pub fn left(self, limit: Limit, now: Moment) -> u32 {
        let room_ms = limit.capacity_ms().saturating_sub(self.settled(limit, now).debt_ms);
        u32::try_from(room_ms / limit.refill_ms).unwrap_or(u32::MAX)
    }

    /// The debt as of now. A smaller limit than when it was made cuts it to a full bucket's worth.
    fn settled(self, limit: Limit, now: Moment) -> Self {
        let passed_ms = if self.boot == now.boot { now.boot_ms.saturating_sub(self.at_boot_ms) } else { 0 };
        let owed_ms = match self.refill_ms {
            Some(refill_ms) if refill_ms != limit.refill_ms => {
                at_another_refill(self.debt_ms, refill_ms, limit.refill_ms)
            }
            _ => self.debt_ms,
        };
        let debt_ms = owed_ms.min(limit.capacity_ms()).saturating_sub(passed_ms);
        Self { debt_ms, refill_ms: Some(limit.refill_ms), boot: now.boot, at_boot_ms: now.boot_ms }
    }
}

/// The same number of attempts, and the same part of one, at another refill interval; never less.
fn at_another_refill(debt_ms: u64, before_ms: u64, now_ms: u64) -> u64 {
    let owed = (u128::from(debt_ms) * u128::from(now_ms)).div_ceil(u128::from(before_ms.max(1)));
    u64::try_from(owed).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::UnixMs;
    use proptest::prelude::*;

    const LIMIT: Limit = Limit { attempts: 10, refill_ms: 600_000 };

    fn at(boot_ms: u64) -> Moment {
        Moment { wall: UnixMs(1_000_000), boot: BootId([1; 16]), boot_ms }
    }

    fn spent(times: usize) -> Throttle {
        (0..times).fold(Throttle::full(at(0)), |throttle, _| throttle.spend(LIMIT, at(0)).unwrap())
    }

    #[test]
    fn ten_at_once_then_one_every_ten_minutes() {
        let empty = spent(10);
        assert_eq!(empty.spend(LIMIT, at(0)), Err(600_000));
        assert_eq!(empty.spend(LIMIT, at(599_999)), Err(1));
        assert_eq!(
            [empty.left(LIMIT, at(599_999)), empty.left(LIMIT, at(600_000)), spent(7).left(LIMIT, at(0))],
            [0, 1, 3]
        );
        let again = empty.spend(LIMIT, at(600_000)).unwrap();
        assert_eq!(again.wait_ms(LIMIT, at(600_000)), 600_000);
    }

    #[test]
    fn a_correct_password_returns_its_own_attempt_and_no_more() {
        let nine_wrong = spent(9);
        let after = nine_wrong.spend(LIMIT, at(0)).unwrap().give_back(LIMIT, at(0));
        assert_eq!(after, nine_wrong);
        assert_eq!(Throttle::full(at(0)).give_back(LIMIT, at(0)).wait_ms(Limit { attempts: 1, ..LIMIT }, at(0)), 0);
    }

    #[test]
    fn neither_a_reboot_nor_the_wall_clock_gives_anything_back() {
        let empty = spent(10);
        let rebooted = Moment { boot: BootId([2; 16]), boot_ms: 5_000_000, ..at(0) };
        assert_eq!(empty.wait_ms(LIMIT, rebooted), 600_000);
        let next_year = Moment { wall: UnixMs(i64::MAX), ..at(0) };
        assert_eq!(empty.wait_ms(LIMIT, next_year), 600_000);
    }

    #[test]
    fn a_stricter_policy_does_not_lock_for_longer_than_its_own_bucket() {
        let strict = Limit { attempts: 2, refill_ms: 1_000 };
        assert_eq!(spent(10).wait_ms(strict, at(0)), 1_000);
        assert_eq!(Throttle::empty(at(0)).wait_ms(LIMIT, at(0)), 600_000);
    }

    #[test]
    fn a_bucket_is_lost_until_an_attempt_was_made_from_it() {
        let lost = Throttle::empty(at(0));
        let rebooted = Moment { boot: BootId([2; 16]), boot_ms: 5, ..at(0) };
        assert!(lost.is_lost() && lost.in_this_boot(rebooted).is_lost() && !spent(10).is_lost());
        assert!(!lost.spend(LIMIT, at(600_000)).unwrap().is_lost());
    }

    /// Debt is attempts: however the policy's refill changes, none comes back by that.
    #[test]
    fn a_longer_or_shorter_refill_gives_no_attempt_back() {
        for refill_ms in [1_000, 599_999, 600_001, 6_000_000, 86_400_000] {
            let other = Limit { refill_ms, ..LIMIT };
            assert_eq!(spent(10).wait_ms(other, at(0)), refill_ms, "{refill_ms}");
            assert_eq!(Throttle::empty(at(0)).wait_ms(other, at(0)), refill_ms, "{refill_ms}");
            let mut throttle = spent(7);
            for _ in 0..3 {
                throttle = throttle.spend(other, at(0)).unwrap();
            }
            assert_eq!(throttle.wait_ms(other, at(0)), refill_ms, "{refill_ms}");
            assert_eq!(throttle.wait_ms(LIMIT, at(0)), 600_000, "{refill_ms}, and back");
        }
    }

    proptest! {
        /// However attempts and pauses alternate, no more are allowed than the bucket held and refilled.
        #[test]
        fn never_more_than_capacity_and_refill(pauses in prop::collection::vec(0u64..400_000, 1..400)) {
            let (mut now, mut throttle, mut allowed) = (0, Throttle::full(at(0)), 0);
            for pause in pauses {
                now += pause;
                if let Ok(next) = throttle.spend(LIMIT, at(now)) {
                    throttle = next;
                    allowed += 1;
                }
            }
            prop_assert!(allowed <= 10 + now / 600_000);
        }
    }
}
