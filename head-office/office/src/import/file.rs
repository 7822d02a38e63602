//! The import file as entries whose fields have the right shape; whether what they name exists is not known here.

use super::problems::{ImportErrors, Problem};
use super::reader::{Entry, Field, Lines, Place, known_list};
use super::typed::{password, plain};
use crate::db::policy;
use crate::names::{self, LinesLimit};
use crate::office_rights::{Level, OfficeArea};
use crate::own_limits::OwnLimits;
use crate::suggest::similar;
use std::collections::BTreeMap;
use sync_core::domain::{Language, Policy, PosAction, PosPassword, PosRights, UserId};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A whole file.
#[derive(Default)]
pub struct File {
    /// What it is called, if that is known.
    pub name: Option<String>,
    pub company: Option<CompanyEntry>,
    pub policy: Option<PolicyEntry>,
    pub stores: Vec<StoreEntry>,
    pub salepoints: Vec<SalepointEntry>,
    pub groups: Vec<GroupEntry>,
    pub users: Vec<UserEntry>,
}

/// What shall be of the company; what is `None` stays as it is.
pub struct CompanyEntry {
    pub name: Option<String>,
    pub language: Option<Language>,
}

pub struct PolicyEntry {
    pub place: Place,
    pub settings: BTreeMap<&'static str, Field<u32>>,
}

pub struct StoreEntry {
    pub place: Place,
    pub name: String,
    pub address: Option<String>,
}

pub struct SalepointEntry {
    pub place: Place,
    pub name: String,
    pub store: Option<Field<String>>,
    pub language: Option<Language>,
    pub address: Option<String>,
    pub receipt_header: Option<String>,
    /// By name; 0: as the company.
    pub own: BTreeMap<&'static str, Field<u32>>,
}

pub struct GroupEntry {
    pub place: Place,
    pub name: String,
    pub pos: Option<PosRights>,
    pub office: Option<BTreeMap<OfficeArea, Level>>,
}

/// What shall be of a user; what is `None` or [`Named::Kept`] stays as it is.
#[derive(Default)]
pub struct UserEntry {
    pub place: Place,
    /// Whose record it is, before the reference is asked.
    pub id: Option<UserId>,
    pub reference: Named,
    pub first_name: Option<Field<String>>,
    pub last_name: Option<Field<String>>,
    pub pos_password: Option<Field<PosPassword>>,
    pub active: Option<bool>,
    pub group: Option<Field<String>>,
    pub language: Option<Language>,
    pub salepoints: Option<Vec<GrantEntry>>,
    pub stores: Option<Vec<Field<String>>>,
    pub default_store: Named,
}

/// What an entry says of something that a user may also be without.
#[derive(Default)]
pub enum Named {
    /// Nothing: it stays.
    #[default]
    Kept,
    /// That there shall be none.
    None,
    /// Which.
    As(Field<String>),
}

impl From<Option<Field<String>>> for Named {
    fn from(name: Option<Field<String>>) -> Self {
        name.map_or(Self::Kept, Self::As)
    }
}

pub struct GrantEntry {
    pub salepoint: Field<String>,
    pub group: Option<Field<String>>,
}

/// Reads a file's text.
pub fn read(text: &str) -> Result<File, ImportErrors> {
    let lines = Lines::of(text);
    let mut errors = ImportErrors::default();
    let document = match DeTable::parse(text) {
        Ok(document) => document,
        Err(error) => {
            let line = error.span().map_or(1, |span| lines.at(&span));
            // The source line is left out: it may hold a password.
            let message = format!("not TOML: {}", error.message());
            errors.add(Problem { line, entry: String::new(), field: None, mistake: message.into() });
            return Err(errors);
        }
    };
    let mut file = File::default();
    for (key, value) in document.get_ref() {
        let name: &str = key.get_ref();
        match name {
            "company" => file.company = company(value, &lines, &mut errors),
            "policy" => file.policy = policy_entry(value, &lines, &mut errors),
            "store" => file.stores = entries(name, value, &lines, &mut errors, store),
            "salepoint" => file.salepoints = entries(name, value, &lines, &mut errors, salepoint),
            "group" => file.groups = entries(name, value, &lines, &mut errors, group),
            "user" => file.users = entries(name, value, &lines, &mut errors, user),
            _ => {
                let known = ["company", "policy", "store", "salepoint", "group", "user"];
                let hint = similar(name, known).unwrap_or_else(|| known_list(&known));
                let message = format!("unknown section [{name}]{hint}");
                let line = lines.at(&key.span());
                errors.add(Problem { line, entry: String::new(), field: None, mistake: message.into() });
            }
        }
    }
    errors.problems.sort_by_key(|problem| problem.line);
    errors.into_result().map(|()| file)
}

