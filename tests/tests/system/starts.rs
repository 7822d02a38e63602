//! What stops the start is said in a real window, with a code for support and a way to try again.

use crate::programs::{BINARY, Shop, Till, copy_folder, text, wait_until};
use std::fs::{self, Permissions};
use std::os::unix::fs::{PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Stdio};
use tests::display::Display;
use tests::programs::{NO_CONFIGURATION, Running};

/// An account that owns nothing.
const NOBODY: u32 = 65_534;

fn terminal(mut command: Command, data: &Path, configuration: &Path) -> Command {
    command.arg("pos-terminal").arg("--config").arg(configuration).arg("--data").arg(data).stdout(Stdio::null());
    command
}

fn start(display: &Display, data: &Path, configuration: &Path) -> Running {
    Running(terminal(display.command(BINARY), data, configuration).stderr(Stdio::null()).spawn().unwrap())
}

/// Waits for a window of this title; its id.
fn window(display: &Display, title: &str) -> String {
    let mut found = String::new();
    wait_until(title, || {
        found = display.xdotool(&["search", "--onlyvisible", "--name", &format!("^{title}$")]).unwrap();
        !found.is_empty()
    });
    found.lines().next().unwrap().to_owned()
}

/// Presses Try again, and waits for the terminal's own window.
fn try_again(display: &Display, code: &str) {
    window(display, &format!("Tillgate {code}"));
    // It takes the keys itself, as soon as it is drawn.
    wait_until("the terminal's own window", || {
        display.xdotool(&["key", "Return"]).unwrap();
        !display.xdotool(&["search", "--onlyvisible", "--name", "^Tillgate$"]).unwrap().is_empty()
    });
}

#[test]
fn a_configuration_that_cannot_be_read_is_said_in_a_window_and_tried_again() {
    let Some(display) = Display::open().unwrap() else { return };
    let folder = tempfile::tempdir().unwrap();
    let configuration = folder.path().join("pos-terminal.toml");
    fs::write(&configuration, "[window]\nwidth = 100\n").unwrap();
    let _terminal = start(&display, &folder.path().join("data"), &configuration);
    window(&display, "Tillgate T-3");
    fs::write(&configuration, "").unwrap();
    try_again(&display, "T-3");
}

#[test]
fn a_second_terminal_is_said_in_a_window_and_tried_again() {
    let Some(display) = Display::open().unwrap() else { return };
    let folder = tempfile::tempdir().unwrap();
    let first = start(&display, folder.path(), Path::new(NO_CONFIGURATION));
    window(&display, "Tillgate");
    let _second = start(&display, folder.path(), Path::new(NO_CONFIGURATION));
    window(&display, "Tillgate T-1");
    drop(first);
    try_again(&display, "T-1");
}

/// Root may write everywhere, so that this one is played by another account.
#[test]
fn a_folder_that_is_read_only_or_anothers_is_said_in_a_window_and_tried_again() {
    let Some(display) = Display::open().unwrap() else { return };
    if !rustix::process::geteuid().is_root() {
        eprintln!("skipped: needs root, to be somebody else");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    fs::set_permissions(folder.path(), Permissions::from_mode(0o711)).unwrap();
    for (name, owner, mode) in [("read-only", NOBODY, 0o500), ("another's", 0, 0o700)] {
        let data = folder.path().join(name);
        fs::create_dir(&data).unwrap();
        fs::write(data.join("till.db"), "").unwrap();
        for path in [&data, &data.join("till.db")] {
            chown(path, Some(owner), Some(owner)).unwrap();
        }
        fs::set_permissions(&data, Permissions::from_mode(mode)).unwrap();
        let mut command = terminal(display.command(BINARY), &data, Path::new(NO_CONFIGURATION));
        let _terminal = Running(command.uid(NOBODY).gid(NOBODY).stderr(Stdio::null()).spawn().unwrap());
        window(&display, "Tillgate T-2");
        for path in [&data, &data.join("till.db")] {
            chown(path, Some(NOBODY), Some(NOBODY)).unwrap();
        }
        fs::set_permissions(&data, Permissions::from_mode(0o700)).unwrap();
        try_again(&display, "T-2");
    }
}

#[test]
fn without_a_display_what_stops_the_start_is_one_sentence() {
    let folder = tempfile::tempdir().unwrap();
    let configuration = folder.path().join("pos-terminal.toml");
    fs::write(&configuration, "languge = \"et\"\n").unwrap();
    let mut command = Command::new(BINARY);
    command.env_remove("DISPLAY").env_remove("WAYLAND_DISPLAY");
    let output = terminal(command, &folder.path().join("data"), &configuration).output().unwrap();
    assert_eq!(output.status.code(), Some(2), "{}", text(&output));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.starts_with("pos-terminal: the configuration ") && !said.contains("panicked"), "{said}");
}

