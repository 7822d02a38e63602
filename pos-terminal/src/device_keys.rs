//! Where the device key comes from: made here and kept in the `identity` file, or given to the process by systemd
//! (systemd.exec(5), "Credentials") and never written by it.
//!
//! What is configured holds. A credential that is missing is an error, not a reason to keep a key in a file.

use crate::config::DeviceKeyPlace;
use std::ffi::OsString;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use sync_core::domain::DeviceToken;
use sync_core::replica::{DeviceKey, DeviceKeyId};
use sync_core::sync::wire::KeyPlace;
use zeroize::Zeroizing;

/// The credential with the key in use.
pub const CREDENTIAL: &str = "tillgate.device-key";
/// The credential with the key to change to.
pub const NEXT_CREDENTIAL: &str = "tillgate.device-key.next";

/// More than a credential may hold, in bytes.
const TOO_LONG: u64 = 1_024;

/// The source of device keys that is configured.
#[derive(Clone)]
pub enum DeviceKeys {
    /// The `identity` file; new ones are random.
    File,
    /// Credentials of this process.
    SystemdCredential {
        /// The key in use.
        current: DeviceKey,
        /// The key to change to, if one was given.
        next: Option<DeviceKey>,
    },
}

/// Why a credential is of no use.
#[derive(Debug, thiserror::Error)]
pub enum CredentialError {
    /// The process was started without any.
    #[error(
        "device_key = \"systemd-credential\" is configured, but this process was given no credentials; start it by \
         systemd, with LoadCredentialEncrypted={CREDENTIAL}:… in its unit (see docs/terminal.md)"
    )]
    NoDirectory,
    /// It was started without this one.
    #[error("the credential {0} is missing; add LoadCredentialEncrypted= for it to the unit (see docs/terminal.md)")]
    Missing(&'static str),
    /// It cannot be read.
    #[error("the credential {path} cannot be read: {source}")]
    Io {
        /// Which file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// It is no key.
    #[error("the credential {0} is no device key; it must hold 64 hexadecimal digits and nothing else")]
    Malformed(&'static str),
    /// A rotation needs another key than the one in use.
    #[error("the credential {NEXT_CREDENTIAL} holds the key that is in use already; make a new one for the rotation")]
    SameKey,
}

impl DeviceKeys {
    /// Reads what is configured.
    ///
    /// # Errors
    /// When a credential is configured and missing, unreadable or malformed.
    pub fn open(place: DeviceKeyPlace) -> Result<Self, CredentialError> {
        match place {
            DeviceKeyPlace::File => Ok(Self::File),
            DeviceKeyPlace::SystemdCredential => Self::from_credentials(std::env::var_os("CREDENTIALS_DIRECTORY")),
        }
    }

    fn from_credentials(directory: Option<OsString>) -> Result<Self, CredentialError> {
        let directory = directory.filter(|path| !path.is_empty()).ok_or(CredentialError::NoDirectory)?;
        let directory = Path::new(&directory);
        let current = read(directory, CREDENTIAL)?.ok_or(CredentialError::Missing(CREDENTIAL))?;
        Ok(Self::SystemdCredential { current, next: read(directory, NEXT_CREDENTIAL)? })
    }

    /// What head office is told.
    pub fn place(&self) -> KeyPlace {
        match self {
            Self::File => KeyPlace::File,
            Self::SystemdCredential { .. } => KeyPlace::SystemdCredential,
        }
    }

    /// The key of a terminal that is being enrolled.
    pub fn for_enrolment(&self) -> DeviceKey {
        match self {
            Self::File => DeviceKey::from_random(crate::random::bytes()),
            Self::SystemdCredential { current, .. } => current.clone(),
        }
    }

    /// The key to change to.
    ///
    /// # Errors
    /// `Missing` or `SameKey` where it has to be given as a credential.
    pub fn for_rotation(&self, in_use: &DeviceKey) -> Result<DeviceKey, CredentialError> {
        match self {
            Self::File => Ok(DeviceKey::from_random(crate::random::bytes())),
            Self::SystemdCredential { next: None, .. } => Err(CredentialError::Missing(NEXT_CREDENTIAL)),
            // After a rotation the key in use is still given by the name of the next one.
            Self::SystemdCredential { next: Some(next), .. } if next.id() == in_use.id() => {
                Err(CredentialError::SameKey)
            }
            Self::SystemdCredential { next: Some(next), .. } => Ok(next.clone()),
        }
    }

    /// The credential that holds the key of this name.
    pub fn by_id(&self, id: &DeviceKeyId) -> Option<&DeviceKey> {
        match self {
            Self::File => None,
            Self::SystemdCredential { current, next } => {
                [Some(current), next.as_ref()].into_iter().flatten().find(|key| key.id() == *id)
            }
        }
    }
}

/// One credential; `None` if the process was not given it.
fn read(directory: &Path, name: &'static str) -> Result<Option<DeviceKey>, CredentialError> {
    let path = directory.join(name);
    let failed = |source| CredentialError::Io { path: path.clone(), source };
    let file = match std::fs::File::open(&path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        file => file.map_err(failed)?,
    };
    // As large as it may get at once: growing would leave the key behind in freed memory.
    let mut bytes = Zeroizing::new(Vec::with_capacity(TOO_LONG as usize + 1));
    file.take(TOO_LONG).read_to_end(&mut bytes).map_err(failed)?;
    let digits = std::str::from_utf8(&bytes).map_err(|_| CredentialError::Malformed(name))?;
    let digits = digits.strip_suffix('\n').unwrap_or(digits);
    let key = DeviceToken::from_bearer(digits).ok_or(CredentialError::Malformed(name))?;
    Ok(Some(DeviceKey::from_random(*key.expose())))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn given(credentials: &[(&str, &str)]) -> Result<DeviceKeys, CredentialError> {
        let directory = tempfile::tempdir().unwrap();
        for (name, content) in credentials {
            std::fs::write(directory.path().join(name), content).unwrap();
        }
        DeviceKeys::from_credentials(Some(directory.path().into()))
    }

    fn key(byte: u8) -> DeviceKey {
        DeviceKey::from_random([byte; 32])
    }

    #[test]
    fn a_credential_is_a_key_or_an_error_and_never_a_file() {
        let (one, two) = ("01".repeat(32), "02".repeat(32));
        for (content, fits) in [
            (one.clone(), true),
            (format!("{one}\n"), true),
            (String::new(), false),
            (format!("{one}\n\n"), false),
            (format!(" {one}"), false),
            (one[1..].into(), false),
            (format!("{one}0"), false),
            ("zz".repeat(32), false),
            ("0".repeat(4_000), false),
        ] {
            match given(&[(CREDENTIAL, &content)]) {
                Ok(keys) => assert!(fits && keys.for_enrolment().id() == key(1).id(), "{content:?}"),
                Err(error) => assert!(!fits && matches!(error, CredentialError::Malformed(CREDENTIAL)), "{content:?}"),
            }
        }
        let bad_next = given(&[(CREDENTIAL, &one), (NEXT_CREDENTIAL, "x")]);
        assert!(matches!(bad_next, Err(CredentialError::Malformed(NEXT_CREDENTIAL))));
        assert!(matches!(given(&[]), Err(CredentialError::Missing(CREDENTIAL))));
        assert!(matches!(given(&[(NEXT_CREDENTIAL, &two)]), Err(CredentialError::Missing(CREDENTIAL))));
        for directory in [None, Some(OsString::new())] {
            assert!(matches!(DeviceKeys::from_credentials(directory), Err(CredentialError::NoDirectory)));
        }
        let a_folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(a_folder.path().join(CREDENTIAL)).unwrap();
        let unreadable = DeviceKeys::from_credentials(Some(a_folder.path().into()));
        assert!(matches!(unreadable, Err(CredentialError::Io { .. })));
    }

    #[test]
    fn a_rotation_needs_another_key() {
        let (one, two) = ("01".repeat(32), "02".repeat(32));
        let both = given(&[(CREDENTIAL, &one), (NEXT_CREDENTIAL, &two)]).unwrap();
        assert_eq!(both.for_rotation(&key(1)).unwrap().id(), key(2).id());
        assert!(matches!(both.for_rotation(&key(2)), Err(CredentialError::SameKey)), "that rotation is over");
        assert_eq!(both.by_id(&key(2).id()).map(DeviceKey::id), Some(key(2).id()));
        assert!(both.by_id(&key(3).id()).is_none());
        let same = given(&[(CREDENTIAL, &one), (NEXT_CREDENTIAL, &one)]).unwrap();
        assert!(matches!(same.for_rotation(&key(1)), Err(CredentialError::SameKey)));
        let alone = given(&[(CREDENTIAL, &one)]).unwrap();
        assert!(matches!(alone.for_rotation(&key(1)), Err(CredentialError::Missing(NEXT_CREDENTIAL))));
        let random = DeviceKeys::File.for_rotation(&key(1)).unwrap();
        assert_ne!(random.id(), DeviceKeys::File.for_enrolment().id());
    }
}
