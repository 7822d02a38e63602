//! Fixed-size byte strings that encode as bytes, compare in constant time and print as hex or not at all.

use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use subtle::ConstantTimeEq;
use zeroize::{Zeroize, ZeroizeOnDrop};

/// Encodes a fixed-size array as one byte string, for `#[serde(with = "byte_array")]`.
pub mod byte_array {
    use super::*;

    /// Writes the bytes as one byte string.
    pub fn serialize<S: Serializer, const N: usize>(bytes: &[u8; N], to: S) -> Result<S::Ok, S::Error> {
        serde_bytes::serialize(&bytes[..], to)
    }

    /// Reads a byte string of exactly `N` bytes.
    pub fn deserialize<'de, D: Deserializer<'de>, const N: usize>(from: D) -> Result<[u8; N], D::Error> {
        from.deserialize_bytes(Exactly::<N>)
    }
}

/// Copies the bytes straight to where they belong: a secret leaves no copy on the heap.
struct Exactly<const N: usize>;

impl<const N: usize> Visitor<'_> for Exactly<N> {
    type Value = [u8; N];

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{N} bytes")
    }

    fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<[u8; N], E> {
        bytes.try_into().map_err(|_| E::invalid_length(bytes.len(), &self))
    }
}

/// A public 32-byte value: a digest, a hash, a public key. Prints as hex.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Bytes32(#[serde(with = "byte_array")] pub [u8; 32]);

impl fmt::Display for Bytes32 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Bytes32 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

/// What the terminal sends along with a request and head office signs into its answer, so that an old answer cannot be
/// passed off as a new one.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Nonce(#[serde(with = "byte_array")] pub [u8; 16]);

impl fmt::Display for Nonce {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl std::str::FromStr for Nonce {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        hex(text).map(Nonce).ok_or(())
    }
}

/// The secret a terminal shows head office with every request. Printed nowhere; head office keeps only its hash.
#[derive(Clone, Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
#[serde(transparent)]
pub struct DeviceToken(#[serde(with = "byte_array")] [u8; 32]);

impl DeviceToken {
    /// Makes a token of 32 random bytes.
    pub fn from_random(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The bytes, for hashing and for the identity file.
    pub fn expose(&self) -> &[u8; 32] {
        &self.0
    }

    /// The token as it stands in an `Authorization: Bearer` header (RFC 6750): 64 hex digits.
    pub fn to_bearer(&self) -> String {
        Bytes32(self.0).to_string()
    }

    /// Reads what [`DeviceToken::to_bearer`] wrote.
    pub fn from_bearer(text: &str) -> Option<Self> {
        hex(text).map(Self)
    }
}

impl fmt::Debug for DeviceToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DeviceToken(…)")
    }
}

impl PartialEq for DeviceToken {
    fn eq(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

fn hex<const N: usize>(text: &str) -> Option<[u8; N]> {
    let digits = text.as_bytes();
    if digits.len() != 2 * N || !digits.iter().all(u8::is_ascii_hexdigit) {
        return None;
    }
    let mut bytes = [0; N];
    for (index, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&text[2 * index..2 * index + 2], 16).ok()?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bearer_reads_back_and_nothing_else_does() {
        let token = DeviceToken::from_random([0xa7; 32]);
        assert_eq!(DeviceToken::from_bearer(&token.to_bearer()), Some(token.clone()));
        for wrong in ["", "a7", &"zz".repeat(32), &"+7".repeat(32), &"é".repeat(32)] {
            assert_eq!(DeviceToken::from_bearer(wrong), None, "{wrong}");
        }
        assert!(!format!("{token:?}").contains("a7"));
    }
}
