//! Old and new programs work together, each way. What the version with two collections left for those that follow is in
//! `tests/wire_v1`: a head office's database and keys with a terminal's token, what it answered that terminal, and the
//! types by which the terminal read it.

#[path = "../../wire_v1/frozen.rs"]
mod frozen;

use frozen::{Hash, Head, Message, Row, Signed};
use head_office::{Config, Office, server};
use pos_terminal::client;
use pos_terminal::device_keys::DeviceKeys;
use reqwest::{Certificate, Client, RequestBuilder};
use rusqlite::Connection;
use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;
use std::collections::BTreeMap;
use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use sync_core::domain::{CompanyId, Cursor, DeviceToken, Nonce, SalepointId, TerminalId, decode, encode};
use sync_core::replica::{DeviceKey, Replica, ReplicaError, ReplicaKeys, Sqlite};
use sync_core::sync::PublicKey;
use sync_core::sync::engine::{Answer, Fetch, Goal, Round, Step};
use sync_core::sync::verify::Expectations;
use sync_core::sync::wire::LAST_HEAD;
use tests::chain;
use tests::world::{Cost, World};
use uuid::Uuid;

/// What changes between a terminal's first sync and its next.
const CHANGE: &str =
    "[[user]]\nref = \"e-002\"\nlast_name = \"Mustikas\"\n\n[[user]]\nref = \"e-001\"\nactive = false\n";
/// A row that somebody wrote over.
const SPOIL: &str =
    "UPDATE row SET mac = zeroblob(32) WHERE key = (SELECT min(key) FROM row WHERE key LIKE 'profile/%')";
const ROWS: &str =
    "SELECT collection, key, body FROM row WHERE slot = (SELECT live FROM replica) ORDER BY collection, key";

/// A request of a terminal and what it was answered.
#[derive(Serialize, Deserialize)]
struct Exchange {
    path: String,
    nonce: Nonce,
    answer: ByteBuf,
}

/// What a terminal heard, and what it had then.
#[derive(Serialize, Deserialize)]
struct Recording {
    company: CompanyId,
    terminal: TerminalId,
    salepoint: SalepointId,
    key: PublicKey,
    token: DeviceToken,
    /// Where it stood after its first sync, and the head that said so.
    first: (Cursor, ByteBuf),
    /// A first sync, a change, and a damaged row that is fetched again.
    exchanges: Vec<Exchange>,
    rows: Vec<(String, String, ByteBuf)>,
}

impl Recording {
    fn read() -> Self {
        decode(&fs::read(left("answers.cbor")).unwrap()).unwrap()
    }

    fn expectations(&self, mark: Option<Cursor>) -> Expectations {
        let Self { company, terminal, salepoint, key, .. } = self;
        Expectations {
            company: *company,
            terminal: *terminal,
            salepoint: *salepoint,
            keys: [*key].into_iter().collect(),
            former: [].into_iter().collect(),
            mark,
        }
    }
}

fn left(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("wire_v1").join(name)
}

/// A terminal's replica, whose rounds ask whoever answers.
struct Replicated {
    replica: Sqlite,
    file: PathBuf,
}

impl Replicated {
    fn new(folder: &Path, salepoint: SalepointId) -> Self {
        let file = folder.join("replica.db");
        let keys = ReplicaKeys::derive(&DeviceKey::from_random([7; 32]));
        Self { replica: Sqlite::open(&file, keys, salepoint).unwrap(), file }
    }

    fn cursor(&self) -> Option<Cursor> {
        Some(self.replica.standing().unwrap()?.cursor)
    }

