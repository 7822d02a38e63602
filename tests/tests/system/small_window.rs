//! The smallest window there may be shows every key where a finger finds it.

use crate::programs::{BINARY, Shop, wait_until};
use crate::window::only_window;
use std::process::Stdio;
use std::time::{Duration, Instant};
use tests::display::Display;
use tests::programs::Running;

/// Drawn for 800 × 600, at four fifths.
const SCALE: f32 = 0.8;

/// The middle of a key of the 4 × 4 block in a window of 800 × 600, by the design brief: card 440 wide, margin 16, padding
/// 12, gaps 8, message slot 128, field 52; in pixels of the smaller window.
fn key(column: f32, row: f32) -> (i32, i32) {
    let (left, top) = (800.0 - 16.0 - 440.0 + 12.0, 16.0 + 12.0 + 128.0 + 8.0 + 52.0 + 8.0);
    let (width, height) = ((416.0 - 3.0 * 8.0) / 4.0, (600.0 - 16.0 - 12.0 - top - 3.0 * 8.0) / 4.0);
    let middle = |start: f32, size: f32, place: f32| (SCALE * (start + place * (size + 8.0) + size / 2.0)) as i32;
    (middle(left, width, column), middle(top, height, row))
}

fn digit(digit: char) -> (i32, i32) {
    match digit.to_digit(10).unwrap() {
        0 => key(1.5, 3.0),
        number => key(((number - 1) % 3) as f32, ((number - 1) / 3) as f32),
    }
}

#[test]
fn in_640_by_480_every_key_is_where_it_is_in_800_by_600_and_nothing_is_cut() {
    let Some(display) = Display::open().unwrap() else { return };
    let shop = Shop::open();
    let till = shop.till("till");
    let configuration = shop.folder.path().join("pos-terminal.toml");
    std::fs::write(&configuration, "[window]\nwidth = 640\nheight = 480\n").unwrap();
    let mut terminal = display.command(BINARY);
    terminal.arg("pos-terminal").arg("--config").arg(&configuration).arg("--data").arg(&till.data);
    let _terminal = Running(terminal.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap());
    let window = only_window(&display);
    let geometry = display.xdotool(&["getwindowgeometry", "--shell", &window]).unwrap();
    assert!(geometry.contains("WIDTH=640") && geometry.contains("HEIGHT=480"), "{geometry}");
    wait_until("a granted login in the journal", || {
        for (x, y) in "260847".chars().map(digit).chain([key(3.0, 2.5)]) {
            let (x, y) = (x.to_string(), y.to_string());
            display.xdotool(&["mousemove", "--window", &window, &x, &y, "click", "1"]).unwrap();
        }
        let deadline = Instant::now() + Duration::from_secs(2);
        while Instant::now() < deadline {
            if till.journal()["entries"].as_array().unwrap().iter().any(|entry| entry["outcome"] == "granted") {
                return true;
            }
        }
        false
    });
}
