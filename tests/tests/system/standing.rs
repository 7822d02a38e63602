//! A terminal in this process, by clocks that only the test moves: closed, opened again, rebooted.

use crate::programs::wait_until;
use pos_terminal::app::{self, Opened, StartError};
use pos_terminal::client::OfficeClient;
use pos_terminal::clock::Clock;
use pos_terminal::data::{ReplicaFile, SharedTill};
use pos_terminal::enrolment;
use pos_terminal::folder::{FolderError, FolderLock};
use pos_terminal::link::{Link, RoundResult};
use pos_terminal::login::Login;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use sync_core::domain::{BootId, Moment, PosPassword, UnixMs};
use sync_core::login::{Age, Outcome, Purpose};
use sync_core::sync::engine::Goal;
use tests::chain;
use tests::programs::terminal_config;
use tests::world::World;

pub const MINUTE_MS: u64 = 60_000;
pub const HOUR_MS: u64 = 60 * MINUTE_MS;
pub const DAY_MS: u64 = 24 * HOUR_MS;
pub const TEN_YEARS_MS: i64 = 10 * 365 * 24 * 3_600_000;
/// 2026-11-20T08:00:00Z, by the clocks of head office and terminal when a test begins.
pub const BEGIN: UnixMs = UnixMs(1_795_161_600_000);

/// What the terminal's clocks say when a test begins.
pub fn beginning() -> Moment {
    Moment { wall: BEGIN, boot: BootId([1; 16]), boot_ms: 3 * HOUR_MS }
}

/// A terminal that is running.
pub struct Standing {
    pub data: PathBuf,
    pub clock: Clock,
    boots: u8,
    running: Option<Running>,
}

/// What a running terminal has open.
pub struct Running {
    pub link: Link,
    pub login: Login,
    pub till: SharedTill,
    _lock: FolderLock,
}

impl Standing {
    /// Enrols it at Kesklinn and fetches its data.
    pub async fn begin(data: &Path, world: &World) -> Self {
        // Another test of this process may have installed it.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let clock = Clock::standing_at(beginning());
        let opened = open(data, &clock);
        let (address, code) =
            (world.address().parse().unwrap(), world.code(chain::SALEPOINT).unwrap().parse().unwrap());
        enrolment::enrol(&opened.folder, &opened.device_keys, &opened.till, &address, &code).await.unwrap();
        drop(opened);
        let mut terminal = Self::start(data, beginning());
        terminal.contact().await.unwrap();
        terminal
    }

    /// Starts the terminal of a data folder.
    pub fn start(data: &Path, now: Moment) -> Self {
        let mut terminal =
            Self { data: data.to_owned(), clock: Clock::standing_at(now), boots: now.boot.0[0], running: None };
        terminal.restart();
        terminal
    }

    /// Ends the process that the terminal is.
    pub fn stop(&mut self) {
        self.running = None;
    }

    /// Ends the process and starts another.
    pub fn restart(&mut self) {
        self.stop();
        let opened = open(&self.data, &self.clock);
        self.run(opened);
    }

    /// Starts another process if the files let it; whether it did.
    pub fn try_restart(&mut self) -> bool {
        self.stop();
        match try_open(&self.data, &self.clock) {
            Ok(opened) => self.run(opened),
            Err(error) => {
                println!("{error}");
                return false;
            }
        }
        true
    }

    fn run(&mut self, opened: Opened) {
        let identity = opened.identity.unwrap();
        let client = OfficeClient::new(&identity.office, &identity.ca_pem, identity.token.clone()).unwrap();
        let file = ReplicaFile::new(opened.folder, opened.device_keys, Arc::new(identity));
        let link = Link::new(client, file.clone(), opened.till.clone());
        let login = Login::new(file, opened.till.clone());
        self.running = Some(Running { link, login, till: opened.till, _lock: opened.lock });
    }

    /// The machine is off for so long and started again; its clock runs on meanwhile, or goes wrong by `shift_ms`.
    pub fn reboot(&mut self, off_ms: u64, shift_ms: i64) {
        self.stop();
        self.boots += 1;
        let boot = BootId([self.boots; 16]);
        self.pass(off_ms);
        self.turn(shift_ms);
        self.clock.set(|now| (now.boot, now.boot_ms) = (boot, 0));
        self.restart();
    }

    /// Time passes.
    pub fn pass(&self, ms: u64) {
        self.clock.set(|now| *now = now.plus_ms(ms));
    }

    /// Somebody turns the wall clock.
    pub fn turn(&self, ms: i64) {
        self.clock.set(|now| now.wall = now.wall.plus_ms(ms));
    }

    pub fn running(&mut self) -> &mut Running {
        self.running.as_mut().unwrap()
    }

    /// One attempt; a refusal asks head office first, as in the shop.
    pub async fn attempt(&mut self, password: &str, purpose: Purpose) -> Outcome {
        let Running { link, login, .. } = self.running();
        let known = link.subscribe().borrow().clone();
        let refresh = async |limit| {
            // What came of it is in the state.
            let _ = tokio::time::timeout(limit, link.round(Goal::CatchUp)).await;
            link.subscribe().borrow().clone()
        };
        login.attempt(&PosPassword::new(password).unwrap(), purpose, &known, refresh).await
    }

    /// The same where asking head office fails without taking any time.
    pub async fn attempt_alone(&mut self, password: &str, purpose: Purpose) -> Outcome {
        let Running { link, login, .. } = self.running();
        let known = link.subscribe().borrow().clone();
        login.attempt(&PosPassword::new(password).unwrap(), purpose, &known, async |_| known.clone()).await
    }

    /// Catches up with head office.
    pub async fn contact(&mut self) -> RoundResult {
        self.running().link.round(Goal::CatchUp).await
    }

    /// Uploads the journal.
    pub async fn report(&mut self) -> Result<(), pos_terminal::report::ReportError> {
        let link = &self.running().link;
        let cursor = link.subscribe().borrow().cursor;
        link.reporter().report(cursor).await
    }

    /// How old the data is.
    pub fn age(&mut self) -> Age {
        let Running { link, till, .. } = self.running();
        let contact = link.subscribe().borrow().contact;
        till.age(contact)
    }
}

/// Opens a folder that this process has just let go of. Until a process that another test is starting has become that
/// program it holds the lock, too.
pub fn open(data: &Path, clock: &Clock) -> Opened {
    try_open(data, clock).unwrap()
}

fn try_open(data: &Path, clock: &Clock) -> Result<Opened, StartError> {
    let config = terminal_config(data.to_owned()).unwrap();
    let mut opened = None;
    wait_until("the folder's lock", || match app::open_at(&config, clock.clone()) {
        Err(StartError::Folder(FolderError::InUse(_))) => false,
        other => {
            opened = Some(other);
            true
        }
    });
    opened.unwrap()
}
