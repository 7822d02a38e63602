//! What there is for whom. A user without a salepoint or store sees nothing of it in the office: every query of what
//! belongs to one takes a [`Viewer`], whose conditions are here and nowhere else.

use super::value::FromValue;
use super::{DbError, Tx, Value};
pub use crate::domain::records::Viewer;
use std::collections::BTreeSet;
use sync_core::domain::{SalepointId, StoreId, UserId};
use uuid::Uuid;

/// What there is for a viewer, as conditions of statements.
pub(super) trait Sees {
    /// The condition that the viewer has the place whose id stands in `column`.
    fn has(self, kind: Kind, column: &str, values: &mut Vec<Value>) -> String;

    /// The condition that what happened at the place in the row `table` is there for the viewer: one the viewer has, or
    /// closed and has in keeping. Being able to give a place shows nothing of what was done there.
    fn looks_into(self, kind: Kind, table: &str, values: &mut Vec<Value>) -> String;

    /// The condition that there is the place in the row `table` for the viewer, who then may give it, too: one the viewer
    /// has, or has in keeping. One that nobody has and nobody keeps who still may is there for whoever edits users, or it
    /// would be lost with its name.
    fn sees(self, kind: Kind, table: &str, values: &mut Vec<Value>) -> String;
}

impl Sees for Viewer {
    fn has(self, kind: Kind, column: &str, values: &mut Vec<Value>) -> String {
        let Self::User(user) = self else { return "1 = 1".into() };
        values.push(user.into());
        let (grants, id, place) = (kind.grants(), kind.id(), values.len());
        format!("EXISTS (SELECT 1 FROM {grants} mine WHERE mine.user_id = ?{place} AND mine.{id} = {column})")
    }

    fn looks_into(self, kind: Kind, table: &str, values: &mut Vec<Value>) -> String {
        let has = self.has(kind, &format!("{table}.id"), values);
        match self {
            Self::Everything => has,
            Self::User(_) => {
                format!("({has} OR ({table}.closed_at IS NOT NULL AND {table}.keeper_id = ?{}))", values.len())
            }
        }
    }

    fn sees(self, kind: Kind, table: &str, values: &mut Vec<Value>) -> String {
        let has = self.has(kind, &format!("{table}.id"), values);
        match self {
            Self::Everything => has,
            Self::User(_) => {
                let (me, grants, id) = (values.len(), kind.grants(), kind.id());
                format!(
                    "({has} OR {table}.keeper_id = ?{me} OR (EXISTS (SELECT 1 FROM app_user me JOIN group_area a \
                     ON a.group_id = me.group_id WHERE me.id = ?{me} AND a.area = 'users' AND a.level = 'edit') \
                     AND NOT EXISTS (SELECT 1 FROM {grants} theirs WHERE theirs.{id} = {table}.id) \
                     AND NOT EXISTS (SELECT 1 FROM app_user keeper WHERE keeper.id = {table}.keeper_id AND keeper.active = 1)))"
                )
            }
        }
    }
}

/// A kind of places.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// Salepoints.
    Salepoints,
    /// Stores.
    Stores,
}

impl Kind {
    pub(super) fn table(self) -> &'static str {
        match self {
            Self::Salepoints => "salepoint",
            Self::Stores => "store",
        }
    }

    pub(super) fn grants(self) -> &'static str {
        match self {
            Self::Salepoints => "user_salepoint",
            Self::Stores => "user_store",
        }
    }

    pub(super) fn id(self) -> &'static str {
        match self {
            Self::Salepoints => "salepoint_id",
            Self::Stores => "store_id",
        }
    }
}

/// What an address is about, and what one needs of it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Bound {
    /// A place that is there for the viewer.
    Place(Kind),
    /// A place that is to be given to users.
    ToGive(Kind),
    /// A terminal of a salepoint that the viewer has.
    Terminal,
    /// The name of a code for a terminal of such a salepoint.
    EnrolCode,
}

