//! The refresh sheet: how far what was asked for has come, and what came of it.

use super::{Send, progress};
use crate::view::{SheetState, SheetView};
use crate::worker::Command;
use slint::ComponentHandle;
use sync_core::sync::engine::{Failure, Goal, Progress};
use ui::{App, Sheet};

pub fn connect(app: &App, send: &Send) {
    let sheet = app.global::<Sheet>();
    sheet.on_hide(send.when(|| Command::HideSheet));
    sheet.on_cancel(send.when(|| Command::CancelRefresh));
    sheet.on_try_again(send.when(|| Command::Refresh));
    sheet.on_enrol_again(send.when(|| Command::EnrolAgain));
    sheet.on_reload_everything(send.when(|| Command::Reload));
}

pub fn show(app: &App, view: &SheetView) {
    let sheet = app.global::<Sheet>();
    sheet.set_reload(view.goal == Goal::Reload);
    match &view.state {
        SheetState::Running(progress) => {
            show_progress(&sheet, progress);
            sheet.set_state(ui::SheetState::Running);
        }
        SheetState::Done { changes, revision, at } => {
            let number = |count: u64| i32::try_from(count).unwrap_or(i32::MAX);
            sheet.set_users_added(number(changes.users_added));
            sheet.set_users_changed(number(changes.users_changed));
            sheet.set_users_deactivated(number(changes.users_deactivated));
            sheet.set_users_removed(number(changes.users_removed));
            sheet.set_salepoint_changes(number(changes.salepoint_changes));
            sheet.set_revision(revision.to_string().into());
            sheet.set_time(at.as_str().into());
            sheet.set_state(ui::SheetState::Done);
        }
        SheetState::Failed { failure, reached } => {
            show_progress(&sheet, reached);
            let (error, code) = progress::error(failure);
            sheet.set_error(error);
            sheet.set_support_code(code.into());
            let cancelled = *failure == Failure::Cancelled;
            sheet.set_state(if cancelled { ui::SheetState::Cancelled } else { ui::SheetState::Failed });
        }
    }
}

fn show_progress(sheet: &Sheet<'_>, progress: &Progress) {
    sheet.set_phase(progress::phase(progress));
    sheet.set_rows(progress::rows(progress).into());
    sheet.set_bytes(progress::bytes(progress).into());
    sheet.set_fraction(progress::fraction(progress));
}
