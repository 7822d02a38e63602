//! The sync API, version 1: a file a call. The format is `sync_core::sync::wire`'s.

mod access;
mod bucket;
mod enrol;
mod head;
mod keys;
mod problem;
mod report;
mod snapshot;
mod stream;
#[cfg(test)]
mod tests;

use crate::feed::{Feed, Pace};
use crate::heads::Heads;
use crate::snapshots::Snapshots;
use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use head_office_office::errors::OfficeError;
use head_office_office::terminals::Wire;
use problem::Problem;
use report::Uploads;
use serde::Serialize;
use std::sync::Arc;
use std::time::Duration;
use stream::Turns;
use sync_core::domain::encode;
use sync_core::sync::wire::{MAX_REQUEST, ProblemKind};

/// How long a request may take to arrive and its answer to be made.
const ANSWER_WITHIN: Duration = Duration::from_secs(60);

/// What every call works with.
#[derive(Clone)]
pub struct Service {
    office: Wire,
    feed: Arc<Feed>,
    heads: Arc<Heads>,
    snapshots: Arc<Snapshots>,
    turns: Arc<Turns>,
    uploads: Arc<Uploads>,
}

impl Service {
    /// Begins to watch the database. Within a runtime.
    ///
    /// # Errors
    /// Those of the database.
    pub fn start(office: Wire, pace: Pace) -> Result<Self, OfficeError> {
        let heads = Arc::<Heads>::default();
        let feed = Feed::start(office.clone(), Arc::clone(&heads), pace)?;
        Ok(Self { office, feed, heads, snapshots: Arc::default(), turns: Arc::default(), uploads: Arc::default() })
    }

    /// What connected terminals are fed from.
    pub fn feed(&self) -> Arc<Feed> {
        Arc::clone(&self.feed)
    }
}

/// All calls.
pub fn router(service: Service) -> Router {
    let calls = Router::new()
        .route("/enrol", post(enrol::enrol))
        .route("/keys", get(keys::keys))
        .route("/head", get(head::head))
        .route("/snapshot/{collection}", get(snapshot::head))
        .route("/snapshot/{collection}/{revision}/{chunk}", get(snapshot::chunk))
        .route("/bucket/{collection}/{bucket}", get(bucket::bucket))
        .route("/stream", get(stream::stream))
        .route("/report", post(report::report));
    let calls = calls
        .fallback(async || Problem::new(ProblemKind::NotFound, "there is nothing at this address"))
        .method_not_allowed_fallback(async || Problem::new(ProblemKind::NotFound, "this address takes other requests"));
    Router::new()
        .nest("/sync/v1", calls)
        .layer(DefaultBodyLimit::max(MAX_REQUEST))
        .layer(middleware::from_fn(within_time))
        .with_state(service)
}

/// Ends what takes too long, above all requests that are sent a byte at a time. A stream's answer is made once it has
/// begun.
async fn within_time(request: Request, next: Next) -> Response {
    match tokio::time::timeout(ANSWER_WITHIN, next.run(request)).await {
        Ok(response) => response,
        Err(_) => Problem::new(ProblemKind::Busy, "this took too long; try again").into_response(),
    }
}

/// An answer in CBOR.
struct Cbor<T>(T);

impl<T: Serialize> IntoResponse for Cbor<T> {
    fn into_response(self) -> Response {
        body("application/cbor", encode(&self.0))
    }
}

/// A body that no cache may keep: it holds verifiers, or says how things stand now.
fn body(kind: &'static str, bytes: impl Into<axum::body::Body>) -> Response {
    ([(CONTENT_TYPE, kind), (CACHE_CONTROL, "no-store")], bytes.into()).into_response()
}
