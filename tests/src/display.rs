//! A virtual display with real windows on it.

use crate::programs::{Running, has};
use anyhow::{Context, ensure};
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

/// A display of its own, gone with this value.
pub struct Display {
    name: String,
    _server: Running,
}

impl Display {
    /// Starts one; `None` where the programs for it are not there.
    ///
    /// # Errors
    /// When the server does not start.
    pub fn open() -> anyhow::Result<Option<Self>> {
        if !has("Xvfb") || !has("xdotool") {
            return Ok(None);
        }
        let mut server = Command::new("Xvfb");
        server.args(["-screen", "0", "1280x1024x24"]);
        Self::served_by(server).map(Some)
    }

    /// The display of this server, once it serves.
    pub(crate) fn served_by(mut server: Command) -> anyhow::Result<Self> {
        let mut server = server
            // Without -noreset it turns new windows away for a moment after the last one was closed.
            .args(["-displayfd", "1", "-nolisten", "tcp", "-noreset"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .context("starting the display's server")?;
        let output = server.stdout.take().context("the server's output")?;
        let server = Running(server);
        let mut number = String::new();
        BufReader::new(output).read_line(&mut number)?;
        ensure!(!number.trim().is_empty(), "the display's server did not start");
        Ok(Self { name: format!(":{}", number.trim()), _server: server })
    }

    /// A program that opens its window on this display.
    pub fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.env("DISPLAY", &self.name).env_remove("WAYLAND_DISPLAY");
        command
    }

    /// What xdotool, which searches windows, clicks and types, prints.
    ///
    /// # Errors
    /// When it cannot be run.
    pub fn xdotool(&self, arguments: &[&str]) -> anyhow::Result<String> {
        let output = self.command("xdotool").args(arguments).output().context("running xdotool")?;
        Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
    }
}
