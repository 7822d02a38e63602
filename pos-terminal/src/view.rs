//! What the screens show, as plain values: made by the worker, turned into words by `ui`.

use crate::client::EnrolError;
use sync_core::domain::Language;
use sync_core::login::{Outcome, Session};
use sync_core::replica::Changes;
use sync_core::sync::engine::{Failure, Progress};

/// Everything on the screen.
#[derive(Clone, PartialEq, Debug)]
pub struct View {
    /// The language: the user's from log-in to log-out, the terminal's otherwise.
    pub language: Language,
    /// What all screens share.
    pub station: StationView,
    /// The screen.
    pub screen: ScreenView,
}

/// One of the screens.
#[derive(Clone, PartialEq, Debug)]
pub enum ScreenView {
    /// Not enrolled.
    Enrol(EnrolView),
    /// Enrolled, no data yet.
    FirstSync(FirstSyncView),
    /// Nobody is logged in, or the session is locked.
    Login(LoginView),
    /// Somebody is logged in.
    Home(Box<HomeView>),
}

/// Where this is, what time it is, how old the data is.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct StationView {
    /// The company's name.
    pub company: String,
    /// The salepoint's name.
    pub salepoint: String,
    /// The terminal's name.
    pub terminal: String,
    /// "14:07".
    pub clock: String,
    /// 1 Monday … 7 Sunday.
    pub weekday: u32,
    /// Of the month.
    pub day: u32,
    /// 1 … 12.
    pub month: u32,
    /// The connection to head office.
    pub connection: ConnectionView,
    /// From when the data is, if there is any.
    pub data_time: Option<String>,
    /// For how many days the data has been old enough to warn; `None` = it is fresh.
    pub stale_days: Option<u64>,
    /// A refresh is under way.
    pub refreshing: bool,
}

/// The connection, in a word.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub enum ConnectionView {
    /// Not yet known.
    #[default]
    Connecting,
    /// Head office was reached last time.
    Connected,
    /// Not reached since this time.
    Offline(String),
    /// Reached, and it says no.
    Refused,
}

/// The enrolment screen.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct EnrolView {
    /// Head office is being asked.
    pub connecting: bool,
    /// Why the last try failed.
    pub error: Option<EnrolFailure>,
    /// The address already enrolled at, to look at.
    pub address: Option<String>,
}

/// Why enrolment failed.
#[derive(Clone, PartialEq, Debug)]
pub enum EnrolFailure {
    /// Head office, the network, the code or the address.
    Enrol(EnrolError),
    /// This terminal can not store its identity.
    Disk(String),
}

/// The first sync.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct FirstSyncView {
    /// How far it has come; `None` = not begun.
    pub progress: Option<Progress>,
    /// Why it failed, and when it is tried again.
    pub failed: Option<(Failure, u64)>,
}

/// The login screen.
#[derive(Clone, PartialEq, Debug)]
pub struct LoginView {
    /// A password is being checked.
    pub busy: bool,
    /// The message.
    pub notice: Notice,
    /// While throttled: milliseconds left, and out of how many.
    pub countdown: Option<(u64, u64)>,
}

/// What the message slot says.
#[derive(Clone, PartialEq, Debug)]
pub enum Notice {
    /// Type your password.
    Prompt,
    /// This user's session is locked.
    Locked(String),
    /// What an attempt ended in; `time` is the moment it speaks of, if any.
    Outcome {
        /// The outcome.
        outcome: Outcome,
        /// The moment it speaks of.
        time: String,
    },
    /// The session was ended by its user.
    LoggedOut,
    /// The session ended because the user was deactivated.
    Deactivated,
    /// The session ended because the user lost this salepoint.
    Ungranted,
    /// The session is locked because the user's POS password was changed.
    PasswordChanged,
    /// A refresh worked.
    Refreshed(Changes),
    /// A refresh did not work.
    RefreshFailed(Failure),
}

/// The home screen.
#[derive(Clone, PartialEq, Debug)]
pub struct HomeView {
    /// Whose.
    pub session: Session,
    /// When it began.
    pub since: String,
    /// A refresh's result.
    pub notice: Option<Notice>,
}
