//! The outcome table, online and offline, over real TLS.

use crate::programs::{BINARY, Shop, Till, copy_folder, text};
use std::process::{Command, Stdio};
use tests::chain::PEETER_GETS_KESKLINN;
use tests::programs::NO_CONFIGURATION;

/// Outcomes that need nothing but the right password typed by the right person.
const TABLE: [(&str, &str, &str); 6] = [
    ("260847", "granted", "Logged in: Alice Brown."),
    ("kärt2õun", "granted", "Logged in: Kärt Õun."),
    ("111222", "wrong_password", "Wrong POS password."),
    ("318642", "inactive", "Your user is deactivated. Ask the office to activate it."),
    (
        "847205",
        "no_salepoint",
        "You do not have the salepoint “Kesklinn”. Ask the office to add it to your user: Personnel → Users → Salepoint.",
    ),
    ("406718", "no_salepoint", "You do not have the salepoint “Kesklinn”."),
];

fn check_table(till: &Till) {
    for (password, outcome, message) in TABLE {
        let said = till.login(password);
        assert_eq!(said["outcome"], outcome, "{said}");
        assert!(said["message"].as_str().unwrap().starts_with(message), "{said}");
    }
}

#[test]
fn each_outcome_online_and_offline() {
    let mut shop = Shop::open();
    let unready = shop.bare_till("unready");
    assert_eq!(unready.outcome("260847"), "not_ready");
    let till = shop.till("till");
    check_table(&till);
    shop.kill_office();
    check_table(&till);

    let granted = till.login("482913");
    assert_eq!(
        (&granted["first_name"], &granted["last_name"], &granted["group"], &granted["salepoint"], &granted["store"]),
        (&"Mari".into(), &"Maasikas".into(), &"Cashier".into(), &"Kesklinn".into(), &"Põhiladu".into())
    );
    assert_eq!(granted["language"], "et");
    assert!(granted["data_age_s"].is_u64() && granted["elapsed_ms"].is_u64(), "{granted}");
    assert_eq!(till.login("674920")["group"], "Shift lead", "another group at this salepoint");
}

/// The seed manual's case, and its cure: nobody touches anything but head office.
#[test]
fn the_salepoint_added_the_next_attempt_works() {
    let shop = Shop::open();
    let till = shop.till("till");
    assert_eq!(till.outcome("847205"), "no_salepoint");
    shop.import(PEETER_GETS_KESKLINN);
    assert_eq!(till.outcome("847205"), "granted");
}

#[test]
fn a_new_password_a_deactivation_and_an_activation_arrive_with_the_next_attempt() {
    let shop = Shop::open();
    let till = shop.till("till");
    let mari = |rest: &str| {
        format!(
            "[[user]]\nref = \"e-002\"\nfirst_name = \"Mari\"\nlast_name = \"Maasikas\"\ngroup = \"Cashier\"\n{rest}\n"
        )
    };
    assert_eq!(till.outcome("9517538"), "wrong_password");
    shop.import(&mari("pos_password = \"9517538\""));
    assert_eq!(till.outcome("9517538"), "granted");
    assert_eq!(till.outcome("482913"), "wrong_password", "the old one is gone");
    shop.import(&mari("active = false"));
    assert_eq!(till.refresh()["users_deactivated"], 1);
    assert_eq!(till.outcome("9517538"), "inactive");
    shop.import(&mari("active = true"));
    assert_eq!(till.outcome("9517538"), "granted");
}

#[test]
fn ten_wrong_attempts_throttle_also_the_right_password_and_also_after_a_restart() {
    let mut shop = Shop::open();
    let till = shop.till("till");
    for attempt in 0..5 {
        assert_eq!(till.outcome("111222"), "wrong_password", "attempt {attempt}");
        assert_eq!(till.outcome("260847"), "granted", "a right one returns its own attempt");
    }
    shop.kill_office();
    for _ in 0..5 {
        assert_eq!(till.outcome("333444"), "wrong_password");
    }
    for password in ["333444", "260847", "260847"] {
        let said = till.login(password);
        assert_eq!(said["outcome"], "throttled");
        let message = said["message"].as_str().unwrap();
        assert!(message.starts_with("Too many wrong attempts. Try again in "), "{message}");
    }
    shop.serve();
    assert_eq!(till.outcome("260847"), "throttled", "online nothing is different");
    let journal = till.journal();
    assert_eq!((&journal["pending_refusals"], &journal["intact"]), (&4.into(), &true.into()));
    let throttled_s = till.status()["throttled_s"].as_u64().unwrap();
    assert!((1..=600).contains(&throttled_s), "{throttled_s}");
}

