//! Every address as every kind of visitor.

use super::super::guard::Access;
use super::super::routes::table;
use super::*;
use head_office_domain::office_rights::{Level, OfficeArea};
use head_office_office::testing::enrol;
use head_office_store::grants::Viewer;
use head_office_store::groups::{self, Group};
use head_office_store::users::{self, User};
use head_office_store::{DbError, salepoints, stores};
use std::collections::BTreeMap;
use sync_core::domain::{GroupId, Language, UserId};
use uuid::Uuid;

/// A path with something in place of its parameters: records that are there, where there are such.
fn filled(office: &TestOffice, path: &str) -> String {
    let id = match path.split('/').nth(1) {
        Some("users") => office.db.read(|tx| users::by_reference(tx, "jüri")).unwrap().map(|user| user.id.0),
        Some("salepoints") => {
            office.db.read(|tx| salepoints::named(tx, Viewer::Everything, "Kesklinn")).unwrap().map(|one| one.id.0)
        }
        Some("stores") => {
            office.db.read(|tx| stores::named(tx, Viewer::Everything, "Main")).unwrap().map(|one| one.id.0)
        }
        Some("groups") => office.db.read(groups::all).unwrap().first().map(|group| group.id.0),
        Some("terminals") => office.terminals().unwrap().first().map(|terminal| terminal.id.0),
        _ => None,
    };
    let id = match path.starts_with("/terminals/enrol/{") {
        true => office.enrol_code("Kesklinn", None).unwrap().code.secret.name().to_owned(),
        false => id.unwrap_or_default().to_string(),
    };
    path.split('/').map(|part| if part.starts_with('{') { &*id } else { part }).collect::<Vec<_>>().join("/")
}

/// A kind of visitor: what the group allows; `None`: not signed in.
struct Kind {
    name: String,
    rights: Option<BTreeMap<OfficeArea, Level>>,
}

/// Somebody outside, one whose group allows nothing, for each area one who may only look and one who may only change it
/// and no other, one for each area who may do everything but that, and an administrator.
fn kinds() -> Vec<Kind> {
    let kind = |name: &str, rights: &[(OfficeArea, Level)]| Kind {
        name: name.to_owned(),
        rights: Some(rights.iter().copied().collect()),
    };
    let mut kinds = vec![Kind { name: "outside".into(), rights: None }, kind("nothing", &[])];
    for area in OfficeArea::ALL {
        kinds.push(kind(&format!("{area} read"), &[(*area, Level::Read)]));
        kinds.push(kind(&format!("{area} edit"), &[(*area, Level::Edit)]));
        let others: Vec<_> =
            OfficeArea::ALL.iter().filter(|other| *other != area).map(|other| (*other, Level::Edit)).collect();
        kinds.push(kind(&format!("all but {area}"), &others));
    }
    kinds.push(kind("all", &OfficeArea::ALL.iter().map(|area| (*area, Level::Edit)).collect::<Vec<_>>()));
    kinds
}

#[tokio::test]
async fn nobody_gets_where_the_table_does_not_let_them() {
    let office = office();
    enrol(&office, "Kesklinn", "Till 1", None);
    for kind in kinds() {
        let mut browser = match &kind.rights {
            None => Browser::new(&office),
            Some(rights) => {
                let id = UserId(Uuid::now_v7());
                add(&office, id, &kind.name, rights);
                Browser::of(&office, &kind.name).await
            }
        };
        for route in table() {
            let (method, path) = (route.method, filled(&office, route.path));
            let what = format!("{method} {path} as {}", kind.name);
            let cookie = browser.cookie.clone();
            let answer = browser.send(method, &path, "").await;
            assert!(!answer.status.is_server_error(), "{what}: {answer:?}");
            let is_sent_away = answer.location().starts_with("/sign-in") && !path.starts_with("/sign-in");
            let is_refused = answer.status == StatusCode::FORBIDDEN;
            let (sends_away, refuses) = match (route.access, &kind.rights) {
                (Access::Anyone, _) => (false, false),
                (Access::SignedIn | Access::Area(..) | Access::Areas(_), None) => (true, false),
                // Signing out leads to the sign-in too.
                (Access::SignedIn, Some(_)) => (path.starts_with("/sign-out"), false),
                (Access::Area(area, level), Some(rights)) => (false, lacks(rights, &(area, level))),
                (Access::Areas(all), Some(rights)) => (false, all.iter().any(|one| lacks(rights, one))),
            };
            assert_eq!((is_sent_away, is_refused), (sends_away, refuses), "{what}: {answer:?}");
            if path.starts_with("/sign-out") && cookie.is_some() {
                browser = Browser::of(&office, &kind.name).await;
            }
        }
    }
}

fn lacks(rights: &BTreeMap<OfficeArea, Level>, (area, level): &(OfficeArea, Level)) -> bool {
    rights.get(area).copied().unwrap_or(Level::None) < *level
}

