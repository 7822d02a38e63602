//! The head office of Tillgate.

fn main() -> std::process::ExitCode {
    head_office::cli::run()
}
