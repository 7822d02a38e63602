//! What is wrong with an import file, entry by entry.

use super::mistake::Mistake;
use std::fmt;

/// More than this are not listed.
const MOST: usize = 50;

/// One thing that is wrong.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Problem {
    /// In which line, from 1.
    pub line: usize,
    /// In which entry, such as `[[user]] 3 (ref "e-017")`; empty: in none, or there is one a line.
    pub entry: String,
    /// In which field of it.
    pub field: Option<String>,
    /// What.
    pub mistake: Mistake,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: ", self.line)?;
        match (self.entry.as_str(), &self.field) {
            ("", _) => {}
            (entry, None) => write!(f, "{entry}: ")?,
            (entry, Some(field)) => write!(f, "{entry}, field \"{field}\": ")?,
        }
        self.mistake.fmt(f)
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
        if self.is_full() {
            self.unlisted += 1;
        } else {
            self.problems.push(problem);
        }
    }

    /// Whether further ones are only counted.
    pub(super) fn is_full(&self) -> bool {
        self.problems.len() >= MOST
    }

    /// Those of two, in the order of the file.
    pub(super) fn with(mut self, other: Self) -> Self {
        self.unlisted += other.unlisted;
        other.problems.into_iter().for_each(|problem| self.add(problem));
        self.problems.sort_by_key(|problem| problem.line);
        self
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.problems.len() + self.unlisted
    }

    pub(super) fn into_result(self) -> Result<(), Self> {
        if self.problems.is_empty() { Ok(()) } else { Err(self) }
    }
}

impl fmt::Display for ImportErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "the file cannot be imported; nothing was changed")?;
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
