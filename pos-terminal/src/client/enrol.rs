//! Enrolment: an address and a code in, an identity out.

use super::{MAX_BODY, READ_LIMIT, builder, innermost, read_body, tls, tls_error};
use crate::device_keys::DeviceKeys;
use crate::identity::Identity;
use reqwest::Url;
use rustls::CertificateError;
use rustls::pki_types::{CertificateDer, pem::PemObject};
use std::fmt;
use std::str::FromStr;
use sync_core::domain::{DeviceToken, EnrolCode, EnrolCodeError, Fingerprint, Nonce, decode, encode};
use sync_core::sync::engine::Failure;
use sync_core::sync::wire::{EnrolAnswer, EnrolRequest, ProblemKind};

/// Head office's address: `https://`, a host, perhaps a port, nothing else.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Address(String);

/// Why some text is no address of a head office.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum AddressError {
    /// Not an address at all, or with a path behind it.
    #[error("this is not an address; it looks like https://office.example:8443")]
    Invalid,
    /// Another scheme than https.
    #[error("head office is reached over https only; the address must begin with https://")]
    NotHttps,
}

impl FromStr for Address {
    type Err = AddressError;

    fn from_str(text: &str) -> Result<Self, AddressError> {
        let text = text.trim();
        let with_scheme = if text.contains("://") { text.to_owned() } else { format!("https://{text}") };
        let url = Url::parse(&with_scheme).map_err(|_| AddressError::Invalid)?;
        if url.scheme() != "https" {
            return Err(AddressError::NotHttps);
        }
        let bare = url.path() == "/" && url.query().is_none() && url.fragment().is_none();
        if url.host_str().is_none_or(str::is_empty) || !bare || !url.username().is_empty() || url.password().is_some() {
            return Err(AddressError::Invalid);
        }
        Ok(Self(url.as_str().trim_end_matches('/').to_owned()))
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Why a terminal was not enrolled, each with what to do about it.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum EnrolError {
    /// The address.
    #[error(transparent)]
    Address(#[from] AddressError),
    /// The code cannot be one.
    #[error("{0}; type it as head office shows it")]
    CodeMalformed(#[from] EnrolCodeError),
    /// No answer.
    #[error("head office does not answer ({0}); check the address and the network")]
    Unreachable(String),
    /// The server's certificate is for another name.
    #[error("what answers there has a certificate for another name; type the address as head office shows it")]
    WrongHost,
    /// The server does not have the CA the code names.
    #[error("the code belongs to another head office than the one at this address; check both")]
    WrongCa,
    /// What answers is no head office.
    #[error("what answers there is not a head office ({0}); check the address")]
    NotHeadOffice(String),
    /// No such code, or mistyped.
    #[error("head office does not know this code; check it, or have a new one made")]
    CodeWrong,
    /// Another terminal used it.
    #[error("this code was used already; have a new one made")]
    CodeUsed,
    /// Too late.
    #[error("this code has expired; have a new one made")]
    CodeExpired,
    /// Mistyped five times.
    #[error("this code was mistyped too often and is void; have a new one made")]
    CodeExhausted,
    /// Terminal and head office do not speak the same version.
    #[error("this terminal and head office are of versions that do not fit; update the older one")]
    Version,
    /// Head office is busy.
    #[error("head office is busy; try again in a moment")]
    Busy,
    /// Head office said something else.
    #[error("head office refused: {0}")]
    Other(String),
}

/// Enrols at `address` with `code`. `nonce` must be the same when the same attempt is repeated after a lost answer.
/// `before` is who this terminal was; its token goes to the head office that gave it and to nobody else.
///
/// # Errors
/// See [`EnrolError`].
pub async fn enrol(
    address: &Address,
    code: &EnrolCode,
    nonce: Nonce,
    device_keys: &DeviceKeys,
    before: Option<&Identity>,
) -> Result<Identity, EnrolError> {
    let http = builder()
        .read_timeout(READ_LIMIT)
        .tls_backend_preconfigured(tls::pinned_to(code.fingerprint))
        .build()
        .map_err(|error| EnrolError::Other(innermost(&error)))?;
    let url = format!("{address}/sync/v1/enrol");
    let request = EnrolRequest {
        secret: code.secret.expose().into(),
        nonce,
        app_version: env!("CARGO_PKG_VERSION").into(),
        key_place: device_keys.place(),
        former: before.and_then(|before| former(before, code)),
    };
    let response = http.post(url).body(encode(&request)).send().await.map_err(|error| connection_error(&error))?;
    let answer = read_body(response, MAX_BODY).await.map_err(from_failure)?;
    let answer: EnrolAnswer = decode(&answer).map_err(|error| EnrolError::NotHeadOffice(error.to_string()))?;
    let ca = CertificateDer::from_pem_slice(answer.ca_pem.as_bytes())
        .map_err(|error| EnrolError::NotHeadOffice(error.to_string()))?;
    if Fingerprint::of_certificate(&ca) != code.fingerprint {
        return Err(EnrolError::WrongCa);
    }
    Ok(Identity {
        terminal: answer.terminal,
        terminal_name: answer.terminal_name,
        company: answer.company,
        salepoint: answer.salepoint,
        office: address.to_string(),
        token: answer.token,
        device_key: device_keys.for_enrolment(),
        next_device_key: None,
        till_sealed: None,
        key_erased: false,
        key_place: device_keys.place(),
        ca_pem: answer.ca_pem,
        keys: answer.keys,
    })
}

/// The token of who this terminal was, if the code is of the head office that gave it: the connection is then believed
/// for the same CA.
fn former(before: &Identity, code: &EnrolCode) -> Option<DeviceToken> {
    let ca = CertificateDer::from_pem_slice(before.ca_pem.as_bytes()).ok()?;
    (Fingerprint::of_certificate(&ca) == code.fingerprint).then(|| before.token.clone())
}

fn connection_error(error: &reqwest::Error) -> EnrolError {
    match tls_error(error) {
        Some(rustls::Error::InvalidCertificate(
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. },
        )) => EnrolError::WrongHost,
        Some(rustls::Error::InvalidCertificate(_)) => EnrolError::WrongCa,
        Some(other) => EnrolError::NotHeadOffice(other.to_string()),
        None => EnrolError::Unreachable(innermost(error)),
    }
}

fn from_failure(failure: Failure) -> EnrolError {
    match failure {
        Failure::Unreachable(reason) => EnrolError::Unreachable(reason),
        Failure::NotHeadOffice(reason) => EnrolError::NotHeadOffice(reason),
        Failure::Busy { .. } => EnrolError::Busy,
        Failure::Refused(kind, detail) => match kind {
            ProblemKind::CodeWrong => EnrolError::CodeWrong,
            ProblemKind::CodeUsed => EnrolError::CodeUsed,
            ProblemKind::CodeExpired => EnrolError::CodeExpired,
            ProblemKind::CodeExhausted => EnrolError::CodeExhausted,
            ProblemKind::Schema | ProblemKind::NotFound => EnrolError::Version,
            _ => EnrolError::Other(detail),
        },
        other => EnrolError::Other(other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The token opens the journal of the terminal it was given to; only who gave it is shown it.
    #[test]
    fn a_former_token_goes_to_the_head_office_that_gave_it() {
        let pem = |base64: &str| format!("-----BEGIN CERTIFICATE-----\n{base64}\n-----END CERTIFICATE-----\n");
        let before = |ca_pem: String| Identity {
            terminal: sync_core::domain::TerminalId(uuid::Uuid::nil()),
            terminal_name: "Till 1".into(),
            company: sync_core::domain::CompanyId(uuid::Uuid::nil()),
            salepoint: sync_core::domain::SalepointId(uuid::Uuid::nil()),
            office: "https://office.example".into(),
            token: DeviceToken::from_random([4; 32]),
            device_key: DeviceKeys::File.for_enrolment(),
            next_device_key: None,
            till_sealed: None,
            key_erased: false,
            ca_pem,
            keys: Vec::new(),
            key_place: DeviceKeys::File.place(),
        };
        let secret = sync_core::domain::EnrolSecret::from_random([7; 5]);
        let code = EnrolCode { fingerprint: Fingerprint::of_certificate(b"one"), secret };
        // base64 of "one" and of "two"
        for (ca_pem, shown) in [(pem("b25l"), true), (pem("dHdv"), false), (String::new(), false), (pem("!"), false)] {
            let token = former(&before(ca_pem.clone()), &code);
            assert_eq!(token, shown.then(|| DeviceToken::from_random([4; 32])), "{ca_pem}");
        }
    }

    #[test]
    fn what_is_an_address() {
        for (typed, expect) in [
            ("https://office.example:8443", Ok("https://office.example:8443")),
            (" https://office.example/ ", Ok("https://office.example")),
            ("office.example:8443", Ok("https://office.example:8443")),
            ("[::1]:8443", Ok("https://[::1]:8443")),
            ("http://office.example", Err(AddressError::NotHttps)),
            ("ftp://office.example", Err(AddressError::NotHttps)),
            ("", Err(AddressError::Invalid)),
            ("https://", Err(AddressError::Invalid)),
            ("https://office.example/admin", Err(AddressError::Invalid)),
            ("https://me@office.example", Err(AddressError::Invalid)),
            ("https://office example", Err(AddressError::Invalid)),
        ] {
            let address = typed.parse::<Address>().map(|address| address.to_string());
            assert_eq!(address, expect.map(String::from), "{typed:?}");
        }
    }
}
