//! Bad input and bad days: each a clear message that says what to do, and nothing lost.

use crate::programs::{Shop, Till, copy_folder, text};
use crate::small_disk::SmallDisk;
use serde_json::Value;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Command, Output};
use tests::chain;

/// Whether a run could not be done (2) or was refused (1), and its message has these parts.
fn complains(output: &Output, status: i32, parts: &[&str]) {
    let said = text(output);
    assert_eq!(output.status.code(), Some(status), "{said}");
    for part in parts {
        assert!(said.contains(part), "{part:?} is not in {said}");
    }
}

#[test]
fn configurations_are_refused_by_key_and_line() {
    let shop = Shop::open();
    let file = shop.folder.path().join("config.toml");
    let till = shop.bare_till("till");
    for (content, parts) in [
        ("\n\nlanguge = \"et\"\n", &["languge", "line 3"][..]),
        ("[window]\nwidth = 3\n", &["at least 640"]),
        ("[log]\nlevel = 7\n", &["line 2"]),
        ("data = \n", &["line 1"]),
    ] {
        std::fs::write(&file, content).unwrap();
        complains(&till.run(&["status", "--config", file.to_str().unwrap()], ""), 2, parts);
    }
    std::fs::write(&file, "\nlistn = \"0.0.0.0:1\"\n").unwrap();
    complains(&shop.try_office(&["check", "--config", file.to_str().unwrap()]), 2, &["listn", "line 2"]);
    complains(&till.run(&["status", "--config", "/nowhere/at/all.toml"], ""), 2, &["/nowhere/at/all.toml"]);
}

#[test]
fn import_files_are_refused_by_entry_and_field_and_change_nothing() {
    let shop = Shop::open();
    let till = shop.till("till");
    let file = shop.folder.path().join("wrong.toml");
    let alice = "[[user]]\nref = \"e-001\"\nfirst_name = \"Changed\"\nlast_name = \"Brown\"\ngroup = \"Cashier\"\n";
    for (wrong, parts) in [
        (
            "[[user]]\nref = \"x\"\nfirst_name = \"A\"\nlast_name = \"B\"\ngroup = \"Casier\"\n",
            &["x", "group", "Casier", "Cashier"][..],
        ),
        ("[[user]]\nref = \"e-001\"\nfirst_name = \"A\"\nlast_name = \"B\"\ngroup = \"Cashier\"\n", &["e-001"]),
        (
            "[[user]]\nref = \"x\"\nfirst_name = \"A\"\nlast_name = \"B\"\ngroup = \"Cashier\"\nlanguage = \"fi\"\n",
            &["language", "fi"],
        ),
        (
            "[[user]]\nref = \"x\"\nfirst_name = \"A\"\nlast_name = \"B\"\ngroup = \"Cashier\"\nsalepoints = [{ name = \"Moon\" }]\n",
            &["salepoint", "Moon"],
        ),
        (
            "[[user]]\nref = \"x\"\nfirst_name = \"A\"\nlast_name = \"B\"\ngroup = \"Cashier\"\npos_password = \"482913\"\n",
            &["cannot be used"],
        ),
        (
            "[[user]]\nref = \"x\"\nfirst_name = \"A\"\nlast_name = \"B\"\ngroup = \"Cashier\"\npos_password = \"1234\"\n",
            &["cannot be used"],
        ),
        ("[[user]]\nref = \"x\"\nfirst_nam = \"A\"\n", &["first_nam"]),
        ("[polcy]\nmin_password_length = 4\n", &["polcy"]),
        ("[[group]\nname = \"x\"\n", &["line"]),
    ] {
        std::fs::write(&file, format!("{alice}{wrong}")).unwrap();
        let output = shop.try_office(&["import", file.to_str().unwrap()]);
        complains(&output, 1, parts);
        assert!(!text(&output).contains("482913"), "a message repeats a password");
    }
    assert_eq!(till.refresh()["users_changed"], 0);
    assert_eq!(till.login("260847")["first_name"], "Alice", "all or nothing");
}

#[test]
fn enrolment_codes_end_and_say_how() {
    let shop = Shop::open();
    let office = shop.address();
    let enrol = |till: &Till, code: &str| till.run(&["enrol", "--office", &office, "--code", code], "");
    let till = shop.bare_till("till");
    complains(&enrol(&till, "K7Q2-M0XR"), 1, &["24 characters"]);
    complains(&enrol(&till, "K7Q2-M0XR-!!!!-T4BC-VVVV-W0W0"), 1, &["does not occur in enrolment codes"]);

    let code = shop.code(chain::SALEPOINT);
    // The last character of the secret is wrong: the name is right, the proof is not.
    let wrong = format!("{}{}", &code[..code.len() - 1], if code.ends_with('0') { '1' } else { '0' });
    for _ in 0..5 {
        complains(&enrol(&till, &wrong), 1, &["does not know this code"]);
    }
    complains(&enrol(&till, &code), 1, &["mistyped too often"]);

    let code = shop.code(chain::SALEPOINT);
    assert!(enrol(&till, &code.to_lowercase().replace('-', " ")).status.success());
    complains(&enrol(&shop.bare_till("second"), &code), 1, &["used already"]);
    let again = shop.code(chain::SALEPOINT);
    complains(&enrol(&till, &again), 1, &["enrolled already"]);
    assert_eq!(till.outcome("260847"), "granted", "what was enrolled is untouched");
}

