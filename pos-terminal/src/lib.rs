//! The touchscreen point-of-sale terminal.
//!
//! - [`worker`]: the terminal behind its screens. Takes [`worker::Command`]s, shows [`view::View`]s.
//! - [`login`] and [`link`]: the drivers of `sync-core`'s two engines. They perform; the engines decide.
//! - [`report`]: tells head office what was applied, done and written down.
//! - [`client`]: head office over HTTPS.
//! - [`screens`]: between the worker and the adapters of `ui`, one file a screen.
//! - [`touches`]: fingers on the glass, one of which counts.
//! - [`cli`]: the same engines for support and scripts.
//! - [`data`], [`folder`], [`identity`], [`device_keys`], [`key_rotation`], [`config`], [`clock`]: what all of them stand
//!   on.

pub mod app;
pub mod cli;
pub mod client;
pub mod clock;
pub mod config;
pub mod data;
pub mod device_keys;
pub mod enrolment;
mod files;
pub mod folder;
pub mod fonts;
pub mod glass;
pub mod identity;
pub mod key_rotation;
mod libraries;
pub mod link;
mod logging;
pub mod login;
mod random;
pub mod records;
pub mod report;
pub mod screens;
pub mod touches;
mod trouble;
pub mod view;
pub mod worker;
mod x_focus;
