//! The list. There are never so many groups that the database must page them; only users are counted for what is shown.

use super::super::frame::{Frame, html};
use super::super::guard::Member;
use super::super::list::{Asked, Cell, Empty, Head, Line, ListPage, ROWS, pages, range};
use super::super::message::Message;
use super::super::texts::Texts;
use super::super::{Failure, csv_file};
use super::form::of_group;
use crate::db::DbError;
use crate::db::groups::{self, Group, GroupUse};
use crate::fold::fold;
use crate::office_rights::{Level, OfficeArea};
use crate::user_groups::GroupSettings;
use axum::extract::Query;
use axum::extract::rejection::QueryRejection;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use sync_core::domain::PosAction;

const PATH: &str = "/groups";

/// What was just done.
#[derive(Deserialize)]
pub struct Done {
    #[serde(default)]
    done: String,
}

struct Found {
    groups: Vec<(Group, GroupUse)>,
    /// How many match.
    total: u64,
    /// How many there are.
    all: u64,
}

async fn find(member: &Member, asked: &Asked, skip: u64, take: u64) -> Result<Found, Failure> {
    let (words, descending) = (asked.words(), asked.descending());
    let work = move |office: &crate::Office| {
        Ok(office.db.read(|tx| {
            let mut matching = groups::all(tx)?;
            let all = matching.len() as u64;
            matching.retain(|group| words.iter().all(|word| fold(&group.name).contains(word.as_str())));
            if descending {
                matching.reverse();
            }
            let total = matching.len() as u64;
            let mut shown = Vec::new();
            for group in matching.into_iter().skip(usize::try_from(skip).unwrap_or(usize::MAX)).take(take as usize) {
                let in_use = groups::in_use(tx, group.id)?;
                shown.push((group, in_use));
            }
            Ok::<_, DbError>(Found { groups: shown, total, all })
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
    asked: Result<Query<Asked>, QueryRejection>,
    done: Result<Query<Done>, QueryRejection>,
) -> Result<Response, Failure> {
    let Query(asked) = asked.map_err(|_| Failure::Malformed)?;
    let Query(Done { done }) = done.map_err(|_| Failure::Malformed)?;
    let Found { groups, total, all } = find(&member, &asked, asked.skip(), ROWS).await?;
    let texts = member.visit.texts();
    let sees_users = member.who.may(OfficeArea::Users, Level::Read);
    let line = |(group, in_use): (Group, GroupUse)| {
        let [pos, office] = allowed(&texts, &group);
        let number = |key: &str, number: u64| Cell::number(texts.t(key), texts.number(number));
        Line {
            address: format!("{PATH}/{}", group.id),
            name: group.name,
            is_off: false,
            cells: vec![
                Cell::text(texts.t("group-at-pos"), pos),
                Cell::text(texts.t("group-in-office"), office),
                Cell {
                    address: (sees_users && in_use.own > 0).then(|| of_group(group.id)),
                    ..number("users", in_use.own)
                },
                number("group-only-at-salepoint", in_use.at_salepoints),
            ],
        }
    };
    let lines: Vec<_> = groups.into_iter().map(line).collect();
    let head = |key: &str| Head::plain(texts.t(key), "number");
    let is_first = all == 0;
    let empty = lines.is_empty().then(|| Empty {
        is_first,
        title: texts.t(if is_first { "groups-none" } else { "groups-no-result" }),
        text: texts.t("groups-none-text"),
        links: vec![(PATH.to_owned(), texts.t("clear-filters"))],
    });
    let page = ListPage {
        frame: Frame::new(&member.visit, &texts.t("groups")),
        message: (done == "deleted").then(|| Message::done(texts.t("group-deleted"))),
        path: PATH,
        search: texts.t("search-by-name"),
        add: member.who.may(OfficeArea::UserGroups, Level::Edit).then(|| ("/groups/new", texts.t("group-add"))),
        shows_tools: !is_first,
        segments_name: String::new(),
        segments: Vec::new(),
        range: range(&texts, "groups-range", &asked, lines.len(), total),
        export: asked.address("/groups.csv", &[]),
        heads: vec![
            Head::sortable(texts.t("column-name"), "", PATH, &asked),
            Head::plain(texts.t("group-at-pos"), ""),
            Head::plain(texts.t("group-in-office"), ""),
            head("users"),
            head("group-only-at-salepoint"),
        ],
        lines,
        pages: pages(&texts, &asked, PATH, total),
        empty,
        asked,
    };
    Ok(html(&page)?.into_response())
}

/// `GET /groups.csv`
pub async fn export(member: Member, asked: Result<Query<Asked>, QueryRejection>) -> Result<Response, Failure> {
    let Query(asked) = asked.map_err(|_| Failure::Malformed)?;
    let found = find(&member, &asked, 0, super::super::list::ALL).await?;
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
