mod bucket;
mod live;
mod relocation;
mod report;

use super::{Service, router};
use crate::feed::Pace;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode};
use head_office_office::generate::Generate;
use head_office_office::testing::{CHAIN, TestOffice};
use sha2::{Digest, Sha256};
use sync_core::domain::{
    Bytes32, Collection, Cursor, DeviceToken, Epoch, Nonce, Revision, RowKey, SalepointId, decode, encode,
};
use sync_core::sync::wire::{
    CHUNK_ROWS, EnrolAnswer, EnrolRequest, Frame, Head, HeadAnswer, KeyPlace, KeysAnswer, LAST_HEAD, Message, Problem,
    ProblemKind, Report, SnapshotHead,
};
use sync_core::sync::{Buckets, Row, Signed, TrustedKeys};
use tower::ServiceExt;

const NONCE: Nonce = Nonce([5; 16]);

/// A terminal's view of the router.
struct Till {
    router: Router,
    token: DeviceToken,
    salepoint: SalepointId,
    keys: TrustedKeys,
}

impl Till {
    async fn enrolled(office: &TestOffice, salepoint: &str) -> Self {
        let router = router_of(office);
        let answer = enrol(&router, office, salepoint).await;
        let keys = answer.keys.into_iter().collect();
        Self { router, token: answer.token, salepoint: answer.salepoint, keys }
    }

    fn own(&self) -> Collection {
        Collection::Salepoint(self.salepoint)
    }

    async fn get(&self, address: &str) -> Result<Vec<u8>, (StatusCode, ProblemKind)> {
        let request = Request::get(format!("/sync/v1/{address}"))
            .header("authorization", format!("Bearer {}", self.token.to_bearer()));
        send(&self.router, request.body(Body::empty()).unwrap()).await
    }

    async fn snapshot(&self, collection: Collection, revision: Option<u64>) -> (SnapshotHead, Head) {
        let query = revision.map(|revision| format!("?revision={revision}")).unwrap_or_default();
        let answer = self.get(&format!("snapshot/{collection}{query}")).await.unwrap();
        let snapshot = decode::<Signed<SnapshotHead>>(&answer).unwrap().verify(&self.keys).unwrap();
        let head = snapshot.head.verify(&self.keys).unwrap();
        (snapshot, head)
    }

    async fn rows(&self, collection: Collection, snapshot: &SnapshotHead, head: &Head) -> Vec<Row> {
        let mut rows = Vec::new();
        for (number, info) in snapshot.chunks.iter().enumerate() {
            let chunk = self.get(&format!("snapshot/{collection}/{}/{number}", head.revision)).await.unwrap();
            assert_eq!(info.hash, Bytes32(Sha256::digest(&chunk).into()));
            assert_eq!(info.bytes, chunk.len() as u64);
            let decoded: Vec<Row> = decode(&zstd::decode_all(&chunk[..]).unwrap()).unwrap();
            assert_eq!(info.rows, decoded.len() as u64);
            rows.extend(decoded);
        }
        rows
    }

    async fn stream(&self, cursor: Cursor) -> Result<Vec<Message>, (StatusCode, ProblemKind)> {
        let bytes = self.get(&format!("stream?cursor={cursor}&nonce={NONCE}&wait=0")).await?;
        Ok(Message::read_all(&bytes).unwrap())
    }

    /// The frame of a stream, after its greeting and before its farewell.
    async fn frame(&self, cursor: Cursor) -> Frame {
        match &self.stream(cursor).await.unwrap()[..] {
            [Message::Hello(hello), Message::Frame(frame), Message::Bye(bye)] => {
                let hello = hello.verify(&self.keys).unwrap();
                let frame = frame.verify(&self.keys).unwrap();
                assert_eq!(hello.nonce, NONCE);
                assert!((15_000..25_000).contains(&bye.retry_ms), "{bye:?}");
                assert_eq!((hello.epoch, hello.revision), (frame.epoch, frame.revision));
                frame
            }
            other => panic!("{other:?}"),
        }
    }
}

fn router_of(office: &TestOffice) -> Router {
    router(Service::start(office.wire(), Pace::default()).unwrap())
}

