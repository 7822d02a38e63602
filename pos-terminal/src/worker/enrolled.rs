//! What an enrolled terminal has: its data, its way to head office, and the desk, whose actions are performed here.

use super::asked::{Asked, Sight};
use super::attempting::Attempting;
use crate::data::{ReplicaFile, SharedTill};
use crate::identity::Identity;
use crate::link::{Following, Link, LinkState, Request, RoundResult};
use crate::records::Records;
use sync_core::domain::{Cursor, Policy, PosPassword, Salepoint, SalepointId, UserId};
use sync_core::login::{
    Action, Bucket, Data, Desk, EntryKind, Event, Limit, LookUp, Outcome, OutcomeCode, Over, Purpose, Readiness,
    Record, Said, Stage, Supervision,
};
use sync_core::sync::engine::{Failure, Goal};
use tokio::sync::{mpsc, oneshot, watch};

/// Refresh is for anyone, but not all the time: at most so often, in milliseconds.
const REFRESH_EVERY_MS: u64 = 1_000;

/// The first and the longest pause between rounds begun by damage, in milliseconds.
const BACK_OFF_MS: [u64; 2] = [1_000, 60_000];

/// An enrolled terminal.
pub(super) struct Enrolled {
    pub(super) file: ReplicaFile,
    pub(super) link: watch::Receiver<LinkState>,
    pub(super) desk: Desk,
    pub(super) asked: Option<Asked>,
    mending: Option<Mending>,
    /// What bounds the rounds that damage begins which cost no attempt.
    mend_back_off: BackOff,
    /// Such a round waits for its time.
    mend_later: bool,
    /// The attempt that is being decided cost nothing.
    free: bool,
    /// The session's user could not be read: is looked at again until that works.
    doubtful: bool,
    pub(super) salepoint: Option<Salepoint>,
    pub(super) policy: Policy,
    pub(super) till: SharedTill,
    records: Records,
    attempting: Attempting,
    /// Said already, and to be written down: what is seen comes first.
    unwritten: Vec<Record>,
    requests: mpsc::UnboundedSender<Request>,
    following: Following,
    /// The data as of which `salepoint` and `policy` were read; they are read again when it changes.
    seen: Option<(Option<Cursor>, Readiness, SalepointId)>,
    /// The till's file counted as missing when it was last looked at.
    lost: bool,
    /// Somebody was let in by data that may have changed meanwhile.
    look_again: bool,
    ask_again_ms: u64,
    /// What a password was asked for when the throttle was last looked at.
    looked_for: Option<Purpose>,
    login_bucket: BucketView,
    supervisor_bucket: BucketView,
}

/// How a bucket stood when it was last looked at.
#[derive(Clone, Copy, Default)]
pub(super) struct BucketView {
    pub(super) wait: Option<Wait>,
    pub(super) left: Option<u32>,
}

/// A round that nobody asked for: damaged data is mended by itself.
struct Mending {
    answer: oneshot::Receiver<RoundResult>,
    /// Damage was met meanwhile, perhaps where the round has been already: another one follows.
    again: bool,
}

/// Allows something at once, and then ever more rarely, until it was left alone for a minute.
#[derive(Default)]
struct BackOff {
    next_ms: u64,
    times: u32,
}

impl BackOff {
    /// Whether it is allowed at this time since boot; if so, it is taken as done.
    fn allows(&mut self, now_ms: u64) -> bool {
        if now_ms < self.next_ms {
            return false;
        }
        if now_ms >= self.next_ms.saturating_add(BACK_OFF_MS[1]) {
            self.times = 0;
        }
        self.next_ms = now_ms + (BACK_OFF_MS[0] << self.times.min(16)).min(BACK_OFF_MS[1]);
        self.times += 1;
        true
    }
}

/// A countdown, in milliseconds since boot.
#[derive(Clone, Copy)]
pub(super) struct Wait {
    pub(super) until_ms: u64,
    pub(super) whole_ms: u64,
}

