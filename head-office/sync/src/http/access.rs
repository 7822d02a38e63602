//! Who asks: the terminal behind a device token, and what it may read.

use super::Service;
use super::problem::Problem;
use crate::feed::Known;
use axum::extract::FromRequestParts;
use axum::http::HeaderMap;
use axum::http::header::{AUTHORIZATION, HOST};
use axum::http::request::Parts;
use head_office_domain::peer::Introduction;
use head_office_office::addresses::OfficeAddress;
use head_office_office::enrolment::token_hash;
use head_office_store::terminals::{Enrolled, Removed, Terminal};
use std::sync::Arc;
use sync_core::domain::{Bytes32, Collection, DeviceToken};
use sync_core::sync::wire::{ProblemKind, Removal};

/// The terminal that sent the request, be it in service or removed.
pub struct Anybody {
    /// What of its token is kept.
    pub token_hash: Bytes32,
    /// The terminal.
    pub known: Arc<Known>,
    /// At which version of the terminals that is so.
    pub version: u64,
    /// The address it came to; `None`: it does not say.
    pub came_to: Option<OfficeAddress>,
}

/// The address that a request was sent to.
pub fn came_to(headers: &HeaderMap) -> Option<OfficeAddress> {
    let host = headers.get(HOST).and_then(|value| value.to_str().ok())?;
    format!("https://{host}").parse().ok()
}

/// The terminal that sent the request, in service.
pub struct Caller(pub Terminal);

/// The terminal that sent the request, in service or put out of it in good order.
pub struct Reporter(pub Enrolled);

impl FromRequestParts<Service> for Anybody {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, service: &Service) -> Result<Self, Problem> {
        let header = parts.headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
        let bearer = header.and_then(|header| header.strip_prefix("Bearer "));
        let token_hash = token_hash(&bearer.and_then(DeviceToken::from_bearer).ok_or_else(unauthorized)?);
        let (version, known) = service.feed.known(token_hash).await?;
        let known = known.ok_or_else(unauthorized)?;
        if let Some(introduction) = parts.extensions.get::<Introduction>() {
            introduction.is_known();
        }
        let came_to = came_to(&parts.headers);
        service.feed.heard_of(known.enrolled.terminal.id, came_to.as_ref().map(|address| address.host.clone()));
        Ok(Self { token_hash, known, version, came_to })
    }
}

impl FromRequestParts<Service> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, service: &Service) -> Result<Self, Problem> {
        let enrolled = &Anybody::from_request_parts(parts, service).await?.known.enrolled;
        match enrolled.removed {
            None => Ok(Self(enrolled.terminal.clone())),
            Some(Removed::ByOffice { .. }) => Err(revoked()),
            Some(Removed::Replaced) => Err(unauthorized()),
        }
    }
}

impl FromRequestParts<Service> for Reporter {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, service: &Service) -> Result<Self, Problem> {
        let enrolled = &Anybody::from_request_parts(parts, service).await?.known.enrolled;
        match enrolled.removed {
            None | Some(Removed::ByOffice { removal: Removal::Decommissioned, .. }) => Ok(Self(enrolled.clone())),
            Some(Removed::ByOffice { removal: Removal::Revoked, .. }) => Err(revoked()),
            Some(Removed::Replaced) => Err(unauthorized()),
        }
    }
}

impl Caller {
    /// The two collections this terminal may read.
    pub fn collections(&self) -> [Collection; 2] {
        [Collection::Directory, Collection::Salepoint(self.0.salepoint)]
    }

    /// The named collection if this terminal may read it; else it does not exist.
    pub fn collection(&self, name: &str) -> Result<Collection, Problem> {
        let known = name.parse().ok().filter(|collection| self.collections().contains(collection));
        known.ok_or_else(|| Problem::new(ProblemKind::NotFound, "there is no such collection"))
    }
}

/// Nobody with this token, or not any more.
pub fn unauthorized() -> Problem {
    Problem::new(ProblemKind::Unauthorized, "this device token is not known here")
}

/// A terminal that the office removed.
pub fn revoked() -> Problem {
    Problem::new(ProblemKind::Revoked, "this terminal was removed by the office")
}
