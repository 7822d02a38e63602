//! Every address as every kind of visitor.

use super::super::guard::Access;
use super::super::routes::table;
use super::*;
use crate::db::grants::Viewer;
use crate::db::groups::{self, Group};
use crate::db::users::{self, User};
use crate::db::{DbError, salepoints, stores};
use crate::office_rights::{Level, OfficeArea};
use crate::testing::enrol;
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
