//! Logins while everything is fetched again, against logins while nothing is.

use crate::{median, ms};
use pos_terminal::app;
use pos_terminal::link::{LinkState, Request, RoundResult};
use pos_terminal::login::Login;
use std::path::Path;
use std::time::Instant;
use sync_core::domain::PosPassword;
use sync_core::login::{Outcome, Purpose};
use sync_core::sync::engine::Goal;
use tests::chain;
use tests::terminal::Terminal;
use tests::world::{Cost, World};
use tokio::sync::mpsc::{self, UnboundedSender};
use tokio::sync::oneshot::{self, error::TryRecvError};
use tokio::sync::watch;

const USERS: usize = 20_000;
/// So many logins are to fall inside reloads.
const INSIDE: usize = 200;
const PASSWORD: &str = "482913";

/// A terminal that fetches everything again and again, and a user who logs in all the while.
struct Busy {
    login: Login,
    state: watch::Receiver<LinkState>,
    requests: UnboundedSender<Request>,
    password: PosPassword,
}

/// Head office is in this process, too: what it costs to serve the reload is on the terminal's bill here.
pub fn reload() {
    println!("\nlogins inside reloads of {USERS} users ÷ quiet logins in between (64 MiB, 3 passes), {INSIDE} of each");
    for (place, folder) in [("tmpfs", Path::new("/dev/shm")), ("disk", Path::new(env!("CARGO_TARGET_TMPDIR")))] {
        let folder = tempfile::tempdir_in(folder).expect("a folder");
        app::runtime().expect("threads").block_on(measure(place, folder.path()));
    }
}

async fn measure(place: &str, folder: &Path) {
    let world = World::begin_with(&folder.join("office"), Cost::Real, "").await.expect("a head office");
    let generate = head_office::Generate { users: USERS - 12, salepoints: 100, stores: 20, seed: 7 };
    world.office.generate(&generate, &|_, _| {}).expect("generated users");
    world.import(chain::TOML).expect("the chain");
    let Terminal { login, link, .. } =
        Terminal::begin(&folder.join("terminal"), &world).await.expect("a synced terminal");
    let state = link.subscribe();
    let (requests, asked) = mpsc::unbounded_channel();
    let following = link.start(asked).expect("threads");
    let mut busy = Busy { login, state, requests, password: PosPassword::new(PASSWORD).expect("a password") };

    let (mut inside, mut quiet, mut reloads) = (Vec::new(), Vec::new(), Vec::new());
    busy.log_in().await;
    while inside.len() < INSIDE {
        let (begun, before) = (Instant::now(), inside.len());
        let mut answer = busy.ask_for_reload();
        loop {
            let time = busy.log_in().await;
            match answer.try_recv() {
                // The one during which it ended was partly quiet.
                Ok(result) => {
                    result.expect("a reload");
                    break;
                }
                Err(TryRecvError::Empty) => inside.push(time),
                Err(TryRecvError::Closed) => panic!("the link has ended"),
            }
        }
        reloads.push(ms(begun.elapsed()));
        for _ in before..inside.len() {
            quiet.push(busy.log_in().await);
        }
    }
    let medians = (median(&mut inside), median(&mut quiet));
    let p95 = (inside[inside.len() * 95 / 100], quiet[quiet.len() * 95 / 100]);
    println!(
        "  {place:<6} median ratio {:.2} ({:.1} ÷ {:.1} ms)   p95 ratio {:.2} ({:.1} ÷ {:.1} ms)   {} logins inside {} reloads of {:.0} ms, none refused",
        medians.0 / medians.1,
        medians.0,
        medians.1,
        p95.0 / p95.1,
        p95.0,
        p95.1,
        inside.len(),
        reloads.len(),
        median(&mut reloads),
    );
    following.stop().await;
    drop(world);
}

impl Busy {
    fn ask_for_reload(&self) -> oneshot::Receiver<RoundResult> {
        let (reply, answer) = oneshot::channel();
        assert!(self.requests.send(Request { goal: Goal::Reload, reply }).is_ok(), "the link has ended");
        answer
    }

    /// One login, which must be granted; how long it took.
    async fn log_in(&mut self) -> f64 {
        let known = self.state.borrow().clone();
        let asks = async |_| panic!("a login that is granted asks nobody");
        let begun = Instant::now();
        let outcome = self.login.attempt(&self.password, Purpose::LogIn, &known, asks).await;
        let time = ms(begun.elapsed());
        assert!(matches!(outcome, Outcome::Granted(_)), "{outcome:?}");
        time
    }
}
