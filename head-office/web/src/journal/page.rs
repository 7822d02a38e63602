//! The list.

use super::super::Failure;
use super::super::choose::{Hits, Match};
use super::super::frame::{Frame, html};
use super::super::guard::Member;
use super::super::list::{Head, Pages, Segment};
use super::super::place_field::up_to;
use super::super::texts::Texts;
use super::PATH;
use super::asked::{self, Asked, NoTime, TimeField};
use super::who::{self, Reader, Who};
use super::words::{self, JournalEntry};
use askama::Template;
use axum::extract::Query;
use axum::extract::rejection::QueryRejection;
use axum::response::{IntoResponse, Response};
use head_office_domain::office_rights::{Level, OfficeArea};
use head_office_office::journal::{self, JournalLine};
use head_office_store::grants::{self, Kind};
use head_office_store::journal_list::{self, Events, Start, Wanted};
use head_office_store::{DbError, Tx};
use sync_core::domain::{UnixMs, UserId};

/// Entries of a page.
const ROWS: usize = 50;
const HEADS: [&str; 6] =
    ["column-time", "column-terminal", "column-user", "column-what", "column-outcome", "column-number"];

/// What the database says.
struct Found {
    who: Who,
    part: Part,
    has_salepoints: bool,
    /// Whether there is nothing for the viewer, whatever is asked for.
    is_empty: bool,
}

/// A page's entries.
#[derive(Default)]
struct Part {
    lines: Vec<JournalLine>,
    /// Whether there are newer ones than these.
    has_newer: bool,
    /// Whether there are older ones than these.
    has_older: bool,
}

impl Part {
    fn read(tx: &mut Tx<'_>, wanted: &Wanted, mut start: Start) -> Result<Self, DbError> {
        let mut stored = journal_list::page(tx, wanted, start, ROWS + 1)?;
        if matches!(start, Start::NewerThan(_)) && stored.len() <= ROWS {
            // That is the newest page, which is whole.
            start = Start::Newest;
            stored = journal_list::page(tx, wanted, start, ROWS + 1)?;
        }
        let has_more = stored.len() > ROWS;
        let (has_newer, has_older) = match start {
            Start::Newest => (false, has_more),
            Start::OlderThan(_) => (true, has_more),
            Start::NewerThan(_) => {
                stored.remove(0);
                (true, true)
            }
        };
        stored.truncate(ROWS);
        Ok(Self { lines: journal::lines(tx, wanted.viewer, stored)?, has_newer, has_older })
    }
}

struct Line {
    entry: JournalEntry,
    terminal: Named,
    user: Named,
    /// Its number in the journal.
    number: String,
    /// What is missing before it.
    gap: Option<Gap>,
}

/// A name, and where it leads if the reader may go there.
struct Named {
    name: String,
    address: Option<String>,
}

struct Gap {
    count: String,
    numbers: String,
}

