//! The service page: what support asks for.

use super::Send;
use crate::view::ServiceView;
use crate::worker::Command;
use slint::ComponentHandle;
use ui::{App, Service};

pub fn connect(app: &App, send: &Send) {
    let service = app.global::<Service>();
    service.on_close(send.when(|| Command::Service(false)));
    service.on_enrol_again(send.when(|| Command::EnrolAgain));
}

pub fn show(app: &App, view: &ServiceView) {
    let service = app.global::<Service>();
    let number = |value: Option<i64>| value.map(|value| value.to_string()).unwrap_or_default();
    service.set_version(view.version.as_str().into());
    service.set_terminal(view.terminal.as_str().into());
    service.set_office(view.office.as_str().into());
    service.set_last_contact(view.last_contact.as_str().into());
    service.set_waiting(view.waiting.to_string().into());
    service.set_free_megabytes(view.free_mb.map(|megabytes| megabytes.to_string()).unwrap_or_default().into());
    service.set_clock_ahead_seconds(number(view.clock_ahead_s).into());
    service.set_key_in_credential(view.key_in_credential);
}