/// Whichever row of those an attempt is decided on was changed: never granted, never "wrong password", and mended by the
/// next contact.
#[test]
fn a_changed_row_is_refused_and_then_reloaded() {
    let mut shop = Shop::open();
    let till = shop.till("till");
    for rows in ["credential/%", "kdf/%", "policy", "salepoint", "profile/%", "group/%"] {
        shop.kill_office();
        let database = rusqlite::Connection::open(till.file("replica.db")).unwrap();
        let changed =
            database.execute("UPDATE row SET body = CAST(body || x'00' AS BLOB) WHERE key LIKE ?1", [rows]).unwrap();
        assert!(changed > 0, "{rows}");
        drop(database);
        let said = till.login("260847");
        assert_eq!(said["outcome"], "damaged", "{rows}: {said}");
        assert!(said["message"].as_str().unwrap().contains("will be reloaded when head office is reached"));
        shop.serve();
        assert_eq!(till.outcome("260847"), "damaged", "{rows}: an attempt on damaged data asks for the reload");
        assert_eq!(till.outcome("260847"), "granted", "{rows}");
    }
}

/// Garbage in the middle of the database file: refused while head office is away, fetched again once it is there.
#[test]
fn a_torn_file_is_thrown_away_and_fetched_again() {
    let mut shop = Shop::with_users(300);
    for (part, of) in [(0, 1), (1, 4), (2, 4), (3, 4)] {
        let till = shop.till(&format!("till-{part}-{of}"));
        shop.kill_office();
        let mut file = std::fs::read(till.file("replica.db")).unwrap();
        let (from, length) = (part * file.len() / of, file.len() / of / 2);
        file[from..from + length].fill(0xa5);
        std::fs::write(till.file("replica.db"), file).unwrap();
        let offline = till.outcome("260847");
        assert!(["damaged", "granted", "not_ready"].contains(&offline.as_str()), "{part}/{of}: {offline}");
        shop.serve();
        let mut outcomes = Vec::new();
        for _ in 0..4 {
            till.refresh();
            outcomes.push(till.outcome("260847"));
        }
        assert_eq!(outcomes.last().unwrap(), "granted", "{part}/{of}: {outcomes:?}");
    }
}

#[test]
fn yesterdays_replica_put_back_revives_nobody() {
    let mut shop = Shop::open();
    let till = shop.till("till");
    let yesterday = shop.folder.path().join("yesterday");
    copy_folder(&till.data, &yesterday);
    shop.import(
        "[[user]]\nref = \"e-001\"\nfirst_name = \"Alice\"\nlast_name = \"Brown\"\ngroup = \"Shift lead\"\nactive = false\n",
    );
    till.refresh();
    assert_eq!(till.outcome("260847"), "inactive");
    shop.kill_office();

    for name in ["replica.db", "replica.db-wal", "replica.db-shm"] {
        // A file of the write-ahead log may not be there.
        let _ = std::fs::remove_file(till.file(name));
        let _ = std::fs::copy(yesterday.join(name), till.file(name));
    }
    assert_eq!(till.outcome("260847"), "damaged");
    assert_eq!(till.status()["readiness"], "damaged");
    shop.serve();
    till.refresh();
    assert_eq!(till.outcome("260847"), "inactive");
    assert_eq!(till.outcome("482913"), "granted");
}

/// A till.db deleted beside a replica would give all attempts back: no attempt until head office was reached, and then
/// they come back one by one.
#[test]
fn a_deleted_till_gives_no_attempts_back() {
    let mut shop = Shop::open();
    let till = shop.till("till");
    shop.kill_office();
    for name in ["till.db", "till.db-wal", "till.db-shm"] {
        let _ = std::fs::remove_file(till.file(name));
    }
    let lost = "This terminal's record of login attempts was lost.";
    let says = |outcome: &str| {
        let said = till.login("260847");
        let message = said["message"].as_str().unwrap();
        assert!(said["outcome"] == outcome && message.starts_with(lost), "{said}");
    };
    says("damaged");
    shop.serve();
    till.refresh();
    // Nobody made too many.
    says("throttled");
}

