//! The stream: applies what is new as it comes.

use super::round::{storage, store, stored};
use super::{Connection, Left, Link, Request};
use crate::client::OpenStream;
use sync_core::domain::{Moment, Nonce};
use sync_core::login::Readiness;
use sync_core::replica::Replica;
use sync_core::sync::engine::{Failure, Goal, Heard, Listener, Step, StreamEnd};
use sync_core::sync::verify::{Refusal, VerifiedFrame};
use sync_core::sync::wire::OrderAction;
use tokio::sync::mpsc;

/// Why the link stops listening.
enum Stop {
    /// The stream is over.
    End(StreamEnd),
    /// Something was heard that a round has to deal with: a key that is not known, rows that do not add up.
    NeedsRound,
    /// What answers does not even greet.
    NotBegun(Failure),
    /// A failure of our own, or something that is not believed.
    Failed(Failure),
    Left(Left),
}

impl Link {
    /// Listens until the stream ends or somebody asks for a round.
    pub(super) async fn listen(&mut self, requests: &mut mpsc::UnboundedReceiver<Request>) -> Left {
        let stop = match self.hear_out(requests).await {
            Ok(stop) | Err(stop) => stop,
        };
        let now = self.till.now();
        let random = u64::from_be_bytes(crate::random::bytes());
        match stop {
            Stop::End(end) => {
                self.schedule.stream_ended(now.boot_ms, random, end);
                match end {
                    StreamEnd::Bye(_) | StreamEnd::Left => self.no_longer_live(),
                    StreamEnd::HeldBack | StreamEnd::NotBegun | StreamEnd::Cut => self.broken_off(),
                }
                self.publish_standing();
            }
            Stop::NeedsRound => {
                self.schedule.stream_ended(now.boot_ms, random, StreamEnd::Left);
                // Its failure is in the state.
                let _ = self.round(Goal::CatchUp).await;
            }
            Stop::NotBegun(failure) => self.given_up(&failure, StreamEnd::NotBegun, now, random),
            Stop::Failed(failure) => self.given_up(&failure, StreamEnd::Left, now, random),
            Stop::Left(left) => {
                self.schedule.stream_ended(now.boot_ms, random, StreamEnd::Left);
                self.no_longer_live();
                return left;
            }
        }
        Left::Over
    }

    fn given_up(&mut self, failure: &Failure, end: StreamEnd, now: Moment, random: u64) {
        self.schedule.stream_ended(now.boot_ms, random, end);
        self.failed(failure, now);
        self.publish_standing();
    }

    async fn hear_out(&mut self, requests: &mut mpsc::UnboundedReceiver<Request>) -> Result<Stop, Stop> {
        let failed = |failure| Stop::Failed(failure);
        let expect = self.file.identity().expectations(self.till.lock().mark().map_err(storage).map_err(failed)?);
        let standing = self.replica().map_err(failed)?.replica.standing().map_err(stored).map_err(failed)?;
        let Some(standing) = standing else { return Ok(Stop::NeedsRound) };
        let nonce = Nonce(crate::random::bytes());
        let clock = self.till.clock().clone();
        let mut listener = Listener::start(expect, standing.cursor, nonce, clock.now().boot_ms);
        let opened = tokio::select! {
            request = requests.recv() => return Ok(Stop::Left(request.map_or(Left::Alone, Left::Asked))),
            opened = self.client.stream(standing.cursor, nonce, standing.heads.first()) => opened,
            // Whoever keeps answers until they are whole keeps their first byte, too.
            () = clock.sleep_until(listener.dead_at_ms()) => return Ok(Stop::End(StreamEnd::HeldBack)),
        };
        let mut stream = match opened {
            Ok(opened) => opened,
            // What head office refuses may be mended by a reload, or be the end of this terminal.
            Err(Failure::Refused(..)) => return Ok(Stop::NeedsRound),
            Err(failure @ (Failure::Unreachable(_) | Failure::NotHeadOffice(_))) => return Ok(Stop::NotBegun(failure)),
            Err(failure) => return Ok(Stop::Failed(failure)),
        };
        loop {
            if let Some(stop) = self.hear_next(&mut listener, &mut stream, requests).await {
                return Ok(stop);
            }
        }
    }

