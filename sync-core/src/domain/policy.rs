//! What head office prescribes to every terminal.

use serde::{Deserialize, Serialize};

/// The company's rules for POS passwords, throttling, locking and the age of data.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(default)]
pub struct Policy {
    /// Fewest characters a POS password may have.
    pub min_password_length: u32,
    /// Wrong attempts a terminal allows before it throttles.
    pub throttle_attempts: u32,
    /// Seconds until one attempt is given back.
    pub throttle_refill_s: u32,
    /// Wrong attempts in supervisor dialogs.
    pub supervisor_attempts: u32,
    /// Seconds until one of those is given back.
    pub supervisor_refill_s: u32,
    /// Seconds without a touch until a session locks itself; 0 = never.
    pub auto_lock_s: u32,
    /// Seconds without contact until the terminal says that its data is old.
    pub fresh_for_s: u32,
    /// Seconds without contact until only groups with `login_when_stale` can log in.
    pub valid_for_s: u32,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            min_password_length: 4,
            throttle_attempts: 10,
            throttle_refill_s: 600,
            supervisor_attempts: 3,
            supervisor_refill_s: 3_600,
            auto_lock_s: 120,
            fresh_for_s: 3 * 86_400,
            valid_for_s: 30 * 86_400,
        }
    }
}
