//! The one renderer: the macro, the command line and the tests print what it returns.
use super::{Diagnostic, Label, LineIndex, Severity, join, secrets};
use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

/// Lines longer than this are cut to a window around the carets.
const LONGEST_LINE: usize = 160;
/// Annotated lines further apart than this are shown as two snippets.
const WIDEST_GAP: usize = 20;

/// How a diagnostic is printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Style {
    /// The same bytes everywhere.
    #[default]
    Plain,
    /// With a terminal's colours; the same characters otherwise.
    Coloured,
}

/// Renders one diagnostic in the manner of rustc, without a line feed at the end.
///
/// `files` are the texts that were read (see [`Outcome::files`](crate::Outcome::files)), `dir_label`
/// is the directory as the user gave it: it is put in front of every path.
pub fn render(
    files: &BTreeMap<String, String>,
    diagnostic: &Diagnostic,
    dir_label: &str,
    style: Style,
) -> String {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let title = level
        .primary_title(diagnostic.message.as_str())
        .id(diagnostic.code.name());
    let mut group = Group::with_title(title);
    let parts = parts(files, diagnostic);
    for part in &parts {
        group = part.add_to(group, dir_label);
    }
    for label in whole_files(files, &diagnostic.related) {
        let text = label.text.as_deref().unwrap_or("see here too");
        let note = format!("{}: {text}", join(dir_label, &label.file));
        group = group.element(Level::NOTE.message(note));
    }
    for note in &diagnostic.notes {
        group = group.element(Level::NOTE.message(note.as_str()));
    }
    if let Some(help) = diagnostic.help_in(dir_label) {
        group = group.element(Level::HELP.message(help));
    }
    let renderer = match style {
        Style::Plain => Renderer::plain(),
        Style::Coloured => Renderer::styled(),
    };
    let mut text = renderer.term_width(1000).render(&[group]);
    for part in &parts {
        part.correct_column(&mut text, dir_label);
    }
    text
}

/// Labels that have no text to show: folders, unreadable files, files as a whole.
fn whole_files<'d>(
    files: &'d BTreeMap<String, String>,
    labels: &'d [Label],
) -> impl Iterator<Item = &'d Label> {
    let shown = |label: &Label| label.span.is_some() && files.contains_key(&label.file);
    labels.iter().filter(move |label| !shown(label))
}

/// One `-->` with the lines below it.
struct Part<'d> {
    file: &'d str,
    lines: Vec<AnnotatedLine<'d>>,
}

/// One label, cut to the line on which it starts.
struct AnnotatedLine<'d> {
    line: usize,
    /// Of the file.
    column: usize,
    text: Cow<'d, str>,
    /// Bytes of `text`.
    span: Range<usize>,
    label: Option<&'d str>,
    is_primary: bool,
}

/// Splits the labels into parts: the primary one first, near ones of its file with it.
fn parts<'d>(files: &'d BTreeMap<String, String>, diagnostic: &'d Diagnostic) -> Vec<Part<'d>> {
    let mut parts: Vec<Part<'d>> = Vec::new();
    let Some(primary) = &diagnostic.primary else {
        return parts;
    };
    let labels = std::iter::once((primary, true))
        .chain(diagnostic.related.iter().map(|label| (label, false)));
    for (label, is_primary) in labels {
        let Some(line) = annotated_line(files, label, is_primary) else {
            if is_primary {
                parts.push(Part {
                    file: &label.file,
                    lines: Vec::new(),
                });
            }
            continue;
        };
        let near = parts
            .iter_mut()
            .find(|part| part.file == label.file && part.is_near(line.line));
        match near {
            Some(part) => part.lines.push(line),
            None => parts.push(Part {
                file: &label.file,
                lines: vec![line],
            }),
        }
    }
    parts
}

fn annotated_line<'d>(
    files: &'d BTreeMap<String, String>,
    label: &'d Label,
    is_primary: bool,
) -> Option<AnnotatedLine<'d>> {
    let text = files.get(&label.file)?;
    let span = label.span.clone()?;
    let index = LineIndex::new(text);
    let (number, column) = index.position(span.start);
    let line = index.line_range(number);
    let start = index.clamp(span.start).clamp(line.start, line.end);
    let end = index.clamp(span.end).clamp(start, line.end);
    let (text, span) = match label.file.ends_with(".toml") {
        true => without_passwords(&text[line.clone()], start - line.start..end - line.start),
        false => cut(&text[line.clone()], start - line.start..end - line.start),
    };
    Some(AnnotatedLine {
        line: number,
        column,
        text,
        span,
        label: label.text.as_deref(),
        is_primary,
    })
}

