//! Head office over HTTPS: sends what a sync round asks for, and sorts what can go wrong into its kinds.
//!
//! Once enrolled a terminal believes only the CA pinned then, follows no redirect and uses no proxy: whoever answers
//! otherwise is not head office.

mod enrol;
mod stream;
mod tls;

pub use enrol::{Address, AddressError, EnrolError, enrol};
pub use stream::OpenStream;
pub use tls::CaError;

use reqwest::{Client, RequestBuilder, Response, StatusCode, redirect};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use sync_core::domain::{Cursor, DeviceToken, Nonce, decode, encode};
use sync_core::sync::engine::{Answer, Failure, Fetch};
use sync_core::sync::wire::{LAST_HEAD, MAX_BODY, MAX_CHUNK, Message, Problem, ProblemKind, Report, ReportAnswer};
use sync_core::sync::{Head, Signed};
use zeroize::Zeroizing;

const CONNECT_LIMIT: Duration = Duration::from_secs(5);
/// Between two pieces of an answer.
const READ_LIMIT: Duration = Duration::from_secs(15);
/// For a whole answer that ends: the longest one over a slow line, and no way to keep a terminal busy for ever by a byte
/// now and then.
const ANSWER_LIMIT: Duration = Duration::from_secs(600);
/// What a terminal waits when head office says "later" without saying when, in milliseconds.
const BUSY_MS: u64 = 5_000;

const LATE: &str = "no answer in time";
/// How much longer than head office was asked to wait an answer may take to begin.
const BEYOND_WAIT: Duration = Duration::from_secs(10);

