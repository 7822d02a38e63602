//! Signing in by e-mail address and office password, and choosing these.

use super::device::DeviceCookie;
use super::password::is_password_of;
use super::throttle::{self, BY_ADDRESS, BY_NAME, Wait, give_back, spend};
use super::{Email, OfficePassword, SignedIn, Token, confirmation, session};
use crate::db::audit::{self, AuditEntry, AuditKind};
use crate::db::office_accounts::SignInFacts;
use crate::db::office_sessions::BegunBy;
use crate::db::{DbError, failed_sign_ins, office_accounts, office_sessions};
use crate::domain::email::folded;
use crate::domain::mail::MailKind;
use crate::errors::OfficeError;
use crate::office::Office;
use serde_json::json;
use std::net::IpAddr;

/// Why somebody is not signed in.
#[derive(Debug, thiserror::Error)]
pub enum SignInError {
    /// Which of the reasons it is, nobody is told.
    #[error("there is no active account with this e-mail address and password")]
    Refused,
    /// Too many attempts.
    #[error("too many attempts; wait {} ms", .0.ms)]
    Throttled(Wait),
    /// Head office failed.
    #[error(transparent)]
    Office(#[from] OfficeError),
}

/// Somebody who was signed in.
#[derive(Clone, Debug)]
pub struct Entered {
    /// The session.
    pub session: Token,
    /// What the browser is to show the next time.
    pub device: DeviceCookie,
}

/// Why e-mail address and password are not changed.
#[derive(Debug, thiserror::Error)]
pub enum CredentialsError {
    /// The present password was typed wrongly.
    #[error("this is not the present office password")]
    WrongPassword,
    /// Too many attempts at the present password.
    #[error("too many attempts; wait {} ms", .0.ms)]
    Throttled(Wait),
    /// Too many links were mailed already.
    #[error("too many e-mails; wait {} ms", .0.ms)]
    TooManyMails(Wait),
    /// Another account has the address.
    #[error("another account has this e-mail address")]
    EmailTaken,
    /// Who came by a link does not change an address that there was before.
    #[error("choose an office password first; then the e-mail address can be changed")]
    PasswordFirst,
    /// Head office failed.
    #[error(transparent)]
    Office(#[from] OfficeError),
}

/// What choosing e-mail address and password came to.
#[derive(Clone, Debug)]
pub struct Chosen {
    /// The session that goes on, if another password was chosen.
    pub session: Option<Token>,
    /// Whether the address waits to be confirmed.
    pub must_confirm: bool,
}

impl From<DbError> for SignInError {
    fn from(error: DbError) -> Self {
        Self::Office(error.into())
    }
}

impl From<DbError> for CredentialsError {
    fn from(error: DbError) -> Self {
        Self::Office(error.into())
    }
}

impl Office {
    /// Signs in by what was typed. Costs one hash whoever asks, and an attempt until it turns out right: with a browser
    /// that signed in to this account before one of its own, else one of those that all strangers share. `former`: the
    /// session that the browser shows; it ends.
    pub fn sign_in(
        &self,
        email: &str,
        password: &str,
        from: IpAddr,
        shown: Option<&DeviceCookie>,
        former: Option<&Token>,
    ) -> Result<Entered, SignInError> {
        let folded = folded(email);
        let (token, now) = (Token::new().map_err(OfficeError::from)?, self.clock.now());
        let facts = self.db.read(|tx| office_accounts::by_email(tx, &folded))?;
        let own = |facts: &SignInFacts| shown.filter(|shown| shown.is_good(&self.keys.links, facts, now));
        let counted = match facts.as_ref().and_then(own) {
            Some(device) => vec![(device.counted_by(), BY_NAME)],
            None => vec![(throttle::name(&folded), BY_NAME), (throttle::address(from), BY_ADDRESS)],
        };
        let spent = self.db.write(|tx| spend(tx, &counted, now))?;
        if let Err(wait) = spent {
            return Err(self.refused(from, facts.as_ref(), SignInError::Throttled(wait)));
        }
        let hash = facts.as_ref().and_then(|facts| facts.password_hash.as_deref());
        let right = is_password_of(password, hash)?;
        let entered = self.db.write(|tx| {
            // What was hashed must still hold in the transaction that lets somebody in.
            let present = office_accounts::by_email(tx, &folded)?;
            let Some(present) = present.filter(|present| right && present.active && Some(present) == facts.as_ref())
            else {
                return Err(SignInError::Refused);
            };
            give_back(tx, &counted, now)?;
            if let Some(former) = former {
                office_sessions::end(tx, former.hash())?;
            }
            session::begin(tx, &token, present.user, BegunBy::Password, now)?;
            let device = DeviceCookie::new(&self.keys.links, &present, now).map_err(OfficeError::from)?;
            Ok(Entered { session: token.clone(), device })
        });
        if let (Err(SignInError::Refused), Some(facts)) = (&entered, &facts) {
            self.db.write(|tx| failed_sign_ins::note(tx, facts.user, from, now))?;
        }
        entered.map_err(|error| self.refused(from, facts.as_ref(), error))
    }

