//! Places → Salepoints.

use super::places::{administrator, hand_over, hidden, names, salepoint, store, trail, user};
use super::*;
use head_office_office::generate::Generate;
use head_office_office::places::{PlaceError, Receivers, SalepointUse};
use head_office_office::progress::Progress;
use head_office_store::grants::Viewer;
use head_office_store::place_list::{self, Filter, Kind, Part};
use head_office_store::users;

#[tokio::test]
async fn the_list_is_searched_sorted_paged_and_exported() {
    let office = office();
    let many: String = (10..45).map(|number| format!("[[salepoint]]\nname = \"Ülemiste {number}\"\n")).collect();
    office.import_str(&format!("{many}[[salepoint]]\nname = \"=1+1\"\nlanguage = \"lv\"")).unwrap();
    give_everything(&office, "administrator");
    let mut browser = Browser::of(&office, ADMINISTRATOR).await;
    let body = browser.get("/salepoints").await.body;
    assert_eq!((names(&body).len(), names(&body)[0].as_str()), (25, "=1+1"));
    assert!(body.contains("1–25 of 38 salepoints") && body.contains("page=2"), "{body}");
    assert_eq!(names(&browser.get("/salepoints?page=2&dir=desc").await.body).len(), 13);
    for (query, expect) in [
        ("search=ULEMISTE+1&dir=desc", vec!["Ülemiste 41", "Ülemiste 31", "Ülemiste 21", "Ülemiste 19"]),
        ("search=kesk", vec!["Kesklinn"]),
        ("search=%25", vec![]),
        ("search=zzyzx", vec![]),
        ("status=closed", vec![]),
        ("search=kesk&page=9&status=x&sort=x", vec!["Kesklinn"]),
    ] {
        let found = names(&browser.get(&format!("/salepoints?{query}")).await.body);
        assert_eq!(found.into_iter().take(4).collect::<Vec<_>>(), expect, "{query}");
    }
    let body = browser.get("/salepoints?search=kesk").await.body;
    assert!(
        body.contains("Main")
            && body.contains("Eesti")
            && body.contains("class=\"number told\" data-label=\"Users\">3<")
    );
    let csv = browser.get("/salepoints.csv?search=k&dir=desc").await;
    assert_eq!(csv.headers["content-type"], "text/csv; charset=utf-8");
    assert!(csv.body.contains("Kesklinn,Eesti,Main,3,0,Open"), "{}", csv.body);
    assert!(browser.get("/salepoints.csv?search=1%2B1").await.body.contains("\n'=1+1,Latviešu,"));
}

#[tokio::test]
async fn the_first_one_is_asked_for() {
    let office = TestOffice::new();
    let mut browser = Browser::of(&office, ADMINISTRATOR).await;
    let body = browser.get("/salepoints").await.body;
    assert!(body.contains("You have no salepoints yet") && body.contains("href=\"/salepoints/new\""), "{body}");
    assert!(!body.contains("type=\"search\""), "there is nothing to search");
}

#[tokio::test]
async fn a_new_one_ends_on_the_question_who_gets_it() {
    let office = office();
    let mut browser = Browser::of(&office, ADMINISTRATOR).await;
    let main = store(&office, "Main").id;
    let form = format!("name=++R%C4%ABga+Centrs&language=lv&store={main}");
    let answer = browser.post("/salepoints/new", &form).await;
    let added = salepoint(&office, "Rīga Centrs");
    assert_eq!(answer.location(), format!("/salepoints/{}/users?done=added", added.id));
    let body = browser.get(answer.location()).await.body;
    assert!(body.contains("Step 2 of 2. Nobody can log in there until a user has it."), "{body}");
    // Two salepoints share the store, so those of the one that most users have are offered.
    assert!(body.contains("id=\"who-of\" aria-describedby=\"who-of-help\" checked"), "{body}");
    let likely = salepoint(&office, "Kesklinn").id;
    assert!(body.contains(&format!("<option value=\"{likely}\" selected>")), "{body}");
    let administrator = administrator(&office);
    let expect = "{\"name\":\"Rīga Centrs\",\"language\":\"lv\",\"store\":\"Main\",\"open\":true}";
    assert_eq!(trail(&office, added.id.0), [(Some(administrator), String::new(), expect.to_owned())]);

    let address = format!("/salepoints/{}/users", added.id);
    assert!(browser.post(&address, "").await.body.contains("Choose who gets it"));
    let sadama = salepoint(&office, "Sadama").id;
    let shown = browser.post(&address, &format!("who=of&of={sadama}&show=show")).await;
    assert_eq!(shown.location(), format!("/users?salepoint={sadama}"));
    let revision = office.cursor().unwrap().revision.0;
    let answer = browser.post(&address, &format!("who=of&of={sadama}&save=save")).await;
    assert_eq!(answer.location(), format!("/salepoints/{}?done=given&users=2", added.id));
    assert_eq!(office.cursor().unwrap().revision.0, revision + 1, "one revision for all");
    let mari = user(&office, "mari");
    let grants = office.db.read(|tx| users::salepoints(tx, mari)).unwrap();
    let [there, here] = [sadama, added.id].map(|id| grants.iter().find(|grant| grant.salepoint == id).unwrap().group);
    assert!(there.is_some() && there == here, "with the group she has at Sadama");
    assert!(trail(&office, mari.0)[0].2.contains("Rīga Centrs"), "{:?}", trail(&office, mari.0));
    let body = browser.get(answer.location()).await.body;
    assert!(body.contains("Saved. 2 users now have it") && body.contains("1 user can log in here"), "{body}");
}

