//! The terminal's clock is ten years off: no login that the age of the data forbids, and all is well after a contact.

use crate::programs::{copy_folder, wait_until};
use crate::standing::{BEGIN, DAY_MS, HOUR_MS, Standing, TEN_YEARS_MS, beginning, open};
use head_office::Clock;
use pos_terminal::app;
use pos_terminal::data::SharedTill;
use pos_terminal::view::{ConnectionView, DataView, Notice, ScreenView, View};
use pos_terminal::worker::{Command, Worker};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use std::net::TcpStream;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use sync_core::domain::PosPassword;
use sync_core::login::{Age, OutcomeCode, Purpose, Supervision};
use sync_core::replica::{Replica, ReplicaKeys, Sqlite};
use tests::chain;
use tests::gate::Mode;
use tests::programs::terminal_config;
use tests::world::{Cost, World};
use tokio::sync::{mpsc, watch};

/// A cashier, and a supervisor, who may log in on old data.
const MARI: &str = "482913";
const LIIS: &str = "591368";
const FRESH_FOR_MS: u64 = 3 * DAY_MS;
const VALID_FOR_MS: u64 = 30 * DAY_MS;

/// Where a boot falls between the last contact and the attempts.
#[derive(Clone, Copy, PartialEq, Debug)]
enum Boot {
    /// Nowhere: the clock is turned while the terminal runs.
    None,
    /// Half-way, with the clock turned while the machine was off.
    Turned,
    /// Half-way; the clock is turned afterwards, while the terminal runs.
    BeforeTurning,
    /// The clock is turned while the terminal runs, and then the machine boots.
    AfterTurning,
}

/// A head office whose clock the test moves, and a terminal that is in step with it.
async fn begin(folder: &Path) -> (World, Standing, Clock) {
    let office_clock = Clock::standing_at(BEGIN);
    let world = World::begin_at(&folder.join("office"), Cost::Cheap, chain::TOML, office_clock.clone()).await.unwrap();
    let terminal = Standing::begin(&folder.join("terminal"), &world).await;
    (world, terminal, office_clock)
}

/// The age as 30-sync's "Time" has it, in a model of its own: by the boot clock within a boot, by the own clock at the
/// boot across one.
fn age_of(boot: Boot, shift_ms: i64, passed_ms: u64) -> Age {
    let sees_the_turn = matches!(boot, Boot::Turned | Boot::AfterTurning);
    let half_ms = i64::try_from(passed_ms / 2).unwrap();
    let seen_at_boot_ms = if sees_the_turn { half_ms + shift_ms } else { half_ms };
    match u64::try_from(seen_at_boot_ms) {
        Ok(seen_ms) => Age::Ms(seen_ms + passed_ms - passed_ms / 2),
        Err(_) => Age::Unknown,
    }
}

/// What may log in at this age does, and what may not does not.
async fn decides_by(terminal: &mut Standing, age: Age, case: &str) {
    assert_eq!(terminal.age(), age, "{case}");
    let may = !matches!(age, Age::Unknown) && age <= Age::Ms(VALID_FOR_MS);
    let expect = if may { OutcomeCode::Granted } else { OutcomeCode::Expired };
    for (password, purpose, expect) in [
        (MARI, Purpose::LogIn, expect),
        (LIIS, Purpose::LogIn, OutcomeCode::Granted),
        (LIIS, Purpose::Supervise(Supervision::ForceResync), OutcomeCode::Granted),
    ] {
        assert_eq!(terminal.attempt(password, purpose).await.code(), expect, "{case}: {purpose:?}");
    }
}

