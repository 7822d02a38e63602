//! `cargo bench`: what the product promises about speed, measured side by side with what it is compared to, in one run.
//!
//! Ratios of interleaved pairs, so that a noisy machine disturbs both sides. `cargo bench -- login`, `-- fsync`,
//! `-- keypress` or `-- window` runs one part.

use argon2::{Algorithm, Argon2, Block, Params, Version};
use pos_terminal::app;
use pos_terminal::config::Config;
use pos_terminal::enrolment;
use pos_terminal::{client::OfficeClient, data::ReplicaFile, link::Link, login::Login};
use std::fs;
use std::hint::black_box;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};
use sync_core::domain::{Kdf, PosPassword};
use sync_core::login::{Outcome, Purpose};
use sync_core::replica::Replica;
use sync_core::sync::engine::Goal;
use tests::chain;
use tests::headless::{Clock, Headless};
use tests::world::{Cost, World};

const BINARY: &str = env!("CARGO_BIN_EXE_demo");
const PAIRS: usize = 60;
const PASSWORD: &str = "482913";

fn main() {
    // Fails only when somebody installed a provider before, which nobody did.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| !argument.starts_with("--")).collect();
    if let [attempts, folder] = arguments.as_slice()
        && let Ok(attempts) = attempts.parse()
    {
        return only_attempt(attempts, Path::new(folder));
    }
    let wanted = |part: &str| arguments.is_empty() || arguments.iter().any(|argument| argument == part);
    if wanted("login") {
        login();
    }
    if wanted("fsync") {
        fsync();
    }
    if wanted("keypress") {
        keypress();
    }
    if wanted("window") {
        window();
    }
}

/// A full login — bucket, hash, look-up, decision, journal — against a bare Argon2id with the same parameters, both
/// reusing their memory.
fn login() {
    println!("\nlogin ÷ bare Argon2id (64 MiB, 3 passes), {PAIRS} interleaved pairs, median");
    for (place, folder) in [("tmpfs", Path::new("/dev/shm")), ("disk", Path::new(env!("CARGO_TARGET_TMPDIR")))] {
        for users in [10, 1_000, 100_000] {
            let folder = tempfile::tempdir_in(folder).expect("a folder for the terminal");
            let runtime = app::runtime().expect("threads");
            runtime.block_on(async {
                let mut terminal = terminal(folder.path(), users).await;
                let (mut ratios, mut logins, mut hashes) = (Vec::new(), Vec::new(), Vec::new());
                let mut blocks = vec![Block::default(); 65_536];
                let password = PosPassword::new(PASSWORD).expect("a password");
                let before = terminal.login.hashes();
                for pair in 0..=PAIRS {
                    let full = time_of(terminal.attempt(&password)).await;
                    let bare = bare(&terminal.kdf, &mut blocks);
                    if pair > 0 {
                        // The first pair warms both sides up.
                        ratios.push(full / bare);
                        logins.push(full);
                        hashes.push(bare);
                    }
                }
                let calls = terminal.login.hashes() - before;
                println!(
                    "  {place:<6} {users:>7} users   ratio {:.3}   login {:.1} ms   hash {:.1} ms   {:.2} KDF calls an attempt",
                    median(&mut ratios),
                    median(&mut logins),
                    median(&mut hashes),
                    calls as f64 / (PAIRS + 1) as f64
                );
            });
        }
    }
}

struct Terminal {
    login: Login,
    link: Link,
    kdf: Kdf,
    _world: World,
}

impl Terminal {
    async fn attempt(&mut self, password: &PosPassword) {
        let state = self.link.subscribe().borrow().clone();
        let outcome = self.login.attempt(password, Purpose::LogIn, &state, async |_| state.clone()).await;
        assert!(matches!(outcome, Outcome::Granted(_)), "{outcome:?}");
    }
}

