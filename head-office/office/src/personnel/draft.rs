//! What somebody has typed about a user and not saved yet: all values of the record as they were when the form was
//! opened, and as they shall be. Saving merges both with what is saved then.

use super::record::Record;
use crate::merge::{Merged, Values, merge_all};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use sync_core::domain::{GroupId, Language, SalepointId, StoreId, UserId};

/// Stands beside a salepoint where the user's own group counts.
pub const OWN_GROUP: &str = "own";
const ON: &str = "on";
/// What the keys of salepoints begin with.
pub const SALEPOINTS: &str = "salepoint.";
/// What the keys of stores begin with.
pub const STORES: &str = "store.";

/// A value of the record.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum FieldName {
    /// First name.
    FirstName,
    /// Last name.
    LastName,
    /// The company's own number or name of the user.
    Reference,
    /// The e-mail address to which somebody new is sent an invitation to the office.
    Invitation,
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
    /// Whether the user has this salepoint, and the group there.
    Salepoint(SalepointId),
    /// Whether the user has this store.
    Store(StoreId),
}

/// The user's own fields by their keys.
const OWN: [(FieldName, &str); 9] = [
    (FieldName::FirstName, "first_name"),
    (FieldName::LastName, "last_name"),
    (FieldName::Reference, "ref"),
    (FieldName::Invitation, "email"),
    (FieldName::PosPassword, "pos_password"),
    (FieldName::Active, "active"),
    (FieldName::Group, "group"),
    (FieldName::Language, "language"),
    (FieldName::DefaultStore, "default_store"),
];

impl FieldName {
    /// Its key among the values, which is its name in the form.
    pub fn key(self) -> String {
        match self {
            Self::Salepoint(id) => format!("{SALEPOINTS}{id}"),
            Self::Store(id) => format!("{STORES}{id}"),
            own => OWN.iter().find(|(known, _)| *known == own).map_or("", |(_, key)| key).to_owned(),
        }
    }

    /// The one of this key.
    pub fn of(key: &str) -> Option<Self> {
        if let Some(id) = key.strip_prefix(SALEPOINTS) {
            return id.parse().ok().map(Self::Salepoint);
        }
        if let Some(id) = key.strip_prefix(STORES) {
            return id.parse().ok().map(Self::Store);
        }
        OWN.iter().find(|(_, known)| *known == key).map(|(field, _)| *field)
    }
}

/// The user's own fields.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fields {
    /// As typed.
    pub first_name: String,
    /// As typed.
    pub last_name: String,
    /// As typed; empty: none.
    pub reference: String,
    /// As typed; only of somebody new. Empty: no invitation.
    pub invitation: String,
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
    /// What the values mean.
    pub fn of(values: &Values) -> Self {
        Self {
            first_name: values.get("first_name").to_owned(),
            last_name: values.get("last_name").to_owned(),
            reference: values.get("ref").to_owned(),
            invitation: values.get("email").to_owned(),
            active: values.get("active") == ON,
            group: values.get("group").parse().ok(),
            language: values.get("language").parse().unwrap_or_default(),
            default_store: values.get("default_store").parse().ok(),
        }
    }
}

/// The values of somebody new.
pub fn values_of_new(language: Language) -> Values {
    Values::default().holding("active", ON).holding("language", language.code())
}

/// All values of a record.
pub fn values_of(record: &Record) -> Values {
    let user = &record.user;
    let mut values = Values::default()
        .holding("first_name", &user.first_name)
        .holding("last_name", &user.last_name)
        .holding("ref", user.reference.as_deref().unwrap_or_default())
        .holding("active", if user.active { ON } else { "" })
        .holding("group", &user.group.to_string())
        .holding("language", user.language.code())
        .holding("default_store", &user.default_store.map(|store| store.to_string()).unwrap_or_default());
    for (salepoint, group) in &record.salepoints {
        values.set(&FieldName::Salepoint(*salepoint).key(), &group_beside(*group));
    }
    for store in &record.stores {
        values.set(&FieldName::Store(*store).key(), ON);
    }
    values
}

/// A group at a salepoint as a value.
fn group_beside(group: Option<GroupId>) -> String {
    group.map_or_else(|| OWN_GROUP.to_owned(), |group| group.to_string())
}

/// The salepoints among the values, each with the group there.
pub fn salepoints_in(values: &Values) -> BTreeMap<SalepointId, Option<GroupId>> {
    values.under(SALEPOINTS).filter_map(|(id, group)| Some((id.parse().ok()?, group.parse().ok()))).collect()
}

/// The stores among the values.
pub fn stores_in(values: &Values) -> BTreeSet<StoreId> {
    values.under(STORES).filter_map(|(id, _)| id.parse().ok()).collect()
}

