//! The order of lists: that of the company's language, numbers by value; the same on pages, in exports and from one page of
//! a list to the next.

use super::*;
use head_office_office::testing::enrol;
use std::collections::BTreeSet;

/// First names in the Estonian order, and in the English one.
const IN_ESTONIAN: [&str; 9] = ["Saima", "Šarlotte", "Zoja", "Žanna", "Tiit", "Viivi", "Õie", "Äli", "Xenia"];
const IN_ENGLISH: [&str; 9] = ["Äli", "Õie", "Saima", "Šarlotte", "Tiit", "Viivi", "Xenia", "Žanna", "Zoja"];

/// What stands in no order, numbered.
fn numbered(kind: &str, name: &str) -> String {
    [10, 1, 2].map(|number| format!("[[{kind}]]\nname = \"{name} {number}\"\n")).concat()
}

fn office_in(language: &str) -> TestOffice {
    let office = TestOffice::new();
    let company = format!("[company]\nlanguage = \"{language}\"\n");
    let places = [("store", "Ladu"), ("salepoint", "Pood"), ("group", "Tase")].map(|(kind, name)| numbered(kind, name));
    let here = "salepoints = [{ name = \"Pood 10\" }, { name = \"Pood 1\" }, { name = \"Pood 2\" }]";
    let users = ["Tiit", "Žanna", "Xenia", "Äli", "Saima", "Õie", "Zoja", "Viivi", "Šarlotte"].map(|name| {
        format!(
            "[[user]]\nref = \"{name}\"\nfirst_name = \"{name}\"\nlast_name = \"Kask\"\ngroup = \"Tase 1\"\n\
             pos_password = \"parool {name}\"\n{here}\n"
        )
    });
    office.import_str(&format!("{company}{}{}", places.concat(), users.concat())).unwrap();
    give_everything(&office, "administrator");
    for till in ["Till 10", "Till 2"] {
        enrol(&office, "Pood 1", till, None);
    }
    office
}

/// Whether what these are called stands there in this order.
fn is_in_order(body: &str, names: &[&str]) -> bool {
    let found: Option<Vec<_>> = names.iter().map(|name| body.find(name)).collect();
    found.is_some_and(|found| found.is_sorted())
}

#[tokio::test]
async fn every_list_is_in_the_order_of_the_companys_language_and_numbers_are_by_value() {
    let office = office_in("et");
    for user in ["Žanna", "Õie", "Xenia", "Tiit"] {
        link(&office, user);
    }
    let mut browser = Browser::of(&office, ADMINISTRATOR).await;
    let oie = office.db.read(|tx| stored_users::by_reference(tx, "Õie")).unwrap().unwrap();
    let pood = office
        .db
        .read(|tx| head_office_store::salepoints::named(tx, head_office_store::grants::Viewer::Everything, "Pood 1"));
    let pood = pood.unwrap().unwrap().id;
    let some = ["Žanna", "Tiit", "Õie", "Xenia"];
    let [ladu, poed, tase] = ["Ladu", "Pood", "Tase"].map(|name| [1, 2, 10].map(|number| format!("{name} {number}")));
    let strs = |names: &[String; 3]| names.iter().map(|name| name.to_owned()).collect::<Vec<_>>();
    let numbered = [
        ("/stores".to_owned(), strs(&ladu)),
        ("/stores.csv".to_owned(), strs(&ladu)),
        ("/salepoints".to_owned(), strs(&poed)),
        ("/salepoints.csv".to_owned(), strs(&poed)),
        ("/groups".to_owned(), strs(&tase)),
        ("/groups.csv".to_owned(), strs(&tase)),
        (format!("/users/{}/salepoints", oie.id), strs(&poed)),
        ("/users.csv?search=oie".to_owned(), strs(&poed)),
        ("/terminals".to_owned(), vec!["Till 2".into(), "Till 10".into()]),
        ("/terminals?sort=terminal".to_owned(), vec!["Till 2".into(), "Till 10".into()]),
        ("/terminals.csv".to_owned(), vec!["Till 2".into(), "Till 10".into()]),
        (format!("/users/{}/delivery", oie.id), vec!["Till 2".into(), "Till 10".into()]),
    ];
    for (path, names) in &numbered {
        let body = browser.get(path).await.body;
        assert!(is_in_order(&body, &names.iter().map(String::as_str).collect::<Vec<_>>()), "{path}: {body}");
    }
    for (path, names) in [
        ("/users".to_owned(), &IN_ESTONIAN[..]),
        ("/users.csv".to_owned(), &IN_ESTONIAN),
        ("/users?sort=last_name".to_owned(), &IN_ESTONIAN),
        ("/users?sort=group".to_owned(), &IN_ESTONIAN),
        (format!("/salepoints/{pood}"), &IN_ESTONIAN),
        ("/settings/licences".to_owned(), &some),
    ] {
        let body = browser.get(&path).await.body;
        assert!(is_in_order(&body, names), "{path}: {body}");
    }
    let mut backwards = IN_ESTONIAN;
    backwards.reverse();
    let body = browser.get("/users?dir=desc").await.body;
    assert!(is_in_order(&body, &backwards), "{body}");
    // In another language all of it is in another order.
    let changed = office.import_str("[company]\nlanguage = \"en\"").unwrap();
    assert!(changed.language_changed);
    assert!(!office.import_str("[company]\nlanguage = \"en\"").unwrap().language_changed);
    let body = browser.get("/users").await.body;
    assert!(is_in_order(&body, &IN_ENGLISH), "{body}");
    // A name that is changed, and one that is added, stand where they belong.
    office.import_str("[[user]]\nref = \"Tiit\"\nfirst_name = \"Aadu\"\n[[user]]\nref = \"new\"\nfirst_name = \"Šura\"\nlast_name = \"Kask\"\ngroup = \"Tase 2\"").unwrap();
    let body = browser.get("/users?status=all").await.body;
    assert!(is_in_order(&body, &["Aadu", "Äli", "Šarlotte", "Šura", "Viivi"]), "{body}");
}

