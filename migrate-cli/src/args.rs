//! The arguments that several commands of `cargo migrate` take, and what a command returns.
use crate::Failure;
use clap::{Args, ValueEnum};
use migrate_check::{Dialect, Layout};
use std::collections::BTreeSet;
use std::path::PathBuf;

/// The directory and its layout.
#[derive(Args, Clone, Debug)]
pub(crate) struct DirectoryArgs {
    /// The migrations directory
    #[arg(long, value_name = "DIR", default_value = "migrations")]
    pub dir: PathBuf,
    /// How the directory is laid out
    #[arg(long, value_enum, default_value_t = LayoutArg::Folders)]
    pub layout: LayoutArg,
}

/// The dialects to work on.
#[derive(Args, Clone, Debug, Default)]
pub(crate) struct DialectArgs {
    /// Use these dialects instead of those that migrate.toml declares
    #[arg(
        long = "dialect",
        value_enum,
        value_name = "DIALECT",
        value_delimiter = ','
    )]
    dialects: Vec<DialectArg>,
}

/// Returns each dialect once, in the order of [`Dialect`]; `None` if none is given.
pub(crate) fn distinct(dialects: &[DialectArg]) -> Option<Vec<Dialect>> {
    let dialects: BTreeSet<Dialect> = dialects.iter().map(|dialect| (*dialect).into()).collect();
    (!dialects.is_empty()).then(|| dialects.into_iter().collect())
}

impl DialectArgs {
    /// Selects these dialects.
    pub fn new(dialects: &[DialectArg]) -> Self {
        Self {
            dialects: dialects.to_vec(),
        }
    }

    /// Returns the selected dialects, each once; `None` if migrate.toml decides.
    pub fn dialects(&self) -> Option<Vec<Dialect>> {
        distinct(&self.dialects)
    }
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum DialectArg {
    #[value(alias = "postgresql", alias = "pg")]
    Postgres,
    #[value(alias = "sqlite3")]
    Sqlite,
    #[value(alias = "mariadb")]
    Mysql,
}

impl From<DialectArg> for Dialect {
    fn from(dialect: DialectArg) -> Self {
        match dialect {
            DialectArg::Postgres => Dialect::Postgres,
            DialectArg::Sqlite => Dialect::Sqlite,
            DialectArg::Mysql => Dialect::Mysql,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum LayoutArg {
    /// A folder for each revision: ours, and Diesel's
    #[value(aliases = ["diesel", "revisions"])]
    Folders,
    /// Pairs of *.up.sql and *.down.sql, or bare *.sql: sqlx, golang-migrate, refinery
    #[value(aliases = ["sqlx", "golang-migrate", "refinery", "flat", "pairs"])]
    Files,
}

impl From<LayoutArg> for Layout {
    fn from(layout: LayoutArg) -> Self {
        match layout {
            LayoutArg::Folders => Layout::Folders,
            LayoutArg::Files => Layout::Files,
        }
    }
}

/// The result of a command: `Ok(false)` if it completed, and has reported problems.
pub(crate) type Outcome = Result<bool, Failure>;
