//! What is typed, until it is entered: the only place of the screens where a password is.

use slint::{Timer, TimerMode};
use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;
use sync_core::domain::PosPassword;
use zeroize::{Zeroize, Zeroizing};

/// What is typed and not entered is wiped after so long without a key.
const TYPED_FOR: Duration = Duration::from_secs(20);
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

/// The keys of one password field: they share what is typed, and tell how many characters that is.
#[derive(Clone)]
pub struct Pad {
    typed: Rc<RefCell<TypedPassword>>,
    changed: Rc<dyn Fn(i32)>,
    /// What is left half typed does not stay.
    forgetting: Rc<Timer>,
}

impl Pad {
    /// A field with nothing typed; `changed` is called with the number of dots after each key.
    pub fn new(changed: impl Fn(i32) + 'static) -> Self {
        Self {
            typed: Rc::new(RefCell::new(TypedPassword::new())),
            changed: Rc::new(changed),
            forgetting: Rc::default(),
        }
    }

    /// A key.
    pub fn push(&self, text: &str) {
        self.edit(|typed| typed.push(text));
    }

    /// Backspace.
    pub fn pop(&self) {
        self.edit(TypedPassword::pop);
    }

    /// Clear.
    pub fn clear(&self) {
        self.edit(TypedPassword::clear);
    }

    /// Wipes everything without a key having been pressed: no message counts as read.
    pub fn forget(&self) {
        self.forgetting.stop();
        self.typed.borrow_mut().clear();
    }

    /// What was typed, if it can be a password; wiped here either way.
    pub fn enter(&self) -> Option<PosPassword> {
        self.forgetting.stop();
        self.typed.borrow_mut().enter()
    }

    fn edit(&self, change: impl FnOnce(&mut TypedPassword)) {
        change(&mut self.typed.borrow_mut());
        (self.changed)(i32::try_from(self.typed.borrow().len()).unwrap_or(i32::MAX));
        let (typed, changed) = (self.typed.clone(), self.changed.clone());
        self.forgetting.start(TimerMode::SingleShot, TYPED_FOR, move || {
            if typed.borrow().len() > 0 {
                typed.borrow_mut().clear();
                changed(0);
            }
        });
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
