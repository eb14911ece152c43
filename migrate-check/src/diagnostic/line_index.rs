//! Bytes to lines and columns.

/// Turns byte offsets of one text into lines and columns.
///
/// Lines end at `\n` (so at `\r\n` too). Columns count characters, from 1: a tab is one, a wide
/// character is one, a byte order mark at the start is none.
///
/// ```
/// use migrate_check::diagnostic::LineIndex;
///
/// let index = LineIndex::new("SELECT 1;\r\nSELECT 'ä', x;");
/// assert_eq!(index.position(11), (2, 1));
/// assert_eq!(index.position(23), (2, 12));
/// ```
#[derive(Clone, Debug)]
pub struct LineIndex<'t> {
    text: &'t str,
    /// The byte at which each line starts; the first one starts behind a byte order mark.
    starts: Vec<usize>,
}

impl<'t> LineIndex<'t> {
    /// Finds the lines of a text.
    pub fn new(text: &'t str) -> Self {
        let first = if text.starts_with('\u{feff}') { 3 } else { 0 };
        let breaks = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        let starts = std::iter::once(first).chain(breaks.map(|(at, _)| at + 1));
        Self {
            text,
            starts: starts.collect(),
        }
    }

    /// Returns the line and column of a byte, both from 1. An offset inside a character means that
    /// character, one behind the text means its end.
    pub fn position(&self, offset: usize) -> (usize, usize) {
        let offset = self.clamp(offset);
        let line = self.starts.partition_point(|start| *start <= offset).max(1);
        let before = self.text.get(self.starts[line - 1]..offset).unwrap_or("");
        (line, before.chars().count() + 1)
    }

    /// Returns the bytes of a line (from 1), without its line ending.
    pub fn line_range(&self, line: usize) -> std::ops::Range<usize> {
        let start = self.starts[line - 1];
        let end = match self.starts.get(line) {
            Some(next) => next - 1,
            None => self.text.len(),
        };
        let content = &self.text[start..end];
        start..start + content.strip_suffix('\r').unwrap_or(content).len()
    }

    /// Moves an offset into the text and onto a character's first byte.
    pub fn clamp(&self, offset: usize) -> usize {
        let mut offset = offset.min(self.text.len());
        while !self.text.is_char_boundary(offset) {
            offset -= 1;
        }
        offset
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters() {
        let text = "\u{feff}a\tb\r\nü漢x\n";
        let index = LineIndex::new(text);
        assert_eq!(index.position(0), (1, 1));
        assert_eq!(index.position(3), (1, 1));
        assert_eq!(index.position(5), (1, 3));
        let wide = text.find('x').unwrap();
        assert_eq!(index.position(wide), (2, 3));
        assert_eq!(index.position(wide - 1), (2, 2), "inside a character");
        assert_eq!(index.position(text.len()), (3, 1));
        assert_eq!(index.position(usize::MAX), (3, 1));
    }

    #[test]
    fn an_empty_text_has_one_line() {
        let index = LineIndex::new("");
        assert_eq!(index.position(7), (1, 1));
        assert_eq!(index.line_range(1), 0..0);
    }

    #[test]
    fn line_endings_are_no_part_of_a_line() {
        let index = LineIndex::new("ab\r\ncd\n");
        assert_eq!(index.line_range(1), 0..2);
        assert_eq!(index.line_range(2), 4..6);
        assert_eq!(index.line_range(3), 7..7);
    }
}
