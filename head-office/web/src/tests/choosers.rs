//! Choosing one of many people or places: ten at once, with what tells namesakes apart, and without a script.

use super::journal::hand_in;
use super::places::{salepoint, store, user};
use super::*;
use head_office_office::testing::enrol;

/// Three people of one name, and more places than are offered at once.
fn office_of_many() -> TestOffice {
    let office = office();
    let places: String = (10..90)
        .map(|number| format!("[[salepoint]]\nname = \"Place {number}\"\n[[store]]\nname = \"Room {number}\"\n"))
        .collect();
    let people: String = (10..30)
        .map(|number| {
            format!(
                "[[user]]\nref = \"n{number}\"\nfirst_name = \"Anna\"\nlast_name = \"Tamm\"\ngroup = \"Cashier\"\n\
                 salepoints = [{{ name = \"Place {number}\" }}]\n"
            )
        })
        .collect();
    office.import_str(&format!("{places}{people}")).unwrap();
    give_everything(&office, "administrator");
    office
}

/// What is offered in the part with this id.
fn hits(body: &str, id: &str) -> Vec<String> {
    let part = body.split(&format!("id=\"{id}-hits\"")).nth(1).unwrap_or_else(|| panic!("no {id}-hits in {body}"));
    let part = part.split("</div>").next().unwrap();
    let rows: Vec<_> = part.split("<li>").skip(1).chain(part.split("type=\"radio\"").skip(1)).collect();
    let words = |row: &str| {
        let texts = row.split('>').skip(1).map(|rest| rest.split('<').next().unwrap().trim().to_owned());
        texts.filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" ")
    };
    rows.into_iter().map(words).collect()
}

#[tokio::test]
async fn namesakes_are_told_apart_wherever_people_are_chosen() {
    let office = office_of_many();
    let mut browser = Browser::of(&office, ADMINISTRATOR).await;
    let kesklinn = salepoint(&office, "Kesklinn").id;
    for (path, id) in
        [("/settings/licences?find=anna".to_owned(), "user"), (format!("/salepoints/{kesklinn}?check=anna"), "check")]
    {
        let body = browser.get(&path).await.body;
        let found = hits(&body, id);
        assert_eq!(found.len(), 10, "{path}: {body}");
        let first = &found[0];
        assert!(first.contains("Anna Tamm") && first.contains("Cashier · Place ") && first.contains(" · n"), "{first}");
        assert!(body.contains("The first 10 of 20. Type more of the name."), "{path}: {body}");
    }
    let picking = browser.get(&format!("/salepoints/{kesklinn}/users/pick")).await.body;
    assert!(picking.contains("Cashier · Place 12 · n12"), "{picking}");
}

#[tokio::test]
async fn a_licence_is_given_to_one_of_several_without_a_script() {
    let office = office_of_many();
    office.import_str("[[group]]\nname = \"Cashier\"\noffice = { users = \"read\" }").unwrap();
    let mut browser = Browser::of(&office, ADMINISTRATOR).await;
    let page = browser.get("/settings/licences").await.body;
    assert!(page.contains("name=\"search\" value=\"user\">Search</button>"), "{page}");
    let found = browser.post("/settings/licences", "user=anna&email=a%40example.com&search=user").await;
    assert_eq!((found.status, hits(&found.body, "user").len()), (StatusCode::OK, 10));
    assert!(found.body.contains("value=\"a@example.com\"") && !found.body.contains("There is a problem"));
    let n15 = user(&office, "n15");
    let form = format!("user=anna&found_by=anna&user_id={n15}&email=a%40example.com");
    // What was chosen counts as long as nothing else is typed.
    let other = browser.post("/settings/licences", &form.replace("user=anna", "user=nobody")).await;
    assert!(other.body.contains("No active user with this name"), "{}", other.body);
    let linked = browser.post("/settings/licences", &form).await;
    assert_eq!(linked.location(), "/settings/licences?done=linked", "{}", linked.body);
    assert!(office.db.read(|tx| head_office_store::licences::holder(tx, n15)).unwrap().is_some());
}

#[tokio::test]
async fn one_of_many_places_is_offered_and_taken_without_a_script() {
    let office = office_of_many();
    let mut browser = Browser::of(&office, ADMINISTRATOR).await;
    let mari = user(&office, "mari");
    // In a user's form a press adds.
    for (tab, typed, place) in [
        ("salepoints", "place", salepoint(&office, "Place 10").id.to_string()),
        ("stores", "room", store(&office, "Room 10").id.to_string()),
    ] {
        let tab = format!("/users/{mari}/{tab}");
        let several = browser.submit(&tab, &format!("go=add&add={typed}")).await;
        let found = hits(&several.body, "add");
        assert_eq!((found.len(), found[0].split(' ').nth(1)), (10, Some("10")), "{}", several.body);
        let form = Opened::read(&several.body);
        let added = browser.fill(&form, &format!("go=add:{place}")).await;
        assert!(browser.follow(&added).await.body.contains("New, not saved"), "{tab}");
        let address = format!("{}&add={typed}", form.address);
        assert_eq!(hits(&browser.get(&address).await.body, "add").len(), 10, "as the script asks: {address}");
    }
    // Before a bulk change.
    let bulk = format!("/users/bulk?do=add_salepoint&user={mari}");
    let several = browser.get(&format!("{bulk}&target=place")).await.body;
    assert_eq!(hits(&several, "target").len(), 10, "{several}");
    let chosen = salepoint(&office, "Place 11").id;
    let asked = browser.get(&format!("{bulk}&target=place&chosen={chosen}")).await.body;
    assert!(asked.contains("Add the salepoint “Place 11” to 1 user?"), "{asked}");
    // In the assistant.
    let assistant = format!("/salepoints/{}/users", salepoint(&office, "Kesklinn").id);
    let several = browser.post(&assistant, "who=of&of=place&save=save").await;
    assert_eq!((several.status, hits(&several.body, "of").len()), (StatusCode::UNPROCESSABLE_ENTITY, 10));
    assert_eq!(hits(&browser.get(&format!("{assistant}?of=place")).await.body, "of").len(), 10);
    let given = browser.post(&assistant, &format!("who=of&of=place&found_by=place&of_id={chosen}&save=save")).await;
    assert!(given.location().contains("done=given"), "{given:?}");
}

