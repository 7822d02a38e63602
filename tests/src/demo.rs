//! The demo with a window: everything in a temporary folder, gone when the window is closed.

use crate::chain;
use crate::programs::terminal_config;
use crate::world::{Cost, World};
use anyhow::Context;
use pos_terminal::app;
use pos_terminal::enrolment;
use slint::ComponentHandle;
use std::process::ExitCode;

/// Whether a window can be opened here.
pub fn has_display() -> bool {
    ["WAYLAND_DISPLAY", "DISPLAY"].iter().any(|name| std::env::var_os(name).is_some_and(|value| !value.is_empty()))
}

/// Makes the head office, enrols the terminal and opens its window.
///
/// # Errors
/// When any of that does not work.
pub fn open_window() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    println!("Making a head office with a small chain …");
    let world = runtime.block_on(World::begin(&folder.path().join("office"), Cost::Real))?;
    let config = terminal_config(folder.path().join("terminal"))?;
    let mut opened = app::open(&config)?;
    let (address, code) = (world.address().parse()?, world.code(chain::SALEPOINT)?.parse()?);
    let identity = runtime
        .block_on(enrolment::enrol(&opened.folder, &opened.device_keys, &opened.till, &address, &code))
        .map_err(|error| anyhow::anyhow!("{error:?}"))
        .context("enrolling the terminal")?;
    opened.identity = Some(identity);
    println!("Head office: {}\nTerminal: {} at {}", world.address(), config.data.display(), chain::SALEPOINT);
    let link = world.office.sign_in_link("First Administrator")?;
    println!("\nWeb office: {}", link.address);
    println!("  signs {} in, once.", link.name);
    println!(
        "  The browser warns that the connection is not private: the certificate is head office's own, made a moment"
    );
    println!(
        "  ago, and nobody it knows has signed it. Here it is safe to go on: Advanced, then Continue. A real office"
    );
    println!("  tells its browsers once to trust keys/ca.pem, or has a certificate of its own: docs/operating.md.");
    println!("\nPOS passwords to try:");
    for person in &chain::PEOPLE {
        println!("  {:<10} {:<16} {}", person.password, person.name, person.shows);
    }
    app::show(&config, opened)?;
    runtime.block_on(async { drop(world) });
    Ok(())
}

/// Shows an empty window: what the terminal's start and memory are measured against.
pub fn bare_window() -> ExitCode {
    match ui::Bare::new().and_then(|bare| bare.run()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("demo: {error}");
            ExitCode::FAILURE
        }
    }
}
