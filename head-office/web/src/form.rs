//! Forms as they come in: what was typed, or nothing we ever sent.

use super::Failure;
use super::texts::Texts;
use axum::Form;
use axum::extract::rejection::FormRejection;
use head_office_domain::drawn;
use head_office_domain::merge::Values;
use head_office_domain::names::{self, LinesError, NameError};

/// The fields of a form.
pub fn fields<T>(form: Result<Form<T>, FormRejection>) -> Result<T, Failure> {
    form.map(|Form(fields)| fields).map_err(|_| Failure::Malformed)
}

/// Why something typed is no name, in words.
pub fn name_problem(texts: &Texts, error: NameError) -> String {
    match error {
        NameError::Missing => texts.t("name-missing"),
        NameError::TooLong => texts.counted("name-too-long", names::MOST_CHARACTERS as u64),
        NameError::Invisible => texts.t("name-invisible"),
    }
}

/// Why something typed cannot be lines, in words.
pub fn lines_problem(texts: &Texts, error: LinesError) -> String {
    match error {
        LinesError::TooMany(limit) => texts.counted("lines-too-many", limit.lines as u64),
        LinesError::TooLong(limit) => texts.counted("lines-too-long", limit.characters as u64),
        LinesError::Invisible => texts.t("name-invisible"),
    }
}

/// What fields are called in the summary of what is wrong, by their ids; the user's form names its own.
const LABELS: [(&str, &str); 28] = [
    ("name", "column-name"),
    ("language", "column-language"),
    ("time_zone", "company-time-zone"),
    ("store", "salepoint-store"),
    ("address", "address"),
    ("receipt_header", "receipt-header"),
    ("office", "group-in-office"),
    ("who", "users"),
    ("users", "users"),
    ("number", "users"),
    ("lose", "salepoints"),
    ("email", "email"),
    ("user", "licence-user"),
    ("bought", "licences-bought"),
    ("present", "password-present"),
    ("password", "password-new"),
    ("again", "password-again"),
    ("salepoint", "column-salepoint"),
    ("terminal", "column-terminal"),
    ("file", "import-file"),
    ("min_password_length", "policy-min-password-length"),
    ("throttle_attempts", "policy-throttle-attempts"),
    ("throttle_refill", "policy-throttle-refill"),
    ("supervisor_attempts", "policy-supervisor-attempts"),
    ("supervisor_refill", "policy-supervisor-refill"),
    ("auto_lock", "policy-auto-lock"),
    ("fresh_for", "policy-fresh-for"),
    ("valid_for", "policy-valid-for"),
];

/// The key of what a field is called. Tests see to it that each field of each summary has a name.
pub fn label(id: impl AsRef<str>) -> &'static str {
    LABELS.iter().find(|(known, _)| *known == id.as_ref()).map_or("", |(_, key)| key)
}

/// Which letters terminals can draw, as the script reads it.
pub fn drawn_letters() -> String {
    drawn::as_attribute()
}

/// A field with what is wrong with it.
#[derive(Clone, Debug, Default)]
pub struct Field {
    /// What was typed.
    pub typed: String,
    /// What is wrong, in the reader's language; empty: nothing.
    pub problem: String,
}

impl Field {
    /// A field with a value and nothing wrong.
    pub fn holding(typed: &str) -> Self {
        Self { typed: typed.to_owned(), problem: String::new() }
    }

    /// A field of a form's values, with nothing wrong.
    pub fn of(values: &Values, key: &str) -> Self {
        Self::holding(values.get(key))
    }

    /// The letters of it that terminals cannot draw.
    pub fn not_drawn(&self) -> String {
        drawn::not_drawn(&self.typed)
    }
}
