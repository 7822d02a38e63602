//! The policy as a form has it: lengths of time are typed as a number and a unit, and stored in seconds.
//!
//! The fields of a length of time are called after its setting without `_s`, and that with `_unit`. Where the reader
//! keeps what somebody else saved, it is there under the setting's own name, in seconds, and counts instead.

use super::super::form::Field;
use super::super::record_form::Values;
use super::super::texts::Texts;
use head_office_office::policy::{PolicyProblem, Setting, problems_of, settings_of};
use head_office_store::policy::settings;
use sync_core::domain::Policy;

/// The units of lengths of time: seconds in one, and its name.
const UNITS: [(u32, &str); 4] =
    [(1, "unit-seconds"), (60, "unit-minutes"), (3_600, "unit-hours"), (86_400, "unit-days")];

/// What is typed for one setting.
#[derive(Clone, Debug)]
pub struct Input {
    /// The setting's name.
    pub setting: &'static str,
    /// The name of its field, and its id.
    pub id: String,
    /// What it is called.
    pub label: String,
    /// What stands below that.
    pub help: String,
    /// The number.
    pub field: Field,
    /// The units to choose from: code, name, whether it is chosen. Empty: it is a plain number.
    pub units: Vec<(String, String, bool)>,
}

/// What a setting is called.
pub fn name(texts: &Texts, setting: &str) -> String {
    texts.t(match setting {
        "min_password_length" => "policy-min-password-length",
        "throttle_attempts" => "policy-throttle-attempts",
        "throttle_refill_s" => "policy-throttle-refill",
        "supervisor_attempts" => "policy-supervisor-attempts",
        "supervisor_refill_s" => "policy-supervisor-refill",
        "auto_lock_s" => "policy-auto-lock",
        "fresh_for_s" => "policy-fresh-for",
        _ => "policy-valid-for",
    })
}

/// The value of a setting in words.
pub fn shown(texts: &Texts, setting: &str, value: u32) -> String {
    match setting {
        "auto_lock_s" if value == 0 => texts.t("policy-never"),
        _ if is_time(setting) => texts.duration(value),
        _ => texts.number(u64::from(value)),
    }
}

/// A policy as the form is based on it: each setting in its stored unit.
pub fn base(policy: &Policy) -> Values {
    settings_of(policy)
        .iter()
        .fold(Values::default(), |values, setting| values.holding(setting.name, &setting.value.to_string()))
}

/// What the form is based on, if it says so.
pub fn policy_of(base: &Values) -> Option<Policy> {
    let mut policy = Policy::default();
    for (name, value) in settings(&mut policy) {
        *value = base.get(name).parse().ok()?;
    }
    Some(policy)
}

/// What was typed.
#[derive(Clone, Debug)]
pub struct Typed {
    /// The fields, in the order of the settings.
    pub inputs: Vec<Input>,
    /// The policy that is meant; where something is wrong, with the setting of `otherwise`.
    pub policy: Policy,
    /// Names of fields, and what is wrong with them.
    pub problems: Vec<(String, String)>,
}

impl Typed {
    /// The fields as a policy fills them.
    pub fn of(texts: &Texts, policy: &Policy) -> Self {
        Self::read(texts, &base(policy), policy)
    }

    /// Reads what was typed.
    pub fn read(texts: &Texts, typed: &Values, otherwise: &Policy) -> Self {
        let mut policy = *otherwise;
        let mut inputs = Vec::new();
        for (name, value) in settings(&mut policy) {
            let (mut input, meant) = input(texts, name, typed);
            match meant {
                Some(meant) => *value = meant,
                None => input.field.problem = texts.t("policy-no-number"),
            }
            inputs.push(input);
        }
        for problem in problems_of(&policy) {
            let words = problem_words(texts, problem);
            let of = inputs.iter_mut().find(|input| input.setting == problem.setting());
            if let Some(input) = of.filter(|input| input.field.problem.is_empty()) {
                input.field.problem = words;
            }
        }
        let wrong = inputs.iter().filter(|input| !input.field.problem.is_empty());
        let problems: Vec<_> = wrong.map(|input| (input.id.clone(), input.field.problem.clone())).collect();
        for (value, before) in settings(&mut policy).into_iter().zip(settings(&mut otherwise.clone())) {
            if problems.iter().any(|(id, _)| *id == field_name(value.0)) {
                *value.1 = *before.1;
            }
        }
        Self { inputs, policy, problems }
    }
}

/// The field of a setting, and the value that is meant.
pub fn input(texts: &Texts, setting: &'static str, typed: &Values) -> (Input, Option<u32>) {
    let id = field_name(setting).to_owned();
    let stored: Option<u32> = typed.get(setting).parse().ok();
    let (amount, unit_s, meant) = match (is_time(setting), stored) {
        (true, Some(seconds)) => {
            let (unit_s, _) = unit_of(seconds);
            ((seconds / unit_s).to_string(), unit_s, Some(seconds))
        }
        (true, None) => {
            let amount = typed.get(&id).to_owned();
            let unit_s = typed.get(&format!("{id}_unit")).parse().ok();
            let unit_s = unit_s.filter(|unit_s| UNITS.iter().any(|(known, _)| known == unit_s));
            let meant = whole(&amount).zip(unit_s).map(|(amount, unit_s)| amount.saturating_mul(unit_s));
            (amount, unit_s.unwrap_or(60), meant)
        }
        (false, _) => {
            let amount = typed.get(setting).to_owned();
            let meant = whole(&amount);
            (amount, 0, meant)
        }
    };
    let units = UNITS.iter().filter(|_| unit_s != 0);
    let units = units.map(|(seconds, key)| (seconds.to_string(), texts.t(key), *seconds == unit_s)).collect();
    let help = match setting {
        "auto_lock_s" => texts.t("policy-auto-lock-help"),
        _ => String::new(),
    };
    (Input { setting, id, label: name(texts, setting), help, field: Field::holding(&amount), units }, meant)
}

/// What is wrong with a setting, in words.
pub fn problem_words(texts: &Texts, problem: PolicyProblem) -> String {
    match problem {
        PolicyProblem::OutOfRange(setting) => limits(texts, setting),
        PolicyProblem::FreshLongerThanValid => texts.t("policy-fresh-too-long"),
    }
}

/// What can be typed for a setting.
fn limits(texts: &Texts, setting: Setting) -> String {
    let [least, most] = [setting.least, setting.most].map(|value| match is_time(setting.name) {
        true => texts.duration(value),
        false => texts.number(u64::from(value)),
    });
    texts.with("policy-out-of-range", &[("least", &least), ("most", &most)])
}

/// The name of the field of a setting.
pub fn field_name(setting: &str) -> &str {
    setting.strip_suffix("_s").unwrap_or(setting)
}

fn is_time(setting: &str) -> bool {
    setting.ends_with("_s")
}

/// The largest unit in which so many seconds are a whole number.
pub fn unit_of(seconds: u32) -> (u32, &'static str) {
    let fitting = UNITS.into_iter().rev().find(|(unit_s, _)| seconds != 0 && seconds.is_multiple_of(*unit_s));
    fitting.unwrap_or(UNITS[1])
}

/// A whole number as people type it; larger ones than can be stored are the largest.
fn whole(typed: &str) -> Option<u32> {
    let digits = typed.trim();
    let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| digits.parse().unwrap_or(u32::MAX))
}
