//! Diagnostics on their way to the compiler.
use crate::place::Place;
use crate::watch::{Build, Unwatched};
use migrate_check::Outcome;
use migrate_check::diagnostic::{Code, Diagnostic, Label, Severity, Style, render, shell_word};
use proc_macro2::{Span, TokenStream};
use quote::quote_spanned;

/// The texts of everything found. Notes stay silent: a build that passes has nothing to say.
#[derive(Debug, Default)]
pub struct Reports {
    /// They fail the build.
    pub errors: Vec<String>,
    /// They don't.
    pub warnings: Vec<String>,
}

/// The code of a directory that no build script watches.
const UNWATCHED: Code = Code::new("unwatched");

/// More of a kind than this scroll away what matters; the command line lists all.
const SHOWN: usize = 100;

impl Reports {
    /// Renders what the check found.
    pub fn new(outcome: &Outcome, place: &Place) -> Reports {
        let mut errors = texts(outcome, place, Severity::Error);
        if outcome.has_only_old_faults()
            && let Some(last) = errors.last_mut()
        {
            last.push_str(&format!(
                "\n\nif databases have run these scripts already, `cargo migrate seal --allow-existing \
                 --dir {}` takes them as they are",
                shell_word(&place.shown)
            ));
        }
        Reports {
            errors,
            warnings: texts(outcome, place, Severity::Warning),
        }
    }

    /// Adds that new revisions would go unseen. It is the only thing said here and not by
    /// `migrate-check`, because it is about the build that the macro runs in.
    pub fn add_unwatched(&mut self, outcome: &Outcome, place: &Place, build: &Build) {
        let Some(unwatched) = build.unwatched(place) else {
            return;
        };
        let line = format!(
            "println!(\"cargo::rerun-if-changed={}\");",
            build.path_to_watch(place)
        );
        let (message, help) = match unwatched {
            Unwatched::NoBuildScript => (
                "no build script watches this directory, so cargo would not see a new revision",
                format!("create `build.rs` beside `Cargo.toml`: fn main() {{ {line} }}"),
            ),
            Unwatched::OtherThings => (
                "the build script does not watch this directory, so cargo would not see a new \
                 revision",
                format!("add to `main` in `build.rs`: {line}"),
            ),
        };
        let diagnostic = Diagnostic::error(UNWATCHED, Label::whole(""), message).help(help);
        self.errors.push(text(outcome, &diagnostic, place));
    }
}

fn texts(outcome: &Outcome, place: &Place, severity: Severity) -> Vec<String> {
    let found = || {
        let all = outcome.diagnostics.iter();
        all.filter(move |diagnostic| diagnostic.severity == severity)
    };
    let shown = found().take(SHOWN);
    let mut texts: Vec<String> = shown.map(|one| text(outcome, one, place)).collect();
    let more = found().count() - texts.len();
    if more > 0 {
        texts.push(format!(
            "and {more} more: `cargo migrate check --dir {}` lists them all",
            shell_word(&place.shown)
        ));
    }
    texts
}

/// Renders a diagnostic with the code after the message: the compiler puts its own `error:` or
/// `warning:` in front.
fn text(outcome: &Outcome, diagnostic: &Diagnostic, place: &Place) -> String {
    let rendered = render(&outcome.files, diagnostic, &place.shown, Style::Plain);
    let title = format!("{}[{}]: ", diagnostic.severity.name(), diagnostic.code);
    let Some(untitled) = rendered.strip_prefix(&title) else {
        return rendered;
    };
    match untitled.split_once('\n') {
        Some((message, rest)) => format!("{message} [{}]\n{rest}", diagnostic.code),
        None => format!("{untitled} [{}]", diagnostic.code),
    }
}

/// Items that make the compiler report errors.
pub fn as_errors(texts: &[String], span: Span) -> TokenStream {
    let errors = texts
        .iter()
        .map(|text| quote_spanned!(span=> ::core::compile_error! { #text }));
    errors.collect()
}

/// Items that make the compiler report warnings. A macro has no other way to on a stable compiler
/// than to use something deprecated.
pub fn as_warnings(texts: &[String], span: Span) -> TokenStream {
    let warnings = texts.iter().map(|text| {
        let text = format!("\n{text}");
        quote_spanned! {span=>
            const _: () = {
                #[deprecated(note = #text)]
                const WARNING: () = ();
                WARNING
            };
        }
    });
    warnings.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use migrate_check::source::MemoryDir;
    use migrate_check::{Options, check};

    #[test]
    fn a_flood_of_errors_is_cut_and_counted() {
        let mut dir = MemoryDir::new().file("migrate.toml", "dialects = [\"sqlite\"]");
        for number in 0..SHOWN + 20 {
            dir = dir.file(
                &format!("{number:03}_a/revision.toml"),
                "unknown = 1\nrevises = []",
            );
        }
        let place = Place {
            folder: "shop".into(),
            typed: "shop".to_owned(),
            shown: "shop".to_owned(),
        };
        let reports = Reports::new(&check(&dir, &Options::default()), &place);
        assert_eq!(reports.errors.len(), SHOWN + 1);
        let last = reports
            .errors
            .last()
            .map(String::as_str)
            .unwrap_or_default();
        assert!(last.starts_with("and "), "{last}");
        assert!(
            last.contains(" more: `cargo migrate check --dir shop`"),
            "{last}"
        );
    }
}
