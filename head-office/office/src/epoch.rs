//! When head office's data begins a new life: an epoch greater than every one before, so that each terminal fetches a
//! snapshot instead of mistaking an older state for its own.
//!
//! A database that was copied back counts revisions that it gave away once before. Two things know better: the note in
//! `keys/`, when the copy is from before a restore, and the terminals, which show the last head they applied.

use crate::db::grants::Viewer;
use crate::db::terminals::Enrolled;
use crate::db::{self, Tx, company};
use crate::errors::{OfficeError, Refusal};
use crate::keys::EpochNote;
use crate::office::Office;
use crate::terminals;
use sync_core::domain::{Cursor, Epoch, decode};
use sync_core::sync::{Head, KeyId, Signed};

/// What is wrong where a terminal knows a later key, and what to do.
pub const BEFORE_ITS_KEY: &str = "a terminal knows a signing key that is not known here: head office was restored from a backup \
                                  from before its signing key was changed, and this terminal believes nothing it says. \
                                  Restore from a later backup, with its keys; or enrol the terminal again";

/// A header longer than this is no head.
const LONGEST_HEADER: usize = 4_096;

impl Office {
    /// Looks at the last head that a terminal shows (header `wire::LAST_HEAD`). When head office once signed it and now
    /// stands before it, its database was copied back: a new epoch begins, in which head office then stands.
    ///
    /// Anything that is not a head of ours says nothing.
    ///
    /// # Errors
    /// When the new epoch cannot be stored.
    pub fn heed_last_head(&self, header: &str) -> Result<Option<Cursor>, OfficeError> {
        let Some(shown) = self.shown_head(header) else { return Ok(None) };
        if self.cursor()? >= shown {
            return Ok(None);
        }
        let begun = self.db.write(|tx| {
            // Another terminal may have shown the same meanwhile.
            let now = company::lock_counter(tx)?.cursor;
            if now >= shown { Ok(None) } else { self.begin_epoch(tx, shown.epoch).map(Some) }
        })?;
        if let Some(cursor) = begun {
            tracing::error!(
                %shown, epoch = cursor.epoch.0,
                "the database was copied back: a terminal has a head, signed here, that is ahead of it. A new epoch \
                 began; every terminal fetches everything again, and what was changed after the copy must be entered \
                 again. Use `head-office restore` instead of copying files"
            );
        }
        Ok(begun)
    }

    /// Begins a new epoch if the note in `keys/` says that there was a higher one than the database's; makes the note if
    /// there is none.
    ///
    /// # Errors
    /// When the keys are another company's, or something cannot be stored.
    pub fn settle_epoch(&self) -> Result<(), OfficeError> {
        self.db.write(|tx| {
            let now = company::lock_counter(tx)?.cursor;
            let note = self.keys.epoch_note()?;
            let says = note.map(|note| note.company).into_iter().chain(self.keys.signing().company());
            if says.into_iter().any(|company| company != self.company()) {
                return Err(Refusal::KeysOfAnotherCompany.into());
            }
            match note {
                Some(note) if note.highest_epoch > now.epoch => {
                    let cursor = self.begin_epoch(tx, note.highest_epoch)?;
                    tracing::error!(
                        noted = note.highest_epoch.0,
                        epoch = cursor.epoch.0,
                        "the database was copied back: keys/ has seen a later epoch. A new epoch began; every terminal \
                         fetches everything again. Use `head-office restore` instead of copying files"
                    );
                    Ok(())
                }
                _ => self.note_epoch(now.epoch),
            }
        })
    }

    /// Begins a new epoch after all of head office's own and `after`, by the locked counter; where head office stands in
    /// it. It is noted before it is committed: when nothing comes of it, a number was skipped.
    pub(crate) fn begin_epoch(&self, tx: &mut Tx<'_>, after: Epoch) -> Result<Cursor, OfficeError> {
        let now = company::lock_counter(tx)?.cursor;
        let noted = self.keys.epoch_note()?.map_or(Epoch(0), |note| note.highest_epoch);
        let highest = now.epoch.max(after).max(noted);
        let unix_s = u64::try_from(self.clock.now().0 / 1_000).unwrap_or(0);
        let epoch = Epoch(highest.0.saturating_add(1).max(unix_s));
        self.note_epoch(epoch)?;
        company::set_epoch(tx, epoch)?;
        Ok(Cursor { epoch, ..now })
    }

    pub(crate) fn note_epoch(&self, epoch: Epoch) -> Result<(), OfficeError> {
        Ok(self.keys.note_epoch(EpochNote { company: self.company(), highest_epoch: epoch })?)
    }

