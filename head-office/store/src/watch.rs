//! Notices what is committed: this process's own changes at once, other processes' by asking the database every few
//! milliseconds whether anything has changed, which costs it next to nothing. Publishes where head office then stands.

use super::{Db, DbError, Tx, company};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;
use sync_core::domain::Cursor;
use tokio::sync::watch;

/// How often the database is asked whether another process has changed anything.
const EVERY: Duration = Duration::from_millis(10);

/// What everybody who keeps something in memory must keep up with.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Standing {
    /// Where head office stands.
    pub cursor: Cursor,
    /// How often terminals and orders have changed.
    pub terminals_version: u64,
}

impl Standing {
    /// In the transaction's moment of the data.
    ///
    /// # Errors
    /// Those of the database.
    pub fn read(tx: &mut Tx<'_>) -> Result<Self, DbError> {
        Ok(Self { cursor: company::counter(tx)?.cursor, terminals_version: company::terminals_version(tx)? })
    }
}

/// Watches until it is dropped.
pub struct Watcher {
    db: Arc<Db>,
    standing: watch::Receiver<Standing>,
    /// The own commits that are in what was published.
    published: Arc<AtomicU64>,
    stopped: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Watcher {
    /// Begins to watch; `noticed` is called after each commit, in the watching thread, with what is to be published next.
    ///
    /// # Errors
    /// Those of the database.
    pub fn start(db: Arc<Db>, noticed: impl Fn(&mut Tx<'_>) + Send + 'static) -> Result<Self, DbError> {
        let mut counter = db.change_counter()?;
        let mut version = counter.read()?;
        let commits = db.commits();
        let (publish, standing) = watch::channel(counter.look(Standing::read)?);
        let published = Arc::new(AtomicU64::new(commits));
        let stopped = Arc::new(AtomicBool::new(false));
        let thread = std::thread::spawn({
            let (db, published, stopped) = (Arc::clone(&db), Arc::clone(&published), Arc::clone(&stopped));
            move || {
                while !stopped.load(Ordering::SeqCst) {
                    db.wait_for_commit(published.load(Ordering::SeqCst), EVERY);
                    let commits = db.commits();
                    let looked = counter.read().and_then(|now| {
                        if now != version {
                            let standing = counter.look(|tx| {
                                noticed(tx);
                                Standing::read(tx)
                            })?;
                            publish.send_if_modified(|before| std::mem::replace(before, standing) != standing);
                            version = now;
                        }
                        Ok(())
                    });
                    match looked {
                        Ok(()) => published.store(commits, Ordering::SeqCst),
                        Err(error) => {
                            tracing::warn!(%error, "the database could not be watched");
                            std::thread::sleep(EVERY);
                        }
                    }
                }
            }
        });
        Ok(Self { db, standing, published, stopped, thread: Some(thread) })
    }

    /// Where head office stands: of this process's changes all, of another's those older than a few milliseconds.
    pub fn standing(&self) -> watch::Receiver<Standing> {
        self.standing.clone()
    }

    /// What was published, unless this process has committed since.
    pub fn up_to_date(&self) -> Option<Standing> {
        let all_published = self.published.load(Ordering::SeqCst) == self.db.commits();
        all_published.then(|| *self.standing.borrow())
    }
}

impl Drop for Watcher {
    fn drop(&mut self) {
        self.stopped.store(true, Ordering::SeqCst);
        self.db.wake();
        if let Some(thread) = self.thread.take() {
            // It ends within milliseconds; had it panicked, that was logged.
            let _ = thread.join();
        }
    }
}
