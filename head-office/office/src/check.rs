//! `check`: whether everything that is stored fits together, and what to do where it does not.

use crate::backup::NoBackupSince;
use crate::db::grants::Viewer;
use crate::db::{Tx, audit, company, digest_buckets, policy, replica_rows, salepoints};
use crate::derive::full;
use crate::epoch::BEFORE_ITS_KEY;
use crate::errors::OfficeError;
use crate::fit::{authority_misfits, misfits};
use crate::office::Office;
use crate::policy::check_policy;
use crate::terminals::{Glance, TerminalSummary};
use std::collections::BTreeSet;
use sync_core::domain::Collection;
use sync_core::sync::Buckets;

/// Of each kind of problem no more are listed.
const LISTED: usize = 10;
/// What to do about most of it.
const LAST_BACKUP: &str = "put back the last backup";

impl Office {
    /// The part of [`Office::check`] that takes no time: what is wrong, a sentence each.
    ///
    /// # Errors
    /// When the database cannot be read at all.
    pub fn check_quickly(&self) -> Result<Vec<String>, OfficeError> {
        let mut found: Vec<_> =
            self.db.schema_problems()?.into_iter().map(|problem| format!("{problem}: {LAST_BACKUP}")).collect();
        if !found.is_empty() {
            return Ok(found);
        }
        if self.keys.epoch_note()?.is_none() {
            found.push(
                "keys/epoch.toml is missing: the next `serve` makes it anew; if it was lost, keys/ is not whole".into(),
            );
        }
        self.db.read(|tx| {
            for misfit in authority_misfits(tx, &self.keys)? {
                found.push(format!("{misfit}: put back the keys that belong to this database"));
            }
            found.extend(policy_problems(tx)?);
            let (ever, now) = audit::counted(tx)?;
            if ever != now {
                found.push(format!("audit_entry: {now} entries of {ever} are there"));
            }
            found.extend(self.key_problems(tx)?);
            Ok::<_, OfficeError>(found)
        })
    }

    /// What is wrong about the signing key as terminals and backups know it.
    fn key_problems(&self, tx: &mut Tx<'_>) -> Result<Vec<String>, OfficeError> {
        let mut found = Vec::new();
        if let Some(NoBackupSince { last }) = self.no_backup_since_rotation(tx)? {
            let last = last.map_or_else(|| "no earlier one is noted".into(), |at| format!("the last one is of {at}"));
            found.push(format!(
                "no backup was made since the signing key was changed ({last}): after a restore of an older one no terminal \
                 believes head office. Make one with `head-office backup`"
            ));
        }
        let glance = Glance::find(tx, Viewer::Everything, self.clock.now())?;
        let names: Vec<_> = glance.with_later_key.iter().take(LISTED).map(TerminalSummary::full_name).collect();
        if !names.is_empty() {
            let count = glance.with_later_key.len();
            found.push(format!("{count} terminals ({}): {BEFORE_ITS_KEY}", names.join(", ")));
        }
        Ok(found)
    }

