//! Reloads of 20,000 users, cut off anywhere: what is there serves on, the till's own file is not touched, and the next
//! reload works.

use crate::kills::{Random, kill_after, shows_everything};
use crate::programs::{Shop, Till};
use crate::small_disk::SmallDisk;
use pos_terminal::link::{Connection, Following, LinkState, Request};
use rusqlite::types::Value;
use rusqlite::{Connection as Database, OpenFlags};
use std::collections::BTreeMap;
use std::path::Path;
use std::time::{Duration, Instant};
use sync_core::domain::{PosPassword, decode};
use sync_core::login::{Entry, EntryKind, Outcome, Purpose, Readiness};
use sync_core::sync::engine::Goal;
use tests::chain;
use tests::gate::Mode;
use tests::terminal::Terminal;
use tests::world::{Cost, World};
use tokio::sync::oneshot::error::TryRecvError;
use tokio::sync::{mpsc, oneshot, watch};

const USERS: u32 = 20_000;
const KILLS: u32 = 200;
const CANCELS: u32 = 30;
const PASSWORD: &str = "482913";
/// An address nobody answers at.
const NOWHERE: &str = "https://127.0.0.1:1";

/// `till.db`, row for row.
#[derive(PartialEq, Debug)]
struct TillFacts {
    journal: Vec<(i64, Vec<u8>)>,
    /// Every other table but what a verified contact writes.
    tables: BTreeMap<String, Vec<Vec<Value>>>,
}

impl TillFacts {
    fn of(data: &Path) -> Self {
        let database = read_only(&data.join("till.db"));
        let mut names = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").unwrap();
        let names: Vec<String> = names.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap();
        assert!(["entry", "pending", "throttle", "state"].iter().all(|table| names.iter().any(|name| name == table)));
        let mut journal = database.prepare("SELECT seq, body FROM entry ORDER BY seq").unwrap();
        let journal = journal.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
        let tables = names.into_iter().filter(|name| name != "entry").map(|name| {
            let rows = rows(&database, &name);
            (name, rows)
        });
        Self { journal: journal.collect::<Result<_, _>>().unwrap(), tables: tables.collect() }
    }

    /// Panics when anything is otherwise than before, but for entries at the end; what those are.
    fn only_added_to(&self, before: &Self) -> Vec<EntryKind> {
        assert_eq!(self.tables, before.tables);
        let (kept, added) = self.journal.split_at(before.journal.len());
        assert_eq!(kept, before.journal);
        added.iter().map(|(_, body)| decode::<Entry>(body).unwrap().kind).collect()
    }
}

/// What a table has, without what a verified contact may set, and the seal over it. What head office acknowledged of the journal is no part of
/// a reload either: reports go on beside it.
fn rows(database: &Database, table: &str) -> Vec<Vec<Value>> {
    let mut statement = database.prepare(&format!("SELECT * FROM {table} ORDER BY 1")).unwrap();
    let columns: Vec<usize> = (0..statement.column_count())
        .filter(|column| {
            let name = statement.column_name(*column).unwrap();
            !["mark_", "contact_", "uploaded", "seal"].iter().any(|free| name.starts_with(free))
        })
        .collect();
    let read = |row: &rusqlite::Row<'_>| columns.iter().map(|column| row.get(*column)).collect();
    statement.query_map([], read).unwrap().collect::<Result<_, _>>().unwrap()
}

/// Which slot of the replica serves: it changes when a reload becomes visible.
fn live_slot(data: &Path) -> i64 {
    read_only(&data.join("replica.db")).query_row("SELECT live FROM replica", [], |row| row.get(0)).unwrap()
}

fn read_only(path: &Path) -> Database {
    Database::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap()
}

/// A login of a terminal that cannot reach head office.
fn offline_login(shop: &Shop, till: &Till) -> String {
    let online = std::fs::read_to_string(till.file("identity")).unwrap();
    assert!(online.contains(&shop.address()));
    std::fs::write(till.file("identity"), online.replace(&shop.address(), NOWHERE)).unwrap();
    let outcome = till.outcome(PASSWORD);
    std::fs::write(till.file("identity"), online).unwrap();
    outcome
}

fn reload(till: &Till) -> serde_json::Value {
    till.json(&["refresh", "--reload"], "")
}

