//! Carries an import file out within one transaction, and finds what is wrong with it on the way: then the transaction
//! is not committed.

use super::file::{File, GroupEntry, SalepointEntry, StoreEntry};
use super::known::Known;
use super::mistake::{Mistake, Unknown};
use super::passwords::HashedPassword;
use super::problems::{ImportErrors, Problem};
use super::reader::{Field, Place};
use super::users::UserOutcome;
use super::{Imported, Tally};
use crate::accounts::administrators::Standing;
use crate::company::{CompanySettings, put_company};
use crate::db::grants::Viewer;
use crate::db::{Tx, audit, groups, policy, salepoints, stores};
use crate::derive::Touched;
use crate::errors::OfficeError;
use crate::keys::VerifierKeys;
use crate::office_rights::Level;
use crate::own_limits::OwnLimits;
use crate::personnel::Editor;
use crate::places::{PlaceError, put_salepoint, put_store};
use crate::policy::{check_policy, replace};
use crate::suggest::most_alike;
use crate::user_groups::{GroupError, GroupSettings, put_group};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use sync_core::domain::{Bytes32, GroupId, Language, Policy, SalepointId, StoreId, UnixMs, UserId};
use uuid::Uuid;

/// Longer names are not compared with known ones.
const MOST_COMPARED: usize = 100;

/// How a file is carried out.
#[derive(Clone, Copy)]
pub struct How<'h> {
    /// Who imports; `None`: whoever may run commands on head office's machine.
    pub by: Option<UserId>,
    /// The hashed POS passwords by the index of their user's entry. Without them (a rehearsal) passwords are checked for
    /// their length only.
    pub hashes: Option<&'h BTreeMap<usize, HashedPassword>>,
    /// After so many refused passwords no more are looked at: an import is no way to find out which are taken.
    pub most_refused: usize,
    pub keys: &'h VerifierKeys,
    pub now: UnixMs,
}

/// What a file came to. With errors nothing of it may be committed.
pub struct Applied {
    pub imported: Imported,
    pub errors: ImportErrors,
    /// The users that were created or changed, in the order of the file.
    pub users: Vec<UserOutcome>,
    /// How many POS passwords were refused.
    pub refused_passwords: usize,
    /// Changes when what the file meets has changed.
    pub fingerprint: Bytes32,
}

/// Carries out a file.
pub fn apply(tx: &mut Tx<'_>, touched: &mut Touched, file: &File, how: How<'_>) -> Result<Applied, OfficeError> {
    let names = Names::load(tx)?;
    let had_administrator = Standing::of(tx)?;
    let editor = Editor::new(tx, how.by, how.now)?;
    let trail_ended = audit::last_number(tx)?;
    let mut import = Import {
        editor,
        policy: policy::load(tx)?,
        refused_passwords: 0,
        tx,
        touched,
        names,
        errors: ImportErrors::default(),
        how,
        seen_users: BTreeSet::new(),
        seen_references: BTreeSet::new(),
        outcomes: Vec::new(),
        met: Sha256::new(),
        had_administrator,
        lost_administrator: None,
    };
    let mut imported = Imported::default();
    import.company(file, &mut imported)?;
    for entry in &file.stores {
        import.store(entry, &mut imported.stores)?;
    }
    for entry in &file.salepoints {
        import.salepoint(entry, &mut imported.salepoints)?;
    }
    for entry in &file.groups {
        import.group(entry, &mut imported.groups)?;
    }
    for (index, entry) in file.users.iter().enumerate() {
        import.user(index, entry, &mut imported)?;
    }
    if let Some(problem) = import.lost_administrator.take() {
        import.errors.add(problem);
    }
    if let Some(name) = &file.name {
        audit::came_from(import.tx, trail_ended, name)?;
    }
    let Import { mut errors, outcomes, refused_passwords, met, .. } = import;
    errors.problems.sort_by_key(|problem| problem.line);
    let fingerprint = Bytes32(met.finalize().into());
    Ok(Applied { imported, errors, users: outcomes, refused_passwords, fingerprint })
}

