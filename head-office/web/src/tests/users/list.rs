//! The list: search, filters, sorting, pages, and what of it is exported.

use super::*;
use head_office_office::generate::Generate;
use head_office_store::grants::Viewer;
use head_office_store::user_details;
use head_office_store::user_list::{self, Filter, Part, SortBy};
use std::time::Instant;

#[tokio::test]
async fn names_are_found_by_any_part_in_any_case_without_accents() {
    let office = office();
    office
        .import_str("[[user]]\nref = \"x\"\nfirst_name = \"100%\"\nlast_name = \"O'N_eill\"\ngroup = \"Cashier\"")
        .unwrap();
    let mut browser = Browser::of(&office, ADMINISTRATOR).await;
    for (search, expect) in [
        ("juri", vec!["Jüri Tamm"]),
        ("J%C3%9CRI", vec!["Jüri Tamm"]),
        ("aasik", vec!["Mari Maasikas"]),
        ("maas+MARI", vec!["Mari Maasikas"]),
        ("i+ma", vec!["Mari Maasikas"]),
        ("%25", vec!["100% O&#39;N_eill"]),
        ("_", vec!["100% O&#39;N_eill"]),
        ("%27", vec!["100% O&#39;N_eill"]),
        ("zzyzx", vec![]),
        ("%5C", vec![]),
        ("%22%3E%3Cscript%3E", vec![]),
    ] {
        let body = browser.get(&format!("/users?search={search}")).await.body;
        assert_eq!(names(&body), expect, "{search}");
        assert!(!body.contains("<script"), "{search}");
    }
    let long = browser.get(&format!("/users?search={}", "x".repeat(10_000))).await;
    assert_eq!((long.status, names(&long.body).len()), (StatusCode::OK, 0));
}

#[tokio::test]
async fn state_salepoint_sorting_and_places_are_as_asked() {
    let office = office();
    office.import_str("[[user]]\nref = \"jüri\"\nactive = false").unwrap_or_else(|error| panic!("{error}"));
    let mut browser = Browser::of(&office, ADMINISTRATOR).await;
    let salepoints = office.db.read(|tx| head_office_store::salepoints::all(tx, Viewer::Everything)).unwrap();
    let sadama = salepoints.iter().find(|salepoint| salepoint.name == "Sadama").unwrap().id;
    let cashier = office.db.read(|tx| head_office_store::groups::named(tx, "Cashier")).unwrap().unwrap().id;
    for (query, expect) in [
        (String::new(), vec!["First Administrator", "Ilze Ozola", "Mari Maasikas"]),
        ("status=deactivated".into(), vec!["Jüri Tamm"]),
        (
            "status=all&sort=last_name&dir=desc".into(),
            vec!["Jüri Tamm", "Ilze Ozola", "Mari Maasikas", "First Administrator"],
        ),
        ("sort=group".into(), vec!["First Administrator", "Mari Maasikas", "Ilze Ozola"]),
        (format!("salepoint={sadama}"), vec!["Mari Maasikas"]),
        (format!("salepoint={sadama}&search=ilze"), vec![]),
        (format!("group={cashier}"), vec!["Mari Maasikas"]),
        (format!("group={cashier}&status=all&sort=last_name"), vec!["Mari Maasikas", "Jüri Tamm"]),
        (format!("group={sadama}&status=all"), vec![]),
        ("group=x".into(), vec!["First Administrator", "Ilze Ozola", "Mari Maasikas"]),
        ("page=2".into(), vec!["First Administrator", "Ilze Ozola", "Mari Maasikas"]),
        ("page=x&sort=x&status=x".into(), vec!["First Administrator", "Ilze Ozola", "Mari Maasikas"]),
    ] {
        assert_eq!(names(&browser.get(&format!("/users?{query}")).await.body), expect, "{query}");
    }
    let body = browser.get("/users?search=mari").await.body;
    for part in ["Kesklinn, Sadama", "<span class=\"quiet\">Shift lead</span>", "Default store", "1–1 of 1 user<"] {
        assert!(body.contains(part), "{part}: {body}");
    }
    let body = browser.get(&format!("/users?salepoint={sadama}&search=ilze")).await.body;
    assert!(body.contains("1 user with this name is deactivated or at another salepoint."), "{body}");
    assert!(browser.get("/users?search=ilze").await.body.contains("class=\"tag warn\""), "no salepoint stands out");
    let body = browser.get(&format!("/users?group={cashier}&status=all")).await.body;
    assert!(body.contains("User group: <bdi>Cashier</bdi>") && body.contains("href=\"/users?status=all\""), "{body}");
    assert!(browser.get(&format!("/users.csv?group={cashier}")).await.body.lines().count() == 2, "the export, too");
}

