//! `cargo migrate`, and the same commands for an application's own binary.
//!
//! [`app`] has the commands that an application embeds: `upgrade`, `downgrade`, `current` and others on
//! its database, without any SQL parser. The feature `authoring` adds `cargo migrate`, which works on a
//! directory.

pub mod address;
#[cfg(feature = "authoring")]
mod adopt;
pub mod app;
#[cfg(feature = "authoring")]
mod args;
#[cfg(feature = "authoring")]
pub mod authoring;
#[cfg(feature = "authoring")]
mod autogenerate;
#[cfg(feature = "authoring")]
mod cmd;
#[cfg(feature = "compare")]
mod compare_schema;
#[cfg(feature = "authoring")]
mod directory;
#[cfg(feature = "authoring")]
mod draft;
#[cfg(feature = "authoring")]
mod drawing;
mod failure;
mod format;
#[cfg(feature = "authoring")]
mod hooks;
mod listing;
#[cfg(feature = "authoring")]
mod live;
#[cfg(feature = "authoring")]
mod naming;
#[cfg(feature = "authoring")]
mod new_revision;
mod percent;
#[cfg(feature = "authoring")]
mod rewrite;
mod secrets;
#[cfg(feature = "authoring")]
mod squash_scripts;
#[cfg(feature = "authoring")]
mod timestamp;
mod ui;

pub use failure::{Exit, Failure};
pub use format::Format;
pub use ui::Terminal;

/// Compiles the example of the README.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
mod readme {}