    /// What is wrong, a sentence each; nothing is changed.
    ///
    /// # Errors
    /// When the database cannot be read at all.
    pub fn check(&self) -> Result<Vec<String>, OfficeError> {
        let mut found = Vec::new();
        for path in self.keys.open_to_others()? {
            let path = path.display();
            found.push(format!("{path} can be read by others than its owner: chmod go= {path}"));
        }
        for line in self.db.integrity()?.into_iter().take(LISTED) {
            found.push(format!("the database file is damaged ({line}): {LAST_BACKUP}"));
        }
        let schema_is_whole = self.db.schema_problems()?.is_empty();
        found.extend(self.check_quickly()?);
        if !schema_is_whole {
            // What reads from tables that are not there says nothing more.
            return Ok(found);
        }
        let dangling = self.db.dangling_rows(LISTED)?;
        found.extend(dangling.into_iter().map(|problem| format!("{problem}: {LAST_BACKUP}")));
        self.db.read(|tx| {
            let mut wrong = Vec::new();
            let mut collections: BTreeSet<_> = replica_rows::collections(tx)?.into_iter().collect();
            collections.insert(Collection::Directory);
            collections.extend(salepoints::all(tx, Viewer::Everything)?.into_iter().map(|found| Collection::Salepoint(found.id)));
            for collection in collections {
                let due = full::rows(tx, collection)?;
                let stored = replica_rows::live(tx, collection)?;
                let differ = stored.iter().filter(|(key, body)| due.get(key) != Some(body)).count();
                let known: BTreeSet<_> = stored.iter().map(|(key, _)| key).collect();
                let missing = due.keys().filter(|key| !known.contains(key)).count();
                if differ + missing > 0 {
                    wrong.push(format!(
                        "{collection}: {differ} rows for the terminals differ from the data and {missing} are missing: \
                         put back the last backup, and report this"
                    ));
                }
                if collection == Collection::Directory {
                    let rows = stored.iter().map(|(key, body)| (key.as_str(), body.as_slice()));
                    if Buckets::of_rows(rows) != digest_buckets::load(tx)? {
                        wrong.push("the directory's digest differs from its rows: put back the last backup".into());
                    }
                }
            }
            for misfit in misfits(tx, &self.keys)?.into_iter().filter(|misfit| !misfit.is_of_authority()) {
                wrong.push(format!("{misfit}: put back the keys that belong to this database"));
            }
            let lost = self.lost_rotations(tx)?;
            if lost > 0 {
                wrong.push(format!(
                    "{lost} rotation statements are missing from keys/rotations.cbor: put it back from the backup of the \
                     keys, or terminals that were off cannot follow to the key in use"
                ));
            }
            let (ever, _) = audit::counted(tx)?;
            for (first, last) in audit::missing(tx, ever, LISTED)? {
                let which = if first == last { format!("entry {first} is") } else { format!("entries {first} to {last} are") };
                wrong.push(format!("audit_entry: {which} missing: somebody removed what the audit trail held"));
            }
            wrong.extend(self.epoch_problem(tx)?);
            wrong.extend(floor_problem(tx)?);
            found.extend(wrong);
            Ok::<_, OfficeError>(())
        })?;
        Ok(found)
    }

    /// Whether the keys have seen a later epoch than the database.
    fn epoch_problem(&self, tx: &mut Tx<'_>) -> Result<Option<String>, OfficeError> {
        let epoch = company::counter(tx)?.cursor.epoch;
        let noted = self.keys.epoch_note()?.filter(|note| note.highest_epoch > epoch);
        Ok(noted.map(|note| {
            format!(
                "keys/epoch.toml has seen epoch {}, the database is of epoch {}: it was copied back. The next `serve` \
                 begins a new epoch",
                note.highest_epoch.0, epoch.0
            )
        }))
    }
}

/// Settings of the policy that are not there, or that cannot be.
fn policy_problems(tx: &mut Tx<'_>) -> Result<Vec<String>, OfficeError> {
    let missing = policy::missing(tx)?.into_iter();
    let mut found: Vec<_> = missing
        .map(|name| format!("policy: the row {name} is missing: set it with `head-office policy set`"))
        .collect();
    if let Err((name, problem)) = check_policy(&policy::load(tx)?) {
        found.push(format!("policy: the row {name} {problem}: set it with `head-office policy set`"));
    }
    Ok(found)
}

/// Whether the floor is where the tombstones begin.
fn floor_problem(tx: &mut Tx<'_>) -> Result<Option<String>, OfficeError> {
    let company::Counter { cursor, floor, .. } = company::counter(tx)?;
    let left = replica_rows::tombstones_through(tx, floor)?;
    Ok(if floor > cursor.revision {
        let revision = cursor.revision;
        Some(format!("the floor, {floor}, is above the revision, {revision}: no terminal can catch up; report this"))
    } else if left > 0 {
        Some(format!("{left} tombstones lie below the floor, {floor}, and were to be removed with it; report this"))
    } else {
        None
    })
}

#[cfg(test)]
mod tests {
    use crate::db::{DbError, Value};
    use crate::office::Office;
    use crate::settings::Settings;
    use crate::testing::{CHAIN, TestOffice};

