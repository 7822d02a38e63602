//! The POS password and the one hash that is computed of it.
//!
//! `S = Argon2id(password in NFC, salt of the company, named parameters)`, 32 bytes: the [`Verifier`] (RFC 9106).
//! Neither a password nor a verifier can be printed; both are wiped from memory when dropped.

use super::keyboard::can_be_typed;
use argon2::{Algorithm, Argon2, Block, Params, Version};
use serde::{Deserialize, Serialize};
use std::fmt;
use unicode_normalization::UnicodeNormalization;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

/// The most characters a POS password may have.
const MAX_CHARACTERS: usize = 64;

/// What a user types at the terminal: 1 to 64 characters of any script, none of them a control character, kept in
/// Unicode's normalization form C so that two keyboards that compose differently give the same password.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct PosPassword(String);

/// Why some text cannot be a POS password.
#[derive(Debug, thiserror::Error, PartialEq, Eq, Clone, Copy)]
pub enum PosPasswordError {
    /// Nothing was typed.
    #[error("a POS password cannot be empty")]
    Empty,
    /// More than 64 characters.
    #[error("a POS password has at most {MAX_CHARACTERS} characters")]
    TooLong,
    /// A control character, such as a tab.
    #[error("a POS password cannot contain control characters")]
    ControlCharacter,
    /// A character that the keyboard on a terminal's screen lacks.
    #[error("a POS password has only characters that the keyboard on a terminal's screen has")]
    NotOnKeyboard,
}

impl PosPassword {
    /// Takes a password that somebody chooses: it must be one that can be typed at every terminal. What is typed there may
    /// be older than this rule.
    ///
    /// # Errors
    /// As [`PosPassword::new`], and when it has a character that the keyboard on a terminal's screen lacks.
    pub fn chosen(typed: &str) -> Result<Self, PosPasswordError> {
        let password = Self::new(typed)?;
        match password.0.chars().all(can_be_typed) {
            true => Ok(password),
            false => Err(PosPasswordError::NotOnKeyboard),
        }
    }

    /// Takes what was typed.
    ///
    /// # Errors
    /// When it is empty, too long or contains control characters.
    pub fn new(typed: &str) -> Result<Self, PosPasswordError> {
        // Room for the longest password at once: growing would leave copies behind in freed memory.
        let mut text = Zeroizing::new(String::with_capacity(4 * MAX_CHARACTERS + 4));
        for (index, character) in typed.nfc().enumerate() {
            if index == MAX_CHARACTERS {
                return Err(PosPasswordError::TooLong);
            }
            if character.is_control() {
                return Err(PosPasswordError::ControlCharacter);
            }
            text.push(character);
        }
        if text.is_empty() {
            return Err(PosPasswordError::Empty);
        }
        Ok(Self(std::mem::take(&mut *text)))
    }

    /// The text, for the checks head office makes when a password is set.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for PosPassword {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PosPassword(…)")
    }
}

/// `S`: what a POS password hashes to under one KDF.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
#[serde(transparent)]
pub struct Verifier(#[serde(with = "super::bytes::byte_array")] [u8; 32]);

impl Verifier {
    /// A verifier from its bytes.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The bytes, for the keyed tag and for head office's encryption.
    pub fn expose(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Debug for Verifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Verifier(…)")
    }
}

/// The name of a KDF: directory rows say by it under which parameters their verifier was made.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct KdfName(pub String);

impl fmt::Display for KdfName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Argon2id with the company's salt and named parameters.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Kdf {
    /// Its name; a change of parameters is a new name.
    pub name: KdfName,
    /// The company's salt.
    #[serde(with = "super::bytes::byte_array")]
    pub salt: [u8; 16],
    /// `m`, in KiB.
    pub memory_kib: u32,
    /// `t`, passes over the memory.
    pub passes: u32,
    /// `p`, lanes.
    pub lanes: u32,
}

impl Kdf {
    /// The default cost: RFC 9106's memory-constrained set (64 MiB, three passes) with one lane.
    pub fn recommended(name: KdfName, salt: [u8; 16]) -> Self {
        Self { name, salt, memory_kib: 65_536, passes: 3, lanes: 1 }
    }

