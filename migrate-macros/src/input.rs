//! The input of the macro: the directory and the options.
use proc_macro2::{Delimiter, Group, TokenStream};
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::parse::{ParseStream, Parser};
use syn::{Ident, LitBool, LitStr, Token};

/// The directory and the options.
pub struct Input {
    /// The directory, as typed.
    pub directory: LitStr,
    /// Whether to ask for a build script that watches the directory.
    pub watch: bool,
    /// The runtime crate, where it is named.
    pub runtime: Option<TokenStream>,
}

/// What could be read of a wrong input, so that the stub can still be a good one.
pub struct BadInput {
    /// What is wrong, with its place.
    pub error: syn::Error,
    /// The runtime crate, if it came before the mistake.
    pub runtime: Option<TokenStream>,
}

impl Input {
    /// Parses the macro's input.
    pub fn parse(tokens: TokenStream) -> Result<Input, BadInput> {
        let (mut own, mut named) = (None, None);
        let parser = |stream: ParseStream<'_>| {
            own = parse_own_runtime(stream)?;
            parse(stream, &mut named)
        };
        let parsed = parser.parse2(tokens);
        let runtime = named.or(own);
        match parsed {
            Ok((directory, watch)) => Ok(Input {
                directory,
                watch,
                runtime,
            }),
            Err(error) => Err(BadInput { error, runtime }),
        }
    }
}

fn parse(
    stream: ParseStream<'_>,
    runtime: &mut Option<TokenStream>,
) -> syn::Result<(LitStr, bool)> {
    let directory = parse_directory(stream)?;
    let mut watch = None;
    while !stream.is_empty() {
        stream.parse::<Token![,]>()?;
        if stream.is_empty() {
            break;
        }
        let option = stream.call(Ident::parse_any)?;
        stream.parse::<Token![=]>()?;
        let twice = match option.to_string().as_str() {
            "watch" => watch.replace(stream.parse::<LitBool>()?.value).is_some(),
            "crate" => runtime.replace(stream.call(parse_path)?).is_some(),
            unknown => {
                let message = format!("unknown option `{unknown}`: there are `watch` and `crate`");
                return Err(syn::Error::new(option.span(), message));
            }
        };
        if twice {
            let message = format!("option `{option}` is given twice");
            return Err(syn::Error::new(option.span(), message));
        }
    }
    Ok((directory, watch.unwrap_or(true)))
}

/// Reads the path in brackets that the runtime's `embed!` puts in front: tokens of its own crate, whose
/// names mean the same wherever the macro is called.
fn parse_own_runtime(stream: ParseStream<'_>) -> syn::Result<Option<TokenStream>> {
    let is_own = stream.cursor().group(Delimiter::Bracket).is_some();
    let group = is_own.then(|| stream.parse::<Group>()).transpose()?;
    Ok(group.map(|group| group.stream()))
}

/// A path without generics, like `::migrate_runtime` or `crate::database::migrate_runtime`.
fn parse_path(stream: ParseStream<'_>) -> syn::Result<TokenStream> {
    let mut path = TokenStream::new();
    if stream.peek(Token![::]) {
        stream.parse::<Token![::]>()?.to_tokens(&mut path);
    }
    stream.call(Ident::parse_any)?.to_tokens(&mut path);
    while stream.peek(Token![::]) {
        stream.parse::<Token![::]>()?.to_tokens(&mut path);
        stream.call(Ident::parse_any)?.to_tokens(&mut path);
    }
    Ok(path)
}

fn parse_directory(stream: ParseStream<'_>) -> syn::Result<LitStr> {
    let expected = "expected the migrations directory as a string literal, \
                    like `embed!(\"migrations/shop\")`";
    if stream.is_empty() {
        return Err(stream.error(expected));
    }
    let directory: LitStr = match stream.parse() {
        Ok(literal) => literal,
        Err(error) => return Err(syn::Error::new(error.span(), expected)),
    };
    if directory.value().is_empty() {
        return Err(syn::Error::new(directory.span(), expected));
    }
    Ok(directory)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn parsed(source: &str) -> Input {
        let tokens = source.parse().expect("tokens");
        Input::parse(tokens).unwrap_or_else(|bad| panic!("{}", bad.error))
    }

    #[track_caller]
    fn refused(source: &str) -> BadInput {
        let tokens = source.parse().expect("tokens");
        Input::parse(tokens).err().expect("an error")
    }

    #[test]
    fn a_directory_alone_is_watched() {
        let input = parsed(r#""migrations/shop""#);
        assert_eq!(input.directory.value(), "migrations/shop");
        assert!(input.watch);
        assert!(input.runtime.is_none());
    }

    #[test]
    fn options_come_in_any_order_with_a_trailing_comma() {
        let input = parsed(r#""m", crate = ::other::path, watch = false,"#);
        assert!(!input.watch);
        let runtime = input.runtime.expect("a path").to_string();
        assert_eq!(runtime.replace(' ', ""), "::other::path");
    }

    #[test]
    fn a_named_runtime_wins_over_the_macros_own() {
        let runtime = |source| parsed(source).runtime.expect("a path").to_string();
        assert_eq!(runtime(r#"[own] "m""#), "own");
        assert_eq!(runtime(r#"[own] "m", crate = named"#), "named");
        assert_eq!(
            refused("[own]").runtime.expect("a path").to_string(),
            "own",
            "the stub of a wrong input needs it too"
        );
    }

    #[test]
    fn what_came_before_a_mistake_is_kept() {
        let bad = refused(r#""m", crate = ::other, wach = false"#);
        assert_eq!(
            bad.error.to_string(),
            "unknown option `wach`: there are `watch` and `crate`"
        );
        assert!(bad.runtime.is_some());
    }

    #[test]
    fn anything_but_a_literal_is_refused_with_an_example() {
        for source in ["", "migrations", "1", "\"\"", "concat!(\"a\", \"b\")"] {
            let message = refused(source).error.to_string();
            assert!(message.contains("embed!(\"migrations/shop\")"), "{message}");
        }
    }

    #[test]
    fn an_option_given_twice_is_refused() {
        let message = refused(r#""m", watch = true, watch = false"#)
            .error
            .to_string();
        assert_eq!(message, "option `watch` is given twice");
    }
}
