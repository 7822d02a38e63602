//! The form as a page.

use super::super::super::Failure;
use super::super::super::delivery::Status;
use super::super::super::form::Field;
use super::super::super::frame::Frame;
use super::super::super::guard::Member;
use super::super::super::history::{self, History};
use super::super::super::message::{Kind, Message};
use super::super::super::record_form::{Conflict, Head, LeftForm, Merged};
use super::super::super::texts::Texts;
use super::general::General;
use super::places::{NotDone, Places, Standing};
use super::{Asked, Place, Tab, may_edit, words};
use askama::Template;
use head_office_domain::merge::Values;
use head_office_domain::office_rights::{Level, OfficeArea};
use head_office_office::personnel::{Editing, FieldName, Fields, SALEPOINTS, STORES, values_of};
use head_office_store::grants::Viewer;
use head_office_store::{DbError, Tx, audit, groups, pos_passwords, salepoints, stores};
use std::collections::BTreeMap;
use sync_core::domain::{PosPassword, UnixMs};
use uuid::Uuid;

/// What is said besides what the draft holds.
#[derive(Default)]
pub struct Said {
    /// A POS password that was just drawn: shown this once.
    pub generated: Option<PosPassword>,
    /// What was just done.
    pub done: String,
    /// Whether Cancel was pressed and more than one tab would lose something.
    pub asks_to_cancel: bool,
    /// Whether the reader would switch themselves off.
    pub asks_oneself: bool,
    /// Another form in which the reader typed about this record, and when.
    pub left: Option<(Uuid, UnixMs)>,
    /// What is wrong: the field's name in the form and the words.
    pub problems: Vec<(String, String)>,
    /// Why a button did nothing.
    pub not_done: Option<NotDone>,
}

/// A tab's button.
pub struct TabButton {
    value: &'static str,
    /// Where it leads whoever changes nothing.
    address: String,
    name: String,
    count: String,
    problems: usize,
    is_current: bool,
}

/// What is wrong, as the summary says it.
pub struct Summed {
    /// Where it is, if on this tab.
    address: String,
    /// The button that leads to its tab, else.
    tab: &'static str,
    words: String,
}

/// See the module.
#[derive(Template)]
#[template(path = "user_form.html")]
pub struct Page {
    frame: Frame,
    address: String,
    tabs: Vec<TabButton>,
    may_edit: bool,
    message: Option<Message>,
    problems: Vec<Summed>,
    conflict: Option<Conflict>,
    form: Head,
    asks_to_cancel: bool,
    asks_oneself: bool,
    generated: String,
    unsaved: String,
    general: Option<General>,
    places: Option<Places>,
    /// The address that somebody new is invited by.
    access: Option<Field>,
    add_problem: String,
    default_store_problem: String,
    /// Where the record is live; nothing for somebody new.
    delivery: Option<Status>,
    history: Option<History>,
}

/// How many tabs have something that is not saved.
pub fn changed_tabs(editing: &Editing) -> usize {
    let draft = &editing.draft;
    let own = draft.changed();
    let elsewhere = [FieldName::DefaultStore, FieldName::Invitation];
    let general = own.iter().any(|field| !elsewhere.contains(field)) || editing.password.is_some();
    let differ = |prefix: &str| !draft.base.under(prefix).eq(draft.typed.under(prefix));
    let stores = differ(STORES) || own.contains(&FieldName::DefaultStore);
    let access = own.contains(&FieldName::Invitation);
    [general, differ(SALEPOINTS), stores, access].into_iter().filter(|changed| *changed).count()
}

