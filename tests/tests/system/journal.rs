//! What the terminal wrote down reaches head office: complete, in order, once, whatever happens on the way.

use crate::guessing::in_memory;
use crate::kills::{Random, kill_after};
use crate::programs::copy_folder;
use crate::small_disk::SmallDisk;
use crate::standing::{BEGIN, DAY_MS, MINUTE_MS, Standing, beginning};
use head_office::{BackupError, Clock, JournalQuery, Overwrite, Passphrase, Restore, restore};
use pos_terminal::app;
use pos_terminal::report::ReportError;
use rusqlite::Connection;
use std::collections::HashSet;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use sync_core::domain::{BootId, Moment, UnixMs};
use sync_core::login::{Bucket, EntryKind, Outcome, OutcomeCode, Purpose, Record, Supervision};
use sync_core::sync::engine::Failure;
use tests::chain;
use tests::gate::Mode;
use tests::world::{Cost, World};

const DAYS: u64 = 30;
const ATTEMPTS_A_DAY: u64 = 500;
/// Between two attempts of a day.
const PAUSE_MS: u64 = 90_000;
/// Where a test makes a process upload, and from which folder.
const UPLOADING: &str = "TILLGATE_TEST_UPLOADS";

/// An entry as head office stores it.
#[derive(Clone, PartialEq, Debug)]
struct Arrived {
    branch: u64,
    seq: u64,
    link: String,
    body: Vec<u8>,
}

async fn begin(folder: &Path) -> (World, Standing) {
    begin_in(&folder.join("office"), &folder.join("terminal")).await
}

async fn begin_in(office: &Path, terminal: &Path) -> (World, Standing) {
    let world = World::begin_at(office, Cost::Cheap, chain::TOML, Clock::standing_at(BEGIN)).await.unwrap();
    let mut terminal = Standing::begin(terminal, &world).await;
    world.gate.set(Mode::Cut);
    // Without the connections that were just cut.
    terminal.restart();
    (world, terminal)
}

fn database(world: &World) -> Connection {
    Connection::open(world.office.data().join("head-office.db")).unwrap()
}

/// All of head office's entries, read by plain SQL, branch by branch.
fn arrived(world: &World) -> Vec<Arrived> {
    let database = database(world);
    let mut statement =
        database.prepare("SELECT branch, seq, link, body FROM journal_entry ORDER BY branch, seq").unwrap();
    let read = |row: &rusqlite::Row<'_>| {
        let (branch, seq): (i64, i64) = (row.get(0)?, row.get(1)?);
        Ok(Arrived { branch: branch.cast_unsigned(), seq: seq.cast_unsigned(), link: row.get(2)?, body: row.get(3)? })
    };
    statement.query_map([], read).unwrap().collect::<Result<_, _>>().unwrap()
}

/// The terminal's own entries.
fn kept(terminal: &mut Standing) -> Vec<(u64, Vec<u8>)> {
    let till = terminal.running().till.lock();
    till.integrity().unwrap();
    till.journal_bodies(1, u32::MAX).unwrap()
}

/// Head office has exactly the first `length` entries of the journal, in order, each once.
fn has_exactly(world: &World, kept: &[(u64, Vec<u8>)], length: usize, when: &str) {
    assert_eq!(has_the_first_of(world, kept, when), length, "{when}");
}

/// Head office has the first so many entries of the journal, in order, each once, and nothing else.
fn has_the_first_of(world: &World, kept: &[(u64, Vec<u8>)], when: &str) -> usize {
    let arrived = arrived(world);
    assert!(arrived.iter().all(|one| (one.branch, one.link.as_str()) == (0, "follows")), "{when}");
    let arrived: Vec<_> = arrived.into_iter().map(|one| (one.seq, one.body)).collect();
    assert!(kept.starts_with(&arrived), "{when}: something else arrived than was written");
    arrived.len()
}

/// The flags of head office's entries, with branch and number.
fn flagged(world: &World) -> Vec<(u64, u64, String)> {
    let arrived = arrived(world).into_iter();
    arrived.filter(|one| one.link != "follows").map(|one| (one.branch, one.seq, one.link)).collect()
}

fn uploaded(terminal: &mut Standing) -> Option<u64> {
    terminal.running().till.lock().uploaded().unwrap()
}

/// An entry as it is due: refusals while throttled are one, dated by the last of them.
#[derive(Clone, Copy, PartialEq, Debug)]
struct Due {
    at: UnixMs,
    outcome: OutcomeCode,
    count: u64,
}

