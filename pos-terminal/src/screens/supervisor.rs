//! The dialog that asks for a supervisor's password: typed as at the login screen, and wiped with the dialog.

use super::password::Pad;
use super::{Send, countdown, notice};
use crate::view::EntryView;
use crate::worker::Command;
use slint::ComponentHandle;
use sync_core::login::Supervision;
use ui::{App, Message, Supervisor, SupervisorTask};

pub fn connect(app: &App, send: &Send) {
    let dialog = app.global::<Supervisor>();
    let (weak, sender) = (app.as_weak(), send.clone());
    let pad = Pad::new(move |dots| {
        let Some(app) = weak.upgrade() else { return };
        let dialog = app.global::<Supervisor>();
        dialog.set_dots(dots);
        if dialog.get_notice().message != Message::Prompt {
            sender.command(Command::Typing);
        }
    });
    let keys = pad.clone();
    dialog.on_key(move |text| keys.push(&text));
    let keys = pad.clone();
    dialog.on_backspace(move || keys.pop());
    let keys = pad.clone();
    dialog.on_clear(move || keys.clear());
    let keys = pad.clone();
    dialog.on_forget(move || keys.forget());
    dialog.on_cancel(send.when(|| Command::CancelSupervisor));

    let (weak, send) = (app.as_weak(), send.clone());
    dialog.on_submit(move || {
        if let (Some(app), Some(password)) = (weak.upgrade(), pad.enter()) {
            let dialog = app.global::<Supervisor>();
            dialog.set_dots(0);
            // Until the worker says so itself: no key gets in between.
            dialog.set_busy(true);
            let supervision = match dialog.get_task() {
                SupervisorTask::Unlock => Supervision::UnlockTerminal,
                SupervisorTask::Reload => Supervision::ForceResync,
            };
            send.command(Command::Submit(password, Some(supervision)));
        }
    });
}

pub fn show(app: &App, supervision: Supervision, view: &EntryView) {
    let dialog = app.global::<Supervisor>();
    dialog.set_task(match supervision {
        Supervision::UnlockTerminal => SupervisorTask::Unlock,
        Supervision::ForceResync => SupervisorTask::Reload,
    });
    dialog.set_busy(view.busy);
    let said = notice::of(&view.notice);
    if dialog.get_notice() != said {
        dialog.set_notice(said);
    }
    if dialog.get_notice().message == Message::Throttled {
        // As at the login screen.
        forget(app);
    }
    dialog.set_left(view.left.and_then(|left| i32::try_from(left).ok()).unwrap_or(-1));
    let (left, fraction) = countdown(view.countdown);
    dialog.set_countdown(left);
    dialog.set_countdown_fraction(fraction);
}

/// What is typed is wiped.
pub fn forget(app: &App) {
    let dialog = app.global::<Supervisor>();
    dialog.invoke_forget();
    dialog.set_dots(0);
}

/// The dialog opened or closed: nothing half typed stays, and the number pad is back.
pub fn leave(app: &App) {
    forget(app);
    app.global::<Supervisor>().set_letters(false);
}
