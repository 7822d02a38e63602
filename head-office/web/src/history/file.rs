//! One entry of a trail as a file that names everything.

use super::super::guard::Member;
use super::super::{Failure, csv_file};
use super::words::{How, differences, image};
use crate::texts::Texts;
use axum::extract::Path;
use axum::response::Response;
use head_office_store::grants::Viewer;
use head_office_store::{DbError, Tx, audit, groups, salepoints, stores, users};
use sync_core::domain::{GroupId, SalepointId, StoreId, UserId};
use uuid::Uuid;

const HEADS: [&str; 4] = ["both-field", "column-name", "history-before", "history-after"];

/// `GET /users/{id}/history/{number}`
pub async fn of_user(member: Member, Path((id, number)): Path<(String, String)>) -> Result<Response, Failure> {
    let id: UserId = id.parse().map_err(|_| Failure::NotFound)?;
    let is_there = move |tx: &mut Tx<'_>| Ok(users::find(tx, id)?.is_some());
    answer(&member, member.viewer_of_names(), (id.0, &number), is_there).await
}

/// `GET /groups/{id}/history/{number}`
pub async fn of_group(member: Member, Path((id, number)): Path<(String, String)>) -> Result<Response, Failure> {
    let id: GroupId = id.parse().map_err(|_| Failure::NotFound)?;
    let is_there = move |tx: &mut Tx<'_>| Ok(groups::find(tx, id)?.is_some());
    answer(&member, member.viewer(), (id.0, &number), is_there).await
}

/// `GET /salepoints/{id}/history/{number}`
pub async fn of_salepoint(member: Member, Path((id, number)): Path<(String, String)>) -> Result<Response, Failure> {
    let (id, viewer): (SalepointId, _) = (id.parse().map_err(|_| Failure::NotFound)?, member.viewer());
    let is_there = move |tx: &mut Tx<'_>| Ok(salepoints::find(tx, viewer, id)?.is_some());
    answer(&member, viewer, (id.0, &number), is_there).await
}

/// `GET /stores/{id}/history/{number}`
pub async fn of_store(member: Member, Path((id, number)): Path<(String, String)>) -> Result<Response, Failure> {
    let (id, viewer): (StoreId, _) = (id.parse().map_err(|_| Failure::NotFound)?, member.viewer());
    let is_there = move |tx: &mut Tx<'_>| Ok(stores::find(tx, viewer, id)?.is_some());
    answer(&member, viewer, (id.0, &number), is_there).await
}

/// `is_there`: whether the record is one of those whose addresses these are.
async fn answer(
    member: &Member,
    viewer: Viewer,
    (record, number): (Uuid, &str),
    is_there: impl Fn(&mut Tx<'_>) -> Result<bool, DbError> + Send + 'static,
) -> Result<Response, Failure> {
    let number: u64 = number.parse().map_err(|_| Failure::NotFound)?;
    let find = move |office: &head_office_office::office::Office| {
        Ok(office.read(|tx| match is_there(tx)? {
            true => audit::numbered(tx, viewer, record, number),
            false => Ok(None),
        })?)
    };
    let entry = member.visit.web.ask(find).await?.ok_or(Failure::NotFound)?.entry;
    let texts = member.visit.texts();
    let [before, after] = [entry.before, entry.after].map(|text| text.as_deref().and_then(image));
    let lines = differences(&texts, before.as_ref(), after.as_ref()).into_iter().flat_map(|one| {
        let field = one.field;
        lines(&texts, one.how).into_iter().map(move |[name, before, after]| vec![field.clone(), name, before, after])
    });
    let heads = HEADS.map(|key| texts.t(key));
    csv_file::answer(member, "history", &heads, lines)
}

/// Each as a name, what was beside it and what is.
fn lines(texts: &Texts, how: How) -> Vec<[String; 3]> {
    let members = match how {
        How::Single([from, to]) => return vec![[String::new(), from, to]],
        How::List(members) => members,
    };
    let is_there = |beside: Option<String>| beside.unwrap_or_else(|| texts.t("yes"));
    let came = members.came.into_iter().map(|(name, beside)| [name, texts.t("no"), is_there(beside)]);
    let went = members.went.into_iter().map(|(name, beside)| [name, is_there(beside), texts.t("no")]);
    let beside = |beside: Option<String>| beside.unwrap_or_else(|| texts.t("group-of-the-user"));
    let changed = members.changed.into_iter().map(|(name, [from, to])| [name, beside(from), beside(to)]);
    came.chain(went).chain(changed).collect()
}
