//! Which policy terminals can be held to.

use sync_core::domain::Policy;

/// The settings of a policy by name, to read and to write.
pub fn settings(policy: &mut Policy) -> [(&'static str, &mut u32); 8] {
    [
        ("min_password_length", &mut policy.min_password_length),
        ("throttle_attempts", &mut policy.throttle_attempts),
        ("throttle_refill_s", &mut policy.throttle_refill_s),
        ("supervisor_attempts", &mut policy.supervisor_attempts),
        ("supervisor_refill_s", &mut policy.supervisor_refill_s),
        ("auto_lock_s", &mut policy.auto_lock_s),
        ("fresh_for_s", &mut policy.fresh_for_s),
        ("valid_for_s", &mut policy.valid_for_s),
    ]
}

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
    settings(&mut policy.clone()).map(setting).into()
}

/// Why a policy cannot be.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PolicyProblem {
    /// A setting is not between its least and its most.
    OutOfRange(Setting),
    /// A terminal would say that its data is old only after it refuses to go by it.
    FreshLongerThanValid,
}

impl PolicyProblem {
    /// The name of the setting that is wrong.
    pub fn setting(self) -> &'static str {
        match self {
            Self::OutOfRange(setting) => setting.name,
            Self::FreshLongerThanValid => "fresh_for_s",
        }
    }
}

impl std::fmt::Display for PolicyProblem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::OutOfRange(Setting { least, most, unit, .. }) => {
                write!(f, "must be between {least} and {most} {unit}")
            }
            Self::FreshLongerThanValid => f.write_str("must not be longer than valid_for_s"),
        }
    }
}

/// All that is wrong with a policy, in the order of its settings.
pub fn problems_of(policy: &Policy) -> Vec<PolicyProblem> {
    let settings = settings_of(policy).into_iter();
    let outside = settings.filter(|setting| !(setting.least..=setting.most).contains(&setting.value));
    let mut problems: Vec<_> = outside.map(PolicyProblem::OutOfRange).collect();
    if problems.is_empty() && policy.fresh_for_s > policy.valid_for_s {
        problems.push(PolicyProblem::FreshLongerThanValid);
    }
    problems
}

/// The name of a setting of a policy that cannot be, and why.
pub fn check_policy(policy: &Policy) -> Result<(), (&'static str, String)> {
    let first = problems_of(policy).into_iter().next();
    first.map_or(Ok(()), |problem| Err((problem.setting(), problem.to_string())))
}

/// Whether a value of a setting holds terminals less strictly than another. A terminal that never locks does so least.
pub fn is_looser(setting: &str, value: u32, than: u32) -> bool {
    match setting {
        "min_password_length" | "throttle_refill_s" | "supervisor_refill_s" => value < than,
        "auto_lock_s" => (than != 0) && (value == 0 || value > than),
        _ => value > than,
    }
}
