//! Who is at the terminal, what lies over the screen, and what the login screen has to say: a sans-IO machine.
//!
//! ```text
//! Unready ─ data ─→ LoggedOut ⇄ LoggedIn ⇄ Locked        over each of them: nothing, the refresh sheet,
//!    ↑   Removed ←─ from anywhere, by head office        or a supervisor's dialog
//! ```
//!
//! It is told what was touched, what an attempt ended in and what the data has become ([`Event`]), and says what is to be
//! written down or fetched ([`Action`]). A session ends only here: by its user, by another user's password, or because
//! the data says so — whatever lies over the screen then closes, so that the reason is seen at once.

use super::{Bucket, EntryKind, Following, LookUp, Outcome, OutcomeCode, Purpose, Readiness, Session, Supervision};
use crate::domain::{Salepoint, SalepointId, UserId};

/// A supervisor's dialog closes by itself when nobody touched it for so long, in milliseconds.
const DIALOG_STAYS_MS: u64 = 60_000;

/// Who is at the terminal.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Stage {
    /// Nobody can be: there is no data yet.
    Unready,
    /// Nobody ever will be: head office removed the terminal.
    Removed,
    /// Nobody is.
    LoggedOut,
    /// Somebody was, and the session waits.
    Locked(Box<Session>),
    /// Somebody is.
    LoggedIn(Box<Session>),
}

/// What lies over the screen and takes its touches.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Over {
    /// Nothing.
    Nothing,
    /// The refresh sheet.
    Sheet,
    /// The dialog that asks for a supervisor's password.
    Supervisor {
        /// What for.
        supervision: Supervision,
        /// What the last attempt in it ended in, until the next key.
        refusal: Option<Outcome>,
    },
}

/// What the login screen has to say, until the next key.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Said {
    /// What an attempt ended in.
    Refused(Outcome),
    /// The session was ended by its user.
    LoggedOut,
    /// The session ended because the user was deactivated.
    Deactivated,
    /// The session ended because the user lost this salepoint.
    Ungranted,
    /// The session is locked because the user's POS password was changed.
    PasswordChanged,
    /// The terminal stands at another salepoint now, and the session, if there was one, ended.
    Moved,
    /// A supervisor gave the attempts back.
    Unlocked,
}

/// What happens.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Event {
    /// Somebody touched something.
    Touched,
    /// A key was pressed: the message has been read.
    Read,
    /// Time went by.
    Passed {
        /// Seconds without a touch until a session locks itself; 0 = never.
        auto_lock_s: u32,
    },
    /// The data is another, or stands differently.
    Data(Box<Data>),
    /// An attempt is over.
    Decided(Purpose, Outcome),
    /// A bucket of attempts was looked at.
    Throttle {
        /// Which.
        bucket: Bucket,
        /// Milliseconds until an attempt is possible; 0 = one is.
        wait_ms: u64,
    },
    /// Hide the session.
    Lock,
    /// End the session so that somebody else can log in.
    SwitchUser,
    /// End the session.
    LogOut,
    /// Select the store at this place of the list.
    ChooseStore(usize),
    /// Refresh was pressed.
    Refresh,
    /// The sheet is to go; what it shows goes on.
    HideSheet,
    /// Fetch everything again.
    Reload,
    /// A supervisor is to give attempts back.
    AskSupervisor,
    /// The supervisor's dialog is to go.
    CancelSupervisor,
}

/// The data as it is now.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Data {
    /// Whether there is any to decide on.
    pub readiness: Readiness,
    /// Where the terminal stands.
    pub salepoint_id: SalepointId,
    /// The salepoint's own record, if there is data.
    pub salepoint: Option<Salepoint>,
    /// The session's user, looked up; `Damaged` when there is no session.
    pub user: LookUp,
}

/// What is to be done.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Action {
    /// Write this down about this user.
    Record(EntryKind, UserId),
    /// Catch up with head office, in the sheet's sight.
    Refresh,
    /// Fetch everything again, in the sheet's sight.
    Reload,
    /// Fetch again what is damaged, without a word: it was met.
    Mend,
}

/// The machine.
#[derive(Debug)]
pub struct Desk {
    stage: Stage,
    over: Over,
    said: Option<Said>,
    readiness: Readiness,
    stands_at: Option<SalepointId>,
    touched_ms: u64,
}

impl Desk {
    /// A terminal whose data is not known yet, at this time since boot.
    pub fn new(now_ms: u64) -> Self {
        Self {
            stage: Stage::Unready,
            over: Over::Nothing,
            said: None,
            readiness: Readiness::NotReady,
            stands_at: None,
            touched_ms: now_ms,
        }
    }

    /// Who is there.
    pub fn stage(&self) -> &Stage {
        &self.stage
    }

    /// What lies over the screen.
    pub fn over(&self) -> &Over {
        &self.over
    }

