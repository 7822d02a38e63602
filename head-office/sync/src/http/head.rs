//! `GET head`.

use super::access::Caller;
use super::problem::Problem;
use super::{Cbor, Service};
use crate::heads::hello;
use axum::extract::{Query, State};
use head_office_office::blocking::blocking;
use head_office_office::errors::OfficeError;
use head_office_store::company;
use serde::Deserialize;
use sync_core::domain::Nonce;
use sync_core::sync::wire::{HeadAnswer, ProblemKind};

#[derive(Deserialize)]
pub struct Asked {
    nonce: String,
}

pub async fn head(
    State(service): State<Service>,
    caller: Caller,
    asked: Result<Query<Asked>, axum::extract::rejection::QueryRejection>,
) -> Result<Cbor<HeadAnswer>, Problem> {
    let malformed = || Problem::new(ProblemKind::Malformed, "a nonce of 32 hex digits is due");
    let nonce: Nonce = asked.map_err(|_| malformed())?.nonce.parse().map_err(|()| malformed())?;
    let answer = blocking(move || {
        let Service { office, heads, .. } = &service;
        office.read(|tx| {
            let cursor = company::counter(tx)?.cursor;
            let mut signed = Vec::new();
            for collection in caller.collections() {
                signed.push(heads.head(office, tx, collection)?);
            }
            Ok::<_, OfficeError>(HeadAnswer { hello: hello(office, &caller.0, nonce, cursor), heads: signed })
        })
    });
    Ok(Cbor(answer.await?))
}
