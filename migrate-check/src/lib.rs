//! Everything that is checked about a migrations directory at build time.
//!
//! One entry point, [`check()`], takes a directory and returns the checked chain and *all*
//! diagnostics. Knows no databases, no Diesel and no terminal.
//!
//! # From a directory to a chain
//!
//! 1. [`source`] lists folders and reads files, from disk or from memory. Nothing else does.
//! 2. `layout` says which file is what: our folders with a `revision.toml`, Diesel's without, or
//!    flat files ([`Layout`]). A name that would be skipped is a diagnostic.
//! 3. `config` reads the TOML files. Each value keeps its place, so that later errors point at it.
//! 4. `revisions` hands the declarations to [`migrate_graph`] and puts its errors at their places.
//! 5. [`migrate_sql`] analyses each script for each dialect: statements, checksum, what a server would
//!    refuse.
//! 6. `replay` runs the scripts of all revisions, up and down, in a model of the schema
//!    ([`migrate_schema`]): what a server would refuse although it is SQL.
//! 7. [`diagnostic`] sorts and renders what was found: the macro, the command line and the tests
//!    print the same bytes.
//!
//! [`load()`] stops before the fifth step, for commands that need no SQL. [`check_again`] leaves it
//! out for the scripts that have not changed since the last time.
//!
//! # Which dialects
//!
//! [`Options::dialects`] if they are given; else those of `migrate.toml`; else those that the names
//! of the scripts say (`up.sqlite.sql`); else [`Options::default_dialects`]. With none at all the
//! SQL is not checked, and a warning says so. Every one of them needs its scripts, but only those
//! whose cargo feature is on are analysed and become part of the chain.
//!
//! # One mistake, one error
//!
//! Where something could not be read, what may only follow from that is left out: a revision whose
//! `revision.toml` is no TOML does not make its children's parent unknown, and a misnamed `Up.sql`
//! is not also a missing `up.sql`.
//!
//! # What is skipped silently
//!
//! Names that start with a dot, read-me and licence files, `*.md`, and what editors and merges
//! leave behind (`*~`, `*.bak`, `*.orig`, `*.rej`, `*.swp`, `*.tmp`). In a directory of Diesel's
//! (no `revision.toml` anywhere) also what Diesel ignores: files that are no `.sql`, beside the
//! folders and in them.

mod allowed;
mod analyse;
mod analyses;
mod chain;
mod check;
pub mod codes;
mod config;
pub mod diagnostic;
mod diesel_check;
mod layout;
mod lint;
mod load;
mod located;
mod lock;
mod options;
pub mod reference;
mod replay;
mod revision;
mod revisions;
mod seal;
pub mod settings;
pub mod source;

pub use analyses::AnalysisCache;
pub use chain::{Chain, CheckedRevision, CheckedScript, Created, Scripts};
pub use check::{Outcome, Sealed, check, check_again};
pub use config::{NameKey, NamePart, NameTemplate, NewRevisions, with_toml_key};
pub use diesel_check::{DieselSchema, DieselSection};
pub use layout::Layout;
pub use load::{Loaded, load};
pub use lock::{LOCK_FILE, sealed_ids};
pub use migrate_sql::Dialect;
pub use options::Options;
pub use replay::{GivenUp, Known, Upgrade, schema_after_upgrades};
pub use seal::{SealOptions, Sealing, seal};
pub use settings::Settings;