async fn send(router: &Router, request: Request<Body>) -> Result<Vec<u8>, (StatusCode, ProblemKind)> {
    let response = router.clone().oneshot(request).await.unwrap();
    let (status, kind) = (response.status(), response.headers().get("content-type").cloned());
    let bytes = to_bytes(response.into_body(), usize::MAX).await.unwrap().to_vec();
    if status.is_success() {
        return Ok(bytes);
    }
    assert_eq!(kind.unwrap(), "application/problem+json");
    Err((status, serde_json::from_slice::<Problem>(&bytes).unwrap().kind))
}

fn enrol_request(secret: &str) -> Request<Body> {
    let request = EnrolRequest {
        secret: secret.into(),
        nonce: NONCE,
        app_version: "0.1.0".into(),
        key_place: KeyPlace::File,
        former: None,
    };
    Request::post("/sync/v1/enrol").body(encode(&request).into()).unwrap()
}

async fn enrol(router: &Router, office: &TestOffice, salepoint: &str) -> EnrolAnswer {
    let code = office.enrol_code(salepoint, None).unwrap();
    decode(&send(router, enrol_request(code.code.secret.expose())).await.unwrap()).unwrap()
}

fn buckets(rows: &[Row]) -> Buckets {
    Buckets::of_rows(rows.iter().map(|row| (row.key.as_str(), row.body.as_deref().unwrap())))
}

#[tokio::test]
async fn who_may_ask_for_what() {
    let office = TestOffice::with(CHAIN);
    let till = Till::enrolled(&office, "Kesklinn").await;
    let other = Till::enrolled(&office, "Sadama").await.own();
    let not_found = Err((StatusCode::NOT_FOUND, ProblemKind::NotFound));
    for address in [
        format!("snapshot/{other}"),
        format!("snapshot/{other}/1/0"),
        "snapshot/salepoint-x".into(),
        "snapshot/directory/2/9".into(),
        "nothing".into(),
        "enrol".into(),
    ] {
        assert_eq!(till.get(&address).await, not_found, "{address}");
    }
    let malformed = Err((StatusCode::BAD_REQUEST, ProblemKind::Malformed));
    for address in ["head", "head?nonce=5", "stream?cursor=1&nonce=x", "snapshot/directory?revision=x"] {
        assert_eq!(till.get(address).await, malformed, "{address}");
    }
    let unauthorized = Err((StatusCode::UNAUTHORIZED, ProblemKind::Unauthorized));
    for token in ["", "Bearer ", "Bearer 00", &format!("Bearer {}", "0".repeat(64)), &till.token.to_bearer()] {
        for address in ["head?nonce=5", "snapshot/directory", "stream", "snapshot/directory/1/0"] {
            let request = Request::get(format!("/sync/v1/{address}")).header("authorization", token);
            let answer = send(&till.router, request.body(Body::empty()).unwrap()).await;
            assert_eq!(answer, unauthorized, "{address} {token}");
        }
    }
    let keys: KeysAnswer =
        decode(&send(&till.router, Request::get("/sync/v1/keys").body(Body::empty()).unwrap()).await.unwrap()).unwrap();
    assert_eq!(keys.keys.into_iter().collect::<TrustedKeys>(), till.keys);
}

#[tokio::test]
async fn what_is_too_long_or_garbled_is_refused() {
    let office = TestOffice::with(CHAIN);
    let router = router_of(&office);
    for body in [vec![0; 2 << 20], b"x".to_vec(), vec![]] {
        let request = Request::post("/sync/v1/enrol").body(body.into()).unwrap();
        assert_eq!(send(&router, request).await, Err((StatusCode::BAD_REQUEST, ProblemKind::Malformed)));
    }
}

