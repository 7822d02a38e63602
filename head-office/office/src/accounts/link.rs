//! One-time links.

use super::{SignedIn, Token, licences, session};
use crate::db::audit::{self, AuditEntry, AuditKind};
use crate::db::office_sessions::BegunBy;
use crate::db::one_time_links::{self, OneTimeLink};
use crate::db::users::{self, User};
use crate::db::{DbError, Tx};
use crate::errors::{OfficeError, Refusal};
use crate::office::Office;
use sync_core::domain::UnixMs;

/// How long a link can be used.
pub const LIFE_MS: i64 = 48 * 3_600_000;

/// A link that was just made.
#[derive(Clone, PartialEq, Eq)]
pub struct SignInLink {
    /// Whom it signs in, by first and last name.
    pub name: String,
    /// The address to open in a browser. A secret.
    pub address: String,
    /// From when on it cannot be used.
    pub expires_at: UnixMs,
}

impl std::fmt::Debug for SignInLink {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SignInLink({})", self.name)
    }
}

impl Office {
    /// Makes a link that signs a user in to the web office, once; earlier ones of this user are void. `user`: the
    /// reference, the id, or first and last name.
    ///
    /// # Errors
    /// When no active user is meant, or several, or the user has no licence and none is free.
    pub fn sign_in_link(&self, user: &str) -> Result<SignInLink, OfficeError> {
        let (token, now) = (Token::new()?, self.clock.now());
        let expires_at = now.plus_ms(LIFE_MS);
        let user = self.db.write(|tx| {
            let user = the_active_user(tx, user)?;
            if licences::take(tx, &user, now)? {
                audit::add(tx, &entry(&user, AuditKind::LicenceLinked, now))?;
            }
            one_time_links::replace(tx, token.hash(), &OneTimeLink { user: user.id, expires_at }, now)?;
            audit::add(tx, &entry(&user, AuditKind::SignInLink, now))?;
            Ok::<_, OfficeError>(user)
        })?;
        let address = format!("{}/sign-in/link/{}", self.address()?, token.to_text());
        Ok(SignInLink { name: format!("{} {}", user.first_name, user.last_name), address, expires_at })
    }

    /// Whom a link would sign in; `None`: it cannot be used, or not any more.
    pub fn look_at_link(&self, token: &Token) -> Result<Option<User>, OfficeError> {
        let now = self.clock.now();
        Ok(self.db.read(|tx| match one_time_links::usable(tx, token.hash(), now)? {
            Some(link) => users::find(tx, link.user),
            None => Ok(None),
        })?)
    }

    /// Uses a link up and signs its user in; `None`: as [`Office::look_at_link`].
    pub fn use_link(&self, token: &Token) -> Result<Option<Token>, OfficeError> {
        let (session, now) = (Token::new()?, self.clock.now());
        Ok(self.db.write(|tx| {
            let Some(link) = one_time_links::usable(tx, token.hash(), now)? else { return Ok(None) };
            let Some(user) = users::find(tx, link.user)? else { return Ok(None) };
            one_time_links::used(tx, token.hash(), now)?;
            session::begin(tx, &session, user.id, BegunBy::Link, now)?;
            audit::add(tx, &AuditEntry { by: Some(user.id), ..entry(&user, AuditKind::SignedInByLink, now) })?;
            Ok::<_, DbError>(Some(session))
        })?)
    }
}

impl SignedIn {
    /// Whether the present office password must be typed to choose another: it need not by whoever came by a link.
    pub fn must_prove_password(&self) -> bool {
        self.session.begun_by == BegunBy::Password
    }
}

fn entry(user: &User, kind: AuditKind, at: UnixMs) -> AuditEntry {
    AuditEntry { at, by: None, kind, record_id: user.id.0, before: None, after: None }
}

fn the_active_user(tx: &mut Tx<'_>, named: &str) -> Result<User, OfficeError> {
    let user = users::meant(tx, named)?.map_err(Refusal::from)?;
    match user.active {
        true => Ok(user),
        false => Err(Refusal::UserDeactivated(format!("{} {}", user.first_name, user.last_name)).into()),
    }
}