/// What is typed at the terminal: mostly right passwords; now and then a wrong one, and once a day fifty of them.
fn typed(number: u64) -> (&'static str, OutcomeCode) {
    match number {
        200..250 => ("999999", OutcomeCode::WrongPassword),
        _ if number % 25 == 7 => ("111222", OutcomeCode::WrongPassword),
        _ if number % 50 == 9 => ("318642", OutcomeCode::Inactive),
        _ if number % 50 == 34 => ("847205", OutcomeCode::NoSalepoint),
        _ => (
            ["260847", "482913", "730164", "915273", "591368"][usize::try_from(number % 5).unwrap()],
            OutcomeCode::Granted,
        ),
    }
}

#[test]
fn a_month_offline_arrives_complete_in_order_and_once() {
    let folder = in_memory();
    app::runtime().unwrap().block_on(async {
        let (world, mut terminal) = begin(folder.path()).await;
        let begun = Instant::now();
        let due = live(&mut terminal).await;
        println!("{} attempts in {:?}", DAYS * ATTEMPTS_A_DAY, begun.elapsed());
        let throttled: u64 = due.iter().filter(|due| due.outcome == OutcomeCode::Throttled).map(|due| due.count).sum();
        assert!(throttled > DAYS * 10, "{throttled} refusals while throttled say little");
        let attempts: u64 = due.iter().map(|due| due.count).sum();
        assert_eq!(attempts, DAYS * ATTEMPTS_A_DAY);
        assert!(arrived(&world).is_empty() && terminal.report().await.is_err(), "head office is out of reach");

        world.gate.set(Mode::Open);
        terminal.contact().await.unwrap();
        let begun = Instant::now();
        terminal.report().await.unwrap();
        let kept = kept(&mut terminal);
        println!("{} entries uploaded in {:?}", kept.len(), begun.elapsed());
        has_exactly(&world, &kept, kept.len(), "uploaded");
        assert_eq!(uploaded(&mut terminal), Some(kept.len() as u64));
        let lines = world.office.journal(&JournalQuery::default(), usize::MAX >> 1).unwrap();
        let login = EntryKind::Login.code();
        let seen: Vec<_> = lines
            .iter()
            .filter(|line| line.kind == login)
            .map(|line| {
                let outcome = OutcomeCode::ALL.into_iter().find(|code| Some(code.code()) == line.outcome.as_deref());
                Due { at: line.happened_at, outcome: outcome.unwrap(), count: line.repeats }
            })
            .collect();
        assert!(seen == due, "what head office shows is what happened");

        // Said once more from the beginning, as after a crash before the acknowledgement was stored.
        forget_uploaded(&mut terminal);
        terminal.report().await.unwrap();
        has_exactly(&world, &kept, kept.len(), "uploaded twice");
    });
}

/// A month at the terminal, with a restart a day; what the journal must say of it.
async fn live(terminal: &mut Standing) -> Vec<Due> {
    let mut due: Vec<Due> = Vec::new();
    for day in 0..DAYS {
        for number in 0..ATTEMPTS_A_DAY {
            terminal.pass(PAUSE_MS);
            let at = terminal.clock.now().wall;
            let (password, expect) = typed(number);
            // On four days of five right passwords are only written down: thousands more hashes would say nothing more.
            let outcome = if day % 5 == 0 || expect != OutcomeCode::Granted {
                terminal.attempt_alone(password, Purpose::LogIn).await.code()
            } else {
                terminal.running().login.records().record(&granted(at));
                OutcomeCode::Granted
            };
            assert!(outcome == expect || outcome == OutcomeCode::Throttled, "day {day}, attempt {number}: {outcome}");
            match due.last_mut() {
                Some(last) if (outcome, last.outcome) == (OutcomeCode::Throttled, OutcomeCode::Throttled) => {
                    (last.at, last.count) = (at, last.count + 1);
                }
                _ => due.push(Due { at, outcome, count: 1 }),
            }
            if number == 220 {
                terminal.restart();
            }
        }
        let night_ms = DAY_MS - ATTEMPTS_A_DAY * PAUSE_MS;
        if day % 7 == 6 { terminal.reboot(night_ms, 0) } else { terminal.pass(night_ms) }
    }
    due
}

fn granted(at: UnixMs) -> Record {
    Record { at, kind: EntryKind::Login, user: None, outcome: Some(OutcomeCode::Granted), cursor: None }
}

/// The terminal takes it that nothing was acknowledged.
fn forget_uploaded(terminal: &mut Standing) {
    // As a new enrolment does; changed from outside it would not be believed at all.
    terminal.running().till.lock().begin_enrolment().unwrap();
}