/// Why there is no client.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    /// Whom to believe is not clear.
    #[error(transparent)]
    Ca(#[from] CaError),
    /// The library says no.
    #[error(transparent)]
    Http(#[from] reqwest::Error),
}

/// The client of an enrolled terminal.
#[derive(Clone)]
pub struct OfficeClient {
    http: Client,
    /// For answers with long silences in them.
    patient: Client,
    /// Clones follow when head office moves.
    office: Arc<Mutex<String>>,
    token: DeviceToken,
}

impl OfficeClient {
    /// A client that believes only this CA.
    ///
    /// # Errors
    /// When the CA is no certificate.
    pub fn new(office: &str, ca_pem: &str, token: DeviceToken) -> Result<Self, ClientError> {
        let tls = tls::trusting(ca_pem)?;
        let http = builder().read_timeout(READ_LIMIT).tls_backend_preconfigured(tls.clone()).build()?;
        let patient = builder().tls_backend_preconfigured(tls).build()?;
        Ok(Self { http, patient, office: Arc::new(Mutex::new(office.into())), token })
    }

    /// The address in use.
    pub fn office(&self) -> String {
        self.office.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The same terminal at another address, which believes the same CA.
    pub fn elsewhere(&self, office: &str) -> Self {
        Self { office: Arc::new(Mutex::new(office.into())), ..self.clone() }
    }

    /// Uses another address from now on; all clones do.
    pub fn move_to(&self, office: &str) {
        *self.office.lock().unwrap_or_else(PoisonError::into_inner) = office.into();
    }

    /// Sends what a round asks for. `last_head` is the last one applied here, shown wherever the cursor is.
    pub async fn fetch(&self, fetch: &Fetch, last_head: Option<&Signed<Head>>) -> Answer {
        let answer = match fetch {
            Fetch::Head => {
                let nonce = nonce();
                self.cbor(&format!("head?nonce={nonce}")).await.map(|answer| Answer::Head(nonce, answer))
            }
            Fetch::SnapshotHead(collection, revision) => {
                let query = revision.map(|revision| format!("?revision={revision}")).unwrap_or_default();
                self.cbor(&format!("snapshot/{collection}{query}")).await.map(Answer::SnapshotHead)
            }
            Fetch::Chunk(collection, revision, chunk, bytes) => self
                .get(&format!("snapshot/{collection}/{revision}/{chunk}"), usize::try_from(*bytes).unwrap_or(MAX_CHUNK))
                .await
                .map(Answer::Chunk),
            Fetch::Bucket(collection, bucket, cursor) => {
                let address = format!("bucket/{collection}/{bucket}?cursor={cursor}");
                self.get(&address, MAX_CHUNK).await.and_then(|bytes| read_cbor(&bytes)).map(Answer::Bucket)
            }
            Fetch::Keys => self.cbor("keys").await.map(Answer::Keys),
            Fetch::Stream(cursor, wait_s) => {
                let nonce = nonce();
                let request = self.stream_request(*cursor, nonce, &format!("&wait={wait_s}"), last_head);
                self.read_stream(request, Duration::from_secs(*wait_s))
                    .await
                    .map(|messages| Answer::Stream(nonce, messages))
            }
        };
        answer.unwrap_or_else(Answer::Failed)
    }

    /// Opens the stream that goes on until somebody ends it.
    ///
    /// # Errors
    /// As any request.
    pub async fn stream(
        &self,
        cursor: Cursor,
        nonce: Nonce,
        last_head: Option<&Signed<Head>>,
    ) -> Result<OpenStream, Failure> {
        let response = self.stream_request(cursor, nonce, "", last_head).send().await.map_err(unreachable)?;
        Ok(OpenStream::new(succeeded(response).await?))
    }

    /// Tells head office what this terminal has applied, done and written down.
    ///
    /// # Errors
    /// As any request.
    pub async fn report(&self, report: &Report) -> Result<ReportAnswer, Failure> {
        let request = self.http.post(self.address("report")).body(encode(report));
        read(self.authorised(request), MAX_BODY).await.and_then(|bytes| read_cbor(&bytes))
    }

    fn stream_request(
        &self,
        cursor: Cursor,
        nonce: Nonce,
        wait: &str,
        last_head: Option<&Signed<Head>>,
    ) -> RequestBuilder {
        let address = format!("stream?cursor={cursor}&nonce={nonce}{wait}");
        let request = self.authorised(self.patient.get(self.address(&address)));
        match last_head {
            Some(head) => request.header(LAST_HEAD, hex(&encode(head))),
            None => request,
        }
    }

    /// Reads an answer that comes after `wait` at the latest.
    async fn read_stream(&self, request: RequestBuilder, wait: Duration) -> Result<Vec<Message>, Failure> {
        let begun = tokio::time::timeout(wait + BEYOND_WAIT, request.timeout(ANSWER_LIMIT).send());
        let response = begun.await.map_err(|_| late())?.map_err(unreachable)?;
        let bytes = read_body(response, 2 * MAX_CHUNK).await?;
        match Message::read_all(&bytes) {
            Ok(messages) if matches!(messages.first(), Some(Message::Hello(_))) => Ok(messages),
            Ok(_) => Err(Failure::NotHeadOffice("it does not begin with a greeting".into())),
            Err(error) => Err(Failure::NotHeadOffice(error.to_string())),
        }
    }

    async fn cbor<T: serde::de::DeserializeOwned>(&self, address: &str) -> Result<T, Failure> {
        self.get(address, MAX_BODY).await.and_then(|bytes| read_cbor(&bytes))
    }

    async fn get(&self, address: &str, limit: usize) -> Result<Zeroizing<Vec<u8>>, Failure> {
        read(self.authorised(self.http.get(self.address(address))), limit).await
    }

    fn address(&self, path: &str) -> String {
        format!("{}/sync/v1/{path}", self.office())
    }

    fn authorised(&self, request: RequestBuilder) -> RequestBuilder {
        request.bearer_auth(self.token.to_bearer())
    }
}

/// What every client of head office has in common.
fn builder() -> reqwest::ClientBuilder {
    Client::builder()
        .https_only(true)
        .redirect(redirect::Policy::none())
        .no_proxy()
        .connect_timeout(CONNECT_LIMIT)
        .user_agent(concat!("tillgate-terminal/", env!("CARGO_PKG_VERSION")))
}

fn nonce() -> Nonce {
    Nonce(crate::random::bytes())
}

/// Sends a request and reads at most `limit` bytes of the answer.
async fn read(request: RequestBuilder, limit: usize) -> Result<Zeroizing<Vec<u8>>, Failure> {
    read_body(request.timeout(ANSWER_LIMIT).send().await.map_err(unreachable)?, limit).await
}

fn read_cbor<T: serde::de::DeserializeOwned>(bytes: &[u8]) -> Result<T, Failure> {
    decode(bytes).map_err(|error| Failure::NotHeadOffice(error.to_string()))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

async fn succeeded(response: Response) -> Result<Response, Failure> {
    let status = response.status();
    if status.is_success() { Ok(response) } else { Err(refused(response, status).await) }
}

/// Reads at most `limit` bytes of an answer that is a success.
async fn read_body(response: Response, limit: usize) -> Result<Zeroizing<Vec<u8>>, Failure> {
    let mut response = succeeded(response).await?;
    // Verifiers may be in it: it is wiped after use, and as large as announced from the beginning, for growing leaves
    // copies behind.
    let announced = response.content_length().and_then(|bytes| usize::try_from(bytes).ok()).unwrap_or_default();
    let mut body = Zeroizing::new(Vec::with_capacity(announced.min(limit)));
    loop {
        let piece = tokio::time::timeout(READ_LIMIT, response.chunk()).await.map_err(|_| late())?;
        let Some(piece) = piece.map_err(unreachable)? else { return Ok(body) };
        if body.len() + piece.len() > limit {
            return Err(Failure::Disbelieved(format!("it is longer than {limit} bytes")));
        }
        body.extend_from_slice(&piece);
    }
}

/// What an answer other than success means. Only head office's own problem documents are its word; anything else (a
/// proxy's error page, a captive portal's redirect) is somebody else's.
async fn refused(mut response: Response, status: StatusCode) -> Failure {
    let retry_s = response.headers().get("retry-after").and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
    let mut body = Vec::new();
    while let Ok(Some(piece)) = response.chunk().await {
        if body.len() + piece.len() > MAX_BODY {
            break;
        }
        body.extend_from_slice(&piece);
    }
    match serde_json::from_slice::<Problem>(&body) {
        Ok(Problem { kind: ProblemKind::Busy, .. }) => {
            Failure::Busy { retry_ms: retry_s.map_or(BUSY_MS, |s| s.saturating_mul(1_000)) }
        }
        Ok(problem) => Failure::Refused(problem.kind, problem.detail),
        Err(_) => Failure::NotHeadOffice(format!("HTTP status {status}")),
    }
}

/// No answer, or somebody else's certificate, and why; without the address: that stands beside it anyway.
fn unreachable(error: reqwest::Error) -> Failure {
    match tls_error(&error) {
        Some(tls) => Failure::NotHeadOffice(tls.to_string()),
        None => Failure::Unreachable(innermost(&error)),
    }
}

/// The innermost cause of an error: "connection refused" says more than "error sending request".
fn innermost(error: &reqwest::Error) -> String {
    let mut cause: &dyn std::error::Error = error;
    while let Some(source) = cause.source() {
        cause = source;
    }
    if error.is_timeout() { LATE.into() } else { cause.to_string() }
}

fn late() -> Failure {
    Failure::Unreachable(LATE.into())
}

/// The TLS failure inside an error, if that is what it was. An I/O error hides what it wraps from `source`.
fn tls_error<'a>(error: &'a (dyn std::error::Error + 'static)) -> Option<&'a rustls::Error> {
    if let Some(tls) = error.downcast_ref::<rustls::Error>() {
        return Some(tls);
    }
    let wrapped = error.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref);
    match wrapped {
        Some(wrapped) => tls_error(wrapped),
        None => tls_error(error.source()?),
    }
}
