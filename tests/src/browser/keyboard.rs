//! The keyboard alone.

use super::Browser;
use serde::Deserialize;
use thirtyfour::Key;

/// Where the focus stands.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
pub struct Stop {
    /// Which element it is, in few words.
    pub what: String,
    /// Which of the page's elements it is, the same each time.
    pub index: i64,
    /// What is wrong with it: it cannot be seen, or something lies over it.
    pub problem: Option<String>,
}

impl Browser {
    /// Presses a key, such as `Key::Tab`, wherever the focus is.
    ///
    /// # Errors
    /// When the browser is gone.
    pub fn key(&self, key: Key) -> anyhow::Result<()> {
        self.block_on(self.driver.action_chain().send_keys(key).perform())
    }

    /// Presses Tab; where that leads, `None` when it is out of the page.
    ///
    /// # Errors
    /// When the browser is gone.
    pub fn tab(&self) -> anyhow::Result<Option<Stop>> {
        self.key(Key::Tab)?;
        self.run(include_str!("stop.js"), &[])
    }

    /// Types wherever the focus is.
    ///
    /// # Errors
    /// When the browser is gone.
    pub fn type_text(&self, text: &str) -> anyhow::Result<()> {
        self.block_on(self.driver.action_chain().send_keys(text).perform())
    }
}
