//! What commands print: sentences, or JSON.

use crate::config::ConfigError;
use crate::server::ServeError;
use data_folder::OwnerError;
use head_office_office::backup::BackupError;
use head_office_office::errors::OfficeError;
use head_office_store::DbError;
use serde_json::{Value, json};
use std::ffi::OsString;
use std::io::{IsTerminal, Write};
use std::process::ExitCode;

/// Why a command did not do what it was told.
#[derive(Debug)]
pub enum Failure {
    /// Something is wrong with the office or the input.
    Office(OfficeError),
    /// Something else; whether it is the input's fault.
    Other {
        /// What, and what to do.
        message: String,
        /// Refused, or could not run.
        refused: bool,
    },
}

impl From<OfficeError> for Failure {
    fn from(error: OfficeError) -> Self {
        Self::Office(error)
    }
}

impl From<BackupError> for Failure {
    fn from(error: BackupError) -> Self {
        match error {
            BackupError::Office(error) => Self::Office(*error),
            other => Self::Other { refused: other.is_refusal(), message: other.to_string() },
        }
    }
}

impl From<ServeError> for Failure {
    fn from(error: ServeError) -> Self {
        match error {
            ServeError::Office(error) => Self::Office(error),
            other @ ServeError::Listen { .. } => Self::Other { message: other.to_string(), refused: false },
        }
    }
}

impl From<ConfigError> for Failure {
    fn from(error: ConfigError) -> Self {
        Self::Other { message: error.to_string(), refused: false }
    }
}

impl From<OwnerError> for Failure {
    fn from(error: OwnerError) -> Self {
        Self::Other { message: error.to_string(), refused: false }
    }
}

impl Failure {
    /// Whether what was asked for cannot be; else it could not be tried.
    pub fn refused(&self) -> bool {
        match self {
            Self::Other { refused, .. } => *refused,
            Self::Office(error) => match error {
                OfficeError::Import(_) | OfficeError::Refused(_) | OfficeError::AlreadyInitialised(_) => true,
                OfficeError::NotInitialised(_)
                | OfficeError::Folder { .. }
                | OfficeError::Db(_)
                | OfficeError::Keys(_)
                | OfficeError::Setting(_)
                | OfficeError::Sealed(_)
                | OfficeError::Hash(_)
                | OfficeError::InUse(_)
                | OfficeError::BeingReplaced(_)
                | OfficeError::AlreadyServed(_)
                | OfficeError::UnfinishedRestore(_)
                | OfficeError::Bug(_) => false,
            },
        }
    }

    /// The process's exit code: 1 refused, 2 could not run, 70 the program is at fault (`EX_SOFTWARE` of sysexits.h).
    pub fn status(&self) -> u8 {
        match self {
            Self::Office(OfficeError::Bug(_)) => 70,
            failure if failure.refused() => 1,
            _ => 2,
        }
    }

    /// The sentence, with what lies beneath it.
    pub fn message(&self) -> String {
        match self {
            Self::Other { message, .. } => message.clone(),
            Self::Office(error) => {
                let mut message = error.to_string();
                // The sources of a driver's errors say what the sentence leaves out.
                if let OfficeError::Db(
                    DbError::NoAccess(source)
                    | DbError::Damaged(source)
                    | DbError::Migration(source)
                    | DbError::Statement(source),
                ) = error
                {
                    message = format!("{message} ({source})");
                }
                message
            }
        }
    }
}

/// Where answers go.
pub struct Output {
    json: bool,
}

impl Output {
    /// Sentences, or JSON.
    pub fn new(json: bool) -> Self {
        Self { json }
    }

    /// Prints an answer.
    pub fn answer(&self, json: &Value, text: &str) {
        let line = if self.json { json.to_string() } else { text.trim_end().to_owned() };
        // Whoever closed the pipe does not want to know.
        let _ = writeln!(std::io::stdout().lock(), "{line}");
    }

    /// Whether a person watches.
    pub fn progress_wanted(&self) -> bool {
        !self.json && std::io::stderr().is_terminal()
    }

    /// Shows how far something is, in place of what was shown before.
    pub fn progress(&self, what: &str, done: usize, of: usize) {
        let end = if done == of { "\n" } else { "" };
        let _ = write!(std::io::stderr().lock(), "\r{what}: {done} of {of}{end}");
    }

    /// Prints a failure; the process's exit code.
    pub fn failure(&self, failure: &Failure) -> ExitCode {
        let message = failure.message();
        if self.json {
            self.answer(&failure_json(failure, &message), "");
        } else {
            // Whoever closed the pipe does not want to know.
            let _ = writeln!(std::io::stderr().lock(), "head-office: {message}");
        }
        ExitCode::from(failure.status())
    }
}

/// Prints what is wrong with a command line, or the help that was asked for; the process's exit code.
pub fn usage(error: &clap::Error, arguments: &[OsString]) -> ExitCode {
    if !error.use_stderr() {
        // When even printing fails there is nobody to tell.
        let _ = error.print();
        return ExitCode::SUCCESS;
    }
    let wants_json = arguments.iter().take_while(|argument| *argument != "--").any(|argument| argument == "--json");
    if wants_json {
        Output::new(true).answer(&json!({ "error": error.to_string().trim_end() }), "");
    } else {
        let _ = error.print();
    }
    ExitCode::from(2)
}

/// No column is wider: what is longer stands over.
const WIDEST: usize = 200;

/// Columns as wide as they need to be, two spaces apart.
pub fn table(head: &[&str], rows: Vec<Vec<String>>) -> String {
    let mut lines = vec![head.iter().map(|title| (*title).to_owned()).collect::<Vec<_>>()];
    lines.extend(rows);
    let width = |column: usize| {
        lines.iter().filter_map(|line| line.get(column)).map(|cell| cell.chars().count()).max().unwrap_or(0)
    };
    // More is more than the formatter takes.
    let widths: Vec<_> = (0..head.len()).map(|column| width(column).min(WIDEST)).collect();
    let mut text = String::new();
    for line in &lines {
        let cells = line.iter().zip(&widths).map(|(cell, width)| format!("{cell:<width$}"));
        text += cells.collect::<Vec<_>>().join("  ").trim_end();
        text.push('\n');
    }
    text
}

/// What went wrong; of an import, every mistake with its place.
fn failure_json(failure: &Failure, message: &str) -> Value {
    let Failure::Office(OfficeError::Import(errors)) = failure else { return json!({ "error": message }) };
    let problems = errors.problems.iter().map(|problem| {
        json!({ "line": problem.line, "entry": problem.entry, "field": problem.field, "message": problem.mistake.to_string() })
    });
    json!({ "error": message, "problems": problems.collect::<Vec<_>>(), "unlisted": errors.unlisted })
}

#[cfg(test)]
mod tests {
    use super::*;
    use head_office_office::errors::{Bug, Refusal};

    #[test]
    fn a_refusal_what_could_not_be_tried_and_a_fault_of_the_program_have_their_own_status() {
        let statuses = [
            (Refusal::CompanyNameMissing.into(), 1),
            (OfficeError::NotInitialised("/nowhere".into()), 2),
            (Bug::RehearsalCommitted.into(), 70),
        ];
        for (error, status) in statuses {
            let failure = Failure::Office(error);
            assert_eq!(failure.status(), status, "{failure:?}");
        }
    }
}
