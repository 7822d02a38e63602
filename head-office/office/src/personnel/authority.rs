//! Who changes users, and what that person may do with whom: the one rule for every way in, asked by
//! [`store`](super::store) for each record.
//!
//! Office rights come only from somebody who has them, and who has more than oneself is left alone: of a user with office
//! rights that the editor lacks nothing changes, neither name nor POS password, group, access or what they have. Giving a
//! salepoint or a store is open all the same, for everybody needs one in the morning; taking one away is not, and neither
//! is another group there. What a group allows at the POS does not count.

use super::record::{Names, Record};
use crate::db::groups::{self, Group};
use crate::db::users::{self, User};
use crate::db::{DbError, Tx};
use crate::office_rights::{Level, OfficeArea};
use std::collections::BTreeMap;
use sync_core::domain::{GroupId, UnixMs, UserId};

/// Why a change is refused.
#[derive(Debug, thiserror::Error)]
pub enum AuthorityError {
    /// It is about office rights that who makes it lacks.
    #[error("only somebody who has all office rights of this user group may do this")]
    Lacking,
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// Whether somebody whose own group is `editor` may decide who is in `group`.
pub fn may_give(editor: &Group, group: &Group) -> bool {
    group.office.iter().all(|(area, level)| editor.office.get(area).unwrap_or(&Level::None) >= level)
}

/// Who changes users, and when. What that person may is read once, before anything of the change is stored: afterwards
/// somebody could have given the rights to themselves.
pub struct Editor {
    pub(super) by: Option<UserId>,
    pub(super) at: UnixMs,
    own: Option<Group>,
    /// Of which groups there are no rights that are lacking here, as far as it was asked.
    has: BTreeMap<GroupId, bool>,
    pub(super) names: Names,
}

impl Editor {
    /// An office user. Who is deactivated has no rights.
    pub fn of(tx: &mut Tx<'_>, by: UserId, at: UnixMs) -> Result<Self, DbError> {
        let user = users::find(tx, by)?.filter(|user| user.active);
        let own = user.map_or(Ok(None), |user| groups::find(tx, user.group))?;
        Ok(Self { by: Some(by), own, ..Self::machine(at) })
    }

    /// Whoever may run commands on head office's machine, and so everything.
    pub fn machine(at: UnixMs) -> Self {
        Self { by: None, at, own: None, has: BTreeMap::new(), names: Names::default() }
    }

    /// One of the two.
    pub fn new(tx: &mut Tx<'_>, by: Option<UserId>, at: UnixMs) -> Result<Self, DbError> {
        by.map_or_else(|| Ok(Self::machine(at)), |by| Self::of(tx, by, at))
    }

    /// Who it is, if not whoever may run commands.
    pub fn by(&self) -> Option<UserId> {
        self.by
    }

    /// Whether this person has an area in the office so far. Long work asks again when it writes.
    pub fn may(&self, area: OfficeArea, level: Level) -> bool {
        let own = self.own.as_ref().and_then(|own| own.office.get(&area));
        self.by.is_none() || own.is_some_and(|own| *own >= level)
    }

    /// Whether this person decides who is in a group. Nobody does of one that is not there.
    pub fn decides(&mut self, tx: &mut Tx<'_>, group: GroupId) -> Result<bool, DbError> {
        if self.by.is_none() {
            return Ok(true);
        }
        if let Some(has) = self.has.get(&group) {
            return Ok(*has);
        }
        let found = groups::find(tx, group)?;
        let has = self.own.as_ref().zip(found).is_some_and(|(own, group)| may_give(own, &group));
        self.has.insert(group, has);
        Ok(has)
    }

    /// Refuses to change everything of a user who has more.
    pub fn check_all_of(&mut self, tx: &mut Tx<'_>, user: &User) -> Result<(), AuthorityError> {
        if self.decides(tx, user.group)? { Ok(()) } else { Err(AuthorityError::Lacking) }
    }

