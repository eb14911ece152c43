//! The places of the statements in a script.

use crate::embedded::packed;
use std::borrow::Cow;
use std::fmt;

/// The place of a statement in a script.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Statement {
    /// The position of the first byte in the script's text.
    pub start: u32,
    /// The position after the last byte. The `;` is not part of the statement.
    pub end: u32,
    /// The line on which the statement starts, from 1.
    pub line: u32,
}

/// The statements of a script, in their order.
#[derive(Clone, Copy)]
pub struct Statements(Form);

#[derive(Clone, Copy)]
enum Form {
    Listed(&'static [Statement]),
    /// Those of an embedded script, which stay packed until it runs.
    Packed(packed::Statements),
}

impl Statements {
    /// Makes the statements of a list.
    #[doc(hidden)]
    pub const fn new(listed: &'static [Statement]) -> Self {
        Statements(Form::Listed(listed))
    }

    pub(crate) const fn packed(packed: packed::Statements) -> Self {
        Statements(Form::Packed(packed))
    }

    /// Returns the number of statements.
    pub fn len(self) -> usize {
        match self.0 {
            Form::Listed(listed) => listed.len(),
            Form::Packed(packed) => packed.len(),
        }
    }

    /// Returns whether there are no statements.
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// Returns the statement at this position, from 0.
    pub fn get(self, position: usize) -> Option<Statement> {
        self.all().get(position).copied()
    }

    /// Returns all statements, in their order.
    pub fn all(self) -> Cow<'static, [Statement]> {
        match self.0 {
            Form::Listed(listed) => Cow::Borrowed(listed),
            Form::Packed(packed) => Cow::Owned(packed.unpack()),
        }
    }
}

impl fmt::Debug for Statements {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.all().iter()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::{Statement, Statements};

    #[test]
    fn a_list_is_returned_as_it_was_given() {
        const BOTH: Statements = Statements::new(&[
            Statement {
                start: 0,
                end: 8,
                line: 1,
            },
            Statement {
                start: 10,
                end: 18,
                line: 2,
            },
        ]);
        assert_eq!((BOTH.len(), BOTH.is_empty()), (2, false));
        assert_eq!(BOTH.get(1).map(|second| second.line), Some(2));
        assert_eq!(BOTH.get(2), None);
    }
}