#[tokio::test]
async fn the_export_holds_all_that_is_shown_and_no_formula() {
    let office = office();
    let hostile = "[[user]]\nref = \"x\"\nfirst_name = \"=1+1\"\nlast_name = \"@a\\\"b\"\ngroup = \"Cashier\"";
    office.import_str(hostile).unwrap();
    let many: String = (10..25).map(|number| format!("[[salepoint]]\nname = \"Place {number}\"\n")).collect();
    let grants = (10..25).map(|number| format!("{{ name = \"Place {number}\" }}")).collect::<Vec<_>>().join(", ");
    office.import_str(&format!("{many}[[user]]\nref = \"ilze\"\nsalepoints = [{grants}]")).unwrap();
    let mut browser = Browser::of(&office, ADMINISTRATOR).await;
    assert!(browser.get("/users?search=ilze").await.body.contains("Place 10, Place 11 +13"));
    assert!(browser.get("/users?search=ilze").await.body.contains("and 3 more"));
    let answer = browser.get("/users.csv?sort=last_name&status=all").await;
    assert_eq!(answer.headers["content-type"], "text/csv; charset=utf-8");
    assert_eq!(answer.body.lines().count(), 6);
    assert!(answer.body.contains("Place 24"), "{}", answer.body);
    assert!(answer.body.starts_with("\u{feff}First name,Last name,"));
    assert!(answer.body.contains("'=1+1,\"'@a\"\"b\","), "{}", answer.body);
    assert!(
        answer.body.contains("Mari,Maasikas,Cashier,\"Kesklinn, Sadama = Shift lead\",Main,Active,"),
        "{}",
        answer.body
    );
    assert_eq!(answer.headers["content-disposition"], "attachment; filename=\"users-my-company-2026-01-01.csv\"");
}

