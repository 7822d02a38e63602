//! Deactivating a user at head office's machine: for when nobody in the office has as many rights as who is to go.

use super::authority::Editor;
use super::record::{load, store};
use crate::accounts::administrators::Standing;
use crate::db::users::{self, User};
use crate::errors::{OfficeError, Refusal};
use crate::office::Office;

impl Office {
    /// Deactivates a user, who is signed out of the office with it. `user`: the reference, the id, or first and last name.
    ///
    /// # Errors
    /// When nobody or several are meant, or the user is deactivated already or is the last administrator.
    pub fn deactivate_user(&self, user: &str) -> Result<User, OfficeError> {
        let now = self.clock.now();
        let changed = self.change(|tx, touched| {
            let user = users::meant(tx, user)?.map_err(Refusal::from)?;
            let name = format!("{} {}", user.first_name, user.last_name);
            if !user.active {
                return Err(Refusal::AlreadyDeactivated(name).into());
            }
            let had_administrator = Standing::of(tx)?;
            let Some(before) = load(tx, user.id)? else { return Err(Refusal::UserGone(name).into()) };
            let mut after = before.clone();
            after.user.active = false;
            store(tx, touched, &mut Editor::machine(now), Some(&before), &after)?;
            had_administrator.kept(tx)?;
            Ok(after.user)
        });
        changed.map(|changed| changed.result)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::audit;
    use crate::db::grants::Viewer;
    use crate::db::office_accounts;
    use crate::testing::{CHAIN, NOW, TestOffice};

    #[test]
    fn somebody_with_more_rights_than_anybody_is_deactivated_signed_out_and_it_is_in_the_trail() {
        let office = TestOffice::with(CHAIN);
        let last = office.deactivate_user("administrator").unwrap_err().to_string();
        assert!(last.contains("nobody would be left"), "{last}");
        office.import_str("[[user]]\nref = \"mari\"\ngroup = \"Administrators\"").unwrap();
        let link = office.sign_in_link("mari").unwrap().address;
        let token = crate::accounts::Token::from_text(link.rsplit('/').next().unwrap()).unwrap();
        let session = office.use_link(&token).unwrap().unwrap();
        assert!(office.signed_in(&session).unwrap().is_some());
        office
            .change(|tx, _| {
                let first = users::by_reference(tx, "administrator")?.unwrap();
                office_accounts::set_password_hash(tx, first.id, "hash")
            })
            .unwrap();
        let mari = office.deactivate_user("Mari Maasikas").unwrap();
        assert!(!mari.active && office.signed_in(&session).unwrap().is_none());
        let trail = office.db.read(|tx| audit::of_record(tx, Viewer::Everything, mari.id.0, 1)).unwrap();
        assert_eq!(trail[0].entry.after.as_deref(), Some("{\"active\":false}"));
        assert!(trail[0].entry.by.is_none() && trail[0].entry.at == NOW, "{trail:?}");
        for (whom, why) in [("mari", "deactivated already"), ("nobody", "no user has the reference")] {
            let refused = office.deactivate_user(whom).unwrap_err().to_string();
            assert!(refused.contains(why), "{whom}: {refused}");
        }
        assert!(office.check().unwrap().is_empty());
    }
}
