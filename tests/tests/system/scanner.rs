//! A barcode scanner at the login pad is no attempt: real keys in a real window, as fast as scanners and as people type.

use crate::programs::{Till, wait_until};
use crate::window::{demo_on, only_window};
use tests::display::Display;

/// Alice: a cashier's.
const PASSWORD: &str = "260847";
const BARCODE: &str = "4740123456789";
/// More than the till has attempts.
const SCANS: u64 = 14;

/// Types so many milliseconds apart; the last character may be Enter or Tab.
fn typed(display: &Display, apart_ms: u32, text: &str) {
    display.xdotool(&["type", "--delay", &apart_ms.to_string(), text]).unwrap();
}

/// How many scans are counted, in the journal or on the way there; and how many attempts were made.
fn scans_and_attempts(till: &Till) -> (u64, usize) {
    let journal = till.journal();
    let entries = journal["entries"].as_array().unwrap();
    let scans = entries.iter().filter(|entry| entry["kind"] == "scan");
    let listed: u64 = scans.map(|entry| entry["count"].as_u64().unwrap()).sum();
    let attempts = entries.iter().filter(|entry| entry["kind"] == "login").count();
    (listed + journal["pending_refusals"].as_u64().unwrap(), attempts)
}

#[test]
fn what_a_scanner_types_at_the_login_pad_is_counted_and_never_tried() {
    let Some(display) = Display::open().unwrap() else { return };
    let (_demo, till) = demo_on(&display);
    only_window(&display);

    // The login screen follows the first sync at once; a key before that would be lost.
    wait_until("the first scan", || {
        typed(&display, 5, &format!("{BARCODE}\n"));
        scans_and_attempts(&till) != (0, 0)
    });
    // At 5 ms, ended by Enter and by Tab. A machine that is busy may take one or two for typing, as it took them in slowly.
    let scan = |apart_ms, end| {
        let before = scans_and_attempts(&till);
        typed(&display, apart_ms, &format!("{BARCODE}{end}"));
        wait_until("what came of it", || scans_and_attempts(&till) != before);
        scans_and_attempts(&till).0 > before.0
    };
    let counted = (0..SCANS).filter(|number| scan(5, if number % 2 == 0 { "\n" } else { "\t" })).count();
    let (scans, attempts) = scans_and_attempts(&till);
    assert!(counted >= 10 && attempts <= 4 && scans >= 10, "{scans} scans counted, {attempts} tried");
    wait_until("a scan at 29 ms", || scan(29, "\n"));

    // What was scanned is gone from the field. At 60 ms a person types; a machine that stands still takes that for a
    // scan, and it is typed again.
    scan(5, "\n");
    wait_until("the login", || {
        let before = scans_and_attempts(&till);
        typed(&display, 60, &format!("{PASSWORD}\n"));
        wait_until("what came of the password", || scans_and_attempts(&till) != before);
        till.journal()["entries"].as_array().unwrap().iter().any(|entry| entry["outcome"] == "granted")
    });
}