#[tokio::test]
async fn all_some_or_nobody_get_it() {
    let office = office();
    let mut browser = Browser::of(&office, ADMINISTRATOR).await;
    for (name, form, pick, expect) in [
        ("A", "who=all", "", vec!["First", "Ilze", "Jüri", "Mari"]),
        ("B", "who=nobody", "", vec![]),
        ("C", "who=pick", "ilze mari", vec!["First", "Ilze", "Mari"]),
    ] {
        browser.post("/salepoints/new", &format!("name={name}&language=et&store=")).await;
        let added = salepoint(&office, name).id;
        let mut answer = browser.post(&format!("/salepoints/{added}/users"), form).await;
        if !pick.is_empty() {
            let address = answer.location().to_owned();
            assert!(browser.get(&address).await.body.contains("Ilze Ozola"));
            let first = user(&office, "ilze");
            let found = browser.post(&address, &format!("user={first}&search=mari&find=find")).await.body;
            assert!(found.contains("Ilze Ozola") && found.contains("Mari") && !found.contains("Jüri"), "{found}");
            assert!(browser.post(&address, "save=picked").await.body.contains("Tick at least one user"));
            let users = pick.split(' ').map(|one| format!("user={}", user(&office, one))).collect::<Vec<_>>();
            answer = browser.post(&address, &format!("{}&save=picked", users.join("&"))).await;
        }
        assert!(answer.location().starts_with(&format!("/salepoints/{added}?done=")), "{answer:?}");
        assert!(
            names(&browser.get("/salepoints").await.body).contains(&name.to_owned()),
            "who made it sees it: {name}"
        );
        let mut has: Vec<_> = office
            .db
            .read(|tx| {
                let users = head_office_store::salepoints::users(tx, added)?;
                users
                    .iter()
                    .map(|id| Ok(users::find(tx, *id)?.unwrap().first_name))
                    .collect::<Result<_, head_office_store::DbError>>()
            })
            .unwrap();
        has.sort();
        assert_eq!(has, expect, "{name}");
    }
}

