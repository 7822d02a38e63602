//! What head office keeps records of, as the database gives them.

use super::office_rights::{Level, OfficeArea};
use super::own_limits::OwnLimits;
use std::collections::BTreeMap;
use sync_core::domain::{CompanyId, GroupId, Language, PosRights, SalepointId, StoreId, TerminalId, UnixMs, UserId};

/// The company whose head office this is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Company {
    /// Its id.
    pub id: CompanyId,
    /// Its name.
    pub name: String,
}

/// A user's own record.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct User {
    /// The id.
    pub id: UserId,
    /// The company's own number for the person.
    pub reference: Option<String>,
    /// As printed on the invoice.
    pub first_name: String,
    /// As printed on the invoice.
    pub last_name: String,
    /// The language of the screens.
    pub language: Language,
    /// Whether the user may use the programs.
    pub active: bool,
    /// The user's own group.
    pub group: GroupId,
    /// The store selected at login.
    pub default_store: Option<StoreId>,
}

/// That a user has a salepoint.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct SalepointGrant {
    /// Which.
    pub salepoint: SalepointId,
    /// Another group there than the user's own.
    pub group: Option<GroupId>,
}

/// A user group.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Group {
    /// Its id.
    pub id: GroupId,
    /// Its name, unique.
    pub name: String,
    /// The actions it allows at the POS.
    pub pos: PosRights,
    /// What it allows in the office; an area that is missing: nothing.
    pub office: BTreeMap<OfficeArea, Level>,
}

impl Group {
    /// Whether somebody of this group has anything to do in the office.
    pub fn allows_anything_in_the_office(&self) -> bool {
        self.office.values().any(|level| *level > Level::None)
    }
}

/// A place of sale.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Salepoint {
    /// Its id.
    pub id: SalepointId,
    /// Its name, unique.
    pub name: String,
    /// The language of its terminals while nobody is logged in.
    pub language: Language,
    /// The store it sells from.
    pub store: Option<StoreId>,
    /// Where it is, in lines; may be empty.
    pub address: String,
    /// What receipts begin with, in lines; may be empty.
    pub receipt_header: String,
    /// Where its terminals are held more strictly than the company's.
    pub own: OwnLimits,
    /// When it was closed; `None`: it is open.
    pub closed_at: Option<UnixMs>,
}

/// A stock location.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Store {
    /// Its id.
    pub id: StoreId,
    /// Its name, unique.
    pub name: String,
    /// Where it is, in lines; may be empty.
    pub address: String,
    /// When it was closed; `None`: it is open.
    pub closed_at: Option<UnixMs>,
}

/// A terminal, as far as answering it needs.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Terminal {
    /// Its id.
    pub id: TerminalId,
    /// The salepoint it stands under.
    pub salepoint: SalepointId,
    /// Its name, unique within the salepoint.
    pub name: String,
}

/// Who looks, or acts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Viewer {
    /// Head office itself, and whoever may run commands on its machine.
    Everything,
    /// An office user, for whom there is what belongs to the user's salepoints and stores.
    User(UserId),
}

impl Viewer {
    /// The office user.
    pub fn user(self) -> Option<UserId> {
        match self {
            Self::Everything => None,
            Self::User(user) => Some(user),
        }
    }
}
