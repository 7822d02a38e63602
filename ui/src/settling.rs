//! A screen that has just come up takes no touch yet: the second tap of two was meant for what stood there before.

use crate::{App, Shell};
use slint::{ComponentHandle, Timer};
use std::time::Duration;

/// How long it takes none; and then not before the finger is up that touched it too early.
const SETTLES_IN: Duration = Duration::from_millis(300);

/// To be called when another screen, or something over it, is shown.
pub fn settle(app: &App) {
    let shell = app.global::<Shell>();
    let change = shell.get_changes().wrapping_add(1);
    shell.set_changes(change);
    shell.set_settling(true);
    shell.set_waits(false);
    let app = app.as_weak();
    Timer::single_shot(SETTLES_IN, move || {
        let Some(app) = app.upgrade() else { return };
        let shell = app.global::<Shell>();
        // Unless another one came up meanwhile.
        if shell.get_changes() == change {
            shell.set_waits(shell.get_touched());
            shell.set_settling(shell.get_touched());
        }
    });
}

/// To be called when the finger that counts comes down or is up again. One that another follows counts no more, so that none
/// that rests keeps a screen waiting for longer than a tap.
pub fn touched(app: &App, touched: bool) {
    let shell = app.global::<Shell>();
    shell.set_touched(touched);
    if !touched && shell.get_waits() {
        shell.set_waits(false);
        shell.set_settling(false);
    }
}
