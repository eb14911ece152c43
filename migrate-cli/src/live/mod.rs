//! Live databases, for the commands that compare a directory with one.
//!
//! - `session`: a connection of any kind that this program was built with.
//! - `directory_chain`: a directory's chain as the runtime takes it, so that there is one runner.
//! - `database_state`: a live database's schema, and what is applied to it.
//! - `drift`: how a live database compares with its revisions.
//! - `compare_scripts`: whether two scripts of one engine are of the same schema.
//! - `scratch`: a database that is made for a command and dropped with it.

// Without a database there is nothing to connect to; every URL is refused with what to do.
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
