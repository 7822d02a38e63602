//! The office password: at least ten characters, none of the usual ones, kept as an Argon2id hash with a salt of its own.

use crate::errors::{HashError, OfficeError};
use crate::keys::random;
use argon2::password_hash::phc::{Output, ParamsString, PasswordHash, Salt};
use argon2::{Algorithm, Argon2, Block, Params, Version};
use parking_lot::Mutex;
use std::fmt;
use std::sync::OnceLock;
use subtle::ConstantTimeEq;
use sync_core::domain::fold;
use unicode_normalization::UnicodeNormalization;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

const LEAST_CHARACTERS: usize = 10;
/// Nobody types more; hashing more would be a way to keep the server busy.
const MOST_CHARACTERS: usize = 200;
/// What one password costs: 19 MiB, two passes, one lane (OWASP's password storage recommendation).
const MEMORY_KIB: u32 = 19_456;
const PASSES: u32 = 2;

/// Words that, with whatever digits and signs around them, are no password.
const USUAL: &[&str] = &[
    "abcdefghij",
    "admin",
    "administrator",
    "asdfghjkl",
    "changeme",
    "default",
    "football",
    "iloveyou",
    "kassa",
    "letmein",
    "login",
    "master",
    "office",
    "parole",
    "parool",
    "pass",
    "passw",
    "password",
    "passwordpassword",
    "qazwsxedc",
    "qwerty",
    "qwertyuiop",
    "qwertyqwerty",
    "secret",
    "sunshine",
    "superman",
    "tillgate",
    "tillgatetillgate",
    "user",
    "welcome",
    "zxcvbnm",
    "админ",
    "администратор",
    "касса",
    "пароль",
    "парольпароль",
    "иcукен",
    "ицукен",
    "ицукенгшщз",
];

/// A password that can be chosen.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct OfficePassword(String);

/// Why some text cannot be chosen as office password.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum OfficePasswordError {
    /// Fewer than ten characters.
    #[error("an office password has at least {LEAST_CHARACTERS} characters")]
    TooShort,
    /// More than 200.
    #[error("an office password has at most {MOST_CHARACTERS} characters")]
    TooLong,
    /// One of those that are tried first, or made of the user's own name or address.
    #[error("this office password is easily guessed")]
    EasilyGuessed,
}

impl OfficePassword {
    /// Takes what was typed. `own`: names and addresses the password may not consist of.
    ///
    /// # Errors
    /// When it is too short, too long or easily guessed.
    pub fn choose(typed: &str, own: &[&str]) -> Result<Self, OfficePasswordError> {
        let characters = typed.nfc().take(MOST_CHARACTERS + 1).count();
        if characters < LEAST_CHARACTERS {
            return Err(OfficePasswordError::TooShort);
        }
        if characters > MOST_CHARACTERS {
            return Err(OfficePasswordError::TooLong);
        }
        let password = Self(typed.nfc().collect());
        match is_easily_guessed(&password.0, own) {
            true => Err(OfficePasswordError::EasilyGuessed),
            false => Ok(password),
        }
    }

    /// Its hash as a PHC string, under a new salt.
    ///
    /// # Errors
    /// When the system gives no random bytes or no memory.
    pub fn hash(&self) -> Result<String, OfficeError> {
        let (params, salt) = (own_params()?, random::<16>()?);
        let hash = computed(&params, self.0.as_bytes(), &salt[..])?;
        let phc = PasswordHash {
            algorithm: Algorithm::Argon2id.ident(),
            version: Some(Version::V0x13.into()),
            params: ParamsString::try_from(&params).map_err(unhashed)?,
            salt: Some(Salt::new(&salt[..]).map_err(unhashed)?),
            hash: Some(Output::new(&hash[..]).map_err(unhashed)?),
        };
        Ok(phc.to_string())
    }
}

impl fmt::Debug for OfficePassword {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OfficePassword(…)")
    }
}

/// Whether what was typed is the password of this hash. Takes as long when there is no hash.
///
/// # Errors
/// When nothing can be hashed here.
pub fn is_password_of(typed: &str, hash: Option<&str>) -> Result<bool, OfficeError> {
    let stored = match hash {
        Some(hash) => hash,
        None => nobodys_hash()?,
    };
    #[cfg(any(test, feature = "testing"))]
    counted::note(typed);
    let parsed = PasswordHash::new(stored).map_err(unhashed)?;
    let (Some(salt), Some(kept)) = (parsed.salt, parsed.hash) else { return Ok(false) };
    let params = Params::try_from(&parsed).map_err(unhashed)?;
    let mut normal = Zeroizing::new(String::with_capacity(typed.len() * 3));
    normal.extend(typed.nfc().take(MOST_CHARACTERS));
    let computed = computed(&params, normal.as_bytes(), &salt)?;
    let matches: bool = computed[..].ct_eq(kept.as_bytes()).into();
    Ok(matches && hash.is_some())
}

/// How often each password was compared, for tests that count.
#[cfg(any(test, feature = "testing"))]
pub(crate) mod counted {
    use parking_lot::Mutex;
    use std::collections::BTreeMap;

    static COMPARED: Mutex<BTreeMap<String, usize>> = Mutex::new(BTreeMap::new());

    pub(super) fn note(typed: &str) {
        *COMPARED.lock().entry(typed.to_owned()).or_default() += 1;
    }