    /// Looks at which key signed the last head that a terminal shows. When it is none of ours, head office was put back from
    /// a backup from before that key, and this terminal believes nothing it says. Noted of the terminal, and logged once.
    ///
    /// The terminal claims it: nobody here can verify what a key signed that is not known here.
    ///
    /// # Errors
    /// When it cannot be stored.
    pub fn heed_key(&self, terminal: &Enrolled, header: &str) -> Result<(), OfficeError> {
        let Some(signed) = shown(header) else { return Ok(()) };
        let key = Some(signed.key_id()).filter(|key| !self.keys.signing().trusted().contains(key));
        if key == terminal.later_key.as_ref() || key.is_some_and(|key| !can_be_key_id(key)) {
            return Ok(());
        }
        let id = terminal.terminal.id;
        let (is_new, name) = self.db.write(|tx| {
            // A rotation by another process is not taken over yet.
            self.keys.reload()?;
            if key.is_some_and(|key| self.keys.signing().trusted().contains(key)) {
                return Ok((false, None));
            }
            let is_new = db::terminals::note_later_key(tx, id, key)?;
            Ok::<_, OfficeError>((is_new, terminals::full_name(tx, Viewer::Everything, id)?))
        })?;
        if let (true, Some(key)) = (is_new, key) {
            let terminal = name.unwrap_or_else(|| id.to_string());
            tracing::error!(%terminal, %key, "{}", BEFORE_ITS_KEY);
        }
        Ok(())
    }

    /// The cursor of a head that our key signed for our company, or an earlier one of ours before it was retired.
    fn shown_head(&self, header: &str) -> Option<Cursor> {
        let signed = shown(header)?;
        let signing = self.keys.signing();
        let head = signed.verify(&signing.trusted()).ok()?;
        let is_ours = head.company == self.company() && head.key_id == *signed.key_id();
        (is_ours && signing.reached(signed.key_id(), head.cursor())).then(|| head.cursor())
    }
}

/// The head that a terminal shows, by whomever it is signed.
fn shown(header: &str) -> Option<Signed<Head>> {
    decode(&from_hex(header)?).ok()
}

/// Whether a text that a terminal sends is as the name of a key.
fn can_be_key_id(key: &KeyId) -> bool {
    key.0.len() == 16 && key.0.bytes().all(|digit| digit.is_ascii_hexdigit())
}

