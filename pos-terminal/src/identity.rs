//! The `identity` file: who this terminal is.
//!
//! It lies apart from the databases, is readable by its owner only, and is replaced by rename, so that it is always the
//! old one or the new one. A copy of the databases without it is useless.
//!
//! The device key is in it, or in a systemd credential; then the token is sealed with a key derived from the device key
//! (XChaCha20-Poly1305), bound to everything else in the file. While a rotation of the device key is under way the file
//! names two of them; a replica names the one it was made under.

use crate::device_keys::DeviceKeys;
use crate::files;
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use serde::{Deserialize, Serialize};
use std::fs::File;
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use sync_core::domain::{Bytes32, CompanyId, Cursor, DeviceToken, SalepointId, TerminalId};
use sync_core::replica::{DeviceKey, DeviceKeyId};
use sync_core::sync::PublicKey;
use sync_core::sync::verify::Expectations;
use sync_core::sync::wire::KeyPlace;
use sync_core::till::{Floor, TillKey};
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
    /// The same from now on, while a rotation is under way and until the replica was made anew under it.
    pub next_device_key: Option<DeviceKey>,
    /// The CA that head office's certificate must be signed by, in PEM.
    pub ca_pem: String,
    /// The key whose signatures it believes; behind it the one before, while that vouches for what is stored here.
    pub keys: Vec<PublicKey>,
    /// From which counter on the seal of `till.db` counts; `None` while it has none.
    pub till_sealed: Option<u64>,
    /// The terminal was removed, and the device key it had is gone: this one was never used.
    pub key_erased: bool,
    pub(crate) key_place: KeyPlace,
}

/// Why there is no identity.
#[derive(Debug, thiserror::Error)]
pub enum IdentityError {
    /// The file cannot be read or written.
    #[error("the identity file {path} cannot be used: {source}")]
    Io {
        /// Which file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The file is not what the terminal wrote.
    #[error("the identity file {0} is damaged; restore it, or move it away and enrol the terminal again")]
    Damaged(PathBuf),
    /// A newer version of the program wrote it.
    #[error("the identity file {0} was made by a newer version of this program; install that version")]
    Newer(PathBuf),
    /// Others can read the file.
    #[error("the identity file {0} can be read by others; make it readable by its owner only (chmod 600)")]
    Exposed(PathBuf),
    /// The terminal was enrolled with its device key elsewhere than is configured.
    #[error(
        "the terminal of {path} was enrolled with device_key = \"{enrolled}\"; configure that, or move the file away and \
         enrol the terminal again"
    )]
    OtherPlace {
        /// The file.
        path: PathBuf,
        /// Where its key lies, as in the configuration.
        enrolled: &'static str,
    },
    /// None of the credentials is the terminal's device key.
    #[error(
        "no credential holds the device key {id} of {path}; give the one the terminal was enrolled with or last changed to \
         (see docs/terminal.md)"
    )]
    OtherKey {
        /// The file.
        path: PathBuf,
        /// Which key is missing.
        id: DeviceKeyId,
    },
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
    ca_pem: String,
    keys: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    till_sealed: Option<u64>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    key_erased: bool,
    secrets: Secrets,
}

/// What the file keeps secret, by the place of the device key.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
enum Secrets {
    File { token: Zeroizing<String>, device_key: Zeroizing<String>, next_device_key: Option<Zeroizing<String>> },
    SystemdCredential { device_key_id: DeviceKeyId, next_device_key_id: Option<DeviceKeyId>, sealed_token: String },
}

/// The format before device keys could lie elsewhere or change.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StoredBefore {
    #[serde(rename = "version")]
    _version: u32,
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

#[derive(Deserialize)]
struct OfVersion {
    version: u32,
}

const VERSION: u32 = 3;
/// The last format before `till.db` was sealed.
const UNSEALED: u32 = 2;

/// Who changes the file reads it first.
static CHANGING: Mutex<()> = Mutex::new(());

const NONCE_BYTES: usize = 24;

impl Identity {
    /// What this terminal believes of head office, given the highest cursor it ever applied.
    pub fn expectations(&self, mark: Option<Cursor>) -> Expectations {
        let keys = self.keys.iter().copied().take(1).collect();
        let former = self.keys.iter().copied().skip(1).collect();
        Expectations { company: self.company, terminal: self.terminal, salepoint: self.salepoint, keys, former, mark }
    }

    /// The keys that the seal of `till.db` may be made with: two while a rotation is under way.
    pub fn till_keys(&self) -> Vec<TillKey> {
        std::iter::once(&self.device_key).chain(&self.next_device_key).map(till_key).collect()
    }

