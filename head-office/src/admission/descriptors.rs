//! File descriptors: every connection is one, and when there are none left nobody new is heard.

use parking_lot::Mutex;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// How often the log is told that they are short.
const SAID_EVERY: Duration = Duration::from_secs(60);
/// More than this is asked for in vain, or costs memory.
const MOST: u64 = 1 << 20;

/// How many there can be, and how many connections hold one.
#[derive(Debug)]
pub struct Descriptors {
    /// The most this process can have open.
    pub limit: u64,
    held: AtomicU64,
    said_at: Mutex<Option<Instant>>,
}

/// One that a connection holds.
#[derive(Debug)]
pub struct Held(Arc<Descriptors>);

impl Descriptors {
    /// Raises the limit as far as the system lets this process, and says in the log what it came to.
    pub fn raised() -> Arc<Self> {
        let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
        let wanted = maximum.unwrap_or(MOST).min(MOST);
        let before = current.unwrap_or(MOST);
        let mut limit = before;
        if wanted > before {
            match setrlimit(Resource::Nofile, Rlimit { current: Some(wanted), maximum }) {
                Ok(()) => limit = wanted,
                Err(error) => tracing::warn!(%error, before, wanted, "the limit of open files could not be raised"),
            }
        }
        tracing::info!(limit, before, "so many files and connections can be open at once");
        Self::with(limit)
    }

    /// With a limit that is known.
    pub fn with(limit: u64) -> Arc<Self> {
        Arc::new(Self { limit, held: AtomicU64::new(0), said_at: Mutex::default() })
    }

    /// Counts one more connection, and says so when hardly any is left.
    pub fn hold(self: &Arc<Self>) -> Held {
        let held = self.held.fetch_add(1, Ordering::Relaxed) + 1;
        if held >= self.limit / 10 * 9 {
            self.short(None);
        }
        Held(Arc::clone(self))
    }

    /// Says in the log that descriptors are short, at most once a minute.
    pub fn short(&self, error: Option<&std::io::Error>) {
        let mut said_at = self.said_at.lock();
        if said_at.is_some_and(|said_at| said_at.elapsed() < SAID_EVERY) {
            return;
        }
        *said_at = Some(Instant::now());
        let (limit, held) = (self.limit, self.held.load(Ordering::Relaxed));
        let error = error.map(ToString::to_string);
        tracing::error!(
            limit,
            connections = held,
            error,
            "connections are short: raise the limit of open files (LimitNOFILE= of the service), or terminals stay out"
        );
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.0.held.fetch_sub(1, Ordering::Relaxed);
    }
}
