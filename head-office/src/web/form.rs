//! Forms as they come in: what was typed, or nothing we ever sent.

use super::Failure;
use axum::Form;
use axum::extract::rejection::FormRejection;

/// The fields of a form.
pub fn fields<T>(form: Result<Form<T>, FormRejection>) -> Result<T, Failure> {
    form.map(|Form(fields)| fields).map_err(|_| Failure::Malformed)
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
}
