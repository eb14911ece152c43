//! Diagnostics on their way to the compiler.
use crate::place::Place;
use crate::watch::{Build, Unwatched};
use migrate_check::Outcome;
use migrate_check::diagnostic::{Diagnostic, Label, Severity, Style, render};
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

impl Reports {
    /// Renders what the check found.
    pub fn new(outcome: &Outcome, place: &Place) -> Reports {
        let mut reports = Reports::default();
        for diagnostic in &outcome.diagnostics {
            let list = match diagnostic.severity {
                Severity::Error => &mut reports.errors,
                Severity::Warning => &mut reports.warnings,
                Severity::Note => continue,
            };
            list.push(text(outcome, diagnostic, place));
        }
        reports
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
        let diagnostic = Diagnostic::error("unwatched", Label::whole(""), message).help(help);
        self.errors.push(text(outcome, &diagnostic, place));
    }
}

/// The renderer's text with the code behind the message: the compiler puts its own `error:` or
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
