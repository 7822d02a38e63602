//! Entries in words.

use super::super::texts::Texts;
use head_office_office::journal::{JournalLine, Link};
use sync_core::domain::UnixMs;

/// What arrives within so long arrived when it happened, in milliseconds.
const ARRIVES_WITHIN_MS: i64 = 60_000;

/// An entry as a line shows it.
pub struct JournalEntry {
    /// When, by the terminal's clock.
    pub when: String,
    /// When, as machines write it.
    pub exactly_when: String,
    /// When it arrived, if that is another time.
    pub arrived: String,
    /// What happened.
    pub what: String,
    /// How it ended.
    pub outcome: String,
    /// By whom.
    pub who: String,
    /// What is not as it should be with it.
    pub warning: String,
}

/// What happened, by the codes of kinds.
const KINDS: [(&str, &str); 19] = [
    ("enrolment", "journal-enrolment"),
    ("login", "journal-login"),
    ("lock", "journal-lock"),
    ("unlock", "journal-unlock"),
    ("switch", "journal-switch"),
    ("logout", "journal-logout"),
    ("refresh", "journal-refresh"),
    ("reload", "journal-reload"),
    ("force_resync", "journal-force-resync"),
    ("unlock_terminal", "journal-unlock-terminal"),
    ("order_refresh", "journal-order-refresh"),
    ("order_reload", "journal-order-reload"),
    ("order_unlock", "journal-order-unlock"),
    ("repair", "journal-repair"),
    ("disbelieved", "journal-disbelieved"),
    ("move", "journal-move"),
    ("removal", "journal-removal"),
    ("key_rotation", "journal-key-rotation"),
    ("scan", "journal-scan"),
];

/// How it ended, by the codes of outcomes.
pub const OUTCOMES: [(&str, &str); 11] = [
    ("granted", "outcome-granted"),
    ("wrong_password", "outcome-wrong-password"),
    ("inactive", "outcome-inactive"),
    ("no_salepoint", "outcome-no-salepoint"),
    ("not_allowed", "outcome-not-allowed"),
    ("throttled", "outcome-throttled"),
    ("expired", "outcome-expired"),
    ("not_ready", "outcome-not-ready"),
    ("damaged", "outcome-damaged"),
    ("revoked", "outcome-revoked"),
    ("unable", "outcome-unable"),
];

/// An entry in words; a code that is not known here stands for itself.
pub fn entry(texts: &Texts, line: JournalLine, now: UnixMs) -> JournalEntry {
    let what = what(texts, &line.kind);
    JournalEntry {
        when: texts.moment(line.happened_at, now),
        exactly_when: line.happened_at.to_string(),
        arrived: arrived(texts, &line, now),
        what: if line.repeats > 1 { format!("{what} × {}", texts.number(line.repeats)) } else { what },
        warning: warning(texts, &line),
        outcome: line.outcome.map(|code| outcome(texts, &code)).unwrap_or_default(),
        who: line.user_name.unwrap_or_else(|| "—".into()),
    }
}

/// When an entry arrived, if its time is another one: it waited for head office, or the terminal's clock is wrong.
fn arrived(texts: &Texts, line: &JournalLine, now: UnixMs) -> String {
    match line.received_at.since(line.happened_at) {
        0..ARRIVES_WITHIN_MS => String::new(),
        _ => texts.with("journal-arrived", &[("time", &texts.moment(line.received_at, now))]),
    }
}

/// What happened.
pub fn what(texts: &Texts, kind: &str) -> String {
    in_words(texts, &KINDS, kind)
}

/// How it ended.
pub fn outcome(texts: &Texts, code: &str) -> String {
    in_words(texts, &OUTCOMES, code)
}

/// What is not as it should be with an entry.
pub fn warning(texts: &Texts, line: &JournalLine) -> String {
    match line.link {
        Link::Follows if line.is_foreign => texts.t("journal-foreign"),
        Link::Follows => String::new(),
        Link::Gap => texts.counted("journal-gap", line.missing_before),
        Link::Broken => texts.t("journal-broken"),
        Link::Fork => texts.t("journal-fork"),
        Link::NewChain => texts.t("journal-new-chain"),
    }
}

fn in_words(texts: &Texts, known: &[(&str, &str)], code: &str) -> String {
    known.iter().find(|(known, _)| *known == code).map_or_else(|| code.to_owned(), |(_, key)| texts.t(key))
}

#[cfg(test)]
mod tests {
    use super::*;
    use sync_core::login::{EntryKind, OutcomeCode};

    #[test]
    fn every_kind_has_words() {
        for kind in EntryKind::ALL.into_iter().filter(|kind| *kind != EntryKind::Unknown) {
            assert!(KINDS.iter().any(|(code, _)| *code == kind.code()), "{}", kind.code());
        }
    }

    #[test]
    fn every_outcome_has_words() {
        for outcome in OutcomeCode::ALL {
            assert!(OUTCOMES.iter().any(|(code, _)| *code == outcome.code()), "{outcome}");
        }
    }
}