impl Enrolled {
    /// Begins to follow head office.
    ///
    /// # Errors
    /// When the threads for it cannot be started.
    pub(super) fn new(file: ReplicaFile, link: Link, till: SharedTill) -> std::io::Result<Self> {
        let (requests, asked) = mpsc::unbounded_channel();
        let state = link.subscribe();
        Ok(Self {
            records: Records::new(file.clone(), till.clone()),
            attempting: Attempting::new(file.clone(), till.clone()),
            unwritten: Vec::new(),
            file,
            link: state,
            desk: Desk::new(till.now().boot_ms),
            asked: None,
            mending: None,
            mend_back_off: BackOff::default(),
            mend_later: false,
            free: false,
            doubtful: false,
            salepoint: None,
            policy: Policy::default(),
            till,
            requests,
            following: link.start(asked)?,
            seen: None,
            lost: false,
            look_again: false,
            ask_again_ms: 0,
            looked_for: None,
            login_bucket: BucketView::default(),
            supervisor_bucket: BucketView::default(),
        })
    }

    /// Stops to follow head office and lets go of the replica: another enrolment will throw it away.
    pub(super) async fn disconnect(mut self) -> Identity {
        self.write_down();
        let Self { file, records, attempting, link, requests, following, asked, mending, .. } = self;
        attempting.stop().await;
        drop((records, link, requests, asked, mending));
        following.stop().await;
        (*file.identity()).clone()
    }

    /// Waits until the link says something new or what was asked for is over, and takes it up.
    pub(super) async fn news(&mut self) {
        let result = tokio::select! {
            () = changed(&mut self.link) => return,
            ended = self.attempting.finished() => {
                tracing::info!(outcome = %ended.outcome.code(), "attempt");
                self.look_again = true;
                self.looked_for = None;
                self.free = !ended.hashed;
                self.handle(Event::Decided(ended.purpose, ended.outcome));
                self.free = false;
                return;
            }
            () = mended(&mut self.mending) => {
                if self.mending.take().is_some_and(|mending| mending.again) {
                    self.mend();
                }
                return;
            }
            result = Asked::finished(&mut self.asked) => result,
        };
        let now = self.till.now().wall;
        let Some(asked) = &mut self.asked else { return };
        asked.end(result, now);
        // A reload is journalled when it becomes visible, whoever asked for it.
        if asked.goal != Goal::Reload {
            let user = match self.desk.stage() {
                Stage::LoggedIn(session) => Some(session.user),
                _ => None,
            };
            self.record(EntryKind::Refresh, user);
        }
    }

    /// Takes up what changed by itself: data, time.
    pub(super) fn look_around(&mut self) {
        self.attempting.rest();
        let state = self.link.borrow_and_update().clone();
        if let Some(asked) = &mut self.asked {
            asked.watch(&state);
        }
        self.begin_what_waits();
        let salepoint_id = self.file.identity().salepoint;
        self.lost = self.till.is_lost().unwrap_or(self.lost);
        // What the till says goes before what the last round found.
        let is_lost = self.lost && state.readiness == Readiness::Ready;
        let readiness = if is_lost { Readiness::Lost } else { state.readiness };
        let news = Some((state.cursor, readiness, salepoint_id));
        if self.seen != news || std::mem::take(&mut self.look_again) || self.doubtful {
            let moved = self.seen.is_some_and(|(_, _, before)| before != salepoint_id);
            self.seen = news;
            // The old salepoint's name stands only for itself.
            let known = self.salepoint.take().filter(|_| !moved);
            self.salepoint = self.records.salepoint().or(known);
            self.policy = self.records.policy();
            self.take_up_data(readiness, salepoint_id);
        }
        self.handle(Event::Passed { auto_lock_s: self.policy.auto_lock_s });
        self.look_at_throttles();
    }

