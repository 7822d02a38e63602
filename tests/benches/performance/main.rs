//! `cargo bench`: what the product promises about speed, measured side by side with what it is compared to, in one run.
//!
//! Ratios of interleaved pairs, so that a noisy machine disturbs both sides. `cargo bench -- login`, `-- fsync`,
//! `-- live`, `-- reload`, `-- office`, `-- keypress` or `-- window` runs one part.

mod entries;
mod live;
mod office;
mod reload;

use argon2::{Algorithm, Argon2, Block, Params, Version};
use pos_terminal::app;
use std::fs;
use std::hint::black_box;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use sync_core::domain::{Kdf, PosPassword};
use sync_core::login::Outcome;
use tests::chain;
use tests::display::Display;
use tests::headless::{Clock, Headless};
use tests::programs::{NO_CONFIGURATION, Running, has, terminal_config};
use tests::terminal::Terminal;
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
    if wanted("live") {
        live::live();
    }
    if wanted("reload") {
        reload::reload();
    }
    if wanted("office") {
        office::office();
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
                let (_world, mut terminal) = terminal(folder.path(), users).await;
                let (mut ratios, mut logins, mut hashes) = (Vec::new(), Vec::new(), Vec::new());
                let mut blocks = vec![Block::default(); 65_536];
                let password = PosPassword::new(PASSWORD).expect("a password");
                let before = terminal.login.hashes();
                for pair in 0..=PAIRS {
                    let full = time_of(granted(&mut terminal, &password)).await;
                    let bare = bare(&terminal.kdf, &mut blocks);
                    if pair > 0 {
                        // The first pair warms both sides up.
                        ratios.push(full / bare);
                        logins.push(full);
                        hashes.push(bare);
                    }
                }
                let calls = terminal.login.hashes() - before;
                assert_eq!(calls, PAIRS as u64 + 1, "one KDF call an attempt");
                println!(
                    "  {place:<6} {users:>7} users   ratio {:.3}   login {:.1} ms   hash {:.1} ms   {calls} KDF calls in {} attempts",
                    median(&mut ratios),
                    median(&mut logins),
                    median(&mut hashes),
                    PAIRS + 1
                );
            });
        }
    }
}

/// A head office with so many users in its directory, and a synced terminal.
async fn terminal(folder: &Path, users: u32) -> (World, Terminal) {
    let salepoints = (users / 10).clamp(3, 1_000);
    let world = World::begin_with(&folder.join("office"), Cost::Real, "").await.expect("a head office");
    if users > 12 {
        let generate =
            head_office::Generate { users: users as usize - 12, salepoints: salepoints as usize, stores: 20, seed: 7 };
        world.office.generate(&generate, &|_, _| {}).expect("generated users");
    }
    world.import(chain::TOML).expect("the chain");
    let terminal = Terminal::begin(&folder.join("terminal"), &world).await.expect("a synced terminal");
    (world, terminal)
}

async fn granted(terminal: &mut Terminal, password: &PosPassword) {
    let (outcome, _) = terminal.attempt(password).await;
    assert!(matches!(outcome, Outcome::Granted(_)), "{outcome:?}");
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
        let (_world, mut terminal) = terminal(folder, 12).await;
        let password = PosPassword::new(PASSWORD).expect("a password");
        for _ in 0..attempts {
            granted(&mut terminal, &password).await;
        }
    });
}

