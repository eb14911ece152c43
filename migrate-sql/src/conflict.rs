//! What git leaves in a file where two branches changed the same lines.
use std::ops::Range;

/// A line that git wrote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Marker {
    /// The line, without its end.
    pub span: Range<usize>,
}

/// What to do about one.
pub const HELP: &str = "keep the lines that are meant, and remove the others together with the lines of `<`, `=` and `>`";
/// What is wrong.
pub const MESSAGE: &str = "a conflict of a merge is not resolved here";

/// The lines that look like a conflict's.
pub fn markers(text: &str) -> impl Iterator<Item = Marker> {
    let mut start = 0;
    let lines = text.split_inclusive('\n').map(move |line| {
        let span = start..start + line.trim_end().len();
        start += line.len();
        (span, line.trim_end())
    });
    let found = lines.filter(|(_, line)| is_marker(line));
    found.map(|(span, _)| Marker { span })
}

/// Seven of one sign and a space, or the seven alone, as git writes them.
fn is_marker(line: &str) -> bool {
    ["<<<<<<<", "|||||||", "=======", ">>>>>>>"]
        .iter()
        .any(|sign| {
            let rest = line.strip_prefix(sign);
            rest.is_some_and(|rest| rest.is_empty() || *sign != "=======" && rest.starts_with(' '))
        })
}
