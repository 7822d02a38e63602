//! A terminal whose disk is full: what head office changes does not arrive, and the screen does not say that all is well.

use crate::clocks::Shown;
use crate::small_disk::SmallDisk;
use crate::standing::{BEGIN, MINUTE_MS, Standing};
use head_office::Clock;
use pos_terminal::app;
use pos_terminal::view::{ConnectionView, Notice, ScreenView, View};
use std::time::Duration;
use tests::chain;
use tests::world::{Cost, World};

/// Alice: a cashier's.
const OWN: &str = "260847";
/// With so many users the change is larger than what the terminal has kept for a full disk.
const OTHERS: u64 = 5_000;

/// Each with a POS password, which is what a terminal knows of users who have another salepoint.
fn others() -> String {
    let other = |number: u64| {
        let password = 10_000_000 + (number * 7_919_777 + 31_337) % 89_999_999;
        format!(
            "[[user]]\nref = \"x-{number}\"\nfirst_name = \"Other\"\nlast_name = \"Number {number}\"\ngroup = \"Cashier\"\n\
             pos_password = \"{password}\"\n"
        )
    };
    (0..OTHERS).map(other).collect()
}

fn is_live(view: &View) -> bool {
    view.station.connection == ConnectionView::Live
}

#[test]
fn a_full_disk_is_no_green_sign_and_who_was_deactivated_is_ended_when_there_is_room() {
    let folder = tempfile::tempdir().unwrap();
    let Some(disk) = SmallDisk::mount(folder.path().join("small"), 24) else { return };
    app::runtime().unwrap().block_on(async {
        let clock = Clock::standing_at(BEGIN);
        let world = World::begin_at(&folder.path().join("office"), Cost::Cheap, chain::TOML, clock).await.unwrap();
        let mut terminal = Standing::begin(&disk.path.join("till"), &world).await;
        terminal.stop();
        let mut shown = Shown::start(&terminal);
        shown.shows("live", is_live).await;
        shown.submit(OWN);
        shown.shows("home", |view| matches!(view.screen, ScreenView::Home(_))).await;

        disk.fill(0);
        world.import(&others()).unwrap();
        shown.shows("that nothing can be stored", |view| view.station.connection == ConnectionView::Faulty).await;
        world.import("[[user]]\nref = \"e-001\"\nactive = false\n").unwrap();
        // However often it is tried: nothing arrives, and nothing says so.
        for minute in 1..=10 {
            terminal.pass(MINUTE_MS);
            assert!(!shown.within(Duration::from_millis(200), is_live).await, "green after {minute} minutes");
        }

        disk.clear();
        let ended = |view: &View| {
            matches!(&view.screen, ScreenView::Login(entry) if matches!(entry.notice, Notice::Deactivated(_)))
        };
        let mut is_ended = false;
        for _ in 0..100 {
            terminal.pass(MINUTE_MS / 4);
            is_ended = shown.within(Duration::from_millis(200), ended).await;
            if is_ended {
                break;
            }
        }
        assert!(is_ended, "the deactivation arrives as soon as there is room");
        shown.shows("live again", is_live).await;
    });
}