    async fn round(&mut self, expect: Expectations, goal: Goal, ask: &mut impl AsyncFnMut(&str) -> Exchange) {
        let (mut round, mut step) = Round::start(expect, goal, self.cursor(), Vec::new());
        let replica = &mut self.replica;
        loop {
            let answer = match step {
                Step::Fetch(fetch) => answer(&fetch, ask(&path(&fetch)).await),
                Step::BeginStaging(collection, cursor) => stored(replica.begin_staging(collection, cursor)),
                Step::Stage(collection, chunk, rows) => stored(replica.stage(collection, chunk, &rows)),
                Step::Activate(heads, frame) => stored(replica.activate(&heads, frame.as_deref())),
                Step::Apply(frame) => stored(replica.apply(&frame)),
                Step::Repair(bucket) => stored(replica.repair(&bucket)),
                Step::Verify => Answer::Damaged(replica.damaged().unwrap()),
                Step::Done(_) => return,
                step => panic!("{step:?}"),
            };
            step = round.answer(answer);
        }
    }

    /// A first sync, a change and a damaged row; between them is done what is given.
    async fn live(
        &mut self,
        recording: &Recording,
        mut ask: impl AsyncFnMut(&str) -> Exchange,
        mut between: impl FnMut(&Self),
    ) {
        self.round(recording.expectations(None), Goal::Reload, &mut ask).await;
        between(self);
        self.round(recording.expectations(self.cursor()), Goal::CatchUp, &mut ask).await;
        assert_eq!(Connection::open(&self.file).unwrap().execute(SPOIL, []).unwrap(), 1);
        self.round(recording.expectations(self.cursor()), Goal::Verify, &mut ask).await;
        assert_eq!(self.replica.damaged().unwrap(), []);
    }

    fn rows(&self) -> Vec<(String, String, ByteBuf)> {
        let connection = Connection::open(&self.file).unwrap();
        let mut rows = connection.prepare(ROWS).unwrap();
        let read = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?, ByteBuf::from(row.get::<_, Vec<u8>>(2)?)));
        rows.query_map([], read).unwrap().collect::<Result<_, _>>().unwrap()
    }
}

fn stored<T>(done: Result<T, ReplicaError>) -> Answer {
    done.unwrap();
    Answer::Stored
}

/// What is asked for, but for the nonce.
fn path(fetch: &Fetch) -> String {
    match fetch {
        Fetch::Head => "head?".into(),
        Fetch::SnapshotHead(collection, None) => format!("snapshot/{collection}"),
        Fetch::SnapshotHead(collection, Some(revision)) => format!("snapshot/{collection}?revision={revision}"),
        Fetch::Chunk(collection, revision, chunk, _) => format!("snapshot/{collection}/{revision}/{chunk}"),
        Fetch::Stream(cursor, wait_s) => format!("stream?cursor={cursor}&wait={wait_s}&"),
        Fetch::Bucket(collection, bucket, cursor) => format!("bucket/{collection}/{bucket}?cursor={cursor}"),
        Fetch::Keys => "keys".into(),
    }
}

fn answer(fetch: &Fetch, Exchange { nonce, answer, .. }: Exchange) -> Answer {
    match fetch {
        Fetch::Head => Answer::Head(nonce, decode(&answer).unwrap()),
        Fetch::SnapshotHead(..) => Answer::SnapshotHead(decode(&answer).unwrap()),
        Fetch::Chunk(..) => Answer::Chunk(answer.into_vec().into()),
        Fetch::Stream(..) => Answer::Stream(nonce, sync_core::sync::wire::Message::read_all(&answer).unwrap()),
        Fetch::Bucket(..) => Answer::Bucket(decode(&answer).unwrap()),
        Fetch::Keys => Answer::Keys(decode(&answer).unwrap()),
    }
}

/// What a terminal of then says over TLS.
struct Line {
    client: Client,
    address: String,
    token: DeviceToken,
}

impl Line {
    fn to(address: String, office: &Path, token: DeviceToken) -> Self {
        let ca = Certificate::from_pem(&fs::read(office.join("keys/ca.pem")).unwrap()).unwrap();
        Self { client: Client::builder().tls_certs_only([ca]).build().unwrap(), address, token }
    }

    fn get(&self, path: &str) -> RequestBuilder {
        self.client.get(format!("{}/sync/v1/{path}", self.address))
    }

