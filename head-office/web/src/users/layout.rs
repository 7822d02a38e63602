//! Edit layout: how an office user wants the list. Without a script every press of Up or Down is a page of its own, whose
//! address holds the order so far; only Save changes keeps it.

use super::super::Failure;
use super::super::form;
use super::super::guard::Member;
use super::super::list::Asked;
use super::columns::{Column, LIST, Layout, Step};
use super::page::PATH;
use axum::Form;
use axum::extract::rejection::FormRejection;
use axum::response::{IntoResponse, Redirect, Response};
use head_office_store::list_layouts::ListLayout;

/// `POST /users/layout`
pub async fn change(
    member: Member,
    asked: Asked,
    form: Result<Form<Vec<(String, String)>>, FormRejection>,
) -> Result<Response, Failure> {
    let fields = form::fields(form)?;
    let layout = typed(&fields);
    let (action, column) = match first(&fields, "do").split_once(' ') {
        Some((step, code)) => (step, Column::from_code(code)),
        None => (first(&fields, "do"), None),
    };
    let step = match action {
        "up" => Some(Step::Up),
        "down" => Some(Step::Down),
        _ => None,
    };
    if let Some((column, step)) = column.zip(step) {
        let moved = layout.moved(column, step).in_address();
        let address = asked.address(PATH, &[("layout", &moved), ("moved", first(&fields, "do"))]);
        return Ok(Redirect::to(&address).into_response());
    }
    let user = member.who.user.id;
    let standard = action == "standard";
    let wanted = (!standard).then(|| layout.stored());
    member.visit.web.ask(move |office| office.keep_list_layout(user, LIST, wanted.as_ref())).await?;
    Ok(Redirect::to(&asked.address(PATH, &[])).into_response())
}

/// The layout as the form has it: all columns in order, and the ticked ones.
fn typed(fields: &[(String, String)]) -> Layout {
    let is_ticked = |code: &str| fields.iter().any(|(name, value)| name == "shown" && value == code);
    let marked = |code: &str| if is_ticked(code) { code.to_owned() } else { format!("-{code}") };
    let columns = first(fields, "order").split(',').map(marked).collect::<Vec<_>>().join(",");
    let rows_per_page = first(fields, "rows").parse().unwrap_or_default();
    Layout::read(&ListLayout { columns, rows_per_page })
}

fn first<'f>(fields: &'f [(String, String)], name: &str) -> &'f str {
    fields.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
}
