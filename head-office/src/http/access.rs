//! Who asks: the terminal behind a device token, and what it may read.

use super::Service;
use super::problem::Problem;
use crate::db::terminals::Terminal;
use crate::snapshots::blocking;
use axum::extract::FromRequestParts;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use std::sync::Arc;
use sync_core::domain::{Collection, DeviceToken};
use sync_core::sync::wire::ProblemKind;

/// The terminal that sent the request.
pub struct Caller(pub Terminal);

impl FromRequestParts<Service> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, service: &Service) -> Result<Self, Problem> {
        let unauthorized = || Problem::new(ProblemKind::Unauthorized, "this device token is not known here");
        let header = parts.headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
        let bearer = header.and_then(|header| header.strip_prefix("Bearer "));
        let token = bearer.and_then(DeviceToken::from_bearer).ok_or_else(unauthorized)?;
        let office = Arc::clone(&service.office);
        let terminal = blocking(move || office.terminal_by_token(&token)).await?;
        terminal.map(Self).ok_or_else(unauthorized)
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
