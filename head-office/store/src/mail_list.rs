//! The list of mails: searched, filtered and paged here, newest first.

use super::mail::{Mail, MailState};
use super::user_list::escaped;
use super::{DbError, Tx, Value, mail};

/// Which mails.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Filter {
    /// Words that the user's name or the address contains, folded.
    pub words: Vec<String>,
    /// Only those in one of these states; empty: in any.
    pub states: &'static [MailState],
}

/// A mail and the name of whom it tells.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ListedMail {
    /// The mail.
    pub mail: Mail,
    /// First and last name.
    pub name: String,
}

/// How many mails of each state match, without regard to [`Filter::states`].
///
/// # Errors
/// Those of the database.
pub fn counts(tx: &mut Tx<'_>, filter: &Filter) -> Result<Vec<(MailState, u64)>, DbError> {
    let (conditions, values) = conditions(&Filter { states: &[], ..filter.clone() });
    // Names matter to a search only; without one an index is enough.
    let users = if filter.words.is_empty() { "" } else { "JOIN app_user u ON u.id = m.user_id" };
    let sql = format!("SELECT count(*), m.state FROM mail m {users} {conditions} GROUP BY m.state");
    let rows = tx.query(&sql, &values)?;
    rows.into_iter().map(|mut row| Ok((mail::state(&mut row, 1)?, row.take(0)?))).collect()
}

/// A part of the list.
///
/// # Errors
/// Those of the database.
pub fn part(tx: &mut Tx<'_>, filter: &Filter, skip: u64, take: u64) -> Result<Vec<ListedMail>, DbError> {
    let (conditions, mut values) = conditions(filter);
    let (limit, offset) = (values.len() + 1, values.len() + 2);
    values.extend([take.into(), skip.into()]);
    let sql = format!(
        "SELECT {}, u.first_name, u.last_name FROM mail m JOIN app_user u ON u.id = m.user_id {conditions} \
         ORDER BY m.id DESC LIMIT ?{limit} OFFSET ?{offset}",
        mail::columns("m.")
    );
    let listed = |mut row: super::Row| {
        let name =
            format!("{} {}", row.take::<String>(mail::COLUMNS.len())?, row.take::<String>(mail::COLUMNS.len() + 1)?);
        Ok(ListedMail { mail: mail::read(row)?, name })
    };
    tx.query(&sql, &values)?.into_iter().map(listed).collect()
}

fn conditions(filter: &Filter) -> (String, Vec<Value>) {
    let mut values: Vec<Value> = Vec::new();
    let mut all = Vec::new();
    for word in &filter.words {
        values.push(format!("%{}%", escaped(word)).into());
        let part = values.len();
        all.push(format!(
            "(u.folded_first_name || ' ' || u.folded_last_name || ' ' || lower(m.address)) LIKE ?{part} ESCAPE '\\'"
        ));
    }
    if !filter.states.is_empty() {
        let from = values.len() + 1;
        values.extend(filter.states.iter().map(|state| state.code().into()));
        let places: Vec<_> = (from..=values.len()).map(|place| format!("?{place}")).collect();
        all.push(format!("m.state IN ({})", places.join(", ")));
    }
    match all.is_empty() {
        true => (String::new(), values),
        false => (format!("WHERE {}", all.join(" AND ")), values),
    }
}