    /// Tells the desk what happened, and does what it says.
    pub(super) fn handle(&mut self, event: Event) {
        let now_ms = self.till.now().boot_ms;
        let told = self.is_told_by(&event);
        let covered = *self.desk.over() != Over::Nothing;
        if event == Event::Read {
            self.looked_for = None;
        }
        let actions = self.desk.handle(event, now_ms);
        if told || covered && *self.desk.over() == Over::Nothing {
            self.asked = self.asked.take().filter(Asked::is_under_way);
        }
        for action in actions {
            match action {
                Action::Record(kind, user) => self.record(kind, Some(user)),
                Action::Count(kind) => self.record(kind, None),
                Action::Refresh => self.ask_for(Goal::Verify),
                Action::Reload => self.ask_for(Goal::Reload),
                Action::Mend => self.mend(),
            }
        }
        self.begin_what_waits();
    }

    /// Begins an attempt with what was entered at the login screen, or in this dialog over it. One that is gone by now was
    /// not asked to log anybody in, nor the other way round.
    pub(super) fn submit(&mut self, password: PosPassword, dialog: Option<Supervision>) {
        let Some(purpose) = self.desk.purpose().filter(|purpose| purpose.dialog() == dialog) else { return };
        self.handle(Event::Read);
        // In the journal it follows what was done before.
        self.write_down();
        self.attempting.begin(password, purpose, &self.link, &self.requests);
    }

    /// Whether the password being checked was typed at the login screen, or else in the supervisor's dialog.
    pub(super) fn checks(&self, bucket: Bucket) -> bool {
        self.attempting.purpose().is_some_and(|purpose| purpose.bucket() == bucket)
    }

    /// Writes down what was said already.
    pub(super) fn write_down(&mut self) {
        for record in std::mem::take(&mut self.unwritten) {
            self.records.record(&record);
        }
    }

    /// Stops what was asked for, if it is not over.
    pub(super) fn cancel(&mut self) {
        let now = self.till.now().wall;
        if let Some(asked) = self.asked.as_mut().filter(|asked| asked.is_under_way()) {
            asked.end(Err(Failure::Cancelled), now);
        }
    }

    /// How a bucket stands.
    pub(super) fn bucket(&self, bucket: Bucket) -> BucketView {
        match bucket {
            Bucket::Login => self.login_bucket,
            Bucket::Supervisor => self.supervisor_bucket,
        }
    }

    fn take_up_data(&mut self, readiness: Readiness, salepoint_id: SalepointId) {
        let user = self.desk.session().map(|session| session.user);
        let has_session = user.is_some();
        let user = user.map_or(LookUp::Damaged, |user| self.records.user(user));
        // Nothing is known of the user until the row is mended: the session stays till then and no longer.
        self.doubtful = has_session && user == LookUp::Damaged;
        self.mend_later |= self.doubtful;
        let salepoint = self.salepoint.clone();
        self.handle(Event::Data(Box::new(Data { readiness, salepoint_id, salepoint, user })));
        self.looked_for = None;
    }

    fn ask_for(&mut self, goal: Goal) {
        let now_ms = self.till.now().boot_ms;
        let sight = if *self.desk.stage() == Stage::Unready { Sight::Silent } else { Sight::Told };
        match &mut self.asked {
            Some(asked) if asked.is_under_way() && (asked.goal == goal || goal != Goal::Reload) => asked.sight = sight,
            asked => *asked = Some(Asked::new(goal, sight, now_ms)),
        }
    }

    /// Whether something is being fetched that is seen on the login screen and at home.
    pub(super) fn is_refreshing(&self) -> bool {
        self.mending.is_some() || self.asked.as_ref().is_some_and(Asked::is_under_way)
    }

    fn mend(&mut self) {
        if let Some(mending) = &mut self.mending {
            mending.again = true;
            return;
        }
        // An attempt that was spent is bounded by the throttle; one that cost nothing must not fetch without end.
        if self.free {
            self.mend_later = true;
            return;
        }
        let (reply, answer) = oneshot::channel();
        // The link ends only with the terminal; then there is nothing left to mend.
        if self.requests.send(Request { goal: Goal::Verify, reply }).is_ok() {
            self.mending = Some(Mending { answer, again: false });
        }
    }

