use super::{ImportErrors, ImportMistake};
use super::{Imported, Tally};
use crate::db::grants::Viewer;
use crate::db::{DbError, audit, groups, policy, pos_passwords, salepoints, stores, users};
use crate::errors::OfficeError;
use crate::own_limits::OwnLimits;
use crate::testing::{CHAIN, TestOffice};

fn errors(office: &TestOffice, text: &str) -> ImportErrors {
    match office.import_str(text) {
        Err(OfficeError::Import(errors)) => errors,
        other => panic!("{text}: {other:?}"),
    }
}

#[test]
fn what_is_wrong_is_named_by_line_entry_and_field() {
    let cases: [(&str, &[&str]); 39] = [
        ("[company", &["line 1", "not TOML"]),
        ("[company]\nnome = \"X\"", &["line 2", "[company], field \"nome\"", "did you mean “name”?"]),
        ("[[stores]]\nname = \"X\"", &["line 1", "unknown section [stores]", "did you mean “store”?"]),
        ("[store]\nname = \"X\"", &["two brackets", "[[store]]"]),
        ("[[store]]", &["line 1: [[store]] 1, field \"name\": is missing"]),
        ("[[store]]\nname = 5", &["line 2", "must be text in quotes, is an integer"]),
        ("[[store]]\nname = \" \"", &["line 2", "cannot be empty"]),
        ("[policy]\nthrotle_attempts = 5", &["line 2", "throtle_attempts", "did you mean “throttle_attempts”?"]),
        ("[policy]\nthrottle_attempts = 0", &["line 2", "[policy], field \"throttle_attempts\"", "between 1 and 1000"]),
        ("[policy]\nthrottle_attempts = -1", &["line 2", "whole number"]),
        ("[policy]\nvalid_for_s = 5", &["line 1", "fresh_for_s"]),
        ("[[salepoint]]\nname = \"A\"\nlanguage = \"fi\"", &["line 3", "(name \"A\"), field \"language\"", "“fi”"]),
        ("[[salepoint]]\nname = \"A\"\nstore = \"Mian\"", &["line 3", "field \"store\"", "did you mean “Main”?"]),
        ("[[salepoint]]\nname = \"A\"\n[[salepoint]]\nname = \"A\"", &["[[salepoint]] 2", "the same name"]),
        ("[[store]]\nname = \"A\"\n[[store]]\nname = \"A\"", &["line 3: [[store]] 2", "the same name"]),
        ("[[store]]\nname = \"A\"\naddress = \"\"\"1\n2\n3\n4\n5\n6\n7\"\"\"", &["line 3", "at most 6 lines"]),
        ("[[salepoint]]\nname = \"A\"\nreceipt_header = \"a\\u202Eb\"", &["line 3", "characters that can be seen"]),
        ("[[salepoint]]\nname = \"A\"\nauto_lock_s = 121", &["line 3", "must be stricter", "120 seconds"]),
        ("[[salepoint]]\nname = \"A\"\nauto_lock = 5", &["line 3", "did you mean “auto_lock_s”?"]),
        ("[policy]\nauto_lock_s = 9\n[[salepoint]]\nname = \"A\"\nauto_lock_s = 10", &["line 5", "9 seconds"]),
        ("[[group]]\nname = \"A\"\npos = [\"sel\"]", &["line 3", "unknown action “sel”; did you mean “sell”?"]),
        ("[[group]]\nname = \"A\"\npos = \"sell\"", &["line 3", "must be a list"]),
        ("[[group]]\nname = \"A\"\noffice = { user = \"read\" }", &["line 3", "unknown area “user”"]),
        ("[[group]]\nname = \"A\"\noffice = { users = \"write\" }", &["line 3", "\"none\", \"read\" or \"edit\""]),
        ("[[user]]\nfirst_name = \"A\"", &["line 1", "[[user]] 1, field \"ref\": is missing"]),
        ("[[user]]\nref = \"x\"", &["(ref \"x\"), field \"first_name\": is missing", "\"last_name\"", "\"group\""]),
        ("[[user]]\nref = \"mari\"\n[[user]]\nref = \"mari\"", &["line 3: [[user]] 2 (ref \"mari\")", "the same ref"]),
        (
            "[[user]]\nref = \"mari\"\ngroup = \"Casier\"",
            &["line 3: [[user]] 1 (ref \"mari\"), field \"group\": no user group “Casier”; did you mean “Cashier”?"],
        ),
        ("[[user]]\nref = \"mari\"\nactive = \"yes\"", &["line 3", "must be true or false"]),
        ("[[user]]\nref = \"mari\"\nage = 5", &["line 3", "field \"age\": unknown field; known are ref"]),
        ("[[user]]\nref = \"mari\"\nsalepoints = [\"Sadama\"]", &["line 3", "must hold tables like"]),
        ("[[user]]\nref = \"mari\"\nsalepoints = [{ name = \"Sadam\" }]", &["did you mean “Sadama”?"]),
        (
            "[[user]]\nref = \"mari\"\nsalepoints = [\n{ name = \"Sadama\" },\n{ name = \"Sadama\" }]",
            &["line 5", "is named twice"],
        ),
        ("[[user]]\nref = \"mari\"\nsalepoints = [{ name = \"Sadama\", rights = 1 }]", &["unknown key “rights”"]),
        ("[[user]]\nref = \"mari\"\nstores = [\"Attic\"]", &["line 3", "field \"stores\": no store “Attic”"]),
        (
            "[[user]]\nref = \"mari\"\ndefault_store = \"Harbour store\"",
            &["line 3", "“Harbour store” is not among the user's stores"],
        ),
        ("[[user]]\nref = \"mari\"\npos_password = \"\"", &["line 3", "cannot be empty"]),
        ("[[user]]\nref = \"mari\"\npos_password = \"48\"", &["line 3", "at least 4 characters"]),
        ("[[user]]\nref = \"mari\"\npos_password = 482913", &["line 3", "must be text in quotes"]),
    ];
    let office = TestOffice::with(CHAIN);
    let before = office.cursor().unwrap();
    for (text, expect) in cases {
        let message = errors(&office, text).to_string();
        for part in expect {
            assert!(message.contains(part), "{text}\n{message}\nlacks {part}");
        }
    }
    assert_eq!(office.cursor().unwrap(), before);
}

