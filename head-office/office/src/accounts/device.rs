//! A browser that somebody once signed in with (OWASP's device cookies): attempts with it are counted apart from those of
//! strangers, so that nobody can lock an account for whoever uses it.
//!
//! The cookie names the account and a random id, and ends by itself. It is signed together with the hash of the office
//! password: another password voids it.

use super::throttle;
use crate::db::office_accounts::SignInFacts;
use crate::keys::{KeyError, LinkKey, random};
use subtle::ConstantTimeEq;
use sync_core::domain::{Bytes32, UnixMs, UserId};
use uuid::Uuid;

/// For how long a browser keeps it, in seconds: 90 days.
pub const DEVICE_KEPT_S: u32 = 90 * 86_400;

/// See the module.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DeviceCookie {
    account: UserId,
    id: Uuid,
    ends_at: UnixMs,
    mark: Vec<u8>,
}

impl DeviceCookie {
    /// For the account that was just signed in to.
    ///
    /// # Errors
    /// When the system gives no random bytes.
    pub fn new(key: &LinkKey, facts: &SignInFacts, now: UnixMs) -> Result<Self, KeyError> {
        let (account, id) = (facts.user, Uuid::from_bytes(*random::<16>()?));
        let ends_at = now.plus_ms(i64::from(DEVICE_KEPT_S) * 1_000);
        let mark = mark(key, account, id, ends_at, facts).to_vec();
        Ok(Self { account, id, ends_at, mark })
    }

    /// Whether it was made here, for this account with the password it has, and has not ended.
    pub fn is_good(&self, key: &LinkKey, facts: &SignInFacts, now: UnixMs) -> bool {
        let made = mark(key, self.account, self.id, self.ends_at, facts);
        self.account == facts.user && now < self.ends_at && bool::from(made[..].ct_eq(&self.mark))
    }

    /// What attempts with it are counted by.
    pub fn counted_by(&self) -> Bytes32 {
        throttle::device(self.account, self.id)
    }

    /// Reads what [`DeviceCookie::to_text`] wrote.
    pub fn from_text(text: &str) -> Option<Self> {
        let mut parts = text.split('.');
        let account = parts.next()?.parse().ok()?;
        let id = parts.next()?.parse().ok()?;
        let ends_at = UnixMs(parts.next()?.parse().ok()?);
        let digits = parts.next().filter(|digits| digits.len() == 64 && digits.is_ascii())?;
        let pairs = (0..32).map(|at| u8::from_str_radix(&digits[2 * at..2 * at + 2], 16).ok());
        let mark = pairs.collect::<Option<_>>()?;
        parts.next().is_none().then_some(Self { account, id, ends_at, mark })
    }

    /// As it stands in a cookie.
    pub fn to_text(&self) -> String {
        let mark: String = self.mark.iter().map(|byte| format!("{byte:02x}")).collect();
        format!("{}.{}.{}.{mark}", self.account, self.id, self.ends_at.0)
    }
}

fn mark(key: &LinkKey, account: UserId, id: Uuid, ends_at: UnixMs, facts: &SignInFacts) -> [u8; 32] {
    let hash = facts.password_hash.as_deref().unwrap_or_default();
    key.device_mark(&format!("{account} {id} {} {hash}", ends_at.0))
}