fn from_hex(text: &str) -> Option<Vec<u8>> {
    let digits = text.as_bytes();
    if digits.len() > LONGEST_HEADER || !digits.len().is_multiple_of(2) || !digits.iter().all(u8::is_ascii_hexdigit) {
        return None;
    }
    digits.chunks_exact(2).map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::enrolment::token_hash;
    use crate::testing::{CHAIN, NOW, TestOffice, enrol};
    use sync_core::domain::{Bytes32, Collection, CompanyId, Nonce, Revision, SalepointId, TerminalId, encode};
    use sync_core::sync::SigningKey;
    use sync_core::sync::signed::Signable;
    use sync_core::sync::wire::Hello;

    fn hex(bytes: &[u8]) -> String {
        bytes.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    fn head(office: &TestOffice, change: impl FnOnce(&mut Head)) -> Head {
        let Cursor { epoch, revision } = office.cursor().unwrap();
        let mut head = Head {
            company: office.company(),
            collection: Collection::Directory,
            epoch,
            revision,
            count: 0,
            digest: Bytes32([0; 32]),
            issued_at: NOW,
            expires_at: NOW.plus_ms(60_000),
            key_id: office.keys.signing().key.public().id(),
        };
        change(&mut head);
        head
    }

    fn header<T: Signable>(value: &T, key: &SigningKey) -> String {
        hex(&encode(&Signed::sign(value, key)))
    }

    /// A head of ours as it was when head office stood elsewhere.
    fn shown(office: &TestOffice, epoch_ahead: i64, revision_ahead: i64) -> String {
        let head = head(office, |head| {
            head.epoch.0 = head.epoch.0.saturating_add_signed(epoch_ahead);
            head.revision.0 = head.revision.0.saturating_add_signed(revision_ahead);
        });
        header(&head, &office.keys.signing().key)
    }

    /// What head office sees of a restore from a backup from before its key was changed: the head that a terminal shows.
    #[test]
    fn a_head_by_a_key_that_is_not_known_here_is_noted_of_its_terminal_and_only_once() {
        let office = TestOffice::with(CHAIN);
        let token = enrol(&office, "Kesklinn", "Till 1", None).token;
        let known = || office.db.read(|tx| db::terminals::by_token(tx, token_hash(&token))).unwrap().unwrap();
        let version = || office.db.read(company::terminals_version).unwrap();
        let key = SigningKey::from_seed(&[9; 32]);
        let later = header(&head(&office, |_| ()), &key);
        let ours = shown(&office, 0, 0);
        office.heed_key(&known(), &later).unwrap();
        assert_eq!(known().later_key, Some(key.public().id()));
        let noted = version();
        office.heed_key(&known(), &later).unwrap();
        assert_eq!(version(), noted, "once");
        let found = [office.check().unwrap(), office.check_quickly().unwrap()].map(|found| found.join("\n"));
        assert!(
            found.iter().all(|found| found.contains("(Kesklinn / Till 1)") && found.contains("Restore from a later")),
            "{found:?}"
        );
        // What is no head says nothing; a name that no key has is not kept.
        let strange = Signed::sign(&head(&office, |_| ()), &key);
        let mut bytes = encode(&strange);
        let at = bytes.windows(16).position(|part| part == key.public().id().0.as_bytes()).unwrap();
        bytes[at..at + 4].copy_from_slice(b"\x1b[2J");
        for strange in ["", "00", &hex(&bytes)] {
            office.heed_key(&known(), strange).unwrap();
            assert_eq!(known().later_key, Some(key.public().id()), "{strange}");
        }
        office.heed_key(&known(), &ours).unwrap();
        assert_eq!((known().later_key, office.check().unwrap()), (None, Vec::new()), "its keys were put back");
    }

    #[test]
    fn a_rotation_wants_a_backup_after_it() {
        let office = TestOffice::with(CHAIN);
        let folder = tempfile::tempdir().unwrap();
        let passphrase = crate::backup::Passphrase::new("correct horse battery".to_owned().into()).unwrap();
        let back_up = |name: &str| {
            let file = folder.path().join(name);
            office.backup(&file, &passphrase, crate::backup::Overwrite::Never, &|_, _| ()).unwrap();
        };
        let said = || office.check_quickly().unwrap().join("\n");
        assert_eq!(said(), "", "without a rotation no backup is missed");
        office.rotate_signing_key().unwrap();
        assert!(
            said().contains("no backup was made since the signing key was changed (no earlier one is noted)"),
            "{}",
            said()
        );
        back_up("first");
        assert_eq!(said(), "");
        office.rotate_signing_key().unwrap();
        assert!(said().contains(&format!("the last one is of {NOW}")), "{}", said());
        back_up("second");
        assert_eq!(said(), "");
    }

    #[test]
    fn a_head_ahead_of_the_database_begins_an_epoch_after_both() {
        for (epoch_ahead, revision_ahead, copied_back) in [
            (0, 0, false),
            (0, -1, false),
            (-1, 500, false),
            (0, 1, true),
            (0, 500, true),
            (1, -1, true),
            (100_000, 0, true),
        ] {
            let office = TestOffice::with(CHAIN);
            let before = office.cursor().unwrap();
            let header = shown(&office, epoch_ahead, revision_ahead);
            let begun = office.heed_last_head(&header).unwrap();
            let what = format!("{epoch_ahead} {revision_ahead}");
            assert_eq!(begun.is_some(), copied_back, "{what}");
            let now = office.cursor().unwrap();
            assert_eq!(begun.unwrap_or(before), now, "{what}");
            assert_eq!(now.epoch > before.epoch, copied_back, "{what}");
            if copied_back {
                assert!(now.epoch.0 > before.epoch.0.saturating_add_signed(epoch_ahead), "{what}");
                assert_eq!(office.keys.epoch_note().unwrap().unwrap().highest_epoch, now.epoch, "{what}");
            }
            assert_eq!(office.heed_last_head(&header).unwrap(), None, "{what}: shown again it is behind");
            assert_eq!(office.cursor().unwrap(), now, "{what}");
            assert_eq!(office.check().unwrap(), Vec::<String>::new(), "{what}");
        }
    }

    /// The database was copied back to before a rotation: what the key before signed until then counts. What it signed later
    /// is somebody else's doing, who found its seed.
    #[test]
    fn a_head_that_an_earlier_key_signed_counts_up_to_where_it_was_retired() {
        for (epoch_ahead, revision_ahead, counts) in [(0, 0, true), (0, 1, false), (1, 0, false), (100_000, 0, false)] {
            let office = TestOffice::with(CHAIN);
            let header = shown(&office, epoch_ahead, revision_ahead);
            for _ in 0..2 {
                office.rotate_signing_key().unwrap();
            }
            let before = office.cursor().unwrap();
            assert_eq!(office.heed_last_head(&header).unwrap(), None, "{epoch_ahead} {revision_ahead}");
            office.db.write(|tx| tx.execute("UPDATE counter SET revision = revision - 1", &[])).unwrap();
            let begun = office.heed_last_head(&header).unwrap();
            assert_eq!(begun.is_some_and(|begun| begun.epoch > before.epoch), counts, "{epoch_ahead} {revision_ahead}");
        }
    }

    #[test]
    fn what_is_no_head_of_ours_says_nothing() {
        let office = TestOffice::with(CHAIN);
        let before = office.cursor().unwrap();
        let signing = office.keys.signing();
        let ahead = |change: fn(&mut Head)| {
            head(&office, |head| {
                head.revision = Revision(9_000);
                change(head);
            })
        };
        let stranger = SigningKey::from_seed(&[7; 32]);
        let good = header(&ahead(|_| ()), &signing.key);
        let mut flipped = good.clone().into_bytes();
        let middle = flipped.len() / 2;
        flipped[middle] = if flipped[middle] == b'0' { b'1' } else { b'0' };
        let hello = office.wire().sign(&Hello {
            company: office.company(),
            terminal: TerminalId(uuid::Uuid::nil()),
            terminal_name: String::new(),
            salepoint: SalepointId(uuid::Uuid::nil()),
            nonce: Nonce([0; 16]),
            server_at: NOW,
            epoch: before.epoch,
            revision: Revision(9_000),
        });
        for (what, header) in [
            ("nothing", String::new()),
            ("no hex", "zz".into()),
            ("half a byte", "abc".into()),
            ("signs where digits are due", "+1+1".into()),
            ("no ASCII", "éé".into()),
            ("no CBOR", "ff00".into()),
            ("cut", good[..good.len() - 2].to_owned()),
            ("too long", "00".repeat(LONGEST_HEADER)),
            ("a stranger's", header(&ahead(|_| ()), &stranger)),
            (
                "a stranger's in our key's name",
                header(&ahead(|_| ()), &stranger)
                    .replace(&hex(stranger.public().id().0.as_bytes()), &hex(signing.key.public().id().0.as_bytes())),
            ),
            ("another company's", header(&ahead(|head| head.company = CompanyId(uuid::Uuid::nil())), &signing.key)),
            (
                "one that names another key",
                header(&ahead(|head| head.key_id = SigningKey::from_seed(&[7; 32]).public().id()), &signing.key),
            ),
            ("a greeting, not a head", hex(&encode(&hello))),
            ("changed", String::from_utf8(flipped).unwrap()),
        ] {
            assert_eq!(office.heed_last_head(&header).unwrap(), None, "{what}");
            assert_eq!(office.cursor().unwrap(), before, "{what}");
        }
        assert!(office.heed_last_head(&good).unwrap().is_some(), "the same, untouched, does");
    }

    /// Many terminals come back at once after a copy back: one epoch begins.
    #[test]
    fn a_herd_begins_one_epoch() {
        let office = TestOffice::with(CHAIN);
        let header = shown(&office, 0, 5);
        let begun = std::thread::scope(|scope| {
            let asking: Vec<_> =
                (0..8).map(|_| scope.spawn(|| office.heed_last_head(&header).unwrap().is_some())).collect();
            asking.into_iter().map(|asking| asking.join().unwrap()).filter(|begun| *begun).count()
        });
        assert_eq!(begun, 1);
    }

    #[test]
    fn a_database_from_before_a_noted_epoch_begins_a_new_one() {
        let office = TestOffice::with(CHAIN);
        let before = office.cursor().unwrap();
        office.settle_epoch().unwrap();
        assert_eq!(office.cursor().unwrap(), before, "nothing to settle");
        let highest_epoch = Epoch(before.epoch.0 + 77);
        office.keys.note_epoch(EpochNote { company: office.company(), highest_epoch }).unwrap();
        office.clock.advance_ms(-NOW.0);
        office.settle_epoch().unwrap();
        let now = office.cursor().unwrap();
        assert_eq!((now.epoch.0, now.revision), (highest_epoch.0 + 1, before.revision), "whatever the clock says");
        office.settle_epoch().unwrap();
        assert_eq!(office.cursor().unwrap(), now);

        let company = CompanyId(uuid::Uuid::nil());
        office.keys.note_epoch(EpochNote { company, highest_epoch }).unwrap();
        assert!(office.settle_epoch().unwrap_err().to_string().contains("another company's"));
    }
}