/// Many entries at once.
fn write_down(terminal: &mut Standing, entries: u64) {
    let now = terminal.clock.now();
    let mut till = terminal.running().till.lock();
    let terminal = till.last_entry().unwrap().unwrap().terminal;
    for number in 0..entries {
        let record = granted(now.wall.plus_ms(i64::try_from(number).unwrap()));
        let mut randomness = [0; 10];
        randomness[..8].copy_from_slice(&number.to_le_bytes());
        till.record(terminal, &record, randomness).unwrap();
    }
}

#[test]
fn head_office_that_fails_in_the_middle_has_whole_batches_and_then_all() {
    let folder = in_memory();
    app::runtime().unwrap().block_on(async {
        let (world, mut terminal) = begin(folder.path()).await;
        write_down(&mut terminal, 3_500);
        let kept = kept(&mut terminal);
        world.gate.set(Mode::Open);
        terminal.contact().await.unwrap();
        for (fails_at, whole) in [(1, 0), (2_345, 2_000), (kept.len(), 3_000)] {
            let trigger = format!(
                "CREATE TRIGGER no BEFORE INSERT ON journal_entry WHEN new.seq = {fails_at} \
                 BEGIN SELECT RAISE(ABORT, 'no'); END"
            );
            database(&world).execute_batch(&trigger).unwrap();
            for again in ["", ", again"] {
                let failed = terminal.report().await;
                assert!(matches!(failed, Err(ReportError::Office(_))), "at {fails_at}{again}: {failed:?}");
                has_exactly(&world, &kept, whole, &format!("failed at {fails_at}{again}"));
                assert_eq!(uploaded(&mut terminal).unwrap_or(0), whole as u64, "at {fails_at}{again}");
            }
            database(&world).execute_batch("DROP TRIGGER no").unwrap();
        }
        terminal.report().await.unwrap();
        has_exactly(&world, &kept, kept.len(), "in the end");
    });
}

#[test]
fn a_head_office_restored_from_a_backup_is_told_again_what_it_had() {
    let folder = in_memory();
    app::runtime().unwrap().block_on(async {
        let (mut world, mut terminal) = begin(folder.path()).await;
        world.gate.set(Mode::Open);
        terminal.contact().await.unwrap();
        terminal.report().await.unwrap();
        let (backup, passphrase) =
            (folder.path().join("backup.db"), || Passphrase::new("correct horse battery".to_owned().into()));
        world.office.backup(&backup, &passphrase().unwrap(), Overwrite::Never, &|_, _| {}).unwrap();

        write_down(&mut terminal, 1_500);
        terminal.report().await.unwrap();
        let kept = kept(&mut terminal);
        has_exactly(&world, &kept, kept.len(), "before the restore");

        let data = folder.path().join("restored");
        let keys = folder.path().join("backup.db.keys");
        let what = Restore { data: &data, file: &backup, keys: Some(&keys), over_existing: false };
        restore::<BackupError>(&what, &Clock::system(), passphrase).unwrap();
        world.serve_from(&data).await.unwrap();
        assert!(has_the_first_of(&world, &kept, "restored") < 100);
        for restarts in [false, true] {
            if restarts {
                terminal.restart();
            }
            terminal.contact().await.unwrap();
            terminal.report().await.unwrap();
            let kept = self::kept(&mut terminal);
            has_exactly(&world, &kept, kept.len(), "after the restore");
        }
    });
}

#[test]
fn head_office_with_a_full_disk_takes_the_rest_when_there_is_room() {
    let folder = in_memory();
    let Some(disk) = SmallDisk::mount(folder.path().join("small"), 12) else { return };
    app::runtime().unwrap().block_on(async {
        let (world, mut terminal) = begin_in(&disk.path.join("office"), &folder.path().join("terminal")).await;
        write_down(&mut terminal, 3_500);
        let kept = kept(&mut terminal);
        world.gate.set(Mode::Open);
        terminal.contact().await.unwrap();
        // Room for less than a batch of a thousand, then for more than one.
        for room in [0, 100_000, 2_000_000] {
            disk.fill(room);
            for again in ["", ", again"] {
                let when = format!("room for {room} bytes{again}");
                let failed = terminal.report().await;
                assert!(matches!(failed, Err(ReportError::Office(_))), "{when}: {failed:?}");
                let arrived = has_the_first_of(&world, &kept, &when);
                assert_eq!(uploaded(&mut terminal).unwrap_or(0), arrived as u64, "{when}");
                assert!(arrived < kept.len(), "{when}");
                assert_eq!(terminal.attempt("482913", Purpose::LogIn).await.code(), OutcomeCode::Granted, "{when}");
            }
            println!("room for {room} bytes: {:?} entries", uploaded(&mut terminal));
            disk.clear();
        }
        terminal.report().await.unwrap();
        let kept = self::kept(&mut terminal);
        has_exactly(&world, &kept, kept.len(), "in the end");
    });
}

