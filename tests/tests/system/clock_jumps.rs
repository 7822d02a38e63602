//! Wrong clocks, by libfaketime on the real programs: head office's that was ahead once, and a till's.

use crate::programs::{BINARY, Shop, Till, text, wait_until};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use tests::chain;
use tests::display::Display;
use tests::programs::{NO_CONFIGURATION, Running};

/// libfaketime, as Debian's package `faketime` has it; `None` where it is not there.
fn library() -> Option<PathBuf> {
    let folders = ["/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu"];
    let found = folders.iter().map(|folder| Path::new(folder).join("faketime/libfaketimeMT.so.1"));
    let found = found.into_iter().find(|path| path.exists());
    assert!(found.is_some() || std::env::var_os("CI").is_none(), "needs the package faketime, which CI installs");
    if found.is_none() {
        eprintln!("skipped: needs the package faketime");
    }
    found
}

/// What makes a program believe the time in `file`, read anew each time it asks. Only the clock on the wall is moved.
fn faked(library: &Path, file: &Path) -> Vec<(&'static str, String)> {
    vec![
        ("LD_PRELOAD", library.display().to_string()),
        ("FAKETIME_TIMESTAMP_FILE", file.display().to_string()),
        ("FAKETIME_NO_CACHE", "1".into()),
        ("FAKETIME_DONT_FAKE_MONOTONIC", "1".into()),
        ("DONT_FAKE_MONOTONIC", "1".into()),
    ]
}

fn errors(shop: &Shop, what: &str) -> usize {
    let logs = crate::programs::files(&shop.office_data().join("logs"));
    let text: String = logs.iter().map(|(_, bytes)| String::from_utf8_lossy(bytes)).collect();
    text.lines().filter(|line| line.contains(what) && line.contains("ERROR")).count()
}

/// 0 as long as there is no time.
fn year(text: &Value) -> i32 {
    text.as_str().map_or(0, |time| time[..4].parse().unwrap())
}

fn this_year(shop: &Shop) -> i32 {
    year(&shop.office(&["journal", "--limit", "1"])["entries"][0]["received_at"])
}

/// The terminal's window: only it reports to head office.
fn window(display: &Display, till: &Till, by_clock: impl Fn(&mut Command)) -> Running {
    let mut window = display.command(BINARY);
    by_clock(&mut window);
    window.args(["pos-terminal", "--config", NO_CONFIGURATION, "--data"]).arg(&till.data);
    Running(window.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap())
}

#[test]
fn head_offices_clock_ahead_once_leaves_nothing_that_outlives_its_length() {
    let (Some(library), Some(display)) = (library(), Display::open().unwrap()) else { return };
    let mut shop = Shop::open();
    let till = shop.till("till");
    shop.kill_office();
    let clock = shop.folder.path().join("clock");
    std::fs::write(&clock, "+0").unwrap();
    shop.environment = faked(&library, &clock);
    shop.serve();
    assert_eq!(till.refresh()["error"], Value::Null);

    std::fs::write(&clock, "+3650d").unwrap();
    wait_until("an error in the log", || errors(&shop, "clock was set by more than five minutes") == 1);
    let (code, link) = (shop.code(chain::SALEPOINT), shop.office(&["admin-link", "e-001"]));
    let future = year(&link["expires_at"]);
    assert_eq!(till.refresh()["error"], Value::Null, "whatever its clock says, head office serves");
    let window = window(&display, &till, |_| ());
    let last_seen = |shop: &Shop| shop.office(&["terminals"])["terminals"][0]["last_seen_at"].clone();
    wait_until("seen in the future", || year(&last_seen(&shop)) >= future);

    std::fs::write(&clock, "+0").unwrap();
    wait_until("another error in the log", || errors(&shop, "clock was set by more than five minutes") == 2);
    wait_until("seen now", || year(&last_seen(&shop)) < future - 8);
    drop(window);
    assert_eq!(till.refresh()["error"], Value::Null);
    let other = shop.bare_till("other");
    let refused = other.run(&["enrol", "--office", &shop.address(), "--code", &code], "");
    assert!(text(&refused).contains("expired"), "{}", text(&refused));
    // Started again, it says nothing: what it noted last was set right.
    shop.kill_office();
    shop.serve();
    assert_eq!(till.refresh()["error"], Value::Null);
    assert_eq!(errors(&shop, "stands before the time"), 0);
}

#[test]
fn a_tills_wrong_clock_is_seen_in_the_office_and_hides_nothing() {
    let (Some(library), Some(display)) = (library(), Display::open().unwrap()) else { return };
    let shop = Shop::open();
    let till = shop.till("till");
    assert_eq!(till.outcome("111222"), "wrong_password");
    let clock = shop.folder.path().join("clock");
    std::fs::write(&clock, "+400d").unwrap();
    let by_a_wrong_clock = |command: &mut Command| {
        command.envs(faked(&library, &clock));
    };
    let mut attempt = till.command(&["login"]);
    by_a_wrong_clock(&mut attempt);
    let mut attempt = attempt.spawn().unwrap();
    std::io::Write::write_all(&mut attempt.stdin.take().unwrap(), b"260847\n").unwrap();
    assert!(attempt.wait_with_output().unwrap().status.success());

    let _window = window(&display, &till, by_a_wrong_clock);
    let one = || shop.office(&["terminals"])["terminals"][0].clone();
    wait_until("its clock", || one()["clock_off_s"].as_i64().is_some_and(|off_s| (off_s - 400 * 86_400).abs() < 60));
    wait_until("its refusals", || one()["refused_logins_24_h"] == 1);
    let entries = shop.office(&["journal"])["entries"].clone();
    let granted = entries.as_array().unwrap().iter().find(|entry| entry["outcome"] == "granted").unwrap().clone();
    assert!(year(&granted["at"]) > this_year(&shop), "what the till’s clock said");
    assert_eq!(year(&granted["received_at"]), this_year(&shop), "and when it arrived");
}
