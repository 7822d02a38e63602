//! What somebody has typed about a user and not saved yet.

use super::changes::Changes;
use super::record::Record;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use sync_core::domain::{GroupId, Language, SalepointId, StoreId, UserId};

/// The user's own fields as they stand in a form.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Fields {
    /// As typed.
    pub first_name: String,
    /// As typed.
    pub last_name: String,
    /// Whether the user may use the programs.
    pub active: bool,
    /// `None`: not chosen yet.
    pub group: Option<GroupId>,
    /// Of the programs.
    pub language: Language,
    /// The store selected at login.
    pub default_store: Option<StoreId>,
}

impl Fields {
    /// Those of somebody new.
    pub fn empty(language: Language) -> Self {
        let (first_name, last_name) = (String::new(), String::new());
        Self { first_name, last_name, active: true, group: None, language, default_store: None }
    }

    /// Those of a record.
    pub fn of(record: &Record) -> Self {
        let user = &record.user;
        Self {
            first_name: user.first_name.clone(),
            last_name: user.last_name.clone(),
            active: user.active,
            group: Some(user.group),
            language: user.language,
            default_store: user.default_store,
        }
    }
}

/// What of a user two people can change in different ways at once.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub enum FieldName {
    /// First name.
    FirstName,
    /// Last name.
    LastName,
    /// POS password; never in conflict: the later one holds.
    PosPassword,
    /// Active.
    Active,
    /// User group.
    Group,
    /// Language.
    Language,
    /// Default store.
    DefaultStore,
    /// The user group at this salepoint.
    SalepointGroup(SalepointId),
}

/// See the module.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Draft {
    /// Of the user, also of one that is not there yet.
    pub id: UserId,
    /// What the fields were when they were last looked at.
    pub base: Fields,
    /// What they shall be.
    pub typed: Fields,
    /// What shall be different in the salepoints, each with the group there.
    pub salepoints: Changes<SalepointId, Option<GroupId>>,
    /// What shall be different in the stores.
    pub stores: Changes<StoreId, ()>,
    /// What somebody else has changed too, and who types has been told.
    pub conflicts: BTreeSet<FieldName>,
}

/// A draft brought together with what is saved now.
pub struct Merged {
    /// The fields.
    pub fields: Fields,
    /// What both have changed.
    pub conflicts: BTreeSet<FieldName>,
}

impl Draft {
    /// With nothing changed.
    pub fn new(id: UserId, base: Fields) -> Self {
        let (salepoints, stores, conflicts) = (Changes::default(), Changes::default(), BTreeSet::new());
        Self { id, typed: base.clone(), base, salepoints, stores, conflicts }
    }

    /// Whether anything shall be different.
    pub fn is_empty(&self) -> bool {
        self.typed == self.base && self.salepoints.is_empty() && self.stores.is_empty()
    }

    /// Which of the own fields shall be different.
    pub fn changed(&self) -> Vec<FieldName> {
        let (base, typed) = (&self.base, &self.typed);
        let changed = [
            (FieldName::FirstName, base.first_name != typed.first_name),
            (FieldName::LastName, base.last_name != typed.last_name),
            (FieldName::Active, base.active != typed.active),
            (FieldName::Group, base.group != typed.group),
            (FieldName::Language, base.language != typed.language),
            (FieldName::DefaultStore, base.default_store != typed.default_store),
        ];
        changed.into_iter().filter(|(_, changed)| *changed).map(|(name, _)| name).collect()
    }

    /// Brings the fields together with those that are saved now: what only one has changed holds.
    pub fn merged(&self, now: &Record) -> Merged {
        let mut conflicts = BTreeSet::new();
        let saved = Fields::of(now);
        let (base, typed) = (&self.base, &self.typed);
        let mut merge = Merge { conflicts: &mut conflicts };
        let fields = Fields {
            first_name: merge.one(FieldName::FirstName, &base.first_name, &typed.first_name, &saved.first_name),
            last_name: merge.one(FieldName::LastName, &base.last_name, &typed.last_name, &saved.last_name),
            active: merge.one(FieldName::Active, &base.active, &typed.active, &saved.active),
            group: merge.one(FieldName::Group, &base.group, &typed.group, &saved.group),
            language: merge.one(FieldName::Language, &base.language, &typed.language, &saved.language),
            default_store: merge.one(
                FieldName::DefaultStore,
                &base.default_store,
                &typed.default_store,
                &saved.default_store,
            ),
        };
        let regrouped = self.salepoints.conflicts(&now.salepoints);
        conflicts.extend(regrouped.into_iter().map(|(salepoint, _)| FieldName::SalepointGroup(salepoint)));
        Merged { fields, conflicts }
    }