    /// Where the device key lies.
    pub fn key_place(&self) -> KeyPlace {
        self.key_place
    }

    /// Reads the file; `None` if there is none: the terminal is not enrolled.
    ///
    /// # Errors
    /// When it cannot be read, is damaged or newer, can be read by others, or the device keys given are not its own.
    pub fn load(path: &Path, device_keys: &DeviceKeys) -> Result<Option<Self>, IdentityError> {
        let failed = |source| IdentityError::Io { path: path.into(), source };
        let file = match File::open(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            file => file.map_err(failed)?,
        };
        if file.metadata().map_err(failed)?.permissions().mode() & 0o077 != 0 {
            return Err(IdentityError::Exposed(path.into()));
        }
        let damaged = || IdentityError::Damaged(path.into());
        let text = Zeroizing::new(match io::read_to_string(file) {
            Err(error) if error.kind() == io::ErrorKind::InvalidData => return Err(damaged()),
            text => text.map_err(failed)?,
        });
        let OfVersion { version } = toml::from_str(&text).map_err(|_| damaged())?;
        let stored = match version {
            1 => toml::from_str(&text).ok().map(StoredBefore::brought_up),
            UNSEALED | VERSION => toml::from_str(&text).ok(),
            _ => return Err(IdentityError::Newer(path.into())),
        };
        stored.ok_or_else(damaged)?.open(path, device_keys).map(Some)
    }

    /// Writes the file: durable, and never half.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn save(&self, path: &Path) -> Result<(), IdentityError> {
        let _changing = CHANGING.lock().unwrap_or_else(PoisonError::into_inner);
        self.write(path)
    }

    /// Writes the file as [`Self::save`] does, but never says less of the till's seal than the file does.
    ///
    /// # Errors
    /// When it cannot be read or written.
    pub fn update(&self, path: &Path, device_keys: &DeviceKeys) -> Result<(), IdentityError> {
        let _changing = CHANGING.lock().unwrap_or_else(PoisonError::into_inner);
        let stored = Self::load(path, device_keys)?.and_then(|stored| stored.till_sealed);
        Self { till_sealed: self.till_sealed.max(stored), ..self.clone() }.write(path)
    }

    fn write(&self, path: &Path) -> Result<(), IdentityError> {
        let text = Zeroizing::new(toml::to_string(&self.stored()).expect("an identity is a TOML table"));
        files::replace(path, text.as_bytes()).map_err(|source| IdentityError::Io { path: path.into(), source })
    }

    fn stored(&self) -> Stored {
        let next = self.next_device_key.as_ref();
        let secrets = match self.key_place {
            KeyPlace::File => Secrets::File {
                token: Zeroizing::new(self.token.to_bearer()),
                device_key: hex(&self.device_key),
                next_device_key: next.map(hex),
            },
            KeyPlace::SystemdCredential => Secrets::SystemdCredential {
                device_key_id: self.device_key.id(),
                next_device_key_id: next.map(DeviceKey::id),
                sealed_token: String::new(),
            },
        };
        let mut stored = Stored {
            version: VERSION,
            terminal: self.terminal,
            terminal_name: self.terminal_name.clone(),
            company: self.company,
            salepoint: self.salepoint,
            office: self.office.clone(),
            ca_pem: self.ca_pem.clone(),
            keys: self.keys.iter().map(|key| key.0.to_string()).collect(),
            till_sealed: self.till_sealed,
            key_erased: self.key_erased,
            secrets,
        };
        let rest = stored.rest();
        if let Secrets::SystemdCredential { sealed_token, .. } = &mut stored.secrets {
            let nonce: [u8; NONCE_BYTES] = crate::random::bytes();
            let payload = Payload { msg: self.token.expose(), aad: &rest };
            let sealed = cipher(&self.device_key).encrypt(&XNonce::from(nonce), payload);
            let sealed = sealed.expect("32 bytes are far below the cipher's limit");
            *sealed_token = nonce.iter().chain(&sealed).map(|byte| format!("{byte:02x}")).collect();
        }
        stored
    }
}

