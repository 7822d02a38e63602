//! Codes and values of a message; its words are the screens'.

use super::name;
use crate::view::Notice;
use sync_core::login::{Outcome, UnableCause};
use sync_core::sync::engine::Failure;
use ui::Message;

/// A notice as the screens take it.
pub fn of(notice: &Notice) -> ui::Notice {
    let mut shown = ui::Notice { message: message(notice), ..ui::Notice::default() };
    match notice {
        Notice::Locked(who) | Notice::LoggedOut(who) | Notice::Deactivated(who) | Notice::Closed(who) => {
            shown.name = name(who);
        }
        Notice::Ungranted { name: who, salepoint } => {
            shown.name = name(who);
            shown.salepoint = name(salepoint);
        }
        Notice::Moved(salepoint) => shown.salepoint = name(salepoint),
        Notice::Locking { seconds } => shown.seconds = i32::try_from(*seconds).unwrap_or(i32::MAX),
        Notice::Changed { store: Some(Some(store)), .. } => shown.store = name(store),
        Notice::Outcome { outcome, time } => {
            shown.time = time.into();
            shown.date = time.into();
            if let Outcome::NoSalepoint { salepoint, .. } = outcome {
                shown.salepoint = name(salepoint);
            }
            shown.lost = matches!(outcome, Outcome::RecordLost { .. } | Outcome::AttemptsLost { .. });
        }
        Notice::Refreshed(changes) => {
            let number = |count: u64| i32::try_from(count).unwrap_or(i32::MAX);
            shown.added = number(changes.users_added);
            shown.changed = number(changes.users_changed + changes.users_deactivated);
            shown.removed = number(changes.users_removed);
        }
        _ => {}
    }
    shown
}

fn message(notice: &Notice) -> Message {
    match notice {
        Notice::Prompt => Message::Prompt,
        Notice::Locked(_) => Message::Locked,
        Notice::LoggedOut(_) => Message::LoggedOut,
        Notice::Locking { .. } => Message::Locking,
        Notice::Closed(_) => Message::SessionClosed,
        Notice::Changed { store: None, .. } => Message::RightsChanged,
        Notice::Changed { store: Some(None), .. } => Message::StoreGone,
        Notice::Changed { store: Some(Some(_)), rights: false } => Message::StoreChanged,
        Notice::Changed { store: Some(Some(_)), rights: true } => Message::StoreAndRightsChanged,
        Notice::Deactivated(_) => Message::SessionDeactivated,
        Notice::Ungranted { .. } => Message::SessionUngranted,
        Notice::PasswordChanged => Message::SessionPasswordChanged,
        Notice::Moved(_) => Message::Moved,
        Notice::Unlocked => Message::Unlocked,
        Notice::ScanUnused => Message::ScanUnused,
        Notice::Refreshed(changes) if changes.is_empty() => Message::RefreshedNothingNew,
        Notice::Refreshed(_) => Message::RefreshedChanges,
        Notice::RefreshFailed(failure) => match failure {
            Failure::Unreachable(_) | Failure::NotHeadOffice(_) | Failure::Busy { .. } => Message::RefreshUnreachable,
            Failure::Refused(..) => Message::RefreshRefused,
            _ => Message::RefreshFailed,
        },
        Notice::Outcome { outcome, .. } => match outcome {
            Outcome::NotReady => Message::NotReady,
            Outcome::Revoked => Message::Revoked,
            Outcome::Damaged { offline: false } | Outcome::RecordLost { offline: false } => Message::Damaged,
            Outcome::Damaged { offline: true } | Outcome::RecordLost { offline: true } => Message::DamagedOffline,
            Outcome::Throttled { .. } | Outcome::AttemptsLost { .. } => Message::Throttled,
            Outcome::WrongPassword { data_from: None } => Message::WrongPassword,
            Outcome::WrongPassword { data_from: Some(_) } => Message::WrongPasswordStale,
            Outcome::Inactive { .. } => Message::Inactive,
            Outcome::NoSalepoint { .. } => Message::NoSalepoint,
            Outcome::Expired { .. } => Message::Expired,
            Outcome::Unable { cause: UnableCause::DiskFull } => Message::Unable,
            Outcome::Unable { cause: UnableCause::Storage } => Message::UnableStorage,
            Outcome::NotAllowed { .. } => Message::NotAllowed,
            Outcome::Granted(_) => Message::Prompt,
        },
    }
}