    /// Refuses what may not be done to a record; `before` is `None` for a new one.
    pub(super) fn check(
        &mut self,
        tx: &mut Tx<'_>,
        before: Option<&Record>,
        after: &Record,
    ) -> Result<(), AuthorityError> {
        let is_so = match before {
            Some(before) if self.decides(tx, before.user.group)? => {
                before.user.group == after.user.group || self.decides(tx, after.user.group)?
            }
            Some(before) => only_gives(before, after),
            None => self.decides(tx, after.user.group)?,
        };
        if is_so { Ok(()) } else { Err(AuthorityError::Lacking) }
    }
}

/// Whether a user gets salepoints and stores, with the own group, and nothing else is different.
fn only_gives(before: &Record, after: &Record) -> bool {
    let kept = before.salepoints.iter().all(|(id, group)| after.salepoints.get(id) == Some(group));
    let given = after.salepoints.iter().filter(|(id, _)| !before.salepoints.contains_key(id));
    let mut given = given.map(|(_, group)| group);
    before.user == after.user && kept && given.all(Option::is_none) && before.stores.is_subset(&after.stores)
}

/// Refuses to let `by` decide about everything of a user: whether and by which address they get into the office, and
/// their POS password.
///
/// # Errors
/// [`AuthorityError::Lacking`], and those of the database.
pub fn check_access(tx: &mut Tx<'_>, by: UserId, user: &User) -> Result<(), AuthorityError> {
    Editor::of(tx, by, UnixMs(0))?.check_all_of(tx, user)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{CHAIN, TestOffice};
    use std::collections::BTreeMap;
    use sync_core::domain::GroupId;
    use sync_core::domain::Language;

    fn group(office: &[(OfficeArea, Level)]) -> Group {
        let office: BTreeMap<_, _> = office.iter().copied().collect();
        Group { id: GroupId(uuid::Uuid::now_v7()), name: String::new(), pos: Default::default(), office }
    }

    #[test]
    fn only_what_one_has_can_be_given() {
        use Level::{Edit, None, Read};
        use OfficeArea::{Stores, Users};
        for (editor, given, expect) in [
            (vec![], vec![], true),
            (vec![(Users, Edit)], vec![], true),
            (vec![(Users, Edit)], vec![(Users, Edit)], true),
            (vec![(Users, Edit)], vec![(Users, Read), (Stores, None)], true),
            (vec![(Users, Read)], vec![(Users, Edit)], false),
            (vec![(Users, Edit)], vec![(Stores, Read)], false),
            (vec![], vec![(Users, Read)], false),
        ] {
            assert_eq!(may_give(&group(&editor), &group(&given)), expect, "{editor:?} gives {given:?}");
        }
    }

    #[test]
    fn of_who_has_more_nothing_changes_but_what_they_are_given() {
        let office = TestOffice::with(CHAIN);
        office.import_str("[[group]]\nname = \"Manager\"\noffice = { users = \"edit\" }").unwrap();
        office.import_str("[[user]]\nref = \"mari\"\ngroup = \"Manager\"").unwrap();
        crate::testing::give_everything(&office, "administrator");
        office
            .db
            .read(|tx| {
                let groups = groups::all(tx)?;
                let id = |name: &str| groups.iter().find(|group| group.name == name).unwrap().id;
                let (cashier, lead, administrator) = (id("Cashier"), id("Shift lead"), id("Administrators"));
                let mut record = |reference: &str| {
                    let user = users::by_reference(tx, reference)?.unwrap();
                    Ok::<_, DbError>(super::super::load(tx, user.id)?.unwrap())
                };
                let (mari, juri, ilze, first) =
                    (record("mari")?, record("jüri")?, record("ilze")?, record("administrator")?);
                let user = |of: &Record, change: &dyn Fn(&mut User)| {
                    let mut after = of.clone();
                    change(&mut after.user);
                    after
                };
                let with = |of: &Record, change: &dyn Fn(&mut Record)| {
                    let mut after = of.clone();
                    change(&mut after);
                    after
                };
                let inactive = user(&first, &|user| user.active = false);
                let without = Record { salepoints: BTreeMap::new(), stores: Default::default(), ..first.clone() };
                let somewhere = *first.salepoints.keys().next().unwrap();
                for (what, by, before, after, expect) in [
                    ("put in a lesser group", &mari, Some(&juri), user(&juri, &|user| user.group = lead), true),
                    ("given more", &mari, Some(&juri), user(&juri, &|user| user.group = administrator), false),
                    ("more for oneself", &mari, Some(&mari), user(&mari, &|user| user.group = administrator), false),
                    ("taken down", &mari, Some(&first), user(&first, &|user| user.group = cashier), false),
                    ("deactivated", &mari, Some(&first), inactive.clone(), false),
                    ("activated", &mari, Some(&inactive), first.clone(), false),
                    ("renamed", &mari, Some(&first), user(&first, &|user| user.first_name = "X".into()), false),
                    (
                        "another language",
                        &mari,
                        Some(&first),
                        user(&first, &|user| user.language = Language::Et),
                        false,
                    ),
                    ("another ref", &mari, Some(&first), user(&first, &|user| user.reference = None), false),
                    ("no store at login", &mari, Some(&first), user(&first, &|user| user.default_store = None), true),
                    ("all taken", &mari, Some(&first), without.clone(), false),
                    ("given all", &mari, Some(&without), first.clone(), true),
                    (
                        "a salepoint taken",
                        &mari,
                        Some(&first),
                        with(&first, &|after| {
                            after.salepoints.remove(&somewhere);
                        }),
                        false,
                    ),
                    (
                        "another group there",
                        &mari,
                        Some(&first),
                        with(&first, &|after| {
                            after.salepoints.insert(somewhere, Some(cashier));
                        }),
                        false,
                    ),
                    (
                        "given with another group",
                        &mari,
                        Some(&without),
                        with(&without, &|after| {
                            after.salepoints.insert(somewhere, Some(cashier));
                        }),
                        false,
                    ),
                    (
                        "a store taken",
                        &mari,
                        Some(&first),
                        with(&first, &|after| {
                            after.stores.pop_first();
                        }),
                        false,
                    ),
                    ("deactivated, having less", &mari, Some(&juri), user(&juri, &|user| user.active = false), true),
                    ("new with more", &mari, None, user(&juri, &|user| user.group = administrator), false),
                    ("new", &mari, None, juri.clone(), true),
                    (
                        "given more by who has it",
                        &first,
                        Some(&juri),
                        user(&juri, &|user| user.group = administrator),
                        true,
                    ),
                    ("new, by who has nothing", &juri, None, ilze.clone(), false),
                ] {
                    let outcome = Editor::of(tx, by.user.id, UnixMs(0))?.check(tx, before, &after);
                    assert_eq!(outcome.is_ok(), expect, "{what}: {outcome:?}");
                    assert!(Editor::machine(UnixMs(0)).check(tx, before, &after).is_ok(), "{what} at the machine");
                }
                Ok::<_, DbError>(())
            })
            .unwrap();
    }

    #[test]
    fn who_was_deactivated_meanwhile_may_nothing() {
        let office = TestOffice::with(CHAIN);
        let changed = office.change(|tx, touched| {
            let first = users::by_reference(tx, "administrator")?.unwrap();
            let juri = users::by_reference(tx, "jüri")?.unwrap();
            assert!(Editor::of(tx, first.id, UnixMs(0))?.check_all_of(tx, &juri).is_ok());
            let before = super::super::load(tx, first.id)?.unwrap();
            let mut after = before.clone();
            after.user.active = false;
            super::super::store(tx, touched, &mut Editor::machine(UnixMs(0)), Some(&before), &after)?;
            assert!(Editor::of(tx, first.id, UnixMs(0))?.check_all_of(tx, &juri).is_err());
            Ok::<_, AuthorityError>(())
        });
        changed.unwrap();
    }
}
