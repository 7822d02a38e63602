//! The allowed arrows of ARCHITECTURE.md: between crates by what cargo resolves, between modules by their paths.

use crate::programs::files;
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

#[test]
fn crates_depend_only_where_an_arrow_is() {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--no-deps", "--offline", "--format-version", "1"])
        .current_dir(root())
        .output()
        .unwrap();
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    let ours = [
        "head-office",
        "head-office-domain",
        "head-office-office",
        "head-office-store",
        "head-office-sync",
        "head-office-web",
        "pos-terminal",
        "sync-core",
        "ui",
        "data-folder",
        "tests",
    ];
    let mut arrows = BTreeSet::new();
    for package in metadata["packages"].as_array().unwrap() {
        let name = package["name"].as_str().unwrap();
        for dependency in package["dependencies"].as_array().unwrap() {
            let on = dependency["name"].as_str().unwrap();
            let features = dependency["features"].as_array().unwrap();
            if ours.contains(&on) && name != "tests" {
                let replica = features.iter().any(|feature| feature == "replica");
                arrows.insert(format!("{name} → {on}{}", if replica { " with replica" } else { "" }));
            }
            let is_dev = dependency["kind"] == "dev";
            let tests = features.iter().any(|feature| feature == "testing");
            assert!(is_dev || !tests, "{name} has {on} with what only tests may");
            let may_drive = ["head-office-store", "sync-core", "tests"].contains(&name);
            assert!(is_dev || may_drive || on != "rusqlite", "{name} depends on a database's driver");
            let is_own = name == "ui" && dependency["kind"].is_null();
            assert!(!is_own || on == "slint", "ui depends on {on}");
        }
    }
    let allowed = [
        "head-office → data-folder",
        "head-office → head-office-domain",
        "head-office → head-office-office",
        "head-office → head-office-store",
        "head-office → head-office-sync",
        "head-office → head-office-web",
        "head-office → sync-core",
        "head-office-domain → sync-core",
        "head-office-office → head-office-domain",
        "head-office-office → head-office-store",
        "head-office-office → sync-core",
        "head-office-store → head-office-domain",
        "head-office-store → sync-core",
        "head-office-sync → head-office-domain",
        "head-office-sync → head-office-office",
        "head-office-sync → head-office-store",
        "head-office-sync → sync-core",
        "head-office-web → head-office-domain",
        "head-office-web → head-office-office",
        "head-office-web → head-office-store",
        "head-office-web → sync-core",
        "pos-terminal → data-folder",
        "pos-terminal → sync-core with replica",
        "pos-terminal → ui",
    ];
    assert_eq!(arrows, allowed.map(String::from).into());
}

