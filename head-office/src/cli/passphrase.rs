//! The passphrase of a backup's keys: from a file, the environment or the keyboard, never from an argument, which other
//! users of the machine can read.

use super::output::Failure;
use head_office_office::backup::{BackupError, Passphrase};
use rustix::termios::{LocalModes, OptionalActions, Termios, tcgetattr, tcsetattr};
use std::fs::{File, OpenOptions};
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

const VARIABLE: &str = "TILLGATE_PASSPHRASE";

/// Where a command gets the passphrase.
#[derive(clap::Args, Debug)]
pub struct PassphraseFrom {
    /// Read the passphrase from FILE [default: the environment's TILLGATE_PASSPHRASE, else it is asked for].
    #[arg(long, value_name = "FILE")]
    passphrase_file: Option<PathBuf>,
}

/// Why it is asked for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// To encrypt: typed twice.
    Choose,
    /// To decrypt.
    Enter,
}

impl PassphraseFrom {
    /// The passphrase.
    pub fn get(&self, purpose: Purpose) -> Result<Passphrase, Failure> {
        if let Some(passphrase) = self.read_file()? {
            return Ok(passphrase);
        }
        let text = match std::env::var(VARIABLE) {
            Ok(text) => Zeroizing::new(text),
            Err(_) => ask(purpose)?,
        };
        Ok(Passphrase::new(text)?)
    }

    /// The passphrase in the file, if one is named.
    pub fn read_file(&self) -> Result<Option<Passphrase>, Failure> {
        let Some(path) = &self.passphrase_file else { return Ok(None) };
        let text = std::fs::read_to_string(path).map_err(|error| unreadable(path, &error))?;
        Ok(Some(Passphrase::new(Zeroizing::new(text))?))
    }
}

fn ask(purpose: Purpose) -> Result<Zeroizing<String>, Failure> {
    let mut terminal = Terminal::open()?;
    let typed = terminal.line("passphrase of the backup's keys: ")?;
    if purpose == Purpose::Choose && terminal.line("the same again: ")? != typed {
        return Err(Failure::Other { message: "the two were not the same; nothing was done".into(), refused: true });
    }
    Ok(typed)
}

/// The keyboard, silent until this is dropped.
struct Terminal {
    device: File,
    before: Termios,
}

impl Terminal {
    fn open() -> Result<Self, Failure> {
        let nobody = || Failure::Other {
            message: format!(
                "a passphrase is needed and nobody can be asked: give --passphrase-file, or set {VARIABLE}"
            ),
            refused: true,
        };
        let device = OpenOptions::new().read(true).write(true).open("/dev/tty").map_err(|_| nobody())?;
        let before = tcgetattr(&device).map_err(|_| nobody())?;
        let mut silent = before.clone();
        silent.local_modes.remove(LocalModes::ECHO);
        tcsetattr(&device, OptionalActions::Flush, &silent).map_err(|_| nobody())?;
        Ok(Self { device, before })
    }

    fn line(&mut self, question: &str) -> Result<Zeroizing<String>, Failure> {
        let unreadable = |error: std::io::Error| unreadable(Path::new("/dev/tty"), &error);
        self.device.write_all(question.as_bytes()).map_err(unreadable)?;
        let mut line = Zeroizing::new(String::with_capacity(1_024));
        BufReader::with_capacity(1, &self.device).read_line(&mut line).map_err(unreadable)?;
        self.device.write_all(b"\n").map_err(unreadable)?;
        let length = line.trim_end_matches(['\r', '\n']).len();
        line.truncate(length);
        Ok(line)
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        // A terminal that is gone needs no echo.
        let _ = tcsetattr(&self.device, OptionalActions::Flush, &self.before);
    }
}

fn unreadable(path: &Path, error: &std::io::Error) -> Failure {
    BackupError::File { path: path.to_owned(), source: std::io::Error::new(error.kind(), error.to_string()) }.into()
}
