//! The image of each kind of row.

use crate::db::{DbError, groups, pos_passwords, salepoints, stores, users};
use sync_core::domain::{Credential, Group, GroupId, Kdf, Policy, Profile, RowBody, Salepoint, Store, StoreId, decode};

pub fn credential(user: &users::User, password: &pos_passwords::PosPassword) -> Vec<u8> {
    RowBody::Credential(Credential {
        kdf: password.kdf.clone(),
        verifier_revision: password.verifier_revision,
        active: user.active,
        language: Some(user.language),
    })
    .encode()
}

pub fn kdf(kdf: Kdf) -> Vec<u8> {
    RowBody::Kdf(kdf).encode()
}

pub fn salepoint(salepoint: &salepoints::Salepoint, company: &str) -> Vec<u8> {
    RowBody::Salepoint(Salepoint {
        company: company.to_owned(),
        name: salepoint.name.clone(),
        language: salepoint.language,
        store: salepoint.store,
    })
    .encode()
}

pub fn read_salepoint(body: &[u8]) -> Result<Salepoint, DbError> {
    decode(body).map_err(|_| DbError::Unreadable { column: 0, due: "a salepoint" })
}

pub fn profile(user: &users::User, group: GroupId, stores: &[StoreId]) -> Vec<u8> {
    RowBody::Profile(Profile {
        first_name: user.first_name.clone(),
        last_name: user.last_name.clone(),
        language: user.language,
        group,
        default_store: user.default_store,
        stores: stores.to_vec(),
    })
    .encode()
}

pub fn group(group: groups::Group) -> Vec<u8> {
    RowBody::Group(Group { name: group.name, pos: group.pos }).encode()
}

pub fn store(store: stores::Store) -> Vec<u8> {
    RowBody::Store(Store { name: store.name }).encode()
}

pub fn policy(policy: Policy) -> Vec<u8> {
    RowBody::Policy(policy).encode()
}
