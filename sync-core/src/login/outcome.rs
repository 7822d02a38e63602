//! What an attempt ends in.

use crate::domain::{GroupId, Language, PosRights, StoreId, UnixMs, UserId};
use serde::{Deserialize, Serialize};
use std::fmt;

/// What an attempt ends in, in the order the causes are checked. Displays as the English sentence of the screen.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Outcome {
    /// Not enrolled, or never synced.
    NotReady,
    /// Head office's signed statement that this terminal was removed has arrived.
    Revoked,
    /// Head, mark, database or the row needed does not verify.
    Damaged {
        /// Whether the reload has to wait for a connection.
        offline: bool,
    },
    /// The terminal's record of attempts is gone, and head office was not reached since. To scripts and journal it is
    /// `damaged`.
    RecordLost {
        /// Whether that has to wait for a connection.
        offline: bool,
    },
    /// Too many wrong attempts.
    Throttled {
        /// Milliseconds until the next attempt.
        retry_in_ms: u64,
    },
    /// No attempt yet after the record of them was lost. To scripts and journal it is `throttled`.
    AttemptsLost {
        /// Milliseconds until the next attempt.
        retry_in_ms: u64,
    },
    /// Nobody has this password.
    WrongPassword {
        /// When the data is older than a minute: from when it is, by the terminal's clock.
        data_from: Option<UnixMs>,
    },
    /// The right password of a deactivated user.
    Inactive {
        /// The user's, in which it is said; `None` where head office did not say.
        language: Option<Language>,
    },
    /// The right password of a user who lacks this terminal's salepoint.
    NoSalepoint {
        /// The salepoint's name.
        salepoint: String,
        /// The user's, in which it is said; `None` where head office did not say.
        language: Option<Language>,
    },
    /// In a supervisor's dialog: the right password of somebody whose group does not allow it.
    NotAllowed {
        /// The user's, in which it is said.
        language: Language,
    },
    /// The data is older than the policy allows, and the group lacks `login_when_stale`.
    Expired {
        /// The last contact, by head office's clock.
        since: Option<UnixMs>,
        /// The user's, in which it is said.
        language: Language,
    },
    /// The attempt cannot be stored, so it is not made.
    Unable {
        /// Why.
        cause: UnableCause,
    },
    /// Logged in.
    Granted(Box<Session>),
}

/// Why an attempt cannot be stored.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum UnableCause {
    /// The disk is full, its reserve used up.
    DiskFull,
    /// The terminal's files cannot be read or written.
    Storage,
}

/// An [`Outcome`] without its particulars: what the journal keeps and scripts read.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "named after the variants of Outcome")]
pub enum OutcomeCode {
    NotReady,
    Revoked,
    Damaged,
    Throttled,
    WrongPassword,
    Inactive,
    NoSalepoint,
    NotAllowed,
    Expired,
    Unable,
    Granted,
}

impl OutcomeCode {
    /// All of them.
    pub const ALL: [Self; 11] = [
        Self::NotReady,
        Self::Revoked,
        Self::Damaged,
        Self::Throttled,
        Self::WrongPassword,
        Self::Inactive,
        Self::NoSalepoint,
        Self::NotAllowed,
        Self::Expired,
        Self::Unable,
        Self::Granted,
    ];

    /// The name in files, in JSON and in the design's table.
    pub fn code(self) -> &'static str {
        match self {
            Self::NotReady => "not_ready",
            Self::Revoked => "revoked",
            Self::Damaged => "damaged",
            Self::Throttled => "throttled",
            Self::WrongPassword => "wrong_password",
            Self::Inactive => "inactive",
            Self::NoSalepoint => "no_salepoint",
            Self::NotAllowed => "not_allowed",
            Self::Expired => "expired",
            Self::Unable => "unable",
            Self::Granted => "granted",
        }
    }
}

impl fmt::Display for OutcomeCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl Outcome {
    /// There is no attempt: somebody made too many, or the record of them was lost.
    pub fn throttled(retry_in_ms: u64, lost: bool) -> Self {
        if lost { Self::AttemptsLost { retry_in_ms } } else { Self::Throttled { retry_in_ms } }
    }

    /// The language of whoever typed the right password, where the terminal knows it: a refusal is said in it.
    pub fn language(&self) -> Option<Language> {
        match self {
            Self::NotAllowed { language } | Self::Expired { language, .. } => Some(*language),
            Self::Inactive { language } | Self::NoSalepoint { language, .. } => *language,
            Self::Granted(session) => Some(session.language),
            _ => None,
        }
    }

