//! What head office prescribes to terminals: which policy can be, and changing it.

use crate::db::{DbError, Tx, policy};
use crate::derive::Touched;
use crate::office::{Office, OfficeError};
use crate::suggest::similar;
use sync_core::domain::Policy;

/// A setting as it stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Setting {
    /// Its name, as in configuration and import files.
    pub name: &'static str,
    /// Its value, in the unit.
    pub value: u32,
    /// characters, attempts or seconds.
    pub unit: &'static str,
    /// The least it can be.
    pub least: u32,
    /// The most it can be.
    pub most: u32,
}

/// The settings of a policy, with what they can be.
pub fn settings_of(policy: &Policy) -> Vec<Setting> {
    const YEAR_S: u32 = 366 * 86_400;
    let setting = |(name, value): (&'static str, &mut u32)| {
        let (unit, least, most) = match name {
            "min_password_length" => ("characters", 1, 64),
            "throttle_attempts" | "supervisor_attempts" => ("attempts", 1, 1_000),
            "auto_lock_s" => ("seconds", 0, 86_400),
            _ => ("seconds", 1, YEAR_S),
        };
        Setting { name, value: *value, unit, least, most }
    };
    policy::settings(&mut policy.clone()).map(setting).into()
}

/// The name of a setting of a policy that can not be, and why.
pub fn check_policy(policy: &Policy) -> Result<(), (&'static str, String)> {
    for Setting { name, value, unit, least, most } in settings_of(policy) {
        if !(least..=most).contains(&value) {
            return Err((name, format!("must be between {least} and {most} {unit}")));
        }
    }
    if policy.fresh_for_s > policy.valid_for_s {
        return Err(("fresh_for_s", "must not be longer than valid_for_s".into()));
    }
    Ok(())
}

/// Stores a policy that can be; whether it is another one than before.
pub fn replace(tx: &mut Tx<'_>, touched: &mut Touched, changed: &Policy) -> Result<bool, DbError> {
    if policy::load(tx)? == *changed {
        return Ok(false);
    }
    policy::store(tx, changed)?;
    touched.company = true;
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
                let mut settings = policy::settings(&mut changed);
                match settings.iter_mut().find(|(known, _)| known == name) {
                    Some((_, setting)) => **setting = *value,
                    None => return Err(unknown(name)),
                }
            }
            check_policy(&changed)
                .map_err(|(name, problem)| OfficeError::Refused(format!("{name} {problem}; nothing was changed")))?;
            Ok(replace(tx, touched, &changed)?)
        })?;
        Ok(changed.cursor.revision.0)
    }
}

fn unknown(name: &str) -> OfficeError {
    let names = policy::settings(&mut Policy::default()).map(|(name, _)| name);
    let hint = similar(name, names).unwrap_or_else(|| format!("; there are {}", names.join(", ")));
    OfficeError::Refused(format!("there is no setting “{name}”{hint}"))
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
