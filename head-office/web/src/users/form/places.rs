//! The tabs Salepoint and Store: what is granted, with what is not saved yet, and the buttons over it.

use super::super::super::choose::{self, FEW, Hits, Unresolved, by_name, resolve};
use super::super::super::texts::Texts;
use super::{Asked, Go, Tab};
use head_office_office::errors::OfficeError;
use head_office_office::office::Office;
use head_office_office::personnel::{
    BeforeAll, Draft, Editing, OWN_GROUP, SALEPOINTS, STORES, salepoints_in, stores_in, values_of,
};
use head_office_store::grants::{self, Kind, Viewer};
use head_office_store::{groups, salepoints, stores};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use sync_core::domain::{GroupId, SalepointId, StoreId, fold};

/// Rows of a page.
const ROWS: usize = 25;

/// How a place stands between what is saved and what is wanted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Standing {
    /// Granted, and stays.
    Saved,
    /// Not granted yet.
    Added,
    /// Granted still.
    Removed,
}

/// Why a button did nothing.
pub enum NotDone {
    /// What was typed names no place.
    Unresolved(Unresolved),
    /// All were meant, and they are not any more those that the page showed.
    ChangedMeanwhile,
}

impl NotDone {
    /// In words.
    pub fn words(self, texts: &Texts) -> String {
        match self {
            Self::Unresolved(unresolved) => unresolved.words(texts),
            Self::ChangedMeanwhile => texts.t("places-changed-meanwhile"),
        }
    }
}

/// Does what a button of these tabs does to the draft. `seen`: which grants the page showed as saved.
pub fn act(
    office: &Office,
    viewer: Viewer,
    editing: &mut Editing,
    tab: Tab,
    (go, seen): (&Go, &str),
) -> Result<Option<NotDone>, OfficeError> {
    let prefix = match tab {
        Tab::General | Tab::Access => return Ok(None),
        Tab::Salepoints => SALEPOINTS,
        Tab::Stores => STORES,
    };
    if matches!(go, Go::AddAll | Go::DeleteAll) && seen != fingerprint(editing, prefix) {
        return Ok(Some(NotDone::ChangedMeanwhile));
    }
    let draft = &mut editing.draft;
    let all: Vec<(String, String)> = office.read(|tx| match tab {
        Tab::Stores => Ok(stores::open(tx, viewer)?.into_iter().map(|one| (one.id.to_string(), one.name)).collect()),
        _ => Ok::<_, head_office_store::DbError>(
            salepoints::open(tx, viewer)?.into_iter().map(|one| (one.id.to_string(), one.name)).collect(),
        ),
    })?;
    let not_done = press(draft, prefix, go, &all);
    // A store that is taken away cannot be selected at login.
    let default_store = draft.typed.get("default_store").to_owned();
    if tab == Tab::Stores && draft.typed.get(&format!("{STORES}{default_store}")).is_empty() {
        draft.typed.set("default_store", "");
    }
    Ok(not_done)
}

/// `all`: id and name of each place there is.
fn press(draft: &mut Draft, prefix: &str, go: &Go, all: &[(String, String)]) -> Option<NotDone> {
    let is_place = |id: &str| all.iter().any(|(known, _)| known == id);
    match go {
        Go::Add(typed) => match resolve(typed, all) {
            Ok(id) => add(draft, prefix, &id),
            Err(unresolved) => return Some(NotDone::Unresolved(unresolved)),
        },
        Go::AddAll => {
            remember(draft, prefix, true);
            all.iter().for_each(|(id, _)| add(draft, prefix, id));
        }
        Go::DeleteAll => {
            remember(draft, prefix, false);
            draft.typed = std::mem::take(&mut draft.typed).split(prefix).1;
        }
        Go::UndoAll => {
            let before = draft.before_all.remove(prefix).map(|before| before.grants);
            let before = before.unwrap_or_else(|| draft.base.clone().split(prefix).0);
            draft.typed = std::mem::take(&mut draft.typed).split(prefix).1;
            draft.typed.0.extend(before.0);
        }
        // Of a place that was closed meanwhile nothing is left to remove or undo.
        Go::Remove(id) if is_place(id) => draft.typed.set(&format!("{prefix}{id}"), ""),
        Go::Undo(id) if is_place(id) => {
            let key = format!("{prefix}{id}");
            let saved = draft.base.get(&key).to_owned();
            draft.typed.set(&key, &saved);
        }
        _ => {}
    }
    None
}