    /// Its code.
    pub fn code(&self) -> OutcomeCode {
        match self {
            Self::NotReady => OutcomeCode::NotReady,
            Self::Revoked => OutcomeCode::Revoked,
            Self::Damaged { .. } | Self::RecordLost { .. } => OutcomeCode::Damaged,
            Self::Throttled { .. } | Self::AttemptsLost { .. } => OutcomeCode::Throttled,
            Self::WrongPassword { .. } => OutcomeCode::WrongPassword,
            Self::Inactive { .. } => OutcomeCode::Inactive,
            Self::NoSalepoint { .. } => OutcomeCode::NoSalepoint,
            Self::NotAllowed { .. } => OutcomeCode::NotAllowed,
            Self::Expired { .. } => OutcomeCode::Expired,
            Self::Unable { .. } => OutcomeCode::Unable,
            Self::Granted(_) => OutcomeCode::Granted,
        }
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotReady => f.write_str("This terminal is not ready yet."),
            Self::Revoked => f.write_str("This terminal was removed by the office."),
            Self::Damaged { offline: false } => {
                f.write_str("This terminal's user data is damaged and is being reloaded.")
            }
            Self::Damaged { offline: true } => {
                f.write_str("This terminal's user data is damaged and will be reloaded when head office is reached.")
            }
            Self::RecordLost { offline: false } => {
                f.write_str("This terminal's record of login attempts was lost. Wait a moment, then try again.")
            }
            Self::RecordLost { offline: true } => f.write_str(
                "This terminal's record of login attempts was lost. Nobody can log in until head office is reached.",
            ),
            Self::Throttled { retry_in_ms } => {
                write!(f, "Too many wrong attempts. Try again in {}, or ask a supervisor.", minutes(*retry_in_ms))
            }
            Self::AttemptsLost { retry_in_ms } => write!(
                f,
                "This terminal's record of login attempts was lost. Try again in {}, or ask the office to unlock this \
                 terminal.",
                minutes(*retry_in_ms)
            ),
            Self::WrongPassword { data_from: None } => f.write_str("Wrong POS password."),
            Self::WrongPassword { data_from: Some(from) } => write!(
                f,
                "Wrong POS password. The staff list on this till is from {from}; if your password is newer, press Refresh."
            ),
            Self::Inactive { .. } => f.write_str("Your user is deactivated. Ask the office to activate it."),
            Self::NoSalepoint { salepoint, .. } => write!(
                f,
                "You do not have the salepoint “{salepoint}”. Ask the office to add it to your user: Personnel → Users \
                 → Salepoint."
            ),
            Self::NotAllowed { .. } => f.write_str("Your user group does not allow this. Ask a colleague who is allowed to."),
            Self::Expired { since, .. } => {
                f.write_str("This terminal has not reached head office since ")?;
                match since {
                    Some(since) => write!(f, "{since}")?,
                    None => f.write_str("it lost its clock")?,
                }
                f.write_str(". Until then only a supervisor can log in.")
            }
            Self::Unable { cause: UnableCause::DiskFull } => {
                f.write_str("This terminal cannot record log-ins: its disk is full. Free some space or call support.")
            }
            Self::Unable { cause: UnableCause::Storage } => f.write_str(
                "This terminal cannot record log-ins: its storage fails. Try again; if it keeps happening, call support.",
            ),
            Self::Granted(session) => write!(f, "Logged in: {} {}.", session.first_name, session.last_name),
        }
    }
}

/// As mm:ss.
fn minutes(ms: u64) -> String {
    let seconds = ms.div_ceil(1_000);
    format!("{:02}:{:02}", seconds / 60, seconds % 60)
}

/// A store the user may choose.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StoreChoice {
    /// Its id.
    pub id: StoreId,
    /// Its name.
    pub name: String,
}

/// What a granted attempt opens.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Session {
    /// Whose.
    pub user: UserId,
    /// Which of the user's POS passwords opened it.
    pub verifier_revision: u64,
    /// As printed on the invoice.
    pub first_name: String,
    /// As printed on the invoice.
    pub last_name: String,
    /// The language of the screen until logout.
    pub language: Language,
    /// The user group at this salepoint.
    pub group: GroupId,
    /// Its name.
    pub group_name: String,
    /// What it allows.
    pub rights: PosRights,
    /// The user's stores, by name.
    pub stores: Vec<StoreChoice>,
    /// The one selected: the default store; none → the salepoint's store if granted; else the user picks.
    pub store: Option<StoreId>,
    /// When it was opened, by the terminal's clock.
    pub since: UnixMs,
}

impl Session {
    /// First and last name.
    pub fn full_name(&self) -> String {
        [self.first_name.as_str(), self.last_name.as_str()].join(" ").trim().to_owned()
    }

    /// The selected store.
    pub fn selected_store(&self) -> Option<&StoreChoice> {
        self.stores.iter().find(|choice| Some(choice.id) == self.store)
    }
}
