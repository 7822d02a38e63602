//! A `till.db` that is deleted while the terminal runs: noticed with the next attempt, and said as what it is.

use crate::clocks::Shown;
use crate::programs::{BINARY, Shop, wait_until};
use crate::standing::{BEGIN, MINUTE_MS, Standing};
use crate::window::only_window;
use head_office::Clock;
use pos_terminal::app;
use pos_terminal::view::{ConnectionView, Notice, ScreenView, View};
use std::path::Path;
use std::process::Stdio;
use sync_core::login::{EntryKind, Outcome};
use sync_core::till::Till as TillFile;
use tests::chain;
use tests::display::Display;
use tests::gate::Mode;
use tests::programs::{NO_CONFIGURATION, Running};
use tests::world::{Cost, World};

/// Alice: a cashier's.
const OWN: &str = "260847";

fn delete_till(data: &Path) {
    for name in ["till.db", "till.db-wal", "till.db-shm"] {
        std::fs::remove_file(data.join(name)).unwrap();
    }
}

/// What the login screen says that an attempt ended in.
fn refusal(view: &View) -> Option<&Outcome> {
    match &view.screen {
        ScreenView::Login(entry) => match &entry.notice {
            Notice::Outcome { outcome, .. } => Some(outcome),
            _ => None,
        },
        _ => None,
    }
}

#[test]
fn a_till_that_is_deleted_while_it_runs_counts_as_missing_and_the_words_say_so() {
    let folder = tempfile::tempdir().unwrap();
    app::runtime().unwrap().block_on(async {
        let clock = Clock::standing_at(BEGIN);
        let world = World::begin_at(&folder.path().join("office"), Cost::Cheap, chain::TOML, clock).await.unwrap();
        let mut terminal = Standing::begin(&folder.path().join("terminal"), &world).await;
        terminal.stop();
        let mut shown = Shown::start(&terminal);
        shown.shows("live", |view| view.station.connection == ConnectionView::Live).await;
        world.gate.set(Mode::Cut);
        shown.shows("no contact", |view| view.station.connection != ConnectionView::Live).await;

        delete_till(&terminal.data);
        let lost = |view: &View| matches!(refusal(view), Some(Outcome::RecordLost { offline: true }));
        for attempt in ["the first", "another"] {
            shown.submit(OWN);
            shown.shows(&format!("what happened, at {attempt} attempt"), lost).await;
        }
        world.gate.set(Mode::Open);
        shown.becomes_live(&terminal).await;
        let attempts_lost = |view: &View| matches!(refusal(view), Some(Outcome::AttemptsLost { .. }));
        shown.shows("that the attempts are lost", attempts_lost).await;
        // Nobody can type meanwhile; they come back all the same.
        terminal.pass(10 * MINUTE_MS);
        shown
            .shows("nothing more", |view| matches!(view.screen, ScreenView::Login(_)) && refusal(view).is_none())
            .await;
        shown.submit(OWN);
        shown.shows("home", |view| matches!(view.screen, ScreenView::Home(_))).await;

        let till = TillFile::open_read_only(&terminal.data.join("till.db")).unwrap();
        till.integrity().unwrap();
        let first = &till.journal(1, 1).unwrap()[0];
        assert_eq!(first.kind, EntryKind::Enrolment, "what was written down is kept");
    });
}

/// The same in the real program, which reaches head office later. Nobody made a wrong attempt here.
#[test]
fn the_running_program_notices_that_its_till_is_gone() {
    let Some(display) = Display::open().unwrap() else { return };
    let mut shop = Shop::open();
    let till = shop.till("till");
    shop.kill_office();
    let mut terminal = display.command(BINARY);
    terminal.args(["pos-terminal", "--config", NO_CONFIGURATION, "--data"]).arg(&till.data);
    let terminal = Running(terminal.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap());
    only_window(&display);
    delete_till(&till.data);
    shop.serve();
    // Nobody has to start it anew for that.
    wait_until("a till that is there again, without attempts", || {
        let status = till.status();
        status["readiness"] == "ready" && status["throttled_s"].as_u64() > Some(0)
    });
    let journal = till.journal();
    assert_eq!((&journal["entries"][0]["kind"], &journal["intact"]), (&"enrolment".into(), &true.into()));
    drop(terminal);
    let said = till.login(OWN);
    assert_eq!(said["outcome"], "throttled", "contact gives nothing back");
    let message = said["message"].as_str().unwrap();
    assert!(message.starts_with("This terminal's record of login attempts was lost. Try again in "), "{message}");
}
