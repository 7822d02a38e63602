//! What is said at the terminal, and for how long.

use super::super::{Outcome, OutcomeCode, Session};

/// A refusal is read in less, in milliseconds.
const REFUSAL_STAYS_MS: u64 = 30_000;
/// A farewell is for whoever just left, in milliseconds.
const FAREWELL_STAYS_MS: u64 = 10_000;
/// Why a session ended is for somebody who may not be there, in milliseconds.
const REASON_STAYS_MS: u64 = 300_000;
/// News at home stay at least so long, even when the screen is touched meanwhile, in milliseconds.
const NEWS_SEEN_MS: u64 = 4_000;
/// And at most so long, in milliseconds.
const NEWS_STAY_MS: u64 = 60_000;

/// What the login screen has to say, until the next key or until it has been there for long enough.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Said {
    /// What an attempt ended in.
    Refused(Outcome),
    /// The session was ended by its user.
    LoggedOut {
        /// Who that was.
        name: String,
    },
    /// The session ended because the user was deactivated.
    Deactivated {
        /// Whose it was.
        name: String,
    },
    /// The session ended because the user lost this salepoint.
    Ungranted {
        /// Whose it was.
        name: String,
    },
    /// The session is locked because the user's POS password was changed.
    PasswordChanged,
    /// The terminal stands at another salepoint now, and the session, if there was one, ended.
    Moved,
    /// A supervisor gave the attempts back.
    Unlocked,
}

/// What home has to say.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum News {
    /// The office changed something in the running session.
    Changed {
        /// Another store is selected, by name; `Some(None)`: none is left.
        store: Option<Option<String>>,
        /// The group, or what it allows.
        rights: bool,
    },
    /// Logging in ended the session that was locked.
    Closed {
        /// Whose it was.
        name: String,
    },
}

/// Something said, and since when.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Spoken<T> {
    what: T,
    since_ms: u64,
}

impl<T> Spoken<T> {
    pub(super) fn new(what: T, now_ms: u64) -> Self {
        Self { what, since_ms: now_ms }
    }

    pub(super) fn what(&self) -> &T {
        &self.what
    }

    /// The same, said from now on.
    pub(super) fn again(self, now_ms: u64) -> Self {
        Self { since_ms: now_ms, ..self }
    }

    fn is_older_than(&self, limit_ms: u64, now_ms: u64) -> bool {
        now_ms.saturating_sub(self.since_ms) >= limit_ms
    }
}

impl Spoken<Said> {
    /// Whether it has been there for long enough.
    pub(super) fn is_over(&self, now_ms: u64) -> bool {
        let limit_ms = match &self.what {
            // It counts down by itself.
            Said::Refused(refusal) if refusal.code() == OutcomeCode::Throttled => return false,
            Said::Refused(_) | Said::Unlocked => REFUSAL_STAYS_MS,
            Said::LoggedOut { .. } => FAREWELL_STAYS_MS,
            Said::Deactivated { .. } | Said::Ungranted { .. } | Said::PasswordChanged | Said::Moved => REASON_STAYS_MS,
        };
        self.is_older_than(limit_ms, now_ms)
    }
}

impl Spoken<News> {
    pub(super) fn is_over(&self, now_ms: u64) -> bool {
        self.is_older_than(NEWS_STAY_MS, now_ms)
    }

    /// Whether a touch may take it away.
    pub(super) fn was_seen(&self, now_ms: u64) -> bool {
        self.is_older_than(NEWS_SEEN_MS, now_ms)
    }
}

impl Said {
    pub(super) fn is_about_damage(&self) -> bool {
        matches!(self, Self::Refused(refusal) if refusal.code() == OutcomeCode::Damaged)
    }
}

impl News {
    /// What is worth telling the session's user about data that changed under it.
    pub(super) fn of_change(before: &Session, after: &Session) -> Option<Self> {
        let store = (before.store != after.store).then(|| after.selected_store().map(|store| store.name.clone()));
        let rights = before.group != after.group || before.rights != after.rights;
        (store.is_some() || rights).then_some(Self::Changed { store, rights })
    }
}
