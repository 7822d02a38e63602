//! The users of an import file: what of each shall be different, who may decide that, and what came of it.

use super::Imported;
use super::apply::{Import, unknown};
use super::file::{GrantEntry, Named, UserEntry};
use super::mistake::Mistake;
use super::passwords::HashedPassword;
use super::reader::{Field, Place};
use crate::accounts::administrators::Standing;
use crate::db::audit::{self, AuditKind, Change};
use crate::db::users::{self, User};
use crate::errors::OfficeError;
use crate::names;
use crate::passwords::{self, Outcome};
use crate::personnel::{self, AuthorityError, Record};
use serde_json::json;
use sha2::Digest;
use std::collections::{BTreeMap, BTreeSet};
use sync_core::domain::{GroupId, SalepointId, StoreId, UserId};
use uuid::Uuid;

/// What became of the user of an entry.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct UserOutcome {
    /// In which line.
    pub line: usize,
    /// First and last name, as they are then.
    pub name: String,
    /// Whether the user is new.
    pub is_new: bool,
    /// The fields that are different from before, by their codes.
    pub changed: Vec<&'static str>,
    /// Whether the entry has a POS password; nobody is told whether it is another than before.
    pub has_password: bool,
    /// Whether the user is new and somebody of the same name was there before.
    pub has_namesake: bool,
    /// Whether the user is new and has no salepoint.
    pub lacks_salepoint: bool,
    /// Whether the user is deactivated, or has a salepoint or a store no longer.
    pub loses: bool,
}

