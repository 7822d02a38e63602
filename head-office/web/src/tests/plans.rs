//! What the office does at 100,000 users it does by indexes: no statement of the pages and changes below walks a big
//! table, but for those that are about all of it.

use super::{ADMINISTRATOR, Browser};
use axum::http::StatusCode;
use head_office_office::generate::Generate;
use head_office_office::testing::{TestOffice, enrol};
use head_office_store::grants::Viewer;

/// Tables that have thousands of rows in a large company.
const BIG: [&str; 15] = [
    "app_user",
    "audit_entry",
    "bulk_change_user",
    "collection",
    "enrol_code",
    "journal_entry",
    "mail",
    "office_session",
    "pos_password",
    "released_password",
    "replica_row",
    "salepoint",
    "terminal",
    "user_salepoint",
    "user_store",
];

/// Statements that are about all rows: what Add all adds, all who are active, how many there are, whether there is any; all
/// terminals, and the salepoints of the reader, who may have all.
const ABOUT_ALL: [&str; 9] = [
    "SELECT 1 AS is_any FROM",
    "last_seen_at, clock_off_ms FROM terminal",
    "FROM salepoint WHERE (EXISTS (SELECT 1 FROM user_salepoint mine WHERE mine.user_id = ?1 AND",
    "FROM salepoint WHERE 1 = 1 AND closed_at IS NULL ORDER BY name_key, id",
    "entry.salepoint_id = p.id",
    "SELECT id FROM app_user WHERE active = 1",
    "SELECT id FROM salepoint WHERE closed_at IS NULL AND ",
    "SELECT count(*) FROM app_user",
    "SELECT count(*) FROM salepoint",
];

/// The table that a statement calls so.
fn table<'s>(sql: &'s str, name: &'s str) -> &'s str {
    let words: Vec<_> = sql.split(|mark: char| !(mark.is_alphanumeric() || mark == '_')).collect();
    let named = |pair: &&[&str]| BIG.contains(&pair[0]) && pair[1] == name;
    words.windows(2).find(named).map_or(name, |pair| pair[0])
}

/// What walks a big table.
fn walks(sql: &str, plan: &[String]) -> Vec<String> {
    if ABOUT_ALL.iter().any(|about| sql.contains(about)) {
        return Vec::new();
    }
    // A page of a list, and how many match, are found along an index; so is what is searched by any part.
    // An index may hold only the few rows that are wanted.
    let of_a_list = sql.contains(" LIMIT ") || sql.starts_with("SELECT count(");
    let walk = |step: &&String| {
        let table = step.strip_prefix("SCAN ").and_then(|rest| rest.split(' ').next()).map(|name| table(sql, name));
        table.is_some_and(|table| BIG.contains(&table))
            && !(of_a_list && step.contains(" INDEX "))
            && !step.contains("_flagged")
    };
    plan.iter().filter(walk).cloned().collect()
}

