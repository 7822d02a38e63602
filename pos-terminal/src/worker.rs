//! The terminal behind its screens: takes commands, asks the desk what they mean, says what is to be seen.
//!
//! It runs on a thread of its own; the link to head office runs beside it, so that a sync never waits for a login nor a
//! login for a sync. Who is at the terminal is decided by `sync_core::login::Desk`; here its actions are performed.

use crate::client::{Address, EnrolError, OfficeClient};
use crate::config::Config;
use crate::data::{ReplicaFile, SharedTill};
use crate::device_keys::DeviceKeys;
use crate::enrolment;
use crate::folder::{Folder, FolderLock};
use crate::identity::Identity;
use crate::link::Link;
use crate::view::{EnrolFailure, EnrolState, EnrolView, View};
use std::sync::Arc;
use std::time::Duration;
use sync_core::domain::{EnrolCode, Language, PosPassword};
use sync_core::login::{Event, Stage, Supervision};
use tokio::sync::mpsc;

mod asked;
mod attempting;
mod enrolled;
mod present;

use enrolled::Enrolled;

/// How often clock, age and countdown are looked at.
const TICK: Duration = Duration::from_millis(250);

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
    /// A password was entered: at the login screen, or in the dialog that lies over it, for a supervisor. It is good for
    /// nothing else.
    Submit(PosPassword, Option<Supervision>),
    /// A key was pressed: the message has been read.
    Typing,
    /// A barcode was scanned: it is no password.
    Scanned,
    /// Catch up with head office now, or show again that it is being done.
    Refresh,
    /// Fetch everything again.
    Reload,
    /// Stop what the sheet shows.
    CancelRefresh,
    /// The sheet is to go.
    HideSheet,
    /// A supervisor is to give attempts back.
    AskSupervisor,
    /// The supervisor's dialog is to go.
    CancelSupervisor,
    /// Try the first sync again now.
    RetryFirstSync,
    /// From the first sync to the address.
    NetworkSettings,
    /// Enrol this terminal again, which is enrolled.
    EnrolAgain,
    /// From enrolment back to where it was asked for.
    LeaveEnrolment,
    /// Show the service page, or no longer.
    Service(bool),
    /// Hide the session.
    Lock,
    /// End the session.
    LogOut,
    /// Select the store at this place of the list.
    ChooseStore(usize),
    /// Somebody touched something.
    Activity,
    /// The terminal is closed.
    Quit,
}

/// From where an enrolled terminal came to the enrolment screen, and may go back to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Enrolling {
    FirstSync,
    Again,
}

/// The worker.
pub struct Worker {
    folder: Folder,
    _lock: FolderLock,
    device_keys: DeviceKeys,
    till: SharedTill,
    enrolled: Option<Enrolled>,
    enrol: EnrolView,
    enrolling: Option<Enrolling>,
    /// The service page is open.
    service: bool,
    language: Language,
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
            till,
            enrolled: None,
            enrol: EnrolView::default(),
            enrolling: None,
            service: false,
            language: config.language,
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
            // What is to be hidden is hidden before anything waits for the disk.
            if let Some(enrolled) = &mut self.enrolled {
                enrolled.write_down();
            }
            tokio::select! {
                command = commands.recv() => match command {
                    Some(Command::Quit) | None => break,
                    Some(command) => {
                        self.obey(command).await;
                        // Before anything else is looked at: that may have to wait for the disk.
                        self.publish();
                    }
                },
                () = news(&mut self.enrolled) => {}
                _ = tick.tick() => {}
            }
        }
        if let Some(enrolled) = self.enrolled.take() {
            // The folder stays locked until the link has let go of it.
            enrolled.disconnect().await;
        }
    }

    async fn obey(&mut self, command: Command) {
        let event = match command {
            Command::Enrol { address, code } => return self.enrol(&address, &code).await,
            Command::ChooseLanguage(language) => return self.language = language,
            Command::NetworkSettings => return self.enrolling = Some(Enrolling::FirstSync),
            Command::EnrolAgain => {
                self.enrolling = Some(Enrolling::Again);
                self.service = false;
                self.enrol.state = EnrolState::Editing;
                Event::Lock
            }
            Command::LeaveEnrolment => return self.enrolling = None,
            Command::Service(open) => {
                self.service = open;
                Event::Touched
            }
            Command::Submit(password, dialog) => {
                if let Some(enrolled) = &mut self.enrolled {
                    enrolled.submit(password, dialog);
                }
                return;
            }
            Command::CancelRefresh => {
                if let Some(enrolled) = &mut self.enrolled {
                    enrolled.cancel();
                }
                Event::Touched
            }
            Command::Typing => Event::Read,
            Command::Scanned => Event::Scanned,
            Command::Refresh | Command::RetryFirstSync => Event::Refresh,
            Command::Reload => Event::Reload,
            Command::HideSheet => Event::HideSheet,
            Command::AskSupervisor => Event::AskSupervisor,
            Command::CancelSupervisor => Event::CancelSupervisor,
            Command::Lock => Event::Lock,
            Command::LogOut => Event::LogOut,
            Command::ChooseStore(index) => Event::ChooseStore(index),
            Command::Activity | Command::Quit => Event::Touched,
        };
        if let Some(enrolled) = &mut self.enrolled {
            enrolled.handle(event);
        }
    }

    /// Takes up what changed by itself: data, time.
    fn look_around(&mut self) {
        let Some(enrolled) = &mut self.enrolled else { return };
        enrolled.look_around();
        if self.enrolling == Some(Enrolling::FirstSync) && *enrolled.desk.stage() != Stage::Unready {
            self.enrolling = None;
        }
    }

    async fn enrol(&mut self, address: &str, code: &str) {
        self.enrol.state = EnrolState::Connecting;
        self.publish();
        let before = match self.enrolled.take() {
            Some(enrolled) => Some(enrolled.disconnect().await),
            None => None,
        };
        let result = match parse(address, code) {
            Ok((address, code)) => enrolment::enrol(&self.folder, &self.device_keys, &self.till, &address, &code).await,
            Err(error) => Err(EnrolFailure::Enrol(error)),
        };
        match result {
            Ok(identity) => {
                self.enrolling = None;
                self.connect(identity);
            }
            Err(error) => {
                if let Some(identity) = before {
                    self.connect(identity);
                }
                self.enrol.state = EnrolState::Failed(error);
            }
        }
    }

    /// Begins to follow head office.
    fn connect(&mut self, identity: Identity) {
        let identity = Arc::new(identity);
        let client = match OfficeClient::new(&identity.office, &identity.ca_pem, identity.token.clone()) {
            Ok(client) => client,
            Err(error) => {
                self.enrol.state = EnrolState::Failed(EnrolFailure::Disk(error.to_string()));
                return;
            }
        };
        self.enrol = EnrolView { address: Some(identity.office.clone()), ..EnrolView::default() };
        let file = ReplicaFile::new(self.folder.clone(), self.device_keys.clone(), identity);
        let link = Link::new(client, file.clone(), self.till.clone());
        match Enrolled::new(file, link, self.till.clone()) {
            Ok(enrolled) => self.enrolled = Some(enrolled),
            Err(error) => {
                let text = format!("the terminal cannot start its threads: {error}");
                self.enrol.state = EnrolState::Failed(EnrolFailure::Disk(text));
            }
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

/// Waits for news of head office and takes it up; for ever while there is no way to it.
async fn news(enrolled: &mut Option<Enrolled>) {
    match enrolled {
        Some(enrolled) => enrolled.news().await,
        None => std::future::pending().await,
    }
}
