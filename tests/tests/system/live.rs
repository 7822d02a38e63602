//! Live: what changes at head office is at the till without anybody asking, whoever changed it; and head office that is
//! away for an hour.

use crate::programs::Shop;
use head_office::Pace;
use std::path::Path;
use std::time::Duration;
use sync_core::login::{Age, OutcomeCode};
use tests::chain::{self, PEETER_GETS_KESKLINN};
use tests::running::RunningTerminal;
use tests::world::{Cost, World};

const HOUR_MS: u64 = 3_600_000;
/// Alice, whom the office deactivates.
const ALICE_IS_DEACTIVATED: &str = "[[user]]\nref = \"e-001\"\nactive = false\n";

async fn enrolled_at(data: &Path, world: &World) -> RunningTerminal {
    let code = world.code(chain::SALEPOINT).unwrap();
    let mut till = RunningTerminal::enrol(data, &world.address(), &code).await.unwrap();
    till.until_live().await;
    till
}

/// One attempt of a terminal to which changes come by themselves: nobody is asked for anything.
async fn outcome_unasked(till: &mut RunningTerminal, password: &str) -> OutcomeCode {
    let (outcome, asked) = till.attempt(password).await;
    assert!(!asked, "a live terminal has nothing to ask");
    outcome.code()
}

fn age(till: &RunningTerminal) -> Age {
    till.till.age(till.state().contact)
}

/// Makes two changes; each is at the till, which asks nobody, before it is looked for.
async fn changes_arrive(till: &mut RunningTerminal, import: impl Fn(&str)) {
    assert_eq!(outcome_unasked(till, "260847").await, OutcomeCode::Granted);
    assert_eq!(outcome_unasked(till, "847205").await, OutcomeCode::NoSalepoint);
    for (change, password, outcome) in [
        (ALICE_IS_DEACTIVATED, "260847", OutcomeCode::Inactive),
        (PEETER_GETS_KESKLINN, "847205", OutcomeCode::Granted),
    ] {
        let before = till.state().cursor;
        import(change);
        till.until("the change", |state| state.cursor > before && state.is_live()).await;
        assert_eq!(outcome_unasked(till, password).await, outcome);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_made_in_head_offices_process_arrives_by_itself() {
    let folder = tempfile::tempdir().unwrap();
    let world = World::begin(&folder.path().join("office"), Cost::Cheap).await.unwrap();
    let mut till = enrolled_at(&folder.path().join("till"), &world).await;
    changes_arrive(&mut till, |change| world.import(change).unwrap()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_made_by_another_process_arrives_by_itself() {
    let shop = Shop::open();
    let code = shop.code(chain::SALEPOINT);
    let mut till = RunningTerminal::enrol(&shop.bare_till("till").data, &shop.address(), &code).await.unwrap();
    till.until_live().await;
    changes_arrive(&mut till, |change| drop(shop.import(change))).await;
}

/// Nothing changes for minutes: marks say that the data is as of now, and that is durable now and then.
#[tokio::test(flavor = "multi_thread")]
async fn marks_renew_the_contact() {
    let folder = tempfile::tempdir().unwrap();
    let mut world = World::begin(&folder.path().join("office"), Cost::Cheap).await.unwrap();
    world.stop_serving().await;
    world.serve_at(Pace { mark_every: Duration::from_millis(20), ..Pace::default() }).await.unwrap();
    let mut till = enrolled_at(&folder.path().join("till"), &world).await;
    let stored_before = till.till.lock().contact().unwrap().unwrap();
    let cursor = till.state().cursor;
    for _ in 0..4 {
        till.pass_ms(20_000);
        let now = till.clock.now();
        till.until("a mark", |state| state.contact.is_some_and(|contact| contact.here == now)).await;
        let state = till.state();
        assert!(state.is_live() && state.cursor == cursor, "{state:?}");
        assert_eq!(age(&till), Age::Ms(0));
    }
    let stored = till.till.lock().contact().unwrap().unwrap();
    assert_eq!(stored.here.boot_ms - stored_before.here.boot_ms, 60_000, "a write a minute");
}

/// `kill -9`, an hour of the terminal's clock, and head office back again: nobody notices but by the age of the data.
#[tokio::test(flavor = "multi_thread")]
async fn head_office_killed_for_an_hour_is_missed_by_nobody() {
    let mut shop = Shop::with_chain(&chain::TOML.replace("[company]", "[policy]\nthrottle_attempts = 1000\n[company]"));
    let code = shop.code(chain::SALEPOINT);
    let mut till = RunningTerminal::enrol(&shop.bare_till("till").data, &shop.address(), &code).await.unwrap();
    till.until_live().await;
    let (cursor, lost_at) = (till.state().cursor, till.clock.now());
    let Age::Ms(before_ms) = age(&till) else { panic!("no contact") };

    shop.kill_office();
    till.until("unreachable", |state| state.failure().is_some()).await;
    while till.clock.now().boot_ms - lost_at.boot_ms < HOUR_MS {
        for (password, outcome) in [
            ("260847", OutcomeCode::Granted),
            ("111222", OutcomeCode::WrongPassword),
            ("318642", OutcomeCode::Inactive),
            ("847205", OutcomeCode::NoSalepoint),
        ] {
            assert_eq!(till.attempt(password).await.0.code(), outcome);
        }
        let state = till.state();
        assert!(matches!(state.failure(), Some(sync_core::sync::engine::Failure::Unreachable(_))), "{state:?}");
        assert_eq!(state.cursor, cursor);
        let passed_ms = till.clock.now().boot_ms - lost_at.boot_ms;
        assert_eq!(age(&till), Age::Ms(before_ms + passed_ms), "the age counts on");
        till.pass_ms(HOUR_MS / 10);
    }
    assert!(age(&till).exceeds_s(3_599));

    shop.import(ALICE_IS_DEACTIVATED);
    shop.serve();
    till.until_live().await;
    assert_eq!(age(&till), Age::Ms(0), "contact is now");
    assert!(till.state().cursor > cursor);
    assert_eq!(till.attempt("260847").await.0.code(), OutcomeCode::Inactive);
    assert_eq!(till.attempt("482913").await.0.code(), OutcomeCode::Granted);
    till.till.lock().integrity().unwrap();
}
