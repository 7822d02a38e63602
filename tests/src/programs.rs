//! Processes that tests and benchmarks start, and what they are told.

use anyhow::Context;
use pos_terminal::config::Config;
use std::path::{Path, PathBuf};
use std::process::{Child, Command};

/// An empty configuration file: what this machine has in `/etc` is nothing to a test.
pub const NO_CONFIGURATION: &str = "/dev/null";

/// The terminal's defaults, on this data folder.
///
/// # Errors
/// When an empty file is no configuration.
pub fn terminal_config(data: PathBuf) -> anyhow::Result<Config> {
    Config::load(Some(Path::new(NO_CONFIGURATION)), Some(data)).context("an empty configuration")
}

/// A process that is killed when it is let go of.
pub struct Running(pub Child);

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Whether a program is there. Where it is not, this says so and what needs it is skipped, except in CI, where `.ci/run`
/// has installed it.
///
/// # Panics
/// In CI, when it is not there.
pub fn has(program: &str) -> bool {
    let found = path_of(program).is_some();
    if !found {
        assert!(std::env::var_os("CI").is_none(), "needs {program}, which CI installs");
        eprintln!("skipped: needs {program}");
    }
    found
}

/// Where a program is.
pub fn path_of(program: &str) -> Option<PathBuf> {
    let output = Command::new("which").arg(program).output().ok().filter(|output| output.status.success())?;
    Some(String::from_utf8(output.stdout).ok()?.trim().into())
}