    #[test]
    fn what_does_not_fit_is_found() {
        let spoil: [(&str, &str, &str); 5] = [
            ("a row that differs", "UPDATE replica_row SET body = ?1 WHERE row_key LIKE 'credential/%'", "directory: "),
            ("a row that is missing", "DELETE FROM replica_row WHERE row_key = 'policy' AND ?1 = ?1", "missing"),
            (
                "a domain change that was not derived",
                "UPDATE app_user SET first_name = 'X' WHERE ?1 = ?1",
                "salepoint-",
            ),
            ("a digest", "UPDATE digest_bucket SET hash = zeroblob(32) WHERE ?1 = ?1", "digest"),
            ("a verifier", "UPDATE pos_password SET verifier = ?1", "verifiers do not open with"),
        ];
        for (what, sql, expect) in spoil {
            let office = TestOffice::with(CHAIN);
            assert_eq!(office.check().unwrap(), Vec::<String>::new());
            office.db.write(|tx| tx.execute(sql, &[Value::Blob(vec![7])]).map(drop)).map_err(|e: DbError| e).unwrap();
            let found = office.check().unwrap().join("\n");
            assert!(found.contains(expect), "{what}: {found}");
        }
    }

    /// What the issue of an operator's day is: each damage of the database, and the words that name table and row.
    #[test]
    fn each_damage_is_found_and_names_table_and_row() {
        let damages: [(&str, &str, &[&str]); 8] = [
            (
                "PRAGMA foreign_keys = OFF; DELETE FROM salepoint WHERE name = 'Kesklinn'",
                "a terminal without its salepoint",
                &["terminal: row ", "salepoint"],
            ),
            ("DROP TABLE list_layout", "a dropped table", &["the table list_layout is missing"]),
            ("DROP INDEX terminal_by_chain", "a dropped index", &["the index terminal_by_chain is missing"]),
            (
                "DELETE FROM policy WHERE name = 'valid_for_s'",
                "a missing policy",
                &["policy: the row valid_for_s is missing"],
            ),
            (
                "UPDATE policy SET value = 0 WHERE name = 'valid_for_s'",
                "a policy that cannot be",
                &["policy: the row "],
            ),
            ("DELETE FROM audit_entry WHERE number = 1", "an audit entry gone", &["audit_entry: entry 1 is missing"]),
            (
                "DELETE FROM audit_entry WHERE number = (SELECT audit_number FROM counter)",
                "the last one gone",
                &["audit_entry: entry ", "missing"],
            ),
            (
                "UPDATE pos_password SET uniqueness = zeroblob(32) WHERE user_id = (SELECT min(user_id) FROM pos_password)",
                "a uniqueness key changed",
                &["pos_password", "uniqueness-key.hex"],
            ),
        ];
        for (sql, what, expect) in damages {
            let office = TestOffice::with(CHAIN);
            crate::testing::enrol(&office, "Kesklinn", "Till 1", None);
            assert_eq!(office.check().unwrap(), Vec::<String>::new(), "before {what}");
            office.db.damage(sql);
            let found = office.check().unwrap().join("\n");
            for part in expect {
                assert!(found.contains(part), "{what}: {found}");
            }
        }
    }

    #[test]
    fn each_damage_of_the_keys_is_found_also_by_the_quick_part() {
        let stranger = TestOffice::new();
        let damages: [(&str, &[&str], &str); 4] = [
            ("another CA's key", &["ca-key.pem"], "keys/ca-key.pem is not the key of keys/ca.pem"),
            ("another CA's certificate", &["ca.pem"], "keys/ca-key.pem is not the key of keys/ca.pem"),
            ("another CA", &["ca-key.pem", "ca.pem"], "another CA's"),
            ("no epoch note", &[], "epoch.toml is missing"),
        ];
        for (what, files, expect) in damages {
            let office = TestOffice::with(CHAIN);
            for name in files {
                std::fs::copy(stranger.data().join("keys").join(name), office.data().join("keys").join(name)).unwrap();
            }
            if files.is_empty() {
                std::fs::remove_file(office.data().join("keys/epoch.toml")).unwrap();
            }
            let again = TestOffice::sharing(&office);
            for found in [again.check().unwrap(), again.check_quickly().unwrap()] {
                assert!(found.join("\n").contains(expect), "{what}: {found:?}");
            }
        }
    }