#[tokio::test]
async fn what_is_wrong_is_said_beside_its_field_and_what_was_typed_is_kept() {
    let office = office();
    let mut browser = Browser::of(&office, ADMINISTRATOR).await;
    let long = "x".repeat(10_000);
    for (name, language, problem) in [
        ("", "et", "Enter a name"),
        ("+%C2%A0+", "et", "Enter a name"),
        ("Kesklinn", "et", "Another one has this name"),
        ("+KESKlinn", "et", "Another one has this name"),
        ("%E2%80%AEnnilkseK", "et", "the characters that cannot be seen"),
        ("a%00b", "et", "the characters that cannot be seen"),
        ("a%1Bb", "et", "the characters that cannot be seen"),
        (long.as_str(), "et", "at most 100 characters"),
        ("Tartu", "xx", "Choose a language"),
    ] {
        let answer = browser.post("/salepoints/new", &format!("name={name}&language={language}&store=")).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}");
        assert_eq!(answer.body.matches(problem).count(), 2, "{name}: on top and beside the field");
        assert!(answer.body.contains("<title>Error: "), "{name}");
    }
    let answer = browser.post("/salepoints/new", "name=Tartu&language=lv&store=zzyzx").await.body;
    assert!(answer.contains("value=\"Tartu\"") && answer.contains("value=\"lv\" selected"), "{answer}");
    assert!(answer.contains("There is no such open store"), "{answer}");
    assert!(browser.post("/salepoints/new", "name=%FF%FE&language=et").await.status.is_client_error());

    let markup = "%22%3E%3Cscript%3Ealert(1)%3C%2Fscript%3E";
    let location = browser.post("/salepoints/new", &format!("name={markup}&language=et&store=")).await;
    let location = location.location().to_owned();
    let page = location.split("/users").next().unwrap().to_owned();
    let assistant = browser.get(&location).await.body;
    assert!(assistant.contains("script&#62;alert(1)") && !assistant.contains("<script"), "{assistant}");
    give_everything(&office, "administrator");
    for path in
        [&location, &page, &format!("{page}/edit"), &format!("{page}/close"), "/salepoints", "/salepoints?search=%3C"]
    {
        let body = browser.get(path).await.body;
        assert!(body.contains("script&#62;alert(1)") && !body.contains("<script"), "{path}: {body}");
    }
    browser.post("/salepoints/new", "name=Tartu&language=lv&store=main").await;
    assert_eq!(salepoint(&office, "Tartu").store, Some(store(&office, "Main").id), "a part of one name is enough");
}

#[tokio::test]
async fn only_who_has_a_salepoint_changes_its_settings() {
    let office = office();
    office.import_str("[[group]]\nname = \"Places\"\noffice = { salepoints = \"edit\" }").unwrap();
    office.import_str("[[user]]\nref = \"jüri\"\ngroup = \"Places\"").unwrap();
    let mut browser = Browser::of(&office, "jüri").await;
    let (mine, others) = (salepoint(&office, "Kesklinn"), salepoint(&office, "Sadama"));
    assert_eq!(names(&browser.get("/salepoints?status=all").await.body), ["Kesklinn"]);
    assert!(!browser.get("/salepoints.csv?status=all").await.body.contains("Sadama"));
    assert_eq!(browser.get(&format!("/salepoints/{}", mine.id)).await.status, StatusCode::OK);
    for path in ["", "/edit", "/users", "/close"] {
        let answer = browser.get(&format!("/salepoints/{}{path}", others.id)).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        assert!(!answer.body.contains("Sadama"));
    }
    let form = "name=Taken&language=et&store=&base.name=Sadama&base.language=et";
    assert_eq!(browser.post(&format!("/salepoints/{}/edit", others.id), form).await.status, StatusCode::NOT_FOUND);
    assert_eq!(browser.post(&format!("/salepoints/{}/close", others.id), "seen=x").await.status, StatusCode::NOT_FOUND);

    assert_eq!(salepoint(&office, "Sadama"), others);
}