impl Stored {
    fn open(self, path: &Path, device_keys: &DeviceKeys) -> Result<Identity, IdentityError> {
        let damaged = || IdentityError::Damaged(path.into());
        let other_place = |enrolled| IdentityError::OtherPlace { path: path.into(), enrolled };
        let rest = self.rest();
        let (token, device_key, next_device_key) = match (&self.secrets, device_keys) {
            (Secrets::File { token, device_key, next_device_key }, DeviceKeys::File) => {
                let next = next_device_key.as_ref().map(|key| device_key_of(key).ok_or_else(damaged)).transpose()?;
                let token = DeviceToken::from_bearer(token).ok_or_else(damaged)?;
                (token, device_key_of(device_key).ok_or_else(damaged)?, next)
            }
            (
                Secrets::SystemdCredential { device_key_id, next_device_key_id, sealed_token },
                DeviceKeys::SystemdCredential { .. },
            ) => {
                let other = || IdentityError::OtherKey { path: path.into(), id: device_key_id.clone() };
                let key = device_keys.by_id(device_key_id).ok_or_else(other)?.clone();
                // Without the credential of a rotation that was interrupted the terminal goes on with its former key.
                let next = next_device_key_id.as_ref().and_then(|id| device_keys.by_id(id).cloned());
                (unsealed(sealed_token, &key, &rest).ok_or_else(damaged)?, key, next)
            }
            (Secrets::File { .. }, DeviceKeys::SystemdCredential { .. }) => return Err(other_place("file")),
            (Secrets::SystemdCredential { .. }, DeviceKeys::File) => return Err(other_place("systemd-credential")),
        };
        let keys =
            self.keys.iter().map(|key| DeviceToken::from_bearer(key).map(|key| PublicKey(Bytes32(*key.expose()))));
        Ok(Identity {
            terminal: self.terminal,
            terminal_name: self.terminal_name,
            company: self.company,
            salepoint: self.salepoint,
            office: self.office,
            token,
            device_key,
            next_device_key,
            ca_pem: self.ca_pem,
            keys: keys.collect::<Option<_>>().ok_or_else(damaged)?,
            till_sealed: self.till_sealed,
            key_erased: self.key_erased,
            key_place: device_keys.place(),
        })
    }

    /// Everything in the file but what is sealed: what the seal is bound to.
    fn rest(&self) -> Vec<u8> {
        let Self { version, terminal, terminal_name, company, salepoint, office, ca_pem, keys, .. } = self;
        let Self { till_sealed, key_erased, secrets, .. } = self;
        let named = match secrets {
            Secrets::File { .. } => None,
            Secrets::SystemdCredential { device_key_id, next_device_key_id, .. } => {
                Some((device_key_id, next_device_key_id))
            }
        };
        let who = (terminal, terminal_name, company, salepoint, office);
        if *version <= UNSEALED {
            return sync_core::domain::encode(&("tillgate identity", version, who, (ca_pem, keys), named));
        }
        let till = (till_sealed, key_erased);
        sync_core::domain::encode(&("tillgate identity", version, who, (ca_pem, keys), named, till))
    }
}

impl StoredBefore {
    fn brought_up(self) -> Stored {
        Stored {
            version: VERSION,
            terminal: self.terminal,
            terminal_name: self.terminal_name,
            company: self.company,
            salepoint: self.salepoint,
            office: self.office,
            ca_pem: self.ca_pem,
            keys: self.keys,
            till_sealed: None,
            key_erased: false,
            secrets: Secrets::File { token: self.token, device_key: self.device_key, next_device_key: None },
        }
    }
}

/// How far the seal of `till.db` has come, in the `identity` file.
pub struct SealFloor {
    path: PathBuf,
    device_keys: DeviceKeys,
}

impl SealFloor {
    /// The floor in this file.
    pub fn in_file(path: PathBuf, device_keys: DeviceKeys) -> Self {
        Self { path, device_keys }
    }
}

impl Floor for SealFloor {
    fn raise(&self, counter: u64) -> io::Result<()> {
        let _changing = CHANGING.lock().unwrap_or_else(PoisonError::into_inner);
        let stored = Identity::load(&self.path, &self.device_keys).map_err(io_error)?;
        let stored = stored.ok_or_else(|| io::Error::from(io::ErrorKind::NotFound))?;
        if stored.till_sealed.is_some_and(|before| before >= counter) {
            return Ok(());
        }
        Identity { till_sealed: Some(counter), ..stored }.write(&self.path).map_err(io_error)
    }
}

/// What the system said keeps its kind: a full disk is told apart.
fn io_error(error: IdentityError) -> io::Error {
    match error {
        IdentityError::Io { source, .. } => source,
        other => io::Error::other(other),
    }
}

