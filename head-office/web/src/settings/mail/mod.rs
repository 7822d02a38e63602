//! Settings → Mail: what head office sent, has to send, or could not.

mod list;
mod one;
mod words;

pub use list::{csv, list};
pub use one::{again, file, show};

use head_office_store::mail::MailState;

const PATH: &str = "/settings/mail";

/// The filters: code in the address, key of the words, states.
const FILTERS: [(&str, &str, &[MailState]); 4] = [
    ("", "mail-all", &[]),
    ("waiting", "mail-waiting", &[MailState::Waiting]),
    ("undelivered", "mail-undelivered", &[MailState::Refused, MailState::Expired]),
    ("sent", "mail-sent", &[MailState::Sent]),
];
