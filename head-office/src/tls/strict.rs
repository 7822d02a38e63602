//! HSTS (RFC 6797) where the operator's own certificate is shown, and nowhere else: a browser that was made to insist could not
//! be persuaded to believe the private one, nor to look past a mistake of ours with names it is not for.

use super::OwnCertificate;
use axum::extract::{Request, State};
use axum::http::HeaderValue;
use axum::http::header::{HOST, STRICT_TRANSPORT_SECURITY};
use axum::middleware::Next;
use axum::response::Response;
use std::sync::Arc;

/// For how long browsers insist: 180 days.
const INSISTED: &str = "max-age=15552000";

/// Adds it. Browsers ask for the certificate by the same name that they send as the host.
pub async fn insist(State(own): State<Option<Arc<OwnCertificate>>>, request: Request, next: Next) -> Response {
    let host = request.headers().get(HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let name = host.split(':').next().unwrap_or_default();
    let is_own = own.is_some_and(|own| own.for_name(name).is_some());
    let mut response = next.run(request).await;
    if is_own {
        response.headers_mut().insert(STRICT_TRANSPORT_SECURITY, HeaderValue::from_static(INSISTED));
    }
    response
}
