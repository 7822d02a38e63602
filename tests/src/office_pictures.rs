//! Pictures of every page of the web office, to be looked at.

use crate::browser::{Browser, Scheme, Window};
use crate::pages;
use crate::terminal::Terminal;
use crate::world::{Cost, World};
use anyhow::{Context, bail};
use std::path::Path;

/// In which windows, and what their files are called.
const WINDOWS: [(Window, &str); 2] = [(Window::DESK, "desk"), (Window::PHONE, "phone")];

/// Takes a picture of every page in each window and colour scheme; `users-id-desk-light.png` is `/users/{id}`.
///
/// # Errors
/// When there is no Chromium, a page cannot be opened, or a file cannot be written.
pub fn take(out: &Path) -> anyhow::Result<()> {
    std::fs::create_dir_all(out).with_context(|| format!("making {}", out.display()))?;
    let folder = tempfile::tempdir()?;
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    let world = runtime.block_on(World::begin(&folder.path().join("office"), Cost::Cheap))?;
    let terminal = runtime.block_on(Terminal::begin(&folder.path().join("terminal"), &world))?;
    let Some(browser) = Browser::start_if_found(&world.address(), world.office.data())? else {
        bail!("needs chromium and chromium-driver")
    };
    let link = world.sign_in_path("First Administrator")?;
    let mut count = 0;
    pages::each(&browser, &link, world.office.data(), |path, _| {
        let name = path.trim_matches('/').replace('/', "-").replace(['{', '}'], "");
        let name = if name.is_empty() { "home" } else { &name };
        for (window, size) in WINDOWS {
            for scheme in Scheme::ALL {
                browser.set_scheme(scheme)?;
                let file = out.join(format!("{name}-{size}-{}.png", scheme.name()));
                std::fs::write(file, browser.picture(window)?)?;
                count += 1;
            }
        }
        Ok(())
    })?;
    drop(terminal);
    println!("{count} pictures are in {}", out.display());
    Ok(())
}
