use super::super::texts::AllTexts;
use super::*;
use head_office_store::audit::{self, AuditEntry};
use head_office_store::grants::Viewer;
use head_office_store::{Db, DbError};
use serde_json::{Value, json};
use sync_core::domain::Language;
use uuid::Uuid;

fn recorded(entry: AuditEntry, by_name: Option<&str>) -> Recorded {
    Recorded { entry, by_name: by_name.map(str::to_owned), number: 7, file: None }
}

fn in_words(before: Value, after: Value) -> Vec<String> {
    let entry = AuditEntry {
        at: UnixMs(0),
        by: None,
        kind: AuditKind::User,
        record_id: Uuid::nil(),
        before: Some(before).filter(|image| !image.is_null()).map(|image| image.to_string()),
        after: Some(after).filter(|image| !image.is_null()).map(|image| image.to_string()),
    };
    let texts = AllTexts::load().of(Language::En);
    let history = History::with_files(&texts, vec![recorded(entry, None)], UnixMs(0), "/users/1");
    let one = &history.newest[0];
    assert_eq!(one.who, "Head office’s command line");
    let changes = one.changes.iter().map(|change| match &change.from {
        Some(from) => format!("{}: {from} → {}", change.field, change.to),
        None => format!("{}: {}", change.field, change.to),
    });
    std::iter::once(one.what.clone()).chain(changes).chain(one.all.clone()).collect()
}

#[test]
fn what_changed_is_said_in_words() {
    let many: Vec<String> = (10..30).map(|number| format!("Place {number}")).collect();
    for (before, after, expect) in [
        (
            json!(null),
            json!({ "first_name": "Mari", "active": true }),
            vec!["Added", "First name: Mari", "Active: yes"],
        ),
        (
            json!({ "last_name": "Kask", "first_name": "Mari", "language": "et" }),
            json!({ "last_name": "Tamm", "first_name": "Mari", "language": "lv" }),
            vec!["Changed", "Last name: Kask → Tamm", "Language: Eesti → Latviešu"],
        ),
        (json!({ "email": "a@b.ee" }), json!({ "email": null }), vec!["Changed", "E-mail: a@b.ee → —"]),
        (json!({ "limit": 1000 }), json!({ "limit": 12_000 }), vec!["Changed", "limit: 1,000 → 12,000"]),
        (json!({ "name": "x" }), json!(null), vec!["Removed", "Name: x → —"]),
        (
            json!({ "salepoints": ["Kesklinn", "Sadama"] }),
            json!({ "salepoints": ["Sadama", "Ülemiste"] }),
            vec!["Changed", "Salepoints: added: Ülemiste; removed: Kesklinn"],
        ),
        (
            json!({ "salepoints": { "Kesklinn": "Cashier", "Sadama": null } }),
            json!({ "salepoints": { "Kesklinn": "Shift lead", "Sadama": null } }),
            vec!["Changed", "Salepoints: Kesklinn: Cashier → Shift lead"],
        ),
        (
            json!({}),
            json!({ "salepoints": many }),
            vec![
                "Changed",
                "Salepoints: added: Place 10, Place 11, Place 12, Place 13, Place 14, Place 15, Place 16, Place 17, \
                 Place 18, Place 19, Place 20, Place 21 and 8 more",
                "/users/1/history/7",
            ],
        ),
        (
            json!({ "salepoints": { "Kesklinn": null, "Sadama": "Cashier", "Mere": "Cashier" } }),
            json!({ "salepoints": { "Kesklinn": "Cashier", "Sadama": null, "Riga": "Cashier" } }),
            vec![
                "Changed",
                "Salepoints: added: Riga (Cashier); removed: Mere (Cashier); Kesklinn: As the user → Cashier, Sadama: \
                 Cashier → As the user",
            ],
        ),
        (
            json!({ "office": { "users": "read", "stores": "edit" } }),
            json!({ "office": { "users": "edit", "stores": "edit" } }),
            vec!["Changed", "In the office: Users: Read → Edit"],
        ),
        (json!("no object"), json!({ "group": "<b>" }), vec!["Added", "User group: <b>"]),
    ] {
        assert_eq!(in_words(before, after), expect);
    }
}

#[derive(askama::Template)]
#[template(
    source = "{% import \"history.html\" as card %}{% call card::card(frame, history) %}{% endcall %}",
    ext = "html"
)]
struct Page<'t> {
    frame: &'t Texts,
    history: History,
}

#[test]
fn the_card_shows_the_newest_first_and_puts_away_the_others() {
    let texts = AllTexts::load().of(Language::En);
    let page = |count: i64| {
        let recorded = (0..count).map(|number| {
            let after = json!({ "first_name": format!("<b>{number}</b>") }).to_string();
            let kind = AuditKind::User;
            let entry =
                AuditEntry { at: UnixMs(0), by: None, kind, record_id: Uuid::nil(), before: None, after: Some(after) };
            recorded(entry, Some("Liis Kuusk"))
        });
        let history = History::new(&texts, recorded.collect(), UnixMs(0));
        askama::Template::render(&Page { frame: &texts, history }).unwrap()
    };
    assert!(page(0).contains("Nothing has been changed yet."));
    let five = page(5);
    assert!(five.contains("&#60;b&#62;4") && five.contains("Liis Kuusk") && !five.contains("<details"), "{five}");
    let seven = page(7);
    assert!(seven.find("details").unwrap() < seven.find("&#60;b&#62;5").unwrap(), "{seven}");
}

#[test]
fn what_did_not_change_is_no_entry_and_the_newest_comes_first() {
    let folder = tempfile::tempdir().unwrap();
    let db = Db::create(&folder.path().join("head-office.db")).unwrap();
    let record_id = Uuid::now_v7();
    let trail = db.write(|tx| {
        let change = |at| audit::Change { at: UnixMs(at), by: None, kind: AuditKind::Terminal, record_id };
        let [one, other] = [json!({ "name": "Till 1" }), json!({ "name": "Till 2" })];
        audit::record(tx, change(1), None, Some(&one))?;
        audit::record(tx, change(2), Some(&one), Some(&one))?;
        audit::record(tx, change(3), Some(&one), Some(&other))?;
        audit::record(tx, audit::Change { record_id: Uuid::now_v7(), ..change(4) }, None, Some(&one))?;
        Ok::<_, DbError>((
            audit::of_record(tx, Viewer::Everything, record_id, READ)?,
            audit::of_record(tx, Viewer::Everything, record_id, 1)?,
        ))
    });
    let (all, newest) = trail.unwrap();
    assert_eq!(all.iter().map(|one| one.entry.at.0).collect::<Vec<_>>(), [3, 1]);
    assert_eq!(newest, all[..1]);
}

#[test]
fn without_a_file_everything_is_named() {
    let texts = AllTexts::load().of(Language::En);
    let many: Vec<String> = (10..30).map(|number| format!("Place {number}")).collect();
    let entry = AuditEntry {
        at: UnixMs(0),
        by: None,
        kind: AuditKind::User,
        record_id: Uuid::nil(),
        before: Some("{}".into()),
        after: Some(json!({ "salepoints": many }).to_string()),
    };
    let history = History::new(&texts, vec![recorded(entry, None)], UnixMs(0));
    let one = &history.newest[0];
    assert!(
        one.all.is_none() && many.iter().all(|name| one.changes[0].to.contains(name.as_str())),
        "{}",
        one.changes[0].to
    );
}
