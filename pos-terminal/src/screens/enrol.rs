//! The enrolment screen.

use super::Send;
use crate::client::{AddressError, EnrolError};
use crate::view::{EnrolFailure, EnrolState, EnrolView};
use crate::worker::Command;
use slint::ComponentHandle;
use sync_core::domain::Language;
use ui::{App, Enrol};

pub fn connect(app: &App, send: &Send) {
    let enrol = app.global::<Enrol>();
    let sender = send.clone();
    enrol.on_submit(move |address, code| {
        sender.command(Command::Enrol { address: address.into(), code: code.into() });
    });
    enrol.on_go_back(send.when(|| Command::LeaveEnrolment));
    let sender = send.clone();
    enrol.on_choose_language(move |code| {
        if let Ok(language) = code.parse::<Language>() {
            sender.command(Command::ChooseLanguage(language));
        }
    });
}

pub fn show(app: &App, view: &EnrolView) {
    let enrol = app.global::<Enrol>();
    if let Some(address) = &view.address
        && enrol.get_address() == "https://"
    {
        enrol.set_address(address.as_str().into());
    }
    enrol.set_returns(view.returns);
    let state = match &view.state {
        EnrolState::Editing => ui::EnrolState::Editing,
        EnrolState::Connecting => ui::EnrolState::Connecting,
        EnrolState::Removed => ui::EnrolState::Removed,
        EnrolState::Failed(failure) => {
            let (error, detail) = error(failure);
            enrol.set_error(error);
            enrol.set_detail(detail.into());
            ui::EnrolState::Failed
        }
    };
    enrol.set_state(state);
}

/// The screen is left or entered: a code is good for one enrolment, and that one is over.
pub fn leave(app: &App) {
    app.global::<Enrol>().set_code("".into());
}

fn error(failure: &EnrolFailure) -> (ui::EnrolError, &str) {
    let error = match failure {
        EnrolFailure::Disk(detail) => return (ui::EnrolError::Disk, detail),
        EnrolFailure::Enrol(error) => error,
    };
    match error {
        EnrolError::Address(AddressError::Invalid) => (ui::EnrolError::AddressInvalid, ""),
        EnrolError::Address(AddressError::NotHttps) => (ui::EnrolError::NotHttps, ""),
        EnrolError::CodeMalformed(_) => (ui::EnrolError::CodeMalformed, ""),
        EnrolError::Unreachable(detail) => (ui::EnrolError::Unreachable, detail),
        EnrolError::WrongHost => (ui::EnrolError::WrongHost, ""),
        EnrolError::WrongCa => (ui::EnrolError::WrongCa, ""),
        EnrolError::NotHeadOffice(detail) => (ui::EnrolError::NotHeadOffice, detail),
        EnrolError::CodeWrong => (ui::EnrolError::CodeWrong, ""),
        EnrolError::CodeUsed => (ui::EnrolError::CodeUsed, ""),
        EnrolError::CodeExpired => (ui::EnrolError::CodeExpired, ""),
        EnrolError::CodeExhausted => (ui::EnrolError::CodeExhausted, ""),
        EnrolError::Version => (ui::EnrolError::TerminalTooOld, ""),
        EnrolError::Busy => (ui::EnrolError::Other, ""),
        EnrolError::Other(detail) => (ui::EnrolError::Other, detail),
    }
}
