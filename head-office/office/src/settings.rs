//! What whoever runs head office tells the office: the part of the configuration that is about what it does, and not about
//! how it is served.

use std::path::PathBuf;
use sync_core::domain::Policy;

/// See the module.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The data folder.
    pub data: PathBuf,
    /// The company's name at `init`.
    pub company: String,
    /// KiB one POS password costs.
    pub kdf_memory_kib: u32,
    /// Passes over that memory.
    pub kdf_passes: u32,
    /// The policy at `init`.
    pub policy: Policy,
    /// How many rows that are gone terminals can still learn of one by one.
    pub keep_tombstones: u32,
    /// The address terminals enrol with, when it is prescribed.
    pub address: Option<String>,
    /// The address they will enrol with, as long as nothing is served and none is prescribed.
    pub expected_address: String,
    /// What the office says of how mail is sent.
    pub mail: MailWay,
}

/// How mail is sent, as far as the office says it.
#[derive(Clone, Debug)]
pub struct MailWay {
    /// Whom mail comes from.
    pub from: String,
    /// The mail server; `None`: mail is kept in the data folder.
    pub server: Option<String>,
    /// Whether mail that is kept may be read in the office, links and all.
    pub shown: bool,
}

impl From<&Self> for Settings {
    fn from(settings: &Self) -> Self {
        settings.clone()
    }
}

/// A setting that cannot be.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("the configuration is wrong: {key}: {problem}")]
pub struct WrongSetting {
    /// Its key in the configuration.
    pub key: &'static str,
    /// What is wrong with it.
    pub problem: String,
}

impl WrongSetting {
    /// What is wrong with a parameter of the KDF.
    pub fn in_kdf((parameter, problem): (&'static str, String)) -> Self {
        let key = if parameter == "passes" { "kdf.passes" } else { "kdf.memory_kib" };
        Self { key, problem }
    }
}
