//! Carries an import file out within one transaction, and finds what is wrong with it on the way: then the transaction
//! is not committed.

use super::file::{File, GrantEntry, GroupEntry, SalepointEntry, UserEntry};
use super::problems::{ImportErrors, Problem};
use super::reader::{Field, Place};
use super::{Imported, Tally};
use crate::db::{Tx, company, groups, policy, salepoints, stores, users};
use crate::derive::Touched;
use crate::keys::VerifierKeys;
use crate::office::OfficeError;
use crate::passwords::{self, Hashed, Outcome};
use crate::personnel;
use crate::policy::{check_policy, replace};
use crate::suggest::similar;
use std::collections::{BTreeMap, BTreeSet};
use sync_core::domain::{GroupId, Language, Policy, SalepointId, StoreId, UnixMs, UserId};
use uuid::Uuid;

/// After so many refused passwords no more are looked at: an import is no way to find out which are taken.
const MOST_REFUSED_PASSWORDS: usize = 10;
const REFUSED_PASSWORD: &str = "this POS password can not be used; choose another";

/// Carries out a file. Without hashes (a rehearsal) passwords are checked for their length only.
pub fn apply(
    tx: &mut Tx<'_>,
    touched: &mut Touched,
    file: &File,
    hashes: Option<&BTreeMap<usize, Hashed>>,
    keys: &VerifierKeys,
    now: UnixMs,
) -> Result<Imported, OfficeError> {
    let names = Names::load(tx)?;
    let mut import = Import {
        policy: policy::load(tx)?,
        refused_passwords: 0,
        tx,
        touched,
        names,
        errors: ImportErrors::default(),
        keys,
        now,
    };
    let mut imported = Imported::default();
    import.company(file, &mut imported)?;
    for entry in &file.stores {
        let tally = &mut imported.stores;
        import.store(&entry.name, tally)?;
    }
    for entry in &file.salepoints {
        import.salepoint(entry, &mut imported.salepoints)?;
    }
    for entry in &file.groups {
        import.group(entry, &mut imported.groups)?;
    }
    let mut references = BTreeSet::new();
    for (index, entry) in file.users.iter().enumerate() {
        if !references.insert(entry.reference.as_str()) {
            import.errors.add(entry.place.problem(entry.place.line, "ref", "an entry above has the same ref"));
            continue;
        }
        import.user(entry, hashes.map(|hashes| hashes.get(&index)), &mut imported)?;
    }
    let mut errors = import.errors;
    errors.problems.sort_by_key(|problem| problem.line);
    errors.into_result()?;
    Ok(imported)
}

struct Names {
    stores: BTreeMap<String, StoreId>,
    salepoints: BTreeMap<String, salepoints::Salepoint>,
    groups: BTreeMap<String, groups::Group>,
    /// Nobody gets these.
    closed_stores: BTreeSet<StoreId>,
    seen: BTreeSet<(&'static str, String)>,
}

impl Names {
    fn load(tx: &mut Tx<'_>) -> Result<Self, OfficeError> {
        let all_stores = stores::all(tx)?;
        Ok(Self {
            closed_stores: all_stores.iter().filter(|store| store.closed_at.is_some()).map(|store| store.id).collect(),
            stores: all_stores.into_iter().map(|store| (store.name, store.id)).collect(),
            salepoints: salepoints::all(tx)?.into_iter().map(|found| (found.name.clone(), found)).collect(),
            groups: groups::all(tx)?.into_iter().map(|group| (group.name.clone(), group)).collect(),
            seen: BTreeSet::new(),
        })
    }
}

struct Import<'i, 't, 'c> {
    tx: &'t mut Tx<'c>,
    touched: &'i mut Touched,
    names: Names,
    policy: Policy,
    errors: ImportErrors,
    refused_passwords: usize,
    keys: &'i VerifierKeys,
    now: UnixMs,
}

