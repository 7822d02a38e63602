//! Mail that is to be sent or was.

use super::{DbError, Row, Tx, Value};
use crate::domain::ahead::AHEAD_MS;
use sync_core::domain::{UnixMs, UserId};
use uuid::Uuid;

/// What became of a mail.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum MailState {
    /// It is still to be handed over.
    Waiting,
    /// The mail server took it.
    Sent,
    /// The mail server will not take it.
    Refused,
    /// It became useless before it was taken.
    Expired,
    /// It is not to be sent any more.
    Cancelled,
}

impl MailState {
    const ALL: [(Self, &str); 5] = [
        (Self::Waiting, "waiting"),
        (Self::Sent, "sent"),
        (Self::Refused, "refused"),
        (Self::Expired, "expired"),
        (Self::Cancelled, "cancelled"),
    ];

    /// As it is stored, and as machines read it.
    pub fn code(self) -> &'static str {
        Self::ALL.iter().find(|(state, _)| *state == self).map_or("", |(_, code)| code)
    }

    /// Reads [`MailState::code`].
    pub(super) fn from_code(code: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, known)| *known == code).map(|(state, _)| *state)
    }
}

/// A mail.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Mail {
    /// What its Message-ID is made of.
    pub id: Uuid,
    /// What it says, as a code.
    pub kind: String,
    /// Whom it tells.
    pub user: UserId,
    /// Where it goes.
    pub address: String,
    /// When the reason for it was given.
    pub queued_at: UnixMs,
    /// From when on it is useless.
    pub expires_at: UnixMs,
    /// What became of it.
    pub state: MailState,
    /// How often it was handed over.
    pub attempts: u32,
    /// When it is handed over next.
    pub next_at: Option<UnixMs>,
    /// When it was settled what becomes of it.
    pub settled_at: Option<UnixMs>,
    /// What the mail server, or whatever stood in the way, said last.
    pub answer: Option<String>,
}

/// The longest wait between two attempts, in milliseconds.
pub const LONGEST_WAIT_MS: i64 = 60 * 60_000;

/// What [`read`] reads, in its order.
pub(super) const COLUMNS: [&str; 11] = [
    "id",
    "kind",
    "user_id",
    "address",
    "queued_at",
    "expires_at",
    "state",
    "attempts",
    "next_at",
    "settled_at",
    "answer",
];

/// The columns as they stand in a query, each after this.
pub(super) fn columns(table: &str) -> String {
    COLUMNS.map(|column| format!("{table}{column}")).join(", ")
}

/// Adds a mail.
///
/// # Errors
/// Those of the database.
pub fn add(tx: &mut Tx<'_>, mail: &Mail) -> Result<(), DbError> {
    let mut values = vec![
        mail.id.to_string().into(),
        (&mail.kind).into(),
        mail.user.into(),
        (&mail.address).into(),
        mail.queued_at.into(),
        mail.expires_at.into(),
    ];
    values.extend(standing(mail));
    let sql = format!("INSERT INTO mail ({}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)", columns(""));
    tx.execute(&sql, &values)?;
    Ok(())
}

/// A mail.
///
/// # Errors
/// Those of the database.
pub fn find(tx: &mut Tx<'_>, id: Uuid) -> Result<Option<Mail>, DbError> {
    let row = tx.query_one(&format!("SELECT {} FROM mail WHERE id = ?1", columns("")), &[id.to_string().into()])?;
    row.map(read).transpose()
}

/// Where mail to an address is sent to.
pub fn destination(address: &str) -> String {
    address.split_once('@').map_or(address, |(_, domain)| domain).to_ascii_lowercase()
}

