//! Another cost for POS passwords: a second KDF goes live beside the first, passwords move to it as they are set, and the
//! first is retired when nobody is on it.

use crate::db::{DbError, Tx, kdfs, pos_passwords, users};
use crate::derive::Touched;
use crate::domain::kdf::{check_kdf, kdf_name};
use crate::errors::{HashError, OfficeError};
use crate::office::Office;
use crate::passwords;
use sync_core::domain::{Kdf, KdfName, UserId};

/// How many users are named when a KDF cannot be retired.
const NAMED: usize = 10;

/// A live KDF.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LiveKdf {
    /// Its parameters.
    pub kdf: Kdf,
    /// How many users' POS passwords are under it.
    pub users: usize,
    /// Whether passwords are set under it.
    pub for_new: bool,
}

/// What becomes of the passwords under a KDF that is retired.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PasswordsLeft {
    /// They keep it from being retired.
    Keep,
    /// They are taken away; their users need new ones.
    Remove,
}

impl Office {
    /// The live KDFs, the one for new passwords first.
    ///
    /// # Errors
    /// Those of the database.
    pub fn kdfs(&self) -> Result<Vec<LiveKdf>, OfficeError> {
        self.db.read(|tx| {
            let passwords = pos_passwords::all(tx)?;
            let live = kdfs::all(tx)?.into_iter().enumerate().map(|(index, kdf)| {
                let users = passwords.iter().filter(|password| password.kdf == kdf.name).count();
                LiveKdf { kdf, users, for_new: index == 0 }
            });
            Ok(live.collect())
        })
    }

    /// Sets passwords under this cost from now on, with the company's salt; those that are set stay valid. Memory in KiB.
    ///
    /// # Errors
    /// When it cannot be, or passwords are set under it already.
    pub fn new_kdf(&self, memory_kib: u32, passes: u32, lanes: u32) -> Result<KdfName, OfficeError> {
        check_kdf(memory_kib, passes, lanes).map_err(|(name, problem)| KdfRefusal::Cost { name, problem })?;
        let name = kdf_name(memory_kib, passes, lanes);
        let now = self.clock.now();
        self.change(|tx, touched| {
            let Some(newest) = kdfs::all(tx)?.into_iter().next() else {
                return Err(OfficeError::from(HashError::NoLiveKdf));
            };
            if newest.name == name {
                return Err(KdfRefusal::SetUnderAlready(name.clone()).into());
            }
            kdfs::create(tx, &Kdf { name: name.clone(), salt: newest.salt, memory_kib, passes, lanes }, now)?;
            touched.kdfs = true;
            Ok(())
        })?;
        Ok(name)
    }

    /// Takes a KDF out of use; how many passwords were taken away with it.
    ///
    /// # Errors
    /// When passwords are set under it, or users are on it who shall keep theirs.
    pub fn retire_kdf(&self, name: &str, left: PasswordsLeft) -> Result<usize, OfficeError> {
        let now = self.clock.now();
        let changed = self.change(|tx, touched| {
            let name = retirable(tx, name)?;
            let on_it = users_on(tx, &name)?;
            if left == PasswordsLeft::Keep && !on_it.is_empty() {
                return Err(OfficeError::from(in_use(tx, &name, &on_it)?));
            }
            let until = passwords::released_until(tx, now)?;
            remove(tx, touched, &on_it, until)?;
            kdfs::retire(tx, &name, now)?;
            touched.kdfs = true;
            Ok(on_it.len())
        })?;
        Ok(changed.result)
    }
}

/// Why the KDFs stay as they are.
#[derive(Debug, thiserror::Error)]
pub enum KdfRefusal {
    /// A cost that cannot be.
    #[error("{name} {problem}")]
    Cost {
        /// Of which parameter.
        name: &'static str,
        /// What is wrong with it.
        problem: String,
    },
    /// The new one is the one in use.
    #[error("passwords are set under {0} already")]
    SetUnderAlready(KdfName),
    /// The one that new passwords are set under would be retired.
    #[error("passwords are set under {0}; make another with `head-office kdf new` first")]
    SetUnder(String),
    /// There is none of this name.
    #[error("there is no live KDF “{name}”{hint}")]
    NotLive {
        /// As it was named.
        name: String,
        /// Which was perhaps meant.
        hint: String,
    },
    /// Users would lose their POS passwords.
    #[error(
        "the POS passwords of {users} users are under {name}: {}{}. Give them new ones, or take them away with --remove-passwords",
        named.join(", "), if *users > named.len() { ", …" } else { "" }
    )]
    InUse {
        /// Which.
        name: KdfName,
        /// How many users.
        users: usize,
        /// Some of them.
        named: Vec<String>,
    },
}

