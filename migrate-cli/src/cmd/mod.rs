//! The commands of `cargo migrate`, one file each.

pub(crate) mod adopt;
pub(crate) mod branches;
pub(crate) mod check;
pub(crate) mod edit;
pub(crate) mod graph;
pub(crate) mod heads;
pub(crate) mod history;
pub(crate) mod init;
pub(crate) mod merge;
pub(crate) mod plan;
pub(crate) mod print_schema;
pub(crate) mod print_sql;
pub(crate) mod rebase;
pub(crate) mod rename;
pub(crate) mod revision;
pub(crate) mod seal;
pub(crate) mod show;
pub(crate) mod squash;
mod unknown;
pub(crate) mod verify;
