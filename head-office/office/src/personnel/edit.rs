//! Editing a user: a draft of one's own, kept between requests, and saving it.

use super::authority::{AuthorityError, Editor};
use super::draft::{Draft, FieldName, Fields, salepoints_in, stores_in, values_of, values_of_new};
use super::pos_password::{Prepared, Setting, was_usable};
use super::record::{self, Record, load};
use crate::accounts::administrators::{CheckError, Standing};
use crate::accounts::throttle::Wait;
use crate::accounts::{Email, EmailError, LicenceError};
use crate::db::audit::{self, AuditKind, Change};
use crate::db::grants::Viewer;
use crate::db::users::User;
use crate::db::{DbError, Tx, drafts, groups, opened_forms, salepoints, stores, users};
use crate::derive::Touched;
use crate::errors::{Bug, OfficeError};
use crate::merge::Values;
use crate::names::{NameError, name};
use crate::office::{Changed, Office};
use crate::office_rights::{Level, OfficeArea};
use crate::once::{Made, Sender, once};
use crate::passwords::released_until;
use serde_json::json;
use std::collections::BTreeSet;
use sync_core::domain::{Cursor, Language, SalepointId, StoreId, UnixMs, UserId};
use uuid::Uuid;

/// How long a draft is kept.
const KEPT_MS: i64 = 7 * 86_400_000;
/// How long a POS password is kept in it.
const PASSWORD_KEPT_MS: i64 = 3_600_000;

/// Whose record is edited.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Subject {
    /// Nobody's yet.
    New,
    /// This user's.
    Of(UserId),
}

impl Subject {
    fn code(self) -> String {
        match self {
            Self::New => "user:new".into(),
            Self::Of(id) => format!("user:{id}"),
        }
    }
}

/// A record being edited by somebody.
#[derive(Clone, Debug)]
pub struct Editing {
    /// Whose.
    pub subject: Subject,
    /// In which opened form.
    pub form: Uuid,
    /// What is saved; `None`: the user is new.
    pub saved: Option<Record>,
    /// What was typed.
    pub draft: Draft,
    /// A new POS password and when it was typed.
    pub password: Option<(Prepared, UnixMs)>,
}

/// What is wrong with a field.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Problem {
    /// It is no name.
    Name(NameError),
    /// Another user has this reference.
    ReferenceTaken,
    /// It is no e-mail address that mail can be sent to.
    Email(EmailError),
    /// Nothing was chosen, or what is gone.
    NotChosen,
    /// The store is not among the user's.
    NotAmongStores,
    /// The POS password is taken or easily guessed.
    Unusable,
    /// The POS password must be typed again.
    TypeAgain,
    /// Too many POS passwords were refused.
    Throttled(Wait),
    /// Nobody would be left who may do everything in the office.
    LastAdministrator,
    /// Who saves lacks office rights that this is about.
    LacksRights,
}

/// Why nothing was saved.
#[derive(Debug, thiserror::Error)]
pub enum SaveError {
    /// These fields.
    #[error("some fields are refused")]
    Refused(Vec<(FieldName, Problem)>),
    /// Somebody else has changed the same meanwhile; the draft knows what.
    #[error("somebody else has changed the same")]
    Conflict(Box<Draft>),
    /// Somebody new cannot be invited to the office.
    #[error(transparent)]
    Invitation(LicenceError),
    /// The user is not there any more.
    #[error("there is no such user")]
    Gone,
    /// Head office failed.
    #[error(transparent)]
    Office(#[from] OfficeError),
}

impl From<DbError> for SaveError {
    fn from(error: DbError) -> Self {
        Self::Office(error.into())
    }
}

/// What saving came to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Saved {
    /// Whose record.
    pub made: Made<UserId>,
    /// Where head office stands with it.
    pub cursor: Cursor,
}

/// What an opened form came to.
#[derive(Clone, Debug)]
pub enum Opened {
    /// There is no such user.
    NotThere,
    /// The form has made this user already.
    HasMade(UserId),
    /// It is open.
    Editing(Box<Editing>),
}