/// The mail that has been due for the longest time, to none of these destinations; else one that waits for longer than any
/// does, by a clock that was ahead.
///
/// # Errors
/// Those of the database.
pub fn due(tx: &mut Tx<'_>, now: UnixMs, busy: &[String]) -> Result<Option<Mail>, DbError> {
    let numbers: Vec<_> = (2..busy.len() + 2).map(|number| format!("?{number}")).collect();
    let elsewhere = format!("lower(substr(address, instr(address, '@') + 1)) NOT IN ({})", numbers.join(", "));
    let values = |at: UnixMs| std::iter::once(at.into()).chain(busy.iter().map(Into::into)).collect::<Vec<Value>>();
    let columns = columns("");
    let due = format!("SELECT {columns} FROM mail WHERE next_at <= ?1 AND {elsewhere} ORDER BY next_at LIMIT 1");
    if let Some(due) = tx.query_one(&due, &values(now))? {
        return read(due).map(Some);
    }
    let ahead = format!("SELECT {columns} FROM mail WHERE next_at > ?1 AND {elsewhere} ORDER BY next_at DESC LIMIT 1");
    tx.query_one(&ahead, &values(now.plus_ms(LONGEST_WAIT_MS + AHEAD_MS)))?.map(read).transpose()
}

/// The newest mails, newest first.
///
/// # Errors
/// Those of the database.
pub fn newest(tx: &mut Tx<'_>, limit: usize) -> Result<Vec<Mail>, DbError> {
    let sql = format!("SELECT {} FROM mail ORDER BY id DESC LIMIT ?1", columns(""));
    tx.query(&sql, &[limit.into()])?.into_iter().map(read).collect()
}

/// Writes down how a mail stands.
///
/// # Errors
/// Those of the database.
pub fn store(tx: &mut Tx<'_>, mail: &Mail) -> Result<(), DbError> {
    let mut values = vec![mail.id.to_string().into()];
    values.extend(standing(mail));
    tx.execute(
        "UPDATE mail SET state = ?2, attempts = ?3, next_at = ?4, settled_at = ?5, answer = ?6 WHERE id = ?1",
        &values,
    )?;
    Ok(())
}

/// Cancels all mails that wait.
///
/// # Errors
/// Those of the database.
pub fn cancel_waiting(tx: &mut Tx<'_>, now: UnixMs) -> Result<(), DbError> {
    tx.execute(
        "UPDATE mail SET state = ?1, next_at = NULL, settled_at = ?2 WHERE next_at IS NOT NULL",
        &[MailState::Cancelled.code().into(), now.into()],
    )?;
    Ok(())
}

/// Cancels a mail, if it waits.
///
/// # Errors
/// Those of the database.
pub fn cancel(tx: &mut Tx<'_>, id: Uuid, now: UnixMs) -> Result<(), DbError> {
    tx.execute(
        "UPDATE mail SET state = ?1, next_at = NULL, settled_at = ?2 WHERE id = ?3 AND next_at IS NOT NULL",
        &[MailState::Cancelled.code().into(), now.into(), id.to_string().into()],
    )?;
    Ok(())
}

/// Cancels all mails to a user that wait.
///
/// # Errors
/// Those of the database.
pub fn cancel_all_of(tx: &mut Tx<'_>, user: UserId, now: UnixMs) -> Result<(), DbError> {
    tx.execute(
        "UPDATE mail SET state = ?1, next_at = NULL, settled_at = ?2 WHERE user_id = ?3 AND next_at IS NOT NULL",
        &[MailState::Cancelled.code().into(), now.into(), user.into()],
    )?;
    Ok(())
}

/// What changes of a mail, in the order of the columns.
fn standing(mail: &Mail) -> [Value; 5] {
    [
        mail.state.code().into(),
        mail.attempts.into(),
        mail.next_at.into(),
        mail.settled_at.into(),
        mail.answer.clone().into(),
    ]
}

/// The state in a column.
pub(super) fn state(row: &mut Row, column: usize) -> Result<MailState, DbError> {
    let code: String = row.take(column)?;
    MailState::from_code(&code).ok_or(DbError::Unreadable { column, due: "the state of a mail" })
}

/// A row that begins with [`COLUMNS`].
pub(super) fn read(mut row: Row) -> Result<Mail, DbError> {
    Ok(Mail {
        state: state(&mut row, 6)?,
        id: row.take::<String>(0)?.parse().map_err(|_| DbError::Unreadable { column: 0, due: "an id" })?,
        kind: row.take(1)?,
        user: row.take(2)?,
        address: row.take(3)?,
        queued_at: row.take(4)?,
        expires_at: row.take(5)?,
        attempts: row.take(7)?,
        next_at: row.take(8)?,
        settled_at: row.take(9)?,
        answer: row.take(10)?,
    })
}
