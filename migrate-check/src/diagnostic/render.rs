//! The one renderer: the macro, the command line and the tests print what it returns.
use super::{Diagnostic, Label, LineIndex, Severity, join};
use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};
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
        .id(diagnostic.code);
    let mut group = Group::with_title(title);
    for part in parts(files, diagnostic) {
        group = part.add_to(group, dir_label);
    }
    for label in whole_files(files, &diagnostic.related) {
        let text = label.text.as_deref().unwrap_or("see here too");
        let note = format!("{}: {text}", join(dir_label, &label.file));
        group = group.element(Level::NOTE.message(note));
    }
    if let Some(help) = diagnostic.help_in(dir_label) {
        group = group.element(Level::HELP.message(help));
    }
    let renderer = match style {
        Style::Plain => Renderer::plain(),
        Style::Coloured => Renderer::styled(),
    };
    renderer.term_width(1000).render(&[group])
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
    position: Option<(usize, usize)>,
    lines: Vec<AnnotatedLine<'d>>,
}

/// One label, cut to the line on which it starts.
struct AnnotatedLine<'d> {
    line: usize,
    text: &'d str,
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
        let Some((position, line)) = annotated_line(files, label, is_primary) else {
            if is_primary {
                parts.push(Part {
                    file: &label.file,
                    position: None,
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
                position: Some(position),
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
) -> Option<((usize, usize), AnnotatedLine<'d>)> {
    let text = files.get(&label.file)?;
    let span = label.span.clone()?;
    let index = LineIndex::new(text);
    let position = index.position(span.start);
    let line = index.line_range(position.0);
    let start = index.clamp(span.start).clamp(line.start, line.end);
    let end = index.clamp(span.end).clamp(start, line.end);
    let window = window(&text[line.clone()], start - line.start..end - line.start);
    let shown = line.start + window.start..line.start + window.end;
    let annotated = AnnotatedLine {
        line: position.0,
        text: &text[shown.clone()],
        span: start - shown.start..end.min(shown.end) - shown.start,
        label: label.text.as_deref(),
        is_primary,
    };
    Some((position, annotated))
}

/// The bytes of a line that are shown: all of it, or a window around `span`.
fn window(line: &str, span: Range<usize>) -> Range<usize> {
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

    fn add_to(self, group: Group<'d>, dir_label: &str) -> Group<'d> {
        let path = join(dir_label, self.file);
        let Some((line, column)) = self.position else {
            return group.element(Origin::path(path));
        };
        let origin = Origin::path(path).line(line).char_column(column);
        group.element(origin).element(self.snippet())
    }

    /// The annotated lines alone, with empty ones between: annotate-snippets folds those away, and
    /// a script of megabytes costs nothing.
    fn snippet(&self) -> Snippet<'d, annotate_snippets::Annotation<'d>> {
        let first = self.lines.iter().map(|line| line.line).min().unwrap_or(1);
        let by_line: BTreeMap<usize, &str> = self
            .lines
            .iter()
            .map(|line| (line.line, line.text))
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
