//! Mail that head office sends.
//!
//! A mail is put into the `outbox`, a table, in the transaction that gives the reason for it; whoever hands mail over
//! takes what is due from it and writes down there what came of it. A mail is
//! handed over again until it was taken, was refused for good, or has become useless; its Message-ID (RFC 5322, section
//! 3.6.4) stays the same, and nothing is sent again once the server's 250 is written down.
//!
//! No secret lies in the table: a link's token is computed from the mail's id and a key in `keys/` when the mail is
//! written, which is each time it is handed over.

mod content;
mod outbox;

pub use content::MailContent;
pub use outbox::queue;
