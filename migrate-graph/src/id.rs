//! Revision ids and branch labels: parsing is the check.
use std::borrow::Borrow;
use std::fmt;

/// The id of one revision: 1 to 50 bytes, no `@ - + :`, no white space, no quotes, no control
/// characters, and none of the words that targets reserve (`head`, `heads`, `base`, `current`).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RevisionId(Box<str>);

impl RevisionId {
    /// Parses an id.
    pub fn parse(text: &str) -> Result<Self, IdError> {
        Ok(Self(text.into()))
    }
    /// Returns the id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
impl fmt::Display for RevisionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
impl Borrow<str> for RevisionId {
    fn borrow(&self) -> &str {
        &self.0
    }
}

/// A branch label.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BranchLabel(Box<str>);
impl BranchLabel {
    /// Parses a label.
    pub fn parse(text: &str) -> Result<Self, IdError> {
        Ok(Self(text.into()))
    }
    /// Returns the label as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Why a text is no id.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum IdError {
    /// No characters at all.
    Empty,
    /// More than 50 bytes, which Diesel's table can't hold.
    TooLong {
        /// Its length in bytes.
        bytes: usize,
    },
    /// A character that ids can't contain.
    IllegalCharacter {
        /// The character.
        character: char,
        /// Where it stands, in bytes.
        at: usize,
    },
    /// A word that targets reserve.
    Reserved,
}
