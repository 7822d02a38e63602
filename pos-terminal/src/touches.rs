//! Fingers on the glass, one of which counts: the one that came down last.
//!
//! Slint makes one mouse of all fingers, and while one rests on the glass, a thumb on the frame or a sleeve, no other is
//! heard. So the window's touches become presses here (`glass` brings them). A finger that another one follows is let go of
//! without a click, and heard no more until it comes down again.

use slint::LogicalPosition;
use slint::platform::{PointerEventButton, WindowEvent};

/// What a finger does.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Move {
    Down,
    Slide,
    Up,
    /// Taken away by the system, which makes no click.
    Gone,
}

/// The fingers on a window; `Id` tells one from another.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Touches<Id> {
    counts: Option<Id>,
    on_glass: Vec<Id>,
}

impl<Id> Default for Touches<Id> {
    fn default() -> Self {
        Self { counts: None, on_glass: Vec::new() }
    }
}

impl<Id: Copy + PartialEq> Touches<Id> {
    /// What a finger's move at this place is to the window.
    pub fn moved(&mut self, finger: Id, what: Move, position: LogicalPosition) -> Vec<WindowEvent> {
        let button = PointerEventButton::Left;
        match what {
            Move::Down => {
                self.on_glass.push(finger);
                let before = self.counts.replace(finger).map(|_| WindowEvent::PointerExited);
                before.into_iter().chain([WindowEvent::PointerPressed { position, button }]).collect()
            }
            Move::Slide if self.counts == Some(finger) => vec![WindowEvent::PointerMoved { position }],
            Move::Slide => Vec::new(),
            Move::Up | Move::Gone => {
                self.on_glass.retain(|on_glass| *on_glass != finger);
                if self.counts != Some(finger) {
                    return Vec::new();
                }
                self.counts = None;
                let up = (what == Move::Up).then_some(WindowEvent::PointerReleased { position, button });
                up.into_iter().chain([WindowEvent::PointerExited]).collect()
            }
        }
    }

    /// Whether the one that counts is on the glass.
    pub fn counts(&self) -> bool {
        self.counts.is_some()
    }

    /// Whether any finger is on the glass.
    pub fn any(&self) -> bool {
        !self.on_glass.is_empty()
    }
}
