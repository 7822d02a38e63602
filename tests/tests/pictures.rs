//! Every state of every screen, in six sizes, light and dark: measured by rules, and compared with pictures.
//!
//! The rules ([`checks`]) hold in all four languages; the pictures ([`sheets`]) are in Russian, the longest of them at
//! most places, with a fixed clock and only the font that the terminal brings along. A process has one platform and
//! one thread for it, so that everything here is one test.
//!
//! `UPDATE_PICTURES=1` writes the pictures anew: look at each before it is committed.

#[path = "pictures/checks.rs"]
mod checks;
#[path = "pictures/keys.rs"]
mod keys;
#[path = "pictures/screens.rs"]
mod screens;
#[path = "pictures/sheets.rs"]
mod sheets;
#[path = "pictures/states.rs"]
mod states;
#[path = "pictures/touch.rs"]
mod touch;

use pos_terminal::glass;
use slint::{ComponentHandle, PhysicalSize};
use std::time::Duration;
use tests::headless::{Clock, Headless};

const SIZES: [(u32, u32); 6] = [(640, 480), (800, 600), (1024, 768), (1366, 768), (1920, 1080), (768, 1024)];
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
    faults.extend(keys::faults(&headless, &app));
    for size in SIZES {
        let logical = resize(&headless, size);
        faults.extend(checks::size(&headless, &app, size, logical));
    }
    for (width, height) in SIZES {
        resize(&headless, (width, height));
        for scheme in [ui::Scheme::Light, ui::Scheme::Dark] {
            faults.extend(sheets::compare(&headless, &app, (width, height), scheme));
        }
    }
    resize(&headless, (1024, 768));
    faults.extend(screens::faults(&headless, &app));
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

/// Gives the window this size, in pixels, as the terminal draws one of it; in its own measure.
fn resize(headless: &Headless, (width, height): (u32, u32)) -> (f32, f32) {
    let scale = glass::factor(PhysicalSize::new(width, height), 1.0);
    headless.resize_at(width, height, scale);
    (width as f32 / scale, height as f32 / scale)
}

/// Sets a state and lets the window come to rest.
fn bring(headless: &Headless, app: &ui::App, state: &states::State) {
    states::show(app, state);
    headless.advance(Duration::from_secs(1));
}