#[derive(Template)]
#[template(path = "journal.html")]
struct Page {
    frame: Frame,
    asked: Asked,
    /// What stands in the field for user or terminal.
    who: String,
    who_problem: String,
    /// The address of the journal of somebody else, up to who that is.
    look: String,
    /// Who may be meant.
    hits: Hits,
    from: TimeField,
    from_problem: String,
    to: TimeField,
    to_problem: String,
    /// What entries are about.
    segments: Vec<Segment>,
    /// The outcomes: code, name, whether it is asked for.
    outcomes: Vec<(&'static str, String, bool)>,
    range: String,
    export: String,
    lines: Vec<Line>,
    heads: Vec<Head>,
    pages: Pages,
    has_salepoints: bool,
    is_empty: bool,
}

/// `GET /journal`
pub async fn list(member: Member, asked: Result<Query<Asked>, QueryRejection>) -> Result<Response, Failure> {
    let Query(asked) = asked.map_err(|_| Failure::Malformed)?;
    let (viewer, zone) = (member.viewer(), member.visit.zone);
    let reader = Reader::of(&member);
    let work = move |office: &head_office_office::office::Office| {
        let found = office.read(|tx| {
            let who = who::find(tx, &reader, &asked.who)?;
            let wanted = asked.wanted(viewer, zone).ok().and_then(|wanted| who.limit(wanted));
            let part = wanted.map(|wanted| Part::read(tx, &wanted, asked.start())).transpose()?.unwrap_or_default();
            let of_anybody = Wanted::by(viewer);
            Ok::<_, DbError>(Found {
                who,
                has_salepoints: grants::has_any(tx, viewer, Kind::Salepoints)?,
                is_empty: part.lines.is_empty() && journal_list::page(tx, &of_anybody, Start::Newest, 1)?.is_empty(),
                part,
            })
        })?;
        Ok((found, asked))
    };
    let (found, asked) = member.visit.web.ask(work).await?;
    Ok(html(&page(&member, asked, found))?.into_response())
}

fn page(member: &Member, asked: Asked, found: Found) -> Page {
    let texts = member.visit.texts();
    let (now, zone) = (member.visit.web.office.clock.now(), member.visit.zone);
    let is_chosen = asked.who.trim().parse::<UserId>().is_ok();
    let (who, who_problem, matching) = match found.who {
        Who::Anybody => (String::new(), String::new(), Match::Nothing),
        Who::User(_, hit) | Who::Terminal(_, hit) => (hit.name.clone(), String::new(), Match::One(hit)),
        Who::Unknown => (asked.who.clone(), texts.t("journal-who-unknown"), Match::Nothing),
        Who::Several(first, count) => {
            (asked.who.clone(), texts.counted("journal-who-several", count), Match::Several(first, count))
        }
    };
    let hits = if is_chosen { Hits::default() } else { Hits::new(&texts, &asked.who, matching) };
    let look = up_to(&asked.address(PATH, &[("who", "")]), "who");
    let today = texts.day(now);
    let no_time = |read: Result<Option<UnixMs>, NoTime>| match read {
        Ok(_) => String::new(),
        Err(NoTime) => texts.with("journal-no-time", &[("day", &today)]),
    };
    let is_backwards = matches!((asked.from(zone), asked.to(zone)), (Ok(Some(from)), Ok(Some(to))) if to <= from);
    let at = |line: Option<&JournalLine>| line.map(|line| asked::text(line.position)).unwrap_or_default();
    let (first, last) = (at(found.part.lines.first()), at(found.part.lines.last()));
    Page {
        frame: Frame::new(&member.visit, &texts.t("area-journal")),
        who_problem,
        look,
        hits,
        from_problem: no_time(asked.from(zone)),
        to_problem: if is_backwards { texts.t("journal-to-before-from") } else { no_time(asked.to(zone)) },
        from: TimeField::holding(&asked.from),
        to: TimeField::holding(&asked.to),
        segments: segments(&texts, &asked),
        outcomes: words::OUTCOMES.map(|(code, key)| (code, texts.t(key), code == asked.outcome)).into(),
        range: texts.counted("journal-range", found.part.lines.len() as u64),
        export: asked.address("/journal.csv", &[]),
        heads: HEADS.map(|head| Head::plain(texts.t(head), if head == HEADS[5] { "number" } else { "" })).into(),
        // An entry that arrives moves every page: they are counted from entries, and have no numbers.
        pages: Pages {
            before: found.part.has_newer.then(|| match first.is_empty() {
                true => asked.address(PATH, &[]),
                false => asked.address(PATH, &[("after", &first)]),
            }),
            numbered: Vec::new(),
            after: found.part.has_older.then(|| asked.address(PATH, &[("before", &last)])),
            words: ["journal-newer", "journal-older"],
        },
        lines: found.part.lines.into_iter().map(|line| Line::new(member, &texts, line, now)).collect(),
        has_salepoints: found.has_salepoints,
        is_empty: found.is_empty,
        who,
        asked,
    }
}

fn segments(texts: &Texts, asked: &Asked) -> Vec<Segment> {
    let shown = asked.events();
    let segment = |(code, events, words): &(&'static str, Events, &str)| Segment {
        name: texts.t(words),
        count: String::new(),
        address: asked.address(PATH, &[("events", code)]),
        is_current: *events == shown,
    };
    asked::EVENTS.iter().map(segment).collect()
}

impl Line {
    fn new(member: &Member, texts: &Texts, line: JournalLine, now: UnixMs) -> Self {
        let may_read = |area| member.who.may(area, Level::Read);
        let number = match line.branch {
            0 => texts.number(line.seq),
            branch => {
                let (number, branch) = (texts.number(line.seq), texts.number(branch));
                texts.with("journal-number-of-branch", &[("number", &number), ("branch", &branch)])
            }
        };
        let terminal = Named {
            address: line
                .terminal
                .as_ref()
                .filter(|_| may_read(OfficeArea::Terminals))
                .map(|_| format!("/terminals/{}", line.terminal_id)),
            name: line.terminal.clone().unwrap_or_else(|| texts.t("journal-terminal-not-yours")),
        };
        let user = Named {
            address: line
                .user
                .filter(|_| line.user_name.is_some() && may_read(OfficeArea::Users))
                .map(|user| format!("/users/{user}")),
            name: line.user_name.clone().unwrap_or_else(|| "—".into()),
        };
        let gap = (line.missing_before > 0).then(|| {
            let (first, last) = (texts.number(line.seq - line.missing_before), texts.number(line.seq - 1));
            let filled = [("first", &*first), ("last", &*last), ("terminal", &*terminal.name)];
            Gap {
                count: texts.counted("journal-missing", line.missing_before),
                numbers: texts.counted_with("journal-missing-numbers", line.missing_before, &filled),
            }
        });
        let mut entry = words::entry(texts, line, now);
        if gap.is_some() {
            entry.warning.clear();
        }
        Self { entry, terminal, user, number, gap }
    }
}