impl Page {
    /// Reads what the page shows.
    pub async fn load(
        member: &Member,
        place: Place,
        editing: Editing,
        asked: Asked,
        said: Said,
    ) -> Result<Self, Failure> {
        let texts = member.visit.texts();
        let frame_title = match &editing.saved {
            Some(saved) => format!("{} {}", saved.user.first_name, saved.user.last_name),
            None => texts.t("new-user"),
        };
        let frame = Frame::new(&member.visit, &frame_title);
        // Whoever adds somebody may also invite them, or there is no such tab; what is there already is only looked at.
        let level = if editing.saved.is_some() { Level::Read } else { Level::Edit };
        let may = (may_edit(&member.visit), member.who.may(OfficeArea::Licences, level));
        let (viewer, names, by) = (member.viewer(), member.viewer_of_names(), member.who.user.id);
        let page = move |office: &head_office_office::office::Office| {
            let now = office.clock.now();
            let mark = office.form_mark(editing.form, by);
            let delivery = match &editing.saved {
                Some(saved) => Some(Status::new(&texts, saved.user.id, &office.delivery(viewer, saved.user.id)?, now)),
                None => None,
            };
            let read = office.read(|tx| Self::read(tx, names, &texts, frame, place, &editing, &asked, said, may, now));
            let mut page = Self { delivery, ..read? };
            page.form.mark = mark;
            Ok(page)
        };
        member.visit.web.ask(page).await
    }

    #[expect(clippy::too_many_arguments, reason = "it is called once, by the function above")]
    fn read(
        tx: &mut Tx<'_>,
        names: Viewer,
        texts: &Texts,
        frame: Frame,
        place: Place,
        editing: &Editing,
        asked: &Asked,
        said: Said,
        (may_edit, sees_access): (bool, bool),
        now: UnixMs,
    ) -> Result<Self, DbError> {
        let counts = Places::counts(tx, names, editing)?;
        let mut general = match place.tab {
            Tab::General => Some(General::load(tx, texts, editing)?),
            Tab::Salepoints | Tab::Stores | Tab::Access => None,
        };
        let places = match place.tab {
            Tab::General | Tab::Access => None,
            Tab::Salepoints => Some(Places::salepoints(tx, names, texts, editing, asked)?),
            Tab::Stores => Some(Places::stores(tx, names, texts, editing, asked)?),
        };
        let mut problems = Vec::new();
        let mut default_store_problem = String::new();
        let mut access = (place.tab == Tab::Access).then(|| Field::holding(editing.draft.typed.get("email")));
        let mut wrong = [0; 4];
        for (key, words) in said.problems {
            let tab = match FieldName::of(&key) {
                Some(FieldName::DefaultStore | FieldName::Store(_)) => Tab::Stores,
                Some(FieldName::Salepoint(_)) => Tab::Salepoints,
                Some(FieldName::Invitation) => Tab::Access,
                _ => Tab::General,
            };
            wrong[tab as usize] += 1;
            if key == "default_store" {
                default_store_problem.clone_from(&words);
            }
            if let Some(access) = access.as_mut().filter(|_| tab == Tab::Access) {
                access.problem.clone_from(&words);
            }
            let field = general.as_mut().and_then(|tab| tab.fields().into_iter().find(|(name, _)| *name == key));
            if let Some((_, field)) = field {
                field.problem.clone_from(&words);
            }
            let named = match FieldName::of(&key) {
                Some(FieldName::Salepoint(id)) => salepoints::find(tx, names, id)?.map(|found| found.name),
                Some(field) => Some(words::name(texts, field)),
                None => Some(texts.t("pos-password-again")),
            };
            let words = format!("{}: {words}", named.unwrap_or_else(|| texts.t("user-group-here")));
            problems.push(Summed {
                address: format!("#{key}"),
                tab: if tab == place.tab { "" } else { tab.code() },
                words,
            });
        }
        let add_problem = said.not_done.map(|not_done| not_done.words(texts)).unwrap_or_default();
        if !add_problem.is_empty() {
            let key = if place.tab == Tab::Stores { "store-to-add" } else { "salepoint-to-add" };
            let words = format!("{}: {add_problem}", texts.t(key));
            problems.push(Summed { address: "#add".to_owned(), tab: "", words });
        }
        let history = match &editing.saved {
            Some(saved) => {
                let (id, address) = (saved.user.id.0, place.at(Tab::General).address());
                Some(History::with_files(texts, audit::of_record(tx, names, id, history::READ)?, now, &address))
            }
            None => None,
        };
        Ok(Self {
            address: place.in_form(editing.form),
            tabs: tabs(texts, place, counts, wrong, sees_access),
            access,
            may_edit,
            message: match said.done.as_str() {
                "saved" => Some(saved(tx, names, texts, place, editing)?),
                "already" => Some(Message::warning(texts.t("already-added"), texts.t("already-added-text"))),
                _ => None,
            },
            problems,
            conflict: conflict(tx, names, texts, editing, now)?,
            form: Head {
                id: editing.form,
                mark: String::new(),
                base: shown_base(&editing.draft.base, place.tab, places.as_ref()),
                left: said.left.map(|(form, at)| LeftForm::new(texts, form, at, now)),
            },
            asks_to_cancel: said.asks_to_cancel,
            asks_oneself: said.asks_oneself,
            generated: said.generated.map(|password| grouped(password.expose())).unwrap_or_default(),
            unsaved: unsaved(texts, editing, counts),
            general,
            places,
            add_problem,
            default_store_problem,
            delivery: None,
            history,
            frame,
        })
    }
}

