//! How a mail stands, in words.

use super::super::super::letters;
use super::super::super::texts::Texts;
use head_office_domain::mail::MailKind;
use head_office_store::mail::{Mail, MailState};
use sync_core::domain::UnixMs;

/// What is so with it, and whether somebody should look after it.
pub fn state(texts: &Texts, mail: &Mail, now: UnixMs) -> (String, bool) {
    let at = |at: Option<UnixMs>| at.map(|at| texts.time(at, now)).unwrap_or_default();
    match mail.state {
        MailState::Waiting if mail.answer.is_none() => (texts.t("mail-state-waiting"), false),
        MailState::Waiting => (texts.with("mail-state-again", &[("at", &at(mail.next_at))]), true),
        MailState::Sent => (texts.with("mail-state-sent", &[("at", &at(mail.settled_at))]), false),
        MailState::Refused => (texts.t("mail-state-refused"), true),
        MailState::Expired => (texts.t("mail-state-expired"), true),
        MailState::Cancelled => (texts.t("mail-state-cancelled"), false),
    }
}

/// What it is about.
pub fn subject(texts: &Texts, mail: &Mail) -> String {
    MailKind::from_code(&mail.kind).map_or_else(|| mail.kind.clone(), |kind| letters::subject(kind, texts))
}
