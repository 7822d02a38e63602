//! Many rows with one statement: where thousands are stored at once, most of the time went into running thousands of
//! statements.

use super::{DbError, Tx, Value};

/// How many rows one statement stores: at ten columns a row no database has too few parameters for it.
const AT_ONCE: usize = 100;

/// Stores rows. In `sql`, `{rows}` stands for them; `columns` is how each column of a row is written, `?` its value.
///
/// # Errors
/// Those of the database.
pub fn insert<const COLUMNS: usize>(
    tx: &mut Tx<'_>,
    sql: &str,
    columns: [&str; COLUMNS],
    rows: impl IntoIterator<Item = [Value; COLUMNS]>,
) -> Result<(), DbError> {
    let mut rows = rows.into_iter().peekable();
    let (mut values, mut statement, mut stores) = (Vec::new(), String::new(), 0);
    while rows.peek().is_some() {
        values.clear();
        values.extend(rows.by_ref().take(AT_ONCE).flatten());
        let count = values.len() / COLUMNS;
        if count != stores {
            (statement, stores) = (sql.replace("{rows}", &written(columns, count)), count);
        }
        tx.execute(&statement, &values)?;
    }
    Ok(())
}

fn written<const COLUMNS: usize>(columns: [&str; COLUMNS], rows: usize) -> String {
    let row = |row: usize| {
        let numbered = columns.iter().zip(row * COLUMNS + 1..);
        let columns: Vec<_> = numbered.map(|(column, place)| column.replace('?', &format!("?{place}"))).collect();
        format!("({})", columns.join(", "))
    };
    (0..rows).map(row).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    #[test]
    fn each_value_has_a_place_of_its_own() {
        assert_eq!(super::written(["?", "(SELECT ?)"], 2), "(?1, (SELECT ?2)), (?3, (SELECT ?4))");
    }
}
