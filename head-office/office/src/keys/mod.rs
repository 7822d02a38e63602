//! Head office's keys: files in `keys/` of the data folder, apart from the database, so that a copy of the database
//! alone gives nobody a verifier or a signature.

mod archive;
mod authority;
mod epoch;
mod files;
mod links;
mod signing;
mod verifiers;

pub use archive::KeyFiles;
pub use authority::Authority;
pub use epoch::EpochNote;
pub use links::{CodeKey, FormKey, LinkKey};
use parking_lot::RwLock;
use rustls::sign::CertifiedKey;
pub use signing::Signing;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use sync_core::domain::{CompanyId, Cursor, UnixMs};
pub use verifiers::{DoesNotOpen, VerifierKeys};
use zeroize::Zeroizing;

const SIGNING: &str = "signing-seed.hex";
const SEALING: &str = "verifier-key.hex";
const UNIQUENESS: &str = "uniqueness-key.hex";

/// Why the keys cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// A file that `init` makes is not there.
    #[error("the key file {} is missing; put it back from the backup of the keys", .0.display())]
    Missing(PathBuf),
    /// A file does not hold what it should.
    #[error("the key file {} is not readable as a key; put it back from the backup of the keys", .0.display())]
    Unreadable(PathBuf),
    /// The statements do not lead to the key that signs.
    #[error(
        "the rotation statements in {} do not lead to the key in {SIGNING}; put back both from the backup of the keys",
        .0.display()
    )]
    BrokenChain(PathBuf),
    /// The file system says no.
    #[error("{}: {source}", path.display())]
    File {
        /// Which file or folder.
        path: PathBuf,
        /// What it says.
        source: io::Error,
    },
    /// A certificate could not be made.
    #[error("a certificate could not be made; check the names in the configuration")]
    Certificate(#[from] rcgen::Error),
    /// TLS refuses key or certificate.
    #[error("the server's certificate cannot be used")]
    Tls(#[from] rustls::Error),
    /// No random bytes.
    #[error("the system gives no random bytes: {0}")]
    Random(getrandom::Error),
}

/// All keys of a head office.
pub struct Keys {
    /// The private CA.
    pub authority: Authority,
    /// Seals verifiers and tells whether two are the same.
    pub verifiers: VerifierKeys,
    /// Computes the tokens of links in mail.
    pub links: LinkKey,
    /// Computes the secrets of enrolment codes.
    pub codes: CodeKey,
    /// Marks forms with whom they were opened for.
    pub forms: FormKey,
    /// Signs heads, frames and greetings; another one after a rotation.
    signing: RwLock<Arc<Signing>>,
    folder: PathBuf,
}

impl Keys {
    /// Makes those keys that are not there and opens all.
    pub fn create(data: &Path) -> Result<Self, KeyError> {
        let folder = folder(data);
        files::create_folder(&folder)?;
        authority::create(&folder)?;
        for name in [SIGNING, SEALING, UNIQUENESS] {
            let path = folder.join(name);
            if !path.exists() {
                files::write_new(&path, hex_line(&*random()?).as_bytes())?;
            }
        }
        Self::open(data)
    }

    /// Opens the keys that `init` made.
    pub fn open(data: &Path) -> Result<Self, KeyError> {
        let folder = folder(data);
        let sealing = read_key(&folder.join(SEALING))?;
        Ok(Self {
            links: LinkKey::derived_from(&sealing),
            codes: CodeKey::derived_from(&sealing),
            forms: FormKey::derived_from(&sealing),
            authority: Authority::open(&folder)?,
            signing: RwLock::new(Arc::new(Signing::open(&folder)?)),
            verifiers: VerifierKeys::new(sealing, read_key(&folder.join(UNIQUENESS))?),
            folder,
        })
    }

    /// The key that signs. What is signed together is signed by one of these: a rotation may come in between.
    pub fn signing(&self) -> Arc<Signing> {
        Arc::clone(&self.signing.read())
    }

    /// Puts another signing key in the place of the one in use. Not for two processes at once.
    pub fn rotate(
        &self,
        seed: &Zeroizing<[u8; 32]>,
        company: CompanyId,
        now: UnixMs,
        cursor: Cursor,
    ) -> Result<(), KeyError> {
        self.take(Signing::rotate(&self.folder, seed, company, now, cursor)?);
        Ok(())
    }

    /// Reads the signing key again; whether it is another one than before.
    pub fn reload(&self) -> Result<bool, KeyError> {
        Ok(self.take(Signing::open(&self.folder)?))
    }

    /// Ends a rotation that was interrupted, by where head office stands. Not for two processes at once.
    pub fn settle(&self, cursor: Cursor) -> Result<(), KeyError> {
        self.reload()?;
        self.signing().settle(&self.folder)?;
        self.signing().bound_retired(&self.folder, cursor)?;
        self.take(Signing::open(&self.folder)?);
        Ok(())
    }

    /// Whose keys they are and which epochs there were; `None` in a folder of a version that noted nothing.
    pub fn epoch_note(&self) -> Result<Option<EpochNote>, KeyError> {
        epoch::read(&self.folder)
    }

    /// Notes an epoch, unless a higher one is noted.
    pub fn note_epoch(&self, note: EpochNote) -> Result<(), KeyError> {
        epoch::raise(&self.folder, note)
    }

    fn take(&self, signing: Signing) -> bool {
        let mut present = self.signing.write();
        let before = std::mem::replace(&mut *present, Arc::new(signing));
        before.key.public() != present.key.public()
    }

    /// The private certificate for these names.
    pub fn server_certificate(&self, names: &[String]) -> Result<CertifiedKey, KeyError> {
        self.authority.server_certificate(&self.folder, names)
    }

    /// The names of the private certificate that was made last; none before the first.
    pub fn served_names(&self) -> Result<Vec<String>, KeyError> {
        authority::served_names(&self.folder)
    }

    /// Whether the CA's key is that of its certificate.
    pub fn authority_has_its_key(&self) -> Result<bool, KeyError> {
        self.authority.has_its_key(&self.folder)
    }

    /// Where the CA's certificate lies.
    pub fn ca_path(&self) -> PathBuf {
        self.folder.join(authority::CA_CERTIFICATE)
    }

    /// Files and folders that others than their owner can get at.
    pub fn open_to_others(&self) -> Result<Vec<PathBuf>, KeyError> {
        let at = |source| KeyError::File { path: self.folder.clone(), source };
        let mut open = Vec::new();
        if files::open_to_others(&self.folder)? {
            open.push(self.folder.clone());
        }
        for entry in std::fs::read_dir(&self.folder).map_err(at)? {
            let path = entry.map_err(at)?.path();
            if files::open_to_others(&path)? {
                open.push(path);
            }
        }
        open.sort();
        Ok(open)
    }
}

/// Random bytes.
pub fn random<const N: usize>() -> Result<Zeroizing<[u8; N]>, KeyError> {
    let mut bytes = Zeroizing::new([0; N]);
    getrandom::fill(&mut *bytes).map_err(KeyError::Random)?;
    Ok(bytes)
}

fn folder(data: &Path) -> PathBuf {
    data.join("keys")
}

fn read_key(path: &Path) -> Result<Zeroizing<[u8; 32]>, KeyError> {
    let text = files::read(path)?;
    let digits = text.trim_end().as_bytes();
    let unreadable = || KeyError::Unreadable(path.to_owned());
    if digits.len() != 64 || !digits.iter().all(u8::is_ascii_hexdigit) {
        return Err(unreadable());
    }
    let mut key = Zeroizing::new([0; 32]);
    for (byte, pair) in key.iter_mut().zip(digits.chunks_exact(2)) {
        let pair = std::str::from_utf8(pair).map_err(|_| unreadable())?;
        *byte = u8::from_str_radix(pair, 16).map_err(|_| unreadable())?;
    }
    Ok(key)
}

fn hex_line(key: &[u8; 32]) -> Zeroizing<String> {
    let mut line = Zeroizing::new(String::with_capacity(65));
    for byte in key {
        for digit in [byte >> 4, byte & 15] {
            line.push(char::from_digit(u32::from(digit), 16).unwrap_or('0'));
        }
    }
    line.push('\n');
    line
}