/// A file's own words, without tests and comments.
fn code(path: &Path, text: &str) -> String {
    let is_test = path.components().any(|part| {
        matches!(part.as_os_str().to_str(), Some("tests.rs" | "tests" | "suite.rs" | "suite" | "testing.rs"))
    });
    if is_test {
        return String::new();
    }
    let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    code.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

/// Names in groups written out: `use crate::{login, sync::Head};` also says `crate::login` and `crate::sync::Head`.
fn ungrouped(code: &str) -> String {
    let mut all = code.to_owned();
    for start in ["crate::{", "super::{"] {
        for (at, _) in code.match_indices(start) {
            let (mut depth, mut name) = (0, String::new());
            for character in code[at + start.len()..].chars().take_while(|character| *character != ';') {
                match character {
                    '{' => depth += 1,
                    '}' if depth == 0 => break,
                    '}' => depth -= 1,
                    ',' if depth == 0 => {
                        all.push_str(&format!("\n{}{}", start.trim_end_matches('{'), name.split_off(0)))
                    }
                    _ if depth == 0 && !character.is_whitespace() => name.push(character),
                    _ => {}
                }
            }
            all.push_str(&format!("\n{}{name}", start.trim_end_matches('{')));
        }
    }
    all
}

/// The source files below a folder, each with its code.
fn sources(folder: &str) -> Vec<(PathBuf, String)> {
    let files = files(&root().join(folder)).into_iter();
    let sources: Vec<(PathBuf, String)> = files
        .filter(|(path, _)| path.extension().is_some_and(|extension| extension == "rs"))
        .map(|(path, bytes)| {
            let code = ungrouped(&code(&path, &String::from_utf8(bytes).unwrap()));
            (path, code)
        })
        .collect();
    assert!(!sources.is_empty(), "{folder} has no source files");
    sources
}

/// No file below `folder` may contain any of `words`.
fn absent(folder: &str, words: &[&str], why: &str) {
    for (path, code) in sources(folder) {
        for word in words {
            assert!(!code.contains(word), "{} contains {word:?}: {why}", path.display());
        }
    }
}

/// No file of this module of sync-core may name any of `modules`.
fn names_none(module: &str, modules: &[&str], why: &str) {
    let names: Vec<String> =
        modules.iter().flat_map(|name| [format!("crate::{name}"), format!("super::{name}::")]).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    absent(&format!("sync-core/src/{module}"), &names, why);
}

#[test]
fn modules_of_sync_core_point_one_way() {
    names_none("domain", &["login", "sync", "replica", "till"], "domain knows nothing above it");
    names_none("login", &["sync", "replica", "till"], "login knows only domain");
    names_none("sync", &["login", "replica", "till"], "sync knows only domain");
    names_none("sale", &["login", "sync", "replica", "till"], "what selling computes is computed anywhere");
    names_none("replica", &["till"], "what can be fetched again knows nothing of what cannot");
    names_none("till", &["replica"], "what cannot be fetched again knows nothing of what can");
}

#[test]
fn decisions_are_sans_io() {
    let io =
        ["SystemTime", "Instant", "Utc::now", "Local::now", "std::fs", "std::net", "getrandom", "rusqlite", "tokio"];
    for folder in ["sync-core/src/login", "sync-core/src/sync", "sync-core/src/domain", "sync-core/src/sale"] {
        absent(folder, &io, "time, randomness, files and answers come in as values");
    }
    // What is an address it may know, and what is a time zone; not which this machine has.
    let io = io.into_iter().filter(|word| *word != "std::net");
    let io: Vec<_> = io.chain(["TcpStream", "TcpListener", "UdpSocket", "std::env"]).collect();
    absent("head-office/domain/src", &io, "what head office decides by values it gets as values");
}

/// Pages and what speaks to terminals read through the office, which cargo holds them to as long as they open no database
/// of their own; to the keys leads one door, and pages do not go through it.
#[test]
fn pages_open_no_database_and_take_no_door_to_keys() {
    for folder in ["head-office/web/src", "head-office/sync/src"] {
        let opened = ["Db,", "Db}", "Db;", "Db::", "Db>", " Db "];
        absent(folder, &opened, "the office lends one moment of its database");
    }
    absent("head-office/web/src", &["Wire", "server_certificate"], "pages sign nothing and open no verifier");
}

#[test]
fn sql_is_in_its_rooms_only() {
    let sql = ["SELECT ", "INSERT INTO", "UPDATE ", "DELETE FROM", "rusqlite"];
    absent("pos-terminal/src", &sql, "the terminal's SQL is in sync-core's replica and till");
    absent("ui/src", &sql, "ui knows no database");
    absent("head-office/domain/src", &sql, "head office's words know no database");
    for folder in ["office/src", "sync/src", "web/src", "src"] {
        absent(&format!("head-office/{folder}"), &sql, "head office's SQL is in its store");
    }
}

#[test]
fn pages_look_as_who_is_signed_in() {
    let guard = root().join("head-office/web/src/guard.rs");
    for (path, code) in sources("head-office/web/src") {
        let is_guard = path == guard;
        assert!(is_guard || !code.contains("Viewer::"), "{} chooses for whom it looks", path.display());
    }
}

/// Whatever changes these records, and the one file of head office that may.
const WRITTEN_BY: [(&str, &[&str]); 4] = [
    (
        "head-office/office/src/personnel/record.rs",
        &[
            "users::create(",
            "users::update(",
            "users::grant_salepoints(",
            "users::grant_store(",
            "users::revoke_salepoint(",
            "users::revoke_store(",
        ],
    ),
    ("head-office/office/src/user_groups.rs", &["groups::save(", "groups::delete("]),
    ("head-office/office/src/places/salepoints.rs", &["salepoints::save(", "keep_salepoint("]),
    ("head-office/office/src/places/stores.rs", &["stores::save(", "keep_store("]),
];

#[test]
fn nothing_goes_round_the_place_where_a_record_is_written() {
    let store = sources("head-office/store/src");
    let sources: Vec<_> = ["office/src", "sync/src", "web/src", "src"]
        .iter()
        .flat_map(|folder| sources(&format!("head-office/{folder}")))
        .collect();
    for (writer, words) in WRITTEN_BY {
        for word in words {
            let name = word.trim_end_matches('(').rsplit("::").next().unwrap();
            let is_there = store.iter().any(|(_, code)| code.contains(&format!("pub fn {name}(")));
            assert!(is_there, "{word} is not what it is called any more");
            let callers = sources.iter().filter(|(_, code)| code.contains(word));
            let callers: Vec<_> = callers.map(|(path, _)| path).collect();
            assert_eq!(callers, [&root().join(writer)], "{word}");
        }
        // Nor by another name.
        let module = words[0].split("::").next().unwrap();
        for (path, code) in &sources {
            for renamed in [
                format!("{module}::save;"),
                format!("{module}::create;"),
                format!("{module}::update;"),
                format!("use crate::db::{module} as "),
                format!("use head_office_store::{module} as "),
                format!("{{{module} as "),
                format!(", {module} as "),
            ] {
                assert!(!code.contains(&renamed), "{}: {renamed}", path.display());
            }
        }
    }
}

/// Files that may measure how long something takes, and why. What time it is decides nothing there.
const MEASURING: [(&str, &str); 3] = [
    ("pos-terminal/src/cli/login.rs", "prints how long the attempt took"),
    ("pos-terminal/src/screens/keyboard.rs", "times keys: a scan is told by how far apart they are"),
    ("pos-terminal/src/screens/mod.rs", "tells the worker of touches once a second at most"),
];

#[test]
fn the_clock_of_the_terminal_is_read_in_one_place() {
    for (path, code) in sources("pos-terminal/src") {
        let is = |file: &str| path == root().join(file);
        let reads = ["Utc::now", "Local::now", "SystemTime::now"].iter().any(|clock| code.contains(clock));
        assert!(!reads || is("pos-terminal/src/clock.rs"), "{} reads a clock", path.display());
        let measures = code.contains("Instant::now");
        let may = MEASURING.iter().any(|(file, _)| is(file));
        assert!(measures == may, "{}: measures time: {measures}; is listed: {may}", path.display());
    }
}
