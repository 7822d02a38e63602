//! What stops the start, in a window: nobody who stands before a till looks into a log.

use crate::app::{self, StartError};
use crate::config::{Config, ConfigError};
use crate::folder::FolderError;
use crate::identity::IdentityError;
use crate::{glass, screens};
use data_folder::OwnerError;
use slint::{ComponentHandle, PlatformError};
use std::cell::Cell;
use std::convert::Infallible;
use std::io;
use std::os::unix::process::CommandExt;
use std::process::Command;
use std::rc::Rc;
use sync_core::replica::ReplicaError;
use sync_core::till::TillError;
use ui::{Trouble, TroubleKind};

/// Shows what is wrong until the window is closed; whether Try again was pressed.
///
/// # Errors
/// When there is no display to show it on.
pub fn show(error: &anyhow::Error, config: &Config) -> Result<bool, PlatformError> {
    let window = Trouble::new()?;
    screens::set_scheme(&window.global(), config.window.colours);
    ui::select_words(config.language.code());
    let kind = kind(error);
    window.set_kind(kind);
    window.set_support_code(code(kind).into());
    window.set_detail(detail(error).into());
    glass::follow(window.window(), config.window.scale, |_| ());
    if kind == TroubleKind::Configuration {
        // Not even how large the screen is is known: the whole of it, or, where no window manager heeds that wish, the
        // smallest there may be.
        window.window().set_size(slint::LogicalSize::new(640.0, 480.0));
        window.window().set_fullscreen(true);
    } else {
        app::place(window.window(), &config.window);
    }
    let again = Rc::new(Cell::new(false));
    let pressed = again.clone();
    window.on_again(move || {
        pressed.set(true);
        // Fails only when it is over already.
        let _ = slint::quit_event_loop();
    });
    window.run()?;
    Ok(again.get())
}

/// Starts this program anew, in this process: whatever it had opened, and whoever it had become, is gone.
///
/// # Errors
/// What the system says when it cannot.
pub fn start_again() -> io::Result<Infallible> {
    Err(Command::new(std::env::current_exe()?).args(std::env::args_os().skip(1)).exec())
}

/// What went wrong and why, each said once: some errors name their cause themselves.
fn detail(error: &anyhow::Error) -> String {
    error.chain().map(ToString::to_string).fold(String::new(), |said, cause| match said.as_str() {
        "" => cause,
        said if said.ends_with(&cause) => said.to_owned(),
        said => format!("{said}: {cause}"),
    })
}

/// What is read to support. docs/terminal.md explains each.
fn code(kind: TroubleKind) -> &'static str {
    match kind {
        TroubleKind::InUse => "T-1",
        TroubleKind::Folder => "T-2",
        TroubleKind::Configuration => "T-3",
        TroubleKind::DiskFull => "T-4",
        TroubleKind::Newer => "T-5",
        TroubleKind::DeviceKey => "T-6",
        TroubleKind::Identity => "T-7",
        TroubleKind::Storage => "T-8",
    }
}

fn kind(error: &anyhow::Error) -> TroubleKind {
    if error.is::<ConfigError>() {
        return TroubleKind::Configuration;
    }
    if error.is::<OwnerError>() {
        return TroubleKind::Folder;
    }
    match error.downcast_ref() {
        Some(StartError::Folder(FolderError::InUse(_))) => TroubleKind::InUse,
        Some(StartError::Folder(FolderError::Io { source, .. })) if is_full(source) => TroubleKind::DiskFull,
        Some(StartError::Folder(_)) => TroubleKind::Folder,
        Some(
            StartError::Credential(_)
            | StartError::Identity(IdentityError::OtherKey { .. } | IdentityError::OtherPlace { .. }),
        ) => TroubleKind::DeviceKey,
        Some(
            StartError::Identity(IdentityError::Newer(_))
            | StartError::Till(TillError::Newer { .. })
            | StartError::Replica(ReplicaError::Newer { .. }),
        ) => TroubleKind::Newer,
        Some(StartError::Identity(_)) => TroubleKind::Identity,
        Some(StartError::Till(TillError::DiskFull)) => TroubleKind::DiskFull,
        Some(StartError::Till(error)) if error.is_denied() => TroubleKind::Folder,
        _ => TroubleKind::Storage,
    }
}

fn is_full(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::StorageFull
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cause_is_said_once() {
        let cause = io::Error::other("no such disk");
        let naming = anyhow::Error::new(FolderError::Io { path: "/srv/till".into(), source: cause });
        assert_eq!(detail(&naming), "the data folder /srv/till cannot be used: no such disk");
        assert_eq!(
            detail(&naming.context("opening")),
            "opening: the data folder /srv/till cannot be used: no such disk"
        );
    }
}
