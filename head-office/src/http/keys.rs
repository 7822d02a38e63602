//! `GET keys`.

use super::{Cbor, Service};
use axum::extract::State;
use sync_core::sync::wire::KeysAnswer;

pub async fn keys(State(service): State<Service>) -> Cbor<KeysAnswer> {
    let signing = service.office.keys.signing();
    Cbor(KeysAnswer { keys: vec![signing.key.public()], rotations: signing.rotations().to_vec() })
}
