//! Office rights come only from somebody who has them: whoever lacks a right puts nobody into a group that has it, takes
//! nobody out of one, and neither deactivates nor activates who is in one. What a group allows at the POS does not count.
//! Who changes users in the office calls [`check`] in the same transaction, before anything is stored: afterwards
//! somebody could have given the rights to themselves.

use crate::db::groups::{self, Group};
use crate::db::users::{self, User};
use crate::db::{DbError, Tx};
use crate::office_rights::Level;
use sync_core::domain::UserId;

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

/// Refuses what `by` may not do to a user; `before` is `None` for a new one.
///
/// # Errors
/// [`AuthorityError::Lacking`], and those of the database.
pub fn check(tx: &mut Tx<'_>, by: UserId, before: Option<&User>, after: &User) -> Result<(), AuthorityError> {
    let concerned = match before {
        None => vec![after.group],
        Some(before) if before.group != after.group => vec![before.group, after.group],
        Some(before) if before.active != after.active => vec![after.group],
        Some(_) => return Ok(()),
    };
    let editor = users::find(tx, by)?.map_or(Ok(None), |user| groups::find(tx, user.group))?;
    let Some(editor) = editor else { return Err(AuthorityError::Lacking) };
    for id in concerned {
        match groups::find(tx, id)? {
            Some(group) if may_give(&editor, &group) => {}
            _ => return Err(AuthorityError::Lacking),
        }
    }
    Ok(())
}

/// Refuses to let `by` decide whether and by which address a user gets into the office.
///
/// # Errors
/// As [`check`].
pub fn check_access(tx: &mut Tx<'_>, by: UserId, user: &User) -> Result<(), AuthorityError> {
    let editor = users::find(tx, by)?.map_or(Ok(None), |editor| groups::find(tx, editor.group))?;
    match editor.zip(groups::find(tx, user.group)?) {
        Some((editor, group)) if may_give(&editor, &group) => Ok(()),
        _ => Err(AuthorityError::Lacking),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::office_rights::OfficeArea;
    use crate::testing::{CHAIN, TestOffice};
    use std::collections::BTreeMap;
    use sync_core::domain::GroupId;

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
    fn a_change_is_judged_by_the_groups_it_is_about() {
        let office = TestOffice::with(CHAIN);
        office.import_str("[[group]]\nname = \"Manager\"\noffice = { users = \"edit\" }").unwrap();
        office.import_str("[[user]]\nref = \"mari\"\ngroup = \"Manager\"").unwrap();
        office
            .db
            .read(|tx| {
                let groups = groups::all(tx)?;
                let id = |name: &str| groups.iter().find(|group| group.name == name).unwrap().id;
                let (cashier, lead, administrator) = (id("Cashier"), id("Shift lead"), id("Administrators"));
                let mari = users::by_reference(tx, "mari")?.unwrap();
                let juri = users::by_reference(tx, "jüri")?.unwrap();
                let first = users::named(tx, "First Administrator")?.remove(0);
                let in_group = |user: &User, group| User { group, ..user.clone() };
                let inactive = |user: &User| User { active: false, ..user.clone() };
                for (by, before, after, expect) in [
                    (mari.id, Some(&juri), in_group(&juri, lead), true),
                    (mari.id, Some(&juri), in_group(&juri, administrator), false),
                    (mari.id, Some(&mari), in_group(&mari, administrator), false),
                    (mari.id, Some(&first), in_group(&first, cashier), false),
                    (mari.id, Some(&first), inactive(&first), false),
                    (mari.id, Some(&inactive(&first)), first.clone(), false),
                    (mari.id, Some(&first), User { first_name: "X".into(), ..first.clone() }, true),
                    (mari.id, Some(&juri), inactive(&juri), true),
                    (mari.id, None, in_group(&juri, administrator), false),
                    (mari.id, None, in_group(&juri, cashier), true),
                    (first.id, Some(&juri), in_group(&juri, administrator), true),
                    (juri.id, None, in_group(&juri, lead), false),
                ] {
                    let outcome = check(tx, by, before, &after);
                    assert_eq!(outcome.is_ok(), expect, "{before:?} → {after:?}: {outcome:?}");
                }
                Ok::<_, DbError>(())
            })
            .unwrap();
    }
}
