//! How far long work is, for whoever waits for it.

use std::sync::atomic::{AtomicU64, Ordering};

/// So many users of so many are done. Only shown: nothing is decided by it.
#[derive(Debug, Default)]
pub struct Progress {
    done: AtomicU64,
    of: AtomicU64,
}

impl Progress {
    /// So many there will be.
    pub fn expect(&self, of: usize) {
        self.of.store(of as u64, Ordering::Relaxed);
    }

    /// One more is done.
    pub fn one_done(&self) {
        self.done.fetch_add(1, Ordering::Relaxed);
    }

    /// How many are done, and of how many; 0 of 0 before it is known.
    pub fn so_far(&self) -> (u64, u64) {
        (self.done.load(Ordering::Relaxed), self.of.load(Ordering::Relaxed))
    }
}
