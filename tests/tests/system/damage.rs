//! A replica changed by plain SQL under a running terminal: what is used is refused, what is not is found, and either is
//! fetched again from head office, one bucket of it and not everything.

use pos_terminal::app::{self, Opened};
use pos_terminal::clock::Clock;
use pos_terminal::device_keys::DeviceKeys;
use pos_terminal::enrolment;
use pos_terminal::identity::Identity;
use pos_terminal::view::{ScreenView, View};
use pos_terminal::worker::{Command, Worker};
use rusqlite::Connection as Database;
use std::path::{Path, PathBuf};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};
use sync_core::domain::{BootId, Moment, PosPassword, Profile, UnixMs, decode};
use sync_core::login::{Bucket, Entry, EntryKind, OutcomeCode};
use sync_core::replica::{Replica, ReplicaKeys, Sqlite};
use sync_core::till::Till as TillFile;
use tests::chain;
use tests::gate::Mode;
use tests::programs::terminal_config;
use tests::world::{Cost, World};
use tokio::runtime::Runtime;
use tokio::sync::mpsc::{self, UnboundedSender};
use tokio::sync::watch;

const USERS: usize = 4_000;
/// Mari: granted.
const PASSWORD: &str = "482913";
const HOUR_MS: u64 = 3_600_000;
/// Rounds fetch again at most so many buckets before they fetch everything.
const MOST_BUCKETS: u32 = 32;

/// A terminal behind its screens, without the screens, by clocks that the test moves.
struct Terminal {
    world: World,
    data: PathBuf,
    clock: Clock,
    commands: UnboundedSender<Command>,
    screen: watch::Receiver<Option<ScreenView>>,
    worker: Option<JoinHandle<()>>,
    /// What head office's answers to enrolment and first sync had, in bytes.
    first_sync_bytes: u64,
    /// Of head office.
    _runtime: Runtime,
}

impl Terminal {
    fn begin(folder: &Path) -> Self {
        // Another test of this process may have installed it.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let runtime = app::runtime().unwrap();
        let world = runtime.block_on(async {
            let world = World::begin_with(&folder.join("office"), Cost::Cheap, "").await.unwrap();
            let what = head_office::Generate { users: USERS, salepoints: 3, stores: 2, seed: 7 };
            world.office.generate(&what, &|_, _| {}).unwrap();
            // Attempts that meet damage stay spent, and these tests meet much.
            let chain = chain::TOML.replace("[company]", "[policy]\nthrottle_attempts = 1000\n[company]");
            world.import(&chain).unwrap();
            world
        });
        let data = folder.join("terminal");
        let clock =
            Clock::standing_at(Moment { wall: UnixMs(1_795_161_600_000), boot: BootId([1; 16]), boot_ms: HOUR_MS });
        let opened = open(&data, &clock);
        let (address, code) =
            (world.address().parse().unwrap(), world.code(chain::SALEPOINT).unwrap().parse().unwrap());
        let enrolled = enrolment::enrol(&opened.folder, &opened.device_keys, &opened.till, &address, &code);
        runtime.block_on(enrolled).unwrap();
        drop(opened);
        let (worker, commands, screen) = start(&data, &clock);
        let worker = Some(worker);
        let mut terminal =
            Self { world, data, clock, commands, screen, worker, first_sync_bytes: 0, _runtime: runtime };
        terminal
            .wait_for("the login screen", |terminal| matches!(*terminal.screen.borrow(), Some(ScreenView::Login(_))));
        terminal.first_sync_bytes = terminal.world.gate.answered_bytes();
        assert_eq!(terminal.attempt(), OutcomeCode::Granted);
        terminal
    }

    /// Types the password; what came of it. A session is ended at once.
    fn attempt(&self) -> OutcomeCode {
        let before = self.last();
        // While a password is checked no other one is.
        self.wait_for(
            "the login screen at rest",
            |terminal| matches!(&*terminal.screen.borrow(), Some(ScreenView::Login(entry)) if !entry.busy),
        );
        self.commands.send(Command::Submit(PosPassword::new(PASSWORD).unwrap(), None)).unwrap();
        let outcome = self.wait_for("the outcome", |terminal| {
            terminal.entries(before).iter().find(|entry| entry.kind == EntryKind::Login).and_then(|it| it.outcome)
        });
        if outcome == OutcomeCode::Granted {
            // What is written down is written before the screen changes.
            self.wait_for("the session", |terminal| !matches!(*terminal.screen.borrow(), Some(ScreenView::Login(_))));
            self.commands.send(Command::LogOut).unwrap();
            self.wait_for("the end of the session", |terminal| {
                terminal.entries(before).iter().any(is(EntryKind::Logout))
            });
        }
        outcome
    }

