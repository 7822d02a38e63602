//! A salepoint that is stricter than the company, at real terminal processes: its own obey, another's go by the company's.

use super::manual_till::{OpenTill, till_at};
use crate::programs::{Shop, wait_until};
use tests::chain;

/// A cashier at Kesklinn and one at Sadama.
const MARI: &str = "482913";
const PEETER: &str = "847205";

#[test]
fn old_data_and_wrong_attempts_end_logins_where_the_salepoint_says_so() {
    let mut shop = Shop::open();
    let [strict, usual] = [chain::SALEPOINT, "Sadama"].map(|salepoint| till_at(&shop, salepoint));
    shop.import(&own("throttle_attempts = 2\nvalid_for_s = 1"));
    for till in [&strict, &usual] {
        till.refresh();
    }
    assert_eq!((strict.outcome(MARI).as_str(), usual.outcome(PEETER).as_str()), ("granted", "granted"));

    shop.kill_office();
    wait_until("what is too old", || strict.outcome(MARI) == "expired");
    assert_eq!(usual.outcome(PEETER), "granted");
    for (till, expect) in [(&strict, "throttled"), (&usual, "wrong_password")] {
        let outcomes = ["1", "2", "3"].map(|digit| till.outcome(&digit.repeat(6)));
        assert_eq!(outcomes, ["wrong_password", "wrong_password", expect]);
    }

    // The company's word again, with the next contact.
    shop.serve();
    shop.import(&own("throttle_attempts = 0\nvalid_for_s = 0"));
    strict.refresh();
    shop.kill_office();
    assert_eq!(strict.outcome("444444"), "wrong_password", "eight more than before");
    assert_eq!(strict.outcome(MARI), "granted");
}

#[test]
fn a_session_locks_itself_where_the_salepoint_says_so() {
    let shop = Shop::open();
    let Some(strict) = OpenTill::at(&shop, chain::SALEPOINT) else { return };
    let Some(usual) = OpenTill::at(&shop, "Sadama") else { return };
    assert_eq!((usual.attempt(PEETER).as_str(), strict.attempt(MARI).as_str()), ("granted", "granted"));
    let imported = shop.import(&own("auto_lock_s = 1"));
    strict.has(imported["revision"].as_u64().unwrap());
    let has_locked = |till: &OpenTill| till.entries().iter().any(|entry| entry["kind"] == "lock");
    wait_until("the lock", || has_locked(&strict));
    assert!(!has_locked(&usual), "two minutes have not passed");
}

fn own(settings: &str) -> String {
    format!("[[salepoint]]\nname = \"{}\"\n{settings}\n", chain::SALEPOINT)
}
