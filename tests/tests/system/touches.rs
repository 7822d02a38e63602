//! Real touches on a real window, of every size: one finger that rests does not keep the others from being heard.

use crate::keypad::Keypad;
use crate::programs::{BINARY, Shop, Till, wait_until};
use crate::window::only_window;
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};
use tests::glass::Glass;
use tests::programs::Running;

/// On the frame, far from every key.
const FRAME: (i32, i32) = (3, 300);
/// Alice: a cashier's.
const PASSWORD: &str = "260847";
/// As the pictures have them.
const SIZES: [(u32, u32); 6] = [(640, 480), (800, 600), (1024, 768), (1366, 768), (1920, 1080), (768, 1024)];

/// Types and enters the password by touches, as this hand does it, in a window of each size, until that logs somebody in: the
/// login screen follows the start at once, and touches before that are lost. Between two tries all fingers are up.
fn logs_in(sizes: &[(u32, u32)], type_in: impl Fn(&mut Glass, &Keypad)) {
    let shop = Shop::open();
    let till = shop.till("till");
    for (width, height) in sizes.iter().copied() {
        let Some(mut glass) = Glass::open((width, height)).unwrap() else { return };
        let configuration = shop.folder.path().join("pos-terminal.toml");
        std::fs::write(&configuration, format!("[window]\nwidth = {width}\nheight = {height}\n")).unwrap();
        let _terminal = start(&glass, &till, &configuration);
        let window = only_window(&glass.display);
        let geometry = glass.display.xdotool(&["getwindowgeometry", "--shell", &window]).unwrap();
        assert!(geometry.contains(&format!("WIDTH={width}\nHEIGHT={height}")), "{width} × {height}: {geometry}");
        let (keypad, before) = (Keypad::of(width, height), granted(&till));
        wait_until(&format!("a granted login in {width} × {height}"), || {
            type_in(&mut glass, &keypad);
            let deadline = Instant::now() + Duration::from_secs(2);
            while Instant::now() < deadline {
                if granted(&till) > before {
                    return true;
                }
            }
            false
        });
    }
}

fn start(glass: &Glass, till: &Till, configuration: &Path) -> Running {
    let mut terminal = glass.display.command(BINARY);
    terminal.arg("pos-terminal").arg("--config").arg(configuration).arg("--data").arg(&till.data);
    Running(terminal.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap())
}

fn granted(till: &Till) -> usize {
    till.journal()["entries"].as_array().unwrap().iter().filter(|entry| entry["outcome"] == "granted").count()
}

fn tap(glass: &mut Glass, finger: u32, place: (i32, i32)) {
    glass.down(finger, place).unwrap();
    glass.up(finger, place).unwrap();
}

#[test]
fn a_resting_finger_does_not_kill_the_keypad() {
    logs_in(&SIZES, |glass, keypad| {
        glass.down(0, FRAME).unwrap();
        PASSWORD.chars().for_each(|digit| tap(glass, 1, keypad.digit(digit)));
        tap(glass, 1, keypad.log_in());
        glass.up(0, FRAME).unwrap();
    });
}

/// The next finger is down before the one before is up, and goes before it.
#[test]
fn fingers_that_overlap_type_what_each_of_them_touched() {
    logs_in(&SIZES[..3], |glass, keypad| {
        let keys: Vec<_> = PASSWORD.chars().map(|digit| keypad.digit(digit)).collect();
        for pair in keys.chunks(2) {
            glass.down(0, pair[0]).unwrap();
            tap(glass, 1, pair[1]);
            glass.up(0, pair[0]).unwrap();
        }
        tap(glass, 0, keypad.log_in());
    });
}