pub(super) struct Names {
    stores: Known<StoreId>,
    pub salepoints: Known<salepoints::Salepoint>,
    groups: Known<groups::Group>,
    /// Nobody gets these.
    closed_stores: BTreeSet<StoreId>,
    seen: BTreeSet<(&'static str, String)>,
}

impl Names {
    fn load(tx: &mut Tx<'_>) -> Result<Self, OfficeError> {
        let all_stores = stores::all(tx, Viewer::Everything)?;
        Ok(Self {
            closed_stores: all_stores.iter().filter(|store| store.closed_at.is_some()).map(|store| store.id).collect(),
            stores: Known::new(all_stores.into_iter().map(|store| (store.name, store.id))),
            salepoints: Known::new(
                salepoints::all(tx, Viewer::Everything)?.into_iter().map(|found| (found.name.clone(), found)),
            ),
            groups: Known::new(groups::all(tx)?.into_iter().map(|group| (group.name.clone(), group))),
            seen: BTreeSet::new(),
        })
    }
}

/// An import under way.
pub(super) struct Import<'i, 't, 'c> {
    pub tx: &'t mut Tx<'c>,
    pub touched: &'i mut Touched,
    pub names: Names,
    pub policy: Policy,
    pub errors: ImportErrors,
    pub how: How<'i>,
    pub editor: Editor,
    pub refused_passwords: usize,
    pub seen_users: BTreeSet<UserId>,
    pub seen_references: BTreeSet<String>,
    pub outcomes: Vec<UserOutcome>,
    /// What the entries found.
    pub met: Sha256,
    /// What of an administrator there was before.
    pub had_administrator: Standing,
    /// The entry that took the last one.
    pub lost_administrator: Option<Problem>,
}

