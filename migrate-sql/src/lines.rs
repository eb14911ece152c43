//! From byte ranges to statements with their lines.
use super::Statement;
use std::ops::Range;

/// Numbers the lines of statements, which come in the order of the text.
pub(crate) fn statements(
    text: &str,
    spans: impl IntoIterator<Item = Range<usize>>,
) -> Vec<Statement> {
    let mut line = 1;
    let mut counted = 0;
    let number = |span: Range<usize>| {
        let between = &text.as_bytes()[counted..span.start];
        line += between.iter().filter(|byte| **byte == b'\n').count() as u32;
        counted = span.start;
        Statement { span, line }
    };
    spans.into_iter().map(number).collect()
}