/// A synced terminal whose directory has so many users.
async fn terminal(folder: &Path, users: u32) -> Terminal {
    let salepoints = (users / 10).clamp(3, 1_000);
    let world = World::begin_with(&folder.join("office"), Cost::Real, "").await.expect("a head office");
    if users > 12 {
        let generate =
            head_office::Generate { users: users as usize - 12, salepoints: salepoints as usize, stores: 20, seed: 7 };
        world.office.generate(&generate, &|_, _| {}).expect("generated users");
    }
    world.import(chain::TOML).expect("the chain");
    let config = Config::load(None, Some(folder.join("terminal"))).expect("a configuration");
    let opened = app::open(&config).expect("a data folder");
    let address = world.address().parse().expect("an address");
    let code = world.code(chain::SALEPOINT).expect("a code").parse().expect("a code");
    let identity = enrolment::enrol(&opened.folder, &opened.till, &address, &code).await.expect("enrolled");
    let client = OfficeClient::new(&identity.office, &identity.ca_pem, identity.token.clone()).expect("a client");
    let file = ReplicaFile::new(opened.folder.clone(), Arc::new(identity));
    let mut link = Link::new(client, file.clone(), opened.till.clone());
    link.round(Goal::Reload).await.expect("synced");
    let kdf = file.open().expect("a replica").replica.kdfs().expect("a KDF").remove(0);
    Terminal { login: Login::new(file, opened.till), link, kdf, _world: world }
}

fn bare(kdf: &Kdf, blocks: &mut [Block]) -> f64 {
    let params = Params::new(kdf.memory_kib, kdf.passes, kdf.lanes, Some(32)).expect("parameters");
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    let mut out = [0; 32];
    let begun = Instant::now();
    argon2.hash_password_into_with_memory(PASSWORD.as_bytes(), &kdf.salt, &mut out, &mut *blocks).expect("a hash");
    black_box(out);
    ms(begun.elapsed())
}

/// Counts the fsyncs of an attempt: with and without a hundred attempts, under strace.
fn fsync() {
    println!("\nfsyncs an attempt, counted by strace, data on disk");
    if !has("strace") {
        return;
    }
    let count = |attempts: u32| {
        let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("a folder");
        let report = folder.path().join("strace");
        let status = Command::new("strace")
            .args(["-f", "-c", "-e", "trace=fsync,fdatasync", "-o"])
            .arg(&report)
            .arg(std::env::current_exe().expect("this program"))
            .arg(attempts.to_string())
            .arg(folder.path())
            .status()
            .expect("strace");
        assert!(status.success());
        let report = fs::read_to_string(report).expect("strace's report");
        let calls = |line: &str| line.split_whitespace().nth(3).and_then(|calls| calls.parse::<u64>().ok());
        report.lines().filter(|line| line.ends_with("sync")).filter_map(calls).sum::<u64>()
    };
    let (none, hundred) = (count(0), count(100));
    println!("  {:.2} ({hundred} with 100 attempts, {none} with none)", (hundred as f64 - none as f64) / 100.0);
}

/// What `fsync` counts: a terminal with the chain, and so many attempts.
fn only_attempt(attempts: u32, folder: &Path) {
    app::runtime().expect("threads").block_on(async {
        let mut terminal = terminal(folder, 12).await;
        let password = PosPassword::new(PASSWORD).expect("a password");
        for _ in 0..attempts {
            terminal.attempt(&password).await;
        }
    });
}

/// A key press to a painted frame: the whole window is drawn anew, which is the most a real window ever has to.
fn keypress() {
    println!("\nkey press → painted frame, software renderer, 1024×768, whole window redrawn");
    let screen = Headless::install(1024, 768, Clock::Real).expect("a platform");
    let folder = tempfile::tempdir().expect("a folder");
    let config = Config::load(None, Some(folder.path().to_owned())).expect("a configuration");
    let terminal = app::Terminal::start(&config, app::open(&config).expect("a folder")).expect("a terminal");
    slint::ComponentHandle::show(&terminal.app).expect("a window");
    slint::ComponentHandle::global::<ui::Shell<'_>>(&terminal.app).set_screen(ui::Screen::Login);
    black_box(screen.picture());
    let mut times: Vec<f64> = (0..200)
        .map(|press| {
            let begun = Instant::now();
            screen.press_key(if press % 9 == 8 { '\u{1b}' } else { '4' });
            black_box(screen.picture());
            ms(begun.elapsed())
        })
        .collect();
    println!("  median {:.1} ms   p95 {:.1} ms", median(&mut times), times[times.len() * 95 / 100]);
    terminal.stop();
}

