//! Licences of the office: a user with one has an account, and each account uses one. Linking, unlinking and changing
//! addresses by somebody who looks after licences.

use super::administrators::{CheckError, Standing};
use super::throttle::Wait;
use super::{Email, confirmation};
use crate::db::audit::{self, AuditKind, Change};
use crate::db::groups;
use crate::db::licences::{self, Holder, Licences};
use crate::db::users::{self, User};
use crate::db::{DbError, Tx, company, confirmations, mail as outbox, office_accounts};
use crate::domain::email::folded;
use crate::domain::mail::MailKind;
use crate::errors::OfficeError;
use crate::office::Office;
use crate::once::{Sender, once};
use crate::personnel::authority::{self, AuthorityError};
use serde_json::json;
use sync_core::domain::{UnixMs, UserId};

/// The most licences a company can have.
pub const MOST: u64 = 100_000;

/// Why nothing is done.
#[derive(Debug, thiserror::Error)]
pub enum LicenceError {
    /// All are linked.
    #[error("no licence is free; free one in the office, or add one with `head-office licences add 1`")]
    NoneFree,
    /// There is no such user.
    #[error("there is no such user")]
    NoUser,
    /// The user is deactivated.
    #[error("the user is deactivated; activate the user first")]
    Deactivated,
    /// The user's group allows nothing in the office, so that there would be nothing to sign in to.
    #[error(
        "the user group of this user allows nothing in the office; give it office rights or the user another group first"
    )]
    NothingAllowed,
    /// The user has a licence already.
    #[error("the user has a licence already")]
    Linked,
    /// The user has none.
    #[error("the user has no licence")]
    NotLinked,
    /// Nothing waits to be confirmed.
    #[error("there is no e-mail address that waits to be confirmed")]
    NothingAsked,
    /// Another account has the address, or is to have it.
    #[error("another account has this e-mail address")]
    EmailTaken,
    /// It is about office rights that who does it lacks.
    #[error("only somebody who has all office rights of this user’s group may do this")]
    LacksRights,
    /// Nobody would be left who may do everything in the office.
    #[error("nobody would be left who may do everything in the office; make somebody else an administrator first")]
    LastAdministrator,
    /// Fewer than are linked.
    #[error("{0} licences are linked: there cannot be fewer; unlink some first")]
    FewerThanUsed(u64),
    /// More than [`MOST`], or none.
    #[error("a company has 1 to {MOST} licences")]
    NoSuchNumber,
    /// Too many mails to one user.
    #[error("too many e-mails; wait {} ms", .0.ms)]
    Throttled(Wait),
    /// Head office failed.
    #[error(transparent)]
    Office(#[from] OfficeError),
}

impl From<DbError> for LicenceError {
    fn from(error: DbError) -> Self {
        Self::Office(error.into())
    }
}

/// Makes an account for a user who has none, if a licence is free and the user's group allows anything in the office.
/// Whether one was taken.
pub fn take(tx: &mut Tx<'_>, user: &User, now: UnixMs) -> Result<bool, LicenceError> {
    // First: whoever else wants the last one waits here.
    let licences = licences::lock(tx)?;
    if office_accounts::find(tx, user.id)?.is_some() {
        return Ok(false);
    }
    if !groups::find(tx, user.group)?.is_some_and(|group| group.allows_anything_in_the_office()) {
        return Err(LicenceError::NothingAllowed);
    }
    if licences.free() == 0 {
        return Err(LicenceError::NoneFree);
    }
    office_accounts::ensure(tx, user.id, now)?;
    Ok(true)
}

impl Office {
    /// Licences, counted.
    ///
    /// # Errors
    /// Those of the database.
    pub fn licences(&self) -> Result<Licences, OfficeError> {
        Ok(self.db.read(licences::count)?)
    }

    /// Who holds a licence, by name.
    ///
    /// # Errors
    /// Those of the database.
    pub fn licence_holders(&self) -> Result<Vec<Holder>, OfficeError> {
        Ok(self.db.read(|tx| licences::holders(tx, 0, MOST))?)
    }

    /// Sets how many licences the company has. `by`: who; `None`: whoever may run commands on head office's machine.
    ///
    /// # Errors
    /// When it is fewer than are linked, or no number of licences.
    pub fn set_licences(&self, by: Option<UserId>, bought: u64) -> Result<Licences, LicenceError> {
        self.write_licences(by, |_| bought)
    }

    /// Adds licences.
    ///
    /// # Errors
    /// When there would be too many.
    pub fn add_licences(&self, added: u64) -> Result<Licences, LicenceError> {
        self.write_licences(None, |bought| bought.saturating_add(added))
    }

