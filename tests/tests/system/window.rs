//! A real window on a real (virtual) display: a cashier's clicks log him in.

use crate::keypad::Keypad;
use crate::programs::{BINARY, Till, wait_until};
use std::io::{BufRead, BufReader};
use std::process::Stdio;
use tests::display::Display;
use tests::programs::{NO_CONFIGURATION, Running};

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
pub fn enter(display: &Display, window: &str, keypad: &Keypad, password: &str) {
    for (x, y) in password.chars().map(|digit| keypad.digit(digit)).chain([keypad.log_in()]) {
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
        enter(&display, &window, &Keypad::of(1024, 768), "260847");
        let deadline = std::time::Instant::now() + std::time::Duration::from_secs(2);
        while std::time::Instant::now() < deadline {
            if entries().iter().any(|entry| entry["outcome"] == "granted") {
                return true;
            }
        }
        false
    });
}
