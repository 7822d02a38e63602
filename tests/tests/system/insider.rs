//! An insider who may write every file of the terminal but `identity`, with the device key in it: between his guesses he
//! edits rows, drops indexes, flips bytes of pages, deletes files and puts old ones back, any set of them.

use crate::guessing::{Insider, in_memory, put_back};
use crate::kills::Random;
use crate::standing::{BEGIN, MINUTE_MS, Standing};
use head_office::Clock;
use pos_terminal::app;
use rusqlite::Connection as Database;
use std::path::{Path, PathBuf};
use sync_core::login::{Bucket, OutcomeCode, Purpose, Supervision};
use tests::chain;
use tests::gate::Mode;
use tests::world::{Cost, World};

const ROUNDS: usize = 150;
/// The insider's own: a cashier's.
const OWN: &str = "482913";
/// Liis, a supervisor, who is deactivated after the insider has kept the files of that day.
const DEACTIVATED: &str = "591368";
const LEAVES: &str = "[[user]]\nref = \"e-005\"\nactive = false\n";
const REFILL_MS: u64 = 10 * MINUTE_MS;

/// What he does to rows and indexes, and to the state that guessing hangs on.
const EDITS: [(&str, &str); 20] = [
    ("till.db", "UPDATE throttle SET debt_ms = 0"),
    ("till.db", "UPDATE throttle SET debt_ms = debt_ms / 2, refill_ms = NULL"),
    ("till.db", "UPDATE throttle SET refill_ms = refill_ms * 100"),
    ("till.db", "UPDATE throttle SET at_boot_ms = 0"),
    ("till.db", "UPDATE throttle SET boot = zeroblob(16)"),
    ("till.db", "DELETE FROM throttle"),
    ("till.db", "UPDATE state SET lost = 0"),
    ("till.db", "UPDATE state SET lost = 0, mark_epoch = NULL, mark_revision = NULL"),
    ("till.db", "UPDATE state SET mark_revision = 0"),
    ("till.db", "UPDATE state SET contact_server_at = contact_server_at + 1000000000"),
    ("till.db", "UPDATE state SET seal_counter = seal_counter + 1000"),
    ("till.db", "UPDATE state SET seal = NULL, seal_counter = NULL, lost = 0"),
    ("till.db", "DELETE FROM state; INSERT INTO state (id, lost) VALUES (1, 0)"),
    ("till.db", "DROP TABLE throttle"),
    ("replica.db", "UPDATE row SET body = zeroblob(length(body)) WHERE random() % 4 = 0"),
    (
        "replica.db",
        "UPDATE row SET tag = (SELECT tag FROM row AS other WHERE other.tag IS NOT NULL ORDER BY random() LIMIT 1) WHERE tag IS NOT NULL",
    ),
    (
        "replica.db",
        "UPDATE row SET key = (SELECT key FROM row AS other ORDER BY random() LIMIT 1) WHERE random() % 8 = 0",
    ),
    ("replica.db", "DELETE FROM row WHERE random() % 3 = 0"),
    ("replica.db", "UPDATE row SET mac = zeroblob(length(mac))"),
    ("replica.db", "PRAGMA writable_schema = 1; DELETE FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL"),
];

const FILES: [&str; 2] = ["till.db", "replica.db"];

struct Hands {
    kept: Vec<PathBuf>,
    nothing: PathBuf,
}

impl Hands {
    /// Something with the files of a terminal that is switched off.
    fn tamper(&mut self, insider: &mut Insider<'_>) {
        let data = insider.terminal.data.clone();
        match insider.pick(6) {
            0 | 1 => {
                let (name, edit) = EDITS[usize::try_from(insider.pick(EDITS.len() as u64)).unwrap()];
                // What he did before may have left nothing to edit.
                let edited = Database::open(data.join(name)).and_then(|database| database.execute_batch(edit));
                println!("{name}: {edit}: {edited:?}");
            }
            2 => self.flip(insider, &data),
            set => {
                let from = match insider.pick(1 + self.kept.len() as u64) {
                    0 => &self.nothing,
                    number => &self.kept[usize::try_from(number).unwrap() - 1],
                };
                for (index, name) in FILES.iter().enumerate().filter(|(index, _)| (set - 2) & (1 << index) != 0) {
                    println!("{index}: {name} from {}", from.display());
                    put_back(from, &data, name);
                }
            }
        }
    }

    /// Some bytes of any pages.
    fn flip(&self, insider: &mut Insider<'_>, data: &Path) {
        let name = FILES[usize::try_from(insider.pick(2)).unwrap()];
        let Ok(mut bytes) = std::fs::read(data.join(name)) else { return };
        for _ in 0..=insider.pick(8) {
            let at = insider.pick(bytes.len().max(1) as u64);
            if let Some(byte) = bytes.get_mut(usize::try_from(at).unwrap()) {
                *byte ^= 1 << insider.pick(8);
            }
        }
        println!("bytes of {name}");
        std::fs::write(data.join(name), bytes).unwrap();
    }

