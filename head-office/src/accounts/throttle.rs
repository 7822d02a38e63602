//! How fast somebody may try to sign in, under one name and from one address: a few attempts at once, then one after
//! each interval. What is kept is a single time, when all attempts will be given back.

use crate::admission::Peer;
use crate::clock::is_ahead;
use crate::db::{DbError, Tx, sign_in_throttle};
use sha2::{Digest, Sha256};
use std::net::IpAddr;
use sync_core::domain::{Bytes32, UnixMs, UserId};
use uuid::Uuid;

/// A number of attempts and how fast they are given back.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Allowance {
    /// At once.
    attempts: i64,
    /// Milliseconds until one is given back.
    interval_ms: i64,
}

/// Under one e-mail address, be there an account or not.
pub const BY_NAME: Allowance = Allowance::new(10, 5 * 60_000);
/// From one network address, behind which there may be a whole office.
pub const BY_ADDRESS: Allowance = Allowance::new(30, 60_000);

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

/// What attempts under a name are counted by.
pub fn name(folded_email: &str) -> Bytes32 {
    Bytes32(Sha256::digest(format!("name {folded_email}")).into())
}

/// What attempts with a browser that signed in before are counted by.
pub fn device(account: UserId, id: Uuid) -> Bytes32 {
    Bytes32(Sha256::digest(format!("device {account} {id}")).into())
}

/// What wrong enrolment codes are counted by.
pub fn codes_from(peer: IpAddr) -> Bytes32 {
    Bytes32(Sha256::digest(format!("codes from {}", Peer::of(peer))).into())
}

/// What enrolments that are not even looked at are counted by.
pub fn enrolments_from(peer: IpAddr) -> Bytes32 {
    Bytes32(Sha256::digest(format!("enrolments from {}", Peer::of(peer))).into())
}

/// What mails about a forgotten password are counted by.
pub fn forgotten(folded_email: &str) -> Bytes32 {
    Bytes32(Sha256::digest(format!("forgotten {folded_email}")).into())
}

/// What links that are mailed to confirm a user's address are counted by.
pub fn links_for(user: UserId) -> Bytes32 {
    Bytes32(Sha256::digest(format!("links for {user}")).into())
}

/// What attempts from an address are counted by.
pub fn address(address: IpAddr) -> Bytes32 {
    Bytes32(Sha256::digest(format!("address {}", Peer::of(address))).into())
}

/// Spends an attempt of each subject, or of none when one has none left.
pub fn spend(tx: &mut Tx<'_>, counted: &[(Bytes32, Allowance)], now: UnixMs) -> Result<Result<(), Wait>, DbError> {
    let mut settled = Vec::new();
    for (subject, allowance) in counted {
        match allowance.spend(sign_in_throttle::settled_at(tx, *subject)?, now) {
            Ok(settled_at) => settled.push((*subject, settled_at)),
            Err(wait) => return Ok(Err(wait)),
        }
    }
    for (subject, settled_at) in settled {
        sign_in_throttle::store(tx, subject, settled_at, now)?;
    }
    Ok(Ok(()))
}

/// Gives the attempt of each subject back.
pub fn give_back(tx: &mut Tx<'_>, counted: &[(Bytes32, Allowance)], now: UnixMs) -> Result<(), DbError> {
    for (subject, allowance) in counted {
        if let Some(settled_at) = sign_in_throttle::settled_at(tx, *subject)? {
            sign_in_throttle::store(tx, *subject, allowance.give_back(settled_at), now)?;
        }
    }
    Ok(())
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