#[test]
fn a_reload_killed_anywhere_leaves_the_old_data_serving() {
    let mut shop = Shop::with_users(USERS);
    let till = shop.till("till");
    let begun = Instant::now();
    assert_eq!(reload(&till)["error"], serde_json::Value::Null);
    // As in `kills.rs`: moves to where kills come before and after the new data is visible, however busy the machine is.
    let mut window = begun.elapsed();

    let mut random = Random::new();
    let (mut before, mut after, mut late) = (0, 0, 0);
    for number in 0..4 * KILLS {
        if before + after >= KILLS && after > 2 {
            break;
        }
        if number % 40 == 20 {
            // What is staged is of another revision than what comes next.
            shop.import(&renamed(number));
        }
        let (facts, slot) = (TillFacts::of(&till.data), live_slot(&till.data));
        let mut process = till.command(&["refresh", "--reload"]).spawn().unwrap();
        drop(process.stdin.take());
        let delay = match number % 4 {
            0 => window * 7 / 10 + random.below(window * 3 / 10),
            _ => random.below(window),
        };
        let has_ended = kill_after(&mut process, delay);
        window = if has_ended { window * 9 / 10 } else { window * 51 / 50 };
        let is_visible = live_slot(&till.data) != slot;
        let added = TillFacts::of(&till.data).only_added_to(&facts);
        // The entry comes after the replica's commit, and never without it.
        assert!(added.is_empty() || (is_visible && added == [EntryKind::Reload]), "kill {number}: {added:?}");
        match (has_ended, is_visible) {
            (true, _) => late += 1,
            (false, true) => after += 1,
            (false, false) => before += 1,
        }
        assert_eq!(offline_login(&shop, &till), "granted", "kill {number}");
        if number % 50 == 0 {
            shows_everything(&shop, &till);
            assert_eq!(reload(&till)["error"], serde_json::Value::Null, "kill {number}");
            assert_eq!(till.status()["readiness"], "ready", "kill {number}");
        }
    }
    println!("{before} kills before and {after} after the new data was visible, {late} came too late ({window:?})");
    assert!(before + after >= KILLS, "only {before} and {after} kills came in time");
    assert!(before > KILLS / 4 && after > 0, "the kills came too early or too late to say anything");
    assert_eq!(reload(&till)["error"], serde_json::Value::Null);
    shows_everything(&shop, &till);
    assert_eq!(till.journal()["intact"], true);
    shop.kill_office();
}

/// A change that both collections' revision moves with.
fn renamed(number: u32) -> String {
    format!(
        "[[user]]\nref = \"e-002\"\nfirst_name = \"Mari {number}\"\nlast_name = \"Maasikas\"\n\
         pos_password = \"{PASSWORD}\"\ngroup = \"Cashier\"\nlanguage = \"et\"\nsalepoints = [{{ name = \"{}\" }}]\n",
        chain::SALEPOINT
    )
}

/// A head office of so many users and a terminal whose link runs.
struct Running {
    world: World,
    login: pos_terminal::login::Login,
    state: watch::Receiver<LinkState>,
    requests: mpsc::UnboundedSender<Request>,
    _following: Following,
}

impl Running {
    async fn begin(folder: &Path) -> Self {
        let world = World::begin_with(&folder.join("office"), Cost::Cheap, "").await.unwrap();
        let what = head_office::Generate { users: USERS as usize, salepoints: 3, stores: 2, seed: 7 };
        world.office.generate(&what, &|_, _| {}).unwrap();
        world.import(chain::TOML).unwrap();
        let Terminal { login, link, .. } = Terminal::begin(&folder.join("terminal"), &world).await.unwrap();
        let state = link.subscribe();
        let (requests, asked) = mpsc::unbounded_channel();
        let following = link.start(asked).unwrap();
        Self { world, login, state, requests, _following: following }
    }

    fn ask_for_reload(&self) -> oneshot::Receiver<pos_terminal::link::RoundResult> {
        let (reply, answer) = oneshot::channel();
        self.requests.send(Request { goal: Goal::Reload, reply }).unwrap_or_else(|_| panic!("the link has ended"));
        answer
    }

    async fn wait_for(&mut self, what: &str, condition: impl FnMut(&LinkState) -> bool) {
        let waited = tokio::time::timeout(Duration::from_secs(20), self.state.wait_for(condition)).await;
        assert!(waited.is_ok_and(|seen| seen.is_ok()), "{what} did not come");
    }

    async fn log_in(&mut self) -> Outcome {
        let known = self.state.borrow().clone();
        let asks = async |_| panic!("a login that is granted asks nobody");
        self.login.attempt(&PosPassword::new(PASSWORD).unwrap(), Purpose::LogIn, &known, asks).await
    }
}

