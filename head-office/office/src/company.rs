//! What is so for all of the company: its name, its language, by which lists are sorted, and its time zone.

use crate::db::audit::{self, AuditKind, Change};
use crate::db::{DbError, Tx, company, name_keys};
use crate::derive::Touched;
use crate::errors::OfficeError;
use crate::office::Office;
use crate::zone::Zone;
use serde::Serialize;
use sync_core::domain::{Language, UnixMs, UserId};

/// See the module.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CompanySettings {
    /// Its name.
    pub name: String,
    /// The language lists are sorted by.
    pub language: Language,
    /// By which times are shown.
    pub zone: Zone,
}

/// Why a change is refused.
#[derive(Debug, thiserror::Error)]
pub enum CompanyError {
    /// It is not any more what the change was based on.
    #[error("somebody else has changed it meanwhile")]
    ChangedMeanwhile,
    /// Head office failed.
    #[error(transparent)]
    Office(#[from] OfficeError),
}

impl From<DbError> for CompanyError {
    fn from(error: DbError) -> Self {
        Self::Office(error.into())
    }
}

/// As the audit trail holds it.
#[derive(Serialize)]
struct Image<'i> {
    name: &'i str,
    language: Language,
    time_zone: &'static str,
}

impl CompanySettings {
    /// As they are.
    pub fn load(tx: &mut Tx<'_>) -> Result<Self, DbError> {
        let name = company::find(tx)?.map(|company| company.name).unwrap_or_default();
        Ok(Self { name, language: name_keys::language(tx)?, zone: company::zone(tx)? })
    }

    fn image(&self) -> Image<'_> {
        Image { name: &self.name, language: self.language, time_zone: self.zone.name() }
    }
}

/// Writes what differs from what is stored, and who changed it when. Whether anything does.
pub fn put_company(
    tx: &mut Tx<'_>,
    touched: &mut Touched,
    (by, at): (Option<UserId>, UnixMs),
    settings: &CompanySettings,
) -> Result<bool, DbError> {
    let before = CompanySettings::load(tx)?;
    let (Some(company), true) = (company::find(tx)?, before != *settings) else { return Ok(false) };
    if before.name != settings.name {
        company::rename(tx, &settings.name)?;
        touched.company = true;
    }
    name_keys::set_language(tx, settings.language)?;
    if before.zone != settings.zone {
        company::set_zone(tx, settings.zone)?;
    }
    let change = Change { at, by, kind: AuditKind::Company, record_id: company.id.0 };
    audit::record(tx, change, Some(&before.image()), Some(&settings.image()))?;
    Ok(true)
}

impl Office {
    /// The company's time zone.
    ///
    /// # Errors
    /// Those of the database.
    pub fn time_zone(&self) -> Result<Zone, OfficeError> {
        Ok(self.db.read(company::zone)?)
    }

    /// Changes the company for an office user, if it is what the change was based on.
    pub fn change_company(
        &self,
        by: UserId,
        expected: &CompanySettings,
        settings: &CompanySettings,
    ) -> Result<(), CompanyError> {
        let now = self.clock.now();
        let changed = self.change(|tx, touched| {
            if CompanySettings::load(tx)? != *expected {
                return Err(CompanyError::ChangedMeanwhile);
            }
            put_company(tx, touched, (Some(by), now), settings)?;
            Ok(())
        });
        changed.map(|_| ())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Clock;
    use crate::db::{Db, machine};
    use crate::office::InitOptions;

    #[test]
    fn a_time_zone_is_chosen_at_the_beginning_or_this_machines() {
        for (chosen, expected) in [("Europe/Riga".parse().ok(), "Europe/Riga"), (None, machine::zone().name())] {
            let folder = tempfile::tempdir().unwrap();
            let settings = crate::testing::settings(folder.path().join("data"));
            let options =
                InitOptions { zone: chosen, kdf_memory_kib: Some(8), kdf_passes: Some(1), ..InitOptions::default() };
            let office = Office::init_at(&settings, &options, Clock::standing_at(UnixMs(1_000_000))).unwrap();
            assert_eq!(office.time_zone().unwrap().name(), expected);
        }
    }

    #[test]
    fn a_head_office_of_an_older_version_goes_on_by_its_machines_time_zone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.db");
        let older = Db::create_at_version(&path, 30).unwrap();
        older.damage("INSERT INTO company (id, name) VALUES ('00000000-0000-0000-0000-000000000001', 'Kohvik')");
        drop(older);
        Db::upgrade(&path).unwrap();
        let db = Db::open(&path).unwrap();
        assert_eq!(db.read(company::zone).unwrap(), machine::zone());
        db.write(|tx| company::set_zone(tx, "Europe/Riga".parse().unwrap())).unwrap();
        assert_eq!(db.read(company::zone).unwrap().name(), "Europe/Riga");
    }
}
