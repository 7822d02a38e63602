//! Commands as they are typed: what they end with and what they leave behind.

mod terminals;

use super::run_from;
use std::ffi::OsString;
use std::path::Path;
use std::process::ExitCode;

/// Runs a command on a data folder with an empty configuration.
fn run(folder: &Path, data: &str, arguments: &[&str]) -> ExitCode {
    let config = folder.join("empty.toml");
    std::fs::write(&config, "").unwrap();
    run_by(&config, &folder.join(data), arguments)
}

/// The same with another configuration.
fn run_by(config: &Path, data: &Path, arguments: &[&str]) -> ExitCode {
    let common = ["head-office", "--json", "--config"].map(OsString::from).into_iter();
    let common = common.chain([config.into(), "--data".into(), data.into()]);
    run_from(common.chain(arguments.iter().map(OsString::from)))
}

/// The office knows no certificate files: whoever checks says what is wrong with them beside what the office finds.
#[test]
fn a_certificate_of_ones_own_that_cannot_be_read_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let (config, data) = (folder.path().join("own.toml"), folder.path().join("data"));
    std::fs::write(&config, "[certificate]\nchain = \"/none/chain.pem\"\nkey = \"/none/key.pem\"").unwrap();
    let init = ["init", "--kdf-memory-kib", "8", "--kdf-passes", "1"];
    assert_eq!(run(folder.path(), "data", &init), ExitCode::SUCCESS);
    assert_eq!(run(folder.path(), "data", &["check"]), ExitCode::SUCCESS);
    assert_eq!(run_by(&config, &data, &["check"]), ExitCode::from(1));
}

#[test]
fn a_backup_goes_from_one_folder_to_another_and_keys_policy_and_kdfs_change() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    for (name, text) in [
        ("passphrase", "correct horse battery\n"),
        ("short", "too short"),
        ("other", "another passphrase"),
        ("chain.toml", head_office_office::testing::CHAIN),
    ] {
        std::fs::write(path(name), text).unwrap();
    }
    let (good, short, other) = (path("passphrase"), path("short"), path("other"));
    let (file, chain) = (path("shop"), path("chain.toml"));
    let (done, refused, unable, misused) = (0, 1, 2, 2);
    let steps: &[(&str, &[&str], u8)] = &[
        ("data", &["init", "--kdf-memory-kib", "8", "--kdf-passes", "1"], done),
        ("data", &["import", &path("none.toml")], unable),
        ("data", &["import", &chain], done),
        ("data", &["backup", &file, "--passphrase-file", &short], refused),
        ("data", &["backup", &file, "--passphrase-file", &path("none")], unable),
        ("data", &["backup", &file, "--passphrase-file", &good], done),
        ("data", &["backup", &file, "--passphrase-file", &good], refused),
        ("data", &["backup", &file, "--passphrase-file", &good, "--force"], done),
        ("data", &["backup", &path("no/such/folder"), "--passphrase-file", &good], unable),
        ("data", &["backup", &path("data/head-office.db"), "--passphrase-file", &good, "--force"], refused),
        ("data", &["check"], done),
        ("data", &["backup", folder.path().to_str().unwrap(), "--passphrase-file", &good], unable),
        ("new", &["restore", &file, "--passphrase-file", &other], refused),
        ("new", &["restore", &file, "--passphrase-file", &good], done),
        ("new", &["restore", &file], refused),
        ("new", &["restore", &file, "--yes"], done),
        ("new", &["restore", &path("shop.keys"), "--yes"], refused),
        ("new", &["check"], done),
        ("new", &["rotate-signing-key"], done),
        // The backup is from before it.
        ("new", &["check"], refused),
        ("new", &["backup", &path("later"), "--passphrase-file", &good], done),
        ("new", &["check"], done),
        ("other", &["restore", &path("none"), "--passphrase-file", &good], unable),
        ("other", &["restore", &file, "--keys", &path("none.keys"), "--passphrase-file", &good], unable),
        ("other", &["restore", &file, "--passphrase-file", &path("none")], unable),
        ("new", &["kdf"], done),
        ("new", &["kdf", "new", "--memory-kib", "7", "--passes", "1"], refused),
        ("new", &["kdf", "new", "--memory-kib", "32", "--passes", "1", "--lanes", "2"], done),
        ("new", &["kdf", "retire", "argon2id-m8-t1"], refused),
        ("new", &["kdf", "retire", "argon2id-m8-t1", "--remove-passwords"], misused),
        ("new", &["kdf", "retire", "argon2id-m8-t1", "--remove-passwords", "--yes"], done),
        ("new", &["policy"], done),
        ("new", &["policy", "set"], misused),
        ("new", &["policy", "set", "auto_lock_s=1m"], misused),
        ("new", &["policy", "set", "auto_lock_s=60", "fresh_for_s=0"], refused),
        ("new", &["policy", "set", "auto_lock_s=60", "fresh_for_s=60"], done),
        ("new", &["check"], done),
    ];
    for (data, arguments, expect) in steps {
        assert_eq!(run(folder.path(), data, arguments), ExitCode::from(*expect), "{data} {arguments:?}");
    }
    // The rotation statements and the key in use no longer fit each other.
    std::fs::remove_file(folder.path().join("new/keys/rotations.cbor")).unwrap();
    assert_eq!(run(folder.path(), "new", &["check"]), ExitCode::from(refused));
}
