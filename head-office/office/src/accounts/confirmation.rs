//! An e-mail address counts once the link that was mailed to it is followed: who signs in by it reads what comes there.

use super::link::LIFE_MS;
use super::throttle::{self, Allowance, Wait, spend};
use super::{Email, OfficePassword, Token, session};
use crate::db::audit::{self, AuditKind, Change};
use crate::db::confirmations::{self, Confirmation, LinkState};
use crate::db::office_sessions::BegunBy;
use crate::db::users::{self, User};
use crate::db::{DbError, Tx, office_accounts, office_sessions, one_time_links};
use crate::domain::ahead::is_over;
use crate::domain::mail::MailKind;
use crate::errors::OfficeError;
use crate::keys::LinkKey;
use crate::mail;
use crate::office::Office;
use serde_json::json;
use sync_core::domain::{UnixMs, UserId};
use uuid::Uuid;

/// Links that are mailed for one user: no mailbox is to be filled from here.
const LINKS: Allowance = Allowance::new(5, 10 * 60_000);

/// What a link confirms.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ToConfirm {
    /// Who.
    pub user: User,
    /// The address.
    pub email: String,
    /// Whether an office password is to be chosen with it.
    pub needs_password: bool,
}

/// Why a link confirms nothing.
#[derive(Debug, thiserror::Error)]
pub enum ConfirmError {
    /// It was used.
    #[error("the link was used already")]
    Used,
    /// A newer one took its place, or it was withdrawn.
    #[error("the link was replaced")]
    Replaced,
    /// It is too old.
    #[error("the link is older than 48 hours")]
    Expired,
    /// There is no such link, or its user may not use the office.
    #[error("there is no such link")]
    Unknown,
    /// Another account has the address by now.
    #[error("another account has this e-mail address")]
    EmailTaken,
    /// Head office failed.
    #[error(transparent)]
    Office(#[from] OfficeError),
}

impl From<DbError> for ConfirmError {
    fn from(error: DbError) -> Self {
        Self::Office(error.into())
    }
}

/// Mails a link that proves this address; earlier ones of the user are void, and their mail is not sent any more. Whoever
/// has no address yet is invited, others are asked whether the new one is theirs.
pub fn ask(
    tx: &mut Tx<'_>,
    key: &LinkKey,
    user: UserId,
    email: &Email,
    now: UnixMs,
) -> Result<Result<(), Wait>, DbError> {
    if let Err(wait) = spend(tx, &[(throttle::links_for(user), LINKS)], now)? {
        return Ok(Err(wait));
    }
    withdraw(tx, user, now)?;
    let has_email = office_accounts::find(tx, user)?.is_some_and(|account| account.email.is_some());
    let kind = if has_email { MailKind::EmailChange } else { MailKind::Confirmation };
    let (id, expires_at) = (Uuid::now_v7(), now.plus_ms(LIFE_MS));
    mail::queue(tx, id, kind, user, email, now, expires_at)?;
    let (email, folded_email) = (email.to_string(), email.folded());
    let link = Confirmation { user, email, folded_email, mail: id, expires_at };
    confirmations::replace(tx, Token::of_mail(key, id).hash(), &link, now)?;
    Ok(Ok(()))
}

/// Voids what a user was asked to confirm.
pub fn withdraw(tx: &mut Tx<'_>, user: UserId, now: UnixMs) -> Result<(), DbError> {
    if let Some(pending) = confirmations::pending(tx, user)? {
        crate::db::mail::cancel(tx, pending.mail, now)?;
    }
    confirmations::void(tx, user, now)
}

/// Tells the address that a user has signed in by until now what is, or was, done to it.
pub fn tell_present_address(tx: &mut Tx<'_>, kind: MailKind, user: UserId, now: UnixMs) -> Result<(), DbError> {
    let present = office_accounts::find(tx, user)?.and_then(|account| account.email);
    // What was stored before addresses were read as they are now may be none.
    let Some(Ok(present)) = present.map(|present| Email::parse(&present)) else { return Ok(()) };
    mail::queue(tx, Uuid::now_v7(), kind, user, &present, now, now.plus_ms(LIFE_MS))
}

impl Office {
    /// What a link would confirm. Looking uses nothing up.
    pub fn look_at_confirmation(&self, token: &Token) -> Result<ToConfirm, ConfirmError> {
        let now = self.clock.now();
        self.db.read(|tx| Ok(usable(tx, token, now)?.1))
    }

    /// Uses a link up: from now on the user signs in by the address. Whoever chooses an office password with it is signed
    /// in, here and nowhere else; `password` must be there where one is needed and is ignored elsewhere.
    pub fn confirm_email(
        &self,
        token: &Token,
        password: Option<&OfficePassword>,
    ) -> Result<Option<Token>, ConfirmError> {
        let (begun, now) = (Token::new().map_err(OfficeError::from)?, self.clock.now());
        let hash = password.map(OfficePassword::hash).transpose()?;
        self.db.write(|tx| {
            let (link, to_confirm) = usable(tx, token, now)?;
            let user = link.user;
            let hash = match (to_confirm.needs_password, hash) {
                (false, _) => None,
                (true, Some(hash)) => Some(hash),
                (true, None) => return Err(ConfirmError::Unknown),
            };
            if office_accounts::by_email(tx, &link.folded_email)?.is_some_and(|other| other.user != user) {
                return Err(ConfirmError::EmailTaken);
            }
            tell_present_address(tx, MailKind::EmailChanged, user, now)?;
            let before = office_accounts::find(tx, user)?.and_then(|account| account.email);
            office_accounts::set_email(tx, user, &link.email, &link.folded_email)?;
            one_time_links::used(tx, token.hash(), now)?;
            // Somebody else may read what came to the former address.
            one_time_links::forget(tx, user)?;
            let change = Change { at: now, by: Some(user), kind: AuditKind::EmailConfirmed, record_id: user.0 };
            let before = before.map(|email| json!({ "email": email }));
            audit::record(tx, change, before.as_ref(), Some(&json!({ "email": link.email })))?;
            let Some(hash) = hash else { return Ok(None) };
            office_accounts::set_password_hash(tx, user, &hash)?;
            office_sessions::end_all_of(tx, user)?;
            session::begin(tx, &begun, user, BegunBy::Password, now)?;
            Ok(Some(begun))
        })
    }
}

fn usable(tx: &mut Tx<'_>, token: &Token, now: UnixMs) -> Result<(Confirmation, ToConfirm), ConfirmError> {
    let (link, state) = confirmations::find(tx, token.hash())?.ok_or(ConfirmError::Unknown)?;
    let user = users::find(tx, link.user)?.filter(|user| user.active).ok_or(ConfirmError::Unknown)?;
    match state {
        LinkState::Used => return Err(ConfirmError::Used),
        LinkState::Void => return Err(ConfirmError::Replaced),
        LinkState::Open if is_over(link.expires_at, LIFE_MS, now) => return Err(ConfirmError::Expired),
        LinkState::Open => {}
    }
    let account = office_accounts::find(tx, link.user)?.ok_or(ConfirmError::Unknown)?;
    let (email, needs_password) = (link.email.clone(), !account.has_password);
    Ok((link, ToConfirm { user, email, needs_password }))
}
