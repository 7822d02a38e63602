//! A day of an insider who guesses passwords between his own: what restarts, reboots, clocks and old files give him.

use crate::kills::Random;
use crate::standing::{BEGIN, DAY_MS, HOUR_MS, MINUTE_MS, Standing, TEN_YEARS_MS};
use head_office::Clock;
use pos_terminal::app;
use std::path::Path;
use std::time::Duration;
use sync_core::login::{Bucket, OutcomeCode, Purpose, Supervision};
use tests::chain::{self, PEETER_GETS_KESKLINN};
use tests::gate::Mode;
use tests::world::{Cost, World};

/// The insider's own: a cashier's.
const OWN: &str = "482913";
const REFILL_MS: u64 = 10 * MINUTE_MS;
/// What a full bucket and a day's refill come to.
const LOGIN_MOST: u64 = 10 + DAY_MS / REFILL_MS;
const SUPERVISOR_MOST: u64 = 3 + DAY_MS / HOUR_MS;

/// What can happen to the terminal meanwhile.
#[derive(Clone, Copy, PartialEq, Debug)]
enum Blow {
    Restart,
    Reboot,
    ClockTurned,
    OldReplica,
}

/// The insider at his terminal.
pub struct Insider<'a> {
    pub world: &'a World,
    pub terminal: Standing,
    pub random: Random,
    /// How many guesses were hashed, in front of the login screen and in supervisors' dialogs.
    pub at_login: u64,
    pub at_supervisor: u64,
    pub tried: u64,
}

impl Insider<'_> {
    pub fn pick(&mut self, below: u64) -> u64 {
        u64::try_from(self.random.below(Duration::from_nanos(below)).as_nanos()).unwrap()
    }

    /// How many hashes an attempt with this password cost, and what came of it.
    pub async fn attempt(&mut self, password: &str, purpose: Purpose) -> (u64, OutcomeCode) {
        let before = self.terminal.running().login.hashes();
        let outcome = self.terminal.attempt(password, purpose).await.code();
        (self.terminal.running().login.hashes() - before, outcome)
    }

    /// One guess, and one's own password to wash it off. Whether there is an attempt left.
    async fn guess(&mut self, purpose: Purpose) -> bool {
        self.tried += 1;
        let (hashed, outcome) = self.attempt(&format!("guess {}", self.tried), purpose).await;
        match outcome {
            OutcomeCode::WrongPassword => assert_eq!(hashed, 1),
            OutcomeCode::Throttled | OutcomeCode::Damaged => assert_eq!(hashed, 0, "{outcome}"),
            other => panic!("a guess is {other}"),
        }
        match purpose.bucket() {
            Bucket::Login => self.at_login += hashed,
            Bucket::Supervisor => self.at_supervisor += hashed,
        }
        let (hashed_own, own) = self.attempt(OWN, purpose).await;
        let right = if purpose == Purpose::LogIn { OutcomeCode::Granted } else { OutcomeCode::NotAllowed };
        match own {
            OutcomeCode::Throttled | OutcomeCode::Damaged => assert_eq!(hashed_own, 0, "{own}"),
            // Booted with a clock behind the last contact. The password is right all the same.
            OutcomeCode::Expired => assert_eq!((hashed_own, purpose), (1, Purpose::LogIn)),
            own => assert_eq!((hashed_own, own), (1, right)),
        }
        outcome == OutcomeCode::WrongPassword
    }

    /// Guesses for as long as he is let.
    async fn guess_all(&mut self) {
        while self.guess(Purpose::LogIn).await {}
        while self.guess(Purpose::Supervise(Supervision::UnlockTerminal)).await {}
        while self.guess(Purpose::Supervise(Supervision::ForceResync)).await {}
    }

    async fn suffer(&mut self, blow: Blow, old_replica: &Path) {
        match blow {
            Blow::Restart => self.terminal.restart(),
            Blow::Reboot => {
                let (off_ms, shift_ms) = (self.pick(5 * MINUTE_MS), i64::try_from(self.pick(DAY_MS)).unwrap());
                self.terminal.reboot(off_ms, shift_ms - i64::try_from(DAY_MS / 2).unwrap());
            }
            Blow::ClockTurned => {
                let shift_ms = i64::try_from(self.pick(2 * TEN_YEARS_MS.unsigned_abs())).unwrap() - TEN_YEARS_MS;
                self.terminal.turn(shift_ms);
                self.guess_all().await;
                self.terminal.turn(-shift_ms);
            }
            Blow::OldReplica => {
                self.terminal.stop();
                put_back(old_replica, &self.terminal.data, "replica.db");
                self.terminal.restart();
                let (_, outcome) = self.attempt(OWN, Purpose::LogIn).await;
                assert_eq!(outcome, OutcomeCode::Damaged);
                self.guess_all().await;
                self.world.gate.set(Mode::Open);
                self.terminal.contact().await.unwrap();
                self.world.gate.set(Mode::Cut);
            }
        }
    }
}

/// Puts back a database as it was, with its log.
pub fn put_back(from: &Path, to: &Path, name: &str) {
    for name in ["", "-wal", "-shm"].map(|end| format!("{name}{end}")) {
        // A log may not be there, then or now.
        let _ = std::fs::remove_file(to.join(&name));
        let _ = std::fs::copy(from.join(&name), to.join(&name));
    }
}

/// A head office and a terminal whose replica as it is now lies in `before` and is older than its mark.
async fn begin(folder: &Path) -> (World, Standing) {
    let clock = Clock::standing_at(BEGIN);
    let world = World::begin_at(&folder.join("office"), Cost::Cheap, chain::TOML, clock).await.unwrap();
    let mut terminal = Standing::begin(&folder.join("terminal"), &world).await;
    terminal.stop();
    crate::programs::copy_folder(&terminal.data, &folder.join("before"));
    terminal.restart();
    world.import(PEETER_GETS_KESKLINN).unwrap();
    terminal.contact().await.unwrap();
    world.gate.set(Mode::Cut);
    (world, terminal)
}

