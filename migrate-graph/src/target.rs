//! Targets as they are typed.

/// A target as typed: `head`, `heads`, `base`, an id or unique prefix, `+N`, `-N`, `rev+N`,
/// `rev-N`, and each of these behind `label@`. Whether it exists, only a graph can tell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target(pub(crate) String);

impl Target {
    /// Parses a target. Every text is one; what it can't mean, a graph refuses with its kind.
    pub fn parse(text: &str) -> Target {
        Target(text.to_owned())
    }
    /// The target as typed.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
impl From<&str> for Target {
    fn from(text: &str) -> Self {
        Target::parse(text)
    }
}