    /// Keeps the files as they are for later.
    fn keep(&mut self, insider: &Insider<'_>, folder: &Path) {
        let to = folder.join(format!("kept-{}", self.kept.len()));
        std::fs::create_dir_all(&to).unwrap();
        FILES.iter().for_each(|name| put_back(&insider.terminal.data, &to, name));
        self.kept.push(to);
    }
}

/// A password that may be anybody's, once. What it is worth is counted by the hashes it cost. The password of a user who
/// was deactivated is a right one: its attempt is given back, as one's own is.
async fn guess(insider: &mut Insider<'_>, password: &str, purpose: Purpose) -> OutcomeCode {
    let (hashed, outcome) = insider.attempt(password, purpose).await;
    if outcome == OutcomeCode::Inactive {
        assert_eq!(password, DEACTIVATED);
        return outcome;
    }
    match purpose.bucket() {
        Bucket::Login => insider.at_login += hashed,
        Bucket::Supervisor => insider.at_supervisor += hashed,
    }
    outcome
}

/// Reaches head office. What cannot be read is thrown away by the first contact that meets it, and fetched by the next.
async fn mend(insider: &mut Insider<'_>) {
    let mut failures = Vec::new();
    while let Err(failure) = insider.terminal.contact().await {
        failures.push(failure);
        assert!(failures.len() < 4, "nothing mends it: {failures:?}");
    }
}

#[test]
fn whatever_an_insider_does_to_the_files_he_guesses_no_more_and_nobody_deactivated_is_let_in() {
    let folder = in_memory();
    app::runtime().unwrap().block_on(async {
        let clock = Clock::standing_at(BEGIN);
        let world = World::begin_at(&folder.path().join("office"), Cost::Cheap, chain::TOML, clock).await.unwrap();
        let terminal = Standing::begin(&folder.path().join("terminal"), &world).await;
        let random = Random::new();
        let mut insider = Insider { world: &world, terminal, random, at_login: 0, at_supervisor: 0, tried: 0 };
        let mut hands = Hands { kept: Vec::new(), nothing: folder.path().join("nothing") };
        assert_eq!(insider.attempt(DEACTIVATED, Purpose::LogIn).await.1, OutcomeCode::Granted);
        insider.terminal.stop();
        hands.keep(&insider, folder.path());
        insider.terminal.restart();
        world.import(LEAVES).unwrap();
        insider.terminal.contact().await.unwrap();
        assert_eq!(insider.attempt(DEACTIVATED, Purpose::LogIn).await.1, OutcomeCode::Inactive);
        world.gate.set(Mode::Cut);
        let mut passed_ms = 0;
        let (mut let_in, mut started) = (0, 0);
        for round in 0..ROUNDS {
            insider.terminal.stop();
            if insider.pick(10) == 0 && hands.kept.len() < 8 {
                hands.keep(&insider, folder.path());
            }
            for _ in 0..insider.pick(3) {
                hands.tamper(&mut insider);
            }
            if !insider.terminal.try_restart() {
                continue;
            }
            started += 1;
            if insider.pick(2) == 0 {
                world.gate.set(Mode::Open);
                mend(&mut insider).await;
                world.gate.set(Mode::Cut);
            }
            if insider.pick(3) > 0 {
                let ms = insider.pick(4 * REFILL_MS);
                insider.terminal.pass(ms);
                passed_ms += ms;
            }
            for _ in 0..3 {
                insider.tried += 1;
                let password = format!("guess {}", insider.tried);
                guess(&mut insider, &password, Purpose::LogIn).await;
                guess(&mut insider, &password, Purpose::Supervise(Supervision::UnlockTerminal)).await;
                // It gives back what it spent, or less.
                let (_, own) = insider.attempt(OWN, Purpose::LogIn).await;
                let_in += u32::from(own == OutcomeCode::Granted);
            }
            for purpose in [Purpose::LogIn, Purpose::Supervise(Supervision::UnlockTerminal)] {
                let outcome = guess(&mut insider, DEACTIVATED, purpose).await;
                assert_ne!(outcome, OutcomeCode::Granted, "round {round}");
            }
            let most = (10 + passed_ms / REFILL_MS, 3 + passed_ms / (6 * REFILL_MS));
            assert!(
                insider.at_login <= most.0 && insider.at_supervisor <= most.1,
                "round {round}: {} guesses at login and {} in dialogs, {most:?} are due",
                insider.at_login,
                insider.at_supervisor
            );
        }
        println!("{} and {} guesses in {ROUNDS} rounds, {started} starts", insider.at_login, insider.at_supervisor);
        assert!(let_in > 0 && started > ROUNDS / 4 && insider.at_login > 10, "{let_in} {started}: it says nothing");

        // With head office in reach and the files left alone everything mends itself.
        insider.terminal.stop();
        FILES.iter().for_each(|name| put_back(&hands.nothing, &insider.terminal.data, name));
        insider.terminal.restart();
        world.gate.set(Mode::Open);
        insider.terminal.contact().await.unwrap();
        insider.terminal.pass(REFILL_MS);
        assert_eq!(insider.attempt(OWN, Purpose::LogIn).await.1, OutcomeCode::Granted);
        assert_eq!(insider.attempt(DEACTIVATED, Purpose::LogIn).await.1, OutcomeCode::Inactive);
    });
}
