//! What stands in a cell: guarded against spreadsheets, and several names in one.

use std::borrow::Cow;

/// A cell that a spreadsheet does not take for a formula.
pub fn guarded(cell: &str) -> String {
    if is_to_be_guarded(cell) { format!("'{cell}") } else { cell.to_owned() }
}

/// What [`guarded`] was given.
pub fn unguarded(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|rest| is_to_be_guarded(rest)).unwrap_or(cell)
}

/// A text that stands in a formula, so that a spreadsheet takes it for a text: `="00123"`.
pub fn without_formula(cell: &str) -> String {
    let inside = cell.strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"'));
    let is_one = |inside: &&str| !inside.replace("\"\"", "").contains('"');
    inside.filter(is_one).map_or_else(|| cell.to_owned(), |inside| inside.replace("\"\"", "\""))
}

/// The signs that formulas begin with; some spreadsheets take full-width ones for the same.
const FORMULAS: [char; 8] = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];

/// What may separate cells where the file is opened: a formula behind one would stand in a cell of its own.
const SEPARATORS: [char; 3] = [';', ',', '\t'];

/// Formulas, also where another separator makes a cell begin there, and what looks as if it were guarded already.
fn is_to_be_guarded(cell: &str) -> bool {
    let cell = cell.trim_start_matches('\'');
    let begins_formula = |part: &str| part.trim_start_matches([' ', '"', '\u{a0}']).trim_start().starts_with(FORMULAS);
    begins_formula(cell)
        || cell.starts_with(['\t', '\r', '\n'])
        || cell.split(SEPARATORS).skip(1).chain(cell.lines().skip(1)).any(begins_formula)
}

/// A name as one of several in a cell.
pub fn quoted(name: &str) -> Cow<'_, str> {
    match name.contains([',', '|', '=', '"', '\n']) || name == "-" {
        true => format!("\"{}\"", name.replace('"', "\"\"")).into(),
        false => name.into(),
    }
}

/// The names in a cell, where `with_groups` each perhaps with that of a group behind an equals sign.
pub fn parts(cell: &str, with_groups: bool) -> Vec<(String, Option<String>)> {
    let mut parts = Vec::new();
    let mut rest = cell;
    while !rest.is_empty() {
        let (name, after) = name(rest, with_groups);
        let mut part = (name, None);
        rest = after;
        while let Some(behind) = rest.strip_prefix('=') {
            let (group, after) = self::name(behind, with_groups);
            // A second equals sign stands for no group there is.
            part.1 = Some(part.1.map_or(group.clone(), |before: String| format!("{before} = {group}")));
            rest = after;
        }
        rest = rest.get(1..).unwrap_or_default();
        if !part.0.is_empty() || part.1.is_some() {
            parts.push(part);
        }
    }
    parts
}

/// A name and what follows it, beginning with what ends it.
fn name(text: &str, with_groups: bool) -> (String, &str) {
    let ends = |character: char| matches!(character, ',' | '|' | '\n') || (with_groups && character == '=');
    let text = text.trim_start_matches([' ', '\t', '\r', '\u{a0}']);
    if let Some(inside) = text.strip_prefix('"') {
        let mut name = String::new();
        let mut rest = inside;
        while let Some((part, after)) = rest.split_once('"') {
            name.push_str(part);
            match after.strip_prefix('"') {
                Some(after) => {
                    name.push('"');
                    rest = after;
                }
                None => {
                    let end = after.find(ends).unwrap_or(after.len());
                    return (format!("{name}{}", &after[..end]).trim().to_owned(), &after[end..]);
                }
            }
        }
    }
    let end = text.find(ends).unwrap_or(text.len());
    (text[..end].trim().to_owned(), &text[end..])
}

/// Counts the rows of a text as a spreadsheet does: a blank line is one, and a row is one however many lines its cells
/// have.
pub struct Rows<'t> {
    text: &'t str,
    at: usize,
    row: usize,
}

impl<'t> Rows<'t> {
    /// From the beginning, where this is the first row's number.
    pub fn new(text: &'t str, first: usize) -> Self {
        Self { text, at: 0, row: first }
    }

