//! The form as it comes in: what was typed goes into the draft, what was pressed is said.

use super::Tab;
use super::words::field_of;
use crate::db::policy;
use crate::office::{Office, OfficeError};
use crate::personnel::Editing;
use sync_core::domain::{PosPassword, PosPasswordError};
use zeroize::Zeroizing;

/// The most of a text that is kept of what somebody types; more is refused anyway.
const MOST_CHARACTERS: usize = 1_000;

/// The fields and the button.
pub struct Typed {
    pairs: Vec<(String, String)>,
    tab: Tab,
}

/// Which button was pressed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Go {
    /// Save changes.
    Save,
    /// Another tab.
    To(Tab),
    /// The tab Office access, which has a page of its own.
    ToOfficeAccess,
    /// Another part of the list: nothing but keeping what was typed.
    Look,
    /// Cancel.
    Cancel,
    /// Discard, after Cancel or on coming back.
    Discard,
    /// Generate a POS password.
    Generate,
    /// Forget the new POS password.
    DiscardPassword,
    /// Add the place with this id, or this name.
    Add(String),
    /// Add all.
    AddAll,
    /// Delete all.
    DeleteAll,
    /// Undo one of these two.
    UndoAll,
    /// Remove the place with this id.
    Remove(String),
    /// Undo adding or removing it.
    Undo(String),
}

/// A POS password as it was typed.
pub enum PasswordTyped {
    /// Not at all.
    Nothing,
    /// Not one that could be used.
    Wrong(Vec<PasswordProblem>),
    /// This one.
    Good(PosPassword),
}

/// What is wrong with a typed POS password.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PasswordProblem {
    /// Fewer characters than the policy wants.
    TooShort(u32),
    /// It cannot be a POS password at all.
    Not(PosPasswordError),
    /// The second differs from the first.
    Differs,
}

impl Typed {
    /// What came in on this tab.
    pub fn new(mut pairs: Vec<(String, String)>, tab: Tab) -> Self {
        for (_, value) in &mut pairs {
            if let Some((end, _)) = value.char_indices().nth(MOST_CHARACTERS) {
                value.truncate(end);
            }
        }
        Self { pairs, tab }
    }

    fn get(&self, name: &str) -> Option<&str> {
        self.pairs.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// What a place's name is searched by.
    pub fn find(&self) -> String {
        self.get("find").unwrap_or_default().trim().to_owned()
    }

    /// The page of the list, as it stands in the address.
    pub fn page(&self) -> String {
        match self.get("go").and_then(|go| go.strip_prefix("page:")) {
            Some(page) => page.to_owned(),
            None if self.get("go") == Some("find") => String::new(),
            None => self.get("page").unwrap_or_default().to_owned(),
        }
    }

    /// The button. Enter in a field presses the hidden first one, which does what that field is for.
    pub fn go(&self) -> Go {
        let add = || self.get("add").unwrap_or_default().trim().to_owned();
        let go = self.get("go").unwrap_or("enter");
        match go {
            "enter" if self.get("found").is_some_and(|found| found != self.find()) => Go::Look,
            "enter" if self.get("add-by-name").is_some() && !add().is_empty() => Go::Add(add()),
            "general" => Go::To(Tab::General),
            "salepoints" => Go::To(Tab::Salepoints),
            "stores" => Go::To(Tab::Stores),
            "office-access" => Go::ToOfficeAccess,
            "find" => Go::Look,
            "cancel" => Go::Cancel,
            "discard" => Go::Discard,
            "generate" => Go::Generate,
            "discard-password" => Go::DiscardPassword,
            "add" => Go::Add(add()),
            "add-all" => Go::AddAll,
            "delete-all" => Go::DeleteAll,
            "undo-all" => Go::UndoAll,
            _ => match go.split_once(':') {
                Some(("remove", id)) => Go::Remove(id.to_owned()),
                Some(("undo", id)) => Go::Undo(id.to_owned()),
                Some(("page", _)) => Go::Look,
                _ => Go::Save,
            },
        }
    }

    /// Takes what was typed over into the draft.
    pub fn apply(&mut self, editing: &mut Editing) {
        for (name, choice) in &self.pairs {
            if let (Some(field), "saved") = (name.strip_prefix("keep-").and_then(field_of), choice.as_str()) {
                editing.draft.give_way(field);
            }
        }
        let kept = |field: &str| self.get(&format!("keep-{field}")) == Some("saved");
        let fields = &mut editing.draft.typed;
        match self.tab {
            Tab::General => {
                if let Some(typed) = self.get("first_name").filter(|_| !kept("first_name")) {
                    fields.first_name = typed.to_owned();
                }
                if let Some(typed) = self.get("last_name").filter(|_| !kept("last_name")) {
                    fields.last_name = typed.to_owned();
                }
                if let Some(chosen) = self.get("group").filter(|_| !kept("group")) {
                    fields.group = chosen.parse().ok();
                }
                if let Some(chosen) = self.get("language").filter(|_| !kept("language")) {
                    fields.language = chosen.parse().unwrap_or(fields.language);
                }
                // A switch that is off says nothing: the form says that it had one.
                if self.get("has-active").is_some() && !kept("active") {
                    fields.active = self.get("active").is_some();
                }
            }
            Tab::Salepoints => {
                for (name, chosen) in &self.pairs {
                    let Some(salepoint) = name.strip_prefix("group-").and_then(|id| id.parse().ok()) else { continue };
                    if kept(name) {
                        continue;
                    }
                    let now = editing.saved.as_ref().and_then(|saved| saved.salepoints.get(&salepoint).copied());
                    editing.draft.salepoints.alter(salepoint, now, chosen.parse().ok());
                }
            }
            Tab::Stores => {
                if let Some(chosen) = self.get("default_store").filter(|_| !kept("default_store")) {
                    fields.default_store = chosen.parse().ok();
                }
            }
        }
        if self.go() == Go::DiscardPassword {
            editing.password = None;
        }
    }

    /// The POS password, if one was typed.
    pub fn password(self, office: &Office) -> Result<PasswordTyped, OfficeError> {
        let find = |name: &str| self.get(name).map(|text| Zeroizing::new(text.to_owned())).unwrap_or_default();
        let (password, again) = (find("pos_password"), find("pos_password_again"));
        let ignores = matches!(self.go(), Go::Generate | Go::DiscardPassword);
        if ignores || password.is_empty() && again.is_empty() {
            return Ok(PasswordTyped::Nothing);
        }
        let least = office.db.read(policy::load)?.min_password_length;
        let mut problems = Vec::new();
        let parsed = PosPassword::new(&password);
        match &parsed {
            Ok(parsed) if (parsed.expose().chars().count() as u64) < u64::from(least) => {
                problems.push(PasswordProblem::TooShort(least));
            }
            Ok(_) => {}
            Err(PosPasswordError::Empty) => problems.push(PasswordProblem::TooShort(least)),
            Err(error) => problems.push(PasswordProblem::Not(*error)),
        }
        if problems.is_empty() && password != again {
            problems.push(PasswordProblem::Differs);
        }
        Ok(match parsed {
            Ok(parsed) if problems.is_empty() => PasswordTyped::Good(parsed),
            _ => PasswordTyped::Wrong(problems),
        })
    }
}
