//! The power is cut while a terminal changes its key, is removed or enrolled, and while head office is restored: at every
//! call that makes something durable or changes a name, with what was not synced and without it.

use crate::power::{Call, Disk, Left, holds, put, some_of, watched};
use crate::programs::{BINARY, Shop, Till, text};
use pos_terminal::device_keys::DeviceKeys;
use pos_terminal::identity::Identity;
use rusqlite::Connection;
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Command;
use sync_core::login::Bucket;
use sync_core::till::Till as TillFile;
use tests::chain;
use tests::programs::{NO_CONFIGURATION, has};

/// Alice's, granted at Kesklinn.
const PASSWORD: &str = "260847";
const ATTEMPTS: u64 = 8;
const SPENT: u64 = 3;
const ATTEMPT_MS: u64 = 86_400_000;
/// The last name of somebody whom the terminal's replica knows.
const USER: &[u8] = b"Maasikas";
/// Of the moments at which no name changes so many are tried.
const MOST: usize = 40;

/// An office whose terminals give attempts back by the day.
fn shop() -> Shop {
    let policy = format!("[policy]\nthrottle_attempts = {ATTEMPTS}\nthrottle_refill_s = 86400\n[company]");
    Shop::with_chain(&chain::TOML.replace("[company]", &policy))
}

fn command(of: &str, data: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(BINARY);
    command.args([of, "--json", "--config", NO_CONFIGURATION, "--data"]).arg(data).args(arguments);
    command
}

fn identity(till: &Till) -> Option<Identity> {
    Identity::load(&till.file("identity"), &DeviceKeys::File).unwrap()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Where a device key can be read, as it is or as it is written.
fn key_in(left: &Left, key: &[u8]) -> Option<PathBuf> {
    holds(left, key).or_else(|| holds(left, hex(key).as_bytes()))
}

/// What is owed of attempts, where anything is known of it.
fn debt_ms(till: &Till) -> Option<u64> {
    let file = TillFile::open_read_only(&till.file("till.db")).ok()?;
    file.throttle(Bucket::Login).ok()?.map(|throttle| throttle.parts().0)
}

/// No attempt was given back: the debt is what it was, or nothing but time in contact makes attempts again.
fn owes_what_it_owed(till: &Till, what: &str) {
    let owed = debt_ms(till).unwrap_or_default();
    assert!(owed > SPENT * ATTEMPT_MS - ATTEMPT_MS / 10, "{what}: {owed} ms are owed");
}

/// Three guesses.
fn guess(till: &Till) {
    for number in 0..SPENT {
        assert_eq!(till.outcome(&format!("guess {number}")), "wrong_password");
    }
}

/// A terminal as a power cut left it, at each of more than `many` moments of what was done to its folder.
fn at_each_cut(shop: &Shop, (disk, calls): (Disk, &[Call]), many: usize, mut check: impl FnMut(&Till, &Left, &str)) {
    let moments = some_of(disk.moments(calls), MOST);
    println!("{} moments", moments.len());
    assert!(moments.len() > many);
    let cut = shop.bare_till("cut");
    for moment in &moments {
        put(&moment.left, &cut.data);
        check(&cut, &moment.left, &moment.what);
    }
}

#[test]
fn cut_in_a_rotation_of_the_device_key_one_key_is_in_force_and_every_login_works() {
    if !has("strace") {
        return;
    }
    let shop = shop();
    let till = shop.till("till");
    guess(&till);
    let former = identity(&till).unwrap().device_key;
    let disk = Disk::of(&till.data);
    let calls = watched(&command("pos-terminal", &till.data, &["rotate-key"]), &shop.folder.path().join("calls"));
    let now = identity(&till).unwrap().device_key;
    assert_ne!(now.id(), former.id(), "it was changed");
    let end = disk.clone().at_the_end(&calls);
    assert_eq!(key_in(&end, former.expose()), None, "the former key is gone for good");
    assert!(key_in(&end, now.expose()).is_some());

    at_each_cut(&shop, (disk, &calls), 8, |cut, _, what| {
        // Whatever is in the way, contact mends.
        assert_eq!(cut.refresh()["error"], Value::Null, "{what}");
        owes_what_it_owed(cut, what);
        assert_eq!(cut.outcome(PASSWORD), "granted", "{what}");
        owes_what_it_owed(cut, what);
        let identity = identity(cut).unwrap();
        let in_force =
            [former.id(), now.id()].contains(&identity.device_key.id()) && identity.next_device_key.is_none();
        assert!(in_force, "{what}: of two keys one is in force");
        assert_eq!(cut.status()["readiness"], "ready", "{what}");
    });
}

/// Puts a terminal's files back to what the last version without seals left of them.
fn unseal(till: &Till) {
    let file = Connection::open(till.file("till.db")).unwrap();
    file.execute_batch("UPDATE state SET seal = NULL, seal_counter = NULL; UPDATE throttle SET refill_ms = NULL")
        .unwrap();
    file.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).unwrap();
    let path = till.file("identity");
    let sealed = std::fs::read_to_string(&path).unwrap();
    assert!(sealed.contains("version = 3") && sealed.contains("till_sealed = "), "{sealed}");
    let lines = sealed.lines().filter(|line| !line.starts_with("till_sealed"));
    let unsealed: String = lines.map(|line| line.replace("version = 3", "version = 2") + "\n").collect();
    std::fs::write(&path, unsealed).unwrap();
    assert_eq!(identity(till).unwrap().till_sealed, None);
}

