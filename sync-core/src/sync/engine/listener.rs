//! Hears out one stream: verifies every message against those before it and says what it means.
//!
//! The greeting comes first. It carries head office's clock, which goes on by the terminal's boot clock from there: that
//! is the time by which the age of everything that follows is judged.

use super::steps::Assignment;
use crate::domain::{Cursor, Nonce, UnixMs};
use crate::sync::verify::{self, Expectations, Refusal, VerifiedFrame};
use crate::sync::wire::{Message, Order, Relocation, Revocation, SILENCE_MS};

/// A stream that has not even greeted after so long is being held back on the way, in milliseconds.
const GREETING_WITHIN_MS: u64 = 10_000;

/// What a message means.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Heard {
    /// Head office has greeted; what is newer comes next.
    Greeted,
    /// Something is newer: to be applied before the next message is heard.
    News(Box<VerifiedFrame>),
    /// Nothing is newer, says head office.
    NothingNew,
    /// Do something, once.
    Order(Order),
    /// The terminal stands elsewhere. The stream is of no more use.
    Moved(Assignment),
    /// The terminal was removed. The stream is of no more use.
    Removed(Revocation),
    /// Head office moves to another address.
    Relocates(Relocation),
    /// The stream ends; come back after so many milliseconds.
    Bye(u64),
}

/// One stream being heard. Times are milliseconds since boot.
#[derive(Debug)]
pub struct Listener {
    expect: Expectations,
    nonce: Nonce,
    cursor: Cursor,
    greeted: Option<(UnixMs, u64)>,
    heard_ms: u64,
}

impl Listener {
    /// Begins to hear the answer to a request with this nonce, from a terminal at `cursor`.
    pub fn start(expect: Expectations, cursor: Cursor, nonce: Nonce, now_ms: u64) -> Self {
        Self { expect, nonce, cursor, greeted: None, heard_ms: now_ms }
    }

    /// Where the terminal stands once everything heard is applied.
    pub fn cursor(&self) -> Cursor {
        self.cursor
    }

    /// Head office's clock, once it has greeted.
    pub fn server_at(&self, now_ms: u64) -> Option<UnixMs> {
        let (server_at, at_ms) = self.greeted?;
        Some(server_at.plus_ms(i64::try_from(now_ms.saturating_sub(at_ms)).unwrap_or(i64::MAX)))
    }

    /// When the stream counts as dead if nothing comes before.
    pub fn dead_at_ms(&self) -> u64 {
        self.heard_ms + if self.greeted.is_some() { SILENCE_MS } else { GREETING_WITHIN_MS }
    }

    /// Takes the next message.
    ///
    /// # Errors
    /// When it is not to be believed; the stream is not to be heard further then.
    pub fn hear(&mut self, message: &Message, now_ms: u64) -> Result<Heard, Refusal> {
        self.heard_ms = now_ms;
        let Some(server_at) = self.server_at(now_ms) else { return self.greeting(message, now_ms) };
        let frame = match message {
            Message::Frame(signed) => verify::frame(signed, self.cursor, server_at, &self.expect)?,
            Message::Mark(heads) => verify::mark(heads, self.cursor, server_at, &self.expect)?,
            Message::Bye(bye) => return Ok(Heard::Bye(bye.retry_ms)),
            Message::Do(signed) => return Ok(Heard::Order(verify::order(signed, &self.expect)?)),
            Message::Revoked(signed) => return Ok(Heard::Removed(verify::revocation(signed, &self.expect)?)),
            Message::Relocates(signed) => return Ok(Heard::Relocates(verify::relocation(signed, &self.expect)?)),
            Message::Hello(_) => return Err(Refusal::WrongNonce),
        };
        // While the key changes, heads are stored anew even if nothing else is.
        if frame.cursor() == self.cursor && self.expect.former.is_empty() {
            return Ok(Heard::NothingNew);
        }
        self.cursor = frame.cursor();
        Ok(Heard::News(Box::new(frame)))
    }

    fn greeting(&mut self, message: &Message, now_ms: u64) -> Result<Heard, Refusal> {
        let Message::Hello(signed) = message else { return Err(Refusal::WrongNonce) };
        let hello = verify::hello(signed, self.nonce, &self.expect)?;
        self.greeted = Some((hello.server_at, now_ms));
        if hello.salepoint != self.expect.salepoint {
            return Ok(Heard::Moved(Assignment::of(hello)));
        }
        Ok(Heard::Greeted)
    }
}
