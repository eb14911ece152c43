//! Applies migrations that are compiled into the application, through Diesel.
//!
//! Knows no file system, no SQL parser and no terminal.

pub mod embedded;

pub use embedded::{Chain, Revision, Script, Scripts, Statement};