#[test]
fn cut_while_a_file_of_an_older_version_is_sealed_no_attempt_is_given_back_and_no_login_lost() {
    if !has("strace") {
        return;
    }
    let mut shop = shop();
    let till = shop.till("till");
    guess(&till);
    unseal(&till);
    shop.kill_office();
    let disk = Disk::of(&till.data);
    let calls = watched(&command("pos-terminal", &till.data, &["refresh"]), &shop.folder.path().join("calls"));
    assert!(identity(&till).unwrap().till_sealed.is_some(), "it was sealed");

    at_each_cut(&shop, (disk, &calls), 4, |cut, _, what| {
        // Head office is away: nothing but what is on the disk decides.
        assert_eq!(cut.outcome(PASSWORD), "granted", "{what}");
        owes_what_it_owed(cut, what);
        assert!(identity(cut).unwrap().till_sealed.is_some(), "{what}");
        assert_eq!(cut.outcome("another guess"), "wrong_password", "{what}");
        assert!(debt_ms(cut).unwrap() > SPENT * ATTEMPT_MS, "{what}: the next guess costs one more");
    });
}

#[test]
fn cut_in_a_removal_nothing_of_the_users_can_be_read_once_the_terminal_was_started_again() {
    if !has("strace") {
        return;
    }
    let shop = shop();
    let till = shop.till("till");
    let key = identity(&till).unwrap().device_key;
    shop.office(&["revoke", till.status()["terminal"].as_str().unwrap(), "--yes"]);
    let disk = Disk::of(&till.data);
    let calls = watched(&command("pos-terminal", &till.data, &["refresh"]), &shop.folder.path().join("calls"));
    let end = disk.clone().at_the_end(&calls);
    assert_eq!(key_in(&end, key.expose()), None, "the device key is gone for good");
    assert!(holds(&disk.clone().at_the_end(&[]), USER).is_some(), "where it is looked for it was");
    assert_eq!(holds(&end, USER), None, "and the users with it");

    at_each_cut(&shop, (disk, &calls), 4, |cut, left, what| {
        // Once its key is gone nobody is let in, in contact or not.
        if key_in(left, key.expose()).is_none() {
            assert_ne!(cut.login(PASSWORD)["outcome"], "granted", "{what}");
            put(left, &cut.data);
        }
        cut.refresh();
        assert_ne!(cut.login(PASSWORD)["outcome"], "granted", "{what}");
        let left = Disk::of(&cut.data);
        let left = left.at_the_end(&[]);
        assert_eq!(key_in(&left, key.expose()), None, "{what}");
        assert_eq!(holds(&left, USER), None, "{what}");
    });
}

