//! The login screen: keys go into a buffer that is wiped, the screen learns how many there are.

use super::password::Pad;
use super::{Send, countdown, name, notice};
use crate::view::EntryView;
use crate::worker::Command;
use slint::ComponentHandle;
use ui::{App, Entry, Message};

pub fn connect(app: &App, send: &Send) {
    let entry = app.global::<Entry>();
    let (weak, sender) = (app.as_weak(), send.clone());
    let pad = Pad::new(move |dots| {
        let Some(app) = weak.upgrade() else { return };
        let entry = app.global::<Entry>();
        entry.set_dots(dots);
        // The message stays until the next key; then it has been read.
        if !matches!(entry.get_notice().message, Message::Prompt | Message::Locked) {
            sender.command(Command::Typing);
        }
    });
    let keys = pad.clone();
    entry.on_key(move |text| keys.push(&text));
    let keys = pad.clone();
    entry.on_backspace(move || keys.pop());
    let keys = pad.clone();
    entry.on_clear(move || keys.clear());
    let keys = pad.clone();
    entry.on_forget(move || keys.forget());
    entry.on_ask_supervisor(send.when(|| Command::AskSupervisor));

    let (weak, send) = (app.as_weak(), send.clone());
    entry.on_submit(move || {
        if let (Some(app), Some(password)) = (weak.upgrade(), pad.enter()) {
            let entry = app.global::<Entry>();
            entry.set_dots(0);
            // Until the worker says so itself: no key gets in between.
            entry.set_busy(true);
            send.command(Command::Submit(password, None));
        }
    });
}

pub fn show(app: &App, view: &EntryView) {
    let entry = app.global::<Entry>();
    entry.set_busy(view.busy);
    let said = notice::of(&view.notice);
    if entry.get_notice() != said {
        entry.set_notice(said);
    }
    if entry.get_notice().message == Message::Throttled {
        // The key that found the bucket empty is not the beginning of a password.
        forget(app);
    }
    entry.set_left(view.left.and_then(|left| i32::try_from(left).ok()).unwrap_or(-1));
    let owner = view.owner.as_ref();
    entry.set_owner(owner.map(|owner| name(&owner.name)).unwrap_or_default());
    entry.set_locked_since(owner.map(|owner| owner.since.as_str()).unwrap_or_default().into());
    let (left, fraction) = countdown(view.countdown);
    entry.set_countdown(left);
    entry.set_countdown_fraction(fraction);
}

/// What is typed is wiped.
pub fn forget(app: &App) {
    let entry = app.global::<Entry>();
    entry.invoke_forget();
    entry.set_dots(0);
}

/// The screen is left or entered, or something lies over it: nothing half typed stays, and the number pad is back.
pub fn leave(app: &App) {
    forget(app);
    app.global::<Entry>().set_letters(false);
}
