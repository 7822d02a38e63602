//! `cargo demo`: a head office with a small chain, a terminal enrolled at it, and a window — or the tour.
//!
//! The same binary is also head office's and the terminal's program (`demo head-office …`, `demo pos-terminal …`), so
//! that whole-system tests start, watch and kill real processes of both; and `demo bare-window` is the empty window that
//! the terminal's start and memory are measured against.

use clap::Parser;
use std::path::PathBuf;
use std::process::ExitCode;
use tests::{demo, office_pictures, tour};

/// Try Tillgate: a temporary head office, a terminal enrolled at it, and its window.
#[derive(Parser)]
#[command(name = "demo")]
struct Options {
    /// Play the tour instead of opening a window: a picture of every step
    #[arg(long)]
    tour: bool,
    /// Write a picture of every page of the web office instead, on a desk and on a phone, light and dark
    #[arg(long, conflicts_with = "tour")]
    office_pictures: bool,
    /// Where pictures and tour.json are written
    #[arg(long, value_name = "DIR", default_value = "target/tour")]
    out: PathBuf,
}

fn main() -> ExitCode {
    // Fails only when somebody installed a provider before, which nobody did.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let program = std::env::args_os().skip(1);
    match std::env::args().nth(1).as_deref() {
        Some("head-office") => return head_office::cli::run_from(program),
        Some("pos-terminal") => return pos_terminal::cli::run_from(program),
        Some("bare-window") => return demo::bare_window(),
        _ => {}
    }
    let options = Options::parse();
    if let Err(error) = pos_terminal::fonts::tell(&std::env::temp_dir().join("tillgate-demo-fonts")) {
        eprintln!("demo: the font cannot be named to the system: {error}");
    }
    let done = if options.office_pictures {
        office_pictures::take(&options.out)
    } else if options.tour {
        tour::play(&options.out)
    } else if demo::has_display() {
        demo::open_window()
    } else {
        println!("No display here: playing the tour instead.");
        tour::play(&options.out)
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("demo: {error:#}");
            ExitCode::FAILURE
        }
    }
}
