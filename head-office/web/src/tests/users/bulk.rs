//! Several users at once, as a browser without scripts does it.

use super::*;
use head_office_store::grants::Viewer;
use head_office_store::users::{self, User};
use sync_core::domain::UserId;

fn user(office: &TestOffice, reference: &str) -> User {
    office.db.read(|tx| users::by_reference(tx, reference)).unwrap().unwrap()
}

fn salepoint(office: &TestOffice, name: &str) -> String {
    office
        .db
        .read(|tx| head_office_store::salepoints::named(tx, Viewer::Everything, name))
        .unwrap()
        .unwrap()
        .id
        .to_string()
}

fn has(office: &TestOffice, user: UserId, salepoint: &str) -> bool {
    let grants = office.db.read(|tx| users::salepoints(tx, user)).unwrap();
    grants.iter().any(|grant| grant.salepoint.to_string() == salepoint)
}

/// The hidden fields of the page's form, as a browser sends them.
fn hidden(body: &str) -> String {
    let form = &body[body.find("action=\"/users/bulk\"").unwrap()..];
    let fields = form.split("<input type=\"hidden\" name=\"").skip(1).map(|rest| {
        let (name, rest) = rest.split_once("\" value=\"").unwrap();
        format!("{name}={}", rest.split('"').next().unwrap().replace(',', "%2C"))
    });
    fields.collect::<Vec<_>>().join("&")
}

