//! The journals as they are read: filtered, newest first, a part at a time, each from where another one ended.
//!
//! Whoever has few of many salepoints would wait long for a walk through all entries, and whoever has many for one
//! through each salepoint's. So a viewer's newest entries are looked for among the newest of all first. Are there too few,
//! then at those salepoints only where something was written last: of a page of 50 entries no more than 50 salepoints can
//! have any.

use super::grants::{Kind, Sees, Viewer};
use super::journal::Link;
use super::{DbError, Row, Tx, Value};
use sync_core::domain::{SalepointId, TerminalId, UnixMs, UserId};
use sync_core::login::OutcomeCode;

/// Among how many of everybody's entries a viewer's are looked for before each salepoint is.
const LOOKED_AT: usize = 1_000;

/// What entries are about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Events {
    /// Everything.
    All,
    /// What people did.
    People,
    /// What somebody should look at: attempts that were refused, data that was damaged or not believed, entries that do
    /// not fit.
    Problems,
}

/// Which entries are wanted; what is `None` does not matter. Times are those of terminals' clocks, but never after the entry
/// arrived.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Wanted {
    /// For whom: what was written at the viewer's salepoints.
    pub viewer: Viewer,
    /// Naming this terminal, or brought by it.
    pub terminal: Option<TerminalId>,
    /// Brought by a terminal that then stood here.
    pub salepoint: Option<SalepointId>,
    /// Of this kind of events.
    pub events: Events,
    /// That ended so.
    pub outcome: Option<&'static str>,
    /// Of this kind.
    pub kind: Option<&'static str>,
    /// By this user.
    pub user: Option<UserId>,
    /// Not before.
    pub from: Option<UnixMs>,
    /// Before.
    pub to: Option<UnixMs>,
}

impl Wanted {
    /// All that there is for the viewer.
    pub fn by(viewer: Viewer) -> Self {
        let (terminal, salepoint, outcome, kind, user, from, to) = (None, None, None, None, None, None, None);
        Self { viewer, terminal, salepoint, events: Events::All, outcome, kind, user, from, to }
    }

    /// Whether it is limited only by which salepoints somebody has.
    fn is_of_all_salepoints(&self) -> bool {
        matches!(self.viewer, Viewer::User(_)) && (self.terminal, self.salepoint, self.user) == (None, None, None)
    }
}

/// Where an entry stands among all: by the terminal's clock, but not after it arrived; then by when it arrived.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Position {
    /// When it counts as having happened.
    pub counted_at: UnixMs,
    /// Counts entries as they arrive.
    pub number: u64,
}

/// From where on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Start {
    /// The newest.
    Newest,
    /// The newest of those that are older.
    OlderThan(Position),
    /// The oldest of those that are newer.
    NewerThan(Position),
}

impl Start {
    /// The newest first, or the oldest.
    fn descends(self) -> bool {
        !matches!(self, Self::NewerThan(_))
    }
}

/// An entry as it is shown.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StoredEntry {
    /// Where it stands.
    pub position: Position,
    /// When it happened, by the terminal's clock.
    pub happened_at: UnixMs,
    /// The branch of its journal.
    pub branch: u64,
    /// Its number there.
    pub seq: u64,
    /// How it stands to the one before it.
    pub link: Link,
    /// At a gap: the number before it that is there, 0 if there is none.
    pub after: u64,
    /// Whether it names a terminal that is none of its chain.
    pub is_foreign: bool,
    /// The terminal it names.
    pub terminal: TerminalId,
    /// When it arrived here.
    pub received_at: UnixMs,
    /// What happened.
    pub kind: String,
    /// How it ended.
    pub outcome: Option<String>,
    /// By whom.
    pub user: Option<UserId>,
    /// How many like it it stands for.
    pub repeats: u64,
}

/// A page of what is wanted, newest first.
///
/// # Errors
/// Those of the database.
pub fn page(tx: &mut Tx<'_>, wanted: &Wanted, start: Start, limit: usize) -> Result<Vec<StoredEntry>, DbError> {
    let mut found = Vec::new();
    if wanted.is_of_all_salepoints() {
        let found = read_part(tx, wanted, Part::Next, start, limit)?;
        if found.len() == limit || !next_are_many(tx, wanted, start)? {
            return Ok(found);
        }
    }
    for part in parts(tx, wanted, start, limit)? {
        found.extend(read_part(tx, wanted, part, start, limit)?);
    }
    found.sort_by_key(|entry| std::cmp::Reverse(entry.position));
    // What a terminal brought that names it is in two parts.
    found.dedup_by_key(|entry| entry.position);
    let unwanted = found.len().saturating_sub(limit);
    match start.descends() {
        true => found.truncate(limit),
        false => drop(found.drain(..unwanted)),
    }
    Ok(found)
}