    /// Waits until something of this kind is journalled after `since`. A moment passes for the terminal meanwhile.
    fn wait_for_entry(&self, since: u64, kind: EntryKind) {
        self.wait_for(kind.code(), |terminal| {
            terminal.clock.set(|now| *now = now.plus_ms(50));
            terminal.entries(since).iter().any(is(kind))
        });
    }

    fn wait_for<T: Found>(&self, what: &str, mut look: impl FnMut(&Self) -> T) -> T::What {
        let deadline = Instant::now() + Duration::from_secs(20);
        loop {
            if let Some(found) = look(self).found() {
                return found;
            }
            let seen = || (self.entries(0).pop(), self.screen.borrow().clone());
            assert!(Instant::now() < deadline, "{what} did not come: {:#?}", seen());
            std::thread::sleep(Duration::from_millis(2));
        }
    }

    /// What is journalled after this entry.
    fn entries(&self, after: u64) -> Vec<Entry> {
        self.till().journal(after + 1, 10_000).unwrap()
    }

    fn last(&self) -> u64 {
        self.till().last_entry().unwrap().map_or(0, |entry| entry.seq)
    }

    fn debt_ms(&self) -> u64 {
        self.till().throttle(Bucket::Login).unwrap().unwrap().parts().0
    }

    fn till(&self) -> TillFile {
        TillFile::open_read_only(&self.data.join("till.db")).unwrap()
    }

    /// Changes the replica as somebody would who has the file and nothing else; how many rows that changed.
    fn spoil(&self, sql: &str) -> usize {
        let database = Database::open(self.data.join("replica.db")).unwrap();
        database.busy_timeout(Duration::from_secs(10)).unwrap();
        database.execute(sql, []).unwrap()
    }