#[tokio::test]
async fn no_page_or_change_walks_a_big_table() {
    let office = TestOffice::new();
    office.generate(&Generate { users: 400, salepoints: 300, stores: 20, seed: 1 }, &|_, _| ()).unwrap();
    let mut browser = Browser::of(&office, ADMINISTRATOR).await;
    let list = browser.get("/users?search=first+administrator").await.body;
    let user =
        list.split("class=\"person\"><a href=\"/users/").nth(1).unwrap().split(['"', '?']).next().unwrap().to_owned();
    let (salepoint, store, group) = office
        .db
        .read(|tx| {
            let groups = head_office_store::groups::all(tx)?;
            let cashier = groups.iter().find(|group| group.name == "Cashier").unwrap().id;
            let salepoints = head_office_store::salepoints::open(tx, Viewer::Everything)?;
            Ok::<_, head_office_store::DbError>((salepoints[0].id, salepoints[0].store.unwrap(), cashier))
        })
        .unwrap();

    let name = office
        .db
        .read(|tx| head_office_store::salepoints::find(tx, Viewer::Everything, salepoint))
        .unwrap()
        .unwrap()
        .name;
    let terminal = enrol(&office, &name, "Till", None).terminal;

    office.db.plans.begin();
    let lists = ["", "&search=ar", "&search=ar+ov", "&sort=last_name&dir=desc", "&sort=group", "&page=3"];
    for status in ["", "deactivated", "all"] {
        for place in [String::new(), salepoint.to_string(), "ar".into(), "nowhere".into()] {
            for list in lists {
                let path = format!("/users?status={status}&salepoint={place}{list}");
                assert_eq!(browser.get(&path).await.status, StatusCode::OK, "{path}");
            }
        }
    }
    for list in lists {
        let path = format!("/users?group={group}{list}");
        assert_eq!(browser.get(&path).await.status, StatusCode::OK, "{path}");
    }
    let others = ["/", "/users.csv", "/salepoints", "/salepoints?search=ar", "/stores", "/groups", "/terminals"];
    let pages =
        ["/salepoints?page=3&dir=desc", "/salepoints?status=all&page=2", "/stores?status=closed", "/groups?page=2"];
    let more = ["/terminals?sort=last_seen", "/settings/licences?page=2", "/settings/licences?find=ar"];
    let chosen = [format!("/salepoints/{salepoint}?check=ar"), format!("/stores/{store}/users?of=ar")];
    let mail = ["/settings/mail", "/settings/mail?status=undelivered", "/settings/mail?search=ar"];
    let journal = ["/journal", "/journal?outcome=granted", "/journal?from=01.01.2020", "/journal?before=9.1"];
    let journal = journal.map(str::to_owned).into_iter();
    let whose = ["", "&outcome=granted", "&from=01.01.2020", "&after=9.1"];
    let whose =
        whose.iter().flat_map(|more| [&user, &terminal.to_string()].map(|who| format!("/journal?who={who}{more}")));
    let journal: Vec<_> = journal.chain(whose).collect();
    let others = others.into_iter().chain(pages).chain(more).chain(chosen.iter().map(String::as_str));
    for path in others.chain(mail).chain(journal.iter().map(String::as_str)) {
        assert_eq!(browser.get(path).await.status, StatusCode::OK, "{path}");
    }
    let places = format!("/users/{user}/salepoints");
    let press = async |browser: &mut Browser, what: &str| {
        let pressed = browser.submit(&places, what).await;
        assert_eq!(pressed.status, StatusCode::SEE_OTHER, "{what}");
        assert_eq!(browser.submit(pressed.location(), "go=save").await.status, StatusCode::SEE_OTHER);
        assert_eq!(browser.get(&places).await.status, StatusCode::OK);
    };
    press(&mut browser, "go=delete-all").await;
    press(&mut browser, "go=add-all").await;
    for path in [format!("/salepoints/{salepoint}"), format!("/stores/{store}"), format!("/users/{user}")] {
        assert_eq!(browser.get(&path).await.status, StatusCode::OK, "{path}");
    }
    for path in [format!("/salepoints/{salepoint}/users"), format!("/stores/{store}/users")] {
        let given = browser.post(&path, "who=all").await;
        assert_eq!(given.status, StatusCode::SEE_OTHER, "{path}: {given:?}");
    }
    for (action, target) in [
        ("remove_salepoint", salepoint.to_string()),
        ("remove_store", store.to_string()),
        ("change_group", group.to_string()),
        ("deactivate", String::new()),
    ] {
        let form = format!("all=1&status=active&do={action}&target={target}");
        let confirm = browser.get(&format!("/users/bulk?{form}")).await;
        let count = confirm.body.split("name=\"confirmed\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
        let count = count.unwrap_or_default();
        let number = count.split('.').next().unwrap_or_default();
        let made = browser.post("/users/bulk", &format!("{form}&confirmed={count}&number={number}")).await;
        assert!(made.location().starts_with("/users/bulk-changes/"), "{action}: {}", made.body);
        let change = made.location().split('?').next().unwrap().to_owned();
        assert_eq!(browser.get(&change).await.status, StatusCode::OK);
        let undone = browser.post(&format!("{change}/undo"), "").await;
        assert_eq!(undone.location(), change, "{action}");
    }
    press(&mut browser, "go=delete-all").await;
    let noted = office.db.plans.end();
    assert!(noted.len() > 80, "{} statements", noted.len());
    for (sql, plan) in noted.iter().filter(|(sql, _)| sql.contains("journal_entry")) {
        // A viewer's own of the newest of all, which an index has in their order, are few.
        let are_few = sql.contains("SELECT entry.number FROM") && sql.contains(" LIMIT 1000)");
        let sorts = !are_few && plan.iter().any(|step| step.contains("TEMP B-TREE"));
        assert!(
            !sorts && !sql.contains("sum("),
            "entries are not sorted or added up while a page waits: {sql} {plan:#?}"
        );
    }
    // A page is found along an index in the list's order, however far back it is; of few, which are looked up first, all
    // are sorted.
    let lists = ["SELECT p.id FROM salepoint p ", "SELECT p.id FROM store p ", "SELECT u.id FROM app_user u "];
    let is_of_few = |sql: &str| sql.contains("FROM user_salepoint WHERE") || sql.contains("u.group_id = ");
    let paged = noted.iter().filter(|(sql, _)| lists.iter().any(|list| sql.starts_with(list)) && !is_of_few(sql));
    let paged: Vec<_> = paged.collect();
    assert!(paged.len() > 10, "{} pages of lists", paged.len());
    for (sql, plan) in paged {
        assert!(!plan.iter().any(|step| step.contains("TEMP B-TREE")), "{sql} {plan:#?}");
    }
    let walking: Vec<_> = noted.iter().map(|(sql, plan)| (sql, walks(sql, plan))).collect();
    let walking: Vec<_> = walking.into_iter().filter(|(_, walks)| !walks.is_empty()).collect();
    assert!(walking.is_empty(), "{walking:#?}");
}