/// A day of guessing as often as it is let, with blows at random moments. The guesses that were hashed at login and in
/// supervisors' dialogs, and how many times the machine was booted.
async fn day(blows: &[Blow]) -> (u64, u64, u64) {
    // On a disk in memory an attempt's two commits cost nothing.
    let folder = in_memory();
    let (world, terminal) = begin(folder.path()).await;
    let random = Random::new();
    let mut insider = Insider { world: &world, terminal, random, at_login: 0, at_supervisor: 0, tried: 0 };
    let began_at = insider.terminal.clock.now().wall;
    let (mut passed_ms, mut boots) = (0, 0);
    while passed_ms < DAY_MS {
        insider.guess_all().await;
        let wait_ms = insider.pick(2 * REFILL_MS).min(DAY_MS - passed_ms);
        insider.terminal.pass(wait_ms);
        passed_ms += wait_ms;
        if let Some(blow) = blows.get(usize::try_from(insider.pick(3 * blows.len().max(1) as u64)).unwrap()) {
            insider.suffer(*blow, &folder.path().join("before")).await;
            boots += u64::from(*blow == Blow::Reboot);
        }
    }
    insider.guess_all().await;
    let (at_login, at_supervisor) = (insider.at_login, insider.at_supervisor);
    println!(
        "{at_login} guesses at login, {at_supervisor} in dialogs, of {} tried; {boots} boots; the clock says {} ms",
        insider.tried,
        insider.terminal.clock.now().wall.since(began_at)
    );
    insider.terminal.running().till.lock().integrity().unwrap();
    (at_login, at_supervisor, boots)
}

/// A folder in memory where the system has one.
pub fn in_memory() -> tempfile::TempDir {
    tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).unwrap()
}

#[test]
fn a_day_of_guessing_between_ones_own_password_is_bounded() {
    app::runtime().unwrap().block_on(async {
        let (at_login, at_supervisor, _) = day(&[]).await;
        assert_eq!((at_login, at_supervisor), (LOGIN_MOST, SUPERVISOR_MOST), "no more, and the bucket refills");
    });
}

#[test]
fn neither_restarts_nor_clocks_nor_an_old_replica_give_a_guess_back() {
    app::runtime().unwrap().block_on(async {
        let (at_login, at_supervisor, _) = day(&[Blow::Restart, Blow::ClockTurned, Blow::OldReplica]).await;
        assert_eq!((at_login, at_supervisor), (LOGIN_MOST, SUPERVISOR_MOST), "no more, and the bucket refills");
    });
}

#[test]
fn a_reboot_gives_no_guess_back_and_the_bucket_refills_after_it() {
    app::runtime().unwrap().block_on(async {
        let (at_login, at_supervisor, boots) =
            day(&[Blow::Reboot, Blow::Restart, Blow::ClockTurned, Blow::OldReplica]).await;
        assert!(at_login <= LOGIN_MOST && at_supervisor <= SUPERVISOR_MOST, "{at_login}, {at_supervisor}");
        // Each boot forgets at most what was waited since the last attempt that was let.
        assert!(boots > 0, "{boots} boots say nothing");
        assert!(at_login + 4 * boots >= LOGIN_MOST, "after a boot the bucket refills: {at_login} in {boots} boots");
    });
}

/// Who can write the terminal's files and puts an old `till.db` back, deletes it, or edits it, has no attempt until head
/// office was reached, and then none that time has not given back. Head office sees an old one with the next upload.
#[test]
fn neither_an_old_nor_a_deleted_nor_an_edited_till_gives_a_guess() {
    let folder = in_memory();
    app::runtime().unwrap().block_on(async {
        let (world, terminal) = begin(folder.path()).await;
        let random = Random::new();
        let mut insider = Insider { world: &world, terminal, random, at_login: 0, at_supervisor: 0, tried: 0 };
        insider.guess_all().await;
        assert_eq!((insider.at_login, insider.at_supervisor), (10, 3));
        world.gate.set(Mode::Open);
        insider.terminal.contact().await.unwrap();
        world.gate.set(Mode::Cut);

        insider.terminal.stop();
        put_back(&folder.path().join("before"), &insider.terminal.data, "till.db");
        insider.terminal.restart();
        for files in [&["till.db"][..], &["till.db", "replica.db"], &[]] {
            insider.guess_all().await;
            let (_, own) = insider.attempt(OWN, Purpose::LogIn).await;
            assert_eq!(own, OutcomeCode::Damaged, "until contact");
            assert_eq!((insider.at_login, insider.at_supervisor), (10, 3), "no guess");
            insider.terminal.stop();
            for name in files {
                put_back(&folder.path().join("nothing"), &insider.terminal.data, name);
            }
            if files.is_empty() {
                let database = rusqlite::Connection::open(insider.terminal.data.join("till.db")).unwrap();
                database.execute_batch("UPDATE throttle SET debt_ms = 0; UPDATE state SET lost = 0").unwrap();
            }
            insider.terminal.restart();
        }
        world.gate.set(Mode::Open);
        insider.terminal.contact().await.unwrap();
        world.gate.set(Mode::Cut);
        insider.guess_all().await;
        assert_eq!((insider.at_login, insider.at_supervisor), (10, 3), "contact returns no attempt");
        insider.terminal.pass(REFILL_MS);
        insider.guess_all().await;
        assert_eq!((insider.at_login, insider.at_supervisor), (11, 3), "time does");
    });
}
