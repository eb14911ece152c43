//! The functions that `backfill` of a `revision.toml` names.
use migrate_check::Chain;
use proc_macro2::{Span, TokenStream, TokenTree};
use quote::{format_ident, quote};

/// Lists the revisions that have a step in Rust, each with the path of its function, in the order of the chain.
pub fn list(chain: &Chain) -> impl Iterator<Item = (&str, &str)> {
    let revisions = chain.revisions.iter();
    revisions.filter_map(|one| Some((one.id.as_str(), one.backfill.as_deref()?)))
}

/// Imports each once as `step_0`, `step_1`, …, beside the module of the chain: one that is not there
/// is one error however many dialects it is for.
pub fn imports(chain: &Chain, directory: Span) -> TokenStream {
    let uses: Vec<TokenStream> = list(chain)
        .enumerate()
        .map(|(number, (_, path))| {
            let (path, alias) = (tokens(path, directory), format_ident!("step_{number}"));
            quote!(pub(super) use #path as #alias;)
        })
        .collect();
    match uses.is_empty() {
        true => TokenStream::new(),
        false => quote!(#[doc(hidden)] #[allow(unused)] mod __steps { #(#uses)* }),
    }
}

/// A path, with the last name at another place than the others: rustc tells by the places which name of
/// an import it could not find.
fn tokens(path: &str, directory: Span) -> TokenStream {
    let elsewhere = Span::call_site().located_at(directory);
    let parsed: Result<TokenStream, _> = seen_from_inside(path).parse();
    // What is no path of Rust's is left out here, which rustc reports.
    let mut tokens: Vec<TokenTree> = parsed.into_iter().flatten().collect();
    let before = tokens.len().saturating_sub(1);
    let names = tokens.iter_mut().take(before);
    names.for_each(|name| name.set_span(elsewhere));
    tokens.into_iter().collect()
}

/// A path of `revision.toml` as it is written in a module inside the one that `embed!` fills. A
/// directory is no module: its paths begin at the root of the crate, unless they say themselves where
/// they do.
fn seen_from_inside(path: &str) -> String {
    let (first, rest) = path.split_once("::").unwrap_or((path, ""));
    match first {
        "" | "crate" => path.to_owned(),
        "self" => format!("super::{rest}"),
        "super" => format!("super::{path}"),
        _ => format!("crate::{path}"),
    }
}

#[cfg(test)]
mod tests {
    use super::{seen_from_inside, tokens};
    use proc_macro2::Span;

    #[test]
    fn paths_begin_at_the_root_of_the_crate() {
        for (path, expected) in [
            ("fill", "crate::fill"),
            ("backfills::fill", "crate::backfills::fill"),
            ("crate::backfills::fill", "crate::backfills::fill"),
            ("::steps::fill", "::steps::fill"),
            ("self::fill", "super::fill"),
            ("super::backfills::fill", "super::super::backfills::fill"),
        ] {
            assert_eq!(seen_from_inside(path), expected);
            let written = tokens(path, Span::call_site()).to_string();
            assert_eq!(written.replace(' ', ""), expected);
        }
    }
}
