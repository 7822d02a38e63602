//! The list.

use super::super::super::frame::{Frame, html};
use super::super::super::guard::Member;
use super::super::super::list::{ALL, Asked, Cell, Empty, Head, Line, List, ListPage, ROWS, Segment, Shown, Span};
use super::super::super::message::{Kind, Message};
use super::super::super::texts::Texts;
use super::super::super::{Failure, csv_file};
use super::{FILTERS, PATH, words};
use axum::response::{IntoResponse, Response};
use head_office_office::office::Office;
use head_office_store::DbError;
use head_office_store::mail::MailState;
use head_office_store::mail_list::{self, Filter, ListedMail};

const HEADS: [&str; 6] = ["mail-to", "column-user", "column-what", "mail-queued", "column-state", "mail-answer"];

struct Found {
    mails: Vec<ListedMail>,
    /// How many match, by state.
    counts: Vec<(MailState, u64)>,
    /// Which of those in the states that are asked for.
    span: Span,
    /// Whether there is no mail at all.
    is_empty: bool,
}

/// How many match in these states; in any, when none is named.
fn count(counts: &[(MailState, u64)], states: &[MailState]) -> u64 {
    let counted = counts.iter().filter(|(state, _)| states.is_empty() || states.contains(state));
    counted.map(|(_, count)| count).sum()
}

/// The states that are asked for.
fn states(asked: &Asked) -> &'static [MailState] {
    FILTERS.iter().find(|(code, ..)| *code == asked.status).map_or(&[], |(_, _, states)| *states)
}

async fn find(member: &Member, asked: &Asked, rows: u64) -> Result<Found, Failure> {
    let filter = Filter { words: asked.words(), states: states(asked) };
    let asked = asked.clone();
    let work = move |office: &Office| {
        Ok(office.read(|tx| {
            let counts = mail_list::counts(tx, &filter)?;
            let span = Span::of(&asked, rows, count(&counts, filter.states));
            let mails = mail_list::part(tx, &filter, span.skip(), rows)?;
            let is_empty = counts.is_empty() && mail_list::counts(tx, &Filter::default())?.is_empty();
            Ok::<_, DbError>(Found { mails, counts, span, is_empty })
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
pub async fn list(member: Member, asked: Asked) -> Result<Response, Failure> {
    let found = find(&member, &asked, ROWS).await?;
    let (texts, office) = (member.visit.texts(), &member.visit.web.office);
    let segment = |(code, name, of): (&str, &str, &'static [MailState])| Segment {
        name: texts.t(name),
        count: texts.number(count(&found.counts, of)),
        address: asked.address(PATH, &[("status", code)]),
        is_current: states(&asked) == of,
    };
    let segments = FILTERS.map(segment).into();
    let now = office.clock.now();
    let line = |listed: &ListedMail| {
        let [_, user, what, queued, state, answer] = HEADS.map(|head| texts.t(head));
        let mail = &listed.mail;
        let (standing, warns) = words::state(&texts, mail, now);
        let standing = if warns { Shown::Warning(standing) } else { Shown::Text(standing) };
        let cells = vec![
            Cell::text(user, listed.name.clone()),
            Cell::text(what, words::subject(&texts, mail)),
            Cell::text(queued, texts.time(mail.queued_at, now)),
            Cell::of(state, standing),
            Cell::text(answer, mail.answer.clone().unwrap_or_default()),
        ];
        let address = asked.to(PATH, &format!("{PATH}/{}", mail.id));
        Line::new(address, mail.address.clone(), cells).off(mail.state == MailState::Cancelled)
    };
    let lines: Vec<_> = found.mails.iter().map(line).collect();
    let empty = lines.is_empty().then(|| Empty {
        is_first: found.is_empty,
        title: texts.t(if found.is_empty { "mail-none" } else { "mail-no-result" }),
        text: texts.t(if found.is_empty { "mail-none-text" } else { "mail-no-result-text" }),
        links: if found.is_empty { Vec::new() } else { vec![(PATH.to_owned(), texts.t("clear-filters"))] },
    });
    let (frame, message) = (Frame::new(&member.visit, &texts.t("mail")), Some(way(&texts, office)));
    let list = List {
        path: PATH,
        search: texts.t("mail-search"),
        add: None,
        segments_name: texts.t("column-state"),
        segments,
        range: found.span.words(&texts, "mail-range"),
        export: asked.address("/settings/mail.csv", &[]),
        heads: HEADS.map(|head| Head::plain(texts.t(head), if head == HEADS[0] { "person" } else { "" })).into(),
        lines,
        pages: found.span.links(&texts, |page| asked.address(PATH, &[("page", page)])),
        empty,
        asked,
    };
    Ok(html(&ListPage { frame, message, list })?.into_response())
}

/// `GET /settings/mail.csv`
pub async fn csv(member: Member, asked: Asked) -> Result<Response, Failure> {
    let found = find(&member, &asked, ALL).await?;
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
