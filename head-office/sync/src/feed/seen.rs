//! When terminals were last heard of: gathered in memory, written in one transaction now and then.

use super::Feed;
use parking_lot::{Mutex, MutexGuard};
use std::collections::HashMap;
use std::sync::{Arc, Weak};
use sync_core::domain::{TerminalId, UnixMs};
use tokio::sync::Notify;

/// See the module.
#[derive(Default)]
pub struct Seen {
    inner: Mutex<Inner>,
    /// A stream ended: its terminal may not be heard of for a while.
    ended: Notify,
    /// Held while writing.
    pub writing: tokio::sync::Mutex<()>,
}

#[derive(Default)]
struct Inner {
    /// Streams, a terminal.
    connected: HashMap<TerminalId, u32>,
    unwritten: HashMap<TerminalId, UnixMs>,
    /// By which names terminals came, as far as that is not written.
    names: HashMap<TerminalId, String>,
}

impl Seen {
    /// Notes that a terminal was heard of.
    pub fn heard_of(&self, terminal: TerminalId, now: UnixMs, name: Option<String>) {
        let mut inner = self.lock();
        inner.unwritten.insert(terminal, now);
        if let Some(name) = name {
            inner.names.insert(terminal, name);
        }
    }

    /// How many terminals are connected.
    pub fn connected(&self) -> u64 {
        self.lock().connected.len() as u64
    }

    /// What is to be written: who was heard of since the last time, and who is connected; and the names they came by.
    pub fn take(&self, now: UnixMs) -> (Vec<(TerminalId, UnixMs)>, HashMap<TerminalId, String>) {
        let mut inner = self.lock();
        let mut seen = std::mem::take(&mut inner.unwritten);
        seen.extend(inner.connected.keys().map(|terminal| (*terminal, now)));
        (seen.into_iter().collect(), std::mem::take(&mut inner.names))
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock()
    }
}

/// That a terminal is connected, until this is dropped.
pub struct Connected {
    feed: Arc<Feed>,
    terminal: TerminalId,
}

impl Connected {
    pub fn begin(feed: Arc<Feed>, terminal: TerminalId) -> Self {
        *feed.seen.lock().connected.entry(terminal).or_default() += 1;
        Self { feed, terminal }
    }
}

impl Drop for Connected {
    fn drop(&mut self) {
        let mut inner = self.feed.seen.lock();
        if let Some(streams) = inner.connected.get_mut(&self.terminal) {
            *streams -= 1;
            if *streams == 0 {
                inner.connected.remove(&self.terminal);
            }
        }
        inner.unwritten.insert(self.terminal, self.feed.office.clock.now());
        drop(inner);
        self.feed.seen.ended.notify_one();
    }
}

/// Writes until the feed is gone.
pub async fn write_now_and_then(seen: Arc<Seen>, feed: Weak<Feed>) {
    while let Some(every) = feed.upgrade().map(|feed| feed.pace.seen_every) {
        // Either will do: a stream has ended, or it is time.
        let _ = tokio::time::timeout(every, seen.ended.notified()).await;
        let Some(feed) = feed.upgrade() else { return };
        if let Err(error) = feed.write_seen().await {
            tracing::warn!(error = &error as &dyn std::error::Error, "who was heard of could not be written");
        }
    }
}
