//! The tokens of links that travel by mail, the secrets of enrolment codes, and the marks of forms.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use sync_core::domain::{Bytes32, EnrolSecret, UserId};
use uuid::Uuid;
use zeroize::Zeroizing;

/// What is derived is of no use for anything else.
const PURPOSE: &[u8] = b"Tillgate, tokens of links in mail, version 1";
const FORMS: &[u8] = b"Tillgate, marks of opened forms, version 1";
const CODES: &[u8] = b"Tillgate, secrets of enrolment codes, version 1";

/// Computes the token of a mail's link, and the marks on browsers' cookies, so that it need not be stored until the mail is sent.
pub struct LinkKey(Zeroizing<[u8; 32]>);

impl LinkKey {
    /// Derived from the key that seals verifiers: HMAC-SHA256 as a key derivation (RFC 5869, section 3.3: the input is
    /// uniformly random already).
    pub(super) fn derived_from(sealing: &[u8; 32]) -> Self {
        Self(Zeroizing::new(mac(sealing, PURPOSE)))
    }

    /// The mark that makes a browser's cookie one of ours. No mail's id is as long as what is marked.
    pub fn device_mark(&self, marked: &str) -> [u8; 32] {
        mac(&self.0, format!("device {marked}").as_bytes())
    }

    /// The token of the link in this mail.
    pub fn token(&self, mail: Uuid) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(mac(&self.0, mail.as_bytes()))
    }
}

/// Computes the secret of an enrolment code, so that it need not be stored until it is shown.
pub struct CodeKey(Zeroizing<[u8; 32]>);

impl CodeKey {
    /// Derived as [`LinkKey`].
    pub(super) fn derived_from(sealing: &[u8; 32]) -> Self {
        Self(Zeroizing::new(mac(sealing, CODES)))
    }

    /// The secret of the code that was made from this random id.
    pub fn secret(&self, fresh: Uuid) -> EnrolSecret {
        let bytes = Zeroizing::new(mac(&self.0, fresh.as_bytes()));
        EnrolSecret::from_random(std::array::from_fn(|index| bytes[index]))
    }
}

/// Marks a form with whom it was opened for: when it is sent and nobody is signed in any more, what was typed is kept for
/// that user and for nobody else.
pub struct FormKey(Zeroizing<[u8; 32]>);

impl FormKey {
    /// Derived as [`LinkKey`].
    pub(super) fn derived_from(sealing: &[u8; 32]) -> Self {
        Self(Zeroizing::new(mac(sealing, FORMS)))
    }

    /// The mark of a form of this user.
    pub fn mark(&self, form: Uuid, user: UserId) -> String {
        format!("{user}.{}", Bytes32(mac(&self.0, &of(form, user))))
    }

    /// Whose form it is, if the mark is one of ours.
    pub fn owner(&self, form: Uuid, mark: &str) -> Option<UserId> {
        let (user, given) = mark.split_once('.')?;
        let (user, given): (UserId, [u8; 32]) = (user.parse().ok()?, bytes(given)?);
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0[..]).expect("HMAC takes keys of any length");
        mac.update(&of(form, user));
        mac.verify_slice(&given).ok().map(|()| user)
    }
}

/// Reads what [`Bytes32`] writes.
fn bytes(text: &str) -> Option<[u8; 32]> {
    let mut bytes = [0; 32];
    let is_right = text.len() == 64 && text.is_ascii();
    for (index, byte) in bytes.iter_mut().enumerate().filter(|_| is_right) {
        *byte = u8::from_str_radix(&text[2 * index..2 * index + 2], 16).ok()?;
    }
    is_right.then_some(bytes)
}

fn of(form: Uuid, user: UserId) -> Vec<u8> {
    [form.as_bytes().as_slice(), user.0.as_bytes()].concat()
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
    #[test]
    fn a_form_is_whose_it_was_opened_for() {
        let (key, other) = (FormKey::derived_from(&[1; 32]), FormKey::derived_from(&[2; 32]));
        let (form, user) = (Uuid::from_u128(7), UserId(Uuid::from_u128(8)));
        let mark = key.mark(form, user);
        assert_eq!(key.owner(form, &mark), Some(user));
        assert_eq!((key.owner(Uuid::from_u128(9), &mark), other.owner(form, &mark)), (None, None));
        let another = mark.replacen(&user.to_string(), &UserId(Uuid::from_u128(9)).to_string(), 1);
        assert_eq!((key.owner(form, &another), key.owner(form, "x")), (None, None));
    }
}
