//! The `identity` file: who this terminal is, and the only place of its device key.
//!
//! It lies apart from the databases, is readable by its owner only, and is replaced by rename, so that it is always the
//! old one or the new one. A copy of the databases without it is useless.

use crate::files;
use serde::{Deserialize, Serialize};
use std::fs::File;
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use sync_core::domain::{Bytes32, CompanyId, Cursor, DeviceToken, SalepointId, TerminalId};
use sync_core::replica::DeviceKey;
use sync_core::sync::verify::Expectations;
use sync_core::sync::{PublicKey, TrustedKeys};
use zeroize::Zeroizing;

/// What enrolment gave this terminal.
#[derive(Clone)]
pub struct Identity {
    /// This terminal.
    pub terminal: TerminalId,
    /// Its name.
    pub terminal_name: String,
    /// Whose head office.
    pub company: CompanyId,
    /// The salepoint it stands under.
    pub salepoint: SalepointId,
    /// Head office's address.
    pub office: String,
    /// What it shows head office with each request.
    pub token: DeviceToken,
    /// What tags and row MACs are keyed with.
    pub device_key: DeviceKey,
    /// The CA that head office's certificate must be signed by, in PEM.
    pub ca_pem: String,
    /// The keys whose signatures it believes.
    pub keys: Vec<PublicKey>,
}

/// Why there is no identity.
#[derive(Debug, thiserror::Error)]
pub enum IdentityError {
    /// The file can not be read or written.
    #[error("the identity file {path} can not be used: {source}")]
    Io {
        /// Which file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The file is not what the terminal wrote.
    #[error("the identity file {0} is damaged; restore it, or move it away and enrol the terminal again")]
    Damaged(PathBuf),
    /// Others can read the file.
    #[error("the identity file {0} can be read by others; make it readable by its owner only (chmod 600)")]
    Exposed(PathBuf),
}

/// The file's format. Secrets are hex; the whole text is wiped from memory after use.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Stored {
    version: u32,
    terminal: TerminalId,
    terminal_name: String,
    company: CompanyId,
    salepoint: SalepointId,
    office: String,
    token: Zeroizing<String>,
    device_key: Zeroizing<String>,
    ca_pem: String,
    keys: Vec<String>,
}

const VERSION: u32 = 1;

impl Identity {
    /// What this terminal believes of head office, given the highest cursor it ever applied.
    pub fn expectations(&self, mark: Option<Cursor>) -> Expectations {
        let keys: TrustedKeys = self.keys.iter().copied().collect();
        Expectations { company: self.company, terminal: self.terminal, salepoint: self.salepoint, keys, mark }
    }

    /// Reads the file; `None` if there is none: the terminal is not enrolled.
    ///
    /// # Errors
    /// When it can not be read, is damaged, or can be read by others.
    pub fn load(path: &Path) -> Result<Option<Self>, IdentityError> {
        let failed = |source| IdentityError::Io { path: path.into(), source };
        let file = match File::open(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            file => file.map_err(failed)?,
        };
        if file.metadata().map_err(failed)?.permissions().mode() & 0o077 != 0 {
            return Err(IdentityError::Exposed(path.into()));
        }
        let text = Zeroizing::new(io::read_to_string(file).map_err(failed)?);
        parse(&text).map(Some).ok_or_else(|| IdentityError::Damaged(path.into()))
    }

    /// Writes the file: durable, and never half.
    ///
    /// # Errors
    /// When it can not be written.
    pub fn save(&self, path: &Path) -> Result<(), IdentityError> {
        let stored = Stored {
            version: VERSION,
            terminal: self.terminal,
            terminal_name: self.terminal_name.clone(),
            company: self.company,
            salepoint: self.salepoint,
            office: self.office.clone(),
            token: Zeroizing::new(self.token.to_bearer()),
            device_key: Zeroizing::new(Bytes32(*self.device_key.expose()).to_string()),
            ca_pem: self.ca_pem.clone(),
            keys: self.keys.iter().map(|key| key.0.to_string()).collect(),
        };
        let text = Zeroizing::new(toml::to_string(&stored).expect("an identity is a TOML table"));
        files::replace(path, text.as_bytes()).map_err(|source| IdentityError::Io { path: path.into(), source })
    }
}

fn parse(text: &str) -> Option<Identity> {
    let stored: Stored = toml::from_str(text).ok()?;
    let bytes32 = |hex: &str| DeviceToken::from_bearer(hex).map(|bytes| *bytes.expose());
    if stored.version != VERSION {
        return None;
    }
    Some(Identity {
        terminal: stored.terminal,
        terminal_name: stored.terminal_name,
        company: stored.company,
        salepoint: stored.salepoint,
        office: stored.office,
        token: DeviceToken::from_bearer(&stored.token)?,
        device_key: DeviceKey::from_random(bytes32(&stored.device_key)?),
        ca_pem: stored.ca_pem,
        keys: stored.keys.iter().map(|key| Some(PublicKey(Bytes32(bytes32(key)?)))).collect::<Option<_>>()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn identity() -> Identity {
        Identity {
            terminal: TerminalId(Uuid::from_u128(1)),
            terminal_name: "Till “1”\n".into(),
            company: CompanyId(Uuid::from_u128(2)),
            salepoint: SalepointId(Uuid::from_u128(3)),
            office: "https://office.example:8443".into(),
            token: DeviceToken::from_random([4; 32]),
            device_key: DeviceKey::from_random([5; 32]),
            ca_pem: "-----BEGIN CERTIFICATE-----".into(),
            keys: vec![PublicKey(Bytes32([6; 32]))],
        }
    }

    #[test]
    fn it_reads_back_and_only_its_owner_can_read_it() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("identity");
        assert!(Identity::load(&path).unwrap().is_none());
        identity().save(&path).unwrap();
        let read = Identity::load(&path).unwrap().unwrap();
        assert_eq!((&read.terminal_name, &read.keys), (&identity().terminal_name, &identity().keys));
        assert!(read.token == identity().token && read.device_key.expose() == &[5; 32]);
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);

        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).unwrap();
        assert!(matches!(Identity::load(&path), Err(IdentityError::Exposed(_))));
    }

    #[test]
    fn a_cut_file_is_damaged_and_not_half_believed() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("identity");
        identity().save(&path).unwrap();
        let whole = std::fs::read(&path).unwrap();
        for length in [0, 1, whole.len() / 2, whole.len() - 40] {
            std::fs::write(&path, &whole[..length]).unwrap();
            assert!(matches!(Identity::load(&path), Err(IdentityError::Damaged(_))), "{length} bytes");
        }
    }
}
