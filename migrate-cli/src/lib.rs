//! `cargo migrate`, and the same commands for an application's own binary.
//!
//! [`app`] is what an application embeds: `upgrade`, `downgrade`, `current` and the others on its
//! database, with nothing that parses SQL. The feature `authoring` is for `cargo migrate`, which
//! works on a directory.

pub mod app;
mod failure;
mod listing;
mod ui;

pub use failure::Failure;
pub use ui::Terminal;
