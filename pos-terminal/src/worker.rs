//! The terminal behind its screens: takes commands, keeps the session, says what is to be seen.
//!
//! It runs on a thread of its own; the link to head office runs beside it, so that a sync never waits for a login nor a
//! login for a sync.

use crate::client::{Address, EnrolError, OfficeClient};
use crate::clock;
use crate::config::Config;
use crate::data::{ReplicaFile, SharedTill};
use crate::device_keys::DeviceKeys;
use crate::enrolment;
use crate::folder::{Folder, FolderLock};
use crate::identity::Identity;
use crate::link::{Link, LinkState, Request, RoundResult};
use crate::login::Login;
use crate::view::{EnrolFailure, EnrolView, Notice, View};
use std::sync::Arc;
use std::time::Duration;
use sync_core::domain::{Cursor, EnrolCode, Language, Policy, PosPassword, Salepoint};
use sync_core::login::{EntryKind, Following, Outcome, OutcomeCode, Purpose, Readiness, Record, Session};
use sync_core::sync::engine::Goal;
use tokio::sync::{mpsc, oneshot, watch};
use tokio::task::JoinHandle;

mod present;

/// How often clock, age and countdown are looked at.
const TICK: Duration = Duration::from_millis(250);
/// Refresh is for anyone, but not all the time: at most so often, in milliseconds.
const REFRESH_EVERY_MS: u64 = 1_000;

/// What the screens ask for.
#[derive(Debug)]
pub enum Command {
    /// Enrol at this address with this code.
    Enrol {
        /// As typed.
        address: String,
        /// As typed.
        code: String,
    },
    /// Show the screens in this language until somebody logs in.
    ChooseLanguage(Language),
    /// A password was entered.
    Submit(PosPassword),
    /// A key was pressed: the message has been read.
    Typing,
    /// Catch up with head office now.
    Refresh,
    /// Try the first sync again now.
    RetryFirstSync,
    /// Back from the first sync to the address.
    NetworkSettings,
    /// Hide the session.
    Lock,
    /// End the session so that somebody else can log in.
    SwitchUser,
    /// End the session.
    LogOut,
    /// Select the store at this place of the list.
    ChooseStore(usize),
    /// Somebody touched something.
    Activity,
    /// The terminal is closed.
    Quit,
}

/// Who is at the terminal.
enum Stage {
    /// Nobody can be: see [`Enrolled`] for why.
    Unready,
    /// Nobody is.
    LoggedOut,
    /// Somebody was, and the session waits.
    Locked(Box<Session>),
    /// Somebody is.
    LoggedIn(Box<Session>),
}

/// What an enrolled terminal has.
struct Enrolled {
    identity: Arc<Identity>,
    login: Login,
    link: watch::Receiver<LinkState>,
    requests: mpsc::UnboundedSender<Request>,
    task: JoinHandle<()>,
    /// The data as of which `salepoint` and `policy` were read; they are read again when it changes.
    seen: Option<(Option<Cursor>, Readiness)>,
    salepoint: Option<Salepoint>,
    policy: Policy,
}

/// The worker.
pub struct Worker {
    folder: Folder,
    _lock: FolderLock,
    device_keys: DeviceKeys,
    till: SharedTill,
    enrolled: Option<Enrolled>,
    stage: Stage,
    enrol: EnrolView,
    settings: bool,
    language: Language,
    busy: bool,
    notice: Option<Notice>,
    throttled_until: Option<(u64, u64)>,
    active_ms: u64,
    refresh: Option<oneshot::Receiver<RoundResult>>,
    /// Somebody pressed Refresh; it begins as soon as it may.
    refresh_wanted: bool,
    refresh_again_ms: u64,
    shown: Option<View>,
    show: Box<dyn Fn(View) + Send>,
}