#[test]
fn all_mistakes_are_told_at_once_and_nothing_is_changed() {
    let office = TestOffice::with(CHAIN);
    let text = "[[store]]\nname = \"New\"\n".to_owned() + &"[[user]]\nref = \"mari\"\ngroup = \"X\"\n".repeat(80);
    let errors = errors(&office, &text);
    assert_eq!((errors.problems.len(), errors.unlisted), (50, 30));
    assert!(errors.problems.is_sorted_by_key(|problem| problem.line));
    assert!(office.db.read(|tx| stores::all(tx, Viewer::Everything)).unwrap().iter().all(|store| store.name != "New"));
}

#[test]
fn settings_of_places_are_set_kept_and_taken_back() {
    let office = TestOffice::with(CHAIN);
    let text = "[[store]]\nname = \"Main\"\naddress = \"Ranna 1\\nTallinn\"\n[[salepoint]]\nname = \"Kesklinn\"\n\
                address = \"Viru 4\"\nreceipt_header = \"\"\"\nRannarahva OÜ\n  www.example.ee\n\"\"\"\n\
                throttle_attempts = 5\nauto_lock_s = 60\nvalid_for_s = 86400";
    let found = |office: &TestOffice| {
        let read = office.db.read(|tx| {
            let store = stores::named(tx, Viewer::Everything, "Main")?.unwrap();
            let salepoint = salepoints::named(tx, Viewer::Everything, "Kesklinn")?.unwrap();
            Ok::<_, DbError>((store.address, salepoint.address, salepoint.receipt_header, salepoint.own))
        });
        read.unwrap()
    };
    let own =
        OwnLimits { throttle_attempts: Some(5), auto_lock_s: Some(60), fresh_for_s: None, valid_for_s: Some(86_400) };
    let expect =
        |own| ("Ranna 1\nTallinn".to_owned(), "Viru 4".to_owned(), "Rannarahva OÜ\nwww.example.ee".to_owned(), own);
    let updated = office.import_str(text).unwrap();
    assert_eq!((updated.stores.updated, updated.salepoints.updated), (1, 1));
    assert_eq!(found(&office), expect(own));
    assert!(!office.import_str(text).unwrap().new_revision, "nothing new is no revision");
    office.import_str("[[salepoint]]\nname = \"Kesklinn\"\nauto_lock_s = 0\n[[store]]\nname = \"Main\"").unwrap();
    assert_eq!(found(&office), expect(OwnLimits { auto_lock_s: None, ..own }));
    assert_eq!(office.check().unwrap(), Vec::<String>::new());
}

