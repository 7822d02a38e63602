//! What is counted across boots: each begins with the first reading of the clocks in it.

use super::{Till, TillError};
use crate::domain::{BootId, Moment, UnixMs};
use rusqlite::{OptionalExtension, params};

impl Till {
    /// The first reading of the clocks in the boot of `now`; `now` itself where there was none before.
    ///
    /// # Errors
    /// `Database`.
    pub fn first_reading(&self, now: Moment) -> Result<Moment, TillError> {
        Ok(self.begun(now.boot)?.unwrap_or(now))
    }

    /// Notes the first reading of the clocks in a boot, and answers it; an earlier one of the same boot stands.
    ///
    /// With a new boot the buckets begin to refill anew: what they owed is owed still, as of now.
    ///
    /// # Errors
    /// `DiskFull`, `Database`.
    pub fn begin_boot(&mut self, now: Moment) -> Result<Moment, TillError> {
        if let Some(first) = self.begun(now.boot)? {
            return Ok(first);
        }
        self.write_above("beginning a boot", |transaction| {
            transaction.execute(
                "UPDATE state SET boot = ?1, boot_wall = ?2, boot_ms = ?3",
                params![now.boot.0, now.wall.0, now.boot_ms.cast_signed()],
            )?;
            transaction.execute(
                "UPDATE throttle SET boot = ?1, at_boot_ms = ?2 WHERE boot <> ?1",
                params![now.boot.0, now.boot_ms.cast_signed()],
            )?;
            Ok(now)
        })
    }

    /// The first reading of this boot, if it was noted.
    fn begun(&self, boot: BootId) -> Result<Option<Moment>, TillError> {
        let read = |row: &rusqlite::Row<'_>| {
            Ok(Moment { wall: UnixMs(row.get(0)?), boot, boot_ms: row.get::<_, i64>(1)?.cast_unsigned() })
        };
        let stored = self.read("reading the boot", |connection| {
            connection.query_row("SELECT boot_wall, boot_ms FROM state WHERE boot = ?1", [boot.0], read).optional()
        })?;
        Ok(stored.flatten())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::login::{Bucket, Limit, Throttle};

    const LIMIT: Limit = Limit { attempts: 10, refill_ms: 600_000 };

    fn at(boot: u8, boot_ms: u64, wall: i64) -> Moment {
        Moment { wall: UnixMs(wall), boot: BootId([boot; 16]), boot_ms }
    }

    #[test]
    fn the_first_reading_of_a_boot_stands_until_the_next() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("till.db");
        let first = at(1, 50, 1_000);
        for (now, due) in [
            (first, first),
            (at(1, 90, -7), first),
            (at(1, 91, i64::MAX), first),
            (at(2, 3, 1_100), at(2, 3, 1_100)),
            (at(2, 9, 0), at(2, 3, 1_100)),
            (at(1, 95, 1_200), at(1, 95, 1_200)),
        ] {
            let mut till = Till::open(&path).unwrap().0;
            assert_eq!(till.first_reading(now).unwrap(), due, "{now:?}: only read");
            assert_eq!(till.begin_boot(now).unwrap(), due, "{now:?}");
        }
    }

    #[test]
    fn after_a_reboot_buckets_owe_what_they_owed_and_refill() {
        let folder = tempfile::tempdir().unwrap();
        let mut till = Till::open(&folder.path().join("till.db")).unwrap().0;
        till.begin_boot(at(1, 0, 0)).unwrap();
        for bucket in [Bucket::Login, Bucket::Supervisor] {
            till.store_throttle(bucket, &Throttle::empty(at(1, 900_000, 0))).unwrap();
        }
        let waits = |till: &Till, now| {
            [Bucket::Login, Bucket::Supervisor]
                .map(|bucket| till.throttle(bucket).unwrap().unwrap().wait_ms(LIMIT, now))
        };
        till.begin_boot(at(1, 1_000_000, 0)).unwrap();
        assert_eq!(waits(&till, at(1, 1_000_000, 0)), [500_000; 2], "a restart is no boot");
        till.begin_boot(at(2, 2_000_000, 0)).unwrap();
        assert_eq!(
            waits(&till, at(2, 2_000_000, 0)),
            [600_000; 2],
            "the time before the terminal started gives nothing"
        );
        assert_eq!(waits(&till, at(2, 2_500_000, 0)), [100_000; 2]);
        assert_eq!(waits(&till, at(2, 2_600_000, 0)), [0; 2]);
    }
}
