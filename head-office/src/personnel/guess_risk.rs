//! How likely somebody who guesses at one terminal hits somebody's POS password.

use sync_core::domain::Policy;

const DAY_S: u64 = 86_400;

/// How many guesses a terminal takes in a day: those at once and those given back.
pub fn guesses_a_day(policy: &Policy) -> u64 {
    u64::from(policy.throttle_attempts) + DAY_S / u64::from(policy.throttle_refill_s.max(1))
}

/// What guessing for a day comes to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Risk {
    /// About so many POS passwords are hit.
    Certain(u64),
    /// One is hit in one of so many days.
    OneIn(u64),
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
    fn passwords_grow_with_the_company() {
        for (users, digits) in [(1, 6), (1_000, 6), (1_001, 7), (100_000, 8), (u64::MAX, 18)] {
            assert_eq!(recommended_digits(users), digits, "{users} users");
        }
    }
}
