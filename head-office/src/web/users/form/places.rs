//! The tabs Salepoint and Store: what is granted, with what is not saved yet, and the buttons over it.

use super::super::super::choice::{MOST_TO_CHOOSE_FROM, Unresolved, resolve};
use super::super::super::texts::Texts;
use super::{Asked, Go, Tab};
use crate::db::grants::Viewer;
use crate::db::{groups, salepoints, stores};
use crate::fold::fold;
use crate::office::{Office, OfficeError};
use crate::personnel::{Changes, Editing, Standing, Sweep, standing, stores_of};
use std::collections::{BTreeMap, BTreeSet};
use sync_core::domain::{GroupId, SalepointId, StoreId};

/// Rows of a page.
const ROWS: usize = 25;

/// Does what a button of these tabs does to the draft; what was typed may name no place.
pub fn act(
    office: &Office,
    viewer: Viewer,
    editing: &mut Editing,
    tab: Tab,
    go: &Go,
) -> Result<Option<Unresolved>, OfficeError> {
    let draft = &mut editing.draft;
    match tab {
        Tab::General => Ok(None),
        Tab::Salepoints => {
            let all = office.db.read(|tx| salepoints::open(tx, viewer))?;
            let named = all.into_iter().map(|salepoint| (salepoint.id, salepoint.name)).collect();
            Ok(press(&mut draft.salepoints, go, named))
        }
        Tab::Stores => {
            let all = office.db.read(|tx| stores::open(tx, viewer))?;
            let named = all.into_iter().map(|store| (store.id, store.name)).collect();
            let unresolved = press(&mut draft.stores, go, named);
            let all: BTreeSet<StoreId> =
                office.db.read(|tx| stores::open(tx, viewer))?.into_iter().map(|store| store.id).collect();
            let had = editing.saved.as_ref().map(stores_of).unwrap_or_default();
            let wanted = draft.stores.applied(&had, &all);
            // A store that is taken away cannot be selected at login.
            draft.typed.default_store = draft.typed.default_store.filter(|store| wanted.contains_key(store));
            Ok(unresolved)
        }
    }
}

fn press<I, V>(changes: &mut Changes<I, V>, go: &Go, all: Vec<(I, String)>) -> Option<Unresolved>
where
    I: Ord + Copy + std::str::FromStr,
    V: Copy + PartialEq + Default,
{
    let id = |text: &str| text.parse::<I>().ok().filter(|id| all.iter().any(|(known, _)| known == id));
    match go {
        Go::Add(typed) => match resolve(typed, &all) {
            Ok(id) => changes.add(id),
            Err(unresolved) => return Some(unresolved),
        },
        Go::AddAll => changes.add_all(),
        Go::DeleteAll => changes.remove_all(),
        Go::UndoAll => changes.undo_all(),
        // Of a place that was closed meanwhile nothing is left to remove or undo.
        Go::Remove(typed) => id(typed).into_iter().for_each(|id| changes.remove(id)),
        Go::Undo(typed) => id(typed).into_iter().for_each(|id| changes.undo(id)),
        _ => {}
    }
    None
}

/// A tab as it is shown.
pub struct Places {
    /// Whether these are stores.
    pub are_stores: bool,
    /// What can be added, to choose from; `None`: too many, so they are typed.
    pub choices: Option<Vec<(String, String)>>,
    /// How many can be added, as it is written.
    pub addable: String,
    /// Whether any can.
    pub can_add: bool,
    /// Whether any is granted or will be.
    pub can_remove: bool,
    /// What became of all at once; empty: nothing.
    pub swept: String,
    /// What a name is searched by.
    pub find: String,
    /// The page, from 1, and what leads to others.
    pub page: u64,
    /// Number, as it is written, whether it is this one.
    pub pages: Vec<(u64, String, bool)>,
    /// Of this page.
    pub rows: Vec<Row>,
    /// Groups to choose from at a salepoint: value and name.
    pub groups: Vec<(String, String)>,
    /// Stores that can be selected at login: value and name.
    pub default_stores: Vec<(String, String)>,
    /// Which of these is.
    pub default_store: String,
}

