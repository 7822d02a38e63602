//! Signed statements: the exact bytes that were signed, so that nothing is re-encoded before it is verified.
//!
//! The signature (Ed25519, RFC 8032) covers a context string, a zero byte and the SHA-256 of the payload; the context
//! differs by type, so that a head cannot be passed off as a frame.

use crate::domain::{Bytes32, DecodeError, bytes::byte_array, decode, encode};
use ed25519_dalek::{Signer, VerifyingKey};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

/// Names a signing key: the first 8 bytes of the SHA-256 of its public half, as hex.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct KeyId(pub String);

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The public half of a signing key.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PublicKey(pub Bytes32);

impl PublicKey {
    /// The key's name.
    pub fn id(&self) -> KeyId {
        let hash = Sha256::digest(self.0.0);
        KeyId(hash[..8].iter().map(|byte| format!("{byte:02x}")).collect())
    }
}

/// Head office's signing key.
pub struct SigningKey(ed25519_dalek::SigningKey);

impl SigningKey {
    /// The key with this 32-byte seed.
    pub fn from_seed(seed: &[u8; 32]) -> Self {
        Self(ed25519_dalek::SigningKey::from_bytes(seed))
    }

    /// Its public half.
    pub fn public(&self) -> PublicKey {
        PublicKey(Bytes32(self.0.verifying_key().to_bytes()))
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SigningKey({})", self.public().id())
    }
}

/// The keys a terminal believes: pinned at enrolment, by id.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TrustedKeys(BTreeMap<KeyId, PublicKey>);

impl TrustedKeys {
    /// Whether the key is among them.
    pub fn contains(&self, id: &KeyId) -> bool {
        self.0.contains_key(id)
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl FromIterator<PublicKey> for TrustedKeys {
    fn from_iter<I: IntoIterator<Item = PublicKey>>(keys: I) -> Self {
        Self(keys.into_iter().map(|key| (key.id(), key)).collect())
    }
}

/// A type that head office signs.
pub trait Signable: Serialize + DeserializeOwned {
    /// Separates this type's signatures from all others'.
    const CONTEXT: &'static str;
}

/// Why a signed statement is not believed.
#[derive(Debug, thiserror::Error)]
pub enum SignatureError {
    /// Signed by a key that was not pinned.
    #[error("signed by the unknown key {0}")]
    UnknownKey(KeyId),
    /// The signature does not fit the bytes.
    #[error("the signature of key {0} does not fit")]
    Invalid(KeyId),
    /// Properly signed, but not of the type it should be.
    #[error(transparent)]
    Payload(#[from] DecodeError),
}

/// An encoded `T` and the signature over it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(bound = "")]
pub struct Signed<T> {
    #[serde(with = "serde_bytes")]
    payload: Vec<u8>,
    key_id: KeyId,
    #[serde(with = "byte_array")]
    signature: [u8; 64],
    #[serde(skip)]
    of: PhantomData<T>,
}

impl<T: Signable> Signed<T> {
    /// Signs a value.
    pub fn sign(value: &T, key: &SigningKey) -> Self {
        let payload = encode(value);
        let signature = key.0.sign(&signed_bytes::<T>(&payload)).to_bytes();
        Self { payload, key_id: key.public().id(), signature, of: PhantomData }
    }

    /// Gives the value if one of the keys signed it.
    ///
    /// # Errors
    /// When the key is not among them, the signature does not fit, or the payload is no `T`.
    pub fn verify(&self, keys: &TrustedKeys) -> Result<T, SignatureError> {
        let key = keys.0.get(&self.key_id).ok_or_else(|| SignatureError::UnknownKey(self.key_id.clone()))?;
        let invalid = || SignatureError::Invalid(self.key_id.clone());
        let key = VerifyingKey::from_bytes(&key.0.0).map_err(|_| invalid())?;
        let signature = ed25519_dalek::Signature::from_bytes(&self.signature);
        key.verify_strict(&signed_bytes::<T>(&self.payload), &signature).map_err(|_| invalid())?;
        Ok(decode(&self.payload)?)
    }
}

impl<T> Signed<T> {
    /// The key that claims to have signed.
    pub fn key_id(&self) -> &KeyId {
        &self.key_id
    }
}

impl<T> fmt::Debug for Signed<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Signed({} bytes by {})", self.payload.len(), self.key_id)
    }
}

fn signed_bytes<T: Signable>(payload: &[u8]) -> Vec<u8> {
    [T::CONTEXT.as_bytes(), &[0], &Sha256::digest(payload)].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Clone, Serialize, Deserialize, PartialEq, Debug)]
    struct Statement(String);
    impl Signable for Statement {
        const CONTEXT: &'static str = "statement";
    }
    #[derive(Clone, Serialize, Deserialize, PartialEq, Debug)]
    struct Other(String);
    impl Signable for Other {
        const CONTEXT: &'static str = "other";
    }

    fn key(seed: u8) -> SigningKey {
        SigningKey::from_seed(&[seed; 32])
    }

    #[test]
    fn only_what_a_trusted_key_signed_as_this_type_is_believed() {
        let keys: TrustedKeys = [key(1).public()].into_iter().collect();
        let signed = Signed::sign(&Statement("all is well".into()), &key(1));
        assert_eq!(signed.verify(&keys).unwrap(), Statement("all is well".into()));

        let stranger = Signed::sign(&Statement("all is well".into()), &key(2));
        assert!(matches!(stranger.verify(&keys), Err(SignatureError::UnknownKey(_))));

        let impostor = Signed { key_id: key(1).public().id(), ..stranger };
        assert!(matches!(impostor.verify(&keys), Err(SignatureError::Invalid(_))));

        let as_other: Signed<Other> = decode(&encode(&signed)).unwrap();
        assert!(matches!(as_other.verify(&keys), Err(SignatureError::Invalid(_))));

        for place in 0..signed.payload.len() {
            let mut flipped = signed.clone();
            flipped.payload[place] ^= 1;
            assert!(matches!(flipped.verify(&keys), Err(SignatureError::Invalid(_))), "byte {place}");
        }
    }
}
