//! Stored programs: triggers, procedures, functions, events.
use super::{Parse, Parser};

impl Parser<'_> {
    /// A program's definition, from the kind of it on.
    pub(super) fn stored_program(&mut self) -> Parse {
        self.unknown()
    }
}
