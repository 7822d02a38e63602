//! Head office's clock: the system's, or one that a test sets.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use sync_core::domain::UnixMs;

/// What is dated later than this from now was dated by a clock that was ahead, in milliseconds. Smaller differences happen
/// whenever a clock is set right.
pub const AHEAD_MS: i64 = 5 * 60_000;

/// Whether something that lasts for `life_ms` and until `ends_at` is over: its time is up, or it was begun by a clock that
/// was ahead and would outlive its length.
pub fn is_over(ends_at: UnixMs, life_ms: i64, now: UnixMs) -> bool {
    now >= ends_at || is_ahead(ends_at.plus_ms(-life_ms), now)
}

/// Whether a time in the past was noted by a clock that was ahead.
pub fn is_ahead(noted_at: UnixMs, now: UnixMs) -> bool {
    noted_at.since(now) > AHEAD_MS
}

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
