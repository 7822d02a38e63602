//! What somebody asked head office for: begun as soon as it may, watched while it runs, told when it is over.
//!
//! It runs on while its sheet is hidden. Whoever no longer wants it drops the receiver of its answer, and the link stops.

use crate::link::{LinkState, Request, RoundResult};
use crate::view::SheetState;
use sync_core::domain::UnixMs;
use sync_core::sync::engine::{Failure, Goal, Progress};
use tokio::sync::{mpsc, oneshot};

/// The sheet shows that something runs for at least so long: a refresh that is over at once would only flicker. In
/// milliseconds.
const SEEN_FOR_MS: u64 = 600;
/// Where no sheet shows it, what came of it is told for so long, in milliseconds.
const TOLD_FOR_MS: i64 = 30_000;

/// A round asked for.
pub(super) struct Asked {
    pub(super) goal: Goal,
    pub(super) sight: Sight,
    state: State,
    reached: Progress,
    asked_at_ms: u64,
}

/// Who is told what came of it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Sight {
    /// Whoever is at the terminal.
    Told,
    /// Nobody: the first sync has words of its own.
    Silent,
}

enum State {
    /// It begins as soon as it may.
    Waiting,
    /// The link has it.
    Running(oneshot::Receiver<RoundResult>),
    /// It is over.
    Over(Box<RoundResult>, UnixMs),
}

impl Asked {
    /// Something asked for at this time since boot.
    pub(super) fn new(goal: Goal, sight: Sight, asked_at_ms: u64) -> Self {
        Self { goal, sight, state: State::Waiting, reached: Progress::default(), asked_at_ms }
    }

    /// Whether it has not begun.
    pub(super) fn waits(&self) -> bool {
        matches!(self.state, State::Waiting)
    }

    /// Whether it will still come to an end.
    pub(super) fn is_under_way(&self) -> bool {
        !matches!(self.state, State::Over(..))
    }

    /// Hands it to the link.
    pub(super) fn begin(&mut self, requests: &mpsc::UnboundedSender<Request>, now: UnixMs) {
        let (reply, answer) = oneshot::channel();
        match requests.send(Request { goal: self.goal, reply }) {
            Ok(()) => self.state = State::Running(answer),
            // The link ends only with the terminal.
            Err(_) => self.end(Err(Failure::Cancelled), now),
        }
    }

    /// Notes how far it has come.
    pub(super) fn watch(&mut self, link: &LinkState) {
        if let (State::Running(_), Some(progress)) = (&self.state, link.progress) {
            self.reached = progress;
        }
    }

    /// Waits until it is over, for ever while it does not run.
    pub(super) async fn finished(asked: &mut Option<Self>) -> RoundResult {
        match asked {
            Some(Self { state: State::Running(answer), .. }) => answer.await.unwrap_or(Err(Failure::Cancelled)),
            _ => std::future::pending().await,
        }
    }

    /// It is over; what ran is stopped.
    pub(super) fn end(&mut self, result: RoundResult, now: UnixMs) {
        self.state = State::Over(Box::new(result), now);
    }

    /// What came of it, once it is over.
    pub(super) fn result(&self) -> Option<&RoundResult> {
        match &self.state {
            State::Over(result, _) => Some(result),
            State::Waiting | State::Running(_) => None,
        }
    }

    /// Whether it ended so lately that it is worth telling.
    pub(super) fn is_news(&self, now: UnixMs) -> bool {
        matches!(&self.state, State::Over(_, at) if (0..TOLD_FOR_MS).contains(&now.since(*at)))
    }

    /// What the sheet shows of it at this time since boot; `time` writes a moment with its seconds.
    pub(super) fn sheet(&self, now_ms: u64, time: impl Fn(UnixMs) -> String) -> SheetState {
        match &self.state {
            State::Over(result, at) if now_ms.saturating_sub(self.asked_at_ms) >= SEEN_FOR_MS => match &**result {
                Ok((synced, changes)) => {
                    SheetState::Done { changes: *changes, revision: synced.cursor.revision.0, at: time(*at) }
                }
                Err(failure) => SheetState::Failed { failure: failure.clone(), reached: self.reached },
            },
            State::Waiting | State::Running(_) | State::Over(..) => SheetState::Running(self.reached),
        }
    }
}