    /// Who has the password, and the rows that say what she may do.
    fn rows_of_a_login(&self) -> [(&'static str, String); 7] {
        let user = self.entries(0).iter().find_map(|entry| entry.user).unwrap();
        let database = Database::open(self.data.join("replica.db")).unwrap();
        let profile = database.query_row(&format!("SELECT body FROM row WHERE key = 'profile/{user}'"), [], |row| {
            row.get::<_, Vec<u8>>(0)
        });
        let profile: Profile = decode(&profile.unwrap()).unwrap();
        [
            ("credential", format!("credential/{user}")),
            ("kdf", database.query_row("SELECT key FROM row WHERE key LIKE 'kdf/%'", [], |row| row.get(0)).unwrap()),
            ("profile", format!("profile/{user}")),
            ("group", format!("group/{}", profile.group)),
            ("store", format!("store/{}", profile.stores[0])),
            ("salepoint", "salepoint".into()),
            ("policy", "policy".into()),
        ]
    }

    /// Everything is as sync wrote it.
    fn is_whole(&self) -> bool {
        let identity = Identity::load(&self.data.join("identity"), &DeviceKeys::File).unwrap().unwrap();
        let keys = ReplicaKeys::derive(&identity.device_key);
        let replica = Sqlite::open_read_only(&self.data.join("replica.db"), keys, identity.salepoint).unwrap().unwrap();
        replica.standing().unwrap().is_some() && replica.damaged().unwrap().is_empty()
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let _ = self.commands.send(Command::Quit);
        // One that panicked has said so.
        let _ = self.worker.take().map(JoinHandle::join);
    }
}

/// What can be waited for.
trait Found {
    type What;
    fn found(self) -> Option<Self::What>;
}

impl Found for bool {
    type What = ();
    fn found(self) -> Option<()> {
        self.then_some(())
    }
}

impl<T> Found for Option<T> {
    type What = T;
    fn found(self) -> Self {
        self
    }
}

fn open(data: &Path, clock: &Clock) -> Opened {
    app::open_at(&terminal_config(data.to_owned()).unwrap(), clock.clone()).unwrap()
}

fn start(
    data: &Path,
    clock: &Clock,
) -> (JoinHandle<()>, UnboundedSender<Command>, watch::Receiver<Option<ScreenView>>) {
    let config = terminal_config(data.to_owned()).unwrap();
    let Opened { folder, lock, till, device_keys, identity } = open(data, clock);
    let (shown, screen) = watch::channel(None);
    let show = move |view: View| drop(shown.send_replace(Some(view.screen)));
    let worker = Worker::new(&config, folder, lock, device_keys, till, show);
    let (commands, obeyed) = mpsc::unbounded_channel();
    let runtime = app::runtime().unwrap();
    (std::thread::spawn(move || runtime.block_on(worker.run(identity, obeyed))), commands, screen)
}

fn is(kind: EntryKind) -> impl Fn(&Entry) -> bool {
    move |entry| entry.kind == kind
}

/// The SQL that changes one byte of a column.
fn flipped(column: &str) -> String {
    let last = |column: &str| {
        format!(
            "substr({column}, 1, length({column}) - 1) ||
             CASE substr({column}, -1) WHEN 'a' THEN 'b' ELSE 'a' END"
        )
    };
    match column {
        "slot" => "slot = slot + 7".into(),
        "bucket" => "bucket = (bucket + 1) % 512".into(),
        "collection" | "key" | "device_key" => format!("{column} = {}", last(column)),
        // SQLite has no exclusive or of bytes: the first one becomes another.
        _ => format!(
            "{column} = CASE WHEN {column} IS NULL THEN zeroblob(32) ELSE
               CAST((CASE substr({column}, 1, 1) WHEN x'55' THEN x'56' ELSE x'55' END) || substr({column}, 2) AS BLOB)
             END"
        ),
    }
}

#[test]
fn a_flipped_byte_in_any_column_of_any_row_is_refused_or_found_and_mended_from_one_bucket() {
    let folder = tempfile::tempdir().unwrap();
    let terminal = Terminal::begin(folder.path());
    let live = "slot = (SELECT live FROM replica)";
    let mut most_bytes = 0;
    for (kind, key) in &terminal.rows_of_a_login() {
        for column in ["slot", "collection", "bucket", "key", "body", "tag", "mac"] {
            let (since, debt_ms, bytes) = (terminal.last(), terminal.debt_ms(), terminal.world.gate.answered_bytes());
            let changed = terminal.spoil(&format!("UPDATE row SET {} WHERE {live} AND key = '{key}'", flipped(column)));
            assert_eq!(changed, 1, "{kind}.{column}");

            // Without its tag, or in another slot, a credential is as if it were not there.
            let hidden = *kind == "credential" && ["slot", "tag"].contains(&column);
            let outcome = terminal.attempt();
            if hidden {
                assert_eq!(outcome, OutcomeCode::WrongPassword, "{kind}.{column}");
                terminal.clock.set(|now| *now = now.plus_ms(HOUR_MS));
            } else {
                assert_eq!(outcome, OutcomeCode::Damaged, "{kind}.{column}");
                // Without the salepoint or the policy no attempt begins.
                let begins = !["salepoint", "policy"].contains(kind);
                assert_eq!(terminal.debt_ms() > debt_ms, begins, "{kind}.{column}: given back");
            }
            terminal.wait_for_entry(since, EntryKind::Repair);
            assert_eq!(terminal.attempt(), OutcomeCode::Granted, "{kind}.{column}");

            let bytes = terminal.world.gate.answered_bytes() - bytes;
            most_bytes = most_bytes.max(bytes);
            assert!(terminal.entries(since).iter().all(|entry| entry.kind != EntryKind::Reload), "{kind}.{column}");
            assert!(bytes < terminal.first_sync_bytes / 8, "{kind}.{column}: {bytes} bytes for a bucket");
        }
    }
    println!("at most {most_bytes} bytes for a repair, {} for everything", terminal.first_sync_bytes);
    assert!(terminal.is_whole());
}

#[test]
fn what_is_met_while_something_else_is_mended_is_mended_after_it() {
    let folder = tempfile::tempdir().unwrap();
    let terminal = Terminal::begin(folder.path());
    let rows = terminal.rows_of_a_login();
    for round in 0..10 {
        for (kind, key) in &rows {
            assert_eq!(terminal.spoil(&format!("UPDATE row SET {} WHERE key = '{key}'", flipped("body"))), 1);
            assert_eq!(terminal.attempt(), OutcomeCode::Damaged, "{round}: {kind}");
        }
        // No attempt meets the damage again.
        terminal.wait_for("whole data", Terminal::is_whole);
    }
}

#[test]
fn what_is_damaged_while_head_office_is_out_of_reach_is_mended_when_it_is_back() {
    let folder = tempfile::tempdir().unwrap();
    let terminal = Terminal::begin(folder.path());
    terminal.world.gate.set(Mode::Cut);
    let [(_, key), ..] = terminal.rows_of_a_login();
    let since = terminal.last();
    assert_eq!(terminal.spoil(&format!("UPDATE row SET {} WHERE key = '{key}'", flipped("body"))), 1);
    for _ in 0..3 {
        assert_eq!(terminal.attempt(), OutcomeCode::Damaged);
    }
    // Nobody reaches head office now: once this has failed, so has all that the attempts began.
    terminal.commands.send(Command::Refresh).unwrap();
    terminal.wait_for_entry(since, EntryKind::Refresh);
    terminal.commands.send(Command::HideSheet).unwrap();
    terminal.world.gate.set(Mode::Open);
    terminal.wait_for_entry(since, EntryKind::Repair);
    assert_eq!(terminal.attempt(), OutcomeCode::Granted);
    assert!(terminal.entries(since).iter().all(|entry| entry.kind != EntryKind::Reload));
    assert!(terminal.is_whole());
}

#[test]
fn what_is_too_much_or_of_no_bucket_is_fetched_again_as_a_whole() {
    let folder = tempfile::tempdir().unwrap();
    let terminal = Terminal::begin(folder.path());
    let [(_, key), ..] = terminal.rows_of_a_login();
    let buckets = "SELECT DISTINCT bucket FROM row WHERE collection = 'directory' ORDER BY bucket";
    let spoilt = |most: u32| {
        format!(
            "UPDATE row SET {} WHERE collection = 'directory' AND key LIKE 'credential/%'
               AND (key = '{key}' OR bucket IN ({buckets} LIMIT {most}))",
            flipped("mac")
        )
    };
    for (sql, mended) in [
        (spoilt(MOST_BUCKETS - 1), EntryKind::Repair),
        (spoilt(MOST_BUCKETS + 1), EntryKind::Reload),
        (format!("UPDATE replica SET {}", flipped("mac")), EntryKind::Reload),
        (format!("UPDATE replica SET {}", flipped("heads")), EntryKind::Reload),
        (format!("UPDATE replica SET {}", flipped("digests")), EntryKind::Reload),
        ("UPDATE replica SET revision = revision + 1".into(), EntryKind::Reload),
        ("UPDATE replica SET epoch = epoch + 1".into(), EntryKind::Reload),
        ("UPDATE replica SET live = 1 - live".into(), EntryKind::Reload),
        (format!("UPDATE replica SET {}", flipped("device_key")), EntryKind::Reload),
    ] {
        let (since, bytes) = (terminal.last(), terminal.world.gate.answered_bytes());
        assert!(terminal.spoil(&sql) >= 1, "{sql}");
        assert_eq!(terminal.attempt(), OutcomeCode::Damaged, "{sql}");
        terminal.wait_for_entry(since, mended);
        assert_eq!(terminal.attempt(), OutcomeCode::Granted, "{sql}");
        let other = if mended == EntryKind::Repair { EntryKind::Reload } else { EntryKind::Repair };
        assert!(!terminal.entries(since).iter().any(is(other)), "{sql}");
        let bytes = terminal.world.gate.answered_bytes() - bytes;
        assert_eq!(bytes > terminal.first_sync_bytes / 2, mended == EntryKind::Reload, "{sql}: {bytes} bytes");
        assert!(terminal.is_whole(), "{sql}");
    }
}

/// The frame that deactivates her comes while a row of hers does not verify: that says nothing, until it is mended.
#[test]
fn a_user_deactivated_while_a_row_is_damaged_is_logged_out_once_it_is_mended() {
    let folder = tempfile::tempdir().unwrap();
    let terminal = Terminal::begin(folder.path());
    let since = terminal.last();
    terminal.commands.send(Command::Submit(PosPassword::new(PASSWORD).unwrap(), None)).unwrap();
    terminal.wait_for("the session", |terminal| terminal.entries(since).iter().any(is(EntryKind::Login)));
    let rows = terminal.rows_of_a_login();
    let (_, profile) = rows.iter().find(|(kind, _)| *kind == "profile").unwrap();
    assert_eq!(terminal.spoil(&format!("UPDATE row SET {} WHERE key = '{profile}'", flipped("body"))), 1);
    terminal.world.import("[[user]]\nref = \"e-002\"\nactive = false\n").unwrap();
    terminal.wait_for_entry(since, EntryKind::Logout);
}