/// Digits in groups of three, to be read and written down.
fn grouped(digits: &str) -> String {
    let characters: Vec<char> = digits.chars().collect();
    characters.chunks(3).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
}

fn tabs(texts: &Texts, place: Place, counts: [(u64, u64); 2], wrong: [usize; 4], sees_access: bool) -> Vec<TabButton> {
    let [(salepoints, _), (stores, _)] = counts;
    let button = |tab: Tab| {
        let (name, count) = match tab {
            Tab::General => ("tab-general", String::new()),
            Tab::Salepoints => ("tab-salepoint", texts.number(salepoints)),
            Tab::Stores => ("tab-store", texts.number(stores)),
            Tab::Access => ("office-access", String::new()),
        };
        let (value, problems) = (tab.code(), wrong[tab as usize]);
        let address = place.at(tab).address();
        TabButton { value, address, name: texts.t(name), count, problems, is_current: tab == place.tab }
    };
    Tab::ALL.into_iter().filter(|tab| sees_access || *tab != Tab::Access).map(button).collect()
}

/// "First name, 2 salepoints"; nothing if nothing is different.
fn unsaved(texts: &Texts, editing: &Editing, counts: [(u64, u64); 2]) -> String {
    let [(_, salepoints), (_, stores)] = counts;
    let mut said: Vec<String> = editing.draft.changed().into_iter().map(|field| words::name(texts, field)).collect();
    if editing.password.is_some() {
        said.push(texts.t("pos-password"));
    }
    if salepoints > 0 {
        said.push(texts.counted("n-salepoints", salepoints));
    }
    if stores > 0 {
        said.push(texts.counted("n-stores", stores));
    }
    said.join(", ")
}

/// That it is saved, and what to watch out for.
fn saved(tx: &mut Tx<'_>, names: Viewer, texts: &Texts, place: Place, editing: &Editing) -> Result<Message, DbError> {
    let title = texts.t("saved");
    let Some(record) = &editing.saved else { return Ok(Message::done(title)) };
    let warned = |key: &str, link: Option<(Tab, &str)>| {
        let link = link.map(|(tab, words)| (place.at(tab).address(), texts.t(words)));
        Message { kind: Kind::Warn, title: title.clone(), text: texts.t(key), link }
    };
    let selling = match record.user.default_store {
        Some(store) => salepoints::selling_from(tx, names, store)?,
        None => Vec::new(),
    };
    let has_any = selling.iter().any(|salepoint| record.salepoints.contains_key(&salepoint.id));
    let lacks_default = !selling.is_empty() && !has_any;
    Ok(if !record.user.active {
        Message { text: texts.t("saved-inactive"), ..Message::done(title) }
    } else if record.salepoints.is_empty() {
        warned("warning-no-salepoint", Some((Tab::Salepoints, "add-a-salepoint")))
    } else if pos_passwords::of_user(tx, record.user.id)?.is_none() {
        warned("warning-no-pos-password", Some((Tab::General, "set-a-pos-password")))
    } else if lacks_default {
        warned("warning-default-store-elsewhere", Some((Tab::Salepoints, "add-a-salepoint")))
    } else {
        Message::done(title)
    })
}

