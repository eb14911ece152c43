//! What a check is asked for.
use crate::{Dialect, Layout};

/// What to check.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// How the directory is laid out.
    pub layout: Layout,
    /// Check for these dialects, whatever `migrate.toml` declares.
    pub dialects: Option<Vec<Dialect>>,
    /// The dialects to assume where `migrate.toml` does not say any.
    pub default_dialects: Vec<Dialect>,
    /// Several heads are no error.
    pub allow_several_heads: bool,
    /// Several bases are no error.
    pub allow_several_bases: bool,
    /// A directory without a revision is no error: the first one is about to be made.
    pub allow_no_revision: bool,
    /// Diesel's schema is neither compared with a `schema.rs` nor reported on.
    pub ignore_diesel_schema: bool,
    /// Check sealed revisions like the others, and compare what they make with the lock.
    pub full: bool,
    /// Find out what the model gives up in the upgrades.
    pub unknown: bool,
}
