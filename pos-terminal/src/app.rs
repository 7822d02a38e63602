//! The terminal as a whole: opens the data folder, starts the worker, shows the screens.

use crate::clock::Clock;
use crate::config::{self, Config};
use crate::data::{EraseError, ReplicaFile, SharedTill};
use crate::device_keys::{CredentialError, DeviceKeys};
use crate::folder::{Folder, FolderError, FolderLock};
use crate::glass;
use crate::identity::{Identity, IdentityError, SealFloor, till_key};
use crate::key_rotation::{self, SettleError};
use crate::logging;
use crate::screens;
use crate::worker::{Command, Worker};
use slint::{ComponentHandle, PlatformError};
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread::JoinHandle;
use sync_core::replica::{ReplicaError, ReplicaKeys, Sqlite};
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
    /// An interrupted rotation of the device key.
    #[error(transparent)]
    Settle(#[from] SettleError),
    /// An interrupted removal.
    #[error(transparent)]
    Erase(#[from] EraseError),
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
    let till = match open_till(&folder, &device_keys, identity.as_ref()) {
        Err(error) if error.is_damage() => {
            tracing::error!(%error, "till.db is damaged: it is set aside, and counts as missing");
            set_aside(&folder)?;
            open_till(&folder, &device_keys, identity.as_ref())?
        }
        till => till?,
    };
    let till = SharedTill::new(till, clock);
    let identity = identity.map(|identity| key_rotation::settle(identity, &folder, &device_keys, &till)).transpose()?;
    let identity = identity.map(|identity| gone_on_with(identity, &folder, &device_keys, &till)).transpose()?;
    Ok(Opened { folder, lock, till, device_keys, identity })
}

fn open_till(folder: &Folder, device_keys: &DeviceKeys, identity: Option<&Identity>) -> Result<Till, TillError> {
    let (mut till, _) = Till::open(&folder.till())?;
    match identity {
        Some(identity) => seal(&mut till, identity, SealFloor::in_file(folder.identity(), device_keys.clone()))?,
        // There was nothing before it.
        None => till.clear_lost()?,
    }
    Ok(till)
}

/// Keeps a till that cannot be read, the newest one, for whoever wants to look at its journal.
fn set_aside(folder: &Folder) -> Result<(), FolderError> {
    let till = folder.till();
    let failed = |source| FolderError::Io { path: folder.till(), source };
    for end in ["-wal", "-shm", ""] {
        let named = |path: &Path| {
            let mut name = path.as_os_str().to_owned();
            name.push(end);
            PathBuf::from(name)
        };
        match std::fs::rename(named(&till), named(&till.with_extension("damaged"))) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(failed(error)),
            _ => {}
        }
    }
    File::open(folder.path()).and_then(|folder| folder.sync_all()).map_err(failed)
}

/// A removal that was stopped is gone on with; who the terminal is then.
fn gone_on_with(
    identity: Identity,
    folder: &Folder,
    device_keys: &DeviceKeys,
    till: &SharedTill,
) -> Result<Identity, StartError> {
    let removed = till.lock().removed()?;
    if removed.is_none() {
        return Ok(identity);
    }
    let file = ReplicaFile::new(folder.clone(), device_keys.clone(), Arc::new(identity));
    file.erase(till)?;
    Ok((*file.identity()).clone())
}

/// Anything else that may be wrong with a replica is mended by a reload; a newer version's is left alone.
fn refuse_newer(folder: &Folder, identity: &Identity) -> Result<(), ReplicaError> {
    if !folder.replica().exists() {
        return Ok(());
    }
    let keys = ReplicaKeys::derive(&identity.device_key);
    match Sqlite::open(&folder.replica(), keys, identity.salepoint) {
        Err(error @ ReplicaError::Newer { .. }) => Err(error),
        _ => Ok(()),
    }
}

/// Puts `till.db` under its seal. One that is missing, or not as this terminal wrote it last: no attempt until head office
/// was reached, and then none to give away. One of a version before there were seals is sealed as it is, once.
fn seal(till: &mut Till, identity: &Identity, floor: SealFloor) -> Result<(), TillError> {
    let stands = match identity.till_sealed {
        Some(at_least) => till.under_seal(&identity.till_keys(), at_least, Box::new(floor))?,
        None => {
            till.adopt(till_key(&identity.device_key), Box::new(floor))?;
            !till.is_lost()?
        }
    };
    if !stands {
        tracing::warn!("till.db is missing or was changed: no attempt is allowed until head office is reached");
    }
    Ok(())
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
        glass::follow(app.window(), config.window.scale, {
            let weak = weak.clone();
            move |touched| {
                if let Some(app) = weak.upgrade() {
                    ui::touched(&app, touched);
                }
            }
        });
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
    place(terminal.app.window(), &config.window);
    terminal.app.run()?;
    terminal.stop();
    Ok(())
}

/// Gives a window the place on the screen that is configured.
pub(crate) fn place(window: &slint::Window, config: &config::Window) {
    window.set_fullscreen(config.fullscreen);
    if !config.fullscreen {
        window.set_size(slint::LogicalSize::new(config.width as f32, config.height as f32));
    }
}