    async fn hear_next(
        &mut self,
        listener: &mut Listener,
        stream: &mut OpenStream,
        requests: &mut mpsc::UnboundedReceiver<Request>,
    ) -> Option<Stop> {
        let clock = self.till.clock().clone();
        let greeted = listener.server_at(0).is_some();
        let silent = Stop::End(if greeted { StreamEnd::Cut } else { StreamEnd::HeldBack });
        let message = tokio::select! {
            biased;
            request = requests.recv() => return Some(Stop::Left(request.map_or(Left::Alone, Left::Asked))),
            message = stream.next() => match message {
                Ok(Some(message)) => message,
                Ok(None) | Err(Failure::Unreachable(_)) if greeted => return Some(Stop::End(StreamEnd::Cut)),
                Ok(None) => {
                    return Some(Stop::NotBegun(Failure::NotHeadOffice("it ends before it has greeted".into())));
                }
                Err(failure) if !greeted => return Some(Stop::NotBegun(failure)),
                Err(failure) => return Some(Stop::Failed(failure)),
            },
            () = clock.sleep_until(listener.dead_at_ms()) => return Some(silent),
            () = clock.sleep_until(self.verify_ms.min(self.ahead.due_ms())) => return Some(Stop::End(StreamEnd::Left)),
        };
        let now = self.till.now();
        match listener.hear(&message, now.boot_ms) {
            Err(Refusal::Signature(_)) => Some(Stop::NeedsRound),
            Err(refusal) => Some(Stop::Failed(refusal.into())),
            Ok(Heard::Greeted) => {
                self.schedule.stream_began(now.boot_ms);
                None
            }
            Ok(Heard::News(frame)) => self.news(frame, listener),
            Ok(Heard::NothingNew) => {
                self.heard(listener);
                None
            }
            Ok(Heard::Order(order)) if order.action == OrderAction::Unlock => {
                self.obey(order).await;
                None
            }
            Ok(Heard::Order(order)) => {
                self.orders.push_back(order);
                Some(Stop::End(StreamEnd::Left))
            }
            Ok(Heard::Moved(assignment)) => match self.moved(assignment) {
                Ok(()) => Some(Stop::NeedsRound),
                Err(failure) => Some(Stop::Failed(failure)),
            },
            Ok(Heard::Removed(revocation)) => Some(Stop::Failed(self.removed(&revocation))),
            Ok(Heard::Relocates(relocation)) => {
                // The new address is tried at once.
                self.relocates(&relocation);
                None
            }
            Ok(Heard::Bye(retry_ms)) => Some(Stop::End(StreamEnd::Bye(retry_ms))),
        }
    }

    fn news(&mut self, frame: Box<VerifiedFrame>, listener: &Listener) -> Option<Stop> {
        let replica = match self.replica() {
            Ok(open) => &mut open.replica,
            Err(failure) => return Some(Stop::Failed(failure)),
        };
        match tokio::task::block_in_place(|| store(replica, Step::Apply(frame))) {
            Ok(changes) => {
                self.heard(listener);
                tracing::info!(revision = %listener.cursor().revision, ?changes, "data changed");
                None
            }
            Err(error) => match self.give_up_on(error) {
                Ok(Failure::Mismatch(_)) => {
                    self.reload_wanted = true;
                    Some(Stop::NeedsRound)
                }
                Ok(failure) | Err(failure) => Some(Stop::Failed(failure)),
            },
        }
    }

    /// Everything head office has is here, as of now.
    fn heard(&mut self, listener: &Listener) {
        let now = self.till.now();
        let cursor = listener.cursor();
        self.state.send_modify(|state| {
            state.connection = Connection::Connected { live: true };
            state.cursor = Some(cursor);
            state.readiness = Readiness::Ready;
        });
        if let Some(server_at) = listener.server_at(now.boot_ms) {
            self.in_contact(cursor, server_at, now);
        }
    }

    /// Head office is there, but what is new does not come by itself at this moment.
    fn no_longer_live(&self) {
        self.state.send_if_modified(|state| match &mut state.connection {
            Connection::Connected { live } => std::mem::replace(live, false),
            _ => false,
        });
    }

    /// Whether head office is still there is not known until it was asked.
    fn broken_off(&self) {
        self.state.send_modify(|state| state.connection = Connection::Connecting);
    }
}