impl Import<'_, '_, '_> {
    /// Creates or changes the user of an entry.
    pub fn user(&mut self, index: usize, entry: &UserEntry, imported: &mut Imported) -> Result<(), OfficeError> {
        let errors_before = self.errors.count();
        let Some(before) = self.whose(entry)? else { return Ok(()) };
        let salepoints = match &entry.salepoints {
            Some(grants) => self.grants(&entry.place, grants),
            None => before.as_ref().map(|before| before.salepoints.clone()).unwrap_or_default(),
        };
        let stores = match &entry.stores {
            Some(names) => self.stores(&entry.place, names),
            None => before.as_ref().map(|before| before.stores.clone()).unwrap_or_default(),
        };
        let user = self.record(entry, before.as_ref().map(|before| &before.user), &stores)?;
        let password = self.how.hashes.and_then(|hashes| hashes.get(&index));
        self.password_length(entry, password);
        let (Some(user), false) = (user, self.errors.count() > errors_before) else { return Ok(()) };

        let mut after = Record { user, salepoints, stores };
        if let Some(before) = &before {
            keep_own_groups(before, &mut after);
        }
        let has_namesake =
            before.is_none() && users::any_named(self.tx, &after.user.first_name, &after.user.last_name)?;
        let has_password = password.is_some() || entry.pos_password.is_some();
        let Some(mut changed) = self.store_record(entry, before.as_ref(), &after, has_password)? else { return Ok(()) };
        self.note_administrators(entry, before.as_ref(), &after)?;
        if let Some(password) = password {
            changed |= self.password(entry, password, after.user.id, &mut imported.passwords_set)?;
        }
        match (&before, changed) {
            (None, _) => imported.users.created += 1,
            (Some(_), true) => imported.users.updated += 1,
            (Some(_), false) => imported.users.unchanged += 1,
        }
        if changed {
            self.touched.users.insert(after.user.id);
        }
        self.note(entry.place.line, before, after, has_password, has_namesake);
        Ok(())
    }

    /// The record an entry is about; `None` inside: a new user's. `None`: that is wrong.
    fn whose(&mut self, entry: &UserEntry) -> Result<Option<Option<Record>>, OfficeError> {
        let place = &entry.place;
        let of_reference = match &entry.reference {
            Named::As(reference) => users::by_reference(self.tx, &reference.value)?.map(|user| user.id),
            Named::Kept | Named::None => None,
        };
        let id = entry.id.or(of_reference);
        let mut found = None;
        if let Some(id) = id {
            let field = if entry.id.is_some() { "id" } else { "ref" };
            if !self.seen_users.insert(id) {
                self.errors.add(place.problem(place.line, field, Mistake::Twice(field)));
                return Ok(None);
            }
            found = personnel::load(self.tx, id)?;
            if found.is_none() {
                self.errors.add(place.problem(place.line, field, Mistake::UnknownUser(id.to_string())));
                return Ok(None);
            }
        }
        if let Named::As(reference) = &entry.reference {
            let is_anothers = of_reference.is_some_and(|other| Some(other) != id);
            let mistake = match self.seen_references.insert(reference.value.clone()) {
                false => Some(Mistake::Twice("ref")),
                true => is_anothers.then(|| Mistake::ReferenceTaken(reference.value.clone())),
            };
            if let Some(mistake) = mistake {
                self.errors.add(place.problem(reference.line, "ref", mistake));
                return Ok(None);
            }
        }
        Ok(Some(found))
    }

    fn record(
        &mut self,
        entry: &UserEntry,
        before: Option<&User>,
        stores: &BTreeSet<StoreId>,
    ) -> Result<Option<User>, OfficeError> {
        let place = &entry.place;
        let group = match &entry.group {
            Some(name) => self.group_named(place, "group", name),
            None => before.map(|user| user.group),
        };
        if before.is_none() && entry.group.is_none() {
            self.errors.add(place.problem(place.line, "group", Mistake::Missing));
        }
        let default_store = match &entry.default_store {
            Named::As(name) => {
                let store = self.store_named(place, "default_store", name);
                if store.is_some_and(|store| !stores.contains(&store)) {
                    let mistake = Mistake::NotAmongStores(name.value.clone());
                    self.errors.add(place.problem(name.line, "default_store", mistake));
                }
                store
            }
            Named::None => None,
            // A store that is taken away is nobody's default any more.
            Named::Kept => before.and_then(|user| user.default_store).filter(|store| stores.contains(store)),
        };
        let reference = match &entry.reference {
            Named::Kept => before.and_then(|user| user.reference.clone()),
            Named::None => None,
            Named::As(typed) => {
                let present = before.and_then(|user| user.reference.as_deref());
                self.name(place, "ref", Some(typed), present)
            }
        };
        let first_name =
            self.name(place, "first_name", entry.first_name.as_ref(), before.map(|user| user.first_name.as_str()));
        let last_name =
            self.name(place, "last_name", entry.last_name.as_ref(), before.map(|user| user.last_name.as_str()));
        let (Some(first_name), Some(last_name), Some(group)) = (first_name, last_name, group) else { return Ok(None) };
        Ok(Some(User {
            id: before.map_or_else(|| UserId(Uuid::now_v7()), |user| user.id),
            reference,
            first_name,
            last_name,
            language: entry.language.or_else(|| Some(before?.language)).unwrap_or_default(),
            active: entry.active.or_else(|| Some(before?.active)).unwrap_or(true),
            group,
            default_store,
        }))
    }

    /// A name that must be there. What stands there already need not be one by today's rules.
    fn name(
        &mut self,
        place: &Place,
        field: &str,
        typed: Option<&Field<String>>,
        present: Option<&str>,
    ) -> Option<String> {
        let Some(typed) = typed else {
            if present.is_none() {
                self.errors.add(place.problem(place.line, field, Mistake::Missing));
            }
            return present.map(str::to_owned);
        };
        if present == Some(typed.value.as_str()) {
            return Some(typed.value.clone());
        }
        match names::name(&typed.value) {
            Ok(name) => Some(name),
            Err(error) => {
                self.errors.add(place.problem(typed.line, field, Mistake::NotAName(typed.value.clone(), error)));
                None
            }
        }
    }

    fn grants(&mut self, place: &Place, entries: &[GrantEntry]) -> BTreeMap<SalepointId, Option<GroupId>> {
        let mut grants = BTreeMap::new();
        for GrantEntry { salepoint: name, group } in entries {
            let Some(found) = self.names.salepoints.meant(&name.value) else {
                let unknown = unknown(&self.errors, &name.value, self.names.salepoints.names());
                self.errors.add(place.problem(name.line, "salepoints", Mistake::UnknownSalepoint(unknown)));
                continue;
            };
            let (salepoint, is_closed) = (found.id, found.closed_at.is_some());
            if is_closed {
                let mistake = Mistake::ClosedSalepoint(name.value.clone());
                self.errors.add(place.problem(name.line, "salepoints", mistake));
            }
            let group = group.as_ref().map(|name| self.group_named(place, "salepoints", name));
            if grants.insert(salepoint, group.flatten()).is_some() {
                let mistake = Mistake::NamedTwice(name.value.clone());
                self.errors.add(place.problem(name.line, "salepoints", mistake));
            }
        }
        grants
    }

    fn stores(&mut self, place: &Place, names: &[Field<String>]) -> BTreeSet<StoreId> {
        names.iter().filter_map(|name| self.store_named(place, "stores", name)).collect()
    }

    /// Stores a record; whether it is another. `None`: who imports may not do this.
    fn store_record(
        &mut self,
        entry: &UserEntry,
        before: Option<&Record>,
        after: &Record,
        has_password: bool,
    ) -> Result<Option<bool>, OfficeError> {
        let mut field = "pos_password";
        let mut may = Ok(());
        if has_password {
            may = self.editor.check_all_of(self.tx, &before.unwrap_or(after).user);
        }
        let stored = may.and_then(|()| {
            field = before.map_or("group", |before| about(before, after));
            personnel::store(self.tx, self.touched, &mut self.editor, before, after)
        });
        match stored {
            Ok(changed) => Ok(Some(changed)),
            Err(AuthorityError::Lacking) => {
                self.errors.add(entry.place.problem(entry.place.line, field, Mistake::LacksRights));
                Ok(None)
            }
            Err(AuthorityError::Db(error)) => Err(error.into()),
        }
    }

    /// Notes whose entry took the last administrator; one further down may make another.
    fn note_administrators(
        &mut self,
        entry: &UserEntry,
        before: Option<&Record>,
        after: &Record,
    ) -> Result<(), OfficeError> {
        let Some(before) = before.map(|before| &before.user) else { return Ok(()) };
        let is_concerned = before.group != after.user.group || before.active != after.user.active;
        if !is_concerned {
            return Ok(());
        }
        if Standing::of(self.tx)? >= self.had_administrator {
            self.lost_administrator = None;
        } else if self.lost_administrator.is_none() {
            let field = if before.group != after.user.group { "group" } else { "active" };
            self.lost_administrator = Some(entry.place.problem(entry.place.line, field, Mistake::LastAdministrator));
        }
        Ok(())
    }

    fn password_length(&mut self, entry: &UserEntry, hashed: Option<&HashedPassword>) {
        let typed = entry.pos_password.as_ref();
        let typed = typed.map(|password| (password.line, password.value.expose().chars().count()));
        let Some((line, characters)) = typed.or(hashed.map(|hashed| (hashed.line, hashed.characters))) else { return };
        let least = self.policy.min_password_length as usize;
        if characters < least {
            self.errors.add(entry.place.problem(line, "pos_password", Mistake::TooShort(least)));
        }
    }

    fn password(
        &mut self,
        entry: &UserEntry,
        password: &HashedPassword,
        user: UserId,
        set: &mut u64,
    ) -> Result<bool, OfficeError> {
        let most_refused = self.how.most_refused;
        if self.refused_passwords >= most_refused {
            return Ok(false);
        }
        let now = self.how.now;
        let released_until = passwords::released_until(self.tx, now)?;
        let outcome = match password.is_blocked {
            true => Outcome::Taken,
            false => passwords::set(self.tx, self.how.keys, user, &password.hashed, now, released_until)?,
        };
        match outcome {
            Outcome::Set => {
                *set += 1;
                let change = Change { at: now, by: self.how.by, kind: AuditKind::PosPassword, record_id: user.0 };
                audit::record(self.tx, change, None, Some(&json!({})))?;
            }
            Outcome::Unchanged => return Ok(false),
            Outcome::Taken => {
                self.errors.add(entry.place.problem(password.line, "pos_password", Mistake::RefusedPassword));
                self.refused_passwords += 1;
                if self.refused_passwords == most_refused {
                    let place = Place { label: String::new(), line: password.line };
                    self.errors.add(place.problem(password.line, "pos_password", Mistake::TooManyRefused));
                }
            }
        }
        Ok(true)
    }

    /// Keeps what the report says of an entry.
    fn note(&mut self, line: usize, before: Option<Record>, after: Record, has_password: bool, has_namesake: bool) {
        self.met.update(format!("{line} {before:?}\n"));
        let changed = before.as_ref().map(|before| differences(before, &after)).unwrap_or_default();
        if before.is_some() && changed.is_empty() && !has_password {
            return;
        }
        let loses = before.as_ref().is_some_and(|before| {
            (before.user.active && !after.user.active)
                || before.salepoints.keys().any(|salepoint| !after.salepoints.contains_key(salepoint))
                || !before.stores.is_subset(&after.stores)
        });
        self.outcomes.push(UserOutcome {
            line,
            name: format!("{} {}", after.user.first_name, after.user.last_name),
            is_new: before.is_none(),
            changed,
            has_password,
            has_namesake,
            lacks_salepoint: before.is_none() && after.user.active && after.salepoints.is_empty(),
            loses,
        });
    }
}

