//! Notices what other processes commit: asks the database every few milliseconds whether anything has changed, which
//! costs it next to nothing, and publishes where head office then stands.

use super::{Db, DbError, company};
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;
use sync_core::domain::Cursor;
use tokio::sync::watch;

/// How often the database is asked. A change is published within 100 ms.
const EVERY: Duration = Duration::from_millis(30);

/// Watches until it is dropped.
pub struct Watcher {
    cursor: watch::Receiver<Cursor>,
    stop: std::sync::mpsc::Sender<()>,
    thread: Option<JoinHandle<()>>,
}

impl Watcher {
    /// Begins to watch; `noticed` is called after each commit, in the watching thread.
    ///
    /// # Errors
    /// Those of the database.
    pub fn start(db: Arc<Db>, noticed: impl Fn() + Send + 'static) -> Result<Self, DbError> {
        let counter = db.change_counter()?;
        let mut seen = counter.read()?;
        let (publish, cursor) = watch::channel(db.read(company::counter)?.cursor);
        let (stop, stopped) = std::sync::mpsc::channel();
        let thread = std::thread::spawn(move || {
            while matches!(stopped.recv_timeout(EVERY), Err(std::sync::mpsc::RecvTimeoutError::Timeout)) {
                match counter.read() {
                    Ok(version) if version == seen => {}
                    Ok(version) => match db.read(company::counter) {
                        Ok(now) => {
                            seen = version;
                            noticed();
                            publish.send_if_modified(|before| std::mem::replace(before, now.cursor) != now.cursor);
                        }
                        Err(error) => tracing::warn!(%error, "the database could not be watched"),
                    },
                    Err(error) => tracing::warn!(%error, "the database could not be watched"),
                }
            }
        });
        Ok(Self { cursor, stop, thread: Some(thread) })
    }

    /// Where head office stands.
    pub fn cursor(&self) -> watch::Receiver<Cursor> {
        self.cursor.clone()
    }
}

impl Drop for Watcher {
    fn drop(&mut self) {
        // The thread has already gone when nobody listens.
        let _ = self.stop.send(());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}
