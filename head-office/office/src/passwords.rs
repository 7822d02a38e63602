//! Setting POS passwords: which are refused, and the hashing of many on all cores.

use crate::db::{DbError, Tx, kdfs, policy, pos_passwords};
use crate::errors::{HashError, OfficeError, Refusal};
use crate::keys::VerifierKeys;
use parking_lot::Mutex;
use serde::{Deserialize, Serialize};
use std::sync::atomic::{AtomicUsize, Ordering};
use sync_core::domain::{Bytes32, Kdf, KdfMemory, KdfName, PosPassword, UnixMs, UserId, Verifier};

/// A replaced password stays taken for as long as an offline terminal may still know it, and a week.
const MARGIN_MS: i64 = 7 * 86_400_000;

/// Passwords that everybody tries first; straight sequences and repeated characters are refused besides.
const BLOCKED: &[&str] = &[
    "0852",
    "1004",
    "1010",
    "1122",
    "1212",
    "1313",
    "1357",
    "147258",
    "147258369",
    "1479",
    "159357",
    "159753",
    "1qaz2wsx",
    "2001",
    "2468",
    "2580",
    "5683",
    "6969",
    "696969",
    "7410",
    "abc123",
    "admin",
    "cashier",
    "kassa",
    "letmein",
    "parole",
    "parool",
    "pass",
    "password",
    "qwerty",
    "qwertyui",
    "tillgate",
    "кассир",
    "пароль",
    "йцукен",
    "112233",
    "121212",
    "123123",
    "123321",
    "131313",
    "12341234",
    "11223344",
    "102030",
    "100200",
    "010101",
    "101010",
];

/// Whether a password is one of those everybody tries first.
pub fn is_blocked(password: &PosPassword) -> bool {
    let text = password.expose().to_lowercase();
    let characters: Vec<i64> = text.chars().map(|character| i64::from(u32::from(character))).collect();
    let straight = |step: i64| characters.windows(2).all(|pair| pair[1] - pair[0] == step);
    let keypad_row = "12345678901234567890".contains(&text) || "09876543210987654321".contains(&text);
    straight(0) || straight(1) || straight(-1) || keypad_row || BLOCKED.contains(&text.as_str())
}

/// Whether digits read as a day: ddmmyy, mmddyy, yymmdd, and the same with four digits of the year.
pub fn looks_like_a_date(digits: &str) -> bool {
    let part = |at: usize| digits.get(at..at + 2).and_then(|two| two.parse::<u32>().ok()).unwrap_or(0);
    let date = |day: u32, month: u32| (1..=31).contains(&day) && (1..=12).contains(&month);
    let either = |one: u32, other: u32| date(one, other) || date(other, one);
    match digits.len() {
        6 => either(part(0), part(2)) || date(part(4), part(2)),
        8 => {
            let century = |two: u32| (19..=20).contains(&two);
            (either(part(0), part(2)) && century(part(4))) || (century(part(0)) && date(part(6), part(4)))
        }
        _ => false,
    }
}

/// Until when a password that is replaced or taken away now stays taken: the longest that any terminal may know it, by
/// the policy in force or by an earlier one that a terminal which is out of reach still goes by.
pub fn released_until(tx: &mut Tx<'_>, now: UnixMs) -> Result<UnixMs, DbError> {
    let in_force = policy::load(tx)?;
    let longest = now.plus_ms(i64::from(in_force.valid_for_s) * 1_000).max(policy::offline_until(tx)?.unwrap_or(now));
    Ok(longest.plus_ms(MARGIN_MS))
}

/// Makes sure that passwords were hashed under the KDFs that count in this transaction.
pub fn must_still_count(tx: &mut Tx<'_>, hashed_under: &[Kdf], now: UnixMs) -> Result<(), OfficeError> {
    match kdfs::compared(tx, now)? == hashed_under {
        true => Ok(()),
        false => Err(Refusal::KdfsChanged.into()),
    }
}

/// What a password hashes to under each KDF that counts, the one for new passwords first.
pub struct Hashed {
    verifier: Verifier,
    kdf: KdfName,
    marks: Vec<Bytes32>,
}

impl Hashed {
    /// As it can be kept for a while: the verifier is encrypted for this user.
    pub fn seal(&self, keys: &VerifierKeys, user: UserId) -> Result<Sealed, OfficeError> {
        let verifier = keys.seal(&self.verifier, user, &self.kdf)?;
        let marks = self.marks.iter().map(|mark| mark.0).collect();
        Ok(Sealed { verifier, kdf: self.kdf.clone(), marks })
    }
}

/// A hashed password as it can be kept for a while.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sealed {
    verifier: Vec<u8>,
    kdf: KdfName,
    marks: Vec<[u8; 32]>,
}

