//! Where a salepoint's terminals are held more strictly than the company holds all of them.
//!
//! What is in force there is, for each setting, the stricter of the two, whichever was changed last: a salepoint never
//! becomes less strict than the company, also where the company has become stricter than the salepoint's own value.

use super::policy::{PolicyProblem, Setting, is_looser, settings, settings_of};
use serde::Serialize;
use sync_core::domain::Policy;

/// A salepoint's own values. `None`: as the company.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize)]
pub struct OwnLimits {
    /// Wrong attempts a terminal allows before it throttles.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub throttle_attempts: Option<u32>,
    /// Seconds without a touch until a session locks itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub auto_lock_s: Option<u32>,
    /// Seconds without contact until a terminal says that its data is old.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fresh_for_s: Option<u32>,
    /// Seconds without contact until only groups with `login_when_stale` can log in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub valid_for_s: Option<u32>,
}

/// Why a value cannot be a salepoint's own.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum OwnProblem {
    /// No policy could have it.
    Impossible(PolicyProblem),
    /// The company's, which is this, is stricter.
    LessStrict(Setting),
}

impl OwnProblem {
    /// The name of the setting that is wrong.
    pub fn setting(self) -> &'static str {
        match self {
            Self::Impossible(problem) => problem.setting(),
            Self::LessStrict(setting) => setting.name,
        }
    }
}

impl std::fmt::Display for OwnProblem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Impossible(problem) => problem.fmt(f),
            Self::LessStrict(Setting { value, unit, .. }) => {
                write!(f, "must be stricter than the company's, which is {value} {unit}")
            }
        }
    }
}

impl OwnLimits {
    /// The names of what a salepoint can have of its own.
    pub const NAMES: [&str; 4] = ["throttle_attempts", "auto_lock_s", "fresh_for_s", "valid_for_s"];

    /// The values by name, to read and to write, in the order of [`Self::NAMES`].
    pub fn settings(&mut self) -> [(&'static str, &mut Option<u32>); 4] {
        [
            ("throttle_attempts", &mut self.throttle_attempts),
            ("auto_lock_s", &mut self.auto_lock_s),
            ("fresh_for_s", &mut self.fresh_for_s),
            ("valid_for_s", &mut self.valid_for_s),
        ]
    }

    /// The own value of a setting.
    pub fn get(mut self, name: &str) -> Option<u32> {
        self.settings().into_iter().find(|(known, _)| *known == name).and_then(|(_, value)| *value)
    }

    /// What terminals of the salepoint get.
    pub fn in_force(mut self, company: &Policy) -> Policy {
        let mut policy = *company;
        let own = self.settings();
        for (name, value) in settings(&mut policy) {
            let own = own.iter().find(|(known, _)| *known == name).and_then(|(_, own)| **own);
            if let Some(own) = own.filter(|own| is_looser(name, *value, *own)) {
                *value = own;
            }
        }
        policy.fresh_for_s = policy.fresh_for_s.min(policy.valid_for_s);
        policy
    }

    /// All that is wrong with these values beside the company's. What was there `before` and was not changed is not
    /// wrong: the company may have become stricter since.
    pub fn problems(self, company: &Policy, before: Self) -> Vec<OwnProblem> {
        let mut problems = Vec::new();
        for setting in settings_of(company) {
            let Some(own) = self.get(setting.name).filter(|own| before.get(setting.name) != Some(*own)) else {
                continue;
            };
            // Never to lock is not stricter than anything.
            let least = setting.least.max(1);
            if !(least..=setting.most).contains(&own) {
                let outside = Setting { value: own, least, ..setting };
                problems.push(OwnProblem::Impossible(PolicyProblem::OutOfRange(outside)));
            } else if is_looser(setting.name, own, setting.value) {
                problems.push(OwnProblem::LessStrict(setting));
            }
        }
        let both = self.fresh_for_s.zip(self.valid_for_s);
        if problems.is_empty() && self != before && both.is_some_and(|(fresh, valid)| fresh > valid) {
            problems.push(OwnProblem::Impossible(PolicyProblem::FreshLongerThanValid));
        }
        problems
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOTHING: OwnLimits =
        OwnLimits { throttle_attempts: None, auto_lock_s: None, fresh_for_s: None, valid_for_s: None };

    #[test]
    fn the_stricter_of_the_two_is_in_force() {
        let company = Policy::default();
        let never_locks = Policy { auto_lock_s: 0, ..company };
        for (own, company, expect) in [
            (NOTHING, company, company),
            (NOTHING, never_locks, never_locks),
            (OwnLimits { auto_lock_s: Some(60), ..NOTHING }, company, Policy { auto_lock_s: 60, ..company }),
            (OwnLimits { auto_lock_s: Some(60), ..NOTHING }, never_locks, Policy { auto_lock_s: 60, ..company }),
            (OwnLimits { auto_lock_s: Some(121), ..NOTHING }, company, company),
            (OwnLimits { auto_lock_s: Some(0), ..NOTHING }, company, company),
            (OwnLimits { throttle_attempts: Some(4), ..NOTHING }, company, Policy { throttle_attempts: 4, ..company }),
            (OwnLimits { throttle_attempts: Some(11), ..NOTHING }, company, company),
            (
                OwnLimits { fresh_for_s: Some(60), valid_for_s: Some(3_600), ..NOTHING },
                company,
                Policy { fresh_for_s: 60, valid_for_s: 3_600, ..company },
            ),
            (
                OwnLimits { valid_for_s: Some(3_600), ..NOTHING },
                company,
                Policy { fresh_for_s: 3_600, valid_for_s: 3_600, ..company },
            ),
        ] {
            assert_eq!(own.in_force(&company), expect, "{own:?}");
        }
    }

    #[test]
    fn a_salepoint_is_not_less_strict_than_the_company() {
        let company = Policy::default();
        for (own, before, expect) in [
            (NOTHING, NOTHING, &[][..]),
            (OwnLimits { auto_lock_s: Some(120), ..NOTHING }, NOTHING, &[]),
            (OwnLimits { auto_lock_s: Some(121), ..NOTHING }, NOTHING, &["auto_lock_s"]),
            (OwnLimits { auto_lock_s: Some(121), ..NOTHING }, OwnLimits { auto_lock_s: Some(121), ..NOTHING }, &[]),
            (OwnLimits { auto_lock_s: Some(0), ..NOTHING }, NOTHING, &["auto_lock_s"]),
            (OwnLimits { throttle_attempts: Some(0), ..NOTHING }, NOTHING, &["throttle_attempts"]),
            (
                OwnLimits { throttle_attempts: Some(11), valid_for_s: Some(2_592_001), ..NOTHING },
                NOTHING,
                &["throttle_attempts", "valid_for_s"],
            ),
            (OwnLimits { fresh_for_s: Some(61), valid_for_s: Some(60), ..NOTHING }, NOTHING, &["fresh_for_s"]),
            (OwnLimits { valid_for_s: Some(60), ..NOTHING }, NOTHING, &[]),
        ] {
            let wrong: Vec<_> = own.problems(&company, before).into_iter().map(OwnProblem::setting).collect();
            assert_eq!(wrong, expect, "{own:?}");
        }
        let never_locks = Policy { auto_lock_s: 0, ..company };
        assert_eq!(OwnLimits { auto_lock_s: Some(86_400), ..NOTHING }.problems(&never_locks, NOTHING), []);
    }
}
