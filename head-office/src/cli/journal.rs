//! `journal`.

use super::output::{Failure, Output, table};
use crate::config::Config;
use chrono::{DateTime, NaiveDate, NaiveDateTime};
use clap::builder::{PossibleValuesParser, TypedValueParser};
use head_office_office::journal::{JournalLine, JournalQuery};
use head_office_office::office::Office;
use serde_json::{Value, json};
use sync_core::domain::UnixMs;
use sync_core::login::{EntryKind, OutcomeCode};

/// Show what terminals wrote down: the newest entries, newest last.
///
/// Flags: gap (numbers are missing before it), broken (written after another entry than the one before it), fork (the
/// journal was continued twice: a copied terminal), new_chain (the journal began again: its file was lost), foreign (it
/// names a terminal that this one never was). Times are UTC, by the terminals' clocks.
#[derive(clap::Args, Debug)]
pub struct Journal {
    /// Only of one terminal: an id, "Salepoint / Name", or a name that only one has.
    #[arg(long, value_name = "TERMINAL")]
    terminal: Option<String>,
    /// Only of terminals that then stood under this salepoint.
    #[arg(long, value_name = "NAME")]
    salepoint: Option<String>,
    /// Only what ended so, such as wrong_password.
    #[arg(long, value_name = "CODE", value_parser = outcome_parser())]
    outcome: Option<OutcomeCode>,
    /// Only what is of this kind, such as login.
    #[arg(long, value_name = "CODE", value_parser = kind_parser())]
    kind: Option<EntryKind>,
    /// Only of one user: a reference, "First Last", or an id.
    #[arg(long, value_name = "USER")]
    user: Option<String>,
    /// Not before: 2026-11-23, 2026-11-23T14:30, or with a time zone (RFC 3339).
    #[arg(long, value_name = "TIME", value_parser = time)]
    from: Option<UnixMs>,
    /// Before: the same.
    #[arg(long, value_name = "TIME", value_parser = time)]
    to: Option<UnixMs>,
    /// At most so many.
    #[arg(long, value_name = "N", default_value_t = 100)]
    limit: usize,
}

fn outcome_parser() -> impl TypedValueParser<Value = OutcomeCode> {
    PossibleValuesParser::new(OutcomeCode::ALL.map(OutcomeCode::code))
        .try_map(|code| OutcomeCode::ALL.into_iter().find(|outcome| outcome.code() == code).ok_or("no such outcome"))
}

fn kind_parser() -> impl TypedValueParser<Value = EntryKind> {
    PossibleValuesParser::new(EntryKind::ALL.map(EntryKind::code))
        .try_map(|code| EntryKind::ALL.into_iter().find(|kind| kind.code() == code).ok_or("no such kind"))
}

fn time(text: &str) -> Result<UnixMs, String> {
    let with_zone = DateTime::parse_from_rfc3339(text).map(|time| time.timestamp_millis());
    let naive = |form| NaiveDateTime::parse_from_str(text, form).map(|time| time.and_utc().timestamp_millis());
    let day = || NaiveDate::parse_from_str(text, "%Y-%m-%d").map(|day| day.and_time(Default::default()));
    let at = with_zone.or_else(|_| naive("%Y-%m-%dT%H:%M:%S")).or_else(|_| naive("%Y-%m-%dT%H:%M"));
    let at = at.or_else(|_| day().map(|midnight| midnight.and_utc().timestamp_millis()));
    at.map(UnixMs).map_err(|_| "neither a day such as 2026-11-23 nor a time such as 2026-11-23T14:30".into())
}

impl Journal {
    pub fn run(&self, config: &Config, output: &Output) -> Result<(), Failure> {
        let (json, text) = self.answer(&Office::open(config)?)?;
        output.answer(&json, &text);
        Ok(())
    }

    pub fn answer(&self, office: &Office) -> Result<(Value, String), Failure> {
        let query = JournalQuery {
            terminal: self.terminal.clone(),
            salepoint: self.salepoint.clone(),
            outcome: self.outcome,
            kind: self.kind,
            user: self.user.clone(),
            from: self.from,
            to: self.to,
        };
        let lines = office.journal(&query, self.limit)?;
        let json = json!({ "entries": lines.iter().map(as_json).collect::<Vec<_>>() });
        if lines.is_empty() {
            return Ok((json, "no entry".into()));
        }
        let head = ["AT", "TERMINAL", "NUMBER", "KIND", "OUTCOME", "USER", "TIMES", "FLAGS"];
        Ok((json, table(&head, lines.iter().map(as_row).collect())))
    }
}

fn as_json(line: &JournalLine) -> Value {
    json!({
        "at": line.happened_at.to_string(),
        "received_at": line.received_at.to_string(),
        "terminal": line.terminal_id,
        "terminal_name": line.terminal,
        "seq": line.seq,
        "branch": line.branch,
        "kind": line.kind,
        "outcome": line.outcome,
        "user": line.user,
        "user_name": line.user_name,
        "count": line.repeats,
        "flags": line.flags(),
        "missing_before": line.missing_before,
    })
}

fn as_row(line: &JournalLine) -> Vec<String> {
    let or_dash = |text: Option<String>| text.unwrap_or_else(|| "–".into());
    let number = match line.branch {
        0 => line.seq.to_string(),
        branch => format!("{} (branch {branch})", line.seq),
    };
    let mut flags = line.flags().join(", ");
    if line.missing_before > 0 {
        flags += &format!(" ({} missing)", line.missing_before);
    }
    vec![
        line.happened_at.to_string(),
        line.terminal.clone().unwrap_or_else(|| line.terminal_id.to_string()),
        number,
        line.kind.clone(),
        or_dash(line.outcome.clone()),
        or_dash(line.user_name.clone().or_else(|| line.user.map(|user| user.to_string()))),
        line.repeats.to_string(),
        flags,
    ]
}
