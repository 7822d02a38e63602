//! A terminal has one stream and one long poll: when it begins another, as after its network changed, the one before ends.

use parking_lot::Mutex;
use std::collections::HashMap;
use sync_core::domain::TerminalId;
use tokio::sync::oneshot;

/// See the module.
#[derive(Default)]
pub struct Turns(Mutex<HashMap<(TerminalId, Kind), oneshot::Sender<()>>>);

/// What stays open for a terminal.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Kind {
    /// A stream.
    Stream,
    /// A long poll.
    Wait,
}

/// A stream's turn.
pub struct Turn(oneshot::Receiver<()>);

impl Turns {
    /// Begins a terminal's stream or long poll, which ends the one before.
    pub fn begin(&self, terminal: TerminalId, kind: Kind) -> Turn {
        let (ends_when_dropped, turn) = oneshot::channel();
        self.0.lock().insert((terminal, kind), ends_when_dropped);
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
