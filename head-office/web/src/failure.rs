//! What a page cannot do. Only a status leaves here; `guard` makes a page of it, in the reader's language.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use head_office_office::errors::OfficeError;

/// Why there is no page.
#[derive(Debug)]
pub enum Failure {
    /// There is nothing at this address, for this reader.
    NotFound,
    /// The group does not allow it.
    NotAllowed,
    /// The request says what no page of ours sends.
    Malformed,
    /// Head office failed; its log says why.
    Internal,
}

impl From<OfficeError> for Failure {
    fn from(error: OfficeError) -> Self {
        tracing::error!(error = &error as &dyn std::error::Error, "a page could not be made");
        Self::Internal
    }
}

impl From<askama::Error> for Failure {
    fn from(error: askama::Error) -> Self {
        tracing::error!(error = &error as &dyn std::error::Error, "a page could not be written");
        Self::Internal
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::NotAllowed => StatusCode::FORBIDDEN,
            Self::Malformed => StatusCode::BAD_REQUEST,
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        }
        .into_response()
    }
}