/// What could be written down arrives, also while the terminal's own disk is full; what could not be was refused.
#[test]
fn a_terminal_with_a_full_disk_hands_in_what_it_wrote_down() {
    let folder = in_memory();
    let Some(disk) = SmallDisk::mount(folder.path().join("small"), 6) else { return };
    app::runtime().unwrap().block_on(async {
        let (world, mut terminal) = begin_in(&folder.path().join("office"), &disk.path.join("terminal")).await;
        let before = kept(&mut terminal).len();
        disk.fill(0);
        let mut written = 0;
        loop {
            let outcome = terminal.attempt_alone("482913", Purpose::LogIn).await.code();
            if outcome == OutcomeCode::Unable {
                break;
            }
            assert_eq!(outcome, OutcomeCode::Granted);
            written += 1;
            assert!(written < 10_000, "a full disk is never noticed");
        }
        assert!(written > 100, "the reserve is for more than {written} attempts");
        world.gate.set(Mode::Open);
        terminal.report().await.unwrap();
        println!("{written} attempts on a full disk");
        assert!(uploaded(&mut terminal) < Some(written as u64), "the disk is so full that nothing can be stored");
        let kept = kept(&mut terminal);
        assert_eq!(kept.len(), before + written);
        has_exactly(&world, &kept, kept.len(), "on a full disk");

        disk.clear();
        terminal.contact().await.unwrap();
        terminal.report().await.unwrap();
        assert_eq!(terminal.attempt("482913", Purpose::LogIn).await.code(), OutcomeCode::Granted);
        terminal.report().await.unwrap();
        let kept = self::kept(&mut terminal);
        has_exactly(&world, &kept, before + written + 1, "in the end");
        assert_eq!(uploaded(&mut terminal), Some(kept.len() as u64));
    });
}

#[test]
fn an_upload_killed_anywhere_goes_on_where_it_was() {
    const KILLS: u32 = 20;
    let folder = in_memory();
    app::runtime().unwrap().block_on(async {
        let (world, mut terminal) = begin(folder.path()).await;
        write_down(&mut terminal, 6_000);
        let kept = kept(&mut terminal);
        world.gate.set(Mode::Open);
        let mut random = Random::new();
        let (mut early, mut middle) = (0, 0);
        let mut window = Duration::from_secs(1);
        for number in 0..20 * KILLS {
            if middle >= KILLS {
                break;
            }
            terminal.stop();
            let mut uploading = Command::new(std::env::current_exe().unwrap())
                .args(["--exact", "journal::a_process_that_uploads", "--ignored", "--nocapture"])
                .env(UPLOADING, &terminal.data)
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .spawn()
                .unwrap();
            let delay = random.below(window);
            let ended = tokio::task::block_in_place(|| kill_after(&mut uploading, delay));
            window = if ended { window * 9 / 10 } else { window * 51 / 50 };
            terminal.restart();
            // What it said last may still be being stored.
            let acknowledged = uploaded(&mut terminal).unwrap_or(0);
            let arrived = has_the_first_of(&world, &kept, &format!("kill {number}"));
            assert!(acknowledged <= arrived as u64, "kill {number}: {acknowledged} of {arrived}");
            if arrived == kept.len() {
                database(&world).execute("DELETE FROM journal_entry", []).unwrap();
                forget_uploaded(&mut terminal);
            } else if arrived == 0 {
                early += 1;
            } else if !ended {
                middle += 1;
            }
        }
        println!("{middle} kills in the middle, {early} before it");
        assert!(middle >= KILLS, "only {middle} kills came in the middle");
        terminal.contact().await.unwrap();
        // So much was sent again and again that head office may ask to wait.
        while let Err(busy) = terminal.report().await {
            let ReportError::Office(Failure::Busy { retry_ms }) = busy else { panic!("{busy}") };
            tokio::time::sleep(Duration::from_millis(retry_ms)).await;
        }
        has_exactly(&world, &kept, kept.len(), "in the end");
    });
}

#[test]
#[ignore = "a process of its own, which an_upload_killed_anywhere_goes_on_where_it_was starts and kills"]
fn a_process_that_uploads() {
    let Some(data) = std::env::var_os(UPLOADING) else { return };
    let _ = rustls::crypto::ring::default_provider().install_default();
    app::runtime().unwrap().block_on(async {
        let mut terminal = Standing::start(Path::new(&data), beginning());
        terminal.contact().await.unwrap();
        terminal.report().await.unwrap();
    });
}