/// A user in a group of such rights, each called by the same name.
pub fn add(office: &TestOffice, id: UserId, name: &str, rights: &BTreeMap<OfficeArea, Level>) {
    let group = Group { id: GroupId(id.0), name: name.to_owned(), pos: Default::default(), office: rights.clone() };
    let user = User {
        id,
        reference: Some(name.to_owned()),
        first_name: name.to_owned(),
        last_name: "Visitor".into(),
        language: Language::En,
        active: true,
        group: group.id,
        default_store: None,
    };
    office
        .change(|tx, touched| {
            groups::save(tx, &group)?;
            users::create(tx, &user)?;
            touched.users.insert(id);
            Ok::<_, DbError>(())
        })
        .unwrap();
}

#[tokio::test]
async fn no_form_of_another_site_is_taken() {
    let office = office();
    enrol(&office, "Kesklinn", "Till 1", None);
    let mut administrator = Browser::of(&office, ADMINISTRATOR).await;
    for site in ["cross-site", "same-site"] {
        administrator.site = site;
        for route in table().into_iter().filter(|route| route.method == Method::POST) {
            let answer = administrator.post(&filled(&office, route.path), "").await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{} from {site}", route.path);
        }
    }
    administrator.site = "same-origin";
    assert!(administrator.is_in().await);
}

#[tokio::test]
async fn a_wrong_address_or_method_is_a_page_too() {
    let office = office();
    for mut browser in [Browser::new(&office), Browser::of(&office, "mari").await] {
        let answer = browser.get("/nothing?language=ru").await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
        assert!(answer.body.contains("</html>"), "{answer:?}");
        let answer = browser.send(Method::DELETE, "/sign-in", "").await;
        assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED);
    }
    let answer = Browser::new(&office).get("/nothing?language=ru").await;
    assert!(answer.body.contains("Здесь ничего нет"), "{answer:?}");
}

