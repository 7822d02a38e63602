//! The physical keyboard, which may be a barcode scanner: its characters are timed before any screen gets them.

use super::{Send, login, supervisor};
use crate::worker::Command;
use slint::ComponentHandle;
use std::cell::RefCell;
use std::rc::Rc;
use std::time::Instant;
use sync_core::login::Scan;
use ui::{App, Keyboard, Screen, Shell};

pub fn connect(app: &App, send: &Send) {
    let keyboard = app.global::<Keyboard>();
    let scan = Rc::new(RefCell::new(Scan::default()));
    let begun = Instant::now();
    let now_ms = move || u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
    let typed = scan.clone();
    keyboard.on_character(move || typed.borrow_mut().character(now_ms()));
    let (weak, send) = (app.as_weak(), send.clone());
    keyboard.on_ends_scan(move || {
        let is_scan = scan.borrow_mut().ends(now_ms());
        let Some(app) = weak.upgrade().filter(|_| is_scan) else { return false };
        // An enrolment code may be scanned.
        if app.global::<Shell>().get_screen() == Screen::Enrol {
            return false;
        }
        login::forget(&app);
        supervisor::forget(&app);
        send.command(Command::Scanned);
        true
    });
}
