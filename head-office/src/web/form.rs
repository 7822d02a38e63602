//! Forms as they come in: what was typed, or nothing we ever sent.

use super::Failure;
use super::texts::Texts;
use crate::drawn;
use crate::names::{self, LinesError, NameError};
use axum::Form;
use axum::extract::rejection::FormRejection;

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

    /// The letters of it that terminals cannot draw.
    pub fn not_drawn(&self) -> String {
        drawn::not_drawn(&self.typed)
    }
}