impl Import<'_, '_, '_> {
    fn company(&mut self, file: &File, imported: &mut Imported) -> Result<(), OfficeError> {
        if let Some(name) = &file.company
            && company::find(self.tx)?.is_some_and(|company| company.name != *name)
        {
            company::rename(self.tx, name)?;
            self.touched.company = true;
            imported.company_renamed = true;
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
            imported.policy_changed = replace(self.tx, self.touched, &changed)?;
            self.policy = changed;
        }
        Ok(())
    }

    fn store(&mut self, name: &str, tally: &mut Tally) -> Result<(), OfficeError> {
        if self.names.stores.contains_key(name) {
            tally.unchanged += 1;
            return Ok(());
        }
        let store = stores::Store { id: StoreId(Uuid::now_v7()), name: name.to_owned(), closed_at: None };
        stores::save(self.tx, &store)?;
        self.touched.stores.insert(store.id);
        self.names.stores.insert(store.name, store.id);
        tally.created += 1;
        Ok(())
    }

    fn salepoint(&mut self, entry: &SalepointEntry, tally: &mut Tally) -> Result<(), OfficeError> {
        if !self.names.seen.insert(("salepoint", entry.name.clone())) {
            self.errors.add(entry.place.problem(entry.place.line, "name", "an entry above has the same name"));
            return Ok(());
        }
        let store = entry.store.as_ref().map(|name| self.store_named(&entry.place, "store", name));
        if store == Some(None) {
            return Ok(());
        }
        let before = self.names.salepoints.get(&entry.name).cloned();
        let mut salepoint = before.clone().unwrap_or_else(|| salepoints::Salepoint {
            id: SalepointId(Uuid::now_v7()),
            name: entry.name.clone(),
            language: Language::default(),
            store: None,
            closed_at: None,
        });
        salepoint.language = entry.language.unwrap_or(salepoint.language);
        salepoint.store = store.flatten().or(salepoint.store);
        if tally.count(before.as_ref(), &salepoint) {
            salepoints::save(self.tx, &salepoint)?;
            self.touched.salepoints.insert(salepoint.id);
            self.names.salepoints.insert(salepoint.name.clone(), salepoint);
        }
        Ok(())
    }

    fn group(&mut self, entry: &GroupEntry, tally: &mut Tally) -> Result<(), OfficeError> {
        let before = self.names.groups.get(&entry.name).cloned();
        let mut group = before.clone().unwrap_or_else(|| groups::Group {
            id: GroupId(Uuid::now_v7()),
            name: entry.name.clone(),
            pos: Default::default(),
            office: BTreeMap::new(),
        });
        group.pos = entry.pos.clone().unwrap_or(group.pos);
        group.office = entry.office.clone().unwrap_or(group.office);
        if tally.count(before.as_ref(), &group) {
            groups::save(self.tx, &group)?;
            self.touched.groups.insert(group.id);
            self.names.groups.insert(group.name.clone(), group);
        }
        Ok(())
    }

    fn user(
        &mut self,
        entry: &UserEntry,
        hashed: Option<Option<&Hashed>>,
        imported: &mut Imported,
    ) -> Result<(), OfficeError> {
        let errors_before = self.errors.problems.len() + self.errors.unlisted;
        let before = match users::by_reference(self.tx, &entry.reference)? {
            Some(user) => personnel::load(self.tx, user.id)?,
            None => None,
        };
        let salepoints = match &entry.salepoints {
            Some(grants) => self.grants(&entry.place, grants),
            None => before.as_ref().map(|before| before.salepoints.clone()).unwrap_or_default(),
        };
        let stores = match &entry.stores {
            Some(names) => self.stores(&entry.place, names),
            None => before.as_ref().map(|before| before.stores.clone()).unwrap_or_default(),
        };
        let user = self.record(entry, before.as_ref().map(|before| &before.user), &stores);
        self.password_length(entry);
        let found_wrong = self.errors.problems.len() + self.errors.unlisted > errors_before;
        let (Some(user), false) = (user, found_wrong) else { return Ok(()) };

        let after = personnel::Record { user, salepoints, stores };
        let mut changed = personnel::store(self.tx, self.touched, None, before.as_ref(), &after, self.now)?;
        let user = after.user;
        if let (Some(password), Some(Some(hashed))) = (&entry.pos_password, hashed) {
            changed |= self.password(entry, password, user.id, hashed, &mut imported.passwords_set)?;
        }
        match (before, changed) {
            (None, _) => imported.users.created += 1,
            (Some(_), true) => imported.users.updated += 1,
            (Some(_), false) => imported.users.unchanged += 1,
        }
        if changed {
            self.touched.users.insert(user.id);
        }
        Ok(())
    }

    fn record(
        &mut self,
        entry: &UserEntry,
        before: Option<&users::User>,
        stores: &BTreeSet<StoreId>,
    ) -> Option<users::User> {
        let group = match &entry.group {
            Some(name) => self.group_named(&entry.place, "group", name),
            None => before.map(|user| user.group),
        };
        if before.is_none() {
            let missing = [
                ("first_name", entry.first_name.is_none()),
                ("last_name", entry.last_name.is_none()),
                ("group", entry.group.is_none()),
            ];
            for (field, _) in missing.into_iter().filter(|(_, missing)| *missing) {
                self.errors.add(entry.place.problem(entry.place.line, field, "is missing; a new user needs it"));
            }
        }
        let default_store = match &entry.default_store {
            Some(name) => {
                let store = self.store_named(&entry.place, "default_store", name)?;
                if !stores.contains(&store) {
                    let message = format!("“{}” is not among the user's stores; add it to \"stores\"", name.value);
                    self.errors.add(entry.place.problem(name.line, "default_store", message));
                }
                Some(store)
            }
            // A store that is taken away is nobody's default any more.
            None => before.and_then(|user| user.default_store).filter(|store| stores.contains(store)),
        };
        Some(users::User {
            id: before.map_or_else(|| UserId(Uuid::now_v7()), |user| user.id),
            reference: Some(entry.reference.clone()),
            first_name: entry.first_name.clone().or_else(|| Some(before?.first_name.clone()))?,
            last_name: entry.last_name.clone().or_else(|| Some(before?.last_name.clone()))?,
            language: entry.language.or_else(|| Some(before?.language)).unwrap_or_default(),
            active: entry.active.or_else(|| Some(before?.active)).unwrap_or(true),
            group: group?,
            default_store,
        })
    }

    fn grants(&mut self, place: &Place, entries: &[GrantEntry]) -> BTreeMap<SalepointId, Option<GroupId>> {
        let mut grants = BTreeMap::new();
        for entry in entries {
            let name = &entry.salepoint;
            let Some(salepoint) = self.names.salepoints.get(&name.value).map(|found| found.id) else {
                let known = self.names.salepoints.keys().map(String::as_str);
                let hint = similar(&name.value, known).unwrap_or_default();
                let message = format!("no salepoint “{}”{hint}", name.value);
                self.errors.add(place.problem(name.line, "salepoints", message));
                continue;
            };
            if self.names.salepoints.get(&name.value).is_some_and(|found| found.closed_at.is_some()) {
                self.errors.add(place.problem(name.line, "salepoints", closed("salepoint", &name.value)));
            }
            let group = entry.group.as_ref().map(|name| self.group_named(place, "salepoints", name));
            if grants.insert(salepoint, group.flatten()).is_some() {
                let message = format!("the salepoint “{}” is named twice", name.value);
                self.errors.add(place.problem(name.line, "salepoints", message));
            }
        }
        grants
    }

    fn stores(&mut self, place: &Place, names: &[Field<String>]) -> BTreeSet<StoreId> {
        names.iter().filter_map(|name| self.store_named(place, "stores", name)).collect()
    }

    fn store_named(&mut self, place: &Place, field: &str, name: &Field<String>) -> Option<StoreId> {
        let found = self.names.stores.get(&name.value).copied();
        if found.is_none() {
            let hint = similar(&name.value, self.names.stores.keys().map(String::as_str)).unwrap_or_default();
            self.errors.add(place.problem(name.line, field, format!("no store “{}”{hint}", name.value)));
        }
        if found.is_some_and(|store| self.names.closed_stores.contains(&store)) {
            self.errors.add(place.problem(name.line, field, closed("store", &name.value)));
        }
        found
    }

    fn group_named(&mut self, place: &Place, field: &str, name: &Field<String>) -> Option<GroupId> {
        let found = self.names.groups.get(&name.value).map(|group| group.id);
        if found.is_none() {
            let hint = similar(&name.value, self.names.groups.keys().map(String::as_str)).unwrap_or_default();
            self.errors.add(place.problem(name.line, field, format!("no user group “{}”{hint}", name.value)));
        }
        found
    }

    fn password_length(&mut self, entry: &UserEntry) {
        let Some(password) = &entry.pos_password else { return };
        let least = self.policy.min_password_length as usize;
        if password.value.expose().chars().count() < least {
            let message = format!("a POS password has at least {least} characters");
            self.errors.add(entry.place.problem(password.line, "pos_password", message));
        }
    }

    fn password(
        &mut self,
        entry: &UserEntry,
        password: &Field<sync_core::domain::PosPassword>,
        user: UserId,
        hashed: &Hashed,
        set: &mut u64,
    ) -> Result<bool, OfficeError> {
        if self.refused_passwords >= MOST_REFUSED_PASSWORDS {
            return Ok(false);
        }
        let released_until = passwords::released_until(&self.policy, self.now);
        let outcome = match passwords::is_blocked(&password.value) {
            true => Outcome::Taken,
            false => passwords::set(self.tx, self.keys, user, hashed, self.now, released_until)?,
        };
        match outcome {
            Outcome::Set => *set += 1,
            Outcome::Unchanged => return Ok(false),
            Outcome::Taken => {
                self.errors.add(entry.place.problem(password.line, "pos_password", REFUSED_PASSWORD));
                self.refused_passwords += 1;
                if self.refused_passwords == MOST_REFUSED_PASSWORDS {
                    let message = "ten POS passwords were refused; further ones were not looked at".to_owned();
                    self.errors.add(Problem { line: password.line, entry: String::new(), field: None, message });
                }
            }
        }
        Ok(true)
    }
}

fn closed(what: &str, name: &str) -> String {
    format!("the {what} “{name}” is closed; open it again first")
}
