//! What the tests of salepoints and stores share.

use super::*;
use head_office_store::audit;
use head_office_store::grants::Viewer;
use head_office_store::salepoints::{self, Salepoint};
use head_office_store::stores::{self, Store};
use head_office_store::users;
use sync_core::domain::{SalepointId, UserId};
use uuid::Uuid;

pub fn salepoint(office: &TestOffice, name: &str) -> Salepoint {
    office
        .db
        .read(|tx| salepoints::named(tx, Viewer::Everything, name))
        .unwrap()
        .unwrap_or_else(|| panic!("no salepoint {name}"))
}

pub fn store(office: &TestOffice, name: &str) -> Store {
    office
        .db
        .read(|tx| stores::named(tx, Viewer::Everything, name))
        .unwrap()
        .unwrap_or_else(|| panic!("no store {name}"))
}

pub fn user(office: &TestOffice, reference: &str) -> UserId {
    office.db.read(|tx| users::by_reference(tx, reference)).unwrap().unwrap().id
}

pub fn administrator(office: &TestOffice) -> UserId {
    office.db.read(|tx| users::named(tx, ADMINISTRATOR)).unwrap().remove(0).id
}

/// Gives the administrator a salepoint, so that its settings can be changed.
pub fn hand_over(office: &TestOffice, id: SalepointId) {
    let administrator = administrator(office);
    office
        .change(|tx, touched| {
            touched.users.insert(administrator);
            users::grant_salepoints(tx, administrator, [users::SalepointGrant { salepoint: id, group: None }])
        })
        .unwrap();
}

/// The names in the first column of a list.
pub fn names(body: &str) -> Vec<String> {
    let cells = body.split("class=\"person\"><a href=\"").skip(1);
    cells.map(|rest| rest.split(['>', '<']).nth(1).unwrap().to_owned()).collect()
}

/// What the trail says of a record: before and after of each entry, the newest first.
pub fn trail(office: &TestOffice, record: Uuid) -> Vec<(Option<UserId>, String, String)> {
    let recorded = office.db.read(|tx| audit::of_record(tx, Viewer::Everything, record, 100)).unwrap();
    let text = |image: Option<String>| image.unwrap_or_default();
    recorded.into_iter().map(|one| (one.entry.by, text(one.entry.before), text(one.entry.after))).collect()
}

/// The hidden fields of the page's form, as they are sent back.
pub fn hidden(body: &str) -> String {
    let fields = body.split("<input type=\"hidden\" name=\"").skip(1).map(|rest| {
        let name = rest.split('"').next().unwrap();
        let value = rest.split("value=\"").nth(1).unwrap().split('"').next().unwrap();
        let signs = [("&#39;", "'"), ("&#60;", "<"), ("&#62;", ">"), ("&#38;", "&")];
        let value = signs.iter().fold(value.to_owned(), |value, (written, sign)| value.replace(written, sign));
        format!("{name}={}", super::super::guard::encoded(&value))
    });
    fields.collect::<Vec<_>>().join("&")
}
