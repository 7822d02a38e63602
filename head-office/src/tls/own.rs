//! The operator's own certificate: two files that somebody else renews. What is found in them and is good is taken over;
//! what is not is logged, once, and what was there before goes on.

use crate::config::{CertificateFiles, Config};
use parking_lot::{Mutex, MutexGuard};
use rustls::client::verify_server_name;
use rustls::pki_types::pem::{self, PemObject};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use rustls::server::ParsedCertificate;
use rustls::sign::CertifiedKey;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use sync_core::domain::UnixMs;
use x509_parser::certificate::X509Certificate;
use x509_parser::prelude::FromDer;
use zeroize::Zeroizing;

/// How long before its end a certificate is warned about, in milliseconds: 14 days. Renewed in time it is never.
const WARNED_BEFORE_MS: i64 = 14 * 24 * 3_600_000;

/// See the module.
#[derive(Debug)]
pub struct OwnCertificate {
    files: CertificateFiles,
    /// The name that the configured address has.
    due: Option<String>,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    /// What is shown.
    good: Option<Good>,
    /// What the log was last told to be wrong.
    said: Option<String>,
}

/// A pair that can be shown.
#[derive(Debug)]
struct Good {
    key: Arc<CertifiedKey>,
    ends_at: UnixMs,
    read: Read,
}

/// The two files as they were read.
#[derive(PartialEq, Eq)]
struct Read {
    chain: Vec<u8>,
    key: Zeroizing<Vec<u8>>,
}

impl std::fmt::Debug for Read {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Read")
    }
}

/// Why the files are not taken over.
#[derive(Debug, thiserror::Error)]
enum CertificateError {
    #[error("{} cannot be read: {source}", path.display())]
    Unreadable { path: PathBuf, source: std::io::Error },
    #[error("{} is not PEM with what belongs in it: {source}", path.display())]
    Malformed { path: PathBuf, source: pem::Error },
    #[error("{} holds no certificate", .0.display())]
    NoCertificate(PathBuf),
    #[error("the certificate in {} cannot be read", .0.display())]
    NotX509(PathBuf),
    #[error("certificate and key cannot be used together: {0}")]
    Unusable(#[from] rustls::Error),
    #[error("the certificate in {} expired at {ended_at}", path.display())]
    Expired { path: PathBuf, ended_at: UnixMs },
    #[error("the certificate in {} is not valid before {begins_at}", path.display())]
    NotYetValid { path: PathBuf, begins_at: UnixMs },
}

impl OwnCertificate {
    /// In these files, to be for the name that people open; nothing is read yet.
    pub fn new(files: CertificateFiles, due: Option<String>) -> Self {
        Self { files, due, state: Mutex::default() }
    }

    /// The configured one; `None`: there is none.
    pub fn configured(config: &Config) -> Option<Self> {
        config.certificate.clone().map(|files| Self::new(files, config.address_name()))
    }

    /// What is wrong with the files as they are now.
    pub fn problem(&self, now: UnixMs) -> Option<String> {
        let judged = Read::files(&self.files).and_then(|read| self.judge(read, now));
        match judged {
            Ok(good) => self.about(&good, now),
            Err(error) => Some(error.to_string()),
        }
    }

    /// Looks at the files and takes over what is new and good.
    pub fn look(&self, now: UnixMs) {
        let read = Read::files(&self.files);
        let mut state = self.state();
        let is_known = matches!((&read, &state.good), (Ok(read), Some(good)) if *read == good.read);
        let problem = match if is_known { Ok(None) } else { read.and_then(|read| self.judge(read, now)).map(Some) } {
            Ok(Some(good)) => {
                tracing::info!(ends_at = %good.ends_at, "browsers are shown the operator's own certificate");
                state.good = Some(good);
                None
            }
            Ok(None) => None,
            Err(error) => Some(format!("the operator's certificate was not taken over: {error}")),
        };
        let problem = problem.or_else(|| self.about(state.good.as_ref()?, now));
        if problem != state.said {
            if let Some(problem) = &problem {
                tracing::error!("{problem}");
            }
            state.said = problem;
        }
    }

    /// What is to be said of a pair that can be shown.
    fn about(&self, good: &Good, now: UnixMs) -> Option<String> {
        good.ending(now).or_else(|| good.lacking(self.due.as_deref()?, &self.files.chain))
    }

    /// What to show somebody who asks for this name, if it is for it.
    pub fn for_name(&self, name: &str) -> Option<Arc<CertifiedKey>> {
        let key = self.state().good.as_ref().map(|good| Arc::clone(&good.key))?;
        is_for(&key, name).then_some(key)
    }

    fn judge(&self, read: Read, now: UnixMs) -> Result<Good, CertificateError> {
        let (path, key_path) = (&self.files.chain, &self.files.key);
        let malformed = |path: &Path| {
            let path = path.to_owned();
            move |source| CertificateError::Malformed { path, source }
        };
        let chain: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&read.chain).collect();
        let chain = chain.map_err(malformed(path))?;
        let leaf = chain.first().ok_or_else(|| CertificateError::NoCertificate(path.clone()))?;
        let (_, parsed) = X509Certificate::from_der(leaf).map_err(|_| CertificateError::NotX509(path.clone()))?;
        let [begins_at, ends_at] = [parsed.validity().not_before, parsed.validity().not_after]
            .map(|time| UnixMs(time.timestamp().saturating_mul(1_000)));
        if now > ends_at {
            return Err(CertificateError::Expired { path: path.clone(), ended_at: ends_at });
        }
        if now < begins_at {
            return Err(CertificateError::NotYetValid { path: path.clone(), begins_at });
        }
        let key = PrivateKeyDer::from_pem_slice(&read.key).map_err(malformed(key_path))?;
        let key = CertifiedKey::from_der(chain, key, &rustls::crypto::ring::default_provider())?;
        Ok(Good { key: Arc::new(key), ends_at, read })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock()
    }
}

/// Whether a certificate is for a name.
fn is_for(key: &CertifiedKey, name: &str) -> bool {
    let certificate = key.end_entity_cert().and_then(ParsedCertificate::try_from);
    let name = ServerName::try_from(name);
    matches!((certificate, name), (Ok(certificate), Ok(name)) if verify_server_name(&certificate, &name).is_ok())
}

impl Good {
    /// What is to be said when it is not for the name that people open: they are shown the private one.
    fn lacking(&self, due: &str, path: &Path) -> Option<String> {
        let problem = || {
            format!(
                "the operator's certificate in {} is not for {due}, the name in `address`: browsers that open it there are \
                 shown the private one, which they do not trust",
                path.display()
            )
        };
        (!is_for(&self.key, due)).then(problem)
    }

    /// What is to be said about its end.
    fn ending(&self, now: UnixMs) -> Option<String> {
        match self.ends_at.since(now) {
            ..0 => Some(format!("the operator's certificate expired at {}: browsers refuse it", self.ends_at)),
            0..WARNED_BEFORE_MS => Some(format!("the operator's certificate expires at {}; renew it", self.ends_at)),
            _ => None,
        }
    }
}

impl Read {
    fn files(files: &CertificateFiles) -> Result<Self, CertificateError> {
        let bytes = |path: &Path| {
            std::fs::read(path).map_err(|source| CertificateError::Unreadable { path: path.to_owned(), source })
        };
        Ok(Self { chain: bytes(&files.chain)?, key: Zeroizing::new(bytes(&files.key)?) })
    }
}
