//! How likely somebody who guesses at one terminal hits somebody's POS password.

use sync_core::domain::Policy;

const DAY_S: u64 = 86_400;

/// How many guesses a terminal takes in a day: those at once and those given back.
pub fn guesses_a_day(policy: &Policy) -> u64 {
    in_a_day(policy.throttle_attempts, policy.throttle_refill_s)
}

/// The same in the dialogs of supervisors.
pub fn supervisor_guesses_a_day(policy: &Policy) -> u64 {
    in_a_day(policy.supervisor_attempts, policy.supervisor_refill_s)
}

fn in_a_day(attempts: u32, refill_s: u32) -> u64 {
    u64::from(attempts) + DAY_S / u64::from(refill_s.max(1))
}

/// What guessing for a day comes to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Risk {
    /// About so many POS passwords are hit.
    Certain(u64),
    /// One is hit in one of so many days.
    OneIn(u64),
}

/// How bad a risk is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Severity {
    /// One is hit in more than 20 days of guessing at one terminal, if at all.
    Low,
    /// One is hit within 20 days.
    High,
    /// One is hit every day.
    Certain,
}

impl Risk {
    /// How bad it is.
    pub fn severity(self) -> Severity {
        match self {
            Self::Certain(_) => Severity::Certain,
            Self::OneIn(days) if days <= 20 => Severity::High,
            Self::OneIn(_) => Severity::Low,
        }
    }

    /// Whether more is hit, or sooner.
    pub fn is_worse_than(self, other: Self) -> bool {
        match (self, other) {
            (Self::Certain(hits), Self::Certain(others)) => hits > others,
            (Self::OneIn(days), Self::OneIn(others)) => days < others,
            (Self::Certain(_), Self::OneIn(_)) => true,
            (Self::OneIn(_), Self::Certain(_)) => false,
        }
    }
}

/// The risk with so many users whose POS passwords are random and have so many digits: the expected hits of a day are
/// users × guesses ÷ 10^digits.
pub fn risk(users: u64, digits: u32, policy: &Policy) -> Risk {
    let tried = u128::from(users.max(1)) * u128::from(guesses_a_day(policy).max(1));
    let possible = 10_u128.saturating_pow(digits);
    let about = |part: u128, of: u128| u64::try_from(part.saturating_add(of / 2) / of).unwrap_or(u64::MAX);
    match tried >= possible {
        true => Risk::Certain(about(tried, possible)),
        false => Risk::OneIn(about(possible, tried)),
    }
}

/// How many digits a generated POS password has: at least six, and so many that a single guess hits one of a thousand
/// such companies at most.
pub fn recommended_digits(users: u64) -> u32 {
    (6..=18).find(|digits| users.saturating_mul(1_000) <= 10_u64.pow(*digits)).unwrap_or(18)
}

/// The same, and no fewer than the policy wants.
pub fn generated_digits(users: u64, policy: &Policy) -> u32 {
    recommended_digits(users).max(policy.min_password_length)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_risk_is_what_arithmetic_says() {
        let policy = Policy { throttle_attempts: 10, throttle_refill_s: 600, ..Policy::default() };
        assert_eq!(guesses_a_day(&policy), 154);
        for (users, digits, expect) in [
            (1_284, 4, Risk::Certain(20)),
            (1_284, 6, Risk::OneIn(5)),
            (1_284, 7, Risk::OneIn(51)),
            (1_284, 8, Risk::OneIn(506)),
            (65, 4, Risk::Certain(1)),
            (0, 6, Risk::OneIn(6_494)),
            (1, 64, Risk::OneIn(u64::MAX)),
        ] {
            assert_eq!(risk(users, digits, &policy), expect, "{users} users, {digits} digits");
        }
    }

    #[test]
    fn attempts_and_what_is_given_back_in_a_day_are_the_guesses() {
        for (attempts, refill_s, expect) in
            [(10, 600, 154), (1, 86_400, 2), (5, 86_401, 5), (1_000, 1, 87_400), (3, 3_600, 27), (1, 0, 86_401)]
        {
            let policy = Policy { throttle_attempts: attempts, throttle_refill_s: refill_s, ..Policy::default() };
            assert_eq!(guesses_a_day(&policy), expect, "{attempts}, one back in {refill_s} s");
            let supervisors =
                Policy { supervisor_attempts: attempts, supervisor_refill_s: refill_s, ..Policy::default() };
            assert_eq!((guesses_a_day(&supervisors), supervisor_guesses_a_day(&supervisors)), (154, expect));
        }
    }

    #[test]
    fn a_risk_is_as_bad_as_it_is_soon() {
        for (risk, expect) in [
            (Risk::Certain(1), Severity::Certain),
            (Risk::OneIn(1), Severity::High),
            (Risk::OneIn(5), Severity::High),
            (Risk::OneIn(20), Severity::High),
            (Risk::OneIn(21), Severity::Low),
        ] {
            assert_eq!(risk.severity(), expect, "{risk:?}");
        }
    }

    #[test]
    fn passwords_grow_with_the_company() {
        for (users, digits) in [(1, 6), (1_000, 6), (1_001, 7), (100_000, 8), (u64::MAX, 18)] {
            assert_eq!(recommended_digits(users), digits, "{users} users");
        }
        for (users, least, digits) in [(1_284, 4, 7), (1_284, 9, 9), (1, 64, 64)] {
            let policy = Policy { min_password_length: least, ..Policy::default() };
            assert_eq!(generated_digits(users, &policy), digits, "{users} users, at least {least}");
        }
    }
}
