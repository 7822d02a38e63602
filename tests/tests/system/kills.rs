//! `kill -9` at random points: what was durable stays, what was not is not half there.

use crate::programs::{Shop, Till, copy_folder};
use pos_terminal::device_keys::DeviceKeys;
use pos_terminal::identity::Identity;
use rusqlite::{Connection, OpenFlags};
use std::io::{Read, Write};
use std::process::Child;
use std::time::{Duration, Instant};
use sync_core::login::Bucket;
use sync_core::replica::{Replica, ReplicaKeys, Sqlite};
use sync_core::sync::{Buckets, verify};
use sync_core::till::Till as TillFile;
use tests::chain;

const KILLS: u32 = 200;
/// How often a process is looked at: fine enough beside what a run takes.
const POLL_EVERY: Duration = Duration::from_micros(200);

/// Random points of time that a printed seed gives again.
pub struct Random(u64);

impl Random {
    pub fn new() -> Self {
        let seed = std::env::var("KILL_SEED").ok().and_then(|seed| seed.parse().ok());
        let seed = seed.unwrap_or_else(|| u64::from(std::process::id()) << 16 | u64::from(KILLS));
        println!("KILL_SEED={seed}");
        Self(seed)
    }

    /// SplitMix64 (Steele, Lea and Flood, 2014).
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ bits >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ bits >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        bits ^ bits >> 31
    }

    pub fn below(&mut self, limit: Duration) -> Duration {
        Duration::from_nanos(self.next() % u64::try_from(limit.as_nanos()).unwrap())
    }
}

/// Lets a process run for so long, then kills it. Whether it had ended by itself.
pub fn kill_after(process: &mut Child, delay: Duration) -> bool {
    let until = Instant::now() + delay;
    while Instant::now() < until {
        if process.try_wait().unwrap().is_some() {
            return true;
        }
        // Spinning would take a core from the process that is to be killed.
        std::thread::sleep(POLL_EVERY);
    }
    process.kill().unwrap();
    process.wait().unwrap().success()
}

/// How many milliseconds of attempts are owed, and at which millisecond since boot that was.
fn debt(till: &Till) -> (u64, u64) {
    let file = TillFile::open_read_only(&till.file("till.db")).unwrap();
    let (debt_ms, _, _, at_boot_ms) =
        file.throttle(Bucket::Login).unwrap().expect("an attempt was made before").parts();
    (debt_ms, at_boot_ms)
}

#[test]
fn an_attempt_killed_anywhere_stays_spent() {
    let chain =
        chain::TOML.replace("[company]", "[policy]\nthrottle_attempts = 1000\nthrottle_refill_s = 86400\n[company]");
    let mut shop = Shop::with_chain(&chain);
    let till = shop.till("till");
    shop.kill_office();
    let begun = Instant::now();
    assert_eq!(till.outcome("111222"), "wrong_password");
    // How long an attempt may live. How busy the machine is changes meanwhile: the window moves with what comes of it to
    // where an attempt is spent in some of the kills and in others not.
    let mut window = begun.elapsed();
    const ATTEMPT_MS: u64 = 86_400_000;

    let mut random = Random::new();
    let (mut spent, mut answered) = (0, 0);
    for number in 0..KILLS {
        let before = debt(&till);
        let mut attempt = till.command(&["login"]).spawn().unwrap();
        attempt.stdin.take().unwrap().write_all(b"111222\n").unwrap();
        let ended = kill_after(&mut attempt, random.below(window));
        let after = debt(&till);
        // Refilling in the seconds of this test is far below one attempt.
        let passed = after.1.saturating_sub(before.1);
        let grown = (after.0 + passed).saturating_sub(before.0);
        let is_spent = grown >= ATTEMPT_MS;
        assert!(is_spent || grown == 0, "kill {number}: {before:?} → {after:?}");
        let mut answer = String::new();
        attempt.stdout.take().unwrap().read_to_string(&mut answer).unwrap();
        assert!(is_spent || !(ended || answer.contains("outcome")), "kill {number}: answered and not spent");
        window = if is_spent { window * 9 / 10 } else { window * 21 / 20 };
        spent += u32::from(is_spent);
        answered += u32::from(answer.contains("outcome"));
    }
    println!("{KILLS} kills: {spent} spent, {answered} answered ({window:?})");
    assert!(spent > KILLS / 20 && spent < KILLS, "the kills came too early or too late to say anything: {spent}");
    assert_eq!(till.journal()["intact"], true);
    assert_eq!(till.outcome("260847"), "granted", "the terminal starts");
}

