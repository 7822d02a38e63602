//! What all lists have in common: the way back to them, the last page, the column for states.

use super::places::store;
use super::*;

/// Where the first record's name leads.
fn first(list: &str) -> String {
    let rows = list.split("class=\"person\"><a href=\"").nth(1).unwrap_or_else(|| panic!("no row in {list}"));
    rows.split('"').next().unwrap().replace("&#38;", "&")
}

/// A link or a form's address as it stands on a page.
fn attribute(name: &str, address: &str) -> String {
    format!("{name}=\"{}\"", address.replace('&', "&#38;"))
}

#[tokio::test]
async fn every_list_keeps_filter_order_and_page_through_a_record_and_back() {
    let office = office();
    let many: String = (10..45)
        .map(|number| {
            format!(
                "[[user]]\nref = \"n{number}\"\nfirst_name = \"Anna\"\nlast_name = \"S{number}\"\ngroup = \"Cashier\"\n\
                 [[group]]\nname = \"Group {number}\"\n[[salepoint]]\nname = \"Place {number}\"\n\
                 [[store]]\nname = \"Room {number}\"\n"
            )
        })
        .collect();
    office.import_str(&many).unwrap();
    give_everything(&office, "administrator");
    head_office_office::testing::enrol(&office, "Kesklinn", "Till 1", None);
    let mut browser = Browser::of(&office, ADMINISTRATOR).await;
    for list in [
        "/users?search=anna&sort=last_name&dir=desc&page=2",
        "/groups?search=group&dir=desc&page=2",
        "/salepoints?search=place&status=all&page=2",
        "/stores?search=room&dir=desc&page=2",
        "/terminals?search=till&sort=terminal",
    ] {
        let path = list.split('?').next().unwrap();
        let record = first(&browser.get(list).await.body);
        let page = browser.get(&record).await;
        assert_eq!(page.status, StatusCode::OK, "{record}");
        assert!(page.body.contains(&attribute("href", list)), "{list}: {}", page.body);
        // And without anything asked for nothing is carried along.
        let plain = first(&browser.get(path).await.body);
        assert!(!plain.contains("back="), "{plain}");
    }
    // Through a form that is saved, and one that is left.
    for list in ["/users?search=anna&page=2", "/groups?search=group&page=2", "/stores?search=room&page=2"] {
        let record = first(&browser.get(list).await.body);
        let form = browser.open(&record).await;
        assert!(form.address.contains("back="), "{}", form.address);
        let path = if form.address.starts_with('?') { record.split('?').next().unwrap() } else { "" };
        let saved = browser.post(&format!("{path}{}", form.address), &form.with("go=save")).await;
        assert!(saved.location().contains("back="), "{list}: {saved:?}");
        let page = browser.follow(&saved).await.body;
        assert!(page.contains(&attribute("href", list)), "{list}: {page}");
    }
    let list = "/users?search=anna&page=2";
    let form = browser.open(&first(&browser.clone().get(list).await.body)).await;
    assert_eq!(browser.fill(&form, "go=cancel").await.location(), list);
    // A salepoint has pages below its own, and its list says what was done.
    let list = "/salepoints?search=place&page=2";
    let record = first(&browser.get(list).await.body);
    let page = browser.get(&record).await.body;
    let edit =
        page.split("href=\"").map(|rest| rest.split('"').next().unwrap()).find(|to| to.contains("/edit")).unwrap();
    let edit = edit.replace("&#38;", "&");
    assert!(edit.contains("back="), "{edit}");
    assert!(browser.get(&edit).await.body.contains(&attribute("href", list)), "{edit}");
    let close = record.replace('?', "/close?");
    let asked = browser.get(&close).await.body;
    let seen = asked.split("name=\"seen\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    let closed = browser.post(&close, &format!("seen={seen}")).await;
    assert!(closed.location().contains("back="), "{closed:?}");
    let open = super::super::guard::encoded(list);
    assert!(closed.location().contains(&open), "{closed:?}");
}

#[tokio::test]
async fn the_way_back_leads_to_lists_of_ours_only() {
    let office = office();
    let mut browser = Browser::of(&office, ADMINISTRATOR).await;
    let user = office.db.read(|tx| stored_users::by_reference(tx, "mari")).unwrap().unwrap().id;
    for hostile in ["https://evil.example/users?x=1", "//evil.example?x=1", "/users?x=1\"><script>", "/sign-out?x=1"] {
        let path = format!("/users/{user}?back={}", super::super::guard::encoded(hostile));
        let page = browser.get(&path).await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(!page.body.contains("evil") && !page.body.contains("<script") && !page.body.contains("sign-out?x"));
        let form = Opened::read(&page.body);
        let cancelled = browser.fill(&form, "go=cancel").await;
        assert_eq!(cancelled.location(), "/users", "{hostile}");
    }
}

#[tokio::test]
async fn what_has_states_says_them_in_a_column_whatever_is_filtered() {
    let office = office();
    head_office_office::testing::enrol(&office, "Kesklinn", "Till 1", None);
    let mut browser = Browser::of(&office, ADMINISTRATOR).await;
    for (list, label, state) in [
        ("/users", "Status", "Active"),
        ("/users?status=all", "Status", "Active"),
        ("/salepoints", "Status", "Open"),
        ("/stores", "Status", "Open"),
        ("/terminals", "State", ""),
    ] {
        let body = browser.get(list).await.body;
        let cell = body.split(&format!("data-label=\"{label}\">")).nth(1).unwrap_or_else(|| panic!("{list}: {body}"));
        assert!(cell.starts_with(state), "{list}: {body}");
    }
    let form = format!("/stores/{}/close", store(&office, "Main").id);
    let asked = browser.get(&form).await.body;
    let seen = asked.split("name=\"seen\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    assert_eq!(browser.post(&form, &format!("seen={seen}&lose=on")).await.status, StatusCode::SEE_OTHER);
    let body = browser.get("/stores?status=closed").await.body;
    assert!(body.contains("data-label=\"Status\"><span class=\"tag\">"), "{body}");
}

#[tokio::test]
async fn a_page_beyond_the_last_is_the_last_of_every_list() {
    let office = office();
    head_office_office::testing::enrol(&office, "Kesklinn", "Till 1", None);
    let mut browser = Browser::of(&office, ADMINISTRATOR).await;
    for list in ["/users", "/groups", "/salepoints", "/stores", "/terminals"] {
        for page in ["9", "0", "x", "-1", "99999999999999999999"] {
            let answer = browser.get(&format!("{list}?page={page}")).await;
            assert_eq!(answer.status, StatusCode::OK, "{list} {page}");
            assert!(answer.body.contains("class=\"person\"><a href="), "{list} {page}: {}", answer.body);
        }
    }
    assert_eq!(browser.get("/settings/licences?page=9").await.status, StatusCode::OK);
}