/// Who may where, written down a second time, by hand: the walk above only sees that the product keeps to its own table.
const EXPECTED: [&str; 135] = [
    "GET /assets/{hash}/{name}: anyone",
    "GET /sign-in: anyone",
    "POST /sign-in: anyone",
    "GET /sign-in/forgotten: anyone",
    "POST /sign-in/forgotten: anyone",
    "GET /sign-in/link/{token}: anyone",
    "POST /sign-in/link/{token}: anyone",
    "GET /sign-in/confirm/{token}: anyone",
    "POST /sign-in/confirm/{token}: anyone",
    "GET /: signed in",
    "POST /sign-out: signed in",
    "POST /sign-out-everywhere: signed in",
    "GET /account: signed in",
    "POST /account: signed in",
    "POST /account/appearance: signed in",
    "POST /account/language: signed in",
    "GET /working/{id}: signed in",
    "GET /working/{id}/part: signed in",
    "GET /users: users read",
    "GET /users/{id}/delivery: users read",
    "GET /users/{id}/delivery/part: users read",
    "GET /users.csv: users read",
    "GET /users/bulk: users edit",
    "POST /users/bulk: users edit",
    "GET /users/bulk-changes: users edit",
    "GET /users/bulk-changes/{id}: users edit",
    "POST /users/bulk-changes/{id}/undo: users edit",
    "GET /users/import: users edit",
    "POST /users/import: users edit",
    "GET /users-template.csv: users edit",
    "GET /users/import/{file}: users edit",
    "POST /users/import/{file}: users edit",
    "GET /users/import/{file}/part: users edit",
    "POST /users/import/{file}/cancel: users edit",
    "POST /users/layout: users read",
    "GET /users/new: users edit",
    "POST /users/new: users edit",
    "GET /users/new/salepoints: users edit",
    "POST /users/new/salepoints: users edit",
    "GET /users/new/stores: users edit",
    "POST /users/new/stores: users edit",
    "GET /users/{id}: users read",
    "POST /users/{id}: users edit",
    "GET /users/{id}/salepoints: users read",
    "POST /users/{id}/salepoints: users edit",
    "GET /users/{id}/stores: users read",
    "POST /users/{id}/stores: users edit",
    "GET /users/{id}/office-access: users read, licences read",
    "POST /users/{id}/office-access: users read, licences edit",
    "GET /groups: user_groups read",
    "GET /groups.csv: user_groups read",
    "GET /groups/new: user_groups edit",
    "POST /groups/new: user_groups edit",
    "GET /groups/{id}: user_groups read",
    "POST /groups/{id}: user_groups edit",
    "GET /groups/{id}/delete: user_groups edit",
    "POST /groups/{id}/delete: user_groups edit",
    "GET /salepoints: salepoints read",
    "GET /salepoints.csv: salepoints read",
    "GET /salepoints/new: salepoints edit",
    "POST /salepoints/new: salepoints edit",
    "GET /salepoints/{id}: salepoints read",
    "GET /salepoints/{id}/edit: salepoints read",
    "POST /salepoints/{id}/edit: salepoints edit",
    "GET /salepoints/{id}/users: salepoints edit",
    "POST /salepoints/{id}/users: salepoints edit",
    "GET /salepoints/{id}/users/pick: salepoints edit, users read",
    "POST /salepoints/{id}/users/pick: salepoints edit, users read",
    "GET /salepoints/{id}/close: salepoints edit",
    "POST /salepoints/{id}/close: salepoints edit",
    "POST /salepoints/{id}/reopen: salepoints edit",
    "POST /salepoints/{id}/undo-close: salepoints edit",
    "GET /stores: stores read",
    "GET /stores.csv: stores read",
    "GET /stores/new: stores edit",
    "POST /stores/new: stores edit",
    "GET /users/{id}/history/{number}: users read",
    "GET /groups/{id}/history/{number}: user_groups read",
    "GET /salepoints/{id}/history/{number}: salepoints read",
    "GET /stores/{id}/history/{number}: stores read",
    "GET /users/new/office-access: users edit, licences edit",
    "POST /users/new/office-access: users edit, licences edit",
    "GET /settings/company: policies read",
    "POST /settings/company: policies edit",
    "GET /stores/{id}: stores read",
    "POST /stores/{id}: stores edit",
    "GET /stores/{id}/users: stores edit",
    "POST /stores/{id}/users: stores edit",
    "GET /stores/{id}/users/pick: stores edit, users read",
    "POST /stores/{id}/users/pick: stores edit, users read",
    "GET /stores/{id}/close: stores edit",
    "POST /stores/{id}/close: stores edit",
    "POST /stores/{id}/reopen: stores edit",
    "POST /stores/{id}/undo-close: stores edit",
    "GET /terminals: terminals read",
    "GET /terminals.csv: terminals read",
    "GET /terminals/enrol: terminals edit",
    "POST /terminals/enrol: terminals edit",
    "POST /terminals/enrol/file: terminals edit",
    "GET /terminals/enrol/{code}: terminals edit",
    "GET /terminals/enrol/{code}/part: terminals edit",
    "POST /terminals/enrol/{code}/again: terminals edit",
    "POST /terminals/enrol/{code}/cancel: terminals edit",
    "GET /terminals/{id}: terminals read",
    "POST /terminals/{id}/refresh: terminals edit",
    "POST /terminals/{id}/unlock: terminals edit",
    "GET /terminals/{id}/reload: terminals edit",
    "POST /terminals/{id}/reload: terminals edit",
    "GET /terminals/{id}/move: terminals edit",
    "POST /terminals/{id}/move: terminals edit",
    "GET /terminals/{id}/revoke: terminals edit",
    "POST /terminals/{id}/revoke: terminals edit",
    "GET /terminals/{id}/decommission: terminals edit",
    "POST /terminals/{id}/decommission: terminals edit",
    "GET /journal: journal read",
    "GET /journal.csv: journal read",
    "GET /settings/licences: licences read",
    "POST /settings/licences: licences edit",
    "GET /settings/licences/bought: licences edit",
    "POST /settings/licences/bought: licences edit",
    "GET /settings/licences/{id}/email: licences edit",
    "POST /settings/licences/{id}/email: licences edit",
    "POST /settings/licences/{id}/send-again: licences edit",
    "GET /settings/licences/{id}/part: licences read",
    "GET /settings/licences/{id}/cancel: licences edit",
    "POST /settings/licences/{id}/cancel: licences edit",
    "GET /settings/licences/{id}/unlink: licences edit",
    "POST /settings/licences/{id}/unlink: licences edit",
    "GET /settings/policies: policies read",
    "POST /settings/policies: policies edit",
    "GET /settings/mail: licences read",
    "GET /settings/mail.csv: licences read",
    "GET /settings/mail/{id}: licences read",
    "GET /settings/mail/{id}/file: licences edit",
    "POST /settings/mail/{id}/again: licences edit",
];

#[test]
fn the_table_says_what_was_meant() {
    let level = |(area, level): &(OfficeArea, Level)| format!("{area} {level}");
    let mut said: Vec<_> = table()
        .into_iter()
        .map(|route| {
            let who = match route.access {
                Access::Anyone => "anyone".to_owned(),
                Access::SignedIn => "signed in".to_owned(),
                Access::Area(area, of) => level(&(area, of)),
                Access::Areas(all) => all.iter().map(level).collect::<Vec<_>>().join(", "),
            };
            format!("{} {}: {who}", route.method, route.path)
        })
        .collect();
    let mut expected = EXPECTED.map(str::to_owned).to_vec();
    said.sort();
    expected.sort();
    assert_eq!(said, expected);
}