impl Worker {
    /// A worker on an opened data folder; `show` is called with every change of what is to be seen.
    pub fn new(
        config: &Config,
        folder: Folder,
        lock: FolderLock,
        device_keys: DeviceKeys,
        till: SharedTill,
        show: impl Fn(View) + Send + 'static,
    ) -> Self {
        Self {
            folder,
            _lock: lock,
            device_keys,
            enrolled: None,
            stage: Stage::Unready,
            enrol: EnrolView::default(),
            settings: false,
            language: config.language,
            busy: false,
            notice: None,
            throttled_until: None,
            active_ms: till.now().boot_ms,
            till,
            refresh: None,
            refresh_wanted: false,
            refresh_again_ms: 0,
            shown: None,
            show: Box::new(show),
        }
    }

    /// Runs until the screens are gone.
    pub async fn run(mut self, identity: Option<Identity>, mut commands: mpsc::UnboundedReceiver<Command>) {
        if let Some(identity) = identity {
            self.connect(identity);
        }
        let mut tick = tokio::time::interval(TICK);
        tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            self.look_around();
            self.publish();
            tokio::select! {
                command = commands.recv() => match command {
                    Some(Command::Quit) | None => return,
                    Some(command) => self.obey(command).await,
                },
                () = changed(&mut self.enrolled) => {}
                result = finished(&mut self.refresh) => self.refreshed(result),
                _ = tick.tick() => {}
            }
        }
    }

    async fn obey(&mut self, command: Command) {
        self.active_ms = self.till.now().boot_ms;
        match command {
            Command::Enrol { address, code } => self.enrol(&address, &code).await,
            Command::ChooseLanguage(language) => self.language = language,
            Command::Submit(password) => self.submit(&password).await,
            Command::Typing => self.notice = self.notice.take().filter(|_| self.throttled_until.is_some()),
            Command::Refresh | Command::RetryFirstSync => self.refresh_wanted = true,
            Command::NetworkSettings => self.settings = true,
            Command::Lock => self.lock(),
            Command::SwitchUser => self.end_session(None),
            Command::LogOut => self.end_session(Some(Notice::LoggedOut)),
            Command::ChooseStore(index) => self.choose_store(index),
            Command::Activity | Command::Quit => {}
        }
    }

    /// Takes up what changed by itself: data, time.
    fn look_around(&mut self) {
        let now_ms = self.till.now().boot_ms;
        if self.throttled_until.is_some_and(|(until_ms, _)| until_ms <= now_ms) {
            self.throttled_until = None;
            self.notice = None;
        }
        self.ask_for_refresh();
        let Some(enrolled) = &mut self.enrolled else { return };
        enrolled.login.rest();
        let state = enrolled.link.borrow_and_update().clone();
        let news = Some((state.cursor, state.readiness));
        if enrolled.seen != news {
            enrolled.seen = news;
            enrolled.salepoint = enrolled.login.salepoint().or(enrolled.salepoint.take());
            enrolled.policy = enrolled.login.policy();
            self.follow_data();
        }
        if matches!(self.stage, Stage::Unready) && state.readiness != Readiness::NotReady {
            self.stage = Stage::LoggedOut;
            self.settings = false;
        }
        self.auto_lock(now_ms);
    }

    /// The session as the data is now: in place, or ended with the reason.
    fn follow_data(&mut self) {
        let Some(enrolled) = &mut self.enrolled else { return };
        let (Stage::LoggedIn(session) | Stage::Locked(session)) = &mut self.stage else { return };
        let found = enrolled.login.user(session.user);
        match session.follow(&found, enrolled.salepoint.as_ref()) {
            Following::GoesOn(followed) => *session = followed,
            Following::Locks(followed) => {
                *session = followed;
                self.lock();
                self.notice = Some(Notice::PasswordChanged);
            }
            Following::EndsInactive => self.end_session(Some(Notice::Deactivated)),
            Following::EndsUngranted => self.end_session(Some(Notice::Ungranted)),
        }
    }

    fn auto_lock(&mut self, now_ms: u64) {
        let Some(enrolled) = &self.enrolled else { return };
        if !matches!(self.stage, Stage::LoggedIn(_)) {
            return;
        }
        let limit_ms = u64::from(enrolled.policy.auto_lock_s) * 1_000;
        if limit_ms > 0 && now_ms.saturating_sub(self.active_ms) >= limit_ms {
            self.lock();
        }
    }

    async fn enrol(&mut self, address: &str, code: &str) {
        self.enrol = EnrolView { connecting: true, ..EnrolView::default() };
        self.publish();
        let before = self.disconnect().await;
        let result = match parse(address, code) {
            Ok((address, code)) => enrolment::enrol(&self.folder, &self.device_keys, &self.till, &address, &code).await,
            Err(error) => Err(EnrolFailure::Enrol(error)),
        };
        self.enrol.connecting = false;
        match result {
            Ok(identity) => {
                self.settings = false;
                self.connect(identity);
            }
            Err(error) => {
                if let Some(identity) = before {
                    self.connect(identity);
                }
                self.enrol.error = Some(error);
            }
        }
    }

    /// Stops to follow head office and lets go of the replica: another enrolment will throw it away.
    async fn disconnect(&mut self) -> Option<Identity> {
        let Enrolled { identity, login, link, requests, task, .. } = self.enrolled.take()?;
        drop((login, link, requests));
        (self.refresh, self.refresh_wanted) = (None, false);
        task.abort();
        // Aborted or ended: either way it has let go.
        let _ = task.await;
        Some((*identity).clone())
    }

    /// Begins to follow head office.
    fn connect(&mut self, identity: Identity) {
        let identity = Arc::new(identity);
        let client = match OfficeClient::new(&identity.office, &identity.ca_pem, identity.token.clone()) {
            Ok(client) => client,
            Err(error) => {
                let text = format!("the pinned CA can not be used: {error}");
                self.enrol.error = Some(EnrolFailure::Disk(text));
                return;
            }
        };
        self.enrol = EnrolView { address: Some(identity.office.clone()), ..EnrolView::default() };
        let file = ReplicaFile::new(self.folder.clone(), Arc::clone(&identity));
        let link = Link::new(client, file.clone(), self.till.clone());
        let (requests, asked) = mpsc::unbounded_channel();
        let state = link.subscribe();
        let task = tokio::spawn(link.run(asked));
        let login = Login::new(file, self.till.clone());
        self.stage = Stage::Unready;
        self.enrolled = Some(Enrolled {
            identity,
            login,
            link: state,
            requests,
            task,
            seen: None,
            salepoint: None,
            policy: Policy::default(),
        });
    }

    async fn submit(&mut self, password: &PosPassword) {
        let purpose = match &self.stage {
            Stage::Unready | Stage::LoggedIn(_) => return,
            Stage::LoggedOut => Purpose::LogIn,
            Stage::Locked(session) => Purpose::Unlock(session.user),
        };
        self.busy = true;
        self.notice = None;
        self.publish();
        let Some(enrolled) = &mut self.enrolled else { return };
        let state = enrolled.link.borrow().clone();
        let requests = enrolled.requests.clone();
        let link = enrolled.link.clone();
        let refresh = async move |limit| {
            let _ = tokio::time::timeout(limit, round(&requests, Goal::CatchUp)).await;
            link.borrow().clone()
        };
        let outcome = enrolled.login.attempt(password, purpose, &state, refresh).await;
        self.busy = false;
        self.active_ms = self.till.now().boot_ms;
        tracing::info!(outcome = %outcome.code(), "attempt");
        self.conclude(outcome);
    }

    fn conclude(&mut self, outcome: Outcome) {
        if outcome.code() == OutcomeCode::Damaged {
            self.request(Goal::Reload);
        }
        if let Outcome::Throttled { retry_in_ms } = outcome {
            self.throttled_until = Some((self.till.now().boot_ms + retry_in_ms, retry_in_ms));
        }
        match outcome {
            Outcome::Granted(session) => {
                let kept = match std::mem::replace(&mut self.stage, Stage::LoggedOut) {
                    Stage::Locked(locked) if locked.user == session.user => {
                        Box::new(Session { since: locked.since, store: locked.store, ..*session })
                    }
                    _ => session,
                };
                self.stage = Stage::LoggedIn(kept);
                self.notice = None;
            }
            refused => {
                let now = self.till.now();
                let time = match &refused {
                    Outcome::WrongPassword { data_from: Some(at) } | Outcome::Expired { since: Some(at) } => {
                        clock::spoken(*at, now.wall)
                    }
                    Outcome::Expired { since: None } => "—".into(),
                    _ => String::new(),
                };
                self.notice = Some(Notice::Outcome { outcome: refused, time });
            }
        }
    }

    fn lock(&mut self) {
        if let Stage::LoggedIn(session) = std::mem::replace(&mut self.stage, Stage::LoggedOut) {
            self.record(EntryKind::Lock, &session);
            self.stage = Stage::Locked(session);
            self.notice = None;
        }
    }

    fn end_session(&mut self, notice: Option<Notice>) {
        if let Stage::LoggedIn(session) | Stage::Locked(session) = std::mem::replace(&mut self.stage, Stage::LoggedOut)
        {
            self.record(EntryKind::Logout, &session);
            self.notice = notice;
        }
    }

    fn choose_store(&mut self, index: usize) {
        if let Stage::LoggedIn(session) = &mut self.stage
            && let Some(choice) = session.stores.get(index)
        {
            session.store = Some(choice.id);
        }
    }

    fn record(&mut self, kind: EntryKind, session: &Session) {
        let Some(enrolled) = &mut self.enrolled else { return };
        let cursor = enrolled.link.borrow().cursor;
        let record = Record { at: self.till.now().wall, kind, user: Some(session.user), outcome: None, cursor };
        enrolled.login.record(&record);
    }

    fn ask_for_refresh(&mut self) {
        let now_ms = self.till.now().boot_ms;
        if self.refresh_wanted && self.refresh.is_none() && now_ms >= self.refresh_again_ms {
            self.refresh_wanted = false;
            self.refresh_again_ms = now_ms + REFRESH_EVERY_MS;
            self.notice = self.notice.take().filter(|_| self.throttled_until.is_some());
            self.refresh = self.request(Goal::CatchUp);
        }
    }

    fn request(&mut self, goal: Goal) -> Option<oneshot::Receiver<RoundResult>> {
        let (reply, answer) = oneshot::channel();
        self.enrolled.as_ref()?.requests.send(Request { goal, reply }).ok()?;
        Some(answer)
    }

    /// `None`: the link ended before it could answer.
    fn refreshed(&mut self, result: Option<RoundResult>) {
        self.refresh = None;
        let Some(result) = result else { return };
        if let Some(enrolled) = &mut self.enrolled {
            let user = match &self.stage {
                Stage::LoggedIn(session) => Some(session.user),
                _ => None,
            };
            let cursor = enrolled.link.borrow().cursor;
            let record = Record { at: self.till.now().wall, kind: EntryKind::Refresh, user, outcome: None, cursor };
            enrolled.login.record(&record);
        }
        if self.throttled_until.is_none() {
            self.notice = Some(match result {
                Ok((_, changes)) => Notice::Refreshed(changes),
                Err(failure) => Notice::RefreshFailed(failure),
            });
        }
    }

    fn publish(&mut self) {
        let view = self.view();
        if self.shown.as_ref() != Some(&view) {
            self.shown = Some(view.clone());
            (self.show)(view);
        }
    }
}

fn parse(address: &str, code: &str) -> Result<(Address, EnrolCode), EnrolError> {
    Ok((address.parse()?, code.parse()?))
}

/// Asks the link for a round and waits for its result.
async fn round(requests: &mpsc::UnboundedSender<Request>, goal: Goal) -> Option<RoundResult> {
    let (reply, answer) = oneshot::channel();
    requests.send(Request { goal, reply }).ok()?;
    answer.await.ok()
}

/// Waits until the link says something new; for ever while there is none.
async fn changed(enrolled: &mut Option<Enrolled>) {
    if let Some(enrolled) = enrolled
        && enrolled.link.changed().await.is_ok()
    {
        return;
    }
    std::future::pending().await
}

/// Waits for the result of the refresh under way, `None` if there will be none; for ever while there is no refresh.
async fn finished(refresh: &mut Option<oneshot::Receiver<RoundResult>>) -> Option<RoundResult> {
    match refresh {
        Some(answer) => answer.await.ok(),
        None => std::future::pending().await,
    }
}
