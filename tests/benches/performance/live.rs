//! From a change at head office to the look-up at the till that decides otherwise.

use crate::{median, ms};
use pos_terminal::app;
use pos_terminal::link::{LinkState, Request};
use pos_terminal::login::Login;
use std::path::Path;
use std::time::{Duration, Instant};
use sync_core::domain::{PosPassword, UserId};
use sync_core::login::{LookUp, Outcome};
use tests::chain;
use tests::terminal::Terminal;
use tests::world::{Cost, World};
use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;

const TERMINALS: usize = 50;
const CHANGES: usize = 200;
/// Whom the changes switch off and on.
const WHO: &str = "e-001";
/// Whom the terminals look up: the same.
const PASSWORD: &str = "260847";
/// A change that has not arrived after so long never will.
const LIMIT: Duration = Duration::from_secs(20);

/// Head office in this process switches a user off and on; every terminal holds its stream over TLS, applies what comes
/// and looks the user up. The hash is not counted.
pub fn live() {
    println!(
        "\nfrom a change at head office to the look-up that decides otherwise, {CHANGES} changes, {TERMINALS} terminals"
    );
    for (place, folder) in [("tmpfs", Path::new("/dev/shm")), ("disk", Path::new(env!("CARGO_TARGET_TMPDIR")))] {
        let folder = tempfile::tempdir_in(folder).expect("a folder");
        app::runtime().expect("threads").block_on(measure(place, folder.path()));
    }
}

async fn measure(place: &str, folder: &Path) {
    let world = World::begin_with(&folder.join("office"), Cost::Cheap, chain::TOML).await.expect("a head office");
    // Who asks nothing still has to be able to: without it a link ends.
    let (mut tills, mut links) = (Vec::new(), Vec::new());
    for number in 0..TERMINALS {
        let (till, link) = Till::begin(&folder.join(number.to_string()), &world).await;
        tills.push(till);
        links.push(link);
    }
    let (mut after_call, mut after_return) = (Vec::new(), Vec::new());
    for change in 0..CHANGES {
        let active = change % 2 == 1;
        let mut seeing = JoinSet::new();
        for mut till in tills.drain(..) {
            seeing.spawn(async move {
                let seen = till.sees(active).await;
                (till, seen)
            });
        }
        let called = Instant::now();
        let import = format!("[[user]]\nref = \"{WHO}\"\nactive = {active}\n");
        tokio::task::block_in_place(|| world.import(&import)).expect("the change");
        let returned = Instant::now();
        while let Some(seen) = seeing.join_next().await {
            let (till, seen) = seen.expect("a till that sees the change");
            after_call.push(ms(seen.duration_since(called)));
            after_return.push(ms(seen.saturating_duration_since(returned)));
            tills.push(till);
        }
    }
    for (from, times) in [("call", &mut after_call), ("return", &mut after_return)] {
        let (middle, last) = (median(times), times.len() - 1);
        println!(
            "  {place:<6} from the import's {from:<7} median {middle:>6.1} ms   p99 {:>6.1} ms   longest {:>6.1} ms",
            times[last * 99 / 100],
            times[last]
        );
    }
}

/// A terminal that follows head office, and its look-ups.
struct Till {
    login: Login,
    link: watch::Receiver<LinkState>,
    user: UserId,
}

impl Till {
    async fn begin(data: &Path, world: &World) -> (Self, mpsc::UnboundedSender<Request>) {
        let mut terminal = Terminal::begin(data, world).await.expect("a synced terminal");
        let password = PosPassword::new(PASSWORD).expect("a password");
        let (Outcome::Granted(session), _) = terminal.attempt(&password).await else { panic!("refused") };
        let Terminal { login, link, .. } = terminal;
        let state = link.subscribe();
        let (asks, asked) = mpsc::unbounded_channel();
        tokio::spawn(link.run(asked));
        let mut till = Self { login, link: state, user: session.user };
        till.until(|till| till.link.borrow().is_live()).await;
        (till, asks)
    }

    /// When a look-up first says that the user is active or not.
    async fn sees(&mut self, active: bool) -> Instant {
        self.until(
            |till| matches!(till.login.records().user(till.user), LookUp::User { active: now, .. } if now == active),
        )
        .await;
        Instant::now()
    }

    /// Looks again whenever the link says something new.
    async fn until(&mut self, condition: impl Fn(&mut Self) -> bool) {
        let seen = async {
            while !condition(self) {
                self.link.changed().await.expect("a link");
            }
        };
        tokio::time::timeout(LIMIT, seen).await.expect("it never came");
    }
}