    fn begin_what_waits(&mut self) {
        let now = self.till.now();
        if self.mend_later && !self.free && self.mending.is_none() && self.mend_back_off.allows(now.boot_ms) {
            self.mend_later = false;
            self.mend();
        }
        if let Some(asked) = self.asked.as_mut().filter(|asked| asked.waits())
            && (asked.goal == Goal::Reload || now.boot_ms >= self.ask_again_ms)
        {
            self.ask_again_ms = now.boot_ms + REFRESH_EVERY_MS;
            asked.begin(&self.requests, now.wall);
        }
    }

    /// Where no sheet shows what came of something asked for, it is told until the next key or, at home, the next touch.
    fn is_told_by(&self, event: &Event) -> bool {
        *self.desk.over() == Over::Nothing
            && match event {
                Event::Passed { .. } | Event::Data(_) | Event::Throttle { .. } | Event::Decided(..) => false,
                Event::Touched => matches!(self.desk.stage(), Stage::LoggedIn(_)),
                _ => true,
            }
    }

    /// Looks at the bucket of what a password is asked for, and goes on looking while it is said to be empty.
    fn look_at_throttles(&mut self) {
        let asks = self.desk.purpose();
        let asks_anew = asks.filter(|_| asks != self.looked_for).map(Purpose::bucket);
        self.looked_for = asks;
        for bucket in [Bucket::Login, Bucket::Supervisor] {
            if asks_anew == Some(bucket) || self.says_throttled(bucket) {
                self.look_at_throttle(bucket);
            }
        }
    }

    fn look_at_throttle(&mut self, bucket: Bucket) {
        let now = self.till.now();
        // A till that cannot be read refuses the attempt itself.
        let throttle = self.till.lock().throttle(bucket).ok().flatten();
        let limit = Limit::of(&self.policy, bucket);
        let wait_ms = throttle.map_or(0, |throttle| throttle.wait_ms(limit, now));
        let left = Some(throttle.map_or(limit.attempts, |throttle| throttle.left(limit, now)));
        let view = match bucket {
            Bucket::Login => &mut self.login_bucket,
            Bucket::Supervisor => &mut self.supervisor_bucket,
        };
        let whole_ms = view.wait.map_or(wait_ms, |wait| wait.whole_ms.max(wait_ms));
        let wait = (wait_ms > 0).then_some(Wait { until_ms: now.boot_ms + wait_ms, whole_ms });
        *view = BucketView { wait, left };
        let lost = throttle.is_some_and(|throttle| throttle.is_lost());
        self.handle(Event::Throttle { bucket, wait_ms, lost });
    }

    fn says_throttled(&self, bucket: Bucket) -> bool {
        let throttled = |refusal: &Outcome| refusal.code() == OutcomeCode::Throttled;
        match (bucket, self.desk.over(), self.desk.said()) {
            (Bucket::Supervisor, Over::Supervisor { refusal: Some(refusal), .. }, _) => throttled(refusal),
            (Bucket::Login, _, Some(Said::Refused(refusal))) => throttled(refusal),
            _ => false,
        }
    }

    fn record(&mut self, kind: EntryKind, user: Option<UserId>) {
        let cursor = self.link.borrow().cursor;
        self.unwritten.push(Record { at: self.till.now().wall, kind, user, outcome: None, cursor });
    }
}

/// Waits until a round that mends is over, however it ended; for ever while there is none.
async fn mended(mending: &mut Option<Mending>) {
    match mending {
        Some(mending) => drop((&mut mending.answer).await),
        None => std::future::pending().await,
    }
}

/// Waits until the link says something new; for ever when it has ended.
async fn changed(link: &mut watch::Receiver<LinkState>) {
    if link.changed().await.is_err() {
        std::future::pending().await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn damage_that_costs_no_attempt_fetches_ever_more_rarely() {
        let mut back_off = BackOff::default();
        let allowed = (0..600_000).step_by(100).filter(|now_ms| back_off.allows(*now_ms)).count();
        assert!((12..=17).contains(&allowed), "{allowed} rounds in ten minutes of asking all the time");
        assert!(back_off.allows(900_000) && !back_off.allows(900_900) && back_off.allows(901_000), "it begins anew");
    }
}
