//! Bodies that do not arrive: a request has a time for its body that grows with what has arrived of it, so that a large
//! file over a slow line is waited for and a byte now and then is not.

use axum::body::{Body, Bytes, HttpBody};
use axum::extract::{Request, State};
use axum::http::header::{CONNECTION, HeaderValue};
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http_body::{Frame, SizeHint};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::time::{Instant, Sleep};

/// How long a body is waited for.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// What every body has.
    grace: Duration,
    /// A byte gives as much more as it takes at this pace: the slowest that anybody is waited for.
    bytes_per_s: u64,
}

impl Default for Patience {
    fn default() -> Self {
        Self { grace: Duration::from_secs(15), bytes_per_s: 4 * 1_024 }
    }
}

/// Ends requests whose body is sent too slowly, and their connections.
pub async fn in_time(State(patience): State<Patience>, request: Request, next: Next) -> Response {
    if request.body().is_end_stream() {
        return next.run(request).await;
    }
    let late = Arc::new(AtomicBool::new(false));
    let request = request.map(|body| Body::new(Timed::new(body, patience, Arc::clone(&late))));
    let mut response = next.run(request).await;
    if late.load(Ordering::Relaxed) {
        response = (StatusCode::REQUEST_TIMEOUT, HeaderMap::new()).into_response();
        response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
    }
    response
}

struct Timed {
    body: Body,
    patience: Patience,
    arrived: u64,
    begun: Instant,
    ends: Pin<Box<Sleep>>,
    late: Arc<AtomicBool>,
}

impl Timed {
    fn new(body: Body, patience: Patience, late: Arc<AtomicBool>) -> Self {
        let ends = Box::pin(tokio::time::sleep(patience.grace));
        Self { body, patience, arrived: 0, begun: Instant::now(), ends, late }
    }
}

impl HttpBody for Timed {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let this = &mut *self;
        if let Poll::Ready(frame) = Pin::new(&mut this.body).poll_frame(context) {
            if let Some(data) = frame.as_ref().and_then(|frame| frame.as_ref().ok()?.data_ref()) {
                this.arrived += data.len() as u64;
                let earned = Duration::from_millis(this.arrived * 1_000 / this.patience.bytes_per_s);
                this.ends.as_mut().reset(this.begun + this.patience.grace + earned);
            }
            return Poll::Ready(frame);
        }
        if this.ends.as_mut().poll(context).is_pending() {
            return Poll::Pending;
        }
        this.late.store(true, Ordering::Relaxed);
        Poll::Ready(Some(Err(axum::Error::new(std::io::Error::from(std::io::ErrorKind::TimedOut)))))
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::Router;
    use axum::http::Request;
    use axum::routing::post;
    use std::collections::VecDeque;
    use tower::ServiceExt;

    /// Bytes that come one by one, so long apart; then nothing more, or the end.
    struct Drip {
        left: VecDeque<usize>,
        apart: Duration,
        next: Pin<Box<Sleep>>,
    }

    impl HttpBody for Drip {
        type Data = Bytes;
        type Error = std::convert::Infallible;

        fn poll_frame(
            mut self: Pin<&mut Self>,
            context: &mut Context<'_>,
        ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
            std::task::ready!(self.next.as_mut().poll(context));
            let next = Instant::now() + self.apart;
            self.next.as_mut().reset(next);
            Poll::Ready(self.left.pop_front().map(|bytes| Ok(Frame::data(vec![0; bytes].into()))))
        }
    }

    #[tokio::test]
    async fn a_body_that_hardly_arrives_ends_its_request_and_a_large_one_over_a_slow_line_does_not() {
        let patience = Patience { grace: Duration::from_millis(500), bytes_per_s: 100_000 };
        let router = Router::new().route("/", post(async |body: Bytes| body.len().to_string()));
        let router = router.layer(axum::middleware::from_fn_with_state(patience, in_time));
        for (bytes, count, apart_ms, expect) in [
            (1, 100_000, 10, StatusCode::REQUEST_TIMEOUT),
            (0, 1, 1_000_000, StatusCode::REQUEST_TIMEOUT),
            // Two seconds in all: more than the grace, and fast enough.
            (10_000, 40, 50, StatusCode::OK),
            (10, 2, 10, StatusCode::OK),
        ] {
            let apart = Duration::from_millis(apart_ms);
            let drip = Drip { left: vec![bytes; count].into(), apart, next: Box::pin(tokio::time::sleep(apart)) };
            let response = router.clone().oneshot(Request::post("/").body(Body::new(drip)).unwrap()).await.unwrap();
            assert_eq!(response.status(), expect, "{bytes} bytes every {apart_ms} ms");
        }
    }
}
