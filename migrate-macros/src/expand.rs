//! The macro, step by step: input, directory, check, source, tokens.
use crate::analyses::CacheFile;
use crate::docs;
use crate::emit::{self, Embedding, put};
use crate::fallback;
use crate::input::{BadInput, Input};
use crate::interface::{self, Harness, Interface};
use crate::place::{self, Place};
use crate::report::{self, Reports};
use crate::steps;
use crate::watch::Build;
use migrate_check::source::LocalDir;
use migrate_check::{Chain, Options, Outcome};
use proc_macro2::TokenStream;
use quote::quote;
use std::path::Path;

/// What the module is filled with.
#[derive(Debug)]
pub struct Expansion {
    /// The runtime crate under one name, and what is reported.
    pub tokens: TokenStream,
    /// The items, as source: for the compiler's own lexer, since that of `proc_macro2` is part of
    /// the macro and runs unoptimised.
    pub source: String,
}

impl Expansion {
    fn new(runtime: Option<&TokenStream>, reported: TokenStream, source: String) -> Self {
        let runtime = runtime
            .cloned()
            .unwrap_or_else(|| quote!(::migrate_runtime));
        let tokens = quote! {
            use #runtime as __runtime;
            #reported
        };
        Self { tokens, source }
    }
}

/// Expands `embed!`. Never panics: whatever is wrong becomes errors beside a stub, which has the
/// same names, so that code that uses the module has no errors of its own.
pub fn expand(tokens: TokenStream) -> Expansion {
    match Input::parse(tokens) {
        Ok(input) => expand_directory(&input),
        Err(BadInput { error, runtime }) => {
            let mut source = String::new();
            fallback::write_stub(&[], &mut source);
            Expansion::new(runtime.as_ref(), error.to_compile_error(), source)
        }
    }
}

fn expand_directory(input: &Input) -> Expansion {
    let span = input.directory.span();
    let place = place::locate(&input.directory.value(), span);
    let (directory, options) = (LocalDir::new(&place.folder), options());
    let build = Build::from_environment();
    let outcome = match CacheFile::locate(&build, &place) {
        Some(cache) => migrate_check::check_again(&directory, &options, &cache),
        None => migrate_check::check(&directory, &options),
    };
    let mut reports = Reports::new(&outcome, &place);
    if input.watch {
        reports.add_unwatched(&outcome, &place, &build);
    }
    if outcome.chain.is_none() && reports.errors.is_empty() {
        // A stub without an error would be an empty chain that builds.
        let bug = "bug in `migrate-check`, please report it: no chain, and no reason";
        reports.errors.push(bug.to_owned());
    }
    let mut source = String::new();
    let reported = match &outcome.chain {
        Some(chain) if reports.errors.is_empty() => {
            write_module(chain, &place, &mut source);
            write_tracked(&outcome, &place, &build, &mut source);
            let mut tokens = report::as_warnings(&reports.warnings, span);
            tokens.extend(steps::imports(chain, span));
            tokens
        }
        _ => {
            let loaded = migrate_check::load(&directory, &options);
            fallback::write_stub(&loaded.revisions, &mut source);
            report::as_errors(&reports.errors, span)
        }
    };
    write_schema(&outcome, &mut source);
    Expansion::new(input.runtime.as_ref(), reported, source)
}

/// The dialect of the build is assumed where the directory names none and there is no choice.
fn options() -> Options {
    let mut options = Options::default();
    if let [only] = interface::compiled_in()[..] {
        options.default_dialects = vec![only];
    }
    options
}

/// Whether Diesel's harness would do the right thing.
fn harness(chain: &Chain) -> Harness<'_> {
    let mut revisions = chain.revisions.iter();
    match (
        chain.unsorted(),
        revisions.find(|one| !one.replaces.is_empty()),
    ) {
        (Some((revision, needs)), _) => Harness::Unsorted { revision, needs },
        (None, Some(squashed)) => Harness::Squashed {
            revision: &squashed.id,
        },
        (None, None) => Harness::Sorted,
    }
}

fn write_module(chain: &Chain, place: &Place, source: &mut String) {
    let mut dialects = interface::compiled_in();
    dialects.retain(|dialect| chain.dialects.contains(dialect));
    let embedding = Embedding {
        chain,
        dialects: &dialects,
        place,
    };
    embedding.write(source);
    let interface = Interface {
        documentation: docs::describe_chain(chain, &dialects, place.embedded()),
        dialects: &dialects,
        diesel: harness(chain),
        constants: interface::constants(&chain.revisions),
    };
    interface.write(source);
}

/// The files that cargo has to learn from the compiler.
fn write_tracked(outcome: &Outcome, place: &Place, build: &Build, source: &mut String) {
    let sees_directory = build.sees_edits(place);
    let is_outside = |file: &str| file.contains("..") || Path::new(file).has_root();
    let files = outcome.files.keys();
    let files = files.filter(|file| !sees_directory || is_outside(file));
    emit::write_tracked(files, place, source);
}

/// Diesel's schema, where it is asked for. It stands in the stub too: code that uses it has no errors
/// of its own for a mistake elsewhere.
fn write_schema(outcome: &Outcome, source: &mut String) {
    if let Some(diesel) = outcome.diesel.as_ref().filter(|diesel| diesel.emit) {
        let mut dialects = interface::compiled_in();
        dialects.retain(|dialect| diesel.dialects().contains(dialect));
        put!(
            source,
            "/// Diesel's schema after all revisions.\n\
             #[allow(missing_docs, unused, clippy::all)] pub mod schema {{\n{}}}\n",
            diesel.module(&dialects)
        );
    }
}