/// Who is ticked on the page.
fn ticked(body: &str) -> Vec<String> {
    let boxes = body.split("name=\"user\" value=\"").skip(1);
    boxes
        .filter(|rest| rest.split('>').next().unwrap().contains(" checked"))
        .map(|rest| rest.split('"').next().unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn chosen_in_the_list_named_confirmed_made_and_undone() {
    let office = office();
    let mut browser = Browser::of(&office, ADMINISTRATOR).await;
    let (juri, ilze) = (user(&office, "jüri").id, user(&office, "ilze").id);
    let list = browser.get("/users").await.body;
    assert!(list.contains(&format!("name=\"user\" value=\"{juri}\"")) && list.contains("All 4 that match"), "{list}");

    let chosen = format!("user={juri}&user={ilze}&do=add_salepoint&{}", hidden(&list));
    let target = browser.get(&format!("/users/bulk?{chosen}")).await.body;
    assert!(target.contains("<h1>Add a salepoint to 2 users</h1>"), "{target}");
    let sadama = salepoint(&office, "Sadama");
    let confirm = browser.get(&format!("/users/bulk?{}&target={sadama}", hidden(&target))).await.body;
    assert!(confirm.contains("<h1>Add the salepoint “Sadama” to 2 users?</h1>"), "{confirm}");
    assert!(confirm.contains("<li>Jüri Tamm</li>") && confirm.contains(">Add to 2 users</button>"), "{confirm}");
    assert!(!has(&office, juri, &sadama), "nothing happens before Save");

    let made = browser.post("/users/bulk", &hidden(&confirm)).await;
    assert!(made.location().starts_with("/users/bulk-changes/"), "{made:?}");
    assert!(has(&office, juri, &sadama) && has(&office, ilze, &sadama));
    let page = browser.get(made.location()).await.body;
    assert!(page.contains("<h1>Salepoint “Sadama” added to 2 users</h1>") && page.contains("Saved."), "{page}");
    let recent = browser.get("/users/bulk-changes").await.body;
    assert!(recent.contains("Salepoint “Sadama” added to 2 users"), "{recent}");

    let address = made.location().trim_end_matches("?made").to_owned();
    let undone = browser.post(&format!("{address}/undo"), "").await;
    assert_eq!((undone.status, undone.location()), (StatusCode::SEE_OTHER, address.as_str()));
    assert!(!has(&office, juri, &sadama) && !has(&office, ilze, &sadama));
    let page = browser.get(&address).await.body;
    assert!(page.contains("Undone 1 Jan") && !page.contains("/undo\""), "{page}");
    let again = browser.post(&format!("{address}/undo"), "").await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn nobody_selected_is_said_and_asked_nothing() {
    let office = office();
    let mut browser = Browser::of(&office, ADMINISTRATOR).await;
    let body = browser.get("/users/bulk?do=deactivate&search=x").await.body;
    assert!(body.contains("<h1>Nobody is selected</h1>") && body.contains("Go back to the list"), "{body}");
    assert!(body.contains("href=\"/users?search=x\">Back</a>") && !body.contains("0 users"), "{body}");
    let juri = user(&office, "jüri").id;
    let body = browser.get(&format!("/users/bulk?do=activate&user={juri}")).await.body;
    assert!(body.contains("<h1>Activate 1 user</h1>") && body.contains("Nothing would change for anybody"), "{body}");
    let cashier = office.db.read(|tx| head_office_store::groups::named(tx, "Cashier")).unwrap().unwrap().id;
    let body = browser.get(&format!("/users/bulk?do=deactivate&all=1&group={cashier}&seen=2")).await.body;
    assert!(body.contains("<h1>Deactivate 2 users?</h1>"), "all that match are all of the group: {body}");
}

#[tokio::test]
async fn all_that_match_are_a_filter_and_a_changed_count_is_said() {
    let office = office();
    let mut browser = Browser::of(&office, ADMINISTRATOR).await;
    let list = browser.get("/users?search=m").await.body;
    assert!(list.contains("All 3 that match"), "{list}");
    let another = "[[user]]\nref = \"x\"\nfirst_name = \"Miina\"\nlast_name = \"Tamm\"\ngroup = \"Cashier\"";
    office.import_str(another).unwrap();
    let kesklinn = salepoint(&office, "Kesklinn");
    let confirm =
        browser.get(&format!("/users/bulk?all=1&{}&do=add_salepoint&target={kesklinn}", hidden(&list))).await.body;
    assert!(confirm.contains("4 users match now; there were 3 when you chose."), "{confirm}");
    assert!(confirm.contains("2 users already have it"), "{confirm}");

    office.import_str(&another.replace("Miina", "Mall").replace("\"x\"", "\"y\"")).unwrap();
    let from = office.cursor().unwrap().revision;
    let told = browser.post("/users/bulk", &hidden(&confirm)).await;
    assert_eq!(told.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(told.body.contains("it would now change 3 users"), "{}", told.body);
    assert_eq!(office.cursor().unwrap().revision, from, "nothing was saved");
    assert_eq!(browser.post("/users/bulk", &hidden(&told.body)).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_whole_page_is_ticked_and_some_taken_away_without_a_script_and_many_need_their_number() {
    let office = office();
    let many: String = (10..40)
        .map(|number| {
            format!(
                "[[user]]\nref = \"n{number}\"\nfirst_name = \"Anna\"\nlast_name = \"S{number}\"\ngroup = \"Cashier\"\n"
            )
        })
        .collect();
    office.import_str(&many).unwrap();
    let mut browser = Browser::of(&office, ADMINISTRATOR).await;
    let list = browser.get("/users?search=anna").await.body;
    assert!(ticked(&list).is_empty(), "{list}");
    let all = list.split("class=\"tick\" href=\"").nth(1).unwrap().split('"').next().unwrap().replace("&#38;", "&");
    let list = browser.get(&all).await.body;
    let mut chosen = ticked(&list);
    assert_eq!(chosen.len(), 25, "all of the page: {list}");
    assert!(list.contains("class=\"tick\" href=\"/users?search=anna\""), "and back to nobody: {list}");
    // One of them is taken away.
    chosen.truncate(24);
    let chosen: String = chosen.iter().map(|user| format!("user={user}&")).collect();
    let confirm = browser.get(&format!("/users/bulk?{chosen}{}&do=deactivate", hidden(&list))).await.body;
    assert!(confirm.contains("<h1>Deactivate 24 users?</h1>") && confirm.contains("To go on, type 24"), "{confirm}");
    for (number, status) in [("", 422), ("25", 422), ("x%22%3E%3Cscript%3E", 422), ("24", 303)] {
        let answer = browser.post("/users/bulk", &format!("{}&number={number}", hidden(&confirm))).await;
        assert_eq!(answer.status.as_u16(), status, "{number}: {answer:?}");
        assert!(!answer.body.contains("<script"), "{number}");
    }
    assert_eq!(names(&browser.get("/users?search=anna").await.body).len(), 6);
}

#[tokio::test]
async fn nonsense_changes_nobody() {
    let office = office();
    let mut browser = Browser::of(&office, ADMINISTRATOR).await;
    let juri = user(&office, "jüri").id;
    let from = office.cursor().unwrap().revision;
    for (query, part) in [
        ("do=deactivate", "Nobody is selected"),
        ("do=deactivate&user=x&user=%00", "Nobody is selected"),
        ("do=deactivate&user=00000000-0000-0000-0000-000000000000", "Nobody is selected"),
        (&format!("do=activate&user={juri}"), "Nothing would change for anybody"),
        (&format!("do=add_store&user={juri}&target=nowhere"), "Nothing with this name"),
        (&format!("do=add_store&user={juri}&target=%22%3E%3Cscript%3E"), "Nothing with this name"),
        (&format!("do=change_group&user={juri}&target={juri}"), "Nothing with this name"),
    ] {
        let page = browser.get(&format!("/users/bulk?{query}")).await;
        assert!(page.status == StatusCode::OK && page.body.contains(part), "{query}: {}", page.body);
        assert!(!page.body.contains("<script"), "{query}");
        let answer = browser.post("/users/bulk", &format!("{query}&confirmed=1")).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{query}");
    }
    for query in ["", "do=", "do=explode"] {
        assert_eq!(browser.get(&format!("/users/bulk?{query}")).await.status, StatusCode::BAD_REQUEST, "{query}");
    }
    assert_eq!(office.cursor().unwrap().revision, from);
    let list = Browser::of(&office, "ilze").await.get("/users").await.body;
    assert!(!list.contains("name=\"user\""), "who may only look is offered nothing");
}

#[tokio::test]
async fn deactivating_people_looks_dangerous_and_nothing_else_does() {
    let office = office();
    let mut browser = Browser::of(&office, ADMINISTRATOR).await;
    let juri = user(&office, "jüri").id;
    let sadama = salepoint(&office, "Sadama");
    for (what, is_danger) in [("deactivate".to_owned(), true), (format!("add_salepoint&target={sadama}"), false)] {
        let page = browser.get(&format!("/users/bulk?user={juri}&do={what}")).await.body;
        assert_eq!(page.contains("class=\"btn danger filled\""), is_danger, "{what}: {page}");
        assert_eq!(page.contains("class=\"btn primary\""), !is_danger, "{what}: {page}");
    }
    let tab = browser.get(&format!("/users/{juri}/salepoints")).await.body;
    let delete_all = tab.split("value=\"delete-all\"").next().unwrap().rsplit('<').next().unwrap();
    assert!(!delete_all.contains("danger"), "it is undone by not saving: {delete_all}");
}
