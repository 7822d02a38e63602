//! The tab General.

use super::super::super::form::Field;
use super::super::super::frame::LANGUAGES;
use super::super::super::texts::Texts;
use super::Editing;
use crate::db::{DbError, Tx, groups, policy, pos_passwords, users};
use crate::personnel::{Risk, generated_digits, risk};

/// The tab as it is shown.
pub struct General {
    /// First name.
    pub first_name: Field,
    /// Last name.
    pub last_name: Field,
    /// Both, as they will be printed.
    pub on_the_invoice: String,
    /// The POS password; what was typed never comes back.
    pub pos_password: Field,
    /// The same once more.
    pub pos_password_again: Field,
    /// What leaving it empty means.
    pub pos_password_help: String,
    /// Whether a new one waits to be saved.
    pub has_new_password: bool,
    /// What guessing comes to.
    pub risk: String,
    /// Active.
    pub active: Field,
    /// Value and name.
    pub groups: Vec<(String, String)>,
    /// User group.
    pub group: Field,
    /// Value and name.
    pub languages: Vec<(String, String)>,
    /// Language.
    pub language: Field,
}

impl General {
    /// With what was typed; what is wrong is told afterwards.
    pub fn load(tx: &mut Tx<'_>, texts: &Texts, editing: &Editing) -> Result<Self, DbError> {
        let typed = &editing.draft.typed;
        let has_password = match &editing.saved {
            Some(saved) => pos_passwords::of_user(tx, saved.user.id)?.is_some(),
            None => false,
        };
        let help = if has_password { "pos-password-keep" } else { "pos-password-none-yet" };
        let mut choices = vec![(String::new(), texts.t("choose"))];
        choices.extend(groups::all(tx)?.into_iter().map(|group| (group.id.to_string(), group.name)));
        if typed.group.is_some() {
            choices.remove(0);
        }
        let languages = LANGUAGES.map(|(language, name)| (language.code().to_owned(), name.to_owned()));
        let group = typed.group.map(|group| group.to_string()).unwrap_or_default();
        Ok(Self {
            first_name: Field::holding(&typed.first_name),
            last_name: Field::holding(&typed.last_name),
            on_the_invoice: format!("{} {}", typed.first_name.trim(), typed.last_name.trim()).trim().to_owned(),
            pos_password: Field::default(),
            pos_password_again: Field::default(),
            pos_password_help: format!("{} {}", texts.t("pos-password-help"), texts.t(help)),
            has_new_password: editing.password.is_some(),
            risk: risk_in_words(tx, texts)?,
            active: Field::holding(if typed.active { "on" } else { "" }),
            groups: choices,
            group: Field::holding(&group),
            languages: languages.to_vec(),
            language: Field::holding(typed.language.code()),
        })
    }

    /// The fields with their names.
    pub fn fields(&mut self) -> [(&'static str, &mut Field); 7] {
        [
            ("first_name", &mut self.first_name),
            ("last_name", &mut self.last_name),
            ("pos_password", &mut self.pos_password),
            ("pos_password_again", &mut self.pos_password_again),
            ("active", &mut self.active),
            ("group", &mut self.group),
            ("language", &mut self.language),
        ]
    }
}

/// With the shortest POS password that is allowed, and with as many digits as are generated.
fn risk_in_words(tx: &mut Tx<'_>, texts: &Texts) -> Result<String, DbError> {
    let (policy, users) = (policy::load(tx)?, users::count(tx)?);
    let with = |digits: u32| {
        let written = texts.number(u64::from(digits));
        match risk(users, digits, &policy) {
            Risk::Certain(hits) => texts.counted_with("guess-risk-certain", hits, &[("digits", &written)]),
            Risk::OneIn(days) => texts.counted_with("guess-risk-one-in", days, &[("digits", &written)]),
        }
    };
    let (shortest, generated) = (policy.min_password_length, generated_digits(users, &policy));
    let said = if shortest < generated { format!("{}; {}", with(shortest), with(generated)) } else { with(shortest) };
    Ok(format!("{} {said}.", texts.t("guess-risk")))
}