/// Grants a place; one that was taken away is as it was.
fn add(draft: &mut Draft, prefix: &str, id: &str) {
    let key = format!("{prefix}{id}");
    if draft.typed.get(&key).is_empty() {
        let had = draft.base.get(&key).to_owned();
        draft.typed.set(&key, if had.is_empty() { OWN_GROUP } else { &had });
    }
}

fn remember(draft: &mut Draft, prefix: &str, added: bool) {
    let grants = draft.typed.clone().split(prefix).0;
    draft.before_all.insert(prefix.to_owned(), BeforeAll { added, grants });
}

/// Another text for other grants of this kind.
pub fn fingerprint(editing: &Editing, prefix: &str) -> String {
    let saved = editing.saved.as_ref().map(values_of).unwrap_or_default();
    let mut hasher = Sha256::new();
    saved.under(prefix).for_each(|(id, beside)| hasher.update(format!("{id} {beside}\n")));
    hasher.finalize().iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

/// A tab as it is shown.
pub struct Places {
    /// Whether these are stores.
    pub are_stores: bool,
    /// What can be added, to choose from; `None`: too many, so they are typed.
    pub choices: Option<Vec<(String, String)>>,
    /// Those whose names hold what was typed.
    pub hits: Hits,
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
    /// Which grants are shown as saved.
    pub seen: String,
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
        tx: &mut head_office_store::Tx<'_>,
        viewer: Viewer,
        editing: &Editing,
    ) -> Result<[(u64, u64); 2], head_office_store::DbError> {
        let salepoints = wanted_salepoints(editing, &grants::open(tx, viewer, Kind::Salepoints)?);
        let stores = wanted_stores(editing, &grants::open(tx, viewer, Kind::Stores)?);
        Ok([count(&salepoints), count(&stores)])
    }

    /// The tab Salepoint.
    pub fn salepoints(
        tx: &mut head_office_store::Tx<'_>,
        viewer: Viewer,
        texts: &Texts,
        editing: &Editing,
        asked: &Asked,
    ) -> Result<Self, head_office_store::DbError> {
        let all = salepoints::open(tx, viewer)?;
        let (had, wanted) = wanted_salepoints(editing, &ids(&all, |salepoint| salepoint.id));
        let named = all.into_iter().map(|salepoint| (salepoint.id, salepoint.name)).collect();
        let mut places = Self::new(texts, &had, &wanted, named, swept(&editing.draft, SALEPOINTS), asked);
        places.seen = fingerprint(editing, SALEPOINTS);
        for row in &mut places.rows {
            let id = row.id.parse().ok();
            let group = id.and_then(|id: SalepointId| wanted.get(&id).or_else(|| had.get(&id)).copied().flatten());
            row.group = group.map(|group| group.to_string()).unwrap_or_default();
        }
        let groups = groups::all(tx)?;
        let own = editing.draft.typed.get("group");
        let own = groups.iter().find(|group| group.id.to_string() == own).map_or("—", |group| &group.name);
        places.groups = vec![(String::new(), texts.with("group-as-the-user", &[("group", own)]))];
        places.groups.extend(groups.into_iter().map(|group| (group.id.to_string(), group.name)));
        Ok(places)
    }

    /// The tab Store.
    pub fn stores(
        tx: &mut head_office_store::Tx<'_>,
        viewer: Viewer,
        texts: &Texts,
        editing: &Editing,
        asked: &Asked,
    ) -> Result<Self, head_office_store::DbError> {
        let all = stores::open(tx, viewer)?;
        let (had, wanted) = wanted_stores(editing, &ids(&all, |store| store.id));
        let named: Vec<(StoreId, String)> = all.into_iter().map(|store| (store.id, store.name)).collect();
        let chosen = named.iter().filter(|(id, _)| wanted.contains_key(id));
        let choices: Vec<_> = chosen.map(|(id, name)| (id.to_string(), name.clone())).collect();
        let mut places = Self::new(texts, &had, &wanted, named, swept(&editing.draft, STORES), asked);
        places.seen = fingerprint(editing, STORES);
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
        places.default_stores.extend(choices);
        places.default_store = editing.draft.typed.get("default_store").to_owned();
        Ok(places)
    }

    /// `all`: by name.
    fn new<I: Ord + Copy + ToString, V: PartialEq>(
        texts: &Texts,
        had: &BTreeMap<I, V>,
        wanted: &BTreeMap<I, V>,
        all: Vec<(I, String)>,
        swept: Option<bool>,
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
        let last_page = shown.len().div_ceil(ROWS).max(1) as u64;
        let page = asked.page.parse().unwrap_or(1).clamp(1, last_page);
        let near = (1..=last_page).filter(|other| *other == 1 || *other == last_page || other.abs_diff(page) <= 2);
        let pages = near.map(|other| (other, texts.number(other), other == page)).collect();
        let rows = shown.into_iter().skip((page as usize - 1) * ROWS).take(ROWS);
        let rows = rows.map(|(id, name, standing)| {
            let (group, beside) = (String::new(), String::new());
            Row { id: id.to_string(), name, standing, group, beside }
        });
        let choices = (addable.len() <= FEW).then(|| {
            let first = (String::new(), texts.t("choose"));
            std::iter::once(first).chain(addable.iter().cloned()).collect()
        });
        let offered = addable.iter().map(|(id, name)| (name.clone(), choose::place(id, name)));
        let hits = match asked.add.trim() {
            "" => Hits::default(),
            typed => Hits::new(texts, typed, by_name(typed, offered)),
        };
        let swept = match swept {
            None => String::new(),
            Some(true) => texts.counted("places-all-added", wanted.len() as u64),
            Some(false) => texts.counted("places-all-removed", had.len() as u64),
        };
        Self {
            are_stores: false,
            choices,
            hits,
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
            seen: String::new(),
        }
    }
}