/// What the fields of a tab are based on.
fn shown_base(base: &Values, tab: Tab, places: Option<&Places>) -> Values {
    let own = match tab {
        Tab::General => &["first_name", "last_name", "ref", "active", "group", "language"][..],
        Tab::Salepoints => &[],
        Tab::Access => &["email"],
        Tab::Stores => &["default_store"],
    };
    let rows = places.filter(|_| tab == Tab::Salepoints).into_iter().flat_map(|places| &places.rows);
    let rows = rows.map(|row| format!("{SALEPOINTS}{}", row.id));
    let keys = own.iter().map(|key| (*key).to_owned()).chain(rows);
    keys.fold(Values::default(), |values, key| {
        let value = base.get(&key);
        values.holding(&key, value)
    })
}

/// What somebody else has changed too.
fn conflict(
    tx: &mut Tx<'_>,
    names: Viewer,
    texts: &Texts,
    editing: &Editing,
    now: UnixMs,
) -> Result<Option<Conflict>, DbError> {
    let draft = &editing.draft;
    let Some(saved) = editing.saved.as_ref().filter(|_| !draft.told.is_empty()) else { return Ok(None) };
    let newest = audit::of_record(tx, names, saved.user.id.0, 1)?.pop();
    let mut words: BTreeMap<&str, [String; 3]> = BTreeMap::new();
    for key in &draft.told {
        let Some(field) = FieldName::of(key) else { continue };
        let name = match field {
            FieldName::Salepoint(id) => salepoints::find(tx, names, id)?.map(|found| found.name),
            FieldName::Store(id) => stores::find(tx, names, id)?.map(|found| found.name),
            _ => None,
        };
        let name = match name {
            Some(place) => format!("{place}: {}", words::name(texts, field)),
            None => words::name(texts, field),
        };
        let [theirs, yours] = [&values_of(saved), &draft.typed].map(|values| shown(tx, names, texts, values, key));
        words.insert(key.as_str(), [name, theirs?, yours?]);
    }
    let merged = Merged { values: draft.typed.clone(), both: draft.told.clone(), taken_over: Vec::new() };
    let (theirs, yours) = (values_of(saved), &draft.typed);
    let name = |key: &str| words.get(key).map(|[name, ..]| name.clone()).unwrap_or_default();
    let said = |key: &str, value: &str| match words.get(key) {
        Some([_, saved, _]) if value == theirs.get(key) => saved.clone(),
        Some([_, _, typed]) if value == yours.get(key) => typed.clone(),
        _ => value.to_owned(),
    };
    Ok(Some(Conflict::new(texts, &merged, &theirs, (newest.as_ref(), now), name, said)))
}

/// A value in words.
fn shown(tx: &mut Tx<'_>, names: Viewer, texts: &Texts, values: &Values, key: &str) -> Result<String, DbError> {
    let (fields, value) = (Fields::of(values), values.get(key));
    let group = |tx: &mut Tx<'_>, group: Option<sync_core::domain::GroupId>| {
        let found = group.map_or(Ok(None), |group| groups::find(tx, group));
        found.map(|found| found.map(|found| found.name))
    };
    Ok(match FieldName::of(key) {
        Some(FieldName::Active) => texts.t(if fields.active { "yes" } else { "no" }),
        Some(FieldName::Group) => group(tx, fields.group)?.unwrap_or_else(|| "—".into()),
        Some(FieldName::Language) => super::super::page::language_name(fields.language).to_owned(),
        Some(FieldName::DefaultStore) => match fields.default_store {
            Some(store) => stores::find(tx, names, store)?.map_or_else(|| "—".into(), |store| store.name),
            None => texts.t("default-store-none"),
        },
        Some(FieldName::Salepoint(_)) if value.is_empty() => texts.t("not-granted"),
        Some(FieldName::Salepoint(_)) => group(tx, value.parse().ok())?.unwrap_or_else(|| texts.t("group-of-the-user")),
        Some(FieldName::Store(_)) => texts.t(if value.is_empty() { "no" } else { "yes" }),
        _ => value.to_owned(),
    })
}
