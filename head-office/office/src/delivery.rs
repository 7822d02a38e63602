//! Where a user's record is live: which terminals need it as it is now, and which of them have it.
//!
//! A terminal needs the user's profile at its salepoint and the user's credential, each as of the revision that last
//! changed it. One that the user was taken from needs to know that; it is named until it does, and for as long as that is
//! the user's last change. Terminals elsewhere have the credential too, but nobody can log in with it there.

use crate::db::audit::{self, AuditKind};
use crate::db::deliveries::{Receiver, credential_revision, receivers};
use crate::db::grants::Viewer;
use crate::db::{DbError, Tx, company};
use crate::errors::OfficeError;
use crate::office::Office;
use crate::terminals::is_present;
use sync_core::domain::{Epoch, Revision, UnixMs, UserId};

/// Where a user's record is live.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Delivery {
    /// The revision of the last change of what terminals get of the user; `None`: they get nothing.
    pub revision: Option<Revision>,
    /// When the user was last changed.
    pub changed_at: Option<UnixMs>,
    /// The terminals that need it, by salepoint and name.
    pub terminals: Vec<Delivered>,
}

/// How far one terminal is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Delivered {
    /// The name of its salepoint.
    pub salepoint: String,
    /// Its own name.
    pub name: String,
    /// How far.
    pub progress: Progress,
}

/// See [`Delivered`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Progress {
    /// It has it, as far as is known since then.
    Live {
        /// When head office heard so, unless something newer came since.
        at: Option<UnixMs>,
    },
    /// It is connected and has not said so yet.
    OnItsWay,
    /// It is not connected.
    Offline {
        /// When it was last heard of.
        last_seen_at: Option<UnixMs>,
    },
}

impl Delivery {
    /// How many terminals have it.
    pub fn live(&self) -> u64 {
        self.terminals.iter().filter(|one| one.is_live()).count() as u64
    }

    /// How many need it.
    pub fn total(&self) -> u64 {
        self.terminals.len() as u64
    }
}

impl Delivered {
    /// Whether the terminal has it.
    pub fn is_live(&self) -> bool {
        matches!(self.progress, Progress::Live { .. })
    }
}

impl Office {
    /// Where a user's record is live, at the viewer's salepoints.
    ///
    /// # Errors
    /// Those of the database.
    pub fn delivery(&self, viewer: Viewer, user: UserId) -> Result<Delivery, OfficeError> {
        let now = self.clock.now();
        Ok(self.db.read(|tx| delivery(tx, viewer, user, now))?)
    }
}

fn delivery(tx: &mut Tx<'_>, viewer: Viewer, user: UserId, now: UnixMs) -> Result<Delivery, DbError> {
    let epoch = company::counter(tx)?.cursor.epoch;
    let credential = credential_revision(tx, user)?;
    let receivers = receivers(tx, viewer, user)?;
    let revision = receivers.iter().map(|one| one.revision).chain(credential).max();
    let needed = |one: &Receiver| match credential {
        Some(credential) if !one.is_gone => one.revision.max(credential),
        _ => one.revision,
    };
    let is_concerned =
        |one: &Receiver| !one.is_gone || Some(one.revision) == revision || !has_applied(one, epoch, one.revision);
    let terminals = receivers.into_iter().filter(is_concerned).map(|one| Delivered {
        progress: progress(&one, epoch, needed(&one), now),
        salepoint: one.salepoint,
        name: one.name,
    });
    let terminals = terminals.collect();
    let changed_at = audit::last_change(tx, AuditKind::User, user.0)?;
    Ok(Delivery { revision, changed_at, terminals })
}

fn has_applied(one: &Receiver, epoch: Epoch, revision: Revision) -> bool {
    one.applied.is_some_and(|applied| applied.epoch == epoch && applied.revision >= revision)
}

