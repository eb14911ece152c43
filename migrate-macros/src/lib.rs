//! The `embed!` macro: checked migrations as static, typed data.
//!
//! It has no rules of its own: `migrate-check` decides what is right or wrong in a directory, and this crate
//! turns the answer into tokens. Applications use `embed!` of `migrate-runtime`, which calls this
//! one: a declarative macro knows its own crate, however an application names it.

mod analyses;
mod docs;
mod emit;
mod expand;
mod fallback;
mod input;
mod interface;
mod names;
mod packed;
mod place;
mod report;
mod steps;
mod watch;

use expand::Expansion;
use proc_macro::TokenStream;

/// Expands `migrate_runtime::embed!`, which documents it and puts the path of its crate in front of the
/// input: `[$crate::__private::runtime] "migrations/shop"`.
#[proc_macro]
pub fn embed(input: TokenStream) -> TokenStream {
    let Expansion { tokens, source } = expand::expand(input.into());
    let mut module = TokenStream::from(tokens);
    module.extend(source.parse::<TokenStream>().unwrap_or_else(|error| {
        let message = format!("bug in `embed!`, please report it: {error}");
        quote::quote!(::core::compile_error! { #message }).into()
    }));
    module
}