/// A lost `till.db` takes the attempts and the trust in the replica with it, until head office was reached; there the
/// journal that begins again is flagged.
#[test]
fn a_lost_till_begins_a_flagged_chain_and_gives_nothing_away() {
    let folder = in_memory();
    app::runtime().unwrap().block_on(async {
        let (world, mut terminal) = begin(folder.path()).await;
        world.gate.set(Mode::Open);
        terminal.report().await.unwrap();
        let before = kept(&mut terminal);
        has_exactly(&world, &before, before.len(), "before");
        world.gate.set(Mode::Cut);
        terminal.stop();
        for end in ["", "-wal", "-shm"] {
            // A log may not be there.
            let _ = std::fs::remove_file(terminal.data.join(format!("till.db{end}")));
        }
        terminal.restart();
        for _ in 0..2 {
            let damaged = terminal.attempt("482913", Purpose::LogIn).await;
            assert_eq!(damaged, Outcome::RecordLost { offline: true });
            assert_eq!(terminal.running().login.hashes(), 0);
            terminal.restart();
            terminal.pass(MINUTE_MS);
        }
        world.gate.set(Mode::Open);
        terminal.contact().await.unwrap();
        for purpose in [Purpose::LogIn, Purpose::Supervise(Supervision::UnlockTerminal)] {
            let outcome = terminal.attempt("591368", purpose).await;
            assert_eq!(outcome.code(), OutcomeCode::Throttled, "{:?}", purpose.bucket());
        }
        terminal.report().await.unwrap();
        assert_eq!(flagged(&world), [(1, 1, "new_chain".to_owned())]);
        let after = kept(&mut terminal);
        let expect: Vec<_> =
            before.iter().map(|one| (0, one.clone())).chain(after.iter().map(|one| (1, one.clone()))).collect();
        let all: Vec<_> = arrived(&world).into_iter().map(|one| (one.branch, (one.seq, one.body))).collect();
        assert!(all == expect, "both journals are there as they were written");
        assert!(after.len() > 3, "two damaged ones, two kinds of throttled ones: {}", after.len());

        terminal.pass(10 * MINUTE_MS);
        assert_eq!(terminal.attempt("482913", Purpose::LogIn).await.code(), OutcomeCode::Granted);
        terminal.report().await.unwrap();
        assert_eq!(flagged(&world).len(), 1, "what follows follows");
        assert!(terminal.running().till.lock().throttle(Bucket::Login).unwrap().is_some());
    });
}

#[test]
fn a_copied_till_that_goes_on_twice_is_flagged_once() {
    let folder = in_memory();
    app::runtime().unwrap().block_on(async {
        for copied_after_an_upload in [true, false] {
            let folder = folder.path().join(copied_after_an_upload.to_string());
            let (world, mut one) = begin(&folder).await;
            world.gate.set(Mode::Open);
            if copied_after_an_upload {
                one.report().await.unwrap();
            }
            one.stop();
            copy_folder(&one.data, &folder.join("copy"));
            one.restart();
            let mut other = Standing::start(&folder.join("copy"), Moment { boot: BootId([9; 16]), ..beginning() });
            let mut bodies = HashSet::new();
            for terminal in [&mut one, &mut other] {
                terminal.pass(MINUTE_MS);
                terminal.contact().await.unwrap();
                for _ in 0..3 {
                    terminal.attempt("482913", Purpose::LogIn).await;
                }
                terminal.report().await.unwrap();
            }
            let forked: Vec<_> = flagged(&world).into_iter().map(|(branch, _, link)| (branch, link)).collect();
            assert_eq!(forked, [(1, "fork".to_owned())], "after an upload: {copied_after_an_upload}");
            // Each goes on in a branch of its own.
            for turn in 0..4 {
                let terminal = if turn % 2 == 0 { &mut one } else { &mut other };
                terminal.pass(MINUTE_MS);
                terminal.attempt("260847", Purpose::LogIn).await;
                terminal.report().await.unwrap();
                bodies.extend(kept(terminal).into_iter().map(|(_, body)| body));
            }
            assert_eq!(flagged(&world).len(), 1);
            let arrived: Vec<_> = arrived(&world).into_iter().map(|one| one.body).collect();
            assert_eq!(arrived.len(), bodies.len(), "each once");
            assert_eq!(arrived.into_iter().collect::<HashSet<_>>(), bodies, "all of both");
        }
    });
}
