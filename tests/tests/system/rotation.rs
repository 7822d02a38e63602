//! The device key: changed while nobody loses access, killed anywhere, kept in a credential; and a terminal enrolled again.

use crate::kills::{Random, enrol_only, kill_after};
use crate::programs::{Shop, Till, copy_folder, files, text};
use pos_terminal::device_keys::DeviceKeys;
use pos_terminal::identity::{Identity, SealFloor};
use std::path::{Path, PathBuf};
use std::process::Output;
use std::time::Instant;
use sync_core::domain::UnixMs;
use sync_core::login::{EntryKind, Record};
use sync_core::replica::{DeviceKey, Replica, ReplicaKeys, Sqlite};
use sync_core::sync::wire::{Removal, Revocation};
use sync_core::till::Till as TillFile;
use tests::chain;

const KILLS: u32 = 60;

fn identity(till: &Till) -> Identity {
    Identity::load(&till.file("identity"), &DeviceKeys::File).unwrap().unwrap()
}

/// Whether the replica was made under this key.
fn is_under(till: &Till, key: &DeviceKey) -> bool {
    let salepoint = identity(till).salepoint;
    Sqlite::open_read_only(&till.file("replica.db"), ReplicaKeys::derive(key), salepoint)
        .unwrap()
        .unwrap()
        .standing()
        .is_ok_and(|standing| standing.is_some())
}

fn rotations(till: &Till) -> usize {
    let journal = till.journal();
    assert_eq!(journal["intact"], true);
    journal["entries"].as_array().unwrap().iter().filter(|entry| entry["kind"] == "key_rotation").count()
}

#[test]
fn a_rotation_changes_the_key_and_no_password() {
    let mut shop = Shop::open();
    let till = shop.till("till");
    let former = identity(&till).device_key;
    let said = till.json(&["rotate-key"], "");
    let now = identity(&till);
    assert_eq!(said["device_key"].as_str(), Some(now.device_key.id().0.as_str()), "{said}");
    assert!(now.device_key.id() != former.id() && now.next_device_key.is_none());
    assert!(is_under(&till, &now.device_key) && !is_under(&till, &former));
    assert_eq!(rotations(&till), 1);
    let hex: String = former.expose().iter().map(|byte| format!("{byte:02x}")).collect();
    for (path, bytes) in files(&till.data) {
        let kept = bytes.windows(64).any(|window| window == hex.as_bytes())
            || bytes.windows(32).any(|window| window == former.expose());
        assert!(!kept, "{} keeps the former key", path.display());
    }
    assert_eq!(till.status()["readiness"], "ready");
    shop.kill_office();
    assert_eq!(till.outcome("260847"), "granted");
}

#[test]
fn out_of_reach_nothing_is_changed() {
    let mut shop = Shop::open();
    let till = shop.till("till");
    let before = std::fs::read(till.file("identity")).unwrap();
    shop.kill_office();
    let output = till.run(&["rotate-key"], "");
    assert_eq!(output.status.code(), Some(1), "{}", text(&output));
    assert!(text(&output).contains("head office"), "{}", text(&output));
    assert_eq!(std::fs::read(till.file("identity")).unwrap(), before);
    assert_eq!((till.outcome("260847").as_str(), rotations(&till)), ("granted", 0));
    let nobody = shop.bare_till("nobody").run(&["rotate-key"], "");
    assert_eq!(nobody.status.code(), Some(2), "{}", text(&nobody));
}

/// The two states that a kill can leave: the next key is written and the replica is under the former one, or under it.
#[test]
fn the_terminal_goes_on_with_the_key_the_replica_names() {
    let mut shop = Shop::open();
    let till = shop.till("till");
    let former = identity(&till).device_key;
    till.json(&["rotate-key"], "");
    let rotated = identity(&till);
    shop.kill_office();
    for (current, next, is_rotated) in [(&former, &rotated.device_key, true), (&rotated.device_key, &former, false)] {
        let copy = shop.bare_till(if is_rotated { "after" } else { "before" });
        copy_folder(&till.data, &copy.data);
        let mut under_way = rotated.clone();
        (under_way.device_key, under_way.next_device_key) = (current.clone(), Some(next.clone()));
        under_way.save(&copy.file("identity")).unwrap();
        let entries = rotations(&copy);
        assert_eq!(copy.status()["readiness"], "ready", "whoever only reads finds the key too");
        assert!(identity(&copy).next_device_key.is_some(), "and changes nothing");
        assert_eq!(copy.outcome("260847"), "granted");
        let settled = identity(&copy);
        assert_eq!(settled.device_key.id(), rotated.device_key.id());
        assert!(settled.next_device_key.is_none());
        assert_eq!(rotations(&copy) - entries, usize::from(is_rotated));
    }
}

