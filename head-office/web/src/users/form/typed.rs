//! The form as it comes in: what was typed goes into the draft, what was pressed is said.

use super::Tab;
use head_office_office::errors::OfficeError;
use head_office_office::office::Office;
use head_office_office::personnel::{Editing, OWN_GROUP, SALEPOINTS};
use head_office_store::policy;
use sync_core::domain::{GroupId, Language, PosPassword, PosPasswordError};
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
    /// The same, also if one deactivates oneself by it.
    SaveSurely,
    /// Keep what was typed: the reader leaves the page.
    Keep,
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

    /// Which grants the page showed as saved.
    pub fn seen(&self) -> &str {
        self.get("seen").unwrap_or_default()
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
            "keep" => Go::Keep,
            "save-surely" => Go::SaveSurely,
            "cancel" => Go::Cancel,
            "discard" => Go::Discard,
            "generate" => Go::Generate,
            "discard-password" => Go::DiscardPassword,
            "add" => Go::Add(add()),
            "add-all" => Go::AddAll,
            "delete-all" => Go::DeleteAll,
            "undo-all" => Go::UndoAll,
            _ => match go.split_once(':') {
                Some(("add", id)) => Go::Add(id.to_owned()),
                Some(("remove", id)) => Go::Remove(id.to_owned()),
                Some(("undo", id)) => Go::Undo(id.to_owned()),
                Some(("page", _)) => Go::Look,
                _ => Go::Save,
            },
        }
    }

    /// Takes what was typed over into the draft, with what the page was based on: if the record or the draft is not that
    /// any more, what the page only showed does not count as typed.
    pub fn apply(&self, editing: &mut Editing) {
        for (key, value) in self.values() {
            let base = self.get(&format!("base.{key}")).unwrap_or_default();
            editing.draft.base.set(&key, base);
            editing.draft.typed.set(&key, &value);
        }
        for key in
            self.pairs.iter().filter(|(_, choice)| choice == "saved").filter_map(|(name, _)| name.strip_prefix("keep."))
        {
            let base = editing.draft.base.get(key).to_owned();
            editing.draft.typed.set(key, &base);
            editing.draft.told.retain(|told| told != key);
        }
        if self.go() == Go::DiscardPassword {
            editing.password = None;
        }
    }

    /// The values of this tab that came in, each under its key.
    fn values(&self) -> Vec<(String, String)> {
        let of = |key: &str| Some((key.to_owned(), self.get(key)?.to_owned()));
        match self.tab {
            Tab::General => {
                let names = ["first_name", "last_name", "ref"].into_iter().filter_map(of);
                let group = of("group").map(|(key, group)| (key, parsed::<GroupId>(&group)));
                let language = of("language").filter(|(_, code)| code.parse::<Language>().is_ok());
                // A switch that is off says nothing: the form says that it had one.
                let active = self.get("has-active").map(|_| self.get("active").map_or("", |_| "on"));
                let active = active.map(|active| ("active".to_owned(), active.to_owned()));
                names.chain(group).chain(language).chain(active).collect()
            }
            Tab::Salepoints => {
                let rows = self.pairs.iter().filter(|(name, _)| name.starts_with(SALEPOINTS));
                let rows = rows.map(|(name, group)| (name.clone(), parsed::<GroupId>(group)));
                rows.map(|(name, group)| (name, if group.is_empty() { OWN_GROUP.to_owned() } else { group })).collect()
            }
            Tab::Stores => of("default_store").into_iter().collect(),
            Tab::Access => of("email").into_iter().collect(),
        }
    }

    /// The POS password, if one was typed.
    pub fn password(self, office: &Office) -> Result<PasswordTyped, OfficeError> {
        let find = |name: &str| self.get(name).map(|text| Zeroizing::new(text.to_owned())).unwrap_or_default();
        let (password, again) = (find("pos_password"), find("pos_password_again"));
        let ignores = matches!(self.go(), Go::Generate | Go::DiscardPassword | Go::Keep);
        if ignores || password.is_empty() && again.is_empty() {
            return Ok(PasswordTyped::Nothing);
        }
        let least = office.read(policy::load)?.min_password_length;
        let mut problems = Vec::new();
        let parsed = PosPassword::chosen(&password);
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

/// An id that can be read, as it is written; else nothing.
fn parsed<I: std::str::FromStr + std::fmt::Display>(text: &str) -> String {
    text.parse::<I>().map(|id| id.to_string()).unwrap_or_default()
}
