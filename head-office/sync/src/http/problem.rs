//! Errors as they travel: a kind for the terminal, a sentence for people (RFC 9457).

use crate::snapshots::SnapshotError;
use axum::http::StatusCode;
use axum::http::header::{CONTENT_TYPE, HeaderValue, RETRY_AFTER};
use axum::response::{IntoResponse, Response};
use head_office_office::errors::OfficeError;
use sync_core::sync::wire::{self, ProblemKind};

/// Seconds after which a terminal that was too many may come again.
const RETRY_AFTER_S: u16 = 10;

/// An answer that refuses, and, of somebody who came too often, in how many seconds to come again.
#[derive(Debug)]
pub struct Problem(wire::Problem, u16);

impl Problem {
    /// A problem with a sentence.
    pub fn new(kind: ProblemKind, detail: &str) -> Self {
        Self(wire::Problem { kind, detail: detail.to_owned() }, RETRY_AFTER_S)
    }

    /// Too much at once.
    pub fn busy(detail: &str, retry_after_ms: i64) -> Self {
        let seconds = u16::try_from(retry_after_ms.max(1).cast_unsigned().div_ceil(1_000)).unwrap_or(u16::MAX);
        Self(wire::Problem { kind: ProblemKind::Busy, detail: detail.to_owned() }, seconds)
    }
}

impl From<OfficeError> for Problem {
    fn from(error: OfficeError) -> Self {
        tracing::error!(error = &error as &dyn std::error::Error, "a request could not be answered");
        Self::new(ProblemKind::Internal, "head office failed; its log says why")
    }
}

impl From<SnapshotError> for Problem {
    fn from(error: SnapshotError) -> Self {
        match error {
            SnapshotError::Superseded => Self::new(ProblemKind::Superseded, "begin with the newest snapshot"),
            SnapshotError::NoSuchChunk => Self::new(ProblemKind::NotFound, "this snapshot has no such chunk"),
            SnapshotError::Office(error) => error.into(),
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = match self.0.kind {
            ProblemKind::Malformed => StatusCode::BAD_REQUEST,
            ProblemKind::Unauthorized | ProblemKind::Revoked => StatusCode::UNAUTHORIZED,
            ProblemKind::CodeWrong | ProblemKind::CodeUsed | ProblemKind::CodeExpired | ProblemKind::CodeExhausted => {
                StatusCode::FORBIDDEN
            }
            ProblemKind::NotFound => StatusCode::NOT_FOUND,
            ProblemKind::BelowFloor | ProblemKind::EpochChanged | ProblemKind::Schema | ProblemKind::Superseded => {
                StatusCode::GONE
            }
            ProblemKind::Busy => StatusCode::TOO_MANY_REQUESTS,
            ProblemKind::Internal | ProblemKind::Unknown => StatusCode::INTERNAL_SERVER_ERROR,
        };
        let busy = self.0.kind == ProblemKind::Busy;
        let mut response = (status, axum::Json(self.0)).into_response();
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if busy {
            headers.insert(RETRY_AFTER, HeaderValue::from(self.1));
        }
        response
    }
}
