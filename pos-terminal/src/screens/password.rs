//! What is typed, until it is entered: the only place of the screens where a password is.

use sync_core::domain::PosPassword;
use zeroize::{Zeroize, Zeroizing};

/// The most characters that are taken.
const MAX_CHARACTERS: usize = 64;

/// A password being typed. Wiped when cleared, entered or dropped; never grows, which would leave copies behind.
pub struct TypedPassword(Zeroizing<String>);

impl TypedPassword {
    /// Nothing typed.
    pub fn new() -> Self {
        Self(Zeroizing::new(String::with_capacity(4 * MAX_CHARACTERS)))
    }

    /// How many characters are typed.
    pub fn len(&self) -> usize {
        self.0.chars().count()
    }

    /// Takes characters, as long as there is room.
    pub fn push(&mut self, text: &str) {
        for character in text.chars().take(MAX_CHARACTERS.saturating_sub(self.len())) {
            self.0.push(character);
        }
    }

    /// Takes the last character back.
    pub fn pop(&mut self) {
        if let Some(last) = self.0.pop() {
            // `pop` only shortens the string; what was there is overwritten.
            let length = self.0.len();
            for _ in 0..last.len_utf8() {
                self.0.push('\0');
            }
            self.0.truncate(length);
        }
    }

    /// Wipes everything.
    pub fn clear(&mut self) {
        self.0.zeroize();
    }

    /// What was typed, if it can be a password; wiped here either way.
    pub fn enter(&mut self) -> Option<PosPassword> {
        let entered = PosPassword::new(&self.0).ok();
        self.clear();
        entered
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_never_grows_and_leaves_nothing_behind() {
        let mut typed = TypedPassword::new();
        let room = typed.0.capacity();
        typed.push(&"ж".repeat(100));
        assert_eq!((typed.len(), typed.0.capacity()), (64, room));
        typed.pop();
        assert_eq!(typed.len(), 63);
        assert_eq!(typed.enter(), PosPassword::new(&"ж".repeat(63)).ok());
        assert_eq!((typed.len(), typed.0.capacity()), (0, room));
        assert_eq!(typed.enter(), None);
    }
}