#[tokio::test]
async fn who_may_only_look_can_submit_nothing() {
    let office = office();
    office.import_str("[[group]]\nname = \"Look\"\noffice = { salepoints = \"read\", stores = \"read\" }").unwrap();
    office.import_str("[[user]]\nref = \"mari\"\ngroup = \"Look\"").unwrap();
    let mut browser = Browser::of(&office, "mari").await;
    let page = format!("/salepoints/{}", salepoint(&office, "Kesklinn").id);
    let body = browser.get(&format!("{page}/edit")).await.body;
    assert!(
        body.contains("Your user group may look at this")
            && body.contains(" disabled>")
            && !body.contains("Save changes")
    );
    assert!(!browser.get(&page).await.body.contains("/close\""), "nothing that is refused is offered");
    assert!(!browser.get("/salepoints").await.body.contains("/salepoints/new"));
    assert!(browser.get(&page).await.body.contains("2 users can log in here"));
    assert!(!browser.get(&page).await.body.contains("Jüri"), "names of users are for who may see users");
    assert_eq!(browser.post(&format!("{page}/edit"), "name=x").await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn two_who_change_at_once_are_told_and_both_changes_stay() {
    let office = office();
    let kesklinn = salepoint(&office, "Kesklinn").id;
    hand_over(&office, kesklinn);
    let path = format!("/salepoints/{kesklinn}/edit");
    let mut one = Browser::of(&office, ADMINISTRATOR).await;
    let base = hidden(&one.get(&path).await.body);
    let main = store(&office, "Main").id;
    let harbour = store(&office, "Harbour store").id;
    let answer = one.post(&path, &format!("{base}&name=Centre&language=et&store={harbour}")).await;
    assert_eq!(answer.location(), format!("/salepoints/{kesklinn}?done=changed"));

    // The other one changed the name, too, and the language.
    let answer = one.post(&path, &format!("{base}&name=Downtown&language=lv&store={main}")).await;
    assert_eq!(answer.status, StatusCode::CONFLICT);
    for part in [
        "First Administrator changed this on ",
        "<td data-label=\"Saved now\">Centre</td>",
        "<td data-label=\"Yours\">Downtown</td>",
        "value=\"Downtown\"",
        "Store it sells from: Harbour store",
        "value=\"lv\" selected",
    ] {
        assert!(answer.body.contains(part), "{part}: {}", answer.body);
    }
    assert_eq!(salepoint(&office, "Centre").store, Some(harbour), "nothing is overwritten");
    let base = hidden(&answer.body);
    let form = format!("{base}&name=Downtown&language=lv&store={harbour}");
    let kept = one.post(&path, &format!("{form}&keep.name=saved")).await;
    assert_eq!(kept.status, StatusCode::SEE_OTHER, "{kept:?}");
    let saved = salepoint(&office, "Centre");
    assert_eq!((saved.language.code(), saved.store), ("lv", Some(harbour)));
    let history = one.get(&format!("/salepoints/{kesklinn}")).await.body;
    for part in ["Eesti → Latviešu", "Kesklinn → Centre", "Main → Harbour store"] {
        assert!(history.contains(part), "{part}: {history}");
    }
    // A form that says nothing of what it was based on overwrites nothing.
    assert_eq!(one.post(&path, "name=X&language=et&store=").await.status, StatusCode::CONFLICT);
}

#[tokio::test]
async fn closing_says_whom_it_concerns_and_takes_it_from_them() {
    let office = office();
    let kesklinn = salepoint(&office, "Kesklinn").id;
    hand_over(&office, kesklinn);
    head_office_office::testing::enrol(&office, "Kesklinn", "Till 1", None);
    office.enrol_code("Kesklinn", Some("Till 2")).unwrap();
    let path = format!("/salepoints/{kesklinn}/close");
    let mut browser = Browser::of(&office, ADMINISTRATOR).await;
    let body = browser.get(&path).await.body;
    assert!(body.contains("Till 1") && !body.contains("Close the salepoint"), "a terminal stands there: {body}");
    let forced = browser.post(&path, "seen=x").await;
    assert_eq!(forced.status, StatusCode::UNPROCESSABLE_ENTITY);
    let till = office.terminals().unwrap().remove(0).id;
    office.remove_terminal(till, sync_core::sync::wire::Removal::Decommissioned).unwrap();

    let body = browser.get(&path).await.body;
    assert!(body.contains("3 users lose it") && body.contains("Jüri Tamm") && body.contains("Mari Maasikas"), "{body}");
    let seen = hidden(&body);
    // Somebody else gets it meanwhile.
    let ilze = user(&office, "ilze");
    office.import_str("[[user]]\nref = \"ilze\"\nsalepoints = [{ name = \"Kesklinn\" }]").unwrap();
    let told = browser.post(&path, &seen).await;
    assert!(
        told.body.contains("Whom this concerns has changed meanwhile") && told.body.contains("Ilze Ozola"),
        "{told:?}"
    );
    let before = office.cursor().unwrap().revision.0;
    assert_eq!(
        browser.post(&path, &hidden(&told.body)).await.location(),
        format!("/salepoints/{kesklinn}?done=closed")
    );
    assert_eq!(office.cursor().unwrap().revision.0, before + 1);
    assert!(salepoint(&office, "Kesklinn").closed_at.is_some());
    assert!(office.db.read(|tx| head_office_store::salepoints::users(tx, kesklinn)).unwrap().is_empty());
    assert!(trail(&office, ilze.0)[0].1.contains("Kesklinn"), "in the trail of each of them");
    assert!(office.enrol_code("Kesklinn", None).is_err(), "no terminal can be enrolled there");
    let body = browser.get("/salepoints").await.body;
    assert_eq!(names(&body), ["Sadama"]);
    assert_eq!(names(&browser.get("/salepoints?status=closed").await.body), ["Kesklinn"]);
    let page = browser.get(&format!("/salepoints/{kesklinn}")).await.body;
    assert!(page.contains("Open again") && page.contains("yes → no"), "{page}");
    assert_eq!(browser.get(&path).await.status, StatusCode::NOT_FOUND, "it is closed already");

    let answer = browser.post(&format!("/salepoints/{kesklinn}/reopen"), "").await;
    assert_eq!(answer.location(), format!("/salepoints/{kesklinn}/users?done=reopened"));
    assert!(salepoint(&office, "Kesklinn").closed_at.is_none());
    office.check().unwrap();
}

/// Two administrators: one closes what the other gives to somebody at the same time. Whoever is second is told.
#[test]
fn nobody_gets_a_salepoint_while_it_is_closed() {
    let office = office();
    let (by, ilze) = (administrator(&office), user(&office, "ilze"));
    let kesklinn = salepoint(&office, "Kesklinn").id;
    hand_over(&office, kesklinn);
    let there = salepoint(&office, "Kesklinn");
    let seen = |office: &TestOffice| office.db.read(|tx| SalepointUse::find(tx, &there)).unwrap().fingerprint();
    let before = seen(&office);
    let give =
        |office: &TestOffice| office.give_salepoint(by, kesklinn, &Receivers::These(vec![ilze]), &Progress::default());
    give(&office).unwrap();
    assert!(matches!(
        office.close_salepoint(by, kesklinn, &before, &Progress::default()),
        Err(PlaceError::ChangedMeanwhile)
    ));
    assert!(salepoint(&office, "Kesklinn").closed_at.is_none());
    let has = |office: &TestOffice| office.db.read(|tx| users::salepoints(tx, ilze)).unwrap().len();
    assert_eq!(has(&office), 1);

    for _ in 0..10 {
        let seen = seen(&office);
        let [closed, given] = std::thread::scope(|scope| {
            let other = TestOffice::sharing(&office);
            let close = scope.spawn(|| office.close_salepoint(by, kesklinn, &seen, &Progress::default()).is_ok());
            let give = scope.spawn(move || {
                other
                    .give_salepoint(by, kesklinn, &Receivers::All, &Progress::default())
                    .is_ok_and(|given| given.users > 0)
            });
            [close, give].map(|one| one.join().unwrap())
        });
        assert!(closed != given || !given, "closed {closed}, given {given}");
        assert_eq!(salepoint(&office, "Kesklinn").closed_at.is_some(), closed);
        if closed {
            assert_eq!(has(&office), 0, "nobody has what is closed");
            office.reopen_salepoint(by, kesklinn).unwrap();
        }
        office.check().unwrap();
    }
}

#[test]
fn lists_are_read_from_indexes_and_quickly() {
    let office = TestOffice::new();
    office.generate(&Generate { users: 2_000, salepoints: 10_000, stores: 500, seed: 1 }, &|_, _| ()).unwrap();
    let reader = office.db.read(|tx| users::named(tx, ADMINISTRATOR)).unwrap().remove(0).id;
    let all = |viewer| Filter { viewer, words: Vec::new(), open: None };
    let words = |text: &str| Filter { words: vec![text.into()], ..all(Viewer::User(reader)) };
    let open = Filter { open: Some(true), ..all(Viewer::User(reader)) };
    for filter in [open, words("ar"), words("zzyzx"), all(Viewer::User(reader)), all(Viewer::Everything)] {
        for kind in [Kind::Salepoints, Kind::Stores] {
            for descending in [false, true] {
                let part = Part { descending, skip: 9_000, take: 25 };
                let plan = office.db.read(|tx| place_list::plan(tx, kind, &filter, part)).unwrap().join("\n");
                assert!(!plan.contains("TEMP B-TREE") && plan.contains("COVERING INDEX"), "{plan}");
                let begun = Instant::now();
                office.db.read(|tx| place_list::salepoints(tx, &filter, part)).unwrap();
                office.db.read(|tx| place_list::counts(tx, kind, &filter)).unwrap();
                assert!(begun.elapsed().as_millis() < 500, "{filter:?}: {:?}", begun.elapsed());
            }
        }
    }
}
