//! Configuration: what the file says, checked and completed.

use crate::admission::{Proxies, ProxySpeech};
use crate::mailing::{MailSettings, RawMail};
use head_office_domain::kdf::check_kdf;
use head_office_domain::policy::check_policy;
use head_office_office::settings::{MailWay, Settings, WrongSetting};
use serde::Deserialize;
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};
use sync_core::domain::Policy;

/// The commented defaults.
const DEFAULTS: &str = include_str!("../../config/head-office.toml");
/// Where a configuration is looked for when none is named.
const SYSTEM: &str = "/etc/tillgate/head-office.toml";

/// Why the configuration cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("the configuration {} cannot be read: {source}", path.display())]
    Unreadable {
        /// Which file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// Not TOML, an unknown key, or a value of the wrong type; names line and key.
    #[error("the configuration {origin} is wrong: {message}")]
    Malformed {
        /// Which file.
        origin: String,
        /// What and where.
        message: String,
    },
    /// A value that cannot be.
    #[error(transparent)]
    Value(#[from] WrongSetting),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    data: Option<PathBuf>,
    company: Option<String>,
    listen: Option<SocketAddr>,
    address: Option<String>,
    names: Option<Vec<String>>,
    certificate: Option<CertificateFiles>,
    kdf: Option<RawKdf>,
    policy: Option<RawPolicy>,
    log: Option<RawLog>,
    mail: Option<RawMail>,
    proxy: Option<RawProxy>,
    keep_tombstones: Option<u32>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawKdf {
    memory_kib: Option<u32>,
    passes: Option<u32>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawPolicy {
    min_password_length: Option<u32>,
    throttle_attempts: Option<u32>,
    throttle_refill_s: Option<u32>,
    supervisor_attempts: Option<u32>,
    supervisor_refill_s: Option<u32>,
    auto_lock_s: Option<u32>,
    fresh_for_s: Option<u32>,
    valid_for_s: Option<u32>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawProxy {
    trusted: Vec<String>,
    #[serde(default)]
    speaks: ProxySpeech,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawLog {
    level: Option<LogLevel>,
    keep_days: Option<u16>,
}

/// The operator's own certificate.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CertificateFiles {
    /// The certificate and those up to the root, in PEM.
    pub chain: PathBuf,
    /// Its private key, in PEM.
    pub key: PathBuf,
}

/// How much is logged.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "the usual levels")]
pub enum LogLevel {
    Error,
    Warn,
    Info,
    Debug,
}

/// What head office is configured to do.
#[derive(Clone, Debug)]
pub struct Config {
    /// The data folder.
    pub data: PathBuf,
    /// The company's name at `init`.
    pub company: String,
    /// Where `serve` listens.
    pub listen: SocketAddr,
    /// The address terminals enrol with, when it is prescribed.
    pub address: Option<String>,
    /// Further names for the private certificate.
    pub names: Vec<String>,
    /// The operator's own certificate, which browsers are shown.
    pub certificate: Option<CertificateFiles>,
    /// KiB one POS password costs.
    pub kdf_memory_kib: u32,
    /// Passes over that memory.
    pub kdf_passes: u32,
    /// The policy at `init`.
    pub policy: Policy,
    /// How many rows that are gone terminals can still learn of one by one.
    pub keep_tombstones: u32,
    /// Proxies that may say on whose behalf they connect.
    pub proxies: Proxies,
    /// How mail is sent.
    pub mail: MailSettings,
    /// How much is logged.
    pub log_level: LogLevel,
    /// Log files kept.
    pub log_keep_days: u16,
}

impl Config {
    /// Reads the named file, or the system's, or takes the defaults.
    ///
    /// # Errors
    /// When the file cannot be read or says something it cannot.
    pub fn load(named: Option<&Path>) -> Result<Self, ConfigError> {
        Self::load_from(named, Path::new(SYSTEM))
    }

    fn load_from(named: Option<&Path>, system: &Path) -> Result<Self, ConfigError> {
        // One that is there and cannot be read is no reason to do something else than it says.
        let is_there = !matches!(system.symlink_metadata(), Err(error) if error.kind() == std::io::ErrorKind::NotFound);
        match named.or_else(|| is_there.then_some(system)) {
            Some(path) => {
                let text = std::fs::read_to_string(path)
                    .map_err(|source| ConfigError::Unreadable { path: path.to_owned(), source })?;
                Self::parse(&text, &path.display().to_string())
            }
            None => Self::parse(DEFAULTS, "built in"),
        }
    }

    /// Reads configuration text; `origin` is how errors call it.
    ///
    /// # Errors
    /// When it says something it cannot.
    pub fn parse(text: &str, origin: &str) -> Result<Self, ConfigError> {
        let malformed = |message: String| ConfigError::Malformed { origin: origin.to_owned(), message };
        let raw: Raw = toml::from_str(text).map_err(|error| malformed(error.to_string().trim_end().to_owned()))?;
        raw.validate()
    }

    /// The name or IP address in `address`.
    pub fn address_name(&self) -> Option<String> {
        self.address.as_deref().map(|address| host_of(address).to_owned())
    }

    /// The names and addresses in the server's certificate.
    pub fn certificate_names(&self) -> Vec<String> {
        let fixed = [host_name(), "localhost".into(), "127.0.0.1".into(), "::1".into()];
        let listened = Some(self.listen.ip()).filter(|ip| !ip.is_unspecified()).map(|ip| ip.to_string());
        let addressed = self.address_name();
        let mut names = Vec::new();
        for name in fixed.into_iter().chain(addressed).chain(listened).chain(self.names.iter().cloned()) {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        names
    }

    /// The address for terminals of a server that listens here.
    pub fn office_address(&self, listening: SocketAddr) -> String {
        if let Some(address) = &self.address {
            return address.clone();
        }
        let host = match listening.ip() {
            ip if ip.is_unspecified() => host_name(),
            IpAddr::V4(ip) => ip.to_string(),
            IpAddr::V6(ip) => format!("[{ip}]"),
        };
        format!("https://{host}:{}", listening.port())
    }
}

impl From<&Config> for Settings {
    fn from(config: &Config) -> Self {
        let server = config.mail.server.as_ref().map(|server| format!("{}:{}", server.host, server.port));
        Self {
            data: config.data.clone(),
            company: config.company.clone(),
            kdf_memory_kib: config.kdf_memory_kib,
            kdf_passes: config.kdf_passes,
            policy: config.policy,
            keep_tombstones: config.keep_tombstones,
            address: config.address.clone(),
            expected_address: config.office_address(config.listen),
            mail: MailWay { from: config.mail.from.to_string(), server, shown: config.mail.shown },
        }
    }
}

impl Raw {
    fn validate(self) -> Result<Config, ConfigError> {
        let wrong = |key, problem: &str| Err(ConfigError::from(WrongSetting { key, problem: problem.to_owned() }));
        let company = self.company.unwrap_or_else(|| "My company".into());
        if company.trim().is_empty() {
            return wrong("company", "a company needs a name");
        }
        if self.address.as_deref().is_some_and(|address| !is_address(address)) {
            let problem = "must be like https://office.example.com:8443, with nothing before or behind name and port";
            return wrong("address", problem);
        }
        if let Some(name) = self.names.iter().flatten().find(|name| !is_host(name)) {
            let problem = format!(
                "“{name}” must be a name or an IP address alone, like till.example.com, without https://, port and path"
            );
            return Err(ConfigError::from(WrongSetting { key: "names", problem }));
        }
        let kdf = self.kdf.unwrap_or(RawKdf { memory_kib: None, passes: None });
        let (memory_kib, passes) = (kdf.memory_kib.unwrap_or(65_536), kdf.passes.unwrap_or(3));
        check_kdf(memory_kib, passes, 1).map_err(WrongSetting::in_kdf)?;
        let policy = self.policy.map(RawPolicy::complete).unwrap_or_default();
        check_policy(&policy).map_err(|(key, problem)| ConfigError::from(WrongSetting { key, problem }))?;
        let mail = self.mail.unwrap_or_default().validate();
        let mail =
            mail.map_err(|(key, problem)| ConfigError::from(WrongSetting { key, problem: problem.to_owned() }))?;
        let proxies = self.proxy.map_or(Ok(Proxies::default()), RawProxy::validate)?;
        let log = self.log.unwrap_or(RawLog { level: None, keep_days: None });
        Ok(Config {
            data: self.data.unwrap_or_else(default_data),
            company,
            listen: self.listen.unwrap_or_else(|| SocketAddr::from(([0, 0, 0, 0], 8443))),
            address: self.address.map(|address| address.trim_end_matches('/').to_owned()),
            names: self.names.unwrap_or_default(),
            certificate: self.certificate,
            kdf_memory_kib: memory_kib,
            kdf_passes: passes,
            policy,
            keep_tombstones: self.keep_tombstones.unwrap_or(100_000),
            proxies,
            mail,
            log_level: log.level.unwrap_or(LogLevel::Info),
            log_keep_days: log.keep_days.unwrap_or(14),
        })
    }
}

impl RawProxy {
    fn validate(self) -> Result<Proxies, ConfigError> {
        let trusted = self.trusted.iter().map(|text| text.parse());
        let trusted = trusted.collect::<Result<_, ()>>().map_err(|()| WrongSetting {
            key: "proxy.trusted",
            problem: "must be addresses or networks, such as \"10.0.0.5\" or \"10.1.0.0/16\"".into(),
        })?;
        Ok(Proxies { trusted, speaks: self.speaks })
    }
}

impl RawPolicy {
    fn complete(self) -> Policy {
        let default = Policy::default();
        Policy {
            min_password_length: self.min_password_length.unwrap_or(default.min_password_length),
            throttle_attempts: self.throttle_attempts.unwrap_or(default.throttle_attempts),
            throttle_refill_s: self.throttle_refill_s.unwrap_or(default.throttle_refill_s),
            supervisor_attempts: self.supervisor_attempts.unwrap_or(default.supervisor_attempts),
            supervisor_refill_s: self.supervisor_refill_s.unwrap_or(default.supervisor_refill_s),
            auto_lock_s: self.auto_lock_s.unwrap_or(default.auto_lock_s),
            fresh_for_s: self.fresh_for_s.unwrap_or(default.fresh_for_s),
            valid_for_s: self.valid_for_s.unwrap_or(default.valid_for_s),
        }
    }
}

fn default_data() -> PathBuf {
    let folder = |variable| std::env::var_os(variable).map(PathBuf::from).filter(|path| path.is_absolute());
    let shared = folder("XDG_DATA_HOME").or_else(|| Some(folder("HOME")?.join(".local/share")));
    shared.map_or_else(|| "/var/lib/tillgate/head-office".into(), |shared| shared.join("tillgate/head-office"))
}

pub(crate) fn host_name() -> String {
    let name = rustix::system::uname().nodename().to_string_lossy().into_owned();
    if name.is_empty() { "localhost".into() } else { name }
}

/// `https://host` or `https://host:port`, perhaps with a slash behind it.
fn is_address(address: &str) -> bool {
    let Some(rest) = address.strip_prefix("https://") else { return false };
    let authority = rest.strip_suffix('/').unwrap_or(rest);
    let (host, behind) = match authority.strip_prefix('[') {
        Some(bracketed) => bracketed.split_once(']').unwrap_or(("", "")),
        None => authority.find(':').map_or((authority, ""), |at| authority.split_at(at)),
    };
    let is_port = |port: &str| port.parse::<u16>().is_ok_and(|port| port != 0) && !port.starts_with('+');
    is_host(host) && (behind.is_empty() || behind.strip_prefix(':').is_some_and(is_port))
}

/// A name that a certificate can be for, or an IP address.
fn is_host(host: &str) -> bool {
    host.parse::<IpAddr>().is_ok() || rustls::pki_types::DnsName::try_from(host).is_ok()
}

/// The host of `https://host:port/…`, an IPv6 address without its brackets.
fn host_of(address: &str) -> &str {
    let rest = address.trim_start_matches("https://");
    let authority = rest.split('/').next().unwrap_or(rest);
    match authority.strip_prefix('[') {
        Some(bracketed) => bracketed.split(']').next().unwrap_or(bracketed),
        None => authority.split(':').next().unwrap_or(authority),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_commented_file_says_the_defaults() {
        let written = Config::parse(DEFAULTS, "test").unwrap();
        let empty = Config::parse("", "test").unwrap();
        assert_eq!(format!("{written:?}"), format!("{empty:?}"));
        assert_eq!(written.policy, Policy::default());
    }

    #[test]
    fn what_is_wrong_is_named_with_its_line() {
        for (text, expect) in [
            ("company = \"x\"\nlissten = \"x\"", vec!["line 2", "lissten"]),
            ("[policy]\nmin_pasword_length = 4", vec!["line 2", "min_pasword_length"]),
            ("[policy]\nmin_password_length = \"four\"", vec!["line 2"]),
            ("listen = \"here\"", vec!["line 1"]),
            ("company = ", vec!["line 1"]),
            ("[log]\nlevel = \"loud\"", vec!["line 2", "loud"]),
            ("[certificate]\nchain = \"x\"", vec!["line 1", "key"]),
            ("address = \"http://x\"", vec!["address", "https://"]),
            ("address = \"https://x/office\"", vec!["address", "like https://"]),
            ("address = \"https://me:pw@x\"", vec!["address", "like https://"]),
            ("address = \"https://x:99999\"", vec!["address"]),
            ("address = \"https://x?a\"", vec!["address"]),
            ("address = \"https://[fd00::7\"", vec!["address"]),
            ("names = [\"till\", \"https://till.example.com\"]", vec!["names", "https://till.example.com"]),
            ("names = [\"till.example.com:8443\"]", vec!["names", "till.example.com:8443"]),
            ("names = [\"till.example.com/\"]", vec!["names", "till.example.com/"]),
            ("names = [\"\"]", vec!["names"]),
            ("address = \"https://office.example/till\"", vec!["address", "nothing before or behind"]),
            ("address = \"https://me@office.example\"", vec!["address", "nothing before or behind"]),
            ("address = \"https://me:word@office.example:8443\"", vec!["address", "nothing before or behind"]),
            ("address = \"https://office.example?x\"", vec!["address", "nothing before or behind"]),
            ("address = \"https://office.example:port\"", vec!["address", "nothing before or behind"]),
            ("address = \"https://office.example:0\"", vec!["address", "nothing before or behind"]),
            ("company = \" \"", vec!["company"]),
            ("[kdf]\nmemory_kib = 1", vec!["kdf.memory_kib"]),
            ("[proxy]\ntrusted = [\"proxy.example\"]", vec!["proxy.trusted", "10.1.0.0/16"]),
            ("[proxy]\ntrusted = []\nspeaks = \"http\"", vec!["line 3", "proxy-protocol"]),
            ("[policy]\nthrottle_attempts = 0", vec!["throttle_attempts"]),
            ("[policy]\nfresh_for_s = 99\nvalid_for_s = 98", vec!["fresh_for_s"]),
        ] {
            let message = Config::parse(text, "test.toml").unwrap_err().to_string();
            for part in expect {
                assert!(message.contains(part), "{text:?}: {message}");
            }
        }
    }

    #[test]
    fn a_configuration_that_cannot_be_read_is_not_taken_for_none() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        std::fs::write(path("file"), "x").unwrap();
        std::fs::create_dir(path("folder")).unwrap();
        std::os::unix::fs::symlink(path("gone"), path("dangling")).unwrap();
        for name in ["file/head-office.toml", "folder", "dangling"] {
            let loaded = Config::load_from(None, &path(name));
            assert!(matches!(loaded, Err(ConfigError::Unreadable { .. })), "{name}");
        }
        assert!(Config::load_from(None, &path("none")).is_ok());
    }

    #[test]
    fn addresses_and_certificate_names() {
        let config = Config::parse("address = \"https://[fd00::7]:9/\"\nnames = [\"till\"]", "test").unwrap();
        assert_eq!(config.office_address(([0, 0, 0, 0], 1).into()), "https://[fd00::7]:9");
        for name in ["localhost", "127.0.0.1", "::1", "fd00::7", "till"] {
            assert!(config.certificate_names().iter().any(|known| known == name), "{name}");
        }
        for good in ["https://x", "https://x:1/", "https://office.example.com:8443", "https://192.0.2.1", "https://a_b"]
        {
            assert!(Config::parse(&format!("address = \"{good}\""), "test").is_ok(), "{good}");
        }
        let config = Config::parse("", "test").unwrap();
        assert_eq!(config.office_address(([127, 0, 0, 1], 99).into()), "https://127.0.0.1:99");
        assert_eq!(config.office_address(([0, 0, 0, 0], 99).into()), format!("https://{}:99", host_name()));
    }
}