/// Whether what has this id is there for the viewer.
///
/// # Errors
/// Those of the database.
pub fn allows(tx: &mut Tx<'_>, viewer: Viewer, bound: Bound, id: &str) -> Result<bool, DbError> {
    // As it is written down, however it was typed.
    let known = Uuid::parse_str(id).map(|id| id.to_string());
    let mut values = vec![match bound {
        Bound::EnrolCode => id.into(),
        Bound::Place(_) | Bound::ToGive(_) | Bound::Terminal => known.unwrap_or_default().into(),
    }];
    let sql = match bound {
        Bound::Place(kind) | Bound::ToGive(kind) => {
            let sees = viewer.sees(kind, kind.table(), &mut values);
            format!("SELECT 1 FROM {} WHERE id = ?1 AND {sees}", kind.table())
        }
        Bound::Terminal => {
            let has = viewer.has(Kind::Salepoints, "terminal.salepoint_id", &mut values);
            format!("SELECT 1 FROM terminal WHERE id = ?1 AND {has}")
        }
        Bound::EnrolCode => {
            let has = viewer.has(Kind::Salepoints, "enrol_code.salepoint_id", &mut values);
            format!("SELECT 1 FROM enrol_code WHERE name = ?1 AND {has}")
        }
    };
    Ok(tx.query_one(&sql, &values)?.is_some())
}

/// Whether the viewer has any place of a kind.
///
/// # Errors
/// Those of the database.
pub fn has_any(tx: &mut Tx<'_>, viewer: Viewer, kind: Kind) -> Result<bool, DbError> {
    let mut values = Vec::new();
    let has = viewer.has(kind, &format!("{}.{}", kind.grants(), kind.id()), &mut values);
    Ok(tx.query_one(&format!("SELECT 1 FROM {} WHERE {has} LIMIT 1", kind.grants()), &values)?.is_some())
}

/// Whether the viewer may use these names: those of places that are there for the viewer.
///
/// # Errors
/// Those of the database.
pub fn may_name(tx: &mut Tx<'_>, viewer: Viewer, kind: Kind, name: &str) -> Result<bool, DbError> {
    let mut values = vec![name.into()];
    let sees = viewer.sees(kind, kind.table(), &mut values);
    let sql = format!("SELECT 1 FROM {} WHERE name = ?1 AND {sees}", kind.table());
    Ok(tx.query_one(&sql, &values)?.is_some())
}

/// The open places of this kind that are there for the viewer.
///
/// # Errors
/// Those of the database.
pub fn open<I: FromValue + Ord>(tx: &mut Tx<'_>, viewer: Viewer, kind: Kind) -> Result<BTreeSet<I>, DbError> {
    let mut values = Vec::new();
    let sees = viewer.sees(kind, kind.table(), &mut values);
    let sql = format!("SELECT id FROM {} WHERE closed_at IS NULL AND {sees}", kind.table());
    tx.query(&sql, &values)?.into_iter().map(|mut row| row.take(0)).collect()
}

/// Gives a salepoint that nobody has into somebody's keeping.
///
/// # Errors
/// Those of the database.
pub fn keep_salepoint(tx: &mut Tx<'_>, id: SalepointId, by: UserId) -> Result<(), DbError> {
    tx.execute("UPDATE salepoint SET keeper_id = ?2 WHERE id = ?1", &[id.into(), by.into()])?;
    Ok(())
}

/// Gives a store that nobody has into somebody's keeping.
///
/// # Errors
/// Those of the database.
pub fn keep_store(tx: &mut Tx<'_>, id: StoreId, by: UserId) -> Result<(), DbError> {
    tx.execute("UPDATE store SET keeper_id = ?2 WHERE id = ?1", &[id.into(), by.into()])?;
    Ok(())
}

/// Ends the keeping of places that somebody has.
///
/// # Errors
/// Those of the database.
pub fn end_keeping(tx: &mut Tx<'_>) -> Result<(), DbError> {
    for kind in [Kind::Salepoints, Kind::Stores] {
        let (table, grants, id) = (kind.table(), kind.grants(), kind.id());
        tx.execute(
            &format!(
                "UPDATE {table} SET keeper_id = NULL WHERE keeper_id IS NOT NULL \
                 AND EXISTS (SELECT 1 FROM {grants} g WHERE g.{id} = {table}.id)"
            ),
            &[],
        )?;
    }
    Ok(())
}

/// The store of a salepoint, as far as the viewer may know it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum StoreName {
    /// It has none.
    None,
    /// Its name.
    Named(String),
    /// One that the viewer does not have.
    NotYours,
}
