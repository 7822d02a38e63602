//! Locks of what stays right whoever panicked while holding it.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// Waits for it.
pub fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