#[test]
fn addresses_that_are_not_head_offices_are_told_apart() {
    let shop = Shop::open();
    let other = Shop::open();
    let code = shop.code(chain::SALEPOINT);
    let port = shop.address().rsplit(':').next().unwrap().to_owned();
    let elsewhere = forwarding("127.0.0.2:0", format!("127.0.0.1:{port}"));
    let till = shop.bare_till("till");
    let plain = answering(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi");
    let silent = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    for (address, parts) in [
        (format!("http://127.0.0.1:{port}"), &["https"][..]),
        ("https://".into(), &["not an address"]),
        (format!("https://127.0.0.2:{elsewhere}"), &["another name"]),
        (other.address(), &["another head office"]),
        (format!("https://127.0.0.1:{plain}"), &["not a head office"]),
        (format!("https://127.0.0.1:{silent}"), &["does not answer"]),
        ("https://office.invalid".into(), &["does not answer"]),
    ] {
        complains(&till.run(&["enrol", "--office", &address, "--code", &code], ""), 1, parts);
    }
    let output = till.run(&["enrol", "--office", &shop.address(), "--code", &code], "");
    assert!(output.status.success(), "none of this used the code up: {}", text(&output));
}

/// A server that gives everybody the same answer; its port.
fn answering(answer: &'static [u8]) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { return };
            // Whether anybody reads it is what the test is about.
            let _ = stream.read(&mut [0; 1024]);
            let _ = stream.write_all(answer);
        }
    });
    port
}

/// Another address of the same server, for which its certificate is not; the port.
fn forwarding(from: &str, to: String) -> u16 {
    let listener = TcpListener::bind(from).unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let (Ok(mut here), Ok(mut there)) = (stream, TcpStream::connect(&to)) else { return };
            let (mut back, mut forth) = (there.try_clone().unwrap(), here.try_clone().unwrap());
            // Either side may hang up at any time.
            std::thread::spawn(move || std::io::copy(&mut back, &mut forth));
            std::thread::spawn(move || std::io::copy(&mut here, &mut there));
        }
    });
    port
}

#[test]
fn a_database_of_a_newer_version_is_left_alone() {
    let shop = Shop::open();
    let till = shop.till("till");
    for file in ["replica.db", "till.db"] {
        let copy = shop.bare_till(&format!("newer-{file}"));
        copy_folder(&till.data, &copy.data);
        newer(&copy.file(file));
        for command in ["refresh", "login", "status"] {
            complains(&copy.run(&[command], "260847\n"), 2, &["newer version"]);
        }
        let database = rusqlite::Connection::open(copy.file(file)).unwrap();
        let tables: i64 = database.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0)).unwrap();
        assert!(tables > 2, "nothing was thrown away");
    }
    newer(&shop.office_data().join("head-office.db"));
    complains(&shop.try_office(&["check"]), 2, &["newer version"]);
}

fn newer(path: &std::path::Path) {
    let database = rusqlite::Connection::open(path).unwrap();
    database
        .execute(
            "INSERT INTO refinery_schema_history (version, name, applied_on, checksum) \
             SELECT 9999, 'from_the_future', applied_on, checksum FROM refinery_schema_history LIMIT 1",
            [],
        )
        .unwrap();
}

#[test]
fn a_second_head_office_in_the_same_folder_is_refused() {
    let shop = Shop::open();
    complains(&shop.try_office(&["init"]), 1, &["already"]);
    let elsewhere = tempfile::tempdir().unwrap();
    let mut command = Command::new(crate::programs::BINARY);
    let data = elsewhere.path().join("nothing");
    command
        .args(["head-office", "check", "--config", tests::programs::NO_CONFIGURATION, "--json", "--data"])
        .arg(&data);
    complains(&command.output().unwrap(), 2, &["init"]);
}

#[test]
fn a_full_disk_refuses_clearly_and_loses_nothing() {
    let shop = Shop::open();
    let Some(disk) = SmallDisk::mount(shop.folder.path().join("small"), 4) else { return };
    let till = shop.till("small/till");
    disk.fill(0);
    // The reserve carries some attempts, then it is said what to do.
    let mut granted = 0;
    let refused = loop {
        let said = till.login("260847");
        if said["outcome"] != "granted" {
            break said;
        }
        granted += 1;
        disk.fill(0);
        assert!(granted < 2_000, "a full disk is never noticed");
    };
    assert_eq!(refused["outcome"], "unable", "{refused}");
    assert!(refused["message"].as_str().unwrap().contains("disk is full"), "{refused}");
    disk.clear();
    assert_eq!(till.outcome("260847"), "granted");
    let journal: Value = till.journal();
    let kept = journal["entries"].as_array().unwrap().iter().filter(|entry| entry["outcome"] == "granted").count();
    assert!(journal["intact"] == true && kept > granted.min(900), "{kept} of {granted} granted ones are journalled");
}

#[test]
fn storage_that_fails_is_not_called_a_full_disk() {
    let shop = Shop::open();
    let till = shop.till("till");
    let database = rusqlite::Connection::open(till.file("till.db")).unwrap();
    database.execute_batch("CREATE TRIGGER no BEFORE INSERT ON entry BEGIN SELECT RAISE(ABORT, 'no'); END").unwrap();
    let said = till.login("260847");
    assert_eq!(said["outcome"], "unable", "{said}");
    let message = said["message"].as_str().unwrap();
    assert!(message.contains("storage fails") && !message.contains("disk is full"), "{said}");
    database.execute_batch("DROP TRIGGER no").unwrap();
    assert_eq!(till.outcome("260847"), "granted");
}
