//! When head office last ran.

use crate::db::{DbError, Tx, company};
use crate::domain::ahead::AHEAD_MS;
use crate::errors::OfficeError;
use crate::office::Office;
use sync_core::domain::UnixMs;

/// The fact under which it is noted.
const RAN_AT: &str = "ran_at";

impl Office {
    /// Notes that head office runs; the time noted before, if that is in the future.
    ///
    /// # Errors
    /// Those of the database.
    pub fn note_time(&self, now: UnixMs) -> Result<Option<UnixMs>, OfficeError> {
        let read = |tx: &mut Tx<'_>| company::fact(tx, RAN_AT);
        Ok(self.db.write(|tx| {
            let before = read(tx)?.and_then(|text| text.parse().ok()).map(UnixMs);
            company::set_fact(tx, RAN_AT, &now.0.to_string())?;
            Ok::<_, DbError>(before.filter(|before| before.since(now) > AHEAD_MS))
        })?)
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::{NOW, TestOffice};

    #[test]
    fn a_clock_before_the_time_head_office_last_ran_is_told_once() {
        let office = TestOffice::new();
        assert_eq!(office.note_time(NOW).unwrap(), None);
        assert_eq!(office.note_time(NOW.plus_ms(-60_000)).unwrap(), None, "a minute happens");
        assert_eq!(office.note_time(NOW.plus_ms(86_400_000)).unwrap(), None);
        assert_eq!(office.note_time(NOW).unwrap(), Some(NOW.plus_ms(86_400_000)));
        assert_eq!(office.note_time(NOW).unwrap(), None);
    }
}
