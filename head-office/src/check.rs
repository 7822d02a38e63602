//! `check`: whether everything that is stored fits together, and what to do where it does not.

use crate::db::grants::Viewer;
use crate::db::{Tx, company, digest_buckets, replica_rows, salepoints};
use crate::derive::full;
use crate::fit::misfits;
use crate::office::{Office, OfficeError};
use std::collections::BTreeSet;
use sync_core::domain::Collection;
use sync_core::sync::Buckets;

/// Of each kind of problem no more are listed.
const LISTED: usize = 10;

impl Office {
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
            found.push(format!("the database file is damaged ({line}): put back the last backup"));
        }
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
            for misfit in misfits(tx, &self.keys)? {
                wrong.push(format!("{misfit}: put back the keys that belong to this database"));
            }
            let lost = self.lost_rotations(tx)?;
            if lost > 0 {
                wrong.push(format!(
                    "{lost} rotation statements are missing from keys/rotations.cbor: put it back from the backup of the \
                     keys, or terminals that were off cannot follow to the key in use"
                ));
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

    #[test]
    fn keys_that_others_can_read_are_found() {
        use std::os::unix::fs::PermissionsExt;
        let office = TestOffice::with(CHAIN);
        let key = office.data().join("keys/signing-seed.hex");
        std::fs::set_permissions(&key, std::fs::Permissions::from_mode(0o644)).unwrap();
        assert!(office.check().unwrap().join("\n").contains("chmod go="));
    }
}
