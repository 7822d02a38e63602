//! Administrators: active users with an account whose own group may edit everything in the office. One counts fully who
//! can sign in with an office password; who has only a link, perhaps one that nobody will ever open, is better than nobody
//! and no more. Who changes users, groups or accounts asks for the [`Standing`] before and calls [`Standing::kept`] at the
//! end of the same transaction; transactions come one after the other, so that two changes at once cannot take the last
//! two.

use crate::db::{DbError, Tx, office_accounts};
use crate::office_rights::{Level, OfficeArea};
use sync_core::domain::UserId;

/// Why a change is refused.
#[derive(Debug, thiserror::Error)]
pub enum CheckError {
    /// After it nobody could give all rights any more.
    #[error("nobody would be left who may do everything in the office; make somebody else an administrator first")]
    LastAdministrator,
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// What of an administrator there is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Standing {
    /// Nobody, as in a head office that was made before there was a web office.
    Nobody,
    /// Somebody who may do everything and has no office password yet.
    ByLink,
    /// Somebody who can sign in with an office password.
    ByPassword,
}

impl Standing {
    /// As of now.
    ///
    /// # Errors
    /// Those of the database.
    pub fn of(tx: &mut Tx<'_>) -> Result<Self, DbError> {
        for (standing, needs_password) in [(Self::ByPassword, true), (Self::ByLink, false)] {
            if office_accounts::any_of_group_with(tx, Level::Edit, OfficeArea::ALL.len(), needs_password, None)? {
                return Ok(standing);
            }
        }
        Ok(Self::Nobody)
    }

    /// Refuses what the transaction has done if less is left than there was.
    ///
    /// # Errors
    /// [`CheckError::LastAdministrator`], and those of the database.
    pub fn kept(self, tx: &mut Tx<'_>) -> Result<(), CheckError> {
        if Self::of(tx)? >= self { Ok(()) } else { Err(CheckError::LastAdministrator) }
    }
}

