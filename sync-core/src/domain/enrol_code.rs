//! The one-time enrolment code: 24 characters that bind a terminal to head office and let it verify the very first
//! connection.
//!
//! 120 bits in Crockford's base 32: the first 80 bits of the SHA-256 of head office's CA certificate, then a 40-bit
//! secret. Of the secret's 8 characters the first 3 name the code and the other 5 prove it.

use sha2::{Digest, Sha256};
use std::fmt;
use std::str::FromStr;
use subtle::ConstantTimeEq;

const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const CHARACTERS: usize = 24;
const FINGERPRINT_BYTES: usize = 10;
const SECRET_CHARACTERS: usize = 8;
const NAME_CHARACTERS: usize = 3;

/// The first 80 bits of the SHA-256 of a CA certificate (DER).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Fingerprint(pub [u8; FINGERPRINT_BYTES]);

impl Fingerprint {
    /// The fingerprint of a certificate in DER.
    pub fn of_certificate(der: &[u8]) -> Self {
        let hash = Sha256::digest(der);
        Self(std::array::from_fn(|index| hash[index]))
    }
}

/// The 8 characters of a code that only head office knows beforehand.
#[derive(Clone, PartialEq, Eq)]
pub struct EnrolSecret(String);

impl EnrolSecret {
    /// A secret of 40 random bits.
    pub fn from_random(bytes: [u8; 5]) -> Self {
        Self(to_base32(&bytes))
    }

    /// Under which name head office finds the code; says nothing about the rest.
    pub fn name(&self) -> &str {
        &self.0[..NAME_CHARACTERS]
    }

    /// All 8 characters, as sent in the enrolment request.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Compares in constant time.
    pub fn matches(&self, other: &Self) -> bool {
        self.0.as_bytes().ct_eq(other.0.as_bytes()).into()
    }
}

impl fmt::Debug for EnrolSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "EnrolSecret({}…)", self.name())
    }
}

impl FromStr for EnrolSecret {
    type Err = EnrolCodeError;

    fn from_str(text: &str) -> Result<Self, EnrolCodeError> {
        let characters = normalise(text)?;
        if characters.len() != SECRET_CHARACTERS {
            return Err(EnrolCodeError::Length { due: SECRET_CHARACTERS, typed: characters.len() });
        }
        Ok(Self(characters))
    }
}

/// A whole enrolment code.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct EnrolCode {
    /// Which CA the first connection must be verified by.
    pub fingerprint: Fingerprint,
    /// What the terminal proves itself with, once.
    pub secret: EnrolSecret,
}

/// Why some text is no enrolment code.
#[derive(Debug, thiserror::Error, PartialEq, Eq, Clone, Copy)]
pub enum EnrolCodeError {
    /// A character outside Crockford's alphabet.
    #[error("“{0}” does not occur in enrolment codes")]
    Character(char),
    /// Too few or too many characters.
    #[error("an enrolment code has {due} characters, this has {typed}")]
    Length {
        /// How many there should be.
        due: usize,
        /// How many there are.
        typed: usize,
    },
}

/// Groups of four, separated by hyphens.
impl fmt::Display for EnrolCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = to_base32(&self.fingerprint.0) + &self.secret.0;
        for (index, character) in text.chars().enumerate() {
            if index > 0 && index % 4 == 0 {
                f.write_str("-")?;
            }
            write!(f, "{character}")?;
        }
        Ok(())
    }
}

/// Case, spaces and hyphens do not matter; O reads as 0, I and L as 1 (Crockford).
impl FromStr for EnrolCode {
    type Err = EnrolCodeError;

    fn from_str(text: &str) -> Result<Self, EnrolCodeError> {
        let characters = normalise(text)?;
        if characters.len() != CHARACTERS {
            return Err(EnrolCodeError::Length { due: CHARACTERS, typed: characters.len() });
        }
        let (fingerprint, secret) = characters.split_at(CHARACTERS - SECRET_CHARACTERS);
        Ok(Self { fingerprint: Fingerprint(from_base32(fingerprint)), secret: EnrolSecret(secret.into()) })
    }
}

fn normalise(text: &str) -> Result<String, EnrolCodeError> {
    text.chars()
        .filter(|character| !character.is_whitespace() && *character != '-')
        .map(|character| match character.to_ascii_uppercase() {
            'O' => Ok('0'),
            'I' | 'L' => Ok('1'),
            upper if upper.is_ascii() && ALPHABET.contains(&(upper as u8)) => Ok(upper),
            _ => Err(EnrolCodeError::Character(character)),
        })
        .collect()
}

/// Five bits a character, most significant first; the input is a multiple of five bytes.
fn to_base32(bytes: &[u8]) -> String {
    bytes
        .chunks_exact(5)
        .flat_map(|five| {
            let bits = five.iter().fold(0u64, |bits, byte| bits << 8 | u64::from(*byte));
            (0..8).rev().map(move |place| char::from(ALPHABET[(bits >> (5 * place) & 31) as usize]))
        })
        .collect()
}

fn from_base32<const N: usize>(characters: &str) -> [u8; N] {
    let mut bytes = [0; N];
    for (index, eight) in characters.as_bytes().chunks_exact(8).enumerate() {
        let bits = eight.iter().fold(0u64, |bits, character| {
            bits << 5 | ALPHABET.iter().position(|known| known == character).unwrap_or(0) as u64
        });
        bytes[5 * index..5 * index + 5].copy_from_slice(&bits.to_be_bytes()[3..]);
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code() -> EnrolCode {
        EnrolCode {
            fingerprint: Fingerprint::of_certificate(b"a certificate"),
            secret: EnrolSecret::from_random([0xff, 0, 0x5a, 1, 0x80]),
        }
    }

    #[test]
    fn it_reads_back_however_it_was_typed() {
        let printed = code().to_string();
        assert_eq!(printed.len(), 29);
        for typed in [
            printed.clone(),
            printed.to_lowercase(),
            printed.replace('-', " "),
            printed.replace('-', "").replace('0', "o").replace('1', "l"),
        ] {
            assert_eq!(typed.parse(), Ok(code()), "{typed}");
        }
    }

    #[test]
    fn what_is_wrong_is_named() {
        assert_eq!("K7Q2".parse::<EnrolCode>(), Err(EnrolCodeError::Length { due: 24, typed: 4 }));
        assert_eq!("K7U2".parse::<EnrolCode>(), Err(EnrolCodeError::Character('U')));
        assert_eq!("ключ".parse::<EnrolCode>(), Err(EnrolCodeError::Character('к')));
    }

    #[test]
    fn the_name_is_the_first_three_of_the_secret() {
        let secret = EnrolSecret::from_random([0xff, 0, 0x5a, 1, 0x80]);
        assert_eq!(secret.name(), &secret.expose()[..3]);
        assert_eq!(format!("{secret:?}"), format!("EnrolSecret({}…)", secret.name()));
    }
}
