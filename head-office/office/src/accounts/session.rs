//! Being signed in.

use super::Token;
use crate::db::groups::{self, Group};
use crate::db::office_accounts;
use crate::db::office_sessions::{self, BegunBy, Session};
use crate::db::users::{self, User};
use crate::db::{DbError, Tx};
use crate::domain::ahead::is_over;
use crate::errors::OfficeError;
use crate::office::Office;
use crate::office_rights::{Level, OfficeArea};
use sync_core::domain::{UnixMs, UserId};

/// How long a session may stay without use.
const IDLE_MS: i64 = 12 * 3_600_000;
/// How long a session lasts at most.
const LIFE_MS: i64 = 7 * 24 * 3_600_000;
/// How exactly it is written down when a session was last used.
const SEEN_EVERY_MS: i64 = 5 * 60_000;

/// Who is signed in, as of this request.
#[derive(Clone, Debug)]
pub struct SignedIn {
    /// The user.
    pub user: User,
    /// The user's own group, which decides what the office shows.
    pub group: Group,
    /// The e-mail address of the account.
    pub email: Option<String>,
    /// Whether an office password is chosen.
    pub has_password: bool,
    /// The session.
    pub session: Session,
}

impl SignedIn {
    /// Whether the group allows this much in an area.
    pub fn may(&self, area: OfficeArea, level: Level) -> bool {
        self.group.office.get(&area).copied().unwrap_or(Level::None) >= level
    }
}

impl Office {
    /// Whose session this is, if it still counts.
    pub fn signed_in(&self, token: &Token) -> Result<Option<SignedIn>, OfficeError> {
        let now = self.clock.now();
        let found = self.db.read(|tx| {
            let Some(session) = office_sessions::find(tx, token.hash())? else { return Ok(None) };
            if is_over(session.last_seen_at.plus_ms(IDLE_MS), IDLE_MS, now)
                || is_over(session.created_at.plus_ms(LIFE_MS), LIFE_MS, now)
            {
                return Ok(None);
            }
            let account = office_accounts::find(tx, session.user)?;
            let Some((account, user)) = account.zip(users::find(tx, session.user)?) else { return Ok(None) };
            let Some(group) = groups::find(tx, user.group)? else { return Ok(None) };
            let (email, has_password) = (account.email, account.has_password);
            Ok::<_, DbError>(Some(SignedIn { user, group, email, has_password, session }))
        })?;
        if let Some(found) = &found
            && now.since(found.session.last_seen_at) >= SEEN_EVERY_MS
        {
            self.db.write(|tx| office_sessions::seen(tx, token.hash(), now))?;
        }
        Ok(found)
    }

    /// Ends a session.
    pub fn sign_out(&self, token: &Token) -> Result<(), OfficeError> {
        Ok(self.db.write(|tx| office_sessions::end(tx, token.hash()))?)
    }

    /// Ends all sessions of a user.
    pub fn sign_out_everywhere(&self, user: UserId) -> Result<(), OfficeError> {
        Ok(self.db.write(|tx| office_sessions::end_all_of(tx, user))?)
    }
}

/// Begins a session, and forgets those that have ended by themselves.
pub fn begin(tx: &mut Tx<'_>, token: &Token, user: UserId, begun_by: BegunBy, now: UnixMs) -> Result<(), DbError> {
    office_sessions::forget(tx, now.plus_ms(-IDLE_MS), now.plus_ms(-LIFE_MS))?;
    let session = Session { user, begun_by, created_at: now, last_seen_at: now };
    office_sessions::create(tx, token.hash(), &session)?;
    office_accounts::signed_in(tx, user, now)
}