    /// Tables of an older version: `check` and all other commands say what to do and change nothing; `upgrade` keeps a copy.
    #[test]
    fn only_an_upgrade_changes_tables_and_it_keeps_the_newest_two_copies() {
        let office = TestOffice::with(CHAIN);
        let (settings, clock) = (office.settings.clone(), office.clock.clone());
        let data = office.data().to_owned();
        let folder = tempfile::tempdir().unwrap();
        let kept = folder.path().join("data");
        std::fs::rename(&data, &kept).unwrap();
        drop(office);
        let settings = Settings { data: kept.clone(), ..settings };
        let path = kept.join("head-office.db");
        for suffix in ["", "-wal", "-shm"] {
            let _ = std::fs::remove_file(kept.join(format!("head-office.db{suffix}")));
        }
        let older = crate::db::Db::create_at_version(&path, 14).unwrap();
        drop(older);
        let before = std::fs::read(&path).unwrap();
        for number in [3, 4, 9] {
            std::fs::write(kept.join(format!("head-office.before-{number}.db")), "older").unwrap();
        }
        for opened in [Office::open_at(&settings, clock.clone()), Office::open_to_look(&settings, clock.clone())] {
            assert!(opened.unwrap_err().to_string().contains("head-office upgrade"));
        }
        assert_eq!(std::fs::read(&path).unwrap(), before, "nothing was changed");
        let upgraded = Office::upgrade(&settings).unwrap().unwrap();
        assert_eq!(upgraded.from, 14);
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(std::fs::metadata(&upgraded.copy).unwrap().permissions().mode() & 0o777, 0o600);
        assert!(crate::db::Db::is_older(&upgraded.copy).unwrap(), "the copy is as it was");
        let left = |number: i64| kept.join(format!("head-office.before-{number}.db")).exists();
        assert_eq!([3, 4, 9].map(left), [false, false, true], "the newest two stay");
        assert_eq!(Office::upgrade(&settings).unwrap(), None);
    }

    /// The copy comes before anything is changed: where it does not fit, nothing is.
    #[test]
    fn without_room_for_the_copy_an_upgrade_changes_nothing() {
        struct Mounted(std::path::PathBuf);
        impl Drop for Mounted {
            fn drop(&mut self) {
                let _ = std::process::Command::new("umount").arg("--lazy").arg(&self.0).output();
            }
        }
        let folder = tempfile::tempdir().unwrap();
        let small = folder.path().join("small");
        std::fs::create_dir(&small).unwrap();
        let mut mount = std::process::Command::new("mount");
        let mounted = mount.args(["-t", "tmpfs", "-o", "size=16m,mode=0700", "tmpfs"]).arg(&small).output();
        if !mounted.is_ok_and(|output| output.status.success()) {
            assert!(std::env::var_os("CI").is_none(), "needs the right to mount a tmpfs, which CI has");
            eprintln!("skipped: needs the right to mount a tmpfs");
            return;
        }
        let _unmounted = Mounted(small.clone());
        let settings = crate::testing::settings(small.clone());
        let path = small.join("head-office.db");
        drop(crate::db::Db::create_at_version(&path, 14).unwrap());
        for suffix in ["-wal", "-shm"] {
            let _ = std::fs::remove_file(small.join(format!("head-office.db{suffix}")));
        }
        let before = std::fs::read(&path).unwrap();
        let filler = small.join("filler");
        let mut file = std::fs::File::create(&filler).unwrap();
        while std::io::Write::write_all(&mut file, &[7; 4_096]).is_ok() {}
        // Room for what SQLite keeps beside a file that is read, and not for the copy.
        file.set_len(file.metadata().unwrap().len() - 64 * 1_024).unwrap();
        let refused = Office::upgrade(&settings).unwrap_err().to_string();
        assert!(refused.contains("full") || refused.contains("room"), "{refused}");
        assert_eq!(std::fs::read(&path).unwrap(), before, "nothing was changed");
        let names: Vec<_> = std::fs::read_dir(&small).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        let half = |name: &&std::ffi::OsString| name.to_string_lossy().contains("before");
        assert_eq!(names.iter().find(half), None, "half a copy takes the room that is missing");
        drop(file);
        std::fs::remove_file(&filler).unwrap();
        assert_eq!(Office::upgrade(&settings).unwrap().unwrap().from, 14);
    }

    #[test]
    fn keys_that_others_can_read_are_found() {
        use std::os::unix::fs::PermissionsExt;
        let office = TestOffice::with(CHAIN);
        let key = office.data().join("keys/signing-seed.hex");
        std::fs::set_permissions(&key, std::fs::Permissions::from_mode(0o644)).unwrap();
        assert!(office.check().unwrap().join("\n").contains("chmod go="));
    }
}
