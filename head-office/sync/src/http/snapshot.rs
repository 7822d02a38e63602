//! `GET snapshot/{collection}` and its chunks.

use super::access::Caller;
use super::problem::Problem;
use super::{Cbor, Service, body};
use axum::extract::{Path, Query, State};
use axum::response::Response;
use serde::Deserialize;
use sync_core::domain::Revision;
use sync_core::sync::Signed;
use sync_core::sync::wire::{ProblemKind, SnapshotHead};

#[derive(Deserialize)]
pub struct Asked {
    revision: Option<u64>,
}

pub async fn head(
    State(service): State<Service>,
    caller: Caller,
    Path(collection): Path<String>,
    asked: Result<Query<Asked>, axum::extract::rejection::QueryRejection>,
) -> Result<Cbor<Signed<SnapshotHead>>, Problem> {
    let collection = caller.collection(&collection)?;
    let malformed = |_| Problem::new(ProblemKind::Malformed, "a revision is a number");
    let revision = asked.map_err(malformed)?.revision.map(Revision);
    let Service { office, heads, snapshots, .. } = &service;
    Ok(Cbor(snapshots.head(office, heads, collection, revision).await?))
}

pub async fn chunk(
    State(service): State<Service>,
    caller: Caller,
    Path((collection, revision, chunk)): Path<(String, String, String)>,
) -> Result<Response, Problem> {
    let collection = caller.collection(&collection)?;
    let malformed = |_| Problem::new(ProblemKind::Malformed, "revision and chunk are numbers");
    let revision = Revision(revision.parse().map_err(malformed)?);
    let chunk = chunk.parse().map_err(malformed)?;
    let Service { office, heads, snapshots, .. } = &service;
    Ok(body("application/zstd", snapshots.chunk(office, heads, collection, revision, chunk).await?))
}
