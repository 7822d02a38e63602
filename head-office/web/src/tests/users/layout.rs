//! Edit layout.

use super::*;

const ORDER: &str = "order=first_name,last_name,group,salepoints,stores,status,last_pos_login,language,office,\
                     default_store,created&shown=group&shown=created&rows=50";

#[tokio::test]
async fn a_layout_is_tried_kept_and_forgotten_by_each_for_themselves() {
    let office = office();
    let mut browser = Browser::of(&office, ADMINISTRATOR).await;
    let standard = ["First name", "Last name", "User group", "Salepoints", "Stores", "Status", "Last POS login"];
    assert_eq!(heads(&browser.get("/users").await.body), standard);

    let up = browser.post("/users/layout?search=a", &format!("{ORDER}&do=up+group")).await;
    assert_eq!(up.status, StatusCode::SEE_OTHER);
    assert!(up.location().starts_with("/users?search=a&layout="), "{up:?}");
    let moved = browser.get(up.location()).await.body;
    assert_eq!(heads(&moved), ["First name", "User group", "Last name", "Added"], "seen while it is tried");
    assert!(moved.contains("<details class=\"layout\" id=\"layout\" open>"), "{moved}");
    assert_eq!(moved.matches("autofocus").count(), 1, "the button that was pressed has the focus");
    assert_eq!(heads(&browser.get("/users").await.body), standard, "nothing is kept yet");

    let kept = browser.post("/users/layout?search=a", &format!("{ORDER}&do=save")).await;
    assert_eq!(kept.location(), "/users?search=a");
    let mine = ["First name", "Last name", "User group", "Added"];
    assert_eq!(heads(&browser.get("/users?search=a").await.body), mine);
    let csv = browser.get("/users.csv").await.body;
    assert!(csv.starts_with("\u{feff}First name,Last name,User group,Added (UTC),ID\n"), "{csv}");
    assert_eq!(heads(&Browser::of(&office, "ilze").await.get("/users").await.body), standard, "Ilze has hers");

    browser.post("/users/layout", &format!("{ORDER}&do=standard")).await;
    assert_eq!(heads(&browser.get("/users").await.body), standard);
}

#[tokio::test]
async fn a_page_has_as_many_rows_as_asked_for_and_nonsense_is_the_standard() {
    let office = office();
    let many: String = (10..90)
        .map(|number| {
            let (first, last) = ("first_name = \"Anna\"", format!("last_name = \"Saar {number}\""));
            format!("[[user]]\nref = \"n{number}\"\n{first}\n{last}\ngroup = \"Cashier\"\n")
        })
        .collect();
    office.import_str(&many).unwrap();
    let mut browser = Browser::of(&office, ADMINISTRATOR).await;
    for (rows, expect) in [("50", 50), ("100", 84), ("25", 25), ("7", 25), ("-1", 25), ("x", 25), ("", 25)] {
        let form = format!("{}&do=save", ORDER.replace("rows=50", &format!("rows={rows}")));
        assert_eq!(browser.post("/users/layout", &form).await.status, StatusCode::SEE_OTHER);
        assert_eq!(names(&browser.get("/users").await.body).len(), expect, "{rows}");
    }
    for form in ["", "do=up", "do=up+nothing", "order=%22%3E%3Cscript%3E&do=save", "do=down+%00"] {
        let answer = browser.post("/users/layout", form).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{form}");
        let body = browser.get(answer.location()).await.body;
        assert!(!body.contains("<script"), "{body}");
        assert_eq!(heads(&body)[..2], ["First name", "Last name"], "{form}");
    }
    let last = browser.get("/users?page=4").await.body;
    assert!(last.contains("76–84 of 84 users") && last.contains("rel=\"prev\"") && !last.contains("rel=\"next\""));
}
