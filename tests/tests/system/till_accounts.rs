//! The terminal's commands, run by other accounts than the one its data folder belongs to.

use crate::programs::{BINARY, Shop, text};
use std::collections::BTreeSet;
use std::fs::{self, Permissions};
use std::io::Write;
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use tests::chain;
use tests::programs::NO_CONFIGURATION;

const SERVICE: u32 = 42_320;
const THIRD: u32 = 42_321;

/// Each command, in an order in which each can work; the last is the window.
const COMMANDS: [&str; 8] = ["enrol", "status", "refresh", "journal", "relocate", "login", "rotate-key", ""];

/// A head office, and a folder of another account's for the terminal, with the program where everybody finds it.
struct Machine {
    shop: Shop,
    folder: tempfile::TempDir,
}

impl Machine {
    /// `None` where this test may not become somebody else.
    fn new() -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        if folder.path().metadata().unwrap().uid() != 0 {
            assert!(std::env::var_os("CI").is_none(), "needs to be run as root, which CI is");
            eprintln!("skipped: only root can become another account");
            return None;
        }
        fs::set_permissions(folder.path(), Permissions::from_mode(0o755)).unwrap();
        let machine = Self { shop: Shop::open(), folder };
        fs::copy(BINARY, machine.path("program")).unwrap();
        fs::create_dir(machine.path("data")).unwrap();
        chown(machine.path("data"), Some(SERVICE), Some(SERVICE)).unwrap();
        Some(machine)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Runs a command as somebody; its words are completed with what it needs.
    fn run(&self, name: &str, uid: u32) -> Output {
        let address = self.shop.address();
        let mut command = Command::new(self.path("program"));
        command.arg("pos-terminal");
        match name {
            "" => drop(command.env_remove("DISPLAY").env_remove("WAYLAND_DISPLAY")),
            "enrol" => {
                let code = self.shop.code(chain::SALEPOINT);
                command.args(["enrol", "--office", &address, "--code", &code]);
            }
            "relocate" => {
                command.args(["relocate", "--office", &address.replace("127.0.0.1", "localhost")]);
            }
            name => drop(command.arg(name)),
        }
        command.args(["--json", "--config", NO_CONFIGURATION, "--data"]).arg(self.path("data"));
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        if uid != 0 {
            command.uid(uid).gid(uid);
        }
        let mut process = command.spawn().unwrap();
        // Most commands read nothing.
        let _ = process.stdin.take().unwrap().write_all(b"260847\n");
        process.wait_with_output().unwrap()
    }
}

/// What in a folder is not the account's, or can be read by others.
fn foreign(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap().flatten() {
        let (path, metadata) = (entry.path(), entry.metadata().unwrap());
        if metadata.uid() != SERVICE || metadata.mode() & 0o077 != 0 {
            found.push(format!("{} {} {:o}", path.display(), metadata.uid(), metadata.mode()));
        }
        if metadata.is_dir() {
            found.extend(foreign(&path));
        }
    }
    found
}

#[test]
fn every_command_of_root_leaves_what_the_terminals_account_can_use() {
    let Some(machine) = Machine::new() else { return };
    for name in COMMANDS {
        let output = machine.run(name, 0);
        // Without a display there is no window; what it makes before it finds that out is the account's all the same.
        assert_eq!(output.status.success(), !name.is_empty(), "{name}: {}", text(&output));
        assert_eq!(foreign(&machine.path("data")), Vec::<String>::new(), "after {name:?}");
        for next in ["status", "refresh", "login"] {
            let output = machine.run(next, SERVICE);
            assert!(output.status.success(), "{next} after {name:?}: {}", text(&output));
        }
    }
}

#[test]
fn a_third_account_is_told_whom_to_run_it_as_and_changes_nothing() {
    let Some(machine) = Machine::new() else { return };
    let output = machine.run("enrol", SERVICE);
    assert!(output.status.success(), "{}", text(&output));
    let before = crate::programs::files(&machine.path("data"));
    for name in COMMANDS {
        let output = machine.run(name, THIRD);
        assert_eq!(output.status.code(), Some(2), "{name:?}: {}", text(&output));
        assert!(text(&output).contains(&format!("belongs to #{SERVICE}")), "{name:?}: {}", text(&output));
        assert_eq!(crate::programs::files(&machine.path("data")), before, "{name:?}");
    }
}

#[test]
fn no_command_is_left_out_of_the_table_and_each_says_in_json_what_is_wrong_with_its_words() {
    let run = |arguments: &[&str]| Command::new(BINARY).arg("pos-terminal").args(arguments).output().unwrap();
    let help = String::from_utf8(run(&["--help"]).stdout).unwrap();
    let listed = help.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| !line.is_empty());
    let listed: BTreeSet<_> =
        listed.filter_map(|line| line.split_whitespace().next()).filter(|name| *name != "help").collect();
    assert_eq!(listed, COMMANDS.into_iter().filter(|name| !name.is_empty()).collect());
    for name in listed {
        let output = run(&[name, "--no-such", "--json"]);
        assert_eq!(output.status.code(), Some(2), "{name}: {}", text(&output));
        assert!(String::from_utf8_lossy(&output.stdout).starts_with("{\"error\":"), "{name}: {}", text(&output));
    }
}