#[test]
fn no_login_that_the_age_forbids_whatever_the_clock_says() {
    let folder = tempfile::tempdir().unwrap();
    app::runtime().unwrap().block_on(async {
        let (world, mut first, office_clock) = begin(folder.path()).await;
        first.stop();
        let mut cases = 0;
        for boot in [Boot::None, Boot::Turned, Boot::BeforeTurning, Boot::AfterTurning] {
            for shift_ms in [0, -TEN_YEARS_MS, TEN_YEARS_MS, -20 * 86_400_000, -86_400_000] {
                for passed_ms in [2 * HOUR_MS, FRESH_FOR_MS + HOUR_MS, VALID_FOR_MS, VALID_FOR_MS + HOUR_MS] {
                    let case = format!("{boot:?}, turned by {shift_ms} ms, {passed_ms} ms after the contact");
                    let data = folder.path().join(format!("case-{cases}"));
                    copy_folder(&first.data, &data);
                    let mut terminal = Standing::start(&data, beginning());
                    world.gate.set(Mode::Cut);
                    terminal.pass(passed_ms / 2);
                    match boot {
                        Boot::None => terminal.turn(shift_ms),
                        Boot::Turned => terminal.reboot(0, shift_ms),
                        Boot::BeforeTurning => {
                            terminal.reboot(0, 0);
                            terminal.turn(shift_ms);
                        }
                        Boot::AfterTurning => {
                            terminal.turn(shift_ms);
                            terminal.reboot(0, 0);
                        }
                    }
                    terminal.pass(passed_ms - passed_ms / 2);
                    let age = age_of(boot, shift_ms, passed_ms);
                    decides_by(&mut terminal, age, &case).await;
                    terminal.restart();
                    decides_by(&mut terminal, age, &format!("{case}, restarted")).await;
                    // Whoever turns it back again afterwards has changed nothing, either.
                    terminal.turn(-shift_ms);
                    decides_by(&mut terminal, age, &format!("{case}, turned back")).await;
                    terminal.turn(shift_ms);

                    world.gate.set(Mode::Open);
                    office_clock.advance_ms(i64::try_from(passed_ms).unwrap());
                    decides_by(&mut terminal, age, &format!("{case}, in reach")).await;
                    // What follows the contact has nothing to do with how long ago the last one was.
                    if passed_ms > VALID_FOR_MS {
                        mended_by_contact(&mut terminal, -shift_ms, &case).await;
                    }
                    office_clock.advance_ms(-i64::try_from(passed_ms).unwrap());
                    cases += 1;
                }
            }
        }
        println!("{cases} cases");
    });
}

/// One contact mends all; from then on the age counts from it, and a clock that is right at the next boot is believed.
async fn mended_by_contact(terminal: &mut Standing, to_right_ms: i64, case: &str) {
    terminal.contact().await.unwrap();
    decides_by(terminal, Age::Ms(0), &format!("{case}, contact")).await;
    for turn_ms in [TEN_YEARS_MS, -2 * TEN_YEARS_MS, TEN_YEARS_MS] {
        terminal.turn(turn_ms);
        decides_by(terminal, Age::Ms(0), &format!("{case}, contact, turned by {turn_ms} ms")).await;
    }
    terminal.reboot(HOUR_MS, to_right_ms);
    decides_by(terminal, Age::Ms(HOUR_MS), &format!("{case}, contact, booted with the right time")).await;
    terminal.reboot(0, -TEN_YEARS_MS);
    decides_by(terminal, Age::Unknown, &format!("{case}, contact, booted behind the mark")).await;
    terminal.turn(TEN_YEARS_MS);
    decides_by(terminal, Age::Unknown, &format!("{case}, contact, booted behind the mark, until contact")).await;
    terminal.contact().await.unwrap();
    decides_by(terminal, Age::Ms(0), &format!("{case}, second contact")).await;
}

#[test]
fn a_contact_sets_the_mark_also_downwards() {
    let folder = tempfile::tempdir().unwrap();
    app::runtime().unwrap().block_on(async {
        let (_world, mut terminal, office_clock) = begin(folder.path()).await;
        office_clock.advance_ms(TEN_YEARS_MS);
        terminal.pass(HOUR_MS);
        terminal.contact().await.unwrap();
        terminal.reboot(HOUR_MS, 0);
        decides_by(&mut terminal, Age::Unknown, "head office's clock went ahead").await;
        office_clock.advance_ms(-TEN_YEARS_MS + 3 * 3_600_000);
        terminal.pass(HOUR_MS);
        terminal.contact().await.unwrap();
        decides_by(&mut terminal, Age::Ms(0), "head office's clock was set right").await;
        terminal.reboot(HOUR_MS, 0);
        decides_by(&mut terminal, Age::Ms(HOUR_MS), "head office's clock was set right, booted").await;
    });
}

