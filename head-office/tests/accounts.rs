//! The real program, run by other accounts than the one the data folder belongs to.

#![expect(clippy::unwrap_used, reason = "a test fails where it cannot go on")]

use std::collections::BTreeSet;
use std::fs::{self, Permissions};
use std::io::{BufRead, BufReader};
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

const SERVICE: u32 = 42_310;
const THIRD: u32 = 42_311;

/// A folder that everybody can reach, the program in it, and one that only root can read.
struct Machine {
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
        let machine = Self { folder };
        fs::copy(env!("CARGO_BIN_EXE_head-office"), machine.path("program")).unwrap();
        fs::create_dir(machine.path("roots")).unwrap();
        fs::set_permissions(machine.path("roots"), Permissions::from_mode(0o700)).unwrap();
        fs::create_dir(machine.path("data")).unwrap();
        chown(machine.path("data"), Some(SERVICE), Some(SERVICE)).unwrap();
        fs::write(machine.path("roots/configuration.toml"), "").unwrap();
        fs::write(machine.path("roots/passphrase"), "correct horse battery").unwrap();
        fs::write(machine.path("roots/import.toml"), "[[salepoint]]\nname = \"Kesklinn\"").unwrap();
        Some(machine)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn command(&self, line: &str, configuration: &str) -> Command {
        let mut command = Command::new(self.path("program"));
        let arguments = line.split(' ').map(|word| word.replace("ROOTS", self.path("roots").to_str().unwrap()));
        command.args(arguments).arg("--json").arg("--data").arg(self.path("data"));
        command.arg("--config").arg(self.path(configuration)).stdin(Stdio::null());
        command
    }

    fn as_root(&self, line: &str) -> Output {
        self.command(line, "roots/configuration.toml").output().unwrap()
    }

    /// Serves as an account until it says that it does.
    fn can_serve(&self, line: &str, uid: Option<u32>) {
        fs::write(self.path("empty.toml"), "").unwrap();
        let mut command = self.command(line, "empty.toml");
        if let Some(uid) = uid {
            command.uid(uid).gid(uid);
        }
        let mut serving = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut said = String::new();
        BufReader::new(serving.stdout.take().unwrap()).read_line(&mut said).unwrap();
        serving.kill().unwrap();
        serving.wait().unwrap();
        assert!(said.contains("serving"), "after {line}: {said}");
    }
}

