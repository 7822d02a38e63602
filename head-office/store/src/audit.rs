//! The audit trail: who changed which record when, from what to what. Never a secret.

use super::grants::{self, Kind, Viewer};
use super::{DbError, Row, Tx};
use serde::Serialize;
use serde_json::{Map, Value as Json};
use std::collections::BTreeMap;
use sync_core::domain::{UnixMs, UserId};
use uuid::Uuid;

/// What was changed or done.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum AuditKind {
    /// A user was added or changed.
    User,
    /// A user was given another POS password.
    PosPassword,
    /// A one-time link that signs a user in was made.
    SignInLink,
    /// A user signed in by a link.
    SignedInByLink,
    /// A user chose e-mail address and office password.
    OfficeCredentials,
    /// Somebody said that a user's office password is forgotten, and a link was mailed to the user.
    ForgottenPassword,
    /// A licence of the office was linked to a user.
    LicenceLinked,
    /// A user's licence was freed.
    LicenceUnlinked,
    /// The link that confirms an address was mailed again.
    ConfirmationSent,
    /// A user is to have another e-mail address once it is confirmed.
    EmailChangeAsked,
    /// The user keeps the address there was.
    EmailChangeCancelled,
    /// A user confirmed an e-mail address.
    EmailConfirmed,
    /// The company has another number of licences; the record is the company.
    LicencesBought,
    /// A user group was added or changed.
    Group,
    /// A salepoint was added, changed or closed.
    Salepoint,
    /// A store was added, changed or closed.
    Store,
    /// A terminal was enrolled, moved or taken out of service.
    Terminal,
    /// A terminal was given an order.
    TerminalOrder,
    /// An enrolment code was made or cancelled, for a terminal of the salepoint that is the record.
    EnrolCode,
    /// What is prescribed to terminals was changed; the record is the company.
    Policy,
    /// Terminals were told that head office moves; the record is the company.
    OfficeMoved,
    /// The company's name, language or time zone was changed; the record is the company.
    Company,
}

impl AuditKind {
    const ALL: [(Self, &str); 22] = [
        (Self::User, "user"),
        (Self::PosPassword, "pos_password"),
        (Self::SignInLink, "sign_in_link"),
        (Self::SignedInByLink, "signed_in_by_link"),
        (Self::OfficeCredentials, "office_credentials"),
        (Self::ForgottenPassword, "forgotten_password"),
        (Self::LicenceLinked, "licence_linked"),
        (Self::LicenceUnlinked, "licence_unlinked"),
        (Self::ConfirmationSent, "confirmation_sent"),
        (Self::EmailChangeAsked, "email_change_asked"),
        (Self::EmailChangeCancelled, "email_change_cancelled"),
        (Self::EmailConfirmed, "email_confirmed"),
        (Self::LicencesBought, "licences_bought"),
        (Self::Group, "group"),
        (Self::Salepoint, "salepoint"),
        (Self::Store, "store"),
        (Self::Terminal, "terminal"),
        (Self::TerminalOrder, "terminal_order"),
        (Self::EnrolCode, "enrol_code"),
        (Self::Policy, "policy"),
        (Self::OfficeMoved, "office_moved"),
        (Self::Company, "company"),
    ];

    fn code(self) -> &'static str {
        Self::ALL.iter().find(|(kind, _)| *kind == self).map_or("", |(_, code)| code)
    }
}

/// An entry.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AuditEntry {
    /// When.
    pub at: UnixMs,
    /// Who; `None`: whoever may run commands on head office's machine.
    pub by: Option<UserId>,
    /// What.
    pub kind: AuditKind,
    /// Which record, by its id.
    pub record_id: Uuid,
    /// What it was; `None`: it was not there.
    pub before: Option<String>,
    /// What it is.
    pub after: Option<String>,
}

/// The office user who did something to a record's access to the office at this very time.
///
/// # Errors
/// Those of the database.
pub fn who_did(tx: &mut Tx<'_>, record_id: Uuid, at: UnixMs) -> Result<Option<UserId>, DbError> {
    let row = tx.query_one(
        "SELECT by_user_id FROM audit_entry WHERE record_id = ?1 AND at = ?2 AND by_user_id IS NOT NULL \
         AND kind IN ('licence_linked', 'confirmation_sent', 'email_change_asked', 'email_confirmed') LIMIT 1",
        &[record_id.to_string().into(), at.into()],
    )?;
    row.map(|mut row| row.take(0)).transpose()
}

/// Adds an entry.
///
/// # Errors
/// Those of the database.
pub fn add(tx: &mut Tx<'_>, entry: &AuditEntry) -> Result<(), DbError> {
    tx.execute("UPDATE counter SET audit_number = audit_number + 1 WHERE id = 1", &[])?;
    tx.execute(
        "INSERT INTO audit_entry (id, at, by_user_id, kind, record_id, before, after, number) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, (SELECT audit_number FROM counter WHERE id = 1))",
        &[
            Uuid::now_v7().to_string().into(),
            entry.at.into(),
            entry.by.into(),
            entry.kind.code().into(),
            entry.record_id.to_string().into(),
            entry.before.as_deref().into(),
            entry.after.as_deref().into(),
        ],
    )?;
    Ok(())
}