#[test]
fn what_is_done_is_journalled() {
    let shop = Shop::open();
    let till = shop.till("till");
    till.login("260847");
    till.login("111222");
    till.refresh();
    let journal = till.journal();
    let entries: Vec<(String, String)> = journal["entries"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| {
            let field = |name: &str| entry[name].as_str().unwrap_or("-").to_owned();
            (field("kind"), field("outcome"))
        })
        .collect();
    let expect =
        [("enrolment", "-"), ("reload", "-"), ("login", "granted"), ("login", "wrong_password"), ("refresh", "-")];
    assert_eq!(entries, expect.map(|(kind, outcome)| (kind.to_owned(), outcome.to_owned())));
    assert!(journal["entries"][2]["user"].is_string() && journal["entries"][3]["user"].is_null());
}

/// Exit status: 0 granted, 1 refused, 2 could not run.
#[test]
fn exit_statuses_are_those_of_the_manual_page() {
    let shop = Shop::open();
    let till = shop.till("till");
    let status = |password: &str| till.run(&["login"], password).status.code();
    assert_eq!((status("260847\n"), status("111222\n"), status("\n")), (Some(0), Some(1), Some(2)));
    let output = till.run(&["journal", "--last", "many"], "");
    assert_eq!(output.status.code(), Some(2), "{}", text(&output));
}

/// Whoever reads the output has gone (`pos-terminal journal | head -1`): the command ends as it would have, and says nothing
/// of its own insides.
#[test]
fn a_closed_pipe_is_no_panic() {
    let shop = Shop::open();
    let till = shop.till("till");
    let nobody = shop.bare_till("nobody");
    for (till, arguments, status) in [
        (&till, &["status"][..], 0),
        (&till, &["--json", "status"], 0),
        (&till, &["journal"], 0),
        (&till, &["--json", "journal"], 0),
        (&till, &["login"], 2),
        (&till, &["refresh"], 0),
        (&till, &["--help"], 0),
        (&nobody, &["journal"], 2),
        (&nobody, &["--json", "refresh"], 2),
    ] {
        assert_eq!(into_closed_pipes(till.command(arguments)), Some(status), "{arguments:?}");
    }
    for (arguments, status) in [
        (&["head-office", "terminals"][..], 0),
        (&["head-office", "terminals", "--json"], 0),
        (&["head-office", "check"], 0),
        (&["head-office", "journal"], 0),
        (&["head-office", "mail"], 0),
        (&["head-office", "policy"], 0),
        (&["head-office", "--help"], 0),
        (&["head-office", "no-such-command"], 2),
    ] {
        let mut command = Command::new(BINARY);
        command.args(arguments);
        if status == 0 && arguments.len() > 1 && arguments[1] != "--help" {
            command.arg("--config").arg(NO_CONFIGURATION).arg("--data").arg(shop.office_data());
        }
        assert_eq!(into_closed_pipes(command), Some(status), "{arguments:?}");
    }
}

/// The exit status of a program that nobody listens to.
fn into_closed_pipes(mut command: Command) -> Option<i32> {
    let closed = || {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        writer
    };
    command.stdin(Stdio::null()).stdout(closed()).stderr(closed()).status().unwrap().code()
}

#[test]
fn an_enrolled_terminal_is_enrolled_anew_where_it_is_asked_to_and_its_journal_goes_on() {
    let shop = Shop::open();
    let till = shop.till("till");
    assert_eq!(till.outcome("260847"), "granted");
    let before = till.journal()["entries"].as_array().unwrap().len();
    let (address, code) = (shop.address(), shop.code("Sadama"));
    let enrol = ["enrol", "--office", &address, "--code", &code];
    let refused = till.run(&enrol, "");
    assert_eq!(refused.status.code(), Some(1));
    assert!(text(&refused).contains("is enrolled already") && text(&refused).contains("--again"), "{}", text(&refused));
    let enrolled = till.run(&[&enrol[..], &["--again"]].concat(), "");
    assert!(enrolled.status.success(), "{}", text(&enrolled));
    assert_eq!(till.outcome("847205"), "granted", "who has only Sadama");
    let after = till.journal();
    assert_eq!(after["intact"], true);
    assert!(after["entries"].as_array().unwrap().len() > before, "{after}");
}

#[test]
fn a_first_start_complains_of_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let till = Till { data: folder.path().join("till") };
    let status = till.run(&["status"], "");
    assert_eq!(String::from_utf8_lossy(&status.stderr), "");
    let mut command = Command::new(BINARY);
    command.args(["head-office", "init", "--config", NO_CONFIGURATION, "--data"]).arg(folder.path().join("office"));
    let init = command.output().unwrap();
    assert_eq!((init.status.code(), String::from_utf8_lossy(&init.stderr).as_ref()), (Some(0), ""));
}
