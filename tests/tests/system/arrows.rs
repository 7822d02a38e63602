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
    let ours = ["head-office", "pos-terminal", "sync-core", "ui", "tests"];
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
            let is_own = name == "ui" && dependency["kind"].is_null();
            assert!(!is_own || on == "slint", "ui depends on {on}");
        }
    }
    let allowed = ["head-office → sync-core", "pos-terminal → sync-core with replica", "pos-terminal → ui"];
    assert_eq!(arrows, allowed.map(String::from).into());
}

/// A file's own words, without tests and comments.
fn code(path: &Path, text: &str) -> String {
    let is_test = path.components().any(|part| {
        matches!(part.as_os_str().to_str(), Some("tests.rs" | "tests" | "suite.rs" | "suite" | "test_office.rs"))
    });
    if is_test {
        return String::new();
    }
    let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    code.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

/// No file below `folder` may contain any of `words`.
fn absent(folder: &str, words: &[&str], why: &str) {
    let mut seen = 0;
    for (path, bytes) in files(&root().join(folder)) {
        if path.extension().is_none_or(|extension| extension != "rs") {
            continue;
        }
        seen += 1;
        let text = String::from_utf8(bytes).unwrap();
        for word in words {
            assert!(!code(&path, &text).contains(word), "{} contains {word:?}: {why}", path.display());
        }
    }
    assert!(seen > 0, "{folder} has no source files");
}

#[test]
fn modules_of_sync_core_point_one_way() {
    let up = ["crate::login", "crate::sync", "crate::replica", "crate::till"];
    absent("sync-core/src/domain", &up, "domain knows nothing above it");
    absent("sync-core/src/login", &["crate::sync", "crate::replica", "crate::till"], "login knows only domain");
    absent("sync-core/src/sync", &["crate::login", "crate::replica", "crate::till"], "sync knows only domain");
}

#[test]
fn decisions_are_sans_io() {
    let io =
        ["SystemTime", "Instant", "Utc::now", "Local::now", "std::fs", "std::net", "getrandom", "rusqlite", "tokio"];
    for folder in ["sync-core/src/login", "sync-core/src/sync", "sync-core/src/domain"] {
        absent(folder, &io, "time, randomness, files and answers come in as values");
    }
}

#[test]
fn sql_is_in_its_rooms_only() {
    let sql = ["SELECT ", "INSERT INTO", "UPDATE ", "DELETE FROM", "rusqlite"];
    absent("pos-terminal/src", &sql, "the terminal's SQL is in sync-core's replica and till");
    absent("ui/src", &sql, "ui knows no database");
    for folder in ["cli", "http", "import", "keys", "generate"] {
        absent(&format!("head-office/src/{folder}"), &sql, "head office's SQL is in its db module");
    }
}

#[test]
fn the_clock_of_the_terminal_is_read_in_one_place() {
    for (path, bytes) in files(&root().join("pos-terminal/src")) {
        let text = String::from_utf8(bytes).unwrap();
        let reads = code(&path, &text).contains("Utc::now") || code(&path, &text).contains("SystemTime::now");
        assert!(!reads || path.ends_with("clock.rs"), "{} reads a clock", path.display());
    }
}
