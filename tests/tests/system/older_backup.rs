//! Backups put back elsewhere: one from before the signing key was changed, after which no terminal believes head office,
//! and one under another address, after which all of them do.

use crate::programs::{Shop, Till, files, text, wait_until};
use pos_terminal::device_keys::DeviceKeys;
use pos_terminal::identity::Identity;
use serde_json::Value;
use std::path::PathBuf;
use tests::chain;

/// Alice's, granted at Kesklinn.
const PASSWORD: &str = "260847";

fn path(shop: &Shop, name: &str) -> PathBuf {
    shop.folder.path().join(name)
}

fn back_up(shop: &Shop, name: &str) {
    std::fs::write(path(shop, "passphrase"), "correct horse battery").unwrap();
    let (file, passphrase) = (path(shop, name), path(shop, "passphrase"));
    shop.office(&["backup", file.to_str().unwrap(), "--passphrase-file", passphrase.to_str().unwrap()]);
}

/// Puts a backup in the place of the office, which stops; over the keys it has, or where there is nothing yet.
fn restore(shop: &mut Shop, name: &str, elsewhere: bool) -> Value {
    shop.kill_office();
    if elsewhere {
        std::fs::rename(shop.office_data(), path(shop, &format!("before {name}"))).unwrap();
    }
    let [file, keys, passphrase] = [name, &format!("{name}.keys"), "passphrase"].map(|name| path(shop, name));
    let [file, keys, passphrase] = [&file, &keys, &passphrase].map(|path| path.to_str().unwrap());
    shop.office(&["restore", file, "--keys", keys, "--passphrase-file", passphrase, "--yes"])
}

/// What `check` finds.
fn found(shop: &Shop) -> String {
    let output = shop.try_office(&["check"]);
    let said: Value = serde_json::from_slice(output.stdout.split(|byte| *byte == b'\n').next().unwrap_or_default())
        .unwrap_or_else(|_| panic!("{}", text(&output)));
    assert_eq!(output.status.success(), said["ok"] == true, "{}", text(&output));
    said["found"].as_array().unwrap().iter().map(|one| format!("{}\n", one.as_str().unwrap())).collect()
}

fn logged(shop: &Shop, what: &str) -> usize {
    let logs = files(&shop.office_data().join("logs"));
    let lines = |bytes: &[u8]| String::from_utf8_lossy(bytes).lines().filter(|line| line.contains(what)).count();
    logs.iter().map(|(_, bytes)| lines(bytes)).sum()
}

/// The key that a terminal believes.
fn believed(till: &Till) -> String {
    Identity::load(&till.file("identity"), &DeviceKeys::File).unwrap().unwrap().keys[0].id().0
}

/// Whatever else goes wrong, people can log in.
fn logs_in(till: &Till) {
    assert_eq!(till.outcome(PASSWORD), "granted");
}

#[test]
fn after_a_restore_from_before_a_rotation_both_ends_say_what_to_do_and_either_way_out_works() {
    let mut shop = Shop::open();
    let tills = ["again", "waits"].map(|name| shop.till(name));
    back_up(&shop, "before");
    assert_eq!(found(&shop), "");
    let rotated = shop.office(&["rotate-signing-key"]);
    for till in &tills {
        wait_until("the terminal follows", || {
            till.refresh();
            believed(till) == rotated["to"]
        });
    }
    assert!(found(&shop).contains("no backup was made since the signing key was changed (the last one is of"));
    // The quick part of `check` is in the log of every start.
    shop.kill_office();
    shop.serve();
    assert_eq!(logged(&shop, "no backup was made since the signing key was changed"), 1);
    back_up(&shop, "after");
    assert_eq!(found(&shop), "");

    restore(&mut shop, "before", true);
    shop.serve();
    assert_eq!(found(&shop), "", "of what terminals know nothing can be known yet");
    for till in &tills {
        for _ in 0..2 {
            let error = till.refresh()["error"].clone();
            let error = error.as_str().unwrap();
            assert!(error.contains("restored from a backup from before its signing key was changed"), "{error}");
            assert!(error.contains("from a later backup, with its keys") && error.contains("enrol --again"), "{error}");
        }
        logs_in(till);
    }
    assert_eq!(logged(&shop, "a terminal knows a signing key that is not known here"), 2, "once each");
    let said = found(&shop);
    assert!(said.contains("2 terminals (") && said.contains("Restore from a later backup, with its keys"), "{said}");

    // One is enrolled again: it believes what is restored.
    let (address, code) = (shop.address(), shop.code(chain::SALEPOINT));
    let output = tills[0].run(&["enrol", "--again", "--office", &address, "--code", &code], "");
    assert!(output.status.success(), "{}", text(&output));
    assert_eq!(
        (tills[0].refresh()["error"].clone(), believed(&tills[0])),
        (Value::Null, rotated["from"].as_str().unwrap().into())
    );
    logs_in(&tills[0]);
    assert!(found(&shop).contains("1 terminals ("));

    // The later backup is found: the other one goes on as if nothing had been.
    assert_eq!(restore(&mut shop, "after", false)["keys"], "backup");
    shop.serve();
    assert_eq!(tills[1].refresh()["error"], Value::Null);
    logs_in(&tills[1]);
    assert_eq!(found(&shop), "");
}

#[test]
fn under_another_address_a_restored_head_office_is_reached_by_every_enrolled_terminal() {
    let mut shop = Shop::listening_on("127.0.0.2:0");
    let till = shop.till("till");
    back_up(&shop, "shop");
    let port = shop.address().rsplit(':').next().unwrap().to_owned();
    restore(&mut shop, "shop", true);
    shop.listen_on(&format!("0.0.0.0:{port}"));
    shop.serve();
    // Its certificate is for names of another machine, and for the one that the terminal came by.
    assert_eq!(till.refresh()["error"], Value::Null);
    logs_in(&till);
    let listed = shop.office(&["address"]);
    assert!(listed["names"].as_array().unwrap().iter().any(|one| one["name"] == "127.0.0.2"), "{listed}");
    assert_eq!(found(&shop), "");
}