fn unsealed(sealed: &str, key: &DeviceKey, rest: &[u8]) -> Option<DeviceToken> {
    let digits = sealed.as_bytes().chunks(2).map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok());
    let sealed: Vec<u8> = digits.collect::<Option<_>>()?;
    let (nonce, sealed) = sealed.split_first_chunk::<NONCE_BYTES>()?;
    let opened = cipher(key).decrypt(&XNonce::from(*nonce), Payload { msg: sealed, aad: rest }).ok()?;
    let opened = Zeroizing::new(opened);
    Some(DeviceToken::from_random(opened.as_slice().try_into().ok()?))
}

/// What the state of `till.db` is sealed with under this device key.
pub fn till_key(key: &DeviceKey) -> TillKey {
    TillKey::from_bytes(*key.till_key())
}

fn cipher(key: &DeviceKey) -> XChaCha20Poly1305 {
    XChaCha20Poly1305::new(&(*key.sealing_key()).into())
}

fn hex(key: &DeviceKey) -> Zeroizing<String> {
    Zeroizing::new(Bytes32(*key.expose()).to_string())
}

fn device_key_of(hex: &str) -> Option<DeviceKey> {
    DeviceToken::from_bearer(hex).map(|bytes| DeviceKey::from_random(*bytes.expose()))
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use uuid::Uuid;

    fn key(byte: u8) -> DeviceKey {
        DeviceKey::from_random([byte; 32])
    }

    pub(crate) fn identity(key_place: KeyPlace) -> Identity {
        Identity {
            terminal: TerminalId(Uuid::from_u128(1)),
            terminal_name: "Till “1”\n".into(),
            company: CompanyId(Uuid::from_u128(2)),
            salepoint: SalepointId(Uuid::from_u128(3)),
            office: "https://office.example:8443".into(),
            token: DeviceToken::from_random([4; 32]),
            device_key: key(5),
            next_device_key: None,
            ca_pem: "-----BEGIN CERTIFICATE-----".into(),
            keys: vec![PublicKey(Bytes32([6; 32]))],
            till_sealed: None,
            key_erased: false,
            key_place,
        }
    }

    fn credentials(current: u8, next: Option<u8>) -> DeviceKeys {
        DeviceKeys::SystemdCredential { current: key(current), next: next.map(key) }
    }

    fn saved(identity: &Identity) -> (tempfile::TempDir, PathBuf) {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("identity");
        identity.save(&path).unwrap();
        (dir, path)
    }

    #[test]
    fn it_reads_back_and_only_its_owner_can_read_it() {
        let nowhere = tempfile::tempdir().unwrap();
        assert!(Identity::load(&nowhere.path().join("identity"), &DeviceKeys::File).unwrap().is_none());
        for (place, keys) in
            [(KeyPlace::File, DeviceKeys::File), (KeyPlace::SystemdCredential, credentials(5, Some(9)))]
        {
            let rotating = Identity { next_device_key: Some(key(9)), ..identity(place) };
            for saved_one in [identity(place), rotating] {
                let (_dir, path) = saved(&saved_one);
                let read = Identity::load(&path, &keys).unwrap().unwrap();
                assert_eq!((&read.terminal_name, &read.keys), (&saved_one.terminal_name, &saved_one.keys));
                assert!(read.token == saved_one.token && read.key_place() == place);
                assert_eq!(read.device_key.id(), key(5).id());
                let next = |identity: &Identity| identity.next_device_key.as_ref().map(DeviceKey::id);
                assert_eq!(next(&read), next(&saved_one));
                assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);

                std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).unwrap();
                assert!(matches!(Identity::load(&path, &keys), Err(IdentityError::Exposed(_))));
            }
        }
    }

    #[test]
    fn a_file_of_the_first_version_is_read() {
        let (_dir, path) = saved(&identity(KeyPlace::File));
        let before = format!(
            "version = 1\nterminal = \"{}\"\nterminal_name = \"Till 1\"\ncompany = \"{}\"\nsalepoint = \"{}\"\n\
             office = \"https://office.example\"\ntoken = \"{}\"\ndevice_key = \"{}\"\nca_pem = \"x\"\nkeys = [\"{}\"]\n",
            Uuid::from_u128(1),
            Uuid::from_u128(2),
            Uuid::from_u128(3),
            "04".repeat(32),
            "05".repeat(32),
            "06".repeat(32)
        );
        std::fs::write(&path, &before).unwrap();
        let read = Identity::load(&path, &DeviceKeys::File).unwrap().unwrap();
        assert!(read.token == DeviceToken::from_random([4; 32]) && read.next_device_key.is_none());
        assert_eq!((read.device_key.id(), read.key_place()), (key(5).id(), KeyPlace::File));
        read.save(&path).unwrap();
        assert!(std::fs::read_to_string(&path).unwrap().starts_with("version = 3"));
        assert!(Identity::load(&path, &DeviceKeys::File).unwrap().is_some());

        std::fs::write(&path, before.replace("version = 1", "version = 4\nunheard_of = 1")).unwrap();
        assert!(matches!(Identity::load(&path, &DeviceKeys::File), Err(IdentityError::Newer(_))));
    }

    /// Whoever holds an identity that was read before must not say less of the seal than the file does.
    #[test]
    fn how_far_the_till_is_sealed_never_counts_back() {
        for (place, keys) in [(KeyPlace::File, DeviceKeys::File), (KeyPlace::SystemdCredential, credentials(5, None))] {
            let before = identity(place);
            let (_dir, path) = saved(&before);
            let sealed = || Identity::load(&path, &keys).unwrap().unwrap().till_sealed;
            let floor = SealFloor::in_file(path.clone(), keys.clone());
            for (raised, due) in [(7, 7), (6, 7), (9, 9)] {
                floor.raise(raised).unwrap();
                assert_eq!(sealed(), Some(due));
            }
            before.update(&path, &keys).unwrap();
            assert_eq!(sealed(), Some(9));
            assert!(Identity::load(&path, &keys).unwrap().unwrap().token == before.token);
        }
    }

    #[test]
    fn a_cut_file_is_damaged_and_not_half_believed() {
        for (place, keys) in [(KeyPlace::File, DeviceKeys::File), (KeyPlace::SystemdCredential, credentials(5, None))] {
            let (_dir, path) = saved(&identity(place));
            let whole = std::fs::read(&path).unwrap();
            for length in 0..whole.len() - 1 {
                std::fs::write(&path, &whole[..length]).unwrap();
                assert!(matches!(Identity::load(&path, &keys), Err(IdentityError::Damaged(_))), "{length} bytes");
            }
        }
    }

    #[test]
    fn with_a_credential_the_file_holds_no_secret_and_can_not_be_edited() {
        let (_dir, path) = saved(&identity(KeyPlace::SystemdCredential));
        let whole = std::fs::read_to_string(&path).unwrap();
        assert!(!whole.contains(&"04".repeat(8)) && !whole.contains(&"05".repeat(8)), "{whole}");
        let keys = credentials(5, None);
        assert!(Identity::load(&path, &keys).unwrap().is_some());
        let no_key = format!("\"{}\"", key(8).id());
        for (from, to) in [
            ("https://office.example:8443", "https://thief.example:8443"),
            ("Till", "Bill"),
            ("BEGIN CERTIFICATE", "BEGUN CERTIFICATE"),
            (&"06".repeat(32), &"07".repeat(32)),
            (&Uuid::from_u128(1).to_string(), &Uuid::from_u128(9).to_string()),
            (&Uuid::from_u128(2).to_string(), &Uuid::from_u128(9).to_string()),
            (&Uuid::from_u128(3).to_string(), &Uuid::from_u128(9).to_string()),
            ("office = ", "till_sealed = 7\noffice = "),
            ("sealed_token = \"", "sealed_token = \"00"),
            ("sealed_token = \"", "sealed_token = \"é"),
            ("sealed_token", &format!("next_device_key_id = {no_key}\nsealed_token")),
        ] {
            let edited = whole.replacen(from, to, 1);
            assert_ne!(edited, whole, "{from} is in the file");
            std::fs::write(&path, edited).unwrap();
            assert!(matches!(Identity::load(&path, &keys), Err(IdentityError::Damaged(_))), "{from} → {to}");
        }
    }

    #[test]
    fn the_configured_place_holds_and_the_key_is_found_by_its_name() {
        let (_dir, in_file) = saved(&identity(KeyPlace::File));
        let (_other_dir, sealed) = saved(&identity(KeyPlace::SystemdCredential));
        let place = |result| match result {
            Err(IdentityError::OtherPlace { enrolled, .. }) => enrolled,
            _ => panic!("another place is another place"),
        };
        assert_eq!(place(Identity::load(&in_file, &credentials(5, None))), "file");
        assert_eq!(place(Identity::load(&sealed, &DeviceKeys::File)), "systemd-credential");
        let stranger = Identity::load(&sealed, &credentials(8, Some(9)));
        assert!(matches!(stranger, Err(IdentityError::OtherKey { id, .. }) if id == key(5).id()));
        // After a rotation, as long as nobody has renamed the credentials.
        let read = Identity::load(&sealed, &credentials(8, Some(5))).unwrap().unwrap();
        assert!(read.token == DeviceToken::from_random([4; 32]));
    }
}
