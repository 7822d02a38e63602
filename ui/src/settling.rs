//! A screen that has just come up takes no touch yet: the second tap of two was meant for what stood there before.

use crate::{App, Shell};
use slint::{ComponentHandle, Timer};
use std::time::Duration;

/// How long it takes none.
const SETTLES_IN: Duration = Duration::from_millis(300);

/// To be called when another screen, or something over it, is shown.
pub fn settle(app: &App) {
    let shell = app.global::<Shell>();
    let change = shell.get_changes().wrapping_add(1);
    shell.set_changes(change);
    shell.set_settling(true);
    let app = app.as_weak();
    Timer::single_shot(SETTLES_IN, move || {
        let Some(app) = app.upgrade() else { return };
        let shell = app.global::<Shell>();
        // Unless another one came up meanwhile.
        if shell.get_changes() == change {
            shell.set_settling(false);
        }
    });
}
