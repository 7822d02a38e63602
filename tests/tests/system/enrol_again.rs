//! A terminal that head office refuses is enrolled again from its screen, and goes on with what it wrote down.

use crate::clocks::Shown;
use crate::standing::{BEGIN, Standing};
use head_office::Clock;
use pos_terminal::app;
use pos_terminal::device_keys::DeviceKeys;
use pos_terminal::identity::Identity;
use pos_terminal::view::{ConnectionView, EnrolState, ScreenView, View};
use pos_terminal::worker::Command;
use std::path::Path;
use sync_core::login::{Entry, EntryKind};
use sync_core::till::Till as TillFile;
use tests::chain;
use tests::gate::Mode;
use tests::world::{Cost, World};

/// Alice: a cashier's.
const OWN: &str = "260847";

fn identity(data: &Path) -> Identity {
    Identity::load(&data.join("identity"), &DeviceKeys::File).unwrap().unwrap()
}

fn journal(data: &Path) -> Vec<Entry> {
    let till = TillFile::open_read_only(&data.join("till.db")).unwrap();
    till.integrity().unwrap();
    till.journal(1, 1_000).unwrap()
}

fn enrols(view: &View, state: fn(&EnrolState) -> bool) -> bool {
    matches!(&view.screen, ScreenView::Enrol(enrol) if enrol.returns && state(&enrol.state))
}

#[test]
fn a_refused_terminal_is_enrolled_again_from_its_screen_and_its_journal_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    app::runtime().unwrap().block_on(async {
        let clock = Clock::standing_at(BEGIN);
        let mut world = World::begin_at(&folder.path().join("office"), Cost::Cheap, chain::TOML, clock).await.unwrap();
        let mut terminal = Standing::begin(&folder.path().join("terminal"), &world).await;
        terminal.stop();
        let (before, written) = (identity(&terminal.data), journal(&terminal.data));
        let mut shown = Shown::start(&terminal);
        shown.shows("live", |view| view.station.connection == ConnectionView::Live).await;

        // As after a restore from before it was enrolled: head office knows nothing of it.
        world.gate.set(Mode::Cut);
        shown.shows("no contact", |view| view.station.connection != ConnectionView::Live).await;
        let data = world.office.data().to_owned();
        let office = rusqlite::Connection::open(data.join("head-office.db")).unwrap();
        office.execute("UPDATE terminal SET token_hash = randomblob(32)", []).unwrap();
        drop(office);
        world.serve_from(&data).await.unwrap();
        world.gate.set(Mode::Open);
        shown.commands.send(Command::Refresh).unwrap();
        shown.shows("that it is refused", |view| view.station.connection == ConnectionView::Refused).await;
        shown.commands.send(Command::HideSheet).unwrap();

        shown.commands.send(Command::EnrolAgain).unwrap();
        shown.shows("enrolment", |view| enrols(view, |state| *state == EnrolState::Editing)).await;
        let enrol = |code: &str| Command::Enrol { address: world.address(), code: code.into() };
        shown.commands.send(enrol("AAAAAAAAAAAAAAAAAAAAAAAA")).unwrap();
        shown.shows("a failure", |view| enrols(view, |state| matches!(state, EnrolState::Failed(_)))).await;
        shown.commands.send(Command::LeaveEnrolment).unwrap();
        shown.shows("the login screen", |view| matches!(view.screen, ScreenView::Login(_))).await;
        let kept = identity(&terminal.data);
        assert!(kept.terminal == before.terminal && kept.token == before.token, "a failure changes nothing");

        shown.commands.send(Command::EnrolAgain).unwrap();
        let code = world.code(chain::SALEPOINT).unwrap();
        shown.commands.send(enrol(&code)).unwrap();
        shown.becomes_live(&terminal).await;
        shown.submit(OWN);
        shown.shows("home", |view| matches!(view.screen, ScreenView::Home(_))).await;

        let (after, entries) = (identity(&terminal.data), journal(&terminal.data));
        assert_eq!(after.company, before.company);
        assert_eq!(entries[..written.len()], written, "what was written down stays");
        let enrolments = entries.iter().filter(|entry| entry.kind == EntryKind::Enrolment).count();
        assert_eq!((enrolments, entries.last().map(|entry| entry.kind)), (2, Some(EntryKind::Login)));
    });
}
