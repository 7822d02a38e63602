//! A password is good for what it was typed for, and for nothing else.

use crate::clocks::Shown;
use crate::standing::{BEGIN, Standing};
use head_office::Clock;
use pos_terminal::app;
use pos_terminal::view::{OverView, ScreenView};
use pos_terminal::worker::Command;
use sync_core::login::{EntryKind, Supervision};
use sync_core::till::Till as TillFile;
use tests::chain;
use tests::world::{Cost, World};

/// Alice: a cashier's.
const OWN: &str = "260847";

/// The dialog closed while Enter was pressed: what was typed into it is no login, and costs nothing.
#[test]
fn a_password_typed_for_a_dialog_that_just_closed_is_never_a_login() {
    let folder = tempfile::tempdir().unwrap();
    app::runtime().unwrap().block_on(async {
        let clock = Clock::standing_at(BEGIN);
        let world = World::begin_at(&folder.path().join("office"), Cost::Cheap, chain::TOML, clock).await.unwrap();
        let mut terminal = Standing::begin(&folder.path().join("terminal"), &world).await;
        terminal.stop();
        let mut shown = Shown::start(&terminal);
        let login = |view: &pos_terminal::view::View| matches!(view.screen, ScreenView::Login(_));
        shown.shows("the login screen", login).await;
        for dialog in [Supervision::UnlockTerminal, Supervision::ForceResync] {
            shown.submit_in(OWN, Some(dialog));
        }
        // And the other way round: what was entered at the login screen is nothing for a dialog that just opened.
        shown.commands.send(Command::AskSupervisor).unwrap();
        shown.submit_in(OWN, None);
        shown.submit_in(OWN, Some(Supervision::ForceResync));
        shown.shows("the dialog", |view| matches!(view.over, OverView::Supervisor(..))).await;
        shown.commands.send(Command::CancelSupervisor).unwrap();
        shown.submit_in(OWN, None);
        shown.shows("home", |view| matches!(view.screen, ScreenView::Home(_))).await;
        let till = TillFile::open_read_only(&terminal.data.join("till.db")).unwrap();
        let kinds = [EntryKind::Login, EntryKind::UnlockTerminal, EntryKind::ForceResync];
        let attempts = till.journal_tail(100).unwrap().into_iter().filter(|entry| kinds.contains(&entry.kind));
        assert_eq!(attempts.count(), 1, "one password was entered for what was there");
    });
}