#[test]
fn a_password_is_refused_in_one_way_and_never_printed() {
    let set = |office: &TestOffice, reference: &str, password: &str| {
        office.import_str(&format!("[[user]]\nref = \"{reference}\"\npos_password = \"{password}\""))
    };
    let refused = |result: Result<Imported, OfficeError>| {
        let message = result.unwrap_err().to_string();
        assert!(message.contains("this POS password cannot be used; choose another"), "{message}");
        assert!(!message.contains("482913") && !message.contains("1234"), "{message}");
    };
    let office = TestOffice::with(CHAIN);
    refused(set(&office, "jüri", "482913"));
    refused(set(&office, "jüri", "1234"));

    // A swap would let an offline terminal log each in as the other, so neither half is allowed.
    let swap =
        "[[user]]\nref = \"mari\"\npos_password = \"730164\"\n[[user]]\nref = \"jüri\"\npos_password = \"482913\"";
    refused(office.import_str(swap));

    // What Mari gives up stays taken for the others for valid_for and a week, and is hers to take back.
    assert_eq!(set(&office, "mari", "482913").unwrap().passwords_set, 0);
    assert_eq!(set(&office, "mari", "904417").unwrap().passwords_set, 1);
    refused(set(&office, "jüri", "482913"));
    assert_eq!(set(&office, "mari", "482913").unwrap().passwords_set, 1);
    assert_eq!(set(&office, "mari", "904417").unwrap().passwords_set, 1);
    office.clock.advance_ms(37 * 86_400_000 - 1);
    refused(set(&office, "jüri", "482913"));
    office.clock.advance_ms(1);
    assert_eq!(set(&office, "jüri", "482913").unwrap().passwords_set, 1);

    // A deactivated user's stays taken for good.
    office.import_str("[[user]]\nref = \"jüri\"\nactive = false").unwrap();
    office.clock.advance_ms(400 * 86_400_000);
    refused(set(&office, "ilze", "482913"));
}

#[test]
fn after_ten_refused_passwords_no_more_are_looked_at() {
    let office = TestOffice::with(CHAIN);
    let user = |number: usize| {
        format!(
            "[[user]]\nref = \"u{number}\"\nfirst_name = \"A\"\nlast_name = \"B\"\ngroup = \"Cashier\"\n\
             pos_password = \"482913\"\n"
        )
    };
    let errors = errors(&office, &(0..30).map(user).collect::<String>());
    assert_eq!(errors.problems.iter().filter(|problem| problem.mistake == ImportMistake::RefusedPassword).count(), 10);
    assert!(errors.to_string().contains("further ones were not looked at"));
}

#[test]
fn entries_are_created_updated_or_left_alone() {
    let office = TestOffice::new();
    let first = office.import_str(CHAIN).unwrap();
    let created = |created| Tally { created, ..Tally::default() };
    assert_eq!((first.stores, first.users, first.passwords_set), (created(2), created(3), 3));

    let again = office.import_str(CHAIN).unwrap();
    assert_eq!(again.users, Tally { unchanged: 3, ..Tally::default() });
    assert!(!again.new_revision && again.revision == first.revision && again.passwords_set == 0);

    // What is left out stays: only Mari's name changes.
    let third = office.import_str("[[user]]\nref = \"mari\"\nlast_name = \"Mets\"").unwrap();
    assert_eq!((third.users, third.revision), (Tally { updated: 1, ..Tally::default() }, first.revision + 1));
    office
        .db
        .read(|tx| {
            let mari = users::by_reference(tx, "mari")?.unwrap();
            assert_eq!((mari.first_name.as_str(), mari.last_name.as_str()), ("Mari", "Mets"));
            assert_eq!(users::salepoints(tx, mari.id)?.len(), 2);
            assert!(mari.active && mari.default_store.is_some() && pos_passwords::of_user(tx, mari.id)?.is_some());
            Ok::<_, OfficeError>(())
        })
        .unwrap();

    // A list that is given is the whole list, and a store that is taken away is nobody's default.
    office.import_str("[[user]]\nref = \"mari\"\nsalepoints = []\nstores = []").unwrap();
    office
        .db
        .read(|tx| {
            let mari = users::by_reference(tx, "mari")?.unwrap();
            assert!(users::salepoints(tx, mari.id)?.is_empty() && mari.default_store.is_none());
            Ok::<_, OfficeError>(())
        })
        .unwrap();
}

