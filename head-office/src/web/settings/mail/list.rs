//! The list.

use super::super::super::frame::{Frame, html};
use super::super::super::guard::Member;
use super::super::super::list::{ALL, Asked, Cell, Empty, Head, Line, ListPage, ROWS, Segment, pages, range};
use super::super::super::message::{Kind, Message};
use super::super::super::texts::Texts;
use super::super::super::{Failure, csv_file};
use super::{FILTERS, PATH, words};
use crate::db::DbError;
use crate::db::mail::MailState;
use crate::db::mail_list::{self, Filter, ListedMail};
use crate::office::Office;
use axum::extract::Query;
use axum::extract::rejection::QueryRejection;
use axum::response::{IntoResponse, Response};

const HEADS: [&str; 6] = ["mail-to", "column-user", "column-what", "mail-queued", "column-state", "mail-answer"];

struct Found {
    mails: Vec<ListedMail>,
    /// How many match, by state.
    counts: Vec<(MailState, u64)>,
    /// Whether there is no mail at all.
    is_empty: bool,
}

impl Found {
    /// How many match in these states; in any, when none is named.
    fn count(&self, states: &[MailState]) -> u64 {
        let counted = self.counts.iter().filter(|(state, _)| states.is_empty() || states.contains(state));
        counted.map(|(_, count)| count).sum()
    }
}

/// The states that are asked for.
fn states(asked: &Asked) -> &'static [MailState] {
    FILTERS.iter().find(|(code, ..)| *code == asked.status).map_or(&[], |(_, _, states)| *states)
}

async fn find(member: &Member, asked: &Asked, skip: u64, take: u64) -> Result<Found, Failure> {
    let filter = Filter { words: asked.words(), states: states(asked) };
    let work = move |office: &Office| {
        Ok(office.db.read(|tx| {
            let (mails, counts) = (mail_list::part(tx, &filter, skip, take)?, mail_list::counts(tx, &filter)?);
            let is_empty = counts.is_empty() && mail_list::counts(tx, &Filter::default())?.is_empty();
            Ok::<_, DbError>(Found { mails, counts, is_empty })
        })?)
    };
    member.visit.web.ask(work).await
}

/// Which way mail goes.
fn way(texts: &Texts, office: &Office) -> Message {
    match office.mail_server() {
        Some(server) => Message {
            kind: Kind::Ok,
            title: texts.with("mail-goes-out", &[("server", &server), ("from", &office.mail_from())]),
            text: String::new(),
            link: None,
        },
        None if office.shows_kept_mail() => Message::warning(texts.t("mail-is-kept"), texts.t("mail-is-shown")),
        None => {
            let folder = office.mail_folder().display().to_string();
            Message::warning(texts.t("mail-is-kept"), texts.with("mail-is-kept-text", &[("folder", &folder)]))
        }
    }
}

/// `GET /settings/mail`
pub async fn list(member: Member, asked: Result<Query<Asked>, QueryRejection>) -> Result<Response, Failure> {
    let Query(asked) = asked.map_err(|_| Failure::Malformed)?;
    let found = find(&member, &asked, asked.skip(), ROWS).await?;
    let (texts, office) = (member.visit.texts(), &member.visit.web.office);
    let segment = |(code, name, of): (&str, &str, &'static [MailState])| Segment {
        name: texts.t(name),
        count: texts.number(found.count(of)),
        address: asked.address(PATH, &[("status", code)]),
        is_current: states(&asked) == of,
    };
    let segments = FILTERS.map(segment).into();
    let total = found.count(states(&asked));
    let now = office.clock.now();
    let line = |listed: &ListedMail| {
        let [_, user, what, queued, state, answer] = HEADS.map(|head| texts.t(head));
        let mail = &listed.mail;
        let (standing, warns) = words::state(&texts, mail, now);
        let class = if warns { "tagged" } else { "" };
        Line {
            address: format!("{PATH}/{}", mail.id),
            name: mail.address.clone(),
            is_off: mail.state == MailState::Cancelled,
            cells: vec![
                Cell::text(user, listed.name.clone()),
                Cell::text(what, words::subject(&texts, mail)),
                Cell::text(queued, texts.time(mail.queued_at, now)),
                Cell { class, ..Cell::text(state, standing) },
                Cell::text(answer, mail.answer.clone().unwrap_or_default()),
            ],
        }
    };
    let lines: Vec<_> = found.mails.iter().map(line).collect();
    let empty = lines.is_empty().then(|| Empty {
        is_first: found.is_empty,
        title: texts.t(if found.is_empty { "mail-none" } else { "mail-no-result" }),
        text: texts.t(if found.is_empty { "mail-none-text" } else { "mail-no-result-text" }),
        links: vec![(PATH.to_owned(), texts.t("clear-filters"))],
    });
    let page = ListPage {
        frame: Frame::new(&member.visit, &texts.t("mail")),
        message: Some(way(&texts, office)),
        path: PATH,
        search: texts.t("mail-search"),
        add: None,
        shows_tools: !found.is_empty,
        segments_name: texts.t("column-state"),
        segments,
        range: range(&texts, "mail-range", &asked, lines.len(), total),
        export: asked.address("/settings/mail.csv", &[]),
        heads: HEADS.map(|head| Head::plain(texts.t(head), "")).into(),
        lines,
        pages: pages(&texts, &asked, PATH, total),
        empty,
        asked,
    };
    Ok(html(&page)?.into_response())
}

/// `GET /settings/mail.csv`
pub async fn csv(member: Member, asked: Result<Query<Asked>, QueryRejection>) -> Result<Response, Failure> {
    let Query(asked) = asked.map_err(|_| Failure::Malformed)?;
    let found = find(&member, &asked, 0, ALL).await?;
    let texts = member.visit.texts();
    let now = member.visit.web.office.clock.now();
    let lines = found.mails.into_iter().map(|ListedMail { mail, name }| {
        let (what, (state, _)) = (words::subject(&texts, &mail), words::state(&texts, &mail, now));
        vec![mail.address, name, what, texts.cell(mail.queued_at), state, mail.answer.unwrap_or_default()]
    });
    let title = |head: &str| match head {
        "mail-queued" => texts.time_head(head),
        _ => texts.t(head),
    };
    csv_file::answer(&member, "mail", &HEADS.map(title), lines)
}