    /// What the login screen says.
    pub fn said(&self) -> Option<&Said> {
        self.said.as_ref()
    }

    /// The session, seen or hidden.
    pub fn session(&self) -> Option<&Session> {
        match &self.stage {
            Stage::Locked(session) | Stage::LoggedIn(session) => Some(session),
            Stage::Unready | Stage::Removed | Stage::LoggedOut => None,
        }
    }

    /// What a password entered now is for; `None`: nobody asked for one.
    pub fn purpose(&self) -> Option<Purpose> {
        match (&self.over, &self.stage) {
            (Over::Supervisor { supervision, .. }, _) => Some(Purpose::Supervise(*supervision)),
            (Over::Sheet, _) => None,
            (Over::Nothing, Stage::LoggedOut) => Some(Purpose::LogIn),
            (Over::Nothing, Stage::Locked(session)) => Some(Purpose::Unlock(session.user)),
            (Over::Nothing, Stage::Unready | Stage::Removed | Stage::LoggedIn(_)) => None,
        }
    }

    /// Takes in what happens at this time since boot.
    pub fn handle(&mut self, event: Event, now_ms: u64) -> Vec<Action> {
        match event {
            Event::Touched => {}
            Event::Passed { auto_lock_s } => return self.passed(auto_lock_s, now_ms),
            Event::Data(data) => return self.follow(*data),
            Event::Throttle { bucket, wait_ms } => {
                self.throttle(bucket, wait_ms);
                return Vec::new();
            }
            Event::Read => self.read(),
            Event::Decided(purpose, outcome) => {
                self.touched_ms = now_ms;
                return self.decided(purpose, outcome);
            }
            Event::Lock => {
                self.touched_ms = now_ms;
                return self.lock();
            }
            Event::SwitchUser => return self.end_session(None),
            Event::LogOut => return self.end_session(Some(Said::LoggedOut)),
            Event::ChooseStore(index) => self.choose_store(index),
            Event::Refresh => {
                self.touched_ms = now_ms;
                return self.refresh();
            }
            Event::HideSheet => self.close(Over::Sheet),
            Event::Reload => {
                self.touched_ms = now_ms;
                return self.reload();
            }
            Event::AskSupervisor if matches!(self.stage, Stage::LoggedOut | Stage::Locked(_)) => {
                self.over = Over::Supervisor { supervision: Supervision::UnlockTerminal, refusal: None };
            }
            Event::AskSupervisor => {}
            Event::CancelSupervisor => self.cancel_supervisor(),
        }
        self.touched_ms = now_ms;
        Vec::new()
    }

    fn passed(&mut self, auto_lock_s: u32, now_ms: u64) -> Vec<Action> {
        let idle_ms = now_ms.saturating_sub(self.touched_ms);
        if matches!(self.over, Over::Supervisor { .. }) && idle_ms >= DIALOG_STAYS_MS {
            self.over = Over::Nothing;
        }
        let limit_ms = u64::from(auto_lock_s) * 1_000;
        if limit_ms > 0 && idle_ms >= limit_ms { self.lock() } else { Vec::new() }
    }

    /// The terminal and its session as the data is now: in place, or ended with the reason.
    fn follow(&mut self, data: Data) -> Vec<Action> {
        self.readiness = data.readiness;
        match data.readiness {
            Readiness::Revoked => return self.leave_for(Stage::Removed, None),
            Readiness::NotReady => {
                // Why a session ended is still to be read when the data come; a refusal was about those that are gone.
                let said = self.said.take().filter(|said| !matches!(said, Said::Refused(_)));
                return self.leave_for(Stage::Unready, said);
            }
            Readiness::Damaged | Readiness::Ready => {}
        }
        let stood_at = self.stands_at.replace(data.salepoint_id);
        if stood_at.is_some_and(|before| before != data.salepoint_id) {
            return self.leave_for(Stage::LoggedOut, Some(Said::Moved));
        }
        if matches!(self.stage, Stage::Unready | Stage::Removed) {
            self.stage = Stage::LoggedOut;
        }
        let (Stage::LoggedIn(session) | Stage::Locked(session)) = &mut self.stage else { return Vec::new() };
        match session.follow(&data.user, data.salepoint.as_ref()) {
            Following::GoesOn(followed) => *session = followed,
            Following::Locks(followed) => {
                *session = followed;
                let actions = self.lock();
                self.said = Some(Said::PasswordChanged);
                return actions;
            }
            Following::EndsInactive => return self.end_session(Some(Said::Deactivated)),
            Following::EndsUngranted => return self.end_session(Some(Said::Ungranted)),
        }
        Vec::new()
    }