#[test]
fn cut_in_an_enrolment_the_terminal_is_enrolled_or_can_be() {
    if !has("strace") {
        return;
    }
    let shop = shop();
    let till = shop.bare_till("till");
    std::fs::create_dir(&till.data).unwrap();
    let disk = Disk::of(&till.data);
    let (address, code) = (shop.address(), shop.code(chain::SALEPOINT));
    let words = ["enrol", "--office", &address, "--code", &code];
    let calls = watched(&command("pos-terminal", &till.data, &words), &shop.folder.path().join("calls"));
    assert_eq!(till.status()["readiness"], "ready");
    put(&disk.clone().at_the_end(&calls), &till.data);
    assert_eq!(till.status()["readiness"], "ready", "what enrolment said is durable");

    at_each_cut(&shop, (disk, &calls), 4, |cut, _, what| {
        if cut.status()["enrolled"] != true {
            let code = shop.code(chain::SALEPOINT);
            let output = cut.run(&["enrol", "--office", &address, "--code", &code], "");
            assert!(output.status.success(), "{what}: {}", text(&output));
        }
        assert_eq!(cut.refresh()["error"], Value::Null, "{what}");
        assert_eq!(cut.outcome(PASSWORD), "granted", "{what}");
    });
}

#[test]
fn cut_in_a_restore_head_office_is_the_one_before_or_the_one_of_the_backup() {
    if !has("strace") {
        return;
    }
    let mut shop = shop();
    let at = |name: &str| shop.folder.path().join(name).display().to_string();
    std::fs::write(at("passphrase"), "correct horse battery").unwrap();
    let (file, keys, passphrase) = (at("shop"), at("shop.keys"), at("passphrase"));
    shop.office(&["backup", &file, "--passphrase-file", &passphrase]);
    shop.import("[[user]]\nref = \"e-001\"\nlast_name = \"Muudetud\"\n");
    let before = shop.office(&["check"])["revision"].clone();
    shop.kill_office();
    let data = shop.office_data();
    let disk = Disk::of(&data);
    let words = ["restore", &file, "--keys", &keys, "--passphrase-file", &passphrase, "--yes"];
    let calls = watched(&command("head-office", &data, &words), &shop.folder.path().join("calls"));
    let after = shop.office(&["check"])["revision"].clone();
    assert_ne!(before, after, "it was restored");
    let end = disk.clone().at_the_end(&calls);

    let moments = some_of(disk.moments(&calls), MOST);
    println!("{} moments", moments.len());
    assert!(moments.len() > 4);
    let cut = shop.folder.path().join("cut");
    let run = |arguments: &[&str]| command("head-office", &cut, arguments).output().unwrap();
    let stands_at = |what: &str| {
        // Whatever opens the folder first finishes what was begun.
        let opened = run(&["terminals"]);
        assert!(opened.status.success(), "{what}: {}", text(&opened));
        let checked = run(&["check"]);
        let said = checked.stdout.split(|byte| *byte == b'\n').next().unwrap_or_default();
        let said: Value = serde_json::from_slice(said).unwrap();
        // The epoch is noted first: before the database takes effect the next `serve` begins one.
        let is_well = |found: &Value| found.as_str().unwrap().contains("The next `serve` begins a new epoch");
        assert!(said["found"].as_array().unwrap().iter().all(is_well), "{what}: {}", text(&checked));
        said["revision"].clone()
    };
    put(&end, &cut);
    assert_eq!(stands_at("at the end"), after, "what the restore said is durable");
    for moment in &moments {
        put(&moment.left, &cut);
        let what = &moment.what;
        let revision = stands_at(what);
        assert!([&before, &after].contains(&&revision), "{what}: revision {revision}");
        if revision == after {
            let names = std::fs::read_dir(&cut).unwrap().map(|entry| entry.unwrap().file_name());
            let aside = names.filter(|name| name.to_string_lossy().starts_with("before-restore-")).count();
            assert_eq!(aside, 1, "{what}: what was there is lost");
        }
    }
}
