//! A terminal as it runs in a shop, without its screens: the link follows head office in a task of its own, by clocks
//! that stand until the test moves them.

use crate::programs::terminal_config;
use pos_terminal::app::{self, Opened};
use pos_terminal::client::OfficeClient;
use pos_terminal::clock::Clock;
use pos_terminal::data::{ReplicaFile, SharedTill};
use pos_terminal::enrolment;
use pos_terminal::folder::FolderLock;
use pos_terminal::identity::Identity;
use pos_terminal::link::{Link, LinkState, Request, RoundResult};
use pos_terminal::login::Login;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use sync_core::domain::{BootId, Moment, PosPassword};
use sync_core::login::{Outcome, Purpose};
use sync_core::sync::engine::Goal;
use tokio::sync::{mpsc, oneshot, watch};
use tokio::task::JoinHandle;
use tokio::time::{Instant, timeout};

/// What does not come within so long does not come.
const PATIENCE: Duration = Duration::from_secs(20);
/// How long something is waited for before it is looked whether time has to go on for it to come.
const LOOK_EVERY: Duration = Duration::from_millis(10);

/// A running terminal. Its link ends with it.
pub struct RunningTerminal {
    /// Who may log in.
    pub login: Login,
    /// How it stands with head office.
    pub link: watch::Receiver<LinkState>,
    /// What happens at it goes by these.
    pub clock: Clock,
    /// Its journal and all else that is not rebuilt.
    pub till: SharedTill,
    /// Its replica.
    pub file: ReplicaFile,
    requests: mpsc::UnboundedSender<Request>,
    task: JoinHandle<()>,
    _lock: FolderLock,
}

impl RunningTerminal {
    /// Enrols a terminal at this address and lets it run.
    ///
    /// # Errors
    /// When it cannot be enrolled.
    pub async fn enrol(data: &Path, office: &str, code: &str) -> anyhow::Result<Self> {
        let opened = open(data)?;
        let (address, code) = (office.parse()?, code.parse()?);
        let identity = enrolment::enrol(&opened.folder, &opened.device_keys, &opened.till, &address, &code)
            .await
            .map_err(|error| anyhow::anyhow!("{error:?}"))?;
        Self::run(opened, identity)
    }

    /// Lets an enrolled terminal run that was stopped, or whose identity was changed.
    ///
    /// # Errors
    /// When it is not enrolled.
    pub fn start(data: &Path) -> anyhow::Result<Self> {
        let mut opened = open(data)?;
        let identity = opened.identity.take().ok_or_else(|| anyhow::anyhow!("it is not enrolled"))?;
        Self::run(opened, identity)
    }

    fn run(opened: Opened, identity: Identity) -> anyhow::Result<Self> {
        let Opened { folder, lock, till, device_keys, .. } = opened;
        let client = OfficeClient::new(&identity.office, &identity.ca_pem, identity.token.clone())?;
        let file = ReplicaFile::new(folder, device_keys, Arc::new(identity));
        let link = Link::new(client, file.clone(), till.clone());
        let (requests, asked) = mpsc::unbounded_channel();
        let state = link.subscribe();
        let task = tokio::spawn(link.run(asked));
        let (login, clock) = (Login::new(file.clone(), till.clone()), till.clock().clone());
        Ok(Self { login, link: state, clock, till, file, requests, task, _lock: lock })
    }

    /// Stops it: what it has is on disk.
    pub async fn stop(self) {
        let Self { task, requests, .. } = self;
        drop(requests);
        task.abort();
        // Aborted or ended: either way it has let go.
        let _ = task.await;
    }

    /// How it stands with head office now.
    pub fn state(&self) -> LinkState {
        self.link.borrow().clone()
    }

    /// Lets time go by.
    pub fn pass_ms(&self, ms: u64) {
        self.clock.set(|now| *now = now.plus_ms(ms));
    }

    /// Waits until it stands so with head office. Time goes on to whenever the link wants to begin again.
    ///
    /// # Panics
    /// When it does not come to that.
    pub async fn until(&mut self, what: &str, condition: impl Fn(&LinkState) -> bool) {
        let patience_ends = Instant::now() + PATIENCE;
        loop {
            let state = self.link.borrow_and_update().clone();
            if condition(&state) {
                return;
            }
            assert!(Instant::now() < patience_ends, "{what}: {state:?}");
            self.go_on(&state).await;
        }
    }

    /// Lets time go on to whenever the link wants to begin again, and waits a little for what comes of it.
    pub async fn step(&mut self) {
        let state = self.link.borrow_and_update().clone();
        self.go_on(&state).await;
    }

    async fn go_on(&mut self, state: &LinkState) {
        self.pass_ms(state.next_ms.saturating_sub(self.clock.now().boot_ms));
        // Whether something has changed or it only took long: it is looked again.
        let _ = timeout(LOOK_EVERY, self.link.changed()).await;
    }

    /// Waits until changes arrive by themselves.
    pub async fn until_live(&mut self) {
        self.until("live", LinkState::is_live).await;
    }

    /// One attempt; a refusal asks head office first where changes do not arrive by themselves. And whether it did.
    pub async fn attempt(&mut self, password: &str) -> (Outcome, bool) {
        let password = PosPassword::new(password).expect("a password");
        let state = self.state();
        let (requests, link, mut asked) = (self.requests.clone(), self.link.clone(), false);
        let refresh = async |limit| {
            asked = true;
            // What came of it is in the state.
            let _ = timeout(limit, ask(&requests, Goal::CatchUp)).await;
            link.borrow().clone()
        };
        let outcome = self.login.attempt(&password, Purpose::LogIn, &state, refresh).await;
        (outcome, asked)
    }

    /// A round that somebody asks for.
    ///
    /// # Panics
    /// When the link has ended.
    pub async fn round(&self, goal: Goal) -> RoundResult {
        ask(&self.requests, goal).await.expect("the link runs")
    }
}

async fn ask(requests: &mpsc::UnboundedSender<Request>, goal: Goal) -> Option<RoundResult> {
    let (reply, answer) = oneshot::channel();
    requests.send(Request { goal, reply }).ok()?;
    answer.await.ok()
}

fn open(data: &Path) -> anyhow::Result<Opened> {
    // Fails only when another terminal of this process installed it before.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let wall = Clock::system().now().wall;
    let clock = Clock::standing_at(Moment { wall, boot: BootId([7; 16]), boot_ms: 1_000_000 });
    Ok(app::open_at(&terminal_config(data.to_owned())?, clock)?)
}