fn progress(one: &Receiver, epoch: Epoch, needed: Revision, now: UnixMs) -> Progress {
    let exactly = one.applied.is_some_and(|applied| applied.revision == needed);
    match (has_applied(one, epoch, needed), is_present(one.last_seen_at, now)) {
        (true, _) => Progress::Live { at: one.applied_at.filter(|_| exactly) },
        (false, true) => Progress::OnItsWay,
        (false, false) => Progress::Offline { last_seen_at: one.last_seen_at },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::{terminals, users};
    use crate::testing::{CHAIN, TestOffice, enrol};
    use sync_core::domain::{Cursor, TerminalId};
    use sync_core::sync::wire::{KeyPlace, Removal, Report};

    fn report(office: &TestOffice, terminal: TerminalId, applied: Option<Cursor>) {
        let report = Report {
            applied,
            app_version: "0.1.0".into(),
            key_place: KeyPlace::File,
            done: None,
            clock: None,
            journal: Vec::new(),
        };
        let now = office.clock.now();
        office.db.write(|tx| terminals::record_report(tx, terminal, &report, now)).unwrap();
    }

    /// "Kesklinn/One live" and so on.
    fn stands(office: &TestOffice, reference: &str) -> Vec<String> {
        let user = office.db.read(|tx| users::by_reference(tx, reference)).unwrap().unwrap().id;
        let delivery = office.delivery(Viewer::Everything, user).unwrap();
        let said = delivery.terminals.iter().map(|one| {
            let progress = match one.progress {
                Progress::Live { at } => at.map_or("live", |_| "just live"),
                Progress::OnItsWay => "on its way",
                Progress::Offline { .. } => "offline",
            };
            format!("{}/{} {progress}", one.salepoint, one.name)
        });
        said.collect()
    }

    #[test]
    fn those_are_named_that_need_the_change_and_each_says_how_far_it_is() {
        let office = TestOffice::with(CHAIN);
        office.import_str("[[salepoint]]\nname = \"Riga\"").unwrap();
        let mari = |text: &str| office.import_str(&format!("[[user]]\nref = \"mari\"\n{text}")).unwrap();
        assert!(stands(&office, "mari").is_empty(), "nobody is enrolled");
        let one = enrol(&office, "Kesklinn", "One", None).terminal;
        let two = enrol(&office, "Sadama", "Two", None).terminal;
        let elsewhere = enrol(&office, "Riga", "Three", None).terminal;
        let gone = enrol(&office, "Kesklinn", "Gone", None).terminal;
        office.remove_terminal(gone, Removal::Revoked).unwrap();
        assert_eq!(stands(&office, "mari"), ["Kesklinn/One offline", "Sadama/Two offline"]);
        let here = || Some(office.cursor().unwrap());
        for terminal in [one, two, elsewhere] {
            report(&office, terminal, here());
        }
        assert_eq!(stands(&office, "mari"), ["Kesklinn/One live", "Sadama/Two live"], "they have later ones, too");

        mari("last_name = \"Kask\"");
        assert_eq!(stands(&office, "mari"), ["Kesklinn/One on its way", "Sadama/Two on its way"]);
        report(&office, one, here());
        office.clock.advance_ms(60_000);
        assert_eq!(stands(&office, "mari"), ["Kesklinn/One just live", "Sadama/Two offline"]);

        // Taken away from one: that it goes must arrive there, and elsewhere nothing is new.
        report(&office, two, here());
        mari("salepoints = [{ name = \"Sadama\", group = \"Shift lead\" }]");
        assert_eq!(stands(&office, "mari"), ["Kesklinn/One offline", "Sadama/Two just live"]);
        report(&office, one, here());
        assert_eq!(stands(&office, "mari"), ["Kesklinn/One just live", "Sadama/Two just live"]);
        mari("last_name = \"Tamm\"");
        assert_eq!(stands(&office, "mari"), ["Sadama/Two on its way"], "what was taken away is forgotten");

        // A deactivation is in the directory alone.
        report(&office, two, here());
        mari("active = false");
        assert_eq!(stands(&office, "mari"), ["Sadama/Two on its way"]);
        report(&office, two, here());
        assert_eq!(stands(&office, "mari"), ["Sadama/Two just live"]);

        // Of another epoch nobody has anything.
        let cursor = here().unwrap();
        office.db.write(|tx| company::set_epoch(tx, Epoch(cursor.epoch.0 + 1))).unwrap();
        assert_eq!(stands(&office, "mari"), ["Kesklinn/One on its way", "Sadama/Two on its way"]);
        assert!(stands(&office, "ilze").is_empty(), "no salepoint");
    }
}