impl Import<'_, '_, '_> {
    fn company(&mut self, file: &File, imported: &mut Imported) -> Result<(), OfficeError> {
        let entry = file.company.as_ref();
        if let Some(entry) = entry {
            let before = CompanySettings::load(self.tx)?;
            let name = entry.name.clone().unwrap_or_else(|| before.name.clone());
            let after = CompanySettings { name, language: entry.language.unwrap_or(before.language), ..before.clone() };
            put_company(self.tx, self.touched, (self.how.by, self.how.now), &after)?;
            imported.company_renamed = before.name != after.name;
            imported.language_changed = before.language != after.language;
        }
        let Some(entry) = &file.policy else { return Ok(()) };
        let mut changed = self.policy;
        for (name, setting) in policy::settings(&mut changed) {
            *setting = entry.settings.get(name).map_or(*setting, |field| field.value);
        }
        if let Err((name, problem)) = check_policy(&changed) {
            let line = entry.settings.get(name).map_or(entry.place.line, |field| field.line);
            self.errors.add(entry.place.problem(line, name, problem));
        } else {
            imported.policy_changed = replace(self.tx, self.touched, (self.how.by, self.how.now), &changed)?;
            self.policy = changed;
        }
        Ok(())
    }

    fn store(&mut self, entry: &StoreEntry, tally: &mut Tally) -> Result<(), OfficeError> {
        if !self.names.seen.insert(("store", entry.name.clone())) {
            self.errors.add(entry.place.problem(entry.place.line, "name", Mistake::Twice("name")));
            return Ok(());
        }
        let before = match self.names.stores.of_entry(&entry.name) {
            Some(id) => stores::find(self.tx, Viewer::Everything, *id)?,
            None => None,
        };
        let mut store = before.clone().unwrap_or_else(|| stores::Store {
            id: StoreId(Uuid::now_v7()),
            name: entry.name.clone(),
            address: String::new(),
            closed_at: None,
        });
        store.address = entry.address.clone().unwrap_or(store.address);
        if tally.count(before.as_ref(), &store) {
            let by_and_at = (self.how.by, self.how.now);
            if let Err(error) = put_store(self.tx, self.touched, by_and_at, before.as_ref(), &store) {
                return self.place_refused(&entry.place, error);
            }
            self.names.stores.insert(store.name, store.id);
        }
        Ok(())
    }

    fn salepoint(&mut self, entry: &SalepointEntry, tally: &mut Tally) -> Result<(), OfficeError> {
        if !self.names.seen.insert(("salepoint", entry.name.clone())) {
            self.errors.add(entry.place.problem(entry.place.line, "name", Mistake::Twice("name")));
            return Ok(());
        }
        let store = entry.store.as_ref().map(|name| self.open_store_named(&entry.place, "store", name));
        if store == Some(None) {
            return Ok(());
        }
        let before = self.names.salepoints.of_entry(&entry.name).cloned();
        let mut salepoint = before.clone().unwrap_or_else(|| salepoints::Salepoint {
            id: SalepointId(Uuid::now_v7()),
            name: entry.name.clone(),
            language: Language::default(),
            store: None,
            address: String::new(),
            receipt_header: String::new(),
            own: OwnLimits::default(),
            closed_at: None,
        });
        let (own_before, errors_before) = (salepoint.own, self.errors.count());
        salepoint.language = entry.language.unwrap_or(salepoint.language);
        salepoint.store = store.flatten().or(salepoint.store);
        salepoint.address = entry.address.clone().unwrap_or(salepoint.address);
        salepoint.receipt_header = entry.receipt_header.clone().unwrap_or(salepoint.receipt_header);
        for (name, own) in salepoint.own.settings() {
            *own = entry.own.get(name).map_or(*own, |field| Some(field.value).filter(|value| *value != 0));
        }
        for problem in salepoint.own.problems(&self.policy, own_before) {
            let field = entry.own.get(problem.setting());
            let line = field.map_or(entry.place.line, |field| field.line);
            self.errors.add(entry.place.problem(line, problem.setting(), problem.to_string()));
        }
        if self.errors.count() > errors_before {
            // Nothing of it stays, but who has it further down is not told of it once more.
            salepoint.own = own_before;
        }
        if tally.count(before.as_ref(), &salepoint) {
            let by_and_at = (self.how.by, self.how.now);
            if let Err(error) = put_salepoint(self.tx, self.touched, by_and_at, before.as_ref(), &salepoint) {
                return self.place_refused(&entry.place, error);
            }
            self.names.salepoints.insert(salepoint.name.clone(), salepoint);
        }
        Ok(())
    }

    fn group(&mut self, entry: &GroupEntry, tally: &mut Tally) -> Result<(), OfficeError> {
        let present = self.names.groups.of_entry(&entry.name);
        let id = present.map_or_else(|| GroupId(Uuid::now_v7()), |group| group.id);
        let before = present.map(GroupSettings::from);
        let mut group =
            before.clone().unwrap_or_else(|| GroupSettings { name: entry.name.clone(), ..GroupSettings::default() });
        group.pos = entry.pos.clone().unwrap_or(group.pos);
        if let Some(office) = &entry.office {
            let has = office.iter().filter(|(_, level)| **level != Level::None);
            group.office = has.map(|(area, level)| (*area, *level)).collect();
        }
        if tally.count(before.as_ref(), &group) {
            match put_group(self.tx, self.touched, (self.how.by, self.how.now), id, before.as_ref(), &group) {
                Ok(()) => {}
                Err(GroupError::Db(error)) => return Err(error.into()),
                Err(error) => {
                    let field = if matches!(error, GroupError::NameTaken) { "name" } else { "office" };
                    self.errors.add(entry.place.problem(entry.place.line, field, error.to_string()));
                    return Ok(());
                }
            }
            let GroupSettings { name, pos, office } = group;
            self.names.groups.insert(name.clone(), groups::Group { id, name, pos, office });
        }
        Ok(())
    }

    /// Says why a salepoint or store is refused.
    fn place_refused(&mut self, place: &Place, error: PlaceError) -> Result<(), OfficeError> {
        let field = match &error {
            PlaceError::Db(_) => return Err(error.into()),
            PlaceError::NoSuchStore => "store",
            _ => "name",
        };
        self.errors.add(place.problem(place.line, field, error.to_string()));
        Ok(())
    }

    /// A store that can be chosen.
    fn open_store_named(&mut self, place: &Place, field: &str, name: &Field<String>) -> Option<StoreId> {
        self.store_named(place, field, name).filter(|store| !self.names.closed_stores.contains(store))
    }

    pub fn store_named(&mut self, place: &Place, field: &str, name: &Field<String>) -> Option<StoreId> {
        let found = self.names.stores.meant(&name.value).copied();
        if found.is_none() {
            let unknown = unknown(&self.errors, &name.value, self.names.stores.names());
            self.errors.add(place.problem(name.line, field, Mistake::UnknownStore(unknown)));
        }
        if found.is_some_and(|store| self.names.closed_stores.contains(&store)) {
            self.errors.add(place.problem(name.line, field, Mistake::ClosedStore(name.value.clone())));
        }
        found
    }

    pub fn group_named(&mut self, place: &Place, field: &str, name: &Field<String>) -> Option<GroupId> {
        let found = self.names.groups.meant(&name.value).map(|group| group.id);
        if found.is_none() {
            let unknown = unknown(&self.errors, &name.value, self.names.groups.names());
            self.errors.add(place.problem(name.line, field, Mistake::UnknownGroup(unknown)));
        }
        found
    }
}

/// A name that nothing has. What is alike is looked for only if somebody will read it.
pub(super) fn unknown<'n>(errors: &ImportErrors, name: &str, known: impl IntoIterator<Item = &'n String>) -> Unknown {
    let is_compared = !errors.is_full() && name.chars().nth(MOST_COMPARED).is_none();
    let like = is_compared.then(|| most_alike(name, known.into_iter().map(String::as_str))).flatten();
    Unknown { name: name.to_owned(), like: like.map(str::to_owned) }
}
