//! The smallest window there may be shows every key where a finger finds it.

use crate::keypad::Keypad;
use crate::programs::{BINARY, Shop, wait_until};
use crate::window::{enter, only_window};
use std::process::Stdio;
use std::time::{Duration, Instant};
use tests::display::Display;
use tests::programs::Running;

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
        enter(&display, &window, &Keypad::of(640, 480), "260847");
        let deadline = Instant::now() + Duration::from_secs(2);
        while Instant::now() < deadline {
            if till.journal()["entries"].as_array().unwrap().iter().any(|entry| entry["outcome"] == "granted") {
                return true;
            }
        }
        false
    });
}