/// See the module.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Draft {
    /// Of the user, also of one that is not there yet.
    pub id: UserId,
    /// What it is based on.
    pub base: Values,
    /// What it shall be.
    pub typed: Values,
    /// What somebody else has changed too, and who types has been told.
    pub told: Vec<String>,
    /// Where all of one kind were added or deleted, by what their keys begin with.
    pub before_all: BTreeMap<String, BeforeAll>,
}

/// What was wanted before all were added or deleted.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct BeforeAll {
    /// Whether all were added; else they were deleted.
    pub added: bool,
    /// The grants as they were before.
    pub grants: Values,
}

impl Draft {
    /// With nothing changed.
    pub fn new(id: UserId, base: Values) -> Self {
        Self { id, typed: base.clone(), base, told: Vec::new(), before_all: BTreeMap::new() }
    }

    /// Whether anything shall be different.
    pub fn is_empty(&self) -> bool {
        self.typed == self.base
    }

    /// Which of the own fields shall be different.
    pub fn changed(&self) -> Vec<FieldName> {
        let own = OWN.iter().filter(|(_, key)| self.base.get(key) != self.typed.get(key));
        own.map(|(field, _)| *field).collect()
    }

    /// Brought together with what is saved now.
    pub fn merged(&self, saved: &Values) -> Merged {
        merge_all(&self.base, &self.typed, saved)
    }

    /// Takes over what only somebody else changed. What both did stays for whoever saves.
    pub fn rebase(&mut self, saved: &Values) {
        for (prefix, before) in &mut self.before_all {
            let [base, saved] = [&self.base, saved].map(|values| values.clone().split(prefix).0);
            before.grants = merge_all(&base, &before.grants, &saved).values;
        }
        let merged = self.merged(saved);
        let mut base = saved.clone();
        for key in &merged.both {
            base.set(key, self.base.get(key));
        }
        (self.base, self.typed) = (base, merged.values);
    }

    /// The draft of somebody who is told what was changed meanwhile: saved again it holds.
    pub fn tell(&mut self, saved: &Values) {
        let merged = self.merged(saved);
        (self.base, self.typed, self.told) = (saved.clone(), merged.values, merged.both);
    }
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
        let salepoints = [(SalepointId(Uuid::from_u128(3)), None)].into();
        Record { user, salepoints, stores: [StoreId(Uuid::from_u128(5))].into() }
    }

    #[test]
    fn values_are_the_record() {
        let record = record();
        let values = values_of(&record);
        assert_eq!((salepoints_in(&values), stores_in(&values)), (record.salepoints, record.stores));
        let fields = Fields::of(&values);
        assert_eq!((fields.first_name.as_str(), fields.active, fields.language), ("Mari", true, Language::Et));
        for key in values.0.keys() {
            assert_eq!(FieldName::of(key).unwrap().key(), *key);
        }
    }

    #[test]
    fn what_only_one_has_changed_holds_and_what_both_have_is_told() {
        let mut draft = Draft::new(UserId(Uuid::from_u128(1)), values_of(&record()));
        assert!(draft.is_empty());
        draft.typed.set("first_name", "Marika");
        draft.typed.set("last_name", "Kask");
        assert_eq!(draft.changed(), [FieldName::FirstName, FieldName::LastName]);

        let mut meanwhile = record();
        meanwhile.user.language = Language::Ru;
        meanwhile.user.last_name = "Tamm".into();
        meanwhile.salepoints.clear();
        draft.rebase(&values_of(&meanwhile));
        assert_eq!(draft.typed.get("language"), "ru");
        assert!(salepoints_in(&draft.typed).is_empty(), "what was taken away is not given back");
        assert_eq!(draft.merged(&values_of(&meanwhile)).both, ["last_name"], "and stays so until it is told");
        draft.tell(&values_of(&meanwhile));
        assert_eq!((draft.base.get("last_name"), draft.typed.get("last_name")), ("Tamm", "Kask"));
        assert!(draft.merged(&values_of(&meanwhile)).both.is_empty());
        let text = serde_json::to_string(&draft).unwrap();
        assert_eq!(serde_json::from_str::<Draft>(&text).unwrap(), draft);
    }

    #[test]
    fn undoing_all_gives_nothing_back_that_was_taken_away_meanwhile() {
        let (mut record, salepoints) = (record(), SALEPOINTS);
        let mut draft = Draft::new(record.user.id, values_of(&record));
        let grants = draft.typed.clone().split(salepoints).0;
        draft.before_all.insert(salepoints.to_owned(), BeforeAll { added: false, grants });
        draft.typed = draft.typed.clone().split(salepoints).1;
        record.salepoints.clear();
        draft.rebase(&values_of(&record));
        assert_eq!(draft.before_all[salepoints].grants, Values::default());
    }
}