impl Office {
    /// Opens a record for somebody, with what was typed in this form and not saved.
    pub fn edit_user(
        &self,
        by: UserId,
        form: Uuid,
        subject: Subject,
        language: Language,
    ) -> Result<Opened, OfficeError> {
        let now = self.clock.now();
        let kept_since = (now.plus_ms(-KEPT_MS), now.plus_ms(-PASSWORD_KEPT_MS));
        Ok(self.db.read(|tx| {
            let saved = match subject {
                Subject::New => None,
                Subject::Of(id) => match load(tx, id)? {
                    Some(record) => Some(record),
                    None => return Ok(Opened::NotThere),
                },
            };
            if subject == Subject::New
                && let Some(id) = opened_forms::made(tx, by, form)?.and_then(|id| id.parse().ok())
            {
                return Ok(Opened::HasMade(id));
            }
            let kept = drafts::find(tx, by, form, &subject.code())?.filter(|kept| kept.changed_at >= kept_since.0);
            let password = kept.as_ref().and_then(|kept| kept.password.clone()).filter(|(_, at)| *at >= kept_since.1);
            // What an older version of this program kept is as good as nothing.
            let password = password.and_then(|(text, at)| Some((serde_json::from_str(&text).ok()?, at)));
            let draft = kept.and_then(|kept| serde_json::from_str::<Draft>(&kept.changes).ok());
            let mut draft = draft.unwrap_or_else(|| match &saved {
                Some(record) => Draft::new(record.user.id, values_of(record)),
                None => Draft::new(UserId(Uuid::now_v7()), values_of_new(language)),
            });
            if let Some(record) = &saved {
                draft.rebase(&values_of(record));
            }
            Ok::<_, DbError>(Opened::Editing(Box::new(Editing { subject, form, saved, draft, password })))
        })?)
    }

    /// In which other form somebody typed last about this record, and when.
    pub fn last_draft(
        &self,
        by: UserId,
        subject: Subject,
        but_for: Uuid,
    ) -> Result<Option<(Uuid, UnixMs)>, OfficeError> {
        let since = self.clock.now().plus_ms(-KEPT_MS);
        Ok(self.db.read(|tx| drafts::last(tx, by, &subject.code(), but_for, since))?)
    }

    /// Keeps what was typed, or forgets the draft if nothing is different any more.
    pub fn keep_draft(&self, by: UserId, editing: &Editing) -> Result<(), OfficeError> {
        let now = self.clock.now();
        let subject = editing.subject.code();
        let json = Bug::Unkept;
        let password = match &editing.password {
            Some((prepared, at)) => Some((serde_json::to_string(prepared).map_err(json)?, *at)),
            None => None,
        };
        let changes = serde_json::to_string(&editing.draft).map_err(json)?;
        Ok(self.db.write(|tx| {
            drafts::forget(tx, now.plus_ms(-KEPT_MS), now.plus_ms(-PASSWORD_KEPT_MS))?;
            if editing.is_untouched() {
                return drafts::delete(tx, by, editing.form);
            }
            drafts::store(tx, by, editing.form, &subject, &drafts::Draft { changes, password, changed_at: now })
        })?)
    }

    /// Forgets what was typed.
    pub fn discard_draft(&self, by: UserId, form: Uuid) -> Result<(), OfficeError> {
        Ok(self.db.write(|tx| {
            opened_forms::forget_left(tx, by, form)?;
            drafts::delete(tx, by, form)
        })?)
    }

