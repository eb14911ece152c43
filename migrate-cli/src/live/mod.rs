//! Access to live databases, for the commands that compare a directory with one.
//!
//! - `session`: a connection to any database that this program was built with.
//! - `directory_chain`: a directory's chain for the runtime, so that there is one migrator.
//! - `database_state`: a live database's schema, and what is applied to it.
//! - `drift`: how a live database compares with its revisions.
//! - `compare_scripts`: compares two schema scripts of one engine.
//! - `scratch`: a temporary database for one command.

// Without a database feature every URL is refused, with advice.
#![cfg_attr(
    not(any(feature = "postgres", feature = "mysql", feature = "sqlite")),
    allow(dead_code, unused_imports)
)]

pub(crate) mod compare_scripts;
mod database_state;
mod directory_chain;
pub(crate) mod drift;
mod scratch;
mod session;

pub(crate) use crate::address::Address;
pub(crate) use database_state::Found;
pub(crate) use directory_chain::{Loaded, declared, load};
pub(crate) use drift::Drift;
pub(crate) use scratch::Scratch;
pub(crate) use session::{Session, open};