fn retirable(tx: &mut Tx<'_>, name: &str) -> Result<KdfName, OfficeError> {
    let live: Vec<_> = kdfs::all(tx)?.into_iter().map(|kdf| kdf.name).collect();
    match live.iter().position(|known| known.0 == name) {
        Some(0) => Err(KdfRefusal::SetUnder(name.to_owned()).into()),
        Some(index) => Ok(live[index].clone()),
        None => {
            let hint = crate::suggest::similar(name, live.iter().map(|known| known.0.as_str())).unwrap_or_default();
            Err(KdfRefusal::NotLive { name: name.to_owned(), hint }.into())
        }
    }
}

fn users_on(tx: &mut Tx<'_>, name: &KdfName) -> Result<Vec<UserId>, OfficeError> {
    let on_it = pos_passwords::all(tx)?.into_iter().filter(|password| password.kdf == *name);
    Ok(on_it.map(|password| password.user).collect())
}

fn in_use(tx: &mut Tx<'_>, name: &KdfName, on_it: &[UserId]) -> Result<KdfRefusal, DbError> {
    let mut names = Vec::new();
    for id in on_it.iter().take(NAMED) {
        names.extend(users::find(tx, *id)?.map(|user| format!("{} {}", user.first_name, user.last_name)));
    }
    Ok(KdfRefusal::InUse { name: name.clone(), users: on_it.len(), named: names })
}