/// One place.
pub struct Row {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// How it stands.
    pub standing: Standing,
    /// The group there, or nothing.
    pub group: String,
    /// What sells from a store.
    pub beside: String,
}

impl Places {
    /// How many places of each kind are wanted, and how many are different from what is saved: salepoints and stores.
    pub fn counts(
        tx: &mut crate::db::Tx<'_>,
        viewer: Viewer,
        editing: &Editing,
    ) -> Result<[(u64, u64); 2], crate::db::DbError> {
        let salepoints = wanted_salepoints(editing, &ids(&salepoints::open(tx, viewer)?, |salepoint| salepoint.id));
        let stores = wanted_stores(editing, &ids(&stores::open(tx, viewer)?, |store| store.id));
        Ok([count(&salepoints), count(&stores)])
    }

    /// The tab Salepoint.
    pub fn salepoints(
        tx: &mut crate::db::Tx<'_>,
        viewer: Viewer,
        texts: &Texts,
        editing: &Editing,
        asked: &Asked,
    ) -> Result<Self, crate::db::DbError> {
        let all = salepoints::open(tx, viewer)?;
        let (had, wanted) = wanted_salepoints(editing, &ids(&all, |salepoint| salepoint.id));
        let named = all.into_iter().map(|salepoint| (salepoint.id, salepoint.name)).collect();
        let mut places = Self::new(texts, &had, &wanted, named, editing.draft.salepoints.sweep(), asked);
        for row in &mut places.rows {
            let id = row.id.parse().ok();
            let group = id.and_then(|id: SalepointId| wanted.get(&id).or_else(|| had.get(&id)).copied().flatten());
            row.group = group.map(|group| group.to_string()).unwrap_or_default();
        }
        let groups = groups::all(tx)?;
        let own = editing.draft.typed.group;
        let own = groups.iter().find(|group| Some(group.id) == own).map_or("—", |group| &group.name);
        places.groups = vec![(String::new(), texts.with("group-as-the-user", &[("group", own)]))];
        places.groups.extend(groups.into_iter().map(|group| (group.id.to_string(), group.name)));
        Ok(places)
    }

    /// The tab Store.
    pub fn stores(
        tx: &mut crate::db::Tx<'_>,
        viewer: Viewer,
        texts: &Texts,
        editing: &Editing,
        asked: &Asked,
    ) -> Result<Self, crate::db::DbError> {
        let all = stores::open(tx, viewer)?;
        let (had, wanted) = wanted_stores(editing, &ids(&all, |store| store.id));
        let names: BTreeMap<StoreId, String> = all.into_iter().map(|store| (store.id, store.name)).collect();
        let named = names.iter().map(|(id, name)| (*id, name.clone())).collect();
        let mut places = Self::new(texts, &had, &wanted, named, editing.draft.stores.sweep(), asked);
        places.are_stores = true;
        let mut sellers: BTreeMap<StoreId, Vec<String>> = BTreeMap::new();
        for salepoint in salepoints::open(tx, viewer)? {
            if let Some(store) = salepoint.store {
                sellers.entry(store).or_default().push(salepoint.name);
            }
        }
        for row in &mut places.rows {
            let selling = row.id.parse().ok().and_then(|id: StoreId| sellers.get(&id));
            let (first, count) = selling.map_or((String::new(), 0), |names| {
                (names.iter().take(2).cloned().collect::<Vec<_>>().join(", "), names.len())
            });
            let more = if count > 2 { format!(" +{}", texts.number(count as u64 - 2)) } else { String::new() };
            row.beside = if count == 0 { "—".into() } else { first + &more };
        }
        places.default_stores = vec![(String::new(), texts.t("default-store-none"))];
        let mut choices: Vec<_> =
            wanted.keys().filter_map(|id| Some((id.to_string(), names.get(id)?.clone()))).collect();
        choices.sort_by_key(|(_, name)| fold(name));
        places.default_stores.extend(choices);
        places.default_store = editing.draft.typed.default_store.map(|id| id.to_string()).unwrap_or_default();
        Ok(places)
    }