type Read<T> = fn(String, &Spanned<DeValue<'_>>, &Lines, &mut ImportErrors) -> Option<T>;

fn entries<T>(
    name: &str,
    value: &Spanned<DeValue<'_>>,
    lines: &Lines,
    errors: &mut ImportErrors,
    read: Read<T>,
) -> Vec<T> {
    let Some(elements) = value.get_ref().as_array() else {
        let message = format!("must be written with two brackets: [[{name}]]");
        let (line, entry) = (lines.at(&value.span()), format!("[{name}]"));
        errors.add(Problem { line, entry, field: None, mistake: message.into() });
        return Vec::new();
    };
    let numbered = elements.iter().enumerate();
    numbered.filter_map(|(index, value)| read(format!("[[{name}]] {}", index + 1), value, lines, errors)).collect()
}

fn company(value: &Spanned<DeValue<'_>>, lines: &Lines, errors: &mut ImportErrors) -> Option<CompanyEntry> {
    let mut entry = Entry::begin("[company]".into(), value, &["name", "language"], lines, errors)?;
    Some(CompanyEntry { name: name_in(&mut entry), language: language(&mut entry) })
}

fn policy_entry(value: &Spanned<DeValue<'_>>, lines: &Lines, errors: &mut ImportErrors) -> Option<PolicyEntry> {
    let names = policy::settings(&mut Policy::default()).map(|(name, _)| name);
    let mut entry = Entry::begin("[policy]".into(), value, &names, lines, errors)?;
    let settings = names.into_iter().filter_map(|name| Some((name, entry.number(name)?))).collect();
    Some(PolicyEntry { place: entry.place, settings })
}

fn store(label: String, value: &Spanned<DeValue<'_>>, lines: &Lines, errors: &mut ImportErrors) -> Option<StoreEntry> {
    let mut entry = Entry::begin(label, value, &["name", "address"], lines, errors)?;
    entry.call_by("name");
    let name = name_of(&mut entry);
    let address = several_lines(&mut entry, "address", names::ADDRESS);
    Some(StoreEntry { place: entry.place, name: name?, address })
}

/// The name that an entry must have, by the same rules as a name typed in the office.
fn name_of(entry: &mut Entry<'_>) -> Option<String> {
    let name = entry.required("name")?;
    checked_name(entry, name)
}

/// The same where it may be missing.
fn name_in(entry: &mut Entry<'_>) -> Option<String> {
    let name = entry.text("name")?;
    checked_name(entry, name)
}

fn checked_name(entry: &mut Entry<'_>, name: Field<String>) -> Option<String> {
    names::name(&name.value).map_err(|error| entry.problem(name.line, "name", error.to_string())).ok()
}

/// Lines; empty text: none.
fn several_lines(entry: &mut Entry<'_>, field: &'static str, limit: LinesLimit) -> Option<String> {
    let text = entry.verbatim(field)?;
    match names::lines(text.value, limit) {
        Ok(lines) => Some(lines),
        Err(error) => {
            entry.problem(text.line, field, error.to_string());
            None
        }
    }
}

fn salepoint(
    label: String,
    value: &Spanned<DeValue<'_>>,
    lines: &Lines,
    errors: &mut ImportErrors,
) -> Option<SalepointEntry> {
    let mut known = vec!["name", "store", "language", "address", "receipt_header"];
    known.extend(OwnLimits::NAMES);
    let mut entry = Entry::begin(label, value, &known, lines, errors)?;
    entry.call_by("name");
    let name = name_of(&mut entry);
    let store = entry.text("store");
    let language = language(&mut entry);
    let address = several_lines(&mut entry, "address", names::ADDRESS);
    let receipt_header = several_lines(&mut entry, "receipt_header", names::RECEIPT_HEADER);
    let own = OwnLimits::NAMES.into_iter().filter_map(|name| Some((name, entry.number(name)?))).collect();
    Some(SalepointEntry { place: entry.place, name: name?, store, language, address, receipt_header, own })
}

fn group(label: String, value: &Spanned<DeValue<'_>>, lines: &Lines, errors: &mut ImportErrors) -> Option<GroupEntry> {
    let mut entry = Entry::begin(label, value, &["name", "pos", "office"], lines, errors)?;
    entry.call_by("name");
    let name = name_of(&mut entry);
    let pos = actions(&mut entry);
    let office = areas(&mut entry);
    Some(GroupEntry { place: entry.place, name: name?, pos, office })
}

fn actions(entry: &mut Entry<'_>) -> Option<PosRights> {
    let mut rights = PosRights::default();
    for code in entry.texts("pos")?.value {
        match code.value.parse::<PosAction>() {
            Ok(action) => {
                rights.0.insert(action);
            }
            Err(_) => {
                let known = PosAction::ALL.map(PosAction::code);
                let hint = similar(&code.value, known).unwrap_or_else(|| known_list(&known));
                entry.problem(code.line, "pos", format!("unknown action “{}”{hint}", code.value));
            }
        }
    }
    Some(rights)
}

fn areas(entry: &mut Entry<'_>) -> Option<BTreeMap<OfficeArea, Level>> {
    let mut areas = BTreeMap::new();
    for (key, value) in entry.table("office")?.value {
        let (name, line): (&str, _) = (key.get_ref(), entry.line(key));
        let Some(area) = OfficeArea::from_code(name) else {
            let known: Vec<_> = OfficeArea::ALL.iter().map(|area| area.code()).collect();
            let hint = similar(name, known.iter().copied()).unwrap_or_else(|| known_list(&known));
            entry.problem(line, "office", format!("unknown area “{name}”{hint}"));
            continue;
        };
        match value.get_ref().as_str().and_then(Level::from_code) {
            Some(Level::None) => {}
            Some(level) => {
                areas.insert(area, level);
            }
            None => entry.problem(line, "office", format!("{name} must be \"none\", \"read\" or \"edit\"")),
        }
    }
    Some(areas)
}

fn user(label: String, value: &Spanned<DeValue<'_>>, lines: &Lines, errors: &mut ImportErrors) -> Option<UserEntry> {
    const KNOWN: [&str; 10] = [
        "ref",
        "first_name",
        "last_name",
        "pos_password",
        "active",
        "group",
        "language",
        "salepoints",
        "stores",
        "default_store",
    ];
    let mut entry = Entry::begin(label, value, &KNOWN, lines, errors)?;
    entry.call_by("ref");
    let reference = entry.required("ref");
    let user = UserEntry {
        id: None,
        first_name: entry.text("first_name"),
        last_name: entry.text("last_name"),
        pos_password: pos_password(&mut entry),
        active: entry.flag("active").map(|active| active.value),
        group: entry.text("group"),
        language: language(&mut entry),
        salepoints: grants(&mut entry),
        stores: entry.texts("stores").map(|stores| stores.value),
        default_store: entry.text("default_store").into(),
        place: entry.place,
        reference: Named::Kept,
    };
    Some(UserEntry { reference: Named::As(reference?), ..user })
}

fn pos_password(entry: &mut Entry<'_>) -> Option<Field<PosPassword>> {
    let typed = entry.verbatim("pos_password")?;
    match password(typed.value) {
        Ok(value) => Some(Field { value, line: typed.line }),
        Err(mistake) => {
            entry.problem(typed.line, "pos_password", mistake);
            None
        }
    }
}

fn language(entry: &mut Entry<'_>) -> Option<Language> {
    let text = entry.text("language")?;
    match text.value.parse() {
        Ok(language) => Some(language),
        Err(error) => {
            entry.problem(text.line, "language", error.to_string());
            None
        }
    }
}

fn grants(entry: &mut Entry<'_>) -> Option<Vec<GrantEntry>> {
    let mut grants = Vec::new();
    for element in entry.list("salepoints")?.value {
        let line = entry.line(element);
        let Some(table) = element.get_ref().as_table() else {
            entry.problem(line, "salepoints", "must hold tables like { name = \"Kesklinn\" }");
            continue;
        };
        let mut grant = (None, None);
        for (key, value) in table {
            let (name, line): (&str, _) = (key.get_ref(), entry.line(key));
            let text = value.get_ref().as_str().map(|text| Field { value: plain(text), line });
            match (name, text) {
                ("name", Some(text)) => grant.0 = Some(text),
                ("group", Some(text)) => grant.1 = Some(text),
                ("name" | "group", None) => entry.problem(line, "salepoints", format!("{name} must be text in quotes")),
                _ => entry.problem(line, "salepoints", format!("unknown key “{name}”; known are name, group")),
            }
        }
        match grant {
            (Some(salepoint), group) => grants.push(GrantEntry { salepoint, group }),
            (None, _) => entry.problem(line, "salepoints", "an element lacks its name"),
        }
    }
    Some(grants)
}
