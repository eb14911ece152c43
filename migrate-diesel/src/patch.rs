//! Applying a `patch_file`, as diesel_cli does it.

/// Why a patch can't be applied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PatchError {
    /// The patch itself can't be read.
    Unreadable {
        /// The line of the patch, from 1.
        line: usize,
        /// What is wrong with it.
        message: &'static str,
    },
    /// What a part of it is about is nowhere in the text.
    NotFound {
        /// The line of the part's `@@`, from 1.
        line: usize,
    },
}

impl std::fmt::Display for PatchError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            PatchError::Unreadable { line, message } => write!(f, "line {line} has {message}"),
            PatchError::NotFound { line } => {
                write!(f, "what the part at line {line} is about is not there")
            }
        }
    }
}

/// Applies a unified diff of one file. Each part is looked for at its line, then before and behind
/// it in turn; all its lines have to be there as they stand.
///
/// ```
/// use migrate_diesel::patch::apply;
///
/// let patched = apply("a\nb\nc\n", "@@ -1,3 +1,3 @@\n a\n-b\n+B\n c\n");
/// assert_eq!(patched.unwrap(), "a\nB\nc\n");
/// ```
pub fn apply(text: &str, patch: &str) -> Result<String, PatchError> {
    // The lines, and whether one was put there by an earlier part.
    let mut lines: Vec<(&str, bool)> = text.split_inclusive('\n').map(|l| (l, false)).collect();
    for hunk in read(patch)? {
        let at = hunk.place(&lines);
        let at = at.ok_or(PatchError::NotFound { line: hunk.line })?;
        let new = hunk.new.into_iter().map(|line| (line, true));
        lines.splice(at..at + hunk.old.len(), new);
    }
    Ok(lines.into_iter().map(|(line, _)| line).collect())
}

/// One part of a diff.
#[derive(Debug)]
struct Hunk<'p> {
    /// Where its `@@` is in the patch.
    line: usize,
    /// Where it says that it belongs, from 0.
    start: usize,
    old: Vec<&'p str>,
    new: Vec<&'p str>,
}

impl Hunk<'_> {
    fn place(&self, lines: &[(&str, bool)]) -> Option<usize> {
        let start = self.start.min(lines.len());
        let fits = |at: &usize| {
            let there = lines.get(*at..*at + self.old.len());
            there.is_some_and(|there| {
                let mut pairs = there.iter().zip(&self.old);
                pairs.all(|((line, is_new), old)| !is_new && line == old)
            })
        };
        let farthest = start.max(lines.len() - start);
        let around = (1..=farthest).flat_map(|distance| {
            let before = start.checked_sub(distance);
            let behind = Some(start + distance).filter(|at| *at < lines.len());
            [before, behind].into_iter().flatten()
        });
        std::iter::once(start).chain(around).find(fits)
    }
}

fn read(patch: &str) -> Result<Vec<Hunk<'_>>, PatchError> {
    let mut hunks: Vec<Hunk<'_>> = Vec::new();
    let mut lengths: Vec<(usize, usize)> = Vec::new();
    for (number, line) in patch.split_inclusive('\n').enumerate() {
        let wrong = |message| PatchError::Unreadable {
            line: number + 1,
            message,
        };
        if line.starts_with("@@ ") {
            let (old, new) = ranges(line).ok_or_else(|| wrong("no ranges of lines"))?;
            lengths.push((old.1, new.1));
            hunks.push(Hunk {
                line: number + 1,
                start: new.0.saturating_sub(1),
                old: Vec::new(),
                new: Vec::new(),
            });
            continue;
        }
        // What stands before the first part is for people.
        let Some(hunk) = hunks.last_mut() else {
            continue;
        };
        match (
            line.as_bytes()[0],
            &line[line.chars().next().map_or(0, char::len_utf8)..],
        ) {
            (b' ', rest) => {
                hunk.old.push(rest);
                hunk.new.push(rest);
            }
            (b'\n', _) => {
                hunk.old.push(line);
                hunk.new.push(line);
            }
            (b'-', rest) => hunk.old.push(rest),
            (b'+', rest) => hunk.new.push(rest),
            // `\ No newline at end of file` is about the line before it.
            (b'\\', _) => without_newline(hunk, patch, number),
            _ => return Err(wrong("a line that is none of a diff")),
        }
    }
    for (hunk, (old, new)) in hunks.iter().zip(lengths) {
        if (hunk.old.len(), hunk.new.len()) != (old, new) {
            return Err(PatchError::Unreadable {
                line: hunk.line,
                message: "another number of lines than it says",
            });
        }
    }
    Ok(hunks)
}

fn without_newline(hunk: &mut Hunk<'_>, patch: &str, number: usize) {
    let before = patch.lines().nth(number.saturating_sub(1)).unwrap_or("");
    let strip = |lines: &mut Vec<&str>| {
        if let Some(last) = lines.last_mut() {
            *last = last.trim_end_matches('\n');
        }
    };
    if !before.starts_with('+') {
        strip(&mut hunk.old);
    }
    if !before.starts_with('-') {
        strip(&mut hunk.new);
    }
}

/// `@@ -start,length +start,length @@`.
fn ranges(line: &str) -> Option<((usize, usize), (usize, usize))> {
    let (ranges, _) = line.strip_prefix("@@ ")?.split_once(" @@")?;
    let (old, new) = ranges.split_once(' ')?;
    let range = |text: &str| {
        let (start, length) = text.split_once(',').unwrap_or((text, "1"));
        Some((start.parse().ok()?, length.parse().ok()?))
    };
    Some((
        range(old.strip_prefix('-')?)?,
        range(new.strip_prefix('+')?)?,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "one\ntwo\nthree\nfour\nfive\n";

    #[test]
    fn a_part_that_has_moved_is_found() {
        let patch = "--- a\n+++ b\n@@ -40,2 +40,3 @@ fn\n four\n+four and a half\n five\n";
        assert_eq!(
            apply(TEXT, patch).unwrap(),
            "one\ntwo\nthree\nfour\nfour and a half\nfive\n"
        );
        let patch = "@@ -1,1 +1,1 @@\n-three\n+3\n@@ -2 +2 @@\n-five\n+5\n";
        assert_eq!(apply(TEXT, patch).unwrap(), "one\ntwo\n3\nfour\n5\n");
    }

    #[test]
    fn what_is_not_there_is_an_error() {
        let patch = "diff --git\n@@ -1 +1 @@\n-none\n+3\n";
        assert_eq!(apply(TEXT, patch), Err(PatchError::NotFound { line: 2 }));
        let patch = "@@ -1,2 +1 @@\n-one\n+1\n";
        let message = "another number of lines than it says";
        assert_eq!(
            apply(TEXT, patch),
            Err(PatchError::Unreadable { line: 1, message })
        );
    }

    #[test]
    fn the_end_of_the_file_may_lose_its_newline() {
        let patch = "@@ -5 +5 @@\n-five\n+5\n\\ No newline at end of file\n";
        assert_eq!(apply(TEXT, patch).unwrap(), "one\ntwo\nthree\nfour\n5");
    }
}
