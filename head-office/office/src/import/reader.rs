//! Reading tables of TOML by hand, so that every problem is found at once and named with entry, field and line.

use super::mistake::Mistake;
use super::problems::{ImportErrors, Problem};
use super::typed::plain;
use crate::suggest::similar;
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Lines of a text by position.
pub struct Lines(Vec<usize>);

impl Lines {
    pub fn of(text: &str) -> Self {
        Self(text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at).collect())
    }

    pub fn at(&self, span: &Range<usize>) -> usize {
        self.0.partition_point(|end| *end < span.start) + 1
    }
}

/// A value and where it stands.
#[derive(Clone, Debug)]
pub struct Field<T> {
    pub value: T,
    pub line: usize,
}

/// Which entry something belongs to.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Place {
    pub label: String,
    pub line: usize,
}

impl Place {
    /// A problem with a field of this entry.
    pub fn problem(&self, line: usize, field: &str, mistake: impl Into<Mistake>) -> Problem {
        Problem { line, entry: self.label.clone(), field: Some(field.to_owned()), mistake: mistake.into() }
    }
}

/// One table, read field by field.
pub struct Entry<'e> {
    pub place: Place,
    table: &'e DeTable<'e>,
    lines: &'e Lines,
    errors: &'e mut ImportErrors,
}

impl<'e> Entry<'e> {
    /// Begins to read a table that may have these fields and no others.
    pub fn begin(
        label: String,
        value: &'e Spanned<DeValue<'e>>,
        known: &[&str],
        lines: &'e Lines,
        errors: &'e mut ImportErrors,
    ) -> Option<Self> {
        let place = Place { label, line: lines.at(&value.span()) };
        let Some(table) = value.get_ref().as_table() else {
            let message = format!("must be a table, is {}", article(value.get_ref()));
            errors.add(Problem { line: place.line, entry: place.label, field: None, mistake: message.into() });
            return None;
        };
        for key in table.keys() {
            let name: &str = key.get_ref();
            if !known.contains(&name) {
                let hint = similar(name, known.iter().copied()).unwrap_or_else(|| known_list(known));
                let line = lines.at(&key.span());
                errors.add(place.problem(line, name, format!("unknown field{hint}")));
            }
        }
        Some(Self { place, table, lines, errors })
    }

    /// Makes a field's value part of how problems call the entry.
    pub fn call_by(&mut self, field: &str) {
        if let Some(value) = self.table.get(field).and_then(|value| value.get_ref().as_str()) {
            self.place.label = format!("{} ({field} \"{value}\")", self.place.label);
        }
    }

    pub fn problem(&mut self, line: usize, field: &str, mistake: impl Into<Mistake>) {
        self.errors.add(self.place.problem(line, field, mistake));
    }

    /// Text that is not empty, composed; which blanks it has does not count.
    pub fn text(&mut self, field: &'static str) -> Option<Field<String>> {
        let (value, line) = self.get(field)?;
        match value.as_str() {
            Some(text) if text.trim().is_empty() => {
                self.problem(line, field, "cannot be empty");
                None
            }
            Some(text) if text.chars().count() > 200 => {
                self.problem(line, field, "is longer than 200 characters");
                None
            }
            Some(text) if text.chars().any(char::is_control) => {
                self.problem(line, field, "cannot contain control characters");
                None
            }
            Some(text) => Some(Field { value: plain(text), line }),
            None => self.wrong_type(field, line, value, "text in quotes"),
        }
    }

    /// Text that must be there.
    pub fn required(&mut self, field: &'static str) -> Option<Field<String>> {
        if !self.table.contains_key(field) {
            self.problem(self.place.line, field, "is missing");
        }
        self.text(field)
    }

    /// Text exactly as written.
    pub fn verbatim(&mut self, field: &'static str) -> Option<Field<&'e str>> {
        let (value, line) = self.get(field)?;
        match value.as_str() {
            Some(text) => Some(Field { value: text, line }),
            None => self.wrong_type(field, line, value, "text in quotes"),
        }
    }

    pub fn flag(&mut self, field: &'static str) -> Option<Field<bool>> {
        let (value, line) = self.get(field)?;
        match value.as_bool() {
            Some(value) => Some(Field { value, line }),
            None => self.wrong_type(field, line, value, "true or false"),
        }
    }

    pub fn number(&mut self, field: &'static str) -> Option<Field<u32>> {
        let (value, line) = self.get(field)?;
        match value.as_integer().map(|digits| u32::from_str_radix(digits.as_str(), digits.radix())) {
            Some(Ok(value)) => Some(Field { value, line }),
            Some(Err(_)) => {
                self.problem(line, field, "must be a whole number between 0 and 4294967295");
                None
            }
            None => self.wrong_type(field, line, value, "a number"),
        }
    }

    /// The elements of a list.
    pub fn list(&mut self, field: &'static str) -> Option<Field<Vec<&'e Spanned<DeValue<'e>>>>> {
        let (value, line) = self.get(field)?;
        match value.as_array() {
            Some(elements) => Some(Field { value: elements.iter().collect(), line }),
            None => self.wrong_type(field, line, value, "a list in [ ]"),
        }
    }

    /// A list of texts.
    pub fn texts(&mut self, field: &'static str) -> Option<Field<Vec<Field<String>>>> {
        let list = self.list(field)?;
        let mut texts = Vec::new();
        for element in list.value {
            let line = self.line(element);
            match element.get_ref().as_str() {
                Some(text) => texts.push(Field { value: plain(text), line }),
                None => self.problem(line, field, format!("must hold texts, holds {}", article(element.get_ref()))),
            }
        }
        Some(Field { value: texts, line: list.line })
    }

    /// The fields of a table within this one.
    pub fn table(&mut self, field: &'static str) -> Option<Field<&'e DeTable<'e>>> {
        let (value, line) = self.get(field)?;
        match value.as_table() {
            Some(table) => Some(Field { value: table, line }),
            None => self.wrong_type(field, line, value, "a table in { }"),
        }
    }

    pub fn line<T>(&self, of: &Spanned<T>) -> usize {
        self.lines.at(&of.span())
    }

    fn get(&self, field: &str) -> Option<(&'e DeValue<'e>, usize)> {
        self.table.get(field).map(|value| (value.get_ref(), self.lines.at(&value.span())))
    }

    fn wrong_type<T>(&mut self, field: &str, line: usize, value: &DeValue<'_>, due: &str) -> Option<T> {
        self.problem(line, field, format!("must be {due}, is {}", article(value)));
        None
    }
}

/// "; known are …", for when nothing is alike.
pub fn known_list(known: &[&str]) -> String {
    format!("; known are {}", known.join(", "))
}

fn article(value: &DeValue<'_>) -> String {
    let kind = value.type_str();
    let article = if kind.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
    format!("{article} {kind}")
}
