//! What the files may say, for the reference in `docs/`.

pub use crate::config::{Key, Section, sections};
