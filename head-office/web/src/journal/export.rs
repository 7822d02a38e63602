//! The list as CSV: what is filtered, all pages of it, written while it is read.

use super::super::Failure;
use super::super::csv_file::{self, Broken, Sender, head, lines};
use super::super::guard::Member;
use super::asked::Asked;
use super::who::{self, Reader};
use super::words;
use crate::texts::Texts;
use axum::extract::Query;
use axum::extract::rejection::QueryRejection;
use axum::response::Response;
use head_office_office::journal::{self, JournalLine};
use head_office_store::DbError;
use head_office_store::journal_list::{self, Start, Wanted};

/// How many entries are read at once.
const AT_ONCE: usize = 1_000;

const HEADS: [&str; 9] = [
    "column-time",
    "column-arrived",
    "column-terminal",
    "column-user",
    "column-what",
    "column-times",
    "column-outcome",
    "column-number",
    "column-remark",
];

/// `GET /journal.csv`
pub async fn csv(member: Member, asked: Result<Query<Asked>, QueryRejection>) -> Result<Response, Failure> {
    let Query(asked) = asked.map_err(|_| Failure::Malformed)?;
    let reader = Reader::of(&member);
    let wanted = asked.wanted(reader.viewer, member.visit.zone).map_err(|_| Failure::NotFound)?;
    let work = move |office: &head_office_office::office::Office| {
        Ok(office.read(|tx| Ok::<_, DbError>(who::find(tx, &reader, &asked.who)?.limit(wanted)))?)
    };
    let wanted = member.visit.web.ask(work).await?.ok_or(Failure::NotFound)?;
    let (send, answer) = csv_file::streamed(&member, "journal");
    tokio::spawn(write(member, wanted, send));
    Ok(answer)
}

async fn write(member: Member, wanted: Wanted, send: Sender) {
    let texts = member.visit.texts();
    let mut start = Start::Newest;
    let language = member.visit.language;
    let title = |words: &str| match words {
        "column-time" | "column-arrived" => texts.time_head(words),
        _ => texts.t(words),
    };
    let mut part = head(language, HEADS.map(title).into());
    loop {
        if send.send(part).await.is_err() {
            return;
        }
        let wanted = wanted.clone();
        let read = move |office: &head_office_office::office::Office| {
            Ok(office.read(|tx| {
                let stored = journal_list::next(tx, &wanted, start, AT_ONCE)?;
                journal::lines(tx, wanted.viewer, stored)
            })?)
        };
        part = match member.visit.web.ask(read).await {
            Ok(found) => {
                let Some(last) = found.last() else { return };
                start = Start::OlderThan(last.position);
                lines(language, found.into_iter().map(|line| cells(&texts, line)))
            }
            Err(_) => {
                // Nobody reads any more: nothing to do about it.
                let _ = send.send(Err(Broken)).await;
                return;
            }
        };
    }
}

fn cells(texts: &Texts, line: JournalLine) -> Vec<String> {
    let number = match line.branch {
        0 => line.seq.to_string(),
        branch => format!("{}/{branch}", line.seq),
    };
    vec![
        texts.cell(line.happened_at),
        texts.cell(line.received_at),
        line.terminal.clone().unwrap_or_else(|| texts.t("journal-terminal-not-yours")),
        line.user_name.clone().unwrap_or_default(),
        words::what(texts, &line.kind),
        line.repeats.to_string(),
        line.outcome.as_deref().map(|outcome| words::outcome(texts, outcome)).unwrap_or_default(),
        number,
        words::warning(texts, &line),
    ]
}
