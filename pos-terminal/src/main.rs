//! The terminal's program: reads the command line, does what it says.

use pos_terminal::cli;
use std::process::ExitCode;

fn main() -> ExitCode {
    // Fails only when somebody installed a provider before, which nobody did.
    let _ = rustls::crypto::ring::default_provider().install_default();
    cli::run_from(std::env::args_os())
}