/// The validity of head office's certificates is wide enough for a terminal that is ten years off, either way.
#[test]
fn tls_works_with_the_clock_ten_years_off() {
    #[derive(Debug)]
    struct Shifted(i64);
    impl rustls::time_provider::TimeProvider for Shifted {
        fn current_time(&self) -> Option<UnixTime> {
            let now_s = i64::try_from(UnixTime::now().as_secs()).unwrap();
            Some(UnixTime::since_unix_epoch(Duration::from_secs((now_s + self.0 / 1_000).try_into().unwrap())))
        }
    }
    let folder = tempfile::tempdir().unwrap();
    app::runtime().unwrap().block_on(async {
        let (world, mut terminal, _) = begin(folder.path()).await;
        terminal.stop();
        let opened = open(&terminal.data, &terminal.clock);
        let mut roots = rustls::RootCertStore::empty();
        roots.add(CertificateDer::from_pem_slice(opened.identity.unwrap().ca_pem.as_bytes()).unwrap()).unwrap();
        for (shift_ms, expect) in [(0, true), (-TEN_YEARS_MS, true), (TEN_YEARS_MS, true), (10 * TEN_YEARS_MS, false)] {
            let provider = Arc::new(rustls::crypto::ring::default_provider());
            let config = rustls::ClientConfig::builder_with_details(provider, Arc::new(Shifted(shift_ms)))
                .with_safe_default_protocol_versions()
                .unwrap()
                .with_root_certificates(roots.clone())
                .with_no_client_auth();
            let name = ServerName::try_from(world.gate.address.ip().to_string()).unwrap();
            let mut connection = rustls::ClientConnection::new(Arc::new(config), name).unwrap();
            let shaken = tokio::task::block_in_place(|| {
                let mut socket = TcpStream::connect(world.gate.address).unwrap();
                connection.complete_io(&mut socket)
            });
            assert_eq!(shaken.is_ok(), expect, "{shift_ms} ms off: {shaken:?}");
        }
    });
}

/// A terminal behind its screens, by clocks that the test moves.
pub struct Shown {
    pub commands: mpsc::UnboundedSender<Command>,
    pub till: SharedTill,
    views: watch::Receiver<Option<View>>,
}

impl Shown {
    pub fn start(terminal: &Standing) -> Self {
        let config = terminal_config(terminal.data.clone()).unwrap();
        let opened = open(&terminal.data, &terminal.clock);
        let (show, views) = watch::channel(None);
        let till = opened.till.clone();
        let show = move |view| drop(show.send_replace(Some(view)));
        let worker = Worker::new(&config, opened.folder, opened.lock, opened.device_keys, opened.till, show);
        let (commands, obeyed) = mpsc::unbounded_channel();
        tokio::spawn(worker.run(opened.identity, obeyed));
        Self { commands, till, views }
    }

    pub async fn shows(&mut self, what: &str, condition: impl Fn(&View) -> bool) {
        let found = self.within(Duration::from_secs(20), condition).await;
        assert!(found, "{what} is not shown: {:?}", self.views.borrow());
    }

    /// Whether it is shown within so long.
    pub async fn within(&mut self, limit: Duration, condition: impl Fn(&View) -> bool) -> bool {
        let shown = self.views.wait_for(|view| view.as_ref().is_some_and(&condition));
        tokio::time::timeout(limit, shown).await.is_ok()
    }

    /// The terminal follows head office again: its link tries when the time has come, by clocks that stand until they are
    /// moved on.
    pub async fn becomes_live(&mut self, terminal: &Standing) {
        let live = |view: &View| view.station.connection == ConnectionView::Live;
        for _ in 0..100 {
            terminal.pass(1_000);
            if self.within(Duration::from_millis(200), live).await {
                return;
            }
        }
        panic!("it does not follow head office again: {:?}", self.views.borrow());
    }

    pub fn submit(&self, password: &str) {
        self.submit_in(password, None);
    }

