//! Real touches on a real window: one finger that rests does not keep the others from being heard.

use crate::programs::wait_until;
use crate::window::{demo_on, digit, key, only_window};
use std::time::{Duration, Instant};
use tests::glass::Glass;

/// On the frame, far from every key.
const FRAME: (i32, i32) = (3, 400);
/// Alice: a cashier's.
const PASSWORD: &str = "260847";

/// Types and enters the password by touches, as this hand does it, until that logs somebody in: the login screen follows the
/// first sync at once, and touches before that are lost. Between two tries all fingers are up.
fn logs_in(type_in: impl Fn(&mut Glass)) {
    let Some(mut glass) = Glass::open().unwrap() else { return };
    let (_demo, till) = demo_on(&glass.display);
    only_window(&glass.display);
    wait_until("a granted login in the journal", || {
        type_in(&mut glass);
        let deadline = Instant::now() + Duration::from_secs(2);
        while Instant::now() < deadline {
            if till.journal()["entries"].as_array().unwrap().iter().any(|entry| entry["outcome"] == "granted") {
                return true;
            }
        }
        false
    });
}

fn tap(glass: &mut Glass, finger: u32, place: (i32, i32)) {
    glass.down(finger, place).unwrap();
    glass.up(finger, place).unwrap();
}

#[test]
fn a_resting_finger_does_not_kill_the_keypad() {
    logs_in(|glass| {
        glass.down(0, FRAME).unwrap();
        PASSWORD.chars().map(digit).for_each(|place| tap(glass, 1, place));
        tap(glass, 1, key(3.0, 2.5));
        glass.up(0, FRAME).unwrap();
    });
}

/// The next finger is down before the one before is up, and goes before it.
#[test]
fn fingers_that_overlap_type_what_each_of_them_touched() {
    logs_in(|glass| {
        for pair in PASSWORD.chars().map(digit).collect::<Vec<_>>().chunks(2) {
            glass.down(0, pair[0]).unwrap();
            tap(glass, 1, pair[1]);
            glass.up(0, pair[0]).unwrap();
        }
        tap(glass, 0, key(3.0, 2.5));
    });
}