    /// The draft of somebody who is told what was changed meanwhile: saved again it holds.
    pub fn told(mut self, now: &Record, conflicts: BTreeSet<FieldName>) -> Self {
        self.typed = self.merged(now).fields;
        self.base = Fields::of(now);
        self.salepoints.seen(&now.salepoints);
        self.conflicts = conflicts;
        self
    }

    /// Gives way to what is saved in one field.
    pub fn give_way(&mut self, field: FieldName) {
        self.conflicts.remove(&field);
        let (base, typed) = (&self.base, &mut self.typed);
        match field {
            FieldName::FirstName => typed.first_name.clone_from(&base.first_name),
            FieldName::LastName => typed.last_name.clone_from(&base.last_name),
            FieldName::PosPassword => {}
            FieldName::Active => typed.active = base.active,
            FieldName::Group => typed.group = base.group,
            FieldName::Language => typed.language = base.language,
            FieldName::DefaultStore => typed.default_store = base.default_store,
            FieldName::SalepointGroup(salepoint) => self.salepoints.give_way(salepoint),
        }
    }
}

struct Merge<'c> {
    conflicts: &'c mut BTreeSet<FieldName>,
}

impl Merge<'_> {
    fn one<T: PartialEq + Clone>(&mut self, name: FieldName, base: &T, typed: &T, saved: &T) -> T {
        if typed == base {
            return saved.clone();
        }
        if saved != base && saved != typed {
            self.conflicts.insert(name);
        }
        typed.clone()
    }
}

/// The stores of a record as grants with nothing beside them.
pub fn stores_of(record: &Record) -> BTreeMap<StoreId, ()> {
    record.stores.iter().map(|store| (*store, ())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::users::User;
    use uuid::Uuid;

    fn record() -> Record {
        let user = User {
            id: UserId(Uuid::from_u128(1)),
            reference: None,
            first_name: "Mari".into(),
            last_name: "Maasikas".into(),
            language: Language::Et,
            active: true,
            group: GroupId(Uuid::from_u128(2)),
            default_store: None,
        };
        Record { user, salepoints: BTreeMap::new(), stores: BTreeSet::new() }
    }

    #[test]
    fn what_only_one_has_changed_holds_and_what_both_have_is_told() {
        let record = record();
        let mut draft = Draft::new(record.user.id, Fields::of(&record));
        assert!(draft.is_empty());
        draft.typed.first_name = "Marika".into();
        draft.typed.last_name = "Kask".into();
        assert_eq!(draft.changed(), [FieldName::FirstName, FieldName::LastName]);

        let mut meanwhile = record.clone();
        meanwhile.user.language = Language::Ru;
        meanwhile.user.last_name = "Kask".into();
        let merged = draft.merged(&meanwhile);
        assert!(merged.conflicts.is_empty(), "both typed the same: {:?}", merged.conflicts);
        assert_eq!((merged.fields.first_name.as_str(), merged.fields.language), ("Marika", Language::Ru));

        meanwhile.user.last_name = "Tamm".into();
        let conflicts = draft.merged(&meanwhile).conflicts;
        assert_eq!(conflicts, [FieldName::LastName].into());
        let mut told = draft.told(&meanwhile, conflicts);
        assert_eq!((told.base.last_name.as_str(), told.typed.last_name.as_str()), ("Tamm", "Kask"));
        let again = told.merged(&meanwhile);
        assert!(again.conflicts.is_empty());
        assert_eq!((again.fields.last_name.as_str(), again.fields.language), ("Kask", Language::Ru));
        told.give_way(FieldName::LastName);
        assert_eq!(told.merged(&meanwhile).fields.last_name, "Tamm");
    }

    #[test]
    fn a_draft_is_kept_as_it_is() {
        let mut draft = Draft::new(UserId(Uuid::from_u128(1)), Fields::empty(Language::En));
        draft.salepoints.add_all();
        draft.salepoints.alter(SalepointId(Uuid::from_u128(3)), None, Some(GroupId(Uuid::from_u128(4))));
        draft.stores.remove(StoreId(Uuid::from_u128(5)));
        draft.conflicts.insert(FieldName::SalepointGroup(SalepointId(Uuid::from_u128(3))));
        let text = serde_json::to_string(&draft).unwrap();
        assert_eq!(serde_json::from_str::<Draft>(&text).unwrap(), draft);
    }
}
