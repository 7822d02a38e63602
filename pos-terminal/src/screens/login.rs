//! The login screen: keys go into a buffer that is wiped, the screen learns how many there are.

use super::password::TypedPassword;
use super::{Send, countdown, fraction, notice};
use crate::view::LoginView;
use crate::worker::Command;
use slint::{ComponentHandle, Weak};
use std::cell::RefCell;
use std::rc::Rc;
use ui::{App, Entry, Message};

pub fn connect(app: &App, send: &Send) {
    let typed = Rc::new(RefCell::new(TypedPassword::new()));
    let entry = app.global::<Entry>();
    let edit = |change: fn(&mut TypedPassword, &str)| {
        let (typed, app, send) = (Rc::clone(&typed), app.as_weak(), send.clone());
        move |text: &str| {
            change(&mut typed.borrow_mut(), text);
            typing(&app, &typed, &send);
        }
    };
    let push = edit(TypedPassword::push);
    entry.on_key(move |text| push(&text));
    let pop = edit(|typed, _| typed.pop());
    entry.on_backspace(move || pop(""));
    let clear = edit(|typed, _| typed.clear());
    entry.on_clear(move || clear(""));

    let (weak, send) = (app.as_weak(), send.clone());
    entry.on_submit(move || {
        let password = typed.borrow_mut().enter();
        if let (Some(app), Some(password)) = (weak.upgrade(), password) {
            let entry = app.global::<Entry>();
            entry.set_dots(0);
            // Until the worker says so itself: no key gets in between.
            entry.set_busy(true);
            send.command(Command::Submit(password));
        }
    });
}

/// The message stays until the next key; then it has been read.
fn typing(app: &Weak<App>, typed: &RefCell<TypedPassword>, send: &Send) {
    let Some(app) = app.upgrade() else { return };
    let entry = app.global::<Entry>();
    entry.set_dots(i32::try_from(typed.borrow().len()).unwrap_or(i32::MAX));
    if !matches!(entry.get_notice().message, Message::Prompt | Message::Locked) {
        send.command(Command::Typing);
    }
}

pub fn show(app: &App, view: &LoginView) {
    let entry = app.global::<Entry>();
    entry.set_busy(view.busy);
    entry.set_notice(notice::of(&view.notice));
    let (left, whole) = view.countdown.unwrap_or_default();
    entry.set_countdown(countdown(left).into());
    entry.set_countdown_fraction(fraction(left, whole));
}

/// The screen is left or entered: nothing half typed stays, and the number pad is back.
pub fn leave(app: &App) {
    let entry = app.global::<Entry>();
    entry.invoke_clear();
    entry.set_letters(false);
}
