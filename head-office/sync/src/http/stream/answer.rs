//! The answer that is made once: at once, or as soon as there is something to say. For networks in which nothing that
//! stays open survives.

use super::{Asking, Look, Problem, bye, gone, unauthorized};
use crate::feed::{News, Standing};
use head_office_office::errors::OfficeError;
use head_office_office::random;
use std::time::Duration;

/// When a terminal that did not want to wait asks again, in milliseconds; up to a quarter earlier or later.
const UNASKED_RETRY_MS: u64 = 20_000;
/// When a terminal that has been told its orders asks again, in milliseconds: it has something to do first.
const ORDERED_RETRY_MS: u64 = 2_000;

/// Waits for something to say, but no longer than `wait`.
pub async fn answer(mut asking: Asking, wait: Duration) -> Result<Vec<u8>, Problem> {
    let first = asking.news(asking.from).await?.map_err(gone)?;
    if wait.is_zero() {
        let jitter = u64::from_be_bytes(*random().map_err(OfficeError::from)?) % (UNASKED_RETRY_MS / 2);
        return Ok(told(&asking, &first, UNASKED_RETRY_MS * 3 / 4 + jitter));
    }
    // Moved between two answers: the greeting is the news.
    let was_moved = asking.feed.was_moved(asking.terminal());
    if !first.is_mark || was_moved || !asking.anybody.known.orders.is_empty() {
        return Ok(told(&asking, &first, retry_ms(&asking)));
    }
    let _connected = asking.feed.connected(asking.terminal().id);
    let mut standing = asking.feed.watch();
    let mut stopping = asking.feed.stopping();
    let time_is_over = tokio::time::sleep(wait);
    tokio::pin!(time_is_over);
    loop {
        let (from, version) = (asking.from, asking.anybody.version);
        let something_new = |now: &Standing| {
            now.terminals_version > version || now.cursor.epoch != from.epoch || now.cursor.revision > from.revision
        };
        let (ended, retry) = tokio::select! {
            // When nobody watches any more, everything is about to end.
            _ = standing.wait_for(something_new) => (false, 0),
            _ = stopping.wait_for(|stopping| *stopping) => (true, asking.feed.retry_ms()?),
            () = &mut time_is_over => (true, 0),
        };
        match asking.look_again().await? {
            Look::Same => {}
            Look::Moved => {
                let cursor = asking.feed.standing().await?.cursor;
                return Ok([asking.hello(cursor), bye(0)].concat());
            }
            Look::Removed(removal, at) => return Ok(asking.farewell(removal, at).await?),
            Look::Unknown => return Err(unauthorized()),
        }
        let news = asking.news(asking.from).await?.map_err(gone)?;
        if ended || !news.is_mark || !asking.anybody.known.orders.is_empty() {
            return Ok(told(&asking, &news, retry.max(retry_ms(&asking))));
        }
    }
}

fn retry_ms(asking: &Asking) -> u64 {
    if asking.anybody.known.orders.is_empty() { 0 } else { ORDERED_RETRY_MS }
}

fn told(asking: &Asking, news: &News, retry_ms: u64) -> Vec<u8> {
    let ((orders, _), (relocation, _)) = (asking.orders(None), asking.relocation(None));
    [&asking.hello(news.cursor)[..], &news.bytes, &orders, &relocation, &bye(retry_ms)].concat()
}
