//! What the fields of the form are called, and what is wrong with them, in words.

use super::super::super::form::name_problem;
use super::super::super::settings::licences::access::email_problem;
use super::super::super::texts::Texts;
use super::typed::PasswordProblem;
use head_office_domain::names::NameError;
use head_office_office::personnel::{FieldName, Problem};
use sync_core::domain::PosPasswordError;

/// Fields with the keys of their words.
const FIELDS: [(FieldName, &str); 9] = [
    (FieldName::FirstName, "column-first-name"),
    (FieldName::LastName, "column-last-name"),
    (FieldName::Reference, "column-reference"),
    (FieldName::Invitation, "email"),
    (FieldName::PosPassword, "pos-password"),
    (FieldName::Active, "user-active"),
    (FieldName::Group, "column-group"),
    (FieldName::Language, "column-language"),
    (FieldName::DefaultStore, "default-store"),
];

/// What a field is called.
pub fn name(texts: &Texts, field: FieldName) -> String {
    let key = FIELDS.iter().find(|(known, _)| *known == field).map(|(_, key)| *key);
    texts.t(key.unwrap_or("user-group-here"))
}

/// What is wrong with fields, each with its name in the form.
pub fn of_fields(texts: &Texts, problems: &[(FieldName, Problem)]) -> Vec<(String, String)> {
    problems.iter().map(|(field, problem)| (field.key(), of_field(texts, *field, *problem))).collect()
}

fn of_field(texts: &Texts, field: FieldName, problem: Problem) -> String {
    match problem {
        Problem::Name(NameError::Missing) if field == FieldName::LastName => texts.t("last-name-missing"),
        Problem::Name(NameError::Missing) => texts.t("first-name-missing"),
        Problem::Name(error) => name_problem(texts, error),
        Problem::ReferenceTaken => texts.t("reference-taken"),
        Problem::Email(error) => email_problem(texts, error),
        Problem::NotChosen => texts.t("group-missing"),
        Problem::NotAmongStores => texts.t("default-store-not-among"),
        Problem::Unusable => texts.t("pos-password-unusable"),
        Problem::TypeAgain => texts.t("pos-password-type-again"),
        Problem::Throttled(wait) => {
            texts.counted("pos-password-throttled", u64::try_from(wait.ms).unwrap_or(0).div_ceil(60_000))
        }
        Problem::LastAdministrator => texts.t("last-administrator"),
        Problem::LacksRights => texts.t("lacks-rights"),
    }
}

/// What is wrong with a typed POS password.
pub fn of_password(texts: &Texts, problems: &[PasswordProblem]) -> Vec<(String, String)> {
    let said = problems.iter().map(|problem| match problem {
        PasswordProblem::TooShort(least) => {
            ("pos_password", texts.counted("pos-password-too-short", u64::from(*least)))
        }
        PasswordProblem::Not(PosPasswordError::ControlCharacter) => ("pos_password", texts.t("name-invisible")),
        PasswordProblem::Not(PosPasswordError::NotOnKeyboard) => {
            ("pos_password", texts.t("pos-password-not-on-keyboard"))
        }
        PasswordProblem::Not(_) => ("pos_password", texts.counted("name-too-long", 64)),
        PasswordProblem::Differs => ("pos_password_again", texts.t("pos-password-differs")),
    });
    said.map(|(field, words)| (field.to_owned(), words)).collect()
}
