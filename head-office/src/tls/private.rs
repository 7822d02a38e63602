//! The private certificate, which is made anew when the names it is for become others.

use crate::config::Config;
use head_office_office::errors::OfficeError;
use head_office_office::terminals::Wire;
use parking_lot::RwLock;
use rustls::sign::CertifiedKey;
use std::net::SocketAddr;
use std::sync::Arc;

/// See the module.
pub struct PrivateCertificate {
    office: Wire,
    config: Config,
    listening: SocketAddr,
    shown: RwLock<Shown>,
}

struct Shown {
    names: Vec<String>,
    key: Arc<CertifiedKey>,
}

impl std::fmt::Debug for PrivateCertificate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "PrivateCertificate({})", self.listening)
    }
}

impl PrivateCertificate {
    /// For the names there are now.
    ///
    /// # Errors
    /// When they cannot be read, or the certificate cannot be made.
    pub fn new(office: Wire, config: &Config, listening: SocketAddr) -> Result<Self, OfficeError> {
        let names = office.names_to_serve(config.certificate_names(), listening)?;
        let key = Arc::new(office.server_certificate(&names)?);
        office.serves(&names);
        let config = config.clone();
        Ok(Self { office, config, listening, shown: RwLock::new(Shown { names, key }) })
    }

    /// What is shown.
    pub fn key(&self) -> Arc<CertifiedKey> {
        Arc::clone(&self.shown.read().key)
    }

    /// Takes over names that came or went.
    ///
    /// # Errors
    /// As [`PrivateCertificate::new`]; then what was shown before goes on.
    pub fn look(&self) -> Result<(), OfficeError> {
        let mut names = self.office.names_to_serve(self.config.certificate_names(), self.listening)?;
        let same = {
            let shown = self.shown.read();
            names.len() == shown.names.len() && names.iter().all(|name| shown.names.contains(name))
        };
        if same {
            return Ok(());
        }
        names.sort();
        let key = Arc::new(self.office.server_certificate(&names)?);
        tracing::info!(names = names.join(", "), "the private certificate is for other names from now on");
        self.office.serves(&names);
        *self.shown.write() = Shown { names, key };
        Ok(())
    }
}
