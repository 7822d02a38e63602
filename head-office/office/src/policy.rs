//! What head office prescribes to terminals, and changing it.

use crate::db::audit::{self, AuditKind, Change};
use crate::db::{DbError, Tx, company, policy};
use crate::derive::Touched;
use crate::domain::policy::settings;
pub use crate::domain::policy::{PolicyProblem, Setting, check_policy, is_looser, problems_of, settings_of};
use crate::errors::{OfficeError, Refusal};
use crate::office::Office;
use crate::suggest::similar;
use sync_core::domain::{Policy, UnixMs, UserId};

/// Why an office user's change of the policy is refused.
#[derive(Debug, thiserror::Error)]
pub enum PolicyError {
    /// It is not any more what the change was based on.
    #[error("somebody else has changed it meanwhile")]
    ChangedMeanwhile,
    /// It could not be.
    #[error("{} {}", .0.setting(), .0)]
    Impossible(PolicyProblem),
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// Stores a policy that can be, and who changed it when; nobody is whoever may run commands on head office's machine.
/// Whether it is another one than before.
pub fn replace(
    tx: &mut Tx<'_>,
    touched: &mut Touched,
    (by, at): (Option<UserId>, UnixMs),
    changed: &Policy,
) -> Result<bool, DbError> {
    let before = policy::load(tx)?;
    if before == *changed {
        return Ok(false);
    }
    policy::replace(tx, &before, changed, at)?;
    touched.company = true;
    if let Some(company) = company::find(tx)? {
        let change = Change { at, by, kind: AuditKind::Policy, record_id: company.id.0 };
        audit::record(tx, change, Some(&before), Some(changed))?;
    }
    Ok(true)
}

impl Office {
    /// What is prescribed to terminals.
    ///
    /// # Errors
    /// Those of the database.
    pub fn policy(&self) -> Result<Vec<Setting>, OfficeError> {
        Ok(settings_of(&self.db.read(policy::load)?))
    }

    /// Changes settings by name, all of them in one revision or none; the revision then.
    ///
    /// # Errors
    /// When there is no such setting, or the policy could not be; then nothing is changed.
    pub fn set_policy(&self, values: &[(String, u32)]) -> Result<u64, OfficeError> {
        let changed = self.change(|tx, touched| {
            let mut changed = policy::load(tx)?;
            for (name, value) in values {
                let mut settings = settings(&mut changed);
                match settings.iter_mut().find(|(known, _)| known == name) {
                    Some((_, setting)) => **setting = *value,
                    None => return Err(unknown(name)),
                }
            }
            check_policy(&changed).map_err(|(name, problem)| Refusal::Setting { name, problem })?;
            Ok(replace(tx, touched, (None, self.clock.now()), &changed)?)
        })?;
        Ok(changed.cursor.revision.0)
    }

    /// Changes the policy as an office user; `expected` is what the change is based on.
    pub fn change_policy(&self, by: UserId, expected: &Policy, changed: &Policy) -> Result<(), PolicyError> {
        if let Some(problem) = problems_of(changed).into_iter().next() {
            return Err(PolicyError::Impossible(problem));
        }
        let done = self.change(|tx, touched| {
            if policy::load(tx)? != *expected {
                return Err(PolicyError::ChangedMeanwhile);
            }
            Ok(replace(tx, touched, (Some(by), self.clock.now()), changed)?)
        });
        done.map(|_| ())
    }
}

fn unknown(name: &str) -> OfficeError {
    let names = settings(&mut Policy::default()).map(|(name, _)| name);
    let hint = similar(name, names).unwrap_or_else(|| format!("; there are {}", names.join(", ")));
    Refusal::NoSetting { name: name.to_owned(), hint }.into()
}

#[cfg(test)]
mod tests {
    use crate::testing::{CHAIN, TestOffice};

    #[test]
    fn settings_change_together_in_one_revision_or_not_at_all() {
        let office = TestOffice::with(CHAIN);
        let before = office.cursor().unwrap().revision.0;
        let set = |values: &[(&str, u32)]| {
            let values: Vec<_> = values.iter().map(|(name, value)| ((*name).to_owned(), *value)).collect();
            office.set_policy(&values).map_err(|error| error.to_string())
        };
        let value = |name| office.policy().unwrap().into_iter().find(|setting| setting.name == name).unwrap().value;
        for (values, expect) in [
            (&[("throttle_attempts", 0)][..], "throttle_attempts must be between 1 and 1000 attempts"),
            (&[("auto_lock_s", 86_401)], "between 0 and 86400 seconds"),
            (&[("min_password_length", 65)], "between 1 and 64 characters"),
            (&[("auto_lock_s", 5), ("valid_for_s", 60)], "must not be longer than valid_for_s"),
            (&[("auto_lock_s", 5), ("auto_lok_s", 5)], "did you mean “auto_lock_s”"),
            (&[("x", 5)], "there are min_password_length"),
        ] {
            let error = set(values).unwrap_err();
            assert!(error.contains(expect), "{error}");
        }
        assert_eq!((office.cursor().unwrap().revision.0, value("auto_lock_s")), (before, 120));
        assert_eq!(set(&[("fresh_for_s", 60), ("valid_for_s", 60), ("auto_lock_s", 0)]), Ok(before + 1));
        assert_eq!((value("valid_for_s"), value("auto_lock_s")), (60, 0));
        assert_eq!(set(&[("auto_lock_s", 0)]), Ok(before + 1), "nothing new is no revision");
        assert_eq!(office.check().unwrap(), Vec::<String>::new());
    }
}
