//! `POST enrol`.

use super::access::came_to;
use super::problem::Problem;
use super::{Cbor, Service};
use axum::Extension;
use axum::body::Bytes;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use axum::http::HeaderMap;
use head_office_domain::peer::Client;
use head_office_office::blocking::blocking;
use head_office_store::terminals::can_be_version;
use sync_core::domain::decode;
use sync_core::sync::wire::{EnrolAnswer, EnrolRequest, ProblemKind};

pub async fn enrol(
    State(service): State<Service>,
    client: Option<Extension<Client>>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Cbor<EnrolAnswer>, Problem> {
    let body = body.map_err(|_| malformed())?;
    let request: EnrolRequest = decode(&body).map_err(|_| malformed())?;
    if !can_be_version(&request.app_version) {
        return Err(malformed());
    }
    let office = service.office.clone();
    let Extension(Client(from)) = client.unwrap_or_default();
    let came_to = came_to(&headers);
    let enrolled = blocking(move || {
        let answer = office.enrol_from(&request, from)?;
        if let (Ok(answer), Some(came_to)) = (&answer, came_to) {
            office.enrolled_by(answer.terminal, &came_to.host)?;
        }
        Ok(answer)
    });
    match enrolled.await? {
        Ok(answer) => {
            tracing::info!(terminal = %answer.terminal, name = answer.terminal_name, "a terminal was enrolled");
            Ok(Cbor(answer))
        }
        Err(kind) => {
            tracing::warn!(?kind, %from, "an enrolment was refused");
            Err(Problem::new(kind, sentence(kind)))
        }
    }
}

fn malformed() -> Problem {
    Problem::new(ProblemKind::Malformed, "this is not an enrolment request of version 1")
}

fn sentence(kind: ProblemKind) -> &'static str {
    match kind {
        ProblemKind::CodeUsed => "this code was used by another terminal; ask the office for a new one",
        ProblemKind::CodeExpired => "this code's 10 minutes are over; ask the office for a new one",
        ProblemKind::CodeExhausted => "this code was mistyped five times; ask the office for a new one",
        ProblemKind::Busy => "too many wrong enrolment codes from this address; try again in a moment",
        ProblemKind::CodeWrong => "there is no such code; compare it with the office's",
        _ => "head office failed; its log says why",
    }
}
