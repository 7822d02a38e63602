//! What the list's form, and the pages after it, ask to be done with whom. All of it stands in the address.

use super::super::super::choose::{self, Match, by_name};
use super::super::super::list::Asked;
use super::super::asked::{self as list, AskedSalepoint};
use head_office_office::personnel::bulk::{BulkKind, Chosen};
use head_office_store::grants::Viewer;
use head_office_store::salepoints::Salepoint;
use head_office_store::{DbError, Tx, groups, salepoints, stores};
use sync_core::domain::UserId;
use uuid::Uuid;

/// What one page hands to the next.
const KEPT: [&str; 10] = ["search", "salepoint", "group", "status", "sort", "dir", "page", "all", "user", "seen"];

/// See the module.
#[derive(Clone, Debug)]
pub struct BulkAsked {
    fields: Vec<(String, String)>,
}

/// With which salepoint, store or group.
pub enum Target {
    /// It needs none.
    NotNeeded,
    /// Nothing was chosen yet.
    Missing,
    /// This one: id and name.
    One(Uuid, String),
    /// The first of those whose names hold what was typed, and how many there are.
    Several(Vec<(Uuid, String)>, u64),
    /// There is none.
    Unknown,
}

impl From<Match<(Uuid, String)>> for Target {
    fn from(found: Match<(Uuid, String)>) -> Self {
        match found {
            Match::One((id, name)) => Self::One(id, name),
            Match::Several(first, count) => Self::Several(first, count),
            Match::Nothing => Self::Unknown,
        }
    }
}

impl BulkAsked {
    pub fn new(fields: Vec<(String, String)>) -> Self {
        Self { fields }
    }

    /// The first field of this name.
    pub fn field(&self, name: &str) -> &str {
        self.fields.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    /// What is to be done.
    pub fn kind(&self) -> Option<BulkKind> {
        BulkKind::from_code(self.field("do"))
    }

    /// How many matched when all of them were chosen, where they were.
    pub fn seen(&self) -> Option<u64> {
        self.is_all().then(|| self.field("seen").parse().ok()).flatten()
    }

    /// Whether all are chosen whom the list shows on all its pages.
    pub fn is_all(&self) -> bool {
        self.field("all") == "1"
    }

    /// The list this comes from.
    pub fn list(&self) -> Asked {
        let text = |name: &str| self.field(name).to_owned();
        let [search, salepoint, group, status] = ["search", "salepoint", "group", "status"].map(text);
        let [sort, dir, page] = ["sort", "dir", "page"].map(text);
        Asked { search, salepoint, group, status, sort, dir, page }
    }

    /// Who is chosen. `None`: the list's salepoint is unknown.
    pub fn chosen(&self, tx: &mut Tx<'_>, viewer: Viewer) -> Result<Option<Chosen>, DbError> {
        if self.is_all() {
            let asked = self.list();
            let salepoint: AskedSalepoint = list::salepoint(tx, viewer, &asked)?;
            return Ok(list::filter(&asked, &salepoint).map(Chosen::Matching));
        }
        let ticked = self.fields.iter().filter(|(name, _)| name == "user").map(|(_, value)| value.as_str());
        let mut users: Vec<UserId> = ticked.filter_map(|id| id.parse().ok()).collect();
        users.sort_unstable();
        users.dedup();
        Ok(Some(Chosen::These(users)))
    }

    /// What it is to be done with.
    pub fn target(&self, tx: &mut Tx<'_>, viewer: Viewer, kind: BulkKind) -> Result<Target, DbError> {
        if !kind.needs_target() {
            return Ok(Target::NotNeeded);
        }
        // A button says which of several that match.
        let typed = [self.field("chosen"), self.field("target").trim()].into_iter().find(|typed| !typed.is_empty());
        let Some(typed) = typed else { return Ok(Target::Missing) };
        if matches!(kind, BulkKind::AddSalepoint | BulkKind::RemoveSalepoint) {
            let target = |found: Salepoint| (found.id.0, found.name);
            return Ok(choose::salepoint(tx, viewer, typed)?.map(target).into());
        }
        let all = targets(tx, viewer, kind)?;
        if let Ok(id) = Uuid::parse_str(typed) {
            let found = all.into_iter().find(|(known, _)| *known == id);
            return Ok(found.map_or(Target::Unknown, |(id, name)| Target::One(id, name)));
        }
        let names = all.into_iter().map(|(id, name)| (name.clone(), (id, name)));
        Ok(by_name(typed, names).into())
    }

    /// The fields that the next page needs, and what is to be done.
    pub fn kept(&self) -> Vec<(String, String)> {
        let kept = self.fields.iter().filter(|(name, _)| KEPT.contains(&name.as_str()) || name == "do");
        kept.cloned().collect()
    }
}

/// The salepoints, stores or groups there are, by name.
pub fn targets(tx: &mut Tx<'_>, viewer: Viewer, kind: BulkKind) -> Result<Vec<(Uuid, String)>, DbError> {
    Ok(match kind {
        BulkKind::AddSalepoint | BulkKind::RemoveSalepoint => {
            salepoints::open(tx, viewer)?.into_iter().map(|found| (found.id.0, found.name)).collect()
        }
        BulkKind::AddStore | BulkKind::RemoveStore => {
            stores::open(tx, viewer)?.into_iter().map(|found| (found.id.0, found.name)).collect()
        }
        BulkKind::ChangeGroup => groups::all(tx)?.into_iter().map(|found| (found.id.0, found.name)).collect(),
        BulkKind::Deactivate | BulkKind::Activate => Vec::new(),
    })
}
