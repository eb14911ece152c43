//! Revision ids and branch labels, which are validated by parsing.
use std::borrow::Borrow;
use std::fmt;

/// The maximum length of an id in bytes: Diesel's table declares `version VARCHAR(50)`.
const MAX_ID_BYTES: usize = 50;

/// The words that targets reserve.
const RESERVED: [&str; 4] = ["head", "heads", "base", "current"];

/// The id of one revision: 1 to 50 bytes, no `@ - + :`, no quotes, no control characters, no white
/// space except single spaces inside, and none of the words that targets reserve (`head`, `heads`,
/// `base`, `current`).
///
/// ```
/// use migrate_graph::{IdError, RevisionId};
///
/// assert!(RevisionId::parse("20241208_130000_001").is_ok());
/// assert_eq!(RevisionId::parse("head"), Err(IdError::Reserved));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RevisionId(Box<str>);

impl RevisionId {
    /// Parses an id.
    ///
    /// # Errors
    ///
    /// Returns the first reason why the text is not an id.
    pub fn parse(text: &str) -> Result<Self, IdError> {
        check(text, &['@', '-', '+', ':'])?;
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

/// A branch label. It follows the rules of ids, except that it may contain `-`: a label is combined
/// with an offset only before an `@`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BranchLabel(Box<str>);

impl BranchLabel {
    /// Parses a label.
    ///
    /// # Errors
    ///
    /// Returns the first reason why the text is not a label.
    pub fn parse(text: &str) -> Result<Self, IdError> {
        check(text, &['@', '+', ':'])?;
        Ok(Self(text.into()))
    }

    /// Returns the label as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for BranchLabel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Borrow<str> for BranchLabel {
    fn borrow(&self) -> &str {
        &self.0
    }
}

/// The reason why a text is not an id.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum IdError {
    /// The text is empty.
    Empty,
    /// More than 50 bytes, which Diesel's table can't hold.
    TooLong {
        /// The length in bytes.
        bytes: usize,
    },
    /// A character that ids can't contain.
    IllegalCharacter {
        /// The character.
        character: char,
        /// The position in bytes.
        at: usize,
    },
    /// A word that targets reserve.
    Reserved,
}

impl fmt::Display for IdError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("is empty"),
            Self::TooLong { bytes } => {
                write!(f, "has {bytes} bytes, the most is {MAX_ID_BYTES}")
            }
            Self::IllegalCharacter { character, at } => {
                let shown = character.escape_debug();
                write!(f, "contains `{shown}` at byte {at}")
            }
            Self::Reserved => f.write_str("is a word with a meaning of its own in targets"),
        }
    }
}

impl std::error::Error for IdError {}

fn check(text: &str, syntax: &[char]) -> Result<(), IdError> {
    if text.is_empty() {
        return Err(IdError::Empty);
    }
    let mut after_space = true;
    for (at, character) in text.char_indices() {
        // A space inside is harmless and Alembic has such ids; at an end or doubled it can't be seen.
        let space = character == ' ';
        let last = at + character.len_utf8() == text.len();
        let illegal = syntax.contains(&character)
            || matches!(character, '"' | '\'' | '`' | '\\')
            || character.is_control()
            || (character.is_whitespace() && !space)
            || (space && (after_space || last));
        if illegal {
            return Err(IdError::IllegalCharacter { character, at });
        }
        after_space = space;
    }
    if text.len() > MAX_ID_BYTES {
        return Err(IdError::TooLong { bytes: text.len() });
    }
    if RESERVED.contains(&text) {
        return Err(IdError::Reserved);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_as_teams_write_them_parse() {
        for text in [
            "1",
            "26a6cb1543c8",
            "20241208_130000_001",
            "v1.2/a b",
            "été",
            "a.b#c",
        ] {
            assert!(RevisionId::parse(text).is_ok(), "{text}");
        }
    }

    #[test]
    fn what_targets_quotes_or_eyes_would_stumble_over_is_refused() {
        for text in [
            "a@b", "a-b", "a+b", "a:b", "a'b", "a\"b", "a`b", "a\\b", "a\tb", "a\nb", " a", "a ",
            "a  b", "a\u{a0}b",
        ] {
            let error = RevisionId::parse(text);
            assert!(
                matches!(error, Err(IdError::IllegalCharacter { .. })),
                "{text:?}: {error:?}"
            );
        }
        for text in ["head", "heads", "base", "current"] {
            assert_eq!(RevisionId::parse(text), Err(IdError::Reserved));
            assert_eq!(BranchLabel::parse(text), Err(IdError::Reserved));
        }
        assert_eq!(RevisionId::parse(""), Err(IdError::Empty));
    }

    #[test]
    fn length_is_counted_in_bytes() {
        assert!(RevisionId::parse(&"x".repeat(50)).is_ok());
        assert_eq!(
            RevisionId::parse(&"x".repeat(51)),
            Err(IdError::TooLong { bytes: 51 })
        );
        assert_eq!(
            RevisionId::parse(&"é".repeat(26)),
            Err(IdError::TooLong { bytes: 52 })
        );
    }

    #[test]
    fn labels_may_contain_a_dash_but_no_at() {
        assert!(BranchLabel::parse("feature-x").is_ok());
        assert!(BranchLabel::parse("a@b").is_err());
    }
}