    /// Saves what was typed, as one change.
    pub fn save_draft(&self, by: UserId, editing: &Editing) -> Result<Saved, SaveError> {
        if editing.password.is_some()
            && let Err(wait) = self.count_pos_password(by)?
        {
            return Err(SaveError::Refused(vec![(FieldName::PosPassword, Problem::Throttled(wait))]));
        }
        let now = self.clock.now();
        let sender = Sender { by, form: editing.form };
        let saved = self.change(|tx, touched| match editing.subject {
            Subject::New => {
                let made = once(tx, sender, now, |tx| self.write_user(tx, touched, by, editing, None, now))?;
                if made.before && editing.password.is_some() {
                    was_usable(tx, by, now)?;
                }
                Ok::<_, SaveError>(made)
            }
            Subject::Of(id) => {
                let present = load(tx, id)?.ok_or(SaveError::Gone)?;
                self.write_user(tx, touched, by, editing, Some(&present), now)?;
                Ok(Made { id, before: false })
            }
        });
        let Changed { result, cursor, .. } = saved?;
        Ok(Saved { made: result, cursor })
    }

    fn write_user(
        &self,
        tx: &mut Tx<'_>,
        touched: &mut Touched,
        by: UserId,
        editing: &Editing,
        present: Option<&Record>,
        now: UnixMs,
    ) -> Result<UserId, SaveError> {
        let wanted = wanted(tx, &editing.draft, present)?;
        let had_administrator = Standing::of(tx)?;
        let before = present.map(|record| &record.user);
        let mut editor = Editor::of(tx, by, now)?;
        let lacking = |field| {
            move |error| match error {
                AuthorityError::Lacking => refused(field, Problem::LacksRights),
                AuthorityError::Db(error) => SaveError::from(error),
            }
        };
        let stored = record::store(tx, touched, &mut editor, present, &wanted);
        stored.map_err(lacking(about(before, &wanted.user)))?;
        if let Some((prepared, _)) = &editing.password {
            let concerned = before.unwrap_or(&wanted.user);
            editor.check_all_of(tx, concerned).map_err(lacking(FieldName::PosPassword))?;
            self.set_password(tx, by, wanted.user.id, prepared, now)?;
            touched.users.insert(wanted.user.id);
        }
        had_administrator.kept(tx).map_err(|error| match error {
            CheckError::LastAdministrator => refused(about(before, &wanted.user), Problem::LastAdministrator),
            CheckError::Db(error) => SaveError::from(error),
        })?;
        let invitation = Fields::of(&editing.draft.typed).invitation;
        if present.is_none() && !invitation.trim().is_empty() && editor.may(OfficeArea::Licences, Level::Edit) {
            let email = Email::parse(&invitation);
            let email = email.map_err(|error| refused(FieldName::Invitation, Problem::Email(error)))?;
            self.invite(tx, by, wanted.user.id, &email, now).map_err(|error| match error {
                LicenceError::Office(error) => SaveError::Office(error),
                error => SaveError::Invitation(error),
            })?;
        }
        drafts::delete(tx, by, editing.form)?;
        Ok(wanted.user.id)
    }

    fn set_password(
        &self,
        tx: &mut Tx<'_>,
        by: UserId,
        user: UserId,
        prepared: &Prepared,
        now: UnixMs,
    ) -> Result<(), SaveError> {
        let until = released_until(tx, now)?;
        match prepared.set(tx, &self.keys.verifiers, user, now, until)? {
            Setting::Unusable => return Err(refused(FieldName::PosPassword, Problem::Unusable)),
            Setting::Outdated => return Err(refused(FieldName::PosPassword, Problem::TypeAgain)),
            Setting::Done { is_new: false } => {}
            Setting::Done { is_new: true } => {
                let change = Change { at: now, by: Some(by), kind: AuditKind::PosPassword, record_id: user.0 };
                audit::record(tx, change, None, Some(&json!({})))?;
            }
        }
        Ok(was_usable(tx, by, now)?)
    }
}

impl Editing {
    /// Whether nothing is different from what is saved.
    pub fn is_untouched(&self) -> bool {
        self.draft.is_empty() && self.password.is_none()
    }
}

fn refused(field: FieldName, problem: Problem) -> SaveError {
    SaveError::Refused(vec![(field, problem)])
}

