//! What commands answer, on an office of their own.

use crate::cli::confirm::Person;
use crate::cli::{Command, CommandLine};
use clap::Parser;
use head_office_office::office::Office;
use head_office_office::testing::{CHAIN, TestOffice, enrol};
use serde_json::{Value, json};

/// Runs a command; what it prints with --json, and without.
fn run(office: &Office, arguments: &[&str]) -> Result<(Value, String), String> {
    let line = [&["head-office"], arguments].concat();
    let line = CommandLine::try_parse_from(line).map_err(|error| error.to_string())?;
    let answer = match &line.command {
        Command::Terminals(terminals) => terminals.answer(office),
        Command::Journal(journal) => journal.answer(office),
        Command::Licences(licences) => licences.answer(office),
        Command::Order(order) => order.answer(office, Person::Absent),
        Command::Move(relocate) => relocate.answer(office),
        Command::Revoke(revoke) => revoke.answer(office, Person::Absent),
        Command::Decommission(decommission) => decommission.answer(office, Person::Absent),
        other => panic!("{other:?}"),
    };
    answer.map_err(|failure| {
        assert!(failure.refused(), "{failure:?}");
        failure.message()
    })
}

#[test]
fn terminals_are_listed_with_all_that_is_known() {
    let office = TestOffice::with(CHAIN);
    let (none, text) = run(&office, &["terminals"]).unwrap();
    assert_eq!(none["terminals"], json!([]));
    assert!(text.contains("enrol-code"));

    let front = enrol(&office, "Kesklinn", "Front", None).terminal;
    run(&office, &["order", "unlock", "Front"]).unwrap();
    let (listed, text) = run(&office, &["terminals"]).unwrap();
    let epoch = office.cursor().unwrap().epoch.0;
    assert_eq!(
        listed["terminals"],
        json!([{
            "id": front, "salepoint": "Kesklinn", "name": "Front", "state": "in_service", "removed_at": null,
            "app_version": "0.1.0", "key_place": "file", "applied": null, "lag_revisions": null,
            "enrolled_at": office.clock.now().to_string(), "last_seen_at": null,
            "pending_orders": [{ "epoch": epoch, "number": 1, "action": "unlock" }],
            "refused_logins_24_h": 0, "journal_flags": 0, "clock_off_s": null,
        }])
    );
    for part in ["Kesklinn / Front", "in service", "never", "unlock", &front.to_string()] {
        assert!(text.contains(part), "{part}: {text}");
    }
}

#[test]
fn what_can_not_be_undone_wants_a_yes() {
    let office = TestOffice::with(CHAIN);
    enrol(&office, "Kesklinn", "Front", None);
    enrol(&office, "Kesklinn", "Back", None);
    for arguments in [&["revoke", "Front"][..], &["decommission", "Front"], &["order", "reload", "--all"]] {
        let refused = run(&office, arguments).unwrap_err();
        assert!(refused.contains("add --yes"), "{arguments:?}: {refused}");
    }
    let untouched = office.terminals().unwrap();
    assert!(untouched.iter().all(|one| one.state.code() == "in_service" && one.orders.is_empty()));

    let (ordered, _) = run(&office, &["order", "reload", "--all", "--yes"]).unwrap();
    assert_eq!((ordered["action"].as_str(), ordered["orders"].as_array().unwrap().len()), (Some("reload"), 2));
    let (revoked, text) = run(&office, &["revoke", "Front", "--yes"]).unwrap();
    assert_eq!(revoked["state"], "revoked");
    assert!(text.contains("its token is dead") && text.contains("every POS password"), "{text}");
    let (decommissioned, text) = run(&office, &["decommission", "Kesklinn / Back", "--yes"]).unwrap();
    assert_eq!(decommissioned["state"], "decommissioned");
    assert!(!text.contains("exposed"));
    assert!(run(&office, &["revoke", "Front", "--yes"]).unwrap_err().contains("was revoked"));
}

