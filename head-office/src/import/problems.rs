//! What is wrong with an import file, entry by entry.

use std::fmt;

/// More than this are not listed.
const MOST: usize = 50;

/// One thing that is wrong.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Problem {
    /// In which line, from 1.
    pub line: usize,
    /// In which entry, such as `[[user]] 3 (ref "e-017")`; empty: in none.
    pub entry: String,
    /// In which field of it.
    pub field: Option<String>,
    /// What.
    pub message: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: ", self.line)?;
        match (self.entry.as_str(), &self.field) {
            ("", _) => {}
            (entry, None) => write!(f, "{entry}: ")?,
            (entry, Some(field)) => write!(f, "{entry}, field \"{field}\": ")?,
        }
        f.write_str(&self.message)
    }
}

/// Everything that is wrong with a file; nothing of it was imported.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct ImportErrors {
    /// In the order of the file as far as possible; at most 50.
    pub problems: Vec<Problem>,
    /// How many more there are.
    pub unlisted: usize,
}

impl ImportErrors {
    pub(super) fn add(&mut self, problem: Problem) {
        if self.problems.len() < MOST {
            self.problems.push(problem);
        } else {
            self.unlisted += 1;
        }
    }

    pub(super) fn into_result(self) -> Result<(), Self> {
        if self.problems.is_empty() { Ok(()) } else { Err(self) }
    }
}

impl fmt::Display for ImportErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "the file can not be imported; nothing was changed")?;
        for problem in &self.problems {
            writeln!(f, "  {problem}")?;
        }
        if self.unlisted > 0 {
            writeln!(f, "  and {} more", self.unlisted)?;
        }
        f.write_str("correct this and import the file again")
    }
}

impl std::error::Error for ImportErrors {}
