//! Which certificate a connection is shown, before anything is known of it but its first message.
//!
//! Terminals pin head office's private CA and say in that message that they are terminals: they get the private
//! certificate under every name. Whoever else asks for a name that the operator's own certificate is for gets that one,
//! so that browsers need no persuading. All others get the private one. Decision 0013.

mod accept;
mod own;
mod private;
mod strict;
#[cfg(test)]
mod tests;

pub use accept::TlsAcceptor;
pub use own::OwnCertificate;
pub use private::PrivateCertificate;
pub use strict::insist;

use head_office_office::KeyError;
use head_office_office::blocking::blocking;
use head_office_office::clock::Clock;
use rustls::ServerConfig;
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use std::sync::Arc;
use std::time::Duration;
use sync_core::sync::wire::TERMINAL_PROTOCOL;

/// How often the operator's files are looked at.
const LOOK_EVERY: Duration = Duration::from_secs(2);

/// How to serve with these certificates.
///
/// # Errors
/// When TLS refuses its own defaults.
pub fn config(
    private: Arc<PrivateCertificate>,
    own: Option<Arc<OwnCertificate>>,
) -> Result<Arc<ServerConfig>, KeyError> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_cert_resolver(Arc::new(Certificates { private, own }));
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(Arc::new(config))
}

/// Takes over new files of the operator's, and names that terminals come to use, for as long as it runs.
pub async fn keep_up(private: Arc<PrivateCertificate>, own: Option<Arc<OwnCertificate>>, clock: Clock) {
    let mut next = tokio::time::interval(LOOK_EVERY);
    loop {
        next.tick().await;
        let (private, own, now) = (Arc::clone(&private), own.clone(), clock.now());
        let looked = blocking(move || {
            if let Some(own) = own {
                own.look(now);
            }
            private.look()
        });
        if let Err(error) = looked.await {
            tracing::warn!(%error, "the certificates could not be looked at");
        }
    }
}

/// Whether somebody says to be a terminal.
fn is_terminal(hello: &ClientHello<'_>) -> bool {
    hello.alpn().is_some_and(|mut said| said.any(|protocol| protocol == TERMINAL_PROTOCOL))
}

#[derive(Debug)]
struct Certificates {
    private: Arc<PrivateCertificate>,
    own: Option<Arc<OwnCertificate>>,
}

impl ResolvesServerCert for Certificates {
    fn resolve(&self, hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        let own = match (&self.own, hello.server_name()) {
            (Some(own), Some(name)) if !is_terminal(&hello) => own.for_name(name),
            _ => None,
        };
        Some(own.unwrap_or_else(|| self.private.key()))
    }
}
