//! Everything that is checked about a migrations directory at build time.
//!
//! One entry point, [`check`], takes a directory and returns the checked chain and *all*
//! diagnostics. Knows no databases, no Diesel and no terminal.

mod analyse;
mod chain;
mod check;
mod config;
pub mod diagnostic;
mod layout;
mod load;
mod names;
mod revisions;
pub mod source;
pub mod sql;

pub use chain::{Chain, CheckedRevision, CheckedScript, Created, Scripts};
pub use check::{Layout, Loaded, Options, Outcome, check, load};
pub use sql::Dialect;