#[test]
fn a_rotation_killed_anywhere_leaves_one_key_and_every_login() {
    let mut shop = Shop::with_users(2_000);
    let fresh = shop.till("fresh");
    let copy = |name: &str| {
        let till = shop.bare_till(name);
        // The folder of the kill before is in the way.
        let _ = std::fs::remove_dir_all(&till.data);
        copy_folder(&fresh.data, &till.data);
        till
    };
    let timed = copy("timed");
    let begun = Instant::now();
    assert!(timed.json(&["rotate-key"], "")["device_key"].is_string());
    let mut window = begun.elapsed() * 13 / 10;
    let former = identity(&fresh).device_key;

    let mut random = Random::new();
    let mut killed = Vec::new();
    let (mut before, mut after) = (0, 0);
    for number in 0..4 * KILLS {
        if before + after >= KILLS && after > 0 && before > 0 {
            break;
        }
        let till = copy(&format!("killed-{number}"));
        let mut rotation = till.command(&["rotate-key"]).spawn().unwrap();
        drop(rotation.stdin.take());
        let has_ended = kill_after(&mut rotation, random.below(window));
        window = if has_ended { window * 9 / 10 } else { window * 51 / 50 };
        if has_ended {
            std::fs::remove_dir_all(&till.data).unwrap();
            continue;
        }
        if is_under(&till, &former) {
            before += 1
        } else {
            after += 1
        }
        killed.push(till);
    }
    println!("{before} kills before and {after} after the replica was made anew ({window:?})");
    assert!(before + after >= KILLS && before > 0, "the kills came too late to say anything: {before} {after}");
    // Every other one is tried out of reach of head office, the others rotate again.
    for till in killed.iter().skip(1).step_by(4) {
        assert!(till.json(&["rotate-key"], "")["device_key"].is_string());
        assert_eq!(till.status()["readiness"], "ready");
    }
    shop.kill_office();
    for till in &killed {
        assert_eq!(till.status()["readiness"], "ready");
        assert_eq!(till.outcome("482913"), "granted");
        let settled = identity(till);
        assert!(settled.next_device_key.is_none() && is_under(till, &settled.device_key));
        assert_eq!(rotations(till) > 0, settled.device_key.id() != former.id());
    }
}

/// Enrolled again in its own folder, the terminal shows who it was: head office lets go of the terminal before, and the
/// journal goes on. Enrolled in another folder, it is another terminal.
#[test]
fn a_terminal_enrolled_again_proves_who_it_was() {
    let shop = Shop::open();
    let till = shop.till("till");
    let before = shop.bare_till("before");
    copy_folder(&till.data, &before.data);
    shop.till("another");
    assert!(before.refresh()["error"].is_null(), "another one's enrolment is nothing to this one");
    let entries = till.journal()["entries"].as_array().unwrap().len();
    enrol_only(&shop, &till);
    assert!(identity(&till).terminal != identity(&before).terminal);
    assert!(!before.refresh()["error"].is_null(), "the terminal before is no more");
    assert!(till.refresh()["error"].is_null());
    let journal = till.journal();
    assert!(journal["intact"] == true && journal["entries"].as_array().unwrap().len() > entries);
    assert_eq!(till.outcome("260847"), "granted");
}

/// Head office's statement is in the till: nobody gets in, restarts change nothing, and only an enrolment ends it.
#[test]
fn a_removed_terminal_lets_nobody_in_until_it_is_enrolled_again() {
    let shop = Shop::open();
    let till = shop.till("till");
    let who = identity(&till);
    let (mut file, _) = TillFile::open(&till.file("till.db")).unwrap();
    let floor = Box::new(SealFloor::in_file(till.file("identity"), DeviceKeys::File));
    assert!(file.under_seal(&who.till_keys(), who.till_sealed.unwrap(), floor).unwrap());
    let record = Record { at: UnixMs(1), kind: EntryKind::Removal, user: None, outcome: None, cursor: None };
    let statement = Revocation {
        company: who.company,
        terminal: who.terminal,
        removal: Removal::Decommissioned,
        removed_at: UnixMs(1),
    };
    assert!(file.finish_removal(who.terminal, &statement, &record, [1; 10]).unwrap());
    drop(file);
    // Stopped between noting the removal and erasing anything: the next start goes on with it, the key first.
    let key = who.device_key.expose().iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    let holds_key = || files(&till.data).iter().any(|(_, bytes)| String::from_utf8_lossy(bytes).contains(&key));
    assert!(holds_key() && is_under(&till, &who.device_key));
    for password in ["260847", "111222"] {
        assert_eq!(
            (till.status()["readiness"].as_str(), till.outcome(password).as_str()),
            (Some("revoked"), "revoked")
        );
        assert!(!holds_key() && !is_under(&till, &who.device_key), "key and data are gone");
    }
    assert_eq!(till.journal()["intact"], true, "the journal is kept");
    let (address, code) = (shop.address(), shop.code(chain::SALEPOINT));
    let output = till.run(&["enrol", "--office", &address, "--code", &code], "");
    assert!(output.status.success(), "{}", text(&output));
    assert_eq!(till.outcome("260847"), "granted");
    assert_eq!(till.journal()["intact"], true);
    let again = till.run(&["enrol", "--office", &address, "--code", &code], "");
    assert!(again.status.code() == Some(1) && text(&again).contains("enrolled already"), "{}", text(&again));
}

/// A terminal whose device key systemd gives.
struct Sealed {
    till: Till,
    credentials: PathBuf,
    config: PathBuf,
}

