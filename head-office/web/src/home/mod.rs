//! The first page: what is still to be done before anybody can log in at a till, and later what somebody should look at.
//! It shows of each subject what the reader's group may read.

mod begin;
mod cards;

use super::Failure;
use super::frame::{Frame, html};
use super::guard::Member;
use askama::Template;
use axum::response::{IntoResponse, Response};
use begin::{Begun, Checklist};
use cards::Card;
use head_office_domain::office_rights::{Level, OfficeArea};
use head_office_office::accounts::administrators;
use head_office_office::backup::NoBackupSince;
use head_office_office::office::Office;
use head_office_office::terminals::Glance;
use head_office_store::grants::{Kind, Viewer};
use head_office_store::licences::{self, Holder};
use head_office_store::{DbError, Tx, beginnings, place_list};
use sync_core::domain::UnixMs;

/// How many of each are named.
const NAMED: u64 = 5;

#[derive(Template)]
#[template(path = "home.html")]
struct Home {
    frame: Frame,
    /// What is still to be done; `None`: nothing, or it is nothing for the reader.
    checklist: Option<Checklist>,
    cards: Vec<Card>,
    /// What stands there instead of them.
    nothing: String,
}

/// What the page reads; `None`: not for the reader.
#[derive(Default)]
struct Read {
    begun: Option<Begun>,
    /// The signing key was changed since the last backup.
    no_backup: Option<NoBackupSince>,
    terminals: Option<Glance>,
    invited: Option<(u64, Vec<Holder>)>,
    /// Places that nobody has, for who may give them.
    nobodys: Vec<Nobodys>,
}

/// Places that nobody has.
struct Nobodys {
    kind: Kind,
    count: u64,
    /// Ids and names of some.
    places: Vec<(String, String)>,
}

/// What the reader may.
#[derive(Clone, Copy)]
struct Rights {
    everything: bool,
    terminals: bool,
    journal: bool,
    licences: bool,
    salepoints: bool,
    stores: bool,
}

impl Rights {
    fn of(member: &Member) -> Self {
        let may = |area, level| member.who.may(area, level);
        Self {
            everything: OfficeArea::ALL.iter().all(|area| may(*area, Level::Edit)),
            terminals: may(OfficeArea::Terminals, Level::Read),
            journal: may(OfficeArea::Journal, Level::Read),
            licences: may(OfficeArea::Licences, Level::Read),
            salepoints: may(OfficeArea::Salepoints, Level::Edit),
            stores: may(OfficeArea::Stores, Level::Edit),
        }
    }
}

fn read(office: &Office, tx: &mut Tx<'_>, member: &Reader, now: UnixMs) -> Result<Read, DbError> {
    let Reader { rights, viewer, has_account, .. } = *member;
    let mut read = Read::default();
    if let (true, Some(user)) = (rights.everything, viewer.user()) {
        let (found, administrator) = (beginnings::find(tx)?, administrators::is_another(tx, user)?);
        read.begun = Some(Begun { account: has_account, found, administrator });
        read.no_backup = office.no_backup_since_rotation(tx)?;
    }
    if rights.terminals {
        read.terminals = Some(Glance::find(tx, viewer, now)?);
    }
    if rights.licences {
        read.invited = Some(licences::invited(tx, NAMED)?);
    }
    for (kind, may_give) in [(Kind::Salepoints, rights.salepoints), (Kind::Stores, rights.stores)] {
        if may_give {
            let (count, places) = place_list::nobodys(tx, kind, viewer, NAMED)?;
            read.nobodys.push(Nobodys { kind, count, places });
        }
    }
    Ok(read)
}

/// Who reads.
#[derive(Clone, Copy)]
struct Reader {
    rights: Rights,
    viewer: Viewer,
    /// Whether the reader can sign in by e-mail and office password.
    has_account: bool,
}

/// `GET /`
pub async fn home(member: Member) -> Result<Response, Failure> {
    let texts = member.visit.texts();
    let office = &member.visit.web.office;
    let now = office.clock.now();
    let has_account = member.who.email.is_some() && member.who.has_password;
    let reader = Reader { rights: Rights::of(&member), viewer: member.viewer(), has_account };
    let found = member.visit.web.ask(move |office| Ok(office.read(|tx| read(office, tx, &reader, now))?)).await?;
    let frame = Frame::new(&member.visit, &texts.t("home"));
    let checklist = found.begun.and_then(|begun| Checklist::new(&texts, begun));
    let cards = cards::all(&texts, &found, reader.rights, office, now);
    let nothing = match (&checklist, cards.is_empty(), frame.navigation.is_empty()) {
        (_, _, true) => texts.t("home-nothing"),
        (None, true, false) => texts.t("home-quiet"),
        _ => String::new(),
    };
    Ok(html(&Home { frame, checklist, cards, nothing })?.into_response())
}