    fn decided(&mut self, purpose: Purpose, outcome: Outcome) -> Vec<Action> {
        let mut actions = Vec::new();
        if outcome.code() == OutcomeCode::Damaged {
            actions.push(Action::Mend);
        }
        match (purpose, outcome) {
            (Purpose::Supervise(Supervision::ForceResync), Outcome::Granted(_)) => {
                self.over = Over::Sheet;
                actions.push(Action::Reload);
            }
            (Purpose::Supervise(Supervision::UnlockTerminal), Outcome::Granted(_)) => {
                self.over = Over::Nothing;
                self.said = Some(Said::Unlocked);
            }
            (Purpose::Supervise(supervision), refused) => {
                self.over = Over::Supervisor { supervision, refusal: Some(refused) };
            }
            (Purpose::LogIn | Purpose::Unlock(_), Outcome::Granted(session)) => {
                self.said = None;
                self.stage = Stage::LoggedIn(match std::mem::replace(&mut self.stage, Stage::LoggedOut) {
                    Stage::Locked(kept) if kept.user == session.user => {
                        Box::new(Session { since: kept.since, store: kept.store, ..*session })
                    }
                    _ => session,
                });
            }
            (Purpose::LogIn | Purpose::Unlock(_), refused) => self.said = Some(Said::Refused(refused)),
        }
        actions
    }

    fn read(&mut self) {
        match &mut self.over {
            Over::Supervisor { refusal, .. } => *refusal = None,
            Over::Sheet => {}
            Over::Nothing => self.said = None,
        }
    }

    /// An empty bucket is said before anybody types in vain; what is said already is read first.
    fn throttle(&mut self, bucket: Bucket, wait_ms: u64) {
        let throttled = (wait_ms > 0).then_some(Outcome::Throttled { retry_in_ms: wait_ms });
        match (bucket, &mut self.over) {
            (Bucket::Supervisor, Over::Supervisor { refusal, .. }) if yields(refusal.as_ref()) => *refusal = throttled,
            (Bucket::Login, _) if matches!(self.stage, Stage::LoggedOut | Stage::Locked(_)) => match &self.said {
                None => self.said = throttled.map(Said::Refused),
                Some(Said::Refused(refusal)) if yields(Some(refusal)) => self.said = throttled.map(Said::Refused),
                Some(_) => {}
            },
            _ => {}
        }
    }

    fn lock(&mut self) -> Vec<Action> {
        match std::mem::replace(&mut self.stage, Stage::LoggedOut) {
            Stage::LoggedIn(session) => {
                let user = session.user;
                self.stage = Stage::Locked(session);
                self.over = Over::Nothing;
                self.said = None;
                vec![Action::Record(EntryKind::Lock, user)]
            }
            other => {
                self.stage = other;
                Vec::new()
            }
        }
    }

    fn end_session(&mut self, said: Option<Said>) -> Vec<Action> {
        if self.session().is_none() {
            return Vec::new();
        }
        self.leave_for(Stage::LoggedOut, said)
    }

    /// Ends whatever there is; what lies over the screen closes.
    fn leave_for(&mut self, stage: Stage, said: Option<Said>) -> Vec<Action> {
        if self.stage == stage && said.is_none() {
            return Vec::new();
        }
        let ended = self.session().map(|session| Action::Record(EntryKind::Logout, session.user));
        self.stage = stage;
        self.over = Over::Nothing;
        self.said = said;
        ended.into_iter().collect()
    }

    fn choose_store(&mut self, index: usize) {
        if let Stage::LoggedIn(session) = &mut self.stage
            && let Some(choice) = session.stores.get(index)
        {
            session.store = Some(choice.id);
        }
    }

    fn refresh(&mut self) -> Vec<Action> {
        match self.stage {
            // The first sync has a screen of its own.
            Stage::Unready => vec![Action::Refresh],
            Stage::Removed => Vec::new(),
            Stage::LoggedOut | Stage::Locked(_) | Stage::LoggedIn(_) => {
                self.over = Over::Sheet;
                vec![Action::Refresh]
            }
        }
    }

    /// Data that cannot be used needs no password to be replaced.
    fn reload(&mut self) -> Vec<Action> {
        if self.over != Over::Sheet {
            return Vec::new();
        }
        if self.readiness == Readiness::Ready {
            self.over = Over::Supervisor { supervision: Supervision::ForceResync, refusal: None };
            return Vec::new();
        }
        vec![Action::Reload]
    }

    fn close(&mut self, over: Over) {
        if self.over == over {
            self.over = Over::Nothing;
        }
    }

    /// A reload is asked for on the sheet, and there one is again.
    fn cancel_supervisor(&mut self) {
        self.over = match self.over {
            Over::Supervisor { supervision: Supervision::ForceResync, .. } | Over::Sheet => Over::Sheet,
            Over::Supervisor { supervision: Supervision::UnlockTerminal, .. } | Over::Nothing => Over::Nothing,
        };
    }
}

/// Whether a message gives way to how the bucket stands now.
fn yields(refusal: Option<&Outcome>) -> bool {
    refusal.is_none_or(|refusal| refusal.code() == OutcomeCode::Throttled)
}

#[cfg(test)]
mod tests;