    fn new<I: Ord + Copy + ToString, V: PartialEq>(
        texts: &Texts,
        had: &BTreeMap<I, V>,
        wanted: &BTreeMap<I, V>,
        all: Vec<(I, String)>,
        sweep: Option<Sweep>,
        asked: &Asked,
    ) -> Self {
        let folded = fold(&asked.find);
        let mut shown = Vec::new();
        let mut addable = Vec::new();
        for (id, name) in all {
            match standing(&id, had, wanted) {
                None => addable.push((id.to_string(), name)),
                Some(standing) => shown.push((id, name, standing)),
            }
        }
        let can_remove = !wanted.is_empty();
        shown.retain(|(_, name, _)| folded.is_empty() || fold(name).contains(&folded));
        shown.sort_by_cached_key(|(_, name, _)| fold(name));
        addable.sort_by_cached_key(|(_, name)| fold(name));
        let last_page = shown.len().div_ceil(ROWS).max(1) as u64;
        let page = asked.page.parse().unwrap_or(1).clamp(1, last_page);
        let near = (1..=last_page).filter(|other| *other == 1 || *other == last_page || other.abs_diff(page) <= 2);
        let pages = near.map(|other| (other, texts.number(other), other == page)).collect();
        let rows = shown.into_iter().skip((page as usize - 1) * ROWS).take(ROWS);
        let rows = rows.map(|(id, name, standing)| {
            let (group, beside) = (String::new(), String::new());
            Row { id: id.to_string(), name, standing, group, beside }
        });
        let choices = (addable.len() <= MOST_TO_CHOOSE_FROM).then(|| {
            let first = (String::new(), texts.t("choose"));
            std::iter::once(first).chain(addable.iter().cloned()).collect()
        });
        let swept = match sweep {
            None => String::new(),
            Some(Sweep::All) => texts.counted("places-all-added", wanted.len() as u64),
            Some(Sweep::Nothing) => texts.counted("places-all-removed", had.len() as u64),
        };
        Self {
            are_stores: false,
            choices,
            addable: texts.number(addable.len() as u64),
            can_add: !addable.is_empty(),
            can_remove,
            swept,
            find: asked.find.clone(),
            page,
            pages,
            rows: rows.collect(),
            groups: Vec::new(),
            default_stores: Vec::new(),
            default_store: String::new(),
        }
    }
}

type SalepointGrants = BTreeMap<SalepointId, Option<GroupId>>;

fn ids<T, I: Ord>(all: &[T], id: impl Fn(&T) -> I) -> BTreeSet<I> {
    all.iter().map(id).collect()
}

fn wanted_salepoints(editing: &Editing, all: &BTreeSet<SalepointId>) -> (SalepointGrants, SalepointGrants) {
    let mut had = editing.saved.as_ref().map(|saved| saved.salepoints.clone()).unwrap_or_default();
    had.retain(|id, _| all.contains(id));
    let wanted = editing.draft.salepoints.applied(&had, all);
    (had, wanted)
}

fn wanted_stores(editing: &Editing, all: &BTreeSet<StoreId>) -> (BTreeMap<StoreId, ()>, BTreeMap<StoreId, ()>) {
    let mut had = editing.saved.as_ref().map(stores_of).unwrap_or_default();
    had.retain(|id, ()| all.contains(id));
    let wanted = editing.draft.stores.applied(&had, all);
    (had, wanted)
}

/// How many are wanted, and in how many that differs from what there is.
fn count<I: Ord, V: PartialEq>((had, wanted): &(BTreeMap<I, V>, BTreeMap<I, V>)) -> (u64, u64) {
    let come_or_changed = wanted.iter().filter(|(id, beside)| had.get(id) != Some(beside)).count();
    let gone = had.keys().filter(|id| !wanted.contains_key(id)).count();
    (wanted.len() as u64, (come_or_changed + gone) as u64)
}
