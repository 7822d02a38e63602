//! The form as a page.

use super::super::super::Failure;
use super::super::super::choice::Unresolved;
use super::super::super::delivery::Status;
use super::super::super::frame::Frame;
use super::super::super::guard::Member;
use super::super::super::history::{self, History};
use super::super::super::message::{Kind, Message};
use super::super::super::texts::Texts;
use super::general::General;
use super::places::Places;
use super::{Asked, Place, Tab, may_edit, words};
use crate::db::grants::Viewer;
use crate::db::{DbError, Tx, audit, groups, pos_passwords, salepoints, stores};
use crate::office_rights::{Level, OfficeArea};
use crate::personnel::{Editing, FieldName, Fields, Standing};
use askama::Template;
use sync_core::domain::{PosPassword, Revision, UnixMs};

/// What is said besides what the draft holds.
#[derive(Default)]
pub struct Said {
    /// A POS password that was just drawn: shown this once.
    pub generated: Option<PosPassword>,
    /// The revision of what was just saved.
    pub saved: Option<u64>,
    /// Whether Cancel was pressed and more than one tab would lose something.
    pub asks_to_cancel: bool,
    /// Whether the reader may not know of the draft.
    pub returns: bool,
    /// What is wrong: the field's name in the form and the words.
    pub problems: Vec<(String, String)>,
    /// What was typed as a place's name and is none.
    pub unresolved: Option<Unresolved>,
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

/// A field that two people have changed.
pub struct Disputed {
    code: String,
    name: String,
    saved: String,
    yours: String,
}

/// What somebody else changed, and who.
pub struct Dispute {
    title: String,
    fields: Vec<Disputed>,
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
    problems: Vec<(String, String)>,
    dispute: Option<Dispute>,
    /// When the draft was left, if the reader comes back to it.
    left_at: String,
    asks_to_cancel: bool,
    generated: String,
    unsaved: String,
    general: Option<General>,
    places: Option<Places>,
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
    let general = own.iter().any(|field| *field != FieldName::DefaultStore) || editing.password.is_some();
    let stores = !draft.stores.is_empty() || own.contains(&FieldName::DefaultStore);
    [general, !draft.salepoints.is_empty(), stores].into_iter().filter(|changed| *changed).count()
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
        let may = (may_edit(&member.visit), member.who.may(OfficeArea::Licences, Level::Read));
        let (viewer, names) = (member.viewer(), member.viewer_of_names());
        let page = move |office: &crate::Office| {
            let now = office.clock.now();
            let delivery = match &editing.saved {
                Some(saved) => Some(Status::new(&texts, saved.user.id, &office.delivery(viewer, saved.user.id)?, now)),
                None => None,
            };
            let read =
                office.db.read(|tx| Self::read(tx, names, &texts, frame, place, &editing, &asked, said, may, now));
            Ok(Self { delivery, ..read? })
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
            Tab::Salepoints | Tab::Stores => None,
        };
        let places = match place.tab {
            Tab::General => None,
            Tab::Salepoints => Some(Places::salepoints(tx, names, texts, editing, asked)?),
            Tab::Stores => Some(Places::stores(tx, names, texts, editing, asked)?),
        };
        let mut problems = Vec::new();
        let mut default_store_problem = String::new();
        let mut wrong = [0; 3];
        for (code, words) in said.problems {
            let tab = if code == "default_store" { Tab::Stores } else { Tab::General };
            wrong[tab as usize] += 1;
            if tab == Tab::Stores {
                default_store_problem.clone_from(&words);
            }
            let field = general.as_mut().and_then(|tab| tab.fields().into_iter().find(|(name, _)| *name == code));
            if let Some((_, field)) = field {
                field.problem.clone_from(&words);
            }
            let elsewhere = if tab == place.tab { String::new() } else { Asked::default().address(place.at(tab)) };
            problems.push((format!("{elsewhere}#{code}"), words));
        }
        let add_problem = said.unresolved.map(|unresolved| unresolved.words(texts)).unwrap_or_default();
        if !add_problem.is_empty() {
            problems.push(("#add".to_owned(), add_problem.clone()));
        }
        let history = match &editing.saved {
            Some(saved) => Some(History::new(texts, audit::of_record(tx, names, saved.user.id.0, history::READ)?, now)),
            None => None,
        };
        Ok(Self {
            address: place.address(),
            tabs: tabs(texts, place, counts, wrong, sees_access && editing.saved.is_some()),
            may_edit,
            message: said
                .saved
                .map(|revision| saved(tx, names, texts, place, editing, Revision(revision)))
                .transpose()?,
            problems,
            dispute: dispute(tx, names, texts, editing, now)?,
            left_at: match editing.kept_at {
                Some(at) if said.returns && !editing.is_untouched() => texts.time(at, now),
                _ => String::new(),
            },
            asks_to_cancel: said.asks_to_cancel,
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

fn tabs(texts: &Texts, place: Place, counts: [(u64, u64); 2], wrong: [usize; 3], sees_access: bool) -> Vec<TabButton> {
    let [(salepoints, _), (stores, _)] = counts;
    let button = |tab: Tab| {
        let (name, count) = match tab {
            Tab::General => ("tab-general", String::new()),
            Tab::Salepoints => ("tab-salepoint", texts.number(salepoints)),
            Tab::Stores => ("tab-store", texts.number(stores)),
        };
        let (value, problems) = (tab.code(), wrong[tab as usize]);
        let address = place.at(tab).address();
        TabButton { value, address, name: texts.t(name), count, problems, is_current: tab == place.tab }
    };
    let access = sees_access.then(|| TabButton {
        value: "office-access",
        address: format!("{}/office-access", place.at(Tab::General).address()),
        name: texts.t("office-access"),
        count: String::new(),
        problems: 0,
        is_current: false,
    });
    Tab::ALL.map(button).into_iter().chain(access).collect()
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
fn saved(
    tx: &mut Tx<'_>,
    names: Viewer,
    texts: &Texts,
    place: Place,
    editing: &Editing,
    revision: Revision,
) -> Result<Message, DbError> {
    let title = texts.counted("saved-revision", revision.0);
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

/// What somebody else has changed too.
fn dispute(
    tx: &mut Tx<'_>,
    names: Viewer,
    texts: &Texts,
    editing: &Editing,
    now: UnixMs,
) -> Result<Option<Dispute>, DbError> {
    let Some(saved) = editing.saved.as_ref().filter(|_| !editing.draft.conflicts.is_empty()) else { return Ok(None) };
    let newest = audit::of_record(tx, names, saved.user.id.0, 1)?.pop();
    let (who, when) = match newest {
        Some(recorded) => {
            let who = recorded.by_name.unwrap_or_else(|| texts.t("history-by-command"));
            (who, texts.time(recorded.entry.at, now))
        }
        None => (texts.t("history-by-command"), String::new()),
    };
    let mut fields = Vec::new();
    for field in &editing.draft.conflicts {
        let (now_saved, yours) = match field {
            FieldName::SalepointGroup(salepoint) => {
                let wanted = editing.draft.salepoints.wanted(*salepoint).flatten();
                let present = saved.salepoints.get(salepoint).copied().flatten();
                (group_name(tx, texts, present)?, group_name(tx, texts, wanted)?)
            }
            field => (
                shown(tx, names, texts, &editing.draft.base, *field)?,
                shown(tx, names, texts, &editing.draft.typed, *field)?,
            ),
        };
        let mut name = words::name(texts, *field);
        if let FieldName::SalepointGroup(salepoint) = field
            && let Some(salepoint) = salepoints::find(tx, names, *salepoint)?
        {
            name = format!("{}: {name}", salepoint.name);
        }
        fields.push(Disputed { code: words::code(*field), name, saved: now_saved, yours });
    }
    let title = texts.with("conflict-title", &[("who", &who), ("when", &when)]);
    Ok(Some(Dispute { title, fields }))
}

fn group_name(tx: &mut Tx<'_>, texts: &Texts, group: Option<sync_core::domain::GroupId>) -> Result<String, DbError> {
    Ok(match group {
        Some(group) => groups::find(tx, group)?.map_or_else(|| "—".into(), |group| group.name),
        None => texts.t("group-of-the-user"),
    })
}

fn shown(tx: &mut Tx<'_>, names: Viewer, texts: &Texts, fields: &Fields, field: FieldName) -> Result<String, DbError> {
    Ok(match field {
        FieldName::FirstName => fields.first_name.clone(),
        FieldName::LastName => fields.last_name.clone(),
        FieldName::Active => texts.t(if fields.active { "yes" } else { "no" }),
        FieldName::Group => match fields.group {
            Some(group) => groups::find(tx, group)?.map_or_else(|| "—".into(), |group| group.name),
            None => "—".into(),
        },
        FieldName::Language => super::super::page::language_name(fields.language).to_owned(),
        FieldName::DefaultStore => match fields.default_store {
            Some(store) => stores::find(tx, names, store)?.map_or_else(|| "—".into(), |store| store.name),
            None => texts.t("default-store-none"),
        },
        FieldName::PosPassword | FieldName::SalepointGroup(_) => String::new(),
    })
}
