//! The keys of a backup: the files of `keys/` in one file, encrypted under a passphrase.
//!
//! A line that says what it is, then CBOR: a header in the clear (whose keys, how the passphrase is hashed, the nonce)
//! and the sealed files. Argon2id (RFC 9106) makes the key, XChaCha20-Poly1305 seals; line and header are authenticated.

use super::BackupError;
use crate::keys::{KeyError, KeyFiles, random};
use argon2::{Algorithm, Argon2, Params, Version};
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use serde::{Deserialize, Serialize};
use std::path::Path;
use sync_core::domain::{CompanyId, decode, encode};
use zeroize::Zeroizing;

/// The first line of every version.
const NAME: &[u8] = b"Tillgate head-office keys, version ";
const VERSION: &[u8] = b"1\n";
/// Fewest characters of a passphrase.
pub const SHORTEST: usize = 12;
/// What a file may at most ask of who opens it: it says so before it is authenticated.
const MOST_MEMORY_KIB: u32 = 1 << 20;
const MOST_PASSES: u32 = 16;

/// What keys are encrypted under. Kept nowhere.
pub struct Passphrase(Zeroizing<String>);

impl Passphrase {
    /// Takes what was typed or read; line ends do not count.
    ///
    /// # Errors
    /// When it has fewer than 12 characters.
    pub fn new(text: Zeroizing<String>) -> Result<Self, BackupError> {
        let trimmed = Zeroizing::new(text.trim_end_matches(['\r', '\n']).to_owned());
        match trimmed.chars().count() < SHORTEST {
            true => Err(BackupError::ShortPassphrase),
            false => Ok(Self(trimmed)),
        }
    }
}

#[derive(Serialize, Deserialize)]
struct Header {
    company: CompanyId,
    memory_kib: u32,
    passes: u32,
    lanes: u32,
    salt: [u8; 16],
    nonce: [u8; 24],
}

#[derive(Serialize, Deserialize)]
struct Envelope {
    header: Vec<u8>,
    sealed: Vec<u8>,
}

/// Encrypts keys; the bytes of the file.
pub fn seal(files: &KeyFiles, company: CompanyId, passphrase: &Passphrase) -> Result<Vec<u8>, BackupError> {
    let header =
        Header { company, memory_kib: 65_536, passes: 3, lanes: 1, salt: *random::<16>()?, nonce: *random::<24>()? };
    let cipher = cipher(&header, passphrase).ok_or(BackupError::KeysDamaged)?;
    let head = encode(&header);
    let content = Zeroizing::new(encode(files));
    let payload = Payload { msg: &content, aad: &[NAME, VERSION, &head].concat() };
    let sealed = cipher.encrypt(&XNonce::from(header.nonce), payload).map_err(|_| BackupError::KeysDamaged)?;
    Ok([NAME, VERSION, &encode(&Envelope { header: head, sealed })].concat())
}

/// Whether bytes begin as a file of keys does.
pub fn is_one(bytes: &[u8]) -> bool {
    bytes.starts_with(NAME)
}

/// Decrypts the bytes of a file.
pub fn open(bytes: &[u8], path: &Path, passphrase: &Passphrase) -> Result<(CompanyId, KeyFiles), BackupError> {
    let versioned = bytes.strip_prefix(NAME).ok_or_else(|| BackupError::NotKeys(path.to_owned()))?;
    let body = versioned.strip_prefix(VERSION).ok_or_else(|| BackupError::NewerKeys(path.to_owned()))?;
    let envelope: Envelope = decode(body).map_err(|_| BackupError::KeysDamaged)?;
    let header: Header = decode(&envelope.header).map_err(|_| BackupError::KeysDamaged)?;
    let cipher = cipher(&header, passphrase).ok_or(BackupError::KeysDamaged)?;
    let payload = Payload { msg: &envelope.sealed, aad: &[NAME, VERSION, &envelope.header].concat() };
    let content = cipher.decrypt(&XNonce::from(header.nonce), payload).map_err(|_| BackupError::WrongPassphrase)?;
    let files = decode(&Zeroizing::new(content)).map_err(|_| BackupError::KeysDamaged)?;
    Ok((header.company, files))
}

/// `None` when the header asks for what cannot be.
fn cipher(header: &Header, passphrase: &Passphrase) -> Option<XChaCha20Poly1305> {
    if header.memory_kib > MOST_MEMORY_KIB || header.passes > MOST_PASSES {
        return None;
    }
    let params = Params::new(header.memory_kib, header.passes, header.lanes, Some(32)).ok()?;
    let mut key = Zeroizing::new([0; 32]);
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    argon2.hash_password_into(passphrase.0.as_bytes(), &header.salt, &mut *key).ok()?;
    Some(XChaCha20Poly1305::new(&(*key).into()))
}

impl From<KeyError> for BackupError {
    fn from(error: KeyError) -> Self {
        Self::Office(Box::new(error.into()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn passphrase(text: &str) -> Passphrase {
        Passphrase::new(Zeroizing::new(text.into())).unwrap()
    }

    #[test]
    fn sealed_keys_open_with_their_passphrase_only_and_unchanged() {
        let company = CompanyId(Uuid::from_u128(1));
        let files = KeyFiles::for_test(&[("a", b"secret bytes of a key")]);
        let path = Path::new("x.keys");
        let sealed = seal(&files, company, &passphrase("correct horse\n")).unwrap();
        let (whose, opened) = open(&sealed, path, &passphrase("correct horse")).unwrap();
        assert_eq!((whose, opened), (company, files));
        assert!(!sealed.windows(6).any(|window| window == b"secret"));

        let wrong = open(&sealed, path, &passphrase("correct horsf")).unwrap_err();
        assert!(matches!(wrong, BackupError::WrongPassphrase), "{wrong}");
        for place in (0..sealed.len()).step_by(7) {
            let mut changed = sealed.clone();
            changed[place] ^= 1;
            assert!(open(&changed, path, &passphrase("correct horse")).is_err(), "byte {place}");
        }
        let cut = open(&sealed[..sealed.len() - 30], path, &passphrase("correct horse")).unwrap_err();
        assert!(matches!(cut, BackupError::KeysDamaged), "{cut}");
        assert!(matches!(open(b"PK", path, &passphrase("correct horse")), Err(BackupError::NotKeys(_))));
        let newer = [NAME, b"2\n"].concat();
        assert!(matches!(open(&newer, path, &passphrase("correct horse")), Err(BackupError::NewerKeys(_))));
    }

    #[test]
    fn a_file_that_asks_for_a_terabyte_is_refused_unhashed() {
        let header = Header {
            company: CompanyId(Uuid::nil()),
            memory_kib: u32::MAX,
            passes: 1,
            lanes: 1,
            salt: [0; 16],
            nonce: [0; 24],
        };
        let bytes = [NAME, VERSION, &encode(&Envelope { header: encode(&header), sealed: vec![] })].concat();
        let refused = open(&bytes, Path::new("x"), &passphrase("correct horse"));
        assert!(matches!(refused, Err(BackupError::KeysDamaged)));
    }

    #[test]
    fn a_passphrase_has_twelve_characters() {
        for (text, good) in [("twelve chars", true), ("eleven char\n", false), ("пароль№12345", true), ("", false)]
        {
            assert_eq!(Passphrase::new(Zeroizing::new(text.into())).is_ok(), good, "{text:?}");
        }
    }
}
