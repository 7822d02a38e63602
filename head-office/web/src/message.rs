//! What a page says once, below its title: what was just done, or what to watch out for.

/// How a message is meant.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// It is done.
    Ok,
    /// To watch out for.
    Warn,
}

impl Kind {
    /// Its class in the stylesheet.
    pub fn class(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Warn => "warn",
        }
    }
}

/// See the module.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Message {
    /// How it is meant.
    pub kind: Kind,
    /// In bold.
    pub title: String,
    /// Below that; may be empty.
    pub text: String,
    /// What to do next: address and words.
    pub link: Option<(String, String)>,
}

impl Message {
    /// That something is done.
    pub fn done(title: String) -> Self {
        Self { kind: Kind::Ok, title, text: String::new(), link: None }
    }

    /// Something to watch out for.
    pub fn warning(title: String, text: String) -> Self {
        Self { kind: Kind::Warn, title, text, link: None }
    }
}