type SalepointGrants = BTreeMap<SalepointId, Option<GroupId>>;

fn ids<T, I: Ord>(all: &[T], id: impl Fn(&T) -> I) -> BTreeSet<I> {
    all.iter().map(id).collect()
}

/// Whether all of one kind were added (or deleted) and that is not saved yet.
fn swept(draft: &Draft, prefix: &str) -> Option<bool> {
    draft.before_all.get(prefix).map(|before| before.added)
}

fn wanted_salepoints(editing: &Editing, all: &BTreeSet<SalepointId>) -> (SalepointGrants, SalepointGrants) {
    let mut had = editing.saved.as_ref().map(|saved| saved.salepoints.clone()).unwrap_or_default();
    had.retain(|id, _| all.contains(id));
    let mut wanted = salepoints_in(&editing.draft.typed);
    wanted.retain(|id, _| all.contains(id));
    (had, wanted)
}

fn wanted_stores(editing: &Editing, all: &BTreeSet<StoreId>) -> (BTreeMap<StoreId, ()>, BTreeMap<StoreId, ()>) {
    let saved = editing.saved.as_ref().map(|saved| saved.stores.clone()).unwrap_or_default();
    let open =
        |stores: BTreeSet<StoreId>| stores.into_iter().filter(|id| all.contains(id)).map(|id| (id, ())).collect();
    (open(saved), open(stores_in(&editing.draft.typed)))
}

/// How a place stands.
fn standing<I: Ord, V>(place: &I, now: &BTreeMap<I, V>, wanted: &BTreeMap<I, V>) -> Option<Standing> {
    match (now.contains_key(place), wanted.contains_key(place)) {
        (true, true) => Some(Standing::Saved),
        (false, true) => Some(Standing::Added),
        (true, false) => Some(Standing::Removed),
        (false, false) => None,
    }
}

/// How many are wanted, and in how many that differs from what there is.
fn count<I: Ord, V: PartialEq>((had, wanted): &(BTreeMap<I, V>, BTreeMap<I, V>)) -> (u64, u64) {
    let come_or_changed = wanted.iter().filter(|(id, beside)| had.get(id) != Some(beside)).count();
    let gone = had.keys().filter(|id| !wanted.contains_key(id)).count();
    (wanted.len() as u64, (come_or_changed + gone) as u64)
}
