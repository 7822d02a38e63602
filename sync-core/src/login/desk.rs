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

mod spoken;

use spoken::Spoken;
pub use spoken::{News, Said};

/// A supervisor's dialog closes by itself when nobody touched it for so long, in milliseconds.
const DIALOG_STAYS_MS: u64 = 60_000;
/// What an attempt in it ended in, or that a scan was not used, is said for so long, in milliseconds.
const REFUSAL_STAYS_MS: u64 = 30_000;

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

/// What happens.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Event {
    /// Somebody touched something.
    Touched,
    /// A key was pressed: the message has been read.
    Read,
    /// A barcode was scanned.
    Scanned,
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
        /// The record of attempts was lost, and nobody made too many.
        lost: bool,
    },
    /// Hide the session.
    Lock,
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
    /// Count one more of these, which nobody in particular did.
    Count(EntryKind),
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
    said: Option<Spoken<Said>>,
    /// What is said at home.
    news: Option<Spoken<News>>,
    /// Something was scanned where a password is typed, and that is said since then.
    scanned_ms: Option<u64>,
    /// Since when the session is locked, in milliseconds since boot.
    locked_ms: u64,
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
            news: None,
            scanned_ms: None,
            locked_ms: now_ms,
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
        self.said.as_ref().map(Spoken::what)
    }

    /// What home says: what changed in the running session, or whose session made way for it.
    pub fn news(&self) -> Option<&News> {
        self.news.as_ref().map(Spoken::what)
    }

    /// Whether to say, wherever a password is typed, that a scan was not used. How long a throttle lasts goes before.
    pub fn says_scan_unused(&self) -> bool {
        let refusal = match (&self.over, self.said()) {
            (Over::Supervisor { refusal, .. }, _) => refusal.as_ref(),
            (_, Some(Said::Refused(refusal))) => Some(refusal),
            _ => None,
        };
        self.scanned_ms.is_some() && refusal.is_none_or(|refusal| refusal.code() != OutcomeCode::Throttled)
    }

    /// Since when the session is locked, in milliseconds since boot.
    pub fn locked_ms(&self) -> Option<u64> {
        matches!(self.stage, Stage::Locked(_)).then_some(self.locked_ms)
    }

    /// In how many milliseconds an open session locks itself when nobody touches anything.
    pub fn locks_in_ms(&self, auto_lock_s: u32, now_ms: u64) -> Option<u64> {
        let limit_ms = u64::from(auto_lock_s) * 1_000;
        let counts = limit_ms > 0 && matches!(self.stage, Stage::LoggedIn(_));
        counts.then(|| limit_ms.saturating_sub(now_ms.saturating_sub(self.touched_ms)))
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
        let typed_for = self.purpose();
        if matches!(event, Event::Read | Event::Decided(..)) {
            self.scanned_ms = None;
        }
        let actions = self.take_in(event, now_ms);
        if self.purpose() != typed_for {
            self.scanned_ms = None;
        }
        actions
    }

    fn take_in(&mut self, event: Event, now_ms: u64) -> Vec<Action> {
        match event {
            Event::Touched => self.news = self.news.take().filter(|news| !news.was_seen(now_ms)),
            Event::Passed { auto_lock_s } => return self.passed(auto_lock_s, now_ms),
            Event::Data(data) => return self.follow(*data, now_ms),
            Event::Throttle { bucket, wait_ms, lost } => {
                let throttled = (wait_ms > 0).then(|| Outcome::throttled(wait_ms, lost));
                self.throttle(bucket, throttled, now_ms);
                return Vec::new();
            }
            Event::Read => self.read(),
            Event::Scanned => {
                self.touched_ms = now_ms;
                return self.scanned(now_ms);
            }
            Event::Decided(purpose, outcome) => {
                self.touched_ms = now_ms;
                return self.decided(purpose, outcome, now_ms);
            }
            Event::Lock => {
                self.touched_ms = now_ms;
                return self.lock(now_ms);
            }
            Event::LogOut => {
                self.touched_ms = now_ms;
                let name = self.owner();
                return self.end_session_because(Said::LoggedOut { name }, now_ms);
            }
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
        if let Over::Supervisor { refusal, .. } = &mut self.over
            && idle_ms >= REFUSAL_STAYS_MS
            && refusal.as_ref().is_some_and(|refusal| refusal.code() != OutcomeCode::Throttled)
        {
            *refusal = None;
        }
        self.scanned_ms = self.scanned_ms.filter(|since_ms| now_ms.saturating_sub(*since_ms) < REFUSAL_STAYS_MS);
        let limit_ms = u64::from(auto_lock_s) * 1_000;
        self.said = self.said.take().filter(|said| !said.is_over(now_ms));
        self.news = self.news.take().filter(|news| !news.is_over(now_ms));
        if limit_ms > 0 && idle_ms >= limit_ms { self.lock(now_ms) } else { Vec::new() }
    }

    /// The terminal and its session as the data is now: in place, or ended with the reason.
    fn follow(&mut self, data: Data, now_ms: u64) -> Vec<Action> {
        self.readiness = data.readiness;
        if data.readiness == Readiness::Ready {
            // Nothing is said of damage that is mended.
            self.said = self.said.take().filter(|said| !said.what().is_about_damage());
        }
        match data.readiness {
            Readiness::Revoked => {
                self.said = None;
                return self.leave_for(Stage::Removed);
            }
            Readiness::NotReady => {
                // Why a session ended is still to be read when the data come; a refusal was about those that are gone.
                self.said = self.said.take().filter(|said| !matches!(said.what(), Said::Refused(_)));
                return self.leave_for(Stage::Unready);
            }
            Readiness::Damaged | Readiness::Lost | Readiness::Ready => {}
        }
        let stood_at = self.stands_at.replace(data.salepoint_id);
        if stood_at.is_some_and(|before| before != data.salepoint_id) {
            self.say(Said::Moved, now_ms);
            self.over = Over::Nothing;
            return self.leave_for(Stage::LoggedOut);
        }
        if matches!(self.stage, Stage::Unready | Stage::Removed) {
            self.stage = Stage::LoggedOut;
        }
        let (Stage::LoggedIn(session) | Stage::Locked(session)) = &mut self.stage else { return Vec::new() };
        match session.follow(&data.user, data.salepoint.as_ref()) {
            Following::GoesOn(followed) => {
                let news = News::of_change(session, &followed);
                *session = followed;
                if let Some(news) = news {
                    self.news = Some(Spoken::new(news, now_ms));
                }
            }
            Following::Locks(followed) => {
                *session = followed;
                let actions = self.lock(now_ms);
                self.say(Said::PasswordChanged, now_ms);
                return actions;
            }
            Following::EndsInactive => {
                let name = self.owner();
                return self.end_session_because(Said::Deactivated { name }, now_ms);
            }
            Following::EndsUngranted => {
                let name = self.owner();
                return self.end_session_because(Said::Ungranted { name }, now_ms);
            }
        }
        Vec::new()
    }

    /// An attempt takes its time, and what it was made for may be gone when it is over: then only what it has done
    /// already is said.
    fn decided(&mut self, purpose: Purpose, outcome: Outcome, now_ms: u64) -> Vec<Action> {
        let mut actions = Vec::new();
        if outcome.code() == OutcomeCode::Damaged {
            actions.push(Action::Mend);
        }
        let still_asked = self.asks_for(purpose);
        match (purpose, outcome) {
            (Purpose::Supervise(Supervision::UnlockTerminal), Outcome::Granted(_)) => {
                self.close_supervisor();
                if matches!(self.stage, Stage::LoggedOut | Stage::Locked(_)) {
                    self.say(Said::Unlocked, now_ms);
                }
            }
            _ if !still_asked => {}
            (Purpose::Supervise(Supervision::ForceResync), Outcome::Granted(_)) => {
                self.over = Over::Sheet;
                actions.push(Action::Reload);
            }
            (Purpose::Supervise(supervision), refused) => {
                self.over = Over::Supervisor { supervision, refusal: Some(refused) };
            }
            (Purpose::LogIn | Purpose::Unlock(_), Outcome::Granted(session)) => self.let_in(session, now_ms),
            (Purpose::LogIn | Purpose::Unlock(_), refused) => self.say(Said::Refused(refused), now_ms),
        }
        actions
    }

    /// Whether what a password was typed for is still there. What lies over the login screen meanwhile changes nothing.
    fn asks_for(&self, purpose: Purpose) -> bool {
        match purpose {
            Purpose::LogIn => self.stage == Stage::LoggedOut,
            Purpose::Unlock(owner) => matches!(&self.stage, Stage::Locked(session) if session.user == owner),
            Purpose::Supervise(asked) => {
                matches!(&self.over, Over::Supervisor { supervision, .. } if *supervision == asked)
            }
        }
    }

    fn let_in(&mut self, session: Box<Session>, now_ms: u64) {
        self.said = None;
        self.over = Over::Nothing;
        self.stage = Stage::LoggedIn(match std::mem::replace(&mut self.stage, Stage::LoggedOut) {
            Stage::Locked(kept) if kept.user == session.user => {
                // What changed while it was locked is said now.
                self.news = self.news.take().map(|news| news.again(now_ms));
                Box::new(Session { since: kept.since, store: kept.store, ..*session })
            }
            Stage::Locked(kept) => {
                self.news = Some(Spoken::new(News::Closed { name: kept.full_name() }, now_ms));
                session
            }
            _ => {
                self.news = None;
                session
            }
        });
    }

    fn say(&mut self, said: Said, now_ms: u64) {
        self.said = Some(Spoken::new(said, now_ms));
    }

    /// Whose session it is.
    fn owner(&self) -> String {
        self.session().map(Session::full_name).unwrap_or_default()
    }

    fn read(&mut self) {
        match &mut self.over {
            Over::Supervisor { refusal, .. } => *refusal = None,
            Over::Sheet => {}
            Over::Nothing => self.said = None,
        }
    }

    /// What is scanned where a password is typed is not tried as one.
    fn scanned(&mut self, now_ms: u64) -> Vec<Action> {
        if self.purpose().is_none() {
            return Vec::new();
        }
        self.scanned_ms = Some(now_ms);
        vec![Action::Count(EntryKind::Scan)]
    }

    /// An empty bucket is said before anybody types in vain; what is said already is read first.
    fn throttle(&mut self, bucket: Bucket, throttled: Option<Outcome>, now_ms: u64) {
        match (bucket, &mut self.over) {
            (Bucket::Supervisor, Over::Supervisor { refusal, .. }) if yields(refusal.as_ref()) => *refusal = throttled,
            (Bucket::Login, _) if matches!(self.stage, Stage::LoggedOut | Stage::Locked(_)) => {
                let refusal = match self.said() {
                    None => None,
                    Some(Said::Refused(refusal)) => Some(refusal),
                    Some(_) => return,
                };
                if yields(refusal) {
                    self.said = throttled.map(|outcome| Spoken::new(Said::Refused(outcome), now_ms));
                }
            }
            _ => {}
        }
    }

    fn lock(&mut self, now_ms: u64) -> Vec<Action> {
        match std::mem::replace(&mut self.stage, Stage::LoggedOut) {
            Stage::LoggedIn(session) => {
                let user = session.user;
                self.stage = Stage::Locked(session);
                self.over = Over::Nothing;
                self.said = None;
                self.locked_ms = now_ms;
                vec![Action::Record(EntryKind::Lock, user)]
            }
            other => {
                self.stage = other;
                Vec::new()
            }
        }
    }

    fn end_session_because(&mut self, said: Said, now_ms: u64) -> Vec<Action> {
        if self.session().is_none() {
            return Vec::new();
        }
        self.say(said, now_ms);
        self.leave_for(Stage::LoggedOut)
    }

    /// Ends whatever there is; what lies over the screen closes.
    fn leave_for(&mut self, stage: Stage) -> Vec<Action> {
        let ended = self.session().map(|session| Action::Record(EntryKind::Logout, session.user));
        if self.stage != stage || ended.is_some() {
            self.over = Over::Nothing;
        }
        self.stage = stage;
        self.news = None;
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

    /// Whoever is logged in and may is not asked again, and data that cannot be used needs no password to be replaced.
    fn reload(&mut self) -> Vec<Action> {
        if self.over != Over::Sheet {
            return Vec::new();
        }
        let allowed = match &self.stage {
            Stage::LoggedIn(session) if session.rights.allow(Supervision::ForceResync.action()) => Some(session.user),
            _ => None,
        };
        if let Some(user) = allowed {
            return vec![Action::Record(EntryKind::ForceResync, user), Action::Reload];
        }
        if self.readiness == Readiness::Ready {
            self.over = Over::Supervisor { supervision: Supervision::ForceResync, refusal: None };
            return Vec::new();
        }
        vec![Action::Reload]
    }

    fn close_supervisor(&mut self) {
        if matches!(self.over, Over::Supervisor { .. }) {
            self.over = Over::Nothing;
        }
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
