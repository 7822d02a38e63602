//! `GET bucket/{collection}/{bucket}`: a 512th of a collection, for a terminal whose rows there do not add up.

use super::access::Caller;
use super::problem::Problem;
use super::{Service, body};
use axum::extract::{Path, Query, State};
use axum::response::Response;
use head_office_office::blocking::blocking;
use head_office_office::errors::OfficeError;
use head_office_store::{company, replica_rows};
use serde::Deserialize;
use sync_core::domain::{Collection, Cursor, encode};
use sync_core::sync::wire::{BucketAnswer, MAX_BODY, ProblemKind};
use sync_core::sync::{BUCKETS, Signed, bucket_of};

#[derive(Deserialize)]
pub struct Asked {
    cursor: String,
}

pub async fn bucket(
    State(service): State<Service>,
    caller: Caller,
    Path((collection, bucket)): Path<(String, String)>,
    asked: Result<Query<Asked>, axum::extract::rejection::QueryRejection>,
) -> Result<Response, Problem> {
    let collection = caller.collection(&collection)?;
    let malformed = || Problem::new(ProblemKind::Malformed, "a bucket below 512 and a cursor are due");
    let cursor: Cursor = asked.map_err(|_| malformed())?.cursor.parse().map_err(|()| malformed())?;
    let bucket = bucket.parse().ok().filter(|bucket| *bucket < BUCKETS).ok_or_else(malformed)?;
    let answer = blocking(move || answer(&service, collection, bucket, cursor)).await?;
    let answer = answer.ok_or_else(|| Problem::new(ProblemKind::Superseded, "head office has moved on; catch up"))?;
    let bytes = encode(&answer);
    if bytes.len() > MAX_BODY {
        return Err(Problem::new(ProblemKind::BelowFloor, "this bucket is too large; fetch a snapshot"));
    }
    Ok(body("application/cbor", bytes))
}

/// `None` unless head office stands at exactly this cursor: the rows are of no use to a replica that stands elsewhere.
fn answer(
    service: &Service,
    collection: Collection,
    bucket: usize,
    cursor: Cursor,
) -> Result<Option<Signed<BucketAnswer>>, OfficeError> {
    let Service { office, heads, .. } = service;
    office.read(|tx| {
        if company::counter(tx)?.cursor != cursor {
            return Ok(None);
        }
        let mut rows = match collection {
            Collection::Directory => replica_rows::in_bucket(tx, bucket)?,
            Collection::Salepoint(_) => replica_rows::live(tx, collection)?,
        };
        rows.retain(|(key, _)| bucket_of(key) == bucket);
        let rows = rows.into_iter().map(|(key, body)| (key, Some(body))).collect();
        let rows = office.with_verifiers(tx, rows)?;
        let answer = BucketAnswer { head: heads.head(office, tx, collection)?, bucket: bucket as u64, rows };
        Ok(Some(office.sign(&answer)))
    })
}
