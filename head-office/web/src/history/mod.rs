//! What was changed of a record, when and by whom, in words: the card on every page of a record that has an audit trail.
//!
//! A page reads `audit::of_record(tx, id, history::READ)`, makes a [`History`] of it and calls `history::card` of
//! `templates/history.html`. The trail's images are JSON objects; `words` says what their names and codes are called. A
//! list, or an object from name to name, is shown by what came, what went, and what has something else beside it. What is
//! too long for the card is a file.

mod file;
#[cfg(test)]
mod tests;
mod words;

use super::texts::Texts;
pub use file::{of_group, of_salepoint, of_store, of_user};
use head_office_store::audit::{AuditKind, Recorded};
use sync_core::domain::UnixMs;
use words::{Difference, How, Members, differences, image};

/// How many entries a page reads.
pub const READ: u64 = 50;
/// How many entries are shown at once.
const SHOWN: usize = 5;
/// How many names of a list are shown where a file has them all.
const NAMED: usize = 12;

/// The trail of one record.
pub struct History {
    /// The newest entries, the newest first.
    pub newest: Vec<Entry>,
    /// Those before.
    pub earlier: Vec<Entry>,
}

/// What was done at once.
pub struct Entry {
    /// What.
    pub what: String,
    /// By whom.
    pub who: String,
    /// When, as people write it.
    pub when: String,
    /// When, as machines write it.
    pub exactly_when: String,
    /// The fields that differ.
    pub changes: Vec<Change>,
    /// Where a file names everything, if not all of it is named here.
    pub all: Option<String>,
}

/// A field that differs.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Change {
    /// Its name.
    pub field: String,
    /// What it was; `None`: the record is new, or what follows says it.
    pub from: Option<String>,
    /// What it is.
    pub to: String,
}

impl History {
    /// In the reader's language; everything is named.
    pub fn new(texts: &Texts, recorded: Vec<Recorded>, now: UnixMs) -> Self {
        Self::of(texts, recorded, now, None)
    }

    /// The same of a record whose page is at `address`, below which files name what is too long to be shown.
    pub fn with_files(texts: &Texts, recorded: Vec<Recorded>, now: UnixMs, address: &str) -> Self {
        Self::of(texts, recorded, now, Some(address))
    }

    fn of(texts: &Texts, recorded: Vec<Recorded>, now: UnixMs, address: Option<&str>) -> Self {
        let mut newest: Vec<_> = recorded.into_iter().map(|one| entry(texts, one, now, address)).collect();
        let earlier = newest.split_off(newest.len().min(SHOWN));
        Self { newest, earlier }
    }
}

fn entry(texts: &Texts, recorded: Recorded, now: UnixMs, address: Option<&str>) -> Entry {
    let Recorded { entry, by_name, number, file } = recorded;
    let (before, after) = (entry.before.as_deref().and_then(image), entry.after.as_deref().and_then(image));
    let what = match (entry.kind, &before, &after) {
        (AuditKind::PosPassword, ..) => "history-pos-password",
        (AuditKind::SignInLink, ..) => "history-sign-in-link",
        (AuditKind::ForgottenPassword, ..) => "history-forgotten",
        (AuditKind::SignedInByLink, ..) => "history-signed-in-by-link",
        (AuditKind::OfficeCredentials, ..) => "history-credentials",
        (AuditKind::LicenceLinked, ..) => "history-licence-linked",
        (AuditKind::LicenceUnlinked, ..) => "history-licence-unlinked",
        (AuditKind::ConfirmationSent, ..) => "history-confirmation-sent",
        (AuditKind::EmailChangeAsked, ..) => "history-email-asked",
        (AuditKind::EmailChangeCancelled, ..) => "history-email-cancelled",
        (AuditKind::EmailConfirmed, ..) => "history-email-confirmed",
        (AuditKind::LicencesBought, ..) => "history-licences-bought",
        (AuditKind::TerminalOrder, ..) => "history-order",
        (AuditKind::EnrolCode, _, Some(_)) => "history-enrol-code",
        (AuditKind::EnrolCode, _, None) => "history-enrol-code-cancelled",
        (_, None, Some(_)) => "history-added",
        (_, Some(_), None) => "history-removed",
        _ => "history-changed",
    };
    let what = texts.t(what);
    let what = match file {
        Some(file) => texts.with("history-by-import", &[("what", &what), ("file", &file)]),
        None => what,
    };
    let (is_new, most) = (before.is_none(), if address.is_some() { NAMED } else { usize::MAX });
    let differences = differences(texts, before.as_ref(), after.as_ref());
    let is_all = differences.iter().all(|one| one.fits(most));
    Entry {
        what,
        who: by_name.unwrap_or_else(|| {
            texts.t(match entry.kind {
                AuditKind::ForgottenPassword => "history-by-anybody",
                _ => "history-by-command",
            })
        }),
        when: texts.time(entry.at, now),
        exactly_when: entry.at.to_string(),
        changes: differences.into_iter().map(|one| one.in_words(texts, is_new, most)).collect(),
        all: address.filter(|_| !is_all).map(|address| format!("{address}/history/{number}")),
    }
}

impl Difference {
    /// Whether nothing of it is left out where so many names are shown.
    fn fits(&self, most: usize) -> bool {
        match &self.how {
            How::Single(_) => true,
            How::List(Members { came, went, changed }) => {
                [came.len(), went.len(), changed.len()].iter().all(|&count| count <= most)
            }
        }
    }

    fn in_words(self, texts: &Texts, is_new: bool, most: usize) -> Change {
        let Self { field, how } = self;
        let Members { came, went, changed } = match how {
            How::Single([from, to]) => return Change { field, from: (!is_new).then_some(from), to },
            How::List(members) => members,
        };
        let with = |(name, beside): (String, Option<String>)| match beside {
            Some(beside) => format!("{name} ({beside})"),
            None => name,
        };
        let [came, went] = [came, went].map(|all| names(texts, all.into_iter().map(with).collect(), most));
        if is_new {
            return Change { field, from: None, to: came };
        }
        let beside = |beside: Option<String>| beside.unwrap_or_else(|| texts.t("group-of-the-user"));
        let changed =
            changed.into_iter().map(|(name, [from, to])| format!("{name}: {} → {}", beside(from), beside(to)));
        let said = [("history-list-added", came), ("history-list-removed", went)];
        let said = said.iter().filter(|(_, names)| !names.is_empty());
        let said = said.map(|(key, names)| texts.with(key, &[("names", names)]));
        let changed = Some(names(texts, changed.collect(), most)).filter(|changed| !changed.is_empty());
        Change { field, from: None, to: said.chain(changed).collect::<Vec<_>>().join("; ") }
    }
}

fn names(texts: &Texts, mut all: Vec<String>, most: usize) -> String {
    let unnamed = all.len().saturating_sub(most);
    all.truncate(most);
    match unnamed {
        0 => all.join(", "),
        unnamed => format!("{} {}", all.join(", "), texts.counted("more-places", unnamed as u64)),
    }
}
