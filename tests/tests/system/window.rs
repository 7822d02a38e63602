//! A real window on a real (virtual) display: a cashier's clicks log him in.

use crate::programs::{BINARY, Till, wait_until};
use std::io::{BufRead, BufReader};
use std::process::Stdio;
use tests::display::Display;
use tests::programs::{NO_CONFIGURATION, Running};

/// The middle of a key of the 4 × 4 block in the 1024 × 768 window, in pixels (the design brief's card: 540 wide, margin
/// 24, padding 20, gap 10, message slot 144, field 60).
pub fn key(column: f32, row: f32) -> (i32, i32) {
    let (left, top) = (1024.0 - 24.0 - 540.0 + 20.0, 24.0 + 20.0 + 144.0 + 12.0 + 60.0 + 12.0);
    let (width, height) = ((500.0 - 3.0 * 10.0) / 4.0, (768.0 - 24.0 - 20.0 - top - 3.0 * 10.0) / 4.0);
    let middle = |start: f32, size: f32, place: f32| (start + place * (size + 10.0) + size / 2.0) as i32;
    (middle(left, width, column), middle(top, height, row))
}

pub fn digit(digit: char) -> (i32, i32) {
    match digit.to_digit(10).unwrap() {
        0 => key(1.5, 3.0),
        number => key(((number - 1) % 3) as f32, ((number - 1) / 3) as f32),
    }
}

/// The window that comes up on a display.
pub fn only_window(display: &Display) -> String {
    let found = display.xdotool(&["search", "--sync", "--onlyvisible", "--name", "Tillgate"]).unwrap();
    found.lines().next().expect("the window came up").to_owned()
}

/// A terminal with data whose window is on this display, and the process it runs in.
pub fn demo_on(display: &Display) -> (Running, Till) {
    let mut demo = Running(display.command(BINARY).stdout(Stdio::piped()).spawn().unwrap());
    let mut lines = BufReader::new(demo.0.stdout.take().unwrap()).lines().map_while(Result::ok);
    let data = lines.find_map(|line| Some(line.strip_prefix("Terminal: ")?.split_once(" at ")?.0.to_owned())).unwrap();
    let till = Till { data: data.into() };
    wait_until("the first sync", || till.status()["readiness"] == "ready");
    (demo, till)
}

/// Clicks a POS password of digits, and Log in.
pub fn enter(display: &Display, window: &str, password: &str) {
    for (x, y) in password.chars().map(digit).chain([key(3.0, 2.5)]) {
        let (x, y) = (x.to_string(), y.to_string());
        display.xdotool(&["mousemove", "--window", window, &x, &y, "click", "1"]).unwrap();
    }
}

#[test]
fn a_machine_without_a_font_shows_the_window_all_the_same() {
    let Some(display) = Display::open().unwrap() else { return };
    let folder = tempfile::tempdir().unwrap();
    let fontconfig = folder.path().join("fonts.conf");
    std::fs::write(&fontconfig, "<fontconfig><dir>/nowhere</dir></fontconfig>").unwrap();
    let data = folder.path().join("data");
    let mut terminal = display.command(BINARY);
    terminal
        .args(["pos-terminal", "--config", NO_CONFIGURATION, "--data"])
        .arg(&data)
        .env("FONTCONFIG_FILE", fontconfig);
    let _running = Running(terminal.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap());
    wait_until("the window", || {
        !display.xdotool(&["search", "--onlyvisible", "--name", "Tillgate"]).unwrap().is_empty()
    });
}

#[test]
fn clicking_digits_in_the_window_logs_a_cashier_in() {
    let Some(display) = Display::open().unwrap() else { return };
    let (_demo, till) = demo_on(&display);
    let window = only_window(&display);

    assert_eq!(till.status()["running"], true);
    let refused = till.run(&["login"], "260847\n");
    assert_eq!(refused.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&refused.stdout).contains("terminal is running"));

    let entries = || till.journal()["entries"].as_array().unwrap().clone();
    // The login screen follows the first sync at once; a click before that would be lost, so try until one counted.
    wait_until("a granted login in the journal", || {
        enter(&display, &window, "260847");
        let deadline = std::time::Instant::now() + std::time::Duration::from_secs(2);
        while std::time::Instant::now() < deadline {
            if entries().iter().any(|entry| entry["outcome"] == "granted") {
                return true;
            }
        }
        false
    });
}
