//! Tombstones do not stay for ever: the newest are kept, and a terminal that was off for longer than they reach back
//! fetches everything again.

use crate::db::{company, replica_rows};
use crate::errors::OfficeError;
use crate::office::Office;

impl Office {
    /// Removes the oldest tombstones, so that as many stay as are configured; how many were removed.
    ///
    /// # Errors
    /// Those of the database.
    pub fn sweep_tombstones(&self) -> Result<u64, OfficeError> {
        self.keep_newest_tombstones(self.settings.keep_tombstones)
    }

    /// Removes all but so many; how many went.
    ///
    /// # Errors
    /// Those of the database.
    pub fn keep_newest_tombstones(&self, keep: u32) -> Result<u64, OfficeError> {
        let removed = self.db.write(|tx| {
            let Some(removed) = replica_rows::remove_tombstones(tx, keep)? else { return Ok(None) };
            // In the same transaction: nobody between the two could be told that a row is gone.
            let floor = company::lock_counter(tx)?.floor.max(removed.newest);
            company::set_floor(tx, floor)?;
            Ok::<_, OfficeError>(Some((removed.count, floor)))
        })?;
        let Some((count, floor)) = removed else { return Ok(0) };
        tracing::info!(count, %floor, "old tombstones were removed; terminals below the floor fetch everything again");
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use crate::db::{DbError, Value, company, replica_rows};
    use crate::testing::{CHAIN, TestOffice, collections, grant, shrink, tombstones};
    use std::collections::BTreeMap;
    use sync_core::domain::{Collection, Revision};

    type Rows = BTreeMap<(Collection, String), Vec<u8>>;

    fn floor(office: &TestOffice) -> Revision {
        office.db.read(company::counter).unwrap().floor
    }

    /// What a terminal has that applied everything up to each revision, and what it must end with.
    #[test]
    fn who_is_not_below_the_floor_catches_up_without_the_removed_ones() {
        let office = TestOffice::new();
        let mut at: Vec<(Revision, Rows)> = Vec::new();
        let live = |office: &TestOffice| -> Rows {
            let rows = collections(office).into_iter().flat_map(|collection| {
                let rows = office.db.read(|tx| replica_rows::live(tx, collection)).unwrap();
                rows.into_iter().map(move |(key, body)| ((collection, key), body))
            });
            rows.collect()
        };
        office.import_str(CHAIN).unwrap();
        for step in 0..3 {
            at.push((office.cursor().unwrap().revision, live(&office)));
            shrink(&office);
            at.push((office.cursor().unwrap().revision, live(&office)));
            grant(&office, "jüri", "{ name = \"Sadama\" }");
            office.import_str(&format!("[[user]]\nref = \"ilze\"\nlast_name = \"Ozola {step}\"")).unwrap();
        }
        let mut below = 0;
        for keep in [6, 3, 1, 0] {
            office.keep_newest_tombstones(keep).unwrap();
            let (floor, due) = (floor(&office), live(&office));
            below += at.iter().filter(|(revision, _)| *revision < floor).count();
            for (revision, had) in at.iter().filter(|(revision, _)| *revision >= floor) {
                let mut rows = had.clone();
                for collection in collections(&office) {
                    let newer = office.db.read(|tx| replica_rows::newer(tx, collection, *revision, 9_999)).unwrap();
                    for (key, body) in newer {
                        match body {
                            Some(body) => rows.insert((collection, key), body),
                            None => rows.remove(&(collection, key)),
                        };
                    }
                }
                assert_eq!(rows, due, "keep {keep}, from {revision}");
            }
            assert_eq!(office.check().unwrap(), Vec::<String>::new());
        }
        assert!(below > 0, "somebody had to fetch everything again");
    }

    #[test]
    fn as_many_as_configured_stay_and_the_floor_is_the_newest_removed() {
        let office = TestOffice::with(CHAIN);
        shrink(&office);
        let all = tombstones(&office);
        assert!(all.len() >= 6, "{all:?}");
        assert_eq!(office.sweep_tombstones().unwrap(), 0, "fewer than a hundred thousand");
        assert_eq!(floor(&office), Revision(0));
        for keep in (1..=all.len()).rev() {
            let before = tombstones(&office);
            let removed = office.keep_newest_tombstones(keep as u32).unwrap() as usize;
            let left = tombstones(&office);
            assert_eq!(left.len() + removed, before.len());
            assert!(left.len() >= keep && left[left.len() - keep..] == all[all.len() - keep..], "the newest stay");
            let gone = before.iter().filter(|revision| !left.contains(revision));
            if let Some(newest) = gone.max() {
                assert_eq!(floor(&office).0, *newest);
                assert!(*newest < all[all.len() - keep]);
            }
        }
        assert!(tombstones(&office).len() < all.len());
    }

    #[test]
    fn what_lies_below_the_floor_or_above_the_revision_is_found() {
        let office = TestOffice::with(CHAIN);
        shrink(&office);
        let set = |floor: u64| {
            let set = office.db.write(|tx| tx.execute("UPDATE counter SET floor = ?1", &[Value::from(floor)]));
            set.map_err(|error: DbError| error).unwrap();
        };
        assert_eq!(office.check().unwrap(), Vec::<String>::new());
        set(office.cursor().unwrap().revision.0 - 1);
        assert!(office.check().unwrap().join("\n").contains("tombstones"));
        set(office.cursor().unwrap().revision.0 + 1);
        assert!(office.check().unwrap().join("\n").contains("floor"));
    }
}
