//! Enrolment codes between being made and being shown: in memory only, and each is given out once.

use crate::enrolment::NewCode;
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use sync_core::domain::{UnixMs, UserId};

/// See the module.
#[derive(Default)]
pub struct FreshCodes(Mutex<HashMap<String, (UserId, NewCode)>>);

impl FreshCodes {
    /// Keeps a code for whoever made it.
    pub fn keep(&self, by: UserId, code: NewCode, now: UnixMs) {
        let mut kept = self.lock();
        kept.retain(|_, (_, code)| code.expires_at > now);
        kept.insert(code.code.secret.name().to_owned(), (by, code));
    }

    /// Gives it out, the first time, to that user.
    pub fn take(&self, by: UserId, name: &str) -> Option<NewCode> {
        let mut kept = self.lock();
        match kept.get(name) {
            Some((maker, _)) if *maker == by => kept.remove(name).map(|(_, code)| code),
            _ => None,
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, (UserId, NewCode)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
