//! Places → Stores.

use super::places::{hand_over, hidden, names, salepoint, store, trail, user};
use super::*;
use head_office_store::users;

#[tokio::test]
async fn a_store_is_added_given_and_renamed() {
    let office = office();
    let mut browser = Browser::of(&office, ADMINISTRATOR).await;
    assert_eq!(names(&browser.get("/stores").await.body), ["Harbour store", "Main"]);
    for (name, problem) in [
        ("", "Enter a name"),
        ("Main", "Another one has this name"),
        ("a%E2%80%8Bb", "Remove the characters that cannot be seen"),
    ] {
        let answer = browser.post("/stores/new", &format!("name={name}")).await;
        assert_eq!(
            (answer.status, answer.body.matches(problem).count()),
            (StatusCode::UNPROCESSABLE_ENTITY, 2),
            "{name}"
        );
    }
    let answer = browser.post("/stores/new", "name=Tartu+ladu").await;
    let added = store(&office, "Tartu ladu").id;
    assert_eq!(answer.location(), format!("/stores/{added}/users?done=added"));
    let kesklinn = salepoint(&office, "Kesklinn").id;
    let answer = browser.post(&format!("/stores/{added}/users"), &format!("who=of&of={kesklinn}")).await;
    assert_eq!(answer.location(), format!("/stores/{added}?done=given&users=3"));
    let mari = user(&office, "mari");
    assert!(office.db.read(|tx| users::stores(tx, mari)).unwrap().contains(&added));
    let again = browser.post(&format!("/stores/{added}/users"), &format!("who=of&of={kesklinn}")).await;
    assert!(browser.get(again.location()).await.body.contains("All of them had it already"));

    let path = format!("/stores/{added}");
    let base = hidden(&browser.get(&path).await.body);
    assert_eq!(browser.post(&path, &format!("{base}&name=Tartu")).await.location(), format!("{path}?done=changed"));
    let told = browser.post(&path, &format!("{base}&name=Tallinn")).await;
    assert_eq!(told.status, StatusCode::CONFLICT);
    assert!(told.body.contains(">Tartu</td>") && told.body.contains(">Tallinn</td>"), "{}", told.body);
    let form = format!("{}&name=Tallinn", hidden(&told.body));
    assert_eq!(browser.post(&path, &form).await.status, StatusCode::SEE_OTHER);
    assert!(browser.get(&path).await.body.contains("Tartu → Tallinn"));
    let csv = browser.get("/stores.csv").await.body;
    assert!(csv.contains("Main,2,2,Open") && csv.contains("Tallinn,0,3,Open"), "{csv}");
}

#[tokio::test]
async fn what_is_wrong_with_a_name_is_said_beside_it_and_markup_is_harmless() {
    let office = office();
    let mut browser = Browser::of(&office, ADMINISTRATOR).await;
    let main = store(&office, "Main").id;
    let path = format!("/stores/{main}");
    let base = hidden(&browser.get(&path).await.body);
    let long = "x".repeat(10_000);
    for (name, problem, kept) in [
        ("+%C2%A0+", "Enter a name", ""),
        ("harbour++STORE", "Another one has this name", "value=\"harbour  STORE\""),
        ("%E2%80%AEniaM", "the characters that cannot be seen", ""),
        ("a%00b", "the characters that cannot be seen", ""),
        ("a%1Bb", "the characters that cannot be seen", ""),
        (long.as_str(), "at most 100 characters", ""),
    ] {
        for (address, form) in [("/stores/new", format!("name={name}")), (&path, format!("{base}&name={name}"))] {
            let answer = browser.post(address, &form).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{address} {name}");
            assert_eq!(answer.body.matches(problem).count(), 2, "{name}: on top and beside the field");
            assert!(answer.body.contains("<title>Error: ") && answer.body.contains(kept), "{name}");
        }
        assert_eq!(store(&office, "Main").id, main, "{name}: nothing is changed");
    }
    assert!(browser.post("/stores/new", "name=%FF%FE").await.status.is_client_error());

    let answer = browser.post("/stores/new", "name=%22%3E%3Cscript%3Ealert(1)%3C%2Fscript%3E").await;
    let page = answer.location().split("/users").next().unwrap().to_owned();
    give_everything(&office, "administrator");
    for path in [answer.location(), &page, &format!("{page}/close"), "/stores", "/stores?search=%3C"] {
        let body = browser.get(path).await.body;
        assert!(body.contains("script&#62;alert(1)") && !body.contains("<script"), "{path}: {body}");
    }
    let base = hidden(&browser.get(&path).await.body);
    let answer = browser.post(&path, &format!("{base}&name=MAIN")).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "its own name in other letters is no other's");
}

