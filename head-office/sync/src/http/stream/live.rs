//! The answer that goes on until one side ends it.
//!
//! There is room for one message on the way. What comes next is decided only when that one was taken: a terminal that
//! reads slowly gets fewer and larger frames, and holds up nobody.

use super::turns::Turn;
use super::{Asking, KIND, Look, Problem, body, bye, gone};
use crate::feed::Standing;
use axum::body::{Body, Bytes, HttpBody};
use axum::http::header::{CONNECTION, HeaderValue};
use axum::response::Response;
use head_office_office::errors::OfficeError;
use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};
use sync_core::domain::Cursor;
use sync_core::sync::wire::OrderId;
use tokio::sync::mpsc;

/// Begins a stream: greeting, news and pending orders, then whatever happens, until the turn is another's.
pub async fn live(asking: Asking, turn: Turn) -> Result<Response, Problem> {
    let news = asking.news(asking.from).await?.map_err(gone)?;
    let (orders, last_order) = asking.orders(None);
    let (relocation, relocated) = asking.relocation(None);
    let first = [&asking.hello(news.cursor)[..], &news.bytes, &orders, &relocation].concat();
    let (send, messages) = mpsc::channel(1);
    let stream = Live { asking, at: news.cursor, last_order, relocated };
    tokio::spawn(async move {
        tokio::select! {
            () = stream.run(Bytes::from(first), send) => {}
            () = turn.over() => {}
        }
    });
    let mut response = body(KIND, Body::new(Messages(messages)));
    // Nobody keeps what held a stream for something else.
    response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
    Ok(response)
}

struct Live {
    asking: Asking,
    /// Where the terminal stands once it has read everything.
    at: Cursor,
    last_order: Option<OrderId>,
    /// What it was told last of head office's moves.
    relocated: Option<OrderId>,
}

/// What it is time for.
enum Due {
    Farewell,
    News,
    Mark,
}

/// What is said next.
enum Next {
    Nothing,
    Say(Bytes),
    /// Nothing follows.
    Last(Bytes),
}

impl Live {
    async fn run(mut self, first: Bytes, send: mpsc::Sender<Bytes>) {
        let _connected = self.asking.feed.connected(self.asking.terminal().id);
        let mut standing = self.asking.feed.watch();
        let mut stopping = self.asking.feed.stopping();
        let mut next = Ok(Next::Say(first));
        loop {
            let (message, follows) = match next {
                Ok(Next::Nothing) => (None, true),
                Ok(Next::Say(message)) => (Some(message), true),
                Ok(Next::Last(message)) => (Some(message), false),
                Err(error) => {
                    tracing::error!(error = &error as &dyn std::error::Error, "a stream could not go on");
                    return;
                }
            };
            if let Some(message) = message {
                // Whether anybody still reads shows when there is to be room for the next one.
                let _ = send.send(message).await;
            }
            if !follows {
                return;
            }
            // Room for the next message: the last one is being written.
            if send.reserve().await.is_err() {
                return;
            }
            let (at, version) = (self.at, self.asking.anybody.version);
            let something_new = |now: &Standing| {
                now.terminals_version > version || now.cursor.epoch != at.epoch || now.cursor.revision > at.revision
            };
            let due = tokio::select! {
                // When nobody watches any more, everything is about to end.
                _ = stopping.wait_for(|stopping| *stopping) => Due::Farewell,
                _ = standing.wait_for(something_new) => Due::News,
                () = tokio::time::sleep(self.asking.feed.pace.mark_every) => Due::Mark,
                () = send.closed() => return,
            };
            next = match due {
                Due::Farewell => self.farewell(),
                Due::News => self.news().await,
                Due::Mark => self.mark().await,
            };
        }
    }

    async fn news(&mut self) -> Result<Next, OfficeError> {
        let mut said = match self.asking.look_again().await? {
            Look::Same => {
                let (orders, last_order) = self.asking.orders(self.last_order);
                self.last_order = last_order;
                let (relocation, relocated) = self.asking.relocation(self.relocated);
                self.relocated = relocated;
                [orders, relocation].concat()
            }
            // It reads in the next greeting where it stands, or that its token is dead.
            Look::Moved | Look::Unknown => return Ok(Next::Last(bye(0).into())),
            Look::Removed(removal, at) => return Ok(Next::Last(self.asking.revocation(removal, at).into())),
        };
        let Ok(news) = self.asking.news(self.at).await? else { return self.farewell() };
        if news.is_mark && said.is_empty() {
            return Ok(Next::Nothing);
        }
        if !news.is_mark {
            self.at = news.cursor;
            said.extend_from_slice(&news.bytes);
        }
        Ok(Next::Say(said.into()))
    }

    /// The current heads; should they be newer than where the terminal stands, what is newer.
    async fn mark(&mut self) -> Result<Next, OfficeError> {
        let Ok(news) = self.asking.news(self.at).await? else { return self.farewell() };
        self.at = news.cursor;
        Ok(Next::Say(news.bytes))
    }

    /// Everybody is sent away at once, and comes back spread out.
    fn farewell(&self) -> Result<Next, OfficeError> {
        Ok(Next::Last(bye(self.asking.feed.retry_ms()?).into()))
    }
}

/// The messages as the body of an answer.
struct Messages(mpsc::Receiver<Bytes>);

impl HttpBody for Messages {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<http_body::Frame<Bytes>, Infallible>>> {
        self.0.poll_recv(context).map(|message| message.map(|bytes| Ok(http_body::Frame::data(bytes))))
    }
}