/// As [`cut`], for a line that may hold a password.
fn without_passwords(line: &str, span: Range<usize>) -> (Cow<'static, str>, Range<usize>) {
    let (line, span) = secrets::hidden(Cow::Borrowed(line), span);
    let (line, span) = cut(&line, span);
    (Cow::Owned(line.into_owned()), span)
}

/// A line as it is shown, and where `span` is in it: a very long one is cut to a window.
fn cut(line: &str, span: Range<usize>) -> (Cow<'_, str>, Range<usize>) {
    let window = window(line, &span);
    let shown = &line[window.clone()];
    if shown.len() == line.len() {
        return (Cow::Borrowed(line), span);
    }
    let before = if window.start > 0 { "…" } else { "" };
    let after = if window.end < line.len() { "…" } else { "" };
    let moved = |at: usize| at.min(window.end) - window.start + before.len();
    let span = moved(span.start)..moved(span.end);
    (Cow::Owned(format!("{before}{shown}{after}")), span)
}

/// The bytes of a line that are shown: all of it, or a window around `span`.
fn window(line: &str, span: &Range<usize>) -> Range<usize> {
    if line.len() <= LONGEST_LINE {
        return 0..line.len();
    }
    let boundary = |mut at: usize| {
        while !line.is_char_boundary(at) {
            at += 1;
        }
        at
    };
    let before = LONGEST_LINE / 4;
    let start = boundary(span.start.saturating_sub(before));
    let end = boundary((start + LONGEST_LINE).min(line.len()));
    start..end
}

impl<'d> Part<'d> {
    fn is_near(&self, line: usize) -> bool {
        self.lines
            .iter()
            .any(|other| other.line.abs_diff(line) <= WIDEST_GAP)
    }

    fn add_to<'s>(&'s self, group: Group<'s>, dir_label: &str) -> Group<'s> {
        let path = join(dir_label, self.file);
        match self.lines.is_empty() {
            true => group.element(Origin::path(path)),
            false => group.element(self.snippet().path(path)),
        }
    }

    /// The line on which the place behind the path is.
    fn headline(&self) -> Option<&AnnotatedLine<'d>> {
        let primary = self.lines.iter().find(|line| line.is_primary);
        primary.or(self.lines.iter().min_by_key(|line| line.line))
    }

    /// Puts the file's column where the renderer could only know that of a line that was cut.
    fn correct_column(&self, text: &mut String, dir_label: &str) {
        let Some(line) = self.headline() else { return };
        let shown = line.text[..line.span.start].chars().count() + 1;
        if shown != line.column {
            let place = format!("{}:{}:", join(dir_label, self.file), line.line);
            let wrong = format!("{place}{shown}");
            *text = text.replacen(&wrong, &format!("{place}{}", line.column), 1);
        }
    }

    /// The annotated lines alone, with empty ones between: annotate-snippets folds those away, and
    /// a script of megabytes costs nothing.
    fn snippet(&self) -> Snippet<'_, Annotation<'_>> {
        let first = self.lines.iter().map(|line| line.line).min().unwrap_or(1);
        let by_line: BTreeMap<usize, &str> = self
            .lines
            .iter()
            .map(|line| (line.line, line.text.as_ref()))
            .collect();
        let mut source = String::new();
        let mut starts = BTreeMap::new();
        let mut current = first;
        for (line, text) in by_line {
            while current < line {
                source.push('\n');
                current += 1;
            }
            starts.insert(line, source.len());
            source.push_str(text);
        }
        let annotations = self.lines.iter().map(|line| {
            let start = starts.get(&line.line).copied().unwrap_or(0);
            let kind = match line.is_primary {
                true => AnnotationKind::Primary,
                false => AnnotationKind::Context,
            };
            kind.span(start + line.span.start..start + line.span.end)
                .label(line.label)
        });
        let annotations: Vec<_> = annotations.collect();
        Snippet::source(source)
            .line_start(first)
            .annotations(annotations)
    }
}
