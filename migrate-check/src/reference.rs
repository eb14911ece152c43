//! What the files may say, for the reference in `docs/`.

pub use crate::config::{Key, Section, sections};
pub use crate::lint::{ALL as LINTS, Example, ExampleRevision, Level, Lint};
