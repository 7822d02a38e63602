//! The private CA and the certificate head office serves under.
//!
//! Both are valid from 2000 to 2099: a terminal whose clock is wrong at its first boot must be able to connect. What
//! makes the CA trusted is its fingerprint in the enrolment code, not the calendar.

use super::{KeyError, files};
use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose, PublicKeyData, date_time_ymd,
};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::sign::CertifiedKey;
use std::path::Path;
use sync_core::domain::Fingerprint;
use x509_parser::certificate::X509Certificate;
use x509_parser::prelude::FromDer;

pub const CA_KEY: &str = "ca-key.pem";
pub const CA_CERTIFICATE: &str = "ca.pem";
const SERVER: &str = "server.pem";
/// The first line of the server's file.
const NAMES: &str = "Names: ";

/// Makes the CA, unless it is there.
pub fn create(folder: &Path) -> Result<(), KeyError> {
    let (key_path, certificate_path) = (folder.join(CA_KEY), folder.join(CA_CERTIFICATE));
    if !key_path.exists() {
        files::write_new(&key_path, KeyPair::generate()?.serialize_pem().as_bytes())?;
    }
    if !certificate_path.exists() {
        let key = KeyPair::from_pem(&files::read(&key_path)?)?;
        let certificate = ca_params()?.self_signed(&key)?;
        files::write_new(&certificate_path, certificate.pem().as_bytes())?;
    }
    Ok(())
}

/// The CA's certificate.
pub struct Authority {
    /// In PEM, as terminals keep it.
    pub pem: String,
    der: CertificateDer<'static>,
}

impl Authority {
    /// Reads it.
    pub fn open(folder: &Path) -> Result<Self, KeyError> {
        let path = folder.join(CA_CERTIFICATE);
        let pem = files::read(&path)?.to_string();
        let der = CertificateDer::from_pem_slice(pem.as_bytes()).map_err(|_| KeyError::Unreadable(path))?;
        Ok(Self { pem, der })
    }

    /// What enrolment codes carry of it.
    pub fn fingerprint(&self) -> Fingerprint {
        Fingerprint::of_certificate(&self.der)
    }

    /// Whether the key in the folder is this certificate's.
    pub fn has_its_key(&self, folder: &Path) -> Result<bool, KeyError> {
        let key = KeyPair::from_pem(&files::read(&folder.join(CA_KEY))?)?;
        let unreadable = || KeyError::Unreadable(folder.join(CA_CERTIFICATE));
        let (_, certificate) = X509Certificate::from_der(&self.der).map_err(|_| unreadable())?;
        Ok(certificate.public_key().raw == key.subject_public_key_info())
    }

    /// The certificate for these names, with its key. It is made anew when the names are others than last time.
    ///
    /// The chain that is sent includes the CA, because a terminal that enrols knows only its fingerprint.
    pub fn server_certificate(&self, folder: &Path, names: &[String]) -> Result<CertifiedKey, KeyError> {
        let path = folder.join(SERVER);
        let header = format!("{NAMES}{}", names.join(", "));
        let stored = path.exists().then(|| files::read(&path)).transpose()?;
        let text = match stored {
            Some(text) if text.lines().next() == Some(header.as_str()) => text,
            _ => {
                let text = issue(folder, &header, names)?;
                files::replace(&path, text.as_bytes())?;
                text
            }
        };
        let unreadable = || KeyError::Unreadable(path.clone());
        let leaf = CertificateDer::from_pem_slice(text.as_bytes()).map_err(|_| unreadable())?;
        let key = PrivateKeyDer::from_pem_slice(text.as_bytes()).map_err(|_| unreadable())?;
        let provider = rustls::crypto::ring::default_provider();
        Ok(CertifiedKey::from_der(vec![leaf, self.der.clone()], key, &provider)?)
    }
}

/// The names of the certificate that was made last; none before the first.
pub fn served_names(folder: &Path) -> Result<Vec<String>, KeyError> {
    let path = folder.join(SERVER);
    if !path.exists() {
        return Ok(Vec::new());
    }
    let text = files::read(&path)?;
    let names = text.lines().next().and_then(|line| line.strip_prefix(NAMES)).unwrap_or_default();
    Ok(names.split(", ").filter(|name| !name.is_empty()).map(str::to_owned).collect())
}

fn issue(folder: &Path, header: &str, names: &[String]) -> Result<zeroize::Zeroizing<String>, KeyError> {
    let ca_key = KeyPair::from_pem(&files::read(&folder.join(CA_KEY))?)?;
    let issuer = Issuer::from_ca_cert_pem(&files::read(&folder.join(CA_CERTIFICATE))?, ca_key)?;
    let mut params = CertificateParams::new(names)?;
    params.distinguished_name = common_name("Tillgate head office");
    params.not_before = date_time_ymd(1970, 1, 1);
    params.not_after = date_time_ymd(2099, 12, 31);
    params.use_authority_key_identifier_extension = true;
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    let key = KeyPair::generate()?;
    let certificate = params.signed_by(&key, &issuer)?;
    let key_pem = zeroize::Zeroizing::new(key.serialize_pem());
    Ok(zeroize::Zeroizing::new(format!("{header}\n{}{}", key_pem.as_str(), certificate.pem())))
}

fn ca_params() -> Result<CertificateParams, KeyError> {
    let mut params = CertificateParams::new(Vec::<String>::new())?;
    params.distinguished_name = common_name("Tillgate head office CA");
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    params.not_before = date_time_ymd(1970, 1, 1);
    params.not_after = date_time_ymd(2099, 12, 31);
    Ok(params)
}

fn common_name(name: &str) -> DistinguishedName {
    let mut distinguished_name = DistinguishedName::new();
    distinguished_name.push(DnType::CommonName, name);
    distinguished_name
}