    async fn read(&self, request: RequestBuilder) -> Vec<u8> {
        let answer = request.bearer_auth(self.token.to_bearer()).send().await.unwrap();
        assert!(answer.status().is_success(), "{}", answer.status());
        answer.bytes().await.unwrap().to_vec()
    }

    /// Where the path asks for one the nonce goes along.
    async fn ask(&self, path: &str) -> Exchange {
        let nonce = Nonce(Uuid::now_v7().into_bytes());
        let whole = if path.ends_with(['?', '&']) { format!("{path}nonce={nonce}") } else { path.to_owned() };
        let answer = ByteBuf::from(self.read(self.get(&whole)).await);
        Exchange { path: path.to_owned(), nonce, answer }
    }
}

/// Private files are private again: a checkout knows nothing of that.
fn copy_office(to: &Path) {
    fs::create_dir_all(to.join("keys")).unwrap();
    for folder in [to.to_owned(), to.join("keys")] {
        fs::set_permissions(folder, Permissions::from_mode(0o700)).unwrap();
    }
    let office = left("office");
    for folder in [office.clone(), office.join("keys")] {
        for file in fs::read_dir(&folder).unwrap().map(|file| file.unwrap().path()).filter(|path| path.is_file()) {
            let copy = to.join(file.strip_prefix(&office).unwrap());
            fs::copy(&file, &copy).unwrap();
            fs::set_permissions(copy, Permissions::from_mode(0o600)).unwrap();
        }
    }
}

