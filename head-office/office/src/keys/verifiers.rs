//! What protects verifiers in the database.

use super::{KeyError, random};
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use hmac::{Hmac, Mac};
use sha2::Sha256;
use sync_core::domain::{Bytes32, KdfName, UserId, Verifier};
use zeroize::Zeroizing;

const NONCE_BYTES: usize = 24;

/// A sealed verifier that does not open: another key, another user's, or changed.
#[derive(Debug, thiserror::Error)]
#[error("a stored verifier does not open with the key in keys/; database and keys do not belong together")]
pub struct DoesNotOpen;

/// The keys that seal verifiers and compare them.
pub struct VerifierKeys {
    sealing: Zeroizing<[u8; 32]>,
    uniqueness: Zeroizing<[u8; 32]>,
}

impl VerifierKeys {
    pub(super) fn new(sealing: Zeroizing<[u8; 32]>, uniqueness: Zeroizing<[u8; 32]>) -> Self {
        Self { sealing, uniqueness }
    }

    /// Encrypts a verifier for this user and KDF (XChaCha20-Poly1305, random nonce in front).
    pub fn seal(&self, verifier: &Verifier, user: UserId, kdf: &KdfName) -> Result<Vec<u8>, KeyError> {
        let nonce = random::<NONCE_BYTES>()?;
        let payload = Payload { msg: verifier.expose(), aad: &bound_to(user, kdf) };
        let sealed =
            self.cipher().encrypt(&XNonce::from(*nonce), payload).expect("32 bytes are far below the cipher's limit");
        Ok([&nonce[..], &sealed].concat())
    }

    /// Decrypts what [`VerifierKeys::seal`] made.
    pub fn open(&self, sealed: &[u8], user: UserId, kdf: &KdfName) -> Result<Verifier, DoesNotOpen> {
        let (nonce, sealed) = sealed.split_first_chunk::<NONCE_BYTES>().ok_or(DoesNotOpen)?;
        let payload = Payload { msg: sealed, aad: &bound_to(user, kdf) };
        let opened = self.cipher().decrypt(&XNonce::from(*nonce), payload).map_err(|_| DoesNotOpen)?;
        let opened = Zeroizing::new(opened);
        Ok(Verifier::from_bytes(opened.as_slice().try_into().map_err(|_| DoesNotOpen)?))
    }

    /// Equal for equal verifiers; says nothing to who lacks the key (HMAC-SHA256).
    pub fn mark(&self, verifier: &Verifier) -> Bytes32 {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.uniqueness[..]).expect("HMAC takes keys of any length");
        mac.update(verifier.expose());
        Bytes32(mac.finalize().into_bytes().into())
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(&(*self.sealing).into())
    }
}

fn bound_to(user: UserId, kdf: &KdfName) -> Vec<u8> {
    [user.0.as_bytes(), kdf.0.as_bytes()].concat()
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn a_sealed_verifier_opens_only_for_its_user_and_kdf_with_its_key() {
        let keys = VerifierKeys::new(Zeroizing::new([1; 32]), Zeroizing::new([2; 32]));
        let (user, other) = (UserId(Uuid::from_u128(1)), UserId(Uuid::from_u128(2)));
        let (kdf, other_kdf) = (KdfName("a".into()), KdfName("b".into()));
        let verifier = Verifier::from_bytes([9; 32]);
        let sealed = keys.seal(&verifier, user, &kdf).unwrap();
        assert!(keys.open(&sealed, user, &kdf).unwrap() == verifier);
        assert!(!sealed.windows(8).any(|window| window == [9; 8]));

        assert!(keys.open(&sealed, other, &kdf).is_err());
        assert!(keys.open(&sealed, user, &other_kdf).is_err());
        assert!(keys.open(&sealed[..20], user, &kdf).is_err());
        let stranger = VerifierKeys::new(Zeroizing::new([3; 32]), Zeroizing::new([4; 32]));
        assert!(stranger.open(&sealed, user, &kdf).is_err());

        assert_eq!(keys.mark(&verifier), keys.mark(&Verifier::from_bytes([9; 32])));
        assert_ne!(keys.mark(&verifier), stranger.mark(&verifier));
    }
}