    /// How often this one was.
    pub fn compared(typed: &str) -> usize {
        COMPARED.lock().get(typed).copied().unwrap_or_default()
    }
}

/// The hash of a password that nobody has.
fn nobodys_hash() -> Result<&'static str, OfficeError> {
    static HASH: OnceLock<String> = OnceLock::new();
    if let Some(hash) = HASH.get() {
        return Ok(hash);
    }
    let hash = OfficePassword("nobody has this one".into()).hash()?;
    Ok(HASH.get_or_init(|| hash))
}

fn own_params() -> Result<Params, OfficeError> {
    Params::new(MEMORY_KIB, PASSES, 1, None).map_err(unhashed)
}

/// Memory that was hashed in and will be again: given back to the system's allocator, such blocks stay with each thread
/// that had one. No more of them are ever made than hashes are computed at the same time.
static MEMORY: Mutex<Vec<Vec<Block>>> = Mutex::new(Vec::new());

fn computed(
    params: &Params,
    password: &[u8],
    salt: &[u8],
) -> Result<Zeroizing<[u8; Params::DEFAULT_OUTPUT_LEN]>, OfficeError> {
    let memory = || MEMORY.lock();
    let kept = memory().pop();
    let mut blocks = kept.unwrap_or_default();
    if blocks.len() < params.block_count() {
        blocks.resize(params.block_count(), Block::default());
    }
    let mut output = Zeroizing::new([0; Params::DEFAULT_OUTPUT_LEN]);
    let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, params.clone());
    let hashed = argon.hash_password_into_with_memory(password, salt, &mut output[..], &mut blocks[..]);
    blocks.zeroize();
    memory().push(blocks);
    hashed.map(|()| output).map_err(unhashed)
}

fn unhashed(error: impl fmt::Display) -> OfficeError {
    HashError::Argon2(error.to_string()).into()
}

fn is_easily_guessed(password: &str, own: &[&str]) -> bool {
    let folded = fold(password);
    let letters = only_letters(&folded);
    let is_own = |word: &&str| {
        let word = only_letters(&fold(word));
        !word.is_empty() && (letters == word || letters == word.repeat(2))
    };
    let usual = USUAL.iter().any(|usual| only_letters(&fold(usual)) == letters);
    usual || own.iter().any(is_own) || is_pattern(&folded)
}

fn only_letters(text: &str) -> String {
    text.chars().filter(|character| character.is_alphabetic()).collect()
}

/// A short piece over and over, or characters in a row.
fn is_pattern(text: &str) -> bool {
    let characters: Vec<char> = text.chars().collect();
    let repeats =
        |length: usize| characters.iter().zip(characters.iter().skip(length)).all(|(one, other)| one == other);
    let steps: Vec<i64> =
        characters.windows(2).map(|pair| i64::from(u32::from(pair[1])) - i64::from(u32::from(pair[0]))).collect();
    // 9 is followed by 0 on a keyboard, and 0 by 9 the other way.
    let in_a_row = |step: i64| steps.iter().all(|found| *found == step || *found == -9 * step);
    (1..=4).any(repeats) || in_a_row(1) || in_a_row(-1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_can_be_chosen() {
        use OfficePasswordError::{EasilyGuessed, TooLong, TooShort};
        let (longest, longer) = ("ab1c".repeat(49) + "wxyz", "ab1c".repeat(49) + "wxyzü");
        for (typed, expect) in [
            ("four words in a row", Ok(())),
            ("õhtul sajab", Ok(())),
            ("7391846205", Ok(())),
            (longest.as_str(), Ok(())),
            (longer.as_str(), Err(TooLong)),
            ("", Err(TooShort)),
            ("nine char", Err(TooShort)),
            // Nine characters, written with ten code points.
            ("o\u{303}ine char", Err(TooShort)),
            ("Password123!", Err(EasilyGuessed)),
            ("Pärool-2026", Err(EasilyGuessed)),
            ("1234567890", Err(EasilyGuessed)),
            ("0987654321", Err(EasilyGuessed)),
            ("aaaaaaaaaaaa", Err(EasilyGuessed)),
            ("abc1abc1abc1", Err(EasilyGuessed)),
            ("QWERTYUIOP", Err(EasilyGuessed)),
            ("Maasikas 2026", Err(EasilyGuessed)),
            ("mari.maasikas1", Err(EasilyGuessed)),
        ] {
            let own = ["Maasikas", "mari.maasikas"];
            assert_eq!(OfficePassword::choose(typed, &own).map(drop), expect, "{typed:?}");
        }
    }

    #[test]
    fn a_hash_knows_its_password_however_it_was_composed() {
        let password = OfficePassword::choose("k\u{f5}rge puu 12", &[]).unwrap();
        let hash = password.hash().unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert_ne!(hash, password.hash().unwrap(), "each has a salt of its own");
        for (typed, expect) in [("k\u{f5}rge puu 12", true), ("ko\u{303}rge puu 12", true), ("kõrge puu 13", false)] {
            assert_eq!(is_password_of(typed, Some(&hash)).unwrap(), expect, "{typed}");
        }
        assert!(!is_password_of("nobody has this one", None).unwrap());
        assert_eq!(format!("{password:?}"), "OfficePassword(…)");
    }
}