fn text(output: &Output) -> String {
    format!("{} {} {}", output.status, String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
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

/// Each command with what it needs, in an order in which each can work.
const COMMANDS: [(&str, &str); 31] = [
    ("init", "init --kdf-memory-kib 8 --kdf-passes 1"),
    ("import", "import ROOTS/import.toml"),
    ("generate", "generate --users 1 --salepoints 1 --stores 1"),
    ("enrol-code", "enrol-code --salepoint Kesklinn"),
    ("admin-link", "admin-link administrator"),
    ("licences", "licences add 1"),
    ("licences", "licences set 5"),
    ("licences", "licences"),
    ("check", "check"),
    ("check", "check --mail somebody@kohvik.example"),
    ("upgrade", "upgrade"),
    ("backup", "backup ROOTS/shop --passphrase-file ROOTS/passphrase"),
    ("rotate-signing-key", "rotate-signing-key"),
    ("restore", "restore ROOTS/shop --yes"),
    ("restore", "restore ROOTS/shop --keys ROOTS/shop.keys --passphrase-file ROOTS/passphrase --yes"),
    ("kdf", "kdf new --memory-kib 16 --passes 1"),
    ("kdf", "kdf retire argon2id-m8-t1 --remove-passwords --yes"),
    ("policy", "policy set auto_lock_s=60"),
    ("policy", "policy"),
    ("terminals", "terminals"),
    ("address", "address"),
    ("address", "address move https://localhost:8443"),
    ("address", "address forget none"),
    ("journal", "journal"),
    ("mail", "mail"),
    ("order", "order refresh --all"),
    ("move", "move none --to Kesklinn"),
    ("decommission", "decommission none --yes"),
    ("revoke", "revoke none --yes"),
    ("user", "user deactivate none"),
    ("serve", "serve --listen 127.0.0.1:0"),
];

#[test]
fn every_command_of_root_leaves_what_the_service_can_use() {
    let Some(machine) = Machine::new() else { return };
    for (name, line) in COMMANDS {
        if name == "serve" {
            machine.can_serve(line, None);
        } else {
            let output = machine.as_root(line);
            // Whether it is done or refused, it was not kept from the folder or from root's files.
            assert!(matches!(output.status.code(), Some(0 | 1)), "{line}: {}", text(&output));
            let is_expected = output.status.success()
                || ["generate", "order", "move", "decommission", "revoke", "user"].contains(&name)
                || line.ends_with(" none");
            assert!(is_expected, "{line}: {}", text(&output));
        }
        assert_eq!(foreign(&machine.path("data")), Vec::<String>::new(), "after {line}");
        machine.can_serve("serve --listen 127.0.0.1:0", Some(SERVICE));
    }
    for name in ["roots/shop", "roots/shop.keys"] {
        assert_eq!(machine.path(name).metadata().unwrap().uid(), 0, "who asked for a backup has it");
    }
}

/// The commands that the help of these words lists; none where they are a command without others.
fn listed(words: &[&str]) -> BTreeSet<String> {
    let help = Command::new(env!("CARGO_BIN_EXE_head-office")).args(words).arg("--help").output().unwrap();
    let help = String::from_utf8(help.stdout).unwrap();
    let listed = help.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| !line.is_empty());
    listed
        .filter(|line| line.starts_with("  ") && !line.starts_with("   "))
        .filter_map(|line| line.split_whitespace().next())
        .filter(|name| *name != "help")
        .map(str::to_owned)
        .collect()
}

#[test]
fn no_command_is_left_out_of_the_table() {
    assert_eq!(listed(&[]), COMMANDS.iter().map(|(name, _)| (*name).to_owned()).collect());
    for name in listed(&[]) {
        for inner in listed(&[&name]) {
            let words = format!("{name} {inner}");
            let is_there = COMMANDS.iter().any(|(_, line)| *line == words || line.starts_with(&format!("{words} ")));
            assert!(is_there, "{words}");
        }
    }
}

/// In a folder that is not there yet what root makes is root's, and `init` says so and what to do.
#[test]
fn init_of_root_in_a_new_folder_says_whose_it_is() {
    let Some(machine) = Machine::new() else { return };
    fs::remove_dir(machine.path("data")).unwrap();
    let line = "init --kdf-memory-kib 8 --kdf-passes 1";
    let output = machine.as_root(line);
    assert!(output.status.success() && text(&output).contains("\"owner\":\"root\""), "{}", text(&output));
    assert_eq!(machine.path("data").metadata().unwrap().uid(), 0);
    fs::remove_dir_all(machine.path("data")).unwrap();
    let mut command = Command::new(machine.path("program"));
    command.args(line.split(' ')).arg("--data").arg(machine.path("data"));
    let said = text(&command.arg("--config").arg(machine.path("roots/configuration.toml")).output().unwrap());
    let told = format!("chown -R ACCOUNT {}", machine.path("data").display());
    assert!(said.contains("the folder belongs to root") && said.contains(&told), "{said}");
    // In one that is somebody's there is nothing to say.
    fs::remove_dir_all(machine.path("data")).unwrap();
    fs::create_dir(machine.path("data")).unwrap();
    chown(machine.path("data"), Some(SERVICE), Some(SERVICE)).unwrap();
    let output = machine.as_root(line);
    assert!(output.status.success() && text(&output).contains("\"owner\":null"), "{}", text(&output));
}

#[test]
fn a_third_account_is_told_whom_to_run_it_as() {
    let Some(machine) = Machine::new() else { return };
    assert!(machine.as_root("init --kdf-memory-kib 8 --kdf-passes 1").status.success());
    fs::write(machine.path("empty.toml"), "").unwrap();
    fs::create_dir(machine.path("thirds")).unwrap();
    for (name, content) in
        [("passphrase", "correct horse battery"), ("shop", ""), ("shop.keys", ""), ("import.toml", "")]
    {
        fs::write(machine.path("thirds").join(name), content).unwrap();
    }
    chown(machine.path("thirds"), Some(THIRD), Some(THIRD)).unwrap();
    for (_, line) in COMMANDS {
        let line =
            line.replace("ROOTS/shop --yes", "THIRDS/shop --yes").replace("backup ROOTS/shop", "backup THIRDS/new");
        let line = line.replace("ROOTS", "THIRDS").replace("THIRDS", machine.path("thirds").to_str().unwrap());
        let mut command = machine.command(&line, "empty.toml");
        let output = command.uid(THIRD).gid(THIRD).output().unwrap();
        let said = text(&output);
        assert_eq!(output.status.code(), Some(2), "{line}: {said}");
        assert!(said.contains(&format!("belongs to #{SERVICE}")), "{line}: {said}");
    }
}

/// A file system that cannot be written to, or that has no room for a copy.
#[test]
fn check_works_on_a_read_only_file_system_and_changes_nothing() {
    let Some(machine) = Machine::new() else { return };
    assert!(machine.as_root("init --kdf-memory-kib 8 --kdf-passes 1").status.success());
    let data = machine.path("data");
    let mount =
        |arguments: &[&str]| Command::new("mount").args(arguments).arg(&data).status().is_ok_and(|end| end.success());
    let path = data.to_str().unwrap();
    if !mount(&["--bind", path]) || !mount(&["-o", "remount,ro,bind"]) {
        assert!(std::env::var_os("CI").is_none(), "needs the right to mount, which CI has");
        eprintln!("skipped: needs the right to mount");
        return;
    }
    let output = machine.as_root("check");
    let said = text(&output);
    let unmounted = Command::new("umount").arg(&data).status().unwrap();
    assert!(output.status.success() && said.contains("\"ok\":true"), "{said}");
    assert!(unmounted.success());
}

/// Signals and the second of two: the service goes on.
#[test]
fn a_hang_up_and_a_second_serve_leave_the_first_one_serving() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let configuration = folder.path().join("empty.toml");
    fs::write(&configuration, "").unwrap();
    let run = |line: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_head-office"));
        command.args(line.split(' ')).arg("--json").arg("--data").arg(&data).arg("--config").arg(&configuration);
        command.stdin(Stdio::null()).stderr(Stdio::null()).stdout(Stdio::piped());
        command
    };
    assert!(run("init --kdf-memory-kib 8 --kdf-passes 1").output().unwrap().status.success());
    let mut serving = run("serve --listen 127.0.0.1:0").spawn().unwrap();
    let mut said = String::new();
    BufReader::new(serving.stdout.take().unwrap()).read_line(&mut said).unwrap();
    let second = run("serve --listen 127.0.0.1:0").output().unwrap();
    assert_eq!(second.status.code(), Some(2), "{}", text(&second));
    assert!(text(&second).contains("another `serve` runs"), "{}", text(&second));
    let signal = |name: &str, process: u32| {
        let sent = Command::new("kill").args([&format!("-{name}"), &process.to_string()]).status().unwrap();
        assert!(sent.success());
    };
    signal("HUP", serving.id());
    // The first signal is dealt with before the second, which ends it well; a hang-up that ended it would show here.
    signal("TERM", serving.id());
    assert!(serving.wait().unwrap().success());
}

#[test]
fn a_command_line_that_is_wrong_is_said_in_json_where_json_is_wanted() {
    let mut lines: Vec<Vec<String>> = vec![vec!["no-such-command".into()]];
    for name in listed(&[]) {
        lines.extend(listed(&[&name]).into_iter().map(|inner| vec![name.clone(), inner]));
        lines.push(vec![name]);
    }
    for line in lines {
        let mut command = Command::new(env!("CARGO_BIN_EXE_head-office"));
        let output = command.args(&line).args(["--no-such", "--json"]).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{line:?}: {}", text(&output));
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(said.starts_with("{\"error\":"), "{line:?}: {}", text(&output));
    }
}
