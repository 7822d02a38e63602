//! What a file is called is durable too: after each rename and each removal of a file of its own the terminal syncs the
//! folder, or a power cut would bring the former device key, or a removed terminal's users, back.

use crate::programs::{BINARY, Shop, Till};
use std::path::Path;
use std::process::Command;
use tests::programs::{NO_CONFIGURATION, has};

/// What a command did to names and folders, in order, as the system saw it.
fn watched(till: &Till, report: &Path, arguments: &[&str]) -> Vec<String> {
    let status = Command::new("strace")
        .args(["-f", "-y", "-e", "trace=fsync,rename,renameat,renameat2,unlink,unlinkat", "-o"])
        .arg(report)
        .args([BINARY, "pos-terminal", "--config", NO_CONFIGURATION, "--json", "--data"])
        .arg(&till.data)
        .args(arguments)
        .status()
        .unwrap();
    assert!(status.code().is_some(), "{arguments:?}: {status}");
    std::fs::read_to_string(report).unwrap().lines().map(String::from).collect()
}

/// Whether this call gives a file of the terminal's own another name, or takes it away. What SQLite does beside its
/// databases is SQLite's.
fn names(call: &str, data: &Path) -> bool {
    let is_call = ["rename", "unlink"].iter().any(|name| call.contains(name)) && call.contains(" = 0");
    let of = |name: &str| call.contains(&format!("{}\"", data.join(name).display()));
    is_call && ["identity", "replica.db", "enrolling"].into_iter().any(of)
}

#[test]
fn every_name_that_changes_is_synced_with_its_folder_before_the_next() {
    if !has("strace") {
        return;
    }
    let shop = Shop::open();
    let till = shop.bare_till("till");
    let report = shop.folder.path().join("calls");
    let code = shop.code(tests::chain::SALEPOINT);
    let id = |till: &Till| till.status()["terminal"].as_str().unwrap().to_owned();
    let mut changes = 0;
    for (what, least) in [("enrol", 1), ("rotate-key", 2), ("removal", 2)] {
        let calls = match what {
            "enrol" => watched(&till, &report, &["enrol", "--office", &shop.address(), "--code", &code]),
            "removal" => {
                shop.office(&["revoke", &id(&till), "--yes"]);
                watched(&till, &report, &["refresh"])
            }
            command => watched(&till, &report, &[command]),
        };
        let folder = format!("<{}>)", till.data.display());
        let is_sync = |call: &String| call.contains("fsync(") && call.contains(&folder);
        let named: Vec<usize> = (0..calls.len()).filter(|index| names(&calls[*index], &till.data)).collect();
        assert!(named.len() >= least, "{what}: {} names changed: {calls:#?}", named.len());
        for (number, at) in named.iter().enumerate() {
            let next = named.get(number + 1).copied().unwrap_or(calls.len());
            // Files that go together go in one step.
            let together = calls[*at].contains("unlink") && calls.get(next).is_some_and(|call| call.contains("unlink"));
            assert!(together || calls[*at..next].iter().any(is_sync), "{what}: not synced after {}", calls[*at]);
        }
        changes += named.len();
    }
    assert!(changes >= 5, "{changes} changes were seen");
}