#[test]
fn a_first_sync_killed_anywhere_shows_nothing_or_everything() {
    let mut shop = Shop::with_users(5_000);
    // Enrolled while head office lets nobody sync: the folder as it is before the first sync.
    let fresh = shop.bare_till("fresh");
    enrol_only(&shop, &fresh);
    assert_eq!(fresh.status()["readiness"], "not_ready");

    let copy = |name: &str| {
        let till = shop.bare_till(name);
        // The folder of the kill before is in the way.
        let _ = std::fs::remove_dir_all(&till.data);
        copy_folder(&fresh.data, &till.data);
        till
    };
    let till = copy("timed");
    let begun = Instant::now();
    assert!(till.refresh()["users_added"].as_u64().unwrap() > 5_000);
    // How long a run may live. What follows the replica's becoming visible is short, so that the window moves with what
    // comes of it to where both outcomes occur, however busy the machine is.
    let mut window = begun.elapsed() * 13 / 10;

    let mut random = Random::new();
    let (mut nothing, mut everything, mut ended) = (0, 0, 0);
    for number in 0..4 * KILLS {
        // Only a kill that came in time is one.
        if nothing + everything >= KILLS && everything > 2 {
            break;
        }
        let till = copy("killed");
        // Twice: the second kill meets what the first one left staged.
        for _ in 0..2 {
            let mut sync = till.command(&["refresh"]).spawn().unwrap();
            drop(sync.stdin.take());
            let delay =
                if number % 3 != 0 { random.below(window) } else { window * 7 / 10 + random.below(window * 3 / 10) };
            let has_ended = kill_after(&mut sync, delay);
            window = if has_ended { window * 9 / 10 } else { window * 51 / 50 };
            match till.status()["readiness"].as_str().unwrap() {
                "not_ready" => assert!(!has_ended, "kill {number}: a sync that was not killed left nothing"),
                "ready" => {
                    shows_everything(&shop, &till);
                    (everything, ended) = (everything + u32::from(!has_ended), ended + u32::from(has_ended));
                    break;
                }
                other => panic!("kill {number}: {other}"),
            }
            nothing += 1;
        }
        if number % 10 == 0 {
            till.refresh();
            assert_eq!(till.status()["readiness"], "ready", "kill {number}");
            assert_eq!(till.outcome("482913"), "granted", "kill {number}");
        }
    }
    println!("{nothing} kills before and {everything} after it was visible, {ended} came too late ({window:?})");
    assert!(nothing + everything >= KILLS, "only {nothing} and {everything} kills came in time");
    assert!(everything > 0, "no kill came after the replica was visible");
    shop.kill_office();
}

/// Before any further sync: every row that is there, read by plain SQL, adds up to the heads that head office signed, and
/// a copy of the folder, out of head office's reach, lets a cashier in: also after a kill before the contact was noted,
/// for then the head says when it was signed.
pub fn shows_everything(shop: &Shop, till: &Till) {
    let identity = Identity::load(&till.file("identity"), &DeviceKeys::File).unwrap().unwrap();
    let till_file = TillFile::open_read_only(&till.file("till.db")).unwrap();
    let expect = identity.expectations(till_file.mark().unwrap());
    let keys = ReplicaKeys::derive(&identity.device_key);
    let replica = Sqlite::open_read_only(&till.file("replica.db"), keys, identity.salepoint).unwrap().unwrap();
    let standing = replica.standing().unwrap().unwrap();
    verify::standing(standing.cursor, &standing.heads, &expect).unwrap();

    let database = Connection::open_with_flags(till.file("replica.db"), OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
    let mut statement = database
        .prepare("SELECT key, body FROM row, replica WHERE row.slot = replica.live AND row.collection = ?1")
        .unwrap();
    for signed in &standing.heads {
        let verified = verify::stored_head(signed, &expect).unwrap();
        let head = verified.head();
        let rows = statement.query_map([head.collection.to_string()], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
        let rows: Vec<(String, Vec<u8>)> = rows.collect::<Result<_, _>>().unwrap();
        let buckets = Buckets::of_rows(rows.iter().map(|(key, body)| (key.as_str(), body.as_slice())));
        assert_eq!((buckets.count(), buckets.digest()), (head.count, head.digest), "{}", head.collection);
    }

    let alone = shop.bare_till("alone");
    // The one of the kill before is in the way.
    let _ = std::fs::remove_dir_all(&alone.data);
    copy_folder(&till.data, &alone.data);
    let identity = std::fs::read_to_string(alone.file("identity")).unwrap();
    assert!(identity.contains(&shop.address()));
    std::fs::write(alone.file("identity"), identity.replace(&shop.address(), "https://127.0.0.1:1")).unwrap();
    assert_eq!(alone.outcome("482913"), "granted");
}

/// Enrols without syncing.
pub fn enrol_only(shop: &Shop, till: &Till) {
    use pos_terminal::{app, enrolment};
    // Another test of this process may have installed it.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let config = tests::programs::terminal_config(till.data.clone()).unwrap();
    let opened = app::open(&config).unwrap();
    let (address, code) = (shop.address().parse().unwrap(), shop.code(chain::SALEPOINT).parse().unwrap());
    let runtime = app::runtime().unwrap();
    runtime.block_on(enrolment::enrol(&opened.folder, &opened.device_keys, &opened.till, &address, &code)).unwrap();
}