#[test]
fn what_does_not_hold_together_is_refused() {
    let office = TestOffice::with(CHAIN);
    enrol(&office, "Kesklinn", "Front", None);
    for (arguments, expect) in [
        (&["order", "reload"][..], "required"),
        (&["order", "restart", "--all"], "reload"),
        (&["order", "reload", "--all", "Front"], "cannot be used with"),
        (&["order", "reload", "--salepoint", "Kesklinn", "--terminal", "Front"], "cannot be used with"),
        (&["order", "unlock", "Frnt"], "did you mean “Front”?"),
        (&["order", "unlock", "--terminal", "Frnt"], "did you mean “Front”?"),
        (&["order", "unlock", "--salepoint", "Sadama"], "no terminal in service"),
        (&["move", "Front", "--to", "Sadam"], "did you mean “Sadama”?"),
        (&["journal", "--outcome", "wrong"], "wrong_password"),
        (&["journal", "--from", "yesterday"], "2026-11-23"),
        (&["journal", "--user", "nobody"], "no user"),
    ] {
        let refused = run(&office, arguments).unwrap_err();
        assert!(refused.contains(expect), "{arguments:?}: {refused}");
    }
    let (moved, _) = run(&office, &["move", "Front", "--to", "Sadama"]).unwrap();
    assert_eq!((moved["from"].as_str(), moved["to"].as_str()), (Some("Kesklinn"), Some("Sadama")));
}

#[test]
fn a_terminal_is_named_to_order_as_to_move_and_as_it_was_before() {
    let office = TestOffice::with(CHAIN);
    let front = enrol(&office, "Kesklinn", "Front", None).terminal;
    for line in [&["order", "unlock", "Front"][..], &["order", "unlock", "--terminal", "Kesklinn / Front"]] {
        let (given, _) = run(&office, line).unwrap();
        assert_eq!(given["orders"][0]["terminal"], front.to_string(), "{line:?}");
    }
    let help = CommandLine::try_parse_from(["head-office", "order", "--help"]).unwrap_err().to_string();
    assert!(help.contains("[TERMINAL]") && !help.contains("--terminal"), "{help}");
}

/// Decomposed letters, blanks and capitals are another way to type a name, not another name.
#[test]
fn whoever_types_a_name_in_another_way_means_the_same() {
    let office = TestOffice::with(CHAIN);
    let chain = "[[salepoint]]\nname = \"Jõhvi Äri\"\nstore = \"Main\"\n[[user]]\nref = \"õie-1\"\nfirst_name = \"Õie\"\n\
                 last_name = \"Kägu\"\ngroup = \"Shift lead\"\n";
    office.import_str(chain).unwrap();
    let front = enrol(&office, "Kesklinn", "Ees\u{f5}ue", None).terminal;
    let salepoints = ["Jõhvi Äri", "Jo\u{303}hvi A\u{308}ri", " JÕHVI\u{a0} ÄRI ", "jo\u{303}hvi   a\u{308}ri"];
    for typed in salepoints {
        assert_eq!(office.enrol_code(typed, None).unwrap().salepoint, "Jõhvi Äri", "{typed:?}");
        let (moved, _) = run(&office, &["move", "Kesklinn / Eesõue", "--to", typed]).unwrap();
        assert_eq!(moved["to"], "Jõhvi Äri", "{typed:?}");
        let (given, _) = run(&office, &["order", "refresh", "--salepoint", typed]).unwrap();
        assert_eq!(given["orders"][0]["terminal"], front.to_string(), "{typed:?}");
        run(&office, &["move", "Eesõue", "--to", " KESKLINN"]).unwrap();
    }
    for typed in ["Eeso\u{303}ue", " EESÕUE\u{a0}", "kesklinn /  eeso\u{303}ue"] {
        let (given, _) = run(&office, &["order", "refresh", typed]).unwrap();
        assert_eq!(given["orders"][0]["terminal"], front.to_string(), "{typed:?}");
    }
    for typed in ["Õie Kägu", "O\u{303}ie Ka\u{308}gu", " õie\u{a0} KÄGU ", "o\u{303}ie-1", " õie-1 "] {
        assert_eq!(office.sign_in_link(typed).unwrap().name, "Õie Kägu", "{typed:?}");
    }
    // Letters that are others are another name.
    assert!(office.sign_in_link("Oie Kagu").is_err() && run(&office, &["order", "refresh", "Eesoue"]).is_err());
}

#[test]
fn times_are_understood_as_people_write_them() {
    let office = TestOffice::with(CHAIN);
    for time in ["2026-11-23", "2026-11-23T14:30", "2026-11-23T14:30:05", "2026-11-23T14:30:05+02:00"] {
        assert_eq!(run(&office, &["journal", "--from", time]).unwrap().0, json!({ "entries": [] }), "{time}");
    }
}