/// From the start of the process to the window on the display, and the memory after an idle minute, against an empty
/// Slint window.
fn window() {
    println!("\nterminal against an empty Slint window, on a virtual display");
    if !has("Xvfb") || !has("xdotool") {
        return;
    }
    let mut display = Running(
        Command::new("Xvfb")
            .args(["-displayfd", "1", "-screen", "0", "1280x1024x24", "-nolisten", "tcp"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("Xvfb"),
    );
    let mut number = String::new();
    BufReader::new(display.0.stdout.take().expect("its output")).read_line(&mut number).expect("its number");
    let display = format!(":{}", number.trim());

    // An enrolled and synced terminal: what a shop starts in the morning.
    let folder = tempfile::tempdir().expect("a folder");
    let runtime = app::runtime().expect("threads");
    let shop = runtime.block_on(terminal(folder.path(), 12));
    let data = folder.path().join("terminal");
    let Terminal { link, login, _world: world, .. } = shop;
    drop((link, login));
    let bare = || start(&display, &["bare-window"], "Bare");
    let tillgate = || {
        let data = data.to_str().expect("a path");
        start(&display, &["pos-terminal", "--data", data], "Tillgate")
    };
    let mut ratios: Vec<f64> = Vec::new();
    let (mut bares, mut tillgates) = (Vec::new(), Vec::new());
    for run in 0..=10 {
        let (bare, _) = bare();
        let (tillgate, _) = tillgate();
        if run > 0 {
            ratios.push(tillgate / bare);
            bares.push(bare);
            tillgates.push(tillgate);
        }
    }
    println!(
        "  start to window   ratio {:.2}   terminal {:.0} ms   empty {:.0} ms   (10 interleaved pairs, median)",
        median(&mut ratios),
        median(&mut tillgates),
        median(&mut bares)
    );
    let (bare, tillgate) = (bare().1, tillgate().1);
    // One login, so that the hash's memory was needed once; then an idle minute gives it back.
    log_in(&display);
    std::thread::sleep(Duration::from_secs(75));
    let (bare, tillgate) = (pss_kib(&bare.0), pss_kib(&tillgate.0));
    println!(
        "  idle memory (PSS) ratio {:.2}   terminal {:.1} MiB   empty {:.1} MiB",
        tillgate / bare,
        tillgate / 1024.0,
        bare / 1024.0
    );
    runtime.block_on(async { drop(world) });
}

struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Starts a window and waits until it is on the display; how long that took.
fn start(display: &str, arguments: &[&str], title: &str) -> (f64, Running) {
    let begun = Instant::now();
    let process = Command::new(BINARY)
        .args(arguments)
        .env("DISPLAY", display)
        .env_remove("WAYLAND_DISPLAY")
        .stderr(Stdio::null())
        .spawn()
        .expect("a window");
    let running = Running(process);
    loop {
        let search = ["search", "--onlyvisible", "--name", title];
        let found = Command::new("xdotool").env("DISPLAY", display).args(search).output().expect("xdotool");
        if !found.stdout.is_empty() {
            return (ms(begun.elapsed()), running);
        }
        assert!(begun.elapsed() < Duration::from_secs(20), "no window {title}");
    }
}

fn log_in(display: &str) {
    let window = Command::new("xdotool")
        .env("DISPLAY", display)
        .args(["search", "--onlyvisible", "--name", "Tillgate", "windowfocus", "type", PASSWORD])
        .status();
    assert!(window.is_ok_and(|status| status.success()), "typing");
    let enter = Command::new("xdotool").env("DISPLAY", display).args(["key", "Return"]).status();
    assert!(enter.is_ok_and(|status| status.success()), "entering");
}

/// Proportional set size, from the kernel.
fn pss_kib(process: &Child) -> f64 {
    let path = PathBuf::from(format!("/proc/{}/smaps_rollup", process.id()));
    let rollup = fs::read_to_string(path).expect("the kernel's account");
    let line = rollup.lines().find_map(|line| line.strip_prefix("Pss:")).expect("a Pss line");
    line.trim().trim_end_matches(" kB").trim().parse().expect("a number")
}

async fn time_of(work: impl Future<Output = ()>) -> f64 {
    let begun = Instant::now();
    work.await;
    ms(begun.elapsed())
}

fn ms(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1e3
}

/// Sorts, and gives the middle.
fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

fn has(program: &str) -> bool {
    let found = Command::new("which").arg(program).output().is_ok_and(|output| output.status.success());
    if !found {
        println!("  skipped: needs {program}");
    }
    found
}