    /// Computes the verifier of a password: the one deliberate cost of a login.
    ///
    /// # Errors
    /// When the parameters are outside RFC 9106's bounds.
    pub fn verifier(&self, password: &PosPassword, memory: &mut KdfMemory) -> Result<Verifier, argon2::Error> {
        let params = Params::new(self.memory_kib, self.passes, self.lanes, Some(32))?;
        let blocks = memory.at_least(params.block_count());
        let mut verifier = Verifier([0; 32]);
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params).hash_password_into_with_memory(
            password.0.as_bytes(),
            &self.salt,
            &mut verifier.0,
            blocks,
        )?;
        Ok(verifier)
    }
}

/// The hash's working memory, kept between attempts because getting 64 MiB of zeroed pages costs as much as a tenth of
/// the hash. The driver drops it after an idle minute.
#[derive(Default)]
pub struct KdfMemory {
    blocks: Vec<Block>,
    hashes: u64,
}

impl KdfMemory {
    /// How many hashes were computed in this memory: a login computes one per live KDF, and tests count them.
    pub fn hashes(&self) -> u64 {
        self.hashes
    }

    /// Gives the memory back to the system; what was computed in it is overwritten first.
    pub fn release(&mut self) {
        self.blocks.zeroize();
        self.blocks = Vec::new();
    }

    fn at_least(&mut self, blocks: usize) -> &mut [Block] {
        if self.blocks.len() < blocks {
            self.blocks.resize(blocks, Block::default());
        }
        self.hashes += 1;
        &mut self.blocks[..blocks]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cheap() -> Kdf {
        Kdf { name: KdfName("test".into()), salt: *b"sixteen byte sal", memory_kib: 8, passes: 1, lanes: 1 }
    }

    #[test]
    fn what_can_be_a_password() {
        for (typed, expect) in [
            ("4829", Ok(())),
            ("пароль Õ!", Ok(())),
            ("", Err(PosPasswordError::Empty)),
            ("12\t34", Err(PosPasswordError::ControlCharacter)),
            (&"я".repeat(64), Ok(())),
            (&"1".repeat(65), Err(PosPasswordError::TooLong)),
        ] {
            assert_eq!(PosPassword::new(typed).map(drop), expect, "{typed:?}");
        }
    }

    #[test]
    fn a_password_is_chosen_of_what_can_be_typed_at_a_terminal() {
        for (typed, expect) in [
            ("4829", Ok(())),
            ("пароль Õ!", Ok(())),
            ("o\u{303}un", Ok(())),
            ("12\t34", Err(PosPasswordError::ControlCharacter)),
            ("niño", Err(PosPasswordError::NotOnKeyboard)),
            ("4829\u{a0}", Err(PosPasswordError::NotOnKeyboard)),
            ("48😀29", Err(PosPasswordError::NotOnKeyboard)),
        ] {
            assert_eq!(PosPassword::chosen(typed).map(drop), expect, "{typed:?}");
        }
        assert!(PosPassword::new("niño").is_ok(), "who has it goes on typing it");
    }

    #[test]
    fn composed_and_decomposed_letters_are_one_password() {
        let mut memory = KdfMemory::default();
        let composed = cheap().verifier(&PosPassword::new("k\u{e4}\u{e4}rid").unwrap(), &mut memory).unwrap();
        let decomposed = cheap().verifier(&PosPassword::new("ka\u{308}a\u{308}rid").unwrap(), &mut memory).unwrap();
        assert!(composed == decomposed);
        assert_eq!(memory.hashes(), 2);
    }

    #[test]
    fn reused_memory_changes_nothing_and_every_parameter_matters() {
        let password = PosPassword::new("482913").unwrap();
        let mut used = KdfMemory::default();
        let first = cheap().verifier(&password, &mut used).unwrap();
        assert!(first == cheap().verifier(&password, &mut used).unwrap());
        for other in [Kdf { salt: [7; 16], ..cheap() }, Kdf { memory_kib: 16, ..cheap() }, Kdf { passes: 2, ..cheap() }]
        {
            assert!(first != other.verifier(&password, &mut used).unwrap(), "{other:?}");
        }
        assert!(Kdf { lanes: 0, ..cheap() }.verifier(&password, &mut used).is_err());
    }

    #[test]
    fn secrets_do_not_print() {
        assert_eq!(format!("{:?}", PosPassword::new("4829").unwrap()), "PosPassword(…)");
        assert_eq!(format!("{:?}", Verifier([0x61; 32])), "Verifier(…)");
    }
}