/// Writes what is left for later versions. Once: what they are held to is what was written then.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "writes tests/wire_v1 anew, which is the wire of an older version"]
async fn record() {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("office");
    let mut world = World::begin_with(&data, Cost::Cheap, chain::TOML).await.unwrap();
    let address = format!("https://{}", world.listening);
    let code = world.code(chain::SALEPOINT).unwrap().parse().unwrap();
    let nonce = Nonce(Uuid::now_v7().into_bytes());
    let enrolled = client::enrol(&address.parse().unwrap(), &code, nonce, &DeviceKeys::File, None).await.unwrap();
    let mut recording = Recording {
        company: enrolled.company,
        terminal: enrolled.terminal,
        salepoint: enrolled.salepoint,
        key: enrolled.keys[0],
        token: enrolled.token.clone(),
        first: (Cursor::default(), ByteBuf::new()),
        exchanges: Vec::new(),
        rows: Vec::new(),
    };
    let line = Line::to(address, &data, enrolled.token.clone());
    let mut terminal = Replicated::new(folder.path(), enrolled.salepoint);
    let (mut exchanges, mut first) = (Vec::new(), None);
    let ask = async |path: &str| {
        let exchange = line.ask(path).await;
        let Exchange { path, nonce, answer } = &exchange;
        exchanges.push(Exchange { path: path.clone(), nonce: *nonce, answer: answer.clone() });
        exchange
    };
    terminal
        .live(&recording, ask, |terminal| {
            let standing = terminal.replica.standing().unwrap().unwrap();
            first = Some((standing.cursor, ByteBuf::from(encode(&standing.heads[0]))));
            world.import(CHANGE).unwrap();
        })
        .await;
    recording.rows = terminal.rows();
    (recording.first, recording.exchanges) = (first.unwrap(), exchanges);
    world.stop_serving().await;
    drop(world);
    fs::create_dir_all(left("office/keys")).unwrap();
    fs::write(left("answers.cbor"), encode(&recording)).unwrap();
    fs::copy(data.join("head-office.db"), left("office/head-office.db")).unwrap();
    for key in fs::read_dir(data.join("keys")).unwrap().map(|key| key.unwrap()) {
        fs::copy(key.path(), left("office/keys").join(key.file_name())).unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn this_terminal_has_the_same_rows_of_what_an_older_head_office_answered() {
    let recording = Recording::read();
    let folder = tempfile::tempdir().unwrap();
    let mut terminal = Replicated::new(folder.path(), recording.salepoint);
    let mut answers = recording.exchanges.iter();
    let ask = async |path: &str| {
        let Exchange { path: asked, nonce, answer } = answers.next().expect("no more was asked then");
        assert_eq!(path, asked);
        Exchange { path: asked.clone(), nonce: *nonce, answer: answer.clone() }
    };
    terminal.live(&recording, ask, |_| ()).await;
    assert_eq!(answers.len(), 0, "all that was answered was asked for");
    assert_eq!(terminal.rows(), recording.rows);
}

/// What a terminal of then has of a collection.
type Rows = BTreeMap<String, ByteBuf>;

/// A terminal of then.
struct Former {
    line: Line,
    key: Hash,
    company: Uuid,
    terminal: Uuid,
    collections: [String; 2],
}

impl Former {
    fn hello(&self, hello: &Signed, nonce: Nonce) {
        let hello: frozen::Hello = hello.verify(&self.key);
        assert_eq!((hello.company, hello.terminal, *hello.nonce), (self.company, self.terminal, nonce.0));
    }

    /// Refuses a collection that is none of its own.
    fn head(&self, head: &Signed) -> Head {
        let head: Head = head.verify(&self.key);
        assert_eq!(head.company, self.company);
        assert!(self.collections.contains(&head.collection), "{} is not due here", head.collection);
        head
    }

    fn adds_up(&self, head: &Head, rows: &Rows) {
        let digest = frozen::digest(rows.iter().map(|(key, body)| (key.as_str(), body.as_slice())));
        assert_eq!((head.count, head.digest), (rows.len() as u64, digest), "{}", head.collection);
    }

    async fn heads(&self) -> Vec<Head> {
        let Exchange { nonce, answer, .. } = self.line.ask("head?").await;
        let answer: frozen::HeadAnswer = frozen::decode(&answer);
        self.hello(&answer.hello, nonce);
        answer.heads.iter().map(|head| self.head(head)).collect()
    }

    async fn snapshot(&self, collection: &str) -> (Head, Rows) {
        let signed: Signed = frozen::decode(&self.line.ask(&format!("snapshot/{collection}")).await.answer);
        let snapshot: frozen::SnapshotHead = signed.verify(&self.key);
        let head = self.head(&snapshot.head);
        let mut rows = Rows::new();
        for (number, chunk) in snapshot.chunks.iter().enumerate() {
            let path = format!("snapshot/{collection}/{}/{number}", head.revision);
            take(&mut rows, chunk.rows(&self.line.ask(&path).await.answer));
        }
        self.adds_up(&head, &rows);
        (head, rows)
    }
}

fn take(rows: &mut Rows, came: Vec<Row>) {
    for Row { key, body, verifier } in came {
        let is_present_credential = key.starts_with("credential/") && body.is_some();
        assert_eq!(verifier.is_some(), is_present_credential, "{key}");
        match body {
            Some(body) => drop(rows.insert(key, body)),
            None => drop(rows.remove(&key)),
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn this_head_office_is_believed_by_a_terminal_of_an_older_version() {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let recording = Recording::read();
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("office");
    copy_office(&data);
    let config = Config { data: data.clone(), ..Config::parse("", "built in").unwrap() };
    Office::upgrade(&config).unwrap();
    let office = Arc::new(Office::open(&config).unwrap());
    let server = server::serve(office, &config, ([127, 0, 0, 1], 0).into()).await.unwrap();
    let former = Former {
        line: Line::to(format!("https://{}", server.listening), &data, recording.token.clone()),
        key: Hash::new(recording.key.0.0),
        company: recording.company.0,
        terminal: recording.terminal.0,
        collections: ["directory".to_owned(), format!("salepoint-{}", recording.salepoint)],
    };

    let heads = former.heads().await;
    assert_eq!(heads.iter().map(|head| head.collection.as_str()).collect::<Vec<_>>(), former.collections);
    let mut has: BTreeMap<String, Rows> = BTreeMap::new();
    for collection in &former.collections {
        let (head, rows) = former.snapshot(collection).await;
        assert_eq!(heads.iter().find(|other| other.collection == *collection).unwrap().digest, head.digest);
        has.insert(collection.clone(), rows);
    }

    // From where it stood after its first sync.
    let mut had: BTreeMap<String, Rows> = BTreeMap::new();
    for Exchange { path, answer, .. } in &recording.exchanges {
        if let [_, collection, _, _] = path.split('/').collect::<Vec<_>>()[..] {
            let rows: Vec<Row> = frozen::decode(&zstd::decode_all(answer.as_slice()).unwrap());
            take(had.entry(collection.to_owned()).or_default(), rows);
        }
    }
    let (cursor, last_head) = &recording.first;
    let nonce = Nonce([3; 16]);
    let request = former.line.get(&format!("stream?cursor={cursor}&nonce={nonce}&wait=0"));
    let last_head: String = last_head.iter().map(|byte| format!("{byte:02x}")).collect();
    let answer = former.line.read(request.header(LAST_HEAD, last_head)).await;
    let messages = frozen::messages(&answer);
    let [Message::Hello(hello), Message::Frame(frame), ..] = &messages[..] else { panic!("{messages:?}") };
    former.hello(hello, nonce);
    let frame: frozen::Frame = frame.verify(&former.key);
    assert_eq!((frame.epoch, frame.from), (cursor.epoch.0, cursor.revision.0));
    assert!(!frame.parts.is_empty());
    for part in frame.parts {
        let head = former.head(&part.head);
        assert_eq!((head.epoch, head.revision), (frame.epoch, frame.revision));
        let rows = had.get_mut(&head.collection).unwrap();
        take(rows, part.rows);
        former.adds_up(&head, rows);
    }
    assert_eq!(had, has, "by a frame the same as by a snapshot");

    // Where it stands now nothing is newer.
    let (collection, head) = (&former.collections[1], &heads[1]);
    let Exchange { nonce, answer, .. } =
        former.line.ask(&format!("stream?cursor={}.{}&wait=0&", head.epoch, head.revision)).await;
    let messages = frozen::messages(&answer);
    let [Message::Hello(hello), Message::Mark(marked), ..] = &messages[..] else { panic!("{messages:?}") };
    former.hello(hello, nonce);
    let marked = marked.iter().map(|head| former.head(head).digest);
    assert!(marked.eq(heads.iter().map(|head| head.digest)));

    // One bucket, as of there.
    let rows = &has[collection];
    let bucket = frozen::bucket_of(rows.keys().next().unwrap());
    let path = format!("bucket/{collection}/{bucket}?cursor={}.{}", head.epoch, head.revision);
    let signed: Signed = frozen::decode(&former.line.ask(&path).await.answer);
    let answer: frozen::BucketAnswer = signed.verify(&former.key);
    assert_eq!((answer.bucket, former.head(&answer.head).digest), (bucket as u64, head.digest));
    assert!(answer.rows.iter().all(|row| rows.get(&row.key) == row.body.as_ref()) && !answer.rows.is_empty());

    let keys: frozen::KeysAnswer = frozen::decode(&former.line.ask("keys").await.answer);
    assert_eq!((keys.keys[0], keys.rotations.len()), (former.key, 0));
    let applied = Some(frozen::Cursor { epoch: head.epoch, revision: head.revision });
    let (app_version, key_place, done, journal) = ("0.1.0".into(), "file", None, Vec::new());
    let report = frozen::Report { applied, app_version, key_place, done, journal };
    let request = former.line.client.post(format!("{}/sync/v1/report", former.line.address)).body(encode(&report));
    let answer: frozen::ReportAnswer = frozen::decode(&former.line.read(request).await);
    assert_eq!(answer.journal, None);
    server.shutdown().await;
}