#[test]
fn a_reload_cancelled_anywhere_leaves_the_old_data_serving() {
    // Another test of this process may have installed it.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("terminal");
    pos_terminal::app::runtime().unwrap().block_on(async {
        let mut terminal = Running::begin(folder.path()).await;
        let begun = Instant::now();
        terminal.ask_for_reload().await.unwrap().unwrap();
        let mut window = begun.elapsed();

        let mut random = Random::new();
        let mut in_time = 0;
        for number in 0..CANCELS {
            terminal.wait_for("a quiet link", |state| !state.refreshing).await;
            let (facts, slot) = (TillFacts::of(&data), live_slot(&data));
            let cursor = terminal.state.borrow().cursor;
            let answer = terminal.ask_for_reload();
            terminal.wait_for("the reload", |state| state.refreshing).await;
            tokio::time::sleep(random.below(window)).await;
            drop(answer);
            terminal.wait_for("the end of it", |state| !state.refreshing).await;
            let is_visible = live_slot(&data) != slot;
            let added = TillFacts::of(&data).only_added_to(&facts);
            assert_eq!(added, if is_visible { vec![EntryKind::Reload] } else { vec![] }, "cancel {number}");
            in_time += u32::from(!is_visible);
            window = if is_visible { window * 8 / 10 } else { window * 21 / 20 };

            terminal.world.gate.set(Mode::Cut);
            terminal.wait_for("being cut off", |state| !state.is_online()).await;
            let state = terminal.state.borrow().clone();
            assert_eq!((state.readiness, state.cursor), (Readiness::Ready, cursor), "cancel {number}");
            assert!(matches!(terminal.log_in().await, Outcome::Granted(_)), "cancel {number}");
            terminal.world.gate.set(Mode::Open);
            if number % 10 == 9 {
                let slot = live_slot(&data);
                terminal.ask_for_reload().await.unwrap().unwrap();
                assert_ne!(live_slot(&data), slot, "cancel {number}");
            }
        }
        println!("{in_time} of {CANCELS} were cancelled before the new data was visible ({window:?})");
        assert!(in_time > CANCELS / 2, "the cancels came too late to say anything");
        assert!(!matches!(terminal.state.borrow().connection, Connection::Refused { .. }));
    });
}

#[test]
fn logins_inside_reloads_are_granted() {
    // Another test of this process may have installed it.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let folder = tempfile::tempdir().unwrap();
    pos_terminal::app::runtime().unwrap().block_on(async {
        let mut terminal = Running::begin(folder.path()).await;
        let mut inside = 0;
        while inside < 40 {
            let mut answer = terminal.ask_for_reload();
            loop {
                match answer.try_recv() {
                    Ok(result) => {
                        result.unwrap();
                        break;
                    }
                    Err(TryRecvError::Empty) => {}
                    Err(TryRecvError::Closed) => panic!("the link has ended"),
                }
                let outcome = terminal.log_in().await;
                assert!(matches!(outcome, Outcome::Granted(_)), "after {inside} logins: {outcome:?}");
                inside += 1;
            }
        }
    });
}

#[test]
fn a_reload_over_a_full_disk_leaves_the_old_data_serving() {
    let mut shop = Shop::with_users(USERS);
    let Some(disk) = SmallDisk::mount(shop.folder.path().join("small"), 96) else { return };
    let till = shop.till("small/till");
    let size: u64 = std::fs::read_dir(&till.data).unwrap().map(|file| file.unwrap().metadata().unwrap().len()).sum();
    let mut refused = 0;
    for free in [0, 64 << 10, 512 << 10, size / 2, size, size * 2] {
        disk.fill(free);
        let (facts, slot) = (TillFacts::of(&till.data), live_slot(&till.data));
        let output = till.run(&["refresh", "--reload"], "");
        let said: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        let added = TillFacts::of(&till.data).only_added_to(&facts);
        if let Some(error) = said["error"].as_str() {
            assert!(error.contains("disk is full"), "{free} bytes free: {error}");
            assert_eq!(output.status.code(), Some(1));
            assert_eq!((added, live_slot(&till.data)), (vec![], slot), "{free} bytes free");
            refused += 1;
        }
        shop.kill_office();
        assert_eq!(till.outcome(PASSWORD), "granted", "{free} bytes free");
        shop.serve();
        disk.clear();
        assert_eq!(till.status()["readiness"], "ready", "{free} bytes free");
        assert_eq!(reload(&till)["error"], serde_json::Value::Null, "{free} bytes free");
    }
    println!("{refused} reloads met a full disk; the terminal has {size} bytes");
    assert!(refused >= 3, "the disk was hardly ever full");
    shows_everything(&shop, &till);
    shop.kill_office();
}
