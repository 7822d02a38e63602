//! A terminal has one stream: when it begins another, as after its network changed, the one before ends.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use sync_core::domain::TerminalId;
use tokio::sync::oneshot;

/// See the module.
#[derive(Default)]
pub struct Turns(Mutex<HashMap<TerminalId, oneshot::Sender<()>>>);

/// A stream's turn.
pub struct Turn(oneshot::Receiver<()>);

impl Turns {
    /// Begins a terminal's stream, which ends the one before.
    pub fn begin(&self, terminal: TerminalId) -> Turn {
        let (ends_when_dropped, turn) = oneshot::channel();
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(terminal, ends_when_dropped);
        Turn(turn)
    }
}

impl Turn {
    /// Waits until the terminal has begun another one.
    pub async fn over(self) {
        // Nothing is ever sent.
        let _ = self.0.await;
    }
}
