//! A new POS password on its way: typed or generated, hashed at once, kept sealed until it is saved. How often somebody
//! may find out that one is taken is limited.

use super::guess_risk::generated_digits;
use crate::accounts::throttle::{self, Allowance, Wait};
use crate::db::{DbError, Tx, kdfs, policy, pos_passwords, users};
use crate::errors::{Bug, HashError, OfficeError, Refusal};
use crate::keys::{VerifierKeys, random};
use crate::office::Office;
use crate::passwords::{self, Hashed, Outcome, Sealed, hash_all};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use sync_core::domain::{Bytes32, KdfName, PosPassword, UnixMs, UserId};

/// How many POS passwords an office user may try to set, and be refused.
const REFUSALS: Allowance = Allowance::new(10, 5 * 60_000);
/// How often a generated one is thrown away before that is given up.
const MOST_DRAWN: usize = 100;

/// A new POS password as saving it stores it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Prepared {
    /// The KDFs that counted when it was hashed.
    hashed_under: Vec<KdfName>,
    sealed: Sealed,
    /// Whether it is one that everybody tries first.
    is_blocked: bool,
}

impl std::fmt::Debug for Prepared {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Prepared(…)")
    }
}

/// What became of a prepared POS password.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Setting {
    /// It is set, or was before.
    Done {
        /// Whether it is another one than before.
        is_new: bool,
    },
    /// Taken, or one that everybody tries first: nobody is told which.
    Unusable,
    /// What it was hashed under no longer counts: it must be typed again.
    Outdated,
}

impl Prepared {
    /// Sets it for a user.
    pub fn set(
        &self,
        tx: &mut Tx<'_>,
        keys: &VerifierKeys,
        user: UserId,
        now: UnixMs,
        released_until: UnixMs,
    ) -> Result<Setting, OfficeError> {
        if names(tx, now)? != self.hashed_under {
            return Ok(Setting::Outdated);
        }
        if self.is_blocked {
            return Ok(Setting::Unusable);
        }
        let hashed = self.sealed.open(keys, user)?;
        Ok(match passwords::set(tx, keys, user, &hashed, now, released_until)? {
            Outcome::Set => Setting::Done { is_new: true },
            Outcome::Unchanged => Setting::Done { is_new: false },
            Outcome::Taken => Setting::Unusable,
        })
    }
}

fn names(tx: &mut Tx<'_>, now: UnixMs) -> Result<Vec<KdfName>, DbError> {
    Ok(kdfs::compared(tx, now)?.into_iter().map(|kdf| kdf.name).collect())
}

impl Office {
    /// Hashes a POS password that was typed for this user. Whether it can be used is found out when it is saved.
    pub fn prepare_pos_password(&self, user: UserId, typed: &PosPassword) -> Result<Prepared, OfficeError> {
        let (hashed, hashed_under) = self.hash_pos_password(typed)?;
        let sealed = hashed.seal(&self.keys.verifiers, user)?;
        Ok(Prepared { hashed_under, sealed, is_blocked: passwords::is_blocked(typed) })
    }

    /// Draws a POS password for this user: digits that nobody has and nobody would try first.
    pub fn generate_pos_password(&self, user: UserId) -> Result<(PosPassword, Prepared), OfficeError> {
        let now = self.clock.now();
        let digits = self.db.read(|tx| Ok::<_, DbError>(generated_digits(users::count(tx)?, &policy::load(tx)?)))?;
        for _ in 0..MOST_DRAWN {
            let text = random_digits(digits)?;
            let password = PosPassword::new(&text).map_err(Bug::Drawn)?;
            if passwords::is_blocked(&password) || passwords::looks_like_a_date(&text) {
                continue;
            }
            let prepared = self.prepare_pos_password(user, &password)?;
            let marks = prepared.sealed.marks();
            let is_taken = self.db.read(|tx| {
                for mark in marks {
                    if pos_passwords::taken_by_other(tx, user, mark, now)? {
                        return Ok(true);
                    }
                }
                Ok::<_, DbError>(false)
            })?;
            if !is_taken {
                return Ok((password, prepared));
            }
        }
        Err(Refusal::NoFreePosPassword.into())
    }

    fn hash_pos_password(&self, typed: &PosPassword) -> Result<(Hashed, Vec<KdfName>), OfficeError> {
        let kdfs = self.db.read(|tx| kdfs::compared(tx, self.clock.now()))?;
        let mut hashed = hash_all(&[typed], &kdfs, &self.keys.verifiers, &|_| ())?;
        let hashed = hashed.pop().ok_or_else(|| OfficeError::from(HashError::NoLiveKdf))?;
        Ok((hashed, kdfs.into_iter().map(|kdf| kdf.name).collect()))
    }

    /// Counts a POS password that this office user is about to set, until it turns out to be usable.
    ///
    /// # Errors
    /// How long to wait, when too many were refused.
    pub(crate) fn count_pos_password(&self, by: UserId) -> Result<Result<(), Wait>, OfficeError> {
        let now = self.clock.now();
        Ok(self.db.write(|tx| throttle::spend(tx, &[(refusals_of(by), REFUSALS)], now))?)
    }
}

/// So many digits, each as likely as any other.
fn random_digits(count: u32) -> Result<String, OfficeError> {
    const AT_ONCE: u32 = 9;
    let mut digits = String::new();
    for done in (0..count).step_by(AT_ONCE as usize) {
        let width = AT_ONCE.min(count - done);
        let drawn = u64::from_le_bytes(*random::<8>()?) % 10_u64.pow(width);
        digits += &format!("{drawn:0width$}", width = width as usize);
    }
    Ok(digits)
}

/// Gives the attempt back: the POS password was usable.
pub fn was_usable(tx: &mut Tx<'_>, by: UserId, now: UnixMs) -> Result<(), DbError> {
    throttle::give_back(tx, &[(refusals_of(by), REFUSALS)], now)
}

fn refusals_of(by: UserId) -> Bytes32 {
    Bytes32(Sha256::digest(format!("POS passwords of {by}")).into())
}
