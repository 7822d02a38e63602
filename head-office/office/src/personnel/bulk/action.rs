//! What can be done with many users, what it makes of one record, and how it is taken back.

use super::super::Record;
use crate::db::grants::Viewer;
use crate::db::{DbError, Tx, groups, salepoints, stores};
use sync_core::domain::{GroupId, SalepointId, StoreId};
use uuid::Uuid;

/// What can be done, without with what.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum BulkKind {
    /// They get a salepoint.
    AddSalepoint,
    /// They lose one.
    RemoveSalepoint,
    /// They get a store.
    AddStore,
    /// They lose one.
    RemoveStore,
    /// They come into another group.
    ChangeGroup,
    /// They may use nothing any more.
    Deactivate,
    /// They may again.
    Activate,
}

impl BulkKind {
    /// All of them, in the order they are offered.
    pub const ALL: [(Self, &str); 7] = [
        (Self::AddSalepoint, "add_salepoint"),
        (Self::RemoveSalepoint, "remove_salepoint"),
        (Self::AddStore, "add_store"),
        (Self::RemoveStore, "remove_store"),
        (Self::ChangeGroup, "change_group"),
        (Self::Deactivate, "deactivate"),
        (Self::Activate, "activate"),
    ];

    /// The name in addresses and in the database.
    pub fn code(self) -> &'static str {
        Self::ALL.iter().find(|(kind, _)| *kind == self).map_or("", |(_, code)| code)
    }

    /// The one with this name.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, known)| *known == code).map(|(kind, _)| *kind)
    }

    /// Whether it is done with a salepoint, a store or a group.
    pub fn needs_target(self) -> bool {
        !matches!(self, Self::Deactivate | Self::Activate)
    }

    /// With this salepoint, store or group. `None`: it needs one and there is none.
    pub fn with(self, target: Option<Uuid>) -> Option<BulkAction> {
        Some(match self {
            Self::AddSalepoint => BulkAction::AddSalepoint(SalepointId(target?)),
            Self::RemoveSalepoint => BulkAction::RemoveSalepoint(SalepointId(target?)),
            Self::AddStore => BulkAction::AddStore(StoreId(target?)),
            Self::RemoveStore => BulkAction::RemoveStore(StoreId(target?)),
            Self::ChangeGroup => BulkAction::ChangeGroup(GroupId(target?)),
            Self::Deactivate => BulkAction::Deactivate,
            Self::Activate => BulkAction::Activate,
        })
    }
}

/// What is done with many users.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum BulkAction {
    /// They get a salepoint.
    AddSalepoint(SalepointId),
    /// They lose a salepoint.
    RemoveSalepoint(SalepointId),
    /// They get a store.
    AddStore(StoreId),
    /// They lose a store, and it as default.
    RemoveStore(StoreId),
    /// This becomes their own group.
    ChangeGroup(GroupId),
    /// They may not use the programs.
    Deactivate,
    /// They may use the programs.
    Activate,
}

/// What is noted of a store that was the default one.
const WAS_DEFAULT: &str = "default";

impl BulkAction {
    /// What kind it is.
    pub fn kind(self) -> BulkKind {
        match self {
            Self::AddSalepoint(_) => BulkKind::AddSalepoint,
            Self::RemoveSalepoint(_) => BulkKind::RemoveSalepoint,
            Self::AddStore(_) => BulkKind::AddStore,
            Self::RemoveStore(_) => BulkKind::RemoveStore,
            Self::ChangeGroup(_) => BulkKind::ChangeGroup,
            Self::Deactivate => BulkKind::Deactivate,
            Self::Activate => BulkKind::Activate,
        }
    }

    /// The id of the salepoint, store or group.
    pub fn target(self) -> Option<Uuid> {
        match self {
            Self::AddSalepoint(id) | Self::RemoveSalepoint(id) => Some(id.0),
            Self::AddStore(id) | Self::RemoveStore(id) => Some(id.0),
            Self::ChangeGroup(id) => Some(id.0),
            Self::Deactivate | Self::Activate => None,
        }
    }

