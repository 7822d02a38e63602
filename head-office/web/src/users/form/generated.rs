//! POS passwords between being drawn and being shown: in memory only, and each is given out once.

use parking_lot::Mutex;
use std::collections::HashMap;
use sync_core::domain::{PosPassword, UnixMs, UserId};
use uuid::Uuid;

/// How long one waits for the page that shows it.
const KEPT_MS: i64 = 60_000;

/// See the module.
#[derive(Default)]
pub struct Generated(Mutex<HashMap<(UserId, Uuid), (PosPassword, UnixMs)>>);

impl Generated {
    /// Keeps one for the form it was drawn in.
    pub fn keep(&self, by: UserId, form: Uuid, password: PosPassword, now: UnixMs) {
        let mut kept = self.0.lock();
        kept.retain(|_, (_, at)| now.since(*at) < KEPT_MS);
        kept.insert((by, form), (password, now));
    }

    /// Gives it out, the first time.
    pub fn take(&self, by: UserId, form: Uuid) -> Option<PosPassword> {
        self.0.lock().remove(&(by, form)).map(|(password, _)| password)
    }
}
