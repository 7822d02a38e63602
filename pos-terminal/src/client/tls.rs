//! Whom a terminal believes: the CA it has pinned; at the first connection, when no CA is known yet, one with the
//! fingerprint in the enrolment code. Either way it says that it is a terminal, because browsers may be shown another
//! certificate under the same name.

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::CryptoProvider;
use rustls::pki_types::pem::{self, PemObject};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{
    CertificateError, ClientConfig, DigitallySignedStruct, Error, RootCertStore, SignatureScheme, crypto::ring,
};
use std::sync::Arc;
use sync_core::domain::Fingerprint;
use sync_core::sync::wire::TERMINAL_PROTOCOL;

/// Why the pinned CA cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum CaError {
    /// It is no PEM.
    #[error("the pinned CA is not readable: {0}")]
    Unreadable(#[from] pem::Error),
    /// TLS does not take it.
    #[error("the pinned CA cannot be used: {0}")]
    Unusable(#[from] Error),
}

/// A TLS configuration that believes only this CA.
///
/// # Errors
/// When it is no certificate.
pub fn trusting(ca_pem: &str) -> Result<ClientConfig, CaError> {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_slice(ca_pem.as_bytes())?)?;
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(as_terminal(config))
}

/// A TLS configuration that believes a server only if it shows a CA certificate with this fingerprint and a certificate
/// of its own, for the name asked for, signed by that CA.
///
/// # Panics
/// Never: the versions asked for are the provider's own.
pub fn pinned_to(fingerprint: Fingerprint) -> ClientConfig {
    let provider = Arc::new(ring::default_provider());
    let config = ClientConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .expect("the provider has the default versions")
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(Pinned { fingerprint, provider }))
        .with_no_client_auth();
    as_terminal(config)
}

fn as_terminal(mut config: ClientConfig) -> ClientConfig {
    config.alpn_protocols = vec![TERMINAL_PROTOCOL.to_vec(), b"http/1.1".to_vec()];
    config
}

#[derive(Debug)]
struct Pinned {
    fingerprint: Fingerprint,
    provider: Arc<CryptoProvider>,
}

impl ServerCertVerifier for Pinned {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let ca = intermediates
            .iter()
            .find(|certificate| Fingerprint::of_certificate(certificate) == self.fingerprint)
            .ok_or(Error::InvalidCertificate(CertificateError::UnknownIssuer))?;
        let mut roots = RootCertStore::empty();
        roots.add(ca.clone().into_owned())?;
        WebPkiServerVerifier::builder_with_provider(Arc::new(roots), Arc::clone(&self.provider))
            .build()
            .map_err(|error| Error::General(error.to_string()))?
            .verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now)
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        rustls::crypto::verify_tls12_signature(message, certificate, signature, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        rustls::crypto::verify_tls13_signature(message, certificate, signature, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}