    /// The number of the row that begins after what was counted, and ends at this byte.
    pub fn next(&mut self, end: usize) -> usize {
        let row = self.text.get(self.at..end).unwrap_or_default();
        let blank = row.len() - row.trim_start_matches(['\r', '\n']).len();
        self.row += row[..blank].bytes().filter(|byte| *byte == b'\n').count();
        // The second half of a line's end belongs to it, wherever the reader stands.
        let rest = self.text.get(end..).unwrap_or_default();
        self.at = end + usize::from(row.ends_with('\r') && rest.starts_with('\n'));
        self.row += 1;
        self.row - 1
    }
}

/// Whether a row runs to the end of the file because a quotation mark in it is not closed.
pub fn ends_in_quote(row: &str, record: &csv::StringRecord, is_last: bool) -> bool {
    let is_odd = row.bytes().filter(|byte| *byte == b'"').count() % 2 == 1;
    is_last && is_odd && record.iter().any(|cell| cell.contains('\n'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_guarded_is_undone_exactly() {
        for cell in [
            "=1+1",
            "+372",
            "-",
            "-5",
            "@a",
            "'=1",
            "''+",
            " =1",
            "\t=",
            "'",
            "''",
            "'t",
            "Mari",
            "",
            "O'Neill",
            "＝1+1",
            "＋1",
            "－1",
            "＠a",
            "Mari;=1+1",
            "a,\"=1",
            "\n=1",
            "a; =1",
            "a\n@b",
            "a;b",
        ] {
            assert_eq!(unguarded(&guarded(cell)), cell);
            let is_formula = guarded(cell).trim_start().starts_with(['=', '+', '-', '@']);
            assert!(!is_formula, "{cell}");
        }
        assert_eq!(unguarded("'Mari"), "'Mari");
    }

    #[test]
    fn no_cell_is_a_formula_whatever_separates_cells_where_it_is_opened() {
        for cell in
            ["=1", "＝1", "－1", "＠a", "Mari;=1+1", "Mari; =1", "a;\"=1\"", "a,@b", "a\t+1", "a\n=1", "\u{a0}=1"]
        {
            assert!(guarded(cell).starts_with('\''), "{cell:?}");
        }
        for cell in ["Mari", "Anna-Liisa", "Viru 4, Tallinn", "a;b", "1;2", "O'Neill"] {
            assert_eq!(guarded(cell), cell, "guarded only what needs it");
        }
    }

    #[test]
    fn a_text_in_a_formula_is_that_text() {
        for (cell, expect) in [
            ("=\"00123\"", "00123"),
            ("=\"a\"\"b\"", "a\"b"),
            ("=\"\"", ""),
            ("00123", "00123"),
            ("=1+\"a\"", "=1+\"a\""),
            ("=\"a\"&\"b\"", "=\"a\"&\"b\""),
        ] {
            assert_eq!(without_formula(cell), expect);
        }
    }

    #[test]
    fn names_in_a_cell_are_told_apart() {
        let plain = |names: &[&str]| names.iter().map(|name| ((*name).to_owned(), None)).collect::<Vec<_>>();
        for (cell, expect) in [
            ("Kesklinn", plain(&["Kesklinn"])),
            ("Kesklinn, Sadama|Tartu\nNarva ,", plain(&["Kesklinn", "Sadama", "Tartu", "Narva"])),
            ("\"Narva mnt 5, Tallinn\" | Sadama", plain(&["Narva mnt 5, Tallinn", "Sadama"])),
            ("\"say \"\"hi\"\"\"", plain(&["say \"hi\""])),
            ("\"open, Sadama", plain(&["\"open", "Sadama"])),
            (", |", vec![]),
            ("A = B", vec![("A".into(), Some("B".into()))]),
            ("A=\"B=C\",D", vec![("A".into(), Some("B=C".into())), ("D".into(), None)]),
            ("= B", vec![(String::new(), Some("B".into()))]),
            ("A = B = C", vec![("A".into(), Some("B = C".into()))]),
        ] {
            assert_eq!(parts(cell, true), expect, "{cell}");
        }
        assert_eq!(parts("A = B", false), plain(&["A = B"]));
        for name in ["A, B", "=", "\"", "-", "a|b", "plain", "õ \"x\" = y"] {
            assert_eq!(parts(&format!("{}, Z", quoted(name)), true), plain(&[name, "Z"]));
        }
    }
}
