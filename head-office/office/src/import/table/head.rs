//! The columns of a table, and what they and their values may be called.

use super::super::apply::unknown;
use super::super::mistake::Mistake;
use super::super::problems::ImportErrors;
use super::problem;
use crate::import::typed::plain;
use crate::zone::Zone;
use std::collections::BTreeMap;
use sync_core::domain::{Language, fold};

/// A column that is read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Column {
    /// By which a user is found.
    Id,
    /// The company’s own number or name of a user.
    Reference,
    /// The first name.
    FirstName,
    /// The last name.
    LastName,
    /// The group, by name.
    Group,
    /// The language.
    Language,
    /// The salepoints, by name, perhaps with a group.
    Salepoints,
    /// The stores, by name.
    Stores,
    /// The store that is chosen when nothing else is.
    DefaultStore,
    /// Whether the user may use anything.
    Active,
    /// The POS password.
    PosPassword,
}

impl Column {
    /// All of them, each with its code, in the order of the template.
    pub const ALL: [(Self, &str); 11] = [
        (Self::FirstName, "first_name"),
        (Self::LastName, "last_name"),
        (Self::Group, "group"),
        (Self::Language, "language"),
        (Self::Salepoints, "salepoints"),
        (Self::Stores, "stores"),
        (Self::DefaultStore, "default_store"),
        (Self::Active, "active"),
        (Self::PosPassword, "pos_password"),
        (Self::Reference, "ref"),
        (Self::Id, "id"),
    ];

    /// Its name in files, whatever the language.
    pub fn code(self) -> &'static str {
        Self::ALL.iter().find(|(column, _)| *column == self).map_or("", |(_, code)| code)
    }

    /// The one of this name.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, known)| *known == code).map(|(column, _)| *column)
    }
}

/// What columns and values may be called besides by their codes, in any case and without accents.
#[derive(Default)]
pub struct Words {
    /// `None`: a column that is exported and not read.
    columns: BTreeMap<String, Option<Column>>,
    titles: Vec<String>,
    statuses: BTreeMap<String, bool>,
    languages: BTreeMap<String, Language>,
}

impl Words {
    /// The codes, which are known without any words.
    pub fn codes() -> Self {
        let mut words = Self::default();
        for (column, code) in Column::ALL {
            words.call(Some(column), code);
        }
        words.call(Some(Column::Active), "status");
        for (code, active) in [("active", true), ("deactivated", false), ("yes", true), ("no", false)] {
            words.call_status(active, code);
        }
        for (code, active) in [("true", true), ("false", false), ("1", true), ("0", false)] {
            words.call_status(active, code);
        }
        words
    }

    /// Another name of a column.
    pub fn call(&mut self, column: Option<Column>, title: &str) {
        self.columns.insert(key(title), column);
        self.titles.push(title.to_owned());
    }

    /// Another name of being active, or not.
    pub fn call_status(&mut self, active: bool, name: &str) {
        self.statuses.insert(key(name), active);
    }

    /// Another name of a language.
    pub fn call_language(&mut self, language: Language, name: &str) {
        self.languages.insert(key(name), language);
    }

    /// What a status is.
    pub fn status(&self, text: &str) -> Option<bool> {
        self.statuses.get(&key(text)).copied()
    }

    /// What a language is.
    pub fn language(&self, text: &str) -> Option<Language> {
        self.languages.get(&key(text)).copied()
    }

    /// What a column is; `None` inside: it is not read.
    pub fn column(&self, title: &str) -> Option<Option<Column>> {
        self.columns.get(&key(title)).copied()
    }
}

fn key(text: &str) -> String {
    fold(without_zone(&plain(text)))
}

/// A title without the time zone that its column is of.
fn without_zone(title: &str) -> &str {
    let with_zone = title.strip_suffix(')').and_then(|title| title.rsplit_once(" ("));
    with_zone.filter(|(_, zone)| zone.parse::<Zone>().is_ok()).map_or(title, |(title, _)| title)
}

/// The columns by their titles, `None` for those that are not read.
pub fn read(record: &csv::StringRecord, words: &Words, line: usize, errors: &mut ImportErrors) -> Vec<Option<Column>> {
    let mut columns: Vec<Option<Column>> = Vec::new();
    // Spreadsheets leave empty cells at the end.
    let used =
        record.iter().enumerate().filter(|(_, title)| !title.trim().is_empty()).last().map_or(0, |(last, _)| last + 1);
    for title in record.iter().take(used) {
        let title = &plain(super::cells::unguarded(title.trim()));
        let column = words.column(title);
        match column {
            None => {
                let unknown = unknown(errors, title, &words.titles);
                errors.add(problem(line, None, Mistake::UnknownColumn(unknown)));
            }
            Some(Some(column)) if columns.contains(&Some(column)) => {
                errors.add(problem(line, Some(column), Mistake::ColumnTwice(title.to_owned())));
            }
            Some(_) => {}
        }
        columns.push(column.flatten());
    }
    let names_users = [Column::Id, Column::Reference].iter().any(|column| columns.contains(&Some(*column)));
    let due = [Column::FirstName, Column::LastName, Column::Group].into_iter();
    for column in due.filter(|column| !names_users && !columns.contains(&Some(*column))) {
        errors.add(problem(line, Some(column), Mistake::ColumnMissing));
    }
    columns
}
