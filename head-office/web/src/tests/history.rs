//! What the history of a record says, beyond the words of one entry.

use super::*;
use head_office_store::grants::Viewer;
use head_office_store::salepoints;

#[tokio::test]
async fn what_a_file_made_names_the_file_and_a_big_change_is_a_file_that_names_all_of_it() {
    let office = office();
    let places: Vec<String> = (10..50).map(|number| format!("Place {number}")).collect();
    let made: String = places.iter().map(|name| format!("[[salepoint]]\nname = \"{name}\"\n")).collect();
    let given = places.iter().map(|name| format!("{{ name = \"{name}\" }}")).collect::<Vec<_>>().join(", ");
    let text = format!("{made}[[user]]\nref = \"jüri\"\nsalepoints = [{given}]\n");
    office.import_file(Some("autumn.toml".into()), &text, &|_, _| ()).unwrap();

    let mut browser = Browser::of(&office, ADMINISTRATOR).await;
    let user = office.db.read(|tx| stored_users::by_reference(tx, "jüri")).unwrap().unwrap().id;
    let page = browser.get(&format!("/users/{user}")).await.body;
    assert!(page.contains("Changed by import of “autumn.toml”"), "{page}");
    let file = page.split("<a href=\"").find(|rest| rest.contains("Everything that changed"));
    let file = file.and_then(|rest| rest.split('"').next()).unwrap_or_else(|| panic!("no file of it: {page}"));
    assert!(file.starts_with(&format!("/users/{user}/history/")), "{file}");
    let csv = browser.get(file).await;
    assert_eq!(csv.headers["content-type"], "text/csv; charset=utf-8");
    assert!(csv.body.starts_with("\u{feff}Field,Name,Before,After\n"), "{}", csv.body);
    for name in &places {
        assert!(csv.body.contains(&format!("Salepoints,{name},no,yes\n")), "{name} in {}", csv.body);
    }

    // The address of one kind of records says nothing of another, and of one record nothing of the next.
    let place = office.db.read(|tx| salepoints::named(tx, Viewer::Everything, "Place 10")).unwrap().unwrap().id;
    let number: u64 = file.rsplit('/').next().unwrap().parse().unwrap();
    for number in 1..=number + 1 {
        let of_place = browser.get(&format!("/users/{place}/history/{number}")).await.status;
        assert_eq!(of_place, StatusCode::NOT_FOUND, "{number}");
    }
    let other = office.db.read(|tx| stored_users::by_reference(tx, "mari")).unwrap().unwrap().id;
    assert_eq!(browser.get(&format!("/users/{other}/history/{number}")).await.status, StatusCode::NOT_FOUND);
    assert_eq!(browser.get(&format!("/users/{user}/history/x")).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_file_of_the_web_office_is_named_too() {
    let office = office();
    let mut browser = Browser::of(&office, ADMINISTRATOR).await;
    let user = office.db.read(|tx| stored_users::by_reference(tx, "mari")).unwrap().unwrap().id;
    let csv = format!("ID,Last name\n{user},Mustikas\n");
    let sent = browser.send_file("/users/import", "staff.csv", csv.as_bytes()).await;
    let job = sent.location().to_owned();
    assert!(job.starts_with("/users/import/"), "{sent:?}");
    while browser.get(&job).await.body.contains("data-follow") {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    browser.post(&job, "number=").await;
    let until = Instant::now() + Duration::from_secs(60);
    loop {
        let page = browser.get(&format!("/users/{user}")).await.body;
        if page.contains("Changed by import of “staff.csv”") {
            assert!(page.contains("First Administrator"), "and who did it: {page}");
            break;
        }
        assert!(Instant::now() < until, "{page}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}
