//! What columns are called, and what is wrong with a row, in the reader's language.

use super::super::super::form::name_problem;
use super::super::super::frame::LANGUAGES;
use crate::texts::{AllTexts, Texts};
use head_office_domain::names::shown;
use head_office_office::import::table::{Column, Words};
use head_office_office::import::{ImportMistake, UnknownName};
use sync_core::domain::PosPasswordError;

/// The most characters of a file that are shown in one place.
const MOST_SHOWN: usize = 60;

/// The columns and the keys of their titles; what the list exports beside them is not read.
const TITLES: [(Option<Column>, &str); 14] = [
    (Some(Column::FirstName), "column-first-name"),
    (Some(Column::LastName), "column-last-name"),
    (Some(Column::Group), "column-group"),
    (Some(Column::Language), "column-language"),
    (Some(Column::Salepoints), "column-salepoints"),
    (Some(Column::Stores), "column-stores"),
    (Some(Column::DefaultStore), "column-default-store"),
    (Some(Column::Active), "column-status"),
    (Some(Column::PosPassword), "pos-password"),
    (Some(Column::Reference), "column-reference"),
    (Some(Column::Id), "column-id"),
    (None, "column-last-pos-login"),
    (None, "column-office"),
    (None, "column-created"),
];

/// What columns and values are called in all languages.
pub fn all(texts: &AllTexts) -> Words {
    let mut words = Words::codes();
    for (language, name) in LANGUAGES {
        let texts = texts.of(language);
        for (column, key) in TITLES {
            words.call(column, &texts.t(key));
        }
        words.call_status(true, &texts.t("status-active"));
        words.call_status(false, &texts.t("status-deactivated"));
        words.call_language(language, name);
    }
    words
}

/// The title of a column.
pub fn title(texts: &Texts, column: Column) -> String {
    let key = TITLES.iter().find(|(known, _)| *known == Some(column)).map_or("", |(_, key)| key);
    texts.t(key)
}

/// The title of a field, by its code.
pub fn field(texts: &Texts, code: &str) -> String {
    Column::from_code(code).map_or_else(String::new, |column| title(texts, column))
}

/// What is wrong, and what to do.
pub fn mistake(texts: &Texts, mistake: &ImportMistake) -> String {
    use ImportMistake as Is;
    let quoted = |key: &str, name: &str| texts.with(key, &[("name", &shown(name, MOST_SHOWN))]);
    let unknown = |key: &str, unknown: &UnknownName| match &unknown.like {
        None => quoted(key, &unknown.name),
        Some(like) => format!("{} {}", quoted(key, &unknown.name), texts.with("import-like", &[("name", like)])),
    };
    match mistake {
        Is::Missing => texts.t("import-missing"),
        Is::CanNotBeNone => texts.t("import-not-none"),
        Is::Twice(_) => texts.t("import-twice"),
        Is::UnknownGroup(name) => unknown("import-unknown-group", name),
        Is::UnknownSalepoint(name) => unknown("import-unknown-salepoint", name),
        Is::UnknownStore(name) => unknown("import-unknown-store", name),
        Is::UnknownColumn(name) => unknown("import-unknown-column", name),
        Is::UnknownUser(id) => quoted("import-unknown-user", id),
        Is::ReferenceTaken(reference) => quoted("import-reference-taken", reference),
        Is::ClosedSalepoint(name) => quoted("import-closed-salepoint", name),
        Is::ClosedStore(name) => quoted("import-closed-store", name),
        Is::NotAmongStores(name) => quoted("import-not-among-stores", name),
        Is::NamedTwice(name) => quoted("import-named-twice", name),
        Is::NotAName(typed, error) => format!("“{}”: {}", shown(typed, MOST_SHOWN), name_problem(texts, *error)),
        Is::NotAPassword(PosPasswordError::TooLong) => texts.t("import-password-too-long"),
        Is::NotAPassword(PosPasswordError::NotOnKeyboard) => texts.t("pos-password-not-on-keyboard"),
        Is::SpreadsheetPassword => texts.t("import-password-spreadsheet"),
        Is::NotAPassword(_) => texts.t("import-password-invisible"),
        Is::TooShort(least) => texts.counted("import-password-too-short", *least as u64),
        Is::RefusedPassword => texts.t("import-password-refused"),
        Is::TooManyRefused => texts.t("import-too-many-refused"),
        Is::NotALanguage(text) => quoted("import-not-a-language", text),
        Is::NotAStatus(text) => quoted("import-not-a-status", text),
        Is::ColumnMissing => texts.t("import-column-missing"),
        Is::ColumnTwice(name) => quoted("import-column-twice", name),
        Is::TooManyCells => texts.t("import-too-many-cells"),
        Is::OpenQuote => texts.t("import-open-quote"),
        Is::LacksRights => texts.t("import-lacks-rights"),
        Is::LastAdministrator => texts.t("import-last-administrator"),
        Is::Toml(words) => words.clone(),
    }
}
