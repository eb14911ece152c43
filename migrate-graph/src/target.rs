//! Targets as people type them.
use std::fmt;

/// A target as typed: `head`, `heads`, `base`, an id or unique prefix, `+N`, `-N`, `rev+N`,
/// `rev-N`, and each of these after `label@`. Only a graph can tell whether it exists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target(pub(crate) String);

impl Target {
    /// Parses a target. Every text is a target; a graph rejects those that it can't resolve.
    pub fn parse(text: &str) -> Target {
        Target(text.to_owned())
    }

    /// Returns the target as typed.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&str> for Target {
    fn from(text: &str) -> Self {
        Target::parse(text)
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A target that counts from a revision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Relative<'t> {
    /// The text before the `@`.
    pub label: Option<&'t str>,
    /// The revision to count from; the applied head if there is none.
    pub symbol: Option<&'t str>,
    /// Whether to count towards the heads.
    pub up: bool,
    /// The number of revisions.
    pub steps: usize,
}

impl<'t> Relative<'t> {
    /// Reads `label@symbol±N`; returns `None` for any other text.
    pub fn parse(text: &'t str) -> Option<Self> {
        let (label, rest) = split_label(text);
        let sign = rest.rfind(['+', '-'])?;
        let digits = &rest[sign + 1..];
        if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        Some(Self {
            label: label.filter(|label| !label.is_empty()),
            symbol: Some(&rest[..sign]).filter(|symbol| !symbol.is_empty()),
            up: rest.as_bytes()[sign] == b'+',
            // No graph has this many revisions: too many is out of range in any case.
            steps: digits.parse().unwrap_or(usize::MAX),
        })
    }
}

/// Splits `label@rest`.
pub(crate) fn split_label(text: &str) -> (Option<&str>, &str) {
    match text.split_once('@') {
        Some((label, rest)) => (Some(label), rest),
        None => (None, text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn relative(text: &str) -> Option<(Option<&str>, Option<&str>, bool, usize)> {
        Relative::parse(text).map(|r| (r.label, r.symbol, r.up, r.steps))
    }

    #[test]
    fn relative_targets_are_told_from_absolute_ones() {
        assert_eq!(relative("+2"), Some((None, None, true, 2)));
        assert_eq!(relative("-1"), Some((None, None, false, 1)));
        assert_eq!(relative("abc-1"), Some((None, Some("abc"), false, 1)));
        assert_eq!(relative("v1.2+1"), Some((None, Some("v1.2"), true, 1)));
        assert_eq!(
            relative("my-branch@head-1"),
            Some((Some("my-branch"), Some("head"), false, 1))
        );
        assert_eq!(relative("my-1@head"), None);
        assert_eq!(relative("abc"), None);
        assert_eq!(relative("abc-"), None);
        assert_eq!(relative("-1x"), None);
        assert_eq!(
            relative("+99999999999999999999"),
            Some((None, None, true, usize::MAX))
        );
    }
}
