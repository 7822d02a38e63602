//! `GET keys`.

use super::{Cbor, Service};
use axum::extract::State;
use sync_core::sync::wire::KeysAnswer;

pub async fn keys(State(service): State<Service>) -> Cbor<KeysAnswer> {
    Cbor(service.office.trusted_keys())
}
