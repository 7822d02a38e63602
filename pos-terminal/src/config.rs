//! The configuration file: raw TOML in, validated [`Config`] out. The commented default is `config/pos-terminal.toml`.

use serde::Deserialize;
use std::path::{Path, PathBuf};
use sync_core::domain::Language;

/// The default configuration file, with every key explained.
pub const DEFAULT_FILE: &str = include_str!("../../config/pos-terminal.toml");

/// Where the terminal looks for its configuration when it is not told.
const SYSTEM_FILE: &str = "/etc/tillgate/pos-terminal.toml";

/// What the terminal runs with.
#[derive(Clone, PartialEq, Debug)]
pub struct Config {
    /// The data folder.
    pub data: PathBuf,
    /// The language of the screen before enrolment.
    pub language: Language,
    /// Where the device key lies.
    pub device_key: DeviceKeyPlace,
    /// The window.
    pub window: Window,
    /// The log.
    pub log: Log,
}

/// Where the device key lies.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DeviceKeyPlace {
    /// In the `identity` file.
    #[default]
    File,
    /// In a credential that systemd gives the process.
    SystemdCredential,
}

/// The window.
#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Window {
    /// Fill the screen.
    pub fullscreen: bool,
    /// Logical pixels.
    pub width: u32,
    /// Logical pixels.
    pub height: u32,
    /// How many times as large as the system has it everything is drawn, as far as there is room.
    pub scale: f32,
    /// The colour scheme.
    pub colours: Colours,
}

/// Light, dark, or as the desktop has it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "the names say it")]
pub enum Colours {
    #[default]
    Auto,
    Light,
    Dark,
}

impl Default for Window {
    fn default() -> Self {
        Self { fullscreen: false, width: 1024, height: 768, scale: 1.0, colours: Colours::Auto }
    }
}

/// The log.
#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Log {
    /// The least important level that is written.
    pub level: Level,
    /// Days for which daily files are kept.
    pub keep_days: usize,
}

/// A log level.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "the names say it")]
pub enum Level {
    Error,
    Warn,
    #[default]
    Info,
    Debug,
}

impl Default for Log {
    fn default() -> Self {
        Self { level: Level::Info, keep_days: 14 }
    }
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct Raw {
    data: Option<PathBuf>,
    language: Language,
    device_key: DeviceKeyPlace,
    window: Window,
    log: Log,
}

/// Why there is no configuration.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("the configuration {path} cannot be read: {source}")]
    Read {
        /// Which file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// It is not valid; the message names key and line.
    #[error("the configuration {path} is not valid: {message}")]
    Invalid {
        /// Which file.
        path: PathBuf,
        /// What is wrong and where.
        message: String,
    },
}

impl Config {
    /// Reads the file given, else the system's one if it exists, else takes the defaults. `data` overrides the file's.
    ///
    /// # Errors
    /// When the file cannot be read or is not valid.
    pub fn load(file: Option<&Path>, data: Option<PathBuf>) -> Result<Self, ConfigError> {
        // One that is there and cannot be read is no reason to do something else than it says.
        let is_there = |path: &PathBuf| !matches!(path.symlink_metadata(), Err(error) if error.kind() == std::io::ErrorKind::NotFound);
        let path = file.map(Path::to_path_buf).or_else(|| Some(PathBuf::from(SYSTEM_FILE)).filter(is_there));
        let raw = match &path {
            Some(path) => {
                let text =
                    std::fs::read_to_string(path).map_err(|source| ConfigError::Read { path: path.clone(), source })?;
                parse(&text).map_err(|message| ConfigError::Invalid { path: path.clone(), message })?
            }
            None => Raw::default(),
        };
        Ok(Self::of(raw, data))
    }

    /// The defaults: what there is to go by where the configuration cannot be read.
    pub fn standard(data: Option<PathBuf>) -> Self {
        Self::of(Raw::default(), data)
    }

    fn of(raw: Raw, data: Option<PathBuf>) -> Self {
        Self {
            data: data.or(raw.data).unwrap_or_else(default_data),
            language: raw.language,
            device_key: raw.device_key,
            window: raw.window,
            log: raw.log,
        }
    }
}

fn parse(text: &str) -> Result<Raw, String> {
    let raw: Raw = toml::from_str(text).map_err(|error| error.to_string())?;
    if raw.window.width < 640 || raw.window.height < 480 {
        return Err("window.width and window.height must be at least 640 and 480".into());
    }
    if !(0.5..=3.0).contains(&raw.window.scale) {
        return Err("window.scale must be between 0.5 and 3".into());
    }
    if raw.log.keep_days == 0 {
        return Err("log.keep_days must be at least 1".into());
    }
    Ok(raw)
}

/// `/var/lib/tillgate/terminal` for root and where it exists, else under the user's data folder.
fn default_data() -> PathBuf {
    let system = PathBuf::from("/var/lib/tillgate/terminal");
    let of_user = std::env::var_os("XDG_DATA_HOME")
        .map(PathBuf::from)
        .or_else(|| std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".local/share")));
    match of_user {
        Some(folder) if !rustix::process::geteuid().is_root() && !system.exists() => folder.join("tillgate/terminal"),
        _ => system,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_commented_default_is_the_default() {
        let all: String = DEFAULT_FILE
            .lines()
            .map(|line| match line.strip_prefix("# ") {
                Some(rest) if rest.contains(" = ") && !rest.contains(':') => format!("{rest}\n"),
                _ => format!("{line}\n"),
            })
            .collect();
        let raw = parse(&all).unwrap();
        assert_eq!((raw.window, raw.log, raw.language), (Window::default(), Log::default(), Language::default()));
        assert_eq!(raw.device_key, DeviceKeyPlace::default());
        assert!(raw.data.is_some(), "every key of the file is tried");
    }

    #[test]
    fn mistakes_are_named_with_their_line() {
        for (text, expect) in [
            ("\nlanguge = \"et\"", &["languge", "line 2"][..]),
            ("language = \"fi\"", &["fi", "line 1"]),
            ("[window]\nwidth = \"wide\"", &["line 2", "width"]),
            ("device_key = \"tpm\"", &["tpm", "systemd-credential", "line 1"]),
            ("[window]\nwidth = 100", &["at least 640"]),
            ("[window]\nscale = 9.0", &["window.scale"]),
            ("[log]\nlevel = \"loud\"", &["loud", "line 2"]),
            ("[log]\nkeep_days = 0", &["keep_days"]),
        ] {
            let message = parse(text).map(|_| ()).unwrap_err();
            for part in expect {
                assert!(message.contains(part), "{message:?} lacks {part:?}");
            }
        }
    }
}