#[tokio::test]
async fn of_many_salepoints_the_name_is_typed() {
    let office = office();
    let many: String = (0..200).map(|number| format!("[[salepoint]]\nname = \"Küla {number}\"\n")).collect();
    let mut browser = Browser::of(&office, ADMINISTRATOR).await;
    assert!(browser.get("/users").await.body.contains("<select id=\"salepoint\""));
    office.import_str(&many).unwrap();
    let body = browser.get("/users").await.body;
    assert!(body.contains("<input id=\"salepoint\"") && !body.contains("Küla 7"), "{body}");
    for (typed, expect) in [
        ("sadama", vec!["Mari Maasikas"]),
        ("kesk", vec!["Jüri Tamm", "Mari Maasikas"]),
        ("kula+7", vec![]),
        ("kula", vec![]),
        ("nowhere", vec![]),
        ("%22%3E%3Cscript%3E", vec![]),
    ] {
        let answer = browser.get(&format!("/users?salepoint={typed}")).await;
        assert_eq!(answer.status, StatusCode::OK, "{typed}");
        assert_eq!(names(&answer.body), expect, "{typed}");
        assert!(!answer.body.contains("<script"), "{typed}");
    }
    let body = browser.get("/users?salepoint=sadama").await.body;
    assert!(body.contains("value=\"Sadama\""), "the whole name stands in the field: {body}");
    assert!(browser.get("/users?salepoint=kula+7").await.body.contains("No user matches"), "only one is called so");
    let body = browser.get("/users?salepoint=kula+1").await.body;
    assert!(!body.contains("salepoints match"), "an exact name is not asked about");
    let body = browser.get("/users?salepoint=kula").await.body;
    assert!(body.contains("200 salepoints match") && body.contains(">Küla 0</a>"), "{body}");
    let body = browser.get("/users?salepoint=nowhere").await.body;
    assert!(body.contains("aria-invalid=\"true\"") && body.contains("There is no such salepoint."), "{body}");
    assert_eq!(browser.get("/users.csv?salepoint=nowhere").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn who_may_edit_is_offered_it_and_nobody_else() {
    let office = office();
    for (user, expect) in [(ADMINISTRATOR, true), ("ilze", false)] {
        let body = Browser::of(&office, user).await.get("/users").await.body;
        for part in ["href=\"/users/new\"", "href=\"/users/import\"", "name=\"user\""] {
            assert_eq!(body.contains(part), expect, "{user}: {part}");
        }
    }
    let mari = office.db.read(|tx| head_office_store::users::by_reference(tx, "mari")).unwrap().unwrap().id;
    let body = Browser::of(&office, "ilze").await.get("/users").await.body;
    assert_eq!(body.matches(&format!("<a href=\"/users/{mari}\">")).count(), 2, "each name is a link");
    let body = Browser::of(&office, "ilze").await.get("/users?status=deactivated").await.body;
    assert!(body.contains("No deactivated users"), "{body}");
}

/// What a user has of a place with many, and what one with few: as found one by one.
#[test]
fn the_first_places_are_the_same_however_many_there_are() {
    let office = office();
    let many: String = (0..300).map(|number| format!("[[salepoint]]\nname = \"Küla {number:03}\"\n")).collect();
    let grants = (1..300).map(|number| format!("{{ name = \"Küla {number:03}\", group = \"Shift lead\" }}"));
    let grants = grants.collect::<Vec<_>>().join(", ");
    office.import_str(&format!("{many}[[user]]\nref = \"ilze\"\nsalepoints = [{grants}]")).unwrap();
    let users = ["ilze", "mari"];
    let found = office.db.read(|tx| {
        let ids = users.map(|user| head_office_store::users::by_reference(tx, user).unwrap().unwrap().id);
        Ok::<_, head_office_store::DbError>((
            user_details::of(tx, Viewer::Everything, &ids, 3)?,
            user_details::of(tx, Viewer::Everything, &ids, 1_000)?,
        ))
    });
    let (first, all) = found.unwrap();
    for (first, all) in first.iter().zip(&all) {
        assert_eq!(first.salepoints.count, all.salepoints.first.len() as u64);
        assert!(all.salepoints.first.starts_with(&first.salepoints.first), "{first:?}");
        assert_eq!(first.salepoints.first.len(), 3.min(all.salepoints.first.len()));
    }
    assert_eq!(first[0].salepoints.first[0], ("Küla 001".to_owned(), Some("Shift lead".to_owned())));
    assert_eq!(first[1].salepoints.first[0], ("Kesklinn".to_owned(), Some("Cashier".to_owned())));
}

#[test]
fn lists_are_read_from_indexes_and_quickly() {
    let office = TestOffice::new();
    office.generate(&Generate { users: 20_000, salepoints: 500, stores: 50, seed: 1 }, &|_, _| ()).unwrap();
    let words = |text: &str| Filter { words: vec![text.into()], ..Filter::default() };
    let group = office.db.read(head_office_store::groups::all).unwrap()[0].id;
    let of_group = Filter { group: Some(group), active: Some(true), ..Filter::default() };
    let part = Part { sort: SortBy::FirstName, descending: false, skip: 0, take: 25 };
    let plan = office.db.read(|tx| user_list::plan(tx, &of_group, &part)).unwrap().join("\n");
    assert!(plan.contains("COVERING INDEX app_user_by_group (group_id=?") && !plan.contains("TEMP B-TREE"), "{plan}");
    for filter in [Filter::default(), Filter { active: Some(true), ..Filter::default() }, words("ar"), words("zzyzx")] {
        for sort in [SortBy::FirstName, SortBy::LastName, SortBy::Group] {
            for skip in [0, 19_000] {
                let part = Part { sort, descending: skip > 0, skip, take: 25 };
                let plan = office.db.read(|tx| user_list::plan(tx, &filter, &part)).unwrap().join("\n");
                assert!(!plan.contains("TEMP B-TREE"), "sorted by an index: {plan}");
                assert!(plan.contains("COVERING INDEX app_user_by_"), "found in an index: {plan}");
                let begun = Instant::now();
                office.db.read(|tx| user_list::part(tx, &filter, &part)).unwrap();
                office.db.read(|tx| user_list::counts(tx, &filter)).unwrap();
                assert!(begun.elapsed().as_millis() < 500, "{filter:?} {part:?}: {:?}", begun.elapsed());
            }
        }
    }

    let salepoint = office.db.read(|tx| head_office_store::salepoints::all(tx, Viewer::Everything)).unwrap()[0].id;
    let here = Filter { salepoint: Some(salepoint), ..Filter::default() };
    let few = office.db.read(|tx| user_list::counts(tx, &here)).unwrap();
    assert_eq!((few.active + few.deactivated), 201);
    let everybody = "INSERT INTO user_salepoint (user_id, salepoint_id) SELECT id, ?1 FROM app_user WHERE 1 = 1 \
                     ON CONFLICT (user_id, salepoint_id) DO NOTHING";
    office
        .db
        .write(|tx| tx.execute(everybody, &[salepoint.into()]))
        .map_err(|error: head_office_store::DbError| error)
        .unwrap();
    for active in [None, Some(true), Some(false)] {
        for words in [Vec::new(), vec!["ar".to_owned()]] {
            let all = Filter { active, words, ..Filter::default() };
            let here = Filter { salepoint: Some(salepoint), ..all.clone() };
            let counted = |filter| office.db.read(|tx| user_list::counts(tx, filter)).unwrap();
            assert_eq!(counted(&here), counted(&all));
            for (sort, skip) in [(SortBy::FirstName, 0), (SortBy::Group, 50), (SortBy::LastName, 15_000)] {
                let part = Part { sort, descending: false, skip, take: 25 };
                let found = |filter| office.db.read(|tx| user_list::part(tx, filter, &part)).unwrap();
                assert_eq!(found(&here), found(&all), "{part:?}");
                let plan = office.db.read(|tx| user_list::plan(tx, &here, &part)).unwrap().join("\n");
                assert!(skip > 5_000 || !plan.contains("TEMP B-TREE"), "{plan}");
            }
        }
    }
}
