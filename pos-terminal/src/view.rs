//! What the screens show, as plain values: made by the worker, turned into words by `ui`.

use crate::client::EnrolError;
use sync_core::domain::Language;
use sync_core::login::{Outcome, Session, Supervision};
use sync_core::replica::Changes;
use sync_core::sync::engine::{Failure, Goal, Progress};

/// Everything on the screen.
#[derive(Clone, PartialEq, Debug)]
pub struct View {
    /// The language: the user's from log-in to log-out, the terminal's otherwise.
    pub language: Language,
    /// What all screens share.
    pub station: StationView,
    /// The screen.
    pub screen: ScreenView,
    /// What lies over it.
    pub over: OverView,
}

/// One of the screens.
#[derive(Clone, PartialEq, Debug)]
pub enum ScreenView {
    /// Not enrolled.
    Enrol(EnrolView),
    /// Enrolled, no data yet.
    FirstSync(FirstSyncView),
    /// Nobody is logged in, or the session is locked.
    Login(EntryView),
    /// Somebody is logged in.
    Home(Box<HomeView>),
}

/// What lies over a screen and takes its touches.
#[derive(Clone, PartialEq, Debug)]
pub enum OverView {
    /// Nothing.
    Nothing,
    /// The refresh sheet.
    Sheet(SheetView),
    /// The dialog that asks for a supervisor's password.
    Supervisor(Supervision, EntryView),
    /// What support asks for.
    Service(ServiceView),
}

/// What support asks for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ServiceView {
    /// Of the program.
    pub version: String,
    /// The terminal's id.
    pub terminal: String,
    /// Head office's address.
    pub office: String,
    /// When head office was last heard; empty when never.
    pub last_contact: String,
    /// Entries of the journal that head office has not acknowledged.
    pub waiting: u64,
    /// Room on the disk, in megabytes.
    pub free_mb: Option<u64>,
    /// By how much this terminal's clock is ahead of head office's.
    pub clock_ahead_s: Option<i64>,
    /// The device key lies in a systemd credential, not in a file.
    pub key_in_credential: bool,
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
    /// Four digits.
    pub year: i32,
    /// 0 … 59: the clock moves a little with it, so that nothing burns into the glass.
    pub minute: u32,
    /// How many minutes the clock is ahead of head office's.
    pub clock_off_min: i64,
    /// The connection to head office.
    pub connection: ConnectionView,
    /// The data, by its age.
    pub data: DataView,
    /// A round that somebody asked for is under way.
    pub refreshing: bool,
}

/// The connection, in a word.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub enum ConnectionView {
    /// Not yet known.
    #[default]
    Connecting,
    /// Changes arrive by themselves.
    Live,
    /// Head office was reached last time.
    Connected,
    /// Not reached.
    Offline {
        /// Since this time.
        since: String,
        /// Because of this.
        why: OfflineWhy,
    },
    /// What head office sends cannot be kept here.
    Faulty,
    /// Reached, and it says no.
    Refused,
    /// Reached, and what it says is not believed.
    Disbelieved,
    /// Reached, and it signs with a key from before the one that is believed.
    OtherKey,
}

/// Why head office is not reached.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum OfflineWhy {
    /// Nobody answers.
    NoAnswer,
    /// Somebody else answers.
    NotHeadOffice,
    /// Head office asks to come later.
    Busy,
}

/// The data, by its age.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub enum DataView {
    /// There is none.
    #[default]
    Absent,
    /// Recent enough.
    Fresh {
        /// From when it is.
        time: String,
    },
    /// Old enough to warn.
    Stale {
        /// From when it is.
        time: String,
        /// How many days that is; 0 also when it is not known.
        days: u64,
    },
    /// So old that only groups with `login_when_stale` can log in.
    Expired {
        /// From when it is.
        time: String,
    },
}

/// The enrolment screen.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct EnrolView {
    /// What it says.
    pub state: EnrolState,
    /// The address already enrolled at, to look at.
    pub address: Option<String>,
    /// There is a first sync to go back to.
    pub returns: bool,
}

/// What the enrolment screen says.
#[derive(Clone, PartialEq, Debug, Default)]
pub enum EnrolState {
    /// What to type.
    #[default]
    Editing,
    /// Head office is being asked.
    Connecting,
    /// Why the last try failed.
    Failed(EnrolFailure),
    /// Head office removed this terminal.
    Removed,
}

/// Why enrolment failed.
#[derive(Clone, PartialEq, Debug)]
pub enum EnrolFailure {
    /// Head office, the network, the code or the address.
    Enrol(EnrolError),
    /// This terminal cannot store its identity.
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

/// Where a password is typed.
#[derive(Clone, PartialEq, Debug)]
pub struct EntryView {
    /// A password is being checked.
    pub busy: bool,
    /// The message.
    pub notice: Notice,
    /// While throttled: milliseconds left, and out of how many.
    pub countdown: Option<(u64, u64)>,
    /// How many attempts are left, where that was looked at.
    pub left: Option<u32>,
    /// Whose session waits behind it.
    pub owner: Option<OwnerView>,
}

/// Whose session is locked.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OwnerView {
    /// First and last name.
    pub name: String,
    /// When it was locked, ready to print.
    pub since: String,
}

/// The refresh sheet.
#[derive(Clone, PartialEq, Debug)]
pub struct SheetView {
    /// What was asked for.
    pub goal: Goal,
    /// How it stands.
    pub state: SheetState,
}

/// How a round that somebody asked for stands.
#[derive(Clone, PartialEq, Debug)]
pub enum SheetState {
    /// Under way.
    Running(Progress),
    /// It reached its goal.
    Done {
        /// What changed.
        changes: Changes,
        /// The data's revision now.
        revision: u64,
        /// When, with seconds: "14:02:31".
        at: String,
    },
    /// It did not.
    Failed {
        /// Why.
        failure: Failure,
        /// How far it had come.
        reached: Progress,
    },
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
    LoggedOut(String),
    /// This user's session ended because the user was deactivated.
    Deactivated(String),
    /// The session ended because the user lost this salepoint.
    Ungranted {
        /// Whose.
        name: String,
        /// The salepoint.
        salepoint: String,
    },
    /// The session is locked because the user's POS password was changed.
    PasswordChanged,
    /// The terminal stands at this salepoint now.
    Moved(String),
    /// A supervisor gave the attempts back.
    Unlocked,
    /// What was scanned is no password and was not used.
    ScanUnused,
    /// A refresh worked.
    Refreshed(Changes),
    /// A refresh did not work.
    RefreshFailed(Failure),
    /// The session locks itself.
    Locking {
        /// In so many seconds.
        seconds: u64,
    },
    /// The office changed something in the session.
    Changed {
        /// Another store is selected; `Some(None)`: none is left.
        store: Option<Option<String>>,
        /// What the user may do.
        rights: bool,
    },
    /// The session of this user was locked here and is closed now.
    Closed(String),
}

/// The home screen.
#[derive(Clone, PartialEq, Debug)]
pub struct HomeView {
    /// Whose.
    pub session: Session,
    /// When it began.
    pub since: String,
    /// What there is to say.
    pub notice: Option<Notice>,
    /// Who hides the session now cannot come back: the data is too old.
    pub cannot_return: bool,
}