    fn write_licences(&self, by: Option<UserId>, wanted: impl Fn(u64) -> u64) -> Result<Licences, LicenceError> {
        let now = self.clock.now();
        self.db.write(|tx| {
            let before = licences::lock(tx)?;
            let bought = wanted(before.bought);
            if bought == 0 || bought > MOST {
                return Err(LicenceError::NoSuchNumber);
            }
            if bought < before.used {
                return Err(LicenceError::FewerThanUsed(before.used));
            }
            licences::set_bought(tx, bought)?;
            if let Some(company) = company::find(tx)? {
                let change = Change { at: now, by, kind: AuditKind::LicencesBought, record_id: company.id.0 };
                let shown = |bought: u64| json!({ "licences": bought });
                audit::record(tx, change, Some(&shown(before.bought)), Some(&shown(bought)))?;
            }
            Ok(Licences { bought, ..before })
        })
    }

    /// Links a free licence to a user and mails a link to the address, by which it is confirmed.
    /// A form that is sent twice links once.
    pub fn link_licence(&self, sender: Sender, user: UserId, email: &Email) -> Result<(), LicenceError> {
        self.by_form(sender, |tx, by, now| self.invite(tx, by, user, email, now))
    }

    /// The same as a part of what is written anyway.
    pub fn invite(
        &self,
        tx: &mut Tx<'_>,
        by: UserId,
        user: UserId,
        email: &Email,
        now: UnixMs,
    ) -> Result<UserId, LicenceError> {
        licences::lock(tx)?;
        let user = the_user(tx, by, user)?;
        if office_accounts::find(tx, user.id)?.is_some() {
            return Err(LicenceError::Linked);
        }
        is_free(tx, user.id, email, now)?;
        take(tx, &user, now)?;
        self.mail_link(tx, &user, email, now)?;
        let change = entry(AuditKind::LicenceLinked, by, &user, now);
        audit::record(tx, change, None, Some(&json!({ "email": email.as_str() })))?;
        Ok(user.id)
    }

