//! How far a replica has come: counted by head office, not by any clock.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// Which life of head office's data: a new one begins at `init`, `restore` and `copy`, and always means snapshot.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Epoch(pub u64);

/// Counts head office's changes within an epoch, without gaps, in commit order.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Revision(pub u64);

impl fmt::Display for Revision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// How far a terminal has come, for both of its collections together. Written `epoch.revision`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize)]
pub struct Cursor {
    /// The epoch.
    pub epoch: Epoch,
    /// The revision within it.
    pub revision: Revision,
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.epoch.0, self.revision.0)
    }
}

impl FromStr for Cursor {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (epoch, revision) = text.split_once('.').ok_or(())?;
        Ok(Self { epoch: Epoch(epoch.parse().map_err(drop)?), revision: Revision(revision.parse().map_err(drop)?) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_reads_back_and_nothing_else_does() {
        let cursor = Cursor { epoch: Epoch(1_700_000_000), revision: Revision(812) };
        assert_eq!(cursor.to_string(), "1700000000.812");
        assert_eq!("1700000000.812".parse(), Ok(cursor));
        assert!("812".parse::<Cursor>().is_err() && "1.-2".parse::<Cursor>().is_err());
    }
}