fn remove(
    tx: &mut Tx<'_>,
    touched: &mut Touched,
    of: &[UserId],
    released_until: sync_core::domain::UnixMs,
) -> Result<(), OfficeError> {
    for user in of {
        pos_passwords::release(tx, *user, released_until)?;
        touched.users.insert(*user);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::replica_rows;
    use crate::testing::{CHAIN, TestOffice};
    use sync_core::domain::Collection;

    const DAY_MS: i64 = 86_400_000;

    fn give(office: &Office, reference: &str, password: &str) -> Result<(), String> {
        let text = format!("[[user]]\nref = \"{reference}\"\npos_password = \"{password}\"");
        office.import_str(&text).map(drop).map_err(|error| error.to_string())
    }

    fn taken(office: &Office, reference: &str, password: &str) -> bool {
        give(office, reference, password).is_err_and(|error| error.contains("cannot be used"))
    }

    fn in_directory(office: &Office, prefix: &str) -> Vec<String> {
        let rows = office.db.read(|tx| replica_rows::live(tx, Collection::Directory)).unwrap();
        rows.into_iter().map(|(key, _)| key).filter(|key| key.starts_with(prefix)).collect()
    }

    fn standing(office: &Office) -> Vec<(String, usize, bool)> {
        office.kdfs().unwrap().into_iter().map(|live| (live.kdf.name.0, live.users, live.for_new)).collect()
    }

    /// The office's first KDF, by the cheap parameters of tests.
    const OLD: &str = "argon2id-m8-t1";

    #[test]
    fn a_new_kdf_takes_over_as_passwords_are_set() {
        let office = TestOffice::with(CHAIN);
        let salt = office.kdfs().unwrap()[0].kdf.salt;
        assert_eq!(office.new_kdf(16, 1, 1).unwrap().0, "argon2id-m16-t1");
        assert_eq!(standing(&office), [("argon2id-m16-t1".into(), 0, true), (OLD.into(), 3, false)]);
        assert_eq!(office.kdfs().unwrap()[0].kdf.salt, salt, "one salt for the company");
        assert_eq!(in_directory(&office, "kdf/").len(), 2, "terminals have both");
        give(&office, "mari", "551827").unwrap();
        assert_eq!(standing(&office), [("argon2id-m16-t1".into(), 1, true), (OLD.into(), 2, false)]);

        let error = office.new_kdf(16, 1, 1).unwrap_err().to_string();
        assert!(error.contains("already"), "{error}");
        office.clock.advance_ms(-DAY_MS);
        assert_eq!(office.new_kdf(16, 1, 2).unwrap().0, "argon2id-m16-t1-p2");
        assert!(office.kdfs().unwrap()[0].kdf.lanes == 2, "the newest, also by a clock that was set back");
        office.new_kdf(8, 1, 1).unwrap();
        assert_eq!(standing(&office)[0], (OLD.into(), 2, true), "an older one can be chosen again");
        for (memory, passes, lanes, expect) in [
            (7, 1, 1, "memory_kib"),
            (64, 0, 1, "passes"),
            (64, 1, 0, "lanes"),
            (64, 1, 17, "lanes"),
            (8, 1, 2, "8 KiB"),
        ] {
            let error = office.new_kdf(memory, passes, lanes).unwrap_err().to_string();
            assert!(error.contains(expect), "{error}");
        }
        assert_eq!(office.check().unwrap(), Vec::<String>::new());
    }

    /// Nobody can set what another has under an older KDF, has had there lately, or had under one since retired: a
    /// terminal that was offline would log one in as the other.
    #[test]
    fn a_password_is_unique_under_every_kdf() {
        let office = TestOffice::with(CHAIN);
        office.new_kdf(16, 1, 1).unwrap();
        assert!(taken(&office, "jüri", "482913"), "Mari has it under the old one");
        give(&office, "mari", "551827").unwrap();
        assert!(taken(&office, "jüri", "482913"), "Mari had it under the old one");
        assert!(taken(&office, "jüri", "551827"), "Mari has it under the new one");
        give(&office, "jüri", "902817").unwrap();
        give(&office, "ilze", "ezis 41").unwrap();
        office.retire_kdf(OLD, PasswordsLeft::Keep).unwrap();
        assert!(taken(&office, "jüri", "482913"), "Mari had it under one that is retired");
        office.clock.advance_ms(36 * DAY_MS);
        assert!(taken(&office, "jüri", "482913"), "still");
        office.clock.advance_ms(2 * DAY_MS);
        give(&office, "jüri", "482913").unwrap();
    }

    /// A terminal that was out of reach when the policy was shortened goes by the longer one: as long as any may, a password
    /// that was replaced is nobody else's.
    #[test]
    fn a_password_is_not_free_before_the_longest_validity_that_a_terminal_may_go_by() {
        let days = |days: u32| ("valid_for_s".to_owned(), days * 86_400);
        let fresh = || ("fresh_for_s".to_owned(), 3_600);
        let office = TestOffice::with(CHAIN);
        office.set_policy(&[days(100)]).unwrap();
        office.set_policy(&[days(10), fresh()]).unwrap();
        office.set_policy(&[days(1)]).unwrap();
        give(&office, "mari", "551827").unwrap();
        office.clock.advance_ms(106 * DAY_MS);
        assert!(taken(&office, "jüri", "482913"), "a till may know it for 100 days, and a week");
        office.clock.advance_ms(DAY_MS + 1);
        give(&office, "jüri", "482913").unwrap();
        // Long after, only the policy in force counts.
        give(&office, "mari", "662938").unwrap();
        office.clock.advance_ms(7 * DAY_MS);
        assert!(taken(&office, "jüri", "551827"));
        office.clock.advance_ms(DAY_MS + 1);
        give(&office, "jüri", "551827").unwrap();
        assert_eq!(office.check().unwrap(), Vec::<String>::new());
    }

    /// What was hashed under other KDFs than now count could be another's, or be of no use.
    #[test]
    fn a_kdf_that_comes_or_goes_while_passwords_are_hashed_ends_the_import() {
        let office = TestOffice::with(CHAIN);
        let text = "[[user]]\nref = \"mari\"\npos_password = \"551827\"";
        let before = office.db.read(pos_passwords::all).unwrap();
        let error = office.import_file(None, text, &|_, _| drop(office.new_kdf(16, 1, 1).unwrap())).unwrap_err();
        assert!(error.to_string().contains("try again"), "{error}");
        assert_eq!(office.db.read(pos_passwords::all).unwrap(), before);
        office.import_str(text).unwrap();
    }

    #[test]
    fn a_kdf_in_use_is_not_retired_unless_its_passwords_go() {
        let office = TestOffice::with(CHAIN);
        let error = office.retire_kdf(OLD, PasswordsLeft::Remove).unwrap_err().to_string();
        assert!(error.contains("make another"), "{error}");
        office.new_kdf(16, 1, 1).unwrap();
        let error = office.retire_kdf(OLD, PasswordsLeft::Keep).unwrap_err().to_string();
        assert!(error.contains("of 3 users") && error.contains("Mari Maasikas"), "{error}");
        let error = office.retire_kdf("argon2id-m8-t2", PasswordsLeft::Keep).unwrap_err().to_string();
        assert!(error.contains("did you mean"), "{error}");
        give(&office, "mari", "551827").unwrap();

        let before = office.cursor().unwrap().revision.0;
        assert_eq!(office.retire_kdf(OLD, PasswordsLeft::Remove).unwrap(), 2);
        assert_eq!(office.cursor().unwrap().revision.0, before + 1);
        assert_eq!(standing(&office), [("argon2id-m16-t1".into(), 1, true)]);
        assert_eq!((in_directory(&office, "kdf/").len(), in_directory(&office, "credential/").len()), (1, 1));
        assert!(taken(&office, "mari", "730164"), "it was Jüri's until now");
        give(&office, "jüri", "730164").unwrap();
        assert_eq!(office.check().unwrap(), Vec::<String>::new());

        // Taken into use again it is the same function.
        office.new_kdf(8, 1, 1).unwrap();
        assert_eq!(in_directory(&office, "kdf/").len(), 2);
        assert_eq!(office.check().unwrap(), Vec::<String>::new());
    }
}