    /// What mails a link does so once, however often its form is sent.
    fn by_form(
        &self,
        sender: Sender,
        work: impl FnOnce(&mut Tx<'_>, UserId, UnixMs) -> Result<UserId, LicenceError>,
    ) -> Result<(), LicenceError> {
        let now = self.clock.now();
        self.db.write(|tx| once(tx, sender, now, |tx| work(tx, sender.by, now)).map(drop))
    }

    /// Mails the link again; the one before is void.
    pub fn send_confirmation_again(&self, sender: Sender, user: UserId) -> Result<(), LicenceError> {
        self.by_form(sender, |tx, by, now| {
            let user = the_user(tx, by, user)?;
            let pending = confirmations::pending(tx, user.id)?.ok_or(LicenceError::NothingAsked)?;
            let email = Email::parse(&pending.email).map_err(|_| LicenceError::NothingAsked)?;
            self.mail_link(tx, &user, &email, now)?;
            let change = entry(AuditKind::ConfirmationSent, by, &user, now);
            audit::record(tx, change, None, Some(&json!({ "email": email.as_str() })))?;
            Ok(user.id)
        })
    }

    /// Gives a user another address, which counts once it is confirmed; the present one is told. Whether it waits for
    /// that: it does not if it is the present one.
    pub fn change_email(&self, sender: Sender, user: UserId, email: &Email) -> Result<bool, LicenceError> {
        let mut waits = true;
        self.by_form(sender, |tx, by, now| {
            let user = the_user(tx, by, user)?;
            let account = office_accounts::find(tx, user.id)?.ok_or(LicenceError::NotLinked)?;
            is_free(tx, user.id, email, now)?;
            if account.email.is_some_and(|present| folded(&present) == email.folded()) {
                cancel_change(tx, by, &user, now)?;
                waits = false;
                return Ok(user.id);
            }
            self.mail_link(tx, &user, email, now)?;
            confirmation::tell_present_address(tx, MailKind::EmailChangeAsked, user.id, now)?;
            let change = entry(AuditKind::EmailChangeAsked, by, &user, now);
            audit::record(tx, change, None, Some(&json!({ "email": email.as_str() })))?;
            Ok(user.id)
        })?;
        Ok(waits)
    }

    /// Withdraws what a user was asked to confirm: whoever has a confirmed address keeps it, others lose the licence.
    pub fn cancel_confirmation(&self, by: UserId, user: UserId) -> Result<(), LicenceError> {
        let now = self.clock.now();
        self.db.write(|tx| {
            let user = the_holder(tx, by, user)?;
            confirmations::pending(tx, user.id)?.ok_or(LicenceError::NothingAsked)?;
            match office_accounts::find(tx, user.id)?.ok_or(LicenceError::NotLinked)?.email {
                None => unlink(tx, by, &user, now),
                Some(_) => Ok(cancel_change(tx, by, &user, now)?),
            }
        })
    }

    /// Frees a user's licence and signs the user out.
    pub fn unlink_licence(&self, by: UserId, user: UserId) -> Result<(), LicenceError> {
        let now = self.clock.now();
        self.db.write(|tx| {
            let user = the_holder(tx, by, user)?;
            unlink(tx, by, &user, now)
        })
    }

    fn mail_link(&self, tx: &mut Tx<'_>, user: &User, email: &Email, now: UnixMs) -> Result<(), LicenceError> {
        confirmation::ask(tx, &self.keys.links, user.id, email, now)?.map_err(LicenceError::Throttled)
    }
}

/// Withdraws the address that a user was asked to confirm, if there is one.
fn cancel_change(tx: &mut Tx<'_>, by: UserId, user: &User, now: UnixMs) -> Result<(), DbError> {
    let Some(pending) = confirmations::pending(tx, user.id)? else { return Ok(()) };
    confirmation::withdraw(tx, user.id, now)?;
    let change = entry(AuditKind::EmailChangeCancelled, by, user, now);
    audit::record(tx, change, Some(&json!({ "email": pending.email })), Some(&json!({})))
}

fn unlink(tx: &mut Tx<'_>, by: UserId, user: &User, now: UnixMs) -> Result<(), LicenceError> {
    let account = office_accounts::find(tx, user.id)?.ok_or(LicenceError::NotLinked)?;
    let email = match account.email {
        Some(email) => Some(email),
        None => confirmations::pending(tx, user.id)?.map(|pending| pending.email),
    };
    let had_administrator = Standing::of(tx)?;
    outbox::cancel_all_of(tx, user.id, now)?;
    office_accounts::delete(tx, user.id)?;
    had_administrator.kept(tx).map_err(|error| match error {
        CheckError::LastAdministrator => LicenceError::LastAdministrator,
        CheckError::Db(error) => error.into(),
    })?;
    let change = entry(AuditKind::LicenceUnlinked, by, user, now);
    Ok(audit::record(tx, change, Some(&json!({ "email": email })), None)?)
}

/// A user whose office access `by` may decide about.
fn the_holder(tx: &mut Tx<'_>, by: UserId, user: UserId) -> Result<User, LicenceError> {
    let user = users::find(tx, user)?.ok_or(LicenceError::NoUser)?;
    match authority::check_access(tx, by, &user) {
        Ok(()) => Ok(user),
        Err(AuthorityError::Lacking) => Err(LicenceError::LacksRights),
        Err(AuthorityError::Db(error)) => Err(error.into()),
    }
}

/// The same, and active: others are sent no link.
fn the_user(tx: &mut Tx<'_>, by: UserId, user: UserId) -> Result<User, LicenceError> {
    let user = the_holder(tx, by, user)?;
    if user.active { Ok(user) } else { Err(LicenceError::Deactivated) }
}

fn is_free(tx: &mut Tx<'_>, user: UserId, email: &Email, now: UnixMs) -> Result<(), LicenceError> {
    let address = email.folded();
    let is_others = office_accounts::by_email(tx, &address)?.is_some_and(|other| other.user != user);
    match is_others || confirmations::is_others(tx, &address, user, now)? {
        true => Err(LicenceError::EmailTaken),
        false => Ok(()),
    }
}

fn entry(kind: AuditKind, by: UserId, user: &User, at: UnixMs) -> Change {
    Change { at, by: Some(by), kind, record_id: user.id.0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{CHAIN, TestOffice};
    use std::sync::Barrier;

    /// So many active users besides those of the chain, and the first administrator.
    /// A form that nobody sent yet.
    fn sender(by: UserId) -> Sender {
        Sender { by, form: uuid::Uuid::now_v7() }
    }

    fn office_with(users: usize) -> (TestOffice, UserId, Vec<UserId>) {
        let office = TestOffice::with(CHAIN);
        let names = (0..users).map(|number| {
            format!("[[user]]\nref = \"x{number}\"\nfirst_name = \"Nora\"\nlast_name = \"No {number}\"\ngroup = \"Shift lead\"\n")
        });
        office.import_str(&names.collect::<String>()).unwrap();
        let found = office.db.read(|tx| {
            let administrator = users::named(tx, "First Administrator")?.remove(0).id;
            let mut ids = Vec::new();
            for number in 0..users {
                ids.extend(users::by_reference(tx, &format!("x{number}"))?.map(|user| user.id));
            }
            Ok::<_, DbError>((administrator, ids))
        });
        let (administrator, ids) = found.unwrap();
        assert_eq!(ids.len(), users);
        (office, administrator, ids)
    }

    fn address(number: usize) -> Email {
        Email::parse(&format!("no{number}@example.com")).unwrap()
    }

    #[test]
    fn of_fifty_who_want_the_last_licence_one_gets_it() {
        let (office, administrator, users) = office_with(50);
        let used = office.licences().unwrap().used;
        office.set_licences(None, used + 1).unwrap();
        // Other processes have their own connections.
        let offices: Vec<_> = (0..5).map(|_| TestOffice::sharing(&office)).collect();
        let at_once = Barrier::new(users.len());
        let linked = std::thread::scope(|scope| {
            let threads: Vec<_> = users
                .iter()
                .enumerate()
                .map(|(number, user)| {
                    let (office, at_once) = (&offices[number % offices.len()], &at_once);
                    scope.spawn(move || {
                        at_once.wait();
                        office.link_licence(sender(administrator), *user, &address(number))
                    })
                })
                .collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).collect::<Vec<_>>()
        });
        assert_eq!(linked.iter().filter(|outcome| outcome.is_ok()).count(), 1);
        let told = linked.iter().filter(|outcome| matches!(outcome, Err(LicenceError::NoneFree))).count();
        assert_eq!(told, users.len() - 1, "{linked:?}");
        assert_eq!(office.licences().unwrap(), Licences { bought: used + 1, used: used + 1 });
        assert_eq!(office.mails(100).unwrap().len(), 1, "nobody else is written to");
    }

    #[test]
    fn a_command_takes_a_free_licence_too_and_says_what_to_do_without_one() {
        let (office, _, _) = office_with(2);
        office.set_licences(None, 1).unwrap();
        let refused = office.sign_in_link("x0").unwrap_err().to_string();
        assert!(refused.contains("head-office licences add 1"), "{refused}");
        office.sign_in_link("First Administrator").unwrap();
        office.add_licences(1).unwrap();
        office.sign_in_link("x0").unwrap();
        office.sign_in_link("x0").unwrap();
        assert!(office.sign_in_link("x1").is_err());
        assert_eq!(office.licences().unwrap(), Licences { bought: 2, used: 2 });
    }

    #[test]
    fn nobody_whose_group_allows_nothing_is_given_access_and_nothing_is_left_behind() {
        let (office, administrator, _) = office_with(0);
        let mari = office.db.read(|tx| users::by_reference(tx, "mari")).unwrap().unwrap().id;
        let before = office.licences().unwrap();
        let linked = office.link_licence(sender(administrator), mari, &address(1));
        assert!(matches!(linked, Err(LicenceError::NothingAllowed)), "{linked:?}");
        let refused = office.sign_in_link("mari").unwrap_err().to_string();
        assert!(refused.contains("allows nothing in the office"), "{refused}");
        assert_eq!((office.licences().unwrap(), office.mails(1).unwrap().len()), (before, 0));
        // An area at "none" is no right.
        let rights = |level: &str| {
            let group =
                format!("[[group]]\nname = \"Cashier\"\npos = [\"sell\"]\noffice = {{ journal = \"{level}\" }}");
            office.import_str(&group).unwrap();
        };
        rights("none");
        assert!(office.sign_in_link("mari").is_err());
        rights("read");
        office.sign_in_link("mari").unwrap();
        // Who has access keeps it, and a link to it, when the rights go.
        rights("none");
        office.sign_in_link("mari").unwrap();
    }

    #[test]
    fn there_are_never_fewer_than_are_linked() {
        let (office, administrator, users) = office_with(1);
        office.set_licences(None, 2).unwrap();
        office.link_licence(sender(administrator), users[0], &address(0)).unwrap();
        for (bought, used) in [(1, Some(2)), (0, None), (MOST + 1, None)] {
            match (office.set_licences(Some(administrator), bought), used) {
                (Err(LicenceError::FewerThanUsed(count)), Some(used)) => assert_eq!(count, used),
                (Err(LicenceError::NoSuchNumber), None) => {}
                (other, _) => panic!("{bought}: {other:?}"),
            }
        }
        assert!(matches!(office.add_licences(u64::MAX), Err(LicenceError::NoSuchNumber)));
        office.unlink_licence(administrator, users[0]).unwrap();
        assert_eq!(office.set_licences(Some(administrator), 1).unwrap(), Licences { bought: 1, used: 1 });
    }

    #[test]
    fn links_to_one_user_are_not_mailed_without_end() {
        let (office, administrator, users) = office_with(1);
        office.link_licence(sender(administrator), users[0], &address(0)).unwrap();
        let outcomes: Vec<_> =
            (0..5).map(|_| office.send_confirmation_again(sender(administrator), users[0])).collect();
        assert!(outcomes[..4].iter().all(Result::is_ok), "{outcomes:?}");
        assert!(matches!(outcomes[4], Err(LicenceError::Throttled(_))), "{outcomes:?}");
        let waiting = office.mails(10).unwrap().into_iter().filter(|mail| mail.next_at.is_some()).count();
        assert_eq!(waiting, 1, "of those whose link is void none is sent");
    }
}
