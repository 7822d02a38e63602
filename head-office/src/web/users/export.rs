//! The list as CSV: what is shown, all pages of it.

use super::super::Failure;
use super::super::guard::Member;
use super::asked::Asked;
use super::page::{FoundUser, language_name, users_of};
use crate::db::user_list::Part;
use axum::extract::Query;
use axum::extract::rejection::QueryRejection;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};

/// More than there can be.
const ALL: u64 = u32::MAX as u64;

const COLUMNS: [&str; 8] = [
    "column-first-name",
    "column-last-name",
    "column-group",
    "column-salepoints",
    "column-stores",
    "column-status",
    "column-language",
    "column-last-pos-login",
];

/// `GET /users.csv`
pub async fn csv(member: Member, asked: Result<Query<Asked>, QueryRejection>) -> Result<Response, Failure> {
    let Query(asked) = asked.map_err(|_| Failure::Malformed)?;
    let (filter, sort, descending) = (asked.filter(), asked.sort_by(), asked.descending());
    let part = Part { sort, descending, skip: 0, take: ALL };
    let users = member.visit.web.ask(move |office| users_of(office, &filter, &part, ALL)).await?;
    let texts = member.visit.texts();
    let mut lines = csv::Writer::from_writer(Vec::new());
    let written = lines.write_record(COLUMNS.map(|column| texts.t(column))).and_then(|()| {
        users.iter().try_for_each(|found| {
            let active = if found.user.active { "status-active" } else { "status-deactivated" };
            lines.write_record(cells(found, texts.t(active)).map(|cell| guarded(&cell)))
        })
    });
    let bytes = written.and_then(|()| lines.into_inner().map_err(|e| e.into_error().into()));
    let bytes = bytes.map_err(|error: csv::Error| {
        tracing::error!(%error, "the list could not be written as CSV");
        Failure::Internal
    })?;
    let day = member.visit.web.office.clock.now().to_string();
    let name = format!("attachment; filename=\"users-{}.csv\"", day.get(..10).unwrap_or_default());
    Ok(([(CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()), (CONTENT_DISPOSITION, name)], bytes).into_response())
}

fn cells(found: &FoundUser, status: String) -> [String; 8] {
    let names = |places: &[(String, Option<String>)]| {
        places.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>().join(", ")
    };
    [
        found.user.first_name.clone(),
        found.user.last_name.clone(),
        found.user.group.clone(),
        names(&found.salepoints.first),
        names(&found.stores.first),
        status,
        language_name(found.user.language).to_owned(),
        found.last_pos_login_at.map(|at| at.to_string()).unwrap_or_default(),
    ]
}

/// A cell that a spreadsheet does not take for a formula.
fn guarded(cell: &str) -> String {
    match cell.trim_start().starts_with(['=', '+', '-', '@']) || cell.starts_with(['\t', '\r']) {
        true => format!("'{cell}"),
        false => cell.to_owned(),
    }
}
