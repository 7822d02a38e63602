//! The head office of Tillgate.

fn main() -> std::process::ExitCode {
    head_office::cli::run_from(std::env::args_os())
}
