//! A table of users as CSV, as entries. What the list of users exports can be read again: columns and values may be
//! called by their codes or as the list calls them.
//!
//! An empty cell leaves what is there, `-` takes it away. Several places stand in a cell parted by `,` or `|` (or on
//! lines of their own), one with another group there as `Sadama = Shift lead`; a name with such a sign in it stands in
//! quotation marks. Decision 0015.

mod cells;
mod head;

use super::file::{File, GrantEntry, Named, UserEntry};
use super::mistake::Mistake;
use super::problems::{ImportErrors, Problem};
use super::reader::{Field, Place};
use super::typed::{password, plain};
pub use cells::{guarded, quoted};
pub use head::{Column, Words};
use sync_core::domain::{Language, UserId};

/// The most users a file has.
pub const MOST_USERS: usize = 20_000;

/// Why a file cannot be read at all.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Unreadable {
    /// There is nothing in it, or only a head.
    Empty,
    /// It is no text in UTF-8.
    NotText,
    /// It has more rows than are taken at once.
    TooLong,
}

/// A file that was read.
#[derive(Default)]
pub struct Table {
    /// The rows that can be read.
    pub file: File,
    /// What is wrong with the others.
    pub errors: ImportErrors,
}

/// Reads a file.
///
/// # Errors
/// When nothing of it can be read.
pub fn read(bytes: &[u8], words: &Words) -> Result<Table, Unreadable> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let text = std::str::from_utf8(bytes).map_err(|_| Unreadable::NotText)?;
    if text.contains('\0') {
        return Err(Unreadable::NotText);
    }
    let (text, first_row, separator) = separated(text);
    let mut rows = cells::Rows::new(text, first_row);
    let mut reader =
        csv::ReaderBuilder::new().delimiter(separator).has_headers(false).flexible(true).from_reader(text.as_bytes());
    let Table { mut file, mut errors } = Table::default();
    let mut columns: Option<Vec<Option<Column>>> = None;
    let mut record = csv::StringRecord::new();
    // The text is UTF-8 and in memory: there is nothing that can fail.
    while reader.read_record(&mut record).unwrap_or(false) {
        let start = record.position().map_or(0, |at| at.byte() as usize);
        let end = reader.position().byte() as usize;
        let line = rows.next(end);
        if cells::ends_in_quote(text.get(start..end).unwrap_or_default(), &record, text.len() == end) {
            errors.add(problem(line, None, Mistake::OpenQuote));
            break;
        }
        if record.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        let Some(columns) = &columns else {
            columns = Some(head::read(&record, words, line, &mut errors));
            if errors.count() > 0 {
                return Ok(Table { file, errors });
            }
            continue;
        };
        if file.users.len() == MOST_USERS {
            return Err(Unreadable::TooLong);
        }
        if record.iter().skip(columns.len()).any(|cell| !cell.trim().is_empty()) {
            errors.add(problem(line, None, Mistake::TooManyCells));
            continue;
        }
        file.users.extend(user(&record, columns, words, line, &mut errors));
    }
    if file.users.is_empty() && errors.count() == 0 {
        return Err(Unreadable::Empty);
    }
    Ok(Table { file, errors })
}

/// The text without a line that says what separates cells, which row that begins with, and what does.
fn separated(text: &str) -> (&str, usize, u8) {
    let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
    if let [b's' | b'S', b'e' | b'E', b'p' | b'P', b'=', separator @ (b',' | b';' | b'\t')] =
        first.trim_end().as_bytes()
    {
        return (rest, 2, *separator);
    }
    // The head's cells may have several lines, and separators in quotation marks.
    let mut is_quoted = false;
    let mut head = Vec::new();
    for byte in text.trim_start().bytes() {
        is_quoted ^= byte == b'"';
        match byte {
            b'\n' if !is_quoted => break,
            _ if !is_quoted => head.push(byte),
            _ => {}
        }
    }
    let count = |separator: u8| head.iter().filter(|byte| **byte == separator).count();
    // Of the last of equals `max_by_key` takes the last.
    let separator = [b'\t', b';', b','].into_iter().max_by_key(|separator| count(*separator)).unwrap_or(b',');
    (text, 1, separator)
}

fn problem(line: usize, column: Option<Column>, mistake: Mistake) -> Problem {
    let field = column.map(|column| column.code().to_owned());
    Problem { line, entry: String::new(), field, mistake }
}

/// The user of a row; `None`: something is wrong with it.
fn user(
    record: &csv::StringRecord,
    columns: &[Option<Column>],
    words: &Words,
    line: usize,
    errors: &mut ImportErrors,
) -> Option<UserEntry> {
    let mut entry = UserEntry { place: Place { label: String::new(), line }, ..UserEntry::default() };
    let errors_before = errors.count();
    for (cell, column) in record.iter().zip(columns) {
        let Some(column) = column.filter(|_| !cell.trim().is_empty()) else { continue };
        if let Err(mistake) = fill(&mut entry, column, cell, words) {
            errors.add(problem(line, Some(column), mistake));
        }
    }
    (errors.count() == errors_before).then_some(entry)
}

/// Takes a cell that is not empty into an entry.
fn fill(entry: &mut UserEntry, column: Column, cell: &str, words: &Words) -> Result<(), Mistake> {
    let line = entry.place.line;
    let is_none = cell.trim() == "-";
    let value = cells::unguarded(cell.trim()).to_owned();
    let field = |value: String| Field { value: plain(&value), line };
    let required = |value| if is_none { Err(Mistake::CanNotBeNone) } else { Ok(Some(field(value))) };
    let named = |value| if is_none { Named::None } else { Named::As(field(value)) };
    match column {
        Column::Id => entry.id = Some(value.parse::<UserId>().map_err(|_| Mistake::UnknownUser(value))?),
        // `="00123"` is how one keeps a spreadsheet from taking the zeros away.
        Column::Reference => entry.reference = named(cells::without_formula(&value)),
        Column::FirstName => entry.first_name = required(value)?,
        Column::LastName => entry.last_name = required(value)?,
        Column::Group => entry.group = required(value)?,
        Column::DefaultStore => entry.default_store = named(value),
        // Nothing is undone here: the list exports none.
        Column::PosPassword => {
            let value = password(cell)?;
            entry.pos_password = Some(Field { value, line });
        }
        Column::Active => entry.active = Some(words.status(&value).ok_or(Mistake::NotAStatus(value))?),
        Column::Language => entry.language = Some(language(&value, words).ok_or(Mistake::NotALanguage(value))?),
        Column::Salepoints if is_none => entry.salepoints = Some(Vec::new()),
        Column::Salepoints => {
            let grants = cells::parts(&value, true).into_iter();
            let grant = |(name, group): (String, Option<String>)| GrantEntry {
                salepoint: field(name),
                group: group.map(field),
            };
            entry.salepoints = Some(grants.map(grant).collect());
        }
        Column::Stores if is_none => entry.stores = Some(Vec::new()),
        Column::Stores => {
            entry.stores = Some(cells::parts(&value, false).into_iter().map(|(name, _)| field(name)).collect());
        }
    }
    Ok(())
}

fn language(text: &str, words: &Words) -> Option<Language> {
    text.parse().ok().or_else(|| words.language(text))
}
