//! The random secrets in cookies and links.

use crate::keys::{KeyError, LinkKey, random};
use sha2::{Digest, Sha256};
use std::fmt;
use sync_core::domain::Bytes32;
use uuid::Uuid;
use zeroize::Zeroizing;

/// 256 random bits, written as 64 hexadecimal digits.
#[derive(Clone)]
pub struct Token(Zeroizing<[u8; 32]>);

impl Token {
    /// A new one.
    ///
    /// # Errors
    /// When the system gives no random bytes.
    pub fn new() -> Result<Self, KeyError> {
        Ok(Self(random::<32>()?))
    }

    /// That of the link in a mail.
    pub fn of_mail(key: &LinkKey, mail: Uuid) -> Self {
        Self(key.token(mail))
    }

    /// Reads what [`Token::to_text`] wrote.
    pub fn from_text(text: &str) -> Option<Self> {
        let digits = text.as_bytes();
        if digits.len() != 64 {
            return None;
        }
        let mut bytes = Zeroizing::new([0; 32]);
        for (byte, pair) in bytes.iter_mut().zip(digits.chunks(2)) {
            let [high, low] = [pair[0], pair[1]].map(|digit| char::from(digit).to_digit(16));
            *byte = u8::try_from(high? * 16 + low?).ok()?;
        }
        Some(Self(bytes))
    }

    /// As it stands in a cookie or a link.
    pub fn to_text(&self) -> String {
        self.0.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// What the database holds of it. It is random enough that a plain hash gives nothing away.
    pub fn hash(&self) -> Bytes32 {
        Bytes32(Sha256::digest(&self.0[..]).into())
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::Token;

    #[test]
    fn what_is_written_can_be_read_and_nothing_else() {
        let token = Token::new().unwrap();
        assert_eq!(Token::from_text(&token.to_text()).unwrap().hash(), token.hash());
        assert_ne!(Token::new().unwrap().hash(), token.hash());
        let text = token.to_text();
        for wrong in ["", "0", &text[1..], &format!("{text}0"), &"x".repeat(64), &"é".repeat(32)] {
            assert!(Token::from_text(wrong).is_none(), "{wrong}");
        }
        assert_eq!(format!("{token:?}"), "Token(…)");
    }
}
