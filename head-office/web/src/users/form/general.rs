//! The tab General.

use super::super::super::form::Field;
use super::super::super::frame::LANGUAGES;
use super::super::super::texts::Texts;
use super::Editing;
use head_office_office::personnel::{Fields, generated_digits};
use head_office_store::{DbError, Tx, groups, policy, pos_passwords, users};

/// The tab as it is shown.
pub struct General {
    /// First name.
    pub first_name: Field,
    /// Last name.
    pub last_name: Field,
    /// The company's own number or name of the user.
    pub reference: Field,
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
    /// How long a POS password should be.
    pub recommended: String,
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
        let typed = Fields::of(&editing.draft.typed);
        let has_password = match &editing.saved {
            Some(saved) => pos_passwords::of_user(tx, saved.user.id)?.is_some(),
            None => false,
        };
        let help = if has_password { "pos-password-keep" } else { "pos-password-none-yet" };
        let mut choices = vec![(String::new(), texts.t("choose"))];
        choices.extend(groups::all(tx)?.into_iter().map(|group| (group.id.to_string(), group.name)));
        // A group that is gone is chosen anew, and not by the browser.
        let is_there = |(id, _): &(String, String)| typed.group.is_some_and(|group| group.to_string() == *id);
        if choices.iter().any(is_there) {
            choices.remove(0);
        }
        let languages = LANGUAGES.map(|(language, name)| (language.code().to_owned(), name.to_owned()));
        let group = typed.group.map(|group| group.to_string()).unwrap_or_default();
        Ok(Self {
            first_name: Field::holding(&typed.first_name),
            last_name: Field::holding(&typed.last_name),
            reference: Field::holding(&typed.reference),
            on_the_invoice: format!("{} {}", typed.first_name.trim(), typed.last_name.trim()).trim().to_owned(),
            pos_password: Field::default(),
            pos_password_again: Field::default(),
            pos_password_help: texts.t(help),
            has_new_password: editing.password.is_some(),
            recommended: recommended_in_words(tx, texts)?,
            active: Field::holding(if typed.active { "on" } else { "" }),
            groups: choices,
            group: Field::holding(&group),
            languages: languages.to_vec(),
            language: Field::holding(typed.language.code()),
        })
    }

    /// The fields with their names.
    pub fn fields(&mut self) -> [(&'static str, &mut Field); 8] {
        [
            ("first_name", &mut self.first_name),
            ("last_name", &mut self.last_name),
            ("ref", &mut self.reference),
            ("pos_password", &mut self.pos_password),
            ("pos_password_again", &mut self.pos_password_again),
            ("active", &mut self.active),
            ("group", &mut self.group),
            ("language", &mut self.language),
        ]
    }
}

/// How many digits are recommended.
fn recommended_in_words(tx: &mut Tx<'_>, texts: &Texts) -> Result<String, DbError> {
    let digits = generated_digits(users::count(tx)?, &policy::load(tx)?);
    Ok(texts.counted("pos-password-recommended", u64::from(digits)))
}