    /// The name of the salepoint, store or group. `None`: there is none, or it is gone.
    pub fn target_name(self, tx: &mut Tx<'_>) -> Result<Option<String>, DbError> {
        Ok(match self {
            Self::AddSalepoint(id) | Self::RemoveSalepoint(id) => {
                salepoints::find(tx, Viewer::Everything, id)?.map(|found| found.name)
            }
            Self::AddStore(id) | Self::RemoveStore(id) => {
                stores::find(tx, Viewer::Everything, id)?.map(|found| found.name)
            }
            Self::ChangeGroup(id) => groups::find(tx, id)?.map(|found| found.name),
            Self::Deactivate | Self::Activate => None,
        })
    }

    /// Whether its salepoint or store is there and open, so that users can be given it.
    pub fn can_be_given(self, tx: &mut Tx<'_>) -> Result<bool, DbError> {
        Ok(match self {
            Self::AddSalepoint(id) | Self::RemoveSalepoint(id) => {
                salepoints::find(tx, Viewer::Everything, id)?.is_some_and(|found| found.closed_at.is_none())
            }
            Self::AddStore(id) | Self::RemoveStore(id) => {
                stores::find(tx, Viewer::Everything, id)?.is_some_and(|found| found.closed_at.is_none())
            }
            Self::ChangeGroup(id) => groups::find(tx, id)?.is_some(),
            Self::Deactivate | Self::Activate => true,
        })
    }

    /// Whether it changes who may do what in the office.
    pub fn changes_authority(self) -> bool {
        matches!(self, Self::ChangeGroup(_) | Self::Deactivate | Self::Activate)
    }

    /// What it makes of a record.
    pub fn applied(self, mut record: Record) -> Record {
        match self {
            Self::AddSalepoint(id) => {
                record.salepoints.entry(id).or_insert(None);
            }
            Self::RemoveSalepoint(id) => {
                record.salepoints.remove(&id);
            }
            Self::AddStore(id) => {
                record.stores.insert(id);
            }
            Self::RemoveStore(id) => {
                record.stores.remove(&id);
                record.user.default_store = record.user.default_store.filter(|store| *store != id);
            }
            Self::ChangeGroup(id) => record.user.group = id,
            Self::Deactivate => record.user.active = false,
            Self::Activate => record.user.active = true,
        }
        record
    }

    /// What undoing it needs to know of a record as it was.
    pub fn noted(self, record: &Record) -> String {
        match self {
            Self::RemoveSalepoint(id) => {
                record.salepoints.get(&id).copied().flatten().map(|group| group.to_string()).unwrap_or_default()
            }
            Self::RemoveStore(id) if record.user.default_store == Some(id) => WAS_DEFAULT.to_owned(),
            Self::ChangeGroup(_) => record.user.group.to_string(),
            _ => String::new(),
        }
    }

    /// The record with this undone. `None`: just this was changed since.
    pub fn undone(self, noted: &str, mut record: Record) -> Option<Record> {
        match self {
            Self::AddSalepoint(id) if record.salepoints.get(&id) == Some(&None) => {
                record.salepoints.remove(&id);
            }
            Self::RemoveSalepoint(id) if !record.salepoints.contains_key(&id) => {
                record.salepoints.insert(id, noted.parse().ok());
            }
            Self::AddStore(id) if record.stores.contains(&id) && record.user.default_store != Some(id) => {
                record.stores.remove(&id);
            }
            Self::RemoveStore(id) if !record.stores.contains(&id) => {
                record.stores.insert(id);
                if noted == WAS_DEFAULT && record.user.default_store.is_none() {
                    record.user.default_store = Some(id);
                }
            }
            Self::ChangeGroup(id) if record.user.group == id => record.user.group = noted.parse().ok()?,
            Self::Deactivate if !record.user.active => record.user.active = true,
            Self::Activate if record.user.active => record.user.active = false,
            _ => return None,
        }
        Some(record)
    }
}