/// Wherever it was cut: set aside, and no attempt until head office was reached, as if it were missing.
#[test]
fn a_truncated_till_is_set_aside_and_counts_as_missing() {
    let mut shop = Shop::open();
    let enrolled = shop.till("till");
    shop.kill_office();
    assert_eq!(enrolled.outcome("260847"), "granted");
    let whole = fs::read(enrolled.file("till.db")).unwrap();
    for (number, length) in [1, 100, 4_096, whole.len() / 2, whole.len() - 4_096].into_iter().enumerate() {
        let till = Till { data: shop.folder.path().join(format!("cut {number}")) };
        copy_folder(&enrolled.data, &till.data);
        for log in ["till.db-wal", "till.db-shm"] {
            let _ = fs::remove_file(till.file(log));
        }
        fs::write(till.file("till.db"), &whole[..length]).unwrap();
        assert_eq!(till.outcome("260847"), "damaged", "cut to {length}");
        // Where not even a page is left there is nothing to keep.
        if length >= 4_096 {
            let aside = fs::read(till.file("till.damaged")).unwrap_or_else(|error| panic!("cut to {length}: {error}"));
            assert_eq!(aside.len(), length);
        }
        assert_eq!(till.outcome("260847"), "damaged", "cut to {length}: nor by starting again");
    }
}

#[test]
fn a_truncated_till_does_not_keep_the_window_from_opening() {
    let Some(display) = Display::open().unwrap() else { return };
    let shop = Shop::open();
    let till = shop.till("till");
    let whole = fs::read(till.file("till.db")).unwrap();
    fs::write(till.file("till.db"), &whole[..whole.len() / 2]).unwrap();
    let _terminal = start(&display, &till.data, Path::new(NO_CONFIGURATION));
    window(&display, "Tillgate");
    wait_until("head office, which is reached", || till.status()["readiness"] == "ready");
}

/// Hidden behind an empty file, in this one process's view of the file system.
#[test]
fn a_library_that_is_missing_is_named_with_its_package_in_one_sentence() {
    let Some(display) = Display::open().unwrap() else { return };
    if !rustix::process::geteuid().is_root() {
        eprintln!("skipped: needs root, to hide a library");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    for (library, package) in [
        ("libX11.so.6", "libx11-6"),
        ("libX11-xcb.so.1", "libx11-xcb1"),
        ("libXcursor.so.1", "libxcursor1"),
        ("libXi.so.6", "libxi6"),
        ("libxkbcommon.so.0", "libxkbcommon0"),
        ("libxkbcommon-x11.so.0", "libxkbcommon-x11-0"),
    ] {
        let folders = fs::read_dir("/usr/lib").unwrap().map(|entry| entry.unwrap().path());
        let file = folders.map(|folder| folder.join(library)).find(|file| file.exists()).expect(library);
        let mut hidden = display.command("unshare");
        hidden.args(["--mount", "sh", "-c", r#"mount --bind /dev/null "$1" && shift && exec "$@""#, "sh"]);
        hidden.arg(fs::canonicalize(file).unwrap()).arg(BINARY);
        let ended = terminal(hidden, folder.path(), Path::new(NO_CONFIGURATION)).output().unwrap();
        let said = String::from_utf8_lossy(&ended.stderr);
        assert_eq!(ended.status.code(), Some(2), "{library}: {said}");
        assert_eq!(
            said,
            format!(
                "pos-terminal: {library} cannot be loaded, without which no window opens; install {package} \
                 (docs/terminal.md names all)\n"
            )
        );
    }
}