/// Whether somebody else than this user is an administrator who can sign in with an office password.
///
/// # Errors
/// Those of the database.
pub fn is_another(tx: &mut Tx<'_>, than: UserId) -> Result<bool, DbError> {
    office_accounts::any_of_group_with(tx, Level::Edit, OfficeArea::ALL.len(), true, Some(than))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::groups::{self, Group};
    use crate::db::users::{self, User};
    use crate::office::Office;
    use crate::testing::{CHAIN, NOW, TestOffice};
    use std::sync::Barrier;

    fn administrators() -> (TestOffice, Group) {
        let office = TestOffice::with(CHAIN);
        let groups = office.db.read(groups::all).unwrap();
        let group = groups.into_iter().find(|group| group.name == "Administrators").unwrap();
        (office, group)
    }

    fn first(office: &Office) -> User {
        office.db.read(|tx| users::named(tx, "First Administrator")).unwrap().remove(0)
    }

    fn mari(office: &Office) -> User {
        office.db.read(|tx| users::by_reference(tx, "mari")).unwrap().unwrap()
    }

    fn changed(office: &Office, work: impl FnOnce(&mut Tx<'_>) -> Result<(), DbError>) -> Result<(), CheckError> {
        office.db.write(|tx| {
            let had = Standing::of(tx)?;
            work(tx)?;
            had.kept(tx)
        })
    }

    #[test]
    fn whatever_takes_the_last_one_is_refused_and_undone() {
        let (office, group) = administrators();
        let user = first(&office);
        let cashiers = mari(&office).group;
        let refused = |work: &dyn Fn(&mut Tx<'_>) -> Result<(), DbError>| {
            let outcome = changed(&office, |tx| work(tx));
            assert!(matches!(outcome, Err(CheckError::LastAdministrator)), "{outcome:?}");
        };
        refused(&|tx| users::update(tx, &User { active: false, ..user.clone() }));
        refused(&|tx| users::update(tx, &User { group: cashiers, ..user.clone() }));
        for (area, level) in OfficeArea::ALL.iter().flat_map(|area| [(*area, Level::Read), (*area, Level::None)]) {
            let mut office_rights = group.office.clone();
            office_rights.insert(area, level);
            refused(&|tx| groups::save(tx, &Group { office: office_rights.clone(), ..group.clone() }));
        }
        assert_eq!(first(&office), user, "nothing of it was stored");
        assert!(office.db.read(Standing::of).unwrap() > Standing::Nobody);
    }

    #[test]
    fn another_counts_only_if_active_and_with_an_account() {
        let (office, group) = administrators();
        let (user, other) = (first(&office), mari(&office));
        let resign = || changed(&office, |tx| users::update(tx, &User { active: false, ..user.clone() }));
        let promoted = User { group: group.id, ..other };
        changed(&office, |tx| users::update(tx, &promoted)).unwrap();
        assert!(resign().is_err(), "she cannot sign in");
        changed(&office, |tx| office_accounts::ensure(tx, promoted.id, NOW)).unwrap();
        changed(&office, |tx| users::update(tx, &User { active: false, ..promoted.clone() })).unwrap();
        assert!(resign().is_err(), "she is deactivated");
        changed(&office, |tx| users::update(tx, &promoted)).unwrap();
        resign().unwrap();
    }

    #[test]
    fn who_has_only_a_link_stands_in_for_nobody_who_has_a_password() {
        let (office, group) = administrators();
        let (user, other) = (first(&office), mari(&office));
        let promoted = User { group: group.id, ..other };
        changed(&office, |tx| {
            users::update(tx, &promoted)?;
            office_accounts::ensure(tx, promoted.id, NOW)?;
            // She has looked in by a link once, and chosen no password.
            office_accounts::signed_in(tx, promoted.id, NOW)
        })
        .unwrap();
        let leave = |user: &User| changed(&office, |tx| users::update(tx, &User { active: false, ..user.clone() }));
        changed(&office, |tx| office_accounts::set_password_hash(tx, user.id, "hash")).unwrap();
        assert!(leave(&user).is_err(), "a link is not enough to take the place of a password");
        leave(&promoted).unwrap();
        changed(&office, |tx| users::update(tx, &promoted)).unwrap();
        changed(&office, |tx| office_accounts::set_password_hash(tx, promoted.id, "hash")).unwrap();
        leave(&user).unwrap();
    }

    #[test]
    fn of_the_last_two_who_leave_at_once_one_stays() {
        for _ in 0..20 {
            let (office, group) = administrators();
            let promoted = User { group: group.id, ..mari(&office) };
            let both: [UserId; 2] = [first(&office).id, promoted.id];
            changed(&office, |tx| {
                users::update(tx, &promoted)?;
                office_accounts::ensure(tx, promoted.id, NOW)
            })
            .unwrap();
            // Another process has its own connection.
            let offices = [TestOffice::sharing(&office), TestOffice::sharing(&office)];
            let at_once = Barrier::new(2);
            let leave = |office: &Office, id: UserId| {
                at_once.wait();
                changed(office, |tx| {
                    let user = users::find(tx, id)?.unwrap();
                    users::update(tx, &User { active: false, ..user })
                })
                .is_ok()
            };
            let left = std::thread::scope(|scope| {
                let threads = [0, 1].map(|number| {
                    let (office, leave) = (&offices[number].office, &leave);
                    scope.spawn(move || leave(office, both[number]))
                });
                threads.map(|thread| thread.join().unwrap()).into_iter().filter(|left| *left).count()
            });
            assert_eq!(left, 1);
            assert!(office.db.read(Standing::of).unwrap() > Standing::Nobody);
        }
    }

    #[test]
    fn an_import_that_takes_the_last_one_is_refused() {
        let (office, _) = administrators();
        let lost = "[[group]]\nname = \"Administrators\"\noffice = { users = \"edit\" }";
        let refused = office.import_str(lost).unwrap_err().to_string();
        assert!(refused.contains("nobody would be left"), "{refused}");
        // Where there is none, as in an office of before the web office, imports go on.
        let user = first(&office);
        office.db.write(|tx| users::update(tx, &User { active: false, ..user })).unwrap();
        office.import_str("[[salepoint]]\nname = \"Tartu\"").unwrap();
    }
}