/// The next of all that is wanted, newest first: part after part, they are one walk through the entries, which is longer
/// than that to one page and shorter than that to all of them.
///
/// # Errors
/// Those of the database.
pub fn next(tx: &mut Tx<'_>, wanted: &Wanted, start: Start, limit: usize) -> Result<Vec<StoredEntry>, DbError> {
    match wanted.terminal {
        Some(_) => page(tx, wanted, start, limit),
        None => read_part(tx, wanted, Part::All, start, limit),
    }
}

/// Whether a user is named where the viewer may read it.
///
/// # Errors
/// Those of the database.
pub fn names_user(tx: &mut Tx<'_>, viewer: Viewer, user: UserId) -> Result<bool, DbError> {
    let wanted = Wanted { user: Some(user), ..Wanted::by(viewer) };
    Ok(!read_part(tx, &wanted, Part::All, Start::Newest, 1)?.is_empty())
}

/// Entries that an index has in their order.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    /// Of everywhere, but only among the next [`LOOKED_AT`].
    Next,
    /// Of everywhere, or of the user who is wanted.
    All,
    /// Written here.
    At(SalepointId),
    /// Brought by this terminal.
    By(TerminalId),
    /// Naming this terminal, brought by another.
    Naming(TerminalId),
}

fn parts(tx: &mut Tx<'_>, wanted: &Wanted, start: Start, limit: usize) -> Result<Vec<Part>, DbError> {
    Ok(match wanted.terminal {
        Some(terminal) => vec![Part::By(terminal), Part::Naming(terminal)],
        None if wanted.is_of_all_salepoints() => {
            last_written_at(tx, wanted, start, limit)?.into_iter().map(Part::At).collect()
        }
        None => vec![Part::All],
    })
}

/// Whether there are more next entries than [`Part::Next`] are.
fn next_are_many(tx: &mut Tx<'_>, wanted: &Wanted, start: Start) -> Result<bool, DbError> {
    let mut conditions = Conditions::default();
    conditions.in_time(wanted);
    conditions.after(start);
    let sql = format!(
        "SELECT 1 FROM journal_entry entry WHERE 1 = 1{} ORDER BY entry.counted_at LIMIT 1 OFFSET {LOOKED_AT}",
        conditions.sql
    );
    Ok(tx.query_one(&sql, &conditions.values)?.is_some())
}

/// The viewer's salepoints that can have one of so many entries.
fn last_written_at(tx: &mut Tx<'_>, wanted: &Wanted, start: Start, limit: usize) -> Result<Vec<SalepointId>, DbError> {
    let mut conditions = Conditions::default();
    conditions.wanted(wanted);
    // What stands at the very same time may stand on either side.
    match start {
        Start::Newest => {}
        Start::OlderThan(position) => conditions.add("entry.counted_at <= ?", Some(position.counted_at.into())),
        Start::NewerThan(position) => conditions.add("entry.counted_at >= ?", Some(position.counted_at.into())),
    }
    let sees = wanted.viewer.looks_into(Kind::Salepoints, "p", &mut conditions.values);
    let sql = format!(
        "SELECT p.id, (SELECT {}(entry.counted_at) FROM journal_entry entry WHERE entry.salepoint_id = p.id{}) \
         FROM salepoint p WHERE {sees}",
        if start.descends() { "max" } else { "min" },
        conditions.sql
    );
    let mut written: Vec<(UnixMs, SalepointId)> = Vec::new();
    for mut row in tx.query(&sql, &conditions.values)? {
        if let Some(at) = row.take(1)? {
            written.push((at, row.take(0)?));
        }
    }
    written.sort();
    if start.descends() {
        written.reverse();
    }
    let last = written.get(limit.saturating_sub(1)).map(|(at, _)| *at);
    let counts = |(place, (at, _)): &(usize, (UnixMs, SalepointId))| *place < limit || Some(*at) == last;
    Ok(written.into_iter().enumerate().filter(counts).map(|(_, (_, id))| id).collect())
}