impl Sealed {
    /// What [`Hashed::seal`] was given.
    pub fn open(&self, keys: &VerifierKeys, user: UserId) -> Result<Hashed, OfficeError> {
        let verifier = keys.open(&self.verifier, user, &self.kdf)?;
        Ok(Hashed { verifier, kdf: self.kdf.clone(), marks: self.marks().collect() })
    }

    /// The marks under each KDF.
    pub fn marks(&self) -> impl Iterator<Item = Bytes32> {
        self.marks.iter().copied().map(Bytes32)
    }
}

/// Hashes passwords on all cores; `progress` is told how many are done.
pub fn hash_all(
    passwords: &[&PosPassword],
    kdfs: &[Kdf],
    keys: &VerifierKeys,
    progress: &(dyn Fn(usize) + Sync),
) -> Result<Vec<Hashed>, OfficeError> {
    let workers = std::thread::available_parallelism().map_or(1, usize::from).min(passwords.len());
    let (next, done) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let results = Mutex::new(Vec::with_capacity(passwords.len()));
    std::thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                let mut memory = KdfMemory::default();
                loop {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    let Some(password) = passwords.get(index) else { break };
                    let hashed = hash(password, kdfs, keys, &mut memory);
                    results.lock().push((index, hashed));
                    progress(done.fetch_add(1, Ordering::Relaxed) + 1);
                }
            });
        }
    });
    let mut results = results.into_inner();
    results.sort_unstable_by_key(|(index, _)| *index);
    results.into_iter().map(|(_, hashed)| hashed).collect()
}

fn hash(
    password: &PosPassword,
    kdfs: &[Kdf],
    keys: &VerifierKeys,
    memory: &mut KdfMemory,
) -> Result<Hashed, OfficeError> {
    let mut first = None;
    let mut marks = Vec::new();
    for kdf in kdfs {
        let verifier = kdf.verifier(password, memory).map_err(|error| HashError::Argon2(error.to_string()))?;
        marks.push(keys.mark(&verifier));
        first.get_or_insert((verifier, kdf.name.clone()));
    }
    let (verifier, kdf) = first.ok_or(HashError::NoLiveKdf)?;
    Ok(Hashed { verifier, kdf, marks })
}

/// What became of a password that was to be set.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Outcome {
    /// It is set.
    Set,
    /// The user already has it.
    Unchanged,
    /// Somebody else has it, or had it not long enough ago.
    Taken,
}

/// Sets a user's password unless it is taken under any KDF that it was hashed under.
pub fn set(
    tx: &mut Tx<'_>,
    keys: &VerifierKeys,
    user: UserId,
    hashed: &Hashed,
    now: UnixMs,
    released_until: UnixMs,
) -> Result<Outcome, OfficeError> {
    let present = pos_passwords::of_user(tx, user)?;
    if present.is_some_and(|present| hashed.marks.contains(&present.uniqueness)) {
        return Ok(Outcome::Unchanged);
    }
    for mark in &hashed.marks {
        if pos_passwords::taken_by_other(tx, user, *mark, now)? {
            return Ok(Outcome::Taken);
        }
    }
    store(tx, keys, user, &hashed.verifier, &hashed.kdf, released_until)?;
    Ok(Outcome::Set)
}

/// Stores a verifier whose uniqueness is known.
pub fn store(
    tx: &mut Tx<'_>,
    keys: &VerifierKeys,
    user: UserId,
    verifier: &Verifier,
    kdf: &KdfName,
    released_until: UnixMs,
) -> Result<(), OfficeError> {
    let password = pos_passwords::PosPassword {
        user,
        kdf: kdf.clone(),
        sealed_verifier: keys.seal(verifier, user, kdf)?,
        uniqueness: keys.mark(verifier),
        verifier_revision: 0,
    };
    Ok(pos_passwords::set(tx, &password, released_until)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_everybody_tries_first_is_blocked() {
        for (password, blocked) in [
            ("1234", true),
            ("0000", true),
            ("111111", true),
            ("123456", true),
            ("7890", true),
            ("9876", true),
            ("0987", true),
            ("abcd", true),
            ("Parool", true),
            ("2580", true),
            ("482913", false),
            ("4711", false),
            ("Kask7", false),
        ] {
            assert_eq!(is_blocked(&PosPassword::new(password).unwrap()), blocked, "{password}");
        }
    }
    #[test]
    fn days_are_recognised() {
        for (digits, date) in [
            ("241298", true),
            ("122498", true),
            ("981224", true),
            ("482913", false),
            ("24121998", true),
            ("19981224", true),
            ("48291377", false),
        ] {
            assert_eq!(looks_like_a_date(digits), date, "{digits}");
        }
    }
}
