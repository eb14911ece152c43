//! The `embed!` macro: checked migrations as static, typed data.
//!
//! Knows no rule: what is right or wrong about a directory is said by `migrate-check`, and this
//! crate turns its answer into tokens. Applications use the macro by its re-export in
//! `migrate-runtime`, where it is documented with examples that run.

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

/// Checks a directory of migrations and embeds it.
///
/// Stands alone in a module, which it fills:
///
/// ```text
/// pub mod migrations { migrate_runtime::embed!("migrations/shop"); }
/// ```
///
/// The directory is relative to the package's manifest, or, where there is no such folder, to the
/// folder of the calling source file. The module then has
///
/// - `MIGRATIONS`, of the unit type `Migrations`, which implements the runtime's trait of each
///   declared dialect (so that a connection of another backend does not compile), and Diesel's
///   `MigrationSource` where the ids sort along the chain;
/// - `revision`, with a typed constant for every revision;
/// - `schema`, with Diesel's `table!` for every table after all revisions, where `migrate.toml` says
///   `emit = true` under `[schema]`. With several dialects it has those tables of which one definition
///   does for all of them, and a module with all tables for each.
///
/// A function that `backfill` of a `revision.toml` names has to be there, with the signature that
/// the runtime's module `backfill` shows, for the connection of each declared dialect. Its path begins
/// at the root of the calling crate (`backfills::fill` is `crate::backfills::fill`), or at the calling
/// module with `self::` or `super::`, or in another crate with `::`.
///
/// Whatever is wrong with the directory is reported, all at once, as errors of the build.
///
/// Options follow the directory:
///
/// - `watch = false` leaves out the check that a `build.rs` watches the directory, for build
///   systems that see new files by themselves (cargo does not);
/// - `crate = path` names the runtime crate where it is not `::migrate_runtime`.
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
