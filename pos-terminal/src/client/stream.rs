//! An open stream, message by message.

use super::unreachable;
use reqwest::Response;
use sync_core::sync::engine::Failure;
use sync_core::sync::wire::{MAX_CHUNK, Message};
use zeroize::Zeroize;

/// An answer that goes on until one side ends it.
pub struct OpenStream {
    response: Response,
    /// What came and is not yet a whole message; verifiers may be in it.
    pending: Vec<u8>,
}

impl OpenStream {
    pub(super) fn new(response: Response) -> Self {
        Self { response, pending: Vec::new() }
    }

    /// The next message; `None`: head office closed the stream. May be dropped while it waits: nothing is lost.
    ///
    /// # Errors
    /// When the stream breaks off or is no stream of messages.
    pub async fn next(&mut self) -> Result<Option<Message>, Failure> {
        loop {
            if let Some(message) = self.take()? {
                return Ok(Some(message));
            }
            let Some(piece) = self.response.chunk().await.map_err(unreachable)? else { return Ok(None) };
            self.make_room(piece.len());
            self.pending.extend_from_slice(&piece);
        }
    }

    /// Room for what comes, and at once for all of the message that is coming: growing leaves copies behind, so they are
    /// wiped.
    fn make_room(&mut self, bytes: usize) {
        let due = self.pending.len() + bytes;
        if due <= self.pending.capacity() {
            return;
        }
        let announced = self.pending.first_chunk().map_or(0, |length| u32::from_be_bytes(*length) as usize);
        let mut grown = Vec::with_capacity(due.max(announced.min(MAX_CHUNK) + 4));
        grown.extend_from_slice(&self.pending);
        self.pending.zeroize();
        self.pending = grown;
    }

    /// The first whole message of a kind this version knows.
    fn take(&mut self) -> Result<Option<Message>, Failure> {
        let mut taken = 0;
        let found = loop {
            match Message::take(&self.pending[taken..]) {
                Ok(Some((message, bytes))) => {
                    taken += bytes;
                    if message.is_some() {
                        break message;
                    }
                }
                Ok(None) => break None,
                Err(error) => return Err(Failure::NotHeadOffice(error.to_string())),
            }
        };
        if taken > 0 {
            let rest = self.pending[taken..].to_vec();
            self.pending.zeroize();
            self.pending = rest;
        }
        Ok(found)
    }
}

impl Drop for OpenStream {
    fn drop(&mut self) {
        self.pending.zeroize();
    }
}
