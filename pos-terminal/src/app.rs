//! The terminal as a whole: opens the data folder, starts the worker, shows the screens.

use crate::clock::Clock;
use crate::config::Config;
use crate::data::SharedTill;
use crate::device_keys::{CredentialError, DeviceKeys};
use crate::folder::{Folder, FolderError, FolderLock};
use crate::identity::{Identity, IdentityError};
use crate::key_rotation;
use crate::logging;
use crate::screens;
use crate::worker::{Command, Worker};
use slint::{ComponentHandle, PlatformError};
use std::thread::JoinHandle;
use sync_core::domain::Policy;
use sync_core::login::{Bucket, Limit, Throttle};
use sync_core::replica::{Replica, ReplicaError, ReplicaKeys, Sqlite};
use sync_core::till::{Till, TillError};
use tokio::runtime::{Builder, Runtime};
use tokio::sync::mpsc::{self, UnboundedSender};

/// Why the terminal cannot start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The data folder.
    #[error(transparent)]
    Folder(#[from] FolderError),
    /// The device key.
    #[error(transparent)]
    Credential(#[from] CredentialError),
    /// The identity file.
    #[error(transparent)]
    Identity(#[from] IdentityError),
    /// `till.db`.
    #[error(transparent)]
    Till(#[from] TillError),
    /// `replica.db`, where throwing it away is not the answer: a newer version made it.
    #[error(transparent)]
    Replica(#[from] ReplicaError),
    /// The window.
    #[error("the window cannot be opened: {0}")]
    Window(#[from] PlatformError),
    /// The runtime.
    #[error("the terminal cannot start its threads: {0}")]
    Threads(#[from] std::io::Error),
}

/// An opened and locked data folder.
pub struct Opened {
    /// The folder.
    pub folder: Folder,
    /// Held as long as the terminal runs.
    pub lock: FolderLock,
    /// The till.
    pub till: SharedTill,
    /// Where its device key comes from.
    pub device_keys: DeviceKeys,
    /// Who this terminal is, if it is enrolled.
    pub identity: Option<Identity>,
}

/// Opens and locks the data folder.
///
/// # Errors
/// When another process has it, or a file in it cannot be used.
pub fn open(config: &Config) -> Result<Opened, StartError> {
    open_at(config, Clock::system())
}

/// The same by other clocks.
///
/// # Errors
/// As [`open`].
pub fn open_at(config: &Config, clock: Clock) -> Result<Opened, StartError> {
    let folder = Folder::at(&config.data);
    let lock = folder.lock()?;
    let device_keys = DeviceKeys::open(config.device_key)?;
    let identity = Identity::load(&folder.identity(), &device_keys)?;
    if let Some(identity) = &identity {
        refuse_newer(&folder, identity)?;
    }
    let (mut till, _) = Till::open(&folder.till())?;
    if till.is_lost()? {
        match &identity {
            Some(identity) if has_data(&folder, identity) => distrust(&mut till, &clock)?,
            _ => till.clear_lost()?,
        }
    }
    let till = SharedTill::new(till, clock);
    let identity = identity.map(|identity| key_rotation::settle(identity, &folder, &till)).transpose()?;
    Ok(Opened { folder, lock, till, device_keys, identity })
}

/// Anything else that may be wrong with a replica is mended by a reload; a newer version's is left alone.
fn refuse_newer(folder: &Folder, identity: &Identity) -> Result<(), ReplicaError> {
    let keys = ReplicaKeys::derive(&identity.device_key);
    match Sqlite::open(&folder.replica(), keys, identity.salepoint) {
        Err(error @ ReplicaError::Newer { .. }) => Err(error),
        _ => Ok(()),
    }
}

/// `till.db` is missing beside a replica: no attempt until head office was reached, and then none to give away.
fn distrust(till: &mut Till, clock: &Clock) -> Result<(), TillError> {
    tracing::warn!("till.db is missing beside a replica: no attempt is allowed until head office is reached");
    for bucket in [Bucket::Login, Bucket::Supervisor] {
        if till.throttle(bucket)?.is_none() {
            till.store_throttle(bucket, &Throttle::empty(Limit::of(&Policy::default(), bucket), clock.now()))?;
        }
    }
    Ok(())
}

fn has_data(folder: &Folder, identity: &Identity) -> bool {
    let keys = ReplicaKeys::derive(&identity.device_key);
    folder.replica().exists()
        && Sqlite::open(&folder.replica(), keys, identity.salepoint)
            .and_then(|replica| replica.standing())
            .map_or(true, |standing| standing.is_some())
}

/// The runtime of everything that is not a screen.
///
/// # Errors
/// When threads cannot be started.
pub fn runtime() -> std::io::Result<Runtime> {
    Builder::new_multi_thread().worker_threads(2).max_blocking_threads(4).enable_all().build()
}

/// The running terminal: its screens, and its worker behind them.
pub struct Terminal {
    /// The screens.
    pub app: ui::App,
    commands: UnboundedSender<Command>,
    worker: JoinHandle<()>,
}

impl Terminal {
    /// Makes the screens and starts the worker. The window is not shown yet.
    ///
    /// # Errors
    /// When the window or the threads cannot be made.
    pub fn start(config: &Config, opened: Opened) -> Result<Self, StartError> {
        let app = ui::App::new()?;
        let (commands, obeyed) = mpsc::unbounded_channel();
        screens::connect(&app, config.window.colours, &commands);
        let weak = app.as_weak();
        let show = move |view| {
            // Fails only when the event loop is over, and the screens with it.
            let _ = weak.upgrade_in_event_loop(move |app| screens::show(&app, &view));
        };
        let Opened { folder, lock, till, device_keys, identity } = opened;
        let worker = Worker::new(config, folder, lock, device_keys, till, show);
        let runtime = runtime()?;
        let thread = std::thread::Builder::new()
            .name("worker".into())
            .spawn(move || runtime.block_on(worker.run(identity, obeyed)))?;
        Ok(Self { app, commands, worker: thread })
    }

    /// Stops the worker and waits until it has let go of the data folder.
    pub fn stop(self) {
        // A worker that is gone already needs no telling, and one that panicked has said so.
        let _ = self.commands.send(Command::Quit);
        let _ = self.worker.join();
    }
}

/// Runs the terminal until its window is closed.
///
/// # Errors
/// When it cannot start.
pub fn run(config: &Config) -> Result<(), StartError> {
    let opened = open(config)?;
    logging::start(&opened.folder.logs(), &config.log);
    show(config, opened)
}

/// Shows an opened terminal until its window is closed.
///
/// # Errors
/// When the window cannot be opened.
pub fn show(config: &Config, opened: Opened) -> Result<(), StartError> {
    let terminal = Terminal::start(config, opened)?;
    let window = terminal.app.window();
    window.set_fullscreen(config.window.fullscreen);
    if !config.window.fullscreen {
        window.set_size(slint::LogicalSize::new(config.window.width as f32, config.window.height as f32));
    }
    terminal.app.run()?;
    terminal.stop();
    Ok(())
}
