//! Letters that terminals cannot draw are said: beside the name they are in, and before a file is imported.

use super::users::import::report;
use super::*;
use head_office_store::grants::Viewer;
use head_office_store::{groups, salepoints, stores};

/// What is said below a field; empty: nothing.
fn said(body: &str, field: &str) -> String {
    let below = body.split(&format!("data-letters-of=\"{field}\"")).nth(1).unwrap_or_else(|| panic!("{field}: {body}"));
    let below = below.split("</p>").next().unwrap();
    let letters = below.split("<bdi>").nth(1).unwrap().split("</bdi>").next().unwrap().to_owned();
    assert_eq!(below.contains("<span hidden>"), letters.is_empty(), "{below}");
    letters
}

#[tokio::test]
async fn letters_that_terminals_cannot_draw_are_said_where_the_name_is() {
    let office = office();
    office
        .import_str(
            "[[store]]\nname = \"Ladu 倉\"\n[[salepoint]]\nname = \"Pood 店店\"\n[[group]]\nname = \"Grupp 😀\"\n\
             [[user]]\nref = \"x\"\nfirst_name = \"小明\"\nlast_name = \"Wáng\"\ngroup = \"Cashier\"",
        )
        .unwrap();
    give_everything(&office, "administrator");
    let mut browser = Browser::of(&office, ADMINISTRATOR).await;
    let (store, salepoint, group) = office
        .db
        .read(|tx| {
            Ok::<_, head_office_store::DbError>((
                stores::named(tx, Viewer::Everything, "Ladu 倉")?.unwrap().id,
                salepoints::named(tx, Viewer::Everything, "Pood 店店")?.unwrap().id,
                groups::named(tx, "Grupp 😀")?.unwrap().id,
            ))
        })
        .unwrap();
    let user = office.db.read(|tx| stored_users::by_reference(tx, "x")).unwrap().unwrap().id;
    for (path, field, letters) in [
        (format!("/users/{user}"), "first_name", "小明"),
        (format!("/users/{user}"), "last_name", ""),
        (format!("/stores/{store}"), "name", "倉"),
        (format!("/salepoints/{salepoint}/edit"), "name", "店"),
        (format!("/groups/{group}"), "name", "😀"),
        ("/users/new".to_owned(), "first_name", ""),
    ] {
        assert_eq!(said(&browser.get(&path).await.body, field), letters, "{path}");
    }
    for (language, words) in [("en", "Terminals cannot draw"), ("et", "kuva"), ("lv", "nevar"), ("ru", "показать")]
    {
        browser.post("/account/language", &format!("language={language}")).await;
        let body = browser.get(&format!("/users/{user}")).await.body;
        let below = body.split("data-letters-of=\"first_name\"").nth(1).unwrap();
        assert!(below.split("</p>").next().unwrap().contains(words), "{language}: {below}");
    }
}

#[tokio::test]
async fn letters_that_terminals_cannot_draw_are_said_before_a_file_is_imported() {
    let office = office();
    let mut browser = Browser::of(&office, ADMINISTRATOR).await;
    let file = "First name,Last name,User group\n小明,Wáng,Cashier\nJüri,Õun,Cashier\n";
    let (_, page) = report(&mut browser, file).await;
    assert!(page.contains("1 user has a name with letters that terminals cannot draw"), "{page}");
    assert!(page.contains("Not drawn at terminals: 小明"), "{page}");
    assert_eq!(page.matches("Not drawn at terminals").count(), 1, "of the other nothing: {page}");
}