impl Sealed {
    fn new(shop: &Shop) -> Self {
        let credentials = shop.folder.path().join("credentials");
        std::fs::create_dir(&credentials).unwrap();
        let config = shop.folder.path().join("sealed.toml");
        std::fs::write(&config, "device_key = \"systemd-credential\"\n").unwrap();
        Self { till: shop.bare_till("sealed"), credentials, config }
    }

    fn give(&self, name: &str, byte: u8) {
        std::fs::write(self.credentials.join(name), format!("{byte:02x}").repeat(32)).unwrap();
    }

    fn run_with(&self, credentials: Option<&Path>, arguments: &[&str], input: &str) -> Output {
        use std::io::Write;
        let arguments = [arguments, &["--config", self.config.to_str().unwrap()]].concat();
        let mut command = self.till.command(&arguments);
        command.env_remove("CREDENTIALS_DIRECTORY");
        if let Some(credentials) = credentials {
            command.env("CREDENTIALS_DIRECTORY", credentials);
        }
        let mut process = command.spawn().unwrap();
        // A program that refuses before reading has closed its input.
        let _ = process.stdin.take().unwrap().write_all(input.as_bytes());
        process.wait_with_output().unwrap()
    }

    fn run(&self, arguments: &[&str], input: &str) -> Output {
        self.run_with(Some(&self.credentials), arguments, input)
    }

    fn refuses(&self, arguments: &[&str], code: i32, parts: &[&str]) {
        let output = self.run(arguments, "");
        assert_eq!(output.status.code(), Some(code), "{}", text(&output));
        assert!(parts.iter().all(|part| text(&output).contains(part)), "{parts:?}: {}", text(&output));
    }
}

#[test]
fn with_a_credential_nothing_falls_back_to_a_file() {
    let shop = Shop::open();
    let sealed = Sealed::new(&shop);
    let (address, code) = (shop.address(), shop.code(chain::SALEPOINT));
    let enrol = ["enrol", "--office", &address, "--code", &code];
    let without = sealed.run_with(None, &enrol, "");
    assert!(
        without.status.code() == Some(2) && text(&without).contains("LoadCredentialEncrypted"),
        "{}",
        text(&without)
    );
    sealed.refuses(&enrol, 2, &["tillgate.device-key", "missing"]);
    std::fs::write(sealed.credentials.join("tillgate.device-key"), "secret").unwrap();
    sealed.refuses(&enrol, 2, &["64 hexadecimal digits"]);
    assert!(!sealed.till.file("identity").exists());

    sealed.give("tillgate.device-key", 0x5a);
    let output = sealed.run(&enrol, "");
    assert!(output.status.success(), "{}", text(&output));
    let status: serde_json::Value = serde_json::from_slice(&sealed.run(&["status"], "").stdout).unwrap();
    assert_eq!((&status["key_place"], &status["readiness"]), (&"systemd_credential".into(), &"ready".into()));
    assert!(text(&sealed.run(&["login"], "260847\n")).contains("granted"));
    let hex = "5a".repeat(32);
    for (path, bytes) in files(&sealed.till.data) {
        let found = bytes.windows(64).any(|window| window.eq_ignore_ascii_case(hex.as_bytes()))
            || bytes.windows(32).any(|window| window == [0x5a; 32]);
        assert!(!found, "{} holds the device key", path.display());
    }

    // Configured otherwise, or given another key, it does not start.
    let plain = sealed.till.run(&["login"], "260847\n");
    assert!(plain.status.code() == Some(2) && text(&plain).contains("systemd-credential"), "{}", text(&plain));
    sealed.give("tillgate.device-key", 0x5b);
    sealed.refuses(&["login"], 2, &["no credential holds the device key"]);
}

#[test]
fn a_rotation_with_credentials_needs_the_second_one() {
    let shop = Shop::open();
    let sealed = Sealed::new(&shop);
    sealed.give("tillgate.device-key", 0x5a);
    let (address, code) = (shop.address(), shop.code(chain::SALEPOINT));
    let output = sealed.run(&["enrol", "--office", &address, "--code", &code], "");
    assert!(output.status.success(), "{}", text(&output));
    sealed.refuses(&["rotate-key"], 1, &["tillgate.device-key.next"]);
    sealed.give("tillgate.device-key.next", 0x5a);
    sealed.refuses(&["rotate-key"], 1, &["in use already"]);
    sealed.give("tillgate.device-key.next", 0x6b);
    let output = sealed.run(&["rotate-key"], "");
    assert!(output.status.success(), "{}", text(&output));
    assert!(text(&sealed.run(&["login"], "260847\n")).contains("granted"), "with both credentials");
    sealed.refuses(&["rotate-key"], 1, &["in use already"]);
    std::fs::remove_file(sealed.credentials.join("tillgate.device-key.next")).unwrap();
    sealed.refuses(&["login"], 2, &["no credential holds the device key"]);
    sealed.give("tillgate.device-key", 0x6b);
    assert!(text(&sealed.run(&["login"], "260847\n")).contains("granted"), "with the new one alone");
}
