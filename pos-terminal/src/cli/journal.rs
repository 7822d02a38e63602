//! `pos-terminal journal`

use super::output::{complain, print_json, say};
use super::{End, not_enrolled};
use crate::clock;
use crate::config::Config;
use crate::folder::Folder;
use serde::Serialize;
use sync_core::login::Entry;
use sync_core::till::Till;

/// What to print.
#[derive(clap::Args)]
pub struct Options {
    /// How many entries
    #[arg(long, value_name = "N", default_value_t = 50)]
    last: u32,
}

#[derive(Serialize)]
struct Line {
    seq: u64,
    at: String,
    kind: &'static str,
    user: Option<String>,
    outcome: Option<&'static str>,
    revision: Option<u64>,
    count: u64,
    id: String,
}

#[derive(Serialize)]
struct Journal {
    entries: Vec<Line>,
    /// Refusals while throttled that are not an entry yet.
    pending_refusals: u64,
    /// Whether each entry follows on the one before it.
    intact: bool,
}

pub fn run(config: &Config, options: &Options, json: bool) -> anyhow::Result<End> {
    let path = Folder::at(&config.data).till();
    if !path.exists() {
        return Err(not_enrolled(config));
    }
    let till = Till::open_read_only(&path)?;
    let journal = Journal {
        entries: till.journal_tail(options.last)?.iter().map(line).collect(),
        pending_refusals: till.pending_refusals()?,
        intact: till.integrity().is_ok(),
    };
    let intact = journal.intact;
    if json {
        print_json(&journal);
    } else {
        print(&journal);
    }
    Ok(if intact { End::Done } else { End::Refused })
}

fn line(entry: &Entry) -> Line {
    let at = clock::local(entry.at).map_or_else(|| entry.at.to_string(), |at| at.to_rfc3339());
    Line {
        seq: entry.seq,
        at,
        kind: entry.kind.code(),
        user: entry.user.map(|user| user.to_string()),
        outcome: entry.outcome.map(|outcome| outcome.code()),
        revision: entry.cursor.map(|cursor| cursor.revision.0),
        count: entry.count,
        id: entry.id.to_string(),
    }
}

fn print(journal: &Journal) {
    for line in &journal.entries {
        let count = if line.count > 1 { format!(" × {}", line.count) } else { String::new() };
        say!(
            "{:>6}  {}  {:<9}  {:<14}  {}{count}",
            line.seq,
            line.at,
            line.kind,
            line.outcome.unwrap_or("-"),
            line.user.as_deref().unwrap_or("-"),
        );
    }
    if journal.pending_refusals > 0 {
        say!("and {} refusals while throttled or scans, written down with the next entry", journal.pending_refusals);
    }
    if !journal.intact {
        complain!("The chain of entries is broken: an entry is missing or was changed.");
    }
}
