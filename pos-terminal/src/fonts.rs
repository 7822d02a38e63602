//! A font for a machine that has none. The window's library asks fontconfig for the system's fonts before it looks at those in
//! the program, and breaks off where there are none (fontique 0.11). So fontconfig is told of ours, beside the system's.

use std::convert::Infallible;
use std::ffi::OsStr;
use std::os::unix::fs::DirBuilderExt;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Command;
use std::{env, fs, io};

/// Where fontconfig finds its configuration, by its own manual, and where it is on every system otherwise.
const CONFIGURATION: &str = "FONTCONFIG_FILE";
const SYSTEMS: &str = "/etc/fonts/fonts.conf";
/// Set when this program started itself again.
const TOLD: &str = "TILLGATE_FONTS_TOLD";

/// Starts this program again, in this process, with a configuration in `folder` that names the program's font. It is read
/// from the environment, which a running program cannot safely change. Comes back when that was done before, and else with
/// what failed; a system that has a font of its own then has its window all the same.
///
/// # Errors
/// When the folder cannot be written to.
pub fn tell(folder: &Path) -> io::Result<()> {
    if env::var_os(TOLD).is_some() {
        return Ok(());
    }
    again(folder).map(|never| match never {})
}

fn again(folder: &Path) -> io::Result<Infallible> {
    fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    let systems = env::var_os(CONFIGURATION).unwrap_or_else(|| OsStr::new(SYSTEMS).to_owned());
    let configuration = folder.join("fonts.conf");
    write(&folder.join("TillgateSans-Regular.ttf"), ui::FONT)?;
    write(&configuration, said(Path::new(&systems), folder).as_bytes())?;
    let mut program = Command::new(env::current_exe()?);
    program.args(env::args_os().skip(1)).env(CONFIGURATION, configuration).env(TOLD, "yes");
    Err(program.exec())
}

/// A disk that is full keeps what is there.
fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    if fs::read(path).is_ok_and(|there| there == bytes) { Ok(()) } else { fs::write(path, bytes) }
}

fn said(systems: &Path, folder: &Path) -> String {
    let text = |path: &Path| path.display().to_string().replace('&', "&amp;").replace('<', "&lt;");
    let (systems, folder) = (text(systems), text(folder));
    format!(
        "<?xml version=\"1.0\"?>\n<!DOCTYPE fontconfig SYSTEM \"urn:fontconfig:fonts.dtd\">\n<fontconfig>\n  \
         <include ignore_missing=\"yes\">{systems}</include>\n  <dir>{folder}</dir>\n  <cachedir>{folder}</cachedir>\n\
         </fontconfig>\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_text_in_the_configuration() {
        let said = said(Path::new("/etc/fonts/fonts.conf"), Path::new("/srv/a & <b>"));
        assert!(said.contains("<dir>/srv/a &amp; &lt;b></dir>") && said.contains(">/etc/fonts/fonts.conf<"), "{said}");
    }
}
