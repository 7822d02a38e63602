//! What is to be gone from the screen is gone at once: nothing that hides it waits for head office, or for the disk.

use crate::clocks::{Shown, locked};
use crate::standing::{BEGIN, Standing};
use head_office::Clock;
use pos_terminal::app;
use pos_terminal::view::{ConnectionView, Notice, OverView, ScreenView, SheetState, View};
use pos_terminal::worker::Command;
use std::path::Path;
use std::time::Duration;
use sync_core::login::{EntryKind, Supervision};
use sync_core::sync::engine::Failure;
use sync_core::till::Till as TillFile;
use tests::chain;
use tests::gate::Mode;
use tests::world::{Cost, World};

/// Alice: a cashier's.
const OWN: &str = "260847";
const NOBODYS: &str = "111222";

/// Whether a session is gone from the screen.
type Hidden = fn(&View) -> bool;

/// How many entries of a kind are in the journal.
fn count(data: &Path, kind: EntryKind) -> usize {
    let till = TillFile::open_read_only(&data.join("till.db")).unwrap();
    till.journal_tail(100).unwrap().into_iter().filter(|entry| entry.kind == kind).count()
}

/// A terminal without contact, at the login screen.
async fn begin(folder: &Path) -> (World, Standing, Shown) {
    let clock = Clock::standing_at(BEGIN);
    let world = World::begin_at(&folder.join("office"), Cost::Cheap, chain::TOML, clock).await.unwrap();
    let mut terminal = Standing::begin(&folder.join("terminal"), &world).await;
    terminal.stop();
    let mut shown = Shown::start(&terminal);
    shown.shows("live", |view| view.station.connection == ConnectionView::Live).await;
    world.gate.set(Mode::Cut);
    shown.shows("no contact", |view| view.station.connection != ConnectionView::Live).await;
    (world, terminal, shown)
}

fn at_login(view: &View) -> bool {
    matches!(view.screen, ScreenView::Login(_)) && matches!(view.over, OverView::Nothing)
}

/// A password that is refused asks head office first; there somebody accepts and never answers. Cancel does not wait for that:
/// the dialog is gone while the attempt still goes on.
#[test]
fn cancel_answers_at_once_while_head_office_stalls() {
    let folder = tempfile::tempdir().unwrap();
    app::runtime().unwrap().block_on(async {
        let (world, terminal, mut shown) = begin(folder.path()).await;
        world.gate.set(Mode::Held);
        let mut in_time = false;
        // On a machine that stands still the attempt may be over first.
        for number in 0..3 {
            shown.commands.send(Command::AskSupervisor).unwrap();
            shown.shows("the dialog", |view| matches!(view.over, OverView::Supervisor(..))).await;
            shown.submit_in(NOBODYS, Some(Supervision::UnlockTerminal));
            shown.shows("checking", |view| matches!(&view.over, OverView::Supervisor(_, entry) if entry.busy)).await;
            shown.commands.send(Command::CancelSupervisor).unwrap();
            shown.shows("no dialog", at_login).await;
            in_time = count(&terminal.data, EntryKind::UnlockTerminal) == number;
            if in_time {
                break;
            }
        }
        assert!(in_time, "Cancel waits until the attempt is over");

        shown.commands.send(Command::Refresh).unwrap();
        let sheet = |view: &View, over: fn(&SheetState) -> bool| matches!(&view.over, OverView::Sheet(sheet) if over(&sheet.state));
        shown.shows("the sheet", |view| sheet(view, |state| matches!(state, SheetState::Running(_)))).await;
        shown.commands.send(Command::CancelRefresh).unwrap();
        terminal.pass(1_000);
        let cancelled = |state: &SheetState| matches!(state, SheetState::Failed { failure: Failure::Cancelled, .. });
        shown.shows("a refresh that was cancelled", |view| sheet(view, cancelled)).await;
    });
}

/// Somebody else has the till's file, as a slow disk does: the session is hidden all the same, and written down afterwards.
#[test]
fn lock_and_log_out_hide_the_session_before_they_write() {
    let folder = tempfile::tempdir().unwrap();
    app::runtime().unwrap().block_on(async {
        let (_world, terminal, mut shown) = begin(folder.path()).await;
        let out = |view: &View| matches!(&view.screen, ScreenView::Login(entry) if matches!(entry.notice, Notice::LoggedOut(_)));
        let cases: [(Command, EntryKind, Hidden); 2] =
            [(Command::Lock, EntryKind::Lock, locked), (Command::LogOut, EntryKind::Logout, out)];
        for (command, kind, hidden) in cases {
            shown.submit(OWN);
            shown.shows("home", |view| matches!(view.screen, ScreenView::Home(_))).await;
            let before = count(&terminal.data, kind);
            let till = shown.till.clone();
            let (held, holds) = std::sync::mpsc::channel();
            let (let_go, waits) = std::sync::mpsc::channel::<()>();
            let holder = std::thread::spawn(move || {
                let _till = till.lock();
                held.send(()).unwrap();
                // Until the test says so, or is over.
                let _ = waits.recv();
            });
            holds.recv().unwrap();
            shown.commands.send(command).unwrap();
            let is_hidden = shown.within(Duration::from_secs(20), hidden).await;
            let written = count(&terminal.data, kind) - before;
            let_go.send(()).unwrap();
            holder.join().unwrap();
            assert!(is_hidden && written == 0, "{kind:?}: hidden {is_hidden}, {written} entries");
            for _ in 0..600 {
                if count(&terminal.data, kind) > before {
                    break;
                }
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
            assert_eq!(count(&terminal.data, kind), before + 1, "{kind:?} is written down afterwards");
        }
    });
}