    /// The same in a supervisor's dialog.
    pub fn submit_in(&self, password: &str, dialog: Option<Supervision>) {
        self.commands.send(Command::Submit(PosPassword::new(password).unwrap(), dialog)).unwrap();
    }
}

fn refusal(view: &View) -> Option<OutcomeCode> {
    match &view.screen {
        ScreenView::Login(entry) => match &entry.notice {
            Notice::Outcome { outcome, .. } => Some(outcome.code()),
            _ => None,
        },
        _ => None,
    }
}

#[test]
fn the_screen_says_stale_and_expired_by_limits_that_arrive_live() {
    let folder = tempfile::tempdir().unwrap();
    app::runtime().unwrap().block_on(async {
        let (world, mut terminal, _) = begin(folder.path()).await;
        terminal.stop();
        let mut shown = Shown::start(&terminal);
        let fresh = |view: &View| matches!(view.station.data, DataView::Fresh { .. });
        shown.shows("live", |view| view.station.connection == ConnectionView::Live && fresh(view)).await;

        // The company's arrive, and so do the salepoint's own.
        world.office.set_policy(&[("fresh_for_s".into(), 7_200), ("valid_for_s".into(), 14_400)]).unwrap();
        wait_until("the company's policy in the replica", || policy_at(&terminal.data) == (7_200, 14_400));
        world.import("[[salepoint]]\nname = \"Kesklinn\"\nfresh_for_s = 3600\nvalid_for_s = 7200").unwrap();
        wait_until("the policy in the replica", || policy_at(&terminal.data) == (3_600, 7_200));
        // The screens take it up with the next look around; there is nothing else to be seen of it.
        world.gate.set(Mode::Cut);
        let connected =
            |view: &View| matches!(view.station.connection, ConnectionView::Connected | ConnectionView::Live);
        shown.shows("offline", |view| !connected(view)).await;
        terminal.pass(HOUR_MS);
        shown.shows("fresh to the last", fresh).await;
        terminal.pass(1_000);
        shown.shows("stale", |view| matches!(view.station.data, DataView::Stale { days: 0, .. })).await;
        shown.submit(MARI);
        shown.shows("at home, with stale data", |view| matches!(view.screen, ScreenView::Home(_))).await;
        terminal.pass(HOUR_MS);
        let expired = |view: &View| matches!(view.station.data, DataView::Expired { .. });
        shown.shows("expired", expired).await;
        let at_home = |view: &View| matches!(view.screen, ScreenView::Home(_)) || locked(view);
        shown.shows("expired, the session goes on", |view| expired(view) && at_home(view)).await;
        shown.commands.send(Command::LogOut).unwrap();
        shown.shows("nobody", |view| matches!(view.screen, ScreenView::Login(_)) && !locked(view)).await;
        shown.submit(MARI);
        shown.shows("the refusal", |view| refusal(view) == Some(OutcomeCode::Expired)).await;
        shown.submit(LIIS);
        shown.shows("a supervisor at home", |view| matches!(view.screen, ScreenView::Home(_))).await;
        terminal.turn(-TEN_YEARS_MS);
        shown.shows("expired ten years ago", expired).await;

        world.gate.set(Mode::Open);
        // The link tries again when the time has come, by clocks that stand until it passes.
        for _ in 0..100 {
            terminal.pass(60_000);
            if shown.within(Duration::from_millis(200), fresh).await {
                return;
            }
        }
        shown.shows("fresh again", fresh).await;
    });
}

pub fn locked(view: &View) -> bool {
    matches!(&view.screen, ScreenView::Login(entry) if matches!(entry.notice, Notice::Locked(_)))
}

/// The limits of age in a terminal's replica, in seconds.
fn policy_at(data: &Path) -> (u32, u32) {
    let identity =
        pos_terminal::identity::Identity::load(&data.join("identity"), &pos_terminal::device_keys::DeviceKeys::File)
            .unwrap()
            .unwrap();
    let keys = ReplicaKeys::derive(&identity.device_key);
    let replica = Sqlite::open_read_only(&data.join("replica.db"), keys, identity.salepoint).unwrap().unwrap();
    let policy = replica.policy().unwrap();
    (policy.fresh_for_s, policy.valid_for_s)
}