#[test]
fn the_example_of_the_manual_goes_in_whole() {
    let office = TestOffice::new();
    let text = "[company]\nname = \"Rannarahva OÜ\"\n[policy]\nmin_password_length = 5\nthrottle_attempts = 7\n\
                [[group]]\nname = \"Cashier\"\npos = [\"sell\", \"open_drawer\"]\noffice = { users = \"read\", \
                journal = \"none\" }\n[[salepoint]]\nname = \"Kesklinn\"\nlanguage = \"et\"";
    let imported = office.import_str(text).unwrap();
    assert!(imported.company_renamed && imported.policy_changed);
    office
        .db
        .read(|tx| {
            let policy = policy::load(tx)?;
            assert_eq!((policy.min_password_length, policy.throttle_attempts, policy.auto_lock_s), (5, 7, 120));
            let group = groups::all(tx)?.into_iter().find(|group| group.name == "Cashier").unwrap();
            assert_eq!((group.pos.0.len(), group.office.len()), (2, 1));
            assert_eq!(salepoints::named(tx, Viewer::Everything, "Kesklinn")?.unwrap().language.code(), "et");
            Ok::<_, OfficeError>(())
        })
        .unwrap();
}

#[test]
fn what_an_import_changes_of_users_is_in_the_audit_trail() {
    let office = TestOffice::with(CHAIN);
    let mari = office.db.read(|tx| users::by_reference(tx, "mari")).unwrap().unwrap().id;
    let trail = || office.db.read(|tx| audit::of_record(tx, Viewer::Everything, mari.0, 9)).unwrap();
    assert_eq!(trail().len(), 2, "she was added and got a POS password");
    office.import_str(CHAIN).unwrap();
    assert_eq!(trail().len(), 2, "nothing differs");
    let text = "[[user]]\nref = \"mari\"\nlast_name = \"Kask\"\nsalepoints = [{ name = \"Sadama\" }]\nstores = []\n";
    office.import_str(text).unwrap();
    let entry = trail().remove(0).entry;
    let [before, after] =
        [entry.before, entry.after].map(|json| serde_json::from_str::<serde_json::Value>(&json.unwrap()).unwrap());
    assert_eq!(
        before,
        serde_json::json!({
            "last_name": "Maasikas", "default_store": "Main", "stores": ["Main"],
            "salepoints": { "Kesklinn": null, "Sadama": "Shift lead" },
        })
    );
    assert_eq!(
        after,
        serde_json::json!({
            "last_name": "Kask", "default_store": null, "stores": [], "salepoints": { "Sadama": null },
        })
    );
}

#[test]
fn what_a_file_makes_of_places_and_groups_is_in_the_trail_and_has_a_name_of_its_own() {
    let office = TestOffice::with(CHAIN);
    let changed = "[[store]]\nname = \"Main\"\naddress = \"Viru 4\"\n[[salepoint]]\nname = \"Kesklinn\"\nlanguage = \"lv\"\n\
                   [[group]]\nname = \"Cashier\"\npos = [\"sell\", \"refund\"]";
    office.import_str(changed).unwrap();
    let trail = office.db.read(|tx| {
        let ids = [
            stores::named(tx, Viewer::Everything, "Main")?.unwrap().id.0,
            salepoints::named(tx, Viewer::Everything, "Kesklinn")?.unwrap().id.0,
            groups::named(tx, "Cashier")?.unwrap().id.0,
        ];
        let trail = ids.map(|id| audit::of_record(tx, Viewer::Everything, id, 10));
        trail.into_iter().collect::<Result<Vec<_>, DbError>>()
    });
    for trail in trail.unwrap() {
        let [last, first] = &trail[..] else { panic!("{trail:?}") };
        assert!(first.entry.before.is_none() && last.entry.before.is_some() && last.entry.by.is_none(), "{trail:?}");
    }
    for (kind, twin) in [("store", "MAIN"), ("salepoint", "KESKLINN"), ("group", "cashier")] {
        let refused = office.import_str(&format!("[[{kind}]]\nname = \"{twin}\"\n")).unwrap_err().to_string();
        assert!(refused.contains("has this name") && refused.contains("line 1"), "{kind}: {refused}");
    }
}