#[tokio::test]
async fn picking_users_has_all_pages_and_keeps_who_was_picked() {
    let office = office();
    let people: String = (100..230)
        .map(|number| {
            format!(
                "[[user]]\nref = \"n{number}\"\nfirst_name = \"Berta\"\nlast_name = \"S{number}\"\ngroup = \"Cashier\"\n"
            )
        })
        .collect();
    office.import_str(&people).unwrap();
    let mut browser = Browser::of(&office, ADMINISTRATOR).await;
    let address = format!("/salepoints/{}/users/pick", salepoint(&office, "Kesklinn").id);
    let first = browser.post(&address, "search=berta&find=find").await.body;
    assert!(first.contains("1–50 of 130 users") && first.contains("name=\"page\" value=\"3\""), "{first}");
    let one = user(&office, "n100");
    let last = browser.post(&address, &format!("search=berta&page=3&user={one}")).await.body;
    assert!(last.contains("Berta S229") && !last.contains("Berta S150"), "{last}");
    assert!(last.contains(&format!("value=\"{one}\" checked")), "who was picked stays picked: {last}");
}

#[tokio::test]
async fn every_field_that_asks_for_one_of_many_offers_those_that_match() {
    let office = office_of_many();
    let mut browser = Browser::of(&office, ADMINISTRATOR).await;
    let (kesklinn, place) = (salepoint(&office, "Kesklinn").id, salepoint(&office, "Place 10").id);
    let till = enrol(&office, "Kesklinn", "Till 1", None).terminal;
    hand_in(&office, till, 2, 1..3, None);
    let edit = browser.open(&format!("/salepoints/{kesklinn}/edit")).await.address;
    for (page, id, typed) in [
        ("/terminals/enrol".to_owned(), "salepoint", "place"),
        (format!("/terminals/{till}/move"), "salepoint", "place"),
        (edit.clone(), "store", "room"),
        ("/salepoints/new".to_owned(), "store", "room"),
        ("/users".to_owned(), "salepoint", "place"),
        ("/journal".to_owned(), "who", "anna"),
    ] {
        let body = browser.get(&page).await.body;
        let look = body.split(&format!("id=\"{id}\" name=\"{id}\"")).nth(1).unwrap_or_else(|| panic!("{page}: {body}"));
        let look = look.split("data-choose=\"").nth(1).unwrap().split('"').next().unwrap().replace("&#38;", "&");
        let path = page.split('?').next().unwrap();
        let look = if look.starts_with('?') { format!("{path}{look}") } else { look };
        assert!(!body.contains("The first 10 of"), "nothing is offered before anything is typed: {page}");
        let found = browser.get(&format!("{look}{typed}")).await.body;
        assert_eq!(hits(&found, id).len(), 10, "{page}: {found}");
    }
    // Without a script what is not clear is asked, and what was chosen counts.
    let enrolment = "/terminals/enrol";
    let told = browser.post(enrolment, "salepoint=place&terminal=").await;
    assert_eq!((told.status, hits(&told.body, "salepoint").len()), (StatusCode::UNPROCESSABLE_ENTITY, 10));
    let made = browser.post(enrolment, &format!("salepoint=place&found_by=place&salepoint_id={place}")).await;
    assert!(made.location().starts_with("/terminals/enrol/"), "{made:?}");
    let moving = format!("/terminals/{till}/move");
    let told = browser.post(&moving, "salepoint=place").await;
    assert_eq!((told.status, hits(&told.body, "salepoint").len()), (StatusCode::UNPROCESSABLE_ENTITY, 10));
    let elsewhere = salepoint(&office, "Place 11").id;
    let moved = browser.post(&moving, &format!("salepoint=place&found_by=place&salepoint_id={elsewhere}")).await;
    assert!(moved.location().contains("done=moved"), "{moved:?}");
    let room = store(&office, "Room 12").id;
    let form = browser.open(&format!("/salepoints/{kesklinn}/edit")).await;
    let told = browser.fill(&form, "store=room").await;
    assert_eq!((told.status, hits(&told.body, "store").len()), (StatusCode::UNPROCESSABLE_ENTITY, 10));
    let saved = browser.fill(&form, &format!("store=room&found_by=room&store_id={room}")).await;
    assert!(saved.location().contains("done=changed"), "{}", saved.body);
    assert_eq!(salepoint(&office, "Kesklinn").store, Some(room));
}
