//! The tokens of links that travel by mail.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use uuid::Uuid;
use zeroize::Zeroizing;

/// What is derived is of no use for anything else.
const PURPOSE: &[u8] = b"Tillgate, tokens of links in mail, version 1";

/// Computes the token of a mail's link, so that it need not be stored until the mail is sent.
pub struct LinkKey(Zeroizing<[u8; 32]>);

impl LinkKey {
    /// Derived from the key that seals verifiers: HMAC-SHA256 as a key derivation (RFC 5869, section 3.3: the input is
    /// uniformly random already).
    pub(super) fn derived_from(sealing: &[u8; 32]) -> Self {
        Self(Zeroizing::new(mac(sealing, PURPOSE)))
    }

    /// The token of the link in this mail.
    pub fn token(&self, mail: Uuid) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(mac(&self.0, mail.as_bytes()))
    }
}

fn mac(key: &[u8; 32], message: &[u8]) -> [u8; 32] {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes keys of any length");
    mac.update(message);
    mac.finalize().into_bytes().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_the_mails_and_the_keys() {
        let (key, other) = (LinkKey::derived_from(&[1; 32]), LinkKey::derived_from(&[2; 32]));
        let mail = Uuid::from_u128(7);
        assert_eq!(*key.token(mail), *LinkKey::derived_from(&[1; 32]).token(mail));
        assert_ne!(*key.token(mail), *other.token(mail));
        assert_ne!(*key.token(mail), *key.token(Uuid::from_u128(8)));
        assert_ne!(*key.token(mail), mac(&[1; 32], mail.as_bytes()));
    }
}
