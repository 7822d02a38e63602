//! Somebody says that an office password is forgotten: whoever reads the account's mail gets a link that signs in.

use super::link::LIFE_MS;
use super::throttle::{self, Allowance, BY_ADDRESS, Wait, spend};
use super::{Email, Token};
use crate::db::audit::{self, AuditEntry, AuditKind};
use crate::db::one_time_links::{self, OneTimeLink};
use crate::db::{DbError, office_accounts};
use crate::domain::mail::MailKind;
use crate::errors::OfficeError;
use crate::mail;
use crate::office::Office;
use std::net::IpAddr;
use uuid::Uuid;

/// Mails to one address: nobody's mailbox is to be filled by others.
const MAILS: Allowance = Allowance::new(3, 20 * 60_000);

/// Why nothing is done.
#[derive(Debug, thiserror::Error)]
pub enum ForgottenError {
    /// Too many requests.
    #[error("too many requests; wait {} ms", .0.ms)]
    Throttled(Wait),
    /// Head office failed.
    #[error(transparent)]
    Office(#[from] OfficeError),
}

impl From<DbError> for ForgottenError {
    fn from(error: DbError) -> Self {
        Self::Office(error.into())
    }
}

impl Office {
    /// Mails a link to the active account with this e-mail address, if there is one; nobody is told whether. Links
    /// made otherwise stay good: whoever asks may be a stranger. The password stays until another is chosen.
    pub fn forgot_password(&self, email: &Email, from: IpAddr) -> Result<(), ForgottenError> {
        let (id, now, folded) = (Uuid::now_v7(), self.clock.now(), email.folded());
        let counted = [(throttle::forgotten(&folded), MAILS), (throttle::address(from), BY_ADDRESS)];
        self.db.write(|tx| spend(tx, &counted, now))?.map_err(ForgottenError::Throttled)?;
        self.db.write(|tx| {
            let Some(account) = office_accounts::by_email(tx, &folded)?.filter(|account| account.active) else {
                return Ok(());
            };
            // To the address on record: what was typed may be cased otherwise.
            let stored = office_accounts::find(tx, account.user)?.and_then(|account| account.email);
            let Some(Ok(address)) = stored.map(|stored| Email::parse(&stored)) else { return Ok(()) };
            let (token, expires_at) = (Token::of_mail(&self.keys.links, id), now.plus_ms(LIFE_MS));
            one_time_links::replace_mailed(tx, token.hash(), &OneTimeLink { user: account.user, expires_at }, now)?;
            mail::queue(tx, id, MailKind::ForgottenPassword, account.user, &address, now, expires_at)?;
            let (kind, record_id) = (AuditKind::ForgottenPassword, account.user.0);
            audit::add(tx, &AuditEntry { at: now, by: None, kind, record_id, before: None, after: None })?;
            Ok(())
        })
    }
}
