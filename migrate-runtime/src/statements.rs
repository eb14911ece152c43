//! Where the statements of a script stand, packed.
//!
//! A chain may have many thousand statements, and whoever builds an application waits for the
//! compiler to read every literal of the expansion, time and again. So those of a script are one
//! literal.

use std::fmt;

/// One statement of a script.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Statement {
    /// Its first byte in the script's text.
    pub start: u32,
    /// One behind its last byte (the `;` is not part of it).
    pub end: u32,
    /// The line on which it starts, from 1.
    pub line: u32,
}

impl Statement {
    /// The bytes of a packed statement.
    pub const PACKED: usize = 12;

    /// Packs it: `start`, `end`, `line`, little-endian.
    pub const fn packed(self) -> [u8; Self::PACKED] {
        let (start, end) = (self.start.to_le_bytes(), self.end.to_le_bytes());
        let line = self.line.to_le_bytes();
        [
            start[0], start[1], start[2], start[3], end[0], end[1], end[2], end[3], line[0],
            line[1], line[2], line[3],
        ]
    }

    fn unpacked(packed: &[u8; Self::PACKED]) -> Statement {
        let [s0, s1, s2, s3, e0, e1, e2, e3, l0, l1, l2, l3] = *packed;
        Statement {
            start: u32::from_le_bytes([s0, s1, s2, s3]),
            end: u32::from_le_bytes([e0, e1, e2, e3]),
            line: u32::from_le_bytes([l0, l1, l2, l3]),
        }
    }
}

/// The statements of a script, in their order.
///
/// ```
/// use migrate_runtime::{Statement, Statements};
///
/// const BOTH: Statements = Statements::new(&[
///     Statement { start: 0, end: 8, line: 1 }.packed(),
///     Statement { start: 10, end: 18, line: 2 }.packed(),
/// ]);
/// assert_eq!(BOTH.len(), 2);
/// assert_eq!(BOTH.iter().map(|statement| statement.line).max(), Some(2));
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Statements(&'static [[u8; Statement::PACKED]]);

impl Statements {
    /// Takes statements that are packed one by one.
    pub const fn new(packed: &'static [[u8; Statement::PACKED]]) -> Self {
        Statements(packed)
    }

    /// Takes the bytes of all statements. Written by `embed!`.
    ///
    /// # Panics
    ///
    /// Where these are not whole statements: at build time, in an embedded chain.
    pub const fn from_bytes(bytes: &'static [u8]) -> Self {
        let (packed, rest) = bytes.as_chunks();
        assert!(rest.is_empty(), "the bytes are not whole statements");
        Statements(packed)
    }

    /// Returns how many there are.
    pub const fn len(self) -> usize {
        self.0.len()
    }

    /// Returns whether there is none.
    pub const fn is_empty(self) -> bool {
        self.0.is_empty()
    }

    /// Returns the statement at this position, from 0.
    pub fn get(self, position: usize) -> Option<Statement> {
        self.0.get(position).map(Statement::unpacked)
    }

    /// Returns all, in their order.
    pub fn iter(self) -> impl ExactSizeIterator<Item = Statement> + Clone {
        self.0.iter().map(Statement::unpacked)
    }
}

impl fmt::Debug for Statements {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_packed_comes_back() {
        let statement = Statement {
            start: 0x0102_0304,
            end: 0xa1a2_a3a4,
            line: u32::MAX,
        };
        let packed: &[u8] = &statement.packed();
        assert_eq!(packed, b"\x04\x03\x02\x01\xa4\xa3\xa2\xa1\xff\xff\xff\xff");
        let statements = Statements::from_bytes(
            b"\0\0\0\0\0\0\0\0\0\0\0\0\x04\x03\x02\x01\xa4\xa3\xa2\xa1\xff\xff\xff\xff",
        );
        assert_eq!(statements.len(), 2);
        assert_eq!(statements.get(1), Some(statement));
        assert_eq!(statements.get(2), None);
        assert_eq!(statements.iter().last(), Some(statement));
    }

    #[test]
    #[should_panic(expected = "not whole statements")]
    fn half_a_statement_is_refused() {
        Statements::from_bytes(b"\0\0\0\0\0\0");
    }
}