fn read_part(
    tx: &mut Tx<'_>,
    wanted: &Wanted,
    part: Part,
    start: Start,
    limit: usize,
) -> Result<Vec<StoredEntry>, DbError> {
    let mut conditions = Conditions::default();
    let order = if start.descends() { " DESC" } else { "" };
    match part {
        Part::Next => {
            conditions.in_time(wanted);
            conditions.after(start);
            conditions.sql = format!(
                " AND entry.number IN (SELECT entry.number FROM journal_entry entry WHERE 1 = 1{} \
                 ORDER BY entry.counted_at{order}, entry.number{order} LIMIT {LOOKED_AT})",
                conditions.sql
            );
        }
        Part::All => {}
        Part::At(salepoint) => conditions.add("salepoint_id = ?", Some(salepoint.into())),
        Part::By(terminal) => conditions.add("uploader_id = ?", Some(terminal.into())),
        Part::Naming(terminal) => {
            conditions.add("terminal_id = ? AND terminal_id <> uploader_id", Some(terminal.into()));
        }
    }
    conditions.wanted(wanted);
    if part != Part::Next {
        conditions.after(start);
    }
    if let (Viewer::User(_), Part::Next | Part::All | Part::By(_) | Part::Naming(_)) = (wanted.viewer, part) {
        let sees = wanted.viewer.looks_into(Kind::Salepoints, "p", &mut conditions.values);
        let sql = format!(" AND EXISTS (SELECT 1 FROM salepoint p WHERE p.id = entry.salepoint_id AND {sees})");
        conditions.sql += &sql;
    }
    conditions.values.push(limit.into());
    let sql = format!(
        "SELECT counted_at, number, happened_at, branch, seq, link, is_foreign, terminal_id, received_at, kind, outcome, \
         user_id, repeats, CASE WHEN link = 'gap' THEN (SELECT max(before.seq) FROM journal_entry before \
         WHERE before.chain_id = entry.chain_id AND before.branch = entry.branch AND before.seq < entry.seq) END \
         FROM journal_entry entry WHERE 1 = 1{} ORDER BY counted_at{order}, number{order} LIMIT ?{}",
        conditions.sql,
        conditions.values.len()
    );
    let mut found: Vec<_> = tx.query(&sql, &conditions.values)?.into_iter().map(read).collect::<Result<_, _>>()?;
    if !start.descends() {
        found.reverse();
    }
    Ok(found)
}

fn is_refusal(outcome: &str) -> bool {
    outcome != OutcomeCode::Granted.code()
}

/// Conditions of a statement, each led by AND, and what stands in them.
#[derive(Default)]
struct Conditions {
    sql: String,
    values: Vec<Value>,
}

impl Conditions {
    /// Adds one with this value in place of its `?`, if there is a value.
    fn add(&mut self, condition: &str, value: Option<Value>) {
        if let Some(value) = value {
            self.values.push(value);
            self.sql += &format!(" AND {}", condition.replace('?', &format!("?{}", self.values.len())));
        }
    }

    /// What is wanted, whatever the terminal. Each condition is written as in the index that holds only such entries.
    fn wanted(&mut self, wanted: &Wanted) {
        self.in_time(wanted);
        self.add("entry.salepoint_id = ?", wanted.salepoint.map(Value::from));
        if wanted.events == Events::People {
            self.sql += " AND entry.is_machine = 0";
        }
        self.add("entry.outcome = ?", wanted.outcome.filter(|outcome| !is_refusal(outcome)).map(Value::from));
        self.add("entry.kind = ?", wanted.kind.map(Value::from));
        self.add("entry.user_id = ?", wanted.user.map(Value::from));
    }

    /// What of it an index has that holds everybody's entries in their order.
    fn in_time(&mut self, wanted: &Wanted) {
        if wanted.events == Events::Problems {
            self.sql += " AND (entry.is_trouble <> 0 OR entry.link <> 'follows' OR entry.is_foreign <> 0)";
        }
        if let Some(outcome) = wanted.outcome.filter(|outcome| is_refusal(outcome)) {
            self.add("entry.is_trouble <> 0 AND entry.outcome = ?", Some(outcome.into()));
        }
        self.add("entry.counted_at >= ?", wanted.from.map(Value::from));
        self.add("entry.counted_at < ?", wanted.to.map(Value::from));
    }

    fn after(&mut self, start: Start) {
        match start {
            Start::Newest => {}
            Start::OlderThan(position) => self.position("<", position),
            Start::NewerThan(position) => self.position(">", position),
        }
    }

    fn position(&mut self, compared: &str, position: Position) {
        let Position { counted_at, number } = position;
        self.values.extend([counted_at.into(), number.into()]);
        let last = self.values.len();
        self.sql += &format!(" AND (counted_at, number) {compared} (?{}, ?{last})", last - 1);
    }
}

fn read(mut row: Row) -> Result<StoredEntry, DbError> {
    let code: String = row.take(5)?;
    let link = Link::ALL.into_iter().find(|link| link.code() == code);
    let after: Option<u64> = row.take(13)?;
    Ok(StoredEntry {
        position: Position { counted_at: row.take(0)?, number: row.take(1)? },
        happened_at: row.take(2)?,
        branch: row.take(3)?,
        seq: row.take(4)?,
        link: link.ok_or(DbError::Unreadable { column: 5, due: "how an entry follows" })?,
        after: after.unwrap_or(0),
        is_foreign: row.take(6)?,
        terminal: row.take(7)?,
        received_at: row.take(8)?,
        kind: row.take(9)?,
        outcome: row.take(10)?,
        user: row.take(11)?,
        repeats: row.take(12)?,
    })
}