/// The number of the newest entry.
///
/// # Errors
/// Those of the database.
pub fn last_number(tx: &mut Tx<'_>) -> Result<u64, DbError> {
    let row = tx.query_one("SELECT audit_number FROM counter WHERE id = 1", &[])?;
    row.ok_or(DbError::Unreadable { column: 0, due: "a counter" })?.take(0)
}

/// Notes that the entries after this number come from a file.
///
/// # Errors
/// Those of the database.
pub fn came_from(tx: &mut Tx<'_>, after: u64, file: &str) -> Result<(), DbError> {
    tx.execute("UPDATE audit_entry SET file = ?2 WHERE number > ?1", &[after.into(), file.into()])?;
    Ok(())
}

/// How many entries there were ever, and how many there are.
///
/// # Errors
/// Those of the database.
pub fn counted(tx: &mut Tx<'_>) -> Result<(u64, u64), DbError> {
    let sql = "SELECT (SELECT audit_number FROM counter WHERE id = 1), (SELECT count(*) FROM audit_entry)";
    let mut row = tx.query_one(sql, &[])?.ok_or(DbError::Unreadable { column: 0, due: "two counts" })?;
    Ok((row.take(0)?, row.take(1)?))
}

/// The numbers of entries that are missing, each range by its first and last; the first few.
///
/// # Errors
/// Those of the database.
pub fn missing(tx: &mut Tx<'_>, last: u64, at_most: usize) -> Result<Vec<(u64, u64)>, DbError> {
    let mut next = 1;
    let mut missing = Vec::new();
    for mut row in tx.query("SELECT number FROM audit_entry WHERE number IS NOT NULL ORDER BY number", &[])? {
        let number: u64 = row.take(0)?;
        if number > next {
            missing.push((next, number - 1));
        }
        next = number + 1;
    }
    if next <= last {
        missing.push((next, last));
    }
    missing.truncate(at_most);
    Ok(missing)
}

/// Who changed which record when.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Change {
    /// When.
    pub at: UnixMs,
    /// Who; `None`: as in [`AuditEntry`].
    pub by: Option<UserId>,
    /// What.
    pub kind: AuditKind,
    /// Which record, by its id.
    pub record_id: Uuid,
}

/// Adds an entry with what the record was and is, unless that is the same. Both become JSON objects; they hold names and
/// not ids, so that the trail can be read when what is named is gone.
///
/// # Errors
/// Those of the database; also when something cannot be written as JSON.
pub fn record<T: Serialize>(
    tx: &mut Tx<'_>,
    change: Change,
    before: Option<&T>,
    after: Option<&T>,
) -> Result<(), DbError> {
    let json = |image: Option<&T>| {
        let text = image.map(serde_json::to_string).transpose();
        text.map_err(|error| DbError::Statement(Box::new(error)))
    };
    let (before, after) = (json(before)?, json(after)?);
    if before.is_some() && before == after {
        return Ok(());
    }
    let Change { at, by, kind, record_id } = change;
    add(tx, &AuditEntry { at, by, kind, record_id, before, after })
}

/// An entry with the name of who made the change.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Recorded {
    /// The entry.
    pub entry: AuditEntry,
    /// First and last name, as they are now.
    pub by_name: Option<String>,
    /// Its number in the trail.
    pub number: u64,
    /// The name of the file whose import made the change.
    pub file: Option<String>,
}

/// When a record was last changed in this way.
///
/// # Errors
/// Those of the database.
pub fn last_change(tx: &mut Tx<'_>, kind: AuditKind, record_id: Uuid) -> Result<Option<UnixMs>, DbError> {
    let sql = "SELECT max(at) FROM audit_entry WHERE record_id = ?1 AND kind = ?2";
    tx.query_one(sql, &[record_id.to_string().into(), kind.code().into()])?.map_or(Ok(None), |mut row| row.take(0))
}

/// Stands for the name of a salepoint or store that is not there for the viewer. No name is like it.
pub const NOT_YOURS: &str = "\0";

/// What was done to a record, the newest first. In the images [`NOT_YOURS`] stands for the names of places that are not
/// there for the viewer, or not by this name any more.
///
/// # Errors
/// Those of the database.
pub fn of_record(tx: &mut Tx<'_>, viewer: Viewer, record_id: Uuid, at_most: u64) -> Result<Vec<Recorded>, DbError> {
    let sql = format!("{RECORDED} ORDER BY a.at DESC, a.id DESC LIMIT ?2");
    let rows = tx.query(&sql, &[record_id.to_string().into(), at_most.into()])?;
    let mut recorded = read(record_id, rows)?;
    hide(tx, viewer, &mut recorded)?;
    Ok(recorded)
}

