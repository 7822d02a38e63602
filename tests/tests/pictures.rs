//! Every state of every screen, in five sizes, light and dark: measured by rules, and compared with pictures.
//!
//! The rules ([`checks`]) hold in all four languages; the pictures ([`sheets`]) are in Russian, the longest of them at
//! most places, with a fixed clock and only the font that the terminal brings along. A process has one platform and
//! one thread for it, so that everything here is one test.
//!
//! `UPDATE_PICTURES=1` writes the pictures anew: look at each before it is committed.

#[path = "pictures/checks.rs"]
mod checks;
#[path = "pictures/sheets.rs"]
mod sheets;
#[path = "pictures/states.rs"]
mod states;
#[path = "pictures/touch.rs"]
mod touch;

use slint::ComponentHandle;
use std::time::Duration;
use tests::headless::{Clock, Headless};

const SIZES: [(u32, u32); 5] = [(800, 600), (1024, 768), (1366, 768), (1920, 1080), (768, 1024)];
const LANGUAGES: [&str; 4] = ["en", "et", "lv", "ru"];
const PICTURED: &str = "ru";

#[test]
fn every_screen_is_sound_and_looks_as_it_did() {
    let headless = Headless::install(1024, 768, Clock::Virtual).expect("this process has no other platform");
    let app = ui::App::new().expect("the window opens");
    ui::connect(&app);
    app.show().expect("the window shows");

    let mut faults = checks::contrast(&app);
    faults.extend(touch::faults(&headless, &app));
    for size in SIZES {
        headless.resize(size.0, size.1);
        faults.extend(checks::size(&headless, &app, size));
    }
    for (width, height) in SIZES {
        headless.resize(width, height);
        for scheme in [ui::Scheme::Light, ui::Scheme::Dark] {
            faults.extend(sheets::compare(&headless, &app, (width, height), scheme));
        }
    }
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

/// Sets a state and lets the window come to rest.
fn bring(headless: &Headless, app: &ui::App, state: &states::State) {
    states::show(app, state);
    headless.advance(Duration::from_secs(1));
}