/// The field that a refusal stands at: the first that differs of those by which office rights change, else of the others.
fn about(before: Option<&User>, after: &User) -> FieldName {
    let Some(before) = before else { return FieldName::Group };
    let fields = [
        (FieldName::Group, before.group != after.group),
        (FieldName::Active, before.active != after.active),
        (FieldName::FirstName, before.first_name != after.first_name),
        (FieldName::LastName, before.last_name != after.last_name),
        (FieldName::Reference, before.reference != after.reference),
        (FieldName::Language, before.language != after.language),
        (FieldName::DefaultStore, before.default_store != after.default_store),
    ];
    fields.into_iter().find(|(_, differs)| *differs).map_or(FieldName::Group, |(field, _)| field)
}

/// What the record shall be.
fn wanted(tx: &mut Tx<'_>, draft: &Draft, present: Option<&Record>) -> Result<Record, SaveError> {
    let had = present.map_or_else(Values::default, values_of);
    let values = match present {
        Some(present) => {
            let merged = draft.merged(&had);
            if !merged.both.is_empty() {
                let mut draft = draft.clone();
                draft.tell(&values_of(present));
                return Err(SaveError::Conflict(Box::new(draft)));
            }
            merged.values
        }
        None => draft.typed.clone(),
    };
    let mut fields = Fields::of(&values);
    let had = (salepoints_in(&had), stores_in(&had));
    let all_salepoints: BTreeSet<SalepointId> =
        salepoints::open(tx, Viewer::Everything)?.into_iter().map(|found| found.id).collect();
    let all_stores: BTreeSet<StoreId> =
        stores::open(tx, Viewer::Everything)?.into_iter().map(|found| found.id).collect();
    let mut granted = salepoints_in(&values);
    granted.retain(|id, _| had.0.contains_key(id) || all_salepoints.contains(id));
    let mut granted_stores = stores_in(&values);
    granted_stores.retain(|id| had.1.contains(id) || all_stores.contains(id));
    let all_groups: BTreeSet<_> = groups::all(tx)?.into_iter().map(|group| group.id).collect();

    let mut problems = Vec::new();
    let mut checked = |field, typed: &str| match name(typed) {
        Ok(name) => name,
        Err(error) => {
            problems.push((field, Problem::Name(error)));
            String::new()
        }
    };
    let first_name = checked(FieldName::FirstName, &fields.first_name);
    let last_name = checked(FieldName::LastName, &fields.last_name);
    let reference = match fields.reference.trim() {
        "" => None,
        typed => Some(checked(FieldName::Reference, typed)),
    };
    if let Some(reference) = &reference
        && users::by_reference(tx, reference)?.is_some_and(|other| other.id != draft.id)
    {
        problems.push((FieldName::Reference, Problem::ReferenceTaken));
    }
    let group = fields.group.filter(|group| all_groups.contains(group));
    if group.is_none() {
        problems.push((FieldName::Group, Problem::NotChosen));
    }
    // A group that was deleted while it waited here.
    let gone = granted.iter().filter(|(_, group)| group.is_some_and(|group| !all_groups.contains(&group)));
    problems.extend(gone.map(|(salepoint, _)| (FieldName::Salepoint(*salepoint), Problem::NotChosen)));
    if let Some(store) = fields.default_store
        && !granted_stores.contains(&store)
    {
        // A store that somebody else took away is nobody's default any more; one that was just chosen is a mistake.
        match fields.default_store == Fields::of(&draft.base).default_store {
            true => fields.default_store = None,
            false => problems.push((FieldName::DefaultStore, Problem::NotAmongStores)),
        }
    }
    let (Some(group), true) = (group, problems.is_empty()) else { return Err(SaveError::Refused(problems)) };
    let user = User {
        id: draft.id,
        reference,
        first_name,
        last_name,
        language: fields.language,
        active: fields.active,
        group,
        default_store: fields.default_store,
    };
    Ok(Record { user, salepoints: granted, stores: granted_stores })
}
