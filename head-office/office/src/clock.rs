//! Head office's clock: the system's, or one that a test sets.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use sync_core::domain::UnixMs;

/// Says what time it is. Clones show the same time.
#[derive(Clone, Debug, Default)]
pub struct Clock(Option<Arc<AtomicI64>>);

impl Clock {
    /// The system's clock.
    pub fn system() -> Self {
        Self(None)
    }

    /// A clock that stands until it is moved.
    pub fn standing_at(time: UnixMs) -> Self {
        Self(Some(Arc::new(AtomicI64::new(time.0))))
    }

    /// Moves a standing clock; the system's goes its own way.
    pub fn advance_ms(&self, ms: i64) {
        if let Some(standing) = &self.0 {
            standing.fetch_add(ms, Ordering::SeqCst);
        }
    }

    /// The time.
    pub fn now(&self) -> UnixMs {
        match &self.0 {
            Some(standing) => UnixMs(standing.load(Ordering::SeqCst)),
            None => UnixMs(chrono::Utc::now().timestamp_millis()),
        }
    }
}
