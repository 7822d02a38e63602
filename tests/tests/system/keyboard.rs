//! The physical keyboard in a real window, where no window manager gives anybody the keys.

use crate::programs::{Till, wait_until};
use crate::window::{demo_on, only_window};
use std::time::{Duration, Instant};
use tests::display::Display;

/// The keys of the number pad as X has them while NumLock is off, 0 to 9.
const PAD: [&str; 10] =
    ["KP_Insert", "KP_End", "KP_Down", "KP_Next", "KP_Left", "KP_Begin", "KP_Right", "KP_Home", "KP_Up", "KP_Prior"];

fn is_granted(till: &Till) -> bool {
    till.journal()["entries"].as_array().unwrap().iter().any(|entry| entry["outcome"] == "granted")
}

/// Alice's password and Enter, on the number pad. The mouse is beside the window, so that it is not what the keys follow.
#[test]
fn the_number_pad_logs_in_without_num_lock_and_without_a_window_manager() {
    let Some(display) = Display::open().unwrap() else { return };
    let (_demo, till) = demo_on(&display);
    only_window(&display);
    display.xdotool(&["mousemove", "1270", "1010"]).unwrap();
    let keys = "260847".chars().map(|digit| PAD[digit.to_digit(10).unwrap() as usize]);
    // As fast as a person; the login screen follows the first sync at once, and a key before that would be lost.
    let typed: Vec<&str> = ["key", "--delay", "60"].into_iter().chain(keys).chain(["KP_Enter"]).collect();
    wait_until("a granted login in the journal", || {
        display.xdotool(&typed).unwrap();
        let deadline = Instant::now() + Duration::from_secs(2);
        while Instant::now() < deadline {
            if is_granted(&till) {
                return true;
            }
        }
        false
    });
}
