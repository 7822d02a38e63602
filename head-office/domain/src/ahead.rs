//! What a clock that was ahead has dated: by itself it would last until that time comes.

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
