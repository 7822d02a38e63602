//! The list. There are never so many groups that the database must page them; only users are counted for what is shown.

use super::super::frame::{Frame, html};
use super::super::guard::Member;
use super::super::list::{ALL, Asked, Cell, Empty, Head, Line, List, ListPage, ROWS, Shown, Span};
use super::super::message::Message;
use super::super::texts::Texts;
use super::super::{Failure, csv_file};
use super::form::of_group;
use axum::extract::Query;
use axum::extract::rejection::QueryRejection;
use axum::response::{IntoResponse, Response};
use head_office_domain::office_rights::{Level, OfficeArea};
use head_office_office::user_groups::GroupSettings;
use head_office_store::DbError;
use head_office_store::groups::{self, Group, GroupUse};
use serde::Deserialize;
use sync_core::domain::{PosAction, fold};

const PATH: &str = "/groups";

/// What was just done.
#[derive(Deserialize)]
pub struct Done {
    #[serde(default)]
    done: String,
}

struct Found {
    groups: Vec<(Group, GroupUse)>,
    /// Which of those that match.
    span: Span,
    /// How many there are.
    all: u64,
}

async fn find(member: &Member, asked: &Asked, rows: u64) -> Result<Found, Failure> {
    let (asked, words) = (asked.clone(), asked.words());
    let work = move |office: &head_office_office::office::Office| {
        Ok(office.read(|tx| {
            let mut matching = groups::all(tx)?;
            let all = matching.len() as u64;
            matching.retain(|group| words.iter().all(|word| fold(&group.name).contains(word.as_str())));
            if asked.descending() {
                matching.reverse();
            }
            let span = Span::of(&asked, rows, matching.len() as u64);
            let mut shown = Vec::new();
            for group in matching.into_iter().skip(span.skip() as usize).take(rows as usize) {
                let in_use = groups::in_use(tx, group.id)?;
                shown.push((group, in_use));
            }
            Ok::<_, DbError>(Found { groups: shown, span, all })
        })?)
    };
    member.visit.web.ask(work).await
}

/// So many rights a cell names.
const NAMED: usize = 4;

/// What a group allows at the POS and in the office, in words.
fn allowed(texts: &Texts, group: &Group) -> [String; 2] {
    let settings = GroupSettings::from(group);
    let pos: Vec<_> = settings.pos.0.iter().map(|one| texts.t(super::words::action(*one))).collect();
    let office = settings.office.iter().map(|(area, level)| {
        format!("{}: {}", texts.t(super::words::area(*area)), texts.t(super::words::level(*level)))
    });
    let office: Vec<_> = office.collect();
    let is_all = OfficeArea::ALL.iter().all(|area| settings.office.get(area) == Some(&Level::Edit));
    [named(texts, pos, settings.pos.0.len() == PosAction::ALL.len()), named(texts, office, is_all)]
}

fn named(texts: &Texts, mut names: Vec<String>, is_all: bool) -> String {
    if is_all || names.is_empty() {
        return if is_all { texts.t("status-all") } else { "—".into() };
    }
    let beyond = names.len().saturating_sub(NAMED) as u64;
    names.truncate(NAMED);
    let more = if beyond == 0 { String::new() } else { format!(" {}", texts.counted("more-places", beyond)) };
    names.join(", ") + &more
}

/// `GET /groups`
pub async fn list(
    member: Member,
    asked: Asked,
    done: Result<Query<Done>, QueryRejection>,
) -> Result<Response, Failure> {
    let Query(Done { done }) = done.map_err(|_| Failure::Malformed)?;
    let Found { groups, span, all } = find(&member, &asked, ROWS).await?;
    let texts = member.visit.texts();
    let sees_users = member.who.may(OfficeArea::Users, Level::Read);
    let line = |(group, in_use): (Group, GroupUse)| {
        let [pos, office] = allowed(&texts, &group);
        let number = |key: &str, number: u64| Cell::number(texts.t(key), texts.number(number));
        let mut users = number("users", in_use.own);
        if sees_users && in_use.own > 0 {
            users.shown = Shown::Link(texts.number(in_use.own), of_group(group.id));
        }
        let cells = vec![
            Cell::text(texts.t("group-at-pos"), pos),
            Cell::text(texts.t("group-in-office"), office),
            users,
            number("group-only-at-salepoint", in_use.at_salepoints),
        ];
        Line::new(asked.to(PATH, &format!("{PATH}/{}", group.id)), group.name, cells)
    };
    let lines: Vec<_> = groups.into_iter().map(line).collect();
    let head = |key: &str| Head::plain(texts.t(key), "number");
    let is_first = all == 0;
    let empty = lines.is_empty().then(|| Empty {
        is_first,
        title: texts.t(if is_first { "groups-none" } else { "groups-no-result" }),
        text: texts.t("groups-none-text"),
        links: if is_first { Vec::new() } else { vec![(PATH.to_owned(), texts.t("clear-filters"))] },
    });
    let frame = Frame::new(&member.visit, &texts.t("groups"));
    let message = (done == "deleted").then(|| Message::done(texts.t("group-deleted")));
    let list = List {
        path: PATH,
        search: texts.t("search-by-name"),
        add: member.who.may(OfficeArea::UserGroups, Level::Edit).then(|| ("/groups/new", texts.t("group-add"))),
        segments_name: String::new(),
        segments: Vec::new(),
        range: span.words(&texts, "groups-range"),
        export: asked.address("/groups.csv", &[]),
        heads: vec![
            Head::of_name(texts.t("column-name"), PATH, &asked),
            Head::plain(texts.t("group-at-pos"), ""),
            Head::plain(texts.t("group-in-office"), ""),
            head("users"),
            head("group-only-at-salepoint"),
        ],
        lines,
        pages: span.links(&texts, |page| asked.address(PATH, &[("page", page)])),
        empty,
        asked,
    };
    Ok(html(&ListPage { frame, message, list })?.into_response())
}

/// `GET /groups.csv`
pub async fn export(member: Member, asked: Asked) -> Result<Response, Failure> {
    let found = find(&member, &asked, ALL).await?;
    let texts = member.visit.texts();
    let heads = ["column-name", "group-at-pos", "group-in-office", "users", "group-only-at-salepoint"];
    let lines = found.groups.into_iter().map(|(group, in_use)| {
        let settings = GroupSettings::from(&group);
        let pos = settings.pos.0.iter().map(|one| texts.t(super::words::action(*one))).collect::<Vec<_>>().join(", ");
        let office = settings.office.iter().map(|(area, level)| {
            format!("{}: {}", texts.t(super::words::area(*area)), texts.t(super::words::level(*level)))
        });
        let office = office.collect::<Vec<_>>().join(", ");
        vec![group.name, pos, office, in_use.own.to_string(), in_use.at_salepoints.to_string()]
    });
    csv_file::answer(&member, "user-groups", &heads.map(|head| texts.t(head)), lines)
}