/// A key press to a painted frame: the whole window is drawn anew, which is the most a real window ever has to.
fn keypress() {
    println!("\nkey press → painted frame, software renderer, 1024×768, whole window redrawn");
    let screen = Headless::install(1024, 768, Clock::Real).expect("a platform");
    let folder = tempfile::tempdir().expect("a folder");
    let config = terminal_config(folder.path().to_owned()).expect("a configuration");
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
    let Some(display) = Display::open().expect("a display") else { return };
    // An enrolled and synced terminal: what a shop starts in the morning.
    let folder = tempfile::tempdir().expect("a folder");
    let runtime = app::runtime().expect("threads");
    let (world, closed) = runtime.block_on(terminal(folder.path(), 12));
    drop(closed);
    let data = folder.path().join("terminal");
    let data = data.to_str().expect("a path");
    let bare = || start(&display, &["bare-window"], "Bare");
    let tillgate = || start(&display, &["pos-terminal", "--config", NO_CONFIGURATION, "--data", data], "Tillgate");
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
    log_in(&display, data);
    std::thread::sleep(Duration::from_secs(75));
    let (bare, tillgate) = (Pss::of(&bare.0), Pss::of(&tillgate.0));
    println!(
        "  idle memory (PSS) ratio {:.2}   terminal {:.1} MiB   empty {:.1} MiB",
        tillgate.total() / bare.total(),
        tillgate.total() / 1024.0,
        bare.total() / 1024.0
    );
    for (name, pss) in [("terminal", &tillgate), ("empty", &bare)] {
        println!(
            "    {name:<9} heap and anonymous {:.1} MiB   binary {:.1} MiB   libraries and the rest {:.1} MiB",
            pss.anonymous / 1024.0,
            pss.binary / 1024.0,
            pss.rest / 1024.0
        );
    }
    runtime.block_on(async { drop(world) });
}

/// Starts a window and waits until it is on the display; how long that took.
fn start(display: &Display, arguments: &[&str], title: &str) -> (f64, Running) {
    let begun = Instant::now();
    let process = display.command(BINARY).args(arguments).stderr(Stdio::null()).spawn().expect("a window");
    let running = Running(process);
    loop {
        let search = ["search", "--onlyvisible", "--name", title];
        if !display.xdotool(&search).expect("xdotool").is_empty() {
            return (ms(begun.elapsed()), running);
        }
        assert!(begun.elapsed() < Duration::from_secs(20), "no window {title}");
    }
}

/// Types the password, and waits until the journal says that it was granted: only then the hash's memory was needed.
fn log_in(display: &Display, data: &str) {
    let type_in = ["search", "--onlyvisible", "--name", "Tillgate", "windowfocus", "type", "--delay", "60", PASSWORD];
    display.xdotool(&type_in).expect("typing");
    display.xdotool(&["key", "Return"]).expect("entering");
    let begun = Instant::now();
    loop {
        let mut journal = Command::new(BINARY);
        journal.args(["pos-terminal", "journal", "--json", "--config", NO_CONFIGURATION, "--data", data]);
        let journal = journal.output().expect("the journal");
        if String::from_utf8_lossy(&journal.stdout).contains("\"granted\"") {
            return;
        }
        assert!(begun.elapsed() < Duration::from_secs(20), "the typed login was not granted");
    }
}

/// Proportional set size in KiB, by what it is spent on.
struct Pss {
    anonymous: f64,
    binary: f64,
    rest: f64,
}

impl Pss {
    /// The kernel's account of a process.
    fn of(process: &Child) -> Self {
        let smaps = fs::read_to_string(format!("/proc/{}/smaps", process.id())).expect("the kernel's account");
        let (mut pss, mut file) = (Self { anonymous: 0.0, binary: 0.0, rest: 0.0 }, "");
        for line in smaps.lines() {
            if let Some(size) = line.strip_prefix("Pss:") {
                let size: f64 = size.trim().trim_end_matches(" kB").parse().expect("a number");
                match file {
                    "" => pss.anonymous += size,
                    file if file.starts_with('[') => pss.anonymous += size,
                    BINARY => pss.binary += size,
                    _ => pss.rest += size,
                }
            } else if !line.split_whitespace().next().is_some_and(|word| word.ends_with(':')) {
                // A mapping: address, rights, offset, device, inode, and the file if it has one.
                file = line.split_whitespace().nth(5).unwrap_or_default();
            }
        }
        pss
    }

    fn total(&self) -> f64 {
        self.anonymous + self.binary + self.rest
    }
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
