//! Asking before something that cannot be undone.

use super::output::Failure;
use std::io::{BufRead, IsTerminal, Write};

/// Whether somebody is there to be asked.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Person {
    /// At the terminal in which the command runs.
    Present,
    /// The command runs in a script.
    Absent,
}

impl Person {
    /// Whether somebody is there now.
    pub fn now() -> Self {
        if std::io::stdin().is_terminal() { Self::Present } else { Self::Absent }
    }
}

/// Says what is going to happen; asks the person, and wants `--yes` where nobody is.
pub fn confirm(what: &str, yes: bool, person: Person) -> Result<(), Failure> {
    let refused = |message: String| Failure::Other { message, refused: true };
    match person {
        _ if yes => return Ok(()),
        Person::Absent => return Err(refused(format!("{what}\nNothing was changed; add --yes to do it."))),
        Person::Present => {}
    }
    let mut stderr = std::io::stderr().lock();
    // When nothing can be shown nobody answers yes.
    let _ = write!(stderr, "{what}\nType yes to do it: ").and_then(|()| stderr.flush());
    let mut answer = String::new();
    match std::io::stdin().lock().read_line(&mut answer) {
        Ok(_) if answer.trim() == "yes" => Ok(()),
        _ => Err(refused("nothing was changed".into())),
    }
}