    /// Says in the log that somebody was not signed in.
    fn refused(&self, from: IpAddr, facts: Option<&SignInFacts>, error: SignInError) -> SignInError {
        let user = facts.map(|facts| facts.user.to_string());
        match &error {
            SignInError::Office(_) => {}
            refusal => tracing::warn!(%from, user, %refusal, "somebody was not signed in to the office"),
        }
        error
    }

    /// Sets e-mail address and password of whoever is signed in. Another address than there was counts once it is
    /// confirmed; the first one counts at once. With a new password all of that user's sessions end and another begins.
    /// `present`: the password until now, looked at if it must be proven; `password`: `None` keeps it.
    pub fn choose_credentials(
        &self,
        who: &SignedIn,
        present: &str,
        email: &Email,
        password: Option<&OfficePassword>,
    ) -> Result<Chosen, CredentialsError> {
        let (token, now) = (Token::new().map_err(OfficeError::from)?, self.clock.now());
        let user = who.user.id;
        if who.must_prove_password() {
            let counted = [(throttle::name(&user.to_string()), BY_NAME)];
            self.db.write(|tx| spend(tx, &counted, now))?.map_err(CredentialsError::Throttled)?;
            let hash = self.db.read(|tx| office_accounts::password_hash(tx, user))?;
            if !is_password_of(present, hash.as_deref())? {
                return Err(CredentialsError::WrongPassword);
            }
            self.db.write(|tx| give_back(tx, &counted, now))?;
        }
        let hash = password.map(OfficePassword::hash).transpose()?;
        self.db.write(|tx| {
            if office_accounts::by_email(tx, &email.folded())?.is_some_and(|other| other.user != user) {
                return Err(CredentialsError::EmailTaken);
            }
            let before = office_accounts::find(tx, user)?.and_then(|account| account.email);
            let shown = |email: &str| json!({ "email": email }).to_string();
            let entry =
                |kind, before, after| AuditEntry { at: now, by: Some(user), kind, record_id: user.0, before, after };
            let is_another = before.as_deref().is_some_and(|before| folded(before) != email.folded());
            if is_another && !who.must_prove_password() {
                return Err(CredentialsError::PasswordFirst);
            }
            if is_another {
                let asked = confirmation::ask(tx, &self.keys.links, user, email, now)?;
                asked.map_err(CredentialsError::TooManyMails)?;
                confirmation::tell_present_address(tx, MailKind::EmailChangeAsked, user, now)?;
                audit::add(tx, &entry(AuditKind::EmailChangeAsked, None, Some(shown(email.as_str()))))?;
            } else {
                // The first one counts at once, and an invitation with it is needless. A new password alone leaves
                // alone what waits to be confirmed.
                if before.is_none() {
                    confirmation::withdraw(tx, user, now)?;
                }
                office_accounts::set_email(tx, user, email.as_str(), &email.folded())?;
            }
            if let Some(hash) = &hash {
                office_accounts::set_password_hash(tx, user, hash)?;
                office_sessions::end_all_of(tx, user)?;
                session::begin(tx, &token, user, BegunBy::Password, now)?;
                let present = if is_another { before.clone() } else { Some(email.to_string()) };
                let (before, after) = (before.as_deref().map(shown), present.as_deref().map(shown));
                audit::add(tx, &entry(AuditKind::OfficeCredentials, before, after))?;
            }
            Ok(Chosen { session: hash.is_some().then_some(token), must_confirm: is_another })
        })
    }
}