#[tokio::test]
async fn wrong_codes_are_slowed_down_and_right_ones_are_not() {
    let office = TestOffice::with(CHAIN);
    let router = router_of(&office);
    for _ in 0..100 {
        enrol(&router, &office, "Kesklinn").await;
    }
    let mut busy = 0;
    for _ in 0..61 {
        match send(&router, enrol_request("ZZZZZZZU")).await.unwrap_err() {
            (StatusCode::FORBIDDEN, ProblemKind::CodeWrong) => {}
            (StatusCode::TOO_MANY_REQUESTS, ProblemKind::Busy) => busy += 1,
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(busy, 1);
    // A right one is not kept waiting, wrong ones go on to be, and none of these ends a code that they happen to name.
    let code = office.enrol_code("Kesklinn", None).unwrap().code.secret;
    for _ in 0..10 {
        let wrong = format!("{}ZZZZZ", code.name());
        assert_eq!(send(&router, enrol_request(&wrong)).await.unwrap_err().1, ProblemKind::Busy);
    }
    send(&router, enrol_request(code.expose())).await.unwrap();
    enrol(&router, &office, "Kesklinn").await;
}

#[tokio::test]
async fn what_a_terminal_says_of_its_version_is_short_and_nothing_a_screen_would_act_upon() {
    let office = TestOffice::with(CHAIN);
    let router = router_of(&office);
    for version in ["1".repeat(65), "1".repeat(900_000), "1\u{1b}[2J".into(), "1\n2".into(), "\u{202e}1".into()] {
        let secret = office.enrol_code("Kesklinn", None).unwrap().code.secret;
        let request = EnrolRequest {
            secret: secret.expose().into(),
            nonce: Nonce([3; 16]),
            app_version: version,
            key_place: KeyPlace::File,
            former: None,
        };
        let request = Request::post("/sync/v1/enrol").body(encode(&request).into()).unwrap();
        assert_eq!(send(&router, request).await, Err((StatusCode::BAD_REQUEST, ProblemKind::Malformed)));
    }
    assert!(office.terminals().unwrap().is_empty());
}

#[tokio::test]
async fn snapshots_add_up_to_their_heads_and_carry_verifiers() {
    let office = TestOffice::with(CHAIN);
    let till = Till::enrolled(&office, "Kesklinn").await;
    for (collection, count) in [(Collection::Directory, 4), (till.own(), 7)] {
        let (snapshot, head) = till.snapshot(collection, None).await;
        let rows = till.rows(collection, &snapshot, &head).await;
        let buckets = buckets(&rows);
        assert_eq!((head.count, head.digest), (buckets.count(), buckets.digest()));
        assert_eq!(head.count, count, "{collection}");
        assert_eq!(head.cursor(), office.cursor().unwrap());
        for row in rows {
            let is_credential = matches!(row.key.parse(), Ok(RowKey::Credential(_)));
            assert_eq!(row.verifier.is_some(), is_credential, "{}", row.key);
        }
    }
}

#[tokio::test]
async fn many_rows_come_in_many_chunks() {
    let office = TestOffice::new();
    office.generate(&Generate { users: 9_000, salepoints: 1, stores: 1, seed: 1 }, &|_, _| ()).unwrap();
    let till = Till::enrolled(&office, "Tallinn Kesklinn 1").await;
    for collection in [Collection::Directory, till.own()] {
        let (snapshot, head) = till.snapshot(collection, None).await;
        assert_eq!(snapshot.chunks.len(), 3);
        assert!(snapshot.chunks.iter().all(|chunk| chunk.rows <= CHUNK_ROWS as u64));
        let rows = till.rows(collection, &snapshot, &head).await;
        assert_eq!(head.digest, buckets(&rows).digest());
    }
    let from = Cursor { revision: Revision(1), ..office.cursor().unwrap() };
    let catch_up: usize = till.frame(from).await.parts.iter().map(|part| part.rows.len()).sum();
    assert!(catch_up > 18_000);
}

#[tokio::test]
async fn a_snapshot_is_served_until_it_is_old_and_forgotten() {
    let office = TestOffice::with(CHAIN);
    let till = Till::enrolled(&office, "Kesklinn").await;
    let (old, head) = till.snapshot(till.own(), None).await;
    let chunk = format!("snapshot/{}/{}/0", till.own(), head.revision);

    // Elsewhere something changes: the same chunks under a newer revision.
    office.import_str("[[user]]\nref = \"ilze\"\nactive = false").unwrap();
    let (same, newer) = till.snapshot(till.own(), None).await;
    assert_eq!((same.chunks, newer.revision.0), (old.chunks.clone(), head.revision.0 + 1));

    // Here something changes: the old one is still served, byte for byte, to who resumes.
    office.import_str("[[user]]\nref = \"mari\"\nlast_name = \"Mets\"").unwrap();
    let (changed, _) = till.snapshot(till.own(), None).await;
    assert_ne!(changed.chunks, old.chunks);
    let (resumed, resumed_head) = till.snapshot(till.own(), Some(head.revision.0)).await;
    assert_eq!((&resumed.chunks, resumed_head.digest), (&old.chunks, head.digest));
    let (resumed, _) = till.snapshot(till.own(), Some(newer.revision.0)).await;
    assert_eq!(resumed.chunks, old.chunks, "they were the rows at that revision too");
    office.clock.advance_ms(14 * 60_000);
    assert!(till.get(&chunk).await.is_ok(), "reading it keeps it");
    office.clock.advance_ms(14 * 60_000);
    assert!(till.get(&chunk).await.is_ok());

    office.clock.advance_ms(15 * 60_000);
    let superseded = Err((StatusCode::GONE, ProblemKind::Superseded));
    assert_eq!(till.get(&chunk).await, superseded);
    assert_eq!(till.get(&format!("snapshot/{}?revision=999", till.own())).await, superseded);

    // A head office that was restarted makes the newest again, the same.
    let (again, again_head) = till.snapshot(till.own(), None).await;
    let restarted = Till { router: router_of(&office), ..till };
    let address = format!("snapshot/{}/{}/0", restarted.own(), again_head.revision);
    assert_eq!(again.chunks[0].hash, Bytes32(Sha256::digest(restarted.get(&address).await.unwrap()).into()));
}

#[tokio::test]
async fn a_stream_says_what_is_newer_and_ends() {
    let office = TestOffice::with(CHAIN);
    let till = Till::enrolled(&office, "Sadama").await;
    let start = office.cursor().unwrap();
    match &till.stream(start).await.unwrap()[..] {
        [Message::Hello(_), Message::Mark(heads), Message::Bye(_)] => {
            let collections: Vec<_> = heads.iter().map(|head| head.verify(&till.keys).unwrap().collection).collect();
            assert_eq!(collections, [Collection::Directory, till.own()]);
        }
        other => panic!("{other:?}"),
    }

    // Elsewhere something changes: both heads move, no row comes.
    office.import_str("[[salepoint]]\nname = \"Kesklinn\"\nlanguage = \"lv\"").unwrap();
    let frame = till.frame(start).await;
    assert!(frame.parts.iter().all(|part| part.rows.is_empty()));

    office.import_str("[[user]]\nref = \"mari\"\nsalepoints = []\npos_password = \"551827\"").unwrap();
    let frame = till.frame(start).await;
    assert_eq!((frame.from, frame.revision), (start.revision, office.cursor().unwrap().revision));
    let [directory, own] = &frame.parts[..] else { panic!("both collections") };
    assert_eq!(directory.rows.len(), 1);
    assert!(directory.rows[0].verifier.is_some() && directory.rows[0].body.is_some());
    assert_eq!(own.rows.len(), 2, "her profile and her group leave: {:?}", own.rows);
    assert!(own.rows.iter().all(|row| row.body.is_none() && row.verifier.is_none()));
    for part in &frame.parts {
        assert_eq!(part.head.verify(&till.keys).unwrap().cursor(), office.cursor().unwrap());
    }
}

#[tokio::test]
async fn cursors_of_another_life_are_sent_to_the_snapshot() {
    let office = TestOffice::with(CHAIN);
    let till = Till::enrolled(&office, "Sadama").await;
    let now = office.cursor().unwrap();
    let changed = (StatusCode::GONE, ProblemKind::EpochChanged);
    let ahead = Cursor { revision: Revision(now.revision.0 + 1), ..now };
    assert_eq!(till.stream(ahead).await.unwrap_err(), changed);
    let other = Cursor { epoch: Epoch(now.epoch.0 + 1), ..now };
    assert_eq!(till.stream(other).await.unwrap_err(), changed);

    office
        .db
        .write(|tx| tx.execute("UPDATE counter SET floor = 2", &[]))
        .map_err(|e: head_office_store::DbError| e)
        .unwrap();
    let below = Cursor { revision: Revision(1), ..now };
    assert_eq!(till.stream(below).await.unwrap_err(), (StatusCode::GONE, ProblemKind::BelowFloor));
}

/// Head office stands again where it stood before its last change.
#[tokio::test]
async fn a_database_copied_back_begins_a_new_epoch_when_a_terminal_shows_what_it_has() {
    let office = TestOffice::with(CHAIN);
    let till = Till::enrolled(&office, "Sadama").await;
    let copy = office.cursor().unwrap();
    office.import_str("[[user]]\nref = \"mari\"\nactive = false").unwrap();
    let applied = office.cursor().unwrap();
    let answer: HeadAnswer = decode(&till.get(&format!("head?nonce={NONCE}")).await.unwrap()).unwrap();
    let last_head: String = encode(&answer.heads[0]).iter().map(|byte| format!("{byte:02x}")).collect();
    let ask = async || {
        let request = Request::get(format!("/sync/v1/stream?cursor={applied}&nonce={NONCE}&wait=0"))
            .header("authorization", format!("Bearer {}", till.token.to_bearer()))
            .header(LAST_HEAD, &last_head);
        send(&till.router, request.body(Body::empty()).unwrap()).await
    };
    assert!(ask().await.is_ok(), "nothing was copied back yet");

    office.db.write(|tx| head_office_store::company::set_revision(tx, copy.revision)).unwrap();
    assert_eq!(ask().await.unwrap_err(), (StatusCode::GONE, ProblemKind::EpochChanged));
    let begun = office.cursor().unwrap();
    assert!(begun.epoch > applied.epoch);
    assert_eq!(ask().await.unwrap_err(), (StatusCode::GONE, ProblemKind::EpochChanged));
    assert_eq!(office.cursor().unwrap(), begun, "one epoch, however often it is shown");
}

/// A terminal that was off during two rotations follows both statements from the key it was given at enrolment.
#[tokio::test]
async fn keys_are_served_with_all_rotations_oldest_first() {
    let office = TestOffice::with(CHAIN);
    let till = Till::enrolled(&office, "Sadama").await;
    let keys = async || -> KeysAnswer {
        decode(&send(&till.router, Request::get("/sync/v1/keys").body(Body::empty()).unwrap()).await.unwrap()).unwrap()
    };
    for rotated in 1..=2 {
        office.rotate_signing_key().unwrap();
        assert_eq!(keys().await.rotations.len(), rotated);
    }
    let answer = keys().await;
    let mut believed = till.keys.clone();
    for statement in &answer.rotations {
        let rotation = statement.verify(&believed).unwrap();
        assert_eq!(rotation.company, office.company());
        believed = [rotation.key].into_iter().collect();
    }
    assert_eq!(answer.keys.iter().copied().collect::<TrustedKeys>(), believed);
    let (_, head) = Till { keys: believed, ..till }.snapshot(Collection::Directory, None).await;
    assert_eq!(head.key_id, answer.keys[0].id());
}

#[tokio::test]
async fn heads_are_of_one_revision_and_signed_anew_when_old() {
    let office = TestOffice::with(CHAIN);
    let till = Till::enrolled(&office, "Kesklinn").await;
    let ask = async || {
        let answer: HeadAnswer = decode(&till.get(&format!("head?nonce={NONCE}")).await.unwrap()).unwrap();
        let hello = answer.hello.verify(&till.keys).unwrap();
        let heads: Vec<_> = answer.heads.iter().map(|head| head.verify(&till.keys).unwrap()).collect();
        assert_eq!((hello.nonce, hello.server_at), (NONCE, office.clock.now()));
        assert!(heads.iter().all(|head| head.cursor() == office.cursor().unwrap()));
        heads
    };
    let first = ask().await;
    assert_eq!(first[0].expires_at.since(first[0].issued_at), 86_400_000);
    office.clock.advance_ms(60_000);
    assert_eq!(ask().await, first);
    office.clock.advance_ms(600_000);
    assert_eq!(ask().await[0].issued_at, office.clock.now());
    office.import_str("[[user]]\nref = \"mari\"\nactive = false").unwrap();
    assert_ne!(ask().await[0].digest, first[0].digest);
}