#[tokio::test]
async fn pages_over_equal_names_miss_nobody_and_repeat_nobody() {
    let office = TestOffice::with(CHAIN);
    let users: String = (0..120)
        .map(|number| {
            format!("[[user]]\nref = \"n{number}\"\nfirst_name = \"Anna\"\nlast_name = \"Kask\"\ngroup = \"Cashier\"\n")
        })
        .collect();
    office.import_str(&users).unwrap();
    let mut browser = Browser::of(&office, ADMINISTRATOR).await;
    for order in ["", "&dir=desc", "&sort=last_name", "&sort=group"] {
        let mut seen = Vec::new();
        for page in 1..=20 {
            let body = browser.get(&format!("/users?search=anna+kask&page={page}{order}")).await.body;
            let mut rows: Vec<_> = body
                .split("class=\"person\"><a href=\"/users/")
                .skip(1)
                .map(|rest| rest.split(['"', '?']).next().unwrap().to_owned())
                .collect();
            // Each name is a link.
            rows.dedup();
            if seen.ends_with(&rows) {
                break;
            }
            seen.extend(rows);
        }
        let different: BTreeSet<_> = seen.iter().collect();
        assert_eq!((seen.len(), different.len()), (120, 120), "{order}");
    }
}

#[tokio::test]
async fn typographic_signs_and_joiners_are_found_by_those_of_a_keyboard() {
    let office = TestOffice::with(CHAIN);
    office
        .import_str(
            "[[user]]\nref = \"1\"\nfirst_name = \"Anna‑Liisa\"\nlast_name = \"O’Neill\"\ngroup = \"Cashier\"\n\
             [[user]]\nref = \"2\"\nfirst_name = \"می\u{200c}خواهم\"\nlast_name = \"क्\u{200d}ष\"\ngroup = \"Cashier\"",
        )
        .unwrap();
    let kept = office.db.read(|tx| stored_users::by_reference(tx, "2")).unwrap().unwrap();
    assert!(kept.first_name.contains('\u{200c}') && kept.last_name.contains('\u{200d}'), "what a script needs is kept");
    let mut browser = Browser::of(&office, ADMINISTRATOR).await;
    for (search, expect) in [
        ("anna-liisa", "O’Neill"),
        ("o'neill", "O’Neill"),
        ("o’neill", "O’Neill"),
        ("anna‑liisa", "O’Neill"),
        // Without the joiner, as it is often typed, and with it.
        ("میخواهم", "می\u{200c}خواهم"),
        ("می\u{200c}خواهم", "می\u{200c}خواهم"),
        ("क्ष", "می\u{200c}خواهم"),
    ] {
        let body = browser.get(&format!("/users?search={}", super::super::guard::encoded(search))).await.body;
        assert!(body.contains(expect), "{search}: {body}");
    }
}