#[tokio::test]
async fn a_store_that_salepoints_sell_from_closes_only_if_they_may_lose_it() {
    let office = office();
    let (main, mari) = (store(&office, "Main").id, user(&office, "mari"));
    let path = format!("/stores/{main}/close");
    let mut browser = Browser::of(&office, ADMINISTRATOR).await;
    let body = browser.get(&path).await.body;
    for part in
        ["2 users lose it", "default store of 1 user", "2 salepoints that sell from it", "Mari Maasikas", "Sadama"]
    {
        assert!(body.contains(part), "{part}: {body}");
    }
    let seen = hidden(&body);
    let refused = browser.post(&path, &seen).await;
    assert!(refused.body.contains("Tick this, or give these salepoints another store first"), "{refused:?}");
    assert!(store(&office, "Main").closed_at.is_none());
    assert_eq!(browser.post(&path, &format!("{seen}&lose=on")).await.location(), format!("/stores/{main}?done=closed"));
    assert!(store(&office, "Main").closed_at.is_some());
    let record = office.db.read(|tx| head_office_office::personnel::load(tx, mari)).unwrap().unwrap();
    assert!(record.user.default_store.is_none() && record.stores.is_empty());
    assert!(salepoint(&office, "Kesklinn").store.is_none() && salepoint(&office, "Sadama").store.is_none());
    assert!(
        trail(&office, salepoint(&office, "Sadama").id.0)[0].1.contains("Main"),
        "in the trail of the salepoint, too"
    );
    assert!(
        browser.post("/salepoints/new", &format!("name=X&language=et&store={main}")).await.status.is_client_error()
    );
    let answer = browser.post(&format!("/stores/{main}/reopen"), "").await;
    assert_eq!(answer.location(), format!("/stores/{main}/users?done=reopened"));
    office.check().unwrap();
}

#[tokio::test]
async fn more_than_a_fifth_of_the_users_is_a_number_to_be_typed() {
    let office = office();
    let many = (0..12).map(|number| {
        format!("[[user]]\nref = \"u{number}\"\nfirst_name = \"U\"\nlast_name = \"{number}\"\ngroup = \"Cashier\"\nstores = [\"Main\"]\n")
    });
    office.import_str(&many.collect::<String>()).unwrap();
    let path = format!("/stores/{}/close", store(&office, "Main").id);
    let mut browser = Browser::of(&office, ADMINISTRATOR).await;
    let body = browser.get(&path).await.body;
    assert!(body.contains("More than a fifth of the users. Type 14"), "{body}");
    let form = format!("{}&lose=on", hidden(&body));
    for number in ["", "13", "x"] {
        let answer = browser.post(&path, &format!("{form}&number={number}")).await;
        assert!(answer.body.contains("Type the number of users whom this concerns"), "{number}");
    }
    assert_eq!(browser.post(&path, &format!("{form}&number=14")).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn nobody_gets_what_is_closed() {
    let office = office();
    let (harbour, sadama) = (store(&office, "Harbour store").id, salepoint(&office, "Sadama").id);
    hand_over(&office, sadama);
    let mut browser = Browser::of(&office, ADMINISTRATOR).await;
    for path in [format!("/stores/{harbour}/close"), format!("/salepoints/{sadama}/close")] {
        let form = hidden(&browser.get(&path).await.body);
        assert_eq!(browser.post(&path, &form).await.status, StatusCode::SEE_OTHER, "{path}");
    }
    for text in ["stores = [\"Harbour store\"]", "salepoints = [{ name = \"Sadama\" }]"] {
        let refused = office.import_str(&format!("[[user]]\nref = \"ilze\"\n{text}")).unwrap_err().to_string();
        assert!(refused.contains("is closed; open it again first"), "{refused}");
    }
    let sold = office.import_str("[[salepoint]]\nname = \"Kesklinn\"\nstore = \"Harbour store\"").unwrap_err();
    assert!(sold.to_string().contains("is closed"), "{sold}");
    let ilze = user(&office, "ilze");
    let tabs = [("salepoints", "Sadama", "Kesklinn"), ("stores", "Harbour store", "Main")];
    for (tab, closed, open) in tabs {
        let path = format!("/users/{ilze}/{tab}");
        let body = browser.get(&path).await.body;
        assert!(!body.contains(closed) && body.contains(open), "{tab}: {body}");
        assert!(!browser.get("/users").await.body.contains(&format!(">{closed}</option>")));
        for receivers in ["who=all", "who=pick"] {
            let place = if tab == "stores" { format!("/stores/{harbour}") } else { format!("/salepoints/{sadama}") };
            assert_eq!(browser.post(&format!("{place}/users"), receivers).await.status, StatusCode::NOT_FOUND);
        }
    }
}