/// Where an entry names no group and the user has the own one there by name, that is left so: it means the same.
fn keep_own_groups(before: &Record, after: &mut Record) {
    let own = Some(before.user.group).filter(|group| *group == after.user.group);
    for (salepoint, group) in after.salepoints.iter_mut().filter(|(_, group)| group.is_none()) {
        if own.is_some() && before.salepoints.get(salepoint) == Some(&own) {
            *group = own;
        }
    }
}

/// The field that a refusal stands at: of those that differ the one by which office rights change, or the first.
fn about(before: &Record, after: &Record) -> &'static str {
    let changed = differences(before, after);
    let rights = ["group", "active"].into_iter().find(|field| changed.contains(field));
    rights.or(changed.first().copied()).unwrap_or("group")
}

/// The fields in which two records differ.
fn differences(before: &Record, after: &Record) -> Vec<&'static str> {
    let (was, is) = (&before.user, &after.user);
    let fields = [
        ("ref", was.reference != is.reference),
        ("first_name", was.first_name != is.first_name),
        ("last_name", was.last_name != is.last_name),
        ("active", was.active != is.active),
        ("group", was.group != is.group),
        ("language", was.language != is.language),
        ("salepoints", before.salepoints != after.salepoints),
        ("stores", before.stores != after.stores),
        ("default_store", was.default_store != is.default_store),
    ];
    fields.into_iter().filter(|(_, differs)| *differs).map(|(field, _)| field).collect()
}
