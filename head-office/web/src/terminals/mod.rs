//! Terminals: the list, one terminal with what can be done with it, and enrolment.

mod actions;
mod enrol;
mod list;
mod one;
mod qr;
mod removal;
pub mod words;

pub use actions::{ask_to_move, ask_to_reload, refresh, reload, relocate, unlock};
pub use enrol::{again, as_file, cancel, code, form, make, part};
pub use list::{csv, list};
pub use one::show;
pub use removal::{ask_to_decommission, ask_to_revoke, decommission, revoke};
pub use words::State;

use super::Failure;
use super::guard::Member;
use head_office_domain::office_rights::{Level, OfficeArea};
use head_office_office::terminals::TerminalSummary;
use sync_core::domain::TerminalId;

/// Whether the reader may do something with terminals.
fn may_edit(member: &Member) -> bool {
    member.who.may(OfficeArea::Terminals, Level::Edit)
}

/// The terminal of an address.
async fn find(member: &Member, id: &str) -> Result<TerminalSummary, Failure> {
    let id: TerminalId = id.parse().map_err(|_| Failure::NotFound)?;
    let viewer = member.viewer();
    member.visit.web.ask(move |office| office.terminal(viewer, id)).await?.ok_or(Failure::NotFound)
}

/// Where a terminal's page is, after something was done there.
fn address(id: TerminalId, done: &str) -> String {
    if done.is_empty() { format!("/terminals/{id}") } else { format!("/terminals/{id}?done={done}") }
}