/// The entry of this number, if it is of this record.
///
/// # Errors
/// Those of the database.
pub fn numbered(tx: &mut Tx<'_>, viewer: Viewer, record_id: Uuid, number: u64) -> Result<Option<Recorded>, DbError> {
    let sql = format!("{RECORDED} AND a.number = ?2");
    let rows = tx.query(&sql, &[record_id.to_string().into(), number.into()])?;
    let mut recorded = read(record_id, rows)?;
    hide(tx, viewer, &mut recorded)?;
    Ok(recorded.pop())
}

/// Puts [`NOT_YOURS`] where the viewer may not read.
fn hide(tx: &mut Tx<'_>, viewer: Viewer, recorded: &mut [Recorded]) -> Result<(), DbError> {
    if viewer != Viewer::Everything {
        let mut names = Names { viewer, known: BTreeMap::new() };
        for entry in recorded.iter_mut().map(|one| &mut one.entry) {
            for image in [&mut entry.before, &mut entry.after] {
                *image = match image.take() {
                    Some(text) => Some(names.without_hidden(tx, text)?),
                    None => None,
                };
            }
        }
    }
    Ok(())
}

/// The same of one kind, whose images name no places.
///
/// # Errors
/// Those of the database.
pub fn of_kind(tx: &mut Tx<'_>, record_id: Uuid, kind: AuditKind, at_most: u64) -> Result<Vec<Recorded>, DbError> {
    let sql = format!("{RECORDED} AND a.kind = ?3 ORDER BY a.at DESC, a.id DESC LIMIT ?2");
    let rows = tx.query(&sql, &[record_id.to_string().into(), at_most.into(), kind.code().into()])?;
    read(record_id, rows)
}

/// The fields of images that hold names of places.
const NAMING: [(&str, Kind); 5] = [
    ("salepoint", Kind::Salepoints),
    ("salepoints", Kind::Salepoints),
    ("store", Kind::Stores),
    ("stores", Kind::Stores),
    ("default_store", Kind::Stores),
];

/// Which names a viewer may read, as far as it was asked.
struct Names {
    viewer: Viewer,
    known: BTreeMap<(&'static str, String), bool>,
}

impl Names {
    /// An image without the names that are hidden.
    fn without_hidden(&mut self, tx: &mut Tx<'_>, text: String) -> Result<String, DbError> {
        let Ok(mut image) = serde_json::from_str::<Map<String, Json>>(&text) else { return Ok(text) };
        for (field, kind) in NAMING {
            let Some(value) = image.get_mut(field) else { continue };
            *value = match value.take() {
                Json::String(name) => self.shown(tx, kind, name)?.into(),
                Json::Array(all) => {
                    let mut shown = Vec::new();
                    for one in all {
                        shown.push(match one {
                            Json::String(name) => self.shown(tx, kind, name)?.into(),
                            other => other,
                        });
                    }
                    shown.into()
                }
                Json::Object(all) => {
                    let mut shown = Map::new();
                    for (name, beside) in all {
                        shown.insert(self.shown(tx, kind, name)?, beside);
                    }
                    shown.into()
                }
                other => other,
            };
        }
        Ok(Json::Object(image).to_string())
    }

    fn shown(&mut self, tx: &mut Tx<'_>, kind: Kind, name: String) -> Result<String, DbError> {
        let asked = (kind.table(), name);
        let may = match self.known.get(&asked) {
            Some(may) => *may,
            None => {
                let may = grants::may_name(tx, self.viewer, kind, &asked.1)?;
                self.known.insert(asked.clone(), may);
                may
            }
        };
        Ok(if may { asked.1 } else { NOT_YOURS.to_owned() })
    }
}

const RECORDED: &str = "SELECT a.at, a.by_user_id, a.kind, a.before, a.after, u.first_name || ' ' || u.last_name, coalesce(a.number, 0), a.file \
     FROM audit_entry a LEFT JOIN app_user u ON u.id = a.by_user_id WHERE a.record_id = ?1";

fn read(record_id: Uuid, rows: Vec<Row>) -> Result<Vec<Recorded>, DbError> {
    let read = rows.into_iter().map(|mut row| {
        let code: String = row.take(2)?;
        let known = AuditKind::ALL.into_iter().find(|(_, known)| *known == code);
        let (kind, _) = known.ok_or(DbError::Unreadable { column: 2, due: "a kind of audit entry" })?;
        let (before, after) = (row.take(3)?, row.take(4)?);
        let entry = AuditEntry { at: row.take(0)?, by: row.take(1)?, kind, record_id, before, after };
        Ok(Recorded { entry, by_name: row.take(5)?, number: row.take(6)?, file: row.take(7)? })
    });
    read.collect()
}
